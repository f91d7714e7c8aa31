"""A process of its own that drains an outbox until it is killed: `drainer.py DATABASE API_URL TOKEN BEGAN SPEED`.

Its clock, and that of the stand-in for Slack, run SPEED times as fast as the real one since BEGAN (Unix time).
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from bot.outbox import Sender
from bot.pace import Pace
from bot.slack_calls import SlackCalls
from bot.store.database import Store


def hurried(began: float, speed: float) -> Callable[[], float]:
    """A clock that runs faster than the real one, and agrees with that of other processes."""
    return lambda: began + (time.time() - began) * speed


def main(database: str, api_url: str, token: str, began: str, speed: str) -> None:
    """Drain for ever."""
    seconds = hurried(float(began), float(speed))
    sender = Sender(
        Store(f"sqlite:///{database}"),
        SlackCalls(api_url, [token]),
        lambda: datetime.fromtimestamp(seconds(), UTC),
        Pace(),
        lambda db, draft, reason: None,
    )
    sender.start()
    while not threading.Event().wait(0.1 / float(speed)):
        sender.wake()  # it rests in real seconds


if __name__ == "__main__":
    main(*sys.argv[1:])
