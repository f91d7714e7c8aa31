"""`check`: what is wrong with the shipped knowledge and flows, all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

from conversations import flow as flows
from conversations.flow import Flow
from knowledge import checking, loading
from knowledge.library import Library
from knowledge.strict_yaml import Problem, ProblemsFound

T = TypeVar("T", Library, Mapping[str, Flow])


def problems(knowledge: Traversable | None = None, conversations: Traversable | None = None) -> list[Problem]:
    """Problems of form, if a file cannot be read; else what the records and the flows get wrong as a whole."""
    found: list[Problem] = []
    library = _read(loading.load, knowledge or files("knowledge"), found)
    talks = _read(flows.load, conversations or files("conversations") / "flows", found)
    if library is not None:
        found += checking.problems(library)
        found += [problem for flow in (talks or {}).values() for problem in flows.problems(flow, library)]
    return found


def _read(load: Callable[[Traversable], T], folder: Traversable, found: list[Problem]) -> T | None:
    """What `load` reads from a folder, or None with its problems noted."""
    try:
        return load(folder)
    except ProblemsFound as error:
        found += error.problems
        return None
