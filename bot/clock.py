"""Time: UTC, as ISO-8601 text that sorts; always handed in, so that tests and the preview can move it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def stamp(at: datetime) -> str:
    """A moment as the store keeps it: 2026-11-21T09:30:00.000000+00:00, so that text sorts as time does."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def later(at: datetime, seconds: float) -> str:
    """The stamp of a moment this many seconds after `at`."""
    return stamp(at + timedelta(seconds=seconds))
