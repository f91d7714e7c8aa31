"""A clock for tests: it stands still until it is moved, and tells the same moment in each form that the bot asks for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Moving:
    """Called, it is a `bot.clock.Clock`; `seconds` is the same as a monotonic clock, or as Slack's."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        """The moment in seconds."""
        return self.now.timestamp()

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)
