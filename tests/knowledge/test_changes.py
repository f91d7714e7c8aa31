"""What would have to change and what a change would do: the smallest set, dry runs, the most telling unknown.

The smallest set is compared with every other set, on small libraries of any make.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.changes import most_telling, smallest_set, what_if
from knowledge.library import Capability, Cell, Dimension, Level, Library, Value
from knowledge.placements import Placement, Range
from knowledge.scoring import place, undecided
from tests.knowledge.teams import ANY_TEAM, HELD, LIBRARY, NOT_HELD, UNKNOWN, Values, all_but, everything, only, teams

GATED = [model.id for model in LIBRARY.maturity_models.values() if model.dimensions]
PARTLY, ASIDE = Value.PARTLY, Value.NOT_APPLICABLE
MOST_CAPABILITIES = 8


@st.composite
def small_libraries(draw: st.DrawFn) -> Library:
    """One gated scale of two or three levels over a few capabilities, some of which imply others."""
    ids = [f"c{number}" for number in range(draw(st.integers(2, MOST_CAPABILITIES)))]
    implies = {id: draw(st.sets(st.sampled_from(ids[at + 1 :]), max_size=3)) for at, id in enumerate(ids[:-1])}
    capabilities = {id: Capability(id, id, id, (), tuple(sorted(implies.get(id, ())))) for id in ids}
    top = draw(st.integers(1, 2))
    gates = st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True).map(tuple)
    levels = st.sets(st.integers(1, top), min_size=1).map(sorted)
    dimensions = tuple(
        Dimension(name, name, tuple(Cell(level, draw(gates)) for level in draw(levels)))
        for name in draw(st.sampled_from([["a"], ["a", "b"]]))
    )
    scale = replace(
        LIBRARY.maturity_models["makinen"],
        id="scale",
        levels=tuple(Level(number, str(number), str(number)) for number in range(top + 1)),
        dimensions=dimensions,
    )
    return replace(LIBRARY, capabilities=capabilities, maturity_models={"scale": scale}, questions={}, steps={})


@st.composite
def small_cases(draw: st.DrawFn) -> tuple[Library, Values]:
    library = draw(small_libraries())
    values = st.sampled_from([HELD, NOT_HELD, NOT_HELD, NOT_HELD, UNKNOWN, PARTLY, ASIDE])
    return library, {id: draw(values) for id in library.capabilities}


def _with(values: Mapping[str, Value], held: Iterable[str]) -> Values:
    return {**values, **dict.fromkeys(held, HELD)}


def _on(library: Library, values: Mapping[str, Value], model: str) -> Placement:
    return {one.maturity_model: one for one in place(library, values)}[model]


def _lifts(library: Library, values: Mapping[str, Value], model: str, held: Iterable[str]) -> bool:
    low = _on(library, values, model).overall.low
    return _on(library, _with(values, held), model).overall.low > low


# The smallest set to the next level


@ANY_TEAM
@given(small_cases())
def test_the_smallest_set_lifts_the_overall_and_no_smaller_set_of_anything_does(case: tuple[Library, Values]) -> None:
    library, values = case
    found = smallest_set(library, values, "scale")
    if _on(library, values, "scale").overall.low == library.maturity_models["scale"].top:
        assert found == ()
        return
    assert _lifts(library, values, "scale", found)
    assert len(set(found)) == len(found)
    for size in range(len(found)):
        for some in combinations(library.capabilities, size):
            assert not _lifts(library, values, "scale", some), some


@pytest.mark.parametrize(
    ("strong", "expected"),
    [
        ({"two": ("a", "b"), "three": ("a", "b", "c")}, {"three", "d"}),
        ({"one": ("a", "b"), "other": ("c", "d")}, {"one", "other"}),
        ({"above": ("one",), "one": ("a",)}, {"a", "b", "c", "d"}),
    ],
)
def test_one_capability_that_meets_several_lacking_gates_is_taken_instead_of_them(
    strong: dict[str, tuple[str, ...]], expected: set[str]
) -> None:
    scale = replace(
        LIBRARY.maturity_models["makinen"],
        id="scale",
        levels=(Level(0, "0", "0"), Level(1, "1", "1")),
        dimensions=(Dimension("a", "a", (Cell(1, ("a", "b", "c", "d")),)),),
    )
    implies = {**strong, **dict.fromkeys("abcd", ())}
    capabilities = {id: Capability(id, id, id, (), weaker) for id, weaker in implies.items()}
    library = replace(LIBRARY, capabilities=capabilities, maturity_models={"scale": scale})
    values = dict.fromkeys(capabilities, NOT_HELD)
    assert set(smallest_set(library, values, "scale")) == expected


@ANY_TEAM
@given(teams(), st.sampled_from(GATED))
def test_on_the_shipped_scales_the_smallest_set_lifts_the_overall_and_none_of_it_can_be_spared(
    values: Values, model: str
) -> None:
    found = smallest_set(LIBRARY, values, model)
    placement = _on(LIBRARY, values, model)
    assert bool(found) == (placement.overall.low < LIBRARY.maturity_models[model].top)
    assert not found or _lifts(LIBRARY, values, model, found)
    for spared in found:
        assert not _lifts(LIBRARY, values, model, [id for id in found if id != spared])


def test_the_smallest_set_asks_for_every_gate_of_the_next_level_and_the_strongest_of_a_chain_only() -> None:
    values = all_but("release_managed_by_cicd", "release_managed_by_engineers", "release_beyond_the_maker")
    assert smallest_set(LIBRARY, {**values, "release_managed_by_cicd": NOT_HELD}, "azure") == (
        "release_beyond_the_maker",
    )
    higher = {**values, "release_beyond_the_maker": HELD, "scoring_script_tested": NOT_HELD}
    assert set(smallest_set(LIBRARY, higher, "azure")) == {"scoring_script_tested", "release_managed_by_engineers"}


def test_from_the_bottom_two_dimensions_may_have_to_change_at_once() -> None:
    assert set(smallest_set(LIBRARY, only("ml_model_exists"), "ml_op_shop")) == {
        "analytics_champion",
        "insights_shared",
    }


def test_what_is_unknown_is_part_of_the_smallest_set_and_what_does_not_apply_is_not() -> None:
    values = {**all_but("experiments_tracked", "managed_compute"), "experiments_tracked": UNKNOWN}
    assert set(smallest_set(LIBRARY, values, "azure")) == {"experiments_tracked", "managed_compute"}
    assert smallest_set(LIBRARY, {**values, "managed_compute": ASIDE}, "azure") == ("experiments_tracked",)


def test_there_is_nothing_to_change_at_the_top() -> None:
    assert [smallest_set(LIBRARY, everything(), model) for model in GATED] == [()] * len(GATED)


def test_a_scale_that_does_not_exist_has_no_smallest_set() -> None:
    with pytest.raises(KeyError):
        smallest_set(LIBRARY, everything(), "nix")


# Dry runs


@ANY_TEAM
@given(teams(), st.sets(st.sampled_from(sorted(LIBRARY.capabilities)), max_size=6))
def test_a_dry_run_changes_nothing_that_it_was_given(values: Values, held: set[str]) -> None:
    before, chosen = deepcopy(values), set(held)
    placements = place(LIBRARY, values)
    what_if(LIBRARY, values, held)
    assert (values, held) == (before, chosen)
    assert place(LIBRARY, values) == placements


@ANY_TEAM
@given(teams(), st.sets(st.sampled_from(sorted(LIBRARY.capabilities)), max_size=6))
def test_a_dry_run_tells_every_range_that_would_move_and_no_other(values: Values, held: set[str]) -> None:
    told = {
        (moved.maturity_model, moved.dimension): (moved.before, moved.after) for moved in what_if(LIBRARY, values, held)
    }
    for before, after in zip(place(LIBRARY, values), place(LIBRARY, _with(values, held)), strict=True):
        ranges = {"": (before.overall, after.overall)}
        ranges |= {id: (before.dimensions[id], found) for id, found in after.dimensions.items()}
        for dimension, (old, new) in ranges.items():
            begins_to_apply = after.applicable and not before.applicable and not dimension
            moves = after.applicable and (old != new or begins_to_apply)
            assert told.get((after.maturity_model, dimension)) == ((old, new) if moves else None)


@pytest.mark.parametrize("values", [{}, only(), everything(), all_but("data_pipeline")])
def test_supposing_what_is_there_already_or_nothing_moves_nothing(values: Values) -> None:
    there = [id for id, value in values.items() if value is HELD]
    assert what_if(LIBRARY, values, there) == ()
    assert what_if(LIBRARY, values, []) == ()


@ANY_TEAM
@given(teams(), st.sampled_from(GATED))
def test_supposing_the_smallest_set_moves_the_overall_of_its_scale(values: Values, model: str) -> None:
    found = smallest_set(LIBRARY, values, model)
    moves = [
        moved for moved in what_if(LIBRARY, values, found) if (moved.maturity_model, moved.dimension) == (model, "")
    ]
    if found and _on(LIBRARY, values, model).applicable:
        assert [moved.after.low > moved.before.low for moved in moves] == [True]


def test_a_dry_run_tells_the_overall_before_its_dimensions_on_every_scale() -> None:
    moves = what_if(LIBRARY, all_but("ml_models_versioned"), ["ml_models_versioned"])
    assert [(one.maturity_model, one.dimension, one.before, one.after) for one in moves] == [
        ("azure", "", Range(1, 1), Range(4, 4)),
        ("azure", "model_creation", Range(1, 1), Range(4, 4)),
        ("ml_op_shop", "", Range(3, 3), Range(5, 5)),
        ("ml_op_shop", "what", Range(3, 3), Range(5, 5)),
    ]


def test_a_first_ml_model_makes_the_scale_apply_that_did_not() -> None:
    moves = what_if(LIBRARY, only(), ["ml_model_exists"])
    assert ("azure", "") in [(one.maturity_model, one.dimension) for one in moves]
    without = what_if(LIBRARY, only(), ["data_pipeline", "ds_de_work_together"])
    assert "azure" not in [one.maturity_model for one in without]


def test_supposing_something_unknown_to_the_library_is_an_error() -> None:
    with pytest.raises(KeyError):
        what_if(LIBRARY, everything(), ["nix"])


# The unknown that tells most


@ANY_TEAM
@given(teams())
def test_the_most_telling_is_undecided_and_there_is_one_while_anything_is(values: Values) -> None:
    open_items = undecided(LIBRARY, values)
    found = most_telling(LIBRARY, values)
    assert found in open_items if open_items else found == ""


def _openness(values: Values) -> int:
    """How much a team's placements leave open: levels between the ends of every range, and open items."""
    return sum(
        sum(found.high - found.low for found in (one.overall, *one.dimensions.values())) + len(one.open_items)
        for one in place(LIBRARY, values)
        if one.applicable
    )


@ANY_TEAM
@given(teams())
def test_no_other_unknown_leaves_less_open_over_both_of_its_answers(values: Values) -> None:
    def left(id: str) -> int:
        return _openness({**values, id: HELD}) + _openness({**values, id: NOT_HELD})

    found = most_telling(LIBRARY, values)
    assert all(left(found) <= left(other) for other in undecided(LIBRARY, values))


def test_the_unknown_that_settles_an_overall_tells_more_than_one_that_settles_a_step_on_the_way() -> None:
    values = {**everything(), "data_pipeline": UNKNOWN, "retrained_and_redeployed_often": UNKNOWN}
    assert most_telling(LIBRARY, values) == "data_pipeline"
