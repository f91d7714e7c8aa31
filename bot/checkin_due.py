"""Which check-ins have come, and who is asked: of several occurrences that were missed the newest stands for all.

Each function works inside the transaction of whoever calls it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot import checkin_reminders, planning, reminding, schedule
from bot.clock import stamp
from bot.schedule import Due
from bot.store import assessments, outbox, rhythms
from bot.store import checkins as store
from bot.store.checkins import CheckIn
from bot.store.database import Connection
from bot.store.outbox import Draft
from bot.store.rhythms import Kept

MAKE_CHECKIN = "checkin"


@dataclass(frozen=True)
class DueCheckIn:
    """A team's check-in that has come: who is asked, and the first good moment for it (`at`)."""

    kept: Kept
    due: Due
    people: tuple[str, ...]
    at: datetime

    def of(self, person: str, now: str) -> CheckIn:
        """One person's check-in."""
        kept, day = self.kept, self.due.occurrence.day.isoformat()
        due_at = max(stamp(self.due.occurrence.at), kept.next_due)  # where the team put it off, it is late only then
        return CheckIn(
            *(kept.workspace, kept.subject, day, person, "asked", due_at),
            *(self.due.missed, 0, "", now, now),
        )


def what_is_due(db: Connection, now: datetime, limit: int) -> tuple[DueCheckIn, ...]:
    """The check-ins that have come, soonest first, of at most so many teams; nothing is written."""
    found = (_asking(db, kept, now) for kept in rhythms.due(db, "checkin", stamp(now), limit))
    return tuple(asking for asking in found if asking)


def enqueue(db: Connection, now: datetime, limit: int) -> bool:
    """Ask whom there is to ask, once an occurrence; True if more teams than the limit have one that came."""
    found = rhythms.due(db, "checkin", stamp(now), limit)
    for kept in found:
        asking = _asking(db, kept, now)
        if asking is None:
            rhythms.plan(db, kept.workspace, "checkin", kept.subject, planning.moved_on(kept))
        elif rhythms.handled(db, kept, asking.due.occurrence.day, asking.due.next, stamp(now)):
            _ask(db, asking, now)
    return len(found) == limit


def draft(one: CheckIn, by: str = "") -> Draft:
    """The message of a check-in, made when it is sent; `by`: who handed it over, if somebody did."""
    about = {"team": one.team, "day": one.day, "round": one.round, "by": by}
    return Draft(
        *(one.key, one.workspace, one.key, "chat.postMessage", one.person, about), make=MAKE_CHECKIN, patient=True
    )


def _asking(db: Connection, kept: Kept, now: datetime) -> DueCheckIn | None:
    """Who is asked: who may be, was not asked or heard of this occurrence before, and has not just answered."""
    due = schedule.due(kept.rhythm, date.fromisoformat(kept.next_day), now)
    if due is None:
        return None
    day, since = due.occurrence.day.isoformat(), stamp(checkin_reminders.answers_from(kept.rhythm, due.occurrence))
    there = {one.person for one in store.of_day(db, kept.workspace, kept.subject, day)}
    there |= store.answered_since(db, kept.workspace, kept.subject, since)
    people = tuple(one for one in store.willing(db, kept.workspace, kept.subject) if one not in there)
    return DueCheckIn(kept, due, people, schedule.good_moment(kept.rhythm, now))


def _ask(db: Connection, asking: DueCheckIn, now: datetime) -> None:
    workspace, team = asking.kept.workspace, asking.kept.subject
    day = asking.due.occurrence.day.isoformat()
    for old in store.open_before(db, workspace, team, day):
        checkin_reminders.end(db, old, "replaced", now)
    round = assessments.current(db, workspace, team)
    began = min((one.opened_at for one in store.of_day(db, workspace, team, day)), default=stamp(now))
    for person in asking.people:
        one = replace(asking.of(person, stamp(now)), opened_at=began)
        store.save(db, one)
        outbox.add(db, draft(one), stamp(now), stamp(asking.at))
        if round:  # two reminders in all are enough, and the check-in's come
            reminding.cancel(db, round, person, "a check-in came", stamp(now))
