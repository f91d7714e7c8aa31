"""The report in a real browser: on a phone and on a desk, in light and dark, on paper, and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from bot.exporting.report import html_bytes
from bot.store.evidence import Evidence
from tests.bot.exporting.kept import FORGED, LIBRARY, busy, trail
from tests.browsing import SCREENSHOTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


Scheme = Literal["light", "dark"]
PHONE, DESK, A4 = 390, 1280, 794
"""Widths in CSS pixels; A4 paper has 794."""
LEAST_CONTRAST = 4.5

CONTRASTS = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = color => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = color => {
    const [r, g, b] = color.slice(0, 3).map(c => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const behind = element => {
    for (let one = element; one; one = one.parentElement) {
      const color = rgba(getComputedStyle(one).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const low = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!text || !element.getClientRects().length) continue;
    const [one, other] = [light(rgba(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a);
    const ratio = (one + .05) / (other + .05);
    if (ratio < LEAST) low.push([text.slice(0, 40), ratio]);
  }
  return low;
}""".replace("LEAST", str(LEAST_CONTRAST))

OUTSIDE = """() => [...document.querySelectorAll('body *')].filter(one => {
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  return box.width > 1 && style.clipPath === 'none' && !one.closest('.skip')
    && (box.right > innerWidth + 1 || box.left < -1);
}).map(one => one.outerHTML.slice(0, 120))"""

CUT = """() => [...document.querySelectorAll('th, td, h1, h2, h3, p, li')]
  .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline'
    && one.clientWidth > 1).map(one => one.outerHTML.slice(0, 120))"""


@dataclass
class Seen:
    """A page that was opened, and what it did beside being shown."""

    page: Page
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a busy team with a long name, as a file."""
    folder = tmp_path_factory.mktemp("report")
    kept = busy(folder, name="Churn forecasting")
    file = folder / "report.html"
    file.write_bytes(html_bytes(LIBRARY, kept.export("U1")))
    return file


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a team whose name is markup, and where people typed long words without a blank."""
    folder = tmp_path_factory.mktemp("forged")
    kept = busy(folder, name=FORGED + "W" * 60, people=2)
    backing = Evidence("N" * 300, f"https://example.com/{'a' * 300}", "2026-11-01", "")
    kept.result(kept.answered("U1", trail(1), backing), kept.answered("U2", trail(2)))
    kept.action(next(iter(LIBRARY.steps)), "dropped", title="T" * 200, reason="R" * 300)
    file = folder / "report.html"
    file.write_bytes(html_bytes(LIBRARY, kept.export("U1")))
    return file


@contextmanager
def opened(browser: Browser, file: Path, width: int, scheme: Scheme = "light") -> Iterator[Seen]:
    """A file in a window of this width, cut off from every network."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    page = context.new_page()
    seen = Seen(page)
    page.route(re.compile("^(?!file:|data:)"), lambda route: route.abort())
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("dialog", lambda dialog: seen.complaints.append(dialog.message))
    page.on("request", lambda one: None if one.url.startswith("data:") else seen.complaints.append(one.url))
    page.goto(file.as_uri())
    assert seen.complaints.pop(0) == file.as_uri()
    try:
        yield seen
    finally:
        context.close()


def keep(page: Page, name: str) -> None:
    """Leave a picture of the whole page for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, PHONE, 740, DESK])
def test_it_fits_any_screen_is_legible_on_it_and_asks_nobody_for_anything(
    browser: Browser, report: Path, width: int, scheme: Scheme
) -> None:
    with opened(browser, report, width, scheme) as seen:
        page = seen.page
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate(CUT) == []
        assert page.evaluate(CONTRASTS) == []
        if width in (PHONE, DESK):
            keep(page, f"report-{width}-{scheme}")
        assert seen.complaints == []


@pytest.mark.parametrize("width", [PHONE, 740, DESK])
def test_a_name_that_is_markup_and_far_too_long_is_text_that_fits(browser: Browser, forged: Path, width: int) -> None:
    with opened(browser, forged, width) as seen:
        assert "<script>alert(1)</script>" in (seen.page.text_content("h1") or "")
        assert seen.page.locator("script, img:not([alt])").count() == 0
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.page.evaluate(OUTSIDE) == []
        assert seen.complaints == []


def test_every_picture_is_loaded_and_told_in_words(browser: Browser, report: Path) -> None:
    with opened(browser, report, DESK) as seen:
        pictures = seen.page.evaluate(
            "[...document.images].map(one => [one.naturalWidth, one.alt, one.width / one.height])"
        )
        assert len(pictures) == 3
        for width, alt, ratio in pictures:
            assert width >= 1200
            assert len(alt) > 60
            assert 0.9 < ratio < 1.9


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_screen_reader_hears_headings_tables_and_landmarks_at_any_width(
    browser: Browser, report: Path, width: int
) -> None:
    with opened(browser, report, width) as seen:
        page = seen.page
        for role in ("banner", "navigation", "main", "contentinfo"):
            assert page.get_by_role(role).count() == 1, role
        ranks = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(one => +one.tagName[1])")
        assert ranks[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(ranks))
        tables = page.get_by_role("table").count()
        assert tables == page.locator("table").count() > 5
        assert page.get_by_role("columnheader").count() == page.locator("thead th").count()
        assert page.get_by_role("cell").count() == page.locator("td").count()
        assert page.locator("th:not([scope])").count() == 0
        named = page.evaluate("[...document.querySelectorAll('table')].every(one => one.caption.textContent.trim())")
        assert named
        assert page.get_attribute("html", "lang") == "en"


def test_by_keyboard_the_first_stop_skips_to_the_report_and_every_stop_is_seen(browser: Browser, report: Path) -> None:
    with opened(browser, report, DESK) as seen:
        page = seen.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#report"
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
        for _ in range(page.locator("nav a").count()):
            page.keyboard.press("Tab")
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        page.keyboard.press("Enter")
        assert page.url.endswith("#sources")


def test_on_paper_it_is_dark_on_white_and_nothing_is_cut(browser: Browser, report: Path) -> None:
    with opened(browser, report, A4 - 106, "dark") as seen:
        page = seen.page
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate(CONTRASTS) == []
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate(CUT) == []
        assert page.locator("nav").is_hidden()
        keep(page, "report-print")
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        printed = page.pdf(path=SCREENSHOTS / "report.pdf", prefer_css_page_size=True, print_background=True)
        assert printed.startswith(b"%PDF")
        pages = len(re.findall(rb"/Type\s*/Page\b", printed))
        assert 5 < pages < 20
        assert b"/MediaBox [0 0 594" in printed or b"/MediaBox [0 0 595" in printed
