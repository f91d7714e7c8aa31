"""What people thought of answers: one verdict a person and a thing, the newest; and the operator's sums of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from bot.store.database import Connection

Verdict = Literal["good", "bad"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True)
class Tally:
    """How one thing was judged over all workspaces: how often good and bad, and when last (UTC, ISO 8601)."""

    about: str
    good: int
    bad: int
    last: str


def give(db: Connection, workspace: str, person: str, about: str, verdict: Verdict, now: str) -> bool:
    """Keep a person's verdict in the place of their earlier one on the same thing; True if there was none."""
    replaced = db.execute(
        "UPDATE feedback SET verdict = ?, given_at = ? WHERE workspace = ? AND person = ? AND about = ?",
        (verdict, now, workspace, person, about),
    ).rowcount
    if replaced:
        return False
    db.execute(
        "INSERT INTO feedback (workspace, person, about, verdict, given_at) VALUES (?, ?, ?, ?, ?)",
        (workspace, person, about, verdict, now),
    )
    return True


def tallies(db: Connection) -> tuple[Tally, ...]:
    """Everything that was judged, over all workspaces: what was found bad most often first, then the newest."""
    rows = db.execute(
        "SELECT about, sum(CASE verdict WHEN 'good' THEN 1 ELSE 0 END) AS good,"
        " sum(CASE verdict WHEN 'bad' THEN 1 ELSE 0 END) AS bad, max(given_at) AS last FROM feedback"
        " GROUP BY about ORDER BY bad DESC, last DESC, about"
    )
    return tuple(Tally(*row) for row in rows.fetchall())
