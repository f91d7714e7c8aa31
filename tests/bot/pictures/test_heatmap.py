"""Teams by dimensions: a number in every cell, colors that order, all teams in the text equivalent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from matplotlib import colormaps
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from bot.pictures.cells import cell_colors, contrast
from bot.pictures.heatmap import MOST_TEAMS, Heatmap, heatmap
from bot.pictures.wording import ALT, AS_TEXT, one_line
from knowledge.placements import Placement, Range
from tests.bot.pictures.samples import FEW, LIBRARY, heatmaps, knowing, made, on, painted, texts, unreadable

AZURE = LIBRARY.maturity_models["azure"]
OPEN = on(AZURE, 0, Range(1, 3), 2, 4)


def teams(*rows: tuple[str, Placement | None]) -> Heatmap:
    return heatmap(LIBRARY, "Search leads", "azure", rows)


@pytest.mark.parametrize("levels", range(2, 12))
def test_the_number_of_every_cell_has_enough_contrast_and_the_color_is_cividis(levels: int) -> None:
    model = made(2, levels)
    papers = []
    for level in range(levels):
        paper, ink = cell_colors(model, Range(level, levels - 1))
        assert contrast(paper, ink) >= 4.5
        assert paper == to_hex(colormaps["cividis"](level / (levels - 1)))
        papers.append(contrast(paper, "#000000"))
    assert papers == sorted(papers), "a higher level is lighter, so that the order shows without color too"


def test_contrast_is_reckoned_as_accessibility_guidelines_do() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_every_cell_has_its_number_and_open_ones_their_range() -> None:
    shown = texts(teams(("Churn", OPEN)))
    assert [text for text in shown if text in ("0", "1-3", "2", "4")] == ["0", "1-3", "2", "4"]
    assert any("1-2: still open" in text for text in shown)


def test_a_team_without_a_result_is_hatched_and_told_from_one_the_scale_does_not_apply_to() -> None:
    found = teams(("Churn", OPEN), ("Ads", None), ("New", replace(OPEN, applicable=False)))
    shown = texts(found)
    assert shown.count("-") == shown.count("n/a") == 4
    assert any("- no result yet" in text for text in shown)
    cells = [patch for patch in painted(found).axes.patches if isinstance(patch, Rectangle)]
    assert [bool(cell.get_hatch()) for cell in cells] == [False] * 4 + [True] * 8


def test_teams_stand_in_the_order_they_were_given() -> None:
    shown = texts(teams(*((name, OPEN) for name in ("Zoo", "Ads", "Churn"))))
    assert [text for text in shown if text in ("Zoo", "Ads", "Churn")] == ["Zoo", "Ads", "Churn"]


def test_a_picture_of_many_teams_shows_the_first_and_says_where_all_are() -> None:
    found = teams(*((f"Team {index}", OPEN) for index in range(1, 61)))
    shown = texts(found)
    assert "24 of 60 teams; the table has all" in shown
    assert "Team 24" in shown
    assert "Team 25" not in shown
    assert "24 of 60 teams" in found.alt
    assert "of 24 teams" not in str(texts(teams(*((f"Team {index}", OPEN) for index in range(24)))))


@pytest.mark.parametrize("count", range(1, 9))
def test_a_full_picture_can_be_read_whatever_the_number_of_its_columns(count: int) -> None:
    model = made(count)
    rows = [(f"Ågÿ team {index}", on(model, *[Range(1, 2)] * count) if index % 2 else None) for index in range(30)]
    found = heatmap(knowing(model), "A title that is long enough to be set on two lines " * 2, "made", rows)
    assert not unreadable(found)
    assert len(found.shown) == (24 if count <= 5 else 20)


def test_the_text_equivalent_has_the_teams_that_the_picture_leaves_out() -> None:
    found = teams(*((f"Team {index}", OPEN) for index in range(1, 41)))
    lines = found.as_text.splitlines()
    assert lines[:4] == [
        "Search leads",
        "Microsoft's MLOps maturity model, levels 0 to 4",
        "         People  Model     Model    Application",
        "                 creation  release  integration",
    ]
    assert lines[4] == "Team 1   0       1-3       2        4"
    assert len(lines) == 4 + 40


def test_a_text_equivalent_that_would_be_too_long_says_how_many_teams_are_missing() -> None:
    found = teams(*((f"Team {index} with quite a long name", OPEN) for index in range(100)))
    lines = found.as_text.splitlines()
    assert len(found.as_text) <= AS_TEXT
    assert lines[-1] == f"and {100 - (len(lines) - 5)} more teams"


@FEW
@given(heatmaps())
def test_the_alt_text_says_the_title_and_every_shown_team_within_slacks_limit(picture: Heatmap) -> None:
    assert picture.alt.startswith(picture.title)
    assert len(picture.alt) <= ALT
    assert picture.alt.count(";") >= len(picture.shown) - 1
    assert len(picture.as_text) <= AS_TEXT + len(picture.title)


def test_the_alt_text_has_every_dimension_and_every_value() -> None:
    alt = teams(("Churn", OPEN), ("Ads", None)).alt
    assert "for People, Model creation, Model release, Application integration: " in alt
    assert "Churn 0, 1-3, 2, 4; Ads no result yet." in alt
    long = teams(*((f"{index} {'name ' * 11}", OPEN) for index in range(24))).alt
    assert long.count("0, 1-3, 2, 4") == MOST_TEAMS


def test_there_is_no_heatmap_without_teams_or_dimensions() -> None:
    with pytest.raises(ValueError, match="needs teams"):
        teams()
    with pytest.raises(ValueError, match="dimensions"):
        heatmap(LIBRARY, "Nothing", "need", [("Churn", None)])


def test_names_that_look_like_math_or_markup_are_written_as_typed() -> None:
    assert {"$\\alpha$ team", "<!channel> & co"} <= {*texts(teams(("$\\alpha$ team", OPEN), ("<!channel> & co", OPEN)))}
    assert one_line("<!channel> & co") == "<!channel> & co"
