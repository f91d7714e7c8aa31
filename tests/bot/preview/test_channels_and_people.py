"""Channels, DMs and people: what an app learns of them, whom it can write to, what it does not see."""

import pytest
from slack_sdk import WebClient

from bot.preview.slack import Channel, LocalSlack, User, Workspace
from tests.bot.preview.calling import client_of, error_of


@pytest.fixture
def user(acme: Workspace) -> User:
    return acme.add_user("Ana Ruiz", tz="Europe/Amsterdam")


def test_people_who_left_and_bots_get_no_dm(acme: Workspace, user: User, client: WebClient) -> None:
    dm = client.conversations_open(users=user.id)["channel"]["id"]
    acme.deactivate(user)
    robot = acme.add_user("robot", is_bot=True)
    assert error_of(lambda: client.chat_postMessage(channel=dm, text="a")) == "user_disabled"
    assert error_of(lambda: client.chat_postMessage(channel=user.id, text="a")) == "user_disabled"
    assert error_of(lambda: client.conversations_open(users=user.id)) == "user_disabled"
    assert error_of(lambda: client.conversations_open(users=robot.id)) == "cannot_dm_bot"
    assert error_of(lambda: client.conversations_open(users=acme.bot_user_id)) == "cannot_dm_bot"
    assert error_of(lambda: client.conversations_open(users="U0")) == "user_not_found"
    assert error_of(lambda: client.chat_postMessage(channel="U0", text="a")) == "channel_not_found"


def test_a_workspace_does_not_see_the_channels_people_or_messages_of_another(
    slack: LocalSlack, user: User, churn: Channel, client: WebClient
) -> None:
    ts = client.chat_postMessage(channel=churn.id, text="ours")["ts"]
    other = client_of(slack, slack.workspace("Other").bot_token)
    assert error_of(lambda: other.chat_postMessage(channel=churn.id, text="a")) == "channel_not_found"
    assert error_of(lambda: other.chat_postMessage(channel=user.id, text="a")) == "channel_not_found"
    assert error_of(lambda: other.chat_update(channel=churn.id, ts=ts, text="a")) == "channel_not_found"
    assert error_of(lambda: other.users_info(user=user.id)) == "user_not_found"


def test_opening_a_dm_again_says_it_was_open(user: User, client: WebClient) -> None:
    assert "already_open" not in client.conversations_open(users=user.id)
    again = client.conversations_open(users=user.id, return_im=True)
    assert again["already_open"]
    assert again["channel"]["user"] == user.id


def test_a_group_dm_is_for_at_most_eight(acme: Workspace, user: User, client: WebClient) -> None:
    others = [acme.add_user(f"user{number}").id for number in range(8)]
    opened = client.conversations_open(users=[user.id, others[0]])["channel"]["id"]
    assert acme.channels[opened].members == {user.id, others[0], acme.bot_user_id}
    assert error_of(lambda: client.conversations_open(users=[user.id, *others])) == "too_many_users"


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


def test_a_persons_zone_guest_state_and_home_are_shown(acme: Workspace, user: User, client: WebClient) -> None:
    shown = client.users_info(user=user.id)["user"]
    assert (shown["tz"], shown["tz_offset"], shown["team_id"]) == ("Europe/Amsterdam", 3600, acme.team_id)
    visitor = acme.add_user("Visitor", guest=True, home_team="T0ELSEWHERE")
    shown = client.users_info(user=visitor.id)["user"]
    assert (shown["is_restricted"], shown["is_stranger"], shown["team_id"]) == (True, True, "T0ELSEWHERE")
    acme.deactivate(user)
    assert client.users_info(user=user.id)["user"]["deleted"]
