"""Placements -> the next steps, most useful first, each with the reasons for its place (docs/scoring.md, "Next steps")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.library import Cell, Dimension, Library, MaturityModel, Step, Value, Values
from knowledge.scoring import Placement, applies, effective, place, unmet

Kind = Literal["do", "find_out"]


@dataclass(frozen=True)
class Unlock:
    """What a step settles on one scale: `settles` of the `missing` gates to a level of a dimension."""

    maturity_model: str
    dimension: str
    level: int
    settles: int
    missing: int


@dataclass(frozen=True)
class NextStep:
    """A step in its place: do it, or find out whether it is done already; `decides` if its answer decides an overall."""

    step: Step
    kind: Kind
    unlocks: tuple[Unlock, ...]
    decides: bool = False


def next_steps(library: Library, values: Values, limit: int = 3) -> tuple[NextStep, ...]:
    """At most `limit` steps: the unknowns that decide an overall, then gates of the lowest dimensions' next level, then
    those of the others; within each, what unlocks most over all scales. No step skips a level of its dimension."""
    known = effective(library, values)
    ranks = _ranks(library, values, known)
    order = list(library.capabilities)
    steps = []
    for capability, tier in ranks.items():
        unlocks = _unlocks(library, values, known, capability)
        kind: Kind = "find_out" if known[capability] is Value.UNKNOWN else "do"
        next_gates = sum(unlock.settles for unlock in unlocks if _is_next(library, known, unlock))
        weight = (tier, -next_gates, -sum(unlock.settles for unlock in unlocks), kind, order.index(capability))
        steps.append((weight, NextStep(library.step_for[capability], kind, unlocks, decides=tier == 0)))
    return tuple(step for _, step in sorted(steps, key=lambda item: item[0])[:limit])


def asked_only(library: Library, values: Values) -> tuple[NextStep, ...]:
    """Further advice that decides nothing: items asked only, not in place, at or below each dimension's next level."""
    known = effective(library, values)
    found: dict[str, NextStep] = {}
    for _, dimension in _dimensions(library, values):
        upcoming = _next_cell(dimension, known)
        for cell in dimension.cells:
            if upcoming is None or cell.level <= upcoming.level:
                for item in cell.asked:
                    if item not in library.deciding and known[item].lacking:
                        found.setdefault(item, NextStep(library.step_for[item], "do", ()))
    for item in _beside_gates(library, values, known):
        found.setdefault(item, NextStep(library.step_for[item], "do", ()))
    return tuple(found.values())


def _beside_gates(library: Library, values: Values, known: Values) -> Iterator[str]:
    """What is advised on because it is true, and the traits of the level after the one that matches."""
    yield from (id for id, step in library.step_for.items() if step.when == "held" and known[id] is Value.HELD)
    for placement in place(library, values):
        for traits in library.maturity_models[placement.maturity_model].traits:
            if placement.overall.determinate and traits.level == placement.overall.low + 1:
                yield from (item for item in traits.capabilities if known[item].lacking)


def _ranks(library: Library, values: Values, known: Values) -> dict[str, int]:
    """By capability: 0 an unknown that decides an overall, 1 a gate in a lowest dimension, 2 any other next gate."""
    ranks: dict[str, int] = {}
    placements = place(library, values)
    unwanted = (
        {model.applies_if for model in library.maturity_models.values()} if none_needed(library, placements) else ()
    )
    for placement in placements:
        if placement.applicable:
            for blocker in placement.blockers:
                if blocker.capability in unwanted:
                    continue
                rank = _rank(placement, blocker.dimension, known[blocker.capability])
                ranks[blocker.capability] = min(rank, ranks.get(blocker.capability, rank))
    return ranks


def none_needed(library: Library, placements: Sequence[Placement]) -> bool:
    """Whether a decision turns the team away: it has no ML model, and wants nothing that calls for one."""
    models = library.maturity_models
    decided = (one for one in placements if models[one.maturity_model].decision)
    lowest = any(one.overall.high == models[one.maturity_model].levels[0].number for one in decided)
    return lowest and not all(placement.applicable for placement in placements)


def _rank(placement: Placement, dimension: str, value: Value) -> int:
    if dimension not in placement.lowest:
        return 2
    return 0 if value is Value.UNKNOWN and not placement.overall.determinate else 1


def _unlocks(library: Library, values: Values, known: Values, capability: str) -> tuple[Unlock, ...]:
    """Every gate of every applicable scale that this capability, once held, would settle."""
    met = library.weaker[capability]
    found = []
    for model, dimension in _dimensions(library, values):
        for cell in dimension.cells:
            missing = unmet(cell, known)
            settles = len(met.intersection(missing))
            if settles:
                found.append(Unlock(model.id, dimension.id, cell.level, settles, len(missing)))
    return tuple(found)


def _is_next(library: Library, known: Values, unlock: Unlock) -> bool:
    dimension = library.maturity_models[unlock.maturity_model].dimension(unlock.dimension)
    cell = _next_cell(dimension, known)
    return cell is not None and cell.level == unlock.level


def _next_cell(dimension: Dimension, known: Values) -> Cell | None:
    return next((cell for cell in dimension.cells if unmet(cell, known)), None)


def _dimensions(library: Library, values: Values) -> Iterator[tuple[MaturityModel, Dimension]]:
    for model in library.maturity_models.values():
        if applies(model, values):
            yield from ((model, dimension) for dimension in model.dimensions)
