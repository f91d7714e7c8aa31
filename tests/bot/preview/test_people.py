"""A person's Slack client: what it sends to the app, how it takes the answers, and what it does not allow."""

import threading

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.webhook import WebhookClient

from bot.preview.people import NotPossible, Person
from bot.preview.slack import Channel, LocalSlack, User, Workspace
from tests.bot.preview.smallest_app import (
    NAME,
    SECTION,
    TEXT,
    App,
    Json,
    Received,
    actions,
    button,
    entry,
    menu,
    modal,
    opened,
    option,
    plain,
    prompt,
)

# --- slash commands ---


def test_every_delivery_is_signed_as_slack_signs_it(slack: LocalSlack, ana: Person, app: App) -> None:
    verifier = SignatureVerifier(slack.signing_secret)
    ana.command("help")
    ana.type("hello")
    assert len(app.received) == 2
    for received in app.received:
        assert verifier.is_valid_request(received.body, received.headers)
        assert not verifier.is_valid_request(received.body + " ", received.headers)


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


def test_an_app_that_fails_is_slow_or_is_away_is_told_apart(
    slack: LocalSlack, acme: Workspace, user: User, ana: Person, app: App
) -> None:
    app.answer("sorry", status=500)
    failed = ana.command("a")
    assert (failed.status, failed.error, ana.messages()) == (500, "http_error", [])
    release = threading.Event()

    def late(_: Received) -> tuple[int, str]:
        release.wait(10)
        return 200, ""

    app.answers = late
    hurried = Person(slack, acme, user, app.url, patience=0.05)
    assert hurried.command("a").error == "http_timeout"
    release.set()
    app.stop()
    assert ana.command("a").error == "connection_failed"


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


def test_after_an_uninstall_only_events_about_it_arrive(acme: Workspace, ana: Person, app: App) -> None:
    acme.uninstall()
    assert ana.command("a").error == "not_installed"
    assert ana.send_event({"type": "app_uninstalled"}).ok
    assert [received.payload["event"]["type"] for received in app.received] == ["app_uninstalled"]


# --- clicks in messages ---


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


CHOICES = (option("Red", "r"), option("Blue", "b"))


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


# --- modals ---


def test_a_submission_carries_every_input_under_block_and_action(
    acme: Workspace, ana: Person, app: App, client: WebClient
) -> None:
    view = modal(
        NAME,
        entry("Color", menu("static_select", "pick", *CHOICES, initial_option=CHOICES[0]), "color"),
        entry("Lead", {"type": "users_select", "action_id": "who"}, "lead"),
        entry("Due", {"type": "datepicker", "action_id": "when"}, "due", optional=True),
        entry("Tags", menu("checkboxes", "tags", *CHOICES), "tags", optional=True),
        callback_id="team",
        private_metadata="round 3",
    )
    opened(ana, app, client, view)
    assert ana.submit(ana.view, {"name": "A <b> & c", "Lead": ana.user}).ok
    payload = app.last.payload
    assert (payload["type"], payload["view"]["callback_id"]) == ("view_submission", "team")
    assert payload["view"]["private_metadata"] == "round 3"
    assert payload["view"]["state"]["values"] == {
        "name": {"text": {"type": "plain_text_input", "value": "A <b> & c"}},
        "color": {"pick": {"type": "static_select", "selected_option": CHOICES[0]}},
        "lead": {"who": {"type": "users_select", "selected_user": ana.id}},
        "due": {"when": {"type": "datepicker", "selected_date": None}},
        "tags": {"tags": {"type": "checkboxes", "selected_options": []}},
    }
    assert payload["response_urls"] == []


def test_an_empty_answer_closes_the_modal_and_shows_the_one_below(ana: Person, app: App, client: WebClient) -> None:
    opened(ana, app, client, modal(NAME, actions(button("More", "more")), callback_id="first"))
    ana.click_in_view(ana.view, "more")
    client.views_push(trigger_id=app.last.payload["trigger_id"], view=modal(SECTION, callback_id="second"))
    assert ana.view is not None
    assert ana.view.callback_id == "second"
    ana.submit(ana.view)
    assert ana.view is not None
    assert ana.view.callback_id == "first"
    ana.submit(ana.view, {"Name": "x"})
    assert ana.view is None


def test_errors_stay_at_the_inputs_and_what_was_typed_stays_too(ana: Person, app: App, client: WebClient) -> None:
    opened(ana, app, client, modal(NAME))
    app.answer({"response_action": "errors", "errors": {"name": "Taken"}})
    ana.submit(ana.view, {"name": "Churn"})
    assert ana.errors == {"name": "Taken"}
    app.answer("")
    ana.submit(ana.view)
    assert app.last.payload["view"]["state"]["values"]["name"]["text"]["value"] == "Churn"
    assert (ana.errors, ana.view) == ({}, None)


def test_errors_at_something_that_is_no_input_are_refused(
    slack: LocalSlack, ana: Person, app: App, client: WebClient
) -> None:
    opened(ana, app, client, modal(NAME))
    app.answer({"response_action": "errors", "errors": {"nowhere": "Taken"}})
    assert ana.submit(ana.view, {"name": "x"}).error == "invalid_arguments"
    assert slack.refused[-1].method == "view_ack"
    assert ana.view is not None


def test_an_answer_updates_pushes_or_clears(ana: Person, app: App, client: WebClient) -> None:
    opened(ana, app, client, modal(SECTION, callback_id="a"))
    first = ana.view
    app.answer({"response_action": "update", "view": modal(SECTION, callback_id="b")})
    ana.submit(ana.view)
    assert ana.view is not None
    assert first is not None
    assert (ana.view.id, ana.view.callback_id) == (first.id, "b")
    app.answer({"response_action": "push", "view": modal(SECTION, callback_id="c")})
    ana.submit(ana.view)
    assert ana.view.callback_id == "c"
    ana.close_view()
    assert ana.view.callback_id == "b"
    ana.submit(ana.view)
    app.answer({"response_action": "clear"})
    ana.submit(ana.view)
    assert ana.view is None


def test_a_fourth_modal_is_refused_and_the_third_stays(
    slack: LocalSlack, ana: Person, app: App, client: WebClient
) -> None:
    opened(ana, app, client, modal(SECTION, callback_id="1"))
    for depth in "23":
        app.answer({"response_action": "push", "view": modal(SECTION, callback_id=depth)})
        assert ana.submit(ana.view).ok
    app.answer({"response_action": "push", "view": modal(SECTION, callback_id="4")})
    assert ana.submit(ana.view).error == "push_limit_reached"
    assert ana.view is not None
    assert ana.view.callback_id == "3"
    assert [(one.method, one.error) for one in slack.refused] == [("view_ack", "push_limit_reached")]


@pytest.mark.parametrize("answer", [{"response_action": "update", "view": {"type": "modal"}}, "thanks"])
def test_an_answer_that_slack_does_not_understand_leaves_the_modal_open(
    slack: LocalSlack, ana: Person, app: App, client: WebClient, answer: Json | str
) -> None:
    opened(ana, app, client, modal(NAME))
    app.answer(answer)
    assert not ana.submit(ana.view, {"name": "x"}).ok
    assert ana.view is not None
    assert slack.refused[-1].method == "view_ack"


def test_a_failed_submission_leaves_the_modal_open(ana: Person, app: App, client: WebClient) -> None:
    opened(ana, app, client, modal(NAME))
    app.answer("", status=500)
    assert ana.submit(ana.view, {"name": "x"}).error == "http_error"
    assert ana.view is not None


@pytest.mark.parametrize(
    ("element", "wrong"),
    [
        (TEXT, ""),
        ({**TEXT, "min_length": 3}, "ab"),
        ({**TEXT, "max_length": 3}, "abcd"),
        (TEXT, "two\nlines"),
        ({"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "max_value": "5"}, "6"),
        ({"type": "number_input", "action_id": "n", "is_decimal_allowed": False}, "1.5"),
        ({"type": "email_text_input", "action_id": "e"}, "nobody"),
        ({"type": "url_text_input", "action_id": "u"}, "nowhere"),
        ({"type": "datepicker", "action_id": "d"}, "2026-02-30"),
        ({"type": "timepicker", "action_id": "t"}, "24:00"),
        (menu("static_select", "s", *CHOICES), "Green"),
        (menu("multi_static_select", "s", *CHOICES, max_selected_items=1), ["r", "b"]),
        (menu("checkboxes", "c", *CHOICES), []),
        ({"type": "users_select", "action_id": "w"}, "U0"),
    ],
)
def test_the_client_submits_nothing_that_an_input_does_not_take(
    ana: Person, app: App, client: WebClient, element: Json, wrong: object
) -> None:
    opened(ana, app, client, modal(entry("It", element, "it")))
    sent = len(app.received)
    with pytest.raises(NotPossible):
        ana.submit(ana.view, {"it": wrong})
    assert len(app.received) == sent


def test_a_value_for_an_input_that_is_not_there_is_an_error(ana: Person, app: App, client: WebClient) -> None:
    opened(ana, app, client, modal(NAME))
    with pytest.raises(NotPossible, match="'Name'"):
        ana.submit(ana.view, {"Nickname": "x"})


def test_only_the_visible_modal_can_be_used(ana: Person, app: App, client: WebClient) -> None:
    with pytest.raises(NotPossible):
        ana.submit(ana.view, {})
    opened(ana, app, client, modal(NAME))
    old = ana.view
    ana.close_view()
    with pytest.raises(NotPossible):
        ana.submit(old, {"name": "x"})
    with pytest.raises(NotPossible):
        ana.click_in_view(old)


def test_closing_is_told_only_where_the_app_asked_for_it(ana: Person, app: App, client: WebClient) -> None:
    opened(ana, app, client, modal(NAME))
    sent = len(app.received)
    assert ana.close_view() is None
    assert len(app.received) == sent
    opened(ana, app, client, modal(NAME, notify_on_close=True, callback_id="team"))
    assert ana.close_view() is not None
    payload = app.last.payload
    assert (payload["type"], payload["view"]["callback_id"], payload["is_cleared"]) == (
        "view_closed",
        "team",
        False,
    )
    assert ana.view is None


def test_a_modal_that_clears_on_close_takes_the_ones_below_with_it(ana: Person, app: App, client: WebClient) -> None:
    opened(ana, app, client, modal(SECTION))
    last = modal(SECTION, clear_on_close=True, notify_on_close=True)
    app.answer({"response_action": "push", "view": last})
    ana.submit(ana.view)
    ana.close_view()
    assert app.last.payload["is_cleared"] is True
    assert ana.view is None


def test_a_click_in_a_modal_carries_the_view_with_what_was_typed(ana: Person, app: App, client: WebClient) -> None:
    opened(ana, app, client, modal(NAME, actions(menu("static_select", "pick", *CHOICES))))
    ana.fill(ana.view, {"Name": "Churn"})
    ana.click_in_view(ana.view, "pick", option="Blue")
    payload = app.last.payload
    assert ana.view is not None
    assert payload["container"] == {"type": "view", "view_id": ana.view.id}
    assert payload["view"]["state"]["values"] == {
        "name": {"text": {"type": "plain_text_input", "value": "Churn"}},
        "acts": {"pick": {"type": "static_select", "selected_option": CHOICES[1]}},
    }
    assert not {"response_url", "channel", "message"} & payload.keys()


def test_an_update_keeps_what_was_typed_in_inputs_that_stay(ana: Person, app: App, client: WebClient) -> None:
    opened(ana, app, client, modal(NAME, entry("Note", TEXT, "note", optional=True)))
    ana.fill(ana.view, {"Name": "Churn", "Note": "n"})
    assert ana.view is not None
    client.views_update(view_id=ana.view.id, view=modal(NAME, entry("Other", TEXT, "other", optional=True)))
    assert ana.view.values["name"]["text"]["value"] == "Churn"
    assert ana.view.values["other"]["text"]["value"] is None
    assert "note" not in ana.view.values


def test_an_input_tells_the_app_at_once_only_if_it_dispatches(ana: Person, app: App, client: WebClient) -> None:
    silent = entry("Color", menu("static_select", "a", *CHOICES), "silent")
    loud = entry("Shade", menu("static_select", "b", *CHOICES), "loud", dispatch_action=True)
    opened(ana, app, client, modal(silent, loud))
    with pytest.raises(NotPossible):
        ana.click_in_view(ana.view, "a", option="r")
    ana.click_in_view(ana.view, "b", option="r")
    assert app.last.payload["actions"][0]["action_id"] == "b"


def test_a_channel_chosen_for_answers_brings_a_response_url(
    acme: Workspace, ana: Person, app: App, churn: Channel, client: WebClient
) -> None:
    places = {"type": "conversations_select", "action_id": "where", "response_url_enabled": True}
    opened(ana, app, client, modal(entry("Channel", places, "place")))
    ana.submit(ana.view, {"Channel": churn})
    (told,) = app.last.payload["response_urls"]
    assert (told["block_id"], told["action_id"], told["channel_id"]) == ("place", "where", churn.id)
    WebhookClient(told["response_url"]).send_dict({"text": "Hi", "response_type": "in_channel"})
    assert [message.text for message in acme.messages(churn)] == ["Hi"]


def test_each_person_has_modals_of_their_own(
    slack: LocalSlack, acme: Workspace, ana: Person, app: App, client: WebClient
) -> None:
    li = Person(slack, acme, acme.add_user("Li"), app.url)
    opened(ana, app, client, modal(NAME, callback_id="hers"))
    assert li.view is None
    with pytest.raises(NotPossible):
        li.submit(ana.view, {"name": "x"})


# --- typing, mentions, the Home tab ---


def test_typed_text_is_escaped_and_its_addresses_are_links(ana: Person, app: App) -> None:
    ana.type("<@U1> & see https://example.com/a?b=1&c=2.")
    event = app.last.payload["event"]
    assert event["text"] == "&lt;@U1&gt; &amp; see <https://example.com/a?b=1&amp;c=2>."
    assert ana.messages()[-1].text == event["text"]


def test_a_message_to_the_bot_arrives_as_an_event_in_its_envelope(acme: Workspace, ana: Person, app: App) -> None:
    delivery = ana.type("hello")
    payload = app.last.payload
    event = payload["event"]
    (message,) = ana.messages()
    assert (payload["type"], payload["team_id"], payload["api_app_id"]) == (
        "event_callback",
        acme.team_id,
        acme.app_id,
    )
    assert payload["authorizations"][0]["user_id"] == acme.bot_user_id
    assert (event["type"], event["channel_type"], event["channel"]) == ("message", "im", ana.dm.id)
    assert (event["user"], event["ts"], event["event_ts"]) == (ana.id, message.ts, message.ts)
    assert "bot_id" not in event
    assert "thread_ts" not in event
    assert delivery.payload == payload


def test_a_reply_in_a_thread_says_whose_thread_it_is(acme: Workspace, ana: Person, app: App) -> None:
    root = prompt(acme, ana.dm, SECTION)
    ana.type("in here", thread_ts=root.ts)
    event = app.last.payload["event"]
    assert (event["thread_ts"], event["parent_user_id"]) == (root.ts, acme.bot_user_id)
    with pytest.raises(NotPossible):
        ana.type("nowhere", thread_ts="1.000100")


def test_in_a_channel_the_app_hears_only_mentions(acme: Workspace, ana: Person, app: App, churn: Channel) -> None:
    assert ana.type("just talking", churn).error == "not_subscribed"
    assert app.received == []
    assert [message.text for message in ana.messages(churn)] == ["just talking"]
    ana.mention("help <me>", churn)
    event = app.last.payload["event"]
    assert (event["type"], event["channel"]) == ("app_mention", churn.id)
    assert event["text"] == f"<@{acme.bot_user_id}> help &lt;me&gt;"
    assert "channel_type" not in event


def test_a_mention_where_the_bot_is_no_member_is_not_delivered(ana: Person, app: App, churn: Channel) -> None:
    churn.remove_bot()
    assert ana.mention("help", churn).error == "not_in_channel"
    assert app.received == []


def test_opening_the_home_tab_is_told_with_the_view_that_was_published(
    ana: Person, app: App, client: WebClient
) -> None:
    ana.open_home()
    event = app.last.payload["event"]
    assert (event["type"], event["user"], event["channel"], event["tab"]) == (
        "app_home_opened",
        ana.id,
        ana.dm.id,
        "home",
    )
    assert "view" not in event
    client.views_publish(user_id=ana.id, view={"type": "home", "blocks": [actions(button("Go", "go"))]})
    ana.open_home()
    assert ana.home is not None
    assert app.last.payload["event"]["view"]["id"] == ana.home.id
    ana.click_in_view(ana.home, "go")
    assert app.last.payload["view"]["type"] == "home"


def test_a_trigger_from_the_home_tab_opens_but_does_not_push(ana: Person, app: App, client: WebClient) -> None:
    client.views_publish(user_id=ana.id, view={"type": "home", "blocks": [actions(button("Go", "go"))]})
    ana.click_in_view(ana.home, "go")
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_push(trigger_id=app.last.payload["trigger_id"], view=modal(NAME))
    ana.click_in_view(ana.home, "go")
    assert client.views_open(trigger_id=app.last.payload["trigger_id"], view=modal(NAME))["ok"]


def test_a_redelivery_is_the_identical_event_with_slacks_retry_headers(
    slack: LocalSlack, ana: Person, app: App
) -> None:
    first = ana.type("hello")
    again = ana.redeliver(first, 2, "http_error")
    assert app.received[0].body == app.received[1].body
    assert app.last.headers["x-slack-retry-num"] == "2"
    assert app.last.headers["x-slack-retry-reason"] == "http_error"
    assert SignatureVerifier(slack.signing_secret).is_valid_request(app.last.body, app.last.headers)
    assert (again.ok, len(ana.messages())) == (True, 1)
    assert "x-slack-retry-num" not in app.received[0].headers


def test_someone_from_a_connected_workspace_is_told_apart_by_their_home(
    slack: LocalSlack, acme: Workspace, app: App, churn: Channel
) -> None:
    visitor = Person(slack, acme, acme.add_user("Visitor", home_team="T0ELSEWHERE"), app.url)
    churn.invite(visitor.id)
    visitor.click(prompt(acme, churn, actions(button("Yes", "yes"))), "yes")
    payload = app.last.payload
    assert (payload["user"]["team_id"], payload["team"]["id"]) == ("T0ELSEWHERE", acme.team_id)
