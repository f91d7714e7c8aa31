"""What would have to change, and what a change would do: the smallest set to a next level, dry runs, what to find out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from knowledge.library import Library, MaturityModel, Value, Values
from knowledge.scoring import Placement, Range, effective, place, undecided, unmet


@dataclass(frozen=True)
class Moved:
    """One range that a change moves: a scale's overall (dimension ""), or one of its dimensions. `applies`: whether the
    scale still does; if not, `after` says nothing."""

    maturity_model: str
    dimension: str
    before: Range
    after: Range
    applies: bool = True


def smallest_set(library: Library, values: Values, maturity_model: str) -> tuple[str, ...]:
    """The fewest capabilities that, once in place, lift a gated scale's overall above its low end; () at the top.

    Unknown ones are among them: they may turn out to be in place. Of sets of one size, the one that asks no more than
    needed. Raises `KeyError` if there is no such scale.
    """
    model = library.maturity_models[maturity_model]
    needed = _needed(model, effective(library, values), _overall(library, values, model) + 1)
    heads = [id for id in needed if not any(other != id and id in library.weaker[other] for other in needed)]
    shared = [id for id in library.capabilities if len(library.weaker[id].intersection(heads)) > 1]
    sets = (
        (*some, *(id for id in heads if not any(id in library.weaker[other] for other in some)))
        for size in range(len(heads) // 2 + 1)
        for some in combinations(shared, size)
    )
    return min(sets, key=len)


def what_if(library: Library, values: Values, held: Iterable[str]) -> tuple[Moved, ...]:
    """A dry run: what would move if these capabilities were in place. Nothing is kept. Raises `KeyError` for an
    unknown id."""
    chosen = {library.capabilities[id].id: Value.HELD for id in held}
    before, after = place(library, values), place(library, {**values, **chosen})
    return tuple(moved for one, other in zip(before, after, strict=True) for moved in moves(one, other))


def moves(before: Placement, after: Placement) -> Iterator[Moved]:
    """The ranges of one scale that differ, overall first; dimensions that both have. None where it applies at neither."""
    if not (before.applicable or after.applicable):
        return
    if before.overall != after.overall or before.applicable != after.applicable:
        yield Moved(before.maturity_model, "", before.overall, after.overall, after.applicable)
    if not after.applicable:
        return
    for id, found in after.dimensions.items():
        if before.dimensions.get(id, found) != found:
            yield Moved(before.maturity_model, id, before.dimensions[id], found)


def most_telling(library: Library, values: Values) -> str:
    """The unknown capability whose answer, either way, leaves the placements least open; empty if none is open."""
    undecided_now = undecided(library, values)
    open_items = [id for id in library.capabilities if id in undecided_now]
    return min(open_items, key=lambda item: left_open(library, values, item), default="")


def left_open(library: Library, values: Values, id: str) -> int:
    """How wide the ranges stay once a capability is known, in levels and open items, summed over both answers."""
    return sum(
        _width(placement)
        for value in (Value.HELD, Value.NOT_HELD)
        for placement in place(library, {**values, id: value})
        if placement.applicable
    )


def _width(placement: Placement) -> int:
    ranges = [placement.overall, *placement.dimensions.values()]
    return sum(found.high - found.low for found in ranges) + len(placement.open_items)


def _overall(library: Library, values: Values, model: MaturityModel) -> int:
    return next(one.overall.low for one in place(library, values) if one.maturity_model == model.id)


def _needed(model: MaturityModel, known: Values, level: int) -> list[str]:
    """Every gate up to a level that is not met, once each."""
    cells = (cell for dimension in model.dimensions for cell in dimension.cells if cell.level <= level)
    return list(dict.fromkeys(item for cell in cells for item in unmet(cell, known)))
