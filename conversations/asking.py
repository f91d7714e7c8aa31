"""Which question next: the one after which the fewest stay worth asking, until no answer could change a placement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from knowledge.answers import established, joined
from knowledge.library import Identity, Library, Question, Value, Values
from knowledge.scoring import applies, undecided

WORTH_STAYING = 1.5
"""How many expected questions we pay to stay with a topic; benchmarks/questions.py shows what it costs."""
_ROLLOUTS = 3


def worth_asking(library: Library, values: Values, passed: Collection[str]) -> tuple[Question, ...]:
    """The questions, not yet passed, with an answer that could still change some placement."""
    return _touching(library, undecided(library, values), passed)


def next_question(library: Library, values: Values, passed: Collection[str], topic: str = "") -> Question | None:
    """The question to ask now, or None when every placement is settled as far as questions can settle it.

    A question of the topic at hand goes first where it costs next to nothing: people like to finish a subject.
    """
    return _next(Identity(library), _known(values), frozenset(passed), topic)


def for_advice(library: Library, values: Values, passed: Collection[str]) -> tuple[Question, ...]:
    """The questions, not yet passed, that decide no placement but sharpen the advice."""
    asked = {item for model, _, cell in library.cells() if applies(model, values) for item in cell.asked}
    informational = {id for id, capability in library.capabilities.items() if capability.informational}
    wanted = (asked - library.deciding) | informational
    open_items = [item for item in wanted if values.get(item, Value.UNKNOWN) is Value.UNKNOWN]
    return _touching(library, open_items, passed)


def about_left(library: Library, values: Values, passed: Collection[str]) -> int:
    """About how many questions are still to come: the mean over a few walks through different options."""
    return _left(Identity(library), _known(values), frozenset(passed))


def _walk(library: Library, values: dict[str, Value], passed: set[str], turn: int) -> int:
    length = 0
    while candidates := worth_asking(library, values, passed):
        question = candidates[0]
        ways = _ways(Identity(library), question.id)
        values.update(ways[(turn + length) % len(ways)])
        passed.add(question.id)
        length += 1
    return length


def _known(values: Values) -> frozenset[tuple[str, Value]]:
    """What is known, as a cache key: many teams begin alike."""
    return frozenset((capability, value) for capability, value in values.items() if value is not Value.UNKNOWN)


@lru_cache(maxsize=4096)
def _left(key: Identity, known: frozenset[tuple[str, Value]], passed: frozenset[str]) -> int:
    walks = [_walk(key.library, dict(known), set(passed), turn) for turn in range(_ROLLOUTS)]
    return round(sum(walks) / len(walks))


@lru_cache(maxsize=4096)
def _next(key: Identity, known: frozenset[tuple[str, Value]], passed: frozenset[str], topic: str) -> Question | None:
    library, values = key.library, dict(known)
    candidates = worth_asking(library, values, passed)
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    left = {question.id: _expected_left(library, values, passed, question) for question in candidates}
    return min(candidates, key=lambda question: left[question.id] - (WORTH_STAYING if question.topic == topic else 0.0))


def _expected_left(library: Library, values: Values, passed: Collection[str], question: Question) -> float:
    """How many questions stay worth asking after this one, on average over the ways to answer it."""
    after = {*passed, question.id}
    ways = _ways(Identity(library), question.id)
    return sum(len(worth_asking(library, {**values, **_new(way, values)}, after)) for way in ways) / len(ways)


@lru_cache(maxsize=512)
def _ways(key: Identity, question: str) -> tuple[Mapping[str, Value], ...]:
    """What the answers to a question may establish; of a checklist's many, none, all and every other one stand for them."""
    asked = key.library.questions[question]
    ids = [option.id for option in asked.options]
    choices = [joined(asked, some) for some in ([], ids, ids[::2], ids[1::2])] if asked.several else ids
    return tuple(established(key.library, asked, choice) for choice in choices)


def _new(establishes: Mapping[str, Value], values: Values) -> dict[str, Value]:
    """What an option would add; what is known already stays, since a contradiction is settled by asking, not by order."""
    return {item: value for item, value in establishes.items() if values.get(item, Value.UNKNOWN) is Value.UNKNOWN}


def _touching(library: Library, items: Collection[str], passed: Collection[str]) -> tuple[Question, ...]:
    questions: Iterable[Question] = library.questions.values()
    return tuple(
        question for question in questions if question.id not in passed and not question.capabilities.isdisjoint(items)
    )
