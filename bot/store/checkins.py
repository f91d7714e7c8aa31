"""Check-ins: who was asked at which occurrence, what came of it, and who asked to be left out. Within a workspace."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Literal

from bot.store.database import Connection

State = Literal[
    "asked", "snoozed", "under_way", "answered", "skipped", "handed_over", "stopped", "unreached", "replaced"
]
"""Waiting for an answer; put off by the person; begun; answered to the end; left out this once; given to a teammate; left
out for good by the person; refused by Slack; the next occurrence came."""


@dataclass(frozen=True)
class CheckIn:
    """One person asked at one occurrence of a team's check-in (`day`, 2027-01-04), or answering it before.

    `due_at`: the moment it was due at; `missed`: how many before it were never sent; `round` counts how often it was put
    off; `conversation`: the one behind it, once begun; `opened_at`: when the first of the team was asked or began.
    """

    workspace: str
    team: str
    day: str
    person: str
    state: State
    due_at: str
    missed: int
    round: int
    conversation: str
    opened_at: str
    changed_at: str

    @property
    def open(self) -> bool:
        """Whether an answer may still come of it, and is waited for."""
        return self.state in ("asked", "snoozed", "under_way")

    @property
    def key(self) -> str:
        """The outbox key of its message; each time that it was put off has its own."""
        return f"checkin:{self.team}:{self.day}:{self.person}" + (f":{self.round}" if self.round else "")


_COLUMNS = ", ".join(CheckIn.__dataclass_fields__)
_OPEN = "state IN ('asked', 'snoozed', 'under_way')"


def save(db: Connection, one: CheckIn) -> None:
    """Keep a check-in as it is now."""
    changing = ("state", "due_at", "missed", "round", "conversation", "changed_at")
    db.execute(
        f"INSERT INTO checkins ({_COLUMNS}) VALUES ({', '.join('?' * len(CheckIn.__dataclass_fields__))})"
        f" ON CONFLICT (team, day, person) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in changing)}"
        " WHERE checkins.workspace = excluded.workspace",
        astuple(one),
    )


def find(db: Connection, workspace: str, team: str, day: str, person: str) -> CheckIn | None:
    """A person's check-in of one occurrence."""
    found = _all(db, "workspace = ? AND team = ? AND day = ? AND person = ?", workspace, team, day, person)
    return found[0] if found else None


def newest(db: Connection, workspace: str, team: str, person: str) -> CheckIn | None:
    """A person's check-in of the last occurrence that they have one of."""
    found = _all(db, "workspace = ? AND team = ? AND person = ? ORDER BY day DESC LIMIT 1", workspace, team, person)
    return found[0] if found else None


def of_day(db: Connection, workspace: str, team: str, day: str) -> tuple[CheckIn, ...]:
    """Everybody's check-ins of one occurrence."""
    return _all(db, "workspace = ? AND team = ? AND day = ? ORDER BY person", workspace, team, day)


def of_conversation(db: Connection, workspace: str, conversation: str) -> CheckIn | None:
    """The check-in behind which a conversation stands, if one does."""
    found = _all(db, "workspace = ? AND conversation = ? LIMIT 1", workspace, conversation)
    return found[0] if found else None


def open_of(db: Connection, workspace: str, team: str, person: str) -> tuple[CheckIn, ...]:
    """A person's check-ins of a team that wait for an answer."""
    return _all(db, f"workspace = ? AND team = ? AND person = ? AND {_OPEN} ORDER BY day", workspace, team, person)


def open_before(db: Connection, workspace: str, team: str, day: str) -> tuple[CheckIn, ...]:
    """A team's check-ins of earlier occurrences that wait for an answer."""
    return _all(db, f"workspace = ? AND team = ? AND day < ? AND {_OPEN} ORDER BY day, person", workspace, team, day)


def stop(db: Connection, workspace: str, team: str, person: str, now: str) -> None:
    """Never ask a person for a team, until they say otherwise."""
    db.execute(
        "INSERT INTO checkin_stops (workspace, team, person, stopped_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (workspace, team, person, now),
    )


def restart(db: Connection, workspace: str, team: str, person: str) -> None:
    """Ask a person for a team again, from the next occurrence on."""
    db.execute("DELETE FROM checkin_stops WHERE workspace = ? AND team = ? AND person = ?", (workspace, team, person))


def stopped(db: Connection, workspace: str, team: str, person: str) -> bool:
    """Whether a person is not to be asked for a team."""
    found = db.execute(
        "SELECT 1 FROM checkin_stops WHERE workspace = ? AND team = ? AND person = ?", (workspace, team, person)
    )
    return found.fetchone() is not None


def willing(db: Connection, workspace: str, team: str) -> tuple[str, ...]:
    """The members who agreed to be asked and did not ask to be left out of this team's check-ins; first come first."""
    rows = db.execute(
        "SELECT one.person FROM members AS one JOIN consents ON consents.workspace = one.workspace"
        " AND consents.person = one.person AND consents.agreed = 1 WHERE one.workspace = ? AND one.team = ?"
        " AND NOT EXISTS (SELECT 1 FROM checkin_stops WHERE checkin_stops.workspace = one.workspace"
        "  AND checkin_stops.team = one.team AND checkin_stops.person = one.person)"
        " ORDER BY one.joined_at, one.person",
        (workspace, team),
    )
    return tuple(row[0] for row in rows.fetchall())


def answered_since(db: Connection, workspace: str, team: str, since: str) -> frozenset[str]:
    """Who has answered to the end in an assessment of the team's that began at a moment or after it."""
    rows = db.execute(
        "SELECT DISTINCT one.person FROM assessments JOIN conversations AS one ON one.assessment = assessments.id"
        " WHERE assessments.workspace = ? AND assessments.team = ? AND assessments.started_at >= ?"
        " AND one.finished_at <> ''",
        (workspace, team, since),
    )
    return frozenset(row[0] for row in rows.fetchall())


def _all(db: Connection, condition: str, *values: str) -> tuple[CheckIn, ...]:
    rows = db.execute(f"SELECT {_COLUMNS} FROM checkins WHERE {condition}", values).fetchall()
    return tuple(CheckIn(*row) for row in rows)
