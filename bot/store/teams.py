"""Teams and their members. Every function takes the workspace: none can see another's rows."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace

from bot.store.database import Connection
from bot.store.ids import new_id


@dataclass(frozen=True)
class Team:
    """A team as its workspace knows it: a name, a home channel and a lead (Slack ids; a lead of "" is nobody).

    `lead_since` is when that lead was chosen, or the last one left; empty while it is the one the team was set up with.
    """

    id: str
    workspace: str
    name: str
    channel: str
    lead: str
    lead_since: str = ""


class NameTaken(ValueError):
    """Another team of the workspace has this name."""


class ChannelTaken(ValueError):
    """The channel is already another team's home."""


_COLUMNS = "teams.id, teams.workspace, teams.name, teams.channel, teams.lead, teams.lead_since"


def create(db: Connection, workspace: str, name: str, channel: str, lead: str, by: str, now: str) -> Team:
    """Add a team with its lead and its creator as members. Raises `NameTaken` or `ChannelTaken`."""
    if of_channel(db, workspace, channel):
        raise ChannelTaken(channel)
    team = Team(new_id(), workspace, name, channel, lead)
    try:
        db.execute(
            "INSERT INTO teams (id, workspace, name, name_key, channel, lead, created_by, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (team.id, workspace, name, name.casefold(), channel, lead, by, now),
        )
    except sqlite3.IntegrityError as error:
        raise NameTaken(name) from error
    for person in dict.fromkeys((lead, by)):
        join(db, team, person, now)
    return team


def join(db: Connection, team: Team, person: str, now: str) -> None:
    """Make a person a member; a second time changes nothing."""
    db.execute(
        "INSERT INTO members (team, workspace, person, joined_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (team.id, team.workspace, person, now),
    )


def leave(db: Connection, team: Team, person: str) -> None:
    """Make a person a member no more; who leads the team is not changed by that."""
    db.execute("DELETE FROM members WHERE workspace = ? AND team = ? AND person = ?", (team.workspace, team.id, person))


def set_lead(db: Connection, team: Team, lead: str, now: str) -> Team:
    """Give a team another lead (empty: nobody); returns the team as it is then."""
    db.execute(
        "UPDATE teams SET lead = ?, lead_since = ? WHERE workspace = ? AND id = ?", (lead, now, team.workspace, team.id)
    )
    return replace(team, lead=lead, lead_since=now)


def find(db: Connection, workspace: str, id: str) -> Team | None:
    """The team with this id, if it is this workspace's."""
    return _one(db, f"SELECT {_COLUMNS} FROM teams WHERE workspace = ? AND id = ?", workspace, id)


def of_channel(db: Connection, workspace: str, channel: str) -> Team | None:
    """The team whose home this channel is."""
    return _one(db, f"SELECT {_COLUMNS} FROM teams WHERE workspace = ? AND channel = ?", workspace, channel)


def of_person(db: Connection, workspace: str, person: str) -> tuple[Team, ...]:
    """The teams that a person is a member of, by name."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM teams JOIN members ON members.team = teams.id"
        " WHERE members.workspace = ? AND members.person = ? ORDER BY teams.name_key",
        (workspace, person),
    )
    return tuple(Team(*row) for row in rows)


def members(db: Connection, workspace: str, team: str) -> tuple[str, ...]:
    """The members of a team, first come first."""
    rows = db.execute(
        "SELECT person FROM members WHERE workspace = ? AND team = ? ORDER BY joined_at, person", (workspace, team)
    )
    return tuple(row[0] for row in rows)


def is_member(db: Connection, workspace: str, team: str, person: str) -> bool:
    """Whether a person is a member of a team."""
    found = db.execute(
        "SELECT 1 FROM members WHERE workspace = ? AND team = ? AND person = ?", (workspace, team, person)
    )
    return found.fetchone() is not None


def _one(db: Connection, sql: str, *values: str) -> Team | None:
    row = db.execute(sql, values).fetchone()
    return Team(*row) if row else None
