"""What digests read: where each result put its team on each scale, and what every team has in place now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.store.database import Connection
from bot.store.results import Result
from knowledge.placements import Range

NO_SCALE = ""
"""Stands where a result has no scale that this release knows, so that it is not looked at again and again."""


@dataclass(frozen=True)
class Standing:
    """Where a result put its team on one scale: `profile` in the order of the scale's dimensions, `holding` the
    capabilities that keep the overall from the next level. Where `applicable` is false the ranges say nothing."""

    applicable: bool
    overall: Range
    profile: tuple[Range, ...] = ()
    holding: tuple[str, ...] = ()
    reached_at: str = ""


@dataclass(frozen=True)
class ShownTeam:
    """A team that a digest may show: where it stands now and stood `before`, whether somebody answered lately (`heard`;
    of a team that is young itself that counts as yes), how many actions are open and how many were finished since."""

    id: str
    name: str
    shown_at: str
    heard: bool
    open_actions: int
    finished: int
    now: Standing | None
    before: Standing | None


def add(db: Connection, result: Result, began_at: str, maturity_model: str, standing: Standing) -> None:
    """Keep where a result put its team on one scale; `began_at`: when its assessment was opened."""
    profile = ",".join(f"{one.low}-{one.high}" for one in standing.profile)
    low, high = standing.overall.low, standing.overall.high
    db.execute(
        "INSERT INTO standings (result, maturity_model, workspace, team, began_at, reached_at, applicable,"
        " low, high, profile, holding) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(result.id, maturity_model, result.workspace, result.team, began_at),
            *(result.reached_at, int(standing.applicable), low, high, profile, ",".join(standing.holding)),
        ),
    )


def is_newest(db: Connection, result: Result, began_at: str) -> bool:
    """Whether nothing is kept of a newer result of the team: of a later assessment, or later of the same."""
    row = db.execute(
        "SELECT 1 FROM results JOIN assessments ON assessments.id = results.assessment"
        " WHERE results.workspace = ? AND results.team = ? AND (started_at, reached_at) > (?, ?)"
        " AND EXISTS (SELECT 1 FROM standings WHERE standings.result = results.id)",
        (result.workspace, result.team, began_at, result.reached_at),
    ).fetchone()
    return row is None


def put_in_place(db: Connection, workspace: str, team: str, capabilities: Sequence[str], since: str) -> None:
    """Keep what a team has in place now; what it had before stays dated as it was, what it has no more goes."""
    had = {row[0] for row in db.execute(_IN_PLACE, (workspace, team))}
    db.executemany(
        "DELETE FROM holdings WHERE workspace = ? AND team = ? AND capability = ?",
        [(workspace, team, one) for one in sorted(had.difference(capabilities))],
    )
    db.executemany(
        "INSERT INTO holdings (workspace, team, capability, since) VALUES (?, ?, ?, ?)",
        [(workspace, team, one, since) for one in capabilities if one not in had],
    )


_IN_PLACE = (
    # the wall is the team's workspace: with the table's own, SQLite would take the index of the whole workspace
    "SELECT capability FROM teams JOIN holdings ON holdings.team = teams.id WHERE teams.workspace = ? AND teams.id = ?"
)


def missing(db: Connection, limit: int) -> tuple[tuple[str, str], ...]:
    """Over all workspaces: results of which nothing is kept here, as (workspace, id); oldest first within a team."""
    rows = db.execute(
        f"{_MISSING} ORDER BY results.workspace, results.team, assessments.started_at, results.reached_at LIMIT ?",
        (limit,),
    )
    return tuple((row[0], row[1]) for row in rows)


def missing_of(db: Connection, workspace: str, team: str) -> tuple[str, ...]:
    """The ids of a team's results of which nothing is kept here, oldest first."""
    rows = db.execute(
        f"{_MISSING} AND results.workspace = ? AND results.team = ? ORDER BY assessments.started_at, results.reached_at,"
        " results.rowid",
        (workspace, team),
    )
    return tuple(row[1] for row in rows)


_MISSING = (
    "SELECT results.workspace, results.id FROM results JOIN assessments ON assessments.id = results.assessment"
    " WHERE NOT EXISTS (SELECT 1 FROM standings WHERE standings.result = results.id)"
)


def discard(db: Connection, workspace: str, team: str) -> int:
    """Drop all that is kept here of a team, so that it is made anew of the results that are left; how many rows."""
    rows = db.execute(
        "DELETE FROM standings WHERE result IN (SELECT id FROM results WHERE workspace = ? AND team = ?)",
        (workspace, team),
    ).rowcount
    return rows + db.execute("DELETE FROM holdings WHERE workspace = ? AND team = ?", (workspace, team)).rowcount


def shown(
    db: Connection, workspace: str, maturity_model: str, since: str, now: str, heard_after: str
) -> tuple[ShownTeam, ...]:
    """The teams whose leads agreed to be shown, by name, on one scale: as they stand `now` and stood at `since`.

    `heard_after`: from when on an answer means that a team was heard from. All three are stamps.
    """
    rows = db.execute(
        "SELECT teams.id, teams.name, showings.changed_at,"
        " teams.created_at > :heard_after OR EXISTS (SELECT 1 FROM results WHERE results.workspace = teams.workspace"
        "  AND results.team = teams.id AND reached_at > :heard_after AND reached_at <= :now AND cause = 'answers'),"
        " (SELECT count(*) FROM actions WHERE actions.workspace = teams.workspace AND actions.team = teams.id"
        "  AND state IN ('open', 'started')),"
        " (SELECT count(*) FROM actions WHERE actions.workspace = teams.workspace AND actions.team = teams.id"
        "  AND state = 'done' AND changed_at > :since AND changed_at <= :now),"
        f" {_columns('latest')}, {_columns('earlier')} FROM showings JOIN teams ON teams.id = showings.team"
        f" {_joined('latest', ':now')} {_joined('earlier', ':since')}"
        " WHERE showings.workspace = :workspace AND showings.agreed = 'yes' ORDER BY teams.name_key, teams.id",
        {"workspace": workspace, "model": maturity_model, "since": since, "now": now, "heard_after": heard_after},
    )
    return tuple(
        ShownTeam(row[0], row[1], row[2], bool(row[3]), row[4], row[5], _standing(row, 6), _standing(row, 12))
        for row in rows
    )


_FIELDS = ("applicable", "low", "high", "profile", "holding", "reached_at")


def _columns(name: str) -> str:
    return ", ".join(f"{name}.{field}" for field in _FIELDS)


def _joined(name: str, moment: str) -> str:
    """The team's newest standing at a moment, found by an index: 10,000 teams take a third of what a window takes."""
    return (
        f"LEFT JOIN standings AS {name} ON {name}.maturity_model = :model AND {name}.result = (SELECT result"
        " FROM standings AS one WHERE one.workspace = showings.workspace AND one.maturity_model = :model"
        f" AND one.team = showings.team AND one.reached_at <= {moment}"
        " ORDER BY one.began_at DESC, one.reached_at DESC LIMIT 1)"
    )


def _standing(row: Any, at: int) -> Standing | None:
    """A standing read from the columns that begin here."""
    applicable, low, high, profile, holding, reached_at = row[at : at + len(_FIELDS)]
    if applicable is None:
        return None
    return Standing(bool(applicable), _range(low, high), _profile(profile), _split(holding), reached_at)


@lru_cache(maxsize=1024)
def _range(low: int, high: int) -> Range:
    return Range(low, high)


@lru_cache(maxsize=16384)
def _profile(text: str) -> tuple[Range, ...]:
    """ "1-1,2-3". Teams are many and profiles few, so each is read once."""
    pairs = (one.split("-") for one in _split(text))
    return tuple(_range(int(low), int(high)) for low, high in pairs)


@lru_cache(maxsize=16384)
def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def hidden(db: Connection, workspace: str) -> tuple[str, ...]:
    """The ids of the teams whose leads have not agreed to be shown, or not yet."""
    rows = db.execute(
        "SELECT id FROM teams WHERE workspace = ? AND NOT EXISTS"
        " (SELECT 1 FROM showings WHERE showings.team = teams.id AND agreed = 'yes') ORDER BY id",
        (workspace,),
    )
    return tuple(row[0] for row in rows)


def done(db: Connection, workspace: str, team: str, since: str, now: str) -> tuple[str, ...]:
    """The capabilities of the actions that a team finished since then, the first first."""
    rows = db.execute(
        "SELECT capability FROM actions WHERE workspace = ? AND team = ? AND state = 'done' AND changed_at > ?"
        " AND changed_at <= ? ORDER BY changed_at, id",
        (workspace, team, since, now),
    )
    return tuple(dict.fromkeys(row[0] for row in rows))


def put_in_place_since(db: Connection, workspace: str, team: str, since: str, now: str) -> frozenset[str]:
    """The capabilities that a team has in place and had not then."""
    rows = db.execute(
        f"{_IN_PLACE} AND since > ? AND since <= ?",
        (workspace, team, since, now),
    )
    return frozenset(row[0] for row in rows)


def in_place(db: Connection, workspace: str, capability: str, by: str) -> Iterator[tuple[str, str]]:
    """The teams that have had a capability in place since that moment or before, as (team, since), longest first."""
    rows = db.execute(
        "SELECT team, since FROM holdings WHERE workspace = ? AND capability = ? AND since <= ? ORDER BY since, team",
        (workspace, capability, by),
    )
    return ((row[0], row[1]) for row in rows)


def at_work_on(db: Connection, workspace: str, capability: str) -> frozenset[str]:
    """The teams with an open action on a capability."""
    rows = db.execute(
        "SELECT team FROM actions WHERE workspace = ? AND capability = ? AND state IN ('open', 'started')",
        (workspace, capability),
    )
    return frozenset(row[0] for row in rows)
