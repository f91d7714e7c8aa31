"""Calls of the Web API: whose token they carry, how they are read and logged, and what is no call."""

import json
import urllib.request

import pytest
from slack_sdk import WebClient

from bot.preview.slack import Channel, LocalSlack, User, Workspace
from tests.bot.preview.calling import client_of, error_of, last_refusal
from tests.bot.preview.smallest_app import SECTION, Clock


def test_api_test_answers_without_a_token(slack: LocalSlack) -> None:
    assert client_of(slack, None).api_test(foo="bar")["args"] == {"foo": "bar"}


def test_auth_test_says_whose_token_it_is(acme: Workspace, client: WebClient) -> None:
    answer = client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == (
        acme.team_id,
        acme.bot_user_id,
        acme.bot_id,
    )


def test_a_missing_a_wrong_and_a_dead_token_are_told_apart(slack: LocalSlack, acme: Workspace) -> None:
    assert error_of(client_of(slack, None).auth_test) == "not_authed"
    assert error_of(client_of(slack, "xoxb-other").auth_test) == "invalid_auth"
    acme.uninstall()
    assert error_of(client_of(slack, acme.bot_token).auth_test) == "account_inactive"
    assert [refusal.error for refusal in slack.refused] == ["not_authed", "invalid_auth", "account_inactive"]


def test_a_token_in_a_form_field_counts_as_well(slack: LocalSlack, acme: Workspace) -> None:
    body = f"token={acme.bot_token}".encode()
    with urllib.request.urlopen(f"{slack.api_url}auth.test", body) as answer:
        assert json.load(answer)["team_id"] == acme.team_id


def test_a_method_that_is_not_there_is_unknown(slack: LocalSlack, client: WebClient) -> None:
    assert error_of(lambda: client.api_call("chat.shout")) == "unknown_method"
    assert last_refusal(slack) == ("chat.shout", "unknown_method")


def test_every_call_is_logged_with_decoded_arguments_time_and_workspace(
    slack: LocalSlack, acme: Workspace, churn: Channel, client: WebClient, clock: Clock
) -> None:
    client.api_call("chat.postMessage", data={"channel": churn.id, "text": "a", "blocks": json.dumps([SECTION])})
    call = slack.calls[-1]
    assert (call.method, call.time, call.workspace) == ("chat.postMessage", clock.now, acme.team_id)
    assert call.payload["blocks"] == [SECTION]


def test_a_socket_mode_address_is_given_only_for_the_apps_own_token(slack: LocalSlack, client: WebClient) -> None:
    slack.socket_url = "ws://127.0.0.1:1/socket"
    assert client.apps_connections_open(app_token=slack.app_token)["url"] == slack.socket_url
    refused = error_of(lambda: client.api_call("apps.connections.open"))
    assert refused == "not_allowed_token_type"


@pytest.mark.parametrize("method", ["users.info", "conversations.info", "conversations.members"])
def test_reading_methods_do_not_see_arguments_in_a_json_body(
    user: User, churn: Channel, client: WebClient, method: str
) -> None:
    arguments = {"user": user.id, "channel": churn.id}
    assert client.api_call(method, params=arguments)["ok"]
    wanted = "user_not_found" if method == "users.info" else "invalid_arguments"
    assert error_of(lambda: client.api_call(method, json=arguments)) == wanted


@pytest.mark.parametrize(
    ("content_type", "body", "error"),
    [
        ("application/json", b"{", "invalid_json"),
        ("application/json", b"[]", "json_not_object"),
        ("text/csv", b"a,b", "invalid_post_type"),
        ("application/x-www-form-urlencoded", b"blocks=%5B", "invalid_blocks_format"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    slack: LocalSlack, acme: Workspace, content_type: str, body: bytes, error: str
) -> None:
    headers = {"Content-Type": content_type, "Authorization": f"Bearer {acme.bot_token}"}
    request = urllib.request.Request(f"{slack.api_url}chat.postMessage", body, headers)
    with urllib.request.urlopen(request) as answer:
        assert json.load(answer)["error"] == error
    assert last_refusal(slack) == ("chat.postMessage", error)
