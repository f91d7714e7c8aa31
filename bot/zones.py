"""Time zones and countries by the names that people give them: IANA's zones and ISO 3166's countries, as tzdata has them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import holidays
from holidays.registry import COUNTRIES
from rapidfuzz import fuzz, process

MOST_NEAR, NEAR = 3, 60


@dataclass(frozen=True)
class Near:
    """No such name; those that come near it, the nearest first."""

    names: tuple[str, ...] = ()


def country_of(zone: str) -> str:
    """The country of a zone (ISO 3166 code), if it is one country's and its holidays are known; else empty."""
    countries = _countries_of_zones()
    code = countries.get(zone) or countries.get(_renamed().get(zone, ""), "")
    return code if code in _parts() else ""


def zone_named(text: str) -> str | Near:
    """A zone by its name in any case ("europe/berlin"), or by its city if just one zone has it ("Berlin")."""
    wanted = _plain(text)
    if wanted in _zones():
        return _zones()[wanted]
    there = [zone for name, zone in _zones().items() if name.rpartition("/")[2] == wanted and "/" in name]
    named = [zone for zone in there if zone in _countries_of_zones()] or there
    if len(named) == 1:
        return named[0]
    return Near(tuple(named[:MOST_NEAR]) or _near(wanted, {zone: name for name, zone in _zones().items()}))


def country_named(text: str) -> str | Near:
    """A country by its code ("DE"), with a part of it after a dash ("DE-BY"), or by its English name; its holidays are
    known."""
    short, _, part = text.strip().partition("-")
    code = _codes().get(short.strip().upper())
    if code and not part:
        return code
    if code:
        parts = {one.casefold(): f"{code}-{one}" for one in _parts()[code]}
        return parts.get(part.strip().casefold()) or Near(tuple(parts.values())[:MOST_NEAR] or (code,))
    wanted = _plain(text)
    return _named().get(wanted) or Near(_near(wanted, {name: _plain(name) for name in _names().values()}))


def time_of(zone: str) -> str:
    """A zone's time as people call it: Berlin time, New York time, UTC."""
    name = zone.rpartition("/")[2].replace("_", " ")
    return name if name == "UTC" else f"{name} time"


def _plain(text: str) -> str:
    """Small letters without their accents, an underscore for a blank."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "_".join(letters.split()).casefold()


def _near(wanted: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The names (keys) whose plain form (value) comes nearest."""
    found = process.extract(wanted, names, scorer=fuzz.WRatio, limit=MOST_NEAR, score_cutoff=NEAR)
    return tuple(str(name) for _, _, name in found)


@cache
def _zones() -> Mapping[str, str]:
    """Every zone by its name in small letters; the same ones on every machine."""
    named = (zone for (zone,) in _table("zones") if zone != "Factory")
    return {zone.casefold(): zone for zone in named if _loads(zone)}


def _loads(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (OSError, ValueError):
        return False
    return True


@cache
def _countries_of_zones() -> Mapping[str, str]:
    """The country of each zone that is one's own."""
    return {zone: code for code, _, zone, *_ in _table("zoneinfo", "zone.tab")}


@cache
def _renamed() -> Mapping[str, str]:
    """The present names of zones by those they had before: Asia/Kolkata by Asia/Calcutta. Not of those that name no place
    (EST), which borrow a country's hours without being its own."""
    links = (line.split() for (line, *_) in _table("zoneinfo", "tzdata.zi") if line.startswith("L "))
    return {before: now for _, now, before in links if "/" in before}


@cache
def _parts() -> Mapping[str, Sequence[str]]:
    """The parts of each country whose holidays are known."""
    return holidays.list_supported_countries(include_aliases=False)


@cache
def _codes() -> Mapping[str, str]:
    """The code of each country by all the codes that it has: DE by DE and DEU, GB by GB and UK."""
    return {one.upper(): code for _, code, *more in COUNTRIES.values() for one in (code, *more)}


@cache
def _names() -> Mapping[str, str]:
    """The English name of each country whose holidays are known."""
    return {code: name for code, name, *_ in _table("zoneinfo", "iso3166.tab") if code in _parts()}


@cache
def _named() -> Mapping[str, str]:
    """The code of each country by its plain name, as tzdata and as the calendars call it: Czech Republic, Czechia."""
    also = {name: code for name, (_, code, *_) in COUNTRIES.items()}
    return also | {_plain(name): code for code, name in _names().items()}


def _table(*path: str) -> Sequence[Sequence[str]]:
    text = files("tzdata").joinpath(*path).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
