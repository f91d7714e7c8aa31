"""Assessments: a team's rounds. One is open at a time; whoever answers, answers in it, and one placement comes out."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.database import Connection
from bot.store.ids import new_id


@dataclass(frozen=True)
class Assessment:
    """One round for one team; open until `closed_at`."""

    id: str
    workspace: str
    team: str
    started_by: str
    started_at: str
    closed_at: str = ""


_COLUMNS = "id, workspace, team, started_by, started_at, closed_at"


def begin(db: Connection, workspace: str, team: str, by: str, now: str) -> Assessment:
    """Open a team's next assessment; the one before is closed. Whoever had not come to its end answers in the new one,
    and is to be told anew who will see what: there the first answers are seen."""
    before = current(db, workspace, team)
    db.execute(
        "UPDATE assessments SET closed_at = ? WHERE workspace = ? AND team = ? AND closed_at = ''",
        (now, workspace, team),
    )
    opened = Assessment(new_id(), workspace, team, by, now)
    db.execute(
        f"INSERT INTO assessments ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
        (opened.id, workspace, team, by, now, ""),
    )
    if before:
        db.execute(
            "UPDATE conversations SET assessment = ?, only_spreads = 0 WHERE workspace = ? AND assessment = ?"
            " AND status <> 'finished' AND finished_at = ''",
            (opened.id, workspace, before.id),
        )
    return opened


def current(db: Connection, workspace: str, team: str) -> Assessment | None:
    """The team's open assessment, or the newest if none is open; None before the first."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM assessments WHERE workspace = ? AND team = ?"
        " ORDER BY closed_at = '' DESC, started_at DESC, rowid DESC LIMIT 1",
        (workspace, team),
    ).fetchone()
    return Assessment(*row) if row else None


def find(db: Connection, workspace: str, id: str) -> Assessment | None:
    """The assessment with this id, if it is this workspace's."""
    row = db.execute(f"SELECT {_COLUMNS} FROM assessments WHERE workspace = ? AND id = ?", (workspace, id)).fetchone()
    return Assessment(*row) if row else None
