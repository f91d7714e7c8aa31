"""Next steps: at most three, in the order of convention 13, none that skips a level, none at the top."""

import pytest
from hypothesis import given

from knowledge.advice import NextStep, asked_only, next_steps
from knowledge.library import Value
from knowledge.scoring import applies, effective, place, unmet
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
    on,
    only,
    teams,
)

ALL = len(LIBRARY.capabilities)


def capabilities(steps: tuple[NextStep, ...]) -> list[str]:
    return [step.step.capability for step in steps]


def upcoming(values: Values) -> dict[str, set[str]]:
    """The unmet gates of each applicable dimension's next level, worked out from the cells alone."""
    known = effective(LIBRARY, values)
    found: dict[str, set[str]] = {}
    for model, dimension, cell in LIBRARY.cells():
        if applies(model, values) and dimension.id not in found and unmet(cell, known):
            found[dimension.id] = set(unmet(cell, known))
    return found


def unwanted(values: Values) -> set[str]:
    """What a team that needs no MLOps is not told to do: to have an ML model."""
    need = next(one for one in place(LIBRARY, values) if one.maturity_model == "need")
    waits = need.overall.high == 1 and not all(one.applicable for one in place(LIBRARY, values))
    return {"ml_model_exists"} if waits else set()


def tier(values: Values, capability: str) -> int:
    """0 an unknown that decides an overall, 1 a gate of a lowest dimension, 2 another; worked out from placements."""
    tiers = []
    for placement in place(LIBRARY, values):
        if placement.applicable:
            for dimension, range in placement.dimensions.items():
                if capability in upcoming(values).get(dimension, ()):
                    lowest = range.low == placement.overall.low
                    open_unknown = effective(LIBRARY, values)[capability] is UNKNOWN
                    decides = lowest and open_unknown and placement.overall.low < placement.overall.high
                    tiers.append(0 if decides else 1 if lowest else 2)
    return min(tiers)


@ANY_TEAM
@given(teams())
def test_there_are_never_more_than_three_and_none_twice(values: Values) -> None:
    steps = capabilities(next_steps(LIBRARY, values))
    assert len(steps) == len(set(steps)) <= 3


@ANY_TEAM
@given(teams())
def test_no_step_skips_a_level_of_its_dimension(values: Values) -> None:
    gates = set().union(*upcoming(values).values()) - unwanted(values)
    assert set(capabilities(next_steps(LIBRARY, values, limit=ALL))) == gates


@ANY_TEAM
@given(teams())
def test_steps_come_in_the_order_of_their_tiers(values: Values) -> None:
    steps = next_steps(LIBRARY, values, limit=ALL)
    tiers = [tier(values, step.step.capability) for step in steps]
    assert tiers == sorted(tiers)
    assert [step.decides for step in steps] == [one == 0 for one in tiers]


@ANY_TEAM
@given(teams())
def test_the_first_three_are_the_first_of_all(values: Values) -> None:
    assert next_steps(LIBRARY, values) == next_steps(LIBRARY, values, limit=ALL)[:3]


@ANY_TEAM
@given(teams())
def test_what_is_unknown_is_to_be_found_out_and_what_is_lacking_to_be_done(values: Values) -> None:
    known = effective(LIBRARY, values)
    for step in next_steps(LIBRARY, values, limit=ALL):
        assert known[step.step.capability] not in (HELD, Value.NOT_APPLICABLE)
        assert step.kind == ("find_out" if known[step.step.capability] is UNKNOWN else "do")


@ANY_TEAM
@given(teams())
def test_doing_every_next_step_lifts_every_dimension_that_is_not_at_the_top(values: Values) -> None:
    done = filled(values, NOT_HELD)
    after = {**done, **dict.fromkeys(capabilities(next_steps(LIBRARY, done, limit=ALL)), HELD)}
    for before, later in zip(place(LIBRARY, done), place(LIBRARY, after), strict=True):
        top = LIBRARY.maturity_models[before.maturity_model].top
        for id, range in before.dimensions.items() if before.applicable else ():
            waits = unwanted(done).intersection(blocker.capability for blocker in before.blockers)
            assert range.low == top or waits or later.dimensions[id].low > range.low


def test_a_team_that_needs_no_mlops_is_not_told_to_build_an_ml_model() -> None:
    waiting = only("ad_hoc_work_only", "analytics_champion", "insights_shared")
    assert "ml_model_exists" not in capabilities(next_steps(LIBRARY, waiting, limit=ALL))
    planning = {**waiting, "self_retraining_models_wanted": Value.PLANNED}
    assert "ml_model_exists" in capabilities(next_steps(LIBRARY, planning, limit=ALL))


def test_a_team_at_the_top_of_every_scale_gets_no_step() -> None:
    assert next_steps(LIBRARY, everything()) == ()


def test_the_unknown_that_decides_comes_before_the_lacking_gate() -> None:
    values = {**all_but("ds_de_work_together"), "data_pipeline": UNKNOWN}
    first, second = next_steps(LIBRARY, values)
    assert (first.step.capability, first.kind, first.decides) == ("data_pipeline", "find_out", True)
    assert (second.step.capability, second.kind, second.decides) == ("ds_de_work_together", "do", False)


def test_an_unknown_that_decides_nothing_yet_waits_behind_the_lowest_dimension() -> None:
    values = {**all_but("data_pipeline"), "release_automatic": UNKNOWN}
    steps = next_steps(LIBRARY, values)
    assert [(step.step.capability, step.decides) for step in steps] == [
        ("data_pipeline", False),
        ("release_automatic", False),
    ]


def test_the_lowest_dimension_comes_before_the_others() -> None:
    values = all_but("metrics_trigger_retraining", "application_integration_tests", "release_beyond_the_maker")
    values |= {"release_managed_by_engineers": NOT_HELD, "release_managed_by_cicd": NOT_HELD}
    assert capabilities(next_steps(LIBRARY, values))[0] == "release_beyond_the_maker"


def test_what_unlocks_on_two_scales_comes_first() -> None:
    values = all_but("ml_models_versioned", "training_code_versioned", "cicd_for_ml")
    assert capabilities(next_steps(LIBRARY, values))[0] == "ml_models_versioned"
    unlocks = next_steps(LIBRARY, values)[0].unlocks
    assert {(one.maturity_model, one.dimension, one.level) for one in unlocks} == {
        ("azure", "model_creation", 2),
        ("ml_op_shop", "what", 4),
    }


def test_a_scale_that_does_not_apply_gives_no_steps() -> None:
    azure = {id for model, _, cell in LIBRARY.cells() if model.id == "azure" for id in cell.gate}
    shop = {id for model, _, cell in LIBRARY.cells() if model.id == "ml_op_shop" for id in cell.gate}
    assert not set(capabilities(next_steps(LIBRARY, only(), limit=ALL))) & (azure - shop)


def test_what_is_not_applicable_is_never_advised() -> None:
    values = all_but("data_pipeline", value=Value.NOT_APPLICABLE)
    assert next_steps(LIBRARY, values) == ()


@pytest.mark.parametrize("value", [Value.PARTLY, Value.PLANNED, NOT_HELD])
def test_partly_and_planned_are_to_be_done(value: Value) -> None:
    (step,) = next_steps(LIBRARY, all_but("data_pipeline", value=value))
    assert (step.step.capability, step.kind) == ("data_pipeline", "do")


def beside_gates(values: Values) -> set[str]:
    """What further advice is about, worked out from cells, traits and steps alone."""
    known = effective(LIBRARY, values)
    next_level = {
        dimension.id: cell.level for _, dimension, cell in reversed(list(LIBRARY.cells())) if unmet(cell, known)
    }
    asked = {
        item
        for model, dimension, cell in LIBRARY.cells()
        for item in cell.asked
        if applies(model, values) and cell.level <= next_level.get(dimension.id, cell.level)
        if item not in LIBRARY.deciding and known[item].lacking
    }
    grown_out_of = {step.capability for step in LIBRARY.steps.values() if step.when == "held"}
    kind = on("microsoft_ai", values).overall
    after = {
        item
        for traits in LIBRARY.maturity_models["microsoft_ai"].traits
        for item in traits.capabilities
        if kind.determinate and traits.level == kind.low + 1 and known[item].lacking
    }
    return asked | {item for item in grown_out_of if known[item] is HELD} | after


@ANY_TEAM
@given(teams())
def test_further_advice_is_on_what_is_asked_only_up_to_the_next_level_on_the_next_kind_and_on_what_is_outgrown(
    values: Values,
) -> None:
    items = [step.step.capability for step in asked_only(LIBRARY, values)]
    assert len(items) == len(set(items))
    assert set(items) == beside_gates(values)
    assert not LIBRARY.gates & set(items)


@ANY_TEAM
@given(teams())
def test_advice_to_grow_out_of_something_never_comes_among_the_next_steps(values: Values) -> None:
    assert {step.step.when for step in next_steps(LIBRARY, values, limit=ALL)} <= {"lacking"}


def test_a_team_that_only_does_ad_hoc_work_is_told_to_stay_with_analytics() -> None:
    values = only("ad_hoc_work_only", "analytics_champion", "insights_shared")
    assert "stay_with_analytics" in [step.step.id for step in asked_only(LIBRARY, values)]
    assert set(capabilities(next_steps(LIBRARY, values))) <= {
        *("bi_professionals", "data_engineers", "dashboards_as_products"),
        *("data_closely_managed", "processes_automated", "ml_model_exists"),
    }


def test_the_next_kind_of_organization_is_advised_on_and_the_one_after_it_not_yet() -> None:
    items = capabilities(asked_only(LIBRARY, only("learning_ai_basics")))
    assert "quick_sprints_delivered" in items
    assert "moving_to_iterative" not in items
    assert "weighs_ethics" not in items
