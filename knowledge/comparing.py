"""Scales side by side: where they agree, and why they differ although they look at the same answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from knowledge.library import Library, MaturityModel, Value, Values
from knowledge.scoring import Placement


@dataclass(frozen=True)
class Sight:
    """How one scale sees the team: what is in place at the level it gives, what it misses for the next (capability ids)."""

    placement: Placement
    seen: tuple[str, ...]
    missed: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """`agreed`: lacks that hold the team back on more than one scale. `higher` and `lower`: the two gated scales of
    several dimensions that differ most, by the share of their levels that is reached; None where they do not differ."""

    agreed: tuple[str, ...]
    higher: Sight | None = None
    lower: Sight | None = None


def compare(library: Library, placements: Sequence[Placement], known: Values) -> Comparison:
    """Compare the gated scales that apply and are determinate. `known` are effective values."""
    gated = [one for one in placements if one.dimensions and one.applicable and one.overall.determinate]
    broad = [one for one in gated if len(one.dimensions) > 1]
    lacks = [{blocker.capability for blocker in one.holding if blocker.value.lacking} for one in gated]
    counted = Counter(item for own in lacks for item in own)
    agreed = tuple(id for id in library.capabilities if counted[id] > 1)
    by_height = sorted(broad, key=lambda one: _height(library, one))
    if len(broad) < 2 or _height(library, by_height[0]) == _height(library, by_height[-1]):
        return Comparison(agreed)
    low, high = by_height[0], by_height[-1]
    return Comparison(agreed, _sight(library, high, known), _sight(library, low, known))


def _height(library: Library, placement: Placement) -> Fraction:
    """The share of a scale's steps that is reached: 0 at its lowest level, 1 at its top."""
    model = library.maturity_models[placement.maturity_model]
    first = model.levels[0].number
    return Fraction(placement.overall.low - first, model.top - first)


def _sight(library: Library, placement: Placement, known: Values) -> Sight:
    model = library.maturity_models[placement.maturity_model]
    missed = tuple(blocker.capability for blocker in placement.holding if blocker.value.lacking)
    return Sight(placement, _seen(model, placement, known), missed)


def _seen(model: MaturityModel, placement: Placement, known: Values) -> tuple[str, ...]:
    """The gates of the highest level reached at which the scale asks for something."""
    reached = [
        (cell.level, item)
        for dimension in model.dimensions
        for cell in dimension.cells
        if cell.level <= placement.overall.low
        for item in cell.gate
        if known[item] is Value.HELD
    ]
    highest = max((level for level, _ in reached), default=0)
    return tuple(item for level, item in reached if level == highest)
