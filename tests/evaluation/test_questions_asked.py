"""The search against the evaluation set: both halves reach the floors, and beat two plain ways of searching."""

from collections import Counter

import pytest

from knowledge.searching import entries
from tests.evaluation.report_search import HALVES, Figures, questions_asked, report
from tests.knowledge.teams import LIBRARY

OURS = "mlops-advisor"


@pytest.fixture(scope="module")
def figures() -> dict[str, dict[str, Figures]]:
    return report(LIBRARY)


def test_the_set_is_large_and_both_halves_hold_both_kinds() -> None:
    kinds = Counter((one.half, one.covered) for one in questions_asked())
    assert set(kinds) == {(half, covered) for half in HALVES for covered in (True, False)}
    assert kinds["held_back", True] >= 110
    assert kinds["held_back", False] >= 35


def test_no_question_stands_twice() -> None:
    counts = Counter(one.text.lower() for one in questions_asked())
    assert [text for text, count in counts.items() if count > 1] == []


def test_every_right_answer_is_an_entry() -> None:
    known = {entry.id for entry in entries(LIBRARY)}
    assert {id for one in questions_asked() for id in one.right} - known == set()


@pytest.mark.parametrize("half", HALVES)
def test_a_right_entry_is_among_the_first_three(figures: dict[str, dict[str, Figures]], half: str) -> None:
    assert figures[half][OURS].in_three >= 0.95


@pytest.mark.parametrize("half", HALVES)
def test_a_right_entry_comes_first(figures: dict[str, dict[str, Figures]], half: str) -> None:
    assert figures[half][OURS].first >= 0.85


@pytest.mark.parametrize("half", HALVES)
def test_what_the_sources_do_not_answer_is_declined(figures: dict[str, dict[str, Figures]], half: str) -> None:
    assert figures[half][OURS].declined >= 0.95


@pytest.mark.parametrize("half", HALVES)
def test_both_plain_ways_of_searching_are_worse(figures: dict[str, dict[str, Figures]], half: str) -> None:
    ours = figures[half][OURS]
    for name, plain in figures[half].items():
        if name != OURS:
            assert (plain.first, plain.in_three, plain.declined) < (ours.first, ours.in_three, ours.declined), name
            assert plain.in_three < ours.in_three, name
            assert plain.declined < ours.declined, name
