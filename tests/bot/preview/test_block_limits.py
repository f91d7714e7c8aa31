"""Each block and element on its own: its keys, its limits and the surfaces that take it."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.preview.limits import Refusal, refusals

Json = dict[str, Any]
EVERYWHERE = {"message", "modal", "home"}


def words(length: int = 5, kind: str = "mrkdwn") -> Json:
    return {"type": kind, "text": "w" * length}


def plain(length: int = 5) -> Json:
    return words(length, "plain_text")


def web(length: int = 30) -> str:
    return "https://example.com/".ljust(length, "x")


def option(value: str = "a") -> Json:
    return {"text": plain(), "value": value}


def options(count: int) -> list[Json]:
    return [option(f"v{number}") for number in range(count)]


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(), **more}


def rich(text: str = "hello") -> Json:
    part = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [part]}


def cell(text: str = "cell") -> Json:
    return {"type": "raw_text", "text": text}


def point(label: str = "Mon") -> Json:
    return {"label": label, "value": 1}


def plot(series: int = 1, points: int = 1, **axis: str) -> Json:
    labels = [f"p{number}" for number in range(points)]
    rows = [{"name": f"s{number}", "data": [point(label) for label in labels]} for number in range(series)]
    return {"type": "line", "series": rows, "axis_config": {"categories": labels, **axis}}


CONFIRM = {"title": plain(), "text": words(), "confirm": plain(), "deny": plain(), "style": "danger"}
IMAGE = {"type": "image", "alt_text": "a chart", "image_url": web()}
FEEDBACK = {"text": plain(), "value": "good", "accessibility_label": "good"}
SOURCE = {"type": "url", "url": web(), "text": "the paper"}
TASK = {"type": "task_card", "task_id": "t1", "title": "Look", "status": "pending", "sources": [SOURCE]}
LINES = {"title": words(), "subtitle": words(), "body": words()}
CARD = {"type": "card", **LINES, "icon": IMAGE, "hero_image": IMAGE, "actions": [button()]}
SECTION = {"type": "section", "text": words(), "fields": [words()], "expand": True}
NUMBER = {"type": "raw_number", "value": 2, "text": "2"}
TABLE = {
    "type": "table",
    "rows": [[cell(), rich()], [cell(), NUMBER]],
    "column_settings": [{"align": "left", "is_wrapped": True}],
}
CHART = {"type": "data_visualization", "title": "Levels", "chart": plot()}
TRASH = {
    "type": "icon_button",
    "icon": "trash",
    "text": plain(),
    "value": "v",
    "accessibility_label": "a",
    "confirm": CONFIRM,
    "visible_to_user_ids": ["U1"],
}

# name -> (a valid block, the keys it cannot do without, the surfaces that take it)
BLOCKS: dict[str, tuple[Json, set[str], set[str]]] = {
    "actions": ({"elements": [button()]}, {"elements"}, EVERYWHERE),
    "alert": ({"text": words(), "level": "info"}, {"text"}, {"modal"}),
    "call": ({"call_id": "R1", "api_decoration_available": True}, {"call_id"}, {"message"}),
    "card": (CARD, set(), {"message"}),
    "carousel": ({"elements": [CARD]}, {"elements"}, {"message"}),
    "container": (
        {
            "title": plain(),
            "subtitle": words(),
            "width": "wide",
            "icon": IMAGE,
            "has_header_divider": True,
            "child_blocks": [SECTION],
        },
        {"title", "child_blocks"},
        {"message"},
    ),
    "context": ({"elements": [words(), plain(), IMAGE]}, {"elements"}, EVERYWHERE),
    "context_actions": ({"elements": [TRASH]}, {"elements"}, {"message"}),
    "data_table": (
        {
            "caption": "Teams",
            "rows": [[cell(), cell()], [rich(), cell()]],
            "page_size": 10,
            "row_header_column_index": 0,
        },
        {"caption", "rows"},
        {"message"},
    ),
    "data_visualization": (CHART, {"title", "chart"}, {"message"}),
    "divider": ({"block_id": "line"}, set(), EVERYWHERE),
    "file": ({"external_id": "F1", "source": "remote"}, {"external_id", "source"}, {"message"}),
    "header": ({"text": plain()}, {"text"}, EVERYWHERE),
    "image": ({**IMAGE, "title": plain()}, {"alt_text", "image_url"}, EVERYWHERE),
    "input": (
        {
            "label": plain(),
            "hint": plain(),
            "element": {"type": "users_select"},
            "optional": True,
            "dispatch_action": True,
        },
        {"label", "element"},
        EVERYWHERE,
    ),
    "markdown": ({"text": "# Hello"}, {"text"}, {"message"}),
    "plan": ({"title": "Plan", "tasks": [TASK]}, {"title"}, {"message"}),
    "rich_text": (rich(), {"elements"}, EVERYWHERE),
    "section": ({**SECTION, "accessory": button()}, set(), EVERYWHERE),
    "table": (TABLE, {"rows"}, {"message"}),
    "task_card": ({**TASK, "details": rich(), "output": rich()}, {"task_id", "title", "status"}, {"message"}),
    "video": (
        {
            "alt_text": "a film",
            "title": plain(),
            "description": plain(),
            "thumbnail_url": web(),
            "video_url": web(),
            "title_url": web(),
            "provider_icon_url": web(),
            "provider_name": "us",
            "author_name": "me",
        },
        {"alt_text", "title", "thumbnail_url", "video_url"},
        EVERYWHERE,
    ),
}

ALL_OPTIONS = [{**option(), "description": plain()}]
MARKED_OPTIONS = [{"text": words(), "value": "a", "description": words()}]
PICK = {"confirm": CONFIRM, "focus_on_load": True}
MENU = {**PICK, "placeholder": plain()}
SEVERAL = {**MENU, "max_selected_items": 1}
ENTER = {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]}
TYPED = {"placeholder": plain(), "focus_on_load": True, "dispatch_action_config": ENTER}
KINDS = {
    "include": ["im", "mpim", "private", "public"],
    "exclude_bot_users": True,
    "exclude_external_shared_channels": True,
}
TRIGGER = {"url": web(), "customizable_input_parameters": [{"name": "team", "value": "Churn"}]}
PICKS = {"section", "actions", "input"}
# name -> (a valid element, the keys it cannot do without, the blocks that take it, the surfaces)
ELEMENTS: dict[str, tuple[Json, set[str], set[str], set[str]]] = {
    "button": (
        {
            "action_id": "go",
            "text": plain(),
            "value": "v",
            "url": web(),
            "style": "danger",
            "confirm": CONFIRM,
            "accessibility_label": "go",
            "agent_prompt": "go",
            "agent_prompt_display": "go",
            "visible_to_user_ids": ["U1"],
        },
        {"text"},
        {"section", "actions"},
        EVERYWHERE,
    ),
    "checkboxes": (
        {**PICK, "options": ALL_OPTIONS, "initial_options": ALL_OPTIONS},
        {"options"},
        PICKS,
        EVERYWHERE,
    ),
    "channels_select": (
        {**MENU, "initial_channel": "C1", "response_url_enabled": True},
        set(),
        PICKS,
        EVERYWHERE,
    ),
    "conversations_select": (
        {
            **MENU,
            "filter": KINDS,
            "initial_conversation": "C1",
            "default_to_current_conversation": True,
            "response_url_enabled": True,
        },
        set(),
        PICKS,
        EVERYWHERE,
    ),
    "datepicker": ({**MENU, "initial_date": "2026-11-20"}, set(), PICKS, EVERYWHERE),
    "datetimepicker": ({**PICK, "initial_date_time": 1}, set(), {"actions", "input"}, {"message", "modal"}),
    "email_text_input": ({**TYPED, "initial_value": ""}, set(), {"input"}, {"modal"}),
    "external_select": (
        {**MENU, "initial_option": option(), "min_query_length": 0},
        set(),
        PICKS,
        EVERYWHERE,
    ),
    "feedback_buttons": (
        {"positive_button": FEEDBACK, "negative_button": FEEDBACK},
        {"positive_button", "negative_button"},
        {"context_actions"},
        {"message"},
    ),
    "file_input": ({"filetypes": ["csv"], "max_files": 1}, set(), {"input"}, {"modal"}),
    "icon_button": (TRASH, {"icon", "text"}, {"context_actions"}, {"message"}),
    "image": (IMAGE, {"alt_text", "image_url"}, {"section", "context"}, EVERYWHERE),
    "multi_channels_select": ({**SEVERAL, "initial_channels": ["C1"]}, set(), PICKS, EVERYWHERE),
    "multi_conversations_select": (
        {
            **SEVERAL,
            "filter": KINDS,
            "initial_conversations": ["C1"],
            "default_to_current_conversation": True,
        },
        set(),
        PICKS,
        EVERYWHERE,
    ),
    "multi_external_select": (
        {**SEVERAL, "initial_options": options(1), "min_query_length": 0},
        set(),
        PICKS,
        EVERYWHERE,
    ),
    "multi_static_select": (
        {**SEVERAL, "options": ALL_OPTIONS, "initial_options": ALL_OPTIONS},
        {"options"},
        PICKS,
        EVERYWHERE,
    ),
    "multi_users_select": ({**SEVERAL, "initial_users": ["U1"]}, set(), PICKS, EVERYWHERE),
    "number_input": (
        {**TYPED, "is_decimal_allowed": True, "initial_value": "2.5", "min_value": "-1", "max_value": "9"},
        {"is_decimal_allowed"},
        {"input"},
        {"modal"},
    ),
    "overflow": (
        {"options": [{**option(), "url": web()}], "confirm": CONFIRM},
        {"options"},
        {"section", "actions"},
        EVERYWHERE,
    ),
    "plain_text_input": (
        {**TYPED, "multiline": True, "initial_value": "", "min_length": 0, "max_length": 3000},
        set(),
        {"input"},
        EVERYWHERE,
    ),
    "radio_buttons": ({**PICK, "options": MARKED_OPTIONS}, {"options"}, PICKS, EVERYWHERE),
    "rich_text_input": (
        {**TYPED, "initial_value": rich(), "min_lines": 1, "max_lines": 1},
        set(),
        {"input"},
        {"modal", "home"},
    ),
    "static_select": ({**MENU, "options": ALL_OPTIONS}, {"options"}, PICKS, EVERYWHERE),
    "timepicker": (
        {**MENU, "initial_time": "09:30", "timezone": "Europe/Paris"},
        set(),
        PICKS,
        EVERYWHERE,
    ),
    "url_text_input": ({**TYPED, "initial_value": ""}, set(), {"input"}, {"modal"}),
    "users_select": ({**MENU, "initial_user": "U1"}, set(), PICKS, EVERYWHERE),
    "workflow_button": (
        {
            "text": plain(),
            "workflow": {"trigger": TRIGGER},
            "style": "primary",
            "accessibility_label": "go",
        },
        {"text", "workflow"},
        {"section", "actions"},
        {"message"},
    ),
}
HOLDERS: dict[str, Callable[[Json], Json]] = {
    "section": lambda element: {"type": "section", "text": words(), "accessory": element},
    "actions": lambda element: {"type": "actions", "elements": [element]},
    "input": lambda element: {"type": "input", "label": plain(), "element": element},
    "context": lambda element: {"type": "context", "elements": [element]},
    "context_actions": lambda element: {"type": "context_actions", "elements": [element]},
}


def block(name: str, **more: Any) -> Json:
    return {"type": name, **copy.deepcopy(BLOCKS[name][0]), **more}


def element(name: str, **more: Any) -> Json:
    return {"type": name, **copy.deepcopy(ELEMENTS[name][0]), **more}


def post(*blocks: Any, **more: Any) -> tuple[Refusal, ...]:
    return refusals("chat.postMessage", {"channel": "C1", "text": "hello", "blocks": list(blocks), **more})


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks), **more}


def open_modal(*blocks: Json, **more: Any) -> tuple[Refusal, ...]:
    return refusals("views.open", {"trigger_id": "1", "view": modal(*blocks, **more)})


def publish(*blocks: Json, **more: Any) -> tuple[Refusal, ...]:
    return refusals(
        "views.publish", {"user_id": "U1", "view": {"type": "home", "blocks": list(blocks), **more}}
    )


SEND: dict[str, Callable[..., tuple[Refusal, ...]]] = {"message": post, "modal": open_modal, "home": publish}


def show(name: str, **more: Any) -> tuple[Refusal, ...]:
    """A block on its own on a surface that takes it."""
    return SEND[min(BLOCKS[name][2])](block(name, **more))


def act(name: str, **more: Any) -> tuple[Refusal, ...]:
    """An element on its own in a block and on a surface that take it."""
    _, _, holders, surfaces = ELEMENTS[name]
    return SEND[max(surfaces & BLOCKS[min(holders)][2])](HOLDERS[min(holders)](element(name, **more)))


def resized(sample: Json, path: str, size: int) -> Json:
    """The sample with the string, array or number at a dotted path made this long or large."""
    whole = copy.deepcopy(sample)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = whole
    for step in way:
        place = place[step]
    old = place[last]
    if isinstance(old, int):
        place[last] = size
    elif isinstance(old, list):
        place[last] = [old[0]] * size
    else:
        place[last] = web(size) if old.startswith("https") else "w" * size
    return whole


# block, path in it -> the most there may be
BLOCK_LIMITS = {
    ("section", "text.text"): 3000,
    ("section", "fields"): 10,
    ("section", "fields.0.text"): 2000,
    ("header", "text.text"): 150,
    ("context", "elements"): 10,
    ("context", "elements.0.text"): 2000,
    ("actions", "elements"): 25,
    ("context_actions", "elements"): 5,
    ("divider", "block_id"): 255,
    ("file", "external_id"): 255,
    ("image", "alt_text"): 2000,
    ("image", "title.text"): 2000,
    ("image", "image_url"): 3000,
    ("input", "label.text"): 2000,
    ("input", "hint.text"): 2000,
    ("alert", "text.text"): 200,
    ("video", "title.text"): 199,
    ("video", "description.text"): 200,
    ("video", "author_name"): 49,
    ("video", "alt_text"): 2000,
    ("video", "thumbnail_url"): 3000,
    ("video", "video_url"): 3000,
    ("video", "title_url"): 3000,
    ("video", "provider_icon_url"): 3000,
    ("card", "title.text"): 150,
    ("card", "subtitle.text"): 150,
    ("card", "body.text"): 200,
    ("card", "icon.alt_text"): 2000,
    ("card", "actions"): 25,
    ("task_card", "sources.0.url"): 3000,
    ("carousel", "elements"): 10,
    ("container", "child_blocks"): 10,
    ("container", "title.text"): 150,
    ("container", "subtitle.text"): 150,
    ("table", "rows"): 100,
    ("table", "rows.0"): 20,
    ("table", "column_settings"): 20,
    ("data_table", "rows"): 101,
    ("data_table", "page_size"): 100,
    ("data_table", "row_header_column_index"): 19,
    ("data_visualization", "title"): 50,
    ("data_visualization", "chart.series.0.name"): 20,
}
# element, path in it -> the most there may be
ELEMENT_LIMITS = {
    ("button", "action_id"): 255,
    ("button", "text.text"): 75,
    ("button", "value"): 2000,
    ("button", "url"): 3000,
    ("button", "accessibility_label"): 75,
    ("button", "agent_prompt"): 4000,
    ("button", "visible_to_user_ids"): 10,
    ("button", "confirm.title.text"): 100,
    ("button", "confirm.text.text"): 300,
    ("button", "confirm.confirm.text"): 30,
    ("button", "confirm.deny.text"): 30,
    ("icon_button", "text.text"): 75,
    ("icon_button", "value"): 2000,
    ("icon_button", "accessibility_label"): 75,
    ("feedback_buttons", "positive_button.text.text"): 75,
    ("feedback_buttons", "negative_button.value"): 2000,
    ("feedback_buttons", "negative_button.accessibility_label"): 75,
    ("workflow_button", "text.text"): 75,
    ("workflow_button", "workflow.trigger.url"): 3000,
    ("static_select", "options"): 100,
    ("static_select", "options.0.text.text"): 75,
    ("static_select", "options.0.description.text"): 75,
    ("static_select", "options.0.value"): 150,
    ("static_select", "placeholder.text"): 150,
    ("multi_static_select", "options"): 100,
    ("multi_static_select", "initial_options"): 100,
    ("multi_external_select", "initial_options"): 100,
    ("external_select", "initial_option.text.text"): 75,
    ("overflow", "options"): 5,
    ("overflow", "options.0.url"): 3000,
    ("checkboxes", "options"): 10,
    ("checkboxes", "initial_options"): 10,
    ("radio_buttons", "options"): 10,
    ("radio_buttons", "options.0.text.text"): 75,
    ("radio_buttons", "options.0.description.text"): 75,
    ("radio_buttons", "options.0.value"): 150,
    ("users_select", "placeholder.text"): 150,
    ("datepicker", "placeholder.text"): 150,
    ("plain_text_input", "placeholder.text"): 150,
    ("plain_text_input", "max_length"): 3000,
    ("datetimepicker", "initial_date_time"): 9_999_999_999,
    ("plain_text_input", "initial_value"): 3000,
    ("email_text_input", "placeholder.text"): 150,
    ("file_input", "max_files"): 10,
    ("image", "image_url"): 3000,
    ("image", "alt_text"): 2000,
}


def chart(payload: Json) -> tuple[Refusal, ...]:
    return show("data_visualization", chart=payload)


def pie(*labels: str) -> tuple[Refusal, ...]:
    return chart({"type": "pie", "segments": [point(label) for label in labels]})


def by_file(file: Json, **more: Any) -> tuple[Refusal, ...]:
    return post({"type": "image", "alt_text": "a", "slack_file": file, **more})


def ask(name: str, without: str, **more: Any) -> tuple[Refusal, ...]:
    """An input element that lacks one key of its sample."""
    item = {key: value for key, value in element(name, **more).items() if key != without}
    return open_modal(HOLDERS["input"](item))


def grouped(count: int = 1, choices: int = 1, label: int = 5, **more: Any) -> tuple[Refusal, ...]:
    group = {"label": plain(label), "options": options(choices)}
    item = {"type": "static_select", "option_groups": [group] * count, **more}
    return post({"type": "actions", "elements": [item]})


# what else is counted -> (the most there may be, send so many)
OTHER_LIMITS: dict[str, tuple[int, Callable[[int], tuple[Refusal, ...]]]] = {
    "table characters": (10_000, lambda n: show("table", rows=[[cell("w" * 5000), cell("w" * (n - 5000))]])),
    "data_table characters": (
        10_000,
        lambda n: show("data_table", rows=[[cell("w" * (n - 1))], [cell("w")]]),
    ),
    "data_table columns": (20, lambda n: show("data_table", rows=[[cell()] * n] * 2)),
    "chart series": (6, lambda n: chart(plot(series=n))),
    "chart points": (20, lambda n: chart(plot(points=n))),
    "chart segments": (6, lambda n: pie(*["Mon"] * n)),
    "chart label": (20, lambda n: pie("w" * n)),
    "slack_file address": (3000, lambda n: by_file({"url": web(n)})),
    "least length": (3000, lambda n: ask("plain_text_input", "max_length", min_length=n)),
    "chart x_label": (50, lambda n: chart(plot(x_label="w" * n))),
    "chart y_label": (50, lambda n: chart(plot(y_label="w" * n))),
    "select groups": (100, lambda n: grouped(count=n)),
    "select group options": (100, lambda n: grouped(choices=n)),
    "select group label": (75, lambda n: grouped(label=n)),
}


def stays_within(most: int, send: Callable[[int], tuple[Refusal, ...]]) -> None:
    """At the limit accepted; one above refused, and for that reason only."""
    assert send(most) == ()
    found = send(most + 1)
    assert found
    assert all(f"{most}" in refusal.detail for refusal in found)


@pytest.mark.parametrize(("name", "path"), BLOCK_LIMITS)
def test_a_block_is_accepted_at_its_limit_and_refused_above_it(name: str, path: str) -> None:
    send = SEND[min(BLOCKS[name][2])]
    stays_within(BLOCK_LIMITS[name, path], lambda size: send(resized(block(name), path, size)))


@pytest.mark.parametrize(("name", "path"), ELEMENT_LIMITS)
def test_an_element_is_accepted_at_its_limit_and_refused_above_it(name: str, path: str) -> None:
    stays_within(ELEMENT_LIMITS[name, path], lambda size: act(name, **resized(element(name), path, size)))


@pytest.mark.parametrize("counted", OTHER_LIMITS)
def test_at_a_limit_a_payload_is_accepted_and_above_it_refused(counted: str) -> None:
    stays_within(*OTHER_LIMITS[counted])


def test_a_button_label_of_76_characters_is_refused_at_its_place() -> None:
    wrong = {"type": "actions", "elements": [button(), button(text=plain(76))]}
    assert post(SECTION, wrong) == (
        Refusal(
            "invalid_blocks", "/blocks/1/elements/1/text/text may have at most 75 characters, and has 76."
        ),
    )


def test_all_problems_of_a_payload_come_back_at_once() -> None:
    found = post({"type": "header", "text": words(200)}, {"type": "nonsense"}, button(), text="")
    assert [refusal.error for refusal in found] == ["no_text"] + ["invalid_blocks"] * 3


# --- blocks ---


@pytest.mark.parametrize("surface", sorted(EVERYWHERE))
@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_is_taken_only_by_its_surfaces(name: str, surface: str) -> None:
    assert (SEND[surface](block(name)) == ()) == (surface in BLOCKS[name][2])


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_without_a_key_it_needs_is_refused(name: str) -> None:
    surface = min(BLOCKS[name][2])
    for key in BLOCKS[name][1]:
        assert SEND[surface]({part: value for part, value in block(name).items() if part != key})


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_with_an_unknown_key_is_refused(name: str) -> None:
    (refusal,) = SEND[min(BLOCKS[name][2])]({**block(name), "a/b": 1})
    assert "/blocks/0/a~1b " in refusal.detail


@pytest.mark.parametrize(
    "value", [None, 7, "text", [], {}, {"type": "mrkdwn"}, {"type": "html", "text": "x"}]
)
def test_a_section_whose_text_is_no_text_object_is_refused(value: object) -> None:
    assert post({"type": "section", "text": value})


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "header", "text": words()},
        {"type": "input", "label": words(), "element": {"type": "users_select"}},
        {"type": "actions", "elements": [button(text=words())]},
        {"type": "actions", "elements": [{"type": "users_select", "placeholder": words()}]},
        {"type": "actions", "elements": [{"type": "overflow", "options": [{"text": words(), "value": "a"}]}]},
        {"type": "section", "text": {**words(), "emoji": True}},
        {"type": "section", "text": {**plain(), "verbatim": True}},
    ],
)
def test_markup_where_only_plain_text_is_allowed_is_refused(wrong: Json) -> None:
    assert post(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "section", "text": words(0)},
        {"type": "section", "text": words(), "fields": []},
        {"type": "actions", "elements": []},
        {"type": "context", "elements": []},
        {"type": "markdown", "text": ""},
        {"type": "image", "image_url": web(), "alt_text": ""},
        {"type": "actions", "elements": [{"type": "static_select", "options": []}]},
        {"type": "actions", "elements": [{"type": "overflow", "options": []}]},
        {"type": "data_table", "caption": "Teams", "rows": [[cell()]]},
        {"type": "carousel", "elements": []},
        {"type": "table", "rows": []},
        {"type": "table", "rows": [[cell("")]]},
    ],
)
def test_what_must_not_be_empty_is_refused_when_it_is(wrong: Json) -> None:
    assert post(wrong)


def test_a_section_has_text_or_fields() -> None:
    assert post({"type": "section", "fields": [words()]}) == ()
    assert post({"type": "section", "expand": True})


def test_an_image_comes_from_an_address_or_from_a_slack_file_and_not_from_both() -> None:
    assert by_file({"id": "F1"}) == ()
    assert by_file({"id": "F1"}, image_url=web())
    assert by_file({})
    assert by_file({"id": "F1", "url": web()})
    assert by_file({"url": "a.png"})
    small = {"type": "image", "alt_text": "a", "slack_file": {"id": "F1"}}
    assert post({"type": "context", "elements": [small]}) == ()
    assert post({"type": "context", "elements": [{**small, "image_url": web()}]})


@pytest.mark.parametrize("address", ["ftp://example.com/a.png", "example.com/a.png", "https://a b"])
def test_an_address_that_is_not_http_is_refused(address: str) -> None:
    assert show("image", image_url=address)
    assert show("video", thumbnail_url=address)
    assert show("video", provider_icon_url=address)
    assert show("task_card", sources=[{**SOURCE, "url": address}])
    assert act("workflow_button", workflow={"trigger": {"url": address}})


@pytest.mark.parametrize("key", ["video_url", "title_url"])
def test_a_video_needs_a_secure_address(key: str) -> None:
    assert show("video", **{key: "http://example.com/film"})


@pytest.mark.parametrize("kind", ["markdown", "card", "container", "alert"])
def test_a_container_does_not_take_every_block(kind: str) -> None:
    assert show("container", child_blocks=[block(kind)])


def test_a_container_has_a_title_of_either_kind() -> None:
    assert post({"type": "container", "rich_text_title": rich(), "child_blocks": [SECTION]}) == ()


def test_a_collapsed_container_must_be_collapsible_and_have_no_divider() -> None:
    shut = {"is_collapsible": True, "default_collapsed": True}
    assert show("container", **shut, has_header_divider=False) == ()
    assert show("container", **shut, has_header_divider=True)
    assert show("container", default_collapsed=True)


def test_a_card_needs_something_to_show() -> None:
    for key in ("hero_image", "title", "actions", "body"):
        assert post({"type": "card", key: CARD[key]}) == ()
    assert post({"type": "card", "subtitle": words()})


def test_the_header_of_a_data_table_is_plain_and_its_rows_are_even() -> None:
    assert show("data_table", rows=[[rich()], [cell()]])
    assert show("data_table", rows=[[cell()], [cell(), cell()]])


def test_the_points_of_a_chart_are_its_categories_and_its_series_have_different_names() -> None:
    wrong = plot(points=2)
    wrong["axis_config"]["categories"] = ["p0", "other"]
    assert chart(wrong)
    twice = plot(series=2)
    twice["series"][1]["name"] = "s0"
    assert chart(twice)


@pytest.mark.parametrize(
    ("kind", "key", "known"),
    [
        ("alert", "level", "default info warning error success"),
        ("task_card", "status", "pending in_progress complete error"),
        ("container", "width", "narrow standard wide full"),
        ("file", "source", "remote"),
    ],
)
def test_only_the_words_of_the_list_are_taken(kind: str, key: str, known: str) -> None:
    for word in known.split():
        assert show(kind, **{key: word}) == ()
    assert show(kind, **{key: "other"})


@pytest.mark.parametrize("kind", ["line", "bar", "area"])
def test_the_same_series_make_three_kinds_of_chart(kind: str) -> None:
    assert chart({**plot(), "type": kind}) == ()
    assert chart({"type": kind, "segments": [point()]})


def test_a_table_leaves_columns_as_they_are_by_null_but_has_no_null_rows() -> None:
    assert show("table", column_settings=[None, {"align": "center"}, {"align": "right"}]) == ()
    assert show("table", column_settings=[{"align": "middle"}])
    assert show("table", rows=[None])


def test_a_number_in_a_table_or_chart_need_not_be_whole() -> None:
    assert show("table", rows=[[{**NUMBER, "value": 2.5}]]) == ()
    assert chart({"type": "pie", "segments": [{"label": "Mon", "value": 2.5}]}) == ()
    assert show("data_table", page_size=2.5)


@pytest.mark.parametrize("rows", [[cell()], "rows", {"0": [cell()]}])
def test_the_rows_of_a_table_are_arrays_in_an_array(rows: object) -> None:
    assert any("must be an array" in refusal.detail for refusal in show("table", rows=rows))


@pytest.mark.parametrize("confirm", ["Sure?", ["Sure?"], 1])
def test_what_is_no_object_where_one_belongs_is_refused(confirm: object) -> None:
    (refusal,) = act("button", confirm=confirm)
    assert refusal.detail.endswith("/elements/0/confirm must be an object.")


def test_the_refusal_of_an_array_says_how_few_items_it_may_have() -> None:
    assert "at least 2 and at most 101 items, and has 1" in show("data_table", rows=[[cell()]])[0].detail


ALL_STYLES = "bold italic strike code underline highlight client_highlight unlink"
INLINE = [
    {"type": "text", "text": "hello", "style": dict.fromkeys(ALL_STYLES.split(), True)},
    {"type": "link", "url": web(), "text": "here", "unsafe": False},
    {"type": "emoji", "name": "wave", "skin_tone": 1, "unicode": "1f44b"},
    {"type": "emoji", "name": "wave", "skin_tone": 6},
    {"type": "user", "user_id": "U1"},
    {"type": "usergroup", "usergroup_id": "S1"},
    {"type": "channel", "channel_id": "C1"},
    {"type": "team", "team_id": "T1"},
    {"type": "broadcast", "range": "here"},
    {"type": "broadcast", "range": "channel"},
    {"type": "broadcast", "range": "everyone"},
    {"type": "date", "timestamp": 1, "format": "{date}", "url": web(), "fallback": "then"},
    {"type": "color", "value": "#ffffff"},
]


def written(part: Json) -> tuple[Refusal, ...]:
    return post({"type": "rich_text", "block_id": "prose", "elements": [part]})


def listing(**more: Any) -> Json:
    line = {"type": "rich_text_section", "elements": INLINE}
    return {"type": "rich_text_list", "style": "ordered", "elements": [line], **more}


@pytest.mark.parametrize(
    "part",
    [
        {"type": "rich_text_section", "elements": INLINE},
        {"type": "rich_text_section", "elements": []},
        {"type": "rich_text_quote", "elements": INLINE, "border": 0},
        {"type": "rich_text_quote", "elements": INLINE, "border": 1},
        {"type": "rich_text_preformatted", "elements": INLINE, "border": 0, "language": "python"},
        {"type": "rich_text_preformatted", "elements": INLINE, "border": 1},
        listing(indent=0, offset=0, border=0),
        listing(style="bullet", border=1),
    ],
)
def test_rich_text_takes_the_elements_it_knows_and_no_others(part: Json) -> None:
    assert written(part) == ()
    assert written({**part, "elements": [{"type": "blink"}]})


@pytest.mark.parametrize("item", INLINE)
def test_a_part_of_rich_text_lacking_what_it_is_about_is_refused(item: Json) -> None:
    (needed, *_) = [key for key in item if key != "type"]
    assert written({"type": "rich_text_section", "elements": [item]}) == ()
    assert written({"type": "rich_text_section", "elements": [{**item, needed: None}]})
    without = {key: value for key, value in item.items() if key != needed}
    assert written({"type": "rich_text_section", "elements": [without]})


@pytest.mark.parametrize(
    "part",
    [
        listing(style="roman"),
        listing(indent=-1),
        listing(offset=-1),
        listing(border=2),
        {"type": "rich_text_quote", "elements": [], "border": -1},
        {"type": "rich_text_quote", "elements": [], "border": 2},
        {"type": "rich_text_preformatted", "elements": [], "border": -1},
        {"type": "rich_text_preformatted", "elements": [], "border": 2},
        {"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "all"}]},
        {"type": "rich_text_section", "elements": [{"type": "emoji", "name": "wave", "skin_tone": 0}]},
        {"type": "rich_text_section", "elements": [{"type": "emoji", "name": "wave", "skin_tone": 7}]},
        {"type": "rich_text_section", "elements": [{"type": "date", "timestamp": 1}]},
    ],
)
def test_rich_text_out_of_bounds_is_refused(part: Json) -> None:
    assert written(part)


# --- elements ---


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize("name", ELEMENTS)
def test_an_element_is_taken_only_by_its_blocks(name: str, holder: str) -> None:
    _, _, holders, surfaces = ELEMENTS[name]
    surface = "message" if holder == "context_actions" else max(surfaces)
    assert (SEND[surface](HOLDERS[holder](element(name))) == ()) == (holder in holders)


@pytest.mark.parametrize("surface", sorted(EVERYWHERE))
@pytest.mark.parametrize("name", ELEMENTS)
def test_an_element_is_taken_only_by_its_surfaces(name: str, surface: str) -> None:
    _, _, holders, surfaces = ELEMENTS[name]
    sent = SEND[surface](HOLDERS[max(holders)](element(name)))
    assert (sent == ()) == (surface in surfaces)


@pytest.mark.parametrize("name", ELEMENTS)
def test_an_element_lacking_a_key_or_with_an_unknown_one_is_refused(name: str) -> None:
    _, needed, holders, surfaces = ELEMENTS[name]
    hold, send = HOLDERS[max(holders)], SEND[max(surfaces)]
    assert send(hold(element(name, colour="red")))
    for key in needed:
        assert send(hold({part: value for part, value in element(name).items() if part != key}))


@pytest.mark.parametrize("key", ["title", "text", "confirm", "deny"])
def test_a_confirm_dialog_lacking_a_part_is_refused(key: str) -> None:
    assert act("button", confirm={part: value for part, value in CONFIRM.items() if part != key})


def test_a_button_is_primary_or_danger_or_has_no_style() -> None:
    assert act("button", style="primary") == ()
    assert act("button", style="default")
    assert act("button", confirm={**CONFIRM, "style": "default"})


def test_a_button_leads_to_an_address_with_its_scheme() -> None:
    assert act("button", url="slack://open") == ()
    assert act("button", url="example.com")


def test_only_the_options_of_an_overflow_menu_have_an_address() -> None:
    assert act("static_select", options=[{**option(), "url": web()}])
    assert act("overflow", options=[{**option(), "url": "example.com"}])


def test_a_select_has_options_or_groups_and_not_both() -> None:
    assert grouped() == ()
    assert grouped(options=options(1))
    assert post({"type": "actions", "elements": [{"type": "static_select"}]})


@pytest.mark.parametrize("name", ["static_select", "radio_buttons"])
def test_the_initial_option_must_equal_one_of_the_options(name: str) -> None:
    chosen = options(2)[1]
    assert act(name, options=options(2), initial_option=chosen) == ()
    assert act(name, options=options(2), initial_option={**chosen, "text": plain(9)})


def test_the_initial_option_may_stand_in_a_group() -> None:
    assert grouped(initial_option=options(1)[0]) == ()
    assert grouped(initial_option=option("other"))


@pytest.mark.parametrize("name", ["multi_static_select", "checkboxes"])
def test_every_initial_option_must_equal_one_of_the_options(name: str) -> None:
    assert act(name, options=options(3), initial_options=options(2)) == ()
    assert act(name, options=options(3), initial_options=[*options(2), option("other")])
    assert act(name, options=options(3), initial_options=[])


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("datepicker", {"initial_date": "20.11.2026"}),
        ("timepicker", {"initial_time": "9:30"}),
        ("datetimepicker", {"initial_date_time": "1763600000"}),
        ("datetimepicker", {"initial_date_time": -1}),
        ("number_input", {"min_value": "9.5", "max_value": "9"}),
        ("number_input", {"initial_value": "many"}),
        ("number_input", {"min_value": "few"}),
        ("number_input", {"max_value": ["9"]}),
        ("plain_text_input", {"min_length": 5, "max_length": 4}),
        ("plain_text_input", {"min_length": -1}),
        ("plain_text_input", {"min_length": 0, "max_length": 0}),
        ("plain_text_input", {"multiline": "yes"}),
        ("plain_text_input", {"max_length": True}),
        ("plain_text_input", {"dispatch_action_config": {"trigger_actions_on": ["on_leave"]}}),
        ("rich_text_input", {"min_lines": 0}),
        ("rich_text_input", {"min_lines": 0, "max_lines": 0}),
        ("rich_text_input", {"min_lines": 3, "max_lines": 2}),
        ("file_input", {"max_files": 0}),
        ("file_input", {"max_files": 1.5}),
        ("conversations_select", {"filter": {}}),
        ("conversations_select", {"filter": {"include": ["everything"]}}),
        ("external_select", {"min_query_length": -1}),
        ("multi_external_select", {"min_query_length": -1}),
        ("multi_users_select", {"max_selected_items": 0}),
        ("workflow_button", {"workflow": {"trigger": {**TRIGGER, "customizable_input_parameters": [{}]}}}),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_at_its_place(name: str, more: Json) -> None:
    _, _, holders, surfaces = ELEMENTS[name]
    found = SEND["modal" if "modal" in surfaces else "message"](
        HOLDERS[max(holders - {"section"})](element(name, **more))
    )
    assert found
    assert all(
        any(f"/{key} " in refusal.detail or f"/{key}/" in refusal.detail for key in more) for refusal in found
    )


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("datetimepicker", {"initial_date_time": 0}),
        ("plain_text_input", {"min_length": 1, "max_length": 1}),
        ("conversations_select", {"filter": {"include": ["im"]}}),
        ("conversations_select", {"filter": {"exclude_bot_users": True}}),
        ("conversations_select", {"filter": {"exclude_external_shared_channels": True}}),
        ("checkboxes", {"options": MARKED_OPTIONS, "initial_options": MARKED_OPTIONS}),
        ("button", {"text": {**plain(), "emoji": True}}),
        ("button", {"confirm": {**CONFIRM, "text": {**words(), "verbatim": True}}}),
    ],
)
def test_a_setting_at_the_edge_of_sense_is_accepted(name: str, more: Json) -> None:
    assert act(name, **more) == ()


def test_a_data_table_has_pages_of_one_row_at_least_and_a_column_of_names() -> None:
    assert show("data_table", page_size=1) == ()
    assert show("data_table", page_size=0)
    assert show("data_table", row_header_column_index=-1)


@pytest.mark.parametrize(
    ("kind", "key"), [("actions", "elements"), ("card", "actions"), ("context_actions", "elements")]
)
def test_an_action_id_is_unique_within_its_block_only(kind: str, key: str) -> None:
    item = {**block(kind)[key][0], "action_id": "go"}
    once = {**block(kind), key: [item]}
    assert post(once, once) == ()
    assert post({**once, key: [item, item]})


# --- blocks of all kinds ---


@given(broken=st.sampled_from(sorted(BLOCK_LIMITS)), extra=st.integers(1, 50), before=st.integers(0, 3))
def test_a_block_far_above_its_limit_is_refused_at_its_own_place(
    broken: tuple[str, str], extra: int, before: int
) -> None:
    name, path = broken
    wrong = resized(block(name), path, BLOCK_LIMITS[broken] + extra)
    found = SEND[min(BLOCKS[name][2])](*[SECTION] * before, wrong, SECTION)
    assert found
    assert all(f"/blocks/{before}/" in refusal.detail for refusal in found)


KEYS = sorted({key for sample, *_ in [*BLOCKS.values(), *ELEMENTS.values()] for key in sample})
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from([*BLOCKS, *ELEMENTS, "text", ""]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)


@given(name=st.sampled_from(sorted(BLOCKS)), key=st.sampled_from(KEYS), value=JUNK)
def test_no_nonsense_in_a_block_makes_the_rules_themselves_fail(name: str, key: str, value: Any) -> None:
    assert all(refusal.error == "invalid_blocks" for refusal in post(block(name, **{key: value})))


@given(name=st.sampled_from(sorted(ELEMENTS)), key=st.sampled_from(KEYS), value=JUNK)
def test_no_nonsense_in_an_element_makes_the_rules_themselves_fail(name: str, key: str, value: Any) -> None:
    found = open_modal(*[hold(element(name, **{key: value})) for hold in HOLDERS.values()])
    assert {refusal.error for refusal in found} == {"invalid_arguments"}
