"""What comes next: as it is kept, where another rhythm takes its place, and where a wrong clock planned it; pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot import schedule
from bot.clock import stamp
from bot.schedule import Occurrence, Rhythm
from bot.store.rhythms import Kept

LOOK_BACK, MOST_BEFORE = timedelta(days=100), 15
"""How far back an occurrence that came before is looked for: more than a quarter; and how many weekly ones that are."""


def as_kept(kept: Kept) -> Occurrence | None:
    """What is planned; None if it is stopped, at its end, or not planned yet."""
    if not kept.next_due:
        return None
    return Occurrence(date.fromisoformat(kept.next_day), datetime.fromisoformat(kept.next_due))


def moved_on(kept: Kept) -> Occurrence | None:
    """What is planned, reckoned again: its good moment has moved, as with a holiday that was named since."""
    return next(iter(schedule.upcoming(kept.rhythm, date.fromisoformat(kept.next_day) - timedelta(days=1), 1)), None)


def with_those_after(rhythm: Rhythm, first: Occurrence | None) -> tuple[Occurrence, ...]:
    """What comes next and the three after it."""
    return (first, *schedule.upcoming(rhythm, first.day, 3)) if first else ()


def last_day(kept: Kept | None, now: datetime) -> date | None:
    """The day of the last one that was sent or skipped; what a clock that was ahead noted does not count."""
    if kept is None or not kept.last_day or kept.handled_at > stamp(now):
        return None
    return date.fromisoformat(kept.last_day)


def replacing(kept: Kept | None, rhythm: Rhythm, now: datetime) -> Occurrence | None:
    """What comes next where a rhythm takes another's place: none that was sent or skipped, and none that waits is lost."""
    found = (_waiting(kept, rhythm) if kept else None, schedule.first(rhythm, now, last_day(kept, now)))
    return min((one for one in found if one), key=lambda one: one.day, default=None)


def _waiting(kept: Kept, rhythm: Rhythm) -> Occurrence | None:
    """What is planned, if the new rhythm names its day too: overdue it is sent still, and put off it stays so."""
    planned = as_kept(kept)
    if planned is None:
        return None
    was, becomes = _of_day(kept.rhythm, planned.day), _of_day(rhythm, planned.day)
    if was is None or becomes is None or planned.at <= was.at:
        return becomes
    put_off_to = schedule.local_day(kept.rhythm, planned.at)
    return Occurrence(planned.day, schedule.on_day(rhythm, put_off_to))


def _of_day(rhythm: Rhythm, day: date) -> Occurrence | None:
    """The occurrence of a day, if the rule names that."""
    return next((one for one in schedule.upcoming(rhythm, day - timedelta(days=1), 1) if one.day == day), None)


def anew(kept: Kept, now: datetime) -> tuple[date | None, Occurrence | None]:
    """Where a clock that was ahead planned: the day of the last occurrence, as it is known by now, and what comes next."""
    if not kept.rhythm.zone:
        return None, None
    last = date.fromisoformat(kept.last_day) if kept.last_day else None
    today = schedule.local_day(kept.rhythm, now)
    if last and last > today and kept.handled_at > stamp(now):
        coming = schedule.first(kept.rhythm, now)
        return (_day_before(kept.rhythm, coming.day) if coming else None), coming
    return last, schedule.first(kept.rhythm, now, last)


def _day_before(rhythm: Rhythm, day: date) -> date | None:
    """The day that the rule names before this one, if it is not long ago."""
    named = (one.day for one in schedule.upcoming(rhythm, day - LOOK_BACK, MOST_BEFORE))
    return max((one for one in named if one < day), default=None)
