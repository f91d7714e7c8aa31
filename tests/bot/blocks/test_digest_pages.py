"""A channel's digest from outside, as Slack takes it and as people read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import ids
from bot.blocks import digest_pages as pages
from bot.blocks.digest_forms import EACH_QUARTER
from bot.blocks.digest_pages import DigestPage
from bot.blocks.kit import Message
from bot.channels import Refusal
from bot.preview.limits import refusals
from bot.schedule import Rhythm, upcoming
from bot.store.digests import Subscription
from bot.store.rhythms import Kept
from bot.store.teams import Team
from knowledge import loading
from tests.bot.outcomes import FORGED

LIBRARY = loading.shipped()
CHANNEL = "C0000000001"
RHYTHM = Rhythm(EACH_QUARTER, date(2026, 1, 1), time(10), "Europe/Berlin", "DE")
WANTED = Subscription("T1", CHANNEL, (), "azure", ("moves",), "nothing", "U0000000001", "2026-11-21T09:30:00+00:00")
KEPT = Kept("T1", "digest", CHANNEL, RHYTHM, "", "", "", "2027-01-05", "2027-01-05T09:00:00+00:00", "U1", "2026-11-21")
COMING = upcoming(RHYTHM, date(2026, 11, 21))
SET = DigestPage(CHANNEL, WANTED, KEPT, COMING)
NAMES = st.text(min_size=1, max_size=300) | st.sampled_from([*FORGED, "&" * 300])


def taken(message: Message) -> str:
    """The message as text; Slack takes it."""
    payload = message.payload()
    assert not refusals("chat.postMessage", payload | {"channel": CHANNEL}), message.text
    assert not any(mark in str(payload) for mark in FORGED)
    return str(payload)


def actions(message: Message) -> list[str]:
    blocks = message.payload()["blocks"]
    return [one["action_id"] for block in blocks for one in block.get("elements", ()) if "action_id" in one]


@settings(deadline=None, max_examples=40)
@given(st.lists(NAMES, max_size=40), st.sampled_from(["azure", "gone"]), st.integers(0, 40))
def test_slack_takes_every_page_and_no_name_makes_a_mention(names: list[str], scale: str, many: int) -> None:
    teams = tuple(Team(f"t{place}", "T1", name, "C1", "U1") for place, name in enumerate(names))
    shown = replace(SET, teams=teams, wanted=replace(WANTED, maturity_model=scale))
    for one in (shown, replace(shown, coming=()), replace(shown, coming=COMING[:1]), DigestPage(CHANNEL)):
        taken(pages.page(LIBRARY, one))
        taken(pages.subscribed(LIBRARY, one))
        taken(pages.own((one,) * many))


def test_a_channel_without_a_digest_hears_what_one_is_and_how_to_set_it_up() -> None:
    message = pages.page(LIBRARY, DigestPage(CHANNEL))
    assert message.text == f"<#{CHANNEL}> gets no digest"
    assert actions(message) == [ids.DIGEST_SET]


def test_a_channel_with_a_digest_hears_first_when_the_next_one_comes() -> None:
    message = pages.page(LIBRARY, SET)
    assert message.text == f"The next digest of <#{CHANNEL}>: Tue, Jan 5, 2027, 10:00"
    said = taken(message)
    for part in ("Apr 6, 2027 · Jul 6, 2027 · Oct 5, 2027", "all teams that agreed", "I post nothing", "Berlin time"):
        assert part in said
    assert actions(message) == [ids.DIGEST_SET, ids.DIGEST_STOP]


def test_of_many_teams_five_are_named_and_the_rest_counted() -> None:
    teams = tuple(Team(f"t{number}", "T1", f"Team {number}", "C1", "U1") for number in range(8))
    said = taken(pages.page(LIBRARY, replace(SET, teams=teams)))
    assert "Team 0, Team 1, Team 2, Team 3, Team 4 and 3 more" in said


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("is_archived", "Unarchive"),
        ("not_in_channel", "/invite"),
        ("channel_not_found", "/invite"),
        ("restricted_action", "`restricted_action`"),
        (pages.STOPPED, f"The digest of <#{CHANNEL}> is stopped.*"),
    ],
)
def test_a_digest_that_is_stopped_says_why_and_how_to_begin_again(reason: str, says: str) -> None:
    stopped = replace(SET, kept=replace(KEPT, stopped=reason), coming=())
    message = pages.page(LIBRARY, stopped)
    assert says in taken(message)
    assert actions(message) == [ids.DIGEST_SET]
    if reason != pages.STOPPED:
        assert says in taken(pages.given_up(CHANNEL, reason, stopped=True))


@pytest.mark.parametrize("why", get_args(Refusal))
def test_every_reason_why_there_is_no_digest_has_words_and_the_button_again(why: Refusal) -> None:
    message = pages.not_subscribed(CHANNEL, why)
    assert "C0000000001" in taken(message)
    assert actions(message) == [ids.DIGEST_SET]


def test_the_other_messages_are_taken_too() -> None:
    for message in (
        pages.not_for_outsiders(CHANNEL),
        pages.not_asked(CHANNEL),
        pages.given_up(CHANNEL, "http 503", stopped=False),
        pages.stopped(CHANNEL),
        pages.not_yours(CHANNEL),
        pages.noted(pages.stopped(CHANNEL), "late"),
    ):
        taken(message)
    view = pages.checking(CHANNEL)
    assert not refusals("views.open", {"trigger_id": "1.1.a", "view": view.to_dict()})


def test_an_apology_is_made_only_for_what_is_late_or_was_missed() -> None:
    assert pages.apology(COMING[0], 0, late=False) == ""
    assert "it was due on Jan 5, 2027" in pages.apology(COMING[0], 0, late=True)
    assert "the one before it was missed" in pages.apology(COMING[0], 1, late=True)
    assert "3 before it were missed" in pages.apology(COMING[0], 3, late=False)
    message = pages.stopped(CHANNEL)
    assert pages.noted(message, "") == message
