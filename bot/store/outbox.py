"""The outbox's rows: what must be said to Slack, stored in the transaction that gives the reason for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.store.database import Connection
from bot.store.ids import new_id
from bot.store.queues import AT_ONCE, Queue

Method = Literal[
    "chat.postMessage",
    "chat.update",
    "response_url",
    "views.publish",
    "assistant.threads.setStatus",
    "assistant.threads.setSuggestedPrompts",
    "upload",
]
State = Literal["waiting", "sent", "dropped"]


@dataclass(frozen=True)
class Draft:
    """A message to be sent. One lane's messages go strictly in order; a key is sent once.

    `address`: a channel or user id (chat.postMessage, upload), a user id (views.publish), or the URL (response_url).
    A `chat.update` goes wherever the prompt of `conversation` and `turn` stands. `make` names who makes the payload
    when its time has come (see `outbox.Makers`), from what `payload` says; empty: the payload is what is sent.
    `conversation` and `turn` say which prompt a posted message shows; the note of where it stands is kept.
    """

    key: str
    workspace: str
    lane: str
    method: Method
    address: str
    payload: Mapping[str, Any]
    conversation: str = ""
    turn: int = 0
    notify: str = ""
    """Whom to tell if it cannot be delivered: a person's id."""
    make: str = ""
    about: str = ""
    """What a message to a person is about: the note of where it stands is kept under that (bot/store/notices.py), and a
    `chat.update` about the same, to the same person, goes there."""
    patient: bool = False
    """One of many that come due together: it waits for its turn in the workspace, behind whatever somebody waits for."""


@dataclass(frozen=True)
class Waiting:
    """A message that waits: its queue, and the moment from which it may be sent; while it is under way, its lease's end.
    `turns`: the keys of which it took a turn."""

    id: int
    draft: Draft
    tries: int
    due_at: str
    queue: Queue
    turns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A message as the operator sees it: without what it says. `due_at` and `done_at` are stamps (empty: not yet)."""

    key: str
    workspace: str
    state: State
    tries: int
    reason: str
    due_at: str
    done_at: str


_FORGOTTEN = "{}"
_COLUMNS = "id, key, workspace, lane, method, address, payload, tries, due_at, queue"
_FIRST_OF_ITS_LANE = (
    "NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE earlier.lane = one.lane AND earlier.state = 'waiting'"
    " AND earlier.id < one.id)"
)


def add(db: Connection, draft: Draft, now: str, due: str = "") -> bool:
    """Enqueue a message, to be sent now or when it is `due`; False if its key was enqueued before.

    One that is due later wants a lane of its own: whatever comes after it in its lane waits for it.
    """
    added = db.execute(
        "INSERT INTO outbox (key, workspace, lane, method, address, payload, state, queue, due_at, planned_for,"
        " created_at) VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            *(draft.key, draft.workspace, draft.lane, draft.method, draft.address),
            *(_body(draft), _first_queue(draft), due or now, due, now),
        ),
    ).rowcount
    return added == 1


def _first_queue(draft: Draft) -> str:
    return Queue(True, draft.workspace, draft.method).name if draft.patient else AT_ONCE.name


def _body(draft: Draft) -> str:
    beside = {
        "conversation": draft.conversation,
        "turn": draft.turn,
        "notify": draft.notify,
        "make": draft.make,
        "about": draft.about,
        "patient": draft.patient,
    }
    return json.dumps({"payload": draft.payload, **beside}, ensure_ascii=False, separators=(",", ":"))


def hasten(db: Connection, workspace: str, key: str, now: str) -> bool:
    """Send a message that is planned for later now; False if none is, or it is due already."""
    hastened = db.execute(
        "UPDATE outbox SET due_at = ? WHERE workspace = ? AND key = ? AND state = 'waiting' AND due_at > ?",
        (now, workspace, key, now),
    ).rowcount
    return hastened == 1


def sent_at(db: Connection, workspace: str, key: str) -> str:
    """When a message was sent, as a stamp; empty if it was not."""
    sent = "SELECT done_at FROM outbox WHERE workspace = ? AND key = ? AND state = 'sent'"
    found = db.execute(sent, (workspace, key)).fetchone()
    return str(found[0]) if found else ""


def cancel(db: Connection, workspace: str, key: str, reason: str, now: str) -> bool:
    """Give up a message that waits and is not being sent; False if there is none such."""
    cancelled = db.execute(
        "UPDATE outbox SET state = 'dropped', reason = ?, done_at = ? WHERE workspace = ? AND key = ?"
        " AND state = 'waiting' AND claimed_until <= ?",
        (reason, now, workspace, key, now),
    ).rowcount
    return cancelled == 1


def go_on(db: Connection, id: int, draft: Draft, due: str, reason: str) -> None:
    """A message that takes several steps has done one: what it says now, and when the next one is due."""
    db.execute(
        "UPDATE outbox SET payload = ?, queue = ?, due_at = ?, claimed_until = '', reason = ?, tries = 0 WHERE id = ?",
        (_body(draft), _first_queue(draft), due, reason, id),
    )


def head(db: Connection, queue: Queue) -> Waiting | None:
    """What is due first in a queue, now or later, of what is the first of its lane."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM outbox AS one WHERE state = 'waiting' AND queue = ? AND {_FIRST_OF_ITS_LANE}"
        " ORDER BY due_at, id LIMIT 1",
        (queue.name,),
    ).fetchone()
    return _waiting(row) if row else None


def claim(
    db: Connection, now: str, until: str, limit: int, by: str = "", queue: Queue | None = None
) -> tuple[Waiting, ...]:
    """Lease the oldest due message of each lane (of a queue) that has none under way. What is leased is due again when
    its lease has expired.

    `by` names the process that claims, so that its leases can be released when it is known to be gone.
    """
    within, name = ("AND queue = ?", (queue.name,)) if queue else ("", ())
    rows = db.execute(
        "UPDATE outbox SET due_at = ?, claimed_until = ?, claimed_by = ?, tries = tries + 1 WHERE id IN ("
        f" SELECT id FROM outbox AS one WHERE state = 'waiting' {within} AND due_at <= ? AND {_FIRST_OF_ITS_LANE}"
        f" ORDER BY due_at, id LIMIT ?) RETURNING {_COLUMNS}",
        (until, until, by, *name, now, limit),
    ).fetchall()
    return tuple(_waiting(row) for row in sorted(rows, key=lambda row: int(row["id"])))


def sent(db: Connection, id: int, now: str) -> None:
    """Mark a message as delivered; what it said is no longer kept here."""
    db.execute("UPDATE outbox SET state = 'sent', done_at = ?, payload = ? WHERE id = ?", (now, _FORGOTTEN, id))


def put_off(db: Connection, id: int, due: str, reason: str, tried: bool = True) -> None:
    """Give a message back to be sent at `due`; `tried` tells whether that counts as a try."""
    db.execute(
        "UPDATE outbox SET due_at = ?, claimed_until = '', reason = ?, tries = tries - ? WHERE id = ?",
        (due, reason, 0 if tried else 1, id),
    )


def plan(db: Connection, id: int, due: str, reason: str) -> None:
    """Give a message back that has a better moment: it is planned for that, as if nobody had tried."""
    db.execute(
        "UPDATE outbox SET due_at = ?, planned_for = ?, claimed_until = '', reason = ?, tries = tries - 1 WHERE id = ?",
        (due, due, reason, id),
    )


def revive(db: Connection, draft: Draft, now: str, due: str = "") -> bool:
    """Enqueue a message whose key was given up earlier, or never was; False if the key waits or was sent."""
    db.execute("DELETE FROM outbox WHERE key = ? AND state = 'dropped'", (draft.key,))
    return add(db, draft, now, due)


def renew(db: Connection, draft: Draft, due: str, now: str) -> None:
    """See that what is made when sent is sent at `due` or before; its lane is its own. One that waits serves again, and
    one that was put off keeps its time; one that is on its way is followed by another."""
    waiting = db.execute(
        "SELECT id, reason FROM outbox WHERE lane = ? AND state = 'waiting' AND claimed_until <= ?", (draft.lane, now)
    ).fetchone()
    if waiting is None:
        db.execute("DELETE FROM outbox WHERE lane = ? AND state <> 'waiting'", (draft.lane,))
        add(db, replace(draft, key=f"{draft.lane}:{new_id()}"), now, due)
    elif not waiting["reason"]:
        db.execute(
            "UPDATE outbox SET due_at = ?, planned_for = ? WHERE id = ? AND due_at > ?", (due, due, waiting["id"], due)
        )


def dropped(db: Connection, id: int, reason: str, now: str) -> None:
    """Give a message up, for a reason that the operator can read."""
    db.execute(
        "UPDATE outbox SET state = 'dropped', reason = ?, done_at = ?, claimed_until = '' WHERE id = ?",
        (reason, now, id),
    )


def hold(db: Connection, id: int, until: str) -> None:
    """Extend the lease of a message that takes longer than others to make."""
    db.execute("UPDATE outbox SET due_at = ?, claimed_until = ? WHERE id = ?", (until, until, id))


def pending(db: Connection, now: str) -> int:
    """How many messages should be out by now, over all workspaces: a figure for the operator. Those planned for later
    are not among them; those that were put off, or are under way, are."""
    waiting = db.execute(
        "SELECT count(*) FROM outbox WHERE state = 'waiting' AND (due_at <= ? OR due_at <> planned_for)", (now,)
    )
    return int(waiting.fetchone()[0])


def planned(db: Connection, at: str) -> tuple[Waiting, ...]:
    """Over all workspaces, soonest first: what was planned for later and is to be sent by then, or should have been."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM outbox WHERE state = 'waiting' AND planned_for <> '' AND planned_for <= ?"
        " ORDER BY planned_for, id",
        (at,),
    )
    return tuple(_waiting(row) for row in rows.fetchall())


def listed(db: Connection, with_sent: bool = False) -> tuple[Entry, ...]:
    """Over all workspaces, oldest first: what waits and what was given up, for the operator."""
    wanted = ("waiting", "dropped", "sent") if with_sent else ("waiting", "dropped")
    rows = db.execute(
        "SELECT key, workspace, state, tries, reason, due_at, done_at FROM outbox"
        f" WHERE state IN ({', '.join('?' * len(wanted))}) ORDER BY id",
        wanted,
    )
    return tuple(Entry(*row) for row in rows.fetchall())


def retry(db: Connection, key: str, now: str) -> bool:
    """Send anew what was given up or put off; False if no such message is there, or what it said is no longer kept."""
    retried = db.execute(
        "UPDATE outbox SET state = 'waiting', due_at = ?, planned_for = '', claimed_until = '', reason = '',"
        " tries = 0, done_at = '' WHERE key = ? AND payload <> ? AND claimed_until <= ?"
        " AND (state = 'dropped' OR state = 'waiting' AND reason <> '')",
        (now, key, _FORGOTTEN, now),
    ).rowcount
    return retried == 1


def drop(db: Connection, key: str, reason: str, now: str) -> bool:
    """Give up a message that waits, in whichever workspace; False if none does, or it is being sent."""
    found = db.execute("SELECT workspace FROM outbox WHERE key = ?", (key,)).fetchone()
    return found is not None and cancel(db, str(found[0]), key, reason, now)


def oldest_done(db: Connection) -> str:
    """When the oldest message that is kept was sent or given up; the end of time if none is."""
    return str(db.execute("SELECT min(done_at) FROM outbox WHERE done_at > ''").fetchone()[0] or "9999")


def forget(db: Connection, before: str, limit: int) -> int:
    """Forget what was sent or given up before a moment, the oldest first; returns how many."""
    forgotten = db.execute(
        "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE done_at > '' AND done_at < ?"
        " ORDER BY done_at LIMIT ?)",
        (before, limit),
    )
    return forgotten.rowcount


def _waiting(row: Any) -> Waiting:
    body = json.loads(row["payload"])
    draft = Draft(
        *(row["key"], row["workspace"], row["lane"], row["method"], row["address"], body["payload"]),
        *(body["conversation"], body["turn"], body["notify"], body.get("make", ""), body.get("about", "")),
        patient=body.get("patient", False),
    )
    return Waiting(int(row["id"]), draft, int(row["tries"]), str(row["due_at"]), Queue.named(row["queue"]))
