"""Clicks in messages: what each kind of element sends, and what cannot be clicked or chosen."""

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.preview.people import NotPossible, Person
from bot.preview.slack import Channel, LocalSlack, Workspace
from tests.bot.preview.smallest_app import CHOICES, SECTION, App, Json, actions, button, menu, option, plain, prompt


def test_a_click_carries_the_button_the_message_and_where_it_stands(
    acme: Workspace, ana: Person, app: App, churn: Channel
) -> None:
    message = prompt(acme, churn, actions(button("Yes", "yes", "y"), button("No", "no", "n")))
    ana.click(message, "no")
    payload = app.last.payload
    assert payload["type"] == "block_actions"
    assert payload["user"] == {
        "id": ana.id,
        "username": "ana.ruiz",
        "name": "ana.ruiz",
        "team_id": acme.team_id,
    }
    assert payload["team"] == {"id": acme.team_id, "domain": "acme"}
    assert payload["channel"] == {"id": churn.id, "name": "churn"}
    assert payload["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": churn.id,
        "is_ephemeral": False,
    }
    assert payload["message"]["blocks"] == list(message.blocks)
    (action,) = payload["actions"]
    assert (action["type"], action["action_id"], action["block_id"]) == ("button", "no", "acts")
    assert (action["value"], action["text"]["text"]) == ("n", "No")
    assert action["action_ts"]


def test_a_click_in_an_ephemeral_message_does_not_carry_the_message(
    acme: Workspace, ana: Person, app: App, churn: Channel
) -> None:
    message = prompt(acme, churn, actions(button("Yes", "yes")), ephemeral_to=ana.id)
    ana.click(message, "yes")
    assert "message" not in app.last.payload
    assert app.last.payload["container"]["is_ephemeral"] is True


@pytest.mark.parametrize("ephemeral", [True, False])
def test_the_response_url_of_a_click_replaces_that_message(
    slack: LocalSlack, acme: Workspace, ana: Person, app: App, churn: Channel, ephemeral: bool
) -> None:
    reader = ana.id if ephemeral else None
    message = prompt(acme, churn, actions(button("Yes", "yes")), ephemeral_to=reader)
    ana.click(message, "yes")
    WebhookClient(app.last.payload["response_url"]).send_dict({"text": "Yes it is", "replace_original": True})
    assert [(one.ts, one.text) for one in ana.messages(churn)] == [(message.ts, "Yes it is")]
    assert slack.refused == []


def test_a_button_is_found_by_action_value_or_label_and_doubt_is_an_error(
    acme: Workspace, ana: Person, app: App, churn: Channel
) -> None:
    message = prompt(acme, churn, actions(button("One", "pick:1", "1"), button("Two", "pick:2", "2")))
    for wanted in ({"value": "2"}, {"label": "Two"}, {"action_id": "pick:2"}):
        ana.click(message, **wanted)  # type: ignore[arg-type]
        assert app.last.payload["actions"][0]["action_id"] == "pick:2"
    with pytest.raises(NotPossible, match="'One'"):
        ana.click(message, label="Three")
    with pytest.raises(NotPossible, match="2 elements"):
        ana.click(message)
    assert len(app.received) == 3


@pytest.mark.parametrize(
    ("element", "choice", "key", "sent"),
    [
        (menu("static_select", "a", *CHOICES), "Blue", "selected_option", CHOICES[1]),
        (menu("radio_buttons", "a", *CHOICES), "r", "selected_option", CHOICES[0]),
        (menu("overflow", "a", *CHOICES), "b", "selected_option", CHOICES[1]),
        (menu("checkboxes", "a", *CHOICES), ["r", "b"], "selected_options", list(CHOICES)),
        (menu("multi_static_select", "a", *CHOICES), "b", "selected_options", [CHOICES[1]]),
        ({"type": "datepicker", "action_id": "a"}, "2026-01-05", "selected_date", "2026-01-05"),
        ({"type": "timepicker", "action_id": "a"}, "09:30", "selected_time", "09:30"),
        ({"type": "datetimepicker", "action_id": "a"}, 1766280000, "selected_date_time", 1766280000),
    ],
)
def test_each_kind_of_element_sends_its_choice_under_its_own_key(
    acme: Workspace,
    ana: Person,
    app: App,
    churn: Channel,
    element: Json,
    choice: object,
    key: str,
    sent: object,
) -> None:
    message = prompt(acme, churn, actions(element, block_id="b"))
    ana.click(message, "a", option=choice)
    (action,) = app.last.payload["actions"]
    assert (action["type"], action[key]) == (element["type"], sent)
    assert "options" not in action
    kept = app.last.payload["state"]["values"]
    if element["type"] == "overflow":
        assert kept == {}
    else:
        assert kept["b"]["a"] == {"type": element["type"], key: sent}


def test_people_and_channels_are_chosen_by_record_or_id_and_must_exist(
    acme: Workspace, ana: Person, app: App, churn: Channel
) -> None:
    people = {"type": "users_select", "action_id": "who"}
    places = {"type": "conversations_select", "action_id": "where"}
    message = prompt(acme, churn, actions(people, places))
    ana.click(message, "who", option=ana.user)
    assert app.last.payload["actions"][0]["selected_user"] == ana.id
    ana.click(message, "where", option=churn.id)
    assert app.last.payload["actions"][0]["selected_conversation"] == churn.id
    with pytest.raises(NotPossible):
        ana.click(message, "who", option="U0")


def test_feedback_buttons_send_the_value_of_the_one_that_was_used(
    acme: Workspace, ana: Person, app: App, churn: Channel
) -> None:
    thumbs = {
        "type": "feedback_buttons",
        "action_id": "good",
        "positive_button": option("Yes", "up"),
        "negative_button": option("No", "down"),
    }
    message = prompt(acme, churn, {"type": "context_actions", "elements": [thumbs]})
    ana.click(message, "good", option="No")
    assert app.last.payload["actions"][0]["value"] == "down"


def test_elements_inside_sections_and_cards_can_be_used(acme: Workspace, ana: Person, app: App, churn: Channel) -> None:
    section = {**SECTION, "accessory": button("More", "more")}
    card = {"type": "card", "title": plain("Step"), "actions": [button("Take", "take")]}
    message = prompt(acme, churn, section, {"type": "carousel", "elements": [card]})
    assert [element.action_id for element in message.elements()] == ["more", "take"]
    ana.click(message, "take")
    assert app.last.payload["actions"][0]["block_id"] == message.find("take").block_id != ""


def test_what_was_chosen_in_a_message_travels_with_a_later_click(
    acme: Workspace, ana: Person, app: App, churn: Channel
) -> None:
    message = prompt(acme, churn, actions(menu("radio_buttons", "color", *CHOICES), button("Save", "save")))
    ana.click(message, "color", option="b")
    ana.click(message, "save")
    assert app.last.payload["state"]["values"]["acts"]["color"]["selected_option"] == CHOICES[1]


def test_what_was_chosen_is_gone_once_the_message_is_replaced_unless_the_new_one_begins_with_it(
    acme: Workspace, ana: Person, app: App, churn: Channel
) -> None:
    boxes = actions(menu("checkboxes", "ticks", *CHOICES), button("Save", "save"))
    first = prompt(acme, churn, boxes)
    ana.click(first, "ticks", option=["r", "b"])
    del boxes["block_id"]
    again = acme.rewrite(first, {"text": "again", "blocks": [boxes]})
    ana.click(again, "save")
    ((block, chosen),) = app.last.payload["state"]["values"].items()
    assert block == again.find("save").block_id != first.find("save").block_id
    assert chosen["ticks"]["selected_options"] == []
    kept = {**boxes["elements"][0], "initial_options": [CHOICES[0]]}
    ana.click(acme.rewrite(again, {"text": "once more", "blocks": [actions(kept, button("Save", "save"))]}), "save")
    assert app.last.payload["state"]["values"]["acts"]["ticks"]["selected_options"] == [CHOICES[0]]


def test_an_option_that_is_not_offered_cannot_be_chosen(acme: Workspace, ana: Person, app: App, churn: Channel) -> None:
    message = prompt(acme, churn, actions(menu("static_select", "a", *CHOICES)))
    with pytest.raises(NotPossible, match="Green"):
        ana.click(message, "a", option="Green")
    assert app.received == []


def test_a_button_with_a_confirmation_is_sent_only_once_confirmed(
    acme: Workspace, ana: Person, app: App, churn: Channel
) -> None:
    sure = {"title": plain("Sure?"), "text": plain("Really"), "confirm": plain("Yes"), "deny": plain("No")}
    message = prompt(acme, churn, actions(button("Delete", "delete", confirm=sure), button("Keep", "keep")))
    refused = ana.click(message, "delete", confirmed=False)
    assert (refused.error, refused.confirmed, app.received) == ("not_confirmed", False, [])
    assert ana.click(message, "delete").confirmed is True
    assert ana.click(message, "keep").confirmed is None


def test_a_message_can_be_clicked_as_it_was_loaded_although_it_changed_since(
    acme: Workspace, ana: Person, app: App, churn: Channel, client: WebClient
) -> None:
    old = prompt(acme, churn, actions(button("Yes", "yes", "turn 1")))
    client.chat_update(channel=churn.id, ts=old.ts, text="done")
    assert ana.click(old, "yes").ok
    assert app.last.payload["actions"][0]["value"] == "turn 1"
    client.chat_delete(channel=churn.id, ts=old.ts)
    assert ana.click(old, "yes").ok
