"""Slips of the fingers: a typed word that nobody knows -> the known word that it was meant to be."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.wording import stem

_SHORTEST = 4
"""Shorter words are mended only where two letters were swapped: too many of them are one letter apart."""
_LONG = 8
"""From so many letters on, two slips are forgiven."""


class Spelling:
    """Mends words towards a vocabulary. `firm` words count as well, but nothing unknown is bent into a short one of them;
    `known` words stay as they are, and nothing is bent into them.

    A word that begins with one of `negative` and goes on with a known word ("untested") is a "not" and that word.
    """

    def __init__(
        self, vocabulary: Iterable[str], firm: Iterable[str], negative: Iterable[str], known: Iterable[str] = ()
    ) -> None:
        own, firm_words = set(vocabulary), set(firm)
        self._known = {*own, *firm_words, *known}
        self._stems = {stem(word) for word in self._known}
        self._own_stems = {stem(word) for word in own if len(word) >= _SHORTEST}
        self._negative = tuple(negative)
        self._targets = sorted(own | {word for word in firm_words if len(word) > _SHORTEST})

    def mended(self, word: str) -> list[str]:
        """The words that a typed word stands for; itself if nothing is near."""
        if word in self._known or not word.isalpha() or stem(word) in self._stems:
            return [word]
        for start in self._negative:
            if word.startswith(start) and stem(word.removeprefix(start)) in self._own_stems:
                return ["not", word.removeprefix(start)]
        for cut in range(_SHORTEST, len(word) - _SHORTEST + 1):
            if word[:cut] in self._known and word[cut:] in self._known:
                return [word[:cut], word[cut:]]
        return [self._nearest(word)]

    def _nearest(self, word: str) -> str:
        slips = 2 if len(word) >= _LONG else 1
        close = process.extract(word, self._targets, scorer=OSA.distance, score_cutoff=slips, limit=None)
        fitting = [(slip, candidate) for candidate, slip, _ in close if _likely(word, candidate)]
        return min(fitting)[1] if fitting else word


def _likely(word: str, meant: str) -> bool:
    """Whether one is a plausible slip for the other: letters swapped, or the same first letter and length enough."""
    if sorted(word) == sorted(meant):
        return True
    if len(meant) < _SHORTEST or word[0] != meant[0]:
        return False
    return len(word) != len(meant) or len(meant) > _SHORTEST + 1
