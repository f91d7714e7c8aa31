"""The knowledge base as frozen values: what the YAML beside this file says, once `loading` has read and checked it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Literal


class Value(Enum):
    """What is known of one capability of one team now.

    `PARTLY` and `PLANNED` are recorded and count as not held (see docs/scoring.md, "Partly and planned").
    """

    HELD = "held"
    NOT_HELD = "not_held"
    UNKNOWN = "unknown"
    PARTLY = "partly"
    PLANNED = "planned"
    NOT_APPLICABLE = "not_applicable"

    @property
    def lacking(self) -> bool:
        """Whether a gate counts this value as not held."""
        return self in (Value.NOT_HELD, Value.PARTLY, Value.PLANNED)


Values = Mapping[str, Value]
"""Values by capability id; a capability that is left out is unknown."""


@dataclass(frozen=True)
class Source:
    """A document that facts are cited from."""

    id: str
    title: str
    authors: str
    date: str
    address: str = ""
    caveat: str = ""


@dataclass(frozen=True)
class Citation:
    """Where a record comes from: a source's id and the section in it."""

    source: str
    section: str


@dataclass(frozen=True)
class Capability:
    """One atomic statement that is true or not of a team now, as a rule.

    `implies` names weaker capabilities that hold whenever this one does (docs/scoring.md, "Stronger replaces weaker").
    `short` names it as a noun phrase, so that it can stand in a list of what holds a team back.
    """

    id: str
    statement: str
    short: str
    sources: tuple[Citation, ...]
    implies: tuple[str, ...] = ()
    caveat: str = ""


@dataclass(frozen=True)
class Cell:
    """What one dimension asks for at one level: `gate` decides, `asked` is asked and advised on but decides nothing."""

    level: int
    gate: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dimension:
    """One axis of a maturity model; levels without a cell add nothing to the one below."""

    id: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Level:
    """A level or stage by its published name; `meaning` is one line on what it is like to be there.

    `published: false` marks a level of ours below the first published one ("not started").
    """

    number: int
    name: str
    meaning: str
    why: str = ""
    when: str = ""
    sources: tuple[Citation, ...] = ()
    published: bool = True


@dataclass(frozen=True)
class MaturityModel:
    """A published scale: its levels and, per dimension, the gates to each of them."""

    id: str
    name: str
    short_name: str
    level_word: Literal["level", "stage", "category"]
    levels: tuple[Level, ...]
    dimensions: tuple[Dimension, ...]
    sources: tuple[Citation, ...]
    asks: str
    applies_if: str = ""
    caveat: str = ""

    def level(self, number: int) -> Level:
        """The level with this number. Raises `KeyError` if the scale has none."""
        return self._by_number[number]

    @property
    def top(self) -> int:
        """The number of the highest level."""
        return self.levels[-1].number

    def dimension(self, id: str) -> Dimension:
        """The dimension with this id. Raises `KeyError` if the scale has none."""
        return {dimension.id: dimension for dimension in self.dimensions}[id]

    @cached_property
    def _by_number(self) -> Mapping[int, Level]:
        return {level.number: level for level in self.levels}


@dataclass(frozen=True)
class Option:
    """One answer to a question: the capabilities that it establishes, and the words people use for it.

    A capability of the question that an option leaves out stays unknown if the option is chosen.
    """

    id: str
    label: str
    text: str
    establishes: Mapping[str, Value]
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What the bot asks; `why` in one line, `more` on demand. A `yes_no` question also offers "Partly"."""

    id: str
    topic: str
    text: str
    why: str
    more: str
    options: tuple[Option, ...]
    sources: tuple[Citation, ...]
    yes_no: bool = False

    def option(self, id: str) -> Option | None:
        """The option with this id, or None: an option may be retired by a later release of the questions."""
        return self._by_id.get(id)

    @cached_property
    def capabilities(self) -> frozenset[str]:
        """Every capability that some option of this question establishes."""
        return frozenset(capability for option in self.options for capability in option.establishes)

    @cached_property
    def _by_id(self) -> Mapping[str, Option]:
        return {option.id: option for option in self.options}


@dataclass(frozen=True)
class Step:
    """Advice that makes a capability held: what to do, who to involve, why now, how to begin."""

    id: str
    capability: str
    title: str
    what: str
    who: str
    why: str
    begin: str
    find_out: str
    sources: tuple[Citation, ...]


@dataclass(frozen=True)
class Words:
    """Words that people use whatever the question (knowledge/words.yaml)."""

    yes_words: tuple[str, ...] = ()
    no_words: tuple[str, ...] = ()
    partly_words: tuple[str, ...] = ()
    not_sure_words: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    hedges: tuple[str, ...] = ()


@dataclass(frozen=True)
class Library:
    """Everything the bot knows. `version` changes with every change of a record's content."""

    version: str
    sources: Mapping[str, Source]
    capabilities: Mapping[str, Capability]
    questions: Mapping[str, Question]
    maturity_models: Mapping[str, MaturityModel]
    steps: Mapping[str, Step]
    words: Words = field(default_factory=Words)
    places: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Where each record stands, as "file:line", by "kind/id"; for messages about problems."""

    @cached_property
    def step_for(self) -> Mapping[str, Step]:
        """The step that makes a capability held, by capability id."""
        return {step.capability: step for step in self.steps.values()}

    @cached_property
    def stronger(self) -> Mapping[str, frozenset[str]]:
        """By capability id: the capabilities that meet it when they hold, itself included, through any number of links."""
        return {
            id: frozenset(other for other in self.capabilities if id in self.weaker[other]) for id in self.capabilities
        }

    @cached_property
    def weaker(self) -> Mapping[str, frozenset[str]]:
        """By capability id: the capabilities that hold whenever it does, itself included."""
        return {id: frozenset(self._implied(id, frozenset())) for id in self.capabilities}

    @cached_property
    def gates(self) -> frozenset[str]:
        """Every capability that decides something on some scale."""
        cells = frozenset(item for _, _, cell in self.cells() for item in cell.gate)
        return cells | {model.applies_if for model in self.maturity_models.values() if model.applies_if}

    def cells(self) -> Iterator[tuple[MaturityModel, Dimension, Cell]]:
        """Every cell of every maturity model, in order."""
        for model in self.maturity_models.values():
            for dimension in model.dimensions:
                for cell in dimension.cells:
                    yield model, dimension, cell

    def _implied(self, id: str, seen: frozenset[str]) -> Iterator[str]:
        if id in seen or id not in self.capabilities:
            return
        yield id
        for weaker in self.capabilities[id].implies:
            yield from self._implied(weaker, seen | {id})
