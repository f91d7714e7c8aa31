"""Invitations: one message that asks for consent, nothing else before, and never again for who refuses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot import ids
from bot.blocks.inviting import MOST_INVITED
from bot.clock import stamp
from bot.membership import NotForYou, NotInTeam
from bot.people import Person
from bot.slack_calls import Failed
from bot.store import assessments, invitations
from tests.bot.circle import ANA, BO, CY, WORKSPACE, Circle, actions


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    return Circle(tmp_path)


def test_each_person_gets_one_message_with_three_answers_and_who_invited_hears_who_was_asked(circle: Circle) -> None:
    circle.invite(ANA, BO, CY)
    for person in (BO, CY):
        (asked,) = circle.told(person)
        assert actions(asked) == [ids.ANSWER_NOW, ids.ANSWER_LATER, ids.DO_NOT_ASK]
        assert "<@UANA>" in str(asked)
        assert "your team will see these answers" in str(asked)
        assert "never who said what" in str(asked)
        assert "you become a member" in str(asked)
    (report,) = circle.told(ANA)
    assert "<@UBO>, <@UCY>" in str(report)


def test_until_somebody_agrees_they_hear_nothing_more_and_are_no_member(circle: Circle) -> None:
    circle.invite(ANA, BO)
    circle.days(40)
    assert len(circle.told(BO)) == 1
    assert circle.members() == ("UANA",)
    circle.invitations.agree(BO, circle.team.id)
    assert circle.members() == ("UANA", "UBO")


@pytest.mark.parametrize(
    ("user", "why"),
    [
        ({"is_bot": True}, "Bots"),
        ({"deleted": True}, "No longer active"),
        ({"is_restricted": True}, "Guests"),
        ({"is_ultra_restricted": True}, "Guests"),
        ({"is_stranger": True}, "another company"),
        ({"team_id": "T0ELSEWHERE"}, "another company"),
    ],
)
def test_who_cannot_answer_for_the_team_is_not_asked_and_named_with_the_reason(
    circle: Circle, user: Mapping[str, Any], why: str
) -> None:
    circle.users["UBO"] = {"id": "UBO", "team_id": WORKSPACE, **user}
    circle.invite(ANA, BO, CY)
    assert circle.told(BO) == []
    assert len(circle.told(CY)) == 1
    (report,) = circle.told(ANA)
    line = next(line for line in report["blocks"][0]["text"]["text"].splitlines() if "UBO" in line)
    assert why in line
    assert invitations.find(circle.store.reading(), WORKSPACE, circle.team.id, "UBO") is None


def test_slackbot_oneself_and_who_slack_does_not_know_are_not_asked(circle: Circle) -> None:
    circle.users["UGONE"] = Failed("user_not_found", passing=False)
    circle.invite(ANA, Person(WORKSPACE, "USLACKBOT"), Person(WORKSPACE, "UGONE"), ANA)
    (report,) = circle.told(ANA)
    assert "I asked nobody new" in str(report)
    assert not [method for method, payload in circle.calls.made if "USLACKBOT" in str(payload.get("users"))]
    assert "Slack would not tell me who they are: <@UGONE>" in str(report)
    assert "You need no invitation; `/mlops assess` starts your questions: <@UANA>" in str(report)


def test_guests_who_are_members_already_are_asked(circle: Circle) -> None:
    circle.join(BO)
    circle.users["UBO"] = {"id": "UBO", "team_id": "T0ELSEWHERE", "is_stranger": True, "is_restricted": True}
    circle.invite(ANA, BO)
    (asked,) = circle.told(BO)
    assert "You are a member of the team already" in str(asked)


def test_a_refusal_is_kept_for_every_team_and_told_by_name_to_who_tries(circle: Circle) -> None:
    circle.invite(ANA, BO)
    circle.invitations.decline(BO, circle.team.id)
    other = circle.new_team("Pricing", CY)
    circle.looked_up.clear()
    circle.invite(CY, BO, team=other)
    circle.invite(ANA, BO)
    assert len(circle.told(BO)) == 1
    assert "Prefer not to be asked: <@UBO>" in str(circle.told(CY)[-1])
    assert "Prefer not to be asked: <@UBO>" in str(circle.told(ANA)[-1])
    assert circle.looked_up == []


def test_who_changes_their_mind_can_be_asked_again(circle: Circle) -> None:
    circle.invite(ANA, BO)
    circle.invitations.decline(BO, circle.team.id)
    circle.invitations.allow(BO)
    circle.invite(ANA, BO)
    assert len(circle.told(BO)) == 2


def test_nobody_is_asked_twice_by_a_form_sent_twice_or_by_two_members(circle: Circle) -> None:
    circle.join(CY)
    at = stamp(circle.clock())
    for _ in range(2):
        circle.invitations.invite(ANA, circle.team.id, ["UBO", "UBO"], at)
    circle.drain()
    circle.invite(CY, BO)
    assert len(circle.told(BO)) == 1
    assert len(circle.told(ANA)) == 1
    assert "Asked already; nobody is asked twice: <@UBO>" in str(circle.told(CY)[-1])


def test_who_agreed_or_answered_in_this_assessment_is_not_asked_again(circle: Circle) -> None:
    circle.agreed(BO)
    circle.answers(CY)
    circle.invite(ANA, BO, CY)
    report = str(circle.told(ANA)[-1])
    assert "Agreed already, and have not answered yet: <@UBO>" in report
    assert "Answered already: <@UCY>" in report
    assert len(circle.told(BO)) == 1


def test_in_the_next_assessment_members_can_be_asked_again_but_not_who_never_replied(circle: Circle) -> None:
    circle.agreed(BO)
    circle.invite(ANA, CY)
    circle.clock.forward(60)
    with circle.store.transaction() as db:
        assessments.begin(db, WORKSPACE, circle.team.id, "UANA", stamp(circle.clock()))
    circle.invite(ANA, BO, CY)
    assert [payload["text"] for payload in circle.told(BO)] == ["You are asked to answer for Churn"] * 2
    assert len(circle.told(CY)) == 1


def test_more_than_the_form_takes_are_not_asked(circle: Circle) -> None:
    circle.invite(ANA, *(Person(WORKSPACE, f"U{number:03d}") for number in range(MOST_INVITED + 5)))
    assert len(circle.looked_up) == MOST_INVITED


def test_while_slack_does_not_tell_it_is_tried_again_and_nobody_is_asked_twice(circle: Circle) -> None:
    circle.users["UCY"] = Failed("ratelimited", passing=True, after=30)
    circle.invite(ANA, BO, CY)
    assert circle.told(ANA) == []
    del circle.users["UCY"]
    circle.days(1)
    assert (len(circle.told(BO)), len(circle.told(CY)), len(circle.told(ANA))) == (1, 1, 1)
    assert circle.looked_up.count("UBO") == 1
    assert "Asked to answer for *Churn*: <@UBO>, <@UCY>." in str(circle.told(ANA))


def test_an_invitation_that_does_not_arrive_is_told_to_who_invited_and_can_be_sent_again(circle: Circle) -> None:
    fails = Failed("messages_tab_disabled", passing=False)
    circle.calls.fault = lambda method, payload: fails if payload.get("channel") == "DUBO" else None
    circle.invite(ANA, BO)
    assert "I could not ask <@UBO>" in str(circle.told(ANA))
    circle.calls.fault = lambda method, payload: None
    circle.invite(ANA, BO)
    assert len(circle.told(BO)) == 1


def test_only_members_invite_and_another_workspace_sees_no_team(circle: Circle) -> None:
    for outsider in (BO, Person("T2", "UANA")):
        with pytest.raises(NotInTeam):
            circle.invitations.invite(outsider, circle.team.id, ["UCY"], "now")
    circle.join(BO)
    circle.invitations.invite(BO, circle.team.id, ["UCY"], "now")
    with circle.store.transaction() as db:
        db.execute("DELETE FROM members WHERE person = 'UBO'")
    circle.drain()
    assert circle.told(CY) == []


def test_who_was_not_invited_can_neither_agree_nor_refuse(circle: Circle) -> None:
    circle.invite(ANA, BO)
    for outsider in (CY, Person("T2", "UBO")):
        for answer in (circle.invitations.agree, circle.invitations.decline):
            with pytest.raises(NotForYou):
                answer(outsider, circle.team.id)
    assert circle.members() == ("UANA",)
    assert invitations.consent(circle.store.reading(), WORKSPACE, "UCY") is None


def test_an_invitation_joins_the_open_assessment_and_opens_one_where_none_is(circle: Circle) -> None:
    circle.answers(ANA)
    first = circle.assessment()
    circle.invite(ANA, BO)
    assert circle.assessment() == first
    circle.days(29)
    circle.invite(ANA, CY)
    assert circle.assessment().id != first.id


def test_a_member_who_refuses_is_only_counted(circle: Circle) -> None:
    circle.join(BO)
    circle.invitations.decline(BO, circle.team.id)
    circle.answers(ANA)
    shown = circle.invitations.team_page(ANA, circle.team).turnout
    assert shown
    assert (shown.not_started, shown.declined) == ((), 1)
