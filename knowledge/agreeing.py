"""Several people's values -> their team's: where they agree, what they dispute, what is worth talking about first.

The convention is told in docs/scoring.md, "Several voices".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from knowledge.changes import left_open
from knowledge.library import Library, Value, Values
from knowledge.scoring import undecided


@dataclass(frozen=True)
class Dispute:
    """A capability that people see differently: how many gave each value. Who did not know is not counted."""

    capability: str
    counts: Mapping[Value, int]


@dataclass(frozen=True)
class Agreement:
    """A team's values, unknown where its people disagree, and what they disagree on in the library's order."""

    values: Values
    disputed: tuple[Dispute, ...] = ()


def agree(library: Library, said: Sequence[Values], settled: Values | None = None) -> Agreement:
    """Weigh what each person says, in whatever order they stand. `settled` holds what was decided since: it counts
    instead of what was said, and ends the dispute. Capabilities that the library does not have are left out."""
    decided = {id: value for id, value in (settled or {}).items() if id in library.capabilities}
    named = [id for id in library.capabilities if any(id in own for own in said)]
    counts = {id: _counts([own[id] for own in said if id in own]) for id in named}
    plans = _where_plans_count(library)
    disputed = tuple(
        Dispute(id, found) for id, found in counts.items() if id not in decided and len(_sides(found, id in plans)) > 1
    )
    agreed = {id: _most_given(found) for id, found in counts.items()}
    unknown = {dispute.capability: Value.UNKNOWN for dispute in disputed}
    return Agreement({**agreed, **unknown, **decided}, disputed)


def worth_discussing(library: Library, agreement: Agreement, limit: int = 3) -> tuple[Dispute, ...]:
    """At most `limit` disputes: those that can still change a placement, with what narrows the ranges most first; then
    those that people are split on most evenly."""
    open_items = undecided(library, agreement.values)
    plans = _where_plans_count(library)

    def rank(dispute: Dispute) -> tuple[bool, int, Fraction]:
        id = dispute.capability
        sides = _sides(dispute.counts, id in plans)
        left = left_open(library, agreement.values, id) if id in open_items else 0
        return id not in open_items, left, Fraction(max(sides.values()), sides.total())

    return tuple(sorted(agreement.disputed, key=rank)[:limit])


def _counts(heard: Sequence[Value]) -> dict[Value, int]:
    """How many gave each value that says something, in the order of `Value`."""
    return {value: heard.count(value) for value in Value if value is not Value.UNKNOWN and value in heard}


def _most_given(counts: Mapping[Value, int]) -> Value:
    """The value that most people gave. Of lacking ones given equally often the least, which `Value` lists first."""
    return max(counts, key=lambda value: counts[value], default=Value.UNKNOWN)


def _sides(counts: Mapping[Value, int], plans_count: bool) -> Counter[Value]:
    """How many people stand on each side: all that lack it on one, but those who plan it on their own if plans count."""
    sides: Counter[Value] = Counter()
    for value, people in counts.items():
        apart = value is Value.PLANNED and plans_count
        sides[Value.NOT_HELD if value.lacking and not apart else value] += people
    return sides


def _where_plans_count(library: Library) -> frozenset[str]:
    rules = (rule for model in library.maturity_models.values() for rule in model.decision if rule.plans_count)
    return frozenset(item for rule in rules for item in rule.any)
