"""Sends what was enqueued: claimed with a lease, in order within a lane, retried until it goes through or cannot."""

from __future__ import annotations

import logging
import os
import random
import socket
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from bot.clock import Clock, later, stamp
from bot.pace import Pace
from bot.slack_calls import Failed, SlackCalls
from bot.store import conversations, deliveries, outbox
from bot.store.database import Connection, Store
from bot.store.outbox import Draft, Waiting

log = logging.getLogger(__name__)

LEASE_SECONDS = 20
"""Longer than a call may take, so that a lease only runs out when its holder was killed."""
WORKERS = 8
MAX_TRIES = 25
URL_TRIES = 3
"""A response_url takes five posts, and one whose reply was lost counts: after these, a prompt's message is updated."""
LONGEST_PAUSE = 600.0
IDLE_SECONDS = 1.0

OnDropped = Callable[[Connection, Draft, str], None]
"""Told, in the same transaction, of a message that was given up."""


class Sender:
    """Drains the outbox in background threads. `wake` it after a commit; `stop` lets calls under way finish."""

    def __init__(self, store: Store, calls: SlackCalls, clock: Clock, pace: Pace, on_dropped: OnDropped) -> None:
        self._store, self._calls, self._clock, self._pace = store, calls, clock, pace
        self._on_dropped = on_dropped
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._free = threading.Semaphore(WORKERS)
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="outbox")
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        """Begin to drain, with what a process that was killed on this machine left half done."""
        with self._store.quiet_transaction() as db:
            for holder in outbox.holders(db):
                if _gone(holder):
                    outbox.release(db, holder)
        self._thread.start()

    def wake(self) -> None:
        """Something was committed: look now instead of at the next tick."""
        self._awake.set()

    def stop(self) -> None:
        """Stop claiming and wait for calls under way; what is left stays in the outbox for the next start."""
        self._stopping.set()
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown(wait=True)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._awake.clear()
            try:
                busy = self._claim_and_send()
            except Exception:
                log.exception("the outbox could not be read; trying again")
                busy = False
            if not busy:
                self._awake.wait(self._until_due())
        self._store.close()

    def _until_due(self) -> float:
        """Seconds to rest: until the next message is due, at most a tick, since other processes enqueue too."""
        due = outbox.next_due(self._store.reading())
        if not due:
            return IDLE_SECONDS
        return min(IDLE_SECONDS, max(0.005, (datetime.fromisoformat(due) - self._clock()).total_seconds()))

    def _claim_and_send(self) -> bool:
        """Claim one due message and hand it to a worker; False if none is due."""
        self._free.acquire()
        try:
            claimed = self._claim()
        except BaseException:
            self._free.release()
            raise
        if claimed is None:
            self._free.release()
            return False
        self._pool.submit(self._work, claimed)
        return True

    def _claim(self) -> Waiting | None:
        now = self._clock()
        due = outbox.next_due(self._store.reading())
        if not due or due > stamp(now):
            return None
        with self._store.quiet_transaction() as db:
            claimed = outbox.claim(db, stamp(now), later(now, LEASE_SECONDS), 1, _me())
        return claimed[0] if claimed else None

    def _work(self, waiting: Waiting) -> None:
        try:
            self._send(waiting)
        except Exception:
            log.exception(
                "message %s could not be sent; its lease will run out and it is tried again", waiting.draft.key
            )
        finally:
            self._free.release()
            self.wake()

    def _send(self, waiting: Waiting) -> None:
        draft = waiting.draft
        method = f"{draft.workspace} {draft.method}"
        try:
            channel = self._channel(draft)
            wait = (
                self._pace.wait(f"{draft.workspace} {channel}", method) if draft.method == "chat.postMessage" else 0.0
            )
            if wait:
                self._put_off(waiting, wait, "waiting for its turn", tried=False)
                return
            reply = self._deliver(waiting, channel)
        except Failed as failure:
            self._failed(waiting, method, failure)
            return
        with self._store.quiet_transaction() as db:
            outbox.sent(db, waiting.id, stamp(self._clock()))
            if draft.method == "chat.postMessage" and draft.turn:
                place = (str(reply.get("channel", channel)), str(reply.get("ts", "")))
                conversations.keep_prompt(db, draft.workspace, draft.conversation, draft.turn, *place)

    def _channel(self, draft: Draft) -> str:
        """The channel a draft goes to; for a person, their direct messages, opened once and remembered."""
        if draft.method != "chat.postMessage" or not draft.address.startswith(("U", "W")):
            return draft.address
        known = deliveries.direct_channel(self._store.reading(), draft.workspace, draft.address)
        if known:
            return known
        opened = self._calls.call(draft.workspace, "conversations.open", {"users": draft.address})
        channel = str(opened["channel"]["id"])
        with self._store.quiet_transaction() as db:
            deliveries.keep_direct_channel(db, draft.workspace, draft.address, channel)
        return channel

    def _deliver(self, waiting: Waiting, channel: str) -> Mapping[str, Any]:
        draft = waiting.draft
        if draft.method == "chat.postMessage":
            return self._calls.call(draft.workspace, draft.method, {"channel": channel, **draft.payload})
        if draft.method == "response_url" and (waiting.tries <= URL_TRIES or not draft.turn):
            try:
                self._calls.respond(draft.address, draft.payload)
                return {}
            except Failed as failure:
                if failure.passing or not draft.turn:
                    raise
        self._update_wherever_it_stands(draft)
        return {}

    def _update_wherever_it_stands(self, draft: Draft) -> None:
        """Update every message that shows this turn; one that is gone needs no update."""
        body = {key: draft.payload[key] for key in ("text", "blocks")}
        for prompt in conversations.prompts(self._store.reading(), draft.workspace, draft.conversation, draft.turn):
            try:
                self._calls.call(draft.workspace, "chat.update", {"channel": prompt.channel, "ts": prompt.ts, **body})
            except Failed as failure:
                if failure.reason not in ("message_not_found", "cant_update_message", "edit_window_closed"):
                    raise

    def _failed(self, waiting: Waiting, method: str, failure: Failed) -> None:
        if failure.passing and waiting.tries < MAX_TRIES:
            pause = failure.after if failure.after is not None else _backoff(waiting.tries)
            if failure.after is not None:
                self._pace.hold(method, failure.after)
            self._put_off(waiting, pause, failure.reason, tried=failure.after is None)
            return
        log.warning("message %s given up: %s", waiting.draft.key, failure.reason)
        with self._store.transaction() as db:
            outbox.dropped(db, waiting.id, failure.reason, stamp(self._clock()))
            self._on_dropped(db, waiting.draft, failure.reason)

    def _put_off(self, waiting: Waiting, seconds: float, reason: str, tried: bool = True) -> None:
        now: datetime = self._clock()
        with self._store.quiet_transaction() as db:
            outbox.put_off(db, waiting.id, later(now, seconds), reason, tried)


def _me() -> str:
    """This process, as the holder of a lease."""
    return f"{socket.gethostname()} {os.getpid()}"


def _gone(holder: str) -> bool:
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
    return False


def _backoff(tries: int) -> float:
    """Seconds before the next try: doubling from about half a second, spread so that many do not come back at once."""
    return float(min(LONGEST_PAUSE, 0.5 * 2.0 ** min(tries - 1, 12)) * random.uniform(0.5, 1.0))
