"""Targets: the level that a team wants to reach on one scale, and by when. One a team. Within a workspace."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from bot.store.database import Connection


@dataclass(frozen=True)
class Target:
    """A level of a gated scale that a team wants to reach by a day (2027-06-01); who set it, and when."""

    team: str
    workspace: str
    maturity_model: str
    level: int
    due: str
    set_by: str
    set_at: str


_COLUMNS = ", ".join(Target.__dataclass_fields__)


def put(db: Connection, target: Target) -> None:
    """Set a team's target, in the place of the one before."""
    changing = ("maturity_model", "level", "due", "set_by", "set_at")
    db.execute(
        f"INSERT INTO targets ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"
        f" ON CONFLICT (team) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in changing)}"
        " WHERE targets.workspace = excluded.workspace",
        astuple(target),
    )


def find(db: Connection, workspace: str, team: str) -> Target | None:
    """The team's target, if it has one."""
    row = db.execute(f"SELECT {_COLUMNS} FROM targets WHERE workspace = ? AND team = ?", (workspace, team)).fetchone()
    return Target(*row) if row else None


def remove(db: Connection, workspace: str, team: str) -> None:
    """Take a team's target away."""
    db.execute("DELETE FROM targets WHERE workspace = ? AND team = ?", (workspace, team))
