"""Reminders: two at most, the last one says so, none that is no longer true; and the lead hears when all have answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import ids, reminding
from bot.clock import stamp
from bot.membership import NotInTeam, NotTheLead
from bot.people import Person
from bot.store import assessments, invitations
from tests.bot.circle import ANA, BO, CY, DAY, DI, WORKSPACE, Circle, actions

LAST = "This is the last reminder."


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    return Circle(tmp_path)


def begin_next(circle: Circle) -> None:
    circle.clock.forward(1)
    with circle.store.transaction() as db:
        before = assessments.current(db, WORKSPACE, circle.team.id)
        opened = assessments.begin(db, WORKSPACE, circle.team.id, "UANA", stamp(circle.clock()))
        assert before
        reminding.next_began(db, before, opened, circle.clock())


def all_answered(circle: Circle) -> list[str]:
    return [payload["text"] for payload in circle.told(ANA) if payload["text"].startswith("All ")]


def test_who_agreed_is_reminded_after_three_and_seven_days_and_never_again(circle: Circle) -> None:
    circle.agreed(BO)
    circle.days(2.9)
    assert circle.reminders(BO) == []
    circle.days(0.2)
    (first,) = circle.reminders(BO)
    assert LAST not in str(first)
    assert actions(first) == [ids.ANSWER_NOW, ids.DO_NOT_ASK]
    circle.days(3.7)
    assert len(circle.reminders(BO)) == 1
    circle.days(20)
    assert [LAST in str(one) for one in circle.reminders(BO)] == [False, True]


def test_who_began_of_their_own_will_has_agreed_and_is_reminded_of_what_they_began(circle: Circle) -> None:
    with circle.store.transaction() as db:
        invitations.set_consent(db, WORKSPACE, "UBO", False, stamp(circle.clock()))
    circle.begins(BO)
    circle.days(10)
    assert len(circle.reminders(BO)) == 2
    assert "you began and stopped on the way" in str(circle.reminders(BO)[0])


def test_agreeing_and_beginning_give_no_more_than_two_reminders(circle: Circle) -> None:
    circle.agreed(BO)
    circle.days(1)
    circle.invitations.agree(BO, circle.team.id)
    circle.begins(BO)
    circle.days(20)
    assert len(circle.reminders(BO)) == 2


ENDS: dict[str, Callable[[Circle], object]] = {
    "answered": lambda circle: circle.answers(BO),
    "refused": lambda circle: circle.invitations.decline(BO, circle.team.id),
    "left": lambda circle: circle.leading.leave(BO, circle.team.id),
    "was deactivated": lambda circle: circle.leading.departed(BO),
    "the next assessment began": begin_next,
}


@pytest.mark.parametrize("days", [1.0, 4.0])
@pytest.mark.parametrize("end", ENDS)
def test_nobody_is_reminded_once_it_is_no_longer_true(circle: Circle, end: str, days: float) -> None:
    circle.agreed(BO)
    circle.days(days)
    before = len(circle.reminders(BO))
    ENDS[end](circle)
    circle.drain()
    planned = circle.store.reading().execute("SELECT count(*) FROM outbox WHERE state = 'waiting'").fetchone()
    assert planned[0] == 0
    circle.days(20)
    assert len(circle.reminders(BO)) == before


def test_a_reminder_is_checked_once_more_when_it_is_sent(circle: Circle) -> None:
    circle.agreed(BO)
    with circle.store.transaction() as db:
        invitations.set_consent(db, WORKSPACE, "UBO", False, stamp(circle.clock()))
    circle.days(20)
    assert circle.reminders(BO) == []


def test_after_a_standstill_the_last_reminder_still_comes_a_day_after_the_first(circle: Circle) -> None:
    circle.agreed(BO)
    circle.clock.forward(10 * DAY)
    circle.drain()
    assert len(circle.reminders(BO)) == 1
    circle.days(0.9)
    assert len(circle.reminders(BO)) == 1
    circle.days(0.2)
    assert LAST in str(circle.reminders(BO)[-1])


def test_an_assessment_that_takes_nobody_in_any_more_reminds_nobody(circle: Circle) -> None:
    circle.agreed(BO)
    circle.clock.forward(30 * DAY)
    circle.days(2)
    assert circle.reminders(BO) == []


def test_who_is_under_way_when_the_next_assessment_begins_is_reminded_of_that(circle: Circle) -> None:
    circle.begins(BO)
    circle.days(4)
    begin_next(circle)
    circle.days(20)
    assert [LAST in str(one) for one in circle.reminders(BO)] == [False, False, True]


def test_remind_now_takes_the_place_of_the_next_reminder_and_keeps_a_day_between(circle: Circle) -> None:
    circle.agreed(BO)
    circle.days(1)
    for expected in ("I am reminding 1 person", "Were reminded less than a day ago: <@UBO>"):
        said = str(circle.invitations.remind_now(ANA, circle.team.id).payload())
        circle.drain()
        assert expected in said
    assert len(circle.reminders(BO)) == 1
    circle.days(5)
    assert len(circle.reminders(BO)) == 1
    circle.invitations.remind_now(ANA, circle.team.id)
    circle.drain()
    assert LAST in str(circle.reminders(BO)[-1])
    circle.days(2)
    assert "Have had their last reminder: <@UBO>" in str(circle.invitations.remind_now(ANA, circle.team.id).payload())
    circle.days(20)
    assert len(circle.reminders(BO)) == 2


def test_remind_now_pressed_twice_at_once_reminds_once(circle: Circle) -> None:
    circle.agreed(BO)
    circle.days(1)
    first, second = (str(circle.invitations.remind_now(ANA, circle.team.id).payload()) for _ in range(2))
    assert "I am reminding 1 person" in first
    assert "Were reminded less than a day ago" in second
    circle.days(1)
    assert len(circle.reminders(BO)) == 1


def test_remind_now_says_who_is_left_out_and_names_nobody_who_refused(circle: Circle) -> None:
    circle.agreed(BO)
    circle.join(CY)
    circle.invite(ANA, DI)
    eve = Person(WORKSPACE, "UEVE")
    circle.join(eve)
    circle.invitations.decline(eve, circle.team.id)
    said = str(circle.invitations.remind_now(ANA, circle.team.id).payload())
    assert "I am reminding 1 person for *Churn*: <@UBO>" in said
    assert "Nobody has invited them to this assessment: <@UCY>" in said
    assert "Have not said yet whether they want to answer: <@UDI>" in said
    assert "Prefer not to be asked: 1" in said
    assert "UEVE" not in said
    assert "UANA" not in said


def test_who_refused_and_agreed_again_is_reminded_again_twice_at_most(circle: Circle) -> None:
    circle.agreed(BO)
    circle.days(1)
    circle.invitations.decline(BO, circle.team.id)
    circle.invitations.agree(BO, circle.team.id)
    circle.days(20)
    assert [LAST in str(one) for one in circle.reminders(BO)] == [False, True]


def test_who_agreed_for_an_earlier_assessment_is_to_be_invited_again_before_they_are_reminded(circle: Circle) -> None:
    circle.agreed(BO)
    begin_next(circle)
    said = str(circle.invitations.remind_now(ANA, circle.team.id).payload())
    assert "Nobody has invited them to this assessment: <@UBO>" in said
    assert ids.INVITE in said
    circle.drain()
    assert circle.reminders(BO) == []


def test_only_the_lead_reminds(circle: Circle) -> None:
    circle.agreed(BO)
    with pytest.raises(NotTheLead):
        circle.invitations.remind_now(BO, circle.team.id)
    for outsider in (CY, Person("T2", "UANA")):
        with pytest.raises(NotInTeam):
            circle.invitations.remind_now(outsider, circle.team.id)
    circle.drain()
    assert circle.reminders(BO) == []


def test_the_lead_hears_once_that_everybody_who_was_asked_has_answered(circle: Circle) -> None:
    circle.join(DI)
    circle.answers(ANA)
    circle.agreed(BO, CY)
    circle.answers(BO)
    assert all_answered(circle) == []
    circle.answers(CY)
    circle.answers(CY)
    assert all_answered(circle) == ["All 3 have answered for Churn"]
    assert actions(circle.told(ANA)[-1]) == [ids.STAGE]


def test_the_lead_hears_nothing_of_what_they_just_did_themselves_nor_of_one_answer_alone(circle: Circle) -> None:
    circle.agreed(BO)
    circle.answers(BO)
    assert all_answered(circle) == []
    circle.answers(ANA)
    assert all_answered(circle) == []


@pytest.mark.parametrize(
    "end",
    [
        lambda circle: circle.invitations.decline(CY, circle.team.id),
        lambda circle: circle.leading.departed(CY),
    ],
    ids=["refused", "gone"],
)
def test_who_has_not_replied_is_waited_for_until_they_refuse_or_are_gone(
    circle: Circle, end: Callable[[Circle], None]
) -> None:
    circle.agreed(BO)
    circle.invite(ANA, CY)
    circle.answers(ANA)
    circle.answers(BO)
    assert all_answered(circle) == []
    end(circle)
    circle.drain()
    assert all_answered(circle) == ["All 2 have answered for Churn"]


DOINGS = st.lists(
    st.sampled_from(["later", "refuse", "begin", "remind", "half a day", "two days", "five days", "standstill"]),
    max_size=14,
)


@settings(max_examples=40, deadline=None)
@given(DOINGS)
def test_whatever_happens_nobody_is_reminded_more_than_twice_or_twice_in_a_day(doings: list[str]) -> None:
    with TemporaryDirectory() as folder:
        circle = Circle(Path(folder))
        circle.agreed(BO)
        lengths = {"half a day": 0.5, "two days": 2.0, "five days": 5.0}
        for doing in doings:
            if doing == "later":
                circle.invitations.agree(BO, circle.team.id)
            elif doing == "refuse":
                circle.invitations.decline(BO, circle.team.id)
            elif doing == "begin":
                circle.begins(BO)
            elif doing == "remind":
                circle.invitations.remind_now(ANA, circle.team.id)
                circle.drain()
            elif doing == "standstill":
                circle.clock.forward(9 * DAY)
                circle.drain()
            else:
                circle.days(lengths[doing])
        rows = circle.store.reading().execute("SELECT reminded_at FROM reminders ORDER BY reminded_at").fetchall()
        times = [datetime.fromisoformat(row[0]) for row in rows]
        assert len(circle.reminders(BO)) == len(times) <= 2
        assert [LAST in str(one) for one in circle.reminders(BO)] == [False, True][: len(times)]
        assert all((after - before).total_seconds() >= DAY for before, after in pairwise(times))
