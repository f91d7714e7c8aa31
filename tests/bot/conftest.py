"""The bench: a strict local Slack, and the bot in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import outbox
from bot.preview.slack import LocalSlack
from tests.bot.walking import Bench, InProcess


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A workspace and the bot; no rates and hardly a pause between tries, so that walks are quick."""
    monkeypatch.setattr(outbox, "_backoff", lambda tries: 0.01)
    with LocalSlack(rates=False) as slack:
        workspace = slack.workspace("Acme")
        host = InProcess(slack, workspace, tmp_path / "bot.db")
        host.start()
        try:
            yield Bench(slack, workspace, host, tmp_path / "bot.db")
        finally:
            host.stop()
