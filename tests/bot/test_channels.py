"""Channels: who may have one get something, by what Slack tells."""

from __future__ import annotations

import pytest

from bot import channels
from bot.slack_calls import Failed
from tests.bot.bulletin import ANA, CY, TWIN, Channel, Channels


@pytest.mark.parametrize(
    ("channel", "why"),
    [
        (Channel(), None),
        (Channel(archived=True), "archived"),
        (Channel(bot=False), "bot missing"),
        (Channel(hidden=True), "bot missing"),
        (Channel(shared=True), "shared"),
        (Channel(members=["UBOT", CY.id]), "not a member"),
    ],
)
def test_a_channel_gets_something_from_its_members_alone_and_where_the_bot_can_post(
    channel: Channel, why: channels.Refusal | None
) -> None:
    calls = Channels()
    calls.channels["C1"] = channel
    assert channels.refusal(calls, ANA, "C1") == why


def test_members_are_looked_for_page_by_page_until_the_person_is_found() -> None:
    calls = Channels()
    calls.page = 2
    calls.channels["C1"] = Channel(members=[f"U{number}" for number in range(5)] + [ANA.id, "U6", "U7", "U8"])
    assert channels.refusal(calls, ANA, "C1") is None
    asked = [payload.get("cursor") for method, payload in calls.made if method == "conversations.members"]
    assert asked == [None, "2", "4"]


def test_a_channel_of_another_workspace_is_none_of_ours() -> None:
    assert channels.refusal(Channels(), TWIN, "C1") == "bot missing"


def test_what_slack_may_tell_later_is_asked_again_and_what_it_never_tells_is_unknown() -> None:
    calls = Channels()
    calls.fault = lambda method, payload: Failed("ratelimited", passing=True, after=3.0)
    with pytest.raises(Failed):
        channels.refusal(calls, ANA, "C1")
    calls.fault = lambda method, payload: Failed("missing_scope", passing=False)
    assert channels.refusal(calls, ANA, "C1") == "unknown"
