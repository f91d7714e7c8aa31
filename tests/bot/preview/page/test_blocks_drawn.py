"""Blocks and elements on the page, in a real browser: nothing they say is dropped, and using one tells what Slack would.

Every kind that Slack has; its texts stand in test_words_drawn.py.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import slack_sdk.models.blocks as sdk
from axe_playwright_python.sync_playwright import Axe

import bot
from tests.bot.preview.block_samples import (
    BLOCKS,
    CARD,
    ELEMENTS,
    HOLDERS,
    Json,
    block,
    button,
    element,
    option,
    options,
    plain,
    plot,
)
from tests.bot.preview.page.drawing import ANN, ME, ROOM, Drawing, assert_told, usable
from tests.bot.preview.page.mrkdwn_samples import MRKDWN

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator


SAID_UNDER = {
    *("text", "alt_text", "title", "caption", "name", "provider_name", "author_name", "accessibility_label"),
    *("x_label", "y_label", "call_id", "external_id"),
}
"""The keys under which a string is for people to read, or all that there is to tell of something."""
NOT_SHOWN = ("confirm", "workflow", "initial_option", "initial_options", "initial_value")
"""What stands there only once something is pressed or chosen, or for Slack alone."""
NO_USE = {"image", "workflow_button", "external_select", "multi_external_select", "file_input"}
"""Elements with which nobody can tell the bot anything here: they show something, or need another server."""
OWN_PICTURE = {"type": "image", "alt_text": "a chart", "slack_file": {"id": "F1"}}


def telling(sample: Json) -> tuple[Json, list[str]]:
    """The sample with other words in every place where words stand, and these words."""
    words: list[str] = []
    labels: dict[str, str] = {}

    def fresh() -> str:
        words.append(f"Word{len(words)}")
        return words[-1]

    def changed(part: Any, key: str = "") -> Any:
        if isinstance(part, dict):
            return {name: changed(value, name) for name, value in part.items() if name not in NOT_SHOWN}
        if isinstance(part, list):
            return [changed(one, key) for one in part]
        if isinstance(part, str) and key in ("label", "categories"):  # A chart names each category at each point.
            return labels.get(part) or labels.setdefault(part, fresh())
        return fresh() if isinstance(part, str) and key in SAID_UNDER else part

    return changed(sample), words


def shown(drawing: Drawing, sample: Json, surfaces: set[str]) -> Locator:
    """The sample in a message, or else where it may stand."""
    return drawing.message(sample) if "message" in surfaces else drawing.modal(sample)


@pytest.mark.parametrize("name", sorted(set(BLOCKS) - {"divider"}))
def test_no_word_of_a_block_is_dropped(name: str, drawing: Drawing) -> None:
    sample, said = telling(block(name))
    assert_told(said, shown(drawing, sample, BLOCKS[name][2]))


HELD = {(name, holder) for name in ELEMENTS for holder in ELEMENTS[name][2]}


# A picker of moments in a row of elements has no words at all.
@pytest.mark.parametrize(("name", "holder"), sorted(HELD - {("datetimepicker", "actions")}))
def test_no_word_of_an_element_is_dropped(name: str, holder: str, drawing: Drawing) -> None:
    sample, said = telling(HOLDERS[holder](element(name)))
    assert_told(said, shown(drawing, sample, ELEMENTS[name][3] & BLOCKS[holder][2]))


@pytest.mark.parametrize("kind", ["line", "bar", "area"])
def test_a_chart_tells_its_series_categories_and_axes(kind: str, drawing: Drawing) -> None:
    chart = {**plot(series=3, points=4, x_label="Quarter", y_label="Level"), "type": kind}
    sample, said = telling(block("data_visualization", chart=chart))
    place = drawing.message(sample)
    assert_told(said, place)
    place.get_by_role("button", name="View as table").click()
    assert place.get_by_role("row").count() == 5


def test_a_pie_tells_its_segments(drawing: Drawing) -> None:
    segments = [{"label": "Left", "value": 3}, {"label": "Right", "value": 1}]
    place = drawing.message(block("data_visualization", chart={"type": "pie", "segments": segments}))
    assert_told(["Levels", "Left", "75%", "Right", "25%"], place)


def test_a_card_has_all_its_buttons(drawing: Drawing) -> None:
    actions = [{**button(), "text": {"type": "plain_text", "text": f"Do{n}"}, "action_id": f"a{n}"} for n in range(7)]
    place = drawing.message(block("card", actions=actions))
    assert_told([f"Do{n}" for n in range(7)], place)
    place.get_by_role("button", name="Do6").click()
    assert drawing.last()["action"] == "a6"


def test_a_rich_text_tells_all_that_stands_in_it(drawing: Drawing) -> None:
    inline: list[Json] = [
        {"type": "text", "text": "words"},
        {"type": "link", "url": "https://example.com/", "text": "paper"},
        {"type": "emoji", "name": "tada"},
        {"type": "user", "user_id": ANN},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": ROOM},
        {"type": "team", "team_id": "T9"},
        {"type": "broadcast", "range": "here"},
        {"type": "date", "timestamp": 1_795_000_000, "format": "{date_num}", "fallback": "then"},
        {"type": "color", "value": "#00ff00"},
    ]
    spaced = [one for each in inline for one in (each, {"type": "text", "text": " "})]
    section = {"type": "rich_text_section", "elements": spaced}
    parts = [
        section,
        {"type": "rich_text_list", "style": "ordered", "elements": [section, section]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]},
    ]
    place = drawing.message({"type": "rich_text", "elements": parts})
    assert_told(["words", "paper", "🎉", "@Ann", "@S1", "#churn", "T9", "@here", "2026-11-18", "#00ff00"], place)
    assert_told(["1.", "2.", "code", "quoted"], place)


def test_a_block_of_an_unknown_kind_is_a_labelled_box_with_every_word(drawing: Drawing) -> None:
    inside = {"deep": [{"text": {"type": "mrkdwn", "text": "*loud*"}}, {"label": "a name", "note": "aside"}]}
    place = drawing.message({"type": "hologram", "title": "Shining", "content": inside})
    box = place.get_by_role("group", name="A block of type hologram")
    assert_told(["hologram", "Shining", "loud", "name", "aside"], box)
    assert box.locator("strong", has_text="loud").count() == 1


def test_a_block_that_cannot_be_drawn_after_all_is_a_labelled_box(drawing: Drawing) -> None:
    broken = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": {"text": "odd"}}]}
    place = drawing.message(broken, {"type": "section", "text": plain()})
    assert "odd" in place.get_by_role("group", name="A block of type rich_text").inner_text()
    assert "wwwww" in place.inner_text()
    drawing.wrong.clear()  # React tells the console of what broke.


def test_what_the_bot_sends_is_among_the_samples() -> None:
    names = {
        alias.name
        for path in Path(bot.__path__[0]).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("slack_sdk.models.blocks")
        for alias in node.names
    }
    kinds = {str(getattr(getattr(sdk, name, None), "type", "")) for name in names}
    sent = {kind for kind in kinds if kind and not kind.startswith("<")} - {"plain_text", "mrkdwn", "raw_text"}
    assert {"section", "table", "button", "static_select", "feedback_buttons"} <= sent
    assert sent <= {*BLOCKS, *ELEMENTS}


# --- what using an element tells ---

Way = Callable[["Locator"], object]


def picked(value: str) -> Way:
    return lambda place: place.locator("select").select_option(value)


def clicked(option_text: str) -> Way:
    return lambda place: place.get_by_role("option", name=option_text).click()


def filled(value: str) -> Way:
    return lambda place: place.locator("input, textarea").fill(value)


def pressed(name: str) -> Way:
    return lambda place: place.get_by_role("button", name=name, exact=True).click()


def from_menu(place: Locator) -> None:
    place.get_by_role("button", name="More", exact=True).click()
    place.get_by_role("menuitem", name="wwwww").click()


USES: dict[str, tuple[Way, object]] = {
    "button": (pressed("go"), None),
    "icon_button": (pressed("a"), None),
    "feedback_buttons": (pressed("bad"), "worse"),
    "overflow": (from_menu, "a"),
    "checkboxes": (lambda place: place.get_by_role("checkbox", name="wwwww").uncheck(), []),
    "radio_buttons": (lambda place: place.get_by_role("radio", name="wwwww").check(), "a"),
    "static_select": (picked("a"), "a"),
    "users_select": (picked(ANN), ANN),
    "channels_select": (picked(""), None),
    "conversations_select": (picked(""), None),
    "multi_static_select": (clicked("wwwww · wwwww"), []),
    "multi_users_select": (clicked("@Ann Lee"), [ME, ANN]),
    "multi_channels_select": (clicked("#churn"), []),
    "multi_conversations_select": (clicked("#churn"), []),
    "datepicker": (filled("2026-12-24"), "2026-12-24"),
    "timepicker": (filled("10:15"), "10:15"),
    "datetimepicker": (filled("2026-12-24T10:15"), 1_798_103_700),
    "plain_text_input": (filled("one\ntwo"), "one\ntwo"),
    "rich_text_input": (filled("typed"), "typed"),
    "email_text_input": (filled("a@b.example"), "a@b.example"),
    "url_text_input": (filled("https://b.example"), "https://b.example"),
    "number_input": (filled("7"), "7"),
}
"""How each element is used, and what is chosen then."""


def test_every_element_is_used_here() -> None:
    assert set(USES) | NO_USE == set(ELEMENTS)


@pytest.mark.parametrize(
    ("name", "holder"),
    [(name, holder) for name in USES for holder in sorted(ELEMENTS[name][2]) if holder not in ("input", "context")],
)
def test_using_an_element_of_a_message_tells_which_and_what(name: str, holder: str, drawing: Drawing) -> None:
    use, choice = USES[name]
    use(drawing.message({**HOLDERS[holder](usable(name)), "block_id": "here"}))
    said = dict(drawing.last())
    assert said.pop("ts")
    assert said == {
        "act": "click",
        "person": ME,
        "channel": ROOM,
        "block": "here",
        "action": "use",
        "choice": choice,
    }


@pytest.mark.parametrize("name", [name for name in USES if "input" in ELEMENTS[name][2]])
def test_what_is_entered_in_a_form_is_submitted(name: str, drawing: Drawing) -> None:
    use, choice = USES[name]
    place = drawing.modal({**HOLDERS["input"](usable(name)), "block_id": "here", "optional": True})
    use(place)
    drawing.page.get_by_role("button", name="Submit").click()
    said = drawing.last()
    assert (said["act"], said["values"]) == ("submit", {"here": {"use": choice}})


@pytest.mark.parametrize("name", [name for name in USES if "input" in ELEMENTS[name][2]])
def test_an_input_is_found_by_its_label(name: str, drawing: Drawing) -> None:
    asked = {**HOLDERS["input"](usable(name)), "label": {"type": "plain_text", "text": "How many &amp; why"}}
    place = drawing.modal(asked)
    found = (
        place.get_by_label("How many & why")
        if name not in ("checkboxes", "radio_buttons")
        else place.get_by_role("group", name="How many & why")
    )
    assert found.count() == 1


def test_an_element_that_asks_first_is_used_only_once_the_person_agrees(drawing: Drawing) -> None:
    asks = {
        "title": {"type": "plain_text", "text": "Sure?"},
        "text": {"type": "mrkdwn", "text": "This *ends* it &amp; more"},
        "confirm": {"type": "plain_text", "text": "Yes"},
        "deny": {"type": "plain_text", "text": "No"},
    }
    place = drawing.message({"type": "actions", "elements": [button(action_id="end", value="v", confirm=asks)]})
    place.get_by_role("button", name="wwwww").click()
    dialog = drawing.page.get_by_role("dialog", name="Sure?")
    assert dialog.get_by_text("This ends it & more").locator("strong").inner_text() == "ends"
    dialog.get_by_role("button", name="No").click()
    dialog.wait_for(state="detached")
    assert drawing.done == []
    place.get_by_role("button", name="wwwww").click()
    dialog.get_by_role("button", name="Yes").click()
    assert drawing.last()["action"] == "end"


def test_a_button_on_a_card_tells_the_card(drawing: Drawing) -> None:
    cards = [{**copy.deepcopy(CARD), "block_id": f"card{n}", "actions": [button(action_id="go")]} for n in range(2)]
    place = drawing.message({"type": "carousel", "elements": cards})
    place.get_by_role("button", name="wwwww").last.click()
    assert (drawing.last()["block"], drawing.last()["action"]) == ("card1", "go")


def test_what_is_ticked_while_slack_hears_of_the_tick_before_stays_ticked_and_is_told_after_it(
    drawing: Drawing,
) -> None:
    boxes = {"type": "checkboxes", "action_id": "ticks", "options": options(3)}
    place = drawing.message({"type": "actions", "block_id": "here", "elements": [boxes]})
    first, second = (place.get_by_role("checkbox").nth(at) for at in range(2))
    drawing.taken.clear()
    first.check()
    second.check()
    drawing.learns({"here": {"ticks": ["v0"]}}, "is writing")
    assert first.is_checked()
    assert second.is_checked()
    drawing.taken.set()
    assert [one["choice"] for one in drawing.all(2)] == [["v0"], ["v0", "v1"]]
    drawing.learns({"here": {"ticks": ["v0", "v1"]}}, "has written")
    drawing.learns({"here": {"ticks": ["v1"]}}, "has changed it")
    assert not first.is_checked()


def test_what_stands_in_a_container_can_be_used(drawing: Drawing) -> None:
    menu = {"type": "static_select", "action_id": "pick", "options": options(2), "placeholder": plain()}
    held = {"type": "section", "block_id": "held", "text": plain(), "accessory": menu}
    closed = {"is_collapsible": True, "default_collapsed": True}
    place = drawing.message({"type": "container", "title": plain(), "child_blocks": [held], **closed})
    assert not place.locator("select").is_visible()
    place.locator("summary").click()
    place.locator("select").select_option("v1")
    assert (drawing.last()["block"], drawing.last()["choice"]) == ("held", "v1")


def test_options_in_groups_are_offered_under_their_labels(drawing: Drawing) -> None:
    groups = [{"label": {"type": "plain_text", "text": f"Group{n}"}, "options": [option(f"v{n}")]} for n in range(2)]
    menu = {"type": "static_select", "action_id": "pick", "option_groups": groups}
    place = drawing.message({"type": "actions", "elements": [menu]})
    assert_told(["Group0", "Group1"], place)
    place.locator("select").select_option("v1")
    assert drawing.last()["choice"] == "v1"


@pytest.mark.parametrize("address", ["https://example.com/paper", "slack://app?team=T1", "mailto:a@b.example"])
def test_a_button_with_an_address_opens_it_elsewhere_and_tells_the_bot(address: str, drawing: Drawing) -> None:
    place = drawing.message({"type": "actions", "elements": [button(action_id="read", url=address)]})
    place.get_by_role("button", name="wwwww").click()
    assert drawing.last()["action"] == "read"
    assert drawing.opened() == [[address, "_blank", "noopener,noreferrer"]]


# --- how it looks ---


def test_fields_stand_in_two_columns(drawing: Drawing) -> None:
    fields = [{"type": "mrkdwn", "text": f"Field{n}"} for n in range(4)]
    place = drawing.message({"type": "section", "fields": fields})
    boxes: list[Any] = [place.get_by_text(f"Field{n}").bounding_box() for n in range(4)]
    assert boxes[0]["y"] == boxes[1]["y"] < boxes[2]["y"] == boxes[3]["y"]
    assert boxes[0]["x"] == boxes[2]["x"] < boxes[1]["x"] == boxes[3]["x"]


def test_a_header_is_large_and_bold_and_context_small_and_gray(drawing: Drawing) -> None:
    kinds = {"header": plain(4), "section": plain(5)}
    place = drawing.message(
        *({"type": kind, "text": text} for kind, text in kinds.items()), {"type": "context", "elements": [plain(6)]}
    )
    look = """one => {
      const it = getComputedStyle(one);
      return [parseFloat(it.fontSize), Number(it.fontWeight), it.color];
    }"""
    header, section, context = (place.get_by_text("w" * count, exact=True).evaluate(look) for count in (4, 5, 6))
    assert header[0] > section[0] > context[0]
    assert header[1] >= 600 > section[1] == context[1]
    assert context[2] != section[2]


def test_a_buttons_style_is_its_color(drawing: Drawing) -> None:
    styles: tuple[Json, ...] = ({"style": "primary"}, {"style": "danger"}, {})
    row = [button(action_id=f"a{n}", **style) for n, style in enumerate(styles)]
    place = drawing.message({"type": "actions", "elements": row})
    look = "all => all.map(one => getComputedStyle(one).backgroundColor)"
    colors = place.locator(".slack_blocks_to_jsx__actions button").evaluate_all(look)
    assert colors == ["rgb(0, 122, 90)", "rgb(224, 30, 90)", "rgba(0, 0, 0, 0)"]


def test_an_uploaded_picture_is_shown(drawing: Drawing) -> None:
    place = drawing.message(
        {**OWN_PICTURE, "title": plain()},
        {"type": "context", "elements": [{**OWN_PICTURE, "alt_text": "an icon"}]},
        {"type": "section", "text": plain(), "accessory": {**OWN_PICTURE, "alt_text": "beside"}},
        {"type": "card", "title": plain(), "hero_image": {**OWN_PICTURE, "alt_text": "above"}},
        block("container", icon={**OWN_PICTURE, "alt_text": "on a frame"}),
    )
    for name in ("a chart", "an icon", "beside", "above", "on a frame"):
        picture = place.get_by_role("img", name=name)
        picture.wait_for()
        drawing.page.wait_for_function("one => one.complete && one.naturalWidth === 1", arg=picture.element_handle())


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_drawn_keeps_anybody_out(dark: bool, browser: Browser) -> None:
    page = Drawing(browser, dark)
    try:
        marks = {"type": "section", "text": {"type": "mrkdwn", "text": "\n".join(MRKDWN)}}
        pictures = {**OWN_PICTURE, "title": plain()}
        feedback = HOLDERS["context_actions"](element("feedback_buttons"))
        message = [block(name) for name in BLOCKS if "message" in BLOCKS[name][2]]
        page.page.set_viewport_size({"width": 1100, "height": 4800})
        page.message(marks, pictures, feedback, *message)
        barriers = Axe().run(page.page).response["violations"]
        page.shoot(f"messages_{'dark' if dark else 'light'}")
        held = [
            HOLDERS[holder](element(name))
            for name in ELEMENTS
            for holder in sorted(ELEMENTS[name][2] - {"context", "context_actions"})
            if "modal" in ELEMENTS[name][3]
        ]
        levels = [block("alert", level=level) for level in ("default", "info", "warning", "error", "success")]
        page.modal(*levels, *held)
        barriers += Axe().run(page.page).response["violations"]
        page.shoot(f"modal_{'dark' if dark else 'light'}")
        assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in barriers] == []
        assert page.wrong == []
    finally:
        page.close()
