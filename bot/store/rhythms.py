"""Rhythms: how often a team is asked or a channel gets its digest, and what comes next. Within a workspace."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.clock import stamp
from bot.schedule import DaysOff, Occurrence, Rhythm
from bot.store.database import Connection
from bot.store.teams import Team

log = logging.getLogger(__name__)

Kind = Literal["checkin", "digest"]
"""Of check-ins the subject is a team's id; of digests a channel's."""


@dataclass(frozen=True)
class Kept:
    """A rhythm as it is kept. `stopped` says why nothing is sent (empty: it runs); `last_day` the occurrence sent last,
    at `handled_at`; `next_day` and `next_due` what comes next (empty: nothing, or not known yet)."""

    workspace: str
    kind: Kind
    subject: str
    rhythm: Rhythm
    stopped: str
    last_day: str
    handled_at: str
    next_day: str
    next_due: str
    set_by: str
    set_at: str


_COLUMNS = (
    "workspace, kind, subject, rule, anchor, at, zone, country, days_off, opens, closes, stopped, last_day, handled_at,"
    " next_day, next_due, set_by, set_at"
)


def put(
    db: Connection, workspace: str, kind: Kind, subject: str, rhythm: Rhythm, next: Occurrence | None, by: str, now: str
) -> None:
    """Set how often, in the place of what was set before; it runs from now on. What was sent last stays known."""
    changing = (
        *("rule", "anchor", "at", "zone", "country", "days_off", "opens", "closes"),
        *("next_day", "next_due", "set_by", "set_at"),
    )
    db.execute(
        f"INSERT INTO rhythms (workspace, kind, subject, {', '.join(changing)}) VALUES ({', '.join('?' * 15)})"
        " ON CONFLICT (workspace, kind, subject) DO UPDATE SET stopped = '',"
        f" {', '.join(f'{name} = excluded.{name}' for name in changing)}",
        (workspace, kind, subject, *_written(rhythm), *_next(next), by, now),
    )


def find(db: Connection, workspace: str, kind: Kind, subject: str) -> Kept | None:
    """How often a team is asked or a channel gets its digest, if that is set."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM rhythms WHERE workspace = ? AND kind = ? AND subject = ?", (workspace, kind, subject)
    ).fetchone()
    return _kept(row) if row else None


def due(db: Connection, kind: Kind, now: str, limit: int) -> tuple[Kept, ...]:
    """Over all workspaces: the rhythms whose next occurrence has come, soonest first. For the clock."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM rhythms WHERE next_due > '' AND next_due <= ? AND kind = ? ORDER BY next_due, subject"
        " LIMIT ?",
        (now, kind, limit),
    )
    return tuple(_kept(row) for row in rows.fetchall())


def soonest(db: Connection, workspace: str) -> tuple[Kept, ...]:
    """What is planned in a workspace, soonest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM rhythms WHERE workspace = ? AND next_due > '' ORDER BY next_due, subject", (workspace,)
    )
    return tuple(_kept(row) for row in rows.fetchall())


def handled(db: Connection, kept: Kept, day: date, next: Occurrence | None, now: str) -> bool:
    """Note that everything up to the occurrence of a day is sent; False if somebody noted that, or changed it, before."""
    moved = db.execute(
        "UPDATE rhythms SET last_day = ?, handled_at = ?, next_day = ?, next_due = ?"
        " WHERE workspace = ? AND kind = ? AND subject = ? AND next_day = ? AND next_due = ?",
        (day.isoformat(), now, *_next(next), *_key(kept), kept.next_day, kept.next_due),
    ).rowcount
    return moved == 1


def plan(db: Connection, workspace: str, kind: Kind, subject: str, next: Occurrence | None) -> None:
    """Set what comes next, leaving how often as it is: after a skip, a snooze, or a clock that was wrong."""
    db.execute(
        "UPDATE rhythms SET next_day = ?, next_due = ? WHERE workspace = ? AND kind = ? AND subject = ?",
        (*_next(next), workspace, kind, subject),
    )


def stop(db: Connection, workspace: str, kind: Kind, subject: str, why: str) -> None:
    """Send nothing more until it is set or restarted."""
    db.execute(
        "UPDATE rhythms SET stopped = ?, next_due = '' WHERE workspace = ? AND kind = ? AND subject = ?",
        (why, workspace, kind, subject),
    )


def set_back(db: Connection, kept: Kept, last_day: date | None, next: Occurrence | None, now: str) -> None:
    """Undo what a clock that was ahead noted: the last occurrence is that of this day, if any, and nothing happened after
    `now`. Once, however many clocks find it out."""
    day, moments = last_day.isoformat() if last_day else "", (min(kept.handled_at, now), min(kept.set_at, now))
    db.execute(
        "UPDATE rhythms SET last_day = ?, handled_at = ?, set_at = ?, next_day = ?, next_due = ?"
        " WHERE workspace = ? AND kind = ? AND subject = ? AND handled_at = ? AND set_at = ?",
        (day, *moments, *_next(next), *_key(kept), kept.handled_at, kept.set_at),
    )


def teams_without(db: Connection, limit: int) -> tuple[Team, ...]:
    """Over all workspaces: teams that have a result, and nothing says how often they are asked. For the clock."""
    rows = db.execute(
        "SELECT id, workspace, name, channel, lead, lead_since FROM teams WHERE NOT EXISTS (SELECT 1 FROM rhythms"
        "  WHERE rhythms.workspace = teams.workspace AND kind = 'checkin' AND subject = teams.id)"
        " AND EXISTS (SELECT 1 FROM results WHERE results.workspace = teams.workspace AND team = teams.id) LIMIT ?",
        (limit,),
    )
    return tuple(Team(*row) for row in rows.fetchall())


def remove(db: Connection, workspace: str, kind: Kind, subject: str) -> None:
    """Forget it."""
    db.execute("DELETE FROM rhythms WHERE workspace = ? AND kind = ? AND subject = ?", (workspace, kind, subject))


def ahead(db: Connection, now: str) -> tuple[Kept, ...]:
    """Over all workspaces: what was handled or set at a moment to come, by a clock that has gone back since."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM rhythms WHERE (handled_at > ? OR set_at > ?) AND stopped = ''", (now, now)
    )
    return tuple(_kept(row) for row in rows.fetchall())


def _key(kept: Kept) -> tuple[str, Kind, str]:
    return kept.workspace, kept.kind, kept.subject


def _next(next: Occurrence | None) -> tuple[str, str]:
    return (next.day.isoformat(), stamp(next.at)) if next else ("", "")


def _written(rhythm: Rhythm) -> Sequence[str]:
    off = json.dumps([[one.first.isoformat(), one.last.isoformat()] for one in rhythm.days_off])
    hours = (_clock(rhythm.opens), _clock(rhythm.closes))
    return (rhythm.rule, rhythm.anchor.isoformat(), _clock(rhythm.at), rhythm.zone, rhythm.country, off, *hours)


def _clock(at: time) -> str:
    return at.isoformat(timespec="minutes")


def _kept(row: Any) -> Kept:
    off = tuple(DaysOff(date.fromisoformat(one), date.fromisoformat(last)) for one, last in json.loads(row["days_off"]))
    at, opens, closes = (time.fromisoformat(row[name]) for name in ("at", "opens", "closes"))
    anchor = date.fromisoformat(row["anchor"])
    rhythm = Rhythm(row["rule"], anchor, at, _zone(row["zone"]), row["country"], off, opens, closes)
    names = ("stopped", "last_day", "handled_at", "next_day", "next_due", "set_by", "set_at")
    return Kept(row["workspace"], row["kind"], row["subject"], rhythm, *(row[name] for name in names))


@cache
def _zone(name: str) -> str:
    """A zone that this machine knows; UTC instead of another, so that one team's zone keeps nobody from being asked."""
    try:
        return name and ZoneInfo(name).key
    except (OSError, ValueError, LookupError):
        log.error("no time zone %r is known here: whoever has it is asked by UTC until it is set anew", name)
        return "UTC"
