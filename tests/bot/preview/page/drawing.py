"""Blocks of a test's own on the page in a real browser: what is drawn of them, and what using them tells the server."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.preview.elements import elements, with_ids
from bot.preview.files import File
from bot.preview.page.serving import Page
from tests.bot.preview.block_samples import element, plain
from tests.browsing import SCREENSHOTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator

Json = dict[str, Any]
ME, ANN, ROOM = "U1", "U2", "C1"
PATIENCE_MS = 15_000
PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
"""One pixel."""
SEEN = """root => {
  const all = [...root.querySelectorAll("*")];
  const heard = ["alt", "aria-label", "title", "placeholder"];
  const names = all.filter(one => one.checkVisibility()).flatMap(one => heard.map(key => one.getAttribute(key)));
  const offered = all.filter(one => one.matches("option, optgroup")).map(one => one.label);
  const charted = all.filter(one => one.matches("svg text")).map(one => one.textContent);
  return [root.innerText, ...names, ...offered, ...charted].filter(Boolean).join("\\n");
}"""
"""What people see or hear of a part of the page."""
_STATE: Json = {
    "people": [{"id": ME, "name": "Mia Jones", "team": "#churn"}],
    "users": [
        {"id": ME, "name": "Mia Jones", "bot": False},
        {"id": ANN, "name": "Ann Lee", "bot": False},
        {"id": "U9", "name": "mlops-advisor", "bot": True},
    ],
    "channels": [{"id": ROOM, "name": "churn", "kind": "public", "latest": ""}],
    "shown": ROOM,
    "messages": [],
    "chosen": {},
    "home": None,
    "modal": None,
    "prompts": [],
    "prompts_title": "",
    "status": "",
    "commands": [],
    "samples": True,
    "refused": [],
    "underneath": {"conversation": [], "capabilities": [], "scales": []},
    "next": None,
    "now": 1_795_000_000,
}


class Drawing:
    """A page that shows what a test puts on it, in a browser; `done` is what was done on it, `wrong` its errors."""

    def __init__(self, browser: Browser, dark: bool = False) -> None:
        self.done: list[Mapping[str, Any]] = []
        self.wrong: list[str] = []
        self._state = dict(_STATE)
        self._count = itertools.count(1)
        self._changed = threading.Condition()
        self.taken = threading.Event()
        """Cleared, it holds up what is done."""
        self.taken.set()
        self._server = Page(self._show, self._do, _file, self._changed)
        self._server.start()
        self._context = browser.new_context(
            viewport={"width": 1100, "height": 900},
            color_scheme="dark" if dark else "light",
            timezone_id="Europe/Berlin",
            locale="en-US",
        )
        self.page = self._context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("dialog", self._refuse)
        self.page.add_init_script("window.opened = []; window.open = (...said) => { window.opened.push(said); }")
        self.page.goto(self._server.url)
        self.page.get_by_role("navigation").wait_for()

    def close(self) -> None:
        """Close the browser's page and the server behind it."""
        self._context.close()
        self._server.stop()

    def message(self, *blocks: Json, text: str = "", chosen: Mapping[str, Any] | None = None) -> Locator:
        """The blocks as a new message, the only one; once it is drawn."""
        ts = f"{1_795_000_000 + next(self._count)}.000100"
        sent = self._with_ids(blocks)
        said = {"user": "U9", "bot": True, "text": text, "thread_ts": None, "ephemeral": False, "edited": False}
        self._put(
            messages=[{**said, "ts": ts, "blocks": sent, "files": []}],
            chosen={ts: self._choices(sent) if chosen is None else chosen},
            modal=None,
        )
        found = self.page.locator(f'article[data-ts="{ts}"]')
        found.wait_for()
        return found.locator(".said")

    def modal(self, *blocks: Json) -> Locator:
        """The blocks as a new modal, once it is drawn."""
        sent, number = self._with_ids(blocks), next(self._count)
        shown = {"title": f"Form {number}", "submit": "Submit", "close": "", "hash": "h", "errors": {}}
        self._put(modal={**shown, "id": f"V{number}", "blocks": sent, "values": self._choices(sent)}, messages=[])
        found = self.page.get_by_role("dialog", name=f"Form {number}")
        found.wait_for()
        return found.locator(".modal-body")

    def last(self) -> Mapping[str, Any]:
        """What was done last, once something was."""
        return self.all(1)[-1]

    def all(self, many: int) -> list[Mapping[str, Any]]:
        """What was done, once so much was."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.done) >= many, PATIENCE_MS / 1000):
                raise TimeoutError(f"{len(self.done)} things were done, not {many}")
            return list(self.done)

    def learns(self, chosen: Mapping[str, Any], status: str) -> None:
        """Let Slack know these choices of the message that is shown, once the page has seen it."""
        with self._changed:
            (ts,) = self._state["chosen"]
            self._state = {**self._state, "chosen": {ts: chosen}, "status": status}
            self._changed.notify_all()
        self.page.get_by_text(status).wait_for()

    def opened(self) -> list[list[str]]:
        """What the page opened elsewhere: address, target, features."""
        return list(self.page.evaluate("window.opened.splice(0)"))

    def shoot(self, name: str) -> None:
        """Keep what is on the screen, for people to look at."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"blocks_{name}.png")

    def _put(self, **changes: Any) -> None:
        with self._changed:
            self.done.clear()
            self._state = {**self._state, **changes}
            self._changed.notify_all()

    def _with_ids(self, blocks: Sequence[Json]) -> list[Json]:
        return list(with_ids(blocks, lambda: f"id{next(self._count)}"))

    def _choices(self, blocks: Sequence[Json]) -> Json:
        chosen: dict[str, Json] = {}
        for one in elements(blocks):
            if one.keeps_state:
                chosen.setdefault(one.block_id, {})[one.action_id] = one.chosen(one.state(one.initial()))
        return chosen

    def _show(self, person: str, place: str) -> Mapping[str, Any]:
        return self._state

    def _do(self, said: Mapping[str, Any]) -> str:
        if said.get("act") != "zone":
            self.taken.wait(PATIENCE_MS / 1000)
            with self._changed:
                self.done.append(said)
                self._changed.notify_all()
        return ""

    def _note(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.wrong.append(said.text)

    def _refuse(self, dialog: Dialog) -> None:
        self.wrong.append(f"a dialog: {dialog.message}")
        dialog.dismiss()


def assert_told(words: list[str], place: Locator) -> None:
    """Every word is to be seen or heard there."""
    assert words, "there is no word to look for"
    for menu in place.get_by_role("button", name="More", exact=True).all():
        menu.click()
    seen = str(place.evaluate(SEEN)).split()
    missing = [word for word in words if word not in seen]
    assert not missing, f"dropped: {missing}"


def usable(name: str) -> Json:
    """The sample of an element that asks nothing before it is used."""
    sample = {key: value for key, value in element(name, action_id="use").items() if key != "confirm"}
    if name == "feedback_buttons":
        sample["negative_button"] = {"text": plain(), "value": "worse", "accessibility_label": "bad"}
    return sample


def _file(id: str) -> File | None:
    if not id.startswith("F"):
        return None
    return File(
        id=id,
        name=f"{id}.png",
        length=len(PICTURE),
        owner="U9",
        team_id="T1",
        domain="acme",
        created=0,
        upload_key="key",
        content=PICTURE,
    )
