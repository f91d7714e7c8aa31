"""Actions and targets as they are stored: nothing is seen or changed from another workspace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.actions import Entered
from bot.store import actions, targets
from bot.store.actions import Event
from bot.store.forgetting import forget
from bot.store.targets import Target
from tests.bot.teamwork import ANA, BO, LIBRARY, Work

STRANGER = "T2"
OTHER, THIRD = (LIBRARY.step_for[id] for id in ("model_integration_tests", "data_pipeline"))


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path)


def test_another_workspace_finds_no_action_and_changes_none(work: Work) -> None:
    action = work.take_on()
    db, team = work.store.reading(), work.team.id
    assert actions.find(db, STRANGER, action.id) is None
    assert actions.open_on(db, STRANGER, team, action.capability) is None
    assert actions.open_of(db, STRANGER, team) == ()
    assert actions.events(db, STRANGER, action.id) == ()
    with work.store.transaction() as writing:
        actions.save(writing, replace(action, workspace=STRANGER, title="Mine"))
        assert actions.find(writing, "T1", action.id) == action
        actions.save(writing, replace(action, state="done"))
    assert actions.find(db, "T1", action.id) == replace(action, state="done")
    assert (actions.closed_of(db, STRANGER, team, 9), actions.count_closed(db, STRANGER, team)) == ((), 0)
    assert (len(actions.closed_of(db, "T1", team, 9)), actions.count_closed(db, "T1", team)) == (1, 1)


def test_another_workspace_finds_no_target_and_neither_changes_nor_removes_it(work: Work) -> None:
    target = Target(work.team.id, "T1", "azure", 2, "2027-06-01", "UANA", "2026-11-21")
    with work.store.transaction() as db:
        targets.put(db, target)
        targets.put(db, replace(target, workspace=STRANGER, level=4))
        targets.remove(db, STRANGER, target.team)
    assert targets.find(work.store.reading(), "T1", target.team) == target
    assert targets.find(work.store.reading(), STRANGER, target.team) is None


def test_who_is_forgotten_is_named_in_no_action_event_or_target_and_what_the_team_did_stays(work: Work) -> None:
    first, second = work.take_on(due="2026-12-15"), work.take_on(OTHER, BO)
    third = work.take_on(THIRD, BO, by=BO)
    work.actions.edit(BO, third.id, Entered("Mine", "", ANA.id, ""))
    work.actions.drop(ANA, first.id, "no time")
    with work.store.transaction() as db:
        targets.put(db, Target(work.team.id, "T1", "azure", 2, "2027-06-01", ANA.id, "2026-11-21"))
        forget(db, "T1", ANA.id, "2026-11-22")
    kept = {one: actions.find(work.store.reading(), "T1", one.id) for one in (first, second, third)}
    assert kept[first] == replace(first, state="dropped", owner="", created_by="")
    assert kept[second] == replace(second, owner="", asked_by="", created_by="")
    assert kept[third] is not None
    assert kept[third].owner == ""
    for table in ("actions", "action_events", "targets"):
        assert ANA.id not in str(work.rows(f"SELECT * FROM {table}")), table
    found = actions.events(work.store.reading(), "T1", first.id)
    assert [(one.what, one.person, one.words) for one in found] == [("taken on", "", ""), ("dropped", "", "")]
    assert work.planned() == []


def test_what_happened_is_kept_in_order(work: Work) -> None:
    action = work.take_on()
    later = Event("UBO", "dropped", "no time", "2026-11-22")
    with work.store.transaction() as db:
        actions.note(db, action, later)
    found = actions.events(work.store.reading(), "T1", action.id)
    assert [one.what for one in found] == ["taken on", "dropped"]
    assert found[1] == later
