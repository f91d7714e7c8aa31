"""`place`: a file of capabilities -> placements and next steps, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.blocks.placements import number, titled
from knowledge.advice import next_steps
from knowledge.changes import Moved, smallest_set, what_if
from knowledge.library import Citation, Library, MaturityModel, Value, Values
from knowledge.scoring import Placement, Range, place
from knowledge.strict_yaml import Problem, ProblemsFound, Reader


def read_values(library: Library, file: Path) -> dict[str, Value]:
    """Read `{capabilities: {id: value}}` from YAML or JSON. Raises `ProblemsFound` naming every unknown id and bad value."""
    reader = Reader(str(file))
    try:
        node = reader.compose(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ProblemsFound([Problem(str(file), f"cannot be read: {error}")]) from error
    values: dict[str, Value] = {}
    for key, key_node, section in reader.pairs(node) if node is not None else ():
        if key != "capabilities":
            reader.refuse(key_node, f'unknown key "{key}"; write capabilities: with an id and a value each')
            continue
        for id, id_node, value in reader.pairs(section):
            if id not in library.capabilities:
                reader.refuse(id_node, f'there is no capability "{id}"; `mlops-advisor capabilities` lists them')
            values[id] = reader.build(Value, value)
    if not reader.problems and not isinstance(node, yaml.MappingNode):
        reader.problems.append(Problem(f"{file}:1", "write capabilities: with an id and a value each"))
    if reader.problems:
        raise ProblemsFound(reader.problems)
    return values


def report(library: Library, values: Values, supposed: Sequence[str] = ()) -> dict[str, Any]:
    """Placements, next steps, the smallest sets to the next levels, and what would move if some more were in place, as
    plain data (README, "From the command line"). Raises `ProblemsFound` if something unknown is supposed."""
    found: dict[str, Any] = {
        "placements": [placement_data(library, placement) for placement in place(library, values)],
        "next_steps": [
            {
                "id": step.step.id,
                "capability": step.step.capability,
                "kind": step.kind,
                "sources": [source(library, citation) for citation in step.step.sources],
            }
            for step in next_steps(library, values)
        ],
        "smallest_sets": {
            placement.maturity_model: list(smallest_set(library, values, placement.maturity_model))
            for placement in place(library, values)
            if placement.dimensions and placement.applicable
        },
    }
    return found | ({"what_if": [_moved(move) for move in _supposed(library, values, supposed)]} if supposed else {})


def _supposed(library: Library, values: Values, supposed: Sequence[str]) -> tuple[Moved, ...]:
    unknown = [id for id in supposed if id not in library.capabilities]
    if unknown:
        raise ProblemsFound(
            [
                Problem("--if", f'there is no capability "{id}"; `mlops-advisor capabilities` lists them')
                for id in unknown
            ]
        )
    return what_if(library, values, supposed)


def _moved(move: Moved) -> dict[str, Any]:
    before, after = ({"low": found.low, "high": found.high} for found in (move.before, move.after))
    return {"id": move.maturity_model, "dimension": move.dimension or None, "before": before, "after": after}


def source(library: Library, citation: Citation) -> dict[str, str]:
    """A citation as plain data."""
    return {"id": citation.source, "title": library.sources[citation.source].title, "section": citation.section}


def placement_data(library: Library, placement: Placement) -> dict[str, Any]:
    """A placement as plain data; nulls where the scale does not apply."""
    model = library.maturity_models[placement.maturity_model]
    if not placement.applicable:
        nothing = {"low": None, "high": None, "name": None}
        return {"id": model.id, "applicable": False, "overall": nothing, "dimensions": {}, "blockers": []}
    return {
        "id": model.id,
        "applicable": True,
        "overall": _overall(model, placement.overall),
        "dimensions": {id: {"low": found.low, "high": found.high} for id, found in placement.dimensions.items()},
        "blockers": list(dict.fromkeys(blocker.capability for blocker in placement.blockers)),
        "open": list(placement.open_items),
        "tied": [model.level(level).name for level in placement.tied],
        "not_applicable": list(placement.set_aside),
    }


def _overall(model: MaturityModel, found: Range) -> Mapping[str, Any]:
    """Levels by number, or by id where the scale has no order that numbers would tell."""
    low, high = model.level(found.low), model.level(found.high)
    name = low.name if found.determinate else None
    return {"low": low.id or low.number, "high": high.id or high.number, "name": name}


def capabilities(library: Library) -> list[dict[str, Any]]:
    """Every capability as plain data: where it gates, is counted or only asked, and its sources."""
    return [
        {
            "id": capability.id,
            "statement": capability.statement,
            "gate": capability.id in library.gates,
            "informational": capability.informational,
            "maturity_models": list(_uses(library, capability.id)),
            "implies": list(capability.implies),
            "caveat": capability.caveat,
            "sources": [source(library, citation) for citation in capability.sources],
        }
        for capability in library.capabilities.values()
    ]


def _uses(library: Library, id: str) -> Iterator[dict[str, Any]]:
    for model, dimension, cell in library.cells():
        if id in (*cell.gate, *cell.asked):
            as_gate = id in cell.gate
            yield _use(model, dimension.id, cell.level, "gate" if as_gate else "asked")
    for model in library.maturity_models.values():
        if id == model.applies_if:
            yield _use(model, None, model.levels[0].number, "applies_if")
        yield from (_use(model, None, traits.level, "trait") for traits in model.traits if id in traits.capabilities)
        yield from (_use(model, None, rule.level, "input") for rule in model.decision if id in rule.any)


def _use(model: MaturityModel, dimension: str | None, level: int, counts_as: str) -> dict[str, Any]:
    where = {"maturity_model": model.id, "dimension": dimension, "level": model.level(level).id or level}
    return where | {"gate": counts_as == "gate", "counts_as": counts_as}


def as_text(library: Library, values: Values, supposed: Sequence[str] = ()) -> str:
    """The same for people to read in a terminal. Raises `ProblemsFound` if something unknown is supposed."""
    lines: list[str] = []
    for placement in place(library, values):
        lines += [*_scale_as_text(library, placement), ""]
    for place_in_line, step in enumerate(next_steps(library, values), start=1):
        what = step.step.find_out if step.kind == "find_out" else step.step.what
        lines.append(
            f"{place_in_line}. {step.step.title}{' (find out first)' if step.kind == 'find_out' else ''}: {what}"
        )
    moves = [f"  {_move_as_text(library, move)}" for move in _supposed(library, values, supposed)]
    lines += ["", "With that in place:", *(moves or ["  no stage would move"])] if supposed else []
    return "\n".join(lines).rstrip() + "\n"


def _scale_as_text(library: Library, placement: Placement) -> Iterator[str]:
    model = library.maturity_models[placement.maturity_model]
    yield titled(model, placement)
    if not placement.applicable:
        return
    width = max((len(dimension.name) for dimension in model.dimensions), default=0)
    for dimension in model.dimensions:
        yield f"  {dimension.name.ljust(width)}  {number(model, placement.dimensions[dimension.id])}"
    for blocker in placement.holding:
        state = "not sure" if blocker.value is Value.UNKNOWN else "not in place"
        yield f"  {state}: {library.capabilities[blocker.capability].statement}"
    for item in placement.open_items:
        yield f"  not sure: {library.capabilities[item].statement}"


def _move_as_text(library: Library, move: Moved) -> str:
    model = library.maturity_models[move.maturity_model]
    where = f", {model.dimension(move.dimension).name}" if move.dimension else ""
    before, after = (number(model, found) for found in (move.before, move.after))
    if not model.dimensions:
        before, after = model.level(move.before.low).name, model.level(move.after.low).name
    return f"{model.name}{where}: {before} -> {after}"
