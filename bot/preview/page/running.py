"""`try` in a browser: the bot in a process of its own, a local Slack beside it, and a page to use both."""

from __future__ import annotations

import signal
import threading
import time
import webbrowser
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self
from zoneinfo import available_timezones

import click

from bot.clock import stamp
from bot.preview.hosting import LOOK_SECONDS, SETTLE_SECONDS, Hosted, new_database
from bot.preview.moment import Moment
from bot.preview.page import acting, showing
from bot.preview.page.acting import Said
from bot.preview.page.company import Company
from bot.preview.page.serving import Page
from bot.preview.retries import Retries
from bot.preview.slack import LocalSlack
from bot.store import operating
from bot.store.database import Store
from knowledge import loading

HOW = """\
mlops-advisor, on this machine alone: {url}

Type /mlops there to begin. Ctrl-C ends it."""
END_SECONDS = 0.2
A_LONG_WAY = 400 * 86_400
A_BIT = 0.001


class Trial:
    """A company's Slack with the bot in it, and the page that shows it; to be used in a `with` statement.

    Raises `DidNotStart` where the bot does not start.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.database = new_database(folder).absolute()
        self.moment = Moment.new(self.database.with_suffix(".moment"))
        self.slack = LocalSlack(self.moment.seconds)
        self.slack.start()
        self.company = Company(self.slack)
        self.store = Store(f"sqlite:///{self.database}")
        self._library = loading.shipped()
        self._moving = threading.Lock()
        command = ("bot.preview.trial", str(self.moment.file))
        self.bot = Hosted(
            self.slack, self.company.workspace, self.database, folder.absolute() / "bot.log", module=command
        )
        self.company.move_people_in(self.bot.url)
        self.retries = Retries(self.moment.seconds)
        self.page = Page(self._show, self._do, self.company.workspace.files.get, self.slack.world.changed)

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            for end in (self.store.close, self.slack.stop, self.bot.stop):
                stack.callback(end)
            self.bot.start()
            for part in (self.retries, self.page):
                part.start()
                stack.callback(part.stop)
            self._running = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    def _show(self, person: str, place: str) -> Mapping[str, Any]:
        return showing.shown(self.company, self.store, self._library, self.company.person(person), place)

    def _do(self, said: Mapping[str, Any]) -> str:
        own = {"time": self._move, "samples": self._fill, "zone": self._zone}
        return acting.act(self.company, said, self.retries, own)

    def _move(self, said: Said) -> str:
        """Move the clock, and stop at each moment at which something is due, so that all comes as if time had passed."""
        to = max(said.number("to"), self.moment.seconds())
        if not to <= self.moment.seconds() + A_LONG_WAY:
            return "That is too far ahead."
        if not self._moving.acquire(blocking=False):
            return "The clock is moving already."
        try:
            self._let_it_work()
            while due := operating.next_due(self.store.reading(), stamp(self.moment()), stamp(_at(to))):
                self.moment.move(datetime.fromisoformat(due).timestamp() + A_BIT)
                self._let_it_work()
            self.moment.move(to)
            self._let_it_work()
        except TimeoutError:
            return "The bot still has something to send: move the clock once it has."
        finally:
            self._moving.release()
        return ""

    def _let_it_work(self) -> None:
        """Wait until the bot has looked for what is due now and has sent it. Raises `TimeoutError`."""
        number, end = self.moment.want_look(), time.monotonic() + SETTLE_SECONDS
        while self.moment.looks() < number:
            if time.monotonic() > end:
                raise TimeoutError("the bot does not look for what is due")
            time.sleep(LOOK_SECONDS)
        self.bot.settle()

    def _fill(self, said: Said) -> str:
        self.company.move_in(self.store, self._library, self.moment())
        return ""

    def _zone(self, said: Said) -> str:
        """The three live where the browser does."""
        zone = said.text("zone")
        if zone in available_timezones():
            self.company.live_in(zone)
        return ""


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def run(folder: Path, opens: bool) -> None:
    """Serve the page until Ctrl-C or SIGTERM. Raises `DidNotStart`."""
    ending: list[int] = []  # looked at now and then: a signal that comes as one begins to wait for a lock ends no wait

    def end(number: int, frame: FrameType | None) -> None:
        ending.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    with Trial(folder) as trial:
        click.echo(HOW.format(url=trial.page.url))
        if opens:
            webbrowser.open(trial.page.url)
        while not ending:
            time.sleep(END_SECONDS)
    click.echo(f"The answers of this try are in {trial.database}.")
