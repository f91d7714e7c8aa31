"""A person's typed words -> an option of the question at hand, or an honest "say that again".

A wrong reading taken without asking is the worst error, and asking is cheap: words that fit one option clearly are
taken, words that fit fairly are read back, the rest is asked again. Negation is compared, not ignored: a phrase that
denies what an option's words affirm is never a match for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from knowledge.answers import NOT_SURE, PARTLY
from knowledge.library import Library, Question, Words

Decision = Literal["accept", "confirm", "ask"]

ACCEPT, CONFIRM, MARGIN = 90.0, 68.0, 8.0
"""Scores from 0 to 100: taken at once; read back first; and how far the best option must stand before the next."""

_CONTRACTION = re.compile(r"\b(\w+)n['’]?t\b")
_WORD = re.compile(r"[a-z0-9]+|\?")


@dataclass(frozen=True)
class Reading:
    """What typed words were taken for: an option id (empty if none), how well it fits, and what to do about it."""

    option: str
    score: float
    decision: Decision


def read(library: Library, question: Question, text: str) -> Reading:
    """Read words typed in answer to a question. A number picks the option of that number."""
    offered = [option.id for option in question.options] + ([PARTLY] if question.yes_no else []) + [NOT_SURE]
    return read_choice(phrases(library, question), offered, library.words, text)


def read_choice(choices: Mapping[str, tuple[str, ...]], offered: list[str], words: Words, text: str) -> Reading:
    """Read words against any set of choices, each with the phrases that people use for it."""
    typed = _normal(text)
    if not typed:
        return Reading("", 0.0, "ask")
    if typed.isdigit() and 1 <= int(typed) <= len(offered):
        return Reading(offered[int(typed) - 1], 100.0, "accept")
    ranked = sorted(((_best(phrases, typed, words), id) for id, phrases in choices.items()), reverse=True)
    score, id = ranked[0]
    ahead = score - (ranked[1][0] if len(ranked) > 1 else 0.0)
    return Reading(id if score >= CONFIRM else "", score, _decide(score, ahead, _hedged(typed, words, choices[id])))


def phrases(library: Library, question: Question) -> dict[str, tuple[str, ...]]:
    """Every phrase that means an option of this question, by option id, the bot's own options included."""
    words = library.words
    found = {option.id: (option.label, option.text, *option.synonyms) for option in question.options}
    if question.yes_no:
        found["yes"] += words.yes_words
        found["no"] += words.no_words
        found[PARTLY] = words.partly_words
    return {**found, NOT_SURE: words.not_sure_words}


def _decide(score: float, ahead: float, hedged: bool) -> Decision:
    if score >= ACCEPT and ahead >= MARGIN and not hedged:
        return "accept"
    return "confirm" if score >= CONFIRM and ahead > 0 else "ask"


def _best(phrases: Iterable[str], typed: str, words: Words) -> float:
    return max((_fit(_normal(phrase), typed, words) for phrase in phrases), default=0.0)


def _fit(phrase: str, typed: str, words: Words) -> float:
    """How well typed words fit one phrase: word order counts a little, opposite polarity rules it out.

    Where only some of the words are shared, what a "not" belongs to is anybody's guess: such a fit is never clear.
    """
    if not phrase:
        return 0.0
    if _denies(phrase, words) != _denies(typed, words):
        return 0.0
    whole = max(fuzz.ratio(phrase, typed), 0.98 * fuzz.token_sort_ratio(phrase, typed))
    if len(phrase) < 4 or len(typed) < 4:
        return whole
    if not _shares_enough(phrase, typed):
        return whole
    trust = 0.85 if _negations(phrase, words) or _negations(typed, words) else 0.93
    return max(whole, trust * fuzz.token_set_ratio(phrase, typed))


def _shares_enough(phrase: str, typed: str) -> bool:
    """Whether one side's words say most of what the other's do; a single shared word says too little."""
    one, other = set(phrase.split()), set(typed.split())
    return len(one & other) >= max(2, min(len(one), len(other)) - 1)


def _denies(text: str, words: Words) -> bool:
    """Whether a phrase denies: an odd number of negating words."""
    return _negations(text, words) % 2 == 1


def _negations(text: str, words: Words) -> int:
    return sum(word in words.negations for word in text.split())


def _hedged(typed: str, words: Words, phrases: Iterable[str]) -> bool:
    """Whether typed words carry a hedge that the option's own phrases do not use."""
    said = f" {typed} "
    own = " " + " ".join(_normal(phrase) for phrase in phrases) + " "
    return any(f" {hedge} " in said and f" {hedge} " not in own for hedge in words.hedges)


@lru_cache(maxsize=8192)
def _normal(text: str) -> str:
    """Lower case, contractions written out, punctuation dropped."""
    lowered = text.lower().replace("can't", "cannot").replace("won't", "will not")
    return " ".join(_WORD.findall(_CONTRACTION.sub(_written_out, lowered)))


def _written_out(found: re.Match[str]) -> str:
    stem = found.group(1)
    return f"{stem} not" if stem in _STEMS else found.group(0)


_STEMS = frozenset(
    ["do", "does", "did", "is", "are", "was", "were", "has", "have", "had", "could", "would", "should", "need"]
)
