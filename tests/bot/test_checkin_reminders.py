"""Reminders of check-ins: two at most whatever people click, at a good hour, and none of what is done with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot import checkin_reminders
from bot.clock import stamp
from bot.making import Later
from tests.bot.quarters import DUE, JANUARY, Quarters, text_of
from tests.bot.several import ANA, BO

WEEK = timedelta(days=7)


def test_two_reminders_then_quiet(one: Quarters) -> None:
    one.at(DUE + 8 * WEEK)
    texts = [text_of(message) for message in one.told(ANA)]
    assert ["last reminder" in text for text in texts] == [False, False, True]


CLICKS: dict[str, Callable[[Quarters], object]] = {
    "put off by a day": lambda team: team.checkins.snooze(ANA, team.team.id, JANUARY, 1),
    "put off by a week": lambda team: team.checkins.snooze(ANA, team.team.id, JANUARY, 7),
    "begun": lambda team: team.checkins.answer(ANA, team.team.id, JANUARY, True),
    "begun in an ordinary way": lambda team: team.assessments.assess(ANA, team.team),
    "looked at": lambda team: team.checkins.now(ANA, team.team.id),
}


@pytest.mark.parametrize("days", [0, 4, 8])
@pytest.mark.parametrize("click", CLICKS)
@pytest.mark.parametrize("then", CLICKS)
def test_two_reminders_in_all_whatever_is_clicked(one: Quarters, click: str, then: str, days: int) -> None:
    one.at(DUE + timedelta(days=days))
    CLICKS[click](one)
    one.at(one.clock.now + timedelta(days=4))
    CLICKS[then](one)
    one.at(DUE + 8 * WEEK)
    assert len([one for one in one.posted(ANA) if "reminder" in one["text"]]) <= 2


def test_two_reminders_in_all_also_where_the_lead_has_people_reminded_now(two: Quarters) -> None:
    two.at(DUE + timedelta(hours=6))
    two.checkins.answer(BO, two.team.id, JANUARY, True)
    assert "I am reminding 1 person" in text_of(two.invitations.remind_now(ANA, two.team.id))
    assert "Were reminded less than a day ago: <@UBO>" in text_of(two.invitations.remind_now(ANA, two.team.id))
    two.tick()
    assert "Were reminded less than a day ago: <@UBO>" in text_of(two.invitations.remind_now(ANA, two.team.id))
    for _ in range(20):
        two.at(two.clock.now + timedelta(days=1))
        two.invitations.remind_now(ANA, two.team.id)
    assert len([one for one in two.posted(BO) if "reminder" in one["text"]]) == 2
    assert "Have had their last reminder: <@UBO>" in text_of(two.invitations.remind_now(ANA, two.team.id))


def test_two_reminders_in_all_also_where_the_check_in_was_skipped_on_the_way(two: Quarters) -> None:
    two.at(DUE)
    two.checkins.answer(BO, two.team.id, JANUARY, True)
    two.at(DUE + timedelta(days=8))
    two.checkins.skip(BO, two.team.id, JANUARY)
    assert "Have had their last reminder: <@UBO>" in text_of(two.invitations.remind_now(ANA, two.team.id))


def test_a_check_in_takes_the_place_of_the_reminder_of_an_assessment_under_way(two: Quarters) -> None:
    two.at(DUE - timedelta(days=1))
    two.assessments.assess(BO, two.team, anew=True)
    two.at(DUE)
    said = two.rows("SELECT state, reason FROM outbox WHERE key LIKE 'reminder:%' AND address = ? ORDER BY id", BO.id)
    assert said[-1] == ("dropped", "a check-in came")


def test_a_reminder_that_comes_due_at_night_waits_for_the_morning(one: Quarters) -> None:
    one.at(DUE)
    one.clock.now = datetime(2027, 1, 7, 21, tzinfo=UTC)
    later = one.checkins.remind(checkin_reminders.draft(one.row(ANA), checkin_reminders.FIRST))
    assert isinstance(later, Later)
    assert later.due == stamp(datetime(2027, 1, 8, 8, tzinfo=UTC))


ENDS: dict[str, Callable[[Quarters], object]] = {
    "answered": lambda team: team.checkins.answer(ANA, team.team.id, JANUARY, False),
    "skipped": lambda team: team.checkins.skip(ANA, team.team.id, JANUARY),
    "handed over": lambda team: team.checkins.hand_over(ANA, team.team.id, JANUARY, BO.id),
    "refused": lambda team: team.agreed(ANA, False),
}


@pytest.mark.parametrize("end", ENDS)
def test_nobody_is_reminded_of_what_is_done_with(one: Quarters, end: str) -> None:
    one.teams.join(BO, one.team.id)
    one.at(DUE)
    one.agreed(BO, True)
    ENDS[end](one)
    one.at(DUE + 8 * WEEK)
    assert len(one.told(ANA)) == 1
