"""What the value of a capability rests on in a result, as far as one person may see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot import voices
from bot.given import SHOWN, given_evidence, label, said_by
from bot.store.decisions import Decision
from bot.store.evidence import NOTHING, Evidence
from bot.store.results import Respondent, Result
from bot.text import cut, escape
from conversations.session import SKIPPED, Passed
from knowledge.answers import DETAIL, EXTRA_OPTIONS, NONE, options_of
from knowledge.library import Library, Question, Value

Kept = Mapping[str, Mapping[int, Evidence]]
"""Evidence by conversation and turn."""


def behind(library: Library, result: Result, viewer: str, kept: Kept, today: str) -> dict[str, str]:
    """By capability: what its value rests on, as far as the viewer may see it. Few people's answers are quoted with
    their evidence; of more, how they spread, and the viewer's own."""
    found: dict[str, list[str]] = {}
    for respondent in voices.shown_respondents(result, viewer):
        for capability, quote in _quotes(library, respondent, kept.get(respondent.conversation, {}), today):
            found.setdefault(capability, []).append(quote)
    few = voices.sees_answers(result)
    texts = {id: f"{'answer' if few else 'you'}: {'; '.join(quotes)}" for id, quotes in found.items()}
    if not few:
        for id, given in voices.counts(library, result).items():
            texts[id] = "; ".join(filter(None, (said_by(given), texts.get(id, ""))))
    for decision in result.decisions:
        texts[decision.capability] = "; ".join(filter(None, (_decided(decision), texts.get(decision.capability, ""))))
    return texts


def _decided(decision: Decision) -> str:
    how = "agreed" if decision.cause == "consensus" else "an action was finished"
    return f"{how}: {escape(cut(decision.reason, 200))}" if decision.reason else how


def _quotes(
    library: Library, respondent: Respondent, kept: Mapping[int, Evidence], today: str
) -> Iterator[tuple[str, str]]:
    for entry in respondent.trail:
        question = library.questions.get(entry.question)
        if question is None or entry.choice == SKIPPED:
            continue
        evidence = given_evidence(kept.get(entry.turn, NOTHING), today)
        for capability in question.capabilities:
            quote = _quote(library, question, entry, capability)
            yield capability, f"{quote}, {evidence}" if evidence else quote


def _quote(library: Library, question: Question, entry: Passed, capability: str) -> str:
    """What one answer says of one capability; of a checklist the box alone."""
    if entry.choice == DETAIL:
        value = Value(entry.values.get(capability, Value.UNKNOWN.value))
        because = f", because: {escape(cut(entry.words, 120))}" if value is Value.NOT_APPLICABLE else ""
        return f"“{SHOWN[value]}”, in detail{because}"
    if question.several and (entry.choice == NONE or entry.choice not in EXTRA_OPTIONS):
        box = next(option for option in question.options if capability in option.establishes)
        ticked = box in options_of(question, entry.choice)
        return f"“{box.label}” {'ticked' if ticked else 'not ticked'}"
    return f"“{label(library, question, entry.choice)}”"
