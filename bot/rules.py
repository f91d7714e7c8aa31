"""A rule as somebody typed it: what is wrong with it, where it is counted from, and what it says in words; pure.

Rules are RFC 5545's (https://www.rfc-editor.org/rfc/rfc5545, 3.3.10), of those whose parts name days and no hours.
"""

from __future__ import annotations

import re
from calendar import day_name, month_name
from collections.abc import Mapping
from datetime import date, time, timedelta
from itertools import pairwise

from bot import schedule
from bot.schedule import Rhythm

LONGEST, LONGEST_INTERVAL = 200, 366
APART = timedelta(days=7)
_LOOKED_AT = 60
"""Of so many dates to come the distance is looked at: five years of months, with a leap day."""

_ANYWHERE = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"})
_PARTS: Mapping[str, frozenset[str]] = {
    "YEARLY": frozenset({"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "BYWEEKNO", "BYYEARDAY"}),
    "MONTHLY": frozenset({"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"}),
    "WEEKLY": frozenset({"BYDAY", "BYMONTH"}),
    "DAILY": frozenset(),
}
"""What may stand beside each FREQ: what RFC 5545 allows there, without what only makes sense oftener than once a week."""
_UNTIL = re.compile(r"\d{8}(T\d{6}Z?)?")

_DAYS = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), day_name, strict=True))
_NUMBERED = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth", "-1": "last"}
_NUMBERS = ("", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_UNITS = {"YEARLY": "year", "MONTHLY": "month", "WEEKLY": "week", "DAILY": "day"}
_QUARTERS = "1,4,7,10"


def tidy(text: str) -> str:
    """A rule as it is kept: in capitals, without blanks, empty parts and a name before it. Lines stay lines."""
    lines = ("".join(line.split()) for line in text.strip().upper().splitlines())
    rule = "\n".join(lines).removeprefix("RRULE:")
    return ";".join(part for part in rule.split(";") if part)


def problem(rule: str, today: date) -> str:
    """What is wrong with a rule, for who typed it; empty if nothing is. It counts from `today` (see `anchor`)."""
    if not rule:
        return "Write a rule, or choose one of the others above."
    if len(rule) > LONGEST or "\n" in rule:
        return f"Write one rule of at most {LONGEST} characters, on one line."
    parts = _parts(rule)
    every = parts.get("FREQ", "")
    if every not in _PARTS:
        return "Begin with FREQ=YEARLY, FREQ=MONTHLY or FREQ=WEEKLY, such as FREQ=MONTHLY;BYDAY=1MO."
    odd = next((name for name in parts if name not in _ANYWHERE | _PARTS[every]), None)
    if odd is not None:
        takes = ", ".join(sorted((_ANYWHERE | _PARTS[every]) - {"FREQ"}))
        return f"Beside FREQ={every} I take {takes}, and not {odd}. The time of day is asked for below."
    return _wrong_value(parts) or _wrong_days(rule, today)


def _wrong_value(parts: Mapping[str, str]) -> str:
    interval = parts.get("INTERVAL", "1")
    if not interval.isdecimal() or not 1 <= int(interval) <= LONGEST_INTERVAL:
        return f"INTERVAL is a number from 1 to {LONGEST_INTERVAL}."
    if not parts.get("COUNT", "1").isdecimal():
        return "COUNT is a number, such as 8."
    if "UNTIL" in parts and not _UNTIL.fullmatch(parts["UNTIL"]):
        return "UNTIL is a day, such as 20271231."
    if parts["FREQ"] == "WEEKLY" and any(one.isdecimal() for one in parts.get("BYDAY", "")):
        return "Days of a week have no number: write BYDAY=MO, or begin with FREQ=MONTHLY."
    return ""


def _wrong_days(rule: str, today: date) -> str:
    try:
        found = schedule.upcoming(Rhythm(rule, anchor(rule, today), time(10), "UTC"), today, _LOOKED_AT)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # All that the parser raises, one way or another, at what it cannot read.
        return (
            "I cannot read this rule. Compare it with FREQ=MONTHLY;BYDAY=1MO or FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=15."
        )
    if not found:
        return "By this rule it never comes again. Look at its days and its end."
    if any(later.day - one.day < APART for one, later in pairwise(found)):
        return "That is oftener than once a week. Leave at least a week between."
    return ""


def anchor(rule: str, today: date) -> date:
    """Where a rule is counted from: today; of every three months the calendar's quarter, of six the half-year, and so on."""
    parts = _parts(rule)
    months = int(parts.get("INTERVAL", "1"))
    named = "COUNT" not in parts and ("BYDAY" in parts or "BYMONTHDAY" in parts)
    if parts.get("FREQ") != "MONTHLY" or not named or 12 % months:
        return today
    return date(today.year, today.month - (today.month - 1) % months, 1)


def in_words(rule: str, anchor: date) -> str:
    """What a rule says, if that is simple: "each quarter, on the first Monday"; else empty."""
    parts = _parts(rule)
    quarterly = {"FREQ": "YEARLY", "BYMONTH": _QUARTERS}
    if quarterly.items() <= parts.items() and parts.get("INTERVAL", "1") == "1":
        months = {name: value for name, value in parts.items() if name not in quarterly}
        return in_words(_rule({"FREQ": "MONTHLY", **months, "INTERVAL": "3"}), date(anchor.year, 1, anchor.day))
    if not set(parts) <= {"FREQ", "INTERVAL", "WKST", "BYDAY", "BYMONTHDAY"}:
        return ""
    if parts["FREQ"] == "DAILY":
        return _period(parts, anchor)
    which = _which(parts, anchor)
    return f"{_period(parts, anchor)}, on {which}" if which else ""


def _period(parts: Mapping[str, str], anchor: date) -> str:
    unit, number = _UNITS[parts["FREQ"]], int(parts.get("INTERVAL", "1"))
    if number == 1:
        return f"each {unit}"
    if unit == "month" and number == 3 and anchor.month % 3 == 1:
        return "each quarter"
    return f"every {_NUMBERS[number] if number < len(_NUMBERS) else number} {unit}s"


def _which(parts: Mapping[str, str], anchor: date) -> str:
    every, day, of_month = parts["FREQ"], parts.get("BYDAY", ""), parts.get("BYMONTHDAY", "")
    if day and of_month:
        return ""
    if every == "WEEKLY":
        name = _DAYS.get(day) if day else day_name[anchor.weekday()]
        return f"a {name}" if name else ""
    if day:
        number, name = _NUMBERED.get(day[:-2].lstrip("+")), _DAYS.get(day[-2:])
        return f"the {number} {name}" if number and name else ""
    if every == "YEARLY":
        return "" if of_month else f"{month_name[anchor.month]} {anchor.day}"
    if every == "MONTHLY":
        of_month = of_month or str(anchor.day)
        return "the last day" if of_month == "-1" else f"day {of_month}" if of_month.isdecimal() else ""
    return ""


def _rule(parts: Mapping[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _parts(rule: str) -> Mapping[str, str]:
    return dict(part.partition("=")[::2] for part in rule.split(";"))
