"""People: nobody acts where they are not, nor with what only another sees; each is told by their home."""

import pytest
from slack_sdk import WebClient

from bot.preview.people import NotPossible, Person
from bot.preview.slack import Channel, LocalSlack, Workspace
from tests.bot.preview.smallest_app import NAME, App, actions, button, modal, opened, prompt


def test_nobody_acts_in_a_channel_they_are_not_in_nor_after_they_left(
    acme: Workspace, ana: Person, app: App, churn: Channel
) -> None:
    churn.archive()
    for channel in (acme.add_channel("search"), churn):
        with pytest.raises(NotPossible):
            ana.command("a", channel)
    acme.deactivate(ana.user)
    with pytest.raises(NotPossible):
        ana.command("a")
    assert app.received == []


def test_nobody_clicks_what_they_do_not_see(
    slack: LocalSlack, acme: Workspace, ana: Person, app: App, churn: Channel
) -> None:
    li = Person(slack, acme, acme.add_user("Li"), app.url)
    hers = prompt(acme, churn, actions(button("Yes", "yes")), ephemeral_to=ana.id)
    with pytest.raises(NotPossible):
        li.click(hers, "yes")
    churn.invite(li.id)
    with pytest.raises(NotPossible):
        li.click(hers, "yes")
    assert (li.messages(churn), len(ana.messages(churn))) == ([], 1)


def test_each_person_has_modals_of_their_own(
    slack: LocalSlack, acme: Workspace, ana: Person, app: App, client: WebClient
) -> None:
    li = Person(slack, acme, acme.add_user("Li"), app.url)
    opened(ana, app, client, modal(NAME, callback_id="hers"))
    assert li.view is None
    with pytest.raises(NotPossible):
        li.submit(ana.view, {"name": "x"})


def test_someone_from_a_connected_workspace_is_told_apart_by_their_home(
    slack: LocalSlack, acme: Workspace, app: App, churn: Channel
) -> None:
    visitor = Person(slack, acme, acme.add_user("Visitor", home_team="T0ELSEWHERE"), app.url)
    churn.invite(visitor.id)
    visitor.click(prompt(acme, churn, actions(button("Yes", "yes"))), "yes")
    payload = app.last.payload
    assert (payload["user"]["team_id"], payload["team"]["id"]) == ("T0ELSEWHERE", acme.team_id)
