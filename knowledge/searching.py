"""A person's question -> the entries that answer it, or an honest "not covered" with what stands nearby.

Four signals say how well an entry fits. By words: how much of what the question tells the entry speaks of at all
(coverage), how much it dwells on that (BM25 over its fields), and how much one of the phrases by which people look for
it shares with the question (resemblance). By writing: how closely such a phrase resembles the question as it was typed
(echo). A word tells much if few entries use it; one that none uses tells most, because the sources say nothing of it.
A question is covered if an entry fits well enough; no list says what is off the subject.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from knowledge.entries import Entry, entries
from knowledge.library import Identity, Library
from knowledge.wording import Said, Wording, words_of

__all__ = ["Entry", "Found", "Hit", "ask", "entries"]

SHOWN = 3
"""How many hits, and how many entries nearby, a reply has room for."""

_COVERAGE, _DWELLING, _RESEMBLANCE, _ECHO = 0.16, 0.21, 0.19, 0.44
"""How much each signal counts in the score."""
_ENOUGH, _ENOUGH_IF_PERSONAL = 0.55, 0.71
"""The score from which a question is covered; a question about one's own affairs has to fit better."""
_SPOKEN_OF_ENOUGH = 0.42
"""How much of what a question tells the entry must speak of, however well the rest fits."""
_KNOWN = 0.62
"""The echo that a question needs of which no word tells anything: it must be one that people are known to ask."""
_NEARBY = 0.15
"""The coverage from which an entry is worth offering to a question that is not covered."""
_CANDIDATES = 16
"""How many entries, the best by their words, are compared with the question as it was written."""

_FIELDS: Mapping[str, float] = {"names": 3.0, "title": 3.0, "asks": 2.0, "text": 0.6}
"""How much one use of a word counts for how an entry dwells on it, by field."""
_SPOKEN_OF: Mapping[str, float] = {"names": 1.0, "title": 1.0, "asks": 1.0, "text": 0.5}
"""How far a word is covered, by the best field that it stands in."""
_SATURATION, _LENGTH = 1.2, 0.5
_SAYS_LITTLE = 0.4
"""What the weight of broad and everyday words is cut to."""
_BY_LETTERS = 0.5
"""How much of the echo is reckoned by letters; the rest is by whole words."""


@dataclass(frozen=True)
class Hit:
    """An entry that answers a question, and how well it fits, from 0 to 100."""

    entry: Entry
    score: float


@dataclass(frozen=True)
class Found:
    """What a question found: up to three hits, best first, none if it is not covered; and what else is worth reading.

    If the question is covered, `nearby` is further reading; if not, it is what the sources do say that comes nearest.
    """

    covered: bool
    hits: tuple[Hit, ...] = ()
    nearby: tuple[Entry, ...] = ()


def ask(library: Library, text: str) -> Found:
    """What the knowledge base says to a question in anybody's words."""
    return _index(Identity(library)).find(text)


@lru_cache(maxsize=4)
def _index(key: Identity) -> _Index:
    return _Index(key.library)


@dataclass(frozen=True)
class _Fit:
    """How well one entry fits a question: each from 0 to 1."""

    coverage: float
    dwelling: float
    resemblance: float
    echo: float = 0.0

    @property
    def score(self) -> float:
        words = _COVERAGE * self.coverage + _DWELLING * self.dwelling + _RESEMBLANCE * self.resemblance
        return words + _ECHO * self.echo

    def covers(self, personal: bool) -> bool:
        """Whether the entry answers the question."""
        enough = _ENOUGH_IF_PERSONAL if personal else _ENOUGH
        spoken_of = self.coverage >= _SPOKEN_OF_ENOUGH or (not self.coverage and self.echo >= _KNOWN)
        return self.score >= enough and spoken_of


@dataclass(frozen=True)
class _Written:
    """A phrase as it was written: its letters, words in alphabetical order, and its words as they are compared."""

    letters: str
    words: frozenset[str]

    @classmethod
    def of(cls, text: str, said: Iterable[Said]) -> _Written:
        return cls(" ".join(sorted(words_of(text.lower()))), frozenset(one.word for one in said))

    def resembles(self, other: _Written) -> float:
        """From 0 to 1: by letters, so that a slip hardly counts, and by whole words, every word counted alike."""
        by_words = 2 * len(self.words & other.words) / ((len(self.words) + len(other.words)) or 1)
        return _BY_LETTERS * fuzz.ratio(self.letters, other.letters) / 100 + (1 - _BY_LETTERS) * by_words


class _Index:
    """Which entries use which words, where and how much; built once for each library."""

    def __init__(self, library: Library) -> None:
        self.entries = entries(library)
        self.wording = Wording(library.search_words, (text for one in self.entries for text in _texts(one)))
        self._counted_by = frozenset(
            one.word for model in library.maturity_models.values() for one in self.wording.of_text(model.level_word)
        )
        self._postings: dict[str, dict[int, tuple[float, float]]] = defaultdict(dict)
        self._phrases: list[tuple[int, tuple[str, ...]]] = []
        self._phrases_with: dict[str, list[int]] = defaultdict(list)
        said = {text: self.wording.of_text(text) for one in self.entries for text in _texts(one)}
        words = {text: [one.word for one in self._numbered(every)] for text, every in said.items()}
        self._written = [[_Written.of(phrase, said[phrase]) for phrase in _phrases(one)] for one in self.entries]
        counts = [
            {name: Counter(word for text in texts for word in words[text]) for name, texts in _fields(one).items()}
            for one in self.entries
        ]
        lengths = [sum(words.total() for words in one.values()) for one in counts]
        mean = sum(lengths) / max(len(lengths), 1)
        for number, (fields, length) in enumerate(zip(counts, lengths, strict=True)):
            self._post(number, fields, 1 - _LENGTH + _LENGTH * length / mean)
            self._keep_phrases(number, [words[phrase] for phrase in _phrases(self.entries[number])])
        self._weights = {word: self._rarity(len(posted)) * self._says(word) for word, posted in self._postings.items()}
        self._phrase_weights = [sum(self._weights[word] for word in words) for _, words in self._phrases]

    def find(self, text: str) -> Found:
        """Rank the entries that share words with a question, and say whether the best one answers it."""
        fits = self.fits(text)
        best = _best(fits, 2 * SHOWN)
        if not best or not fits[best[0]].covers(self.wording.is_personal(text)):
            return Found(False, nearby=tuple(self.entries[one] for one in best[:SHOWN] if fits[one].coverage > _NEARBY))
        hits = tuple(Hit(self.entries[number], round(100 * fits[number].score, 1)) for number in best[:SHOWN])
        return Found(True, hits, tuple(self.entries[number] for number in best[SHOWN:]))

    def fits(self, text: str) -> dict[int, _Fit]:
        """How well the entries that share the most with a question fit it, by their number."""
        said = self.wording.of_question(text)
        written = _Written.of(text, said)
        fits = self._by_words({one.word: one for one in self._numbered(said)})
        return {number: replace(fits[number], echo=self._echo(number, written)) for number in _best(fits, _CANDIDATES)}

    def weigh(self, word: str) -> float:
        """How much a word of a question tells; what the knowledge base never says tells most, unless it says little."""
        unknown = self._rarity(0) if self._says(word) == 1 else 0.0
        return self._weights.get(word, unknown)

    def tells(self, word: str) -> bool:
        """Whether a question can be covered by this word: not by everyday words, nor by bare numbers."""
        return word not in self.wording.everyday and (not word.isdigit() or word in self.wording.broad)

    def _by_words(self, said: Mapping[str, Said]) -> dict[int, _Fit]:
        weights = {word: self.weigh(word) for word in said}
        total = sum(weights.values()) or 1.0
        to_cover = sum(weight for word, weight in weights.items() if self.tells(word)) or 1.0
        covered: dict[int, float] = defaultdict(float)
        dwelt: dict[int, float] = defaultdict(float)
        for word, one in said.items():
            for number, (spoken_of, amount) in self._postings.get(word, {}).items():
                covered[number] += weights[word] * spoken_of * one.trust if self.tells(word) else 0.0
                dwelt[number] += weights[word] * amount * one.trust
        alike = self._alike(said, weights, total)
        return {
            number: _Fit(amount / to_cover, dwelt[number] / total, alike.get(number, 0.0))
            for number, amount in covered.items()
        }

    def _alike(self, said: Mapping[str, Said], weights: Mapping[str, float], total: float) -> dict[int, float]:
        """By entry: the share of all weight that the question and the entry's nearest phrase have in common."""
        shared: dict[int, float] = defaultdict(float)
        for word, one in said.items():
            for phrase in self._phrases_with.get(word, ()):
                shared[phrase] += weights[word] * one.trust
        found: dict[int, float] = defaultdict(float)
        for phrase, amount in shared.items():
            number, _ = self._phrases[phrase]
            found[number] = max(found[number], 2 * amount / (total + self._phrase_weights[phrase]))
        return found

    def _echo(self, number: int, written: _Written) -> float:
        """How closely the question resembles an entry's nearest phrase as it was written."""
        return max(written.resembles(phrase) for phrase in self._written[number])

    def _rarity(self, used_by: int) -> float:
        return math.log(1 + (len(self.entries) - used_by + 0.5) / (used_by + 0.5))

    def _says(self, word: str) -> float:
        return _SAYS_LITTLE if word in self.wording.broad or not self.tells(word) else 1.0

    def _numbered(self, said: Iterable[Said]) -> list[Said]:
        """The words that say something; a number also counts as one word with what it counts: "level 3"."""
        words = [one for one in said if not one.empty]
        pairs = [
            Said(f"{before.word} {one.word}", min(before.trust, one.trust))
            for before, one in pairwise(words)
            if one.word.isdigit() and before.word in self._counted_by
        ]
        return [*words, *pairs]

    def _post(self, number: int, fields: Mapping[str, Counter[str]], length: float) -> None:
        for word in {word for words in fields.values() for word in words}:
            amount = sum(_FIELDS[name] * words[word] for name, words in fields.items())
            spoken_of = max(_SPOKEN_OF[name] for name, words in fields.items() if words[word])
            self._postings[word][number] = spoken_of, amount / (amount + _SATURATION * length)

    def _keep_phrases(self, number: int, phrases: Iterable[Iterable[str]]) -> None:
        for words in dict.fromkeys(tuple(sorted(set(phrase))) for phrase in phrases):
            for word in words:
                self._phrases_with[word].append(len(self._phrases))
            self._phrases.append((number, words))


def _best(fits: Mapping[int, _Fit], count: int) -> list[int]:
    """The numbers of the best fits, best first; between equals, the one that comes first in the library."""
    return heapq.nlargest(count, fits, key=lambda number: (fits[number].score, -number))


def _fields(entry: Entry) -> dict[str, tuple[str, ...]]:
    return {"names": entry.names, "title": (entry.title,), "asks": entry.asks, "text": (entry.text,)}


def _texts(entry: Entry) -> tuple[str, ...]:
    return tuple(text for texts in _fields(entry).values() for text in texts)


def _phrases(entry: Entry) -> tuple[str, ...]:
    """What an entry is called, and by what people look for it."""
    return (*entry.names, *entry.asks, entry.title)
