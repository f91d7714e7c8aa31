"""Who leads a team: handed over to who accepts, left, and taken by the first member who says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot import ids
from bot.clock import stamp
from bot.ids import OfferRef
from bot.leading import NOT_A_MEMBER, YOURSELF
from bot.membership import NotForYou, NotInTeam, NotTheLead
from bot.people import Person
from bot.slack_calls import Failed
from bot.store import invitations
from tests.bot.circle import ANA, BO, CY, DI, WORKSPACE, Circle, actions


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    circle = Circle(tmp_path)
    circle.join(BO, CY)
    return circle


def offered(circle: Circle, by: Person, to: Person) -> OfferRef:
    """The offer that the lead makes, as its buttons carry it."""
    circle.clock.forward(60)
    assert circle.leading.offer(by, circle.team.id, to.id, stamp(circle.clock())) == ""
    circle.drain()
    message = circle.told(to)[-1]
    assert actions(message) == [ids.ACCEPT_LEAD, ids.DECLINE_LEAD]
    return OfferRef.parse(message["blocks"][-1]["elements"][0]["value"])


def updated(circle: Circle) -> list[Mapping[str, Any]]:
    return [payload for method, payload in circle.calls.through if method == "chat.update"]


def asked_who_leads(circle: Circle, person: Person) -> bool:
    return any(actions(payload) == [ids.TAKE_LEAD] for payload in circle.told(person))


def test_the_lead_changes_when_the_other_accepts_and_not_before(circle: Circle) -> None:
    offer = offered(circle, ANA, BO)
    assert circle.lead() == "UANA"
    circle.clock.forward(60)
    for _ in range(2):
        assert "You lead *Churn* now" in str(circle.leading.accept(BO, offer).payload())
    circle.drain()
    assert circle.lead() == "UBO"
    assert [payload["text"] for payload in circle.told(ANA)] == ["<@UBO> leads *Churn* now."]


def test_a_declined_offer_changes_nothing_and_is_told_once(circle: Circle) -> None:
    offer = offered(circle, ANA, BO)
    for _ in range(2):
        circle.leading.decline(BO, offer)
    circle.drain()
    assert circle.lead() == "UANA"
    (told,) = circle.told(ANA)
    assert "<@UBO> would rather not lead *Churn*" in str(told)


def test_of_two_offers_the_first_to_be_accepted_counts_and_no_older_one_ever_again(circle: Circle) -> None:
    first, second = offered(circle, ANA, BO), offered(circle, ANA, CY)
    circle.clock.forward(60)
    circle.leading.accept(CY, second)
    assert "no longer stands" in str(circle.leading.accept(BO, first).payload())
    back = offered(circle, CY, ANA)
    circle.clock.forward(60)
    circle.leading.accept(ANA, back)
    assert circle.lead() == "UANA"
    for answer in (circle.leading.accept, circle.leading.decline):
        assert "no longer stands" in str(answer(BO, first).payload())
    assert circle.lead() == "UANA"


def test_an_offer_is_for_another_member_and_a_form_sent_twice_asks_once(circle: Circle) -> None:
    assert circle.leading.offer(ANA, circle.team.id, "UANA", "now") == YOURSELF
    assert circle.leading.offer(ANA, circle.team.id, "UDI", "now") == NOT_A_MEMBER
    for _ in range(2):
        circle.leading.offer(ANA, circle.team.id, "UBO", "2026-11-21")
    circle.drain()
    assert (len(circle.told(BO)), circle.told(DI)) == (1, [])


def test_only_the_lead_hands_over_and_only_who_was_asked_answers(circle: Circle) -> None:
    with pytest.raises(NotTheLead):
        circle.leading.offer(BO, circle.team.id, "UBO", "now")
    offer = offered(circle, ANA, BO)
    for thief in (CY, ANA, Person(WORKSPACE, "UEVE")):
        for answer in (circle.leading.accept, circle.leading.decline):
            with pytest.raises(NotForYou):
                answer(thief, offer)
    circle.leading.leave(BO, circle.team.id)
    with pytest.raises(NotInTeam):
        circle.leading.accept(BO, offer)
    assert circle.lead() == "UANA"


def test_another_workspace_can_do_nothing(circle: Circle) -> None:
    twin, offer = Person("T2", "UBO"), offered(circle, ANA, BO)
    attempts: list[Callable[[], object]] = [
        lambda: circle.leading.offer(Person("T2", "UANA"), circle.team.id, "UBO", "now"),
        lambda: circle.leading.accept(twin, offer),
        lambda: circle.leading.decline(twin, offer),
        lambda: circle.leading.take(twin, circle.team.id),
        lambda: circle.leading.leave(twin, circle.team.id),
    ]
    for attempt in attempts:
        with pytest.raises(NotInTeam):
            attempt()
    circle.leading.departed(Person("T2", "UANA"))
    assert circle.lead() == "UANA"
    assert circle.members() == ("UANA", "UBO", "UCY")


@pytest.mark.parametrize("how", ["leaves", "deactivated", "found out by a message"])
def test_when_the_lead_is_gone_the_members_are_asked_and_the_first_to_say_so_leads(circle: Circle, how: str) -> None:
    if how == "leaves":
        circle.leading.leave(ANA, circle.team.id)
    elif how == "deactivated":
        circle.leading.departed(ANA)
    else:
        circle.gone.add("UANA")
        circle.invite(ANA, DI)
    circle.drain()
    assert circle.lead() == ""
    assert "UANA" not in circle.members()
    assert "<@UANA> no longer leads *Churn*: who does?" in str(circle.told(BO)[-1])
    circle.leading.take(BO, circle.team.id)
    assert "<@UBO> leads *Churn* now." in str(circle.leading.take(CY, circle.team.id).payload())
    circle.drain()
    assert circle.lead() == "UBO"
    (closed,) = updated(circle)
    assert closed["channel"] == "DUCY"
    assert actions(closed) == [ids.TEAM]


def test_a_lost_installation_takes_no_lead_away(circle: Circle) -> None:
    lost = Failed("account_inactive", passing=False)
    circle.calls.fault = lambda method, payload: lost
    circle.invite(ANA, DI)
    assert circle.lead() == "UANA"


def test_members_who_refuse_to_be_asked_or_were_not_here_lately_are_left_alone(circle: Circle) -> None:
    circle.days(100)
    circle.answers(BO)
    circle.invitations.decline(BO, circle.team.id)
    circle.join(DI)
    circle.leading.leave(ANA, circle.team.id)
    circle.drain()
    assert [asked_who_leads(circle, person) for person in (BO, CY, DI)] == [False, False, True]


def test_whoever_hears_of_it_late_is_not_asked_for_a_lead_that_there_is(circle: Circle) -> None:
    circle.leading.leave(ANA, circle.team.id)
    circle.leading.take(BO, circle.team.id)
    circle.drain()
    assert not asked_who_leads(circle, CY)
    assert circle.lead() == "UBO"


def test_any_member_may_lead_a_team_that_nobody_leads_but_nobody_else(circle: Circle) -> None:
    circle.leading.departed(ANA)
    with pytest.raises(NotInTeam):
        circle.leading.take(DI, circle.team.id)
    circle.leading.take(CY, circle.team.id)
    assert circle.lead() == "UCY"


def test_who_leaves_keeps_what_they_answered_and_is_waited_for_no_more(circle: Circle) -> None:
    circle.answers(BO)
    circle.begins(CY)
    for person in (BO, CY):
        said = str(circle.leading.leave(person, circle.team.id).payload())
        assert "What you answered stays in its earlier results" in said
    found = circle.invitations.team_page(ANA, circle.team).turnout
    assert found
    assert (found.answered, found.waiting) == (("UBO",), ("UANA",))
    kept = circle.store.reading().execute("SELECT count(*) FROM conversations").fetchone()
    assert kept[0] == 2


def test_who_is_deactivated_is_in_no_team_gets_no_message_and_is_not_waited_for(circle: Circle) -> None:
    other = circle.new_team("Pricing", DI, BO)
    circle.agreed(BO)
    circle.gone.add("UBO")
    for _ in range(2):
        circle.leading.departed(BO)
    sent = len(circle.told(BO))
    circle.days(20)
    assert len(circle.told(BO)) == sent
    for team, viewer in ((circle.team, ANA), (other, DI)):
        found = circle.invitations.team_page(viewer, team)
        assert "UBO" not in found.members
        assert found.turnout is None or "UBO" not in found.turnout.waiting
    invited = invitations.find(circle.store.reading(), WORKSPACE, circle.team.id, "UBO")
    assert invited
    assert invited.state == "left"
