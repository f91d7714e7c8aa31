"""Typing, mentioning the bot, and opening the Home tab: the events an app gets of them."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.preview.people import NotPossible, Person
from bot.preview.slack import Channel, Workspace
from tests.bot.preview.smallest_app import NAME, SECTION, App, actions, button, modal, prompt


def test_typed_text_is_escaped_and_its_addresses_are_links(ana: Person, app: App) -> None:
    ana.type("<@U1> & see https://example.com/a?b=1&c=2.")
    event = app.last.payload["event"]
    assert event["text"] == "&lt;@U1&gt; &amp; see <https://example.com/a?b=1&amp;c=2>."
    assert ana.messages()[-1].text == event["text"]


def test_a_message_to_the_bot_arrives_as_an_event_in_its_envelope(acme: Workspace, ana: Person, app: App) -> None:
    delivery = ana.type("hello")
    payload = app.last.payload
    event = payload["event"]
    (message,) = ana.messages()
    assert (payload["type"], payload["team_id"], payload["api_app_id"]) == (
        "event_callback",
        acme.team_id,
        acme.app_id,
    )
    assert payload["authorizations"][0]["user_id"] == acme.bot_user_id
    assert (event["type"], event["channel_type"], event["channel"]) == ("message", "im", ana.dm.id)
    assert (event["user"], event["ts"], event["event_ts"]) == (ana.id, message.ts, message.ts)
    assert "bot_id" not in event
    assert "thread_ts" not in event
    assert delivery.payload == payload


def test_a_reply_in_a_thread_says_whose_thread_it_is(acme: Workspace, ana: Person, app: App) -> None:
    root = prompt(acme, ana.dm, SECTION)
    ana.type("in here", thread_ts=root.ts)
    event = app.last.payload["event"]
    assert (event["thread_ts"], event["parent_user_id"]) == (root.ts, acme.bot_user_id)
    with pytest.raises(NotPossible):
        ana.type("nowhere", thread_ts="1.000100")


def test_in_a_channel_the_app_hears_only_mentions(acme: Workspace, ana: Person, app: App, churn: Channel) -> None:
    assert ana.type("just talking", churn).error == "not_subscribed"
    assert app.received == []
    assert [message.text for message in ana.messages(churn)] == ["just talking"]
    ana.mention("help <me>", churn)
    event = app.last.payload["event"]
    assert (event["type"], event["channel"]) == ("app_mention", churn.id)
    assert event["text"] == f"<@{acme.bot_user_id}> help &lt;me&gt;"
    assert "channel_type" not in event


def test_a_mention_where_the_bot_is_no_member_is_not_delivered(ana: Person, app: App, churn: Channel) -> None:
    churn.remove_bot()
    assert ana.mention("help", churn).error == "not_in_channel"
    assert app.received == []


def test_opening_the_home_tab_is_told_with_the_view_that_was_published(
    ana: Person, app: App, client: WebClient
) -> None:
    ana.open_home()
    event = app.last.payload["event"]
    assert (event["type"], event["user"], event["channel"], event["tab"]) == (
        "app_home_opened",
        ana.id,
        ana.dm.id,
        "home",
    )
    assert "view" not in event
    client.views_publish(user_id=ana.id, view={"type": "home", "blocks": [actions(button("Go", "go"))]})
    ana.open_home()
    assert ana.home is not None
    assert app.last.payload["event"]["view"]["id"] == ana.home.id
    ana.click_in_view(ana.home, "go")
    assert app.last.payload["view"]["type"] == "home"


def test_a_trigger_from_the_home_tab_opens_but_does_not_push(ana: Person, app: App, client: WebClient) -> None:
    client.views_publish(user_id=ana.id, view={"type": "home", "blocks": [actions(button("Go", "go"))]})
    ana.click_in_view(ana.home, "go")
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_push(trigger_id=app.last.payload["trigger_id"], view=modal(NAME))
    ana.click_in_view(ana.home, "go")
    assert client.views_open(trigger_id=app.last.payload["trigger_id"], view=modal(NAME))["ok"]
