"""A team's stages over time: one series for each gated scale, each in a strip of its own, as their levels do not compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.blocks.placements import headline, number
from bot.pictures import strips
from bot.pictures.canvas import SQUARE, Canvas, Size, drawn
from bot.pictures.strips import Series
from bot.pictures.wording import Change, aligned, alt_text, applying, finding, one_line, short
from bot.text import cut
from knowledge.library import Library, MaturityModel
from knowledge.placements import Placement

MOST_POINTS, MOST_SERIES, MOST_NATIVE = 20, 7, 6
"""Points of a series, series of a picture, series of Slack's own chart."""
LABEL, NATIVE_TITLE = 20, 50


@dataclass(frozen=True)
class Line:
    """Stages over time: `labels` are the dates or quarters, oldest first; `left_out` counts older results not shown."""

    team: str
    finding: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    left_out: int = 0

    @property
    def title(self) -> str:
        """The team and the finding."""
        return f"{self.team}: {self.finding}"

    @property
    def note(self) -> str:
        """What is not shown; empty if nothing is missing."""
        shown = len(self.labels)
        return f"The newest {shown} of {shown + self.left_out} results" if self.left_out else ""

    @property
    def alt(self) -> str:
        """The picture in sentences: the finding, then how each scale went, each level with the time it was first seen.

        Where that is more than Slack takes, the first and the last level of each scale."""
        runs = [list(self._runs(one)) for one in self.series]
        whole = self._told(runs)
        ends = self._told([own if len(own) < 3 else [own[0], f"and in the end {own[-1]}"] for own in runs])
        return whole if alt_text(whole) == whole else alt_text(ends)

    def _told(self, runs: Sequence[Sequence[str]]) -> str:
        pairs = zip(self.series, runs, strict=True)
        scales = "; ".join(f"{one.model.short_name} {', '.join(own)}" for one, own in pairs)
        note = f" {self.note}." if self.note else ""
        return f"{self.title}. Stages from {self.labels[0]} to {self.labels[-1]}: {scales}.{note}"

    def _runs(self, series: Series) -> Iterator[str]:
        for found, run in groupby(zip(series.points, self.labels, strict=True), key=lambda pair: pair[0]):
            said = f"{series.model.level_word} {short(found)}" if found else "no result"
            yield f"{said} from {next(run)[1]}"

    @property
    def as_text(self) -> str:
        """Every level as aligned text, a line for each result. The team's name is as typed: escape it where it is shown."""
        head = ["", *(f"{one.model.short_name} (of {one.model.top})" for one in self.series)]
        rows = [
            [label, *(short(found) if (found := one.points[index]) else "-" for one in self.series)]
            for index, label in enumerate(self.labels)
        ]
        return "\n".join([self.title, *aligned([head, *rows]), *([self.note] if self.note else [])])

    @property
    def size(self) -> Size:
        """In pixels."""
        return SQUARE

    def paint(self, canvas: Canvas) -> None:
        """Paint it on a canvas of its size."""
        about = f"{self.labels[0]} to {self.labels[-1]}" if len(self.labels) > 1 else self.labels[0]
        top = canvas.heading(self.team, self.finding, f"Stages, {about}")
        strips.paint(canvas, self.series, self.labels, self.note, top)

    def draw(self) -> bytes:
        """The picture as PNG."""
        return drawn(self.size, self.paint)


def line(library: Library, team_name: str, results: Sequence[tuple[str, Sequence[Placement]]]) -> Line:
    """A team's stages on the gated scales, over its newest results; `results` are labels and placements, oldest first.

    Raises `ValueError` if there is no result.
    """
    if not results:
        raise ValueError("there is no result to draw a line over")
    shown = results[-MOST_POINTS:]
    labels = _distinct([one_line(label) for label, _ in shown])
    gated = [model for model in library.maturity_models.values() if model.dimensions][:MOST_SERIES]
    series = tuple(_series(model, [placements for _, placements in shown]) for model in gated)
    return Line(one_line(team_name) or "This team", _finding(series, labels), labels, series, len(results) - len(shown))


def _series(model: MaturityModel, results: Sequence[Sequence[Placement]]) -> Series:
    found = [next((one for one in result if one.maturity_model == model.id), None) for result in results]
    points = tuple(one.overall if (one := applying(placement)) else None for placement in found)
    last = found[-1]
    return Series(model, points, headline(model, last) if last else "no result")


def _finding(series: Sequence[Series], labels: Sequence[str]) -> str:
    seen = [(one.model, [found for found in one.points if found]) for one in series]
    changes = [Change(model.short_name, model.level_word, of[0], of[-1]) for model, of in seen if of]
    if not changes:
        return "no stage yet"
    model, points = next((model, of) for model, of in seen if of)
    if len(labels) == 1:
        return f"{number(model, points[0])} of {model.top} on {model.short_name}, its first result"
    moved = finding(changes, "on", "scales")
    return f"{moved}, since {labels[0]}" if moved else f"unchanged since {labels[0]}"


def _distinct(labels: Sequence[str]) -> tuple[str, ...]:
    """Labels that Slack's chart takes too: short, none empty, none twice."""
    found: list[str] = []
    for index, label in enumerate(labels, start=1):
        label = cut(label, LABEL) or f"result {index}"
        again, number = label, 1
        while again in found:
            number += 1
            again = f"{cut(label, LABEL - 5)} ({number})"
        found.append(again)
    return tuple(found)


def native(line: Line) -> dict[str, Any] | None:
    """Slack's own chart of the same, as a `data_visualization` block, which people can read without opening a picture.

    None where it could not say the same: it knows no gaps, no open ranges, no more than six series. Scales that never
    applied are left out.
    """
    series = [one for one in line.series if any(one.points)]
    if not 0 < len(series) <= MOST_NATIVE or not all(
        found and found.determinate for one in series for found in one.points
    ):
        return None
    names = _distinct([one.model.short_name for one in series])
    data = [_points(line, one) for one in series]
    chart = {
        "type": "line",
        "series": [{"name": name, "data": points} for name, points in zip(names, data, strict=True)],
        "axis_config": {"categories": list(line.labels), "y_label": "Level or stage"},
    }
    title = line.title if len(line.title) <= NATIVE_TITLE else f"{line.finding[:1].upper()}{line.finding[1:]}"
    return {"type": "data_visualization", "title": cut(title, NATIVE_TITLE), "chart": chart}


def _points(line: Line, series: Series) -> list[dict[str, Any]]:
    pairs = zip(line.labels, series.points, strict=True)
    return [{"label": label, "value": found.low} for label, found in pairs if found]
