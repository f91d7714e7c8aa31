"""Typed words: read as the option they mean, read back when doubtful, never taken for their opposite."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answers import NOT_SURE, PARTLY
from knowledge.library import Option, Question, Value
from knowledge.loading import shipped
from knowledge.reading import Reading, read

LIBRARY = shipped()
OPTIONS = [(question, option) for question in LIBRARY.questions.values() for option in question.options]
YES_NO = [question for question in LIBRARY.questions.values() if question.yes_no]


def _named(case: object) -> str:
    return case.id if isinstance(case, Question | Option) else str(case)


def _read(question: str, text: str) -> Reading:
    return read(LIBRARY, LIBRARY.questions[question], text)


def _phrases(option: Option) -> tuple[str, ...]:
    return (option.label, option.text, *option.synonyms)


def _affirms(option: Option) -> bool:
    return Value.HELD in option.establishes.values()


@pytest.mark.parametrize(("question", "option"), OPTIONS, ids=_named)
def test_every_phrase_of_an_option_reads_as_that_option(question: Question, option: Option) -> None:
    for phrase in _phrases(option):
        reading = read(LIBRARY, question, phrase)
        assert (reading.option, reading.decision in ("accept", "confirm")) == (option.id, True), phrase


@pytest.mark.parametrize(("question", "option"), OPTIONS, ids=_named)
def test_case_punctuation_and_spaces_do_not_matter(question: Question, option: Option) -> None:
    for phrase in _phrases(option):
        assert read(LIBRARY, question, f"  {phrase.upper()}!  ") == read(LIBRARY, question, phrase)


@pytest.mark.parametrize(("question", "option"), [case for case in OPTIONS if _affirms(case[1])], ids=_named)
def test_a_denied_phrase_is_never_taken_for_what_it_denies(question: Question, option: Option) -> None:
    for phrase in _phrases(option):
        for denial in ("not ", "we never had this: ", "it isn't so that "):
            reading = read(LIBRARY, question, denial + phrase)
            assert (reading.option, reading.decision) != (option.id, "accept"), denial + phrase


@pytest.mark.parametrize(("question", "option"), OPTIONS, ids=_named)
def test_a_hedged_phrase_is_never_taken_at_once(question: Question, option: Option) -> None:
    for phrase in _phrases(option):
        for hedge in ("maybe", "probably", "planned soon", "used to"):
            own = f" {' '.join(_phrases(option)).lower()} "
            if hedge.split()[0] not in own:
                assert read(LIBRARY, question, f"{hedge} {phrase}").decision != "accept", f"{hedge} {phrase}"


@pytest.mark.parametrize("question", LIBRARY.questions.values(), ids=_named)
def test_a_number_picks_the_option_in_that_place(question: Question) -> None:
    offered = [option.id for option in question.options] + [PARTLY] * question.yes_no + [NOT_SURE]
    assert [read(LIBRARY, question, str(number + 1)).option for number in range(len(offered))] == offered
    for number in ("0", str(len(offered) + 1), "99"):
        assert read(LIBRARY, question, number).decision == "ask"


@pytest.mark.parametrize("question", LIBRARY.questions.values(), ids=_named)
@pytest.mark.parametrize(
    "text", ["not sure", "No idea", "I don't know", "i dont know", "idk", "dunno", "?", "Can't say"]
)
def test_not_knowing_is_understood_everywhere(question: Question, text: str) -> None:
    reading = read(LIBRARY, question, text)
    assert (reading.option, reading.decision) == (NOT_SURE, "accept")


@pytest.mark.parametrize("question", YES_NO, ids=_named)
@pytest.mark.parametrize(
    ("text", "option"),
    [
        *(("y", "yes"), ("Yep", "yes"), ("of course", "yes"), ("N", "no"), ("nope", "no"), ("not yet", "no")),
        *(("partly", PARTLY), ("it depends", PARTLY), ("Sometimes", PARTLY)),
    ],
)
def test_plain_words_for_yes_no_and_partly_are_taken(question: Question, text: str, option: str) -> None:
    reading = read(LIBRARY, question, text)
    assert (reading.option, reading.decision) == (option, "accept")


@pytest.mark.parametrize(
    ("question", "text", "option"),
    [
        ("experiments", "mlfow", "shared_place"),
        ("experiments", "wieghts and biases", "shared_place"),
        ("experiments", "personnal notes", "not_shared"),
        ("who_releases", "the data scientits", "alone"),
        ("who_releases", "pipeline with manual aproval", "pipeline_started"),
        ("insights", "exel", "simple_tools"),
        ("versions", "code and ml modles", "both"),
        ("monitoring", "sytems tell us", "by_itself"),
    ],
)
def test_a_typo_is_forgiven(question: str, text: str, option: str) -> None:
    reading = _read(question, text)
    assert (reading.option, reading.decision != "ask") == (option, True)


@pytest.mark.parametrize(
    ("question", "text", "option"),
    [
        ("experiments", "we don't track experiments", "not_shared"),
        ("experiments", "We do not track experiments.", "not_shared"),
        ("experiments", "we dont track experiments", "not_shared"),
        ("application_releases", "we don't automate releases", "no"),
        ("bi_and_data_engineers", "we don't have bi professionals, only data engineering", "data_engineers_only"),
    ],
)
def test_a_denial_reads_as_the_option_that_denies(question: str, text: str, option: str) -> None:
    assert _read(question, text).option == option


@pytest.mark.parametrize(
    "text", ["purple elephants dance", "asdf qwer zxcv", "lorem ipsum dolor", "🙂", "", "   ", "..."]
)
@pytest.mark.parametrize("question", LIBRARY.questions.values(), ids=_named)
def test_nonsense_is_asked_again(question: Question, text: str) -> None:
    reading = read(LIBRARY, question, text)
    assert (reading.option, reading.decision) == ("", "ask")


def test_words_that_fit_two_options_alike_are_asked_again() -> None:
    versions = LIBRARY.questions["versions"]
    assert read(LIBRARY, versions, "code models").decision != "accept"


@settings(deadline=None)
@given(st.sampled_from(list(LIBRARY.questions.values())), st.text(max_size=300))
def test_any_text_gets_an_honest_reading(question: Question, text: str) -> None:
    reading = read(LIBRARY, question, text)
    offered = {option.id for option in question.options} | {PARTLY, NOT_SURE}
    assert reading.option in offered | {""}
    assert reading.decision == "ask" or reading.option
