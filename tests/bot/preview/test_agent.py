"""The agent surface: suggested prompts, the status of a thread, the Messages tab, feedback buttons."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.preview.agent import Prompt, Suggested
from bot.preview.people import Person
from bot.preview.slack import Channel, LocalSlack, Workspace
from tests.bot.preview.calling import error_of
from tests.bot.preview.smallest_app import SECTION, App, Clock, Json, option, prompt

ASK = {"title": "Where do we stand?", "message": "Show our stage"}


def suggest(client: WebClient, channel: str, *prompts: Any, **more: Any) -> Callable[[], object]:
    return partial(client.assistant_threads_setSuggestedPrompts, channel_id=channel, prompts=list(prompts), **more)


# --- suggested prompts ---


def test_suggested_prompts_are_remembered_for_the_dm_and_replaced_by_later_ones(
    slack: LocalSlack, acme: Workspace, ana: Person, client: WebClient
) -> None:
    suggest(client, ana.dm.id, ASK, ASK, ASK, ASK)()
    assert len(acme.suggested[ana.dm.id].prompts) == 4
    suggest(client, ana.dm.id, ASK, title="Begin with")()
    only = Prompt("Where do we stand?", "Show our stage")
    assert acme.suggested[ana.dm.id] == Suggested((only,), "Begin with")
    assert slack.refused == []


@pytest.mark.parametrize(
    "prompts",
    [
        [],
        [ASK] * 5,
        ["Where do we stand?"],
        [{"title": "Only a title"}],
        [{"title": "", "message": "m"}],
        [{"title": "t", "message": 1}],
        [{**ASK, "url": "https://example.com"}],
    ],
)
def test_prompts_are_one_to_four_each_with_title_and_message(
    acme: Workspace, ana: Person, client: WebClient, prompts: list[Any]
) -> None:
    assert error_of(suggest(client, ana.dm.id, *prompts)) == "invalid_arguments"
    assert acme.suggested == {}


def test_prompts_may_come_as_a_form(acme: Workspace, ana: Person, client: WebClient) -> None:
    form = {"channel_id": ana.dm.id, "prompts": '[{"title": "t", "message": "m"}]'}
    assert client.api_call("assistant.threads.setSuggestedPrompts", data=form)["ok"]
    assert acme.suggested[ana.dm.id].prompts == (Prompt("t", "m"),)


def test_prompts_for_a_thread_are_answered_well_and_do_nothing(acme: Workspace, ana: Person, client: WebClient) -> None:
    root = prompt(acme, ana.dm, SECTION)
    suggest(client, ana.dm.id, ASK, thread_ts=root.ts)()
    assert acme.suggested == {}


def test_prompts_belong_to_a_dm_of_this_workspace(
    slack: LocalSlack, ana: Person, churn: Channel, client: WebClient
) -> None:
    other = WebClient(slack.workspace("Other").bot_token, base_url=slack.api_url, retry_handlers=[])
    assert error_of(suggest(client, churn.id, ASK)) == "channel_not_found"
    assert error_of(suggest(other, ana.dm.id, ASK)) == "channel_not_found"


def test_without_agents_prompts_and_statuses_are_refused(
    slack: LocalSlack, acme: Workspace, ana: Person, client: WebClient
) -> None:
    acme.agents = False
    root = prompt(acme, ana.dm, SECTION)
    assert error_of(suggest(client, ana.dm.id, ASK)) == "not_agent_app"
    think = partial(client.assistant_threads_setStatus, channel_id=ana.dm.id, thread_ts=root.ts, status="thinking")
    assert error_of(think) == "not_agent_app"
    assert (acme.suggested, dict(acme.statuses)) == ({}, {})


# --- statuses ---


def test_a_status_shows_until_the_bot_replies_in_that_thread(acme: Workspace, ana: Person, client: WebClient) -> None:
    ana.type("Where do we stand?")
    ana.type("And the others?")
    first, second = (message.ts for message in ana.messages())
    for ts in (first, second):
        client.assistant_threads_setStatus(channel_id=ana.dm.id, thread_ts=ts, status="is thinking")
    ana.type("Hurry", thread_ts=first)
    client.chat_postMessage(channel=ana.dm.id, text="elsewhere")
    assert acme.statuses[ana.dm.id, first] == "is thinking"
    client.chat_postMessage(channel=ana.dm.id, text="Level 1", thread_ts=first)
    assert dict(acme.statuses) == {(ana.dm.id, second): "is thinking"}


def test_a_status_is_taken_away_by_an_empty_one_and_by_two_minutes(
    acme: Workspace, ana: Person, client: WebClient, clock: Clock
) -> None:
    root = prompt(acme, ana.dm, SECTION)
    think = partial(client.assistant_threads_setStatus, channel_id=ana.dm.id, thread_ts=root.ts)
    think(status="is thinking")
    think(status="")
    assert len(acme.statuses) == 0
    think(status="is thinking")
    clock.now += 119
    assert list(acme.statuses) == [(ana.dm.id, root.ts)]
    clock.now += 1
    assert list(acme.statuses) == []


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"thread_ts": "1.000100"}, "invalid_thread_ts"),
        ({"channel_id": "D0"}, "channel_not_found"),
        ({"status": None}, "invalid_arguments"),
        ({"loading_messages": ["a"] * 11}, "invalid_arguments"),
    ],
)
def test_a_status_needs_a_thread_that_is_there_and_its_words(
    acme: Workspace, ana: Person, client: WebClient, wrong: dict[str, Any], error: str
) -> None:
    root = prompt(acme, ana.dm, SECTION)
    right = {"channel_id": ana.dm.id, "thread_ts": root.ts, "status": "is thinking", "loading_messages": ["a"] * 10}
    assert client.api_call("assistant.threads.setStatus", json=right)["ok"]
    assert error_of(partial(client.api_call, "assistant.threads.setStatus", json={**right, **wrong})) == error


def test_statuses_have_the_rate_of_messages_in_each_channel(
    acme: Workspace, ana: Person, churn: Channel, client: WebClient
) -> None:
    here, there = prompt(acme, ana.dm, SECTION), prompt(acme, churn, SECTION)
    think = partial(client.assistant_threads_setStatus, channel_id=ana.dm.id, thread_ts=here.ts, status="a")
    for _ in range(5):
        think()
    assert error_of(think) == "ratelimited"
    assert client.assistant_threads_setStatus(channel_id=churn.id, thread_ts=there.ts, status="a")["ok"]


# --- the Messages tab and feedback ---


def test_opening_the_messages_tab_says_which_tab_and_which_dm(ana: Person, app: App, client: WebClient) -> None:
    client.views_publish(user_id=ana.id, view={"type": "home", "blocks": [SECTION]})
    ana.open_home(tab="messages")
    event = app.last.payload["event"]
    assert (event["type"], event["tab"]) == ("app_home_opened", "messages")
    assert (event["user"], event["channel"]) == (ana.id, ana.dm.id)
    assert "view" not in event


def test_feedback_says_which_button_was_used_and_not_what_both_would_have_said(
    acme: Workspace, ana: Person, app: App
) -> None:
    thumbs: Json = {
        "type": "feedback_buttons",
        "action_id": "good",
        "positive_button": option("Good answer", "up"),
        "negative_button": option("Bad answer", "down"),
    }
    message = prompt(acme, ana.dm, {"type": "context_actions", "block_id": "rate", "elements": [thumbs]})
    ana.click(message, "good", option="up")
    payload = app.last.payload
    (action,) = payload["actions"]
    assert action.pop("action_ts")
    assert action == {
        "type": "feedback_buttons",
        "action_id": "good",
        "block_id": "rate",
        "value": "up",
        "text": thumbs["positive_button"]["text"],
    }
    assert (payload["type"], payload["message"]["ts"], payload["state"]) == (
        "block_actions",
        message.ts,
        {"values": {}},
    )
