"""Typed words: read as what they say, read back when doubtful, never taken for their opposite."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answers import NONE, NOT_SURE, PARTLY, established
from knowledge.library import Option, Question, Value
from knowledge.loading import shipped
from knowledge.reading import Reading, read, read_choice

LIBRARY = shipped()
QUESTIONS = list(LIBRARY.questions.values())
OPTIONS = [(question, option) for question in QUESTIONS for option in question.options]
SEVERAL = [question for question in QUESTIONS if question.several]
YES_NO = [question for question in QUESTIONS if question.yes_no]
HELD, NOT_HELD, PLANNED, HALF, UNKNOWN = "held", "not_held", "planned", "partly", "unknown"


def _named(case: object) -> str:
    return case.id if isinstance(case, Question | Option) else str(case)


def _read(question: str, text: str) -> Reading:
    return read(LIBRARY, LIBRARY.questions[question], text)


def _phrases(option: Option) -> tuple[str, ...]:
    return (option.label, option.text, *option.synonyms)


def _affirms(option: Option) -> bool:
    return Value.HELD in option.establishes.values()


def _says(reading: Reading, option: Option) -> bool:
    return all(reading.values.get(id) is value for id, value in option.establishes.items())


@pytest.mark.parametrize(("question", "option"), OPTIONS, ids=_named)
def test_nearly_every_phrase_of_an_option_says_what_the_option_says(question: Question, option: Option) -> None:
    misread = [phrase for phrase in _phrases(option) if not _says(read(LIBRARY, question, phrase), option)]
    assert len(misread) <= 0.2 * len(_phrases(option)), misread


@pytest.mark.parametrize(("question", "option"), OPTIONS, ids=_named)
def test_a_phrase_of_an_option_is_never_taken_at_once_for_the_opposite(question: Question, option: Option) -> None:
    for phrase in _phrases(option):
        reading = read(LIBRARY, question, phrase)
        if reading.decision == "accept":
            for id, value in option.establishes.items():
                opposite = {Value.HELD: Value.NOT_HELD, Value.NOT_HELD: Value.HELD}.get(value)
                assert reading.values.get(id) is not opposite or opposite is None, phrase


@pytest.mark.parametrize(("question", "option"), OPTIONS, ids=_named)
def test_spaces_and_the_end_of_a_sentence_do_not_matter(question: Question, option: Option) -> None:
    for phrase in _phrases(option):
        assert read(LIBRARY, question, f"  {phrase}!  ") == read(LIBRARY, question, phrase)


@pytest.mark.parametrize(("question", "option"), [case for case in OPTIONS if _affirms(case[1])], ids=_named)
def test_a_denied_phrase_is_never_taken_for_what_it_denies(question: Question, option: Option) -> None:
    for phrase in (option.label,):
        for denial in ("not ", "it isn't so that ", "we do not say: "):
            reading = read(LIBRARY, question, denial + phrase.lower())
            assert reading.decision != "accept" or not _says(reading, option), denial + phrase


@pytest.mark.parametrize(("question", "option"), OPTIONS, ids=_named)
@pytest.mark.parametrize("hedge", ["maybe", "probably", "I guess"])
def test_a_hedged_answer_is_read_back_first(question: Question, option: Option, hedge: str) -> None:
    assert read(LIBRARY, question, f"{hedge} {option.label.lower()}").decision != "accept"


@pytest.mark.parametrize("question", QUESTIONS, ids=_named)
def test_a_number_picks_the_option_in_that_place(question: Question) -> None:
    own = [option.id for option in question.options]
    offered = own + [PARTLY] * question.yes_no + [NONE] * question.several + [NOT_SURE]
    assert [read(LIBRARY, question, str(number + 1)).option for number in range(len(offered))] == offered
    for number in ("0", str(len(offered) + 1), "99"):
        assert read(LIBRARY, question, number).decision == "ask"


@pytest.mark.parametrize("question", SEVERAL, ids=_named)
def test_several_numbers_tick_several_boxes_and_the_rest_is_not_in_place(question: Question) -> None:
    first, last = question.options[0], question.options[-1]
    reading = read(LIBRARY, question, f"1 and {len(question.options)}")
    assert reading.decision == "accept"
    assert reading.values == established(LIBRARY, question, f"{first.id}+{last.id}")


@pytest.mark.parametrize("question", SEVERAL, ids=_named)
@pytest.mark.parametrize("text", ["none", "none of these", "nothing", "no"])
def test_none_of_a_checklist_is_understood(question: Question, text: str) -> None:
    reading = read(LIBRARY, question, text)
    assert (reading.option, reading.decision) == (NONE, "accept")


@pytest.mark.parametrize("question", SEVERAL, ids=_named)
def test_all_of_a_checklist_is_understood(question: Question) -> None:
    reading = read(LIBRARY, question, "all of them")
    assert reading.decision == "accept"
    assert set(reading.values.values()) == {Value.HELD}


@pytest.mark.parametrize("question", QUESTIONS, ids=_named)
@pytest.mark.parametrize("text", ["not sure", "No idea", "I don't know", "i dont know", "idk", "dunno", "no clue"])
def test_not_knowing_is_understood_everywhere(question: Question, text: str) -> None:
    reading = read(LIBRARY, question, text)
    assert (reading.option, reading.decision) == (NOT_SURE, "accept")


@pytest.mark.parametrize("question", YES_NO, ids=_named)
@pytest.mark.parametrize(
    ("text", "option"),
    [("y", "yes"), ("Yep", "yes"), ("of course", "yes"), ("N", "no"), ("nope", "no"), ("partly", PARTLY)],
)
def test_plain_words_for_yes_no_and_partly_are_taken(question: Question, text: str, option: str) -> None:
    reading = read(LIBRARY, question, text)
    assert (reading.option, reading.decision) == (option, "accept")


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("versions", "the code but not the models", {"training_code_versioned": HELD, "ml_models_versioned": NOT_HELD}),
        ("versions", "code yes, models no", {"training_code_versioned": HELD, "ml_models_versioned": NOT_HELD}),
        ("versions", "only the training code", {"training_code_versioned": HELD, "training_data_versioned": NOT_HELD}),
        ("people_and_data", "bi team, but no data engineers", {"bi_professionals": HELD, "data_engineers": NOT_HELD}),
        ("tests", "neither app tests nor model tests", {"model_integration_tests": NOT_HELD}),
        ("experiments", "we no longer track them", {"experiments_tracked": NOT_HELD}),
        ("experiments", "we hardly ever log a run", {"experiments_tracked": NOT_HELD}),
        ("monitoring", "without any alerts", {"monitoring_automatic": NOT_HELD}),
        ("it_stakeholders", "planned for next quarter", {"it_involved": PLANNED}),
        ("ml_language", "for some of us", {"shared_ml_language": HALF}),
        ("compute", "some on laptops, some on the cluster", {"managed_compute": HALF}),
    ],
)
def test_negation_contrast_plans_and_parts_are_heard(question: str, text: str, said: dict[str, str]) -> None:
    reading = _read(question, text)
    assert reading.decision != "ask"
    assert {id: reading.values.get(id, Value.UNKNOWN).value for id in said} == said


@pytest.mark.parametrize(
    ("question", "text", "wrong"),
    [
        ("experiments", "it's not that we don't track them", {"experiments_tracked": NOT_HELD}),
        ("versions", "nothing is not versioned", {"training_code_versioned": NOT_HELD}),
        ("use_cases", "used to, not anymore", {"first_ml_use_cases": HELD}),
        ("retraining", "we would like drift to trigger it", {"metrics_trigger_retraining": HELD}),
        ("it_stakeholders", "yes and no", {"it_involved": HELD}),
        ("it_stakeholders", "yes and no", {"it_involved": NOT_HELD}),
    ],
)
def test_what_turns_twice_ends_or_is_only_wished_for_is_not_taken_the_wrong_way(
    question: str, text: str, wrong: dict[str, str]
) -> None:
    reading = _read(question, text)
    taken = {id: reading.values.get(id, Value.UNKNOWN).value for id in wrong}
    assert reading.decision != "accept" or taken != wrong


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("experiments", "mlfow", {"experiments_tracked": HELD}),
        ("experiments", "personnal notes", {"experiments_tracked": NOT_HELD}),
        ("who_releases", "the data scientits alone", {"release_beyond_the_maker": NOT_HELD}),
        ("monitoring", "sytems tell us", {"monitoring_automatic": HELD}),
    ],
)
def test_a_typo_is_forgiven(question: str, text: str, said: dict[str, str]) -> None:
    reading = _read(question, text)
    assert {id: reading.values.get(id, Value.UNKNOWN).value for id in said} == said


@pytest.mark.parametrize(
    "text", ["purple elephants dance", "asdf qwer zxcv", "lorem ipsum dolor", "🙂", "", "   ", "..."]
)
@pytest.mark.parametrize("question", QUESTIONS, ids=_named)
def test_nonsense_is_asked_again(question: Question, text: str) -> None:
    assert read(LIBRARY, question, text).decision == "ask"


@settings(deadline=None)
@given(st.sampled_from(QUESTIONS), st.text(max_size=300))
def test_any_text_gets_an_honest_reading(question: Question, text: str) -> None:
    reading = read(LIBRARY, question, text)
    assert set(reading.values) <= question.capabilities
    assert (reading.decision == "ask") == (not reading.values)
    if reading.option:
        assert established(LIBRARY, question, reading.option) == reading.values


@pytest.mark.parametrize(("text", "option"), [("yes", "right"), ("nope", "wrong"), ("2", "wrong")])
def test_a_choice_of_the_conversation_is_read_too(text: str, option: str) -> None:
    choices = {"right": LIBRARY.words.yes_words, "wrong": LIBRARY.words.no_words}
    assert read_choice(choices, list(choices), LIBRARY.words, text) == Reading(option, 100.0, "accept")


@pytest.mark.parametrize("question", [one for one in SEVERAL if len(one.options) > 2], ids=_named)
def test_the_first_two_ticks_the_first_two_and_with_more_words_is_asked_again(question: Question) -> None:
    first, second, *_ = question.options
    assert read(LIBRARY, question, "the first two").option == f"{first.id}+{second.id}"
    assert read(LIBRARY, question, "Last two.").option == "+".join(option.id for option in question.options[-2:])
    assert read(LIBRARY, question, "the last two, plus something").decision == "ask"
