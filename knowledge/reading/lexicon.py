"""Words by what they do in a sentence (knowledge/words.yaml), and text cut into such words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from knowledge.library import Words
from knowledge.wording import stem


class Kind(Enum):
    """What a word does in a sentence. See the lists of words.yaml; those without a list say so."""

    WORD = auto()
    """Says what is spoken of: any word that has no other kind."""
    SMALL = auto()
    SPEAKER = auto()
    SUBJECT = auto()
    ARTICLE = auto()
    AUXILIARY = auto()
    PAST = auto()
    YES = auto()
    NO = auto()
    DENIES_NEXT = auto()
    DENIES_VERB = auto()
    HARDLY = auto()
    NOBODY = auto()
    NOR = auto()
    ENDED = auto()
    PLAN = auto()
    PARTLY = auto()
    UNSURE = auto()
    REQUEST = auto()
    HEDGE = auto()
    ALL = auto()
    EVERY = auto()
    """An "all" that goes with what is named beside it: "all models"."""
    BOTH = auto()
    ONLY = auto()
    EXCEPT = auto()
    REST = auto()
    CONTRAST = auto()
    AND = auto()
    OR = auto()
    COMMA = auto()
    STOP = auto()
    ASK = auto()
    COLON = auto()
    FILLER = auto()


MODES = frozenset({Kind.PLAN, Kind.PARTLY, Kind.UNSURE})
"""What keeps a statement from being plainly so."""
DENYING = frozenset({Kind.NO, Kind.DENIES_NEXT, Kind.DENIES_VERB, Kind.HARDLY, Kind.NOBODY, Kind.NOR, Kind.ENDED})
TURNING = DENYING | MODES | {Kind.YES}
VERBS = frozenset({Kind.AUXILIARY, Kind.PAST})
NAMING = frozenset({Kind.WORD, Kind.SMALL, Kind.SPEAKER, Kind.SUBJECT, Kind.ARTICLE})
"""What stands in a clause as a word, rather than turning or joining it."""
BOUNDARIES = frozenset({Kind.COMMA, Kind.STOP, Kind.ASK, Kind.CONTRAST, Kind.EXCEPT})
_SOFT = MODES | {Kind.ENDED, Kind.HEDGE}
"""What is an ordinary word where the subject itself uses it."""

_SIGNS: Mapping[str, Kind] = {
    **dict.fromkeys(".;!\n()–—-", Kind.STOP),
    ",": Kind.COMMA,
    "?": Kind.ASK,
    ":": Kind.COLON,
}
_TOKEN = re.compile(r"[a-z0-9]+|[.,;:!?\n()–—]|(?<=\s)-(?=\s)")


@dataclass
class Piece:
    """One word of a text. `denials` and the rest are found out once its clause is known."""

    kind: Kind
    stem: str = ""
    denials: int = 0
    ended: bool = False
    doubtful: bool = False
    compound: frozenset[str] = frozenset()
    """The stems of the name that the word is a part of ("data scientist"): only the whole name is meant."""

    @property
    def content(self) -> bool:
        """Whether the word says what is spoken of."""
        return self.kind is Kind.WORD


_Entry = tuple[tuple[Kind, str], ...]
"""What a word or phrase stands for: words with their kinds."""


class Lexicon:
    """The words of words.yaml, ready to be looked up."""

    def __init__(self, words: Words) -> None:
        self._spellings = _Spellings(words.spellings)
        self._entries = _entries(words)
        self._longest = max(map(len, self._entries), default=1)
        self.words = frozenset(word for phrase in self._entries for word in phrase)
        self.quiet = frozenset(stem(group[0]) for group in words.quiet_words)
        self.opposites = {
            stem(one): stem(other) for pair in words.opposites for one, other in (pair, tuple(reversed(pair)))
        }

    def tokens(self, text: str) -> list[str]:
        """Lower-case words and signs, short forms written out."""
        lowered = text.lower().replace("’", "'").replace("`", "'")
        return _TOKEN.findall(self._spellings.written_out(lowered).replace("'", ""))

    def softening(self, text: str) -> list[str]:
        """The words of a text that elsewhere would soften what is said."""
        return [token for token in self.tokens(text) if self._kind(token) in _SOFT]

    def pieces(self, tokens: Sequence[str], own: Collection[str] = ()) -> list[Piece]:
        """Words by kind, the longest phrase first; `own` are stems that the subject itself uses."""
        found: list[Piece] = []
        at = 0
        while at < len(tokens):
            length, pieces = self._at(tokens, at)
            last = tokens[at + length - 1]
            if pieces[0].kind in _SOFT and stem(last) in own and (length == 1 or self._kind(last) is Kind.WORD):
                pieces = [self._literal(token) for token in tokens[at : at + length]]
            found += [piece for piece in pieces if piece.kind is not Kind.FILLER]
            at += length
        return found

    def _at(self, tokens: Sequence[str], at: int) -> tuple[int, list[Piece]]:
        if tokens[at] in _SIGNS:
            return 1, [Piece(_SIGNS[tokens[at]])]
        for length in range(min(self._longest, len(tokens) - at), 0, -1):
            entry = self._entries.get(tuple(tokens[at : at + length]))
            if entry:
                parts = frozenset(stem(word) for kind, word in entry if kind is Kind.WORD)
                compound = parts if len(parts) > 1 else frozenset[str]()
                return length, [Piece(kind, stem(word), compound=compound) for kind, word in entry]
        return 1, [Piece(Kind.WORD, stem(tokens[at]))]

    def _literal(self, token: str) -> Piece:
        """A word taken as it stands, whatever longer phrase it belongs to."""
        kind = self._kind(token)
        return Piece(Kind.WORD if kind in _SOFT else kind, stem(token))

    def _kind(self, token: str) -> Kind:
        entry = self._entries.get((token,))
        return entry[0][0] if entry else Kind.WORD


class _Spellings:
    """Puts the first of a group where one of the others stands: "don't" becomes "do not"."""

    def __init__(self, groups: Iterable[tuple[str, ...]]) -> None:
        self._meanings = {writing: group[0] for group in groups for writing in group[1:]}
        longest_first = sorted(self._meanings, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_whole_word, longest_first)))

    def written_out(self, text: str) -> str:
        """The text with every such writing put in full."""
        if not self._meanings:
            return text
        return self._pattern.sub(lambda found: f" {self._meanings[found.group(0)]} ", text)


def _whole_word(writing: str) -> str:
    before = r"(?<![a-z0-9])" if writing[0].isalnum() else ""
    after = r"(?![a-z0-9])" if writing[-1].isalnum() else ""
    return before + re.escape(writing) + after


def _entries(words: Words) -> Mapping[tuple[str, ...], _Entry]:
    """What each word or phrase does; where one stands in two lists, the first one here decides."""
    found: dict[tuple[str, ...], _Entry] = {("no",): ((Kind.NO, "no"),)}
    for group in words.quiet_words:
        found.update({tuple(phrase.split()): ((Kind.WORD, group[0]),) for phrase in group})
    for kind, phrases in _lists(words):
        for phrase in phrases:
            if not _says_by_grammar(phrase, words):
                found.setdefault(tuple(_TOKEN.findall(phrase)), ((kind, phrase),))
    for group in words.same:
        stands = _standing(group[0].split(), words)
        for phrase in group if len(stands) > 1 else group[1:]:
            found.setdefault(tuple(_TOKEN.findall(phrase)), stands)
    return found


def _lists(words: Words) -> tuple[tuple[Kind, tuple[str, ...]], ...]:
    return (
        (Kind.ENDED, words.ended_words), (Kind.PARTLY, words.partly_words), (Kind.UNSURE, words.not_sure_words),
        (Kind.REQUEST, words.requests), (Kind.PLAN, words.plan_words), (Kind.HEDGE, words.hedges),
        (Kind.EXCEPT, words.except_words), (Kind.NOR, ("nor",)), (Kind.NOBODY, words.none_words),
        (Kind.DENIES_VERB, words.denials), (Kind.HARDLY, words.diminishers), (Kind.DENIES_NEXT, words.negations),
        (Kind.ONLY, words.only_words), (Kind.REST, words.rest_words), (Kind.ALL, words.all_words),
        (Kind.BOTH, words.both_words), (Kind.CONTRAST, words.contrasts), (Kind.AND, words.joiners),
        (Kind.OR, words.alternatives), (Kind.PAST, words.past_auxiliaries), (Kind.AUXILIARY, words.auxiliaries),
        (Kind.SPEAKER, words.speakers), (Kind.SUBJECT, words.subjects), (Kind.ARTICLE, words.articles),
        (Kind.FILLER, words.fillers), (Kind.SMALL, words.small_words), (Kind.YES, words.yes_words),
        (Kind.NO, words.no_words),
    )  # fmt: skip


def _says_by_grammar(phrase: str, words: Words) -> bool:
    """Whether a phrase only begins a sentence ("we do"): what it says is seen from its grammar, not looked up."""
    parts = phrase.split()
    return len(parts) > 1 and parts[0] in (*words.speakers, *words.subjects) and parts[1] in words.auxiliaries


def _standing(phrase: Sequence[str], words: Words) -> _Entry:
    """The words of a phrase that stands for its group; small ones among them stay small."""
    small = [word in words.small_words for word in phrase]
    kinds = [Kind.SMALL if one and not all(small) else Kind.WORD for one in small]
    return tuple(zip(kinds, phrase, strict=True))
