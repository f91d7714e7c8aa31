"""The table: what its rows are, that it can be read back, and that no spreadsheet runs anything in it."""

from __future__ import annotations

import csv
import io
import unicodedata
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from bot.exporting.spreadsheet import COLUMNS, csv_bytes, disarmed, table
from knowledge.answers import NONE
from tests.bot.exporting.kept import FORGED, LIBRARY, Kept, trail

STARTS = "=+-@＝＋－＠﹦﹢﹣﹫−"
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from(STARTS + "\t\r\n;, '\"\u200b\ufeff")), max_size=30)


def read(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(
        csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter, strict=delimiter == ",")
    )


def rows(kept: Kept) -> list[dict[str, str]]:
    head, *body = read(csv_bytes(LIBRARY, kept.export()))
    return [dict(zip(head, row, strict=True)) for row in body]


def runs(cell: str) -> bool:
    """Whether some spreadsheet may run a cell: its first sign that is to be seen, quotes aside, begins a formula."""
    unseen = ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")
    seen = (one for one in cell if unicodedata.category(one) not in unseen and one not in '"`´‘’“”«»')
    return next(seen, "") in tuple(STARTS)


@given(st.lists(st.lists(TEXTS, min_size=1, max_size=4), min_size=1, max_size=4))
@example([['=cmd|" /C calc"!A0', "@SUM(1)", "\t=1", '"=1', "＝1"], ["a;=1+1", "  -2", "+3", "-", "\ufeff=1"]])
def test_any_text_is_read_back_as_it_was_written_and_is_never_a_formula(cells: list[list[str]]) -> None:
    found = read(table(cells))
    assert found == [[disarmed(cell) for cell in row] for row in cells]
    assert not any(runs(cell) for row in found for cell in row)


@given(TEXTS)
def test_where_semicolons_part_cells_there_is_no_formula_either(text: str) -> None:
    assert not any(runs(cell) for row in read(table([[text, text]]), ";") for cell in row)


@given(st.text(st.characters(categories=["L", "N"]), min_size=1))
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert disarmed(text) == text


def test_disarming_adds_an_apostrophe_and_changes_nothing_else() -> None:
    assert disarmed("=1+1") == "'=1+1"
    assert disarmed(' "-a') == "'\"-a"
    assert disarmed("a; -b") == "a;' -b"
    assert disarmed("two\nlines\x00 here") == "two lines here"
    assert disarmed(-3) == -3


def test_there_is_a_row_for_each_result_scale_and_dimension(kept: Kept) -> None:
    found = rows(kept)
    parts = [
        (model.id, part)
        for model in LIBRARY.maturity_models.values()
        for part in ("overall", *(one.id for one in model.dimensions))
    ]
    records = kept.export().records
    assert [(row["result_id"], row["scale_id"], row["dimension_id"]) for row in found] == [
        (record.result.id, *part) for record in records for part in parts
    ]
    assert {row["result_id"] for row in found if row["newest"] == "yes"} == {records[0].result.id}
    assert {row["cause"] for row in found} == {"answers", "consensus"}
    assert {row["people_answered"] for row in found} == {"3"}


def test_the_rows_say_what_the_stored_placements_say(kept: Kept) -> None:
    newest = kept.export().newest
    assert newest
    for row in rows(kept)[: sum(1 + len(one.dimensions) for one in LIBRARY.maturity_models.values())]:
        placement = newest.on(row["scale_id"])
        assert placement
        found = placement.overall if row["dimension_id"] == "overall" else placement.dimensions[row["dimension_id"]]
        assert (row["level_low"], row["level_high"]) == (str(found.low), str(found.high))
        assert LIBRARY.maturity_models[row["scale_id"]].level(found.low).name in row["level_name"]


def test_a_scale_that_does_not_apply_has_no_level(tmp_path: Path) -> None:
    kept = Kept(tmp_path, FORGED)
    kept.begin()
    without = [one for one in trail(1) if one.question not in ("ml_situation", "several_models")]
    question = LIBRARY.questions["ml_situation"]
    none = next(option.id for option in question.options if option.id.startswith("no"))
    kept.result(kept.answered("U1", [*without, type(without[0])(99, "questions", none, question=question.id)]))
    (azure, *_) = [row for row in rows(kept) if row["scale_id"] == "azure"]
    assert azure["applies"] == "no"
    assert {azure[name] for name in ("level_low", "level_high", "level_name", "holds_back")} == {""}
    assert not runs(azure["team"])
    assert NONE not in azure.values()


def test_excel_is_told_the_encoding_and_every_column_is_documented(kept: Kept) -> None:
    content = csv_bytes(LIBRARY, kept.export())
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    documented = Path("docs/export.md").read_text(encoding="utf-8")
    assert [name for name in COLUMNS if f"`{name}`" not in documented] == []
