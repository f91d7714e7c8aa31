"""Home tabs and modals: what a click in one tells the app, and how modals stack."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.preview.people import NotPossible, Person
from bot.preview.slack import Channel, LocalSlack, User, Workspace
from tests.bot.preview.smallest_app import (
    CHOICES,
    SECTION,
    App,
    Json,
    actions,
    button,
    entry,
    menu,
    modal,
    opened,
    prompt,
)

GO = actions(button("Go", "go"), block_id="go")

# element, a choice, the key it is sent under, what is sent; the person and the channel are put in by the test
PICKERS: list[tuple[Json, object, str, object]] = [
    ({"type": "users_select"}, "PERSON", "selected_user", "PERSON"),
    ({"type": "conversations_select"}, "CHANNEL", "selected_conversation", "CHANNEL"),
    ({"type": "datepicker"}, "2026-12-15", "selected_date", "2026-12-15"),
    (menu("static_select", "a", *CHOICES), "Blue", "selected_option", CHOICES[1]),
    (menu("radio_buttons", "a", *CHOICES), "b", "selected_option", CHOICES[1]),
    (menu("checkboxes", "a", *CHOICES), ["r", "b"], "selected_options", list(CHOICES)),
]
URL: tuple[Json, object, str, object] = (
    {"type": "url_text_input"},
    "https://example.com/a",
    "value",
    "https://example.com/a",
)


def publish(ana: Person, client: WebClient, *blocks: Json, **more: Any) -> None:
    client.views_publish(user_id=ana.id, view={"type": "home", "blocks": list(blocks), **more})


def real(value: object, user: User, channel: Channel) -> object:
    return {"PERSON": user.id, "CHANNEL": channel.id}.get(value, value) if isinstance(value, str) else value


# --- what a click carries ---


def test_a_click_in_the_home_tab_carries_the_view_and_no_channel(ana: Person, app: App, client: WebClient) -> None:
    publish(ana, client, GO, private_metadata="page 2", callback_id="home", external_id="hers")
    assert ana.home is not None
    ana.click_in_view(ana.home, "go")
    payload = app.last.payload
    assert payload["container"] == {"type": "view", "view_id": ana.home.id}
    assert not {"response_url", "channel", "message", "state"} & payload.keys()
    assert payload["trigger_id"]
    view = payload["view"]
    assert (view["type"], view["id"], view["root_view_id"]) == ("home", ana.home.id, ana.home.id)
    assert (view["hash"], view["previous_view_id"]) == (ana.home.hash, None)
    assert (view["private_metadata"], view["callback_id"], view["external_id"]) == ("page 2", "home", "hers")


def test_a_click_in_a_pushed_modal_says_what_lies_below_it(ana: Person, app: App, client: WebClient) -> None:
    opened(ana, app, client, modal(GO))
    root = ana.view
    ana.click_in_view(root, "go")
    client.views_push(trigger_id=app.last.payload["trigger_id"], view=modal(GO, private_metadata="step 2"))
    assert root is not None
    assert ana.view is not None
    ana.click_in_view(ana.view, "go")
    view = app.last.payload["view"]
    assert app.last.payload["container"] == {"type": "view", "view_id": ana.view.id}
    assert (view["type"], view["id"], view["private_metadata"]) == ("modal", ana.view.id, "step 2")
    assert (view["previous_view_id"], view["root_view_id"]) == (root.id, root.id)


@pytest.mark.parametrize("surface", ["home", "modal", "message"])
@pytest.mark.parametrize("picker", PICKERS, ids=lambda one: str(one[0]["type"]))
def test_every_picker_sends_its_choice_at_once_from_every_surface(
    acme: Workspace,
    ana: Person,
    app: App,
    user: User,
    churn: Channel,
    client: WebClient,
    picker: tuple[Json, object, str, object],
    surface: str,
) -> None:
    element, choice, key, value = picker
    chosen, expected = real(choice, user, churn), real(value, user, churn)
    block = actions({**element, "action_id": "a"}, block_id="b")
    if surface == "message":
        ana.click(prompt(acme, churn, block), "a", option=chosen)
        state = app.last.payload["state"]
    else:
        if surface == "home":
            publish(ana, client, block)
        else:
            opened(ana, app, client, modal(block))
        ana.click_in_view(ana.home if surface == "home" else ana.view, "a", option=chosen)
        state = app.last.payload["view"]["state"]
    (action,) = app.last.payload["actions"]
    assert (action["type"], action["block_id"], action[key]) == (element["type"], "b", expected)
    assert state["values"] == {"b": {"a": {"type": element["type"], key: expected}}}


@pytest.mark.parametrize("picker", [*PICKERS, URL], ids=lambda one: str(one[0]["type"]))
def test_every_picker_is_filled_in_a_modal_and_travels_with_the_submission(
    ana: Person, app: App, user: User, churn: Channel, client: WebClient, picker: tuple[Json, object, str, object]
) -> None:
    element, choice, key, value = picker
    opened(ana, app, client, modal(entry("It", {**element, "action_id": "a"}, "b")))
    assert ana.submit(ana.view, {"It": real(choice, user, churn)}).ok
    expected = {"type": element["type"], key: real(value, user, churn)}
    assert app.last.payload["view"]["state"]["values"] == {"b": {"a": expected}}


@pytest.mark.parametrize("picker", PICKERS, ids=lambda one: str(one[0]["type"]))
def test_what_was_filled_in_the_home_tab_travels_with_the_next_click_there(
    ana: Person, app: App, user: User, churn: Channel, client: WebClient, picker: tuple[Json, object, str, object]
) -> None:
    element, choice, key, value = picker
    publish(ana, client, entry("It", {**element, "action_id": "a"}, "b"), GO)
    ana.fill(ana.home, {"It": real(choice, user, churn)})
    ana.click_in_view(ana.home, "go")
    expected = {"type": element["type"], key: real(value, user, churn)}
    assert app.last.payload["view"]["state"]["values"]["b"]["a"] == expected


@pytest.mark.parametrize("surface", ["home", "modal"])
def test_an_overflow_menu_sends_the_option_and_keeps_no_state(
    ana: Person, app: App, client: WebClient, surface: str
) -> None:
    block = actions(menu("overflow", "more", *CHOICES))
    if surface == "home":
        publish(ana, client, block)
    else:
        opened(ana, app, client, modal(block))
    ana.click_in_view(ana.home if surface == "home" else ana.view, "more", option="b")
    assert app.last.payload["actions"][0]["selected_option"] == CHOICES[1]
    assert app.last.payload["view"]["state"]["values"] == {}
    with pytest.raises(NotPossible):
        ana.click_in_view(ana.home if surface == "home" else ana.view, "more", option="Green")


# --- modals on modals ---


def refused_by(client: WebClient, app: App, view: Json) -> str:
    with pytest.raises(SlackApiError) as caught:
        client.views_open(trigger_id=app.last.payload["trigger_id"], view=view)
    return str(caught.value.response["error"])


def test_opening_a_modal_from_inside_one_is_refused_and_the_first_stays(
    slack: LocalSlack, ana: Person, app: App, client: WebClient
) -> None:
    opened(ana, app, client, modal(GO, callback_id="first"))
    ana.click_in_view(ana.view, "go")
    assert refused_by(client, app, modal(SECTION)) == "invalid_arguments"
    assert "push or update" in slack.refused[-1].detail
    assert ana.view is not None
    assert ana.view.callback_id == "first"


def test_opening_a_modal_while_a_submission_waits_for_its_answer_is_refused(
    ana: Person, app: App, client: WebClient
) -> None:
    opened(ana, app, client, modal(SECTION))
    seen: list[str] = []

    def opening(_: object) -> tuple[int, str]:
        seen.append(refused_by(client, app, modal(SECTION)))
        return 200, ""

    app.answers = opening
    ana.submit(ana.view)
    assert (seen, ana.view) == (["invalid_arguments"], None)


def test_once_the_modal_is_closed_its_trigger_opens_another(ana: Person, app: App, client: WebClient) -> None:
    opened(ana, app, client, modal(GO))
    ana.click_in_view(ana.view, "go")
    ana.close_view()
    client.views_open(trigger_id=app.last.payload["trigger_id"], view=modal(SECTION, callback_id="next"))
    assert ana.view is not None
    assert ana.view.callback_id == "next"


def test_a_modal_opened_from_elsewhere_takes_the_place_of_the_open_ones(
    acme: Workspace, ana: Person, app: App, churn: Channel, client: WebClient
) -> None:
    opened(ana, app, client, modal(GO, callback_id="first"))
    ana.click_in_view(ana.view, "go")
    client.views_push(trigger_id=app.last.payload["trigger_id"], view=modal(SECTION))
    ana.click(prompt(acme, churn, GO), "go")
    client.views_open(trigger_id=app.last.payload["trigger_id"], view=modal(SECTION, callback_id="next"))
    assert [view.callback_id for view in acme.views.stack(ana.id)] == ["next"]


def test_a_modal_is_updated_by_its_id_after_a_click_in_it(ana: Person, app: App, client: WebClient) -> None:
    opened(ana, app, client, modal(GO))
    ana.click_in_view(ana.view, "go")
    view = app.last.payload["view"]
    client.views_update(view_id=view["id"], hash=view["hash"], view=modal(SECTION, callback_id="changed"))
    assert ana.view is not None
    assert (ana.view.id, ana.view.callback_id) == (view["id"], "changed")


def test_pushing_by_clicks_ends_at_three_modals(
    slack: LocalSlack, acme: Workspace, ana: Person, app: App, client: WebClient
) -> None:
    opened(ana, app, client, modal(GO))
    for _ in range(2):
        ana.click_in_view(ana.view, "go")
        client.views_push(trigger_id=app.last.payload["trigger_id"], view=modal(GO))
    ana.click_in_view(ana.view, "go")
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        client.views_push(trigger_id=app.last.payload["trigger_id"], view=modal(GO))
    assert len(acme.views.stack(ana.id)) == 3
    assert len(slack.refused) == 1
