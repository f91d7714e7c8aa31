"""What time it is in a try: the time of day, moved forward by as much as the person wanted; shared by two processes."""

from __future__ import annotations

import mmap
import struct
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

_AHEAD, _COUNT = struct.Struct("d"), struct.Struct("q")
_WANTED, _DONE = _AHEAD.size, _AHEAD.size + _COUNT.size
_SIZE = _DONE + _COUNT.size


class Moment:
    """Seconds ahead of the time of day, in a small file that is there. Called, it is a `bot.clock.Clock`.

    Beside it two counts: the looks at what is due that the try wanted, and those that the bot has done.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._moving = threading.Lock()
        with file.open("r+b") as opened:
            self._shared = mmap.mmap(opened.fileno(), _SIZE)

    @classmethod
    def new(cls, file: Path) -> Self:
        """The time of day, moved by nothing, whatever the file held before."""
        file.unlink(missing_ok=True)
        file.write_bytes(bytes(_SIZE))
        return cls(file)

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), UTC)

    def ahead(self) -> float:
        """By how many seconds it was moved."""
        return float(_AHEAD.unpack_from(self._shared)[0])

    def seconds(self) -> float:
        """Seconds since 1970, as Slack's stand-in reads it."""
        return time.time() + self.ahead()

    def move(self, to: float) -> None:
        """Let it be this moment, in seconds since 1970, unless it is later already: what was sent cannot be unsent."""
        with self._moving:
            _AHEAD.pack_into(self._shared, 0, max(self.ahead(), to - time.time()))

    def want_look(self) -> int:
        """Let the bot look now for what is due; returns the number of that look."""
        with self._moving:
            _COUNT.pack_into(self._shared, _WANTED, self.wanted() + 1)
            return self.wanted()

    def wanted(self) -> int:
        """How many looks were wanted."""
        return int(_COUNT.unpack_from(self._shared, _WANTED)[0])

    def looks(self) -> int:
        """Up to which number they are done."""
        return int(_COUNT.unpack_from(self._shared, _DONE)[0])

    def looked(self, number: int) -> None:
        """The bot has looked, as often as was wanted up to this number."""
        _COUNT.pack_into(self._shared, _DONE, number)
