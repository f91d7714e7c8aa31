"""Two results compared: what moved, what changed behind it, and which change moved which scale."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.changes import what_if
from knowledge.library import Value
from knowledge.movement import Movement, Shift, compare_values, moves_between
from knowledge.placements import Placement, Range
from knowledge.scoring import effective, place
from tests.knowledge.teams import (
    ANY_TEAM,
    HELD,
    LIBRARY,
    NOT_HELD,
    UNKNOWN,
    Values,
    all_but,
    everything,
    only,
    teams,
    visible,
)

PARTLY = Value.PARTLY
CHANGES = st.dictionaries(st.sampled_from(sorted(LIBRARY.capabilities)), st.sampled_from(list(Value)), max_size=6)
STRONGER = [("release_managed_by_cicd", "release_managed_by_engineers"), ("ml_engineers", "domain_data_scientist")]


def compared(before: Values, after: Values) -> Movement:
    return compare_values(LIBRARY, before, after)


def shifted(before: Values, after: Values) -> dict[str, tuple[str, ...]]:
    """The scales that each shift moved, by its capability."""
    return {shift.capability: shift.moved for shift in compared(before, after).shifts}


def ranges(placement: Placement) -> dict[str, Range]:
    return {"": placement.overall, **placement.dimensions}


# Moves


@ANY_TEAM
@given(teams(), teams())
def test_every_range_that_differs_is_a_move_and_no_other(before: Values, after: Values) -> None:
    told = {(move.maturity_model, move.dimension): (move.before, move.after) for move in compared(before, after).moves}
    expected = {}
    for one, other in zip(place(LIBRARY, before), place(LIBRARY, after), strict=True):
        for dimension, found in ranges(other).items():
            differs = ranges(one)[dimension] != found
            if not dimension and (one.applicable or other.applicable):
                differs = differs or one.applicable != other.applicable
            if differs and (other.applicable or (one.applicable and not dimension)):
                expected[other.maturity_model, dimension] = (ranges(one)[dimension], found)
    assert told == expected


@ANY_TEAM
@given(teams(), st.sets(st.sampled_from(sorted(LIBRARY.capabilities)), max_size=6))
def test_what_a_dry_run_foretold_is_what_moves_once_it_is_so(values: Values, held: set[str]) -> None:
    assert compared(values, {**values, **dict.fromkeys(held, HELD)}).moves == what_if(LIBRARY, values, held)


@pytest.mark.parametrize("now", [HELD, NOT_HELD])
def test_beginning_and_ceasing_to_apply_are_moves(now: Value) -> None:
    before = NOT_HELD if now is HELD else HELD
    start = {**all_but("data_pipeline"), "ml_model_exists": before}
    moves = compared(start, {**start, "ml_model_exists": now}).moves
    assert [(move.dimension, move.before, move.after) for move in moves if move.maturity_model == "azure"] == [
        ("", Range(0, 0), Range(0, 0))
    ]


def test_nothing_moves_on_a_scale_that_applies_at_neither_time() -> None:
    before = only("data_pipeline", "ds_de_work_together")
    assert "azure" not in {move.maturity_model for move in compared(before, only()).moves}
    assert "azure" not in {model for moved in shifted(before, only()).values() for model in moved}


def test_stored_placements_are_compared_where_both_have_the_scale_and_the_dimension() -> None:
    before, after = place(LIBRARY, all_but("data_pipeline")), place(LIBRARY, everything())
    azure = next(one for one in before if one.maturity_model == "azure")
    without = replace(azure, dimensions={id: one for id, one in azure.dimensions.items() if id != "model_creation"})
    moves = moves_between([without], [*reversed(after)])
    assert [(move.maturity_model, move.dimension) for move in moves] == [("azure", "")]
    assert [move.dimension for move in moves_between([azure], after)] == ["", "model_creation"]
    assert moves_between(before, []) == moves_between([], after) == ()


# Shifts


@ANY_TEAM
@given(teams(), CHANGES)
def test_a_shift_tells_the_effective_values_before_and_after(before: Values, changes: Values) -> None:
    after = {**before, **changes}
    was, now = effective(LIBRARY, before), effective(LIBRARY, after)
    for shift in compared(before, after).shifts:
        assert (shift.before, shift.after) == (was[shift.capability], now[shift.capability])
        assert shift.before is not shift.after
        assert shift.capability in changes


@ANY_TEAM
@given(teams(), CHANGES)
def test_every_effective_change_is_a_shift_or_follows_from_one_that_is_stronger(
    before: Values, changes: Values
) -> None:
    after = {**before, **changes}
    was, now = effective(LIBRARY, before), effective(LIBRARY, after)
    named = set(shifted(before, after))
    for id in LIBRARY.capabilities:
        assert was[id] is now[id] or named & LIBRARY.stronger[id]


@ANY_TEAM
@given(teams())
def test_a_result_compared_with_itself_shows_nothing(values: Values) -> None:
    spelled_out = {id: values.get(id, UNKNOWN) for id in LIBRARY.capabilities}
    assert compared(values, spelled_out) == Movement((), ())


@ANY_TEAM
@given(teams(), st.sampled_from(sorted(LIBRARY.capabilities)), st.sampled_from(list(Value)))
def test_a_change_that_stands_alone_moved_whatever_moved(before: Values, id: str, value: Value) -> None:
    found = compared(before, {**before, id: value})
    scales = {move.maturity_model for move in found.moves}
    assert all(set(shift.moved) == scales for shift in found.shifts)
    assert found.shifts or not found.moves


@ANY_TEAM
@given(teams(), CHANGES)
def test_a_shift_that_moved_nothing_could_be_undone_without_a_trace(before: Values, changes: Values) -> None:
    after = {**before, **changes}
    for shift in compared(before, after).shifts:
        if not shift.moved:
            undone = {**after, shift.capability: before.get(shift.capability, UNKNOWN)}
            assert visible(place(LIBRARY, undone)) == visible(place(LIBRARY, after))


@ANY_TEAM
@given(teams(), CHANGES)
def test_shifts_that_moved_something_come_first_and_then_the_librarys_order(before: Values, changes: Values) -> None:
    order = list(LIBRARY.capabilities)
    places = [
        (not shift.moved, order.index(shift.capability)) for shift in compared(before, {**before, **changes}).shifts
    ]
    assert places == sorted(places)


def test_two_gates_that_a_level_needed_have_both_moved_it() -> None:
    before = all_but("managed_compute", "experiments_tracked")
    assert shifted(before, everything()) == {"managed_compute": ("azure",), "experiments_tracked": ("azure",)}


def test_two_that_meet_the_same_gate_have_both_moved_it() -> None:
    before = all_but("release_managed_by_cicd", "release_managed_by_engineers", "release_beyond_the_maker")
    after = {**before, "release_managed_by_engineers": HELD, "release_beyond_the_maker": HELD}
    assert set(shifted(before, after).values()) == {("azure",)}


def test_a_shift_names_every_scale_that_it_moved_and_none_that_it_did_not() -> None:
    before = all_but("ml_models_versioned", "training_data_versioned", "cloud_ide")
    after = {**before, "ml_models_versioned": HELD, "cloud_ide": HELD}
    assert compared(before, after).shifts == (
        Shift("ml_models_versioned", NOT_HELD, HELD, ("azure",)),
        Shift("cloud_ide", NOT_HELD, HELD, ()),
    )
    assert shifted(all_but("ml_models_versioned"), everything())["ml_models_versioned"] == ("azure", "ml_op_shop")


@pytest.mark.parametrize(("strong", "weak"), STRONGER)
def test_what_follows_from_a_stronger_one_is_not_named_beside_it(strong: str, weak: str) -> None:
    before = all_but(*LIBRARY.stronger[weak])
    assert list(shifted(before, {**before, strong: HELD})) == [strong]
    assert list(shifted(before, {**before, weak: HELD})) == [weak]


@pytest.mark.parametrize("weak", [weak for _, weak in STRONGER])
def test_an_answer_that_a_stronger_one_had_given_already_is_no_shift(weak: str) -> None:
    assert compared(all_but(weak), everything()) == Movement((), ())


def test_a_lack_that_is_put_in_other_words_is_a_shift_that_moved_nothing() -> None:
    before, after = all_but("data_pipeline"), all_but("data_pipeline", value=PARTLY)
    assert compared(before, after) == Movement((), (Shift("data_pipeline", NOT_HELD, PARTLY),))
