"""Questions typed instead of an answer: told what the documents say, and the assessment stands where it stood."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversations.session import Heard, Session
from conversations.turns import Explained, Offered, ReadBack, Told, Weighed
from knowledge.library import Question
from tests.conversations.talking import (
    BEST,
    LIBRARY,
    at,
    finish,
    from_session,
    opening,
    press,
    saying,
    start,
    typed,
    weighing,
)

COVERED = ["What is a feature store?", "what is concept drift", "who does what in an ML team?", "What's a pipeline?"]
NOT_COVERED = ["What's for lunch?", "who won the world cup?", "will it rain tomorrow?"]

PLACES = {
    "the opening": opening,
    "a product's name": lambda: press(opening(), "product"),
    "a question": lambda: at("compute", BEST),
    "a checklist": lambda: at("versions", BEST),
    "a contradiction": weighing,
    "a question for advice": lambda: press(finish(start(), BEST)[0], "further"),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", COVERED)
def test_a_question_is_answered_from_the_documents_and_the_session_stands(place: str, text: str) -> None:
    session = PLACES[place]()
    after, turn = typed(session, text)
    assert after == session
    assert isinstance(turn, Told)
    assert (turn.turn, turn.question) == (session.turn, session.question)
    assert turn.found.covered
    assert turn.found.hits


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", NOT_COVERED)
def test_a_question_that_the_documents_do_not_cover_is_declined_and_the_session_stands(place: str, text: str) -> None:
    session = PLACES[place]()
    after, turn = typed(session, text)
    assert after == session
    assert isinstance(turn, Told)
    assert not turn.found.covered


def test_the_assessment_goes_on_where_it_was() -> None:
    session = start()
    while session.status != "finished":
        asked, _ = typed(session, "What is concept drift?")
        session = press(asked, BEST[asked.question])
    assert from_session(session) == from_session(finish(start(), BEST)[0])


def test_words_that_wait_to_be_confirmed_wait_on() -> None:
    waiting = replace(at("compute", BEST), heard=Heard("own_machines", "laptops, mostly"))
    after, turn = typed(waiting, "What is concept drift?")
    assert isinstance(turn, Told)
    assert typed(after, "yes")[0].trail[-1].choice == "own_machines"


# What is no question to the documents

EVERY = [*LIBRARY.questions.values()]


def words_of(question: Question) -> list[str]:
    """Words by which people choose one of the options."""
    return [
        words
        for option in question.options
        for words in (option.label, option.text, *option.synonyms)
        if not words.endswith("?")
    ]


@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.id)
def test_an_answer_is_not_mistaken_for_a_question(question: Question) -> None:
    session = replace(start(), question=question.id)
    for words in words_of(question):
        assert not isinstance(typed(session, words)[1], Told), words


@pytest.mark.parametrize("words", ["By hand?", "a pipeline brings it in by itself?"])
def test_an_answer_with_a_question_mark_is_read_back_not_looked_up(words: str) -> None:
    session = at("data_for_training", BEST)
    after, turn = typed(session, words)
    assert isinstance(turn, ReadBack)
    assert after.trail == session.trail


def test_words_that_begin_like_a_question_and_mean_nothing_to_the_documents_ask_again() -> None:
    session = at("compute", BEST)
    after, turn = typed(session, "what a lovely day")
    assert (after, turn.question, turn.preface) == (session, "compute", "not_read")


def test_a_product_may_be_named_like_the_beginning_of_a_question() -> None:
    session, _ = typed(press(opening(), "product"), "Which Shirt")
    assert saying(session, "product").words == "Which Shirt"


# Asking what the question means

MORE = [
    "What do you mean?",
    "what does that mean",
    "Why do you ask?",
    "I don't understand",
    "I don’t understand!",
    "why?",
]


@pytest.mark.parametrize("text", MORE)
@pytest.mark.parametrize("question", ["compute", "versions"])
def test_asking_what_is_meant_explains_the_open_question(text: str, question: str) -> None:
    session = at(question, BEST)
    assert typed(session, text) == (session, Explained(session.turn, question))


@pytest.mark.parametrize("text", MORE)
def test_where_there_is_nothing_to_explain_the_prompt_comes_again(text: str) -> None:
    for session, kind in ((opening(), Offered), (weighing(), Weighed)):
        after, turn = typed(session, text)
        assert after == session
        assert isinstance(turn, kind)


def test_asking_what_is_meant_keeps_words_that_wait_to_be_confirmed() -> None:
    waiting: Session = replace(at("compute", BEST), heard=Heard("own_machines", "laptops, mostly"))
    assert typed(waiting, "what do you mean?")[0] == waiting
