"""The modal that takes an answer capability by capability, for every shipped question."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import ids
from bot.blocks import details
from bot.given import SHOWN, detail
from bot.preview.limits import refusals
from knowledge import loading
from knowledge.library import Question, Value

LIBRARY = loading.shipped()
QUESTIONS = pytest.mark.parametrize("question", LIBRARY.questions.values(), ids=lambda question: question.id)
VALUES = st.dictionaries(st.sampled_from(list(LIBRARY.capabilities)), st.sampled_from(list(Value)))


@QUESTIONS
def test_every_question_can_be_answered_in_detail_with_one_menu_for_each_capability(question: Question) -> None:
    view = details.view(LIBRARY, question, "0123456789abcdef 7").to_dict()
    assert not refusals("views.open", {"trigger_id": "1.1.a", "view": view})
    inputs = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    menus = {f"{ids.DETAIL_INPUT}:{id}" for id in question.capabilities}
    assert set(inputs) == menus | {ids.REASON_INPUT}
    for id in question.capabilities:
        block = inputs[f"{ids.DETAIL_INPUT}:{id}"]
        assert block["label"]["text"] == LIBRARY.capabilities[id].statement
        assert {option["value"] for option in block["element"]["options"]} == {value.value for value in Value}
        assert block["optional"] is True


@settings(max_examples=60, deadline=None)
@given(VALUES, st.text(max_size=20))
def test_something_must_be_chosen_and_not_applicable_needs_a_reason(values: dict[str, Value], reason: str) -> None:
    unexplained = Value.NOT_APPLICABLE in values.values() and not reason.strip()
    assert set(details.problems(values, reason)) == ({ids.REASON_INPUT} if not values or unexplained else set())


@settings(max_examples=60, deadline=None)
@given(VALUES)
def test_an_answer_in_detail_names_each_capability_once_under_the_word_people_read(values: dict[str, Value]) -> None:
    named = detail(LIBRARY, {id: value.value for id, value in values.items()})
    parts = dict(part.split(": ", 1) for part in named.lower().split("; ") if part)
    for id, value in values.items():
        assert LIBRARY.capabilities[id].short.lower() in parts[SHOWN[value].lower()]
    assert set(parts) == {SHOWN[value].lower() for value in values.values()}
