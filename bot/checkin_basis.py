"""What a check-in's conversation starts from: what the person said last, or their team agreed on, and what to ask again.

Each function works inside the transaction of whoever calls it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot import voices
from bot.store import actions, assessments, conversations, decisions, evidence, targets
from bot.store import results as store
from bot.store.assessments import Assessment
from bot.store.database import Connection
from bot.store.evidence import Evidence
from bot.store.results import Respondent, Result
from conversations import checking_in
from conversations.checking_in import Reasons
from conversations.flow import Flow
from conversations.session import Passed
from knowledge.agreeing import worth_discussing
from knowledge.library import Library

MOST_ACTIONS = 1000


@dataclass(frozen=True)
class Basis:
    """What counts on, as a trail; the questions worth asking again if nothing else changed, and if something did; the
    evidence that still stands, by turn of the trail. `only_spreads`: whether the person was told, of these very answers,
    that others see only how they spread. `done`: the capabilities of actions that were finished since."""

    trail: tuple[Passed, ...]
    if_same: tuple[str, ...]
    if_changed: tuple[str, ...]
    evidence: Mapping[int, Evidence]
    only_spreads: bool
    done: tuple[str, ...] = ()

    def again(self, changed: bool) -> tuple[str, ...]:
        """The questions to ask again."""
        return self.if_changed if changed else self.if_same


def last_time(db: Connection, workspace: str, team: str, joined: Assessment | None) -> Result | None:
    """The result that a check-in asks what changed since: the newest, of another assessment than the one joined."""
    newest = store.latest(db, workspace, team)
    return (
        store.before(db, newest.workspace, newest.team, newest.assessment)
        if newest and joined and newest.assessment == joined.id
        else newest
    )


def basis(db: Connection, library: Library, flow: Flow, last: Result, person: str, today: str) -> Basis | None:
    """What a person's conversation starts from, by the result of last time; None if nothing is known that could count on."""
    own = voices.own(last, person)
    own = own if own and own.conversation else None
    agreed = voices.agreement(library, last)
    if own:
        trail = _carried(db, library, flow, last, own)
        kept = evidence.of_conversation(db, last.workspace, own.conversation)
    else:
        trail = checking_in.from_values(library, flow, agreed.values, _began(db, last)[:10], last.subject)
        kept = {}
    if not any(entry.question for entry in trail):
        return None
    backed_up = {entry.question: kept[entry.turn] for entry in (own.trail if own else ()) if entry.turn in kept}
    target = targets.find(db, last.workspace, last.team)
    reasons = Reasons(
        today,
        done=said_done(db, last),
        disputed=tuple(one.capability for one in worth_discussing(library, agreed, len(agreed.disputed))),
        stale=tuple(question for question, one in backed_up.items() if one.stale(today)),
        target=target.maturity_model if target else "",
    )
    if_same, if_changed = (
        checking_in.worth_asking_again(library, trail, agreed.values, reasons, changed) for changed in (False, True)
    )
    standing = _standing(own, trail, backed_up, today) if own else {}
    only_spreads = own is not None and (own.only_spreads or not voices.sees_answers(last))
    return Basis(trail, if_same, if_changed, standing, only_spreads, reasons.done)


def said_done(db: Connection, last: Result) -> tuple[str, ...]:
    """The capabilities of the actions that were finished since the last time, without saying what that brought."""
    since, told = _began(db, last), {one.capability for one in decisions.in_force(db, last.workspace, last.assessment)}
    closed = actions.closed_of(db, last.workspace, last.team, MOST_ACTIONS)
    done = (one.capability for one in reversed(closed) if one.state == "done" and one.changed_at >= since)
    return tuple(capability for capability in dict.fromkeys(done) if capability not in told)


def _carried(db: Connection, library: Library, flow: Flow, last: Result, own: Respondent) -> tuple[Passed, ...]:
    """What a person said last time, with what was decided since, and the day on which they began to say it."""
    decided = {
        one.capability: one.value for one in decisions.in_force(db, last.workspace, last.assessment) if one.value
    }
    where = conversations.find(db, last.workspace, own.conversation)
    given = where.started_at if where else last.reached_at
    return checking_in.carried(library, flow, own.trail, decided, given[:10])


def _standing(
    own: Respondent, trail: Sequence[Passed], backed_up: Mapping[str, Evidence], today: str
) -> Mapping[int, Evidence]:
    """The evidence that has not run out, by turn of the answers that are carried over as they were."""
    was = {entry.question: (entry.choice, entry.values) for entry in own.trail if entry.question}
    return {
        entry.turn: backed_up[entry.question]
        for entry in trail
        if entry.question in backed_up
        and was[entry.question] == (entry.choice, entry.values)
        and not backed_up[entry.question].stale(today)
    }


def _began(db: Connection, last: Result) -> str:
    """When the assessment of a result began."""
    found = assessments.find(db, last.workspace, last.assessment)
    return found.started_at if found else last.reached_at
