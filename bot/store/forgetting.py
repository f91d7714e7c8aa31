"""Deletion: a person's or a workspace's right. What is left is one audit row that names no one."""

from __future__ import annotations

from bot.people import Person
from bot.store.database import Connection

_OF_WORKSPACE = ("notes", "answers", "prompts", "results", "conversations", "members", "teams")
_BESIDE = ("outbox", "deliveries", "direct_channels")
_THEIRS = "conversation IN (SELECT id FROM conversations WHERE workspace = ? AND person = ?)"


def forget(db: Connection, workspace: str, person: str, now: str) -> int:
    """Delete all that is kept of a person, or (person empty) of a workspace. Returns how many rows that were."""
    rows = _person(db, workspace, person) if person else _workspace(db, workspace)
    what = "a person" if person else "the workspace"
    db.execute(
        "INSERT INTO audit (workspace, what, rows_deleted, done_at) VALUES (?, ?, ?, ?)",
        (workspace, f"forgot {what}", rows, now),
    )
    return rows


def _workspace(db: Connection, workspace: str) -> int:
    tables = (*_OF_WORKSPACE, *_BESIDE)
    return sum(db.execute(f"DELETE FROM {table} WHERE workspace = ?", (workspace,)).rowcount for table in tables)


def _person(db: Connection, workspace: str, person: str) -> int:
    """Their answers go, and the results those made; a team that they led looks for another lead among its members."""
    who = (workspace, person)
    rows = sum(
        db.execute(f"DELETE FROM {table} WHERE {_THEIRS}", who).rowcount
        for table in ("notes", "answers", "prompts", "results")
    )
    rows += db.execute(
        "DELETE FROM outbox WHERE workspace = ? AND (address = ? OR lane = ? OR lane IN"
        " (SELECT id FROM conversations WHERE workspace = ? AND person = ?))",
        (workspace, person, Person(workspace, person).lane, workspace, person),
    ).rowcount
    for table in ("conversations", "members", "direct_channels"):
        rows += db.execute(f"DELETE FROM {table} WHERE workspace = ? AND person = ?", who).rowcount
    db.execute(
        "UPDATE teams SET lead = coalesce((SELECT person FROM members WHERE members.team = teams.id"
        " ORDER BY joined_at, person LIMIT 1), '') WHERE workspace = ? AND lead = ?",
        who,
    )
    db.execute("UPDATE teams SET created_by = '' WHERE workspace = ? AND created_by = ?", who)
    return rows
