"""Checklists: any number of boxes may be ticked; what is ticked is in place, and what is left out is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.engine import Changed, Pressed, Resumed
from conversations.session import Session
from conversations.turns import Stale
from knowledge.answers import NONE, NOT_SURE, joined
from knowledge.library import Question, Value
from knowledge.scoring import effective
from tests.conversations.talking import (
    BEST,
    LIBRARY,
    at,
    finish,
    hear,
    offered,
    press,
    prompt,
    start,
    values,
    without_option,
)

CHECKLISTS = [question for question in LIBRARY.questions.values() if question.several]


@st.composite
def ticked(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Any boxes of any checklist, in any order."""
    question = draw(st.sampled_from(CHECKLISTS))
    return question.id, draw(st.lists(st.sampled_from([option.id for option in question.options]), unique=True))


def asking(question: Question) -> Session:
    """A conversation that asks this question now."""
    return replace(start(), question=question.id)


def said_of(session: Session, question: Question) -> dict[str, Value]:
    return {id: value for id, value in values(session).items() if id in question.capabilities}


@given(ticked())
def test_what_is_ticked_is_in_place_and_what_is_left_out_is_not(found: tuple[str, list[str]]) -> None:
    question, boxes = LIBRARY.questions[found[0]], found[1]
    after = press(asking(question), "+".join(boxes) or NONE)
    held = {id for box in boxes for id in question.option(box).establishes}
    denied = question.capabilities - {weaker for id in held for weaker in LIBRARY.weaker[id]}
    assert after.trail[-1].question == question.id
    assert said_of(after, question) == dict.fromkeys(held, Value.HELD) | dict.fromkeys(denied, Value.NOT_HELD)


@given(ticked())
def test_an_empty_box_does_not_deny_what_a_ticked_one_implies(found: tuple[str, list[str]]) -> None:
    question, boxes = LIBRARY.questions[found[0]], found[1]
    known = effective(LIBRARY, values(press(asking(question), "+".join(boxes) or NONE)))
    implied = {weaker for box in boxes for id in question.option(box).establishes for weaker in LIBRARY.weaker[id]}
    assert all(known[id] is Value.HELD for id in implied)


@given(ticked())
def test_the_order_of_the_ticks_does_not_matter(found: tuple[str, list[str]]) -> None:
    question, boxes = LIBRARY.questions[found[0]], found[1]
    after = press(asking(question), "+".join(boxes) or NONE)
    assert said_of(after, question) == said_of(press(asking(question), joined(question, boxes)), question)


@pytest.mark.parametrize("question", CHECKLISTS, ids=lambda question: question.id)
def test_none_of_these_says_that_nothing_of_it_is_in_place(question: Question) -> None:
    after = press(asking(question), NONE)
    assert said_of(after, question) == dict.fromkeys(question.capabilities, Value.NOT_HELD)


@pytest.mark.parametrize("question", CHECKLISTS, ids=lambda question: question.id)
def test_not_sure_leaves_all_of_it_open(question: Question) -> None:
    after = press(asking(question), NOT_SURE)
    assert said_of(after, question) == dict.fromkeys(question.capabilities, Value.UNKNOWN)
    assert question.id not in finish(after, BEST)[1]


@pytest.mark.parametrize("question", CHECKLISTS, ids=lambda question: question.id)
def test_a_skipped_checklist_says_nothing(question: Question) -> None:
    assert not said_of(press(asking(question), "skip"), question)


def test_a_checklist_offers_its_boxes_none_of_these_and_not_sure() -> None:
    session = at("versions", BEST)
    boxes = [option.id for option in LIBRARY.questions["versions"].options]
    assert offered(session) == [*boxes, NONE, NOT_SURE]


@pytest.mark.parametrize(
    "choice",
    [
        *("moon", "code+moon", "moon+code", "code+", "+code", "+", "", "code + models", "code,models"),
        *("code+none_of_these", "not_sure+code", "partly", "detail", "done", "code+skip"),
    ],
)
def test_boxes_that_do_not_exist_change_nothing(choice: str) -> None:
    session = at("versions", BEST)
    assert hear(session, Pressed(session.turn, choice)) == (session, (Stale(session.turn),))


@pytest.mark.parametrize("choice", ["by_hand+by_itself", "by_itself+by_itself", NONE])
def test_a_question_with_one_answer_takes_no_boxes(choice: str) -> None:
    session = at("data_for_training", BEST)
    assert hear(session, Pressed(session.turn, choice)) == (session, (Stale(session.turn),))


def test_a_checklist_can_be_answered_anew() -> None:
    session, _ = finish(start(), BEST)
    entry = next(entry for entry in session.trail if entry.question == "versions")
    opened, turns = hear(session, Changed(entry.turn))
    assert (prompt(turns).question, prompt(turns).preface) == ("versions", "changing")
    after = press(opened, "python_or_r+git")
    assert values(after)["code_shared_through_git"] is Value.HELD
    assert values(after)["training_code_versioned"] is Value.NOT_HELD


def test_back_takes_all_the_ticks_back() -> None:
    session = at("versions", BEST)
    again = press(press(session, "code+models"), "back")
    assert (again.question, again.trail) == ("versions", session.trail)
    assert not said_of(again, LIBRARY.questions["versions"])


# A new release


def test_a_checklist_with_a_tick_that_was_retired_is_asked_again() -> None:
    session = press(at("versions", BEST), "git+code+models")
    release = without_option("versions", "code")
    resumed, _ = hear(session, Resumed(), release)
    assert "versions" not in resumed.passed
    after, asked = finish(resumed, BEST | {"versions": "git+models"}, release)
    assert "versions" in asked
    assert after.entry(after.trail[-1].turn)


@pytest.mark.parametrize("choice", ["git+models", NONE, NOT_SURE, "skip"])
def test_a_checklist_whose_ticks_are_all_still_there_is_not_asked_again(choice: str) -> None:
    session = press(at("versions", BEST), choice)
    resumed, _ = hear(session, Resumed(), without_option("versions", "code"))
    assert resumed.trail == session.trail


def test_a_retired_tick_on_the_open_checklist_is_not_taken() -> None:
    session, release = at("versions", BEST), without_option("versions", "code")
    after, turns = hear(session, Pressed(session.turn, "git+code"), release)
    assert (after, turns) == (session, (Stale(session.turn),))
