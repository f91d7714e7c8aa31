"""Who has answered and who has not: by name for members, by number for those who do not want to be asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import turnout
from bot.people import Person
from bot.store import assessments
from bot.turnout import Turnout
from tests.bot.circle import ANA, BO, CY, DI, WORKSPACE, Circle


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    return Circle(tmp_path)


def seen(circle: Circle, workspace: str = WORKSPACE) -> Turnout:
    db = circle.store.reading()
    current = assessments.current(db, workspace, circle.team.id)
    return turnout.waiting(db, workspace, circle.team.id, current)


def test_before_the_first_assessment_every_member_is_still_to_start(circle: Circle) -> None:
    circle.join(BO)
    assert seen(circle) == Turnout(not_started=("UANA", "UBO"))


def test_everybody_is_where_they_are_and_who_refuses_is_only_counted(circle: Circle) -> None:
    eve = Person(WORKSPACE, "UEVE")
    circle.answers(ANA)
    circle.begins(BO)
    circle.agreed(CY)
    circle.invite(ANA, DI, eve)
    circle.invitations.decline(eve, circle.team.id)
    assert seen(circle) == Turnout(("UANA",), ("UBO",), ("UCY",), ("UDI",), 1)
    assert seen(circle).waiting == ("UBO", "UCY")


def test_who_answered_and_then_refuses_has_still_answered(circle: Circle) -> None:
    circle.answers(BO)
    circle.invitations.decline(BO, circle.team.id)
    assert (seen(circle).answered, seen(circle).declined) == (("UBO",), 0)


def test_who_changes_an_answer_has_still_answered(circle: Circle) -> None:
    circle.answers(BO)
    with circle.store.transaction() as db:
        db.execute("UPDATE conversations SET status = 'active'")
    assert seen(circle).answered == ("UBO",)


def test_another_workspace_sees_nobody(circle: Circle) -> None:
    circle.answers(ANA)
    circle.invite(ANA, BO)
    assert seen(circle, "T2") == Turnout()


def test_outstanding_are_those_who_began_or_were_asked_in_this_assessment(circle: Circle) -> None:
    circle.join(DI)
    circle.begins(BO)
    circle.invite(ANA, CY)
    assert turnout.outstanding(circle.store.reading(), circle.assessment(), seen(circle)) == {"UBO", "UCY"}


def test_who_could_not_be_reached_or_changed_their_mind_after_refusing_is_not_waited_for(circle: Circle) -> None:
    circle.join(BO)
    circle.gone.add("UDI")
    circle.invite(ANA, BO, CY, DI)
    for person in (BO, CY):
        circle.invitations.decline(person, circle.team.id)
        circle.invitations.allow(person)
    assert seen(circle).asked == ()
    assert turnout.outstanding(circle.store.reading(), circle.assessment(), seen(circle)) == frozenset()
