"""What a team's export reads beside its results: few statements, however many results, actions and notes there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.store.actions import Action, Event
from bot.store.database import Connection
from bot.store.evidence import NOTHING, Evidence
from bot.store.teams import Team


@dataclass(frozen=True)
class Told:
    """An action and what happened to it, oldest first."""

    action: Action
    events: tuple[Event, ...]


_ACTION = ", ".join(Action.__dataclass_fields__)


def named(db: Connection, name_or_id: str, workspace: str = "") -> tuple[Team, ...]:
    """The teams of this name or id, in one workspace or (for the operator alone) in all."""
    rows = db.execute(
        "SELECT id, workspace, name, channel, lead FROM teams WHERE (name_key = ? OR id = ?)"
        " AND (? = '' OR workspace = ?) ORDER BY workspace",
        (" ".join(name_or_id.split()).casefold(), name_or_id.strip(), workspace, workspace),
    )
    return tuple(Team(*row) for row in rows)


def evidence(db: Connection, workspace: str, team: str) -> Mapping[tuple[str, int], Evidence]:
    """The evidence that counts, by conversation and turn, of all that the team's people ever answered."""
    rows = db.execute(
        "SELECT notes.conversation, notes.turn, notes.note, notes.link, notes.dated, notes.valid_until FROM notes"
        " JOIN conversations ON conversations.id = notes.conversation AND conversations.workspace = notes.workspace"
        " WHERE notes.workspace = ? AND conversations.team = ? ORDER BY notes.id",
        (workspace, team),
    )
    found = {(conversation, turn): Evidence(*rest) for conversation, turn, *rest in rows.fetchall()}
    return {where: kept for where, kept in found.items() if kept != NOTHING}


def actions(db: Connection, workspace: str, team: str) -> tuple[Told, ...]:
    """A team's actions, newest first, each with its events."""
    events: dict[str, list[Event]] = {}
    for action, *rest in db.execute(
        "SELECT action_events.action, action_events.person, action_events.what, action_events.words,"
        " action_events.happened_at FROM action_events JOIN actions ON actions.id = action_events.action"
        " AND actions.workspace = action_events.workspace"
        " WHERE action_events.workspace = ? AND actions.team = ? ORDER BY action_events.id",
        (workspace, team),
    ).fetchall():
        events.setdefault(action, []).append(Event(*rest))
    rows = db.execute(
        f"SELECT {_ACTION} FROM actions WHERE workspace = ? AND team = ? ORDER BY created_at DESC, rowid DESC",
        (workspace, team),
    )
    return tuple(Told(Action(*row), tuple(events.get(row["id"], ()))) for row in rows.fetchall())
