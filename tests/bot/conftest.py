"""The bench: a strict local Slack, and the bot in this process; and teams whose next check-in is to come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import outbox
from bot.preview.slack import LocalSlack
from tests.bot.quarters import Quarters
from tests.bot.several import ANA, BO, SECOND
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


@pytest.fixture
def one(tmp_path: Path) -> Quarters:
    """Ana alone has answered, in November."""
    found = Quarters(tmp_path, ANA)
    found.answer(ANA, SECOND)
    return found


@pytest.fixture
def two(tmp_path: Path) -> Quarters:
    """Ana, who leads, and Bo have answered, in November."""
    found = Quarters(tmp_path, ANA, BO)
    found.answer(ANA, SECOND)
    found.answer(BO, SECOND)
    return found
