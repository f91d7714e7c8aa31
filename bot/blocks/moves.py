"""What moved on the scales, in lines: each scale, and below it the dimensions that moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.blocks.placements import named, number, titled
from knowledge.changes import Moved
from knowledge.library import Library
from knowledge.placements import Placement


def moved_lines(library: Library, before: Sequence[Placement], moves: Sequence[Moved]) -> list[str]:
    """Every move from these placements; a scale whose dimensions alone moved says where it stays."""
    was = {one.maturity_model: one for one in before}
    found: list[str] = []
    for id, same in groupby(moves, key=lambda move: move.maturity_model):
        if id in library.maturity_models and id in was:
            found += _of_scale(library, was[id], list(same))
    return found


def _of_scale(library: Library, before: Placement, moves: Sequence[Moved]) -> Iterator[str]:
    model = library.maturity_models[before.maturity_model]
    if moves[0].dimension:
        yield f"*{titled(model, before)}*, as before; within it:"
    for move in moves:
        if move.dimension:
            yield f"    {model.dimension(move.dimension).name}: {number(model, move.before)} → {number(model, move.after)}"
        else:
            told = number if model.dimensions else named
            was = told(model, move.before) if before.applicable else "did not apply"
            now = told(model, move.after) if move.applies else "does not apply any more"
            yield f"*{model.name}*: {was} → *{now}*"
