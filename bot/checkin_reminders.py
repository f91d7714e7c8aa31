"""When a person is reminded of a check-in, twice at most whatever they click, and how their check-in ends.

Each function works inside the transaction of whoever calls it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from bot import schedule
from bot.blocks.inviting import LeftOut
from bot.clock import stamp
from bot.schedule import Occurrence, Rhythm
from bot.store import checkins as store
from bot.store import outbox, rhythms
from bot.store.assessments import Assessment
from bot.store.checkins import CheckIn, State
from bot.store.database import Connection
from bot.store.outbox import Draft

MAKE_REMINDER = "checkin_reminder"
FIRST, LAST = 1, 2
AFTER_DAYS = {FIRST: 3, LAST: 7}
APART = timedelta(days=1)
COUNTS_FOR = timedelta(days=28)
"""What was answered at most so long before an occurrence is its answer; half the time since the one before, if less."""
_WHY: Mapping[State, str] = {"replaced": "the next check-in came"}
_MOST_BEFORE = 12
"""More occurrences than come in twice that time, once a week at the oftenest."""


def draft(one: CheckIn, number: int) -> Draft:
    """The first or the last reminder of a check-in."""
    key = f"checkin_reminder:{one.team}:{one.day}:{one.person}:{number}"
    about = {"team": one.team, "day": one.day, "number": number}
    return Draft(*(key, one.workspace, key, "chat.postMessage", one.person, about), make=MAKE_REMINDER, patient=True)


def plan(db: Connection, one: CheckIn, rhythm: Rhythm, now: datetime) -> None:
    """Plan what is left of the two reminders, counted from now; one that was sent is never sent again."""
    for number, days in AFTER_DAYS.items():
        outbox.revive(db, draft(one, number), stamp(now), stamp(schedule.later_by(rhythm, now, days)))


def hasten(db: Connection, one: CheckIn, now: datetime) -> LeftOut | None:
    """Send the next reminder of a check-in now, as the lead wishes; or why not: there are two at most, a day apart."""
    sent = {key: outbox.sent_at(db, one.workspace, key) for key in (draft(one, number).key for number in AFTER_DAYS)}
    left = [key for key in sent if not sent[key]]
    if not left:
        return "reminded twice"
    lately = max(sent.values()) > stamp(now - APART)
    return None if not lately and outbox.hasten(db, one.workspace, left[0], stamp(now)) else "reminded lately"


def call_off(db: Connection, one: CheckIn, reason: str, now: datetime) -> None:
    """Send nothing more of a check-in: neither the message, if it waits, nor reminders."""
    for key in (one.key, *(draft(one, number).key for number in AFTER_DAYS)):
        outbox.cancel(db, one.workspace, key, reason, stamp(now))


def end(db: Connection, one: CheckIn, state: State, now: datetime) -> CheckIn:
    """A check-in is done with, or put off: nothing that was planned for it is sent."""
    ended = replace(one, state=state, changed_at=stamp(now))
    store.save(db, ended)
    call_off(db, one, _WHY.get(state, state.replace("_", " ")), now)
    return ended


def finished(db: Connection, assessment: Assessment, person: str, conversation: str, now: datetime) -> None:
    """A person has answered to the end: whatever check-ins that is the answer to are done with."""
    for one in store.open_of(db, assessment.workspace, assessment.team, person):
        if one.conversation == conversation or assessment.started_at >= counts_from(db, one):
            end(db, replace(one, conversation=conversation), "answered", now)


def counts_from(db: Connection, one: CheckIn) -> str:
    """From when on an assessment must have begun for its answers to be those of a check-in, as a stamp."""
    kept = rhythms.find(db, one.workspace, "checkin", one.team)
    if kept is None or not kept.rhythm.zone:
        return one.opened_at
    occurrence = Occurrence(date.fromisoformat(one.day), datetime.fromisoformat(one.due_at))
    return min(one.opened_at, stamp(answers_from(kept.rhythm, occurrence)))


@lru_cache(maxsize=4096)
def answers_from(rhythm: Rhythm, occurrence: Occurrence) -> datetime:
    """From when on what is answered counts for an occurrence, so that it is not asked again."""
    after = occurrence.day - 2 * COUNTS_FOR - timedelta(days=1)
    before = [one.day for one in schedule.upcoming(rhythm, after, _MOST_BEFORE) if one.day < occurrence.day]
    gap = occurrence.day - before[-1] if before else 2 * COUNTS_FOR
    return occurrence.at - min(COUNTS_FOR, gap / 2)
