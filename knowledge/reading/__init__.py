"""A person's typed words -> values for the capabilities of the question at hand, or an honest "say that again".

A wrong reading taken without asking is the worst error, and asking is cheap: words that fit clearly are taken, words
that fit fairly are read back, the rest is asked again. What is denied, planned, partly so or unknown is told apart from
what is plainly so, and what nobody spoke of stays out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from knowledge.answers import NONE, NOT_SURE, PARTLY, established, joined
from knowledge.library import Library, Option, Question, Value, Words
from knowledge.reading.checklists import checklist
from knowledge.reading.mentions import SURE, Choice
from knowledge.reading.phrasebook import phrasebook
from knowledge.reading.spoken import Found, Spoken, hear
from knowledge.reading.statements import one_of, yes_or_no

Decision = Literal["accept", "confirm", "ask"]

CLEAR, TOLD = 0.5, 0.25
"""Which part of the typed words must be accounted for: to be taken at once; to be read back."""
_COUNTS = ("two", "three", "four", "five")
_PLACES = re.compile(rf"\b(first|last) ({'|'.join(_COUNTS)})\b", re.IGNORECASE)
_LETTERS = re.compile(r"[a-z'’]+")
_NOT = re.compile(r"\bdon['’]?t\b")
_DIGITS = re.compile(r"\d+")
_BESIDE_NUMBERS = re.compile(r"\b(?:and|options?|numbers?|answers?)\b|[\s,.#&+;)(]")


@dataclass(frozen=True)
class Reading:
    """What typed words were taken for: an option id (empty if none), how well it fits, and what to do about it.

    `values` is what the words say of the question's capabilities; it may say more than any option can ("planned").
    """

    option: str
    score: float
    decision: Decision
    values: Mapping[str, Value] = field(default_factory=dict)


ASK = Reading("", 0.0, "ask")


def read(library: Library, question: Question, text: str) -> Reading:
    """Read words typed in answer to a question. A number picks the option of that number."""
    numbered = _numbered(library, question, text)
    if numbered:
        return numbered
    if _is_unknown(library.words, text):
        return Reading(NOT_SURE, 100.0, "accept", established(library, question, NOT_SURE))
    if question.several and _PLACES.search(text):
        return _placed(library, question, text)
    spoken = hear(library, question, text)
    if not spoken.speech.clauses:
        return ASK
    if question.several:
        found = checklist(library, question, spoken)
    else:
        found = yes_or_no(question, spoken) if question.yes_no else one_of(question, spoken)
    return _taken(library, question, spoken, found)


def read_choice(choices: Mapping[str, tuple[str, ...]], offered: list[str], words: Words, text: str) -> Reading:
    """Read words against any set of choices, each with the phrases that people use for it."""
    number = text.strip(" .#)")
    if _DIGITS.fullmatch(number):
        at = int(number)
        return Reading(offered[at - 1], 100.0, "accept") if 0 < at <= len(offered) else ASK
    book = phrasebook(words, tuple(Choice(id, phrases) for id, phrases in choices.items()), "", True)
    speech = book.heard(text)
    like = list(book.like(speech))
    if len(like) == 1:
        return Reading(like[0], 100.0, "confirm" if speech.hedged else "accept")
    mentions = [mention for mention in book.mentions(speech) if not mention.denied and not mention.modes]
    if not mentions or len({mention.choice for mention in mentions}) > 1:
        return ASK
    best, explained = mentions[0], book.explained(speech, mentions)
    clear = best.fit >= SURE and explained >= CLEAR and not best.doubtful and not speech.hedged
    return Reading(best.choice, 100 * best.fit * explained, "accept" if clear else "confirm")


def _placed(library: Library, question: Question, text: str) -> Reading:
    """The reading of "the first two", which ticks boxes by their places; with other words beside it, nobody knows which."""
    end, count = _PLACES.findall(text)[0]
    own, many = [option.id for option in question.options], _COUNTS.index(count.lower()) + 2
    alone = not _PLACES.sub("", text).strip(" .!,").removeprefix("the").removesuffix("of them").strip()
    if not alone or many > len(own):
        return ASK
    chosen = joined(question, own[:many] if end.lower() == "first" else own[-many:])
    return Reading(chosen, 100.0, "accept", established(library, question, chosen))


def _is_unknown(words: Words, text: str) -> bool:
    """Whether all that was typed is that the answer is not known, whatever words the question's options use."""
    plain = _NOT.sub("do not", " ".join(_LETTERS.findall(text.lower())))
    return plain in words.not_sure_words or text.strip() == "?"


def _taken(library: Library, question: Question, spoken: Spoken, found: Found) -> Reading:
    """A reading of what was found, with the option that says just that, if one does."""
    explained = 1.0 if found.settled else spoken.explained
    if found.broken or not found.values or explained < TOLD:
        return ASK
    unsure = spoken.speech.hedged or (spoken.speech.past and not found.settled)
    clear = explained >= CLEAR and not found.doubtful and not unsure
    option = _option(library, question, found)
    return Reading(option, round(100 * explained, 1), "accept" if clear else "confirm", found.values)


def _option(library: Library, question: Question, found: Found) -> str:
    """The id of the choice that establishes exactly the values that were found; empty if none does."""
    values = found.values
    choices = [NOT_SURE, *([PARTLY] if question.yes_no else [])]
    if question.several:
        choices.append(joined(question, [option.id for option in question.options if _held(option, values)]))
    else:
        choices = [found.option, *choices, *(option.id for option in question.options)]
    return next((choice for choice in choices if choice and established(library, question, choice) == values), "")


def _held(option: Option, values: Mapping[str, Value]) -> bool:
    return all(values.get(capability) is value for capability, value in option.establishes.items())


def _numbered(library: Library, question: Question, text: str) -> Reading | None:
    """The reading of bare numbers: one for what is offered in that place, several for options of a checklist."""
    numbers = [int(number) for number in _DIGITS.findall(text)]
    if not numbers or _BESIDE_NUMBERS.sub("", _DIGITS.sub("", text.lower())):
        return None
    own = [option.id for option in question.options]
    offered = own + [PARTLY] * question.yes_no + [NONE] * question.several + [NOT_SURE]
    if len(numbers) == 1 and 0 < numbers[0] <= len(offered):
        choice = offered[numbers[0] - 1]
    elif question.several and all(0 < number <= len(own) for number in numbers):
        choice = joined(question, [own[number - 1] for number in numbers])
    else:
        return ASK
    return Reading(choice, 100.0, "accept", established(library, question, choice))
