"""Values of capabilities -> placements on every maturity model. Three-valued: an unknown widens a range, never guesses.

The conventions are told in docs/scoring.md; numbers in comments are its sections.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.library import Cell, Dimension, Library, MaturityModel, Value, Values
from knowledge.matching import decide, match
from knowledge.placements import Blocker, Match, Placement, Range

__all__ = ["Blocker", "Match", "Placement", "Range", "applies", "effective", "place", "place_on", "undecided", "unmet"]

_MET = frozenset({Value.HELD, Value.NOT_APPLICABLE})


def effective(library: Library, values: Values) -> dict[str, Value]:
    """Each capability's value once stronger ones have counted for weaker ones (convention 4).

    A lack counts as one only when no stronger capability may still turn out to hold.
    """
    return {id: _effective(library, values, id) for id in library.capabilities}


def _effective(library: Library, values: Values, id: str) -> Value:
    own = values.get(id, Value.UNKNOWN)
    if own is Value.HELD:
        return own
    stronger = library.stronger[id]
    if len(stronger) == 1:
        return own
    found = [values.get(other, Value.UNKNOWN) for other in stronger]
    if Value.HELD in found:
        return Value.HELD
    if own is not Value.NOT_APPLICABLE and Value.UNKNOWN in found:
        return Value.UNKNOWN
    return own


def place(library: Library, values: Values) -> tuple[Placement, ...]:
    """A placement on every maturity model, in the library's order."""
    known = effective(library, values)
    return tuple(place_on(model, known) for model in library.maturity_models.values())


def place_on(model: MaturityModel, known: Values) -> Placement:
    """A placement on one maturity model, from `effective` values."""
    if model.traits:
        return match(model, known)
    return decide(model, known) if model.decision else _gated(model, known)


def _gated(model: MaturityModel, known: Values) -> Placement:
    ranges = {dimension.id: _range(model, dimension, known) for dimension in model.dimensions}
    overall = Range(min(range.low for range in ranges.values()), min(range.high for range in ranges.values()))
    by_lowness = sorted(model.dimensions, key=lambda dimension: ranges[dimension.id].low)
    blockers = tuple(blocker for dimension in by_lowness for blocker in _blockers(dimension, known))
    gates = [item for dimension in model.dimensions for cell in dimension.cells for item in cell.gate]
    set_aside = tuple(dict.fromkeys(item for item in gates if known[item] is Value.NOT_APPLICABLE))
    return Placement(model.id, applies(model, known), overall, ranges, blockers, set_aside)


def applies(model: MaturityModel, values: Values) -> bool:
    """Whether the scale speaks about this team at all; an unknown leaves it standing (convention 9)."""
    return not (model.applies_if and values.get(model.applies_if, Value.UNKNOWN).lacking)


def _range(model: MaturityModel, dimension: Dimension, known: Values) -> Range:
    return Range(_reach(model, dimension, known, _MET), _reach(model, dimension, known, _MET | {Value.UNKNOWN}))


def _reach(model: MaturityModel, dimension: Dimension, known: Values, enough: frozenset[Value]) -> int:
    """The level just below the first cell that is not met: so a run of equal cells counts as its top (convention 3)."""
    for cell in dimension.cells:
        if not all(known[item] in enough for item in cell.gate):
            return cell.level - 1
    return model.top


def _blockers(dimension: Dimension, known: Values) -> Iterator[Blocker]:
    for cell in dimension.cells:
        missing = unmet(cell, known)
        if missing:
            yield from (Blocker(item, dimension.id, cell.level, known[item]) for item in missing)
            return


def unmet(cell: Cell, known: Values) -> tuple[str, ...]:
    """The gates of a cell that are not met, unknown ones included."""
    return tuple(item for item in cell.gate if known[item] not in _MET)


def undecided(library: Library, values: Values) -> frozenset[str]:
    """The unknown capabilities whose value could still change some placement: what is worth asking about.

    Exact: a gate that is unknown below the first lacking one decides its dimension's range whatever the others are.
    """
    found: set[str] = set()
    for model in library.maturity_models.values():
        if model.applies_if and values.get(model.applies_if, Value.UNKNOWN) is Value.UNKNOWN:
            found.add(model.applies_if)
        if applies(model, values):
            for dimension in model.dimensions:
                found.update(_undecided_gates(library, dimension, values))
            if not model.dimensions:
                found.update(place_on(model, _Known(library, values)).open_items)
    unknown = (other for item in found for other in library.stronger[item])
    return frozenset(other for other in unknown if values.get(other, Value.UNKNOWN) is Value.UNKNOWN)


class _Known(dict[str, Value]):
    """Effective values, each worked out when it is looked at: a turn looks at few of them, many times."""

    def __init__(self, library: Library, values: Values) -> None:
        super().__init__()
        self._library, self._values = library, values

    def __missing__(self, id: str) -> Value:
        return self.setdefault(id, _effective(self._library, self._values, id))


def _undecided_gates(library: Library, dimension: Dimension, values: Values) -> list[str]:
    """The unknown gates below the first cell that cannot be met. Asked many times a turn, so it does no work twice."""
    found: list[str] = []
    for cell in dimension.cells:
        unknown = []
        for item in cell.gate:
            value = _effective(library, values, item)
            if value is Value.UNKNOWN:
                unknown.append(item)
            elif value is not Value.HELD and value is not Value.NOT_APPLICABLE:
                return found
        found += unknown
    return found
