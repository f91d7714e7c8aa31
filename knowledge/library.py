"""The knowledge base as frozen values: what the YAML beside this file says, once `loading` has read and checked it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Literal

from knowledge.word_lists import SearchWords as SearchWords
from knowledge.word_lists import TalkWords as TalkWords
from knowledge.word_lists import Words as Words


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
    `short` names it as a noun phrase, so that it can stand in a list of what holds a team back. An `informational`
    one is used by no scale: it serves the advice alone. `caveat` is a doubt or oddity to tell wherever it is shown.
    """

    id: str
    statement: str
    short: str
    sources: tuple[Citation, ...]
    implies: tuple[str, ...] = ()
    informational: bool = False
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

    `published: false` marks a level of ours below the first published one ("not started"). `id` names a level where
    the scale has no order of its own. `asks` holds ways in which people ask about it.
    """

    number: int
    name: str
    meaning: str
    id: str = ""
    why: str = ""
    when: str = ""
    asks: tuple[str, ...] = ()
    sources: tuple[Citation, ...] = ()
    published: bool = True


@dataclass(frozen=True)
class Traits:
    """What is true of organizations at one level of a scale that is matched, not gated."""

    level: int
    capabilities: tuple[str, ...]
    all_needed: bool = False
    """Whether the level is reached only with all of its traits; it is then tried before the others."""


@dataclass(frozen=True)
class Rule:
    """One line of a decision: the level if any of these is in place, or planned where `plans_count`. None: otherwise."""

    level: int
    any: tuple[str, ...] = ()
    plans_count: bool = False


@dataclass(frozen=True)
class MaturityModel:
    """A published scale and how it is scored, by exactly one of three: gates per dimension; the best match of `traits`;
    or `decision`, whose first rule that fits says the level. `order` is its place among the scales."""

    id: str
    name: str
    short_name: str
    level_word: Literal["level", "stage", "category", "kind", "answer"]
    levels: tuple[Level, ...]
    sources: tuple[Citation, ...]
    asks: str
    order: int = 0
    dimensions: tuple[Dimension, ...] = ()
    traits: tuple[Traits, ...] = ()
    decision: tuple[Rule, ...] = ()
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

    A capability of the question that an option leaves out stays unknown if the option is chosen. In a checklist
    `lacking` and `partly` are words by which people say that it is not in place, or is in part, without denying it.
    """

    id: str
    label: str
    text: str
    establishes: Mapping[str, Value]
    synonyms: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What the bot asks; `why` in one line, `more` on demand. A `yes_no` question also offers "Partly".

    Of a `several` question any number of options may be true; what is left out is not in place.
    """

    id: str
    topic: str
    text: str
    why: str
    more: str
    options: tuple[Option, ...]
    sources: tuple[Citation, ...]
    yes_no: bool = False
    several: bool = False

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
    """Advice on a capability: what to do, who to involve, why now, how to begin; `asks` as people ask for it.

    It makes the capability held; or, where the capability is one to grow out of, it comes `when: held`.
    """

    id: str
    capability: str
    title: str
    what: str
    who: str
    why: str
    begin: str
    find_out: str
    sources: tuple[Citation, ...]
    when: Literal["lacking", "held"] = "lacking"
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    """Something the documents teach, in our own words.

    `asks` holds questions and phrases by which people look for it; `explains` the terms whose meaning it gives; `as_of`
    the time that its figures and tools speak of; `only_mentioned` says that the documents name it and say no more.
    """

    id: str
    title: str
    text: str
    sources: tuple[Citation, ...]
    asks: tuple[str, ...] = ()
    explains: tuple[str, ...] = ()
    as_of: str = ""
    only_mentioned: bool = False
    caveat: str = ""


@dataclass(frozen=True)
class Duty:
    """One thing that a role sees to."""

    id: str
    text: str


@dataclass(frozen=True)
class Role:
    """A role in an ML team: its duties, those of others that it `also` covers (their ids), other names for it.

    `capability` says that a team has the role, and so does any of `filled_by`. `called_for_by` names capabilities that
    need it when they are next. `if_alone` is the warning to give where it is the only role that a team has.
    """

    id: str
    name: str
    capability: str
    summary: str
    duties: tuple[Duty, ...]
    sources: tuple[Citation, ...]
    other_names: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    filled_by: tuple[str, ...] = ()
    called_for_by: tuple[str, ...] = ()
    if_alone: str = ""
    asks: tuple[str, ...] = ()
    caveat: str = ""


@dataclass(frozen=True)
class Library:
    """Everything the bot knows. `version` changes with every change of a record's content."""

    version: str
    sources: Mapping[str, Source]
    capabilities: Mapping[str, Capability]
    questions: Mapping[str, Question]
    maturity_models: Mapping[str, MaturityModel]
    steps: Mapping[str, Step]
    topics: Mapping[str, Topic] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    words: Words = field(default_factory=Words)
    search_words: SearchWords = field(default_factory=SearchWords)
    talk_words: TalkWords = field(default_factory=TalkWords)
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
        """Every capability that gates a level of some scale."""
        cells = frozenset(item for _, _, cell in self.cells() for item in cell.gate)
        return cells | {model.applies_if for model in self.maturity_models.values() if model.applies_if}

    @cached_property
    def deciding(self) -> frozenset[str]:
        """Every capability that decides something on some scale: as a gate, as a trait that is counted, in a decision."""
        models = self.maturity_models.values()
        traits = {item for model in models for traits in model.traits for item in traits.capabilities}
        return self.gates | traits | {item for model in models for rule in model.decision for item in rule.any}

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


class Identity:
    """A library as a cache key: the same object is the same library."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and self.library is other.library

    def __hash__(self) -> int:
        return hash(self.library.version)
