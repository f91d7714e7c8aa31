"""A team's target: which levels it may aim for, the way there, and what has come into place on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.clock import stamp
from bot.membership import NotInTeam
from bot.store.targets import Target
from bot.targets import WrongTarget
from knowledge.changes import smallest_set
from knowledge.library import Value
from knowledge.paths import path
from tests.bot.teamwork import ANA, BO, EVE, LIBRARY, TWIN, WORKING, Work

TODAY, JUNE = "2026-11-21", "2027-06-01"
AZURE = LIBRARY.maturity_models["azure"]


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path)


def set_target(work: Work, level: int = 2) -> Target:
    made = work.targets.set(ANA, work.team.id, "azure", level, JUNE)
    assert isinstance(made, Target)
    return made


def test_a_team_without_a_result_has_no_levels_to_choose_from_and_none_can_be_set(work: Work) -> None:
    assert work.targets.choices(ANA, work.team.id) is None
    wrong = work.targets.set(ANA, work.team.id, "azure", 2, JUNE)
    assert isinstance(wrong, WrongTarget)
    assert wrong.level


def test_every_level_above_the_present_one_of_a_scale_with_gates_can_be_chosen(work: Work) -> None:
    work.assessed(WORKING)
    choices = work.targets.choices(BO, work.team.id)
    assert choices is not None
    gated = [model for model in LIBRARY.maturity_models.values() if model.dimensions]
    expected = [(model, level.number) for model in gated for level in model.levels if level.number > work.low(model.id)]
    assert list(choices) == expected
    assert expected


def test_without_an_ml_model_the_lowest_level_is_no_target(work: Work) -> None:
    in_place = dict.fromkeys(smallest_set(LIBRARY, WORKING, "azure"), Value.HELD)
    work.assessed(WORKING | in_place | {"ml_model_exists": Value.NOT_HELD})
    choices = work.targets.choices(ANA, work.team.id)
    assert choices is not None
    assert [level for model, level in choices if model is AZURE] == [1, 2, 3, 4]


def test_a_team_at_every_top_has_nothing_to_choose(work: Work) -> None:
    work.assessed(dict.fromkeys(LIBRARY.capabilities, Value.HELD))
    assert work.targets.choices(ANA, work.team.id) == ()


@pytest.mark.parametrize(
    ("level", "due", "named"), [(0, JUNE, "level"), (9, JUNE, "level"), (2, TODAY, "due"), (2, "", "due")]
)
def test_what_is_wrong_is_said_beside_its_input(work: Work, level: int, due: str, named: str) -> None:
    work.assessed(WORKING)
    wrong = work.targets.set(ANA, work.team.id, "azure", level, due)
    assert isinstance(wrong, WrongTarget)
    assert [name for name in ("level", "due") if getattr(wrong, name)] == [named]
    assert work.targets.find(ANA, work.team.id) is None


def test_a_target_is_kept_with_who_set_it_and_a_later_one_takes_its_place(work: Work) -> None:
    work.assessed(WORKING)
    first = set_target(work)
    assert first == Target(work.team.id, "T1", "azure", 2, JUNE, ANA.id, stamp(work.clock()))
    later = work.targets.set(BO, work.team.id, "ml_op_shop", 3, JUNE)
    assert work.targets.find(ANA, work.team.id) == later
    work.targets.take_away(ANA, work.team.id)
    assert work.targets.find(ANA, work.team.id) is None
    assert work.targets.way(ANA, work.team.id) is None


def test_the_way_is_what_is_missing_level_by_level_with_the_actions_that_are_open(work: Work) -> None:
    work.assessed(WORKING)
    set_target(work)
    action = work.take_on(owner=BO)
    way = work.targets.way(BO, work.team.id)
    assert way is not None
    assert way.levels == path(LIBRARY, WORKING, "azure", 2)
    assert way.actions == {action.capability: action}
    assert not way.reached
    assert sum(map(len, way.done.values())) == 0


def test_what_came_into_place_since_the_target_was_set_is_named_and_in_the_end_it_is_reached(work: Work) -> None:
    work.assessed(WORKING)
    set_target(work, 1)
    gap = smallest_set(LIBRARY, WORKING, "azure")
    work.clock.forward(60)
    work.assessed(WORKING | {gap[0]: Value.HELD})
    way = work.targets.way(ANA, work.team.id)
    assert way is not None
    assert way.done == {1: (gap[0],)}
    assert way.levels
    work.clock.forward(60)
    work.assessed(WORKING | dict.fromkeys(gap, Value.HELD))
    way = work.targets.way(ANA, work.team.id)
    assert way is not None
    assert way.reached
    assert set(way.done[1]) == set(gap)


def test_a_target_whose_results_are_gone_has_no_way_to_show(work: Work) -> None:
    work.assessed(WORKING)
    set_target(work)
    work.change("DELETE FROM results")
    way = work.targets.way(ANA, work.team.id)
    assert way is not None
    assert way.levels is None
    assert not way.reached


def test_a_target_on_a_scale_that_this_release_no_longer_knows_counts_as_none(work: Work) -> None:
    work.assessed(WORKING)
    set_target(work)
    work.change("UPDATE targets SET maturity_model = 'retired'")
    assert work.targets.find(ANA, work.team.id) is None


def test_nobody_outside_the_team_or_the_workspace_sees_or_sets_it(work: Work) -> None:
    work.assessed(WORKING)
    target = set_target(work)
    for stranger in (EVE, TWIN):
        for attempt in (
            lambda who=stranger: work.targets.find(who, work.team.id),
            lambda who=stranger: work.targets.way(who, work.team.id),
            lambda who=stranger: work.targets.choices(who, work.team.id),
            lambda who=stranger: work.targets.set(who, work.team.id, "azure", 3, JUNE),
            lambda who=stranger: work.targets.take_away(who, work.team.id),
        ):
            with pytest.raises(NotInTeam):
                attempt()
    assert work.targets.find(ANA, work.team.id) == target


def test_a_new_target_is_published_on_the_home_tabs_of_those_who_look(work: Work) -> None:
    work.assessed(WORKING)
    work.looks_at_home(BO)
    set_target(work)
    assert work.rows("SELECT address FROM outbox WHERE method = 'views.publish'") == [(BO.id,)]
