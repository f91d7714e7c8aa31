"""Whose answers of last time still count in a check-in: those of teammates who have not answered this time.

Each function works inside the transaction of whoever calls it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot import voices
from bot.clock import stamp
from bot.store import conversations, results, teams
from bot.store.assessments import Assessment
from bot.store.database import Connection
from bot.store.results import Respondent, Result
from conversations.session import Passed
from knowledge.library import Library, Value, Values

COUNT_FOR = timedelta(days=365)
"""How long what somebody said counts on without their saying so."""


def of(
    db: Connection, library: Library, assessment: Assessment, answered: Sequence[Respondent], now: str
) -> tuple[Respondent, ...]:
    """The members whose answers count as before, if the assessment asks what changed; but for what those who have
    `answered` now say has changed. What was decided last time stands in the answers."""
    begun = conversations.of_assessment(db, assessment.workspace, assessment.id)
    last = results.before(db, assessment.workspace, assessment.team, assessment.id)
    if last is None or not any(one.session.asks_what_changed for one in begun):
        return ()
    here = {one.person for one in answered}
    awaited = set(teams.members(db, assessment.workspace, assessment.team)) - here
    since = stamp(datetime.fromisoformat(now) - COUNT_FOR)
    settled = {**_decided(last), **dict.fromkeys(_changed(library, last, answered), Value.UNKNOWN)}
    entries = tuple(Passed(0, "", value.value, capability=id) for id, value in settled.items())
    hidden = not voices.sees_answers(last)
    return tuple(
        replace(one, trail=(*one.trail, *entries), only_spreads=one.only_spreads or hidden, last_time=True)
        for one in last.respondents
        if one.person in awaited and _said_since(db, last.workspace, one, since)
    )


def _decided(last: Result) -> Values:
    return {one.capability: one.value for one in last.decisions if one.value}


def _changed(library: Library, last: Result, answered: Sequence[Respondent]) -> set[str]:
    """The capabilities that somebody says something else of now than last time: then their team, if not they."""
    agreed, found = voices.agreement(library, last).values, set[str]()
    for one in answered:
        own, now = voices.own(last, one.person), voices.values_of(library, one)
        was = {**voices.values_of(library, own), **_decided(last)} if own else agreed
        found |= {id for id, value in now.items() if value not in (Value.UNKNOWN, was.get(id, Value.UNKNOWN))}
    return found


def _said_since(db: Connection, workspace: str, one: Respondent, since: str) -> bool:
    where = conversations.find(db, workspace, one.conversation)
    return where is not None and where.started_at >= since
