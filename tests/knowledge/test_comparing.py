"""Scales side by side: what holds a team back on several of them, and how the two that differ most see the same answers."""

from fractions import Fraction

import pytest
from hypothesis import given

from knowledge.comparing import Comparison, Sight, compare
from knowledge.library import Value
from knowledge.placements import Placement
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
    filled,
    gated,
    only,
    teams,
)

FIRST_STAGES = "analytics_champion bi_professionals data_engineers insights_shared dashboards_as_products"
FIRST_STAGES += " data_closely_managed processes_automated"
THIRD_STAGE = ["domain_data_scientist", "first_ml_use_cases", "python_or_r", "code_shared_through_git"]
FIRST_USE_CASES = [*FIRST_STAGES.split(), *THIRD_STAGE, "ml_model_exists"]
"""First use cases run, but nobody could repeat, test or release them without their maker."""


def compared(values: Values) -> Comparison:
    return compare(LIBRARY, place(LIBRARY, values), effective(LIBRARY, values))


def comparable(values: Values) -> list[Placement]:
    """The gated scales that say something definite about a team."""
    return [one for one in gated(place(LIBRARY, values)) if one.applicable and one.overall.determinate]


def height(placement: Placement) -> Fraction:
    """The share of a scale's way from its lowest level to its top that is behind the team."""
    numbers = [level.number for level in LIBRARY.maturity_models[placement.maturity_model].levels]
    return Fraction(placement.overall.low - min(numbers), max(numbers) - min(numbers))


def scale(sight: Sight | None) -> str:
    return sight.placement.maturity_model if sight else ""


# What several scales agree on


@ANY_TEAM
@given(teams())
def test_agreed_is_exactly_what_holds_back_more_than_one_scale(values: Values) -> None:
    holding = [{one.capability for one in found.holding if one.value.lacking} for found in comparable(values)]
    expected = [id for id in LIBRARY.capabilities if sum(id in own for own in holding) > 1]
    assert list(compared(values).agreed) == expected


def test_a_lack_that_holds_back_two_scales_is_agreed_on() -> None:
    assert compared(all_but("ml_models_versioned")).agreed == ("ml_models_versioned",)


def test_a_lack_that_holds_back_one_scale_alone_is_not() -> None:
    assert compared(all_but("training_data_versioned")).agreed == ()


def test_a_lack_in_a_dimension_that_does_not_hold_the_overall_is_not_agreed_on() -> None:
    values = all_but("ml_models_versioned", "model_integration_tests", "tests_per_model_release")
    assert compared(values).agreed == ()


def test_what_is_unknown_is_no_lack_to_agree_on_even_beside_a_lack_that_settles_the_level() -> None:
    values = {**all_but("experiments_tracked", "cicd_for_ml"), "ml_models_versioned": UNKNOWN}
    assert [one.overall.determinate for one in comparable(values)] == [True] * 3
    assert compared(values).agreed == ()


@pytest.mark.parametrize("value", [Value.PARTLY, Value.PLANNED])
def test_what_is_there_in_part_or_planned_is_a_lack_to_agree_on(value: Value) -> None:
    assert compared(all_but("ml_models_versioned", value=value)).agreed == ("ml_models_versioned",)


# Why they differ


@ANY_TEAM
@given(teams())
def test_the_two_that_differ_most_are_told_and_nothing_where_none_differ(values: Values) -> None:
    heights = {one.maturity_model: height(one) for one in comparable(values) if len(one.dimensions) > 1}
    found = compared(values)
    if len(set(heights.values())) < 2:
        assert (found.higher, found.lower) == (None, None)
    else:
        assert heights[scale(found.higher)] == max(heights.values())
        assert heights[scale(found.lower)] == min(heights.values())


@ANY_TEAM
@given(teams())
def test_what_is_seen_is_in_place_and_what_is_missed_is_lacking_for_the_next_level(values: Values) -> None:
    known, found = effective(LIBRARY, values), compared(values)
    for sight in filter(None, (found.higher, found.lower)):
        at = sight.placement.overall.low
        model = LIBRARY.maturity_models[sight.placement.maturity_model]
        level_of = {
            (item, dimension.id): cell.level
            for dimension in model.dimensions
            for cell in dimension.cells
            for item in cell.gate
        }
        assert all(known[item] is HELD for item in sight.seen)
        assert all(min(level for (id, _), level in level_of.items() if id == item) <= at for item in sight.seen)
        assert all(known[item].lacking for item in sight.missed)
        assert set(sight.missed) == {
            item
            for (item, dimension), level in level_of.items()
            if level == at + 1 and dimension in sight.placement.lowest and known[item].lacking
        }


def test_first_use_cases_stand_high_where_running_counts_and_low_where_repeating_does() -> None:
    found = compared(only(*FIRST_USE_CASES))
    assert (scale(found.higher), scale(found.lower)) == ("ml_op_shop", "azure")
    assert found.higher is not None
    assert found.lower is not None
    assert set(found.higher.seen) == set(THIRD_STAGE)
    assert set(found.higher.missed) == {
        *("ml_engineers", "cicd_for_ml", "ml_models_versioned"),
        *("training_data_versioned", "monitoring_automatic"),
    }
    assert found.lower.seen == ()
    assert set(found.lower.missed) == {
        *("data_pipeline", "release_beyond_the_maker"),
        *("model_integration_tests", "application_release_automated", "application_unit_tests"),
    }


def test_good_engineering_without_people_who_know_the_business_differs_the_other_way() -> None:
    found = compared(all_but("analytics_champion", "bi_professionals"))
    assert (scale(found.higher), scale(found.lower)) == ("azure", "ml_op_shop")
    assert found.lower is not None
    assert found.lower.missed == ("analytics_champion",)


def test_a_scale_of_one_dimension_is_no_sight_of_its_own_though_it_may_agree_on_a_lack() -> None:
    found = compared(all_but("several_ml_models_managed"))
    assert (found.higher, found.lower) == (None, None)
    assert compared(only()).higher is None


@pytest.mark.parametrize("values", [everything(), only(), everything(NOT_HELD), {}])
def test_there_is_nothing_to_say_where_scales_do_not_differ(values: Values) -> None:
    found = compared(values)
    assert (found.agreed, found.higher, found.lower) == ((), None, None)


def test_a_scale_that_does_not_apply_is_not_compared() -> None:
    values = only(*FIRST_USE_CASES)
    assert compared(values).higher is not None
    found = compared({**values, "ml_model_exists": NOT_HELD})
    assert (found.higher, found.lower) == (None, None)


def test_a_scale_that_an_unknown_leaves_open_is_not_compared_until_it_is_known() -> None:
    values = all_but("training_data_versioned")
    assert (scale(compared(values).higher), scale(compared(values).lower)) == ("azure", "ml_op_shop")
    found = compared({**values, "data_pipeline": UNKNOWN})
    assert (found.higher, found.lower) == (None, None)
    assert scale(compared(filled({**values, "data_pipeline": UNKNOWN}, HELD)).higher) == "azure"


@ANY_TEAM
@given(teams())
def test_scales_that_are_matched_or_decided_never_change_the_comparison(values: Values) -> None:
    placements = gated(place(LIBRARY, values))
    assert compare(LIBRARY, placements, effective(LIBRARY, values)) == compared(values)
