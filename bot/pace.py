"""Slack's rates, kept on our side: about one message a second in a channel and one Home tab in a
workspace, and silence where Slack asked for it."""

from __future__ import annotations

import threading
from collections.abc import Callable

A_SECOND = 1.0
BURST = 4


class Pace:
    """How long a call must still wait. Safe for threads; `now` is a monotonic clock in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._channels: dict[str, float] = {}
        self._held: dict[str, float] = {}

    def wait(self, channel: str, method: str) -> float:
        """Seconds until this may be sent; 0 takes the turn. Each channel may run a short burst ahead of its rate."""
        with self._lock:
            now = self._now()
            held = max(self._held.get(method, now), self._held.get(channel, now))
            spent_until = max(self._channels.get(channel, now), now)
            wait = max(held - now, spent_until - now - (BURST - 1) * A_SECOND, 0.0)
            if wait == 0.0:
                self._channels[channel] = spent_until + A_SECOND
                self._forget(now)
            return wait

    def held(self, key: str) -> float:
        """Seconds of the silence that Slack asked of a method, or of a channel, that are still to come."""
        with self._lock:
            now = self._now()
            return max(self._held.get(key, now) - now, 0.0)

    def hold(self, key: str, seconds: float) -> None:
        """Keep a method (of a workspace) or a channel silent for as long as Slack asked."""
        with self._lock:
            self._held[key] = max(self._held.get(key, 0.0), self._now() + seconds)

    def _forget(self, now: float) -> None:
        """Drop what no longer matters, now and then."""
        if len(self._channels) > 10_000:
            self._channels = {key: until for key, until in self._channels.items() if until > now}
            self._held = {key: until for key, until in self._held.items() if until > now}
