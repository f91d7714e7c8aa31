"""Programme leads, and every team of a workspace at a glance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import stamp
from bot.store import actions, assessments, programme, results, teams
from bot.store.actions import Action
from bot.store.database import Store
from bot.store.ids import new_id
from bot.store.results import Result
from bot.store.teams import Team

START = datetime(2026, 1, 5, tzinfo=UTC)


def day(number: int) -> str:
    return stamp(START + timedelta(days=number))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(f"sqlite:///{tmp_path / 'programme.db'}")
    made.migrate()
    return made


def team(store: Store, name: str, workspace: str = "T1") -> Team:
    with store.transaction() as db:
        return teams.create(db, workspace, name, f"C{name}", "U1", "U1", day(0))


def assess(store: Store, of: Team, number: int) -> assessments.Assessment:
    with store.transaction() as db:
        return assessments.begin(db, of.workspace, of.id, "U1", day(number))


def reach(store: Store, of: assessments.Assessment, number: int, placements: str) -> None:
    with store.transaction() as db:
        who = (new_id(), of.workspace, of.team, of.id, "U1", "")
        results.add(db, Result(*who, "v1", "answers", (), (), placements, day(number)))


def act(store: Store, of: Team, state: actions.State, number: int) -> None:
    with store.transaction() as db:
        what = (new_id(), of.workspace, of.id, "step", "capability", "title", "words", "U1", "")
        actions.save(db, Action(*what, state, "", "U1", day(number), day(number)))


def test_a_person_leads_the_programme_of_one_workspace_until_that_is_ended(store: Store) -> None:
    with store.transaction() as db:
        assert programme.add_lead(db, "T1", "U1", day(0))
        assert not programme.add_lead(db, "T1", "U1", day(1))
        assert programme.add_lead(db, "T1", "U2", day(1))
        assert programme.leads(db, "T1") == ("U1", "U2")
        assert programme.is_lead(db, "T1", "U1")
        assert not programme.is_lead(db, "T2", "U1")
        assert programme.leads(db, "T2") == ()
        assert not programme.remove_lead(db, "T2", "U1")
        assert programme.remove_lead(db, "T1", "U1")
        assert not programme.remove_lead(db, "T1", "U1")
        assert programme.leads(db, "T1") == ("U2",)


def test_each_team_comes_once_with_the_result_that_its_members_see(store: Store) -> None:
    search, ads, idle = team(store, "Search"), team(store, "Ads"), team(store, "Idle")
    first, second = assess(store, search, 1), assess(store, search, 50)
    reach(store, first, 2, "oldest")
    reach(store, second, 60, "older")
    reach(store, second, 61, "newest")
    reach(store, first, 90, "an earlier assessment, changed since")
    reach(store, assess(store, ads, 3), 4, "only one")
    rows = programme.all_teams(store.reading(), "T1")
    assert [(row.team, row.placements, row.reached_at) for row in rows] == [
        (ads, "only one", day(4)),
        (idle, "", ""),
        (search, "newest", day(61)),
    ]
    for row in rows:
        seen = results.latest(store.reading(), "T1", row.team.id)
        assert row.placements == (seen.placements if seen else "")


def test_only_open_actions_are_counted_and_any_action_or_result_is_a_sign_of_life(store: Store) -> None:
    search, ads, idle = team(store, "Search"), team(store, "Ads"), team(store, "Idle")
    act(store, search, "open", 5)
    act(store, search, "started", 6)
    act(store, search, "done", 30)
    act(store, search, "dropped", 7)
    reach(store, assess(store, ads, 3), 4, "only one")
    found = {row.team.id: (row.open_actions, row.heard_at) for row in programme.all_teams(store.reading(), "T1")}
    assert found == {search.id: (2, day(30)), ads.id: (0, day(4)), idle.id: (0, day(0))}


def test_another_workspace_shows_none_of_it(store: Store) -> None:
    search = team(store, "Search")
    reach(store, assess(store, search, 1), 2, "ours")
    act(store, search, "open", 5)
    theirs = team(store, "Theirs", "T2")
    (row,) = programme.all_teams(store.reading(), "T2")
    assert (row.team, row.placements, row.open_actions) == (theirs, "", 0)
    assert programme.all_teams(store.reading(), "T3") == ()


def test_however_many_results_there_are_each_team_is_looked_up_by_index(store: Store) -> None:
    asked: list[str] = []
    db = store.reading()
    db.set_trace_callback(asked.append)
    programme.all_teams(db, "T1")
    db.set_trace_callback(None)
    assert len(asked) == 1
    plan = [str(row["detail"]) for row in db.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert not [step for step in plan if step.startswith("SCAN")]
