"""Results: what a conversation came to, kept as it was with the knowledge version that made it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.database import Connection


@dataclass(frozen=True)
class Result:
    """A team's placements at one moment. `trail` and `placements` are JSON; `subject` names the ML product, if one."""

    id: str
    workspace: str
    team: str
    conversation: str
    person: str
    subject: str
    knowledge_version: str
    trail: str
    placements: str
    reached_at: str


_COLUMNS = "id, workspace, team, conversation, person, subject, knowledge_version, trail, placements, reached_at"


def add(db: Connection, result: Result) -> None:
    """Keep a result beside all earlier ones."""
    db.execute(
        f"INSERT INTO results ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(result.id, result.workspace, result.team, result.conversation, result.person),
            *(result.subject, result.knowledge_version, result.trail, result.placements, result.reached_at),
        ),
    )


def latest(db: Connection, workspace: str, team: str) -> Result | None:
    """The team's newest result."""
    return _one(db, "workspace = ? AND team = ? ORDER BY reached_at DESC, rowid DESC LIMIT 1", workspace, team)


def of_conversation(db: Connection, workspace: str, conversation: str) -> Result | None:
    """The conversation's newest result."""
    return _one(
        db, "workspace = ? AND conversation = ? ORDER BY reached_at DESC, rowid DESC LIMIT 1", workspace, conversation
    )


def find(db: Connection, workspace: str, id: str) -> Result | None:
    """The result with this id, if it is this workspace's."""
    return _one(db, "workspace = ? AND id = ?", workspace, id)


def count(db: Connection, workspace: str, team: str) -> int:
    """How many results a team has."""
    row = db.execute("SELECT count(*) FROM results WHERE workspace = ? AND team = ?", (workspace, team)).fetchone()
    return int(row[0])


def _one(db: Connection, condition: str, *values: str) -> Result | None:
    row = db.execute(f"SELECT {_COLUMNS} FROM results WHERE {condition}", values).fetchone()
    return Result(*row) if row else None
