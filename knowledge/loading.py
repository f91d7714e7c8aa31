"""The shipped YAML -> a frozen `Library`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import yaml

from knowledge.library import (
    Capability,
    Citation,
    Library,
    MaturityModel,
    Question,
    Role,
    SearchWords,
    Source,
    Step,
    TalkWords,
    Topic,
    Words,
)
from knowledge.strict_yaml import Problem, ProblemsFound, Reader

Record = Source | Capability | Question | MaturityModel | Step | Topic | Role
R = TypeVar("R", bound=Record)
W = TypeVar("W", Words, SearchWords, TalkWords)


@cache
def shipped() -> Library:
    """The knowledge base that ships with the package. Raises `ProblemsFound` if a file of it is broken."""
    return load(files("knowledge"))


def load(folder: Traversable) -> Library:
    """Read a folder laid out like this package. Raises `ProblemsFound` with every problem of every file."""
    shelf = _Shelf(folder)
    sources = shelf.records(Source, ["sources.yaml"])
    capabilities = shelf.records(Capability, ["capabilities"])
    questions = shelf.records(Question, ["questions"])
    models = shelf.records(MaturityModel, ["maturity_models"])
    models = dict(sorted(models.items(), key=lambda item: item[1].order))
    steps = shelf.records(Step, ["steps"])
    topics = shelf.records(Topic, ["topics"])
    roles = shelf.records(Role, ["roles"])
    words, search_words = shelf.words(Words, "words.yaml"), shelf.words(SearchWords, "search_words.yaml")
    talk_words = shelf.words(TalkWords, "talk_words.yaml")
    if shelf.problems:
        raise ProblemsFound(shelf.problems)
    content = (sources, capabilities, questions, models, steps, topics, roles, words, search_words, talk_words)
    version = hashlib.sha256(repr(content).encode()).hexdigest()[:12]
    return Library(version, *content, shelf.places)


class _Shelf:
    """The folder while it is being read: records by id, where they stand, what is wrong."""

    def __init__(self, folder: Traversable) -> None:
        self.problems: list[Problem] = []
        self.places: dict[str, str] = {}
        self._folder = folder

    def records(self, kind: type[R], names: list[str]) -> dict[str, R]:
        """Every record of a kind by id, in the order of file names and lines."""
        found: dict[str, R] = {}
        for name in names:
            for label, text in _texts(self._folder, name):
                reader = Reader(label, {Citation: _citation})
                for node in _items(reader, text):
                    record: R | None = reader.build(kind, node)
                    if record is not None:
                        self._keep(reader, node, kind, record, found)
                self.problems += reader.problems
        return found

    def words(self, kind: type[W], name: str) -> W:
        """A file of words that serve everywhere."""
        for label, text in _texts(self._folder, name):
            reader = Reader(label)
            node = reader.compose(text)
            words: W | None = reader.build(kind, node) if node is not None else None
            self.problems += reader.problems
            if words is not None:
                return words
        return kind()

    def _keep(self, reader: Reader, node: yaml.Node, kind: type[R], record: R, found: dict[str, R]) -> None:
        key = f"{kind.__name__}/{record.id}"
        if record.id in found:
            reader.refuse(node, f'the id "{record.id}" is already used at {self.places[key]}')
            return
        found[record.id] = record
        self.places[key] = reader.place(node)


def _items(reader: Reader, text: str) -> list[yaml.Node]:
    """A file holds a list of records, or one record alone."""
    node = reader.compose(text)
    if isinstance(node, yaml.SequenceNode):
        return list(node.value)
    return [] if node is None else [node]


def _texts(folder: Traversable, name: str) -> Iterator[tuple[str, str]]:
    place = folder / name
    if place.is_file():
        yield f"knowledge/{name}", place.read_text(encoding="utf-8")
        return
    if not place.is_dir():
        return
    for file in sorted(place.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            yield f"knowledge/{name}/{file.name}", file.read_text(encoding="utf-8")


def _citation(reader: Reader, node: yaml.Node) -> Any:
    """A citation is written `- source: section`."""
    pairs = reader.pairs(node)
    if len(pairs) != 1:
        reader.refuse(node, "write a citation as one pair, source: section")
        return None
    source, _, section = pairs[0]
    return Citation(source, reader.build(str, section))
