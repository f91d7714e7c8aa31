"""Actions: the steps that a team took on, each with an owner and a state, and what happened to them. Within a workspace."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Literal

from bot.store.database import Connection

State = Literal["open", "started", "done", "dropped"]
What = Literal[
    "taken on", "named", "accepted", "declined", "edited", "started", "done", "dropped", "reopened", "reminded"
]


@dataclass(frozen=True)
class Action:
    """A step that a team took on. `due` is a day (2026-12-15) or empty; `changed_at`: when its state last changed.

    `owner` is empty while nobody has it. `asked_by` named the owner and waits for their word; empty once they took it.
    """

    id: str
    workspace: str
    team: str
    step: str
    capability: str
    title: str
    words: str
    owner: str
    due: str
    state: State
    reason: str
    created_by: str
    created_at: str
    changed_at: str
    asked_by: str = ""

    @property
    def closed(self) -> bool:
        """Whether it is done or dropped."""
        return self.state in ("done", "dropped")


@dataclass(frozen=True)
class Event:
    """One thing that happened to an action: who did what, when, and what they wrote about it."""

    person: str
    what: What
    words: str
    happened_at: str


_COLUMNS = ", ".join(Action.__dataclass_fields__)
_OPEN = "state IN ('open', 'started')"


def save(db: Connection, action: Action) -> None:
    """Keep an action as it is now."""
    changing = ("title", "words", "owner", "due", "state", "reason", "changed_at", "asked_by")
    db.execute(
        f"INSERT INTO actions ({_COLUMNS}) VALUES ({', '.join('?' * len(Action.__dataclass_fields__))})"
        f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in changing)}"
        " WHERE actions.workspace = excluded.workspace",
        astuple(action),
    )


def note(db: Connection, action: Action, event: Event) -> None:
    """Keep what happened to an action."""
    db.execute(
        "INSERT INTO action_events (workspace, action, person, what, words, happened_at) VALUES (?, ?, ?, ?, ?, ?)",
        (action.workspace, action.id, event.person, event.what, event.words, event.happened_at),
    )


def find(db: Connection, workspace: str, id: str) -> Action | None:
    """The action with this id, if it is this workspace's."""
    return next(iter(_all(db, "workspace = ? AND id = ?", workspace, id)), None)


def open_on(db: Connection, workspace: str, team: str, capability: str) -> Action | None:
    """The team's action on a capability that is neither done nor dropped."""
    return next(
        iter(_all(db, f"workspace = ? AND team = ? AND capability = ? AND {_OPEN}", workspace, team, capability)), None
    )


def open_of(db: Connection, workspace: str, team: str) -> tuple[Action, ...]:
    """A team's actions that are neither done nor dropped: by due date, then those without one, oldest first."""
    order = "ORDER BY due = '', due, created_at, id"
    return _all(db, f"workspace = ? AND team = ? AND {_OPEN} {order}", workspace, team)


def closed_of(db: Connection, workspace: str, team: str, limit: int, skip: int = 0) -> tuple[Action, ...]:
    """A team's actions that are done or dropped, the newest first."""
    order = "ORDER BY changed_at DESC, id LIMIT ? OFFSET ?"
    return _all(db, f"workspace = ? AND team = ? AND NOT {_OPEN} {order}", workspace, team, limit, skip)


def count_closed(db: Connection, workspace: str, team: str) -> int:
    """How many actions of a team are done or dropped."""
    row = db.execute(
        f"SELECT count(*) FROM actions WHERE workspace = ? AND team = ? AND NOT {_OPEN}", (workspace, team)
    ).fetchone()
    return int(row[0])


def events(db: Connection, workspace: str, action: str) -> tuple[Event, ...]:
    """What happened to an action, in order."""
    rows = db.execute(
        "SELECT person, what, words, happened_at FROM action_events WHERE workspace = ? AND action = ? ORDER BY id",
        (workspace, action),
    )
    return tuple(Event(*row) for row in rows.fetchall())


def _all(db: Connection, condition: str, *values: str | int) -> tuple[Action, ...]:
    rows = db.execute(f"SELECT {_COLUMNS} FROM actions WHERE {condition}", values).fetchall()
    return tuple(Action(*row) for row in rows)
