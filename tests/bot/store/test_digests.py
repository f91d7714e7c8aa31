"""The rows of digests: kept by channel, within a workspace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.store import digests
from bot.store.database import Store
from bot.store.digests import Subscription

ONE = Subscription("T1", "C1", ("t1", "t2"), "azure", ("stages", "moves"), "line", "U1", "2026-11-21")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(f"sqlite:///{tmp_path / 'bot.db'}")
    made.migrate()
    with made.transaction() as db:
        digests.put(db, ONE)
    return made


def test_what_a_channel_wants_is_kept_as_it_was_said(store: Store) -> None:
    assert digests.find(store.reading(), "T1", "C1") == ONE
    assert digests.set_by(store.reading(), "T1", "U1") == (ONE,)


def test_setting_it_anew_keeps_when_one_was_made_last(store: Store) -> None:
    with store.transaction() as db:
        digests.made(db, "T1", "C1", "2027-01-05")
        digests.put(db, replace(ONE, teams=(), set_by="U2", when_quiet="nothing"))
    found = digests.find(store.reading(), "T1", "C1")
    assert found == replace(ONE, teams=(), set_by="U2", when_quiet="nothing", last_at="2027-01-05")
    assert digests.set_by(store.reading(), "T1", "U1") == ()


def test_another_workspace_sees_and_changes_nothing(store: Store) -> None:
    other = replace(ONE, workspace="T2", maturity_model="need")
    with store.transaction() as db:
        digests.made(db, "T2", "C1", "2027-01-05")
        assert digests.find(db, "T2", "C1") is None
        assert digests.set_by(db, "T2", "U1") == ()
        digests.put(db, other)
        digests.made(db, "T2", "C1", "2027-01-05")
    assert digests.find(store.reading(), "T1", "C1") == ONE
