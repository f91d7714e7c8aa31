"""Slack's rate limits, per method, workspace and, for new messages, channel."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Key = tuple[str, ...]
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Rate:
    """At most `burst` calls at once, refilled by `per_second`, in each channel or the whole workspace."""

    burst: float
    per_second: float
    each_channel: bool = False


def _a_minute(calls: int) -> tuple[Rate, ...]:
    return (Rate(calls, calls / 60),)


RATES: Mapping[str, tuple[Rate, ...]] = {
    "chat.postMessage": (Rate(5, 1.0, each_channel=True), *_a_minute(400)),
    "chat.postEphemeral": _a_minute(100),
    "chat.update": _a_minute(50),
    "chat.delete": _a_minute(50),
    "conversations.open": _a_minute(50),
    "conversations.info": _a_minute(50),
    "conversations.members": _a_minute(100),
    "users.info": _a_minute(100),
    "views.open": _a_minute(100),
    "views.push": _a_minute(100),
    "views.update": _a_minute(100),
    "views.publish": _a_minute(100),
    "files.getUploadURLExternal": _a_minute(100),
    "files.completeUploadExternal": _a_minute(100),
    "files.info": _a_minute(100),
    # Slack says only that special limits apply; its own Java client counts by channel, as for new messages.
    "assistant.threads.setStatus": (Rate(5, 1.0, each_channel=True),),
    "assistant.threads.setSuggestedPrompts": _a_minute(100),
}


@dataclass
class _Bucket:
    tokens: float
    filled_at: float
    quiet_until: float = -math.inf


@dataclass(frozen=True)
class Limited:
    """A call that came too fast; `again` says that it came before the last Retry-After had passed."""

    retry_after: int
    again: bool


class Rates:
    """Buckets of allowed calls; its callers hold the lock."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buckets: dict[Key, _Bucket] = {}

    def take(self, method: str, team: str, channel: str) -> Limited | None:
        """Count this call, or say that it came too fast."""
        now = self._clock()
        rules = [(rate, self._bucket(rate, method, team, channel)) for rate in RATES.get(method, ())]
        quiet = max((bucket.quiet_until for _, bucket in rules), default=-math.inf)
        if now < quiet - _ROUNDING:
            return Limited(math.ceil(quiet - now), again=True)
        for rate, bucket in rules:
            if bucket.tokens < 1 - _ROUNDING:
                wait = max(1, math.ceil((1 - bucket.tokens) / rate.per_second))
                bucket.quiet_until = now + wait
                return Limited(wait, again=False)
        for _, bucket in rules:
            bucket.tokens -= 1
        return None

    def hold(self, method: str, team: str, channel: str, until: float) -> None:
        """Answer such calls, for new messages those to this channel, with 429 until then."""
        for rate in RATES.get(method, ())[:1]:
            self._bucket(rate, method, team, channel).quiet_until = until

    def _bucket(self, rate: Rate, method: str, team: str, channel: str) -> _Bucket:
        key = (method, team, channel) if rate.each_channel else (method, team)
        bucket = self._buckets.setdefault(key, _Bucket(rate.burst, self._clock()))
        now = max(self._clock(), bucket.filled_at)
        bucket.tokens = min(rate.burst, bucket.tokens + (now - bucket.filled_at) * rate.per_second)
        bucket.filled_at = now
        return bucket
