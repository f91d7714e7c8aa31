"""Sends what was enqueued: claimed with a lease, in order within a lane, retried until it goes through or cannot."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.claiming import Claims, gone
from bot.clock import Clock, later, stamp
from bot.delivering import Delivery
from bot.making import File, Later, Makers, showing
from bot.pace import Pace
from bot.slack_calls import Failed, NotYet, SlackCalls
from bot.store import conversations, leases, notices, outbox, paces, queues
from bot.store.database import Connection, Store
from bot.store.notices import Notice
from bot.store.outbox import Draft, Waiting
from bot.store.queues import Queue

log = logging.getLogger(__name__)

WORKERS = 8
PATIENT_WORKERS = 5
"""At most so many workers send what is patient: however slow Slack is, some are left for what somebody waits for."""
MAX_TRIES = 25
LONGEST_PAUSE = 600.0
IDLE_SECONDS = 1.0

MAKING_SECONDS = 120
"""How long making a file and sending it may take: the very first picture on a machine looks for its fonts."""
MAKING_TRIES = 3
"""How often something that fails in our own hands is tried: a fault of ours rarely passes."""
FILE_SECONDS = 60.0
"""How long Slack may take to prepare a picture before its text equivalent is sent instead."""
KEPT = timedelta(days=400)
"""How long it stays known that a key was sent."""
FORGOTTEN_AT_ONCE = 200
OnDropped = Callable[[Connection, Draft, str], None]
"""Told, in the same transaction, of a message that was given up."""


class Sender:
    """Drains the outbox in background threads. `wake` it after a commit; `stop` lets calls under way finish."""

    def __init__(
        self,
        store: Store,
        calls: SlackCalls,
        clock: Clock,
        pace: Pace,
        on_dropped: OnDropped,
        makers: Makers | None = None,
    ) -> None:
        self._store, self._calls, self._clock, self._pace = store, calls, clock, pace
        self._makers = makers or {}
        self._on_dropped = on_dropped
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._claims = Claims(store, clock, pace, self._stopping)
        self._delivery = Delivery(store, calls)
        self._free = threading.Semaphore(WORKERS)
        self._patient: set[int] = set()
        self._local = threading.local()
        calls.before = self._before
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="outbox")
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        """Begin to drain, with what a process that was killed on this machine left half done."""
        with self._store.quiet_transaction() as db:
            for holder in leases.holders(db):
                if gone(holder):
                    leases.release(db, holder, stamp(self._clock()))
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
        now = self._clock()
        due = self._claims.due(now, self._takes_patient())
        if due is None:
            return IDLE_SECONDS
        return min(IDLE_SECONDS, max(0.005, (due - now).total_seconds()))

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
        claimed = self._claims.next(self._takes_patient())
        if claimed and claimed.draft.patient:
            self._patient.add(claimed.id)
        return claimed

    def _takes_patient(self) -> bool:
        return len(self._patient) < PATIENT_WORKERS

    def _work(self, waiting: Waiting) -> None:
        self._local.turns, self._local.patient = set(waiting.turns), waiting.draft.patient
        try:
            self._try(waiting)
        except Exception as error:
            log.exception("message %s could not be made or sent; it is tried again", waiting.draft.key)
            self._failed(waiting, Failed(type(error).__name__, passing=waiting.tries < MAKING_TRIES))
        finally:
            self._local.turns = None
            self._patient.discard(waiting.id)
            self._free.release()
            self.wake()

    def _before(self, workspace: str, method: str) -> None:
        """A worker's call: its turn was taken with the message, or is taken now. Raises `NotYet` if there is none."""
        turns: set[str] | None = getattr(self._local, "turns", None)
        if turns is None:
            return
        if method in turns:
            turns.remove(method)
            return
        with self._store.quiet_transaction() as db:
            now = self._clock()
            if self._pace.free_at(db, workspace, method, self._local.patient, now) > now:
                raise NotYet(method)
            self._pace.take(db, workspace, (method,), now)

    def _try(self, waiting: Waiting) -> None:
        try:
            self._send(waiting)
        except Failed as failure:
            self._failed(waiting, failure)

    def _send(self, waiting: Waiting) -> None:
        draft = waiting.draft
        if draft.method == "upload":
            self._upload(waiting)
            return
        made = self._makers[draft.make](draft) if draft.make else draft.payload
        if isinstance(made, Later):
            self._plan(waiting, made)
            return
        reply: Mapping[str, Any] = {}
        if made is not None and not isinstance(made, File):
            reply = self._delivery.deliver(draft, made, waiting.tries)
        with self._store.quiet_transaction() as db:
            outbox.sent(db, waiting.id, stamp(self._clock()))
            if draft.method == "chat.postMessage" and "ts" in reply:
                _keep_place(db, draft, str(reply["channel"]), str(reply["ts"]))

    def _plan(self, waiting: Waiting, better: Later) -> None:
        with self._store.quiet_transaction() as db:
            outbox.plan(db, waiting.id, better.due, better.reason)

    def _upload(self, waiting: Waiting) -> None:
        """One step of an upload: send the file; then look whether it can be shown yet, and post its message if so."""
        draft = waiting.draft
        if "file" in draft.payload:
            self._show_file(waiting)
            return
        with self._store.quiet_transaction() as db:
            outbox.hold(db, waiting.id, later(self._clock(), MAKING_SECONDS))
        made = self._makers[draft.make](draft)
        if isinstance(made, Later):
            self._plan(waiting, made)
        elif isinstance(made, File):
            self._upload_file(waiting, made)
        else:
            self._finish(waiting, made)

    def _upload_file(self, waiting: Waiting, made: File) -> None:
        draft = waiting.draft
        shared = "" if made.message else self._delivery.channel(draft)
        file = self._calls.upload(draft.workspace, made.name, made.title, made.content, shared, made.comment)
        if made.message is None:
            self._finish(waiting)
            return
        since = stamp(self._clock())
        words = made.instead or made.message
        later_on = {"file": file, "since": since, "message": made.message, "instead": words, "make": made.make}
        self._go_on(waiting, replace(draft, payload=later_on), 0.0)

    def _show_file(self, waiting: Waiting) -> None:
        draft = waiting.draft
        known = self._calls.look_at_file(draft.workspace, draft.payload["file"]).get("file", {})
        if known.get("mimetype"):
            self._finish(waiting, showing(draft.payload["message"], draft.payload["file"]))
        elif (self._clock() - datetime.fromisoformat(draft.payload["since"])).total_seconds() > FILE_SECONDS:
            self._finish(waiting, draft.payload["instead"])
        else:
            self._go_on(waiting, draft, 1.0)

    def _go_on(self, waiting: Waiting, draft: Draft, seconds: float) -> None:
        with self._store.quiet_transaction() as db:
            outbox.go_on(db, waiting.id, draft, later(self._clock(), seconds), "Slack prepares the file")

    def _finish(self, waiting: Waiting, message: Mapping[str, Any] | None = None) -> None:
        """An upload is done; what is to be said with it goes out as a message of its own, once."""
        now, draft = stamp(self._clock()), waiting.draft
        with self._store.transaction() as db:
            outbox.sent(db, waiting.id, now)
            if message is not None:
                shown = Draft(
                    *(f"{draft.key}:shown", draft.workspace, draft.lane, "chat.postMessage", draft.address, message),
                    notify=draft.notify,
                    make=draft.payload.get("make", ""),
                    patient=draft.patient,
                )
                outbox.add(db, shown, now)

    def _failed(self, waiting: Waiting, failure: Failed) -> None:
        tried = failure.after is None and not isinstance(failure, NotYet)
        if not failure.passing or (tried and waiting.tries >= MAX_TRIES):
            self._give_up(waiting, failure.reason)
            return
        now, draft = self._clock(), waiting.draft
        with self._store.quiet_transaction() as db:
            if isinstance(failure, NotYet):
                queues.move(db, waiting.id, Queue(draft.patient, draft.workspace, failure.method))
                outbox.put_off(db, waiting.id, stamp(now), "", tried=False)
            elif failure.after is not None:
                until = self._pace.hold(db, draft.workspace, failure.method or draft.method, failure.after, now)
                outbox.put_off(db, waiting.id, stamp(until), failure.reason, tried=False)
            else:
                outbox.put_off(db, waiting.id, later(now, _backoff(waiting.tries)), failure.reason)

    def _give_up(self, waiting: Waiting, reason: str) -> None:
        needed = not waiting.draft.method.startswith("assistant.")
        log.log(logging.WARNING if needed else logging.INFO, "message %s given up: %s", waiting.draft.key, reason)
        with self._store.transaction() as db:
            outbox.dropped(db, waiting.id, reason, stamp(self._clock()))
            self._on_dropped(db, waiting.draft, reason)


def step_back(store: Store, clock: Clock) -> None:
    """The clock has gone back: nothing waits for a moment to which only a wrong time put it off."""
    with store.transaction() as db:
        now = clock()  # not before the lock: an older time would end leases that were taken meanwhile
        leases.bring_forward(db, stamp(now), later(now, LONGEST_PAUSE + MAKING_SECONDS))


def forget(store: Store, now: datetime) -> bool:
    """A step of the clock's: forget what was sent or given up long ago, and spent turns; True if there is more."""
    before = stamp(now - KEPT)
    if not outbox.oldest_done(store.reading()) < before:
        return False
    with store.quiet_transaction() as db:
        paces.forget(db, stamp(now))
        return outbox.forget(db, before, FORGOTTEN_AT_ONCE) == FORGOTTEN_AT_ONCE


def _keep_place(db: Connection, draft: Draft, channel: str, ts: str) -> None:
    """Note where a prompt, or a message about something, stands, so that it can be updated."""
    if draft.turn:
        conversations.keep_prompt(db, draft.workspace, draft.conversation, draft.turn, channel, ts)
    if draft.about:
        notices.keep(db, draft.workspace, draft.about, Notice(draft.address, channel, ts))


def _backoff(tries: int) -> float:
    """Seconds before the next try: doubling from about half a second, spread so that many do not come back at once."""
    return float(min(LONGEST_PAUSE, 0.5 * 2.0 ** min(tries - 1, 12)) * random.uniform(0.5, 1.0))
