"""Decisions: what a team agreed on beside its answers, or what a finished action brought. Only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.store.database import Connection
from knowledge.library import Value

Cause = Literal["consensus", "action"]


@dataclass(frozen=True)
class Decision:
    """The value that a capability has by consensus or by a finished action, with the reason given for it.

    A `value` of None takes an earlier decision back: the answers count again.
    """

    capability: str
    value: Value | None
    cause: Cause
    reason: str
    person: str
    decided_at: str


def add(db: Connection, workspace: str, assessment: str, decision: Decision) -> None:
    """Keep a decision of an assessment; of several on one capability the newest counts."""
    db.execute(
        "INSERT INTO decisions (workspace, assessment, capability, value, cause, reason, person, decided_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(workspace, assessment, decision.capability, decision.value.value if decision.value else ""),
            *(decision.cause, decision.reason, decision.person, decision.decided_at),
        ),
    )


def in_force(db: Connection, workspace: str, assessment: str) -> tuple[Decision, ...]:
    """The decisions of an assessment that count, in the order they were made."""
    rows = db.execute(
        "SELECT capability, value, cause, reason, person, decided_at FROM decisions"
        " WHERE workspace = ? AND assessment = ? ORDER BY id",
        (workspace, assessment),
    ).fetchall()
    newest: dict[str, Decision] = {}
    for capability, value, cause, reason, person, at in rows:
        newest.pop(capability, None)
        newest[capability] = Decision(capability, Value(value) if value else None, cause, reason, person, at)
    return tuple(decision for decision in newest.values() if decision.value)
