"""Stages over time: the newest results, gaps and open ranges shown, and Slack's own chart where it can say the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from bot.pictures.canvas import OKABE_ITO
from bot.pictures.line import MOST_POINTS, Line, line, native
from bot.pictures.strips import STYLES
from bot.pictures.wording import ALT, short
from bot.preview.limits import refusals
from knowledge.placements import Placement, Range
from tests.bot.pictures.samples import FEW, LIBRARY, knowing, lines, made, on, texts, unreadable

AZURE, SHOP, MAKINEN = (LIBRARY.maturity_models[id] for id in ("azure", "ml_op_shop", "makinen"))


def result(azure: int | Range, shop: int | Range = 3) -> list[Placement]:
    return [on(AZURE, azure, 4, 4, 4), on(SHOP, shop, 5), on(MAKINEN, 2)]


def churn(*results: list[Placement]) -> Line:
    return line(LIBRARY, "Churn", [(f"Q{index}", found) for index, found in enumerate(results, start=1)])


def test_the_title_says_on_which_scales_a_team_moved_and_since_when() -> None:
    assert churn(result(1), result(2)).title == "Churn: up on Microsoft's model, level 1 to 2, since Q1"
    assert churn(result(1), result(1)).title == "Churn: unchanged since Q1"
    assert churn(result(1)).title == "Churn: level 1 of 4 on Microsoft's model, its first result"
    away = [replace(found, applicable=False) for found in result(1)]
    assert churn(away, away).title == "Churn: no stage yet"
    with pytest.raises(ValueError, match="no result"):
        churn()


def test_every_gated_scale_is_a_series_and_those_that_are_matched_are_none() -> None:
    assert [series.model.id for series in churn(result(1)).series] == ["azure", "ml_op_shop", "makinen"]


def test_where_a_scale_did_not_apply_there_is_a_gap_and_the_rest_stays() -> None:
    away = [replace(found, applicable=found.maturity_model != "azure") for found in result(1)]
    found = churn(away, result(2), away, result(3))
    assert found.series[0].points == (None, Range(2, 2), None, Range(3, 3))
    assert None not in found.series[1].points
    assert [text for text in texts(found) if text in ("Q1", "Q2", "Q3", "Q4")] == ["Q4", "Q3", "Q2", "Q1"]


def test_of_a_long_history_the_newest_results_are_drawn_and_it_says_so() -> None:
    found = churn(*[result(index % 4) for index in range(34)])
    assert len(found.labels) == MOST_POINTS
    assert (found.labels[0], found.labels[-1]) == ("Q15", "Q34")
    assert "The newest 20 of 34 results" in texts(found)
    assert "The newest 20 of 34 results" in found.alt
    assert found.as_text.endswith("The newest 20 of 34 results")


def test_two_results_under_one_label_stay_two_results() -> None:
    found = line(LIBRARY, "Churn", [("Nov 20", result(1)), ("Nov 20", result(2)), ("", result(3))])
    assert found.labels == ("Nov 20", "Nov 20 (2)", "result 3")


@FEW
@given(lines())
def test_the_text_equivalent_has_every_level_and_the_alt_text_the_finding_within_slacks_limit(picture: Line) -> None:
    rows = picture.as_text.splitlines()[2:]
    for index, label in enumerate(picture.labels):
        assert rows[index].startswith(label)
        told = rows[index].removeprefix(label).split()
        assert told == [short(found) if (found := one.points[index]) else "-" for one in picture.series]
    assert picture.alt.startswith(picture.title)
    assert len(picture.alt) <= ALT


def test_the_alt_text_says_each_level_with_the_time_it_was_first_seen() -> None:
    alt = churn(result(1), result(1), result(Range(1, 2), 4)).alt
    assert "Microsoft's model level 1 from Q1, level 1-2 from Q3" in alt
    assert "ML Op Shop stage 3 from Q1, stage 4 from Q3" in alt


def test_an_alt_text_that_would_be_too_long_keeps_the_first_and_the_last_level() -> None:
    scales = [made(2, id=f"s{index}", name=f"Scale {index}") for index in range(7)]
    history = [(f"November {day}, 2026", [on(scale, day % 5, 5) for scale in scales]) for day in range(20)]
    alt = line(knowing(*scales), "Churn", history).alt
    assert "Scale 6 level 0 from November 0, 2026, and in the end level 4 from November 19, 2026" in alt


def test_series_differ_in_color_in_mark_and_in_line() -> None:
    colors, marks, dashes = zip(*STYLES, strict=True)
    assert len(STYLES) == 7
    assert {*colors} <= {*OKABE_ITO}
    assert len({*colors}) == len({*marks}) == len({*dashes}) == 7


def test_the_longest_history_on_the_most_scales_can_be_read_although_every_level_is_open() -> None:
    scales = [made(2, id=f"s{index}", name=f"Scale {index}") for index in range(7)]
    results = [on(scale, Range(3, 4), 5) for scale in scales]
    found = line(knowing(*scales), "Churn", [(f"Nov {day}, 2026", results) for day in range(40)])
    assert not unreadable(found)
    assert texts(found).count("3-4") == 7 * 20


def test_the_level_of_every_result_is_printed_at_its_mark() -> None:
    shown = texts(churn(result(1), result(Range(2, 4))))
    assert "2-4" in shown
    assert any("level 2 to 4 of 4" in line for line in shown)


@FEW
@given(lines())
def test_slack_takes_its_own_chart_of_any_history_that_it_can_show(picture: Line) -> None:
    block = native(picture)
    whole = all(found and found.determinate for one in picture.series if any(one.points) for found in one.points)
    shown = [one for one in picture.series if any(one.points)]
    assert (block is not None) == (whole and 0 < len(shown) <= 6)
    if block:
        assert not refusals("chat.postMessage", {"channel": "C1", "text": picture.title, "blocks": [block]})


def test_slacks_own_chart_says_the_same_levels_under_the_same_title() -> None:
    block = native(churn(result(1), result(2), result(4)))
    assert block is not None
    assert block["title"] == "Up on Microsoft's model, level 1 to 4, since Q1"
    assert block["chart"]["series"][0] == {
        "name": "Microsoft's model",
        "data": [{"label": "Q1", "value": 1}, {"label": "Q2", "value": 2}, {"label": "Q3", "value": 4}],
    }
    assert not refusals("chat.postMessage", {"channel": "C1", "text": "Churn", "blocks": [block]})
    assert native(churn(result(1), result(Range(1, 2)))) is None
