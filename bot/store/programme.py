"""The programme: who sees all teams of a workspace, and one line of each team."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.database import Connection
from bot.store.teams import Team


@dataclass(frozen=True)
class TeamRow:
    """One team at a glance. `placements`: its newest result's, as JSON; `heard_at`: when a result or an action last
    changed, at the earliest when the team was set up. Before the first result `placements` and `reached_at` are empty.
    """

    team: Team
    placements: str
    reached_at: str
    open_actions: int
    heard_at: str


def is_lead(db: Connection, workspace: str, person: str) -> bool:
    """Whether a person leads the workspace's programme."""
    row = db.execute("SELECT 1 FROM programme_leads WHERE workspace = ? AND person = ?", (workspace, person)).fetchone()
    return row is not None


def leads(db: Connection, workspace: str) -> tuple[str, ...]:
    """Who leads the workspace's programme, longest first."""
    rows = db.execute("SELECT person FROM programme_leads WHERE workspace = ? ORDER BY since, person", (workspace,))
    return tuple(row[0] for row in rows.fetchall())


def add_lead(db: Connection, workspace: str, person: str, now: str) -> bool:
    """Let a person lead the programme; False if they do already."""
    added = db.execute(
        "INSERT INTO programme_leads (workspace, person, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (workspace, person, now),
    ).rowcount
    return added == 1


def remove_lead(db: Connection, workspace: str, person: str) -> bool:
    """End a person's lead of the programme; False if they have none."""
    removed = db.execute("DELETE FROM programme_leads WHERE workspace = ? AND person = ?", (workspace, person)).rowcount
    return removed == 1


def all_teams(db: Connection, workspace: str) -> tuple[TeamRow, ...]:
    """Every team of a workspace at a glance, by name, with the result that `results.latest` finds."""
    rows = db.execute(
        "SELECT teams.id, teams.workspace, teams.name, teams.channel, teams.lead,"
        " coalesce(newest.placements, ''), coalesce(newest.reached_at, ''),"
        " (SELECT count(*) FROM actions WHERE actions.workspace = teams.workspace AND actions.team = teams.id"
        "  AND actions.state IN ('open', 'started')),"
        " teams.created_at, (SELECT max(actions.changed_at) FROM actions"
        "  WHERE actions.workspace = teams.workspace AND actions.team = teams.id)"
        " FROM teams LEFT JOIN results AS newest ON newest.id = (SELECT results.id FROM assessments"
        "  JOIN results ON results.assessment = assessments.id"
        "  WHERE assessments.workspace = teams.workspace AND assessments.team = teams.id"
        "  ORDER BY assessments.started_at DESC, results.reached_at DESC, results.rowid DESC LIMIT 1)"
        " WHERE teams.workspace = ? ORDER BY teams.name_key",
        (workspace,),
    )
    return tuple(
        TeamRow(Team(*row[:5]), row[5], row[6], int(row[7]), max(row[6], row[8], row[9] or "")) for row in rows
    )
