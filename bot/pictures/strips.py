"""How stages over time are drawn: a strip for each scale, one below the other, over one axis of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.pictures.canvas import (
    BLACK,
    BLUE,
    BODY,
    EDGE,
    GREEN,
    GRID,
    LINE,
    MUTED,
    ORANGE,
    PURPLE,
    SKY,
    SMALL,
    VERMILION,
    Canvas,
    Dashes,
    Point,
)
from bot.pictures.wording import short
from knowledge.library import MaturityModel
from knowledge.placements import Range

STYLES: tuple[tuple[str, str, Dashes], ...] = (
    (BLUE, "o", "solid"),
    (VERMILION, "s", (0, (4.0, 1.5))),
    (GREEN, "^", (0, (1.0, 1.0))),
    (PURPLE, "D", (0, (4.0, 1.5, 1.0, 1.5))),
    (ORANGE, "v", (0, (7.0, 2.0))),
    (SKY, "P", (0, (2.0, 2.0))),
    (BLACK, "X", (0, (7.0, 2.0, 1.0, 2.0, 1.0, 2.0))),
)
"""Color, mark and line of each series; yellow is left out, as it does not show on a light card."""
AXIS = 40
"""The width of the column of the levels' numbers, in pixels."""


@dataclass(frozen=True)
class Series:
    """One scale over time: a range for each label, None where it did not apply; `now` is the last in words."""

    model: MaturityModel
    points: tuple[Range | None, ...]
    now: str


@dataclass(frozen=True)
class _Strip:
    """Where one scale is drawn: between the y of its lowest level and that of its top, over the xs of time."""

    series: Series
    top: float
    bottom: float
    xs: Sequence[float]

    def y(self, level: int) -> float:
        """The height of a level."""
        lowest = self.series.model.levels[0].number
        return self.bottom - (self.bottom - self.top) * (level - lowest) / (self.series.model.top - lowest)


def paint(canvas: Canvas, series: Sequence[Series], labels: Sequence[str], note: str, top: float) -> None:
    """Paint the strips below `top`, above the labels of time and a note."""
    below: float = canvas.bottom
    if note:
        canvas.text(EDGE, below, note, color=MUTED)
        below -= LINE * SMALL + 6
    left, right = EDGE + AXIS + 40, canvas.right - 50
    step = (right - left) / max(len(labels) - 1, 1)
    xs = [left + step * index for index in range(len(labels))] if len(labels) > 1 else [(left + right) / 2]
    _times(canvas, xs, labels, below)
    start, end = top + 30, below - LINE * SMALL - 6
    height = (end - start) / len(series)
    head = LINE * BODY
    for index, one in enumerate(series):
        y = start + index * height
        _head(canvas, one, index, y + head / 2)
        strip = _Strip(one, y + head + 46, y + height - (28 if height > 150 else 16), xs)
        _strip(canvas, strip, index)


def _times(canvas: Canvas, xs: Sequence[float], labels: Sequence[str], y: float) -> None:
    """The labels of time: the newest, and of the others as many as stand apart."""
    room: float = canvas.width
    for x, label in reversed(list(zip(xs, labels, strict=True))):
        said = canvas.wrapped(label, 300, 1, otherwise="…")[0]
        half = canvas.measure(said, SMALL) / 2
        middle = min(max(x, EDGE + half), canvas.right - half)
        if middle + half + 24 <= room:
            canvas.text(middle, y, said, across="center")
            room = middle - half


def _head(canvas: Canvas, series: Series, index: int, y: float) -> None:
    color, shape, dashes = STYLES[index]
    canvas.path([(EDGE, y), (EDGE + 72, y)], color, 5, dashes)
    canvas.mark((EDGE + 36, y), shape, color, 28)
    x = EDGE + 86.0
    name = canvas.wrapped(series.model.short_name, 420, 1, BODY, bold=True, otherwise="(name)")[0]
    canvas.text(x, y, name, BODY, bold=True)
    x += canvas.measure(name, BODY, bold=True) + 18
    canvas.text(x, y, canvas.wrapped(series.now, canvas.right - x, 1, otherwise="…")[0], color=MUTED)


def _strip(canvas: Canvas, strip: _Strip, index: int) -> None:
    color, shape, dashes = STYLES[index]
    model = strip.series.model
    named = [level.number for level in model.levels]
    if (strip.bottom - strip.top) / (len(named) - 1) < SMALL + 2:
        named = [named[0], named[-1]] if strip.bottom - strip.top >= LINE * SMALL else []
    for level in model.levels:
        y = strip.y(level.number)
        canvas.path([(EDGE + AXIS, y), (canvas.right, y)], GRID, 1.5)
        if level.number in named:
            canvas.text(EDGE + AXIS - 14, y, str(level.number), color=MUTED, across="right")
    placed = list(zip(strip.xs, strip.series.points, strict=True))
    for there, run in groupby(placed, key=lambda point: point[1] is not None):
        if there:
            points: list[Point] = [(x, strip.y(found.low)) for x, found in run if found]
            canvas.path(points, color, 5, dashes)
    for x, found in placed:
        if found:
            _point(canvas, strip, x, found, color, shape)


def _point(canvas: Canvas, strip: _Strip, x: float, found: Range, color: str, shape: str) -> None:
    low, high = strip.y(found.low), strip.y(found.high)
    if not found.determinate:
        canvas.path([(x, low), (x, high)], color, 8, opacity=0.45)
        canvas.path([(x - 12, high), (x + 12, high)], color, 4)
    canvas.mark((x, low), shape, color, 28 if strip.bottom - strip.top > 60 else 22)
    close = len(strip.xs) > 1 and strip.xs[1] - strip.xs[0] < 60
    canvas.text(x, min(high, low - 8) - 24, short(found), bold=not close, across="center", halo=True)
