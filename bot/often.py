"""How often, as a form says it and as people read it; pure. What a typed rule may be: `bot.rules`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import days, rules, zones
from bot.schedule import QUARTERLY, DaysOff, Occurrence, Rhythm
from bot.zones import Near

MONTHLY = "FREQ=MONTHLY;BYDAY=1MO"
SIX_WEEKS = "FREQ=WEEKLY;INTERVAL=6;BYDAY=MO"
OWN = "own"
CHOICES: Mapping[str, str] = {
    QUARTERLY: "Each quarter, on the first Monday",
    MONTHLY: "Each month, on the first Monday",
    SIX_WEEKS: "Every six weeks, on a Monday",
    OWN: "By a rule of my own",
}
"""What the form offers: the rule, or `OWN` for one that is typed."""

MOST_DAYS_OFF, LONGEST_OFF = 50, timedelta(days=200)
LEAST_HOURS = 60
"""Minutes of working time that a day has at least."""
_DAY_OR_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})(?:(?:\s*(?:to|until|/|–)\s*|\s+-\s+)(\d{4}-\d{2}-\d{2}))?")


@dataclass(frozen=True)
class Entered:
    """What a form says, as text: `often` is one of `CHOICES`, times as 10:00."""

    often: str
    rule: str = ""
    at: str = "10:00"
    zone: str = ""
    country: str = ""
    days_off: str = ""
    opens: str = "09:00"
    closes: str = "17:00"


@dataclass(frozen=True)
class Wrong:
    """What is wrong with each input, in words for who filled it in; empty where nothing is."""

    often: str = ""
    rule: str = ""
    at: str = ""
    zone: str = ""
    country: str = ""
    days_off: str = ""
    opens: str = ""
    closes: str = ""


def read(entered: Entered, now: datetime) -> Rhythm | Wrong:
    """The rhythm that was entered, or all that is wrong with it at once."""
    form = _Form(entered, {})
    at, opens, closes = form.time("at"), form.time("opens"), form.time("closes")
    if not form.wrong and _minutes(closes) - _minutes(opens) < LEAST_HOURS:
        form.wrong["closes"] = "Working hours end at least an hour after they begin."
    elif not form.wrong and not opens <= at < closes:
        form.wrong["at"] = "That is outside the working hours below. Choose a time within them, or change them."
    zone, country, off = form.zone(), form.country(), form.days_off()
    today = now.astimezone(ZoneInfo(zone)).date()
    rule = form.rule(today)
    if form.wrong:
        return Wrong(**form.wrong)
    return Rhythm(rule, rules.anchor(rule, today), at, zone, country, off, opens, closes)


@dataclass(frozen=True)
class _Form:
    """What was entered, read input by input; what is wrong is noted and something harmless given back."""

    entered: Entered
    wrong: dict[str, str]

    def time(self, name: str) -> time:
        try:
            return time.fromisoformat(getattr(self.entered, name)).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            self.wrong[name] = "Choose a time, such as 10:00."
            return time()

    def zone(self) -> str:
        found = zones.zone_named(self.entered.zone)
        if isinstance(found, Near):
            self.wrong["zone"] = _unknown("time zone", self.entered.zone, found, "Europe/Berlin")
            return "UTC"
        return found

    def country(self) -> str:
        if not self.entered.country.strip():
            return ""
        found = zones.country_named(self.entered.country)
        if isinstance(found, Near):
            self.wrong["country"] = _unknown("country", self.entered.country, found, "Germany")
            return ""
        return found

    def days_off(self) -> tuple[DaysOff, ...]:
        texts = [part.strip() for part in re.split(r"[,;\n]", self.entered.days_off) if part.strip()]
        spans = [_span(text) for text in texts]
        problems = (_wrong_span(text, span) for text, span in zip(texts, spans, strict=True))
        problem = next(filter(None, problems), "")
        if not problem and len(spans) > MOST_DAYS_OFF:
            problem = f"That is more than {MOST_DAYS_OFF}. Leave out those that have passed."
        if problem:
            self.wrong["days_off"] = problem
        return tuple(span for span in spans if span)

    def rule(self, today: date) -> str:
        often = self.entered.often
        if often not in CHOICES:
            self.wrong["often"] = "Choose one of these."
            return QUARTERLY
        if often != OWN:
            return often
        text = rules.tidy(self.entered.rule)
        if problem := rules.problem(text, today):
            self.wrong["rule"] = problem
            return QUARTERLY
        return text


def entered(rhythm: Rhythm) -> Entered:
    """A rhythm as its form says it."""
    own = rhythm.rule not in CHOICES
    off = [one.first.isoformat() if one.first == one.last else f"{one.first} to {one.last}" for one in rhythm.days_off]
    hours = [at.isoformat(timespec="minutes") for at in (rhythm.at, rhythm.opens, rhythm.closes)]
    return Entered(
        OWN if own else rhythm.rule,
        rhythm.rule if own else "",
        hours[0],
        rhythm.zone,
        rhythm.country,
        ", ".join(off),
        *hours[1:],
    )


def in_words(rhythm: Rhythm) -> str:
    """How often, in words: "each quarter, on the first Monday, at 10:00, Berlin time"."""
    said = rules.in_words(rhythm.rule, rhythm.anchor) or f"by the rule {rhythm.rule}"
    return f"{said}, at {rhythm.at:%H:%M}{_there(rhythm.zone)}"


def told(occurrence: Occurrence, zone: str) -> str:
    """When one comes: Mon, Jan 4, 2027, 10:00."""
    there = occurrence.at.astimezone(ZoneInfo(zone or "UTC"))
    return f"{there:%a}, {days.told(there.date())}, {there:%H:%M}"


def period(rhythm: Rhythm) -> str:
    """What goes by from one time to the next: quarter, month; empty where people have no word for it."""
    said = rules.in_words(rhythm.rule, rhythm.anchor)
    return next((word for word in ("quarter", "month") if said.startswith(f"each {word}")), "")


def _there(zone: str) -> str:
    return f", {zones.time_of(zone)}" if zone else ""


def _minutes(at: time) -> int:
    return 60 * at.hour + at.minute


def _span(text: str) -> DaysOff | None:
    found = _DAY_OR_DAYS.fullmatch(text)
    try:
        return DaysOff(date.fromisoformat(found[1]), date.fromisoformat(found[2] or found[1])) if found else None
    except ValueError:
        return None


def _wrong_span(text: str, span: DaysOff | None) -> str:
    if span is None:
        return f"I cannot read “{text[:40]}”. Write 2027-05-14, or 2026-12-24 to 2027-01-01, with commas between."
    if span.last < span.first:
        return f"“{text[:40]}” ends before it begins."
    return f"“{text[:40]}” is longer than {LONGEST_OFF.days} days." if span.last - span.first >= LONGEST_OFF else ""


def _unknown(what: str, text: str, near: Near, example: str) -> str:
    if not text.strip():
        return f"Give a {what}, such as {example}."
    meant = f"Did you mean {', '.join(near.names)}?" if near.names else f"Write it as {example}."
    return f"I know no {what} “{text.strip()[:40]}”. {meant}"
