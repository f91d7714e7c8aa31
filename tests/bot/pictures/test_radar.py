"""A profile now against last time: what it finds, what it says, how it is drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from matplotlib.colors import to_hex
from matplotlib.patches import FancyBboxPatch

from bot.pictures.canvas import OKABE_ITO, SQUARE, WIDE
from bot.pictures.marks import BEFORE, NOW, SIZE
from bot.pictures.radar import Radar, radar
from bot.pictures.wording import ALT, short
from knowledge.placements import Placement, Range
from tests.bot.pictures.samples import FEW, LIBRARY, knowing, made, on, painted, radars, texts, unreadable

AZURE, SHOP = LIBRARY.maturity_models["azure"], LIBRARY.maturity_models["ml_op_shop"]
BEFORE_IT, AFTER_IT = on(AZURE, 1, 1, 1, 2), on(AZURE, 1, 1, 2, 2)


def churn(now: Placement, before: Placement | None = None) -> Radar:
    return radar(LIBRARY, "Churn team", "azure", now, before, "Nov 20", "Aug 21")


def test_the_title_says_what_moved_or_that_nothing_did_or_where_a_new_team_stands() -> None:
    assert churn(AFTER_IT, BEFORE_IT).title == "Churn team: up in model release, level 1 to 2"
    assert churn(AFTER_IT, AFTER_IT).title == "Churn team: unchanged since Aug 21, level 1 of 4"
    assert churn(AFTER_IT).title == "Churn team: level 1 of 4, DevOps but no MLOps"


def test_an_earlier_result_to_which_the_scale_did_not_apply_is_no_comparison() -> None:
    assert churn(AFTER_IT, replace(BEFORE_IT, applicable=False)) == churn(AFTER_IT)


def test_there_is_no_profile_where_a_scale_has_no_dimensions_or_does_not_apply() -> None:
    with pytest.raises(ValueError, match="has no dimensions"):
        radar(LIBRARY, "Churn", "need", AFTER_IT, None, "Nov 20", "")
    with pytest.raises(ValueError, match="does not apply"):
        churn(replace(AFTER_IT, applicable=False))


@FEW
@given(radars())
def test_the_alt_text_says_the_title_and_every_dimension_with_its_levels(picture: Radar) -> None:
    assert picture.alt.startswith(picture.title)
    assert len(picture.alt) <= ALT
    profile = picture.profile
    for index, dimension in enumerate(profile.model.dimensions):
        assert f"{dimension.name} {profile.value(index)}" in picture.alt
        for found in (profile.now[index], *profile.before[index : index + 1]):
            assert short(found) in profile.value(index)


def test_the_text_equivalent_has_a_line_for_every_dimension_now_and_before() -> None:
    assert churn(on(AZURE, 1, Range(1, 2), 2, 2), BEFORE_IT).as_text.splitlines() == [
        "Churn team: up in model release, level 1 to 2",
        "Microsoft's MLOps maturity model: level 1 of 4",
        "                         now, Nov 20  before, Aug 21",
        "People                   level 1      level 1",
        "Model creation           level 1-2    level 1",
        "Model release            level 2      level 1",
        "Application integration  level 2      level 2",
    ]


def test_three_to_seven_dimensions_make_a_radar_and_others_rows_from_before_to_now() -> None:
    sizes = []
    for count in range(1, 9):
        model = made(count)
        sizes.append(radar(knowing(model), "Churn", "made", on(model, *[1] * count), None, "now", "").size)
    assert sizes == [WIDE, WIDE, *[SQUARE] * 5, WIDE]


def test_the_number_of_every_dimension_is_printed_on_its_mark_and_names_stand_beside() -> None:
    shown = texts(churn(on(AZURE, 0, Range(1, 3), 4, 4), on(AZURE, 3, 2, 4, 1)))
    for printed in ("0", "1-3", "3", "2", "1"):
        assert printed in shown
    assert shown.count("4") == 1 + 2, "the ring and two marks; what did not change is printed once"
    assert {"People", "Model creation", "level 1-3 (was 2)", "now, Nov 20", "before, Aug 21", "1-2: still open"} <= {
        *shown
    }
    assert any("DevOps but no MLOps" in line for line in shown)


@pytest.mark.parametrize("count", range(2, 8))
def test_what_every_dimension_is_and_was_stands_whole_beside_it(count: int) -> None:
    model, open_range = made(count, 3), Range(1, 2)
    result = on(model, *[open_range] * count)
    found = radar(knowing(model), "Churn", "made", result, result, "Nov 20", "Aug 21")
    assert texts(found).count("level 1-2 (was 1-2)") == count
    assert not unreadable(found)


def test_what_did_not_change_is_framed_by_what_it_was() -> None:
    patches = painted(churn(AFTER_IT, BEFORE_IT)).axes.patches
    frames = [
        patch for patch in patches if isinstance(patch, FancyBboxPatch) and to_hex(patch.get_facecolor()) == "#d55e00"
    ]
    assert len(frames) == 3
    assert all(min(frame.get_width(), frame.get_height()) > SIZE for frame in frames)


def test_now_and_before_differ_in_more_than_color() -> None:
    assert NOW.color in OKABE_ITO
    assert BEFORE.color in OKABE_ITO
    for differ in ("color", "shape", "dashes", "hollow"):
        assert getattr(NOW, differ) != getattr(BEFORE, differ)


def test_every_stage_of_a_scale_of_two_dimensions_is_named_above_its_column() -> None:
    shown = " ".join(texts(radar(LIBRARY, "Churn", "ml_op_shop", on(SHOP, 3, 2), on(SHOP, 1, 2), "Nov 20", "Aug 21")))
    for level in SHOP.levels:
        assert level.name.split()[0] in shown
    assert "stage 3 (was 1)" in shown


def test_a_team_whose_name_cannot_be_written_is_this_team() -> None:
    shown = texts(radar(LIBRARY, "\U00012000", "azure", AFTER_IT, None, "Nov 20", ""))
    assert any("This team: level 1 of 4" in line for line in shown)
