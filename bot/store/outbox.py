"""The outbox's rows: what must be said to Slack, stored in the transaction that gives the reason for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.store.database import Connection
from bot.store.ids import new_id

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


@dataclass(frozen=True)
class Waiting:
    """A claimed row of the outbox."""

    id: int
    draft: Draft
    tries: int


def add(db: Connection, draft: Draft, now: str, due: str = "") -> bool:
    """Enqueue a message, to be sent now or when it is `due`; False if its key was enqueued before.

    One that is due later wants a lane of its own: whatever comes after it in its lane waits for it.
    """
    added = db.execute(
        "INSERT INTO outbox (key, workspace, lane, method, address, payload, state, due_at, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?, ?) ON CONFLICT DO NOTHING",
        (
            *(draft.key, draft.workspace, draft.lane, draft.method, draft.address),
            *(_body(draft), due or now, now),
        ),
    ).rowcount
    return added == 1


def _body(draft: Draft) -> str:
    beside = {
        "conversation": draft.conversation,
        "turn": draft.turn,
        "notify": draft.notify,
        "make": draft.make,
        "about": draft.about,
    }
    return json.dumps({"payload": draft.payload, **beside}, ensure_ascii=False, separators=(",", ":"))


def hasten(db: Connection, workspace: str, key: str, now: str) -> bool:
    """Send a message that is planned for later now; False if none is, or it is due already."""
    hastened = db.execute(
        "UPDATE outbox SET due_at = ? WHERE workspace = ? AND key = ? AND state = 'waiting' AND due_at > ?",
        (now, workspace, key, now),
    ).rowcount
    return hastened == 1


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
        "UPDATE outbox SET payload = ?, due_at = ?, claimed_until = '', reason = ?, tries = 0 WHERE id = ?",
        (_body(draft), due, reason, id),
    )


def claim(db: Connection, now: str, until: str, limit: int, by: str = "") -> tuple[Waiting, ...]:
    """Lease the oldest due message of each lane that has none under way. An expired lease is up for claiming again.

    `by` names the process that claims, so that its leases can be released when it is known to be gone.
    """
    rows = db.execute(
        "UPDATE outbox SET claimed_until = ?, claimed_by = ?, tries = tries + 1 WHERE id IN ("
        " SELECT id FROM outbox AS one WHERE state = 'waiting' AND due_at <= ? AND claimed_until <= ?"
        " AND NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE earlier.lane = one.lane"
        "  AND earlier.id < one.id AND earlier.state = 'waiting')"
        " ORDER BY due_at, id LIMIT ?)"
        " RETURNING id, key, workspace, lane, method, address, payload, tries",
        (until, by, now, now, limit),
    ).fetchall()
    return tuple(_waiting(row) for row in sorted(rows, key=lambda row: int(row["id"])))


def sent(db: Connection, id: int, now: str) -> None:
    """Mark a message as delivered; what it said is no longer kept here."""
    db.execute("UPDATE outbox SET state = 'sent', done_at = ?, payload = '{}' WHERE id = ?", (now, id))


def put_off(db: Connection, id: int, due: str, reason: str, tried: bool = True) -> None:
    """Give a message back to be sent at `due`; `tried` tells whether that counts as a try."""
    db.execute(
        "UPDATE outbox SET due_at = ?, claimed_until = '', reason = ?, tries = tries - ? WHERE id = ?",
        (due, reason, 0 if tried else 1, id),
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
        db.execute("UPDATE outbox SET due_at = ? WHERE id = ? AND due_at > ?", (due, waiting["id"], due))


def dropped(db: Connection, id: int, reason: str, now: str) -> None:
    """Give a message up, for a reason that the operator can read."""
    db.execute("UPDATE outbox SET state = 'dropped', reason = ?, done_at = ? WHERE id = ?", (reason, now, id))


def hold(db: Connection, id: int, until: str) -> None:
    """Extend the lease of a message that takes longer than others to make."""
    db.execute("UPDATE outbox SET claimed_until = ? WHERE id = ?", (until, id))


def holders(db: Connection) -> tuple[str, ...]:
    """The processes that hold a lease."""
    rows = db.execute("SELECT DISTINCT claimed_by FROM outbox WHERE state = 'waiting' AND claimed_until <> ''")
    return tuple(row[0] for row in rows.fetchall())


def release(db: Connection, by: str) -> None:
    """End the leases of a process that is gone: what it was sending is sent again at once."""
    db.execute("UPDATE outbox SET claimed_until = '' WHERE state = 'waiting' AND claimed_by = ?", (by,))


def pending(db: Connection, now: str) -> int:
    """How many messages should be out by now, over all workspaces: a figure for the operator. Those planned for later
    are not among them; those that were put off are."""
    waiting = db.execute(
        "SELECT count(*) FROM outbox WHERE state = 'waiting' AND (due_at <= ? OR reason <> '')", (now,)
    )
    return int(waiting.fetchone()[0])


def next_due(db: Connection) -> str:
    """When the next waiting message is due or its lease ends (empty: none waits)."""
    row = db.execute(
        "SELECT min(CASE WHEN due_at > claimed_until THEN due_at ELSE claimed_until END) FROM outbox"
        " WHERE state = 'waiting'"
    ).fetchone()
    return str(row[0] or "")


def _waiting(row: Any) -> Waiting:
    body = json.loads(row["payload"])
    draft = Draft(
        *(row["key"], row["workspace"], row["lane"], row["method"], row["address"], body["payload"]),
        *(body["conversation"], body["turn"], body["notify"], body.get("make", ""), body.get("about", "")),
    )
    return Waiting(int(row["id"]), draft, int(row["tries"]))
