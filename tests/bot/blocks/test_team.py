"""A team's page, and what is said when its lead changes, as Slack takes it and as each member sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import ids
from bot.blocks import team as blocks
from bot.blocks.team import TeamPage
from bot.ids import OfferRef
from bot.preview.limits import refusals
from bot.store.showings import Shown
from bot.store.teams import Team
from bot.turnout import Turnout
from tests.bot.blocks.test_inviting import NAMES, PEOPLE, TURNOUTS
from tests.bot.outcomes import FORGED

CHURN = Team("0123456789abcdef", "T1", "Churn", "C0000000001", "UANA")
PAGE = TeamPage(CHURN, "UANA", ("UANA", "UBO"), 3, Turnout(("UANA",), (), ("UBO",)))


def buttons(page: TeamPage) -> list[str]:
    found = [block for block in blocks.team_page(page).payload()["blocks"] if block["type"] == "actions"]
    return [element["action_id"] for block in found for element in block["elements"]]


@settings(deadline=None, max_examples=60)
@given(NAMES, PEOPLE, TURNOUTS | st.none(), st.sampled_from(["", "UANA", "UBO"]), st.booleans())
def test_slack_takes_every_page_whatever_the_team_is_called(
    name: str, people: tuple[str, ...], turnout: Turnout | None, lead: str, unwilling: bool
) -> None:
    churn = replace(CHURN, name=name, lead=lead)
    offer = OfferRef(churn.id, "UANA", "UBO", "2026-11-21T09:30:00.000000+00:00")
    messages = [
        blocks.team_page(TeamPage(churn, "UANA", people, 7, turnout, unwilling)),
        blocks.left(churn),
        blocks.offered(churn, offer),
        blocks.declined(churn, "UBO"),
        blocks.vacant(churn, "UANA"),
        blocks.led_by(churn),
        blocks.led_by(churn, "UANA"),
        blocks.no_longer_open(churn),
    ]
    for message in messages:
        payload = message.payload()
        assert not refusals("chat.postMessage", payload | {"channel": "C0000000001"}), message.text
        assert not any(mark in str(payload) for mark in FORGED)
        primary = [one for block in payload["blocks"] for one in block.get("elements", ()) if one.get("style")]
        assert len(primary) <= 1
    for view in (blocks.hand_over_view(churn, f"{churn.id} now"), blocks.offering("UBO")):
        assert not refusals("views.open", {"trigger_id": "1.1.a", "view": view.to_dict()})


def test_the_lead_can_remind_and_hand_over_and_members_cannot() -> None:
    assert {ids.INVITE, ids.REMIND, ids.HAND_OVER, ids.LEAVE_TEAM} <= set(buttons(PAGE))
    assert not {ids.REMIND, ids.HAND_OVER, ids.TAKE_LEAD} & set(buttons(replace(PAGE, viewer="UBO")))
    assert {ids.INVITE, ids.LEAVE_TEAM} <= set(buttons(replace(PAGE, viewer="UBO")))


@pytest.mark.parametrize("turnout", [None, Turnout(("UANA", "UBO")), Turnout((), (), ("UANA",))])
def test_nothing_is_offered_that_would_reach_nobody(turnout: Turnout | None) -> None:
    assert ids.REMIND not in buttons(replace(PAGE, turnout=turnout))
    assert ids.HAND_OVER not in buttons(replace(PAGE, members=("UANA",)))


def test_a_team_without_a_lead_offers_its_members_to_lead_it() -> None:
    orphan = replace(PAGE, team=replace(CHURN, lead=""), viewer="UBO")
    assert buttons(orphan)[0] == ids.TAKE_LEAD
    assert "lead: nobody yet" in str(blocks.team_page(orphan).payload())


def test_leaving_asks_first_and_says_what_stays() -> None:
    leave = next(
        element
        for block in blocks.team_page(PAGE).payload()["blocks"]
        for element in block.get("elements", ())
        if element.get("action_id") == ids.LEAVE_TEAM
    )
    assert "What you answered stays" in leave["confirm"]["text"]["text"]
    assert "who leads it" in leave["confirm"]["text"]["text"]


def test_who_refused_sees_that_and_can_change_it() -> None:
    assert ids.MAY_ASK in buttons(replace(PAGE, unwilling=True))
    assert ids.MAY_ASK not in buttons(PAGE)


def test_the_lead_sees_whether_digests_show_the_team_and_can_change_it_there() -> None:
    agreed = Shown("T1", CHURN.id, "yes", "UANA", "", "")
    assert {ids.SHOW_TEAM, ids.HIDE_TEAM} & set(buttons(PAGE)) == {ids.SHOW_TEAM}
    assert {ids.SHOW_TEAM, ids.HIDE_TEAM} & set(buttons(replace(PAGE, in_digests=agreed))) == {ids.HIDE_TEAM}
    member = replace(PAGE, viewer="UBO", in_digests=agreed)
    assert not {ids.SHOW_TEAM, ids.HIDE_TEAM} & set(buttons(member))
    assert "Digests: this team is shown." in str(blocks.team_page(member).payload())
    assert "Digests" not in str(blocks.team_page(replace(member, in_digests=None)).payload())
