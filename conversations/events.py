"""What a person may do in a conversation, without a word of Slack: one frozen value for each kind of event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.library import Value


@dataclass(frozen=True)
class Pressed:
    """A button of the prompt with this turn: an option (or several, see `answers.joined`), a choice, or one of
    `flow.RESERVED`.

    "right" may say what it confirms ("right by_hand"), so that an older read-back cannot confirm what a newer one asks.
    """

    turn: int
    button: str


@dataclass(frozen=True)
class Typed:
    """Words instead of a click."""

    text: str


@dataclass(frozen=True)
class Detailed:
    """The question of this turn answered capability by capability; `reason` says why something is not applicable."""

    turn: int
    values: Mapping[str, Value]
    reason: str = ""


@dataclass(frozen=True)
class Resumed:
    """The person came back."""


@dataclass(frozen=True)
class Changed:
    """The person wants to answer the question of this passed turn anew."""

    turn: int


Event = Pressed | Typed | Detailed | Resumed | Changed
