"""Faults a test injects: what of the call is carried out, and what the app sees."""

import http.client
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.preview.slack import Call, Channel, Fault, LocalSlack, User, Workspace
from tests.bot.preview.calling import last_refusal, limited, post, posted
from tests.bot.preview.smallest_app import Clock


def failing(method: str, fault: Fault) -> Callable[[Call], Fault | None]:
    return lambda call: fault if call.method == method else None


def test_an_injected_rate_limit_is_no_refusal_but_calling_again_too_early_is(
    slack: LocalSlack, churn: Channel, client: WebClient, clock: Clock
) -> None:
    slack.fault = failing("chat.postMessage", Fault.rate_limited(30))
    say = partial(post, client, churn.id)
    assert limited(say) == 30
    assert slack.refused == []
    slack.fault = lambda call: None
    clock.now += 10
    assert limited(say) == 20
    assert last_refusal(slack) == ("chat.postMessage", "ratelimited_again")
    clock.now += 20
    assert say()["ok"]


def test_a_server_error_carries_nothing_out(
    slack: LocalSlack, acme: Workspace, churn: Channel, client: WebClient
) -> None:
    slack.fault = failing("chat.postMessage", Fault.server_error())
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=churn.id, text="a")
    assert caught.value.response.status_code == 500
    assert (acme.messages(), slack.refused) == ([], [])


def test_a_dropped_call_is_logged_and_not_carried_out(
    slack: LocalSlack, acme: Workspace, churn: Channel, client: WebClient
) -> None:
    slack.fault = failing("chat.postMessage", Fault.drop())
    with pytest.raises((OSError, http.client.HTTPException)):
        client.chat_postMessage(channel=churn.id, text="a")
    assert acme.messages() == []
    assert [call.method for call in slack.calls] == ["chat.postMessage"]


def test_a_lost_answer_leaves_the_message_posted(
    slack: LocalSlack, acme: Workspace, churn: Channel, client: WebClient
) -> None:
    slack.fault = failing("chat.postMessage", Fault.lose())
    with pytest.raises((OSError, http.client.HTTPException)):
        client.chat_postMessage(channel=churn.id, text="a")
    assert [message.text for message in acme.messages()] == ["a"]


def test_a_slow_call_waits_and_is_then_carried_out(
    slack: LocalSlack, acme: Workspace, churn: Channel, client: WebClient
) -> None:
    released = threading.Event()
    slack.fault = failing("chat.postMessage", Fault.slow(released))
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: client.chat_postMessage(channel=churn.id, text="a"))
        slack.wait_until(lambda: slack.calls)
        assert acme.messages() == []
        released.set()
        assert answer.result()["ok"]
    assert len(acme.messages()) == 1


def test_a_fault_can_hit_a_response_url(slack: LocalSlack, acme: Workspace, user: User, churn: Channel) -> None:
    slack.fault = failing("response_url", Fault.server_error())
    assert posted(slack.response_url(acme, churn.id, user.id), text="a").status_code == 500
    assert acme.messages() == []
