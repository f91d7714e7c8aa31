"""What people answered -> a value for each capability, with contradictions set apart instead of scored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from knowledge.library import Library, Option, Question, Value

NOT_SURE = "not_sure"
PARTLY = "partly"
NONE = "none_of_these"
DETAIL = "detail"
EXTRA_OPTIONS = (NOT_SURE, PARTLY, NONE, DETAIL)
"""Option ids that the bot adds to questions by itself; no YAML option may use them."""
AND = "+"
"""Joins the ids of several options that are true together."""


@dataclass(frozen=True)
class Answer:
    """One answer that counts: an option of a question, several joined by `AND`, or one of `EXTRA_OPTIONS`.

    `values` says more than an option can, capability by capability, and then counts instead of the option.
    """

    question: str
    option: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Contradiction:
    """A capability that one answer says is in place and another says is not."""

    capability: str
    held: Answer
    lacking: Answer


@dataclass(frozen=True)
class Findings:
    """What a set of answers says: values, the answers behind each, and what they disagree on (value unknown)."""

    values: Mapping[str, Value]
    evidence: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()


def joined(question: Question, ids: Iterable[str]) -> str:
    """The id of several options chosen together, in the question's order; `NONE` if none is."""
    chosen = set(ids)
    return AND.join(option.id for option in question.options if option.id in chosen) or NONE


def options_of(question: Question, choice: str) -> tuple[Option, ...]:
    """The options that a choice names; those that no longer exist are left out."""
    found = (question.option(id) for id in choice.split(AND))
    return tuple(option for option in found if option is not None)


def established(library: Library, question: Question, choice: str) -> Mapping[str, Value]:
    """What a choice says about the question's capabilities; nothing for one that no longer exists."""
    if choice == NOT_SURE:
        return dict.fromkeys(question.capabilities, Value.UNKNOWN)
    if choice == PARTLY:
        return dict.fromkeys(question.capabilities, Value.PARTLY)
    chosen = options_of(question, choice)
    if question.several:
        return _ticked(library, question, chosen) if chosen or choice == NONE else {}
    return chosen[0].establishes if chosen else {}


def _ticked(library: Library, question: Question, chosen: tuple[Option, ...]) -> dict[str, Value]:
    """What is ticked holds; the rest of the question's capabilities do not. What a ticked one implies is not denied by
    an empty box, and left to scoring: nobody said that it holds by itself."""
    held = {id for option in chosen for id, value in option.establishes.items() if value is Value.HELD}
    open_items = {weaker for id in held for weaker in library.weaker[id]} - held
    return {id: Value.HELD if id in held else Value.NOT_HELD for id in sorted(question.capabilities - open_items)}


def findings(library: Library, answers: Iterable[Answer], settled: Mapping[str, Value] | None = None) -> Findings:
    """Weigh answers, oldest first. `settled` gives capabilities whose contradiction was decided, and how.

    Answers to questions that the library no longer asks say nothing.
    """
    evidence: dict[str, list[tuple[Answer, Value]]] = {}
    for answer in answers:
        question = library.questions.get(answer.question)
        said = answer.values or (established(library, question, answer.option) if question else {})
        for capability, value in said.items() if question else ():
            evidence.setdefault(capability, []).append((answer, value))
    values: dict[str, Value] = {}
    contradictions: list[Contradiction] = []
    for capability, heard in evidence.items():
        values[capability] = _weigh([value for _, value in heard])
        held = [answer for answer, value in heard if value is Value.HELD]
        lacking = [answer for answer, value in heard if value.lacking]
        if held and lacking and capability not in (settled or {}):
            contradictions.append(Contradiction(capability, held[-1], lacking[-1]))
    values.update(settled or {})
    answers_behind = {capability: tuple(answer for answer, _ in heard) for capability, heard in evidence.items()}
    return Findings(values, answers_behind, tuple(contradictions))


def _weigh(said: list[Value]) -> Value:
    """The newest value that says something; unknown where values that count as held and as not held meet."""
    telling = [value for value in said if value is not Value.UNKNOWN]
    if not telling or (Value.HELD in telling and any(value.lacking for value in telling)):
        return Value.UNKNOWN
    return telling[-1]
