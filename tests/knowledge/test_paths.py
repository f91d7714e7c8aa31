"""The path to a target level: it leads there, level by level, and nothing on it can be spared."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.advice import next_steps
from knowledge.changes import smallest_set
from knowledge.library import Capability, Cell, Dimension, Level, Value
from knowledge.paths import PathLevel, path
from knowledge.scoring import effective
from tests.knowledge.teams import (
    ANY_TEAM,
    HELD,
    LIBRARY,
    NOT_HELD,
    UNKNOWN,
    Values,
    all_but,
    everything,
    on,
    only,
    teams,
)

GATED = [model for model in LIBRARY.maturity_models.values() if model.dimensions]
TARGETS = st.sampled_from([(model.id, level.number) for model in GATED for level in model.levels])
ALL = len(LIBRARY.capabilities)


def names(levels: Iterable[PathLevel]) -> list[str]:
    return [step.capability for one in levels for step in one.steps]


def by_level(values: Values, model: str, level: int) -> dict[int, list[str]]:
    return {one.level: names([one]) for one in path(LIBRARY, values, model, level)}


def walked(values: Values, levels: Iterable[PathLevel]) -> Values:
    """The values once everything on these levels of a path is in place."""
    return {**values, **dict.fromkeys(names(levels), HELD)}


@ANY_TEAM
@given(teams(), TARGETS)
def test_whoever_has_walked_the_path_to_a_level_stands_at_it(values: Values, target: tuple[str, int]) -> None:
    found = path(LIBRARY, values, *target)
    for at, one in enumerate(found, start=1):
        placement = on(target[0], walked(values, found[:at]))
        assert placement.applicable
        assert placement.overall.low >= one.level


@ANY_TEAM
@given(teams(), TARGETS)
def test_every_level_from_where_the_team_stands_up_to_the_target_is_on_the_path(
    values: Values, target: tuple[str, int]
) -> None:
    scale = LIBRARY.maturity_models[target[0]]
    placement = on(target[0], values)
    start = placement.overall.low if placement.applicable else scale.levels[0].number - 1
    found = path(LIBRARY, values, *target)
    assert [one.level for one in found] == list(range(start + 1, target[1] + 1))
    assert [one.name for one in found] == [scale.level(one.level).name for one in found]


@ANY_TEAM
@given(teams(), TARGETS)
def test_nothing_stands_on_a_path_twice_or_is_in_place_already(values: Values, target: tuple[str, int]) -> None:
    found = names(path(LIBRARY, values, *target))
    known = effective(LIBRARY, values)
    assert len(found) == len(set(found))
    assert not [id for id in found if known[id] in (HELD, Value.NOT_APPLICABLE)]


@ANY_TEAM
@given(teams(), TARGETS)
def test_nothing_on_a_path_can_be_spared(values: Values, target: tuple[str, int]) -> None:
    found = path(LIBRARY, values, *target)
    for at, one in enumerate(found):
        before = walked(values, found[:at])
        for spared in names([one]):
            rest = dict.fromkeys((id for id in names([one]) if id != spared), HELD)
            placement = on(target[0], {**before, **rest})
            assert not placement.applicable or placement.overall.low < one.level


@ANY_TEAM
@given(teams(), TARGETS)
def test_a_step_finds_out_what_is_unknown_and_does_what_is_lacking(values: Values, target: tuple[str, int]) -> None:
    found = path(LIBRARY, values, *target)
    for at, one in enumerate(found):
        known = effective(LIBRARY, walked(values, found[:at]))
        for step in one.steps:
            assert step.step == LIBRARY.step_for[step.capability]
            assert step.kind == ("find_out" if known[step.capability] is UNKNOWN else "do")
            assert known[step.capability] is UNKNOWN or known[step.capability].lacking


@ANY_TEAM
@given(teams(), TARGETS)
def test_each_level_takes_the_advices_order_at_that_point(values: Values, target: tuple[str, int]) -> None:
    found = path(LIBRARY, values, *target)
    for at, one in enumerate(found):
        advised = [step.step.capability for step in next_steps(LIBRARY, walked(values, found[:at]), limit=ALL)]
        places = [advised.index(id) for id in names([one]) if id in advised]
        assert places == sorted(places)


@ANY_TEAM
@given(teams(), st.sampled_from([model.id for model in GATED]))
def test_the_first_level_of_a_path_is_the_smallest_set(values: Values, model: str) -> None:
    placement, top = on(model, values), LIBRARY.maturity_models[model].top
    if placement.applicable and placement.overall.low < top:
        first = path(LIBRARY, values, model, placement.overall.low + 1)
        assert set(names(first)) == set(smallest_set(LIBRARY, values, model))


def test_each_level_asks_for_the_least_that_reaches_it() -> None:
    values = all_but(*LIBRARY.stronger["release_beyond_the_maker"])
    assert by_level(values, "azure", 4) == {
        1: ["release_beyond_the_maker"],
        2: ["release_managed_by_engineers"],
        3: ["release_managed_by_cicd"],
        4: [],
    }


def test_a_level_for_which_an_earlier_one_brought_everything_stays_on_the_path() -> None:
    values = all_but("data_pipeline", "release_managed_by_cicd")
    assert by_level(values, "azure", 4) == {1: ["data_pipeline"], 2: [], 3: ["release_managed_by_cicd"], 4: []}


def test_what_is_unknown_is_found_out_and_what_lacks_is_done() -> None:
    values = {**all_but("managed_compute", "experiments_tracked"), "training_pipeline": UNKNOWN}
    (level,) = path(LIBRARY, values, "azure", 2)
    assert {step.capability: step.kind for step in level.steps} == {
        "managed_compute": "do",
        "experiments_tracked": "do",
        "training_pipeline": "find_out",
    }


def test_a_scale_that_does_not_apply_yet_is_entered_by_what_makes_it_apply() -> None:
    assert by_level(all_but("ml_model_exists"), "azure", 2) == {0: ["ml_model_exists"], 1: [], 2: []}
    assert by_level(only(), "azure", 0) == {0: ["ml_model_exists"]}
    assert names(path(LIBRARY, only(), "azure", 1))[0] == "ml_model_exists"


def test_one_capability_that_meets_several_gates_of_a_level_is_taken_instead_of_them() -> None:
    gates = ("a", "b", "c")
    implies = {"a": (), "b": (), "c": (), "both": ("a", "c")}
    scale = replace(
        LIBRARY.maturity_models["makinen"],
        id="scale",
        levels=(Level(0, "0", "0"), Level(1, "1", "1")),
        dimensions=(Dimension("d", "d", (Cell(1, gates),)),),
    )
    some_step = next(iter(LIBRARY.steps.values()))
    library = replace(
        LIBRARY,
        capabilities={id: Capability(id, id, id, (), weaker) for id, weaker in implies.items()},
        maturity_models={"scale": scale},
        steps={id: replace(some_step, id=id, capability=id) for id in implies},
    )
    assert names(path(library, dict.fromkeys(implies, NOT_HELD), "scale", 1)) == ["both", "b"]


def test_there_is_no_path_to_where_a_team_stands_or_below() -> None:
    assert not any(path(LIBRARY, everything(), model.id, one.number) for model in GATED for one in model.levels)
    assert path(LIBRARY, all_but("metrics_trigger_retraining"), "azure", 3) == ()


def test_a_scale_or_a_level_that_does_not_exist_is_an_error_and_so_is_a_scale_without_gates() -> None:
    with pytest.raises(KeyError):
        path(LIBRARY, everything(), "nix", 1)
    for level in (-1, 5):
        with pytest.raises(ValueError, match=f"no level {level}"):
            path(LIBRARY, everything(), "azure", level)
    for scale in ("need", "microsoft_ai"):
        with pytest.raises(ValueError, match="no gates"):
            path(LIBRARY, only(), scale, 2)
