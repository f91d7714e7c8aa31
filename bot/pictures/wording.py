"""What pictures say in words: ranges, movements between two results, alt texts, aligned text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.text import cut, listed
from knowledge.library import MaturityModel
from knowledge.placements import Placement, Range

ALT, AS_TEXT = 2000, 2900
"""Most characters of an alt text, which is Slack's limit, and of a text equivalent, so that it fits into one section."""
MOST_NAMED = 2
_PLURALS = {"category": "categories"}
_TURNERS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of the text around them, which a name has no use for."""


class Move(Enum):
    """How a range differs from an earlier one. An unknown that was settled makes it clearer, not higher."""

    SAME = "unchanged"
    UP = "up"
    DOWN = "down"
    CLEARER = "clearer"
    LESS_SURE = "less sure"


@dataclass(frozen=True)
class Change:
    """A dimension or a scale, and its range then and now; `word` is what the scale calls its levels."""

    name: str
    word: str
    before: Range
    now: Range

    @property
    def move(self) -> Move:
        """The one way in which the two ranges differ: both ends moved, or one range lies within the other."""
        low, high = self.now.low - self.before.low, self.now.high - self.before.high
        if low == high == 0:
            return Move.SAME
        if low * high > 0:
            return Move.UP if low > 0 else Move.DOWN
        return Move.CLEARER if low >= 0 >= high else Move.LESS_SURE


def finding(changes: Sequence[Change], preposition: str, kind: str) -> str:
    """What moved, in a few words: "up in model release, level 1 to 2"; empty if nothing did. `kind` names them all."""
    moves: dict[Move, list[Change]] = {move: [change for change in changes if change.move is move] for move in Move}
    told = [Move.UP, Move.DOWN] if moves[Move.UP] or moves[Move.DOWN] else [Move.CLEARER, Move.LESS_SURE]
    several = sum(len(moves[move]) for move in told) > 1
    return ", ".join(
        f"{move.value} {preposition} {_which(moves[move], len(changes), kind, several)}" for move in told if moves[move]
    )


def _which(moved: Sequence[Change], of: int, kind: str, several: bool) -> str:
    if len(moved) > MOST_NAMED:
        return f"{len(moved)} of {of} {kind}"
    names = listed([change.name for change in moved])
    if several:
        return names
    change = moved[0]
    return f"{names}, {change.word} {short(change.before)} to {short(change.now)}"


def short(found: Range) -> str:
    """ "1", or "1-2" where it is open."""
    return str(found.low) if found.determinate else f"{found.low}-{found.high}"


def levels_of(model: MaturityModel) -> str:
    """ "levels 0 to 4"."""
    words = _PLURALS.get(model.level_word, f"{model.level_word}s")
    return f"{words} {model.levels[0].number} to {model.top}"


def applying(placement: Placement | None) -> Placement | None:
    """The placement, if there is one and its scale speaks about the team."""
    return placement if placement and placement.applicable else None


def one_line(text: str) -> str:
    """Text typed by a person on one line, without control characters and such as turn the text around them."""
    kept = (" " if unicodedata.category(one) == "Cc" else one for one in text if one not in _TURNERS)
    return " ".join("".join(one for one in kept if unicodedata.category(one) != "Cs").split())


def alt_text(text: str) -> str:
    """An alt text no longer than Slack takes."""
    return cut(text, ALT)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells as lines whose columns stand below each other in a font of even width."""
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    """Columns that a text takes: two for a wide character, none for one that joins the one before."""
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in text)
    return len(text) + wide - sum(unicodedata.category(one) in ("Mn", "Me", "Cf") for one in text)
