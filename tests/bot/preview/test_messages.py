"""Messages an app posts, changes and deletes: where it may, and what Slack keeps of them."""

from functools import partial
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.preview.slack import Channel, LocalSlack, User, Workspace
from tests.bot.preview.calling import ACTIONS, error_of
from tests.bot.preview.smallest_app import SECTION, Clock


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


def test_posting_to_a_person_opens_their_dm_once(acme: Workspace, user: User, client: WebClient) -> None:
    first = client.chat_postMessage(channel=user.id, text="a")["channel"]
    assert first.startswith("D")
    assert client.chat_postMessage(channel=user.id, text="b")["channel"] == first
    assert client.conversations_open(users=user.id)["channel"]["id"] == first
    assert [message.text for message in acme.messages(acme.dm(user))] == ["a", "b"]


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


def test_the_bot_posts_only_where_it_is_a_member(
    acme: Workspace, churn: Channel, user: User, client: WebClient
) -> None:
    secret = acme.add_channel("secret", private=True, members=[user])
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
    acme: Workspace, user: User, churn: Channel, client: WebClient
) -> None:
    hers = acme.post(churn.id, user.id, {"text": "mine"}).ts
    shown = client.chat_postEphemeral(channel=churn.id, user=user.id, text="psst")["message_ts"]
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
    acme: Workspace, user: User, churn: Channel, client: WebClient
) -> None:
    client.chat_postEphemeral(channel=churn.id, user=user.id, text="psst")
    assert acme.messages(churn)[0].ephemeral_to == user.id
    outsider = acme.add_user("Li")
    refused = error_of(lambda: client.chat_postEphemeral(channel=churn.id, user=outsider.id, text="psst"))
    assert refused == "user_not_in_channel"
