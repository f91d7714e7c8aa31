"""Days in words, reckoned from a given day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import days

TODAY = date(2026, 11, 21)


def test_a_stamp_and_a_stored_day_are_the_same_day() -> None:
    assert days.of("2026-11-21T23:59:00.000000+00:00") == days.of("2026-11-21") == TODAY
    assert days.told(TODAY) == "Nov 21, 2026"


def test_a_month_has_its_year_only_where_that_is_not_this_one() -> None:
    assert days.month(date(2026, 8, 3), TODAY) == "August"
    assert days.month(date(2025, 8, 3), TODAY) == "August 2025"


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("", "no date"),
        ("2026-11-20", "overdue since Nov 20, 2026"),
        ("2026-11-21", "due today"),
        ("2026-11-22", "due tomorrow"),
        ("2026-11-28", "due Nov 28, 2026"),
    ],
)
def test_when_something_is_due_is_told_in_words(due: str, said: str) -> None:
    assert days.due(due, TODAY) == said


def test_a_month_without_such_a_day_gives_its_last() -> None:
    assert days.months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert days.months_after(date(2026, 5, 31), -3) == date(2026, 2, 28)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(-60, 60))
def test_months_later_is_always_that_many_months_later(day: date, months: int) -> None:
    found = days.months_after(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day <= day.day
