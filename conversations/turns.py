"""What the engine wants said, without a word of Slack: one frozen value for each kind of message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conversations.session import Heard, Passed
from knowledge.answers import Contradiction
from knowledge.searching import Found

Preface = Literal["", "resumed", "not_read", "choices", "changing"]
"""Why a prompt comes (again): the person came back, words were not understood or were read wrongly, an answer changes."""


@dataclass(frozen=True)
class Offered:
    """A state's own prompt: a choice between ways on, or a request for words."""

    turn: int
    state: str
    preface: Preface = ""


@dataclass(frozen=True)
class Asked:
    """A question; `position` of `about` many, or of exactly so many (0: an earlier answer is being changed).

    `can_go_back` tells whether Back leads anywhere; `last_time` what was said to a question that is asked again,
    `done` which of its capabilities an action is said to have put in place since.
    """

    turn: int
    question: str
    position: int
    about: int
    can_go_back: bool
    preface: Preface = ""
    exactly: bool = False
    last_time: Passed | None = None
    done: tuple[str, ...] = ()


@dataclass(frozen=True)
class Weighed:
    """Two answers disagree: which is right?"""

    turn: int
    contradiction: Contradiction
    preface: Preface = ""


@dataclass(frozen=True)
class ReadBack:
    """Typed words were understood fairly well: is this what was meant?"""

    turn: int
    question: str
    state: str
    heard: Heard


@dataclass(frozen=True)
class Explained:
    """The open question once more, with what stands behind it."""

    turn: int
    question: str


@dataclass(frozen=True)
class Told:
    """The person asked something instead of answering: what the documents say. The open question (empty: none) stays."""

    turn: int
    found: Found
    question: str


@dataclass(frozen=True)
class Closed:
    """The prompt of this turn is done with: show what was said, or that it was left."""

    turn: int


@dataclass(frozen=True)
class Stale:
    """Somebody used a prompt that is done with; nothing changed."""

    turn: int


@dataclass(frozen=True)
class Paused:
    """The person stopped for now."""

    turn: int


@dataclass(frozen=True)
class Finished:
    """Every placement is settled as far as this person can settle it: show the result."""

    turn: int


Turn = Offered | Asked | Weighed | ReadBack | Explained | Told | Closed | Stale | Paused | Finished
