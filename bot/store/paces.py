"""How much of Slack's rates is used up, shared by all processes. A key is a method, or a channel; within a workspace."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.database import Connection


@dataclass(frozen=True)
class Used:
    """Until when a key's turns are spent, and until when Slack wants it silent: stamps, empty for never."""

    spent_until: str = ""
    held_until: str = ""


def find(db: Connection, workspace: str, key: str) -> Used:
    """What is used up of a key."""
    row = db.execute(
        "SELECT spent_until, held_until FROM paces WHERE workspace = ? AND key = ?", (workspace, key)
    ).fetchone()
    return Used(str(row[0]), str(row[1])) if row else Used()


def spend(db: Connection, workspace: str, key: str, until: str) -> None:
    """Note until when a key's turns are spent."""
    db.execute(
        "INSERT INTO paces (workspace, key, spent_until, held_until) VALUES (?, ?, ?, '')"
        " ON CONFLICT (workspace, key) DO UPDATE SET spent_until = excluded.spent_until",
        (workspace, key, until),
    )


def hold(db: Connection, workspace: str, key: str, until: str) -> None:
    """Note until when Slack wants a key silent."""
    db.execute(
        "INSERT INTO paces (workspace, key, spent_until, held_until) VALUES (?, ?, '', ?)"
        " ON CONFLICT (workspace, key) DO UPDATE SET held_until = excluded.held_until",
        (workspace, key, until),
    )


def forget(db: Connection, now: str) -> None:
    """Drop what no longer matters."""
    db.execute("DELETE FROM paces WHERE spent_until < ? AND held_until < ?", (now, now))
