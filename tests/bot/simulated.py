"""A clock process whose time a test moves, as a program: `python -m tests.bot.simulated TIMEFILE`.

It is `mlops-advisor clock` but for where the time comes from, and for pictures, which have tests of their own: it ticks and
sends until it is killed.
"""

from __future__ import annotations

import base64
import mmap
import os
import signal
import struct
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from bot import app, digests
from bot.config import settings
from bot.pictures import Picture

ROOT = Path(__file__).resolve().parents[2]
LOOK_SECONDS = 0.004
_PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
_MOMENT = struct.Struct("d")


class Time:
    """A moment that several processes read and one moves: seconds since 1970 in a small file. It stands still between."""

    def __init__(self, file: Path, start: datetime | None = None) -> None:
        if start is not None:
            file.write_bytes(_MOMENT.pack(start.timestamp()))
        with file.open("r+b") as opened:
            self._shared = mmap.mmap(opened.fileno(), _MOMENT.size)

    def seconds(self) -> float:
        """The moment, as Slack's stand-in reads it."""
        return float(_MOMENT.unpack_from(self._shared)[0])

    def __call__(self) -> datetime:
        """The moment, as the bot reads it."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    def move(self, to: datetime) -> None:
        """It is this moment now."""
        _MOMENT.pack_into(self._shared, 0, to.timestamp())


class Clock:
    """A clock process of its own. `freeze` stops it wherever it is; `kill` is SIGKILL."""

    def __init__(self, environment: dict[str, str], time: Path, log: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
        command = [sys.executable, "-m", "tests.bot.simulated", str(time)]
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env={**kept, **environment}, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def freeze(self) -> None:
        """Let it do nothing more, so that what it has begun can be looked at before it is killed."""
        self._process.send_signal(signal.SIGSTOP)
        if self.alive:
            os.waitpid(self._process.pid, os.WUNTRACED)

    def kill(self) -> None:
        """End it at once, wherever it is."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


def main(file: Path) -> None:
    """Tick and send until the end."""
    time = Time(file)
    running = app.build(settings(os.environ), clock=time)
    ending = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ending.set()

    signal.signal(signal.SIGTERM, end)
    digests.draw = _a_dot  # type: ignore[attr-defined]
    running.start()
    ticked = 0.0
    while not ending.wait(LOOK_SECONDS):
        if time.seconds() != ticked:
            ticked = time.seconds()
            running.ticker.tick()
        running.sender.wake()
    running.stop()


def _a_dot(picture: Picture) -> bytes:
    return base64.b64decode(_PNG)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
