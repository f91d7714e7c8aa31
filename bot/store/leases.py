"""Leases of the outbox's messages whose holder is gone, or whose clock was wrong: what was under way is sent anew."""

from __future__ import annotations

from bot.store.database import Connection


def holders(db: Connection) -> tuple[str, ...]:
    """The processes that hold a lease."""
    rows = db.execute("SELECT DISTINCT claimed_by FROM outbox WHERE state = 'waiting' AND claimed_until <> ''")
    return tuple(row[0] for row in rows.fetchall())


def release(db: Connection, by: str, now: str) -> None:
    """End the leases of a process that is gone: what it was sending is sent again at once."""
    db.execute(
        "UPDATE outbox SET due_at = ?, claimed_until = '' WHERE state = 'waiting' AND claimed_by = ?"
        " AND claimed_until <> ''",
        (now, by),
    )


def bring_forward(db: Connection, now: str, latest: str) -> None:
    """The clock was ahead and has gone back: what it leased, put off or enqueued to beyond `latest` is due as it was
    planned, or now."""
    db.execute(
        "UPDATE outbox SET due_at = CASE WHEN planned_for > ? THEN planned_for ELSE ? END, claimed_until = ''"
        " WHERE state = 'waiting' AND due_at > ? AND due_at <> planned_for",
        (now, now, latest),
    )
