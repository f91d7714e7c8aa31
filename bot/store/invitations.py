"""Who was invited to answer for a team, who in the workspace agreed to be asked at all, and who was reminded when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.store.database import Connection

State = Literal["asked", "agreed", "declined", "left", "unreached"]
"""Waiting for a reply; will answer; would rather not; was a member and left; Slack could not deliver the invitation."""


@dataclass(frozen=True)
class Invitation:
    """One person asked to answer for one team, by whom, and what came of it."""

    team: str
    workspace: str
    person: str
    invited_by: str
    state: State
    invited_at: str
    changed_at: str


_COLUMNS = "team, workspace, person, invited_by, state, invited_at, changed_at"


def ask(db: Connection, workspace: str, team: str, person: str, by: str, now: str) -> None:
    """Note that a person is asked, for the first time or again."""
    db.execute(
        f"INSERT INTO invitations ({_COLUMNS}) VALUES (?, ?, ?, ?, 'asked', ?, ?)"
        " ON CONFLICT (team, person) DO UPDATE SET invited_by = excluded.invited_by, state = 'asked',"
        " invited_at = excluded.invited_at, changed_at = excluded.changed_at"
        " WHERE invitations.workspace = excluded.workspace",
        (team, workspace, person, by, now, now),
    )


def change(db: Connection, workspace: str, team: str, person: str, state: State, now: str) -> None:
    """Note what came of an invitation; nothing if there is none."""
    db.execute(
        "UPDATE invitations SET state = ?, changed_at = ? WHERE workspace = ? AND team = ? AND person = ?",
        (state, now, workspace, team, person),
    )


def find(db: Connection, workspace: str, team: str, person: str) -> Invitation | None:
    """A person's invitation to a team, if they were ever asked."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM invitations WHERE workspace = ? AND team = ? AND person = ?", (workspace, team, person)
    ).fetchone()
    return Invitation(*row) if row else None


def of_team(db: Connection, workspace: str, team: str) -> tuple[Invitation, ...]:
    """Everybody who was ever asked to answer for a team, first asked first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM invitations WHERE workspace = ? AND team = ? ORDER BY invited_at, person",
        (workspace, team),
    )
    return tuple(Invitation(*row) for row in rows)


def teams_of(db: Connection, workspace: str, person: str) -> tuple[str, ...]:
    """The ids of the teams that a person was asked to answer for, without those they left."""
    rows = db.execute(
        "SELECT team FROM invitations WHERE workspace = ? AND person = ? AND state <> 'left' ORDER BY team",
        (workspace, person),
    )
    return tuple(row[0] for row in rows)


def consent(db: Connection, workspace: str, person: str) -> bool | None:
    """Whether a person agreed to be asked, or refused; None if they never said."""
    row = db.execute("SELECT agreed FROM consents WHERE workspace = ? AND person = ?", (workspace, person)).fetchone()
    return bool(row[0]) if row else None


def set_consent(db: Connection, workspace: str, person: str, agreed: bool, now: str) -> None:
    """Keep whether a person agrees to be asked; it holds for every team of the workspace."""
    db.execute(
        "INSERT INTO consents (workspace, person, agreed, changed_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (workspace, person) DO UPDATE SET agreed = excluded.agreed, changed_at = excluded.changed_at",
        (workspace, person, int(agreed), now),
    )


def unwilling(db: Connection, workspace: str, team: str) -> frozenset[str]:
    """Of a team's members and those asked to answer for it, who does not want to be asked."""
    rows = db.execute(
        "SELECT person FROM consents WHERE workspace = ? AND agreed = 0"
        " AND (person IN (SELECT person FROM members WHERE members.workspace = consents.workspace AND team = ?)"
        " OR person IN (SELECT person FROM invitations WHERE invitations.workspace = consents.workspace AND team = ?"
        " AND state <> 'left'))",
        (workspace, team, team),
    )
    return frozenset(row[0] for row in rows)


def progress(db: Connection, workspace: str, assessment: str) -> Mapping[str, bool]:
    """Who began in an assessment, first come first, and whether they have answered to the end."""
    rows = db.execute(
        "SELECT person, max(CASE WHEN finished_at <> '' THEN 1 ELSE 0 END) FROM conversations"
        " WHERE workspace = ? AND assessment = ? GROUP BY person ORDER BY min(started_at), person",
        (workspace, assessment),
    )
    return {person: bool(finished) for person, finished in rows.fetchall()}


def concerned(db: Connection, workspace: str, team: str, since: str) -> tuple[str, ...]:
    """The members who used the bot since then or agreed to be asked, and do not refuse to be; first come first."""
    rows = db.execute(
        "SELECT person FROM members AS one WHERE workspace = ? AND team = ?"
        " AND NOT EXISTS (SELECT 1 FROM consents WHERE workspace = one.workspace AND person = one.person AND agreed = 0)"
        " AND (joined_at >= ?"
        " OR EXISTS (SELECT 1 FROM consents WHERE workspace = one.workspace AND person = one.person AND agreed = 1)"
        " OR EXISTS (SELECT 1 FROM conversations WHERE workspace = one.workspace AND person = one.person"
        "  AND touched_at >= ?)"
        " OR EXISTS (SELECT 1 FROM homes WHERE workspace = one.workspace AND person = one.person AND looked_at >= ?))"
        " ORDER BY joined_at, person",
        (workspace, team, since, since, since),
    )
    return tuple(row[0] for row in rows)


def keep_reminder(db: Connection, workspace: str, assessment: str, person: str, number: int, now: str) -> None:
    """Note that a person is reminded for the first or second time; tried again, the first note counts."""
    db.execute(
        "INSERT INTO reminders (workspace, assessment, person, number, reminded_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (workspace, assessment, person, number, now),
    )


def reminded(db: Connection, workspace: str, assessment: str, person: str) -> tuple[str, ...]:
    """When a person was reminded of an assessment, in order."""
    rows = db.execute(
        "SELECT reminded_at FROM reminders WHERE workspace = ? AND assessment = ? AND person = ? ORDER BY number",
        (workspace, assessment, person),
    )
    return tuple(row[0] for row in rows)
