"""What is due: each occurrence once, at a good hour, whatever zones, holidays, clock changes and sleeping machines do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import schedule
from bot.schedule import QUARTERLY, DaysOff, Due, Occurrence, Rhythm, due, first, good_moment, on_day, upcoming

MONTHLY = "FREQ=MONTHLY;BYDAY=1MO"
SIX_WEEKS = "FREQ=WEEKLY;INTERVAL=6;BYDAY=MO"
LEAP_DAY = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"
PLACES = [
    ("Europe/Berlin", "DE-BY"),
    ("America/New_York", "US"),
    ("Asia/Riyadh", "SA"),
    ("Asia/Kolkata", "IN"),
    ("Australia/Lord_Howe", "AU-NSW"),
    ("Pacific/Auckland", "NZ"),
    ("Pacific/Apia", "WS"),
    ("Asia/Tehran", "IR"),
    ("America/Havana", ""),
    ("Antarctica/Troll", ""),
    ("UTC", ""),
]
RULES = [QUARTERLY, MONTHLY, SIX_WEEKS, LEAP_DAY, "FREQ=WEEKLY", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=WEEKLY;COUNT=9"]
BERLIN = Rhythm(QUARTERLY, date(2026, 1, 1), time(10), "Europe/Berlin", "DE")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    """Any that a form could say; days off up to some months at once, so that several occurrences fall into them."""
    zone, country = draw(st.sampled_from(PLACES))
    opens, at, closes = sorted(draw(st.sets(st.times().map(whole_minutes), min_size=3, max_size=3)))
    begins = draw(st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2029, 1, 1)), st.integers(0, 100)), max_size=4))
    off = tuple(DaysOff(begin, begin + length * DAY) for begin, length in begins)
    rule, anchor = draw(st.sampled_from(RULES)), draw(st.dates(date(2025, 6, 1), date(2026, 6, 1)))
    return Rhythm(rule, anchor, at, zone, country, off, opens, closes)


def whole_minutes(at: time) -> time:
    return time(at.hour, at.minute)


def moments() -> st.SearchStrategy[datetime]:
    return st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 1)).map(lambda at: at.replace(tzinfo=UTC))


def is_good(rhythm: Rhythm, at: datetime) -> bool:
    """Asked of the calendars themselves."""
    local = at.astimezone(ZoneInfo(rhythm.zone))
    day, (code, _, part) = local.date(), rhythm.country.partition("-")
    calendar = holidays.country_holidays(code, subdiv=part or None) if code else None
    rests = calendar.is_weekend(day) or day in calendar if calendar is not None else day.weekday() > 4
    off = any(one.first <= day <= one.last for one in rhythm.days_off)
    return not rests and not off and rhythm.opens <= local.time() < rhythm.closes


def named(rhythm: Rhythm, begin: date, end: date) -> list[date]:
    """The days that the rule names, both ends included."""
    rule = rrulestr(rhythm.rule, dtstart=datetime.combine(rhythm.anchor, time()))
    found = rule.between(datetime.combine(begin, time()), datetime.combine(end, time()), inc=True)
    return [one.date() for one in found]


def local(occurrence: Occurrence | None, zone: str) -> str:
    assert occurrence is not None
    return occurrence.at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


@settings(deadline=None)
@given(rhythms(), moments())
def test_a_moment_is_always_a_good_one_and_never_before_it_was_asked_for(rhythm: Rhythm, at: datetime) -> None:
    found = good_moment(rhythm, at)
    assert is_good(rhythm, found)
    assert found == at if is_good(rhythm, at) else found > at
    assert found.tzinfo is UTC


@settings(deadline=None)
@given(rhythms(), moments())
def test_nothing_waits_over_a_whole_day_that_has_a_good_moment_at_its_hour(rhythm: Rhythm, at: datetime) -> None:
    found, day = on_day(rhythm, at.date()), at.date()
    assert is_good(rhythm, found)
    while (moment := datetime.combine(day, rhythm.at, ZoneInfo(rhythm.zone)).astimezone(UTC)) < found:
        assert not is_good(rhythm, moment)
        day += DAY


@settings(deadline=None)
@given(rhythms(), st.dates(date(2026, 1, 1), date(2029, 1, 1)))
def test_what_comes_is_every_day_that_the_rule_names_once_in_order_each_at_a_good_hour(
    rhythm: Rhythm, after: date
) -> None:
    found = upcoming(rhythm, after, 9)
    assert [one.day for one in found] == named(rhythm, after + DAY, after + 40 * 366 * DAY)[:9]
    assert all(one.at <= other.at for one, other in pairwise(found))
    assert all(is_good(rhythm, one.at) for one in found)


@settings(deadline=None)
@given(rhythms(), moments())
def test_the_first_is_the_earliest_whose_moment_is_still_to_come(rhythm: Rhythm, now: datetime) -> None:
    every = upcoming(rhythm, date(2025, 1, 1), len(named(rhythm, rhythm.anchor, date(2033, 1, 1))))
    assert first(rhythm, now) == next((one for one in every if one.at > now), None)
    after = now.date() + 90 * DAY
    assert first(rhythm, now, after) == next((one for one in every if one.at > now and one.day > after), None)


WAKINGS = st.lists(st.one_of(st.integers(1, 48), st.integers(24, 24 * 200)), min_size=1, max_size=40)
"""Hours that a machine sleeps between two looks at the clock."""


@settings(deadline=None)
@given(rhythms(), moments(), WAKINGS)
def test_however_a_machine_sleeps_each_occurrence_is_sent_or_counted_as_missed_once(
    rhythm: Rhythm, now: datetime, sleeps: list[int]
) -> None:
    planned = first(rhythm, now)
    for hours in sleeps:
        if planned is None:
            break
        now += hours * HOUR
        planned = wake(rhythm, planned.day, planned, now)


@settings(deadline=None)
@given(rhythms(), st.lists(st.sampled_from(PLACES), min_size=1, max_size=9), moments(), WAKINGS)
def test_a_zone_that_changes_meanwhile_sends_nothing_twice_and_loses_nothing(
    rhythm: Rhythm, places: list[tuple[str, str]], now: datetime, sleeps: list[int]
) -> None:
    planned = first(rhythm, now)
    for number, hours in enumerate(sleeps):
        if planned is None:
            break
        now += hours * HOUR
        zone, country = places[number % len(places)]
        moved = replace(rhythm, zone=zone, country=country)
        planned = wake(moved, planned.day, Occurrence(planned.day, on_day(moved, planned.day)), now)


def wake(rhythm: Rhythm, next_day: date, planned: Occurrence, now: datetime) -> Occurrence | None:
    """Look what is due at a moment, check that against the rule's days, and give what is planned next."""
    found = due(rhythm, next_day, now)
    if found is None:
        assert planned.at > now
        return planned
    assert planned.at <= now
    days = named(rhythm, next_day, found.next.day if found.next else found.occurrence.day)
    assert days[-1] == (found.next or found.occurrence).day
    sent = days[:-1] if found.next else days
    assert sent[0] == next_day
    assert sent[-1] == found.occurrence.day
    assert all(on_day(rhythm, day) <= now for day in sent)
    assert found.next is None or found.next.at > now
    assert found.missed == len({on_day(rhythm, day) for day in sent}) - 1
    return found.next


def test_nothing_is_due_before_its_moment_and_it_is_at_that_moment() -> None:
    january = date(2027, 1, 4)
    moment = datetime(2027, 1, 4, 9, tzinfo=UTC)
    assert due(BERLIN, january, moment - timedelta(microseconds=1)) is None
    april = Occurrence(date(2027, 4, 5), datetime(2027, 4, 6, 8, tzinfo=UTC))
    easter = replace(BERLIN, days_off=(DaysOff(april.day, april.day),))
    assert due(easter, january, moment) == Due(Occurrence(january, moment), 0, april)


def test_of_several_missed_the_newest_is_sent_and_the_others_are_counted() -> None:
    found = due(replace(BERLIN, rule=MONTHLY), date(2027, 2, 1), datetime(2027, 4, 20, tzinfo=UTC))
    assert found is not None
    assert (found.occurrence.day, found.missed) == (date(2027, 4, 5), 2)


def test_two_that_days_off_move_to_the_same_moment_are_sent_as_one_and_none_is_missed() -> None:
    weekly = replace(BERLIN, rule="FREQ=WEEKLY;BYDAY=MO", days_off=(DaysOff(date(2027, 2, 1), date(2027, 2, 8)),))
    found = due(weekly, date(2027, 2, 1), datetime(2027, 2, 9, 9, tzinfo=UTC))
    assert found is not None
    assert (found.occurrence.day, found.missed) == (date(2027, 2, 8), 0)


def test_a_rule_that_has_ended_has_nothing_more() -> None:
    ended = replace(BERLIN, rule=MONTHLY + ";UNTIL=20270301")
    assert [one.day for one in upcoming(ended, date(2027, 1, 4))] == [date(2027, 2, 1), date(2027, 3, 1)]
    assert first(ended, datetime(2027, 3, 2, tzinfo=UTC)) is None
    found = due(ended, date(2027, 3, 1), datetime(2027, 3, 2, tzinfo=UTC))
    assert found is not None
    assert found.next is None
    assert due(ended, date(2027, 3, 2), datetime(2028, 3, 2, tzinfo=UTC)) is None


def test_an_end_told_in_utc_is_understood() -> None:
    ended = replace(BERLIN, rule=MONTHLY + ";UNTIL=20270301T000000Z")
    assert [one.day for one in upcoming(ended, date(2027, 2, 1))] == [date(2027, 3, 1)]


def test_a_rule_that_never_comes_is_found_out() -> None:
    assert upcoming(replace(BERLIN, rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), date(2027, 1, 1)) == ()


def test_who_has_no_good_day_for_ten_years_is_asked_anyway() -> None:
    never = replace(BERLIN, days_off=(DaysOff(date(2020, 1, 1), date(2060, 1, 1)),))
    at = datetime(2027, 1, 4, 9, tzinfo=UTC)
    assert good_moment(never, at) == at
    assert first(never, at - DAY) == Occurrence(date(2027, 1, 4), at)
    found = due(never, date(2027, 1, 4), at)
    assert found is not None
    assert found.occurrence == Occurrence(date(2027, 1, 4), at)


@pytest.mark.parametrize(
    ("zone", "country", "days"),
    [
        ("Europe/Berlin", "DE", ["2027-05-03 10:00", "2027-05-18 10:00"]),  # May 17 is Whit Monday
        ("America/New_York", "US", ["2027-05-03 10:00", "2027-05-17 10:00", "2027-06-01 10:00"]),  # Memorial Day
        ("Asia/Kolkata", "IN", ["2027-05-03 10:00", "2027-05-18 10:00"]),  # Id-ul-Adha
        ("Pacific/Auckland", "NZ", ["2027-05-03 10:00", "2027-05-17 10:00", "2027-05-31 10:00"]),
    ],
)
def test_public_holidays_are_those_of_the_country(zone: str, country: str, days: list[str]) -> None:
    fortnights = Rhythm("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", date(2027, 5, 3), time(10), zone, country)
    found = upcoming(fortnights, date(2027, 5, 2), len(days))
    assert [local(one, zone) for one in found] == days


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    epiphany = replace(BERLIN, rule="FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=6")
    assert local(first(epiphany, datetime(2027, 1, 1, tzinfo=UTC)), "Europe/Berlin") == "2027-01-06 10:00"
    bavaria = replace(epiphany, country="DE-BY")
    assert local(first(bavaria, datetime(2027, 1, 1, tzinfo=UTC)), "Europe/Berlin") == "2027-01-07 10:00"


def test_a_weekend_is_the_countrys() -> None:
    riyadh = Rhythm("FREQ=WEEKLY;BYDAY=FR", date(2027, 1, 1), time(10), "Asia/Riyadh", "SA")
    assert local(first(riyadh, datetime(2027, 1, 5, tzinfo=UTC)), "Asia/Riyadh") == "2027-01-10 10:00"
    elsewhere = replace(riyadh, country="")
    assert local(first(elsewhere, datetime(2027, 1, 5, tzinfo=UTC)), "Asia/Riyadh") == "2027-01-08 10:00"


@pytest.mark.parametrize("country", ["ZZ", "DE-ZZ"])
def test_where_no_calendar_knows_the_country_weekends_are_kept_still(country: str) -> None:
    saturdays = replace(BERLIN, rule="FREQ=WEEKLY;BYDAY=SA", country=country)
    assert local(first(saturdays, datetime(2027, 1, 7, tzinfo=UTC)), "Europe/Berlin") == "2027-01-11 10:00"


def test_the_hour_stays_through_summer_time() -> None:
    found = upcoming(BERLIN, date(2027, 1, 1))
    assert [local(one, "Europe/Berlin")[-5:] for one in found] == ["10:00"] * 4
    assert [one.at.hour for one in found] == [9, 8, 8, 8]


NIGHT = Rhythm("FREQ=DAILY", date(2026, 1, 1), time(2, 30), "UTC", "", (), time(0), time(23))


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        # The clocks go from 2:00 to 3:00, on Lord Howe from 2:00 to 2:30: the first moment after it.
        ("Europe/Berlin", date(2027, 3, 28), time(2, 30), "2027-03-28 01:00"),
        ("America/New_York", date(2027, 3, 14), time(2, 30), "2027-03-14 07:00"),
        ("Australia/Lord_Howe", date(2027, 10, 3), time(2, 15), "2027-10-02 15:30"),
        # They go back from 3:00 (2:00) to 2:00 (1:00, 1:30): the first of the two.
        ("Europe/Berlin", date(2027, 10, 31), time(2, 30), "2027-10-31 00:30"),
        ("America/New_York", date(2027, 11, 7), time(1, 30), "2027-11-07 05:30"),
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45), "2027-04-03 14:45"),
    ],
)
def test_an_hour_that_is_left_out_or_comes_twice_is_reckoned(zone: str, day: date, at: time, utc: str) -> None:
    every_day = replace(NIGHT, zone=zone, at=at, country="IR")  # Sundays are working days there
    assert on_day(every_day, day).strftime("%Y-%m-%d %H:%M") == utc


def test_a_day_that_a_zone_left_out_is_sent_on_the_next_good_one() -> None:
    # Samoa went from December 29 to 31, 2011; the 31st was a Saturday, January 2 a holiday.
    samoa = Rhythm("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30", date(2010, 1, 1), time(10), "Pacific/Apia", "WS")
    assert local(first(samoa, datetime(2011, 12, 1, tzinfo=UTC)), "Pacific/Apia") == "2012-01-03 10:00"


def test_leap_days_come_in_leap_years_only() -> None:
    found = upcoming(replace(BERLIN, rule=LEAP_DAY), date(2027, 1, 1), 3)
    assert [one.day for one in found] == [date(2028, 2, 29), date(2032, 2, 29), date(2036, 2, 29)]
    assert [local(one, "Europe/Berlin")[:10] for one in found] == ["2028-02-29", "2032-03-01", "2036-02-29"]


def test_the_end_of_working_hours_is_no_longer_a_good_moment() -> None:
    closing = datetime(2027, 1, 4, 16, tzinfo=UTC)
    assert good_moment(BERLIN, closing - timedelta(seconds=1)) == closing - timedelta(seconds=1)
    assert good_moment(BERLIN, closing) == datetime(2027, 1, 5, 8, tzinfo=UTC)
    assert good_moment(BERLIN, datetime(2027, 1, 5, 3, tzinfo=UTC)) == datetime(2027, 1, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "sent"), [(time(7), "09:00"), (time(9), "09:00"), (time(17), "16:59"), (time(22), "16:59")]
)
def test_a_time_of_day_outside_working_hours_is_moved_into_them(at: time, sent: str) -> None:
    assert local(upcoming(replace(BERLIN, at=at), date(2027, 1, 1), 1)[0], "Europe/Berlin") == f"2027-01-04 {sent}"


def test_late_is_a_later_day_where_the_team_is() -> None:
    auckland = replace(BERLIN, zone="Pacific/Auckland", country="NZ")
    (found,) = upcoming(auckland, date(2027, 2, 1), 1)
    assert local(found, "Pacific/Auckland") == "2027-04-05 10:00"
    assert not schedule.is_late(auckland, found, found.at + 13 * HOUR)
    assert schedule.is_late(auckland, found, found.at + 14 * HOUR)


def test_days_later_are_the_teams_days_at_its_hour() -> None:
    friday_evening = datetime(2027, 1, 8, 20, tzinfo=UTC)
    assert schedule.later_by(BERLIN, friday_evening, 1) == datetime(2027, 1, 11, 9, tzinfo=UTC)
    assert schedule.later_by(BERLIN, friday_evening, 7) == datetime(2027, 1, 15, 9, tzinfo=UTC)
    auckland = replace(BERLIN, zone="Pacific/Auckland", country="NZ")
    already_sunday = datetime(2027, 1, 9, 20, tzinfo=UTC)
    assert schedule.later_by(auckland, already_sunday, 1) == datetime(2027, 1, 10, 21, tzinfo=UTC)
