"""Scoring: the conventions of docs/scoring.md on the shipped scales, and what holds for any team whatever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library import Value
from knowledge.scoring import Placement, Range, place, undecided
from tests.knowledge.teams import (
    ANY_TEAM,
    HELD,
    LIBRARY,
    NOT_HELD,
    UNKNOWN,
    Values,
    all_but,
    completions,
    everything,
    filled,
    gated,
    on,
    only,
    teams,
    visible,
)

AZURE, SHOP = LIBRARY.maturity_models["azure"], LIBRARY.maturity_models["ml_op_shop"]
GATES = sorted({id for _, _, cell in LIBRARY.cells() for id in cell.gate})
HEDGED = ["managed_ml_platform", "packaging_automated", "ml_scripts_tested"]
RUNS = {"people": {0}, "model_creation": {2}, "model_release": {3}, "application_integration": {1, 3}}
"""The levels of azure that equal the next one, so that the next one is reported."""


def azure(values: Values) -> Placement:
    return on("azure", values)


def shop(values: Values) -> Placement:
    return on("ml_op_shop", values)


def level(values: Values, dimension: str) -> int:
    """A determinate level of one dimension of either scale."""
    found = {**azure(values).dimensions, **shop(values).dimensions}[dimension]
    assert found.determinate
    return found.low


# 1 and 2: gates, and the lowest dimension


@pytest.mark.parametrize("gate", GATES)
def test_a_lacking_gate_keeps_its_dimension_below_its_level_however_good_the_rest(gate: str) -> None:
    values = all_but(*LIBRARY.stronger[gate])
    for model, dimension, cell in LIBRARY.cells():
        if gate in cell.gate:
            placement = on(model.id, values)
            assert placement.dimensions[dimension.id].high < cell.level
            assert gate in {blocker.capability for blocker in placement.blockers}


@ANY_TEAM
@given(teams())
def test_the_overall_is_the_lowest_dimension(values: Values) -> None:
    for placement in gated(place(LIBRARY, values)):
        assert placement.overall.low == min(range.low for range in placement.dimensions.values())
        assert placement.overall.high == min(range.high for range in placement.dimensions.values())


def test_one_weak_dimension_holds_the_overall_and_is_named() -> None:
    placement = azure(all_but("data_pipeline"))
    assert placement.overall == Range(0, 0)
    assert placement.lowest == ("model_creation",)
    assert [blocker.capability for blocker in placement.holding] == ["data_pipeline"]


# 3: equal neighbours


@ANY_TEAM
@given(teams())
def test_a_level_that_equals_the_next_is_never_reported(values: Values) -> None:
    for dimension, never in RUNS.items():
        found = azure(values).dimensions[dimension]
        assert not {found.low, found.high} & never


# 4: stronger replaces weaker


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        ("release_managed_by_cicd", "release_managed_by_engineers"),
        ("release_managed_by_cicd", "release_beyond_the_maker"),
        ("release_managed_by_engineers", "release_beyond_the_maker"),
        ("tests_per_model_release", "model_integration_tests"),
        ("application_integration_tests", "application_unit_tests"),
        ("dashboards_as_products", "insights_shared"),
        ("bi_professionals", "analytics_champion"),
        ("ml_engineers", "domain_data_scientist"),
    ],
)
@pytest.mark.parametrize("said", [NOT_HELD, UNKNOWN, Value.PARTLY])
def test_the_stronger_meets_the_weaker_whatever_was_said_of_it(stronger: str, weaker: str, said: Value) -> None:
    assert visible(place(LIBRARY, all_but(weaker, value=said))) == visible(place(LIBRARY, everything()))
    assert visible(place(LIBRARY, all_but(*LIBRARY.stronger[weaker]))) != visible(place(LIBRARY, everything()))


def test_automatic_release_does_not_fail_a_release_by_engineers() -> None:
    assert level(all_but("release_managed_by_cicd"), "model_release") == 2


def test_a_weaker_one_never_meets_the_stronger() -> None:
    assert level(all_but("tests_per_model_release"), "application_integration") == 2
    assert level(all_but("ml_engineers"), "who") == 3


# 5 and 6: lacks and hedged items


def test_a_team_that_is_better_than_every_description_is_at_the_top() -> None:
    assert [one.overall for one in place(LIBRARY, everything())] == [
        Range(model.top, model.top) for model in LIBRARY.maturity_models.values()
    ]
    assert not [blocker for placement in place(LIBRARY, everything()) for blocker in placement.blockers]


def test_hedged_items_decide_nothing() -> None:
    asked = {id for _, _, cell in LIBRARY.cells() for id in cell.asked} - set(GATES)
    assert set(HEDGED) <= asked
    assert visible(place(LIBRARY, all_but(*asked))) == visible(place(LIBRARY, everything()))


def test_versioned_training_data_decides_on_one_scale_alone() -> None:
    values = all_but("training_data_versioned")
    assert (azure(values).overall, shop(values).overall) == (Range(4, 4), Range(3, 3))


def test_a_versioned_scoring_script_counts_from_level_2_on() -> None:
    assert level(all_but("scoring_script_versioned"), "model_release") == 1


def test_an_automated_training_pipeline_gates_the_level_named_after_it() -> None:
    assert level(all_but("training_pipeline"), "model_creation") == 1


# 7: don't know


def test_an_unknown_widens_the_range() -> None:
    placement = azure(all_but("experiments_tracked", value=UNKNOWN))
    assert placement.dimensions["model_creation"] == Range(1, 4)
    assert placement.overall == Range(1, 4)


def test_a_capability_left_out_is_unknown() -> None:
    assert place(LIBRARY, {}) == place(LIBRARY, everything(UNKNOWN))


def test_an_unknown_above_a_lacking_gate_changes_nothing() -> None:
    values = {**all_but("data_pipeline"), "metrics_trigger_retraining": UNKNOWN, "experiments_tracked": UNKNOWN}
    assert level(values, "model_creation") == 0


def test_an_unknown_stronger_one_keeps_a_lack_open() -> None:
    values = {**everything(), "release_managed_by_engineers": NOT_HELD, "release_managed_by_cicd": UNKNOWN}
    assert azure(values).dimensions["model_release"] == Range(1, 4)


@ANY_TEAM
@given(teams(), st.data())
def test_the_range_runs_from_unknowns_as_no_to_unknowns_as_yes(values: Values, data: st.DataObject) -> None:
    lows, highs = gated(place(LIBRARY, filled(values, NOT_HELD))), gated(place(LIBRARY, filled(values, HELD)))
    turned_out = gated(place(LIBRARY, data.draw(completions(values))))
    for placement, low, high, real in zip(gated(place(LIBRARY, values)), lows, highs, turned_out, strict=True):
        assert placement.overall == Range(low.overall.low, high.overall.high)
        assert placement.overall.low <= real.overall.low == real.overall.high <= placement.overall.high
        for id, found in placement.dimensions.items():
            assert found == Range(low.dimensions[id].low, high.dimensions[id].high)
            assert found.low <= real.dimensions[id].low == real.dimensions[id].high <= found.high


@ANY_TEAM
@given(teams(), st.sampled_from(sorted(LIBRARY.capabilities)))
def test_what_turns_out_to_be_held_never_lowers_anything(values: Values, id: str) -> None:
    for before, after in zip(place(LIBRARY, values), place(LIBRARY, {**values, id: HELD}), strict=True):
        for one, other in zip(before.dimensions.values(), after.dimensions.values(), strict=True):
            assert one.low <= other.low
            assert one.high <= other.high


# 9: no ML model at all


@pytest.mark.parametrize("value", list(Value))
def test_azure_applies_unless_there_is_no_ml_model(value: Value) -> None:
    values = all_but("ml_model_exists", value=value)
    assert azure(values).applicable is not value.lacking
    assert shop(values).applicable


@ANY_TEAM
@given(teams())
def test_azure_applies_exactly_when_an_ml_model_does_not_count_as_lacking(values: Values) -> None:
    lacking = (NOT_HELD, Value.PARTLY, Value.PLANNED)
    assert azure(values).applicable == (values.get("ml_model_exists", UNKNOWN) not in lacking)


def test_level_0_is_a_team_with_an_ml_model_and_nothing_else() -> None:
    placement = azure(only("ml_model_exists"))
    assert (placement.applicable, placement.overall) == (True, Range(0, 0))


# 12: partly and planned; 15: not applicable


def _ranges(placements: tuple[Placement, ...]) -> list[object]:
    return [(one.applicable, one.overall, one.dimensions, one.matches, one.tied) for one in placements]


@ANY_TEAM
@given(teams())
def test_partly_counts_as_not_held_on_every_scale(values: Values) -> None:
    swapped = {id: Value.PARTLY if found is NOT_HELD else found for id, found in values.items()}
    assert _ranges(place(LIBRARY, swapped)) == _ranges(place(LIBRARY, values))


@ANY_TEAM
@given(teams())
def test_planned_counts_as_not_held_on_every_scale_but_the_one_that_asks_for_plans(values: Values) -> None:
    def others(team: Values) -> list[object]:
        return _ranges(tuple(one for one in place(LIBRARY, team) if one.maturity_model != "need"))

    swapped = {id: Value.PLANNED if found is NOT_HELD else found for id, found in values.items()}
    assert others(swapped) == others(values)


def test_what_was_recorded_stays_visible_in_the_blocker() -> None:
    (blocker,) = azure(all_but("data_pipeline", value=Value.PLANNED)).blockers
    assert (blocker.value, blocker.level, blocker.dimension) == (Value.PLANNED, 1, "model_creation")


@pytest.mark.parametrize("gate", GATES)
def test_a_gate_that_is_not_applicable_is_taken_out_and_named(gate: str) -> None:
    values = {**all_but(*LIBRARY.stronger[gate] - {gate}), gate: Value.NOT_APPLICABLE}
    for model, dimension, cell in LIBRARY.cells():
        if gate in cell.gate:
            placement = on(model.id, values)
            assert placement.dimensions[dimension.id].high >= cell.level
            assert gate in placement.set_aside
            assert gate not in {blocker.capability for blocker in placement.blockers}


@pytest.mark.parametrize("said", [NOT_HELD, UNKNOWN])
def test_what_is_not_applicable_stays_set_aside_though_a_stronger_one_does_not_hold_or_is_unknown(said: Value) -> None:
    stronger = LIBRARY.stronger["analytics_champion"] - {"analytics_champion"}
    placement = shop({**all_but(*stronger, value=said), "analytics_champion": Value.NOT_APPLICABLE})
    assert placement.dimensions["who"].low == 1
    assert placement.set_aside == ("analytics_champion",)


# What is worth asking about


@ANY_TEAM
@given(teams(), st.data())
def test_what_is_not_undecided_changes_no_placement(values: Values, data: st.DataObject) -> None:
    settled = [
        id for id in LIBRARY.capabilities if values.get(id, UNKNOWN) is UNKNOWN and id not in undecided(LIBRARY, values)
    ]
    done = data.draw(completions(values))
    turned = data.draw(st.fixed_dictionaries({id: st.sampled_from([HELD, NOT_HELD, Value.PARTLY]) for id in settled}))
    assert visible(place(LIBRARY, done)) == visible(place(LIBRARY, {**done, **turned}))


@ANY_TEAM
@given(teams())
def test_every_undecided_gate_alone_can_change_a_placement(values: Values) -> None:
    for id in undecided(LIBRARY, values):
        assert values.get(id, UNKNOWN) is UNKNOWN
        if any(weaker in LIBRARY.gates for weaker in LIBRARY.weaker[id]):
            assert any(_differ(values, id, weaker) for weaker in LIBRARY.weaker[id]), id


@ANY_TEAM
@given(teams())
def test_without_gates_exactly_the_open_items_of_a_placement_are_undecided(values: Values) -> None:
    ungated = LIBRARY.deciding - LIBRARY.gates
    open_items = {item for one in place(LIBRARY, values) for item in one.open_items}
    assert undecided(LIBRARY, values) & ungated == open_items


def _differ(values: Values, id: str, weaker: str) -> bool:
    """Whether `id` matters where nothing else can meet `weaker` and every other unknown turns out well."""
    rivals = {other: NOT_HELD for other in LIBRARY.stronger[weaker] if values.get(other, UNKNOWN) is UNKNOWN}
    done = {**filled(values, HELD), **rivals}
    return visible(place(LIBRARY, {**done, id: HELD})) != visible(place(LIBRARY, {**done, id: NOT_HELD}))


@ANY_TEAM
@given(teams())
def test_nothing_undecided_means_that_every_placement_is_settled(values: Values) -> None:
    if not undecided(LIBRARY, values):
        assert all(one.overall.determinate for one in place(LIBRARY, values) if one.applicable)
