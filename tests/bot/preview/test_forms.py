"""Modals as a person fills, submits and closes them: what they send, what the app's answer does."""

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.preview.people import NotPossible, Person
from bot.preview.slack import Channel, LocalSlack, Workspace
from tests.bot.preview.smallest_app import (
    CHOICES,
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
)


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


def test_what_an_app_wants_of_a_modal_that_was_closed_meanwhile_comes_to_nothing(
    slack: LocalSlack, ana: Person, app: App, client: WebClient
) -> None:
    opened(ana, app, client, modal(NAME))

    def close_first(received: Received) -> tuple[int, Json | str]:
        ana.close_view()
        return 200, {"response_action": "update", "view": modal(NAME)}

    app.answers = close_first
    assert ana.submit(ana.view, {"text": "Churn"}).ok
    assert ana.view is None
    assert slack.refused == []
