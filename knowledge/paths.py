"""The path to a target level of a gated scale: level by level what to do or to find out, in the order to take it."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.advice import Kind, next_steps
from knowledge.changes import smallest_set
from knowledge.library import Library, MaturityModel, Step, Value, Values
from knowledge.scoring import effective, place_on


@dataclass(frozen=True)
class PathStep:
    """A capability on the way: make sure that it is in place, or find out whether it is."""

    capability: str
    kind: Kind
    step: Step


@dataclass(frozen=True)
class PathLevel:
    """What one level needs beyond those before it; no steps where they bring everything."""

    level: int
    name: str
    steps: tuple[PathStep, ...]


def path(library: Library, values: Values, maturity_model: str, level: int) -> tuple[PathLevel, ...]:
    """Every level above the overall's low end up to the target; () if that is reached.

    Where the scale does not apply yet, the path begins with its lowest level and with what makes it apply. Raises
    `KeyError` if there is no such scale, `ValueError` if it has no gates or no such level.
    """
    model = library.maturity_models[maturity_model]
    if not model.dimensions:
        raise ValueError(f"{maturity_model} has no gates, so no path leads up to its levels")
    if level not in {one.number for one in model.levels}:
        raise ValueError(f"{maturity_model} has no level {level}")
    start, on_the_way, found = _reached(library, values, model), dict(values), []
    for one in model.levels:
        if start < one.number <= level:
            steps = _steps(library, on_the_way, model, one.number)
            on_the_way.update((step.capability, Value.HELD) for step in steps)
            found.append(PathLevel(one.number, one.name, steps))
    return tuple(found)


def _reached(library: Library, values: Values, model: MaturityModel) -> int:
    """The overall's low end; below every level where the scale does not apply."""
    placement = place_on(model, effective(library, values))
    return placement.overall.low if placement.applicable else model.levels[0].number - 1


def _steps(library: Library, values: Values, model: MaturityModel, level: int) -> tuple[PathStep, ...]:
    """The fewest steps to a level from the one below it, in the order of the advice at that point."""
    if _reached(library, values, model) >= level:
        return ()
    known = effective(library, values)
    applicable = place_on(model, known).applicable
    needed = smallest_set(library, values, model.id) if applicable else (model.applies_if,)
    advised = [found.step.capability for found in next_steps(library, values, limit=len(library.capabilities))]

    def turn(id: str) -> int:
        return min((advised.index(met) for met in library.weaker[id] if met in advised), default=len(advised))

    return tuple(
        PathStep(id, "find_out" if known[id] is Value.UNKNOWN else "do", library.step_for[id])
        for id in sorted(needed, key=turn)
    )
