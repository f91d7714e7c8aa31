"""Typed words made ready to be read as an answer, what they come to, and when they may be misunderstood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from knowledge.library import Library, Option, Question, Value, Words
from knowledge.reading.clauses import Clause, Place, Speech, grammar
from knowledge.reading.lexicon import Kind
from knowledge.reading.mentions import SURE, Choice, Mention
from knowledge.reading.phrasebook import Phrasebook, phrasebook

ALL_TOLD = 0.9
"""Which part of the typed words must be accounted for where the phrase itself was not typed in full."""
TELLING, EXACT = 0.5, 0.9
"""How much a mention must weigh to need no other words of its phrase; how much of the phrase it needs otherwise."""

MAY_MEET = ({Value.NOT_HELD, Value.PLANNED}, {Value.HELD, Value.PARTLY})
"""What may be said of one capability in one breath: "not yet, but planned"; "yes, for some"."""
_WEIGHTIER = (Value.UNKNOWN, Value.NOT_HELD, Value.HELD, Value.PARTLY, Value.PLANNED)
"""Of two statements on the same capability, the one that stands later here says what is so."""
_MODE_VALUES = ((Kind.UNSURE, Value.UNKNOWN), (Kind.PLAN, Value.PLANNED), (Kind.PARTLY, Value.PARTLY))


@dataclass(frozen=True)
class Spoken:
    """Typed words as speech, with the options they mention and the part of them that is accounted for."""

    book: Phrasebook
    speech: Speech
    mentions: tuple[Mention, ...]
    explained: float

    def without_mention(self) -> list[Clause]:
        """The clauses in which no option is spoken of."""
        named = {at for mention in self.mentions for at in mention.clauses}
        return [clause for at, clause in enumerate(self.speech.clauses) if at not in named]

    def clauses(self, mention: Mention) -> list[Clause]:
        """The clauses in which an option is spoken of."""
        return [self.speech.clauses[at] for at in mention.clauses]

    def excepted(self, mention: Mention) -> bool:
        """Whether a mention names an exception."""
        return any(clause.excepted for clause in self.clauses(mention))

    def marked(self, mention: Mention, kind: Kind) -> bool:
        """Whether a mention stands in a clause with such a word."""
        return any(kind in clause.marks for clause in self.clauses(mention))

    def denied_beside(self, mention: Mention) -> bool:
        """Whether what the clause of a mention denies is said of the thing: "the data is there, without versions"."""
        words = list(self.speech.words(mention.clauses))
        if any(word.denied for place, word in words if place in mention.places):
            return False
        places = frozenset[Place]().union(*(other.places for other in self.mentions))
        left = [word for place, word in words if word.content and place not in places]
        return any(word.denied and self.book.uses(word) for word in left)


@dataclass
class Found:
    """Values as they come together, and whether they call for asking back, or cannot be right at all."""

    values: dict[str, Value] = field(default_factory=dict)
    doubtful: bool = False
    broken: bool = False
    option: str = ""
    """The option that most was said for."""
    settled: bool = False
    """Whether words that need no others were said ("none", "yes", "no idea"), whatever else was."""

    def add(self, capability: str, value: Value) -> None:
        """Take in one more statement on a capability; opposite ones break the reading."""
        before = self.values.get(capability, value)
        together = {before, value}
        if together == {Value.HELD, Value.NOT_HELD}:
            self.broken = True
        elif len(together) > 1:
            self.doubtful |= together not in MAY_MEET
        self.values[capability] = max(before, value, key=_WEIGHTIER.index)

    def fill(self, capabilities: Iterable[str], value: Value) -> None:
        """Give a value to those that nothing was said of."""
        for capability in capabilities:
            self.values.setdefault(capability, value)


def hear(library: Library, question: Question, text: str) -> Spoken:
    """Make typed words ready to be read as an answer to a question."""
    choices = tuple(map(_choice, question.options))
    book = phrasebook(library.words, choices, question.text, not question.several, _known(library))
    speech = book.heard(text)
    mentions = book.mentions(speech)
    return Spoken(book, speech, mentions, book.explained(speech, mentions))


def option_named(question: Question, id: str) -> Option:
    """The option with this id. Raises `LookupError` if there is none."""
    option = question.option(id)
    if option is None:
        raise LookupError(f"question {question.id} has no option {id}")
    return option


def value_of(mention: Mention, turned: bool = False) -> Value:
    """The value that a mention gives to what its option says is in place; `turned` if the option is the lack of it."""
    for kind, value in _MODE_VALUES:
        if kind in mention.modes:
            return value
    return Value.NOT_HELD if mention.denied != turned else Value.HELD


def value_said(clause: Clause) -> Value:
    """The value that a clause gives to what it speaks of, where it names no option."""
    for kind, value in _MODE_VALUES:
        if kind in clause.marks:
            return value
    return Value.NOT_HELD if clause.denied else Value.HELD


def doubtful(clause: Clause) -> bool:
    """Whether what a clause denies is anybody's guess."""
    return clause.tangled or clause.denials > 1 or any(word.doubtful for word in clause.words)


def shaky(spoken: Spoken) -> bool:
    """Whether options are spoken of in a way that may be misunderstood."""
    clear = {
        mention.choice for mention in spoken.mentions if mention.fit >= SURE and mention.complete and _tells(mention)
    }
    for mention in spoken.mentions:
        unclear = mention.fit < SURE or not _tells(mention) or (mention.rivaled and not mention.complete)
        if mention.doubtful or (unclear and mention.choice not in clear):
            return True
        if (mention.hint and spoken.explained < ALL_TOLD) or _contradicted(spoken, mention):
            return True
    return bool(spoken.mentions) and spoken.book.strays(spoken.speech, spoken.mentions)


def only_unsure(spoken: Spoken) -> bool:
    """Whether words say no more than that the answer is not known."""
    marks = spoken.speech.marks
    named = any(mention.fit >= SURE for mention in spoken.mentions)
    return Kind.UNSURE in marks and not named and not marks & {Kind.YES, Kind.ALL, Kind.PLAN, Kind.PARTLY}


def unknown(question: Question, spoken: Spoken) -> Found:
    """Nothing is known, it is said; or it is said that others do not know something."""
    of_others = any({Kind.SUBJECT, Kind.UNSURE} <= clause.marks for clause in spoken.speech.clauses)
    return Found(dict.fromkeys(sorted(question.capabilities), Value.UNKNOWN), doubtful=of_others, settled=True)


def _known(library: Library) -> frozenset[str]:
    """The words of every question."""
    options = (option for question in library.questions.values() for option in question.options)
    return _tokens(library.words, tuple(phrase for option in options for phrase in _choice(option).phrases))


@lru_cache(maxsize=8)
def _tokens(words: Words, texts: tuple[str, ...]) -> frozenset[str]:
    lexicon = grammar(words).lexicon
    return frozenset(filter(str.isalpha, (token for text in texts for token in lexicon.tokens(text))))


def _choice(option: Option) -> Choice:
    name = "" if Value.PARTLY in option.establishes.values() else option.label
    return Choice(option.id, (option.label, option.text, *option.synonyms), name, option.lacking, option.partly)


def _tells(mention: Mention) -> bool:
    return mention.weight >= TELLING or (mention.complete and mention.fit >= EXACT)


def _contradicted(spoken: Spoken, mention: Mention) -> bool:
    beside = not mention.denied and spoken.denied_beside(mention)
    return beside or spoken.book.unsays(spoken.speech, mention)
