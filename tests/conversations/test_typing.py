"""Words typed instead of a click: taken, read back, or answered with the same prompt; never guessed, never lost."""

from __future__ import annotations

import pytest

from conversations.engine import Pressed, Resumed, Typed
from conversations.session import SKIPPED, Heard, Session
from conversations.turns import Explained, Offered, ReadBack, Stale, Weighed
from tests.conversations.talking import BEST, at, hear, offered, opening, press, prompt, typed, weighing


def test_words_that_fit_well_are_taken_and_kept() -> None:
    session, _ = typed(at("compute", BEST), "On my own laptop!")
    assert (session.trail[-1].choice, session.trail[-1].words) == ("own_machines", "On my own laptop!")


def test_a_number_picks_the_option_of_that_number_not_sure_included() -> None:
    session = at("compute", BEST)
    for number, option in enumerate(offered(session), start=1):
        assert typed(session, str(number))[0].trail[-1].choice == option
    after, turn = typed(session, str(len(offered(session)) + 1))
    assert after.trail == session.trail
    assert turn.preface == "not_read"


@pytest.fixture
def read_back() -> Session:
    """Words that fit fairly, waiting to be confirmed."""
    session, turn = typed(at("compute", BEST), "maybe on laptops")
    assert turn == ReadBack(session.turn, "compute", "questions", Heard("own_machines", "maybe on laptops"))
    return session


@pytest.mark.parametrize("how", ["pressed", "yes", "yep"])
def test_a_fair_match_that_is_confirmed_is_taken_with_its_words(read_back: Session, how: str) -> None:
    after = press(read_back, "right") if how == "pressed" else typed(read_back, how)[0]
    assert (after.trail[-1].choice, after.trail[-1].words) == ("own_machines", "maybe on laptops")
    assert after.heard is None


@pytest.mark.parametrize("how", ["pressed", "no", "nope"])
def test_a_fair_match_that_is_denied_shows_the_choices_again(read_back: Session, how: str) -> None:
    after, turns = hear(read_back, Pressed(read_back.turn, "wrong") if how == "pressed" else Typed(how))
    assert after.heard is None
    assert after.trail == read_back.trail
    assert (prompt(turns).question, prompt(turns).preface) == ("compute", "choices")


def test_other_words_instead_of_yes_or_no_are_read_as_an_answer(read_back: Session) -> None:
    after, _ = typed(read_back, "sagemaker")
    assert (after.trail[-1].choice, after.trail[-1].words) == ("managed", "sagemaker")
    unclear, turn = typed(read_back, "qwertz")
    assert (unclear.heard, turn.preface) == (None, "not_read")


def test_an_older_read_back_cannot_confirm_what_a_newer_one_asks(read_back: Session) -> None:
    assert hear(read_back, Pressed(read_back.turn, "right managed")) == (read_back, (Stale(read_back.turn),))
    after = press(read_back, "right own_machines")
    assert after.trail[-1].choice == "own_machines"


def test_a_click_settles_a_read_back_too(read_back: Session) -> None:
    after = press(read_back, "mixed")
    assert (after.trail[-1].choice, after.trail[-1].words, after.heard) == ("mixed", "", None)


@pytest.mark.parametrize("text", ["", "   ", "qwertz uiop", "🙃", "99", "blurb?" * 40])
def test_words_that_are_not_understood_ask_the_same_again_and_lose_nothing(text: str) -> None:
    session = at("compute", BEST)
    after, turn = typed(session, text)
    assert after == session
    assert (turn.turn, turn.question) == (session.turn, "compute")
    assert turn.preface == ("not_read" if text.strip() else "")


@pytest.mark.parametrize(
    ("text", "choice"), [("one ml product", "product"), ("2", "team"), ("The team as a rule", "team")]
)
def test_the_opening_can_be_answered_in_words(text: str, choice: str) -> None:
    assert typed(opening(), text)[0].trail[-1].choice == choice


def test_the_names_of_buttons_can_be_typed() -> None:
    session = at("compute", BEST)
    assert typed(session, "Back")[0].question == session.trail[-1].question
    assert typed(session, "SKIP")[0].trail[-1].choice == SKIPPED
    assert typed(session, "pause")[0].status == "paused"
    assert typed(session, "stop")[0].status == "paused"
    assert typed(session, "more") == (session, Explained(session.turn, "compute"))


@pytest.mark.parametrize("text", ["back", "skip", "more"])
def test_the_name_of_a_button_that_does_nothing_here_still_gets_an_answer(text: str) -> None:
    session = opening()
    after, turn = typed(session, text)
    assert after == session
    assert turn == Offered(session.turn, "opening", "not_read")


@pytest.mark.parametrize("text", ["skip", "more"])
def test_a_contradiction_cannot_be_skipped_by_typing_and_says_so(text: str) -> None:
    session = weighing()
    after, turn = typed(session, text)
    assert after == session
    assert (type(turn), turn.preface) == (Weighed, "not_read")


def test_resuming_forgets_words_that_waited_to_be_confirmed(read_back: Session) -> None:
    after, turns = hear(read_back, Resumed())
    assert (after.heard, prompt(turns).question) == (None, "compute")
