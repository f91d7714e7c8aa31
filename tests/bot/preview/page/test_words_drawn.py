"""Texts on the page, in a real browser: each as Slack reads it, and none that does harm."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

from tests.bot.preview.block_samples import (
    HOLDERS,
    IMAGE,
    Json,
    block,
    button,
    plain,
    rich,
)
from tests.bot.preview.page.drawing import Drawing, assert_told, usable
from tests.bot.preview.page.mrkdwn_samples import DATE, MRKDWN

if TYPE_CHECKING:
    from playwright.sync_api import Locator


MARKUP = """root => {
  const told = node => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    const inside = [...node.childNodes].map(told).join("");
    const kind = ["quote", "code-block", "mention", "lines"].find(one => node.classList.contains(one));
    if (kind === "lines") return `[${inside}]`;
    const tag = kind ?? node.tagName.toLowerCase();
    if (tag === "a") return `<a ${node.getAttribute("href")}>${inside}</a>`;
    return kind || ["strong", "em", "s", "code"].includes(tag) ? `<${tag}>${inside}</${tag}>` : inside;
  };
  return told(root);
}"""
"""What is drawn of a text, with only the tags that mean something; lines stand in brackets."""


def markup(place: Locator, within: str = ".slack_blocks_to_jsx__section") -> str:
    return str(place.locator(within).evaluate(MARKUP))


@pytest.mark.parametrize("text", MRKDWN)
def test_mrkdwn_reads_as_in_slack(text: str, drawing: Drawing) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    assert markup(drawing.message(section)) == MRKDWN[text]


def test_a_message_without_blocks_reads_as_in_slack(drawing: Drawing) -> None:
    assert (
        markup(drawing.message(text="*bold?*\nfor <@U2>"))
        == "[<strong>bold?</strong>\nfor <mention>@Ann Lee</mention>]"
    )


def test_verbatim_makes_no_link_of_what_was_typed_but_keeps_markup(drawing: Drawing) -> None:
    text = {"type": "mrkdwn", "text": "*b* https://a.example <@U2> @here", "verbatim": True}
    expected = "[<strong>b</strong> https://a.example <mention>@Ann Lee</mention> @here]"
    assert markup(drawing.message({"type": "section", "text": text})) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*a* _b_ `c` <@U2>", "*a* _b_ `c` <@U2>"),
        ("> a\n\nb   c", "> a\n\nb   c"),
        ("a &amp; b &lt;i&gt; &amp;lt;", "a & b <i> &lt;"),
        ("https://a.example :tada:", "https://a.example 🎉"),
        ("# a\n1. b\n```c```", "# a\n1. b\n```c```"),
    ],
)
def test_plain_text_is_no_mrkdwn(text: str, expected: str, drawing: Drawing) -> None:
    written = {"type": "plain_text", "text": text}
    place = drawing.message(
        {"type": "section", "text": written, "fields": [written]},
        {"type": "header", "text": written},
        {"type": "context", "elements": [written]},
        {"type": "actions", "elements": [button(text=written)]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": text}]]},
    )
    assert markup(place) == expected * 2
    for within in ("header", "context", "actions", "table"):
        assert markup(place, f".slack_blocks_to_jsx__{within}") == expected


def test_plain_text_keeps_its_lines_and_its_emoji_codes_where_asked(drawing: Drawing) -> None:
    place = drawing.message({"type": "section", "text": {"type": "plain_text", "text": "a :tada:\nb", "emoji": False}})
    assert place.locator(".slack_blocks_to_jsx__section").inner_text().strip() == "a :tada:\nb"


def test_an_inputs_hint_keeps_its_lines(drawing: Drawing) -> None:
    hint = {"type": "plain_text", "text": "a *b*\nc &amp; d"}
    place = drawing.modal({**HOLDERS["input"](usable("plain_text_input")), "hint": hint})
    assert place.locator(".hint").inner_text() == "a *b*\nc & d"


def test_an_option_says_its_text_as_text(drawing: Drawing) -> None:
    offered = {"text": {"type": "plain_text", "text": "R&amp;D *x*"}, "value": "a"}
    menus = [{"type": kind, "action_id": kind, "options": [offered]} for kind in ("static_select", "checkboxes")]
    place = drawing.message({"type": "actions", "elements": menus})
    assert place.get_by_role("option").all_inner_texts()[-1] == "R&D *x*"
    assert place.get_by_role("checkbox", name="R&D *x*").count() == 1


def test_a_changed_text_and_a_changed_name_are_drawn_anew(drawing: Drawing) -> None:
    place = drawing.message({"type": "section", "block_id": "b", "text": {"type": "mrkdwn", "text": "one <@U5>"}})
    assert "one @U5" in place.inner_text()
    state = drawing._state
    changed = copy.deepcopy(state["messages"])
    changed[0]["blocks"][0]["text"]["text"] = "two <@U5>"
    drawing._put(messages=changed, users=[*state["users"], {"id": "U5", "name": "Eve", "bot": False}])
    place.get_by_text("two @Eve").wait_for()


# --- no text does harm ---

EVIL = "javascript:alert(1)"
HTML = "<img src=x onerror=alert(1)><script>alert(1)</script><a href='javascript:alert(1)'>x</a>"


def assert_harmless(drawing: Drawing, place: Locator) -> None:
    """No script, no picture from elsewhere, no link but to the web; what was tried would also have opened a dialog."""
    addresses = place.locator("a").evaluate_all("all => all.map(one => one.href)")
    assert [one for one in addresses if one and not one.startswith(("https://", "http://127.0.0.1"))] == []
    sources = place.locator("img, iframe, script, object, embed").evaluate_all("all => all.map(one => one.src)")
    assert [one for one in sources if not one.startswith("http://127.0.0.1")] == []
    for link in place.locator("a").all():
        assert link.get_attribute("target") == "_blank"
        assert "noopener" in (link.get_attribute("rel") or "")
    for found in place.locator("button").all():
        if found.is_visible():
            found.click()
    assert [one for one in drawing.opened() if EVIL in one] == []


TRIED = (f"<{EVIL}|x>", f"<{EVIL.upper()}>", f"[x]({EVIL})", HTML, "<data:text/html,x|x>", "<vbscript:x> <file:///x|x>")


@pytest.mark.parametrize("text", TRIED)
def test_text_makes_no_html_and_no_script_link(text: str, drawing: Drawing) -> None:
    written: list[Json] = [{"type": kind, "text": text} for kind in ("mrkdwn", "plain_text")]
    place = drawing.message(
        *({"type": "section", "text": one, "fields": [one]} for one in written),
        {"type": "context", "elements": written},
        {"type": "header", "text": written[1]},
        {"type": "markdown", "text": text},
        {"type": "table", "rows": [[{"type": "raw_text", "text": text}]]},
        {"type": "card", "title": written[0], "body": written[1]},
        {"type": "task_card", "task_id": "t", "title": text, "status": "error", "details": rich(text)},
        {"type": "hologram", "note": text},
        rich(text),
    )
    assert place.locator(".slack_blocks_to_jsx__header").inner_text() == text
    assert_harmless(drawing, place)


def test_no_address_runs_a_script(drawing: Drawing) -> None:
    link = {"type": "link", "url": EVIL, "text": "in rich text"}
    date = {"type": "date", "timestamp": DATE, "format": "{date_num}", "url": EVIL}
    source = {"type": "url", "url": EVIL, "text": "a source"}
    place = drawing.message(
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [link, date]}]},
        {"type": "task_card", "task_id": "t", "title": "Look", "status": "complete", "sources": [source]},
        {"type": "actions", "elements": [button(action_id="x", url=EVIL)]},
        {"type": "section", "text": {"type": "mrkdwn", "text": f"<!date^{DATE}^{{date_num}}^{EVIL}|then>"}},
        {"type": "video", "alt_text": "a film", "title": plain(), "video_url": EVIL, "thumbnail_url": EVIL},
    )
    assert_told(["rich", "source", "2026-11-18", "film"], place)
    assert_harmless(drawing, place)


def test_a_picture_from_elsewhere_is_told_and_not_loaded(drawing: Drawing) -> None:
    asked: list[str] = []
    drawing.page.on("request", lambda request: asked.append(request.url))
    place = drawing.message(
        {**IMAGE, "title": {"type": "plain_text", "text": "Title"}},
        {"type": "context", "elements": [{**IMAGE, "alt_text": "an icon"}]},
        {"type": "section", "text": plain(), "accessory": {**IMAGE, "alt_text": "beside"}},
        {"type": "image", "alt_text": "elsewhere", "slack_file": {"url": "https://files.example/F1"}},
        {"type": "markdown", "text": "![painted](https://example.com/p.png)"},
        block("card"),
    )
    boxes = place.get_by_role("group", name="A picture of type image")
    assert boxes.count() == 6
    assert_told(["chart", "Title", "icon", "beside", "elsewhere", "painted"], place)
    assert place.locator("img").count() == 0
    assert [url for url in asked if "example" in url] == []
