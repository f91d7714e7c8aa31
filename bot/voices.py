"""What the people of one result said: weighed together, spread per question, and who may see which single answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.given import BOT_OPTIONS, SHOWN, label
from bot.store.results import MANY, Respondent, Result
from conversations.session import SKIPPED, Passed, said
from knowledge.agreeing import Agreement, agree
from knowledge.answers import DETAIL, NOT_SURE, PARTLY, options_of
from knowledge.library import Library, Question, Value, Values


@dataclass(frozen=True)
class Spread:
    """How the answers to one question spread: how many people gave each, most first; nobody's name.

    `of` people answered it; of a checklist, each box counts those who ticked it.
    """

    question: str
    counts: tuple[tuple[str, int], ...]
    of: int


def values_of(library: Library, respondent: Respondent) -> Values:
    """What one person said of each capability."""
    return said(library, respondent.trail).values


def agreement(library: Library, result: Result) -> Agreement:
    """What the team says of each capability, decisions included, and what its people disagree on."""
    decided = {one.capability: one.value for one in result.decisions if one.value}
    return agree(library, [values_of(library, one) for one in result.respondents], decided)


def sees_answers(result: Result) -> bool:
    """Whether the team may see single answers, with their notes and links: only while one or two gave them, and none of
    those was told otherwise.

    Once more have answered in the same assessment, its earlier results show no more than its last one does.
    """
    promised = any(one.only_spreads for one in result.respondents)
    return not promised and max(len(result.respondents), result.in_the_end) < MANY


def shown_respondents(result: Result, viewer: str) -> tuple[Respondent, ...]:
    """Those whose single answers the viewer may see: everybody's while they are few, else the viewer's own."""
    if sees_answers(result):
        return result.respondents
    return tuple(one for one in result.respondents if viewer and one.person == viewer)


def own(result: Result, viewer: str) -> Respondent | None:
    """What the viewer said, if they answered."""
    return next((one for one in result.respondents if viewer and one.person == viewer), None)


def counts(library: Library, result: Result) -> Mapping[str, Mapping[Value, int]]:
    """By capability: how many people gave each value; those who did not know are not counted."""
    found: dict[str, Counter[Value]] = {}
    for respondent in result.respondents:
        for capability, value in values_of(library, respondent).items():
            if value is not Value.UNKNOWN:
                found.setdefault(capability, Counter())[value] += 1
    return found


def spreads(library: Library, result: Result) -> tuple[Spread, ...]:
    """How the answers to each question spread, in the library's order; skipped ones are left out."""
    given: dict[str, list[Passed]] = {}
    for respondent in result.respondents:
        for entry in respondent.trail:
            if entry.question in library.questions and entry.choice != SKIPPED:
                given.setdefault(entry.question, []).append(entry)
    return tuple(_spread(library.questions[id], given[id], library) for id in library.questions if id in given)


def _spread(question: Question, given: list[Passed], library: Library) -> Spread:
    counts: Counter[str] = Counter()
    for entry in given:
        counts.update(_labels(library, question, entry))
    order = [*(option.label for option in question.options), *BOT_OPTIONS.values()]
    ranked = sorted(counts.items(), key=lambda item: (-item[1], order.index(item[0]) if item[0] in order else 99))
    return Spread(question.id, tuple(ranked), len(given))


def _labels(library: Library, question: Question, entry: Passed) -> list[str]:
    """An answer as it counts in a spread: its options one by one; in detail, what was said of each capability."""
    if entry.choice == DETAIL:
        values: Mapping[str, str] = entry.values
        return [
            f"{SHOWN[Value(value)]}: {library.capabilities[id].short}"
            for id, value in values.items()
            if id in library.capabilities
        ]
    options = options_of(question, entry.choice)
    if options and entry.choice not in (NOT_SURE, PARTLY):
        return [option.label for option in options]
    return [label(library, question, entry.choice, entry.values)]
