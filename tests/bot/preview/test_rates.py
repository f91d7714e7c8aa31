"""Slack's rates: how many calls it takes at once, when it takes the next, and calling again too early."""

from functools import partial

import pytest
from slack_sdk import WebClient

from bot.preview.slack import Channel, LocalSlack, User, Workspace
from tests.bot.preview.calling import client_of, last_refusal, limited, post
from tests.bot.preview.smallest_app import SECTION, Clock


def test_a_channel_takes_five_messages_at_once_and_then_one_a_second(
    slack: LocalSlack, acme: Workspace, churn: Channel, client: WebClient, clock: Clock
) -> None:
    say = partial(post, client, churn.id)
    for _ in range(5):
        say()
    assert limited(say) == 1
    assert slack.calls[-1].rate_limited
    other = acme.add_channel("search", with_bot=True)
    assert client.chat_postMessage(channel=other.id, text="elsewhere")["ok"]
    clock.now += 1
    assert say()["ok"]
    assert slack.refused == []


def test_calling_again_before_retry_after_has_passed_is_noted(
    slack: LocalSlack, churn: Channel, client: WebClient, clock: Clock
) -> None:
    say = partial(post, client, churn.id)
    for _ in range(5):
        say()
    limited(say)
    clock.now += 0.5
    assert limited(say) == 1
    assert last_refusal(slack) == ("chat.postMessage", "ratelimited_again")
    clock.now += 0.5
    assert say()["ok"]


@pytest.mark.parametrize(("method", "allowed"), [("conversations.open", 50), ("views.publish", 100)])
def test_other_methods_have_a_limit_a_minute_for_each_workspace(
    slack: LocalSlack, acme: Workspace, user: User, client: WebClient, method: str, allowed: int
) -> None:
    home = {"type": "home", "blocks": [SECTION]}
    for _ in range(allowed):
        assert client.api_call(method, json={"users": user.id, "user_id": user.id, "view": home})["ok"]
    once_more = {"users": user.id, "user_id": user.id, "view": home}
    assert limited(partial(client.api_call, method, json=once_more)) >= 1
    other = slack.workspace("Other")
    li = other.add_user("Li")
    elsewhere = client_of(slack, other.bot_token)
    assert elsewhere.api_call(method, json={"users": li.id, "user_id": li.id, "view": home})["ok"]


def test_rates_can_be_switched_off(clock: Clock) -> None:
    with LocalSlack(clock, rates=False) as slack:
        acme = slack.workspace("Acme")
        channel = acme.add_channel("churn", with_bot=True)
        client = client_of(slack, acme.bot_token)
        for _ in range(8):
            assert client.chat_postMessage(channel=channel.id, text="a")["ok"]
