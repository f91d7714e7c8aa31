"""Two results compared: the ranges that moved, the capabilities that changed, and which of these moved what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.changes import Moved, moves
from knowledge.library import Library, Value, Values
from knowledge.scoring import Placement, effective, place


@dataclass(frozen=True)
class Shift:
    """A capability whose effective value changed, and the scales (ids) that it moved."""

    capability: str
    before: Value
    after: Value
    moved: tuple[str, ...] = ()


@dataclass(frozen=True)
class Movement:
    """What moved from one result to another, and what changed behind it: first the shifts that moved a scale."""

    moves: tuple[Moved, ...]
    shifts: tuple[Shift, ...]


def compare_values(library: Library, before: Values, after: Values) -> Movement:
    """Compare two sets of values by one library. What only follows from a stronger capability is no shift of its own."""
    was, now = effective(library, before), effective(library, after)
    shifts = [
        Shift(id, was[id], now[id], _moved(library, before, after, id))
        for id in library.capabilities
        if was[id] is not now[id] and before.get(id, Value.UNKNOWN) is not after.get(id, Value.UNKNOWN)
    ]
    return Movement(
        moves_between(place(library, before), place(library, after)),
        tuple(sorted(shifts, key=lambda shift: not shift.moved)),
    )


def moves_between(before: Sequence[Placement], after: Sequence[Placement]) -> tuple[Moved, ...]:
    """The moves from one set of placements to another, in the order of the later; a scale that only one has is left out.

    Beginning or ceasing to apply is a move of the overall, even where its range, which then says nothing, is the same.
    """
    earlier = {one.maturity_model: one for one in before}
    return tuple(
        move for one in after if one.maturity_model in earlier for move in moves(earlier[one.maturity_model], one)
    )


def _moved(library: Library, before: Values, after: Values, id: str) -> tuple[str, ...]:
    """The scales that move when this capability changes first of all, or last of all.

    Both, since of two that meet the same gate neither moves it last, and of two that a level needs neither does first.
    """
    first = {**before, id: after.get(id, Value.UNKNOWN)}
    last = {**after, id: before.get(id, Value.UNKNOWN)}
    found = {
        move.maturity_model
        for one, other in ((before, first), (last, after))
        for move in moves_between(place(library, one), place(library, other))
    }
    return tuple(model for model in library.maturity_models if model in found)
