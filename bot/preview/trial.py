"""The bot of a try, a process of its own: `python -m bot.preview.trial MOMENT`.

It is `serve --with-clock` but for the time, which a person may move forward; and it ends when the try does, however
that ends.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path

from bot import app, clocking, logs
from bot.config import settings
from bot.preview.moment import Moment
from bot.serve import Server

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
LOOK_SECONDS, TICK_SECONDS, PARENT_SECONDS = 0.01, 1.0, 0.5


def main(file: Path) -> None:
    """Serve until SIGTERM, or until whoever started this is gone."""
    logs.configure()
    threading.Thread(target=_end_with, args=(os.getppid(),), name="parent", daemon=True).start()
    moment, found = Moment(file), settings(os.environ)
    clocking.migrate(found)

    def started() -> app.Running:
        running = app.build(found, moment)
        running.start()
        threading.Thread(target=_tick, args=(moment, running), name="clock", daemon=True).start()
        return running

    Server(found, HOST, started).run()


def _end_with(parent: int) -> None:
    """End once the try is gone: where it was killed, nobody else would end this."""
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(PARENT_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


def _tick(moment: Moment, running: app.Running) -> None:
    """Look for what is due again and again, and at once when the try wants it."""
    pause, last = threading.Event(), 0.0
    while not pause.wait(LOOK_SECONDS):
        wanted = moment.wanted()
        if wanted == moment.looks() and time.monotonic() - last < TICK_SECONDS:
            continue
        try:
            running.ticker.tick()
        except Exception:
            log.exception("what is due could not be looked up or enqueued; trying again")
        last = time.monotonic()
        running.sender.wake()
        moment.looked(wanted)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
