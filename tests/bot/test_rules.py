"""A typed rule: what is wrong with it, where it counts from, and what it says in words."""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import rules, schedule
from bot.schedule import QUARTERLY, Rhythm

TODAY = date(2026, 11, 21)
NEW_YEAR = date(2026, 1, 1)


def coming(rule: str, today: date = TODAY, count: int = 4) -> list[date]:
    rhythm = Rhythm(rule, rules.anchor(rule, today), time(10), "UTC")
    return [one.day for one in schedule.upcoming(rhythm, today, count)]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=SU",
        "FREQ=DAILY;INTERVAL=45",
        "FREQ=YEARLY;BYWEEKNO=1,14,27,40;BYDAY=MO",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=MONTHLY;COUNT=8;BYDAY=1MO",
        "FREQ=MONTHLY;UNTIL=20271231",
        "FREQ=MONTHLY;UNTIL=20271231T235959Z",
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
    ],
)
def test_a_sound_rule_is_taken(rule: str) -> None:
    assert rules.problem(rule, TODAY) == ""


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("", "Write a rule"),
        ("FREQ=MONTHLY;BYMONTHDAY=" + "1," * 100 + "1", "200 characters"),
        ("DTSTART:20270101T100000\nRRULE:FREQ=MONTHLY", "one line"),
        ("FREQ=MONTHLY\nRDATE:20270101", "one line"),
        ("every second Tuesday", "Begin with FREQ"),
        ("BYDAY=MO", "Begin with FREQ"),
        ("FREQ=HOURLY;INTERVAL=500", "Begin with FREQ"),
        ("FREQ=MINUTELY", "Begin with FREQ"),
        ("FREQ=SECONDLY", "Begin with FREQ"),
        ("FREQ=MONTHLY;BYHOUR=3", "not BYHOUR"),
        ("FREQ=MONTHLY;BYMINUTE=3", "not BYMINUTE"),
        ("FREQ=MONTHLY;BYSECOND=3", "not BYSECOND"),
        ("FREQ=MONTHLY;DTSTART=20270101", "not DTSTART"),
        ("FREQ=MONTHLY;EXDATE=20270101", "not EXDATE"),
        ("FREQ=YEARLY;BYEASTER=1", "not BYEASTER"),
        ("FREQ=WEEKLY;BYWEEKNO=20", "not BYWEEKNO"),
        ("FREQ=MONTHLY;INTERVAL=0", "INTERVAL is a number"),
        ("FREQ=MONTHLY;INTERVAL=-1", "INTERVAL is a number"),
        ("FREQ=MONTHLY;INTERVAL=2.5", "INTERVAL is a number"),
        ("FREQ=MONTHLY;INTERVAL=99999999999999999999", "INTERVAL is a number"),
        ("FREQ=MONTHLY;COUNT=-3", "COUNT is a number"),
        ("FREQ=MONTHLY;UNTIL=5", "UNTIL is a day"),
        ("FREQ=MONTHLY;UNTIL=tomorrow", "UNTIL is a day"),
        ("FREQ=MONTHLY;UNTIL=20271399", "cannot read"),
        ("FREQ=MONTHLY;BYDAY=9MO", "cannot read"),
        ("FREQ=MONTHLY;BYDAY=XX", "cannot read"),
        ("FREQ=MONTHLY;BYDAY", "cannot read"),
        ("FREQ=MONTHLY;BYMONTHDAY=first", "cannot read"),
        ("FREQ=MONTHLY;WKST=3", "cannot read"),
        ("FREQ=WEEKLY;BYDAY=1MO", "no number"),
        ("FREQ=DAILY", "oftener than once a week"),
        ("FREQ=DAILY;INTERVAL=6", "oftener than once a week"),
        ("FREQ=DAILY;BYMONTHDAY=1", "not BYMONTHDAY"),
        ("FREQ=WEEKLY;BYDAY=MO,TH", "oftener than once a week"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,1", "oftener than once a week"),
        ("FREQ=YEARLY;BYYEARDAY=1,-1", "oftener than once a week"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never comes again"),
        ("FREQ=MONTHLY;BYMONTH=13", "never comes again"),
        ("FREQ=MONTHLY;COUNT=0", "never comes again"),
        ("FREQ=MONTHLY;UNTIL=20261120", "never comes again"),
        ("FREQ=YEARLY;COUNT=1", "never comes again"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(rule: str, said: str) -> None:
    assert said in rules.problem(rules.tidy(rule), TODAY)


COUNTED = ["INTERVAL=2", "INTERVAL=13", "INTERVAL=", "COUNT=2", "UNTIL=20270301", "BYHOUR=1", "WKST=SU", "="]
NAMED = ["DAY=MO", "DAY=-1FR", "DAY=2TU,4TU", "DAY=", "MONTH=2", "MONTH=1,7", "MONTHDAY=31", "MONTHDAY=13,-1"]
RARE = ["SETPOS=-1", "WEEKNO=53", "YEARDAY=366"]
PARTS = st.sampled_from([*COUNTED, *(f"BY{part}" for part in (*NAMED, *RARE))])
TYPED = st.builds(
    lambda every, parts: ";".join([f"FREQ={every}", *parts]),
    st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]),
    st.lists(PARTS, max_size=3),
)


@settings(deadline=None)
@given(TYPED | st.text(max_size=60), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_a_rule_that_is_taken_comes_again_and_at_most_once_a_week(text: str, today: date) -> None:
    rule = rules.tidy(text)
    if rules.problem(rule, today) == "":
        found = coming(rule, today, 20)
        assert found
        assert all((later - one).days >= 7 for one, later in pairwise(found))
        assert rules.tidy(rule) == rule
        assert len(rules.in_words(rule, rules.anchor(rule, today))) < 100


@settings(deadline=None)
@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_every_three_months_are_the_calendars_quarters_whenever_it_was_set(today: date) -> None:
    assert {day.month for day in coming(QUARTERLY, today)} == {1, 4, 7, 10}
    assert {day.month for day in coming("FREQ=MONTHLY;INTERVAL=6;BYDAY=1TU", today)} == {1, 7}


def test_other_intervals_count_from_today() -> None:
    assert coming("FREQ=WEEKLY;INTERVAL=6;BYDAY=MO", TODAY, 2) == [date(2026, 12, 28), date(2027, 2, 8)]
    assert rules.anchor("FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO;COUNT=4", TODAY) == TODAY
    assert rules.anchor("FREQ=MONTHLY;INTERVAL=5;BYDAY=1MO", TODAY) == TODAY
    assert coming("FREQ=MONTHLY;INTERVAL=3", TODAY, 1) == [date(2027, 2, 21)]


def test_what_stands_around_a_rule_is_taken_away() -> None:
    assert rules.tidy(" rrule:freq=monthly;; byday=1mo;\n") == "FREQ=MONTHLY;BYDAY=1MO"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (QUARTERLY, "each quarter, on the first Monday"),
        ("FREQ=YEARLY;BYMONTH=1,4,7,10;BYDAY=1TU", "each quarter, on the first Tuesday"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "each month, on the last Friday"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "each month, on day 15"),
        ("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1", "every two months, on the last day"),
        ("FREQ=MONTHLY", "each month, on day 1"),
        ("FREQ=WEEKLY;INTERVAL=6;BYDAY=MO", "every six weeks, on a Monday"),
        ("FREQ=WEEKLY", "each week, on a Thursday"),
        ("FREQ=DAILY;INTERVAL=45", "every 45 days"),
        ("FREQ=YEARLY;BYDAY=2WE", "each year, on the second Wednesday"),
        ("FREQ=YEARLY", "each year, on January 1"),
        ("FREQ=MONTHLY;BYDAY=2TU,4TU", ""),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", ""),
        ("FREQ=MONTHLY;BYDAY=1FR;BYMONTHDAY=3", ""),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", ""),
        ("FREQ=MONTHLY;UNTIL=20271231", ""),
        ("FREQ=YEARLY;BYMONTHDAY=15", ""),
        ("FREQ=YEARLY;BYMONTH=1,7;BYDAY=1MO", ""),
    ],
)
def test_a_simple_rule_is_told_in_words_and_no_other(rule: str, words: str) -> None:
    assert rules.in_words(rule, NEW_YEAR) == words


def test_three_months_that_are_no_quarter_are_not_called_one() -> None:
    assert rules.in_words(QUARTERLY, date(2026, 2, 1)) == "every three months, on the first Monday"
