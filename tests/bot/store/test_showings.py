"""The rows of who is shown and who was introduced: within a workspace, whatever ids another one uses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.ids import PairRef
from bot.store import invitations, showings, teams
from bot.store.database import Store
from bot.store.teams import Team


class Two:
    """Two teams of one workspace, whose leads agreed to be messaged."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(f"sqlite:///{folder / 'bot.db'}")
        self.store.migrate()
        with self.store.transaction() as db:
            self.search = teams.create(db, "T1", "Search", "C1", "U1", "U1", "2026-11-21")
            self.churn = teams.create(db, "T1", "Churn", "C2", "U2", "U2", "2026-11-21")
            for person in ("U1", "U2"):
                invitations.set_consent(db, "T1", person, True, "2026-11-21")
        self.pair = PairRef(self.search.id, self.churn.id, "experiments_tracked")


@pytest.fixture
def two(tmp_path: Path) -> Two:
    return Two(tmp_path)


def agreed(two: Two, team: Team) -> str:
    found = showings.find(two.store.reading(), "T1", team.id)
    return found.agreed if found else "never asked"


def test_asking_changes_nothing_that_was_said(two: Two) -> None:
    with two.store.transaction() as db:
        showings.ask(db, two.search, "2026-11-21")
        assert agreed(two, two.search) == ""
        showings.say(db, two.search, True, "U1", "2026-11-22")
        showings.ask(db, replace(two.search, lead="U3"), "2026-11-23")
    found = showings.find(two.store.reading(), "T1", two.search.id)
    assert found == showings.Shown("T1", two.search.id, "yes", "U1", "2026-11-21", "2026-11-22")


def test_teams_are_shown_only_if_each_of_them_agreed(two: Two) -> None:
    with two.store.transaction() as db:
        showings.say(db, two.search, True, "U1", "now")
        assert showings.are_shown(db, "T1", two.search.id)
        assert not showings.are_shown(db, "T1", two.search.id, two.churn.id)
        showings.say(db, two.churn, False, "U2", "now")
        assert not showings.are_shown(db, "T1", two.search.id, two.churn.id)
        showings.say(db, two.churn, True, "U2", "now")
        assert showings.are_shown(db, "T1", two.search.id, two.churn.id)
        assert not showings.are_shown(db, "T2", two.search.id)


def test_who_is_to_be_asked_is_limited_and_leaves_out_teams_without_a_lead(two: Two) -> None:
    with two.store.transaction() as db:
        assert showings.to_ask(db, "T1", (), 10) == (two.churn, two.search)
        assert showings.to_ask(db, "T1", (), 1) == (two.churn,)
        assert showings.to_ask(db, "T1", (two.search.id,), 10) == (two.search,)
        teams.set_lead(db, two.churn, "", "later")
        assert showings.to_ask(db, "T1", (), 10) == (two.search,)


def test_a_pair_is_introduced_once_unless_it_is_taken_back(two: Two) -> None:
    with two.store.transaction() as db:
        assert showings.introduce(db, "T1", two.pair, "U1", "now")
        assert not showings.introduce(db, "T1", two.pair, "U2", "later")
        other = replace(two.pair, capability="other")
        assert showings.introduce(db, "T1", other, "U1", "now")
        assert showings.introduced(db, "T1") == {two.pair, other}
        showings.take_back(db, "T1", two.pair)
        assert showings.introduce(db, "T1", two.pair, "U2", "later")


def test_another_workspace_reaches_none_of_it(two: Two) -> None:
    with two.store.transaction() as db:
        showings.say(db, two.search, True, "U1", "now")
        showings.introduce(db, "T1", two.pair, "U1", "now")
        before = list(db.execute("SELECT * FROM showings").fetchall())
        elsewhere = replace(two.search, workspace="T2")
        showings.say(db, elsewhere, False, "U1", "later")
        showings.ask(db, elsewhere, "later")
        showings.take_back(db, "T2", two.pair)
        assert list(db.execute("SELECT * FROM showings").fetchall()) == before
        assert not showings.introduce(db, "T1", two.pair, "U1", "now")
        assert showings.find(db, "T2", two.search.id) is None
        assert showings.to_ask(db, "T2", (), 10) == ()
        assert showings.introduced(db, "T2") == frozenset()
        assert showings.choices(db, "T2", 10) == ((), 0)
