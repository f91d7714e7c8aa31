"""What the operator's commands read beside the subjects' own rows, over all workspaces; and a database only to look at."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from bot.store.database import BUSY_SECONDS, Connection, Store
from bot.store.migrations import migrations


class NotToLookAt(RuntimeError):
    """There is no such database file, or an earlier release made it; the message says what to do."""


class ReadOnly(Store):
    """A database that is looked at and never written to: SQLite itself refuses."""

    def __init__(self, url: str) -> None:
        """Raises `NotToLookAt`."""
        super().__init__(url)
        if not self.path.exists():
            raise NotToLookAt(f"DATABASE_URL is {url!r}, and there is no such file")
        if migrations.pending(Database(self.reading())):
            raise NotToLookAt(f"DATABASE_URL is {url!r}, of an earlier release; run `mlops-advisor migrate` first")

    def _open(self) -> Connection:
        found = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        found.row_factory = sqlite3.Row
        return found


@dataclass(frozen=True)
class Unsent:
    """How many messages still wait that should be out, and whether one of them is sent or tried again soon."""

    waiting: int
    soon: bool


def unsent(db: Connection, due_by: str, now: str, soon: str) -> Unsent:
    """What was due by a moment, or came of that, and waits: put off since, or under way. `soon`: what failed and is tried
    no earlier than that is not waited for, nor is what stands behind it; what Slack asked to hold back is. What was
    enqueued after `now`, where that is a moment gone by, did not come of it."""
    waiting, coming = db.execute(
        "SELECT count(*), max((claimed_until > ? OR due_at <= ? OR tries = 0) AND NOT EXISTS (SELECT 1 FROM outbox"
        " AS earlier WHERE earlier.lane = one.lane AND earlier.state = 'waiting' AND earlier.id < one.id))"
        " FROM outbox AS one WHERE state = 'waiting'"
        " AND (due_at <= ? OR due_at <> planned_for AND created_at <= ?)",
        (now, soon, due_by, now),
    ).fetchone()
    return Unsent(int(waiting), bool(coming))


def tally(db: Connection) -> Mapping[str, int]:
    """How many messages of the outbox are in each state."""
    return {state: int(count) for state, count in db.execute("SELECT state, count(*) FROM outbox GROUP BY state")}


def teams_kept(db: Connection) -> int:
    """How many teams there are."""
    return int(db.execute("SELECT count(*) FROM teams").fetchone()[0])


def workspaces_of(db: Connection, channel: str) -> tuple[str, ...]:
    """The workspaces in which a channel of this id has a digest; ids are unique only within one."""
    rows = db.execute("SELECT workspace FROM digests WHERE channel = ? ORDER BY workspace", (channel,))
    return tuple(row[0] for row in rows.fetchall())


def next_due(db: Connection, after: str, until: str) -> str:
    """When next something is due, to be asked, posted or sent, up to a moment; empty: nothing is."""
    found = db.execute(
        "SELECT min(due) FROM (SELECT min(next_due) AS due FROM rhythms WHERE next_due > ? AND next_due <= ? UNION ALL"
        " SELECT min(due_at) FROM outbox WHERE state = 'waiting' AND due_at > ? AND due_at <= ?)",
        (after, until, after, until),
    )
    return str(found.fetchone()[0] or "")
