"""What a person typed, as clauses: which words it says, which it denies, what is only planned, partly so or unsure.

Every word that turns, softens or joins a statement is data (knowledge/words.yaml); here is only the grammar: how far
such a word reaches.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from knowledge.library import Words
from knowledge.reading.lexicon import BOUNDARIES, DENYING, MODES, NAMING, TURNING, VERBS, Kind, Lexicon, Piece
from knowledge.reading.spelling import Spelling

_SAYING = 2
"""So many small words together may say something ("not in use"), where one does not ("not for now")."""
_APART = frozenset({Kind.EXCEPT, Kind.OR})
_PLAINLY_DENYING = DENYING - {Kind.ENDED}
_SWEEPING = frozenset({Kind.ALL, Kind.BOTH, Kind.REST})
_DETERMINERS = frozenset({"all", "each"})


@dataclass(frozen=True)
class Said:
    """One word of a clause, by its stem. `doubtful`: whether it is denied is anybody's guess, or denied twice."""

    stem: str
    content: bool
    denied: bool = False
    doubtful: bool = False
    compound: frozenset[str] = frozenset()
    """The stems of the name that the word is a part of ("data scientist")."""


@dataclass(frozen=True)
class Clause:
    """A stretch of speech that states one thing. `joint` says how it began; `excepted` that it names an exception."""

    words: tuple[Said, ...]
    marks: frozenset[Kind]
    joint: Kind = Kind.STOP
    denials: int = 0
    small: int = 0
    """How many small words it has."""
    tangled: bool = False
    """Whether it denies and softens in one breath ("barely begun"), denies what is over ("never stopped"), or takes
    back ("not one, but many")."""

    @property
    def excepted(self) -> bool:
        """Whether the clause names an exception."""
        return self.joint is Kind.EXCEPT

    @property
    def modes(self) -> frozenset[Kind]:
        """What keeps the clause from being plainly so."""
        return self.marks & MODES

    @property
    def denies(self) -> bool:
        """Whether the clause holds a word that denies."""
        return bool(self.marks & DENYING)

    @property
    def telling(self) -> list[Said]:
        """The words that say what the clause speaks of."""
        return [word for word in self.words if word.content]

    @property
    def bare(self) -> bool:
        """Whether the clause has no such words: "not yet", "planned", "all of them"."""
        return not self.telling

    @property
    def wordy(self) -> bool:
        """Whether small words in it may say more than is understood: "nobody from there takes part"."""
        return self.bare and self.small >= _SAYING

    @property
    def denied(self) -> bool:
        """Whether the clause as a whole is denied: what is denied twice is not."""
        return self.denies and self.denials % 2 == 1 if self.bare else any(word.denied for word in self.telling)


@dataclass(frozen=True)
class Speech:
    """Everything that was typed, clause by clause."""

    clauses: tuple[Clause, ...]
    hedged: bool = False
    past: bool = False
    """Whether it tells of the past without saying how it ended."""

    @property
    def marks(self) -> frozenset[Kind]:
        """Every kind of turning word in it."""
        return frozenset[Kind]().union(*(clause.marks for clause in self.clauses))

    def words(self, span: Iterable[int] | None = None) -> Iterator[tuple[Place, Said]]:
        """Its words with their places; those of some clauses alone with `span`."""
        for at in range(len(self.clauses)) if span is None else span:
            for place, word in enumerate(self.clauses[at].words):
                yield (at, place), word


Place = tuple[int, int]
"""Where a word stands: the clause, and the word in it."""


class Grammar:
    """How text becomes clauses, given the words that serve everywhere."""

    def __init__(self, words: Words) -> None:
        self.lexicon = Lexicon(words)

    def speech(
        self, text: str, spelling: Spelling | None = None, own: Collection[str] = (), lists: bool = True
    ) -> Speech:
        """What a text says. With `spelling`, slips are mended first.

        `own` are stems that the subject itself uses, so that a word which elsewhere softens ("started") is a word like
        others ("a pipeline that we start"). `lists` says whether many things may be named: then "no code, models" may
        deny both.
        """
        tokens = self.lexicon.tokens(text)
        if spelling:
            tokens = [word for token in tokens for word in spelling.mended(token)]
        pieces = self.lexicon.pieces(tokens, own)
        hedged = any(piece.kind is Kind.HEDGE for piece in pieces) or _asks(pieces)
        drafts = _merged(_split([piece for piece in pieces if piece.kind is not Kind.HEDGE]))
        for draft in drafts:
            _deny(draft)
        _spread(drafts, lists)
        past = any(draft.has(Kind.PAST) and not draft.has(*TURNING) for draft in drafts)
        return Speech(tuple(map(_finished, drafts)), hedged, past)


@lru_cache(maxsize=8)
def grammar(words: Words) -> Grammar:
    """The grammar of these words, made once."""
    return Grammar(words)


@dataclass
class _Draft:
    """A clause while it is being put together."""

    joint: Kind
    pieces: list[Piece] = field(default_factory=list)
    tangled: bool = False

    def has(self, *kinds: Kind) -> bool:
        return any(piece.kind in kinds for piece in self.pieces)

    @property
    def bare(self) -> bool:
        return not self.has(Kind.WORD)

    @property
    def empty(self) -> bool:
        """Whether it says nothing by itself, only turns what stands beside it."""
        return self.bare and self.small < _SAYING

    @property
    def small(self) -> int:
        return sum(piece.kind is Kind.SMALL for piece in self.pieces)

    @property
    def plain_list(self) -> bool:
        """Whether this only names things: no verb of its own, nothing that turns it."""
        sentence = self.has(Kind.SPEAKER, Kind.SUBJECT, Kind.ONLY, *VERBS, *_SWEEPING, *TURNING)
        return not self.bare and not sentence

    def words(self, at: slice = slice(None)) -> list[Piece]:
        return [piece for piece in self.pieces[at] if piece.kind in NAMING]


def _asks(pieces: Sequence[Piece]) -> bool:
    """Whether words ask rather than tell: a question mark that no answer follows."""
    for at, piece in enumerate(pieces):
        answered = at + 1 < len(pieces) and pieces[at + 1].kind in TURNING
        if piece.kind is Kind.ASK and not answered and any(other.kind is not Kind.ASK for other in pieces[:at]):
            return True
    return False


# Cutting into clauses


def _split(pieces: Sequence[Piece]) -> list[_Draft]:
    """Cut into clauses at signs, contrasts, exceptions, and where a new statement begins."""
    behind = _answers_stand_behind(pieces)
    drafts = [_Draft(Kind.STOP)]
    for at, piece in enumerate(pieces):
        draft, following = drafts[-1], pieces[at + 1 :]
        kind = _kind_here(piece, draft, following, behind)
        if kind is Kind.FILLER:
            continue
        if kind in BOUNDARIES:
            drafts.append(_Draft(kind))
        elif kind is Kind.NOR:
            drafts.append(_Draft(Kind.AND, [piece]))
        elif kind in (Kind.AND, Kind.OR) and _starts_anew(draft, following):
            drafts.append(_Draft(kind))
        else:
            draft.pieces.append(replace(piece, kind=kind))
            if kind in (Kind.YES, Kind.NO):
                drafts.append(_Draft(Kind.COMMA))
    return _excepting([draft for draft in drafts if draft.pieces])


def _kind_here(piece: Piece, draft: _Draft, following: Sequence[Piece], behind: bool) -> Kind:
    """What a word does where it stands; a sign that means nothing there counts as a filler."""
    kind = piece.kind
    if kind is Kind.COLON or (kind is Kind.ASK and following and following[0].kind in (Kind.YES, Kind.NO)):
        return Kind.FILLER
    if kind is Kind.CONTRAST and draft.has(Kind.ALL, Kind.NOBODY) and not draft.has(*VERBS):
        return Kind.EXCEPT
    if kind is Kind.ALL and _of_something(piece, draft, following):
        return Kind.EVERY
    if kind is Kind.REQUEST:
        return Kind.WORD if draft.words() else Kind.UNSURE
    if kind is Kind.NO and not _answers(draft, following, behind):
        return Kind.DENIES_NEXT
    return kind


def _answers_stand_behind(pieces: Sequence[Piece]) -> bool:
    """Whether yes and no stand behind what they speak of: "code yes models no"."""
    telling = [piece.kind for piece in pieces if piece.kind not in (Kind.STOP, Kind.ASK)]
    return len(telling) > 1 and telling[-1] in (Kind.YES, Kind.NO) and Kind.WORD in telling


def _answers(draft: _Draft, following: Sequence[Piece], behind: bool) -> bool:
    """Whether a "no" is an answer of its own, rather than the "no" of "no tests"."""
    if not following or following[0].kind in BOUNDARIES:
        return True
    if not draft.bare:
        return behind
    return following[0].kind in (Kind.SPEAKER, Kind.SUBJECT, Kind.ARTICLE, Kind.YES, *VERBS, *DENYING)


def _of_something(piece: Piece, draft: _Draft, following: Sequence[Piece]) -> bool:
    """Whether an "all" only goes with what is named beside it: "all models", "a record of each"."""
    named = next((other.kind for other in following if other.kind not in (Kind.SMALL, Kind.ARTICLE)), Kind.STOP)
    return not draft.bare or (piece.stem in _DETERMINERS and named is Kind.WORD)


def _starts_anew(draft: _Draft, following: Sequence[Piece]) -> bool:
    """Whether what follows an "and" is a statement of its own rather than one more thing of the same kind."""
    if draft.bare or not following:
        return False
    end = next((at for at, piece in enumerate(following) if piece.kind in BOUNDARIES), len(following))
    both_have_verbs = draft.has(*VERBS) and any(piece.kind in VERBS for piece in following[:end])
    return following[0].kind in TURNING or both_have_verbs


def _excepting(drafts: list[_Draft]) -> list[_Draft]:
    """ "Everything is tested but the script": what stands after such a "but" without a verb is an exception."""
    for before, draft in pairwise(drafts):
        sweeping = before.has(Kind.ALL, Kind.EVERY, Kind.NOBODY)
        if draft.joint is Kind.CONTRAST and sweeping and draft.plain_list:
            draft.joint = Kind.EXCEPT
    return drafts


def _merged(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Clauses that say nothing by themselves joined to the one before: "we tried it, but stopped"."""
    found: list[_Draft] = []
    for draft in drafts:
        draft.tangled = draft.has(*_PLAINLY_DENYING) and draft.has(Kind.ONLY, Kind.ENDED, *MODES)
        draft.tangled |= draft.has(Kind.ENDED) and draft.has(Kind.ONLY, *MODES)
        apart = _APART & {draft.joint, draft.pieces[0].kind}
        if draft.empty and found and not apart and _may_join(found[-1], draft):
            found[-1].tangled |= _takes_back(found[-1], draft)
            found[-1].pieces += _joining(draft)
        else:
            found.append(draft)
    return found


def _joining(draft: _Draft) -> list[Piece]:
    """What a clause adds to the one before it: that it is over, unless only a part of it is ("some don't")."""
    if draft.has(Kind.PARTLY):
        return [piece for piece in draft.pieces if piece.kind not in DENYING]
    return [Piece(Kind.ENDED) if piece.kind in DENYING else piece for piece in draft.pieces]


def _may_join(before: _Draft, draft: _Draft) -> bool:
    return before.bare or (draft.has(*TURNING) and not draft.has(*_SWEEPING))


def _takes_back(before: _Draft, draft: _Draft) -> bool:
    """Whether words that add nothing put in doubt what went before: "not one, but many", "nobody, not any more"."""
    denied = not before.bare and before.has(*_PLAINLY_DENYING)
    return (draft.joint is Kind.CONTRAST and not draft.has(*TURNING)) or (denied and draft.has(Kind.ENDED))


# What is denied


def _deny(draft: _Draft) -> None:
    """Mark the words of a clause that its denying words reach: the whole clause through its verb, or what follows."""
    for at, piece in enumerate(draft.pieces):
        if piece.kind not in DENYING:
            continue
        after, before = draft.words(slice(at + 1, None)), draft.words(slice(at))
        forward = any(word.content for word in after)
        beside_verb = piece.kind is Kind.DENIES_VERB and at > 0 and draft.pieces[at - 1].kind in VERBS
        whole = beside_verb or piece.kind is Kind.HARDLY
        for word in before + after if whole else after if forward else before:
            word.ended |= piece.kind is Kind.ENDED
            word.denials += piece.kind is not Kind.ENDED
        if forward and not whole:
            _doubt_beyond_and(draft.pieces[at + 1 :])


def _doubt_beyond_and(pieces: Sequence[Piece]) -> None:
    """ "No git and python" may or may not deny both."""
    beyond = False
    for piece in pieces:
        beyond |= piece.kind is Kind.AND
        piece.doubtful |= beyond


def _spread(drafts: Sequence[_Draft], lists: bool) -> None:
    """A list that goes on over commas shares what is said of its first or last part."""
    for at, draft in enumerate(drafts):
        if draft.bare or not draft.has(*TURNING):
            continue
        after = _linked_lists(drafts[at + 1 :])
        either = any(part.has(Kind.OR) for part in after)
        if lists or either:
            _share(draft, after, sure=either)
        before = _linked_lists(reversed(drafts[:at]), draft.joint)
        if draft.has(*VERBS, Kind.PLAN) and (lists or draft.has(Kind.AND)):
            _share(draft, before, sure=draft.has(Kind.AND))


def _linked_lists(drafts: Iterable[_Draft], joint: Kind | None = None) -> list[_Draft]:
    """The clauses next to one that only name things, as far as commas link them; backwards if `joint` is given."""
    found: list[_Draft] = []
    for draft in drafts:
        if (joint or draft.joint) is not Kind.COMMA or not draft.plain_list:
            break
        found.append(draft)
        joint = draft.joint if joint else None
    return found


def _share(draft: _Draft, parts: Sequence[_Draft], sure: bool) -> None:
    """Let parts of a list be denied and softened as the clause they belong to; or doubted, if that is not sure."""
    first = next(piece for piece in draft.pieces if piece.content)
    for part in parts:
        for word in part.words():
            word.doubtful |= not sure
            if sure:
                word.denials, word.ended = first.denials, first.ended
        if sure:
            part.pieces += [Piece(piece.kind) for piece in draft.pieces if piece.kind in MODES]


def _finished(draft: _Draft) -> Clause:
    marks = frozenset(piece.kind for piece in draft.pieces if piece.kind not in NAMING - {Kind.SUBJECT})
    if marks & VERBS and marks <= VERBS | {Kind.SUBJECT} and not draft.has(Kind.WORD, Kind.SMALL):
        marks |= {Kind.YES}  # "we do", "it is"
    denials = sum(piece.kind in _PLAINLY_DENYING for piece in draft.pieces)
    words = tuple(map(_said, draft.words()))
    return Clause(words, marks, draft.joint, denials or int(draft.has(Kind.ENDED)), draft.small, draft.tangled)


def _said(piece: Piece) -> Said:
    denied = piece.denials % 2 == 1 or (piece.ended and not piece.denials)
    return Said(piece.stem, piece.content, denied, piece.doubtful or piece.denials > 1, piece.compound)
