"""A set of choices with the phrases that people use for them, ready to be looked for in what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from knowledge.library import Words
from knowledge.reading.clauses import Clause, Place, Said, Speech, grammar
from knowledge.reading.lexicon import Kind
from knowledge.reading.mentions import (
    FAIR,
    LEAST,
    RIVAL,
    SURE,
    Choice,
    Mention,
    Phrase,
    Weights,
    owners,
    rivals,
    said,
    ties,
    turns,
)
from knowledge.reading.spelling import Spelling
from knowledge.wording import stem

SHORT = 3
"""Up to so many words make an answer that may be no more than a keyword."""
_NEW, _NEW_IF_FAIR = 0.33, 0.45
"""How much of a mention must be words that no better one has taken; how much, if it is not sure."""
_TELLING = 0.5
"""How much a word must weigh to tell one choice from most others."""
_MOST, _MUCH = 0.6, 0.45
"""How much of a phrase a single word must be to stand for it; how much, if it is in several of them."""
_LINKED = frozenset({Kind.COMMA, Kind.AND, Kind.ASK})


class Phrasebook:
    """Choices with their phrases; `exclusive` if only one can be true. `about` is the question they answer.

    `known` are words of other questions: not to be mended, nor to be taken for nothing.
    """

    def __init__(
        self, words: Words, choices: Sequence[Choice], about: str, exclusive: bool, known: frozenset[str]
    ) -> None:
        self._exclusive = exclusive
        self._grammar = grammar(words)
        texts = [text for one in choices for text in (*one.phrases, *one.lacking, *one.partly)]
        self._own = self._own_words(choices, texts)
        self._phrases = [phrase for choice in choices for phrase in self._read(choice)]
        self._weights = Weights(self._phrases, len(choices), frozenset(map(stem, known)))
        self._owners = owners(self._phrases)
        self._telling = {
            word for phrase in self._phrases for word in phrase.telling if self._weights.of(word) >= _TELLING
        }
        self._saying: dict[str, list[Phrase]] = {}
        for phrase in self._phrases:
            for word in {word.stem for word in phrase.telling}:
                self._saying.setdefault(word, []).append(phrase)
        self._vocabulary = {one.id: self._used(one.id) for one in choices}
        self._names = {one.id: frozenset(word.stem for _, word in self._speech(one.name).words()) for one in choices}
        self._asked_marks = self._speech(about).marks
        self._asked = frozenset(word.stem for _, word in self._speech(about).words())
        lexicon = self._grammar.lexicon
        vocabulary = filter(str.isalpha, {token for text in (*texts, about) for token in lexicon.tokens(text)})
        self._spelling = Spelling(vocabulary, lexicon.words, words.negative_beginnings, known)

    @property
    def asks_for_plans(self) -> bool:
        """Whether what is asked for are wishes: then a plan is a plain answer."""
        return Kind.PLAN in self._asked_marks

    @property
    def asks_yes_or_no(self) -> bool:
        """Whether what is asked has a verb that yes or no answers ("Do you ...")."""
        return Kind.AUXILIARY in self._asked_marks

    def heard(self, text: str) -> Speech:
        """Typed words as speech: slips mended, opposites of what the choices speak of turned into denials."""
        speech = self._grammar.speech(text, self._spelling, self._own, lists=not self._exclusive)
        return replace(speech, clauses=tuple(map(self._in_own_words, speech.clauses)))

    def mentions(self, speech: Speech) -> tuple[Mention, ...]:
        """The choices that are spoken of, each word counted for the phrase that it fits best."""
        typed = {word.stem for _, word in speech.words() if word.content}
        heard = {id(phrase): phrase for stem in sorted(typed) for phrase in self._saying.get(stem, ())}
        found = [mention for phrase in heard.values() for mention in self._in(phrase, speech)]
        found.sort(key=lambda mention: mention.standing, reverse=True)
        kept: list[Mention] = []
        for mention in found:
            if mention.fit >= FAIR and (ties(mention, kept) or self._adds(mention, kept, speech)):
                rivaled = any(rivals(other, mention) for other in found)
                kept.append(self._keyword(replace(mention, rivaled=rivaled), speech))
        return (*kept, *self._hints(speech, {at for mention in kept for at in mention.clauses}))

    def like(self, speech: Speech) -> frozenset[str]:
        """The choices with a phrase that says the same where neither has telling words ("none", "half of our time")."""
        if not all(clause.bare for clause in speech.clauses):
            return frozenset()
        turned, small = turns(speech.marks), {word.stem for _, word in speech.words()}
        alike = [phrase for phrase in self._phrases if not phrase.telling and turns(phrase.marks) == turned]
        exact = {phrase.choice for phrase in alike if small and {word.stem for word in phrase.words} == small}
        return frozenset(exact or {phrase.choice for phrase in alike if turned and not phrase.words})

    def explained(self, speech: Speech, mentions: Iterable[Mention]) -> float:
        """Which part of what was typed the choices spoken of, and the words of what was asked, account for.

        Where only one choice can be true, a word that others use too counts as well; in a list it may name one of them.
        """
        places, chosen = _all_places(mentions), {mention.choice for mention in mentions}
        known = self._asked.union(*(self._vocabulary[choice] for choice in chosen))
        if not self._exclusive:
            known -= {word.stem for word in self._telling if self._weights.owner(word) not in chosen}
        total = self._weights.of_all(word for _, word in speech.words())
        missing = [
            word for place, word in speech.words() if word.content and place not in places and word.stem not in known
        ]
        return 1 - self._weights.of_all(missing) / total if total else 1.0

    def strays(self, speech: Speech, mentions: Iterable[Mention]) -> bool:
        """Whether a telling word is left over that only choices not spoken of use."""
        places, chosen = _all_places(mentions), {mention.choice for mention in mentions}
        own = {
            (word.stem, word.denied) for phrase in self._phrases if phrase.choice in chosen for word in phrase.telling
        }
        others = {(word.stem, word.denied) for word in self._telling if self._weights.owner(word) not in chosen}
        return any(
            word.content and (word.stem, word.denied) in others - own and word.stem not in self._asked
            for place, word in speech.words()
            if place not in places
        )

    def unsays(self, speech: Speech, mention: Mention) -> bool:
        """Whether a clause denies what a mention says, though words of the same choice that deny fit it as well."""
        affirmed = {
            word.stem
            for phrase in self._phrases
            if phrase.choice == mention.choice and not phrase.lacking
            for word in phrase.telling
            if not word.denied
        }
        return not mention.against and any(
            word.content and word.denied and word.stem in affirmed and place not in mention.places
            for place, word in speech.words(mention.clauses)
        )

    def users(self, clause: Clause, by_name: bool = False) -> frozenset[str]:
        """The choices that use every telling word of a clause, beyond those of what was asked; `by_name`, in their name."""
        telling = [word.stem for word in clause.telling if word.stem not in self._asked]
        vocabulary = self._names if by_name else self._vocabulary
        return frozenset(choice for choice, stems in vocabulary.items() if stems.issuperset(telling))

    def is_of_others(self, clause: Clause, choice: str) -> bool:
        """Whether a clause speaks only of what other choices say."""
        return all(word.stem not in self._vocabulary[choice] and word.stem in self._weights for word in clause.telling)

    def uses(self, word: Said) -> bool:
        """Whether some choice, or what was asked, uses a word."""
        return word.stem in self._weights or word.stem in self._asked

    def knows(self, clause: Clause) -> bool:
        """Whether a clause uses no telling words beyond those of what was asked."""
        return all(word.stem in self._asked or self._weights.of(word) <= LEAST for word in clause.telling)

    # Making the book

    def _speech(self, text: str) -> Speech:
        return self._grammar.speech(text)

    def _own_words(self, choices: Sequence[Choice], texts: Sequence[str]) -> frozenset[str]:
        """The stems that the choices use for what they speak of."""
        named = {stem(token) for choice in choices for token in self._grammar.lexicon.softening(choice.name)}
        return frozenset(
            named.union(word.stem for text in texts for _, word in self._speech(text).words() if word.content)
        )

    def _read(self, choice: Choice) -> Iterator[Phrase]:
        texts = [(text, False, False) for text in choice.phrases]
        texts += [(text, True, False) for text in choice.lacking] + [(text, False, True) for text in choice.partly]
        for text, lacking, partly in texts:
            yield Phrase(choice.id, self._grammar.speech(text, own=self._own).clauses, lacking, partly)

    def _used(self, choice: str) -> frozenset[str]:
        return frozenset(word.stem for phrase in self._phrases if phrase.choice == choice for word in phrase.words)

    # Looking things up

    def _in_own_words(self, clause: Clause) -> Clause:
        """A clause whose words are the opposite of the choices' own, put as a denial: "by hand", "not automatic"."""
        lexicon = self._grammar.lexicon
        words = [
            replace(word, content=False) if word.stem in lexicon.quiet and word.stem not in self._weights else word
            for word in clause.words
        ]
        opposites = {word.stem: lexicon.opposites.get(word.stem, "") for word in words}
        turned = {one for one, other in opposites.items() if one not in self._weights and other in self._weights}
        if turned:
            words = [
                replace(word, stem=opposites[word.stem] if word.stem in turned else word.stem, denied=not word.denied)
                for word in words
            ]
        return replace(clause, words=tuple(words))

    def _in(self, phrase: Phrase, speech: Speech) -> Iterator[Mention]:
        """Where a phrase is said: in one clause, or over all of them if it has several itself or they are linked."""
        if not phrase.telling:
            return
        every = range(len(speech.clauses))
        spans: list[Sequence[int]] = [[at] for at in every]
        if len(phrase.clauses) > 1 < len(every):
            spans = [every]
        elif self._exclusive and len(every) > 1 and all(one.joint in _LINKED for one in speech.clauses[1:]):
            spans.append(every)
        yield from filter(None, (said(phrase, speech, span, self._weights, not self._exclusive) for span in spans))

    def _adds(self, mention: Mention, kept: Sequence[Mention], speech: Speech) -> bool:
        """Whether a mention accounts for telling words that no better one has taken."""
        for other in kept:
            if other.places & mention.places and (self._exclusive or other.choice == mention.choice):
                return False
        taken = _all_places(kept)
        new = [
            word for place, word in speech.words(mention.clauses) if place in mention.places - taken and word.content
        ]
        needed = (_NEW if mention.fit >= SURE else _NEW_IF_FAIR) * mention.weight
        return any(self._weights.of(word) > LEAST for word in new) and self._weights.of_all(new) >= needed

    def _keyword(self, mention: Mention, speech: Speech) -> Mention:
        """A mention in so few words that no more of the phrase can be expected, if no other choice uses them."""
        clauses = [speech.clauses[at] for at in mention.clauses]
        alone = len(clauses) == 1 and len(clauses[0].words) <= SHORT and self.users(clauses[0]) == {mention.choice}
        return replace(mention, fit=SURE, hint=True) if alone and mention.fit < SURE else mention

    def _hints(self, speech: Speech, named: set[int]) -> Iterator[Mention]:
        """In clauses that say no phrase: a choice that alone uses a word of theirs."""
        for at, clause in enumerate(speech.clauses):
            owned = [(place, word) for place, word in speech.words([at]) if self._is_owned(word)]
            if at in named or len({self._owners[word.stem][0] for _, word in owned}) != 1:
                continue
            word = owned[0][1]
            choice, denied = self._owners[word.stem]
            keyword = len(clause.words) <= SHORT and any(self._stands_for(choice, word) for _, word in owned)
            yield Mention(
                choice,
                SURE if keyword or len(owned) > 1 else FAIR * RIVAL,
                self._weights.of_all(word for _, word in owned),
                word.denied != denied,
                word.doubtful or clause.tangled,
                clause.modes,
                frozenset({at}),
                frozenset(place for place, _ in owned),
                against=word.denied != denied,
                lacks=denied and not word.denied,
                complete=False,
                hint=True,
            )

    def _is_owned(self, word: Said) -> bool:
        return word.content and not word.compound and word.stem in self._owners

    def _stands_for(self, choice: str, word: Said) -> bool:
        """Whether a word says so much of some phrase of a choice that it stands for it."""
        using = [
            phrase.words
            for phrase in self._phrases
            if phrase.choice == choice and word.stem in {other.stem for other in phrase.words}
        ]
        shares = [self._weights.of(word) / self._weights.of_all(words) for words in using]
        return max(shares) > (_MUCH if len(using) > 1 else _MOST)


@lru_cache(maxsize=256)
def phrasebook(
    words: Words, choices: tuple[Choice, ...], about: str, exclusive: bool, known: frozenset[str] = frozenset()
) -> Phrasebook:
    """The phrasebook of these choices, made once."""
    return Phrasebook(words, choices, about, exclusive, known)


def _all_places(mentions: Iterable[Mention]) -> frozenset[Place]:
    return frozenset[Place]().union(*(mention.places for mention in mentions))
