"""Recurrence rule + now -> what is due; pure. An occurrence is named by its day; it is sent at a good moment of it or after.

Rules are RFC 5545's (https://www.rfc-editor.org/rfc/rfc5545, 3.3.10), reckoned in the rhythm's zone.
"""

from __future__ import annotations

from calendar import SATURDAY, isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

import holidays
from dateutil.rrule import rrule, rrulestr

QUARTERLY = "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO"

PATIENCE_DAYS = 3660
"""Who has no good day for ten years is asked anyway."""
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class DaysOff:
    """Days on which nobody is asked, from the first to the last."""

    first: date
    last: date


@dataclass(frozen=True)
class Rhythm:
    """When something recurs. `rule`: RFC 5545, counted from `anchor`; `at`: the time of day in `zone` (an IANA name).

    Good moments: no weekend and no public holiday of the `country` (ISO 3166 code, with a subdivision after a dash;
    empty: Saturday and Sunday, no holidays), none of `days_off`, between `opens` and `closes`.
    """

    rule: str
    anchor: date
    at: time
    zone: str
    country: str = ""
    days_off: tuple[DaysOff, ...] = ()
    opens: time = time(9)
    closes: time = time(17)


@dataclass(frozen=True)
class Occurrence:
    """One time: the day that the rule names, and the good moment (UTC) at which it is sent."""

    day: date
    at: datetime


@dataclass(frozen=True)
class Due:
    """What has come due: the newest occurrence, how many before it were missed, and what comes after it, if anything."""

    occurrence: Occurrence
    missed: int
    next: Occurrence | None


def good_moment(rhythm: Rhythm, at: datetime) -> datetime:
    """The moment itself if it is a good one, else the next that is; aware, in UTC."""
    at = at.astimezone(UTC)
    if _is_good(rhythm, at):
        return at
    days = _days_from(_local(rhythm, at).date())
    openings = (_moment(rhythm, day, rhythm.opens) for day in days)
    return next((one for one in openings if one > at and _is_good(rhythm, one)), at)


def on_day(rhythm: Rhythm, day: date) -> datetime:
    """The good moment for a local day: at its time of day there, or on the next day that has such a moment; in UTC."""
    moments = (_moment(rhythm, one, _within_hours(rhythm)) for one in _days_from(day))
    return next((one for one in moments if _is_good(rhythm, one)), _moment(rhythm, day, rhythm.at))


def later_by(rhythm: Rhythm, now: datetime, days: int) -> datetime:
    """The good moment for the local day so many days from now; in UTC."""
    return on_day(rhythm, local_day(rhythm, now) + timedelta(days=days))


def local_day(rhythm: Rhythm, at: datetime) -> date:
    """The day that a moment falls on in the rhythm's zone."""
    return _local(rhythm, at).date()


def upcoming(rhythm: Rhythm, after: date, count: int = 4) -> tuple[Occurrence, ...]:
    """The next occurrences whose day comes after a day; fewer if the rule ends."""
    return tuple(islice(_occurrences(rhythm, after), count))


def first(rhythm: Rhythm, now: datetime, after: date | None = None) -> Occurrence | None:
    """The first occurrence whose moment is still to come, of a day after `after`; None if the rule has ended."""
    behind = _behind(rhythm, now)
    found = _occurrences(rhythm, max(behind, after) if after else behind)
    return next((one for one in found if one.at > now), None)


def due(rhythm: Rhythm, next_day: date, now: datetime) -> Due | None:
    """What has come due since `next_day`, the day of the next occurrence; None if its moment is still to come.

    Occurrences that a run of days off moves to one moment are one: of them only the newest is sent, and none is missed.
    """
    newest, missed = None, 0
    for one in _occurrences(rhythm, next_day - _DAY):
        if one.at > now:
            return Due(newest, missed, one) if newest else None
        missed += newest is not None and newest.at < one.at
        newest = one
    return Due(newest, missed, None) if newest else None


def is_late(rhythm: Rhythm, occurrence: Occurrence, now: datetime) -> bool:
    """Whether it is a later day by now, in the rhythm's zone, than that of the occurrence's moment."""
    return local_day(rhythm, now) > local_day(rhythm, occurrence.at)


def _behind(rhythm: Rhythm, now: datetime) -> date:
    """The newest day whose good moment has come: what the rule named for it or for a day before it was sent by now."""
    today = local_day(rhythm, now)
    for days in range(PATIENCE_DAYS):
        moment = _moment(rhythm, today - timedelta(days=days), _within_hours(rhythm))
        if moment <= now and _is_good(rhythm, moment):
            return today - timedelta(days=days)
    return today - _DAY


def _occurrences(rhythm: Rhythm, after: date) -> Iterator[Occurrence]:
    day = _day_named(rhythm.rule, rhythm.anchor, after)
    while day:
        yield Occurrence(day, on_day(rhythm, day))
        day = _day_named(rhythm.rule, rhythm.anchor, day)


def _days_from(day: date) -> Iterator[date]:
    return (day + timedelta(days=ahead) for ahead in range(PATIENCE_DAYS))


def _within_hours(rhythm: Rhythm) -> time:
    """The time of day, or the nearest to it within working hours."""
    if rhythm.at < rhythm.closes:
        return max(rhythm.at, rhythm.opens)
    return (datetime.combine(date.max, rhythm.closes) - _MINUTE).time()


def _is_good(rhythm: Rhythm, at: datetime) -> bool:
    local = _local(rhythm, at)
    return (
        rhythm.opens <= local.time() < rhythm.closes
        and local.date() not in _rest_days(rhythm.country, local.year)
        and not any(off.first <= local.date() <= off.last for off in rhythm.days_off)
    )


def _local(rhythm: Rhythm, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(rhythm.zone)).replace(tzinfo=None)


def _moment(rhythm: Rhythm, day: date, at: time) -> datetime:
    """A local time in UTC: the first of two if the hour comes twice, the first after it if a clock change leaves it out."""
    zone, local = ZoneInfo(rhythm.zone), datetime.combine(day, at)
    while True:
        moment = local.replace(tzinfo=zone).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == local:
            return moment
        local += _MINUTE


# Calendars and rules are costly to make and the same for many rhythms. What they say is kept here: the calendars of
# `holidays` grow while they are read, and the cache of `rrule` can lock forever, when two threads use one of them.


@lru_cache(4096)
def _rule(rule: str, anchor: date) -> rrule:
    # UNTIL may be given in UTC; a rule that names days has no use for its zone.
    return rrulestr(rule, dtstart=datetime.combine(anchor, time()), ignoretz=True)  # type: ignore[return-value]


@lru_cache(65536)
def _day_named(rule: str, anchor: date, after: date) -> date | None:
    """The first day after a day that the rule names."""
    found = _rule(rule, anchor).after(datetime.combine(after, time()))
    return found.date() if found else None


@lru_cache(1024)
def _rest_days(country: str, year: int) -> frozenset[date]:
    """A year's weekends and public holidays; of a country or subdivision that the calendars do not know, weekends."""
    code, _, subdivision = country.partition("-")
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365 + isleap(year))]
    try:
        calendar = holidays.country_holidays(code, subdiv=subdivision or None, years=year)
    except NotImplementedError:
        return frozenset(day for day in days if day.weekday() >= SATURDAY)
    return frozenset(day for day in days if day in calendar or calendar.is_weekend(day))
