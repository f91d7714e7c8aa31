"""How often: the form says it, people read it, and both say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import often, rules, schedule
from bot.often import MONTHLY, OWN, SIX_WEEKS, Entered, Wrong, read
from bot.schedule import QUARTERLY, DaysOff, Rhythm

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BERLIN = Entered(QUARTERLY, zone="Berlin", country="Germany")
RHYTHM = Rhythm(QUARTERLY, date(2026, 10, 1), time(10), "Europe/Berlin", "DE")


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    """Any that a form can say."""
    minutes = st.times().map(lambda at: time(at.hour, at.minute))
    opens, at, closes = sorted(draw(st.tuples(minutes, minutes, minutes).filter(an_hour_or_more)))
    lengths = draw(st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 199)), max_size=50))
    zone = draw(st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Riyadh", "Asia/Calcutta", "UTC", "EST"]))
    country = draw(st.sampled_from(["", "DE", "DE-BY", "SA", "DE-Augsburg", "AU-NSW"]))
    rule = draw(
        st.sampled_from([QUARTERLY, MONTHLY, SIX_WEEKS, "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=WEEKLY;UNTIL=20290101"])
    )
    off = tuple(DaysOff(day, day + timedelta(days=length)) for day, length in lengths)
    return Rhythm(rule, rules.anchor(rule, NOW.date()), at, zone, country, off, opens, closes)


def an_hour_or_more(times: tuple[time, time, time]) -> bool:
    first, at, last = sorted(times)
    return at < last and (last.hour * 60 + last.minute) - (first.hour * 60 + first.minute) >= 60


@settings(deadline=None)
@given(rhythms())
def test_what_a_form_shows_is_read_as_what_it_was(rhythm: Rhythm) -> None:
    assert read(often.entered(rhythm), NOW) == rhythm


@settings(deadline=None)
@given(st.builds(Entered, *[st.text(max_size=40) | st.sampled_from([OWN, QUARTERLY, "10:00", "DE", "2027-01-01"])] * 8))
def test_whatever_is_typed_is_read_or_told_what_is_wrong(entered: Entered) -> None:
    found = read(entered, NOW)
    if isinstance(found, Wrong):
        assert found != Wrong()
    else:
        assert schedule.first(found, NOW) is not None


def test_a_city_and_a_country_by_name_are_enough() -> None:
    assert read(BERLIN, NOW) == RHYTHM


def test_today_is_the_day_in_the_zone() -> None:
    late = datetime(2026, 11, 30, 22, tzinfo=UTC)
    found = [read(replace(BERLIN, often=SIX_WEEKS, zone=zone), late) for zone in ("Auckland", "Berlin")]
    assert [one.anchor for one in found if isinstance(one, Rhythm)] == [date(2026, 12, 1), date(2026, 11, 30)]


def test_a_rule_of_ones_own_is_kept_tidy() -> None:
    found = read(replace(BERLIN, often=OWN, rule=" RRULE:freq=monthly; byday=-1fr "), NOW)
    assert isinstance(found, Rhythm)
    assert found.rule == "FREQ=MONTHLY;BYDAY=-1FR"


def test_a_rule_that_is_not_chosen_is_not_looked_at() -> None:
    assert read(replace(BERLIN, rule="nonsense"), NOW) == RHYTHM


def test_everything_that_is_wrong_is_said_at_once() -> None:
    entered = Entered(OWN, "FREQ=HOURLY", "soon", "Berln", "Germny", "2027-02-30", "", "25:00")
    found = read(entered, NOW)
    assert isinstance(found, Wrong)
    assert (found.often, found.at, found.opens, found.closes) == ("", *["Choose a time, such as 10:00."] * 3)
    assert found.rule.startswith("Begin with FREQ=")
    assert "Europe/Berlin" in found.zone
    assert "Germany" in found.country
    assert "2027-02-30" in found.days_off


@pytest.mark.parametrize(
    ("changed", "wrong", "said"),
    [
        ({"often": ""}, "often", "Choose one"),
        ({"often": OWN}, "rule", "Write a rule"),
        ({"zone": ""}, "zone", "Give a time zone"),
        ({"zone": "東京"}, "zone", "Write it as Europe/Berlin"),
        ({"country": "DE-XX"}, "country", "Did you mean DE-BB"),
        ({"at": "08:59"}, "at", "outside the working hours"),
        ({"at": "17:00"}, "at", "outside the working hours"),
        ({"closes": "09:59"}, "closes", "at least an hour"),
        ({"closes": "08:00"}, "closes", "at least an hour"),
        ({"days_off": "2027-01-02 to 2027-01-01"}, "days_off", "ends before it begins"),
        ({"days_off": "2027-01-01 to 2028-01-01"}, "days_off", "longer than 200 days"),
        ({"days_off": "2027-01-01, next week"}, "days_off", "“next week”"),
        ({"days_off": "2027-01-01," * 51}, "days_off", "more than 50"),
    ],
)
def test_what_is_wrong_is_said_beside_its_input_and_nowhere_else(
    changed: dict[str, str], wrong: str, said: str
) -> None:
    found: Any = read(replace(BERLIN, **changed), NOW)
    assert said in getattr(found, wrong)
    assert replace(found, **{wrong: ""}) == Wrong()


def test_the_working_hours_may_be_just_one() -> None:
    found = read(replace(BERLIN, opens="10:00", closes="11:00"), NOW)
    assert isinstance(found, Rhythm)


@pytest.mark.parametrize("between", [" to ", "/", " / ", " - ", " – ", "–", " until "])
def test_days_off_are_written_in_several_ways(between: str) -> None:
    text = f"2026-12-24{between}2027-01-01, 2027-05-14\n2027-06-01;"
    found = read(replace(BERLIN, days_off=text), NOW)
    assert isinstance(found, Rhythm)
    assert found.days_off == (
        DaysOff(date(2026, 12, 24), date(2027, 1, 1)),
        DaysOff(date(2027, 5, 14), date(2027, 5, 14)),
        DaysOff(date(2027, 6, 1), date(2027, 6, 1)),
    )


def test_every_choice_is_told_in_the_words_of_the_form() -> None:
    for rule, words in often.CHOICES.items():
        if rule != OWN:
            told = often.in_words(replace(RHYTHM, rule=rule))
            assert told == f"{words[0].lower()}{words[1:]}, at 10:00, Berlin time"


def test_a_rule_of_ones_own_is_told_in_words_where_it_is_simple() -> None:
    assert often.in_words(replace(RHYTHM, rule="FREQ=MONTHLY;BYDAY=-1FR", zone="America/New_York")) == (
        "each month, on the last Friday, at 10:00, New York time"
    )
    assert often.in_words(replace(RHYTHM, rule="FREQ=MONTHLY;BYDAY=2TU,4TU", zone="")) == (
        "by the rule FREQ=MONTHLY;BYDAY=2TU,4TU, at 10:00"
    )


def test_when_one_comes_is_told_in_its_zone() -> None:
    (found,) = schedule.upcoming(RHYTHM, date(2026, 12, 1), 1)
    assert often.told(found, "Europe/Berlin") == "Mon, Jan 4, 2027, 10:00"
    assert often.told(found, "Pacific/Auckland") == "Mon, Jan 4, 2027, 22:00"
    assert often.told(found, "") == "Mon, Jan 4, 2027, 09:00"


@pytest.mark.parametrize(
    ("rule", "period"),
    [
        (QUARTERLY, "quarter"),
        (MONTHLY, "month"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "month"),
        (SIX_WEEKS, ""),
        ("FREQ=YEARLY", ""),
    ],
)
def test_what_goes_by_has_a_name_only_where_people_have_one(rule: str, period: str) -> None:
    assert often.period(replace(RHYTHM, rule=rule)) == period
