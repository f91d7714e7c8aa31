"""Several voices: what a team agrees on, what it disputes, and which disputes are worth talking about first."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.agreeing import Agreement, Dispute, agree, worth_discussing
from knowledge.library import Value
from knowledge.scoring import place, undecided
from tests.knowledge.teams import (
    ANY_TEAM,
    HELD,
    LIBRARY,
    NOT_HELD,
    UNKNOWN,
    Values,
    all_but,
    everything,
    gated,
    on,
    teams,
    visible,
)

PARTLY, PLANNED, ASIDE = Value.PARTLY, Value.PLANNED, Value.NOT_APPLICABLE
LACKING = [NOT_HELD, PARTLY, PLANNED]
SAYING = [value for value in Value if value is not UNKNOWN]
ITEM, OTHER = "data_pipeline", "experiments_tracked"
WANTED = "self_retraining_models_wanted"
VOICES = st.lists(teams(), min_size=1, max_size=4)
SETTLED = st.dictionaries(st.sampled_from(sorted(LIBRARY.capabilities)), st.sampled_from(list(Value)), max_size=6)


def heard(*values: Value, item: str = ITEM) -> Agreement:
    """What becomes of one capability that each person gives one of these values."""
    return agree(LIBRARY, [{item: value} for value in values])


def disputed(*values: Value, item: str = ITEM) -> bool:
    found = heard(*values, item=item)
    assert not found.disputed or found.values == {item: UNKNOWN}
    return bool(found.disputed)


def said(voices: list[Values], id: str) -> set[Value]:
    """Every value that somebody gives who knows."""
    return {own[id] for own in voices if own.get(id, UNKNOWN) is not UNKNOWN}


def discussed(found: Agreement, limit: int = 3) -> list[str]:
    return [dispute.capability for dispute in worth_discussing(LIBRARY, found, limit)]


def pair(one: Values, other: Values, *ids: str) -> Agreement:
    """Two people who agree except on these: the first says that they are in place, the second denies it."""
    return agree(LIBRARY, [{**one, **dict.fromkeys(ids, HELD)}, {**other, **dict.fromkeys(ids, NOT_HELD)}])


# One capability


@pytest.mark.parametrize("value", SAYING)
def test_what_all_say_who_know_is_the_teams_value(value: Value) -> None:
    found = agree(LIBRARY, [{ITEM: value}, {ITEM: UNKNOWN}, {}, {ITEM: value}])
    assert found == Agreement({ITEM: value})


def test_what_nobody_knows_stays_unknown_and_is_not_disputed() -> None:
    assert heard(UNKNOWN, UNKNOWN) == Agreement({ITEM: UNKNOWN})
    assert agree(LIBRARY, []) == Agreement({})


@pytest.mark.parametrize("lack", LACKING)
def test_one_who_denies_it_is_enough_for_a_dispute_however_many_say_that_it_is_in_place(lack: Value) -> None:
    assert disputed(HELD, HELD, HELD, lack)
    assert disputed(HELD, lack, lack, lack)


@pytest.mark.parametrize("other", [HELD, *LACKING])
def test_not_applicable_is_disputed_by_anything_else(other: Value) -> None:
    assert disputed(ASIDE, other)


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ((NOT_HELD, PARTLY, PARTLY), PARTLY),
        ((NOT_HELD, PARTLY, PLANNED, PLANNED), PLANNED),
        ((PARTLY, NOT_HELD), NOT_HELD),
        ((PLANNED, PARTLY), PARTLY),
        ((PLANNED, PLANNED, NOT_HELD, NOT_HELD, PARTLY), NOT_HELD),
    ],
)
def test_of_lacking_values_the_one_that_most_gave_is_kept_and_of_equals_the_least(
    values: tuple[Value, ...], kept: Value
) -> None:
    assert heard(*values) == Agreement({ITEM: kept})


@pytest.mark.parametrize("item", [WANTED, "ai_wanted_in_key_systems"])
@pytest.mark.parametrize("other", [NOT_HELD, PARTLY])
def test_a_plan_is_disputed_by_a_plain_lack_where_plans_count_and_there_alone(item: str, other: Value) -> None:
    assert disputed(PLANNED, other, item=item)
    assert not disputed(PLANNED, other)
    assert not disputed(PLANNED, other, item="ad_hoc_work_only")
    assert not disputed(NOT_HELD, PARTLY, item=item)


def test_a_disputed_plan_stays_open_where_plans_count() -> None:
    nothing = everything(NOT_HELD)
    found = agree(LIBRARY, [{**nothing, WANTED: PLANNED}, nothing])
    assert WANTED in on("need", dict(found.values)).open_items


def test_a_dispute_counts_how_many_gave_each_value_and_leaves_out_who_did_not_know() -> None:
    assert heard(HELD, NOT_HELD, UNKNOWN, HELD, PARTLY).disputed == (Dispute(ITEM, {HELD: 2, NOT_HELD: 1, PARTLY: 1}),)


def test_disputes_stand_in_the_librarys_order() -> None:
    order = list(LIBRARY.capabilities)
    found = agree(LIBRARY, [dict.fromkeys(reversed(order), HELD), dict.fromkeys(order, NOT_HELD)])
    assert [dispute.capability for dispute in found.disputed] == order


def test_a_capability_that_the_library_no_longer_has_is_left_out() -> None:
    assert agree(LIBRARY, [{"nix": HELD}, {"nix": NOT_HELD}], {"nix": HELD}) == Agreement({})


# Any number of people


@ANY_TEAM
@given(teams())
def test_one_person_alone_speaks_for_the_team(values: Values) -> None:
    assert agree(LIBRARY, [values]) == Agreement(values)
    assert place(LIBRARY, agree(LIBRARY, [values]).values) == place(LIBRARY, values)


@ANY_TEAM
@given(VOICES)
def test_people_who_all_say_the_same_come_to_what_one_of_them_says(voices: list[Values]) -> None:
    assert agree(LIBRARY, [voices[0]] * 3) == agree(LIBRARY, voices[:1])
    assert agree(LIBRARY, voices * 2).values == agree(LIBRARY, voices).values


@ANY_TEAM
@given(VOICES, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(voices: list[Values], random: Random) -> None:
    assert agree(LIBRARY, random.sample(voices, len(voices))) == agree(LIBRARY, voices)


@ANY_TEAM
@given(VOICES)
def test_somebody_who_knows_nothing_changes_no_placement_and_no_dispute(voices: list[Values]) -> None:
    found, with_silent = agree(LIBRARY, voices), agree(LIBRARY, [*voices, {}, everything(UNKNOWN)])
    assert place(LIBRARY, with_silent.values) == place(LIBRARY, found.values)
    assert with_silent.disputed == found.disputed


@ANY_TEAM
@given(VOICES)
def test_the_teams_value_is_one_that_somebody_gave_or_unknown(voices: list[Values]) -> None:
    found = agree(LIBRARY, voices)
    apart = {dispute.capability for dispute in found.disputed}
    for id, value in found.values.items():
        given_values = said(voices, id)
        assert value in given_values or (value is UNKNOWN and (id in apart or not given_values))
        assert id not in apart or (value is UNKNOWN and len(given_values) > 1)


@ANY_TEAM
@given(st.data())
def test_whoever_is_right_about_each_capability_the_team_stands_within_its_range(data: st.DataObject) -> None:
    voices = data.draw(VOICES)
    found = place(LIBRARY, agree(LIBRARY, voices).values)
    truth = {
        id: data.draw(st.sampled_from(sorted(said(voices, id), key=list(Value).index)))
        for id in LIBRARY.capabilities
        if said(voices, id)
    }
    for team, right in zip(gated(found), gated(place(LIBRARY, truth)), strict=True):
        for dimension, range in right.dimensions.items():
            assert team.dimensions[dimension].low <= range.low
            assert team.dimensions[dimension].high >= range.high


@ANY_TEAM
@given(VOICES, teams())
def test_another_voice_never_ends_a_dispute(voices: list[Values], another: Values) -> None:
    before = {dispute.capability for dispute in agree(LIBRARY, voices).disputed}
    assert before <= {dispute.capability for dispute in agree(LIBRARY, [*voices, another]).disputed}


# What was settled since


@ANY_TEAM
@given(VOICES, SETTLED)
def test_what_was_settled_overrides_what_was_said_and_ends_its_dispute_alone(
    voices: list[Values], settled: Values
) -> None:
    found, before = agree(LIBRARY, voices, settled), agree(LIBRARY, voices)
    assert found.values == {**before.values, **settled}
    assert found.disputed == tuple(dispute for dispute in before.disputed if dispute.capability not in settled)


def test_nothing_that_was_said_is_touched() -> None:
    voices = [{ITEM: HELD, OTHER: PARTLY}, {ITEM: NOT_HELD}]
    agree(LIBRARY, voices, {ITEM: HELD})
    assert voices == [{ITEM: HELD, OTHER: PARTLY}, {ITEM: NOT_HELD}]


# What is worth discussing


@ANY_TEAM
@given(VOICES, st.integers(0, 5))
def test_disputes_that_can_change_a_placement_come_before_those_that_cannot(voices: list[Values], limit: int) -> None:
    found = agree(LIBRARY, voices)
    chosen = worth_discussing(LIBRARY, found, limit)
    assert len(chosen) == min(limit, len(found.disputed))
    assert set(map(id, chosen)) <= set(map(id, found.disputed))
    open_items = undecided(LIBRARY, found.values)
    matter = [dispute.capability in open_items for dispute in chosen]
    assert matter == sorted(matter, reverse=True)
    left_out = [dispute for dispute in found.disputed if dispute not in chosen]
    assert all(matter) or not any(dispute.capability in open_items for dispute in left_out)


def test_a_dispute_below_a_lack_that_all_see_is_talked_about_last() -> None:
    team = all_but(ITEM)
    found = pair(team, team, "metrics_trigger_retraining", "training_data_versioned")
    assert "metrics_trigger_retraining" not in undecided(LIBRARY, found.values)
    assert discussed(found) == ["training_data_versioned", "metrics_trigger_retraining"]


def test_the_dispute_that_narrows_the_ranges_most_comes_first() -> None:
    found = pair(everything(), everything(), "retrained_and_redeployed_often", "center_of_excellence", ITEM)
    assert discussed(found) == [ITEM, "center_of_excellence", "retrained_and_redeployed_often"]


def test_of_disputes_that_narrow_alike_the_evenly_split_one_comes_first() -> None:
    even, uneven = "managed_compute", OTHER
    for evenly, unevenly in ((even, uneven), (uneven, even)):
        yes = [everything(), everything(), everything()]
        no = {**everything(), evenly: NOT_HELD, unevenly: NOT_HELD}
        found = agree(LIBRARY, [*yes, no, {evenly: NOT_HELD}, {evenly: PARTLY}])
        assert discussed(found) == [evenly, unevenly]


def test_lacking_values_stand_on_one_side_of_a_split() -> None:
    """Two against two is more even than one against three, though those three say it in three ways."""
    voices = [everything(), *(all_but("managed_compute", value=lack) for lack in LACKING)]
    for at, own in enumerate(voices):
        own[OTHER] = HELD if at < 2 else NOT_HELD
    assert discussed(agree(LIBRARY, voices)) == [OTHER, "managed_compute"]


def test_disputes_that_weigh_the_same_keep_the_librarys_order() -> None:
    gates = {"managed_compute", OTHER, "training_code_versioned", "training_pipeline"}
    found = pair(everything(), everything(), *gates)
    assert discussed(found, limit=4) == [id for id in LIBRARY.capabilities if id in gates]


def test_there_is_nothing_to_discuss_where_all_agree() -> None:
    assert worth_discussing(LIBRARY, agree(LIBRARY, [everything(), everything()])) == ()
    assert visible(place(LIBRARY, agree(LIBRARY, [everything()] * 2).values)) == visible(place(LIBRARY, everything()))
