"""What is made only when it is sent, off the request path: Home tabs, pictures and exports, from what is true then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import schedule
from bot.clock import stamp
from bot.schedule import Rhythm
from bot.store.outbox import Draft


@dataclass(frozen=True)
class File:
    """A file to be uploaded. Without a `message` it is shared where the draft goes, with `comment` beside it.

    With one, that message is posted as soon as the file can be shown in it (its image block names the file `HERE`), and
    `instead` if Slack takes longer than a minute to prepare it. Both are payloads of chat.postMessage; or, with `make`,
    that maker makes the message of one of them when it is posted, and finds the file's id as `file` where that is `HERE`.
    """

    name: str
    title: str
    content: bytes
    comment: str = ""
    message: Mapping[str, Any] | None = None
    instead: Mapping[str, Any] | None = None
    make: str = ""


@dataclass(frozen=True)
class Later:
    """Not now: at this moment (a stamp, see `bot.clock`), for a reason that the operator can read."""

    due: str
    reason: str


def outside_hours(rhythm: Rhythm, now: datetime) -> Later | None:
    """The next good moment, if this is none."""
    good = schedule.good_moment(rhythm, now)
    return Later(stamp(good), "outside working hours") if good > now else None


HERE = "this file"
"""Stands for the file's id in the image block of its message."""

Maker = Callable[[Draft], "Mapping[str, Any] | File | Later | None"]
"""A draft -> its payload, the file to upload, or a better moment; None if there is nothing to be said any more."""
Makers = Mapping[str, Maker]
"""By the name that a draft's `make` gives."""


def showing(payload: Mapping[str, Any], file: str) -> dict[str, Any]:
    """A message's payload, or what it is made from, with the file's id where it says `HERE`."""
    if payload.get("file") == HERE:
        return {**payload, "file": file}
    blocks = [
        {**block, "slack_file": {"id": file}} if block.get("slack_file") == {"id": HERE} else block
        for block in payload["blocks"]
    ]
    return {**payload, "blocks": blocks}
