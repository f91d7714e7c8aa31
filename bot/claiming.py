"""Whose turn it is: the next message to send, of those that wait in the outbox's queues.

Of each queue only the first is looked at, however many wait behind it. One that lacks a turn is moved, once, to the queue
of what it lacks, and the next is looked at: so thousands that wait for the same cost no more than one.
"""

from __future__ import annotations

import os
import socket
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.clock import Clock, later, stamp
from bot.pace import Pace
from bot.store import deliveries, outbox, queues
from bot.store.database import Connection, Store
from bot.store.outbox import Draft, Waiting
from bot.store.queues import Queue

LEASE_SECONDS = 60
"""Longer than the calls of one message may take together, so that a lease only runs out when its holder was killed."""
MOVES = 50
"""At most so many messages are moved in one transaction, and a pause after it: nobody else waits longer to write."""
PAUSE_SECONDS = 0.003


@dataclass(frozen=True)
class _Look:
    """The first message of a queue, the turns that it takes, and when it can be sent or moved on. `lacks`: the turn for
    which it is to wait elsewhere (empty: for none)."""

    head: Waiting
    turns: tuple[str, ...]
    at: datetime
    lacks: str


class Claims:
    """Claims one message after the other, for one thread of this process; `stopping` ends it between two batches."""

    def __init__(self, store: Store, clock: Clock, pace: Pace, stopping: threading.Event) -> None:
        self._store, self._clock, self._pace, self._stopping = store, clock, pace, stopping

    def next(self, with_patient: bool) -> Waiting | None:
        """Claim what is to be sent now, if anything is: what somebody waits for before what is patient."""
        while not self._stopping.is_set():
            now = self._clock()
            due = self.due(now, with_patient)  # a look without the writers' lock
            if due is None or due > now:
                return None
            with self._store.quiet_transaction() as db:
                claimed = self._claim(db, self._clock(), with_patient)  # the lock may have been long in coming
            if claimed:
                return claimed
            self._stopping.wait(PAUSE_SECONDS)
        return None

    def due(self, now: datetime, with_patient: bool) -> datetime | None:
        """When there is something to do next: now, or later; None if nothing waits."""
        looks = self._looks(self._store.reading(), now, with_patient)
        return min((look.at for look in looks.values()), default=None)

    def _claim(self, db: Connection, now: datetime, with_patient: bool) -> Waiting | None:
        looks = self._looks(db, now, with_patient)
        for _ in range(MOVES):
            ready = [look for look in looks.values() if look.at <= now]
            if not ready:
                return None
            first = min(ready, key=lambda look: (look.head.draft.patient, look.head.due_at, look.head.id))
            head = first.head
            if not first.lacks:
                self._pace.take(db, head.draft.workspace, first.turns, now)
                claimed = outbox.claim(db, stamp(now), later(now, LEASE_SECONDS), 1, me(), head.queue)
                return replace(claimed[0], turns=first.turns)
            elsewhere = Queue(head.draft.patient, head.draft.workspace, first.lacks)
            queues.move(db, head.id, elsewhere)
            for queue in (head.queue, elsewhere):
                looks.pop(queue, None)
                if look := self._look(db, queue, now):
                    looks[queue] = look
        return None

    def _looks(self, db: Connection, now: datetime, with_patient: bool) -> dict[Queue, _Look]:
        looked = {one: self._look(db, one, now) for one in queues.occupied(db) if with_patient or not one.patient}
        return {queue: look for queue, look in looked.items() if look}

    def _look(self, db: Connection, queue: Queue, now: datetime) -> _Look | None:
        head = outbox.head(db, queue)
        if head is None:
            return None
        draft, due = head.draft, max(now, datetime.fromisoformat(head.due_at))
        turns = turns_of(db, draft, queue)
        free = {key: self._pace.free_at(db, draft.workspace, key, draft.patient, now) for key in turns}
        lacking = [key for key in turns if free[key] > now]
        # Only from the queue where a message begins: nothing goes in circles.
        if due > now or not lacking or queue.key in lacking or queue.key not in ("", draft.method):
            return _Look(head, turns, max([due, *free.values()]), "")
        return _Look(head, turns, now, lacking[0])


def turns_of(db: Connection, draft: Draft, queue: Queue) -> tuple[str, ...]:
    """The keys of which a message takes a turn: of the methods that it calls, of its channel, and of what it waits for."""
    keys = [*_methods(draft)]
    if channel_is_needed(draft):
        channel = direct_channel(db, draft)
        keys += [] if channel else ["conversations.open"]
        keys += [channel or draft.address] if draft.method == "chat.postMessage" else []
    return tuple(dict.fromkeys([*keys, *([queue.key] if "." in queue.key else [])]))


def _methods(draft: Draft) -> tuple[str, ...]:
    if draft.method == "response_url":
        return ()
    if draft.method != "upload":
        return (draft.method,)
    return (
        ("files.info",) if "file" in draft.payload else ("files.getUploadURLExternal", "files.completeUploadExternal")
    )


def channel_is_needed(draft: Draft) -> bool:
    """Whether it goes to a channel, or to people by way of one; not where the message that it changes stands."""
    return draft.method not in ("chat.update", "response_url", "views.publish")


def direct_channel(db: Connection, draft: Draft) -> str:
    """The channel a draft goes to; empty if that has yet to be opened: for a person once, for several each time."""
    if not draft.address.startswith(("U", "W")):
        return draft.address
    return deliveries.direct_channel(db, draft.workspace, draft.address) or ""


def me() -> str:
    """This process, as the holder of a lease."""
    return f"{socket.gethostname()} {os.getpid()}"


def gone(holder: str) -> bool:
    """Whether a holder is known to have ended; of another machine's processes nothing is known."""
    host, _, pid = holder.rpartition(" ")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _unburied(pid)


def _unburied(pid: str) -> bool:
    """Whether a process has ended and its parent has not noticed, as in a container without an init; Linux tells."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False
