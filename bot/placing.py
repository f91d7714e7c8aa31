"""`place`: a file of capabilities -> placements and next steps, for people and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from knowledge.advice import next_steps
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


def report(library: Library, values: Values) -> dict[str, Any]:
    """Placements and next steps as plain data (README, "From the command line")."""
    return {
        "placements": [_placement(library, placement) for placement in place(library, values)],
        "next_steps": [
            {
                "id": step.step.id,
                "capability": step.step.capability,
                "kind": step.kind,
                "sources": [source(library, citation) for citation in step.step.sources],
            }
            for step in next_steps(library, values)
        ],
    }


def source(library: Library, citation: Citation) -> dict[str, str]:
    """A citation as plain data."""
    return {"id": citation.source, "title": library.sources[citation.source].title, "section": citation.section}


def _placement(library: Library, placement: Placement) -> dict[str, Any]:
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
    }


def _overall(model: MaturityModel, found: Range) -> Mapping[str, Any]:
    name = model.level(found.low).name if found.determinate else None
    return {"low": found.low, "high": found.high, "name": name}


def capabilities(library: Library) -> list[dict[str, Any]]:
    """Every capability as plain data: where it gates, where it is only asked, and its sources."""
    found = []
    for capability in library.capabilities.values():
        uses = [
            {
                "maturity_model": model.id,
                "dimension": dimension.id,
                "level": cell.level,
                "gate": capability.id in cell.gate,
            }
            for model, dimension, cell in library.cells()
            if capability.id in (*cell.gate, *cell.asked)
        ]
        found.append(
            {
                "id": capability.id,
                "statement": capability.statement,
                "gate": capability.id in library.gates,
                "maturity_models": uses,
                "implies": list(capability.implies),
                "sources": [source(library, citation) for citation in capability.sources],
            }
        )
    return found


def as_text(library: Library, values: Values) -> str:
    """The same for people to read in a terminal."""
    lines: list[str] = []
    for placement in place(library, values):
        model = library.maturity_models[placement.maturity_model]
        lines.append(f"{model.name}: {_in_words(model, placement)}")
        if placement.applicable:
            width = max(len(dimension.name) for dimension in model.dimensions)
            for dimension in model.dimensions:
                found = placement.dimensions[dimension.id]
                lines.append(f"  {dimension.name.ljust(width)}  {model.level_word} {_span(found)}")
            for blocker in placement.holding:
                state = "not sure" if blocker.value is Value.UNKNOWN else "not in place"
                lines.append(f"  {state}: {library.capabilities[blocker.capability].statement}")
        lines.append("")
    for number, step in enumerate(next_steps(library, values), start=1):
        what = step.step.find_out if step.kind == "find_out" else step.step.what
        lines.append(f"{number}. {step.step.title}{' (find out first)' if step.kind == 'find_out' else ''}: {what}")
    return "\n".join(lines).rstrip() + "\n"


def _in_words(model: MaturityModel, placement: Placement) -> str:
    if not placement.applicable:
        return "does not apply: there is no ML model"
    name = f", {model.level(placement.overall.low).name}" if placement.overall.determinate else ""
    return f"{model.level_word} {_span(placement.overall)} of {model.top}{name}"


def _span(found: Range) -> str:
    return str(found.low) if found.determinate else f"{found.low} to {found.high}"
