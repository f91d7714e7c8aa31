"""A profile as rows, one for each dimension, from what it was to what it is: for scales with too few for a radar."""

from __future__ import annotations

from bot.pictures.canvas import BODY, EDGE, GRID, LINE, MUTED, SMALL, Canvas
from bot.pictures.marks import BEFORE, Profile, legend, marks

NAMES, TALLEST = 260, 260
"""The width of the column of names, and the most that a row takes, in pixels."""


def paint(canvas: Canvas, profile: Profile, top: float) -> None:
    """Paint the rows below `top`, under a column for each level with its name, above the legend."""
    below = canvas.bottom - LINE * BODY
    legend(canvas, below, profile)
    levels = profile.model.levels
    column = (canvas.right - EDGE - NAMES) / len(levels)
    middles = {level.number: EDGE + NAMES + (index + 0.5) * column for index, level in enumerate(levels)}
    head = top + 24
    for level in levels:
        x = middles[level.number]
        canvas.text(x, head + LINE * BODY / 2, str(level.number), BODY, bold=True, across="center")
        names = canvas.wrapped(level.name, column - 8, 3)
        canvas.lines(x, head + LINE * BODY, names, color=MUTED, across="center")
    start = head + LINE * (BODY + 3 * SMALL) + 12
    height = min(TALLEST, (below - 16 - start) / len(profile.now))
    for x in middles.values():
        canvas.path([(x, start), (x, start + height * len(profile.now))], GRID, 2)
    for index in range(len(profile.now)):
        _row(canvas, profile, index, start + (index + 0.5) * height, height, middles)


def _row(canvas: Canvas, profile: Profile, index: int, y: float, height: float, middles: dict[int, float]) -> None:
    name = canvas.wrapped(profile.model.dimensions[index].name, NAMES - 12, 1, SMALL, bold=True, otherwise="(name)")
    value = canvas.shortened(profile.value(index), NAMES - 12)
    if height >= 3 * SMALL:
        canvas.text(EDGE, y - LINE * SMALL / 2, name[0], bold=True)
        canvas.text(EDGE, y + LINE * SMALL / 2, value, color=MUTED)
    else:
        canvas.text(EDGE, y, name[0], bold=True)
    canvas.path([(min(middles.values()), y), (max(middles.values()), y)], GRID, 2)
    now, was = profile.now[index], profile.was(index)
    if was:
        canvas.path([(middles[was.low], y), (middles[now.low], y)], BEFORE.color, 5, BEFORE.dashes)
    marks(canvas, lambda level: (middles[level], y), now, was)
