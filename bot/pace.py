"""Slack's rates, kept on our side and in the store, so that all processes on one database keep them together.

Each call takes a turn of its method, and a message also one of its channel. Who is patient waits for every turn. What
somebody waits for waits only where Slack allows no more anyway; its turns count all the same, so that the patient make
room. Where Slack asked for silence everybody waits. Rates: https://docs.slack.dev/apis/web-api/rate-limits.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import stamp
from bot.store import paces
from bot.store.database import Connection

A_MINUTE = timedelta(minutes=1)
"""Slack counts most methods by the minute: what was overspent is forgotten after as long."""
A_DAY = timedelta(days=1)
JITTER = 0.1
"""By which part of what Slack asked for a silence may last longer, so that processes do not come back as one."""


@dataclass(frozen=True)
class Rate:
    """A turn each `seconds`, and up to `burst` at once. `for_all`: also what somebody waits for waits for its turn."""

    seconds: float
    burst: int = 4
    for_all: bool = False

    @property
    def ahead(self) -> timedelta:
        """How far turns may be spent ahead of the time while there is one left."""
        return timedelta(seconds=self.seconds * (self.burst - 1))


CHANNEL = Rate(1.0, for_all=True)
_UP_TO_100_A_MINUTE = Rate(0.625)
RATES: Mapping[str, Rate] = {
    "chat.postMessage": Rate(0.25),  # 240 a minute of the several hundred that a workspace is allowed
    "chat.update": Rate(1.25, burst=30, for_all=True),  # about 50 a minute, and some at once
    "conversations.open": Rate(1.25, burst=1),  # 48 of about 50
    "views.publish": Rate(1.0, for_all=True),
    **dict.fromkeys(("users.info", "files.info", "conversations.members"), _UP_TO_100_A_MINUTE),
    **dict.fromkeys(("files.getUploadURLExternal", "files.completeUploadExternal"), _UP_TO_100_A_MINUTE),
    "conversations.info": Rate(1.25),
}


class Pace:
    """Whether a key (a method, or a channel) has a turn left in a workspace. The time is the injected clock's."""

    def rate(self, key: str) -> Rate | None:
        """A key's rate; None for a method that is only silent when Slack asks for it."""
        return RATES.get(key) or (None if "." in key else CHANNEL)

    def free_at(self, db: Connection, workspace: str, key: str, patient: bool, now: datetime) -> datetime:
        """When there is a turn: now, or the moment that somebody, patient or not, has to wait for."""
        used, rate = paces.find(db, workspace, key), self.rate(key)
        free = max(now, _moment(used.held_until, now, A_DAY))
        if rate and (patient or rate.for_all):
            free = max(free, _moment(used.spent_until, now, 2 * A_MINUTE) - rate.ahead)
        return free

    def take(self, db: Connection, workspace: str, keys: Sequence[str], now: datetime) -> None:
        """Take a turn of each key."""
        for key in keys:
            rate = self.rate(key)
            if rate:
                spent = max(now, _moment(paces.find(db, workspace, key).spent_until, now, 2 * A_MINUTE))
                until = min(spent + timedelta(seconds=rate.seconds), now + A_MINUTE)
                paces.spend(db, workspace, key, stamp(until))

    def hold(self, db: Connection, workspace: str, method: str, seconds: float, now: datetime) -> datetime:
        """Slack asked for silence of a method. Returns the moment when it ends.

        A refused message does not tell whether its channel or the workspace had too many: all of the workspace's wait.
        """
        silent = now + timedelta(seconds=seconds * random.uniform(1.0, 1.0 + JITTER))
        until = max(silent, _moment(paces.find(db, workspace, method).held_until, now, A_DAY))
        paces.hold(db, workspace, method, stamp(until))
        return until


def _moment(text: str, now: datetime, longest: timedelta) -> datetime:
    """A stamp's moment; now for none, and for one so far ahead that a clock which has gone back since must have set it."""
    moment = datetime.fromisoformat(text) if text else now
    return moment if moment <= now + longest else now
