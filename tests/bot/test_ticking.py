"""The clock's loop over its steps: a fault in one is told, and keeps no other from its work."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store.database import Store
from bot.ticking import Ticker

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)


def test_a_step_that_fails_is_told_after_all_others_were_taken(tmp_path: Path) -> None:
    taken: list[str] = []

    def fails(now: datetime) -> bool:
        raise ValueError("the first step's fault")

    def works(now: datetime) -> bool:
        taken.append(f"{now:%Y}")
        return len(taken) < 2

    ticker = Ticker(Store(f"sqlite:///{tmp_path / 'bot.db'}"), lambda: NOW, (fails, works), lambda: None)
    for _ in range(2):
        with pytest.raises(ValueError, match="the first step's fault"):
            ticker.tick()
    assert taken == ["2027"] * 3
