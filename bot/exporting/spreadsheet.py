"""A team's stages as CSV: one table to pivot, with a row for each result, scale and dimension (docs/export.md).

UTF-8 with a byte order mark, which Excel needs to read names in any script, and CRLF as RFC 4180 has it. A cell that
some spreadsheet would run as a formula is disarmed by an apostrophe, which makes it text.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain

from bot.exporting.gathering import Export, Record
from knowledge.library import Library, MaturityModel
from knowledge.placements import Placement, Range

Cell = str | int
COLUMNS = (
    *("team", "result_id", "reached_at", "newest", "cause", "subject", "people_answered", "knowledge_version"),
    *("scale_id", "scale", "dimension_id", "dimension", "applies", "level_low", "level_high", "level_name"),
    *("holds_back", "scored_again_low", "scored_again_high"),
)
OVERALL = "overall"
_CONTROL = ("Cc", "Cs")
_FORMULA = frozenset("=+-@＝＋－＠﹦﹢﹣﹫−")
_QUOTES = frozenset("\"'`´‘’“”«»")


def csv_bytes(library: Library, export: Export) -> bytes:
    """The table as the bytes of a file."""
    return table([COLUMNS, *rows(library, export)])


def table(rows: Iterable[Iterable[Cell]]) -> bytes:
    """Any rows as CSV, every cell quoted and disarmed."""
    with io.StringIO(newline="") as text:
        csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([map(disarmed, row) for row in rows])
        return text.getvalue().encode("utf-8-sig")


def disarmed(cell: Cell) -> Cell:
    """A cell's text on one line, without control characters, and with an apostrophe before what a spreadsheet would run.

    That may also begin after a semicolon, which parts the cells of a line where the comma is in numbers.
    """
    if isinstance(cell, int):
        return cell
    kept = (" " if one.isspace() else one for one in cell if one.isspace() or unicodedata.category(one) not in _CONTROL)
    parts = " ".join("".join(kept).split()).split(";")
    return ";".join(f"'{part}" if _begins_formula(part) else part for part in parts)


def _begins_formula(text: str) -> bool:
    """Whether the first sign that counts begins a formula: blanks, quotes and what is not to be seen do not count."""
    counting = (one for one in text if one not in _QUOTES and unicodedata.category(one)[0] != "Z")
    return next((one for one in counting if unicodedata.category(one) != "Cf"), "") in _FORMULA


def rows(library: Library, export: Export) -> Iterator[tuple[Cell, ...]]:
    """The table's rows in the order of `COLUMNS`: the newest result first, of each scale the overall first."""
    for record in export.records:
        result = record.result
        about: tuple[Cell, ...] = (
            *(export.team.name, result.id, result.reached_at, "yes" if record is export.newest else "no", result.cause),
            *(result.subject, record.people, result.knowledge_version),
        )
        for placement in record.placements:
            yield from ((*about, *row) for row in _scale(library, record, placement))


def _scale(library: Library, record: Record, placement: Placement) -> Iterator[tuple[Cell, ...]]:
    model = library.maturity_models[placement.maturity_model]
    again = next((one for one in record.again if one.maturity_model == model.id), None)
    yield _row(library, model, placement, again, OVERALL)
    for dimension in model.dimensions:
        if dimension.id in placement.dimensions:
            yield _row(library, model, placement, again, dimension.id)


def _row(
    library: Library, model: MaturityModel, placement: Placement, again: Placement | None, part: str
) -> tuple[Cell, ...]:
    overall = part == OVERALL
    name = "Overall" if overall else model.dimension(part).name
    about = (model.id, model.name, part, name, "yes" if placement.applicable else "no")
    if not placement.applicable:
        return (*about, "", "", "", "", *_ends(_range(again, part)))
    found = placement.overall if overall else placement.dimensions[part]
    levels = {*range(found.low, found.high + 1), *(placement.tied if overall else ())}
    names = " or ".join(level.name for level in model.levels if level.number in levels)
    return (*about, found.low, found.high, names, _holds_back(library, placement, part), *_ends(_range(again, part)))


def _holds_back(library: Library, placement: Placement, part: str) -> str:
    """What keeps the overall, or one dimension, from its next level: capabilities by their short names."""
    blockers = placement.holding if part == OVERALL else [one for one in placement.blockers if one.dimension == part]
    items = dict.fromkeys(chain((one.capability for one in blockers), placement.open_items))
    return "; ".join(library.capabilities[id].short for id in items if id in library.capabilities)


def _range(placement: Placement | None, part: str) -> Range | None:
    if placement is None or not placement.applicable:
        return None
    return placement.overall if part == OVERALL else placement.dimensions.get(part)


def _ends(found: Range | None) -> tuple[Cell, Cell]:
    return (found.low, found.high) if found else ("", "")
