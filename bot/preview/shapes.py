"""A small language for what a piece of JSON may be, and for finding every place where one is not."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, cast

Surface = Literal["message", "modal", "home"]
EVERYWHERE: frozenset[Surface] = frozenset({"message", "modal", "home"})


@dataclass(frozen=True)
class Problem:
    """What is wrong with a value, and the JSON pointer that leads to it."""

    at: str
    says: str

    def __str__(self) -> str:
        return f"{self.at or 'the body'} {self.says}."


Rule = Callable[[Mapping[str, Any], str], Iterator[Problem]]
"""Looks at one object as a whole: given the object and its JSON pointer, says what is wrong."""


class Shape(Protocol):
    """What a value may be."""

    def problems(self, value: object, at: str, surface: Surface) -> Iterator[Problem]:
        """Everything that is wrong with the value found at this JSON pointer."""
        ...


@dataclass(frozen=True)
class Form:
    """What a string must look like, as a pattern and in words."""

    pattern: str
    words: str


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def problems(self, value: object, at: str, surface: Surface) -> Iterator[Problem]:
        """See Shape."""
        if not isinstance(value, bool):
            yield Problem(at, "must be true or false")


@dataclass(frozen=True)
class Number:
    """A number between two bounds, whole unless said otherwise."""

    least: float = -math.inf
    most: float = math.inf
    whole: bool = True

    def problems(self, value: object, at: str, surface: Surface) -> Iterator[Problem]:
        """See Shape."""
        kinds = (int,) if self.whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            yield Problem(at, f"must be a {'whole ' if self.whole else ''}number")
        elif not self.least <= cast(float, value) <= self.most:
            yield Problem(at, f"must be {_bounds(self.least, self.most)}, and is {value}")


@dataclass(frozen=True)
class String:
    """A string of so many characters, not empty unless said otherwise."""

    most: float = math.inf
    least: int = 1
    form: Form | None = None

    def problems(self, value: object, at: str, surface: Surface) -> Iterator[Problem]:
        """See Shape."""
        if not isinstance(value, str):
            yield Problem(at, "must be a string")
        elif len(value) < self.least:
            yield Problem(at, "must not be empty")
        elif len(value) > self.most:
            yield Problem(at, f"may have at most {self.most} characters, and has {len(value)}")
        elif self.form and not re.fullmatch(self.form.pattern, value):
            yield Problem(at, f"must be {self.form.words}")


@dataclass(frozen=True)
class Choice:
    """One of a few strings."""

    options: tuple[str, ...]

    def problems(self, value: object, at: str, surface: Surface) -> Iterator[Problem]:
        """See Shape."""
        if value not in self.options:
            yield Problem(at, f"must be one of {', '.join(self.options)}")


@dataclass(frozen=True)
class Items:
    """An array of so many like things, which may have to differ in one key and may have gaps (null)."""

    of: Shape
    most: float = math.inf
    least: int = 1
    unique: str = ""
    gaps: bool = False

    def problems(self, value: object, at: str, surface: Surface) -> Iterator[Problem]:
        """See Shape."""
        if not isinstance(value, list | tuple):
            yield Problem(at, "must be an array")
            return
        if not self.least <= len(value) <= self.most:
            yield Problem(at, f"must have {_bounds(self.least, self.most)} items, and has {len(value)}")
        for index, item in enumerate(value):
            if not (self.gaps and item is None):
                yield from self.of.problems(item, f"{at}/{index}", surface)
        if self.unique:
            keyed = [(f"{at}/{index}", item) for index, item in enumerate(value) if isinstance(item, Mapping)]
            yield from repeated(keyed, self.unique)


@dataclass(frozen=True)
class Entries:
    """An object with keys of the sender's choosing and like values, not empty."""

    of: Shape

    def problems(self, value: object, at: str, surface: Surface) -> Iterator[Problem]:
        """See Shape."""
        if not isinstance(value, Mapping) or not value:
            yield Problem(at, "must be an object that is not empty")
            return
        for key, part in value.items():
            if not isinstance(key, str):
                yield Problem(child(at, key), "must have a string as its key")
            yield from self.of.problems(part, child(at, key), surface)


@dataclass(frozen=True)
class Record:
    """An object with named keys: some required, some optional, no others, and rules across them."""

    required: Mapping[str, Shape]
    optional: Mapping[str, Shape] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    surfaces: frozenset[Surface] = EVERYWHERE

    def problems(self, value: object, at: str, surface: Surface, tag: str = "") -> Iterator[Problem]:
        """See Shape; `tag` names the key by which a OneOf has already told this record from others."""
        if not isinstance(value, Mapping):
            yield Problem(at, "must be an object")
            return
        for key in self.required:
            if key not in value:
                yield Problem(at, f"is missing {key}")
        shapes = {**self.optional, **self.required}
        for key, part in value.items():
            if key in shapes:
                yield from shapes[key].problems(part, child(at, key), surface)
            elif key != tag:
                yield Problem(child(at, key), "is a key that Slack does not know here")
        for rule in self.rules:
            yield from rule(value, at)


@dataclass(frozen=True)
class OneOf:
    """An object that is one of several records, told apart by one key."""

    records: Mapping[str, Record]
    tag: str = "type"

    def problems(self, value: object, at: str, surface: Surface) -> Iterator[Problem]:
        """See Shape."""
        if not isinstance(value, Mapping):
            yield Problem(at, "must be an object")
            return
        name = value.get(self.tag)
        record = self.records.get(name) if isinstance(name, str) else None
        if record is None:
            yield Problem(at, f"has {self.tag} {name!r}, and may have {', '.join(self.records)}")
            return
        if surface not in record.surfaces:
            yield Problem(at, f"has {self.tag} {name!r}, which is not allowed in a {surface}")
        yield from record.problems(value, at, surface, self.tag)


def _bounds(least: float, most: float) -> str:
    limits = (("at least", least), ("at most", most))
    return " and ".join(f"{words} {limit}" for words, limit in limits if math.isfinite(limit))


def child(at: str, key: object) -> str:
    """The JSON pointer to a key of the object at this one."""
    return f"{at}/{str(key).replace('~', '~0').replace('/', '~1')}"


def listed(value: object) -> Sequence[Any]:
    """The items of an array; nothing of anything else."""
    return value if isinstance(value, list | tuple) else ()


def objects(value: object, at: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object in a piece of JSON, however deep, with the JSON pointer to it."""
    if isinstance(value, Mapping):
        yield at, value
        for key, part in value.items():
            yield from objects(part, child(at, key))
    for index, item in enumerate(listed(value)):
        yield from objects(item, f"{at}/{index}")


def repeated(found: Sequence[tuple[str, Mapping[str, Any]]], key: str) -> Iterator[Problem]:
    """The objects that carry, under this key, a string that an earlier one carries already."""
    seen: set[str] = set()
    for at, item in found:
        name = item.get(key)
        if not isinstance(name, str):
            continue
        if name in seen:
            yield Problem(child(at, key), f"must be unique, and {name!r} was used before")
        seen.add(name)


def any_of(*keys: str) -> Rule:
    """The rule that at least one of these keys is there."""

    def rule(value: Mapping[str, Any], at: str) -> Iterator[Problem]:
        if not any(key in value for key in keys):
            yield Problem(at, f"must have {' or '.join(keys)}")

    return rule


def one_of(*keys: str) -> Rule:
    """The rule that exactly one of these keys is there."""

    def rule(value: Mapping[str, Any], at: str) -> Iterator[Problem]:
        if sum(key in value for key in keys) != 1:
            yield Problem(at, f"must have one of {', '.join(keys)}, and only one")

    return rule


def in_order(low: str, high: str) -> Rule:
    """The rule that one number is not above another."""

    def rule(value: Mapping[str, Any], at: str) -> Iterator[Problem]:
        try:
            wrong = float(value[low]) > float(value[high])
        except (KeyError, TypeError, ValueError):
            return
        if wrong:
            yield Problem(child(at, low), f"must not be above {high}")

    return rule
