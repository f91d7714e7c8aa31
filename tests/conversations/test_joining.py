"""Somebody who joins an assessment that others have begun: which work it is about is not asked a second time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations import engine
from conversations.engine import Changed, Pressed, Resumed, Typed
from conversations.session import Session
from conversations.turns import Asked, Finished, Offered, Stale
from tests.conversations.talking import FLOW, LIBRARY, hear, offered, press, start

SOME_CHOICES = st.lists(st.integers(0, 30), max_size=25)


def about_a_product(name: str = "Churn") -> Session:
    """The conversation of somebody who has named an ML product."""
    opened, _ = engine.start(LIBRARY, FLOW)
    named, _ = hear(press(opened, "product"), Typed(name))
    return named


def walked(session: Session, choices: list[int]) -> Session:
    """The session after these choices, Back among them, or at its end."""
    for number in choices:
        if session.status == "finished":
            break
        ways = [*offered(session), "back", "skip"]
        session = press(session, ways[number % len(ways)])
    return session


def to_the_end(session: Session) -> Session:
    """The first choice each time, and a name where words are awaited."""
    for _ in range(80):
        if session.status == "finished":
            return session
        ways = offered(session)
        session = press(session, ways[0]) if ways else hear(session, Typed("Pricing"))[0]
    raise AssertionError(f"no end: {session}")


def test_who_joins_gets_the_first_question_at_once_about_the_same_product() -> None:
    joined, turns = engine.join(LIBRARY, FLOW, about_a_product())
    assert [type(turn) for turn in turns] == [Asked]
    assert joined.question == "ml_situation"
    assert [(entry.choice, entry.words) for entry in joined.trail] == [("product", ""), ("typed", "Churn")]


def test_turns_of_a_joined_conversation_are_numbered_from_its_own_beginning() -> None:
    joined, turns = engine.join(LIBRARY, FLOW, start())
    assert [entry.turn for entry in joined.trail] == [1]
    assert (joined.turn, turns[0].turn) == (2, 2)


def test_back_ends_where_ones_own_answers_begin() -> None:
    joined, turns = engine.join(LIBRARY, FLOW, start())
    assert isinstance(turns[0], Asked)
    assert not turns[0].can_go_back
    stays, said = hear(joined, Pressed(joined.turn, "back"))
    assert (stays, said) == (joined, (Stale(joined.turn),))
    again = press(press(joined, "several_in_use"), "back")
    assert (again.question, again.can_go_back) == ("ml_situation", False)
    assert again.trail == joined.trail


def test_the_inherited_choice_cannot_be_changed_by_who_joined() -> None:
    joined, _ = engine.join(LIBRARY, FLOW, start())
    assert hear(joined, Changed(1)) == (joined, (Stale(1),))


def test_who_joins_someone_that_has_not_chosen_the_work_yet_is_asked_for_it() -> None:
    opened, _ = engine.start(LIBRARY, FLOW)
    joined, turns = engine.join(LIBRARY, FLOW, opened)
    assert (joined.inherited, joined.trail) == (0, ())
    assert isinstance(turns[0], Offered)


def test_who_joins_someone_that_has_yet_to_name_the_product_names_it() -> None:
    opened, _ = engine.start(LIBRARY, FLOW)
    joined, turns = engine.join(LIBRARY, FLOW, press(opened, "product"))
    assert isinstance(turns[0], Offered)
    assert joined.state == "product"


def test_a_choice_of_work_that_this_release_no_longer_knows_is_asked_anew() -> None:
    first = start()
    gone = replace(first, trail=tuple(replace(entry, state="gone") for entry in first.trail))
    joined, turns = engine.join(LIBRARY, FLOW, gone)
    assert joined.inherited == 0
    assert isinstance(turns[0], Offered)


@pytest.mark.parametrize("first", [start(), about_a_product(), about_a_product("<!channel>" * 15)])
@settings(max_examples=40, deadline=None)
@given(theirs=SOME_CHOICES, own=SOME_CHOICES)
def test_whatever_the_first_one_answered_who_joins_hears_none_of_it_and_comes_to_an_end(
    first: Session, theirs: list[int], own: list[int]
) -> None:
    other = walked(first, theirs)
    joined, _ = engine.join(LIBRARY, FLOW, other)
    assert joined.passed == frozenset()
    assert all(not entry.question and not entry.capability for entry in joined.trail)
    session = walked(joined, own)
    assert session.trail[: session.inherited] == joined.trail
    session = to_the_end(session)
    assert isinstance(hear(session, Resumed())[1][-1], Finished)
    assert Session.from_json(session.to_json()) == session
