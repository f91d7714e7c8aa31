"""A team with everything in a store."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.exporting.kept import Kept, busy


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """Three people, six results and more: see `busy`."""
    return busy(tmp_path)
