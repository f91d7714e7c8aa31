"""Results: what an assessment came to at one moment, kept as it was with the knowledge version that made it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from bot.store.database import Connection
from bot.store.decisions import Decision
from conversations.session import Passed
from knowledge.library import Value

MANY = 3
"""From so many respondents on, nobody sees another's single answers."""
Cause = Literal["answers", "consensus", "action"]


@dataclass(frozen=True)
class Respondent:
    """What one person said: empty ids where they were forgotten, and only what they said still counts. `only_spreads`:
    whether they were told that others will see only how answers spread. `last_time`: whether it was said in an earlier
    assessment, and counts in a check-in until they answer."""

    person: str
    conversation: str
    trail: tuple[Passed, ...]
    only_spreads: bool = False
    last_time: bool = False


@dataclass(frozen=True)
class Result:
    """A team's placements at one moment: `cause` says what brought it, by whom (`person`).

    `placements` is JSON; `subject` names the ML product, if one. `in_the_end`: how many respondents its assessment has
    by now, if more than this result: an early one must not show what a later one hides.
    """

    id: str
    workspace: str
    team: str
    assessment: str
    person: str
    subject: str
    knowledge_version: str
    cause: Cause
    respondents: tuple[Respondent, ...]
    decisions: tuple[Decision, ...]
    placements: str
    reached_at: str
    published_at: str = ""
    in_the_end: int = 0


_COLUMNS = (
    "id, workspace, team, assessment, person, subject, knowledge_version, cause, respondents, decisions, placements,"
    " reached_at, published_at"
)
_WITH_THE_LAST = (
    f"SELECT {_COLUMNS}, (SELECT last.respondents FROM results AS last WHERE last.assessment = results.assessment"
    " ORDER BY last.reached_at DESC, last.rowid DESC LIMIT 1) AS last_respondents FROM results"
)

_NEWEST_FIRST = (
    "(SELECT started_at FROM assessments WHERE assessments.id = results.assessment) DESC, reached_at DESC, rowid DESC"
)


def add(db: Connection, result: Result) -> None:
    """Keep a result beside all earlier ones."""
    db.execute(
        f"INSERT INTO results ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(result.id, result.workspace, result.team, result.assessment, result.person, result.subject),
            *(result.knowledge_version, result.cause, _dump(result.respondents), _dump(result.decisions)),
            *(result.placements, result.reached_at, result.published_at),
        ),
    )


def latest(db: Connection, workspace: str, team: str) -> Result | None:
    """The team's newest result: of its newest assessment, though an answer of an earlier one was changed since."""
    return _one(db, f"workspace = ? AND team = ? ORDER BY {_NEWEST_FIRST} LIMIT 1", workspace, team)


def of_assessment(db: Connection, workspace: str, assessment: str) -> Result | None:
    """The assessment's newest result."""
    return _one(
        db, "workspace = ? AND assessment = ? ORDER BY reached_at DESC, rowid DESC LIMIT 1", workspace, assessment
    )


def find(db: Connection, workspace: str, id: str) -> Result | None:
    """The result with this id, if it is this workspace's."""
    return _one(db, "workspace = ? AND id = ?", workspace, id)


def all_of(db: Connection, workspace: str, team: str, limit: int = 1000, skip: int = 0) -> tuple[Result, ...]:
    """A team's results, newest first."""
    rows = db.execute(
        f"{_WITH_THE_LAST} WHERE workspace = ? AND team = ? ORDER BY {_NEWEST_FIRST} LIMIT ? OFFSET ?",
        (workspace, team, limit, skip),
    )
    return tuple(_result(row) for row in rows.fetchall())


def before(db: Connection, workspace: str, team: str, assessment: str) -> Result | None:
    """The last result of the assessment before one: what "last time" means. None in a team's first assessment."""
    return _one(
        db,
        "workspace = ? AND team = ? AND assessment <> ? AND (SELECT started_at FROM assessments WHERE id = assessment)"
        f" < (SELECT started_at FROM assessments WHERE id = ?) ORDER BY {_NEWEST_FIRST} LIMIT 1",
        *(workspace, team, assessment, assessment),
    )


def as_of(db: Connection, workspace: str, team: str, moment: str) -> Result | None:
    """The team's newest result at a moment."""
    condition = f"workspace = ? AND team = ? AND reached_at <= ? ORDER BY {_NEWEST_FIRST} LIMIT 1"
    return _one(db, condition, workspace, team, moment)


def count(db: Connection, workspace: str, team: str) -> int:
    """How many results a team has."""
    row = db.execute("SELECT count(*) FROM results WHERE workspace = ? AND team = ?", (workspace, team)).fetchone()
    return int(row[0])


def publish(db: Connection, workspace: str, id: str, now: str) -> None:
    """Note that a team's lead showed a result outside the team; the first time counts."""
    db.execute(
        "UPDATE results SET published_at = ? WHERE workspace = ? AND id = ? AND published_at = ''", (now, workspace, id)
    )


def _one(db: Connection, condition: str, *values: str) -> Result | None:
    row = db.execute(f"{_WITH_THE_LAST} WHERE {condition}", values).fetchone()
    return _result(row) if row else None


def _dump(values: Sequence[Respondent] | Sequence[Decision]) -> str:
    rows = [asdict(value) for value in values]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=lambda value: value.value)


def _result(row: Any) -> Result:
    people = tuple(_respondent(one) for one in json.loads(row["respondents"]))
    decisions = tuple(Decision(**{**one, "value": Value(one["value"])}) for one in json.loads(row["decisions"]))
    fields = {name: row[name] for name in Result.__dataclass_fields__ if name != "in_the_end"}
    in_the_end = len(json.loads(row["last_respondents"]))
    return Result(**{**fields, "respondents": people, "decisions": decisions, "in_the_end": in_the_end})


def _respondent(row: dict[str, Any]) -> Respondent:
    trail = tuple(Passed(**entry) for entry in row["trail"])
    flags = bool(row.get("only_spreads")), bool(row.get("last_time"))
    return Respondent(row["person"], row["conversation"], trail, *flags)
