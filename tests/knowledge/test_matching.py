"""Scales without gates: traits are matched and decisions taken as the conventions say, whatever turns out to be true.

Any scale and any team are compared with the convention itself, tried on every way in which the unknowns may turn out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library import Level, MaturityModel, Rule, Traits, Value
from knowledge.matching import decide, match
from knowledge.placements import Range
from tests.knowledge.teams import ANY_TEAM, HELD, LIBRARY, NOT_HELD, UNKNOWN, Values, on, only, teams

SHIPPED = LIBRARY.maturity_models["microsoft_ai"]
NEED = LIBRARY.maturity_models["need"]
PARTLY, PLANNED, ASIDE = Value.PARTLY, Value.PLANNED, Value.NOT_APPLICABLE
MOST_UNKNOWN = 7
Outcome = Callable[[MaturityModel, Mapping[str, Value]], int]


def _scale(top: int, traits: Sequence[Traits] = (), decision: Sequence[Rule] = ()) -> MaturityModel:
    levels = tuple(Level(number, str(number), str(number)) for number in range(1, top + 1))
    base = replace(SHIPPED if traits else NEED, id="scale", levels=levels)
    return replace(base, traits=tuple(traits)) if traits else replace(base, decision=tuple(decision))


def _items(model: MaturityModel) -> list[str]:
    traits = [item for traits in model.traits for item in traits.capabilities]
    return traits + [item for rule in model.decision for item in rule.any]


@st.composite
def _values(draw: st.DrawFn, model: MaturityModel) -> Values:
    """What is known of a scale's items: at most `MOST_UNKNOWN` unknown ones, so that every way can be tried."""
    known = st.sampled_from([HELD, HELD, NOT_HELD, NOT_HELD, PARTLY, PLANNED, ASIDE])
    values = {item: draw(known) for item in _items(model)}
    unknown = draw(st.sets(st.sampled_from(sorted(values)), max_size=MOST_UNKNOWN))
    return {**values, **dict.fromkeys(unknown, UNKNOWN)}


@st.composite
def _matched(draw: st.DrawFn) -> tuple[MaturityModel, Values]:
    """The shipped scale or another of its make, and a team. A level that needs all of its traits may be anywhere."""
    if draw(st.booleans()):
        return SHIPPED, draw(_values(SHIPPED))
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    whole = draw(st.one_of(st.none(), st.integers(1, len(sizes))))
    traits = [
        Traits(level, tuple(f"t{level}_{at}" for at in range(size)), all_needed=level == whole)
        for level, size in enumerate(sizes, 1)
    ]
    model = _scale(len(sizes), traits=sorted(draw(st.permutations(traits)), key=lambda one: not one.all_needed))
    return model, draw(_values(model))


@st.composite
def _decided(draw: st.DrawFn) -> tuple[MaturityModel, Values]:
    """The shipped decision or another of its make, and a team."""
    if draw(st.booleans()):
        return NEED, draw(_values(NEED))
    levels = draw(st.permutations(range(1, draw(st.integers(2, 4)) + 1)))
    rules = [
        Rule(level, tuple(f"r{level}_{at}" for at in range(draw(st.integers(1, 3)))), plans_count=draw(st.booleans()))
        for level in levels[:-1]
    ]
    model = _scale(len(levels), decision=[*rules, Rule(levels[-1])])
    return model, draw(_values(model))


def _completions(values: Mapping[str, Value], turns: Sequence[Value] = (HELD, NOT_HELD)) -> Iterator[Values]:
    """Every way in which the unknowns may turn out."""
    unknown = [item for item, value in values.items() if value is UNKNOWN]
    for turned in product(turns, repeat=len(unknown)):
        yield {**values, **dict(zip(unknown, turned, strict=True))}


def _shares(model: MaturityModel, values: Mapping[str, Value]) -> dict[int, Fraction]:
    """The share of each level's traits that is true, of those that apply."""
    shares = {}
    for traits in model.traits:
        of = [values[item] for item in traits.capabilities if values[item] is not ASIDE]
        shares[traits.level] = Fraction(of.count(HELD), len(of)) if of else Fraction(0)
    return shares


def _best(model: MaturityModel, values: Mapping[str, Value]) -> int:
    """Convention 11 on a team of which everything is known: all traits of a level that needs all; else the largest
    share, the earlier one of equal ones."""
    shares = _shares(model, values)
    for traits in model.traits:
        if traits.all_needed and shares[traits.level] == 1:
            return traits.level
    ranked = [traits.level for traits in model.traits if not traits.all_needed]
    return max(sorted(ranked), key=lambda level: shares[level])


def _first_rule(model: MaturityModel, values: Mapping[str, Value]) -> int:
    """Convention 12: the first rule of which something is in place, or planned where plans count; else the last."""
    for rule in model.decision:
        enough = (HELD, PLANNED) if rule.plans_count else (HELD,)
        if any(values[item] in enough for item in rule.any):
            return rule.level
    return model.decision[-1].level


def _changing(outcome: Outcome, model: MaturityModel, values: Values, turns: Sequence[Value]) -> set[str]:
    """The unknowns that alone change the outcome in some way in which the others may turn out."""
    results = {tuple(done.values()): outcome(model, done) for done in _completions(values, turns)}
    items = list(values)
    return {
        items[at]
        for done, level in results.items()
        for at in range(len(items))
        if values[items[at]] is UNKNOWN
        for turn in turns
        if results[(*done[:at], turn, *done[at + 1 :])] != level
    }


# Traits


@ANY_TEAM
@given(_matched())
def test_the_range_is_from_the_lowest_to_the_highest_that_any_completion_of_the_unknowns_matches(
    case: tuple[MaturityModel, Values],
) -> None:
    model, values = case
    levels = {_best(model, done) for done in _completions(values)}
    assert match(model, values).overall == Range(min(levels), max(levels))


@ANY_TEAM
@given(_matched())
def test_every_unknown_trait_that_can_change_the_match_is_among_the_open_items(
    case: tuple[MaturityModel, Values],
) -> None:
    model, values = case
    placement = match(model, values)
    assert _changing(_best, model, values, (HELD, NOT_HELD)) <= set(placement.open_items)
    assert {values[item] for item in placement.open_items} <= {UNKNOWN}
    assert bool(placement.open_items) != placement.overall.determinate


@ANY_TEAM
@given(_matched())
def test_an_open_item_is_never_a_trait_of_a_level_that_no_completion_matches(
    case: tuple[MaturityModel, Values],
) -> None:
    model, values = case
    possible = {_best(model, done) for done in _completions(values)}
    traits = {item for one in model.traits if one.level in possible for item in one.capabilities}
    assert set(match(model, values).open_items) <= traits


@ANY_TEAM
@given(_matched())
def test_levels_that_match_equally_well_are_named_and_the_earliest_of_them_is_taken(
    case: tuple[MaturityModel, Values],
) -> None:
    model, values = case
    known = {item: NOT_HELD if value is UNKNOWN else value for item, value in values.items()}
    placement = match(model, known)
    whole = {traits.level for traits in model.traits if traits.all_needed}
    shares = {level: share for level, share in _shares(model, known).items() if level not in whole}
    equal = sorted(level for level, share in shares.items() if share == max(shares.values()) > 0)
    if placement.overall.low in whole or len(equal) < 2:
        assert placement.tied == ()
    else:
        assert placement.tied == tuple(equal)
        assert placement.overall.low == equal[0]


@ANY_TEAM
@given(_matched())
def test_how_much_of_each_level_is_true_is_counted_without_what_does_not_apply(
    case: tuple[MaturityModel, Values],
) -> None:
    model, values = case
    placement = match(model, values)
    assert [one.level for one in placement.matches] == [level.number for level in model.levels]
    for found in placement.matches:
        (traits,) = [one for one in model.traits if one.level == found.level]
        of = [values[item] for item in traits.capabilities]
        assert (found.held, found.unknown, found.of) == (of.count(HELD), of.count(UNKNOWN), len(of) - of.count(ASIDE))
    assert set(placement.set_aside) == {item for item, value in values.items() if value is ASIDE}


@ANY_TEAM
@given(teams())
def test_the_shipped_scale_is_matched_on_the_same_terms_among_all_others(values: Values) -> None:
    known = {item: values.get(item, UNKNOWN) for item in _items(SHIPPED)}
    assert on("microsoft_ai", values) == match(SHIPPED, known)


def test_nothing_true_is_foundational_and_no_tie() -> None:
    placement = on("microsoft_ai", only())
    assert (placement.overall, placement.tied, placement.open_items) == (Range(1, 1), (), ())


@pytest.mark.parametrize("lack", [NOT_HELD, PARTLY, PLANNED])
@pytest.mark.parametrize("trait", ["weighs_ethics", "lifelong_learning"])
def test_mature_with_all_traits_but_one_is_not_mature(trait: str, lack: Value) -> None:
    mature = next(traits for traits in SHIPPED.traits if traits.all_needed).capabilities
    assert on("microsoft_ai", only(*mature)).overall == Range(4, 4)
    assert on("microsoft_ai", {**only(*mature, "quick_sprints_delivered"), trait: lack}).overall == Range(2, 2)


def test_a_tie_of_the_first_and_the_third_kind_is_foundational_and_names_both() -> None:
    placement = on("microsoft_ai", only("decisions_on_instinct", "comfortable_with_risk", "moving_to_iterative"))
    assert (placement.overall, placement.tied) == (Range(1, 1), (1, 3))


def test_the_traits_of_mature_never_tie_with_others() -> None:
    every = {item for traits in SHIPPED.traits for item in traits.capabilities}
    placement = on("microsoft_ai", only(*every))
    assert (placement.overall, placement.tied) == (Range(4, 4), ())


def test_a_tie_that_an_unknown_may_still_break_is_not_named() -> None:
    values = {
        **only("decisions_on_instinct", "comfortable_with_risk", "moving_to_iterative"),
        "sees_ai_as_needed": UNKNOWN,
    }
    placement = on("microsoft_ai", values)
    assert (placement.overall, placement.tied, placement.open_items) == (Range(1, 3), (), ("sees_ai_as_needed",))


# Decisions


@ANY_TEAM
@given(_decided())
def test_the_first_rule_that_fits_decides_and_what_is_not_known_does_not_fit(
    case: tuple[MaturityModel, Values],
) -> None:
    model, values = case
    level = _first_rule(model, values)
    assert decide(model, values).overall == Range(level, level)


@ANY_TEAM
@given(_decided())
def test_exactly_the_unknowns_that_can_change_the_decision_are_the_open_items(
    case: tuple[MaturityModel, Values],
) -> None:
    model, values = case
    assert _changing(_first_rule, model, values, (HELD, NOT_HELD)) == set(decide(model, values).open_items)


@ANY_TEAM
@given(_decided(), st.data())
def test_a_plan_counts_like_what_is_there_exactly_where_plans_count(
    case: tuple[MaturityModel, Values], data: st.DataObject
) -> None:
    model, values = case
    rule = data.draw(st.sampled_from([rule for rule in model.decision if rule.any]))
    item = data.draw(st.sampled_from(rule.any))
    as_planned = decide(model, {**values, item: PLANNED})
    assert as_planned == decide(model, {**values, item: HELD if rule.plans_count else NOT_HELD})


@ANY_TEAM
@given(_decided(), st.data())
def test_what_is_there_in_part_or_does_not_apply_decides_nothing(
    case: tuple[MaturityModel, Values], data: st.DataObject
) -> None:
    model, values = case
    item = data.draw(st.sampled_from(_items(model)))
    as_lacking = decide(model, {**values, item: NOT_HELD})
    assert decide(model, {**values, item: PARTLY}) == as_lacking
    aside = decide(model, {**values, item: ASIDE})
    assert (aside.overall, aside.open_items) == (as_lacking.overall, as_lacking.open_items)
    assert item in aside.set_aside


@pytest.mark.parametrize(
    ("self_retraining", "key_systems", "ad_hoc", "level"),
    [
        (HELD, NOT_HELD, HELD, 3),
        (NOT_HELD, PLANNED, HELD, 3),
        (PLANNED, UNKNOWN, UNKNOWN, 3),
        (PARTLY, NOT_HELD, HELD, 1),
        (NOT_HELD, NOT_HELD, PLANNED, 2),
        (NOT_HELD, NOT_HELD, NOT_HELD, 2),
        (UNKNOWN, UNKNOWN, HELD, 1),
        (UNKNOWN, UNKNOWN, UNKNOWN, 2),
    ],
)
def test_whether_mlops_is_needed_follows_what_a_team_runs_or_plans(
    self_retraining: Value, key_systems: Value, ad_hoc: Value, level: int
) -> None:
    inputs = {"self_retraining_models_wanted": self_retraining, "ai_wanted_in_key_systems": key_systems}
    placement = on("need", {**only(), **inputs, "ad_hoc_work_only": ad_hoc})
    assert placement.overall == Range(level, level)
