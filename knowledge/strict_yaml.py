"""YAML read strictly into frozen dataclasses: nothing is coerced, nothing ignored, every problem told with file and line.

YAML turns a bare `no` into false and a bare 2023-01-09 into a date; a mistyped key is silently ignored by most
readers. Whoever corrects the knowledge base without Python must hear of all that at once, so this reader walks the
node graph (which knows its lines) by the dataclasses' own type hints.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from typing import Any, Literal, TypeVar

import yaml

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without its C extension: slower, the same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

T = TypeVar("T")
Converter = Callable[["Reader", yaml.Node], Any]


@dataclass(frozen=True)
class Problem:
    """Something wrong in a YAML file, with the remedy; `place` is "file:line"."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class ProblemsFound(ValueError):
    """All problems of a set of files at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class Reader:
    """Reads one file; collects problems instead of raising, so that a reviewer sees them all."""

    def __init__(self, name: str, converters: Mapping[type, Converter] | None = None) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self._converters = dict(converters or {})

    def compose(self, text: str) -> yaml.Node | None:
        """The file's node graph, or None (with a problem noted) if it is not YAML or is empty."""
        try:
            node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.problems.append(Problem(f"{self.name}:{line}", f"this is not YAML: {error.problem}"))
            return None
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            self.problems.append(Problem(f"{self.name}:{line}", f"this is not YAML: {error.reason}"))
            return None
        if node is None:
            self.problems.append(Problem(f"{self.name}:1", "the file is empty"))
        return node

    def place(self, node: yaml.Node) -> str:
        """Where a node stands, as "file:line"."""
        return f"{self.name}:{node.start_mark.line + 1}"

    def refuse(self, node: yaml.Node, text: str) -> None:
        """Note a problem at a node."""
        self.problems.append(Problem(self.place(node), text))

    def build(self, wanted: Any, node: yaml.Node) -> Any:
        """The node as a value of the wanted type; None (with problems noted) where it does not fit."""
        if wanted in self._converters:
            return self._converters[wanted](self, node)
        origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
        if origin in (typing.Union, types.UnionType):
            return self.build(next(choice for choice in arguments if choice is not type(None)), node)
        if origin is tuple:
            return self._sequence(arguments[0], node)
        if origin is not None and issubclass(origin if isinstance(origin, type) else object, Mapping):
            return self._mapping(arguments[0], arguments[1], node)
        if origin is Literal:
            return self._one_of(arguments, node)
        if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
            return self._record(wanted, node)
        if isinstance(wanted, type) and issubclass(wanted, Enum):
            text = self._one_of([member.value for member in wanted], node)
            return None if text is None else wanted(text)
        return self._scalar(wanted, node)

    def pairs(self, node: yaml.Node) -> list[tuple[str, yaml.Node, yaml.Node]]:
        """A mapping's entries as (key, key node, value node); repeated keys are refused."""
        if not isinstance(node, yaml.MappingNode):
            self.refuse(node, f"expected key: value pairs, found {_kind(node)}")
            return []
        seen: dict[str, yaml.Node] = {}
        found: list[tuple[str, yaml.Node, yaml.Node]] = []
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.refuse(key, f"expected text as a key, found {_kind(key)}")
                continue
            if key.value in seen:
                self.refuse(key, f'"{key.value}" stands twice; keep one of them')
            seen[key.value] = key
            found.append((key.value, key, value))
        return found

    def _record(self, wanted: type[T], node: yaml.Node) -> T | None:
        hints = typing.get_type_hints(wanted)
        fields = {field.name: field for field in dataclasses.fields(typing.cast(Any, wanted)) if field.init}
        found: dict[str, Any] = {}
        before = len(self.problems)
        for key, key_node, value in self.pairs(node):
            if key not in fields:
                self.refuse(key_node, f'unknown key "{key}"{_nearest(key, list(fields))}')
            else:
                found[key] = self.build(hints[key], value)
        for name, field in fields.items():
            if (
                name not in found
                and field.default is dataclasses.MISSING
                and field.default_factory is dataclasses.MISSING
            ):
                self.refuse(node, f'"{name}" is missing')
        return wanted(**found) if len(self.problems) == before else None

    def _sequence(self, wanted: Any, node: yaml.Node) -> tuple[Any, ...]:
        if not isinstance(node, yaml.SequenceNode):
            self.refuse(node, f"expected a list, found {_kind(node)}")
            return ()
        return tuple(self.build(wanted, item) for item in node.value)

    def _mapping(self, key_type: Any, value_type: Any, node: yaml.Node) -> dict[Any, Any]:
        return {self.build(key_type, key): self.build(value_type, value) for _, key, value in self.pairs(node)}

    def _one_of(self, allowed: Sequence[Any], node: yaml.Node) -> Any:
        text = self._scalar(str, node)
        if text is not None and text not in allowed:
            self.refuse(node, f'"{text}" is not one of {", ".join(allowed)}')
            return None
        return text

    def _scalar(self, wanted: type, node: yaml.Node) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            self.refuse(node, f"expected {_NAMES[wanted]}, found {_kind(node)}")
            return None
        tag = node.tag.rpartition(":")[2]
        if tag != _TAGS[wanted] or (wanted is bool and node.value not in ("true", "false")):
            remedy = " (put it in quotes)" if wanted is str else ""
            self.refuse(node, f"expected {_NAMES[wanted]}, but YAML reads {node.value!r} as {tag}{remedy}")
            return None
        if wanted is str:
            return node.value.strip()
        return int(node.value) if wanted is int else node.value == "true"


_TAGS: Mapping[type, str] = {str: "str", int: "int", bool: "bool"}
_NAMES: Mapping[type, str] = {str: "text", int: "a whole number", bool: "true or false"}


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return "key: value pairs" if isinstance(node, yaml.MappingNode) else f"{node.value!r}"


def _nearest(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f'; did you mean "{close[0]}"?' if close else f"; known keys are {', '.join(known)}"
