"""What people answered -> a value for each capability, with contradictions set apart instead of scored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from knowledge.library import Library, Question, Value

NOT_SURE = "not_sure"
PARTLY = "partly"
EXTRA_OPTIONS = (NOT_SURE, PARTLY)
"""Option ids that the bot adds to questions by itself; no YAML option may use them."""


@dataclass(frozen=True)
class Answer:
    """One answer that counts: an option of a question, or NOT_SURE, or (on yes/no questions) PARTLY."""

    question: str
    option: str


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


def established(question: Question, option: str) -> Mapping[str, Value]:
    """What choosing an option says about the question's capabilities; nothing for an option that no longer exists."""
    if option == NOT_SURE:
        return dict.fromkeys(question.capabilities, Value.UNKNOWN)
    if option == PARTLY:
        return dict.fromkeys(question.capabilities, Value.PARTLY)
    chosen = question.option(option)
    return chosen.establishes if chosen else {}


def findings(library: Library, answers: Iterable[Answer], settled: Mapping[str, Value] | None = None) -> Findings:
    """Weigh answers, oldest first. `settled` gives capabilities whose contradiction was decided, and how.

    Answers to questions that the library no longer asks say nothing.
    """
    evidence: dict[str, list[tuple[Answer, Value]]] = {}
    for answer in answers:
        question = library.questions.get(answer.question)
        for capability, value in established(question, answer.option).items() if question else ():
            evidence.setdefault(capability, []).append((answer, value))
    values: dict[str, Value] = {}
    contradictions: list[Contradiction] = []
    for capability, said in evidence.items():
        values[capability] = _weigh([value for _, value in said])
        held = [answer for answer, value in said if value is Value.HELD]
        lacking = [answer for answer, value in said if value.lacking]
        if held and lacking and capability not in (settled or {}):
            contradictions.append(Contradiction(capability, held[-1], lacking[-1]))
    values.update(settled or {})
    answers_behind = {capability: tuple(answer for answer, _ in said) for capability, said in evidence.items()}
    return Findings(values, answers_behind, tuple(contradictions))


def _weigh(said: list[Value]) -> Value:
    """The newest value that says something; unknown where values that count as held and as not held meet."""
    telling = [value for value in said if value is not Value.UNKNOWN]
    if not telling or (Value.HELD in telling and any(value.lacking for value in telling)):
        return Value.UNKNOWN
    return telling[-1]
