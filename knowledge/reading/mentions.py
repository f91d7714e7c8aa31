"""Phrases that people use for a choice, and where they are said: which choice, affirmed or denied, how well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge.reading.clauses import Clause, Place, Said, Speech
from knowledge.reading.lexicon import DENYING, MODES, Kind

FAIR, SURE = 0.6, 0.8
"""How much of a phrase must have been typed to be taken for it: at all; without asking."""
RIVAL = 0.8
"""How near another choice must come to make a mention doubtful."""
SMALL, UNKNOWN, FOREIGN, LEAST = 0.06, 0.7, 0.85, 0.15
"""What words weigh: those that say little; those that no choice uses; those of other questions; those that
every choice uses."""
_SOFTENED, _PART_DENIED = 0.9, 0.3
"""What a mention loses by words that soften it; how much of it must be denied for it to be denied."""
_SHAPING = MODES | {Kind.REST}
"""What must be typed as well if a phrase has it."""
_SOFT_PART = 0.2
"""How far a word counts as a choice's own where it is softened: "some are tracked"."""
_MISSED, _ALMOST = 0.3, 0.79
"""What a word must weigh to be missed; how well a phrase without it, or with one word of several, fits at best."""


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen: phrases that mean it; others that mean that it is not so, or so in part.

    A word of its `name` never softens: "often" where something happens often.
    """

    id: str
    phrases: tuple[str, ...]
    name: str = ""
    lacking: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phrase:
    """One way to say a choice, read as speech; or to say the lack of it, or that it is so in part."""

    choice: str
    clauses: tuple[Clause, ...]
    lacking: bool = False
    partly: bool = False

    @cached_property
    def words(self) -> tuple[Said, ...]:
        """Its words, in order."""
        return tuple(word for clause in self.clauses for word in clause.words)

    @cached_property
    def telling(self) -> tuple[Said, ...]:
        """Its words that say what it speaks of; none in phrases such as "none" or "half"."""
        return tuple(word for word in self.words if word.content)

    @cached_property
    def marks(self) -> frozenset[Kind]:
        """Every kind of turning word in it."""
        return frozenset[Kind]().union(*(clause.marks for clause in self.clauses))


@dataclass(frozen=True)
class Mention:
    """A choice that typed words speak of, with their clauses and places.

    `denied` is relative to the choice's own phrase: "not shared" affirms a choice whose phrase says "not shared".
    `modes` are those of the clause that the phrase does not have itself.
    """

    choice: str
    fit: float
    weight: float
    denied: bool
    doubtful: bool
    modes: frozenset[Kind]
    clauses: frozenset[int]
    places: frozenset[Place]
    against: bool = False
    """Whether the typed words turn the phrase around."""
    lacks: bool = False
    """Whether the phrase denies and the typed words do not: "a pipeline" beside "no pipeline"."""
    complete: bool = True
    """Whether every telling word of the phrase was typed."""
    rivaled: bool = False
    """Whether another choice fits the same words about as well."""
    hint: bool = False
    """Whether it rests on single words that only this choice uses, rather than on a phrase."""

    @property
    def standing(self) -> tuple[bool, float]:
        """Which of two mentions goes first: the one said as its phrase says it, the one that accounts for more."""
        plain = _SOFTENED if self.modes else 1.0
        return not self.against, plain * self.weight * self.fit**2


class Weights:
    """How much each word tells: one that every choice affirms alike, or denies alike, tells little of which is meant.

    `foreign` stems belong to other questions: where they are left over, something else is spoken of.
    """

    def __init__(self, phrases: Sequence[Phrase], choices: int, foreign: frozenset[str]) -> None:
        self._foreign = foreign
        sizes = Counter(phrase.choice for phrase in phrases)
        shares: dict[tuple[str, bool], dict[str, float]] = {}
        for phrase in phrases:
            for key in {(word.stem, word.denied) for word in phrase.telling}:
                of_choice = shares.setdefault(key, {})
                part = _SOFT_PART if phrase.marks & MODES else 1.0
                of_choice[phrase.choice] = of_choice.get(phrase.choice, 0.0) + part / sizes[phrase.choice]
        self._weights: dict[str, float] = {}
        self._owners: dict[str, str] = {}
        for (stem, _), used in shares.items():
            weight = _concentration(list(used.values()), choices)
            if weight > self._weights.get(stem, 0.0):
                self._weights[stem], self._owners[stem] = weight, max(used, key=lambda choice: used[choice])

    def __contains__(self, stem: object) -> bool:
        return stem in self._weights

    def owner(self, word: Said) -> str:
        """The choice that uses a word most."""
        return self._owners.get(word.stem, "")

    def of(self, word: Said) -> float:
        """What a word weighs."""
        if not word.content:
            return SMALL
        return self._weights.get(word.stem, FOREIGN if word.stem in self._foreign else UNKNOWN)

    def of_all(self, words: Iterable[Said]) -> float:
        """What words weigh together."""
        return sum(map(self.of, words))


def _concentration(shares: Sequence[float], choices: int) -> float:
    """From `LEAST` for a word that all choices use alike to 1 for a word that only one uses."""
    if choices < 2:
        return 1.0
    alike = 1 / choices
    return max(LEAST, (max(shares) / sum(shares) - alike) / (1 - alike))


def said(phrase: Phrase, speech: Speech, span: Sequence[int], weights: Weights, lists: bool) -> Mention | None:
    """A phrase as it is said in some clauses, if enough of it is; `lists` says whether many things may be named."""
    pairs = _paired(phrase.words, speech.words(span))
    telling = [pair for pair in pairs if pair.word.content]
    fit = _fit(phrase, [pair.word for pair in pairs], weights)
    if not telling or fit < (FAIR * RIVAL if len(span) == 1 else SURE) or not _alike(phrase, speech, span):
        return None
    turned = weights.of_all(pair.word for pair in telling if pair.turned)
    straight = weights.of_all(pair.word for pair in telling if not pair.turned)
    mixed = min(turned, straight) > LEAST
    against = turned > (0 if lists else _PART_DENIED * (turned + straight))
    if (mixed and len(span) > 1) or (against and (phrase.lacking or Kind.ENDED in phrase.marks)):
        return None
    clauses = frozenset(pair.place[0] for pair in telling)
    modes = frozenset[Kind]().union(*(speech.clauses[at].modes for at in clauses)) - phrase.marks
    return Mention(
        phrase.choice,
        fit,
        weights.of_all(pair.word for pair in pairs),
        against != phrase.lacking,
        mixed
        or _doubtful(telling)
        or (_tangled(speech.clauses[at] for at in clauses) and not _tangled(phrase.clauses)),
        modes | {Kind.PARTLY} if phrase.partly else modes,
        clauses,
        frozenset(pair.place for pair in pairs),
        against=against,
        lacks=against and not any(pair.typed.denied for pair in telling),
        complete=len(telling) == len(phrase.telling),
    )


def ties(mention: Mention, kept: Iterable[Mention]) -> bool:
    """Whether the very same words say another choice as well."""
    same = [other for other in kept if other.places == mention.places]
    alike = any(other.fit == mention.fit and other.against == mention.against for other in same)
    return alike and mention.choice not in {other.choice for other in same}


def rivals(other: Mention, mention: Mention) -> bool:
    """Whether another choice fits words of a mention about as well as it does."""
    if other.choice == mention.choice or other.denied != mention.denied or not other.places & mention.places:
        return False
    same_words = other.places >= mention.places and not mention.complete
    return same_words or other.standing[1] > RIVAL * mention.standing[1]


def owners(phrases: Iterable[Phrase]) -> Mapping[str, tuple[str, bool]]:
    """By word that only one choice uses: that choice, and whether its phrases deny the word."""
    used: dict[str, set[tuple[str, bool]]] = {}
    for phrase in phrases:
        for word in phrase.telling:
            if word.compound:
                continue
            used.setdefault(word.stem, set()).add((phrase.choice, word.denied != phrase.lacking))
    return {stem: next(iter(found)) for stem, found in used.items() if len(found) == 1}


def turns(marks: frozenset[Kind]) -> frozenset[Kind]:
    """What a set of marks amounts to: all denying words are one."""
    kept = marks & (MODES | {Kind.YES, Kind.ALL, Kind.REST})
    return kept | {Kind.NO} if marks & DENYING else kept


@dataclass(frozen=True)
class _Pair:
    """A word of a phrase and the typed word that it was found in."""

    word: Said
    place: Place
    typed: Said

    @property
    def turned(self) -> bool:
        return self.word.denied != self.typed.denied


def _paired(phrase: Sequence[Said], typed: Iterable[tuple[Place, Said]]) -> list[_Pair]:
    """Each word of a phrase with a typed word of the same stem, denied alike if there is one such."""
    found: list[_Pair] = []
    stems = {word.stem for word in phrase}
    whole = [(place, other) for place, other in typed if other.compound <= stems]
    for word in phrase:
        fitting = [_Pair(word, place, other) for place, other in whole if other.stem == word.stem]
        if fitting:
            best = min(fitting, key=lambda pair: pair.turned)
            whole.remove((best.place, best.typed))
            found.append(best)
    return found


def _fit(phrase: Phrase, found: Sequence[Said], weights: Weights) -> float:
    """How much of a phrase was found: never enough to be sure if a word that tells is missing."""
    fit = weights.of_all(found) / weights.of_all(phrase.words)
    missing = Counter(word.stem for word in phrase.telling) - Counter(word.stem for word in found)
    lone = len(phrase.telling) > 1 and sum(word.content for word in found) == 1
    lost = any(weights.of(word) >= _MISSED for word in phrase.telling if word.stem in missing)
    return min(fit, _ALMOST) if lone or lost else fit


def _doubtful(pairs: Iterable[_Pair]) -> bool:
    return any(pair.typed.doubtful and not pair.word.doubtful for pair in pairs)


def _tangled(clauses: Iterable[Clause]) -> bool:
    return any(clause.tangled for clause in clauses)


def _alike(phrase: Phrase, speech: Speech, span: Sequence[int]) -> bool:
    """Whether clauses soften what the phrase softens, and deny if it denies over several clauses."""
    clauses = [speech.clauses[at] for at in span]
    if len(phrase.clauses) > 1 and any(clause.denies for clause in clauses) != bool(phrase.marks & DENYING):
        return False
    return phrase.marks & _SHAPING <= frozenset[Kind]().union(*(clause.marks for clause in clauses))
