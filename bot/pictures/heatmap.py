"""Teams by the dimensions of one maturity model: the level's number in every cell, colored by how high it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures import cells
from bot.pictures.canvas import SQUARE, WIDE, Canvas, Size, drawn
from bot.pictures.cells import DOES_NOT_APPLY, NOT_PLACED, Row
from bot.pictures.wording import AS_TEXT, aligned, alt_text, applying, levels_of, one_line
from knowledge.library import Library, MaturityModel
from knowledge.placements import Placement

MOST_TEAMS, FEWER_TEAMS, FEW_TEAMS = 24, 20, 9
"""Teams that a picture has room for; where its columns are many and have upright names; up to how many it is wide."""
MOST_COLUMNS = 5
NAME = 30
"""Columns that a team's name takes in the text equivalent."""


@dataclass(frozen=True)
class Heatmap:
    """Teams, as sorted by whoever asks, on one maturity model. `title` says the finding."""

    title: str
    model: MaturityModel
    rows: tuple[Row, ...]

    @property
    def shown(self) -> tuple[Row, ...]:
        """The teams that the picture has room for."""
        return self.rows[: MOST_TEAMS if len(self.model.dimensions) <= MOST_COLUMNS else FEWER_TEAMS]

    @property
    def note(self) -> str:
        """What is not shown; empty if nothing is missing."""
        shown, rows = len(self.shown), len(self.rows)
        return f"{shown} of {rows} teams; the table has all" if shown < rows else ""

    @property
    def alt(self) -> str:
        """The picture in sentences: the finding, then every team that is shown, its levels in the dimensions' order."""
        for longest in (60, NAME, 16, 8):
            teams = "; ".join(f"{_cut(row.team, longest)} {_values(self.model, row)}" for row in self.shown)
            names = ", ".join(_cut(dimension.name, longest) for dimension in self.model.dimensions)
            note = f" {self.note}." if self.note else ""
            said = f"{self.title}. {self.model.name}, {levels_of(self.model)}, for {names}: {teams}.{note}"
            if alt_text(said) == said:
                return said
        return alt_text(said)

    @property
    def as_text(self) -> str:
        """Every team as aligned text, as far as one section of a message reaches. Names are as typed: escape them where
        they are shown."""
        parts = [dimension.name.split() for dimension in self.model.dimensions]
        deep = max(len(words) for words in parts)
        heads = [["", *(words[depth] if depth < len(words) else "" for words in parts)] for depth in range(deep)]
        body = [[_cut(row.team, NAME), *row.values(self.model)] for row in self.rows]
        table = aligned([*heads, *body])
        top = [self.title, f"{self.model.name}, {levels_of(self.model)}"]
        shown = len(table)
        while len("\n".join([*top, *table[:shown]])) > AS_TEXT - 40:
            shown -= 1
        rest = [f"and {len(table) - shown} more teams"] if shown < len(table) else []
        return "\n".join([*top, *table[:shown], *rest])

    @property
    def size(self) -> Size:
        """Wide for few teams, else square; in pixels."""
        return WIDE if len(self.rows) <= FEW_TEAMS else SQUARE

    def paint(self, canvas: Canvas) -> None:
        """Paint it on a canvas of its size."""
        top = canvas.heading("", self.title, f"{self.model.name} · {levels_of(self.model)}")
        cells.paint(canvas, self.model, self.shown, self.note, top)

    def draw(self) -> bytes:
        """The picture as PNG."""
        return drawn(self.size, self.paint)


def heatmap(
    library: Library, title: str, maturity_model_id: str, rows: Sequence[tuple[str, Placement | None]]
) -> Heatmap:
    """Teams by the dimensions of one maturity model; a team without a result there has None, and is shown as such.

    Raises `ValueError` without teams, and on a scale without dimensions.
    """
    model = library.maturity_models[maturity_model_id]
    if not rows or not model.dimensions:
        raise ValueError(f"there is nothing to show on {model.name}: it needs teams, and a scale with dimensions")
    return Heatmap(one_line(title), model, tuple(_row(model, team, placement) for team, placement in rows))


def _row(model: MaturityModel, team: str, placement: Placement | None) -> Row:
    applicable = applying(placement)
    ranges = tuple(applicable.dimensions[dimension.id] for dimension in model.dimensions) if applicable else ()
    return Row(one_line(team), ranges, DOES_NOT_APPLY if placement and not applicable else NOT_PLACED)


def _values(model: MaturityModel, row: Row) -> str:
    if row.ranges:
        return ", ".join(row.values(model))
    return "does not apply" if row.without == DOES_NOT_APPLY else "no result yet"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
