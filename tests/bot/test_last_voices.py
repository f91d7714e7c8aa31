"""What teammates said last time counts in a check-in until they answer: nothing moves but what somebody says has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.exporting import gathering
from bot.people import Person
from bot.store import results
from knowledge.library import Value
from tests.bot.quarters import APRIL, DUE, JANUARY, Quarters, anyhow, at_best, text_of
from tests.bot.several import ANA, BO, CY, LIBRARY, SECOND


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=3), st.permutations((ANA, BO, CY)))
def test_where_nothing_changed_the_team_stands_where_it_stood_however_many_have_answered(
    tmp_path_factory: pytest.TempPathFactory, seeds: list[int], order: Sequence[Person]
) -> None:
    team = Quarters(tmp_path_factory.mktemp("team"), *(ANA, BO, CY)[: len(seeds)])
    for person, seed in zip((ANA, BO, CY), seeds, strict=False):
        team.answer(person, anyhow(seed))
    before = team.seen(ANA)
    team.at(DUE)
    for person in (one for one in order if one in (ANA, BO, CY)[: len(seeds)]):
        team.checkins.answer(person, team.team.id, JANUARY, changed=False)
        team.finish(person, lambda question, offered: "skip" if question else offered[0])
        after = team.seen(person)
        assert (after.placements, after.disputed, after.respondents) == (before.placements, before.disputed, len(seeds))


def test_what_one_says_has_changed_is_not_held_back_by_what_teammates_said_last_time(two: Quarters) -> None:
    lacking = two.seen(ANA).shortest["azure"]
    for capability in lacking:
        two.actions.finish(ANA, two.take_on(ANA, capability).id, None)
    before = two.seen(ANA)
    two.at(DUE)
    two.checkins.answer(ANA, two.team.id, JANUARY, changed=False)
    two.finish(ANA, at_best)
    two.tick()
    after = two.seen(ANA)
    assert after.placements[0].overall.low > before.placements[0].overall.low
    assert after.disputed == before.disputed == ()
    said = "A teammate has not answered this time; what they said last time counts until they do."
    assert said in text_of(two.posted(ANA)[-1])


@pytest.mark.parametrize(("days", "leaves", "count"), [(364, False, 2), (364, True, 1), (366, False, 1)])
def test_what_a_teammate_said_last_time_counts_for_a_year_and_only_while_they_are_a_member(
    two: Quarters, days: int, leaves: bool, count: int
) -> None:
    two.sleep_until(two.clock.now + timedelta(days=days))
    if leaves:
        with two.store.transaction() as db:
            db.execute("DELETE FROM members WHERE person = ?", (BO.id,))
    two.checkins.answer(ANA, two.team.id, "", changed=False)
    two.finish(ANA, lambda question, offered: "skip")
    assert two.seen(ANA).respondents == count


def test_answers_that_were_hidden_among_three_stay_hidden_where_fewer_count(tmp_path: Path) -> None:
    team = Quarters(tmp_path, ANA, BO, CY)
    for person in (ANA, BO, CY):
        team.answer(person, SECOND)
    with team.store.transaction() as db:
        db.execute("DELETE FROM members WHERE person = ?", (CY.id,))
    team.at(DUE)
    team.checkins.answer(ANA, team.team.id, JANUARY, changed=False)
    assert (team.seen(ANA).respondents, team.seen(ANA).sees_answers) == (2, False)
    newest = results.latest(team.store.reading(), "T1", team.team.id)
    assert newest
    assert all(one.only_spreads for one in newest.respondents)


def test_an_export_lays_what_the_team_decided_in_nobodys_mouth(two: Quarters) -> None:
    capability = two.seen(ANA).shortest["azure"][0]
    two.actions.finish(ANA, two.take_on(ANA, capability).id, Value.HELD)
    two.at(DUE)
    two.checkins.answer(ANA, two.team.id, JANUARY, changed=False)
    two.finish(ANA, lambda question, offered: "skip")
    newest = results.latest(two.store.reading(), "T1", two.team.id)
    assert newest
    assert [one.last_time for one in newest.respondents] == [False, True]
    told = gathering.record(LIBRARY, newest, ANA.id, {}).singles
    assert {one.respondent for one in told} == {1, 2}
    assert not [one for one in told if one.answer.capability == capability]


def test_a_quarter_later_the_one_who_was_silent_confirms_what_their_teammate_changed(two: Quarters) -> None:
    two.at(DUE)
    two.checkins.answer(ANA, two.team.id, JANUARY, changed=True)
    two.finish(ANA, at_best)
    before = two.seen(ANA)
    assert before.respondents == 2
    two.at(datetime(2027, 4, 5, 9, tzinfo=UTC))
    two.checkins.answer(BO, two.team.id, APRIL, changed=False)
    two.finish(BO, lambda question, offered: "skip")
    after = two.seen(BO)
    assert (after.respondents, after.disputed) == (2, before.disputed)
    assert after.placements == before.placements
