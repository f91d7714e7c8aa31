"""What pictures say: which way a range moved, and text whose columns stay below each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.wording import ALT, Change, Move, aligned, alt_text, finding, levels_of, one_line, short
from knowledge.placements import Range
from tests.bot.pictures.samples import LIBRARY

RANGES = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda ends: Range(min(ends), max(ends)))


def change(name: str, before: Range, now: Range) -> Change:
    return Change(name, "level", before, now)


@pytest.mark.parametrize(
    ("before", "now", "move"),
    [
        (Range(1, 1), Range(2, 2), Move.UP),
        (Range(1, 2), Range(2, 3), Move.UP),
        (Range(3, 3), Range(1, 2), Move.DOWN),
        (Range(1, 2), Range(2, 2), Move.CLEARER),
        (Range(1, 2), Range(1, 1), Move.CLEARER),
        (Range(2, 2), Range(1, 3), Move.LESS_SURE),
        (Range(2, 2), Range(2, 3), Move.LESS_SURE),
        (Range(1, 2), Range(1, 2), Move.SAME),
    ],
)
def test_an_unknown_that_was_settled_makes_a_range_clearer_and_not_higher(
    before: Range, now: Range, move: Move
) -> None:
    assert change("people", before, now).move is move


@given(RANGES, RANGES)
def test_what_moved_up_had_moved_down_when_seen_from_the_other_end(one: Range, other: Range) -> None:
    mirrored = {Move.UP: Move.DOWN, Move.DOWN: Move.UP, Move.CLEARER: Move.LESS_SURE, Move.LESS_SURE: Move.CLEARER}
    there, back = change("people", one, other).move, change("people", other, one).move
    assert back is mirrored.get(there, Move.SAME)


def test_a_finding_says_what_moved_and_leaves_out_what_did_not() -> None:
    up = [change(name, Range(1, 1), Range(2, 2)) for name in ("people", "model creation", "model release")]
    down, same = change("tests", Range(2, 2), Range(1, 1)), change("rest", Range(1, 1), Range(1, 1))
    clearer = change("data", Range(1, 2), Range(1, 1))
    assert finding([same, up[0]], "in", "dimensions") == "up in people, level 1 to 2"
    assert finding([*up[:2], same, clearer], "in", "dimensions") == "up in people and model creation"
    assert finding([*up, down], "in", "dimensions") == "up in 3 of 4 dimensions, down in tests"
    assert finding([clearer, same], "in", "dimensions") == "clearer in data, level 1-2 to 1"
    assert finding([same], "in", "dimensions") == ""


def test_a_range_is_written_as_one_number_unless_it_is_open() -> None:
    assert [short(Range(2, 2)), short(Range(1, 3))] == ["2", "1-3"]


def test_the_levels_of_a_scale_are_named_in_its_own_words() -> None:
    assert levels_of(LIBRARY.maturity_models["azure"]) == "levels 0 to 4"
    assert levels_of(LIBRARY.maturity_models["ml_op_shop"]) == "stages 0 to 5"
    assert levels_of(LIBRARY.maturity_models["makinen"]) == "categories 1 to 3"


@given(st.text())
def test_what_a_person_typed_stays_on_one_line_and_turns_no_text_around(text: str) -> None:
    shown = one_line(f"a\u202e{text}\r\n\tb")
    assert shown.isprintable() or all(one.isprintable() or one not in "\r\n\t\x00\u202e" for one in shown)
    assert shown.splitlines() == [shown]
    assert shown.startswith("a")


def test_columns_stand_below_each_other_whatever_script_the_names_are_in() -> None:
    lines = aligned([["データ", "1", "2"], ["e\u0301te", "1-2", "3"], ["Churn", "0", "4"]])
    assert lines == ["データ  1    2", "e\u0301te     1-2  3", "Churn   0    4"]


def test_an_alt_text_is_never_longer_than_slack_takes() -> None:
    assert len(alt_text("word " * 1000)) <= ALT
    assert alt_text("A short one.") == "A short one."
