"""People who leave, and those from elsewhere, as Slack tells an app about them."""

import pytest
from slack_sdk import WebClient

from bot.preview.people import NotPossible, Person
from bot.preview.slack import Channel, Workspace
from tests.bot.preview.smallest_app import App, actions, prompt


def test_someone_who_leaves_the_company_is_deactivated_and_the_app_hears_of_it(
    acme: Workspace, ana: Person, app: App, client: WebClient
) -> None:
    assert ana.leave_company().ok
    event = app.last.payload["event"]
    assert (event["type"], event["user"]["id"], event["user"]["deleted"]) == ("user_change", ana.id, True)
    assert event["user"] == client.users_info(user=ana.id)["user"]
    assert acme.users[ana.id].deleted
    with pytest.raises(NotPossible, match="deactivated"):
        ana.command("help")


def test_someone_who_left_is_no_longer_offered_in_a_picker(acme: Workspace, ana: Person, churn: Channel) -> None:
    li = acme.add_user("Li")
    message = prompt(acme, churn, actions({"type": "users_select", "action_id": "who"}))
    assert ana.click(message, "who", option=li).ok
    acme.deactivate(li)
    with pytest.raises(NotPossible):
        ana.click(message, "who", option=li)


def test_leaving_after_the_app_was_uninstalled_is_told_to_nobody(acme: Workspace, ana: Person, app: App) -> None:
    acme.uninstall()
    assert ana.leave_company().error == "not_installed"
    assert app.received == []
