"""`clock`: a process that enqueues what is due and sends it, until it is ended; or once, as of a moment."""

from __future__ import annotations

import logging
import signal
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FrameType

from bot import app
from bot.app import Running
from bot.clock import Clock, later, stamp, system_clock
from bot.config import Settings
from bot.store import operating
from bot.store.database import Store

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 30.0
"""`once` waits no longer than this for the next try of what failed."""
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Ended:
    """What `once` came to: messages sent and given up, and those that still wait though they were due."""

    sent: int
    given_up: int
    waiting: int


def migrate(settings: Settings) -> None:
    """Bring the database up to date before anything runs on it."""
    store = Store(settings.database_url)
    store.migrate()
    store.close()


def begin(running: Running) -> None:
    """Enqueue what is due in the background, now and from now on."""
    running.ticker.start()
    log.info("the clock runs: check-ins, digests and reminders are sent when they are due")


def forever(settings: Settings) -> None:
    """Migrate, then enqueue and send until SIGTERM (or Ctrl-C). A call under way is finished; the rest stays in the
    outbox."""
    migrate(settings)
    ending = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ending.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    running = app.build(settings)
    running.start()
    begin(running)
    ending.wait()
    running.stop()


def once(settings: Settings, at: datetime | None = None) -> Ended:
    """Migrate, then enqueue and send what is due at a moment (by default now), from which time runs on meanwhile.

    Ends when nothing of that waits, or only what failed and is not tried again soon.
    """
    migrate(settings)
    clock = _running_on(at) if at else system_clock
    running = app.build(settings, clock)
    db = running.desk.store.reading()
    before = operating.tally(db)
    try:
        running.ticker.tick(as_of=at is not None)
        due_by = stamp(clock())
        running.start()
        while operating.unsent(db, due_by, stamp(clock()), later(clock(), PATIENCE_SECONDS)).soon:
            time.sleep(LOOK_SECONDS)
    finally:
        running.stop()
    after = operating.tally(db)
    sent, given_up = (max(0, after.get(state, 0) - before.get(state, 0)) for state in ("sent", "dropped"))
    return Ended(sent, given_up, operating.unsent(db, due_by, stamp(clock()), "").waiting)


def _running_on(at: datetime) -> Clock:
    """A clock that shows this moment now, and runs."""
    began = time.monotonic()
    return lambda: at + timedelta(seconds=time.monotonic() - began)
