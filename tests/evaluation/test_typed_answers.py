"""Typed answers against the evaluation set: both halves are read well, hardly ever wrongly, and better than by matching."""

import pytest

from tests.evaluation.report_reading import HALVES, Figures, report, typed_answers
from tests.knowledge.teams import LIBRARY

OURS = "mlops-advisor"


@pytest.fixture(scope="module")
def figures() -> dict[tuple[str, str], Figures]:
    return {(one.half, one.way): one for one in report(LIBRARY)}


def test_the_set_is_large_and_speaks_of_every_question() -> None:
    answers = typed_answers()
    assert len(answers) >= 320
    assert {one.question for one in answers} == set(LIBRARY.questions)


def test_what_is_expected_is_something_the_question_asks_about() -> None:
    for one in typed_answers():
        assert set(one.expected) <= LIBRARY.questions[one.question].capabilities, one.text


@pytest.mark.parametrize("half", HALVES)
def test_hardly_an_answer_is_taken_wrongly(figures: dict[tuple[str, str], Figures], half: str) -> None:
    assert figures[half, OURS].wrong_share < 0.01


@pytest.mark.parametrize("half", HALVES)
def test_nearly_every_answer_is_read_right_or_asked_about(figures: dict[tuple[str, str], Figures], half: str) -> None:
    assert figures[half, OURS].safe_share >= 0.97


@pytest.mark.parametrize("half", HALVES)
def test_most_answers_are_settled_without_asking(figures: dict[tuple[str, str], Figures], half: str) -> None:
    assert figures[half, OURS].settled_share >= 0.75


@pytest.mark.parametrize("half", HALVES)
def test_plain_matching_is_wrong_far_more_often(figures: dict[tuple[str, str], Figures], half: str) -> None:
    others = [one for (of, way), one in figures.items() if of == half and way != OURS]
    assert all(one.wrong_share > 10 * figures[half, OURS].wrong_share for one in others)
    assert all(one.right < figures[half, OURS].right for one in others)
