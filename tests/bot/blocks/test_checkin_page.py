"""When a team is asked, as Slack takes it and as each member sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import ids, schedule
from bot.blocks import checkin_page as blocks
from bot.blocks import pages
from bot.blocks.checkin_page import Asked, CheckInPage
from bot.ids import CheckInRef
from bot.preview.limits import refusals
from bot.schedule import QUARTERLY, Rhythm
from bot.store.teams import Team
from tests.bot.blocks.test_inviting import NAMES, PEOPLE
from tests.bot.outcomes import FORGED

CHURN = Team("0123456789abcdef", "T1", "Churn", "C0000000001", "UANA")
RHYTHM = Rhythm(QUARTERLY, date(2026, 1, 1), time(10), "Europe/Berlin", "DE")
COMING = schedule.upcoming(RHYTHM, date(2026, 11, 21))
PAGE = CheckInPage(CHURN, "UANA", "asked", ("UANA", "UBO"), True, RHYTHM, False, COMING)
ASKED = st.sampled_from(["asked", "stopped", "new", "unwilling"])


def buttons(page: CheckInPage) -> list[str]:
    found = [block for block in blocks.page(page).payload()["blocks"] if block["type"] == "actions"]
    return [element["action_id"] for block in found for element in block["elements"]]


def words(page: CheckInPage, said: str = "") -> str:
    return "\n".join(block["text"]["text"] for block in blocks.page(page, said).payload()["blocks"] if "text" in block)


@settings(deadline=None, max_examples=80)
@given(
    NAMES,
    PEOPLE,
    ASKED,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "UANA", "UBO"]),
    st.integers(0, 4),
    st.data(),
)
def test_slack_takes_every_page_and_it_has_one_primary_button(
    name: str,
    people: tuple[str, ...],
    asks: Asked,
    result: bool,
    stopped: bool,
    lead: str,
    count: int,
    data: st.DataObject,
) -> None:
    churn = replace(CHURN, name=name, lead=lead)
    rhythm = data.draw(st.sampled_from([None, RHYTHM, replace(RHYTHM, zone="")]))
    coming = COMING[:count] if rhythm and rhythm.zone and not stopped else ()
    shown = CheckInPage(churn, "UANA", asks, people, result, rhythm, bool(rhythm) and stopped, coming, "2026-10-05")
    for message in (blocks.page(shown, "Saved."), blocks.first_told(churn, "UANA", RHYTHM, COMING[0], people)):
        payload = message.payload()
        assert not refusals("chat.postMessage", payload | {"channel": "C0000000001"})
        assert not any(mark in str(payload) for mark in FORGED)
        primary = [one for block in payload["blocks"] for one in block.get("elements", ()) if one.get("style")]
        assert len(primary) == 1
        assert not refusals("views.open", {"trigger_id": "1.1.a", "view": pages.page(message).to_dict()})


def test_the_page_says_when_then_how_often_and_who() -> None:
    first, after, often, who = words(PAGE).split("\n")
    assert first == "*Next check-in: Mon, Jan 4, 2027, 10:00 (Berlin time)*"
    assert after == "After that: Apr 5, 2027 · Jul 5, 2027 · Oct 4, 2027"
    assert often == "How often: each quarter, on the first Monday, at 10:00, Berlin time"
    assert who == "Asked: <@UANA>, <@UBO>"


def test_what_was_done_comes_first() -> None:
    assert words(PAGE, "Skipped.").startswith("Skipped.\n")


def test_days_are_those_of_the_teams_own_zone() -> None:
    early = replace(RHYTHM, zone="Pacific/Auckland", country="NZ")
    shown = replace(PAGE, rhythm=early, coming=schedule.upcoming(early, date(2027, 2, 1)))
    assert "Mon, Apr 5, 2027, 10:00 (Auckland time)" in words(shown)
    assert "Jul 5, 2027" in words(shown)


def test_the_lead_can_change_skip_put_off_and_stop_and_other_members_only_speak_for_themselves() -> None:
    jan = CheckInRef(CHURN.id, "2027-01-04")
    team = {f"{ids.RHYTHM}:checkin", ids.CHECKIN_SKIP, f"{ids.CHECKIN_PUT_OFF}:{jan}", ids.CHECKIN_STOP}
    assert team <= set(buttons(PAGE))
    assert team <= set(buttons(replace(PAGE, viewer="UBO", team=replace(CHURN, lead=""))))
    assert buttons(replace(PAGE, viewer="UBO")) == [ids.CHECKIN_NOW, ids.CHECKIN_NOT_ME, ids.HOME]
    assert "<@UANA> leads the team" in str(blocks.page(replace(PAGE, viewer="UBO")).payload())


@pytest.mark.parametrize(
    ("asks", "button"),
    [
        ("asked", ids.CHECKIN_NOT_ME),
        ("stopped", ids.CHECKIN_ME_AGAIN),
        ("new", ids.CHECKIN_ME_AGAIN),
        ("unwilling", ids.MAY_ASK),
    ],
)
def test_each_member_is_offered_the_way_out_or_back_in(asks: Asked, button: str) -> None:
    offered = {ids.CHECKIN_NOT_ME, ids.CHECKIN_ME_AGAIN, ids.MAY_ASK}
    assert offered & set(buttons(replace(PAGE, asks_viewer=asks))) == {button}


def test_a_stopped_team_can_start_again_and_a_team_without_a_result_can_begin() -> None:
    stopped = replace(PAGE, stopped=True, coming=())
    assert {ids.CHECKIN_RESTART, f"{ids.RHYTHM}:checkin"} <= set(buttons(stopped))
    assert not {ids.CHECKIN_STOP, ids.CHECKIN_SKIP} & set(buttons(stopped))
    assert "are stopped" in words(stopped)
    new = replace(PAGE, has_result=False, rhythm=None, coming=())
    assert ids.ASSESS in buttons(new)
    assert "first result" in words(new)


def test_what_is_not_planned_yet_or_no_longer_is_said_so() -> None:
    assert "being planned" in words(replace(PAGE, rhythm=replace(RHYTHM, zone=""), coming=()))
    assert "come to its end" in words(replace(PAGE, coming=()))


def test_a_check_in_that_waits_is_told_with_its_day() -> None:
    assert "One waits for you since Jan 4, 2027." in words(replace(PAGE, open_since="2027-01-04"))


def test_skipping_says_what_comes_instead_before_it_happens() -> None:
    skip = next(
        element
        for block in blocks.page(PAGE).payload()["blocks"]
        for element in block.get("elements", ())
        if element.get("action_id") == ids.CHECKIN_SKIP
    )
    asked = skip["confirm"]["text"]["text"]
    assert "Jan 4, 2027" in asked
    assert "Apr 5, 2027" in asked
    assert skip["value"] == str(CheckInRef(CHURN.id, "2027-01-04"))


def test_the_first_word_says_when_and_lets_the_lead_alone_change_it_for_all() -> None:
    lead = blocks.first_told(CHURN, "UANA", RHYTHM, COMING[0], ("UANA", "UBO")).payload()
    member = blocks.first_told(CHURN, "UBO", RHYTHM, COMING[0], ("UBO",)).payload()
    assert lead["text"] == "Your first check-in for Churn: Mon, Jan 4, 2027, 10:00 (Berlin time)"
    assert "<@UANA> can change or stop that." in str(member)
    offered = [[one["action_id"] for one in told["blocks"][-1]["elements"]] for told in (lead, member)]
    assert offered == [
        [ids.CHECKIN, ids.RHYTHM, ids.CHECKIN_STOP, ids.CHECKIN_NOT_ME],
        [ids.CHECKIN, ids.CHECKIN_NOT_ME],
    ]
