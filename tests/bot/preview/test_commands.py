"""Slash commands: what they tell the app, and who sees its answer."""

import pytest
from slack_sdk import WebClient

from bot.preview.people import Person
from bot.preview.slack import Channel, LocalSlack, Workspace
from tests.bot.preview.smallest_app import SECTION, App, Json, modal


def test_a_command_says_who_typed_what_where(
    acme: Workspace, ana: Person, app: App, churn: Channel, client: WebClient
) -> None:
    delivery = ana.command("status <now> & then", churn)
    form = app.last.form
    assert delivery.ok
    assert delivery.status == 200
    assert form["command"] == "/mlops"
    assert form["text"] == "status &lt;now&gt; &amp; then"
    assert (form["team_id"], form["user_id"], form["user_name"]) == (acme.team_id, ana.id, "ana.ruiz")
    assert (form["channel_id"], form["channel_name"], form["api_app_id"]) == (churn.id, "churn", acme.app_id)
    assert client.views_open(trigger_id=form["trigger_id"], view=modal(SECTION))["ok"]


def test_a_commands_channel_name_hides_private_channels_and_dms(acme: Workspace, ana: Person, app: App) -> None:
    ana.command("a")
    assert app.last.form["channel_name"] == "directmessage"
    ana.command("a", acme.add_channel("secret", private=True, members=[ana.user]))
    assert app.last.form["channel_name"] == "privategroup"


@pytest.mark.parametrize("answer", ["Hi Ana", {"text": "Hi Ana"}, {"text": "Hi Ana", "blocks": [SECTION]}])
def test_an_answer_to_a_command_is_seen_by_her_alone(
    slack: LocalSlack, acme: Workspace, ana: Person, app: App, churn: Channel, answer: Json | str
) -> None:
    li = Person(slack, acme, acme.add_user("Li"), app.url)
    churn.invite(li.id)
    app.answer(answer)
    ana.command("hi", churn)
    assert [message.text for message in ana.messages(churn)] == ["Hi Ana"]
    assert li.messages(churn) == []
    app.answer({"text": "All", "response_type": "in_channel"})
    ana.command("hi", churn)
    assert [message.text for message in li.messages(churn)] == ["All"]


def test_an_answer_to_a_command_against_the_limits_is_not_shown(
    slack: LocalSlack, ana: Person, app: App, churn: Channel
) -> None:
    app.answer({"text": "a", "blocks": [{"type": "nonsense"}]})
    assert ana.command("hi", churn).error == "invalid_blocks"
    assert ana.messages(churn) == []
    assert [(one.method, one.error) for one in slack.refused] == [("command_ack", "invalid_blocks")]
