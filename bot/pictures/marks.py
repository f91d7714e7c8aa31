"""A profile, now and before, and its marks: shape, line and printed number tell the two apart, not color alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.pictures.canvas import BLUE, BODY, CARD, EDGE, INK, LINE, SMALL, VERMILION, Canvas, Dashes, Point
from bot.pictures.wording import short
from knowledge.library import MaturityModel
from knowledge.placements import Range

SIZE = 44
"""The height of a mark, in pixels."""


@dataclass(frozen=True)
class Profile:
    """A range for each dimension of `model`, in its order, now and before (empty on the first result)."""

    model: MaturityModel
    now: tuple[Range, ...]
    before: tuple[Range, ...]
    now_label: str
    before_label: str

    @property
    def open_ends(self) -> bool:
        """Whether some range is open."""
        return not all(found.determinate for found in (*self.now, *self.before))

    def was(self, index: int) -> Range | None:
        """The range of a dimension before, if there was a result."""
        return self.before[index] if self.before else None

    def value(self, index: int) -> str:
        """ "level 2 (was 1)" of one dimension."""
        was = self.was(index)
        return f"{self.model.level_word} {short(self.now[index])}{f' (was {short(was)})' if was else ''}"


@dataclass(frozen=True)
class Style:
    """How one of the two looks: its line, and the shape of its marks."""

    color: str
    shape: str
    dashes: Dashes
    hollow: bool


NOW = Style(BLUE, "o", "solid", hollow=False)
BEFORE = Style(VERMILION, "s", (0, (3.0, 2.0)), hollow=True)


def marks(canvas: Canvas, place: Callable[[int], Point], now: Range, before: Range | None) -> None:
    """The marks of one dimension: at a range's low end, its number printed on it, a band to its high end where it is open.

    `place` says where a level is. Where both begin at the same, the older frames the newer.
    """
    if before:
        _band(canvas, BEFORE, place, before)
    _band(canvas, NOW, place, now)
    at = place(now.low)
    if before and before.low == now.low:
        _badge(canvas, at, _width(canvas, now) + 12, SIZE + 12, BEFORE)
    elif before and _apart(canvas, place, before, now):
        _numbered(canvas, BEFORE, place(before.low), before)
    elif before:
        canvas.mark(place(before.low), BEFORE.shape, BEFORE.color, SIZE / 2, hollow=True)
    _numbered(canvas, NOW, at, now)


def _apart(canvas: Canvas, place: Callable[[int], Point], one: Range, other: Range) -> bool:
    """Whether the marks of two ranges leave each other's number legible."""
    (x, y), (far_x, far_y) = place(one.low), place(other.low)
    return abs(x - far_x) >= (_width(canvas, one) + _width(canvas, other)) / 2 or abs(y - far_y) >= SIZE * 0.8


def _band(canvas: Canvas, style: Style, place: Callable[[int], Point], found: Range) -> None:
    if not found.determinate:
        canvas.path([place(found.low), place(found.high)], style.color, 14, opacity=0.45)
        canvas.mark(place(found.high), style.shape, style.color, SIZE / 2, hollow=True, over=4)


def _numbered(canvas: Canvas, style: Style, at: Point, found: Range) -> None:
    if found.determinate:
        canvas.mark(at, style.shape, style.color, SIZE, hollow=style.hollow)
    else:
        _badge(canvas, at, _width(canvas, found), SIZE, style)
    canvas.text(*at, short(found), bold=True, color=INK if style.hollow else CARD, across="center")


def _width(canvas: Canvas, found: Range) -> float:
    """The width of the mark that a range takes."""
    return SIZE if found.determinate else canvas.measure(short(found), SMALL, bold=True) + 24


def _badge(canvas: Canvas, at: Point, width: float, height: float, style: Style) -> None:
    """A box around a mark, or around a number that is too wide for one."""
    left, top, rounded = at[0] - width / 2, at[1] - height / 2, 4 if style.hollow else height / 2
    rim, paper = (style.color, CARD) if style.hollow else (CARD, style.color)
    canvas.box(left, top, width, height, rim, rounded=rounded, over=5)
    canvas.box(left + 3, top + 3, width - 6, height - 6, paper, rounded=max(rounded - 3, 0.1), over=5)


def legend(canvas: Canvas, top: float, profile: Profile) -> None:
    """What the marks stand for, in a line."""
    y, x = top + LINE * BODY / 2, float(EDGE)
    entries = [(NOW, f"now, {profile.now_label}")]
    if profile.before:
        entries.append((BEFORE, f"before, {profile.before_label}"))
    for style, label in entries:
        canvas.path([(x, y), (x + 72, y)], style.color, 5, style.dashes)
        canvas.mark((x + 36, y), style.shape, style.color, 28, hollow=style.hollow)
        said = canvas.wrapped(label, 330, 1, otherwise=label.partition(",")[0])[0]
        canvas.text(x + 86, y, said)
        x += 86 + canvas.measure(said, SMALL) + 40
    if profile.open_ends:
        canvas.text(canvas.right, y, "1-2: still open", across="right")
