"""What a person does on the page, and what the bot hears of it; whatever goes wrong is told in one sentence."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.preview.page.acting import Said, act
from bot.preview.page.company import Company
from bot.preview.people import Person
from bot.preview.retries import Retries
from bot.preview.slack import Channel, LocalSlack, Message
from bot.preview.views import View
from tests.bot.preview.smallest_app import (
    CHOICES,
    NAME,
    SECTION,
    App,
    Json,
    actions,
    button,
    entry,
    menu,
    modal,
    prompt,
)

Does = Callable[..., str]


@pytest.fixture
def does(company: Company, retries: Retries) -> Does:
    """What somebody does on the page; returns what the page then says."""
    return lambda person, name, **more: act(company, {"act": name, "person": person.id, **more}, retries)


@pytest.fixture
def churn(company: Company, ana: Person) -> Channel:
    return company.first_channels[ana.id]


def event(app: App) -> Json:
    """The event that the app got last."""
    found = app.last.payload["event"]
    assert isinstance(found, dict)
    return found


def click(message: Message, action: str, block: str = "acts", **more: object) -> dict[str, Any]:
    return {"channel": message.channel, "ts": message.ts, "block": block, "action": action, **more}


def opened(person: Person, app: App, client: WebClient, view: Json) -> View:
    """A modal that the app opened for somebody."""
    person.command("open")
    client.views_open(trigger_id=app.last.form["trigger_id"], view=view)
    assert person.view is not None
    return person.view


def shows(person: Person) -> str:
    """The callback_id of the modal that somebody sees."""
    return person.view.callback_id if person.view else "none"


# --- typing ---


def test_what_is_typed_to_the_bot_reaches_it_and_stands_in_the_conversation(does: Does, ana: Person, app: App) -> None:
    assert does(ana, "say", channel=ana.dm.id, text="  what is drift? ") == ""
    assert (event(app)["type"], event(app)["user"], event(app)["text"]) == ("message", ana.id, "what is drift?")
    assert [one.text for one in ana.messages()] == ["what is drift?"]


def test_what_is_typed_in_a_thread_stands_in_that_thread(does: Does, ana: Person, app: App) -> None:
    does(ana, "say", channel=ana.dm.id, text="one")
    first = ana.messages()[0].ts
    assert does(ana, "say", channel=ana.dm.id, text="two", thread_ts=first) == ""
    assert event(app)["thread_ts"] == first
    assert "no message" in does(ana, "say", channel=ana.dm.id, text="three", thread_ts="1.0")


def test_what_people_say_to_each_other_in_a_channel_the_bot_does_not_hear(
    does: Does, ana: Person, ben: Person, churn: Channel, app: App
) -> None:
    assert does(ana, "say", channel=churn.id, text="lunch?") == ""
    assert app.received == []
    assert [one.text for one in ben.messages(churn)] == ["lunch?"]


def test_naming_the_bot_in_a_channel_calls_it(does: Does, ana: Person, churn: Channel, app: App) -> None:
    assert does(ana, "say", channel=churn.id, text="@mlops-advisor what is drift?") == ""
    assert (event(app)["type"], event(app)["channel"]) == ("app_mention", churn.id)
    assert event(app)["text"].endswith("> what is drift?")
    assert does(ana, "say", channel=ana.dm.id, text="@mlops-advisor hello") == ""
    assert event(app)["type"] == "message"


def test_naming_the_bot_where_it_is_no_member_is_no_fault(does: Does, ana: Person, churn: Channel, app: App) -> None:
    churn.remove_bot()
    assert does(ana, "say", channel=churn.id, text="@mlops-advisor hello") == ""
    assert app.received == []


@pytest.mark.parametrize(
    ("typed", "words"), [("/mlops", ""), ("/mlops  assess", "assess"), ("/mlops ask a b", "ask a b")]
)
def test_the_command_works_in_a_channel_and_in_direct_messages(
    does: Does, ana: Person, churn: Channel, app: App, typed: str, words: str
) -> None:
    for channel in (churn, ana.dm):
        assert does(ana, "say", channel=channel.id, text=typed) == ""
        form = app.last.form
        assert (form["command"], form["text"], form["channel_id"]) == ("/mlops", words, channel.id)
        assert ana.messages(channel) == []


@pytest.mark.parametrize("typed", ["/remind me", "/", "/mlopsassess", "/mlops2 assess"])
def test_another_command_is_refused_with_the_one_that_is(does: Does, ana: Person, app: App, typed: str) -> None:
    wrong = does(ana, "say", channel=ana.dm.id, text=typed)
    assert wrong == f"{typed.split()[0]} is not a command here. /mlops is."
    assert app.received == []
    assert ana.messages() == []


def test_the_command_does_not_work_in_threads(does: Does, ana: Person, churn: Channel, app: App) -> None:
    does(ana, "say", channel=churn.id, text="hello")
    thread = ana.messages(churn)[0].ts
    assert "does not work in threads" in does(ana, "say", channel=churn.id, text="/mlops", thread_ts=thread)
    assert app.received == []


def test_nobody_writes_where_they_are_no_member(
    does: Does, chen: Person, ana: Person, churn: Channel, app: App
) -> None:
    for text in ("hello", "/mlops", "@mlops-advisor hello"):
        assert does(chen, "say", channel=churn.id, text=text) == "Chen cannot write in churn"
        assert "cannot write" in does(chen, "say", channel=ana.dm.id, text=text)
    assert does(chen, "say", channel="C0NOWHERE", text="hello") == "That conversation is not there."
    assert app.received == []


def test_nothing_is_sent_where_nothing_was_typed(does: Does, ana: Person, app: App) -> None:
    assert does(ana, "say", channel=ana.dm.id, text=" \n ") == "There is nothing to send."
    assert (app.received, ana.messages()) == ([], [])


# --- clicking in messages ---


def test_a_button_is_pressed_in_the_block_it_stands_in(does: Does, company: Company, ana: Person, app: App) -> None:
    rows = [actions(button("Yes", "yes", value=one), block_id=one) for one in ("first", "second")]
    message = prompt(company.workspace, ana.dm, *rows)
    assert does(ana, "click", **click(message, "yes", "second", choice=None)) == ""
    (action,) = app.last.payload["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("yes", "second", "second")


def test_a_menu_takes_the_value_that_was_chosen(does: Does, company: Company, ana: Person, app: App) -> None:
    message = prompt(company.workspace, ana.dm, actions(menu("static_select", "pick", *CHOICES)))
    value = CHOICES[1]["value"]
    assert does(ana, "click", **click(message, "pick", choice=value)) == ""
    assert app.last.payload["actions"][0]["selected_option"]["value"] == value
    assert "has no option" in does(ana, "click", **click(message, "pick", choice="other"))
    assert len(app.received) == 1


def test_boxes_take_all_that_are_ticked(does: Does, company: Company, ana: Person, app: App) -> None:
    message = prompt(company.workspace, ana.dm, actions(menu("checkboxes", "ticks", *CHOICES)))
    values = [one["value"] for one in CHOICES]
    for ticked in (values, values[:1], []):
        assert does(ana, "click", **click(message, "ticks", choice=ticked)) == ""
        assert [one["value"] for one in app.last.payload["actions"][0]["selected_options"]] == ticked
        assert ana.chosen(message)["acts"]["ticks"] == ticked


def test_a_message_that_is_gone_or_was_never_there_is_told(does: Does, company: Company, ana: Person, app: App) -> None:
    message = prompt(company.workspace, ana.dm, actions(button("Yes", "yes")))
    company.workspace.delete(message)
    assert does(ana, "click", **click(message, "yes")) == "That message is gone."
    assert does(ana, "click", **{**click(message, "yes"), "channel": "C0NOWHERE"}) == "That message is gone."
    assert app.received == []


def test_a_button_that_was_replaced_meanwhile_is_told(does: Does, company: Company, ana: Person, app: App) -> None:
    message = prompt(company.workspace, ana.dm, actions(button("Yes", "yes")))
    company.workspace.rewrite(message, {"text": "You said yes", "blocks": [SECTION]})
    assert "no longer there" in does(ana, "click", **click(message, "yes"))
    assert app.received == []


def test_nobody_presses_what_only_somebody_else_sees(
    does: Does, company: Company, ana: Person, ben: Person, chen: Person, churn: Channel, app: App
) -> None:
    ephemeral = prompt(company.workspace, churn, actions(button("Yes", "yes")), ephemeral_to=ana.id)
    for person, message in ((ben, ephemeral), (chen, prompt(company.workspace, churn, actions(button("Yes", "yes"))))):
        assert "does not see this message" in does(person, "click", **click(message, "yes"))
    assert app.received == []


# --- modals and the Home tab ---


def test_a_modal_is_filled_in_and_submitted(does: Does, ana: Person, app: App, client: WebClient) -> None:
    tags = entry("Tags", menu("checkboxes", "tags", *CHOICES), "tags", optional=True)
    view = opened(ana, app, client, modal(NAME, tags, callback_id="team"))
    value = CHOICES[0]["value"]
    values = {"name": {"text": "Churn"}, "tags": {"tags": [value]}}
    assert does(ana, "submit", view=view.id, values=values) == ""
    state = app.last.payload["view"]["state"]["values"]
    assert state["name"]["text"]["value"] == "Churn"
    assert [one["value"] for one in state["tags"]["tags"]["selected_options"]] == [value]
    assert ana.view is None


def test_what_the_bot_finds_wrong_with_an_input_keeps_the_modal_open_with_what_was_typed(
    does: Does, ana: Person, app: App, client: WebClient
) -> None:
    view = opened(ana, app, client, modal(NAME))
    app.answer({"response_action": "errors", "errors": {"name": "Is taken."}})
    assert does(ana, "submit", view=view.id, values={"name": {"text": "Churn"}}) == ""
    assert ana.errors == {"name": "Is taken."}
    assert ana.view is not None
    assert ana.chosen(ana.view)["name"]["text"] == "Churn"


def test_an_input_that_must_be_filled_in_is_told_and_nothing_sent(
    does: Does, ana: Person, app: App, client: WebClient
) -> None:
    view = opened(ana, app, client, modal(NAME))
    heard = len(app.received)
    assert does(ana, "submit", view=view.id, values={}) == "'Name' must be filled in"
    assert does(ana, "submit", view=view.id) == "'Name' must be filled in"
    assert len(app.received) == heard
    assert ana.view is not None


def test_a_button_in_a_modal_carries_what_was_typed_so_far(
    does: Does, ana: Person, app: App, client: WebClient
) -> None:
    view = opened(
        ana, app, client, modal(NAME, actions(button("More", "more"), menu("static_select", "pick", *CHOICES)))
    )
    values = {"name": {"text": "Chu"}, "acts": {"pick": None}}
    assert does(ana, "click_view", view=view.id, values=values, block="acts", action="more", choice=None) == ""
    payload = app.last.payload
    assert payload["actions"][0]["action_id"] == "more"
    assert payload["view"]["state"]["values"]["name"]["text"]["value"] == "Chu"
    chosen = CHOICES[1]["value"]
    assert does(ana, "click_view", view=view.id, values=values, block="acts", action="pick", choice=chosen) == ""
    assert app.last.payload["actions"][0]["selected_option"]["value"] == chosen
    assert "no longer there" in does(ana, "click_view", view=view.id, values={}, block="acts", action="other")


def test_closing_shows_the_modal_below_and_pressing_it_twice_closes_no_other(
    does: Does, ana: Person, app: App, client: WebClient
) -> None:
    first = opened(ana, app, client, modal(NAME, actions(button("More", "more")), callback_id="first"))
    does(ana, "click_view", view=first.id, values={}, block="acts", action="more")
    client.views_push(trigger_id=app.last.payload["trigger_id"], view=modal(SECTION, callback_id="second"))
    assert ana.view is not None
    second = ana.view.id
    for _ in range(2):
        assert does(ana, "close", view=second) == ""
        assert shows(ana) == "first"
    assert does(ana, "close", view=first.id) == ""
    assert ana.view is None
    assert does(ana, "close", view=first.id) == ""


def test_a_bot_that_asked_to_hears_that_a_modal_was_closed(
    does: Does, ana: Person, app: App, client: WebClient
) -> None:
    view = opened(ana, app, client, modal(NAME, notify_on_close=True))
    assert does(ana, "close", view=view.id) == ""
    assert (app.last.payload["type"], app.last.payload["view"]["id"]) == ("view_closed", view.id)


def test_what_was_wrong_with_a_modal_is_forgotten_when_it_is_closed(
    does: Does, ana: Person, app: App, client: WebClient
) -> None:
    view = opened(ana, app, client, modal(NAME))
    app.answer({"response_action": "errors", "errors": {"name": "Is taken."}})
    does(ana, "submit", view=view.id, values={"name": {"text": "Churn"}})
    does(ana, "close", view=view.id)
    assert ana.errors == {}


def test_a_form_that_is_gone_is_told(does: Does, ana: Person, ben: Person, app: App, client: WebClient) -> None:
    view = opened(ana, app, client, modal(NAME, actions(button("More", "more"))))
    heard = len(app.received)
    for name in ("submit", "click_view"):
        more = {"values": {}, "block": "acts", "action": "more"}
        assert does(ana, name, view="V0OTHER", **more) == "That form is gone."
        assert does(ben, name, view=view.id, **more) == "That form is gone."
    assert len(app.received) == heard


def test_opening_the_home_tab_or_the_messages_tells_the_bot(does: Does, ana: Person, app: App) -> None:
    for name in ("home", "messages"):
        assert does(ana, name) == ""
        assert (event(app)["type"], event(app)["tab"], event(app)["user"]) == ("app_home_opened", name, ana.id)


def test_a_button_on_the_home_tab_is_pressed_beside_an_open_modal(
    does: Does, ana: Person, app: App, client: WebClient
) -> None:
    home = {"type": "home", "blocks": [actions(button("Begin", "begin"))]}
    client.views_publish(user_id=ana.id, view=home)
    opened(ana, app, client, modal(NAME))
    assert ana.home is not None
    assert does(ana, "click_view", view=ana.home.id, values={}, block="acts", action="begin", choice=None) == ""
    assert app.last.payload["view"]["type"] == "home"


# --- what goes wrong ---


def test_what_the_page_does_not_know_is_told(does: Does, ana: Person) -> None:
    assert does(ana, "dance") == "The page asked for something unknown: 'dance'"


def test_nobody_is_spoken_for_who_is_none_of_the_three(does: Does, company: Company, app: App) -> None:
    other = Person(company.slack, company.workspace, company.workspace.add_user("Dana"), app.url)
    assert "somebody who is not there" in does(other, "home")
    assert app.received == []


GOOD: dict[str, dict[str, object]] = {
    "say": {"channel": "D", "text": "hello", "thread_ts": None},
    "click": {"channel": "D", "ts": "ts", "block": "acts", "action": "pick", "choice": None},
    "click_view": {"view": "V", "values": {}, "block": "acts", "action": "more", "choice": None},
    "submit": {"view": "V", "values": {"name": {"text": "Churn"}}},
    "close": {"view": "V"},
}
OPTIONAL = ("thread_ts", "choice", "values")
ODD: tuple[object, ...] = (
    None,
    1,
    1.5,
    True,
    "",
    "\ud800",
    [],
    [[]],
    [None],
    ["a", {}],
    {},
    {"name": 3},
    {"name": {"text": {}}},
)


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, good in GOOD.items() for key in good])
def test_whatever_the_page_leaves_out_or_gets_wrong_is_told_in_one_sentence(
    company: Company, retries: Retries, ana: Person, app: App, client: WebClient, name: str, key: str
) -> None:
    view = opened(ana, app, client, modal(NAME, actions(button("More", "more"))))
    message = prompt(company.workspace, ana.dm, actions(menu("checkboxes", "pick", *CHOICES)))
    known = {"D": ana.dm.id, "ts": message.ts, "V": view.id}
    good = {one: known.get(value, value) if isinstance(value, str) else value for one, value in GOOD[name].items()}
    before = len(app.received)
    for odd in ODD:
        wrong = act(company, {"act": name, "person": ana.id, **good, key: odd}, retries)
        assert "\n" not in wrong
        assert wrong or key in OPTIONAL or (name, odd) == ("close", "")
    if key not in OPTIONAL:
        left_out = {one: value for one, value in good.items() if one != key}
        assert f"left out '{key}'" in act(company, {"act": name, "person": ana.id, **left_out}, retries)
        assert len(app.received) == before


@pytest.mark.parametrize("odd", ODD)
def test_an_act_or_a_person_of_another_kind_is_told(
    company: Company, retries: Retries, ana: Person, app: App, odd: object
) -> None:
    for sent in (
        {"act": odd, "person": ana.id},
        {"act": "home", "person": odd},
        {"person": ana.id},
        {"act": "home"},
        {},
    ):
        assert act(company, sent, retries).endswith((".", "'"))
    assert app.received == []


@pytest.mark.parametrize("odd", [None, "", "tomorrow", True, [], {}, 10**400])
def test_a_number_of_another_kind_is_told(company: Company, retries: Retries, odd: object) -> None:
    moved: list[float] = []

    def move(said: Said) -> str:
        moved.append(said.number("to"))
        return ""

    assert "'to'" in act(company, {"act": "time", "to": odd}, retries, {"time": move})
    assert moved == []
    assert act(company, {"act": "time", "to": 60}, retries, {"time": move}) == ""
    assert moved == [60.0]


@pytest.mark.parametrize("choice", [{"a": 1}, ["one", "two"], True, 1.5, [{}]])
def test_what_is_no_text_is_not_typed_into_an_input(
    does: Does, ana: Person, app: App, client: WebClient, choice: object
) -> None:
    view = opened(ana, app, client, modal(NAME))
    heard = len(app.received)
    assert "cannot take" in does(ana, "submit", view=view.id, values={"name": {"text": choice}})
    assert len(app.received) == heard


def test_a_bot_that_answers_with_an_error_is_told_and_gets_an_event_again_but_no_command(
    does: Does, ana: Person, app: App, retries: Retries
) -> None:
    app.answer("", 500)
    assert does(ana, "say", channel=ana.dm.id, text="/mlops") == "The bot answered with an error."
    assert retries.waiting == 0
    assert does(ana, "say", channel=ana.dm.id, text="hello") == "The bot answered with an error."
    assert retries.waiting == 1
    assert does(ana, "home") == "The bot answered with an error."
    assert retries.waiting == 2


def test_a_bot_that_is_late_is_told(
    does: Does, ana: Person, app: App, retries: Retries, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = threading.Event()
    app.answers = lambda received: (200, "") if late.wait(10) else (500, "")
    monkeypatch.setattr(ana, "_patience", 0.01)
    assert does(ana, "say", channel=ana.dm.id, text="hello") == "The bot did not answer within three seconds."
    assert retries.waiting == 1
    late.set()


def test_a_bot_that_is_away_is_told(does: Does, ana: Person, app: App, retries: Retries) -> None:
    app.stop()
    assert does(ana, "say", channel=ana.dm.id, text="/mlops") == "The bot cannot be reached; it may be starting."
    assert does(ana, "home") == "The bot cannot be reached; it may be starting."
    assert retries.waiting == 1


def test_an_answer_that_slack_refuses_is_told(
    does: Does, slack: LocalSlack, ana: Person, app: App, client: WebClient
) -> None:
    app.answer({"text": "hi", "blocks": [{"type": "dance"}]})
    assert does(ana, "say", channel=ana.dm.id, text="/mlops") == "Slack refused the bot's answer: invalid_blocks"
    assert [one.method for one in slack.refused] == ["command_ack"]


def test_what_the_page_does_beside_slack_is_done_by_whom_it_concerns(company: Company, retries: Retries) -> None:
    done: list[Said] = []

    def fill(said: Said) -> str:
        done.append(said)
        return "Not today."

    assert act(company, {"act": "samples"}, retries, {"samples": fill}) == "Not today."
    assert len(done) == 1
