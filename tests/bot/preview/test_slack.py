"""Slack's stand-in seen from the app: what it carries out, what it refuses and with which code."""

import http.client
import json
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient
from slack_sdk.webhook.webhook_response import WebhookResponse

from bot.preview.slack import Call, Channel, Fault, LocalSlack, User, Workspace

BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Yes"}, "action_id": "yes", "value": "1"}
ACTIONS = {"type": "actions", "elements": [BUTTON]}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1766280000.25

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slack(clock: Clock) -> Iterator[LocalSlack]:
    with LocalSlack(clock) as running:
        yield running


@pytest.fixture
def acme(slack: LocalSlack) -> Workspace:
    return slack.workspace("Acme")


@pytest.fixture
def ana(acme: Workspace) -> User:
    return acme.add_user("Ana Ruiz", tz="Europe/Amsterdam")


@pytest.fixture
def churn(acme: Workspace, ana: User) -> Channel:
    return acme.add_channel("churn", members=[ana], with_bot=True)


@pytest.fixture
def client(slack: LocalSlack, acme: Workspace) -> WebClient:
    return client_of(slack, acme.bot_token)


def client_of(slack: LocalSlack, token: str | None) -> WebClient:
    return WebClient(token, base_url=slack.api_url, retry_handlers=[])


def modal(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": {"type": "plain_text", "text": "Team"}, "blocks": [SECTION], **more}


def post(client: WebClient, channel: str, text: str = "a") -> SlackResponse:
    return client.chat_postMessage(channel=channel, text=text)


def error_of(call: Callable[[], object]) -> str:
    with pytest.raises(SlackApiError) as caught:
        call()
    return str(caught.value.response["error"])


def last_refusal(slack: LocalSlack) -> tuple[str, str]:
    return slack.refused[-1].method, slack.refused[-1].error


# --- who calls ---


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
    ana: User, churn: Channel, client: WebClient, method: str
) -> None:
    arguments = {"user": ana.id, "channel": churn.id}
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


# --- messages ---


def test_a_call_that_breaks_off_in_the_middle_never_arrives(slack: LocalSlack, acme: Workspace) -> None:
    address = urlsplit(slack.api_url)
    head = f"POST {address.path}chat.postMessage HTTP/1.1\r\nHost: slack\r\nAuthorization: Bearer {acme.bot_token}\r\n"
    with socket.create_connection((str(address.hostname), address.port or 80), 10) as connection:
        connection.sendall(f"{head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{".encode())
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b""
    assert slack.calls == []
    assert slack.refused == []


def test_a_posted_message_is_kept_with_ids_where_the_app_gave_none(
    slack: LocalSlack, acme: Workspace, churn: Channel, client: WebClient
) -> None:
    answer = client.chat_postMessage(channel=churn.id, text="Ready?", blocks=[ACTIONS])
    (kept,) = acme.messages(churn)
    assert (kept.channel, kept.ts, kept.user, kept.bot, kept.text) == (
        answer["channel"],
        answer["ts"],
        acme.bot_user_id,
        True,
        "Ready?",
    )
    assert kept.blocks[0]["block_id"]
    assert answer["message"]["blocks"] == list(kept.blocks)
    assert slack.refused == []


def test_timestamps_in_a_channel_are_unique_and_rise_even_if_the_clock_stands_or_goes_back(
    slack: LocalSlack, churn: Channel, client: WebClient, clock: Clock
) -> None:
    first = client.chat_postMessage(channel=churn.id, text="a")["ts"]
    second = client.chat_postMessage(channel=churn.id, text="b")["ts"]
    clock.now -= 60
    third = client.chat_postMessage(channel=churn.id, text="c")["ts"]
    assert first == "1766280000.000100"
    assert first < second < third


def test_two_channels_may_have_a_message_with_the_same_timestamp(
    acme: Workspace, churn: Channel, client: WebClient
) -> None:
    other = acme.add_channel("search", with_bot=True)
    first = client.chat_postMessage(channel=churn.id, text="here")["ts"]
    assert client.chat_postMessage(channel=other.id, text="there")["ts"] == first
    client.chat_update(channel=other.id, ts=first, text="changed there")
    assert [message.text for message in acme.messages(churn)] == ["here"]


def test_posting_to_a_person_opens_their_dm_once(acme: Workspace, ana: User, client: WebClient) -> None:
    first = client.chat_postMessage(channel=ana.id, text="a")["channel"]
    assert first.startswith("D")
    assert client.chat_postMessage(channel=ana.id, text="b")["channel"] == first
    assert client.conversations_open(users=ana.id)["channel"]["id"] == first
    assert [message.text for message in acme.messages(acme.dm(ana))] == ["a", "b"]


def test_a_reply_belongs_to_its_thread_also_after_the_first_message_is_gone(
    acme: Workspace, churn: Channel, client: WebClient
) -> None:
    root = client.chat_postMessage(channel=churn.id, text="root")["ts"]
    client.chat_delete(channel=churn.id, ts=root)
    client.chat_postMessage(channel=churn.id, text="reply", thread_ts=root)
    assert acme.messages(churn)[-1].thread_ts == root


def test_a_thread_that_never_was_is_refused(churn: Channel, client: WebClient) -> None:
    refused = error_of(lambda: client.chat_postMessage(channel=churn.id, text="a", thread_ts="1.000100"))
    assert refused == "invalid_thread_ts"


def test_a_message_against_the_limits_is_refused_with_every_reason_and_not_kept(
    slack: LocalSlack, acme: Workspace, churn: Channel, client: WebClient
) -> None:
    twice: list[dict[str, Any]] = [
        {**SECTION, "block_id": "same"},
        {**SECTION, "block_id": "same"},
        {"type": "nonsense"},
    ]
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=churn.id, text="a", blocks=twice)
    assert caught.value.response["error"] == "invalid_blocks"
    assert len(caught.value.response["response_metadata"]["messages"]) == 2
    assert acme.messages() == []
    assert slack.refused[-1].payload["blocks"] == twice


def test_a_message_without_text_is_refused(churn: Channel, client: WebClient) -> None:
    assert error_of(lambda: client.api_call("chat.postMessage", json={"channel": churn.id})) == "no_text"


def test_the_bot_posts_only_where_it_is_a_member(acme: Workspace, churn: Channel, ana: User, client: WebClient) -> None:
    secret = acme.add_channel("secret", private=True, members=[ana])
    churn.remove_bot()
    assert error_of(lambda: client.chat_postMessage(channel=churn.id, text="a")) == "not_in_channel"
    assert error_of(lambda: client.chat_postMessage(channel=secret.id, text="a")) == "channel_not_found"
    churn.invite_bot()
    secret.invite_bot()
    assert client.chat_postMessage(channel=churn.id, text="a")["ok"]
    assert client.chat_postMessage(channel=secret.id, text="a")["ok"]


def test_a_channel_made_private_is_gone_for_a_bot_outside_it(churn: Channel, client: WebClient) -> None:
    churn.remove_bot()
    churn.make_private()
    assert error_of(lambda: client.chat_postMessage(channel=churn.id, text="a")) == "channel_not_found"


def test_an_archived_channel_takes_neither_messages_nor_changes(churn: Channel, client: WebClient) -> None:
    ts = client.chat_postMessage(channel=churn.id, text="a")["ts"]
    churn.archive()
    assert error_of(lambda: client.chat_postMessage(channel=churn.id, text="b")) == "is_archived"
    assert error_of(lambda: client.chat_update(channel=churn.id, ts=ts, text="b")) == "is_inactive"


def test_people_who_left_and_bots_get_no_dm(acme: Workspace, ana: User, client: WebClient) -> None:
    dm = client.conversations_open(users=ana.id)["channel"]["id"]
    acme.deactivate(ana)
    robot = acme.add_user("robot", is_bot=True)
    assert error_of(lambda: client.chat_postMessage(channel=dm, text="a")) == "user_disabled"
    assert error_of(lambda: client.chat_postMessage(channel=ana.id, text="a")) == "user_disabled"
    assert error_of(lambda: client.conversations_open(users=ana.id)) == "user_disabled"
    assert error_of(lambda: client.conversations_open(users=robot.id)) == "cannot_dm_bot"
    assert error_of(lambda: client.conversations_open(users=acme.bot_user_id)) == "cannot_dm_bot"
    assert error_of(lambda: client.conversations_open(users="U0")) == "user_not_found"
    assert error_of(lambda: client.chat_postMessage(channel="U0", text="a")) == "channel_not_found"


def test_a_workspace_does_not_see_the_channels_people_or_messages_of_another(
    slack: LocalSlack, ana: User, churn: Channel, client: WebClient
) -> None:
    ts = client.chat_postMessage(channel=churn.id, text="ours")["ts"]
    other = client_of(slack, slack.workspace("Other").bot_token)
    assert error_of(lambda: other.chat_postMessage(channel=churn.id, text="a")) == "channel_not_found"
    assert error_of(lambda: other.chat_postMessage(channel=ana.id, text="a")) == "channel_not_found"
    assert error_of(lambda: other.chat_update(channel=churn.id, ts=ts, text="a")) == "channel_not_found"
    assert error_of(lambda: other.users_info(user=ana.id)) == "user_not_found"


def test_an_update_changes_the_message_in_place_and_text_alone_takes_the_blocks_away(
    acme: Workspace, churn: Channel, client: WebClient
) -> None:
    ts = client.chat_postMessage(channel=churn.id, text="old", blocks=[ACTIONS])["ts"]
    client.chat_postMessage(channel=churn.id, text="later")
    client.chat_update(channel=churn.id, ts=ts, text="new")
    changed, later = acme.messages(churn)
    assert (changed.ts, changed.text, changed.blocks, changed.edited) == (ts, "new", (), True)
    assert (later.text, later.edited) == ("later", False)


def test_only_the_bots_own_lasting_messages_can_be_changed(
    acme: Workspace, ana: User, churn: Channel, client: WebClient
) -> None:
    hers = acme.post(churn.id, ana.id, {"text": "mine"}).ts
    shown = client.chat_postEphemeral(channel=churn.id, user=ana.id, text="psst")["message_ts"]
    for ts in (hers, shown):
        update = partial(client.chat_update, channel=churn.id, ts=ts, text="a")
        assert error_of(update) == "cant_update_message"
        assert error_of(partial(client.chat_delete, channel=churn.id, ts=ts)) == "cant_delete_message"
    gone = "1766280000.999900"
    assert error_of(lambda: client.chat_update(channel=churn.id, ts=gone, text="a")) == "message_not_found"


def test_a_deleted_message_is_gone(acme: Workspace, churn: Channel, client: WebClient) -> None:
    ts = client.chat_postMessage(channel=churn.id, text="a")["ts"]
    client.chat_delete(channel=churn.id, ts=ts)
    assert acme.messages(churn) == []
    assert error_of(lambda: client.chat_delete(channel=churn.id, ts=ts)) == "message_not_found"


def test_an_ephemeral_message_goes_to_one_member_only(
    acme: Workspace, ana: User, churn: Channel, client: WebClient
) -> None:
    client.chat_postEphemeral(channel=churn.id, user=ana.id, text="psst")
    assert acme.messages(churn)[0].ephemeral_to == ana.id
    outsider = acme.add_user("Li")
    refused = error_of(lambda: client.chat_postEphemeral(channel=churn.id, user=outsider.id, text="psst"))
    assert refused == "user_not_in_channel"


# --- channels and people ---


def test_opening_a_dm_again_says_it_was_open(ana: User, client: WebClient) -> None:
    assert "already_open" not in client.conversations_open(users=ana.id)
    again = client.conversations_open(users=ana.id, return_im=True)
    assert again["already_open"]
    assert again["channel"]["user"] == ana.id


def test_a_group_dm_is_for_at_most_eight(acme: Workspace, ana: User, client: WebClient) -> None:
    others = [acme.add_user(f"user{number}").id for number in range(8)]
    opened = client.conversations_open(users=[ana.id, others[0]])["channel"]["id"]
    assert acme.channels[opened].members == {ana.id, others[0], acme.bot_user_id}
    assert error_of(lambda: client.conversations_open(users=[ana.id, *others])) == "too_many_users"


def test_channel_information_shows_name_membership_and_archive(churn: Channel, client: WebClient) -> None:
    churn.rename("churn-and-retention")
    churn.archive()
    shown = client.conversations_info(channel=churn.id)["channel"]
    assert (shown["name"], shown["is_member"], shown["is_archived"], shown["is_private"]) == (
        "churn-and-retention",
        True,
        True,
        False,
    )


def test_members_come_page_by_page(acme: Workspace, churn: Channel, client: WebClient) -> None:
    for number in range(4):
        churn.invite(acme.add_user(f"user{number}"))
    seen: list[str] = []
    cursor = ""
    while True:
        page = client.conversations_members(channel=churn.id, limit=4, cursor=cursor)
        seen += page["members"]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert len(seen) == 6
    assert set(seen) == churn.members


def test_a_persons_zone_guest_state_and_home_are_shown(acme: Workspace, ana: User, client: WebClient) -> None:
    shown = client.users_info(user=ana.id)["user"]
    assert (shown["tz"], shown["tz_offset"], shown["team_id"]) == ("Europe/Amsterdam", 3600, acme.team_id)
    visitor = acme.add_user("Visitor", guest=True, home_team="T0ELSEWHERE")
    shown = client.users_info(user=visitor.id)["user"]
    assert (shown["is_restricted"], shown["is_stranger"], shown["team_id"]) == (True, True, "T0ELSEWHERE")
    acme.deactivate(ana)
    assert client.users_info(user=ana.id)["user"]["deleted"]


# --- views ---


def test_a_trigger_opens_one_modal_within_three_seconds(
    slack: LocalSlack, acme: Workspace, ana: User, client: WebClient, clock: Clock
) -> None:
    trigger, late = acme.new_trigger(ana.id), acme.new_trigger(ana.id)
    clock.now += 3
    opened = client.views_open(trigger_id=trigger, view=modal(callback_id="team"))["view"]
    assert acme.views.top(ana.id) == acme.views.get(opened["id"])
    assert opened["callback_id"] == "team"
    assert error_of(lambda: client.views_open(trigger_id=trigger, view=modal())) == "exchanged_trigger_id"
    clock.now += 0.5
    assert error_of(lambda: client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"
    assert error_of(lambda: client.views_open(trigger_id="1.2.3", view=modal())) == "invalid_trigger_id"
    assert {refusal.method for refusal in slack.refused} == {"views.open"}


def test_a_view_that_is_refused_leaves_the_trigger_usable(acme: Workspace, ana: User, client: WebClient) -> None:
    trigger = acme.new_trigger(ana.id)
    wrong = {key: value for key, value in modal().items() if key != "title"}
    assert error_of(lambda: client.views_open(trigger_id=trigger, view=wrong)) == "invalid_arguments"
    assert client.views_open(trigger_id=trigger, view=modal())["ok"]


def test_modals_stack_three_high_from_inside_a_modal(acme: Workspace, ana: User, client: WebClient) -> None:
    view_id = client.views_open(trigger_id=acme.new_trigger(ana.id), view=modal())["view"]["id"]
    root = view_id
    for _ in range(2):
        trigger = acme.new_trigger(ana.id, view_id)
        pushed = client.views_push(trigger_id=trigger, view=modal())["view"]
        assert (pushed["previous_view_id"], pushed["root_view_id"]) == (view_id, root)
        view_id = pushed["id"]
    trigger = acme.new_trigger(ana.id, view_id)
    assert error_of(lambda: client.views_push(trigger_id=trigger, view=modal())) == "push_limit_reached"
    outside = acme.new_trigger(ana.id)
    assert error_of(lambda: client.views_push(trigger_id=outside, view=modal())) == "not_found"
    assert len(acme.views.stack(ana.id)) == 3


def test_an_update_of_a_view_needs_the_hash_it_has_now_if_one_is_given(
    acme: Workspace, ana: User, client: WebClient
) -> None:
    opened = client.views_open(trigger_id=acme.new_trigger(ana.id), view=modal())["view"]
    once = client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(callback_id="a"))["view"]
    assert once["id"] == opened["id"]
    stale = partial(client.views_update, view_id=opened["id"], hash=opened["hash"], view=modal())
    assert error_of(stale) == "hash_conflict"
    shown = acme.views.top(ana.id)
    assert shown is not None
    assert shown.callback_id == "a"
    assert error_of(lambda: client.views_update(view_id="V0", view=modal())) == "not_found"


def test_an_external_id_names_one_open_view(acme: Workspace, ana: User, client: WebClient) -> None:
    client.views_open(trigger_id=acme.new_trigger(ana.id), view=modal(external_id="mine"))
    client.views_update(external_id="mine", view=modal(external_id="mine", callback_id="b"))
    li = acme.add_user("Li")
    again = partial(client.views_open, trigger_id=acme.new_trigger(li.id), view=modal(external_id="mine"))
    assert error_of(again) == "duplicate_external_id"


def test_a_home_tab_is_published_to_one_person_and_replaced(acme: Workspace, ana: User, client: WebClient) -> None:
    home = {"type": "home", "blocks": [SECTION]}
    first = client.views_publish(user_id=ana.id, view=home)["view"]
    second = client.views_publish(user_id=ana.id, view={**home, "private_metadata": "x"}, hash=first["hash"])
    assert second["view"]["id"] == first["id"]
    shown = acme.views.home(ana.id)
    assert shown is not None
    assert shown.private_metadata == "x"
    assert acme.views.home(acme.add_user("Li").id) is None
    assert error_of(lambda: client.views_publish(user_id="U0", view=home)) == "invalid_arguments"
    stale = partial(client.views_publish, user_id=ana.id, view=home, hash=first["hash"])
    assert error_of(stale) == "hash_conflict"


# --- response_url ---


def posted(url: str, **body: Any) -> WebhookResponse:
    return WebhookClient(url, retry_handlers=[]).send_dict(body)


def test_a_response_url_takes_five_posts(slack: LocalSlack, acme: Workspace, ana: User, churn: Channel) -> None:
    url = slack.response_url(acme, churn.id, ana.id)
    assert [posted(url, text="a").status_code for _ in range(6)] == [200] * 5 + [404]
    assert last_refusal(slack) == ("response_url", "used_url")
    assert len(acme.messages(churn)) == 5


def test_a_response_url_lives_for_thirty_minutes(
    slack: LocalSlack, acme: Workspace, ana: User, churn: Channel, clock: Clock
) -> None:
    url = slack.response_url(acme, churn.id, ana.id)
    clock.now += 30 * 60
    assert posted(url, text="a").body == "ok"
    clock.now += 1
    late = posted(url, text="b")
    assert (late.status_code, json.loads(late.body)["error"]) == (404, "expired_url")


def test_a_response_is_for_the_one_who_acted_unless_it_says_in_channel(
    slack: LocalSlack, acme: Workspace, ana: User, churn: Channel
) -> None:
    churn.remove_bot()
    url = slack.response_url(acme, churn.id, ana.id)
    posted(url, text="for her")
    posted(url, text="for all", response_type="in_channel")
    assert [(one.text, one.ephemeral_to) for one in acme.messages(churn)] == [
        ("for her", ana.id),
        ("for all", None),
    ]
    assert slack.refused == []


@pytest.mark.parametrize("ephemeral", [True, False])
def test_a_response_replaces_or_deletes_the_message_that_was_clicked(
    slack: LocalSlack, acme: Workspace, ana: User, churn: Channel, ephemeral: bool
) -> None:
    reader = ana.id if ephemeral else None
    prompt = acme.post(churn.id, acme.bot_user_id, {"text": "?", "blocks": [ACTIONS]}, ephemeral_to=reader)
    url = slack.response_url(acme, churn.id, ana.id, prompt)
    posted(url, text="taken", replace_original=True)
    (shown,) = acme.messages(churn)
    assert (shown.ts, shown.text, shown.blocks, shown.ephemeral_to) == (prompt.ts, "taken", (), reader)
    posted(url, delete_original=True)
    assert acme.messages(churn) == []
    gone = posted(url, text="again", replace_original=True)
    assert json.loads(gone.body)["error"] == "message_not_found"


def test_a_response_against_the_limits_is_refused(
    slack: LocalSlack, acme: Workspace, ana: User, churn: Channel
) -> None:
    refused = posted(slack.response_url(acme, churn.id, ana.id), text="a", blocks=[{"type": "nonsense"}])
    assert (refused.status_code, last_refusal(slack)) == (404, ("response_url", "invalid_blocks"))
    assert acme.messages(churn) == []


def test_an_invented_response_url_leads_nowhere(slack: LocalSlack) -> None:
    url = slack.api_url.replace("/api/", "/response/guess")
    assert json.loads(posted(url, text="a").body)["error"] == "expired_url"


# --- rates ---


def limited(call: Callable[[], object]) -> int:
    """The Retry-After of a call that came too fast."""
    with pytest.raises(SlackApiError) as caught:
        call()
    assert caught.value.response.status_code == 429
    assert caught.value.response["error"] == "ratelimited"
    return int(caught.value.response.headers["Retry-After"])


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
    slack: LocalSlack, acme: Workspace, ana: User, client: WebClient, method: str, allowed: int
) -> None:
    home = {"type": "home", "blocks": [SECTION]}
    for _ in range(allowed):
        assert client.api_call(method, json={"users": ana.id, "user_id": ana.id, "view": home})["ok"]
    once_more = {"users": ana.id, "user_id": ana.id, "view": home}
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


# --- faults ---


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


def test_a_fault_can_hit_a_response_url(slack: LocalSlack, acme: Workspace, ana: User, churn: Channel) -> None:
    slack.fault = failing("response_url", Fault.server_error())
    assert posted(slack.response_url(acme, churn.id, ana.id), text="a").status_code == 500
    assert acme.messages() == []


# --- the server ---


def test_waiting_ends_when_a_message_arrives_and_gives_what_was_seen(
    slack: LocalSlack, acme: Workspace, churn: Channel, client: WebClient
) -> None:
    with ThreadPoolExecutor(1) as pool:
        seen = pool.submit(lambda: slack.wait_until(lambda: acme.messages(churn)))
        client.chat_postMessage(channel=churn.id, text="a")
        assert seen.result()[0].text == "a"


def test_waiting_in_vain_says_so(slack: LocalSlack) -> None:
    with pytest.raises(TimeoutError):
        slack.wait_until(lambda: False, timeout=0.01)


def test_many_threads_lose_no_message_and_share_no_timestamp(clock: Clock) -> None:
    with LocalSlack(clock, rates=False) as slack:
        acme = slack.workspace("Acme")
        channel = acme.add_channel("churn", with_bot=True)
        client = client_of(slack, acme.bot_token)
        with ThreadPoolExecutor(8) as pool:
            said = pool.map(lambda n: post(client, channel.id, str(n)), range(80))
            assert len({answer["ts"] for answer in said}) == 80
        assert len(acme.messages(channel)) == 80


def test_a_connection_is_kept_alive_between_calls(slack: LocalSlack, acme: Workspace) -> None:
    address = urlsplit(slack.api_url)
    assert address.hostname == "127.0.0.1"
    connection = http.client.HTTPConnection("127.0.0.1", address.port)
    sockets = set()
    for _ in range(3):
        connection.request("POST", "/api/auth.test", headers={"Authorization": f"Bearer {acme.bot_token}"})
        response = connection.getresponse()
        assert json.loads(response.read())["ok"]
        sockets.add(connection.sock)
    assert len(sockets) == 1
    assert None not in sockets
    connection.close()


def test_slack_can_be_out_of_reach_and_come_back_at_the_same_address(
    slack: LocalSlack, acme: Workspace, churn: Channel, client: WebClient
) -> None:
    slack.stop()
    with pytest.raises((OSError, http.client.HTTPException)):
        client.chat_postMessage(channel=churn.id, text="a")
    slack.start()
    assert client.chat_postMessage(channel=churn.id, text="b")["ok"]
    assert [message.text for message in acme.messages(churn)] == ["b"]


def test_other_addresses_are_not_found(slack: LocalSlack) -> None:
    with pytest.raises(HTTPError, match="404"):
        urllib.request.urlopen(slack.api_url.replace("/api/", "/admin"))
