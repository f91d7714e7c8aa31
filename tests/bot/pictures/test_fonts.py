"""What can be written with the fonts of this machine, and what stands in for the rest."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.canvas import SQUARE, Canvas, drawn
from bot.pictures.fonts import FIRST, families, writable
from tests.bot.pictures.samples import FEW, HARD_NAMES

NOWHERE = "\U0001f6f8"  # a flying saucer, which DejaVu Sans lacks
UNWRITTEN = "\U00012000"  # a cuneiform sign


@pytest.fixture
def only_our_own_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine where nothing is installed."""
    monkeypatch.setattr("bot.pictures.fonts.HELPERS", ())


def test_an_emoji_that_cannot_be_written_is_left_out_and_the_name_stays(only_our_own_font: None) -> None:
    assert writable(f"{NOWHERE} Rockets {NOWHERE}") == "Rockets"


def test_a_name_whose_letters_cannot_be_written_gives_way_whole(only_our_own_font: None) -> None:
    assert writable(f"Team {UNWRITTEN}", otherwise="Team 3") == "Team 3"
    assert writable(NOWHERE, otherwise="Team 3") == "Team 3"
    assert writable("", otherwise="Team 3") == "Team 3"


def test_letters_are_joined_with_their_marks_and_pile_up_no_higher_than_a_line() -> None:
    assert writable("e\u0301") == "é"
    assert len(writable("e" + "\u0335" * 40)) <= 3


@pytest.mark.parametrize(
    "name", ["$x$", "_a_ *b* ~c~", "<!channel> & <@U1>", "\\frac{1}{2}", "Команда", "פריק", "فريق"]
)
def test_what_looks_like_markup_or_reads_from_the_right_is_written_as_typed(name: str) -> None:
    assert writable(name) == name


def test_the_font_that_comes_with_matplotlib_is_looked_in_first() -> None:
    assert families()[0] == FIRST


@FEW
@given(st.sampled_from(HARD_NAMES) | st.text(min_size=1, max_size=20), st.booleans())
def test_no_letter_is_drawn_as_an_empty_box(name: str, bold: bool) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.text(600, 600, writable(name, bold, "Team 1"), bold=bold, across="center")

    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of every glyph that its fonts lack
        drawn(SQUARE, paint)
