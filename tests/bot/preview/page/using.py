"""The page of a try in a real browser, used as a person would: by what is written on it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from bot.preview.page.running import Trial
from tests.browsing import SCREENSHOTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)
WIDE, HIGH = 1280, 860
IN_THE_README = {"3_result": "result.png", "8_digest": "digest.png"}
"""Pictures that `make pictures` makes anew, by the name under which a test looks at them."""


@dataclass
class Using:
    """One browser with the page of one try; `wrong` lists every error that the page or its console had."""

    trial: Trial
    browser: Browser
    dark: bool = False
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        context = self.browser.new_context(
            viewport={"width": WIDE, "height": HIGH},
            color_scheme="dark" if self.dark else "light",
            timezone_id="Europe/Berlin",
            locale="en-US",
        )
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.goto(self.trial.page.url)
        self.page.get_by_role("navigation").wait_for()

    def _note(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.wrong.append(said.text)

    def be(self, name: str) -> None:
        """Be another of the three."""
        self.page.get_by_role("navigation").locator("label", has_text=name).click()
        self.page.get_by_role("radio", name=name).and_(self.page.locator(":checked")).wait_for(state="attached")

    def go(self, place: str) -> None:
        """Go to a channel, to the bot's messages, or to its Home tab."""
        self.page.get_by_role("navigation").get_by_role(
            "button", name=re.compile(f"^{re.escape(place)}( new)?$")
        ).click()

    @property
    def composer(self) -> Locator:
        """Where messages are typed."""
        return self.page.get_by_role("main").get_by_role("textbox", name=re.compile("^Message "))

    def say(self, text: str, within: Locator | None = None) -> None:
        """Type something and send it."""
        box = within.get_by_role("textbox", name=re.compile("^Message ")) if within else self.composer
        box.fill(text)
        box.press("Enter")

    @property
    def messages(self) -> Locator:
        """What stands in the conversation, oldest first."""
        return self.page.get_by_role("log").locator("article")

    def message(self, words: str | re.Pattern[str]) -> Locator:
        """The newest message with these words, once it is there."""
        found = self.messages.filter(has_text=words).last
        found.wait_for()
        return found

    def asked(self) -> Locator:
        """The newest message, once it has something to press."""
        expect(self.choices(self.messages.last).first).to_be_visible()
        return self.messages.nth(self.messages.count() - 1)

    def choices(self, message: Locator) -> Locator:
        """The buttons that the bot put into a message."""
        return message.locator(".block button")

    def until_not(self, ts: str | None) -> None:
        """Wait until the newest message is another than this."""
        expect(self.messages.last).not_to_have_attribute("data-ts", str(ts))

    def press(self, label: str, within: Locator | None = None) -> None:
        """Press a button by what is written on it, the newest of several."""
        (within or self.page).locator("button", has_text=re.compile(f"^{re.escape(label)}$")).last.click()

    @property
    def modal(self) -> Locator:
        """The modal that is open, once it is."""
        found = self.page.locator("dialog[open]")
        found.wait_for()
        return found

    def news(self, place: str) -> None:
        """Wait until something new is in a channel that is not open."""
        self.page.get_by_role("navigation").get_by_role("button", name=f"{place} new").wait_for()

    def choose(self, form: Locator, label: str) -> None:
        """Choose one of several in a form."""
        form.get_by_text(label, exact=True).click()

    def seen(self, picture: Locator) -> None:
        """Wait until a picture is there, all of it."""
        picture.evaluate("picture => picture.decode()")

    def close(self) -> None:
        """Close the modal."""
        self.page.keyboard.press("Escape")
        self.page.locator("dialog[open]").wait_for(state="detached")

    def looked_at(self, name: str) -> None:
        """Keep what is on the screen for people to look at; nothing on it may keep anybody from using it."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.mouse.move(0, 0)
        self.page.screenshot(path=SCREENSHOTS / f"try_{name}{'_dark' if self.dark else ''}.png")
        if name in IN_THE_README and (folder := os.environ.get("PICTURES")):
            self.page.screenshot(path=Path(folder) / IN_THE_README[name])
        if barriers := self.barriers():
            raise AssertionError("\n".join(barriers))

    def barriers(self) -> list[str]:
        """What keeps somebody from using what is on the screen, as axe sees it."""
        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}" for one in found]

    def end(self) -> None:
        """Close it."""
        self.page.context.close()
