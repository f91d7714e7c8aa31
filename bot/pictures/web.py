"""A profile over three to seven dimensions as a radar: rings are levels, spokes are dimensions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.pictures.canvas import BODY, EDGE, GRID, LINE, MUTED, SMALL, Across, Canvas, Point
from bot.pictures.marks import BEFORE, NOW, Profile, Style, legend, marks
from bot.pictures.wording import levels_of
from knowledge.library import MaturityModel
from knowledge.placements import Range

GAP, SIDE, MOST_RADIUS = 34, 44, 350
"""From the outer ring to a label, from a label to the edge, and the largest radius, in pixels."""
HOLE, APART = 0.3, 48
"""The lowest level's share of the radius; but more if marks on it would not stay this far apart."""


@dataclass(frozen=True)
class _Web:
    """Where things are: the spokes' directions, the middle, and the radius of the highest level."""

    model: MaturityModel
    center: Point
    radius: float

    @property
    def spokes(self) -> list[Point]:
        return _spokes(len(self.model.dimensions))

    def reach(self, level: int) -> float:
        """The radius of a level's ring. The lowest is no point, so that marks on it stay apart."""
        lowest = self.model.levels[0].number
        share = (level - lowest) / (self.model.top - lowest)
        hole = max(HOLE * self.radius, APART / math.sin(math.pi / len(self.model.dimensions)))
        return hole + (self.radius - hole) * share

    def at(self, spoke: Point, distance: float) -> Point:
        """The point on a spoke at this distance from the middle."""
        return self.center[0] + spoke[0] * distance, self.center[1] + spoke[1] * distance

    def place(self, spoke: Point, level: int) -> Point:
        """Where a level is on a spoke."""
        return self.at(spoke, self.reach(level))


def _spokes(count: int) -> list[Point]:
    """Directions clockwise from the top; four stand in the corners, where their labels have room."""
    first = math.pi * (0.75 if count == 4 else 0.5)
    angles = (first - 2 * math.pi * index / count for index in range(count))
    return [(round(math.cos(angle), 6), -round(math.sin(angle), 6)) for angle in angles]


def paint(canvas: Canvas, profile: Profile, top: float) -> None:
    """Paint a radar below `top`: the web between its labels, then the legend and the names of the levels."""
    names = ", ".join(f"{level.number} {level.name}" for level in profile.model.levels)
    word = levels_of(profile.model).split()[0].capitalize()
    key = canvas.wrapped(f"{word}: {names}", canvas.right - EDGE, 3)
    below = canvas.bottom + 14 - len(key) * LINE * SMALL
    canvas.lines(EDGE, below, key, color=MUTED)
    below -= LINE * BODY + 10
    legend(canvas, below, profile)
    web = _placed(canvas, profile, top + 10, below - 10)
    _grid(canvas, web)
    for style, ranges in ((BEFORE, profile.before), (NOW, profile.now)):
        if ranges:
            _profile(canvas, web, style, ranges)
    for index, spoke in enumerate(web.spokes):
        place = partial(web.place, spoke)
        marks(canvas, place, profile.now[index], profile.was(index))
        _label(canvas, web, spoke, profile.model.dimensions[index].name, profile.value(index))


def _placed(canvas: Canvas, profile: Profile, top: float, bottom: float) -> _Web:
    """The largest web whose labels, of three lines each, have room between top and bottom and at the sides."""
    spokes, height = _spokes(len(profile.now)), LINE * (2 * BODY + SMALL)
    label = max(canvas.measure(profile.value(index), SMALL) for index in range(len(profile.now)))
    radius = float(MOST_RADIUS)
    while True:
        out = radius + GAP
        above = max(radius + 8, *(-y * out + height * (1 - y) / 2 for _, y in spokes))
        below = max(radius + 8, *(y * out + height * (1 + y) / 2 for _, y in spokes))
        aside = max(abs(x) * out for x, _ in spokes)
        if above + below <= bottom - top and aside + label <= canvas.width / 2 - SIDE:
            break
        radius -= 4
    return _Web(profile.model, (canvas.width / 2, top + above + (bottom - top - above - below) / 2), radius)


def _grid(canvas: Canvas, web: _Web) -> None:
    for spoke in web.spokes:
        ends = [web.place(spoke, web.model.levels[0].number), web.place(spoke, web.model.top)]
        canvas.path(ends, GRID, 2)
    # Numbers of the rings stand midway between the last spoke and the first, where no mark can be.
    (x1, y1), (x2, y2) = web.spokes[0], web.spokes[-1]
    length = math.hypot(x1 + x2, y1 + y2)
    between = ((x1 + x2) / length, (y1 + y2) / length)
    for level in web.model.levels:
        canvas.ring(web.center, web.reach(level.number))
        canvas.text(*web.place(between, level.number), str(level.number), color=MUTED, across="center", halo=True)


def _profile(canvas: Canvas, web: _Web, style: Style, ranges: Sequence[Range]) -> None:
    points = [web.place(spoke, found.low) for spoke, found in zip(web.spokes, ranges, strict=True)]
    canvas.area(points, style.color, 0.14 if style is NOW else 0.05)
    canvas.path([*points, points[0]], style.color, 6 if style is NOW else 4, style.dashes)


def _label(canvas: Canvas, web: _Web, spoke: Point, name: str, values: str) -> None:
    x, y = web.at(spoke, web.radius + GAP)
    across: Across = "center" if abs(spoke[0]) < 0.1 else "left" if spoke[0] > 0 else "right"
    room = {"center": 440.0, "left": canvas.width - SIDE - x, "right": x - SIDE}[across]
    lines = canvas.wrapped(name, room, 2, BODY, bold=True, otherwise="(name)")
    height = LINE * (len(lines) * BODY + SMALL)
    top = canvas.lines(x, y - height * (1 - spoke[1]) / 2, lines, BODY, bold=True, across=across)
    canvas.lines(x, top, canvas.wrapped(values, room, 1), color=MUTED, across=across)
