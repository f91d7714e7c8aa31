"""Samples of every block and element, and ways to send them; each sample has every key Slack knows."""

import copy
from collections.abc import Callable
from typing import Any

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
    return refusals("views.publish", {"user_id": "U1", "view": {"type": "home", "blocks": list(blocks), **more}})


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


def stays_within(most: int, send: Callable[[int], tuple[Refusal, ...]]) -> None:
    """At the limit accepted; one above refused, and for that reason only."""
    assert send(most) == ()
    found = send(most + 1)
    assert found
    assert all(f"{most}" in refusal.detail for refusal in found)


KEYS = sorted({key for sample, *_ in [*BLOCKS.values(), *ELEMENTS.values()] for key in sample})
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from([*BLOCKS, *ELEMENTS, "text", ""]),
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
