"""Time zones and countries are found by the names that people give them, and never guessed."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import zones
from bot.zones import Near, country_named, country_of, zone_named

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
COUNTRIES = holidays.list_supported_countries(include_aliases=False)


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("America/New_York", "US"),
        ("Asia/Riyadh", "SA"),
        ("Asia/Kolkata", "IN"),
        ("Australia/Lord_Howe", "AU"),
        ("Pacific/Apia", "WS"),
    ],
)
def test_a_zone_is_in_its_country(zone: str, country: str) -> None:
    assert country_of(zone) == country


@pytest.mark.parametrize(("before", "country"), [("Asia/Calcutta", "IN"), ("US/Eastern", "US"), ("Europe/Kiev", "UA")])
def test_a_zone_by_the_name_it_had_before_is_in_the_same_country(before: str, country: str) -> None:
    assert country_of(before) == country


@pytest.mark.parametrize("zone", ["UTC", "EST", "CET", "Etc/GMT+5", "nowhere", ""])
def test_what_is_no_countrys_zone_has_no_country(zone: str) -> None:
    assert country_of(zone) == ""


@given(st.sampled_from(ZONES))
def test_every_country_of_a_zone_has_known_holidays(zone: str) -> None:
    country = country_of(zone)
    assert not country or (country in COUNTRIES)


@given(st.sampled_from(ZONES))
def test_every_zone_is_found_by_its_name_in_any_case(zone: str) -> None:
    assert zone_named(zone) == zone_named(f" {zone.lower()} ") == zone_named(zone.upper()) == zone


@pytest.mark.parametrize(
    ("city", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("Kolkata", "Asia/Kolkata"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Indianapolis", "America/Indiana/Indianapolis"),  # which has two older names beside this one
    ],
)
def test_a_city_stands_for_its_zone(city: str, zone: str) -> None:
    assert zone_named(city) == zone


def test_a_name_that_is_almost_right_is_answered_with_what_was_meant() -> None:
    assert zone_named("Berln") == Near(("Europe/Berlin", *_rest(zone_named("Berln"))))
    assert zone_named("Tokio") == Near(("Asia/Tokyo", *_rest(zone_named("Tokio"))))
    assert country_named("germny") == Near(("Germany", *_rest(country_named("germny"))))


def _rest(found: str | Near) -> tuple[str, ...]:
    assert isinstance(found, Near)
    assert 1 <= len(found.names) <= zones.MOST_NEAR
    return found.names[1:]


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_a_zone_that_loads_or_names_that_can_be_typed(text: str) -> None:
    found = zone_named(text)
    for name in found.names if isinstance(found, Near) else (found,):
        assert ZoneInfo(name)
        assert zone_named(name) == name


@given(st.text(max_size=60) | st.sampled_from(sorted(COUNTRIES)).map(lambda code: f"{code}-XX"))
def test_whatever_is_typed_gives_a_country_that_has_holidays_or_names_that_can_be_typed(text: str) -> None:
    found = country_named(text)
    for name in found.names if isinstance(found, Near) else (found,):
        code = country_named(name)
        assert isinstance(code, str)
        country, _, part = code.partition("-")
        assert holidays.country_holidays(country, subdiv=part or None) is not None


@given(st.sampled_from([(code, part) for code, parts in COUNTRIES.items() for part in ("", *parts)]))
def test_every_country_and_part_is_found_by_its_code_in_any_case(place: tuple[str, str]) -> None:
    code = "-".join(filter(None, place))
    assert country_named(code) == country_named(f" {code.lower()} ") == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Germany", "DE"),
        ("united states", "US"),
        ("Czechia", "CZ"),
        ("Czech Republic", "CZ"),
        ("South Korea", "KR"),
        ("United Kingdom", "GB"),
        ("UK", "GB"),
        ("DEU", "DE"),
        ("uk-sct", "GB-SCT"),
    ],
)
def test_a_country_is_found_by_what_people_call_it(text: str, code: str) -> None:
    assert country_named(text) == code


def test_an_unknown_part_of_a_country_is_answered_with_some_that_it_has() -> None:
    assert country_named("DE-XX") == Near(("DE-BB", "DE-BE", "DE-BW"))
    assert country_named("SG-XX") == Near(("SG",))


def test_a_zone_is_told_as_people_call_it() -> None:
    assert (zones.time_of("America/New_York"), zones.time_of("UTC")) == ("New York time", "UTC")
