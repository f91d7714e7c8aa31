"""Words as the search compares them: folded, stemmed, misspellings corrected, phrases that mean the same made one.

Which phrases mean the same and which words say nothing is data (knowledge/search_words.yaml); here are only the rules.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.library import SearchWords

_WORD = re.compile(r"[A-Za-z]+|[0-9]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’`](?=\w)")

_ENDINGS: tuple[tuple[str, str, int], ...] = (
    ("isation", "iz", 3), ("ization", "iz", 3), ("ibility", "ibl", 3), ("ability", "abl", 3), ("ically", "ic", 4),
    ("ising", "iz", 3), ("izing", "iz", 3), ("ation", "at", 3), ("ingly", "", 4), ("ised", "iz", 3), ("ized", "iz", 3),
    ("ment", "", 4), ("ance", "", 4), ("ise", "iz", 3), ("ize", "iz", 3),
    ("ing", "", 3), ("ive", "", 4), ("ity", "", 4), ("ed", "", 3), ("ly", "", 4), ("ic", "", 4),
    ("ional", "ion", 4), ("e", "", 3), ("y", "", 4),
)  # fmt: skip
"""Endings, what stands in their place, and how many letters must be left."""
_SHORTEST_STEM = 3
_PASSES = 3

_SHORT, _MIDDLE, _LONG = 5, 9, 13
"""Words of up to so many letters: hardly to be corrected; by one slip; by up to two; longer ones by up to three."""
_SHORTEST_PART = 4
"""A word written together is cut only into parts of this many letters or more: datalake, but not payday."""
_SHORT_WORD_TRUST = 0.5
"""How far a short word is trusted after a correction that is more than two letters swapped: lunch is not launch."""


@dataclass(frozen=True)
class Said:
    """One word or phrase, as it is compared; how far we trust that it was meant; whether it says nothing."""

    word: str
    trust: float = 1.0
    empty: bool = False


class Wording:
    """How words are compared, given the words that serve the search and every text that is searched."""

    def __init__(self, words: SearchWords, texts: Iterable[str]) -> None:
        phrases = [phrase for group in words.same for phrase in group]
        self._names = frozenset(word for phrase in phrases for word in words_of(phrase) if _is_name(word))
        self._same = _by_first_word(
            (tuple(map(stem, self._split(phrase))), group[0].lower()) for group in words.same for phrase in group
        )
        self._ignored = frozenset(word for phrase in words.ignored for word in self._split(phrase))
        self._personal = frozenset(word for phrase in words.personal for word in self._split(phrase))
        self._counts = Counter(
            word
            for text in (*texts, *phrases, *words.ignored, *words.everyday, *words.broad)
            for word in self._split(text)
        )
        self._stems = frozenset(map(stem, self._counts))
        self._vocabulary = _by_first_letter(word for word in self._counts if len(word) > _SHORTEST_STEM)
        self.everyday = frozenset(one.word for phrase in words.everyday for one in self.of_text(phrase))
        self.broad = frozenset(one.word for phrase in words.broad for one in self.of_text(phrase))

    def of_text(self, text: str) -> list[Said]:
        """The words of a text of the knowledge base."""
        return self._compared([Said(word) for word in self._split(text)])

    def of_question(self, text: str) -> list[Said]:
        """The words of a question, misspellings corrected."""
        return self._compared(self._corrected(self._split(text)))

    def is_personal(self, text: str) -> bool:
        """Whether a question speaks of a person rather than of a team."""
        return not self._personal.isdisjoint(self._split(text))

    def _split(self, text: str) -> list[str]:
        """The words of a text in lower case, except names in capitals: "IT" is a department, "it" says nothing."""
        shouted = text.isupper() and len(text.split()) > 1
        return [word if word in self._names and not shouted else word.lower() for word in words_of(text)]

    def _compared(self, said: Sequence[Said]) -> list[Said]:
        """Stems in place of words, phrases that mean the same made one, and what says nothing marked."""
        compared: list[Said] = []
        stems = [stem(one.word) for one in said]
        position = 0
        while position < len(said):
            length, stands = _phrase_at(stems, position, self._same)
            parts = said[position : position + length]
            empty = not stands and parts[0].word in self._ignored
            compared.append(Said(stands or stems[position], min(one.trust for one in parts), empty))
            position += length
        return compared

    def _corrected(self, words: Sequence[str]) -> list[Said]:
        found: list[Said] = []
        position = 0
        while position < len(words):
            word, pair = words[position], "".join(words[position : position + 2])
            if self._knows(word):
                found.append(Said(word))
            elif pair != word and self._knows(pair):
                found.append(Said(pair))
                position += 1
            else:
                found += self._nearest(word)
            position += 1
        return found

    def _knows(self, word: str) -> bool:
        return word in self._counts or (len(word) > _SHORTEST_STEM and stem(word) in self._stems)

    def _nearest(self, word: str) -> list[Said]:
        """A word that the knowledge base does not use: cut in two, corrected, or left as unknown."""
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            parts = word[:cut], word[cut:]
            if all(part in self._counts and part not in self._ignored for part in parts):
                return [Said(part) for part in parts]
        if len(word) <= _SHORTEST_STEM or word.isdigit():
            return [Said(word)]
        slips = 1 if len(word) <= _MIDDLE else 2 if len(word) <= _LONG else 3
        candidates = self._vocabulary.get(word[0], ())
        close = [
            (slip, -self._counts[other], other)
            for other, slip, _ in process.extract(word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=None)
            if self._likely(word, other)
        ]
        if not close:
            return [Said(word)]
        slip, _, best = min(close)
        alike = 1 - slip / len(word)
        if _swapped(word, best):
            return [Said(best, alike**0.5)]
        return [Said(best, alike**2 if len(word) > _SHORT else _SHORT_WORD_TRUST)]

    def _likely(self, word: str, other: str) -> bool:
        """Whether a word may be meant for another that begins alike: in short words people only swap letters."""
        says_little = other in self._ignored or stem(other) in self.everyday
        return len(word) > (_SHORT + 1 if says_little else _SHORT - 1) or _swapped(word, other)


def words_of(text: str) -> list[str]:
    """The words and numbers of a text as they are written, accents and apostrophes dropped: don't is one word."""
    folded = unicodedata.normalize("NFKD", _APOSTROPHE.sub("", text))
    return _WORD.findall(folded.encode("ascii", "ignore").decode())


def _by_first_letter(words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Words by their first letter, which people get right even where they slip later."""
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[0], []).append(word)
    return {letter: tuple(group) for letter, group in found.items()}


def _swapped(word: str, other: str) -> bool:
    """Whether two words have the same letters in another order."""
    return sorted(word) == sorted(other)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A word without its endings, so that deploy, deploys, deployed and deployment are one; crude, but always alike."""
    if len(word) <= _SHORTEST_STEM or not word.islower():
        return word
    word = _singular(word)
    for _ in range(_PASSES):
        word = _shortened(word)
    return word[:-1] if len(word) > _SHORTEST_STEM and word[-1] == word[-2] != "s" else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > _SHORTEST_STEM + 1:
        return f"{word[:-3]}y"
    if word.endswith(("ses", "xes", "zes", "ches", "shes")) and len(word) > _SHORTEST_STEM + 2:
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _shortened(word: str) -> str:
    for ending, instead, left in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= left:
            return word[: -len(ending)] + instead
    return word


def _is_name(word: str) -> bool:
    return len(word) > 1 and word.isupper()


_Phrases = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
"""By first word: phrases, longest first, each with the one word that stands for it."""


def _by_first_word(phrases: Iterable[tuple[tuple[str, ...], str]]) -> _Phrases:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, stands in phrases:
        found.setdefault(words[0], []).append((words, stands))
    return {first: tuple(sorted(group, key=lambda one: -len(one[0]))) for first, group in found.items()}


def _phrase_at(stems: Sequence[str], position: int, same: _Phrases) -> tuple[int, str]:
    """The longest phrase that begins here: how many words it has, and what stands for it (empty if there is none)."""
    for words, stands in same.get(stems[position], ()):
        if tuple(stems[position : position + len(words)]) == words:
            return len(words), stands
    return 1, ""
