"""What is refused of whole messages, views and answers; single blocks are in test_block_limits.py."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.preview.limits import Refusal, refusals
from tests.bot.preview.block_samples import CHART, SEND, TABLE, Json, modal, open_modal, plain, post, publish


def section(length: int = 5, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "w" * length}, **more}


METHODS = [
    "chat.postMessage",
    "chat.postEphemeral",
    "chat.update",
    "response_url",
    "command_ack",
    "views.open",
    "views.push",
    "views.update",
    "views.publish",
    "view_ack",
]
SECTION = section()
INPUT = {"type": "input", "label": plain(), "element": {"type": "plain_text_input"}}
FOCUSED = {**INPUT, "element": {"type": "plain_text_input", "focus_on_load": True}}


def text(method: str, length: int) -> tuple[Refusal, ...]:
    return refusals(method, {"text": "w" * length})


def long_text(length: int) -> list[Json]:
    whole, rest = divmod(length, 3000)
    return [section(part) for part in [3000] * whole + [rest][: rest > 0]]


def markdown(length: int) -> Json:
    return {"type": "markdown", "text": "w" * length}


def named(length: int, kind: str, key: str) -> tuple[Refusal, ...]:
    """A view with a string or plain text of this length under a key."""
    value = plain(length) if key in ("title", "submit", "close") else "w" * length
    return SEND[kind](SECTION, **{key: value})


# what is counted -> (the most there may be, send so many)
LIMITS: dict[str, tuple[int, Callable[[int], tuple[Refusal, ...]]]] = {
    "blocks in a message": (50, lambda n: post(*[SECTION] * n)),
    "blocks in a modal": (100, lambda n: open_modal(*[SECTION] * n)),
    "blocks in a home": (100, lambda n: publish(*[SECTION] * n)),
    "text of a new message": (40_000, lambda n: text("chat.postMessage", n)),
    "text of an ephemeral message": (40_000, lambda n: text("chat.postEphemeral", n)),
    "text of an updated message": (4_000, lambda n: text("chat.update", n)),
    "text of a response": (40_000, lambda n: text("response_url", n)),
    "text of a command's answer": (40_000, lambda n: text("command_ack", n)),
    "all text of a message": (13_200, lambda n: post(*long_text(n))),
    "all markdown of a message": (12_000, lambda n: post(markdown(6_000), markdown(n - 6_000))),
    "tables in a message": (1, lambda n: post(*[TABLE] * n)),
    "charts in a message": (2, lambda n: post(*[CHART] * n)),
    "title of a modal": (24, lambda n: named(n, "modal", "title")),
    "submit of a modal": (24, lambda n: named(n, "modal", "submit")),
    "close of a modal": (24, lambda n: named(n, "modal", "close")),
    "title of a home": (24, lambda n: named(n, "home", "title")),
    "private_metadata": (3000, lambda n: named(n, "modal", "private_metadata")),
    "callback_id": (255, lambda n: named(n, "modal", "callback_id")),
    "external_id": (255, lambda n: named(n, "home", "external_id")),
}


@pytest.mark.parametrize("counted", LIMITS)
def test_at_its_limit_a_thing_is_accepted_and_above_it_refused(counted: str) -> None:
    most, send = LIMITS[counted]
    assert send(most) == ()
    found = send(most + 1)
    assert found
    assert all(f"{most}" in refusal.detail for refusal in found)


@pytest.mark.parametrize("surface", SEND)
def test_the_same_block_id_twice_is_refused(surface: str) -> None:
    first, second = {**SECTION, "block_id": "one"}, {**SECTION, "block_id": "two"}
    assert SEND[surface](first, second) == ()
    (refusal,) = SEND[surface](first, second, first)
    assert "/blocks/2/block_id " in refusal.detail


def test_a_block_id_inside_a_container_counts_too() -> None:
    assert post(
        {**SECTION, "block_id": "one"},
        {"type": "container", "title": plain(), "child_blocks": [{**SECTION, "block_id": "one"}]},
    )


@pytest.mark.parametrize("surface", SEND)
def test_only_one_element_takes_the_focus(surface: str) -> None:
    assert SEND[surface](FOCUSED, INPUT) == ()
    (refusal,) = SEND[surface](FOCUSED, INPUT, FOCUSED)
    assert "/blocks/2/element/focus_on_load " in refusal.detail


# --- messages ---


@pytest.mark.parametrize("method", METHODS[:4])
@pytest.mark.parametrize("payload", [{}, {"text": ""}, {"text": " \n"}, {"text": None}, {"blocks": [SECTION]}])
def test_a_message_without_text_is_refused(method: str, payload: Json) -> None:
    assert [refusal.error for refusal in refusals(method, payload)] == ["no_text"]


@pytest.mark.parametrize("blocks", ["[]", {}, [SECTION, "divider"], 3])
def test_blocks_that_are_no_array_of_objects_are_a_format_error(blocks: object) -> None:
    (refusal,) = refusals("chat.postMessage", {"text": "hello", "blocks": blocks})
    assert refusal.error == "invalid_blocks_format"


def test_a_message_may_have_an_empty_array_of_blocks() -> None:
    assert refusals("chat.update", {"text": "hello", "blocks": []}) == ()


def test_each_broken_limit_of_a_message_has_its_own_code() -> None:
    assert text("chat.update", 4001)[0].error == "msg_too_long"
    assert post(*long_text(15_000))[0].error == "msg_blocks_too_long"
    assert refusals("chat.postMessage", {"text": 5})[0].error == "invalid_arguments"


def test_a_response_that_deletes_the_message_needs_no_text() -> None:
    assert refusals("response_url", {"delete_original": True}) == ()
    assert refusals("response_url", {"delete_original": False})
    assert refusals("response_url", {"delete_original": "yes", "text": "hello"})


@pytest.mark.parametrize("method", ["response_url", "command_ack"])
def test_an_answer_goes_to_one_person_or_the_channel(method: str) -> None:
    assert refusals(method, {"text": "hello", "response_type": "ephemeral", "replace_original": True}) == ()
    assert refusals(method, {"text": "hello", "response_type": "everyone"})
    assert refusals(method, {"text": "hello", "replace_original": "true"})


def test_a_command_may_be_answered_with_nothing_but_not_with_blocks_alone() -> None:
    assert refusals("command_ack", {}) == ()
    assert refusals("command_ack", {"response_type": "in_channel"}) == ()
    assert refusals("command_ack", {"blocks": [SECTION]})[0].error == "no_text"


def test_a_method_without_known_limits_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"files\.upload"):
        refusals("files.upload", {})


# --- views ---


@pytest.mark.parametrize(
    ("method", "kinds"),
    [
        ("views.open", {"modal"}),
        ("views.push", {"modal"}),
        ("views.update", {"modal", "home"}),
        ("views.publish", {"home"}),
    ],
)
def test_a_method_takes_its_kinds_of_view(method: str, kinds: set[str]) -> None:
    views = {"modal": modal(SECTION), "home": {"type": "home", "blocks": [SECTION]}, "workflow_step": {}}
    assert {kind for kind in views if refusals(method, {"view": views[kind]}) == ()} == kinds
    assert [refusal.error for refusal in refusals(method, {})] == ["invalid_arguments"]


def test_an_update_judges_blocks_by_the_view_they_are_for() -> None:
    alert = {"type": "alert", "text": plain()}
    assert refusals("views.update", {"view": modal(alert)}) == ()
    assert refusals("views.update", {"view": {"type": "home", "blocks": [alert]}})


@pytest.mark.parametrize("more", [{"private_metadata": {1, 2}}, {("a", "b"): 1}])
def test_what_json_cannot_hold_is_refused_like_anything_else(more: Json) -> None:
    assert refusals("views.open", {"view": {**modal(SECTION), **more}})


@pytest.mark.parametrize("key", ["title", "blocks"])
def test_a_modal_lacking_its_title_or_blocks_is_refused(key: str) -> None:
    view = {part: value for part, value in modal(SECTION).items() if part != key}
    assert refusals("views.open", {"view": view})[0].error == "invalid_arguments"


def test_a_modal_with_an_input_needs_submit() -> None:
    view = modal(INPUT)
    del view["submit"]
    assert "submit" in refusals("views.open", {"view": view})[0].detail
    assert refusals("views.open", {"view": {**view, "blocks": [SECTION]}}) == ()


@pytest.mark.parametrize("key", ["submit", "close"])
def test_a_home_has_no_submit_and_no_close(key: str) -> None:
    assert publish(SECTION, **{key: plain()})


def test_a_modal_says_what_happens_when_it_is_closed() -> None:
    assert open_modal(SECTION, clear_on_close=True, notify_on_close=True, private_metadata="") == ()
    assert open_modal(SECTION, notify_on_close="yes")


def test_a_view_has_at_least_one_block() -> None:
    assert open_modal()
    assert publish()


@pytest.mark.parametrize("key", ["id", "hash", "state", "submit_disabled"])
def test_a_view_sent_back_with_what_slack_added_is_refused(key: str) -> None:
    assert open_modal(SECTION, **{key: "x"})


def test_the_title_of_a_modal_is_plain_text() -> None:
    assert open_modal(SECTION, title={"type": "mrkdwn", "text": "hello"})


@pytest.mark.parametrize("over", [0, 1])
@pytest.mark.parametrize("method", ["views.open", "view_ack"])
def test_a_view_above_250000_bytes_is_too_large(method: str, over: int) -> None:
    view = modal(*[section(fields=[plain(2000)] * 10)] * 12, section(2000), section(1))
    view["blocks"][-1]["text"]["text"] += "w" * (250_000 + over - len(json.dumps(view)))
    assert len(json.dumps(view)) == 250_000 + over
    found = refusals(method, {"view": view, **({"response_action": "push"} if method == "view_ack" else {})})
    assert [refusal.error for refusal in found] == ["view_too_large"] * over


# --- answers to a submitted view ---


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"response_action": "clear"},
        {"response_action": "errors", "errors": {"note": "Please write less."}},
        {"response_action": "update", "view": modal(SECTION)},
        {"response_action": "push", "view": modal(SECTION)},
    ],
)
def test_a_right_answer_to_a_view_is_accepted(answer: Json) -> None:
    assert refusals("view_ack", answer) == ()


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "close"},
        {"text": "thanks"},
        {"response_action": "errors"},
        {"response_action": "errors", "errors": {}},
        {"response_action": "errors", "errors": {7: "Please write less."}},
        {"response_action": "errors", "errors": {"note": ""}},
        {"response_action": "errors", "errors": {"note": ["Please write less."]}},
        {"response_action": "errors", "errors": ["Please write less."]},
        {"response_action": "update"},
        {"response_action": "push", "view": {"type": "home", "blocks": [SECTION]}},
        {"response_action": "update", "view": modal({"type": "header", "text": plain(151)})},
        {"response_action": "clear", "view": modal(SECTION)},
    ],
)
def test_a_wrong_answer_to_a_view_is_refused(answer: Json) -> None:
    assert {refusal.error for refusal in refusals("view_ack", answer)} == {"invalid_arguments"}


def test_what_is_wrong_with_an_answer_as_a_whole_is_said_of_the_body() -> None:
    assert refusals("view_ack", {"text": "thanks"})[0].detail.startswith("the body has response_action None")


# --- messages of all kinds ---

TEXTS = st.text(min_size=1, max_size=75)
FORMATS = st.sampled_from(["plain_text", "mrkdwn"])
WORDS = st.builds(lambda kind, text: {"type": kind, "text": text}, FORMATS, TEXTS)
PLAIN = st.builds(lambda text: {"type": "plain_text", "text": text}, TEXTS)
BUTTONS = st.fixed_dictionaries(
    {"type": st.just("button"), "text": PLAIN},
    optional={"value": TEXTS, "style": st.sampled_from(["primary", "danger"]), "accessibility_label": TEXTS},
)
SECTIONS = st.fixed_dictionaries(
    {"type": st.just("section"), "text": WORDS},
    optional={
        "fields": st.lists(WORDS, min_size=1, max_size=10),
        "accessory": BUTTONS,
        "expand": st.booleans(),
    },
)
ANY_BLOCK = st.one_of(
    SECTIONS,
    st.builds(lambda text: {"type": "header", "text": text}, PLAIN),
    st.builds(lambda items: {"type": "context", "elements": items}, st.lists(WORDS, min_size=1, max_size=10)),
    st.builds(lambda items: {"type": "actions", "elements": items}, st.lists(BUTTONS, min_size=1, max_size=25)),
    st.sampled_from([{"type": "divider"}, INPUT, CHART]),
)
MANY = st.lists(ANY_BLOCK, max_size=6).filter(lambda blocks: blocks.count(CHART) <= 2)


@given(blocks=MANY, note=TEXTS.filter(str.strip))
def test_every_message_within_the_limits_is_accepted(blocks: list[Json], note: str) -> None:
    assert post(*blocks, text=note) == ()


@given(blocks=MANY, place=st.integers(0, 6), extra=st.integers(1, 50))
def test_a_message_is_refused_at_the_one_block_that_breaks_a_limit(blocks: list[Json], place: int, extra: int) -> None:
    place = min(place, len(blocks))
    found = post(*blocks[:place], {"type": "header", "text": plain(150 + extra)}, *blocks[place:])
    assert [refusal.detail.split()[0] for refusal in found] == [f"/blocks/{place}/text/text"]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.sampled_from(["modal", "home", "section", "errors", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "blocks", "text", "block_id", "title", "view"]), inner, max_size=6)
    ),
)


@given(method=st.sampled_from(METHODS), first=JSON, second=JSON)
def test_no_nonsense_makes_the_rules_themselves_fail(method: str, first: Any, second: Any) -> None:
    for key in ("text", "blocks", "view", "errors", "response_action", "delete_original"):
        payload = {"text": first, "blocks": first, "view": first, "errors": first, key: second}
        assert all(refusal.error and refusal.detail for refusal in refusals(method, payload))


def test_messages_made_from_slacks_own_typed_blocks_are_accepted() -> None:
    ask_button = kit.ButtonElement(text="Go", action_id="go", value="1", style="primary", confirm=None)
    sure = kit.ConfirmObject(title="Sure?", text="It *stays*.", confirm="Yes", deny="No")
    pair = [kit.Option(value="a", label="A"), kit.Option(value="b", text="B", description="second")]
    thumb = kit.FeedbackButtonObject(text="Good", value="good")
    row = [kit.RawTextObject(text="Churn").to_dict(), kit.RawNumberObject(value=1, text="1").to_dict()]
    made: list[kit.Block] = [
        kit.HeaderBlock(text="Where you stand"),
        kit.SectionBlock(text="*Level 1*", fields=["one", "two"], accessory=ask_button, expand=True),
        kit.ContextBlock(elements=[kit.MarkdownTextObject(text="_source_"), kit.PlainTextObject(text="x", emoji=True)]),
        kit.DividerBlock(),
        kit.ActionsBlock(
            block_id="answers",
            elements=[
                ask_button,
                kit.StaticSelectElement(action_id="s", placeholder="Pick", options=pair, initial_option=pair[0]),
                kit.OverflowMenuElement(action_id="o", options=pair, confirm=sure),
                kit.CheckboxesElement(action_id="c", options=pair, initial_options=pair[:1]),
                kit.DatePickerElement(action_id="d", initial_date="2026-11-20"),
                kit.UserSelectElement(action_id="u", placeholder="Who"),
            ],
        ),
        kit.ImageBlock(alt_text="a chart", slack_file={"id": "F1"}, title="Chart"),
        kit.InputBlock(label="Note", element=kit.PlainTextInputElement(action_id="n", multiline=True), optional=True),
        kit.MarkdownBlock(text="# Hello"),
        kit.TableBlock(rows=[row], column_settings=[kit.TableBlockColumnSettings(align="right").to_dict()]),
        kit.RichTextBlock(
            elements=[
                kit.RichTextSectionElement(elements=[kit.RichTextElementParts.Text(text="hi", style={"bold": True})])
            ]
        ),
        kit.CarouselBlock(elements=[kit.CardBlock(title="Step", body="Log every run", actions=[ask_button])]),
        kit.ContextActionsBlock(elements=[kit.FeedbackButtonsElement(positive_button=thumb, negative_button=thumb)]),
        kit.PlanBlock(
            title="Next", tasks=[{"type": "task_card", "task_id": "t1", "title": "Look", "status": "pending"}]
        ),
    ]
    assert post(*[each.to_dict() for each in made]) == ()


def test_views_made_from_slacks_own_typed_classes_are_accepted() -> None:
    note = kit.InputBlock(block_id="note", label="Note", element=kit.PlainTextInputElement(action_id="n"))
    view = View(type="modal", callback_id="c", title="Note", submit="Save", close="Back", blocks=[note])
    assert refusals("views.open", {"view": view.to_dict()}) == ()
    home = View(type="home", blocks=[kit.SectionBlock(text="Hello")])
    assert refusals("views.publish", {"view": home.to_dict()}) == ()
