"""Sends what was enqueued: claimed with a lease, in order within a lane, retried until it goes through or cannot."""

from __future__ import annotations

import logging
import os
import random
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.clock import Clock, later, stamp
from bot.making import File, Makers, showing
from bot.pace import Pace
from bot.slack_calls import Failed, SlackCalls
from bot.store import conversations, deliveries, notices, outbox
from bot.store.conversations import Prompt
from bot.store.database import Connection, Store
from bot.store.notices import Notice
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

MAKING_SECONDS = 120
"""How long making a file and sending it may take: the very first picture on a machine looks for its fonts."""
MAKING_TRIES = 3
"""How often something that fails in our own hands is tried: a fault of ours rarely passes."""
FILE_SECONDS = 60.0
"""How long Slack may take to prepare a picture before its text equivalent is sent instead."""
_NOT_TO_A_CHANNEL = ("chat.update", "response_url", "views.publish")
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
        except Exception as error:
            log.exception("message %s could not be made or sent; it is tried again", waiting.draft.key)
            self._failed(
                waiting, waiting.draft.method, Failed(type(error).__name__, passing=waiting.tries < MAKING_TRIES)
            )
        finally:
            self._free.release()
            self.wake()

    def _send(self, waiting: Waiting) -> None:
        draft = waiting.draft
        method = f"{draft.workspace} {draft.method}"
        try:
            channel = self._channel(draft)
            wait = self._wait(draft, channel, method)
            if wait:
                self._put_off(waiting, wait, "waiting for its turn", tried=False)
                return
            if draft.method == "upload":
                self._upload(waiting, channel)
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
            if draft.method == "chat.postMessage" and draft.about and "ts" in reply:
                place = (str(reply.get("channel", channel)), str(reply["ts"]))
                notices.keep(db, draft.workspace, draft.about, Notice(draft.address, *place))

    def _wait(self, draft: Draft, channel: str, method: str) -> float:
        """Seconds until Slack's rates let this be sent: of messages a channel's, of Home tabs the workspace's; for the
        rest, as long as Slack asked for silence."""
        if draft.method == "response_url":
            return 0.0
        if draft.method == "views.publish":
            return self._pace.wait(method, method)
        if draft.method == "chat.postMessage":
            return self._pace.wait(f"{draft.workspace} {channel}", method)
        return self._pace.held(method)

    def _channel(self, draft: Draft) -> str:
        """The channel a draft goes to; for a person, their direct messages, opened once and remembered."""
        if draft.method in _NOT_TO_A_CHANNEL or not draft.address.startswith(("U", "W")):
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
        payload = self._makers[draft.make](draft) if draft.make else draft.payload
        if payload is None or isinstance(payload, File):
            return {}
        if draft.method == "chat.postMessage":
            return self._calls.call(draft.workspace, draft.method, {"channel": channel, **payload})
        if draft.method == "views.publish":
            return self._calls.call(draft.workspace, draft.method, {"user_id": draft.address, **payload})
        if draft.method.startswith("assistant."):
            return self._calls.call(draft.workspace, draft.method, {"channel_id": channel, **payload})
        if draft.method == "response_url" and (waiting.tries <= URL_TRIES or not draft.turn):
            try:
                self._calls.respond(draft.address, draft.payload)
                return {}
            except Failed as failure:
                if failure.passing or not draft.turn:
                    raise
        self._update_wherever_it_stands(draft)
        return {}

    def _upload(self, waiting: Waiting, channel: str) -> None:
        """One step of an upload: send the file; then look whether it can be shown yet, and post its message if so."""
        draft = waiting.draft
        if "file" in draft.payload:
            self._show_file(waiting)
            return
        with self._store.quiet_transaction() as db:
            outbox.hold(db, waiting.id, later(self._clock(), MAKING_SECONDS))
        made = self._makers[draft.make](draft)
        if not isinstance(made, File):
            self._finish(waiting)
            return
        shared = "" if made.message else channel
        file = self._calls.upload(draft.workspace, made.name, made.title, made.content, shared, made.comment)
        if made.message is None:
            self._finish(waiting)
            return
        since = stamp(self._clock())
        later_on = {"file": file, "since": since, "message": made.message, "instead": made.instead or made.message}
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
                )
                outbox.add(db, shown, now)

    def _update_wherever_it_stands(self, draft: Draft) -> None:
        """Update every message that shows this turn or is about this; one that is gone needs no update."""
        body = {key: draft.payload[key] for key in ("text", "blocks")}
        for place in self._places(draft):
            try:
                self._calls.call(draft.workspace, "chat.update", {"channel": place.channel, "ts": place.ts, **body})
            except Failed as failure:
                if failure.reason not in ("message_not_found", "cant_update_message", "edit_window_closed"):
                    raise

    def _places(self, draft: Draft) -> Sequence[Prompt | Notice]:
        db = self._store.reading()
        if draft.about:
            told = notices.of_subject(db, draft.workspace, draft.about)
            return [notice for notice in told if notice.person == draft.address]
        return conversations.prompts(db, draft.workspace, draft.conversation, draft.turn)

    def _failed(self, waiting: Waiting, method: str, failure: Failed) -> None:
        if failure.passing and waiting.tries < MAX_TRIES:
            pause = failure.after if failure.after is not None else _backoff(waiting.tries)
            if failure.after is not None:
                self._pace.hold(method, failure.after)
            self._put_off(waiting, pause, failure.reason, tried=failure.after is None)
            return
        needed = not waiting.draft.method.startswith("assistant.")
        log.log(
            logging.WARNING if needed else logging.INFO, "message %s given up: %s", waiting.draft.key, failure.reason
        )
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
