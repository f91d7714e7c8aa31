"""A response_url: how often and how long it works, who sees what it says, and what it replaces."""

import json

import pytest

from bot.preview.slack import Channel, LocalSlack, User, Workspace
from tests.bot.preview.calling import ACTIONS, last_refusal, posted
from tests.bot.preview.smallest_app import Clock


def test_a_response_url_takes_five_posts(slack: LocalSlack, acme: Workspace, user: User, churn: Channel) -> None:
    url = slack.response_url(acme, churn.id, user.id)
    assert [posted(url, text="a").status_code for _ in range(6)] == [200] * 5 + [404]
    assert last_refusal(slack) == ("response_url", "used_url")
    assert len(acme.messages(churn)) == 5


def test_a_response_url_lives_for_thirty_minutes(
    slack: LocalSlack, acme: Workspace, user: User, churn: Channel, clock: Clock
) -> None:
    url = slack.response_url(acme, churn.id, user.id)
    clock.now += 30 * 60
    assert posted(url, text="a").body == "ok"
    clock.now += 1
    late = posted(url, text="b")
    assert (late.status_code, json.loads(late.body)["error"]) == (404, "expired_url")


def test_a_response_is_for_the_one_who_acted_unless_it_says_in_channel(
    slack: LocalSlack, acme: Workspace, user: User, churn: Channel
) -> None:
    churn.remove_bot()
    url = slack.response_url(acme, churn.id, user.id)
    posted(url, text="for her")
    posted(url, text="for all", response_type="in_channel")
    assert [(one.text, one.ephemeral_to) for one in acme.messages(churn)] == [
        ("for her", user.id),
        ("for all", None),
    ]
    assert slack.refused == []


@pytest.mark.parametrize("ephemeral", [True, False])
def test_a_response_replaces_or_deletes_the_message_that_was_clicked(
    slack: LocalSlack, acme: Workspace, user: User, churn: Channel, ephemeral: bool
) -> None:
    reader = user.id if ephemeral else None
    prompt = acme.post(churn.id, acme.bot_user_id, {"text": "?", "blocks": [ACTIONS]}, ephemeral_to=reader)
    url = slack.response_url(acme, churn.id, user.id, prompt)
    posted(url, text="taken", replace_original=True)
    (shown,) = acme.messages(churn)
    assert (shown.ts, shown.text, shown.blocks, shown.ephemeral_to) == (prompt.ts, "taken", (), reader)
    posted(url, delete_original=True)
    assert acme.messages(churn) == []
    gone = posted(url, text="again", replace_original=True)
    assert json.loads(gone.body)["error"] == "message_not_found"


def test_a_response_against_the_limits_is_refused(
    slack: LocalSlack, acme: Workspace, user: User, churn: Channel
) -> None:
    refused = posted(slack.response_url(acme, churn.id, user.id), text="a", blocks=[{"type": "nonsense"}])
    assert (refused.status_code, last_refusal(slack)) == (404, ("response_url", "invalid_blocks"))
    assert acme.messages(churn) == []


def test_an_invented_response_url_leads_nowhere(slack: LocalSlack) -> None:
    url = slack.api_url.replace("/api/", "/response/guess")
    assert json.loads(posted(url, text="a").body)["error"] == "expired_url"
