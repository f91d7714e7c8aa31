"""All pictures alike: drawn off the request path, by several threads, the same each time, and readable."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given

from bot.pictures import Picture, draw
from bot.pictures.canvas import SQUARE, WIDE
from bot.pictures.heatmap import heatmap
from bot.pictures.line import line
from bot.pictures.radar import radar
from tests.bot.pictures.samples import FEW, LIBRARY, heatmaps, lines, on, radars, unreadable

AZURE, SHOP = LIBRARY.maturity_models["azure"], LIBRARY.maturity_models["ml_op_shop"]
PNG = b"\x89PNG\r\n\x1a\n"


def examples() -> list[Picture]:
    """A picture of every kind and shape."""
    low, high = on(AZURE, 1, 0, 2, 2), on(AZURE, 1, 1, 3, 4)
    few, many = [("Churn", low), ("Ads", None)], [(f"Team {index}", high) for index in range(30)]
    return [
        radar(LIBRARY, "Churn", "azure", high, low, "Nov 20", "Aug 21"),
        radar(LIBRARY, "Churn", "ml_op_shop", on(SHOP, 1, 2), None, "Nov 20", ""),
        line(LIBRARY, "Churn", [("Q3", [low]), ("Q4", [high])]),
        heatmap(LIBRARY, "Two teams, one with a result", "azure", few),
        heatmap(LIBRARY, "Thirty teams at level 1", "azure", many),
    ]


@FEW
@given(radars())
def test_a_profile_of_any_names_and_values_can_be_read(picture: Picture) -> None:
    assert not unreadable(picture)


@FEW
@given(lines())
def test_a_history_of_any_names_and_values_can_be_read(picture: Picture) -> None:
    assert not unreadable(picture)


@FEW
@given(heatmaps())
def test_a_heatmap_of_any_names_and_values_can_be_read(picture: Picture) -> None:
    assert not unreadable(picture)


@pytest.mark.parametrize("picture", examples(), ids=lambda picture: type(picture).__name__)
def test_a_picture_is_a_png_of_the_size_that_phones_show_well(picture: Picture) -> None:
    drawn = draw(picture)
    assert drawn.startswith(PNG)
    assert struct.unpack(">II", drawn[16:24]) == picture.size
    assert picture.size in (WIDE, SQUARE)


def test_pictures_drawn_by_many_threads_at_once_are_those_drawn_alone() -> None:
    pictures = (examples() * 2)[:8]
    with ThreadPoolExecutor(len(pictures)) as threads:
        together = list(threads.map(draw, pictures))
    alone = [draw(picture) for picture in pictures]
    assert together == alone
    assert len(set(alone)) == len(examples())


def test_a_picture_is_the_same_whatever_this_machine_set_for_its_own_pictures(tmp_path: Path) -> None:
    settings = tmp_path / "matplotlibrc"
    settings.write_text(
        "font.family: serif\nfont.size: 4\ntext.usetex: True\nsavefig.dpi: 30\nsavefig.bbox: tight\nfigure.dpi: 50\n"
        "lines.linewidth: 9\npatch.linewidth: 9\nhatch.linewidth: 9\nfigure.autolayout: True\nlines.dash_capstyle: round\n"
    )
    code = (
        "import sys; from tests.bot.pictures.test_pictures import examples\n"
        "for picture in examples(): sys.stdout.buffer.write(picture.draw())"
    )
    env = os.environ | {"MATPLOTLIBRC": str(settings), "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "7"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True, timeout=60)
    assert done.stdout == b"".join(draw(picture) for picture in examples())


def test_the_bot_starts_without_loading_what_draws() -> None:
    code = "import sys, bot.pictures; sys.exit('matplotlib' in sys.modules)"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], env=env, check=True, timeout=60)
