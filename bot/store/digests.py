"""Which channels get a digest, and what each wants in it. How often is kept in `bot.store.rhythms`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from bot.store.database import Connection

WhenQuiet = Literal["nothing", "line"]
"""What is posted when nothing is new."""


@dataclass(frozen=True)
class Subscription:
    """A channel's digest. `teams`: ids, or none for all that agreed to be shown; `shows`: the parts of it (see
    `bot.digesting.Part`); `last_at`: when one was made last (empty: never)."""

    workspace: str
    channel: str
    teams: tuple[str, ...]
    maturity_model: str
    shows: tuple[str, ...]
    when_quiet: WhenQuiet
    set_by: str
    set_at: str
    last_at: str = ""


_COLUMNS = "workspace, channel, teams, maturity_model, shows, when_quiet, set_by, set_at, last_at"


def put(db: Connection, wanted: Subscription) -> None:
    """Keep what a channel wants, in the place of what it wanted before; when one was made last stays known."""
    db.execute(
        "INSERT INTO digests (workspace, channel, teams, maturity_model, shows, when_quiet, set_by, set_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (workspace, channel) DO UPDATE SET teams = excluded.teams,"
        " maturity_model = excluded.maturity_model, shows = excluded.shows, when_quiet = excluded.when_quiet,"
        " set_by = excluded.set_by, set_at = excluded.set_at",
        (
            *(wanted.workspace, wanted.channel, json.dumps(wanted.teams), wanted.maturity_model),
            *(json.dumps(wanted.shows), wanted.when_quiet, wanted.set_by, wanted.set_at),
        ),
    )


def find(db: Connection, workspace: str, channel: str) -> Subscription | None:
    """What a channel wants in its digest, if it ever had one."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM digests WHERE workspace = ? AND channel = ?", (workspace, channel)
    ).fetchone()
    return _subscription(row) if row else None


def set_by(db: Connection, workspace: str, person: str) -> tuple[Subscription, ...]:
    """The digests that a person set up, by channel."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM digests WHERE workspace = ? AND set_by = ? ORDER BY channel", (workspace, person)
    )
    return tuple(_subscription(row) for row in rows.fetchall())


def made(db: Connection, workspace: str, channel: str, now: str) -> None:
    """Note that a channel's digest was made: the next one tells what is new since."""
    db.execute("UPDATE digests SET last_at = ? WHERE workspace = ? AND channel = ?", (now, workspace, channel))


def unmade(db: Connection, workspace: str, channel: str, now: str, last_at: str) -> None:
    """A digest that was made then was never posted: the next one tells what is new since the one before it."""
    db.execute(
        "UPDATE digests SET last_at = ? WHERE workspace = ? AND channel = ? AND last_at = ?",
        (last_at, workspace, channel, now),
    )


def _subscription(row: Any) -> Subscription:
    teams, shows = (tuple(json.loads(row[name])) for name in ("teams", "shows"))
    when_quiet: WhenQuiet = row["when_quiet"]
    after = (row["set_by"], row["set_at"], row["last_at"])
    return Subscription(row["workspace"], row["channel"], teams, row["maturity_model"], shows, when_quiet, *after)
