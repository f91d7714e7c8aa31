"""Answers become values: newest first, silence says nothing, and a contradiction is set apart instead of scored."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answers import NOT_SURE, PARTLY, Answer, established, findings
from knowledge.library import Question, Value
from tests.knowledge.teams import ANY_TEAM, HELD, LIBRARY, NOT_HELD, UNKNOWN

QUESTIONS = LIBRARY.questions
_RUNNING, _BUILDING, _NONE = (Answer("ml_situation", id) for id in ("running", "building", "no_model"))
_ANSWERS = [
    Answer(question.id, option)
    for question in QUESTIONS.values()
    for option in [*(one.id for one in question.options), NOT_SURE, *([PARTLY] if question.yes_no else [])]
]


def test_an_option_says_what_its_record_says() -> None:
    found = findings(LIBRARY, [Answer("versions", "code_only")])
    assert found.values == {"training_code_versioned": HELD, "ml_models_versioned": NOT_HELD}
    assert found.contradictions == ()


def test_nothing_answered_says_nothing() -> None:
    assert findings(LIBRARY, []).values == {}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.id)
def test_not_sure_makes_all_of_a_question_unknown(question: Question) -> None:
    said = findings(LIBRARY, [Answer(question.id, NOT_SURE)]).values
    assert said == dict.fromkeys(question.capabilities, UNKNOWN)


def test_partly_is_recorded_as_such() -> None:
    assert findings(LIBRARY, [Answer("cloud_tools", PARTLY)]).values == {"cloud_ide": Value.PARTLY}


def test_what_an_option_leaves_out_stays_open() -> None:
    assert "first_ml_use_cases" not in findings(LIBRARY, [_BUILDING]).values


def test_not_sure_takes_back_nothing_that_another_answer_said() -> None:
    for answers in ([_RUNNING, Answer("use_cases", NOT_SURE)], [Answer("use_cases", NOT_SURE), _RUNNING]):
        found = findings(LIBRARY, answers)
        assert (found.values["first_ml_use_cases"], found.contradictions) == (HELD, ())


def test_answers_that_contradict_each_other_make_it_unknown_and_are_both_quoted() -> None:
    no = Answer("use_cases", "no")
    for answers in ([_RUNNING, no], [no, _RUNNING]):
        found = findings(LIBRARY, answers)
        assert found.values["first_ml_use_cases"] is UNKNOWN
        (contradiction,) = found.contradictions
        assert (contradiction.capability, contradiction.held, contradiction.lacking) == (
            "first_ml_use_cases",
            _RUNNING,
            no,
        )


@pytest.mark.parametrize("lack", ["no", PARTLY])
def test_partly_contradicts_held_too(lack: str) -> None:
    found = findings(LIBRARY, [_RUNNING, Answer("use_cases", lack)])
    assert [one.capability for one in found.contradictions] == ["first_ml_use_cases"]


def test_two_ways_of_lacking_do_not_contradict_and_the_newer_is_kept() -> None:
    found = findings(LIBRARY, [_NONE, Answer("use_cases", PARTLY)])
    assert (found.values["first_ml_use_cases"], found.contradictions) == (Value.PARTLY, ())


@pytest.mark.parametrize("value", [HELD, NOT_HELD, UNKNOWN])
def test_a_settled_contradiction_keeps_the_decision_and_is_not_asked_again(value: Value) -> None:
    found = findings(LIBRARY, [_RUNNING, Answer("use_cases", "no")], settled={"first_ml_use_cases": value})
    assert (found.values["first_ml_use_cases"], found.contradictions) == (value, ())


def test_a_contradiction_leaves_the_question_s_other_capability_alone() -> None:
    assert findings(LIBRARY, [_RUNNING, Answer("use_cases", "no")]).values["ml_model_exists"] is HELD


def test_the_answers_behind_a_value_are_kept_in_order() -> None:
    yes = Answer("use_cases", "yes")
    assert findings(LIBRARY, [_RUNNING, yes]).evidence["first_ml_use_cases"] == (_RUNNING, yes)


@pytest.mark.parametrize("answer", [Answer("retired_question", "yes"), Answer("versions", "retired_option")])
def test_an_answer_of_an_older_release_says_nothing_and_breaks_nothing(answer: Answer) -> None:
    assert findings(LIBRARY, [answer, _RUNNING]) == findings(LIBRARY, [_RUNNING])


def test_an_unknown_option_establishes_nothing() -> None:
    assert established(QUESTIONS["versions"], "retired") == {}


@ANY_TEAM
@given(st.lists(st.sampled_from(_ANSWERS), max_size=40))
def test_a_value_is_unknown_exactly_where_nothing_or_opposites_were_said(answers: list[Answer]) -> None:
    found = findings(LIBRARY, answers)
    for capability, value in found.values.items():
        said = [established(QUESTIONS[answer.question], answer.option).get(capability, UNKNOWN) for answer in answers]
        held, lacking = HELD in said, any(one.lacking for one in said)
        assert value is UNKNOWN if held == lacking else (value is HELD) == held
        assert (capability in {one.capability for one in found.contradictions}) == (held and lacking)


@ANY_TEAM
@given(st.lists(st.sampled_from(_ANSWERS), max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_answers_never_changes_whether_something_counts_as_held(
    answers: list[Answer], luck: Random
) -> None:
    shuffled = list(answers)
    luck.shuffle(shuffled)

    def counted(said: list[Answer]) -> dict[str, tuple[bool, bool]]:
        return {id: (value is HELD, value.lacking) for id, value in findings(LIBRARY, said).values.items()}

    assert counted(shuffled) == counted(answers)
