"""What typed words are at the open prompt: the name of a button, a question to us, or an answer. Nothing is decided here."""

from __future__ import annotations

import re

from conversations.flow import AS_BEFORE, State
from conversations.session import Session
from conversations.turns import Told
from knowledge.library import Library, Value
from knowledge.reading import Reading, read, read_choice
from knowledge.searching import ask

NAMES_OF_BUTTONS = {"back": "back", "skip": "skip", "pause": "pause", "stop": "pause", "more": "more"}
WHICH_IS_RIGHT = {Value.HELD.value: ("first", "the first"), Value.NOT_HELD.value: ("second", "the second")}
"""What people type when asked which of two answers is right; the first one says "in place"."""


def button(library: Library, text: str) -> str:
    """The button that typed words name, if they name one: "back", "what do you mean?", "no change"."""
    plain, words = _plain(text), library.talk_words
    if plain in map(_plain, words.as_before_words):
        return AS_BEFORE
    return NAMES_OF_BUTTONS.get(plain) or ("more" if plain in map(_plain, words.more_words) else "")


def yes_or_no(library: Library, text: str) -> str:
    """The button of a read-back that typed words name: "right", "wrong", or neither."""
    words = library.words
    found = read_choice({"right": words.yes_words, "wrong": words.no_words}, [], words, text)
    return found.option if found.decision == "accept" else ""


def asked_back(library: Library, session: Session, text: str, reading: Reading) -> Told | None:
    """What the documents say, if the words are a question and no answer.

    Words that begin like a question are one if they end like one, or if the documents have something to say.
    """
    begins = text.lower().split()[0].rstrip("?'’s") in library.talk_words.question_words
    ends = text.endswith("?") and (begins or reading.decision == "ask")
    if reading.decision == "accept" or not (begins or ends):
        return None
    found = ask(library, text)
    return Told(session.turn, found, session.question) if ends or found.covered else None


def reading(library: Library, state: State, session: Session, text: str) -> Reading:
    """What the words say to the open prompt."""
    question = library.questions.get(session.question)
    if question:
        return read(library, question, text)
    if session.capability:
        choices = {**WHICH_IS_RIGHT, Value.UNKNOWN.value: library.words.not_sure_words}
    else:
        choices = {choice.id: (choice.label,) for choice in state.choices}
    return read_choice(choices, list(choices), library.words, text)


def _plain(text: str) -> str:
    """Lower-case words without punctuation."""
    return " ".join(re.findall(r"\w+", text.lower().replace("'", "").replace("’", "")))
