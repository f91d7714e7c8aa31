"""How teams by dimensions are drawn: a row for each team, a column for each dimension, a key of the levels below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures.canvas import BODY, CARD, EDGE, INK, LARGE, LINE, MARGIN, MUTED, SMALL, Canvas
from bot.pictures.fonts import writable
from bot.pictures.wording import short
from knowledge.library import MaturityModel
from knowledge.placements import Range

NOT_PLACED, DOES_NOT_APPLY = "-", "n/a"
WITHOUT = {NOT_PLACED: "no result yet", DOES_NOT_APPLY: "no ML model, so the scale does not apply"}
TALLEST, NARROW, HEAD = 110, 150, 200
"""The most that a row takes; columns narrower than this have upright names, of at most this height. In pixels."""
HATCH = "//"


@dataclass(frozen=True)
class Row:
    """A team and its range in each dimension; without a result none, and `without` stands in its cells."""

    team: str
    ranges: tuple[Range, ...]
    without: str = NOT_PLACED

    def values(self, model: MaturityModel) -> list[str]:
        """What stands in the cells."""
        return [short(found) for found in self.ranges] or [self.without] * len(model.dimensions)


def paint(canvas: Canvas, model: MaturityModel, rows: Sequence[Row], note: str, top: float) -> None:
    """Paint the cells below `top`, above a key of the levels and a note."""
    below = _key(canvas, model, rows, note)
    names = 300 if len(model.dimensions) > 4 else 360
    column = (canvas.right - EDGE - names) / len(model.dimensions)
    start = _heads(canvas, model, EDGE + names, column, top + 16) + 8
    height = min(TALLEST, (below - 16 - start) / len(rows))
    pixels = LARGE if height >= 50 else BODY if height >= 40 else SMALL
    _names(canvas, [row.team for row in rows], start, height, names - 20, pixels)
    for index, row in enumerate(rows):
        y = start + index * height
        for at, value in enumerate(row.values(model)):
            x, gap = EDGE + names + at * column, 2 if height < 50 else 4
            paper, ink = cell_colors(model, row.ranges[at]) if row.ranges else (MARGIN, INK)
            canvas.box(x, y, column - gap, height - gap, paper, hatch="" if row.ranges else HATCH)
            middle = (x + (column - gap) / 2, y + (height - gap) / 2)
            canvas.text(*middle, value, pixels, color=ink, bold=True, across="center", halo=not row.ranges)


def _names(canvas: Canvas, teams: Sequence[str], top: float, height: float, width: float, largest: int) -> None:
    """The teams' names: in the largest size in which all fit on a line, else the smallest, on two lines if rows have
    room for them."""
    names = [writable(team, otherwise=f"Team {number}") for number, team in enumerate(teams, start=1)]
    sizes = (size for size in (largest, BODY) if size <= largest)
    pixels = next((size for size in sizes if all(canvas.measure(name, size) <= width for name in names)), SMALL)
    most = 2 if height >= (LINE + 1) * pixels else 1
    for index, name in enumerate(names):
        lines = canvas.wrapped(name, width, most, pixels)
        canvas.lines(EDGE, top + (index + 0.5) * height - len(lines) * LINE * pixels / 2, lines, pixels)


def _heads(canvas: Canvas, model: MaturityModel, left: float, column: float, top: float) -> float:
    """The dimensions' names, upright where columns are narrow; says where they end."""
    upright = column < NARROW
    width = HEAD if upright else column - 12
    most = int((column - 10) / (LINE * SMALL)) if upright else 2
    names = [
        canvas.wrapped(dimension.name, width, most, bold=True, otherwise="(name)") for dimension in model.dimensions
    ]
    if upright:
        bottom = top + max(canvas.measure(line, SMALL, bold=True) for lines in names for line in lines)
    else:
        bottom = top + LINE * SMALL * max(len(lines) for lines in names)
    for index, lines in enumerate(names):
        middle = left + (index + 0.5) * column
        for at, line in enumerate(lines):
            offset = (at - (len(lines) - 1) / 2) * LINE * SMALL
            if upright:
                canvas.text(middle + offset, bottom, line, bold=True, upward=True)
            else:
                y = bottom - (len(lines) - at - 0.5) * LINE * SMALL
                canvas.text(middle - 2, y, line, bold=True, across="center")
    return bottom


def _key(canvas: Canvas, model: MaturityModel, rows: Sequence[Row], note: str) -> float:
    """What the numbers and signs mean, at the bottom; says where it begins."""
    levels = ", ".join(f"{level.number} {level.name}" for level in model.levels)
    signs = [
        f"{sign} {said}"
        for sign, said in WITHOUT.items()
        if any(not row.ranges and row.without == sign for row in rows)
    ]
    text = "; ".join([levels, *signs, *(["1-2: still open"] if _open(rows) else [])])
    lines = canvas.wrapped(text, canvas.right - EDGE, 3)
    top = canvas.bottom + 14 - LINE * SMALL * (len(lines) + bool(note))
    end = canvas.lines(EDGE, top, lines, color=MUTED)
    if note:
        canvas.lines(EDGE, end, [note], bold=True)
    return top


def _open(rows: Sequence[Row]) -> bool:
    return any(not found.determinate for row in rows for found in row.ranges)


def cell_colors(model: MaturityModel, found: Range) -> tuple[str, str]:
    """A cell's color in cividis, by the low end of its range, and black or white on it, whichever shows better."""
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    lowest = model.levels[0].number
    color = colormaps["cividis"]((found.low - lowest) / (model.top - lowest))
    paper = to_hex(color)
    return paper, max(("#000000", CARD), key=lambda ink: contrast(ink, paper))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colors, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
