"""The card that pictures are painted on: colors, wrapping, headings."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.image import imread

from bot.pictures.canvas import CARD, EDGE, INK, MARGIN, MUTED, OKABE_ITO, SMALL, SQUARE, TITLE, WIDE, Canvas
from bot.pictures.cells import contrast
from tests.bot.pictures.samples import FEW, NAMES


def test_the_colors_are_those_that_people_with_any_color_vision_tell_apart() -> None:
    published = "#000000 #E69F00 #56B4E9 #009E73 #F0E442 #0072B2 #D55E00 #CC79A7"
    assert " ".join(OKABE_ITO) == published


def test_text_has_enough_contrast_on_the_card() -> None:
    assert all(contrast(ink, CARD) >= 4.5 for ink in (INK, MUTED))


def test_the_card_is_light_and_keeps_its_own_margin_on_a_dark_page() -> None:
    pixels = imread(io.BytesIO(Canvas(WIDE).png()))
    assert [to_hex(pixels[4, 4]), to_hex(pixels[450, 800])] == [MARGIN.lower(), CARD.lower()]
    assert pixels[..., 3].min() == 1, "nothing shines through"
    assert contrast(MARGIN, "#000000") > 15


@FEW
@given(st.text(max_size=200) | NAMES, st.integers(60, 600), st.integers(1, 3))
def test_wrapped_text_keeps_to_its_width_and_lines_and_loses_nothing_without_a_sign(
    text: str, width: int, most: int
) -> None:
    canvas = Canvas(SQUARE)
    lines = canvas.wrapped(text, width, most, otherwise="Team 1")
    assert 1 <= len(lines) <= most
    assert all(canvas.measure(line, SMALL) <= width for line in lines)
    whole = canvas.wrapped(text, 100_000, 1, otherwise="Team 1")[0]
    assert " ".join(lines) == whole or any("…" in line for line in lines)


@FEW
@given(NAMES)
def test_a_long_name_in_a_title_is_shortened_before_what_was_found(name: str) -> None:
    canvas = Canvas(SQUARE)
    team = name or "Churn"
    finding = "up in application integration, level 2 to 4"
    canvas.heading(team, finding, "Microsoft's MLOps maturity model")
    title = " ".join(text.get_text().strip("\u200e") for text in canvas.axes.texts[:-1])
    assert title.endswith(f": {finding}")
    assert all(
        canvas.measure(text.get_text(), TITLE, bold=True) <= canvas.right - EDGE for text in canvas.axes.texts[:-1]
    )
