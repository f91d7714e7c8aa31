"""Each block on its own: its keys, its limits and the surfaces that take it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.preview.limits import Refusal
from tests.bot.preview.block_samples import (
    BLOCKS,
    CARD,
    EVERYWHERE,
    JUNK,
    KEYS,
    NUMBER,
    SECTION,
    SEND,
    SOURCE,
    Json,
    act,
    block,
    button,
    cell,
    plain,
    plot,
    point,
    post,
    publish,
    resized,
    rich,
    show,
    stays_within,
    web,
    words,
)

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


def chart(payload: Json) -> tuple[Refusal, ...]:
    return show("data_visualization", chart=payload)


def pie(*labels: str) -> tuple[Refusal, ...]:
    return chart({"type": "pie", "segments": [point(label) for label in labels]})


def by_file(file: Json, **more: Any) -> tuple[Refusal, ...]:
    return post({"type": "image", "alt_text": "a", "slack_file": file, **more})


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
    "chart x_label": (50, lambda n: chart(plot(x_label="w" * n))),
    "chart y_label": (50, lambda n: chart(plot(y_label="w" * n))),
}


@pytest.mark.parametrize(("name", "path"), BLOCK_LIMITS)
def test_a_block_is_accepted_at_its_limit_and_refused_above_it(name: str, path: str) -> None:
    send = SEND[min(BLOCKS[name][2])]
    stays_within(BLOCK_LIMITS[name, path], lambda size: send(resized(block(name), path, size)))


@pytest.mark.parametrize("counted", OTHER_LIMITS)
def test_at_a_limit_a_payload_is_accepted_and_above_it_refused(counted: str) -> None:
    stays_within(*OTHER_LIMITS[counted])


def test_all_problems_of_a_payload_come_back_at_once() -> None:
    found = post({"type": "header", "text": words(200)}, {"type": "nonsense"}, button(), text="")
    assert [refusal.error for refusal in found] == ["no_text"] + ["invalid_blocks"] * 3


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


@pytest.mark.parametrize("value", [None, 7, "text", [], {}, {"type": "mrkdwn"}, {"type": "html", "text": "x"}])
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


def test_a_plan_without_tasks_still_belongs_in_a_message() -> None:
    assert post({"type": "plan", "title": "Plan"}) == ()
    assert publish({"type": "plan", "title": "Plan"})


def test_a_card_needs_something_to_show() -> None:
    for key in ("hero_image", "title", "actions", "body"):
        assert post({"type": "card", key: CARD[key]}) == ()
    assert post({"type": "card", "subtitle": words()})


def test_the_header_of_a_data_table_is_plain_and_its_rows_are_even() -> None:
    assert show("data_table", rows=[[rich()], [cell()]])
    assert show("data_table", rows=[["Team"], [cell()]])
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


def test_too_many_or_too_long_labels_are_refused_on_the_axis_and_in_the_series() -> None:
    many = plot(points=21)
    long = json.loads(json.dumps(plot()).replace("p0", "w" * 21))
    for payload, points, categories in (
        (many, "/series/0/data ", "/axis_config/categories "),
        (long, "/series/0/data/0/label ", "/axis_config/categories/0 "),
    ):
        found = [refusal.detail for refusal in chart(payload)]
        assert [points in detail or categories in detail for detail in found] == [True, True]
    assert chart(json.loads(json.dumps(plot()).replace("p0", "w" * 20))) == ()


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
        listing(border=-1),
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


@given(name=st.sampled_from(sorted(BLOCKS)), key=st.sampled_from(KEYS), value=JUNK)
def test_no_nonsense_in_a_block_makes_the_rules_themselves_fail(name: str, key: str, value: Any) -> None:
    assert all(refusal.error == "invalid_blocks" for refusal in post(block(name, **{key: value})))
