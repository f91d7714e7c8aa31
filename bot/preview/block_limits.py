"""The blocks of Slack's Block Kit: their keys, their limits, and the surfaces that take them."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.preview.element_limits import (
    ACCESSORIES,
    ACTIONS,
    FREE,
    ID,
    IMAGE,
    IMAGE_SOURCE,
    INPUTS,
    MESSAGES,
    MODALS,
    RICH,
    RICH_TEXT,
    SECURE,
    WEB,
    elements,
    plain,
    words,
)
from bot.preview.shapes import (
    EVERYWHERE,
    Choice,
    Flag,
    Items,
    Number,
    OneOf,
    Problem,
    Record,
    Rule,
    Shape,
    String,
    Surface,
    any_of,
    listed,
    objects,
    one_of,
)

CELL_CHARACTERS = 10_000


def text_length(blocks: object) -> int:
    """The characters of all text in a piece of Block Kit: every string under a key `text`."""
    return sum(len(item["text"]) for _, item in objects(blocks, "") if isinstance(item.get("text"), str))


def _collapsing(container: Mapping[str, Any], at: str) -> Iterator[Problem]:
    collapsible = container.get("is_collapsible") is True
    if container.get("has_header_divider") is True and collapsible:
        yield Problem(f"{at}/has_header_divider", "must not be set when is_collapsible is")
    if container.get("default_collapsed") is True and not collapsible:
        yield Problem(f"{at}/default_collapsed", "needs is_collapsible")


def _cells_fit(table: Mapping[str, Any], at: str) -> Iterator[Problem]:
    length = text_length(table.get("rows"))
    if length > CELL_CHARACTERS:
        yield Problem(f"{at}/rows", f"may have at most {CELL_CHARACTERS} characters in all, and has {length}")


def _even_rows(table: Mapping[str, Any], at: str) -> Iterator[Problem]:
    rows = listed(table.get("rows"))
    for index, row in enumerate(rows):
        if len(listed(row)) != len(listed(rows[0])):
            yield Problem(f"{at}/rows/{index}", "must have as many cells as the header")


def _plain_header(table: Mapping[str, Any], at: str) -> Iterator[Problem]:
    for row in listed(table.get("rows"))[:1]:
        for index, cell in enumerate(listed(row)):
            if isinstance(cell, Mapping) and cell.get("type") == "rich_text":
                yield Problem(f"{at}/rows/0/{index}", "is a header cell, which must not be rich_text")


def _labels_match(chart: Mapping[str, Any], at: str) -> Iterator[Problem]:
    axis = chart.get("axis_config")
    categories = listed(axis.get("categories")) if isinstance(axis, Mapping) else ()
    for index, series in enumerate(listed(chart.get("series"))):
        points = listed(series.get("data")) if isinstance(series, Mapping) else ()
        labels = [point.get("label") for point in points if isinstance(point, Mapping)]
        if sorted(map(str, labels)) != sorted(map(str, categories)):
            yield Problem(f"{at}/series/{index}/data", "must have one point for each of axis_config's categories")


def _block(
    required: Mapping[str, Shape],
    optional: Mapping[str, Shape] | None = None,
    *rules: Rule,
    surfaces: frozenset[Surface] = EVERYWHERE,
) -> Record:
    """A block: each may carry a block_id."""
    return Record(required, {"block_id": ID, **(optional or {})}, rules, surfaces)


_CELL = OneOf(
    {
        "raw_text": Record({"text": FREE}),
        "raw_number": Record({"value": Number(whole=False), "text": FREE}),
        "rich_text": RICH_TEXT,
    }
)
_ROW = Items(_CELL, 20)
_POINT = Record({"label": String(20), "value": Number(whole=False)})
_SERIES = Items(Record({"name": String(20), "data": Items(_POINT, 20)}), 6, unique="name")
_AXIS = Record({"categories": Items(String(20), 20)}, {"x_label": String(50), "y_label": String(50)})
_PLOT = Record({"series": _SERIES, "axis_config": _AXIS}, {}, (_labels_match,))
CHARTS = OneOf({"pie": Record({"segments": Items(_POINT, 6)}), "line": _PLOT, "bar": _PLOT, "area": _PLOT})

_COLUMN = Record({}, {"align": Choice(("left", "center", "right")), "is_wrapped": Flag()})
_SOURCE = OneOf({"url": Record({"url": String(3000, form=WEB), "text": FREE})})
_TASK = _block(
    {"task_id": FREE, "title": FREE, "status": Choice(("pending", "in_progress", "complete", "error"))},
    {"details": RICH, "output": RICH, "sources": Items(_SOURCE)},
    surfaces=MESSAGES,
)
_CARD = _block(
    {},
    {
        "hero_image": IMAGE,
        "icon": IMAGE,
        "title": words(150),
        "subtitle": words(150),
        "body": words(200),
        "actions": Items(elements("button"), 25, unique="action_id"),
    },
    any_of("hero_image", "title", "actions", "body"),
    surfaces=MESSAGES,
)
_NESTABLE: Mapping[str, Record] = {
    "actions": _block({"elements": Items(ACTIONS, 25, unique="action_id")}),
    "context": _block({"elements": Items(OneOf({**IMAGE.records, **words(2000).records}), 10)}),
    "divider": _block({}),
    "file": _block({"external_id": ID, "source": Choice(("remote",))}, surfaces=MESSAGES),
    "header": _block({"text": plain(150)}),
    "image": _block(
        {"alt_text": String(2000)},
        {**IMAGE_SOURCE, "title": plain(2000)},
        one_of("image_url", "slack_file"),
    ),
    "input": _block(
        {"label": plain(2000), "element": INPUTS},
        {"hint": plain(2000), "optional": Flag(), "dispatch_action": Flag()},
    ),
    "rich_text": RICH_TEXT,
    "section": _block(
        {},
        {"text": words(3000), "fields": Items(words(2000), 10), "accessory": ACCESSORIES, "expand": Flag()},
        any_of("text", "fields"),
    ),
    "table": _block(
        {"rows": Items(_ROW, 100)},
        {"column_settings": Items(_COLUMN, 20, gaps=True)},
        _cells_fit,
        surfaces=MESSAGES,
    ),
    "video": _block(
        {
            "alt_text": String(2000),
            "title": plain(199),
            "thumbnail_url": String(3000, form=WEB),
            "video_url": String(3000, form=SECURE),
        },
        {
            "title_url": String(3000, form=SECURE),
            "description": plain(200),
            "provider_icon_url": String(3000, form=WEB),
            "provider_name": FREE,
            "author_name": String(49),
        },
    ),
}
BLOCKS: Mapping[str, Record] = {
    **_NESTABLE,
    "alert": _block(
        {"text": words(200)},
        {"level": Choice(("default", "info", "warning", "error", "success"))},
        surfaces=MODALS,
    ),
    "call": _block({"call_id": FREE}, {"api_decoration_available": Flag()}, surfaces=MESSAGES),
    "card": _CARD,
    "carousel": _block({"elements": Items(OneOf({"card": _CARD}), 10)}, surfaces=MESSAGES),
    "container": _block(
        {"child_blocks": Items(OneOf(_NESTABLE), 10)},
        {
            "title": plain(150),
            "rich_text_title": RICH,
            "subtitle": words(150),
            "width": Choice(("narrow", "standard", "wide", "full")),
            "icon": IMAGE,
            "is_collapsible": Flag(),
            "default_collapsed": Flag(),
            "has_header_divider": Flag(),
        },
        any_of("title", "rich_text_title"),
        _collapsing,
        surfaces=MESSAGES,
    ),
    "context_actions": _block(
        {"elements": Items(elements("feedback_buttons", "icon_button"), 5, unique="action_id")},
        surfaces=MESSAGES,
    ),
    "data_table": _block(
        {"rows": Items(_ROW, 101, least=2), "caption": FREE},
        {"page_size": Number(1, 100), "row_header_column_index": Number(0, 19)},
        _cells_fit,
        _even_rows,
        _plain_header,
        surfaces=MESSAGES,
    ),
    "data_visualization": _block({"title": String(50), "chart": CHARTS}, surfaces=MESSAGES),
    "markdown": _block({"text": FREE}, surfaces=MESSAGES),
    "plan": _block({"title": FREE}, {"tasks": Items(OneOf({"task_card": _TASK}))}, surfaces=MESSAGES),
    "task_card": _TASK,
}
