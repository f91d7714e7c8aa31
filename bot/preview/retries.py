"""Slack sends an event again that the app did not take: at once, after a minute and after five minutes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from bot.preview.people import Delivery, Person

PAUSES = (0.0, 60.0, 300.0)
"""Seconds from one try to the next."""
REASONS = frozenset({"http_timeout", "http_error", "connection_failed"})
"""What can go wrong with something that was sent; the words are those of X-Slack-Retry-Reason."""
LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class _Waiting:
    """An event that is sent again; `number` counts the retries, `last` is the try before, `at` when it is due."""

    person: Person
    last: Delivery
    number: int
    at: float


class Retries:
    """Keeps the events that an app did not take, and sends each again until it does or three retries are over.

    `clock` is the stand-in's: when it is moved, what is due by it is sent. In the background after `start`, or once
    with `send_due`. As in Slack, commands and clicks are not sent again.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._waiting: list[_Waiting] = []
        self._lock = threading.Lock()
        self._noted, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="retries", daemon=True)

    @property
    def waiting(self) -> int:
        """How many events are yet to be sent again."""
        with self._lock:
            return len(self._waiting)

    def note(self, person: Person, delivery: Delivery) -> None:
        """Hear of something that a person's client sent; only an event that was sent and not taken comes again."""
        if delivery.kind == "event" and delivery.error in REASONS:
            self._keep(person, delivery, 1)

    def send_due(self) -> None:
        """Send what is due, the longest due first."""
        for one in self._due():
            if self._stopping.is_set():
                return
            delivery = one.person.redeliver(one.last, one.number, str(one.last.error))
            if not delivery.ok and one.number < len(PAUSES):
                self._keep(one.person, delivery, one.number + 1)

    def start(self) -> None:
        """Send in the background what is due."""
        self._thread.start()

    def stop(self) -> None:
        """Send nothing more; the try under way is finished."""
        self._stopping.set()
        self._noted.set()
        if self._thread.is_alive():
            self._thread.join()

    def _keep(self, person: Person, delivery: Delivery, number: int) -> None:
        with self._lock:
            self._waiting.append(_Waiting(person, delivery, number, self._clock() + PAUSES[number - 1]))
        self._noted.set()

    def _due(self) -> list[_Waiting]:
        """Take out what is due."""
        now = self._clock()
        with self._lock:
            due = sorted((one for one in self._waiting if one.at <= now), key=lambda one: one.at)
            self._waiting = [one for one in self._waiting if one.at > now]
            return due

    def _run(self) -> None:
        """Look again as soon as something is noted, and now and then while something waits: its clock may be moved."""
        while not self._stopping.is_set():
            self._noted.clear()
            self.send_due()
            if not self._stopping.is_set():
                self._noted.wait(LOOK_SECONDS if self.waiting else None)
