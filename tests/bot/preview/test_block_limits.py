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
    "column_settings": [{"align": "left"}],
}
CHART = {"type": "data_visualization", "title": "Levels", "chart": plot()}
TRASH = {"type": "icon_button", "icon": "trash", "text": plain(), "value": "v", "accessibility_label": "a"}

# name -> (a valid block, the keys it cannot do without, the surfaces that take it)
BLOCKS: dict[str, tuple[Json, set[str], set[str]]] = {
    "actions": ({"elements": [button()]}, {"elements"}, EVERYWHERE),
    "alert": ({"text": words(), "level": "info"}, {"text"}, {"modal"}),
    "call": ({"call_id": "R1"}, {"call_id"}, {"message"}),
    "card": (CARD, set(), {"message"}),
    "carousel": ({"elements": [CARD]}, {"elements"}, {"message"}),
    "container": (
        {"title": plain(), "subtitle": words(), "width": "wide", "child_blocks": [SECTION]},
        {"title", "child_blocks"},
        {"message"},
    ),
    "context": ({"elements": [words(), plain(), IMAGE]}, {"elements"}, EVERYWHERE),
    "context_actions": ({"elements": [TRASH]}, {"elements"}, {"message"}),
    "data_table": (
        {"caption": "Teams", "rows": [[cell(), cell()], [rich(), cell()]], "page_size": 10},
        {"caption", "rows"},
        {"message"},
    ),
    "data_visualization": (CHART, {"title", "chart"}, {"message"}),
    "divider": ({"block_id": "line"}, set(), EVERYWHERE),
    "file": ({"external_id": "F1", "source": "remote"}, {"external_id", "source"}, {"message"}),
    "header": ({"text": plain()}, {"text"}, EVERYWHERE),
    "image": ({**IMAGE, "title": plain()}, {"alt_text", "image_url"}, EVERYWHERE),
    "input": (
        {"label": plain(), "hint": plain(), "element": {"type": "users_select"}, "optional": True},
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
            "author_name": "me",
        },
        {"alt_text", "title", "thumbnail_url", "video_url"},
        EVERYWHERE,
    ),
}

ALL_OPTIONS = [{**option(), "description": plain()}]
MENU = {"placeholder": plain(), "confirm": CONFIRM, "focus_on_load": True}
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
            "visible_to_user_ids": ["U1"],
        },
        {"text"},
        {"section", "actions"},
        EVERYWHERE,
    ),
    "checkboxes": ({"options": ALL_OPTIONS, "confirm": CONFIRM}, {"options"}, PICKS, EVERYWHERE),
    "channels_select": ({**MENU, "initial_channel": "C1"}, set(), PICKS, EVERYWHERE),
    "conversations_select": ({**MENU, "filter": {"include": ["im"]}}, set(), PICKS, EVERYWHERE),
    "datepicker": ({**MENU, "initial_date": "2026-11-20"}, set(), PICKS, EVERYWHERE),
    "datetimepicker": ({"initial_date_time": 1}, set(), {"actions", "input"}, {"message", "modal"}),
    "email_text_input": ({"initial_value": "a@b.c", "placeholder": plain()}, set(), {"input"}, {"modal"}),
    "external_select": ({**MENU, "min_query_length": 2}, set(), PICKS, EVERYWHERE),
    "feedback_buttons": (
        {"positive_button": FEEDBACK, "negative_button": FEEDBACK},
        {"positive_button", "negative_button"},
        {"context_actions"},
        {"message"},
    ),
    "file_input": ({"filetypes": ["csv"], "max_files": 10}, set(), {"input"}, {"modal"}),
    "icon_button": (TRASH, {"icon", "text"}, {"context_actions"}, {"message"}),
    "image": (IMAGE, {"alt_text", "image_url"}, {"section", "context"}, EVERYWHERE),
    "multi_channels_select": ({**MENU, "initial_channels": ["C1"]}, set(), PICKS, EVERYWHERE),
    "multi_conversations_select": ({**MENU, "max_selected_items": 2}, set(), PICKS, EVERYWHERE),
    "multi_external_select": ({"initial_options": options(1)}, set(), PICKS, EVERYWHERE),
    "multi_static_select": ({**MENU, "options": ALL_OPTIONS}, {"options"}, PICKS, EVERYWHERE),
    "multi_users_select": ({**MENU, "initial_users": ["U1"]}, set(), PICKS, EVERYWHERE),
    "number_input": (
        {"is_decimal_allowed": False, "min_value": "1", "max_value": "9"},
        {"is_decimal_allowed"},
        {"input"},
        {"modal"},
    ),
    "overflow": ({"options": [{**option(), "url": web()}]}, {"options"}, {"section", "actions"}, EVERYWHERE),
    "plain_text_input": (
        {"multiline": True, "placeholder": plain(), "initial_value": "", "max_length": 9},
        set(),
        {"input"},
        EVERYWHERE,
    ),
    "radio_buttons": ({"options": [{**option(), "text": words()}]}, {"options"}, PICKS, EVERYWHERE),
    "rich_text_input": ({"initial_value": rich()}, set(), {"input"}, {"modal", "home"}),
    "static_select": ({**MENU, "options": ALL_OPTIONS}, {"options"}, PICKS, EVERYWHERE),
    "timepicker": ({**MENU, "initial_time": "09:30"}, set(), PICKS, EVERYWHERE),
    "url_text_input": ({"initial_value": ""}, set(), {"input"}, {"modal"}),
    "users_select": ({**MENU, "initial_user": "U1"}, set(), PICKS, EVERYWHERE),
    "workflow_button": (
        {"text": plain(), "workflow": {"trigger": {"url": web()}}},
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
    longer = web(size) if str(old).startswith("https") else "w" * size
    place[last] = [old[0]] * size if isinstance(old, list) else size if isinstance(old, int) else longer
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
    ("card", "title.text"): 150,
    ("card", "subtitle.text"): 150,
    ("card", "body.text"): 200,
    ("card", "icon.alt_text"): 2000,
    ("carousel", "elements"): 10,
    ("container", "child_blocks"): 10,
    ("container", "title.text"): 150,
    ("container", "subtitle.text"): 150,
    ("table", "rows"): 100,
    ("table", "rows.0"): 20,
    ("table", "column_settings"): 20,
    ("data_table", "rows"): 101,
    ("data_table", "page_size"): 100,
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
    ("static_select", "options"): 100,
    ("static_select", "options.0.text.text"): 75,
    ("static_select", "options.0.description.text"): 75,
    ("static_select", "options.0.value"): 150,
    ("static_select", "placeholder.text"): 150,
    ("multi_static_select", "options"): 100,
    ("overflow", "options"): 5,
    ("overflow", "options.0.url"): 3000,
    ("checkboxes", "options"): 10,
    ("radio_buttons", "options"): 10,
    ("radio_buttons", "options.0.text.text"): 75,
    ("users_select", "placeholder.text"): 150,
    ("datepicker", "placeholder.text"): 150,
    ("plain_text_input", "placeholder.text"): 150,
    ("plain_text_input", "max_length"): 3000,
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


def test_a_section_may_have_fields_and_no_text() -> None:
    assert post({"type": "section", "fields": [words()]}) == ()


def test_an_image_comes_from_an_address_or_from_a_slack_file_and_not_from_both() -> None:
    by_id = {"type": "image", "alt_text": "a", "slack_file": {"id": "F1"}}
    assert post(by_id) == ()
    assert post({**by_id, "image_url": web()})
    assert post({**by_id, "slack_file": {}})
    assert post({**by_id, "slack_file": {"id": "F1", "url": web()}})


@pytest.mark.parametrize("address", ["ftp://example.com/a.png", "example.com/a.png", "https://a b"])
def test_an_image_address_that_is_not_http_is_refused(address: str) -> None:
    assert show("image", image_url=address)


def test_a_video_needs_a_secure_address() -> None:
    assert show("video", video_url="http://example.com/film")


@pytest.mark.parametrize("kind", ["markdown", "card", "container", "alert"])
def test_a_container_does_not_take_every_block(kind: str) -> None:
    assert show("container", child_blocks=[block(kind)])


def test_a_container_has_a_title_of_either_kind() -> None:
    assert post({"type": "container", "rich_text_title": rich(), "child_blocks": [SECTION]}) == ()


def test_a_collapsed_container_must_be_collapsible_and_have_no_divider() -> None:
    assert show("container", is_collapsible=True, default_collapsed=True) == ()
    assert show("container", default_collapsed=True)
    assert show("container", is_collapsible=True, has_header_divider=True)


def test_a_card_needs_something_to_show() -> None:
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
    ("kind", "key"), [("alert", "level"), ("task_card", "status"), ("container", "width"), ("file", "source")]
)
def test_a_word_that_is_not_in_the_list_is_refused(kind: str, key: str) -> None:
    assert SEND[min(BLOCKS[kind][2])]({**block(kind), key: "other"})


@pytest.mark.parametrize(
    "part",
    [
        {"type": "rich_text_quote", "elements": [{"type": "user", "user_id": "U1", "style": {"bold": True}}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "link", "url": web()}], "border": 1},
        {
            "type": "rich_text_list",
            "style": "ordered",
            "indent": 1,
            "elements": [{"type": "rich_text_section", "elements": [{"type": "emoji", "name": "wave"}]}],
        },
    ],
)
def test_rich_text_takes_the_elements_it_knows_and_no_others(part: Json) -> None:
    assert post({"type": "rich_text", "elements": [part]}) == ()
    assert post({"type": "rich_text", "elements": [{**part, "elements": [{"type": "blink"}]}]})


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
        ("number_input", {"min_value": "9", "max_value": "1"}),
        ("number_input", {"initial_value": "many"}),
        ("plain_text_input", {"min_length": 5, "max_length": 4}),
        ("plain_text_input", {"multiline": "yes"}),
        ("plain_text_input", {"max_length": True}),
        ("plain_text_input", {"dispatch_action_config": {"trigger_actions_on": ["on_leave"]}}),
        ("conversations_select", {"filter": {}}),
        ("multi_users_select", {"max_selected_items": 0}),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(name: str, more: Json) -> None:
    assert act(name, **more)


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
