"""Sessions: JSON there and back, and what a new release of the questions or the flow leaves of them."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations import engine
from conversations.engine import Changed, Pressed, Resumed, Typed
from conversations.flow import Transition
from conversations.session import Heard, Passed, Session, refit, said
from conversations.turns import Asked, Finished, Offered, Stale
from knowledge.library import Value
from tests.conversations.talking import (
    BEST,
    FLOW,
    LIBRARY,
    a_team,
    answer,
    at,
    finish,
    from_session,
    hear,
    offered,
    press,
    prompt,
    saying,
    start,
    weighing,
    without,
    without_option,
)

VALUES = st.dictionaries(
    st.sampled_from([*LIBRARY.capabilities]), st.sampled_from([value.value for value in Value]), max_size=4
)
ENTRIES = st.builds(
    Passed,
    turn=st.integers(1, 99),
    state=st.sampled_from(["opening", "product", "questions", "further"]),
    choice=st.sampled_from(["held", "skip", "typed", "managed", "code+models", "none_of_these", "detail"]),
    question=st.sampled_from(["", *LIBRARY.questions]),
    capability=st.sampled_from(["", *LIBRARY.capabilities]),
    words=st.text(max_size=30),
    values=VALUES,
    since=st.sampled_from(["", "2026-10-05"]),
)
SESSIONS = st.builds(
    Session,
    flow=st.just("assessment"),
    flow_version=st.integers(1, 9),
    state=st.sampled_from(["opening", "questions", "result"]),
    turn=st.integers(1, 999),
    trail=st.lists(ENTRIES, max_size=8).map(tuple),
    heard=st.none() | st.builds(Heard, choice=st.text(max_size=9), words=st.text(max_size=30), values=VALUES),
    changing=st.integers(0, 99),
    status=st.sampled_from(["active", "paused", "finished"]),
    revision=st.integers(0, 999),
    inherited=st.integers(0, 8),
    again=st.lists(st.sampled_from([*LIBRARY.questions]), max_size=3).map(tuple),
    before=st.lists(ENTRIES, max_size=3).map(tuple),
)


# JSON


@given(SESSIONS)
def test_a_session_is_the_same_after_it_was_stored(session: Session) -> None:
    assert Session.from_json(session.to_json()) == session


def test_a_walk_is_the_same_if_it_is_stored_after_every_turn() -> None:
    for seed in range(10):
        team = a_team(seed)
        kept = stored = start()
        while kept.status != "finished":
            kept = answer(kept, team[kept.question])
            stored = answer(Session.from_json(stored.to_json()), team[stored.question])
            assert stored == kept


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "null", "[]", "7", '"session"', "{}", '{"trail": []}', '{"trail": [], "heard": null}'),
        '{"trail": [], "heard": null, "flow": "a", "flow_version": 1, "state": "s", "moon": 1}',
        '{"trail": [{"turn": 1}], "heard": null, "flow": "a", "flow_version": 1, "state": "s"}',
        '{"trail": ["x"], "heard": null, "flow": "a", "flow_version": 1, "state": "s"}',
        '{"trail": 5, "heard": null, "flow": "a", "flow_version": 1, "state": "s"}',
        '{"trail": [], "heard": "yes", "flow": "a", "flow_version": 1, "state": "s"}',
    ],
)
def test_what_is_no_session_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Session.from_json(text)


@given(st.sampled_from(["flow", "flow_version", "state", "trail", "heard"]))
def test_a_session_without_a_needed_part_is_refused(part: str) -> None:
    raw = asdict(start())
    del raw[part]
    with pytest.raises(ValueError):
        Session.from_json(json.dumps(raw))


# A new release of the questions


MAY_GO = st.sampled_from([id for id in LIBRARY.questions if id not in ("ml_situation", "plans")])
"""Every question but those that the flow begins with."""


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60), st.integers(1, 20), st.sets(MAY_GO, max_size=12))
def test_a_conversation_goes_on_to_a_result_whatever_questions_are_gone(team: int, after: int, gone: set[str]) -> None:
    session, answers = start(), a_team(team)
    for _ in range(after):
        if session.status != "finished":
            session = answer(session, answers[session.question])
    next_release = without(*gone)
    resumed, _ = hear(session, Resumed(), next_release)
    done, asked = finish(resumed, answers, next_release)
    assert not done.passed & gone
    assert not session.passed & set(asked)
    whole, _ = finish(start(next_release), answers, next_release)
    if session.status != "finished":
        assert from_session(done, next_release) == from_session(whole, next_release)


@pytest.mark.parametrize("event", ["press", "type", "resume", "back", "old"])
def test_an_open_question_that_is_gone_makes_room_for_the_next(event: str) -> None:
    session, release = at("compute", BEST), without("compute")
    events = {
        "press": Pressed(session.turn, "managed"),
        "type": Typed("managed"),
        "resume": Resumed(),
        "back": Pressed(session.turn, "back"),
        "old": Pressed(1, "team"),
    }
    after, turns = hear(session, events[event], release)
    assert prompt(turns).preface == "resumed"
    assert (after.question in release.questions, after.trail) == (True, session.trail)
    assert after.turn > session.turn


def test_an_answer_to_a_question_that_is_gone_counts_no_longer() -> None:
    session = press(at("compute", BEST), "managed")
    after, _ = hear(session, Resumed(), without("compute"))
    assert "compute" not in after.passed
    assert "managed_compute" not in said(without("compute"), after.trail).values


def test_a_question_whose_chosen_option_is_gone_is_asked_again() -> None:
    session = press(at("compute", BEST), "managed")
    release = without_option("compute", "managed")
    after, asked = finish(hear(session, Resumed(), release)[0], BEST | {"compute": "mixed"}, release)
    assert "compute" in asked
    assert said(release, after.trail).values["managed_compute"] is Value.PARTLY


@pytest.mark.parametrize("choice", ["skip", "not_sure", "partly"])
def test_the_answers_that_are_the_bots_own_stand_in_every_release(choice: str) -> None:
    session = press(at("use_cases", BEST | {"ml_situation": "building"}), choice)
    assert refit(without_option("use_cases", "yes"), FLOW, session).trail == session.trail


def test_a_retired_option_of_the_open_question_is_not_taken() -> None:
    session, release = at("compute", BEST), without_option("compute", "managed")
    after, turns = hear(session, Pressed(session.turn, "managed"), release)
    assert (after, turns) == (session, (Stale(session.turn),))


@pytest.mark.parametrize("event", ["held", "typed", "resume"])
def test_a_contradiction_that_the_new_release_cannot_have_is_not_asked_about(event: str) -> None:
    session, release = weighing(), without("use_cases")
    events = {"held": Pressed(session.turn, "held"), "typed": Typed("1"), "resume": Resumed()}
    after, turns = hear(session, events[event], release)
    assert after.capability == ""
    assert not [entry for entry in after.trail if entry.capability]
    assert isinstance(turns[-1], Asked | Finished)


def test_a_change_of_an_answer_whose_question_is_gone_is_given_up() -> None:
    session, _ = finish(start(), BEST)
    turn = next(entry.turn for entry in session.trail if entry.question == "compute")
    opened, _ = hear(session, Changed(turn))
    after, turns = hear(opened, Pressed(opened.turn, "managed"), without("compute"))
    assert (after.changing, turns[-1]) == (0, Finished(after.turn))


def test_words_waiting_to_be_confirmed_go_with_their_question() -> None:
    session = replace(at("compute", BEST), heard=Heard("managed", "managed-ish"))
    assert refit(LIBRARY, FLOW, session).heard == session.heard
    assert refit(without("compute"), FLOW, session).heard is None


def test_under_the_same_release_nothing_is_refitted() -> None:
    for session in (start(), at("compute", BEST), weighing(), finish(start(), BEST)[0]):
        assert refit(LIBRARY, FLOW, session) == session


# A new release of the flow


def test_a_state_that_is_gone_falls_back_to_the_start() -> None:
    session = replace(at("compute", BEST), state="interview")
    after, turns = hear(session, Pressed(session.turn, "managed"))
    assert prompt(turns) == Offered(after.turn, "opening", "resumed")
    assert after.question == ""
    assert finish(press(after, "team"), BEST)[0].status == "finished"


def test_answers_given_in_a_state_that_is_gone_are_asked_for_again() -> None:
    session = at("compute", BEST)
    renamed = replace(session, trail=tuple(replace(entry, state="interview") for entry in session.trail))
    after, _ = hear(renamed, Resumed())
    assert (after.trail, after.question) == ((), "compute")
    done, asked = finish(after, BEST)
    assert "ml_situation" in asked
    assert from_session(done) == from_session(finish(start(), BEST)[0])


def test_the_flow_version_moves_on_with_the_session() -> None:
    session, newer = at("compute", BEST), replace(FLOW, version=FLOW.version + 1)
    after, _ = engine.advance(LIBRARY, newer, session, Pressed(session.turn, "managed"))
    assert after.flow_version == newer.version
    assert after.revision == session.revision + 1


def test_a_choice_that_a_newer_flow_adds_can_be_taken() -> None:
    opening = FLOW.states[0]
    wider = replace(opening, choices=(*opening.choices, Transition("both", "Both", "questions")))
    newer = replace(FLOW, states=(wider, *FLOW.states[1:]))
    session, _ = engine.start(LIBRARY, FLOW)
    after, _ = engine.advance(LIBRARY, newer, session, Pressed(session.turn, "both"))
    assert saying(after, "opening").choice == "both"


# Looking into a session


def test_what_was_said_to_a_turn_is_found_as_long_as_it_counts() -> None:
    session = press(at("compute", BEST), "managed")
    assert session.entry(session.turn - 1).question == "compute"
    assert press(session, "back").entry(session.turn - 1) is None
    assert saying(session, "product") is None
    assert offered(session)
