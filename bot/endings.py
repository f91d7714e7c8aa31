"""What a finished action brings: a value that counts in the team's assessment from then on, and the result of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot import results
from bot.store import assessments, decisions
from bot.store import results as result_store
from bot.store.actions import Action
from bot.store.database import Connection
from bot.store.decisions import Decision
from bot.store.placements import load_placements
from knowledge.library import Library, Value
from knowledge.placements import Placement


@dataclass(frozen=True)
class Ended:
    """An action that was finished or reopened. `counts`: whether that changed what is known of its capability in the
    team's assessment; `result`: the id of the result that this came to, if any; `before`: the placements until then."""

    action: Action
    counts: bool = False
    result: str = ""
    before: tuple[Placement, ...] = ()


def decide(db: Connection, library: Library, person: str, action: Action, value: Value | None, now: str) -> Ended:
    """Let a value of the action's capability count in the team's assessment, or (None) no longer; reach its result."""
    assessment = assessments.current(db, action.workspace, action.team)
    if assessment is None:
        return Ended(action)
    last = result_store.latest(db, action.workspace, action.team)
    decision = Decision(action.capability, value, "action", action.title, person, now)
    decisions.add(db, action.workspace, assessment.id, decision)
    reached = results.reach(db, library, assessment, person, "action", now)
    before = load_placements(library, last.placements) if last else ()
    return Ended(action, True, reached.id if reached else "", before)


def counts(db: Connection, action: Action) -> bool:
    """Whether what a finished action brought counts in the team's assessment now."""
    assessment = assessments.current(db, action.workspace, action.team)
    if assessment is None or action.state != "done":
        return False
    found = decisions.in_force(db, action.workspace, assessment.id)
    return any(one.capability == action.capability and one.cause == "action" for one in found)
