"""Which teams agreed to be shown in digests, and which were introduced to each other. Within a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.ids import PairRef
from bot.store.database import Connection
from bot.store.teams import Team

Agreed = Literal["yes", "no", ""]
"""What the lead said; empty: asked, and said nothing yet."""


@dataclass(frozen=True)
class Shown:
    """Whether a team is shown in digests. `person`: who said so, or, while nobody did, who was asked."""

    workspace: str
    team: str
    agreed: Agreed
    person: str
    asked_at: str
    changed_at: str


def find(db: Connection, workspace: str, team: str) -> Shown | None:
    """What a team's lead said; None if nobody was asked."""
    row = db.execute(
        "SELECT workspace, team, agreed, said_by, asked_at, changed_at FROM showings WHERE workspace = ? AND team = ?",
        (workspace, team),
    ).fetchone()
    return Shown(*row) if row else None


def are_shown(db: Connection, workspace: str, *teams: str) -> bool:
    """Whether the leads of all these teams agreed."""
    found = (find(db, workspace, team) for team in teams)
    return all(one is not None and one.agreed == "yes" for one in found)


def say(db: Connection, team: Team, agreed: bool, person: str, now: str) -> None:
    """Keep what a team's lead says."""
    db.execute(
        "INSERT INTO showings (workspace, team, agreed, said_by, asked_at, changed_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (team) DO UPDATE SET agreed = excluded.agreed, said_by = excluded.said_by,"
        " changed_at = excluded.changed_at WHERE showings.workspace = excluded.workspace",
        (team.workspace, team.id, "yes" if agreed else "no", person, now, now),
    )


def ask(db: Connection, team: Team, now: str) -> None:
    """Note that a team's lead is asked; what an earlier lead said stays."""
    db.execute(
        "INSERT INTO showings (workspace, team, agreed, said_by, asked_at, changed_at) VALUES (?, ?, '', ?, ?, ?)"
        " ON CONFLICT (team) DO UPDATE SET said_by = excluded.said_by, asked_at = excluded.asked_at"
        " WHERE showings.workspace = excluded.workspace AND showings.agreed = ''",
        (team.workspace, team.id, team.lead, now, now),
    )


def to_ask(db: Connection, workspace: str, wanted: Sequence[str], limit: int) -> tuple[Team, ...]:
    """Of these teams (none: of all), those whose lead agreed to be messaged and was not asked yet, while nobody has
    said whether the team is shown."""
    among = f" AND teams.id IN ({', '.join('?' * len(wanted))})" if wanted else ""
    rows = db.execute(
        "SELECT teams.id, teams.workspace, teams.name, teams.channel, teams.lead, teams.lead_since FROM teams"
        " JOIN consents ON consents.workspace = teams.workspace AND consents.person = teams.lead"
        " LEFT JOIN showings ON showings.workspace = teams.workspace AND showings.team = teams.id"
        " WHERE teams.workspace = ? AND teams.lead <> '' AND consents.agreed = 1"
        " AND (showings.team IS NULL OR (showings.agreed = '' AND showings.said_by <> teams.lead))"
        f"{among} ORDER BY teams.name_key LIMIT ?",
        (workspace, *wanted, limit),
    )
    return tuple(Team(*row) for row in rows.fetchall())


def leads(db: Connection, workspace: str, wanted: Sequence[str], but: str) -> tuple[str, ...]:
    """The leads of these teams (none: of all) as far as they are shown, but for one person: those who agreed to be
    messaged, whose team has been shown longest first."""
    among = f" AND teams.id IN ({', '.join('?' * len(wanted))})" if wanted else ""
    rows = db.execute(
        "SELECT teams.lead FROM showings JOIN teams ON teams.workspace = showings.workspace AND teams.id = showings.team"
        " JOIN consents ON consents.workspace = teams.workspace AND consents.person = teams.lead"
        " WHERE showings.workspace = ? AND showings.agreed = 'yes' AND consents.agreed = 1 AND teams.lead NOT IN ('', ?)"
        f"{among} ORDER BY showings.changed_at, teams.id",
        (workspace, but, *wanted),
    )
    return tuple(dict.fromkeys(row[0] for row in rows))


def choices(db: Connection, workspace: str, limit: int) -> tuple[tuple[Team, ...], int]:
    """Teams that a digest may be about: those shown first, then by name; at most so many, and how many there are."""
    rows = db.execute(
        "SELECT teams.id, teams.workspace, teams.name, teams.channel, teams.lead, teams.lead_since FROM teams"
        " LEFT JOIN showings ON showings.workspace = teams.workspace AND showings.team = teams.id"
        " WHERE teams.workspace = ? ORDER BY CASE WHEN showings.agreed = 'yes' THEN 0 ELSE 1 END, teams.name_key"
        " LIMIT ?",
        (workspace, limit),
    )
    count = db.execute("SELECT count(*) FROM teams WHERE workspace = ?", (workspace,)).fetchone()[0]
    return tuple(Team(*row) for row in rows.fetchall()), int(count)


def introduce(db: Connection, workspace: str, pair: PairRef, by: str, now: str) -> bool:
    """Note that two teams are introduced over a capability; False if they were before."""
    added = db.execute(
        "INSERT INTO introductions (workspace, helper, learner, capability, asked_by, asked_at)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (workspace, pair.helper, pair.learner, pair.capability, by, now),
    ).rowcount
    return added == 1


def take_back(db: Connection, workspace: str, pair: PairRef) -> None:
    """An introduction did not come about: it may be asked for again."""
    db.execute(
        "DELETE FROM introductions WHERE workspace = ? AND helper = ? AND learner = ? AND capability = ?",
        (workspace, pair.helper, pair.learner, pair.capability),
    )


def introduced(db: Connection, workspace: str) -> frozenset[PairRef]:
    """Who was introduced to whom, and over which capability."""
    rows = db.execute("SELECT helper, learner, capability FROM introductions WHERE workspace = ?", (workspace,))
    return frozenset(PairRef(*row) for row in rows)
