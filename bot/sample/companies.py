"""A made-up company for `sample`: where its teams sit, what they are called, and who is in them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from random import Random

from bot.often import MONTHLY, SIX_WEEKS
from bot.schedule import QUARTERLY


@dataclass(frozen=True)
class City:
    """Where a team sits: its IANA zone, and its country as `holidays` knows it."""

    name: str
    zone: str
    country: str


@dataclass(frozen=True)
class Company:
    """One team to be made up: `rule` says how often it is asked, `product` what its ML model is about.

    The first of `people` leads it.
    """

    name: str
    channel: str
    city: City
    people: tuple[str, ...]
    rule: str
    product: str


CITIES = (
    City("Berlin", "Europe/Berlin", "DE"),
    City("London", "Europe/London", "GB"),
    City("New York", "America/New_York", "US"),
    City("Los Angeles", "America/Los_Angeles", "US"),
    City("São Paulo", "America/Sao_Paulo", "BR"),
    City("Johannesburg", "Africa/Johannesburg", "ZA"),
    City("Riyadh", "Asia/Riyadh", "SA"),
    City("Bengaluru", "Asia/Kolkata", "IN"),
    City("Singapore", "Asia/Singapore", "SG"),
    City("Tokyo", "Asia/Tokyo", "JP"),
    City("Sydney", "Australia/Sydney", "AU"),
    City("Auckland", "Pacific/Auckland", "NZ"),
)
_WORK = {
    "Churn": "churn forecast",
    "Pricing": "price suggestions",
    "Search": "search ranking",
    "Fraud": "fraud alerts",
    "Ads": "click forecast",
    "Recommendations": "product suggestions",
    "Credit Risk": "credit scores",
    "Demand": "demand forecast",
    "Routing": "route planning",
    "Claims": "claim triage",
    "Returns": "return forecast",
    "Inventory": "stock forecast",
    "Support": "ticket sorting",
    "Payments": "payment checks",
    "Onboarding": "identity checks",
    "Maintenance": "failure forecast",
    "Energy": "load forecast",
    "Loyalty": "next offer",
    "Media": "image tags",
    "Translation": "translation quality",
    "Warehouse": "pick planning",
    "Marketing": "campaign response",
    "Delivery": "arrival times",
    "Safety": "content checks",
}
_RULES = (QUARTERLY, QUARTERLY, QUARTERLY, QUARTERLY, QUARTERLY, QUARTERLY, MONTHLY, SIX_WEEKS)
_SIZES = (2, 3, 3, 4, 4, 5, 6, 7)


def teams(rng: Random, count: int, start: int, taken: Collection[str]) -> Iterator[Company]:
    """So many teams, numbered from `start`; no two have a name, a channel or a person in common, nor a name of `taken`."""
    used = {name.casefold() for name in taken}
    works = list(_WORK)
    for number in range(start, start + count):
        city, work = CITIES[number % len(CITIES)], works[(number // len(CITIES) + number) % len(works)]
        name = next(one for one in _names(work, city) if one.casefold() not in used)
        used.add(name.casefold())
        people = tuple(f"U{number:07d}{place}" for place in range(rng.choice(_SIZES)))
        yield Company(name, f"C{number:07d}0", city, people, rng.choice(_RULES), _WORK[work])


def direct_channel(person: str) -> str:
    """The channel of a made-up person's direct messages."""
    return f"D{person[1:]}"


def _names(work: str, city: City) -> Iterator[str]:
    yield from (work, f"{work} {city.name}")
    number = 2
    while True:
        yield f"{work} {city.name} {number}"
        number += 1
