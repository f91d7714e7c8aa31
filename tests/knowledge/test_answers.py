"""Answers become values: newest first, silence says nothing, and a contradiction is set apart instead of scored."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answers import AND, DETAIL, NONE, NOT_SURE, PARTLY, Answer, established, findings, joined, options_of
from knowledge.library import Question, Value
from knowledge.scoring import effective
from tests.knowledge.teams import ANY_TEAM, HELD, LIBRARY, NOT_HELD, UNKNOWN

QUESTIONS = LIBRARY.questions
CHECKLISTS = [question for question in QUESTIONS.values() if question.several]
_RUNNING, _BUILDING, _NONE = (Answer("ml_situation", id) for id in ("one_in_use", "building", "no_ml"))
_NO = Answer("use_cases", "no")


def _ids(question: Question) -> list[str]:
    return [option.id for option in question.options]


def _choices(question: Question) -> st.SearchStrategy[str]:
    """Any way to answer a question with buttons: an option, several of a checklist or none, partly, not sure."""
    if question.several:
        ticks = st.sets(st.sampled_from(_ids(question))).map(lambda ticked: joined(question, ticked))
        return st.one_of(ticks, st.just(NOT_SURE))
    return st.sampled_from([*_ids(question), NOT_SURE, *([PARTLY] if question.yes_no else [])])


@st.composite
def _answers(draw: st.DrawFn, most: int = 40, detailed: bool = True) -> list[Answer]:
    """Any answers; where `detailed`, some of them capability by capability."""
    found = []
    for question in draw(st.lists(st.sampled_from(list(QUESTIONS.values())), max_size=most)):
        about = st.sampled_from(sorted(question.capabilities))
        detail = draw(st.dictionaries(about, st.sampled_from(list(Value)), max_size=2 if detailed else 0))
        found.append(Answer(question.id, DETAIL if detail else draw(_choices(question)), detail))
    return found


def _said(answer: Answer, capability: str) -> Value:
    said = answer.values or established(LIBRARY, QUESTIONS[answer.question], answer.option)
    return said.get(capability, UNKNOWN)


# One option


def test_an_option_says_what_its_record_says() -> None:
    found = findings(LIBRARY, [Answer("retraining", "pipeline_started")])
    assert found.values == {"training_pipeline": HELD, "metrics_trigger_retraining": NOT_HELD}
    assert found.contradictions == ()


def test_nothing_answered_says_nothing() -> None:
    assert findings(LIBRARY, []).values == {}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.id)
def test_not_sure_makes_all_of_a_question_unknown(question: Question) -> None:
    said = findings(LIBRARY, [Answer(question.id, NOT_SURE)]).values
    assert said == dict.fromkeys(question.capabilities, UNKNOWN)


def test_partly_is_recorded_as_such() -> None:
    assert findings(LIBRARY, [Answer("it_stakeholders", PARTLY)]).values == {"it_involved": Value.PARTLY}


def test_what_an_option_leaves_out_stays_open() -> None:
    assert "first_ml_use_cases" not in findings(LIBRARY, [_BUILDING]).values


# Several options of a checklist


@pytest.mark.parametrize("question", CHECKLISTS, ids=lambda question: question.id)
def test_none_of_these_says_that_all_of_a_checklist_is_not_in_place(question: Question) -> None:
    assert joined(question, []) == NONE
    assert findings(LIBRARY, [Answer(question.id, NONE)]).values == dict.fromkeys(question.capabilities, NOT_HELD)


@pytest.mark.parametrize("question", CHECKLISTS, ids=lambda question: question.id)
def test_every_box_ticked_says_that_all_of_a_checklist_is_in_place(question: Question) -> None:
    choice = joined(question, _ids(question))
    assert findings(LIBRARY, [Answer(question.id, choice)]).values == dict.fromkeys(question.capabilities, HELD)


@ANY_TEAM
@given(st.data(), st.sampled_from(CHECKLISTS))
def test_what_is_ticked_is_in_place_and_the_rest_is_not_except_what_a_ticked_one_implies(
    data: st.DataObject, question: Question
) -> None:
    ticked = data.draw(st.sets(st.sampled_from(_ids(question)), min_size=1))
    held = {id for option in question.options if option.id in ticked for id in option.establishes}
    met = {id for one in held for id in LIBRARY.weaker[one]}
    choice = joined(question, ticked)
    values = findings(LIBRARY, [Answer(question.id, choice)]).values
    assert {id for id, value in values.items() if value is HELD} == held
    assert {id for id, value in values.items() if value is NOT_HELD} == question.capabilities - met
    known = effective(LIBRARY, values)
    assert {id for id in question.capabilities if known[id] is HELD} == met & question.capabilities


def test_an_ml_engineer_ticked_alone_is_not_said_to_be_a_data_scientist_and_counts_as_one_all_the_same() -> None:
    values = findings(LIBRARY, [Answer("people_and_data", "ml_engineers")]).values
    assert "domain_data_scientist" not in values
    assert effective(LIBRARY, values)["domain_data_scientist"] is HELD


def test_several_are_joined_in_the_question_s_order_whatever_the_order_of_ticking() -> None:
    question = QUESTIONS["versions"]
    assert joined(question, ["models", "code"]) == joined(question, ["code", "models"]) == f"code{AND}models"


@ANY_TEAM
@given(st.data(), st.sampled_from(CHECKLISTS))
def test_what_was_joined_is_found_again(data: st.DataObject, question: Question) -> None:
    ticked = data.draw(st.sets(st.sampled_from(_ids(question))))
    assert {option.id for option in options_of(question, joined(question, ticked))} == ticked


def test_a_box_that_no_longer_exists_is_left_out_of_what_was_ticked() -> None:
    question = QUESTIONS["versions"]
    assert established(LIBRARY, question, f"code{AND}retired") == established(LIBRARY, question, "code")


# Capability by capability


def test_what_is_said_of_single_capabilities_counts_instead_of_the_option_and_says_nothing_of_the_rest() -> None:
    values = {"experiments_tracked": Value.PLANNED}
    assert findings(LIBRARY, [Answer("experiments", "shared_place", values)]).values == values
    detail = {"training_code_versioned": HELD, "ml_models_versioned": Value.NOT_APPLICABLE}
    assert findings(LIBRARY, [Answer("versions", DETAIL, detail)]).values == detail


def test_a_detail_without_values_says_nothing() -> None:
    assert findings(LIBRARY, [Answer("versions", DETAIL)]).values == {}


# Several answers


def test_not_sure_takes_back_nothing_that_another_answer_said() -> None:
    for answers in ([_RUNNING, Answer("use_cases", NOT_SURE)], [Answer("use_cases", NOT_SURE), _RUNNING]):
        found = findings(LIBRARY, answers)
        assert (found.values["first_ml_use_cases"], found.contradictions) == (HELD, ())


def test_answers_that_contradict_each_other_make_it_unknown_and_are_both_quoted() -> None:
    for answers in ([_RUNNING, _NO], [_NO, _RUNNING]):
        found = findings(LIBRARY, answers)
        assert found.values["first_ml_use_cases"] is UNKNOWN
        (contradiction,) = found.contradictions
        assert (contradiction.capability, contradiction.held, contradiction.lacking) == (
            "first_ml_use_cases",
            _RUNNING,
            _NO,
        )


def test_a_box_left_unticked_contradicts_an_option_that_says_it_holds() -> None:
    one, unticked = Answer("ml_situation", "one_in_use"), Answer("many_models", "managed")
    found = findings(LIBRARY, [one, unticked])
    (contradiction,) = found.contradictions
    assert (contradiction.capability, contradiction.held, contradiction.lacking) == (
        "several_ml_models_managed",
        unticked,
        one,
    )


@pytest.mark.parametrize("value", [NOT_HELD, Value.PARTLY, Value.PLANNED])
def test_every_way_of_lacking_contradicts_held(value: Value) -> None:
    detail = Answer("use_cases", DETAIL, {"first_ml_use_cases": value})
    found = findings(LIBRARY, [_RUNNING, detail])
    assert [one.capability for one in found.contradictions] == ["first_ml_use_cases"]
    assert found.contradictions[0].lacking == detail


def test_partly_contradicts_held_too() -> None:
    found = findings(LIBRARY, [_RUNNING, Answer("use_cases", PARTLY)])
    assert [one.capability for one in found.contradictions] == ["first_ml_use_cases"]


def test_two_ways_of_lacking_do_not_contradict_and_the_newer_is_kept() -> None:
    found = findings(LIBRARY, [_NONE, Answer("use_cases", PARTLY)])
    assert (found.values["first_ml_use_cases"], found.contradictions) == (Value.PARTLY, ())


@pytest.mark.parametrize("value", [HELD, NOT_HELD, UNKNOWN])
def test_a_settled_contradiction_keeps_the_decision_and_is_not_asked_again(value: Value) -> None:
    found = findings(LIBRARY, [_RUNNING, _NO], settled={"first_ml_use_cases": value})
    assert (found.values["first_ml_use_cases"], found.contradictions) == (value, ())


def test_a_contradiction_leaves_the_question_s_other_capability_alone() -> None:
    assert findings(LIBRARY, [_RUNNING, _NO]).values["ml_model_exists"] is HELD


def test_the_answers_behind_a_value_are_kept_in_order() -> None:
    yes = Answer("use_cases", "yes")
    assert findings(LIBRARY, [_RUNNING, yes]).evidence["first_ml_use_cases"] == (_RUNNING, yes)


@pytest.mark.parametrize(
    "answer",
    [
        Answer("retired_question", "yes"),
        Answer("retired_question", DETAIL, {"first_ml_use_cases": NOT_HELD}),
        Answer("retraining", "retired_option"),
        Answer("versions", "retired_option"),
    ],
)
def test_an_answer_of_an_older_release_says_nothing_and_breaks_nothing(answer: Answer) -> None:
    assert findings(LIBRARY, [answer, _RUNNING]) == findings(LIBRARY, [_RUNNING])


@ANY_TEAM
@given(_answers())
def test_a_value_is_unknown_exactly_where_nothing_or_opposites_were_said(answers: list[Answer]) -> None:
    found = findings(LIBRARY, answers)
    clashes = {one.capability for one in found.contradictions}
    for capability, value in found.values.items():
        said = [_said(answer, capability) for answer in answers]
        held, lacking = HELD in said, any(one.lacking for one in said)
        aside = Value.NOT_APPLICABLE in said
        assert (capability in clashes) == (held and lacking)
        assert (value is UNKNOWN) == ((held and lacking) or not (held or lacking or aside))
        assert value is UNKNOWN or value in said


@ANY_TEAM
@given(_answers(30), st.randoms(use_true_random=False))
def test_the_order_of_answers_never_changes_what_contradicts(answers: list[Answer], luck: Random) -> None:
    shuffled = list(answers)
    luck.shuffle(shuffled)

    def told(said: list[Answer]) -> tuple[set[str], set[str]]:
        found = findings(LIBRARY, said)
        unknown = {id for id, value in found.values.items() if value is UNKNOWN}
        return unknown, {one.capability for one in found.contradictions}

    assert told(shuffled) == told(answers)


@ANY_TEAM
@given(_answers(30, detailed=False), st.randoms(use_true_random=False))
def test_the_order_of_buttons_pressed_never_changes_whether_something_counts_as_held(
    answers: list[Answer], luck: Random
) -> None:
    shuffled = list(answers)
    luck.shuffle(shuffled)

    def counted(said: list[Answer]) -> dict[str, tuple[bool, bool]]:
        return {id: (value is HELD, value.lacking) for id, value in findings(LIBRARY, said).values.items()}

    assert counted(shuffled) == counted(answers)
