"""The clock's work: everything due is computed from the store and the time, and enqueued, a little at a time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.store.database import Store

log = logging.getLogger(__name__)

BATCH = 200
"""At most so many rows in one transaction, and a pause after it: a web process on the same database waits no longer."""
PAUSE_SECONDS = 0.003
TICK_SECONDS = 5.0
STEPPED_BACK = timedelta(minutes=1)

Step = Callable[[datetime], bool]
"""Does a batch of what is due at a moment; True if there is more."""


class Ticker:
    """Takes the steps again and again, in a thread of its own: `start`, `stop`; or once, with `tick`.

    `on_step_back` is called first of all, and whenever the clock has gone back.
    """

    def __init__(self, store: Store, clock: Clock, steps: Sequence[Step], on_step_back: Callable[[], None]):
        self._store, self._clock, self._steps, self._on_step_back = store, clock, steps, on_step_back
        self._last: datetime | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def tick(self, as_of: bool = False) -> None:
        """Enqueue all that is due now. `as_of`: the clock shows a moment that somebody chose, and has not gone back.

        A step that fails keeps none of the others from being taken; then its error is raised.
        """
        now = self._clock()
        if not as_of and (self._last is None or now < self._last - STEPPED_BACK):
            self._on_step_back()
        self._last = now
        with ExitStack() as taken:
            for step in reversed(self._steps):
                taken.callback(self._take, step, now)

    def _take(self, step: Step, now: datetime) -> None:
        while not self._stopping.is_set() and step(now):
            self._stopping.wait(PAUSE_SECONDS)

    def start(self) -> None:
        """Tick in the background."""
        self._thread.start()

    def stop(self) -> None:
        """End after the batch under way."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.tick()
            except Exception:
                log.exception("what is due could not be looked up or enqueued; trying again")
            self._stopping.wait(TICK_SECONDS)
        self._store.close()
