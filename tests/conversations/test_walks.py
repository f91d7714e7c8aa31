"""Random walks with every kind of event: what must hold whatever people do, in whatever order."""

from __future__ import annotations

import os
import random
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from conversations import engine
from conversations.checking_in import carried
from conversations.engine import Changed, Detailed, Event, Pressed, Resumed, Typed
from conversations.flow import RESERVED
from conversations.session import Passed, Session, refit, said
from conversations.turns import (
    Asked,
    Closed,
    Explained,
    Finished,
    Offered,
    Paused,
    ReadBack,
    Stale,
    Told,
    Turn,
    Weighed,
)
from knowledge.answers import DETAIL, joined
from knowledge.library import Value
from tests.conversations.talking import (
    BEST,
    FLOW,
    LIBRARY,
    Reply,
    a_reply,
    a_team,
    agrees,
    finish,
    from_everything,
    from_session,
    hear,
    offered,
    press,
    start,
)

SOAK = int(os.environ.get("SOAK", "1"))
WALKS = settings(max_examples=80 * SOAK, deadline=None)

KINDS = [
    *("pick", "pick", "pick", "tick", "tick", "detail", "skip", "back", "pause", "more", "resume"),
    *("label", "words", "ask", "change", "old", "odd", "foreign", "as_before"),
]
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 99)), max_size=45)
MOVES = st.tuples(st.integers(-20, 20), STEPS).map(lambda found: [("begin", found[0]), *found[1]])
"""Where a walk begins, and what is done on it: from 0 on in a check-in."""
WORDS = ["maybe", "yes", "no", "qwertz", "", "2", "1 and 3", "partly", "not sure", "by hand", "planned", "none", "back"]
QUESTIONS = ["What is concept drift?", "what do you mean?", "how many are left?", "who am I", "?", "why"]
ODD = ["right", "wrong", "right detail", "moon", "further", "held", "done", "detail", "none_of_these", "+", ""]


def event(session: Session, kind: str, number: int) -> Event:
    """What somebody could do here."""
    options = offered(session)
    question = LIBRARY.questions.get(session.question)
    if kind in ("tick", "detail") and question:
        return replied(session, number, detail=kind == "detail")
    if kind in ("pick", "tick") and options:
        return Pressed(session.turn, options[number % len(options)])
    if kind == "label" and question:
        return Typed(question.options[number % len(question.options)].text)
    if kind in ("pick", "words", "label"):
        return Typed(WORDS[number % len(WORDS)])
    if kind == "as_before" and number % 2:
        return Typed("still so")
    if kind == "ask":
        return Typed(QUESTIONS[number % len(QUESTIONS)])
    if kind == "change" and session.trail:
        return Changed(session.trail[number % len(session.trail)].turn)
    if kind == "old":
        return Pressed(session.turn - 1 - number, (options or ["back"])[0])
    if kind == "odd":
        return Pressed(session.turn, ODD[number % len(ODD)])
    if kind in ("tick", "detail", "foreign"):
        ids = sorted(LIBRARY.capabilities)
        return Detailed(session.turn - number % 2, {ids[number % len(ids)]: Value.HELD})
    return Resumed() if kind in ("resume", "change") else Pressed(session.turn, kind)


def replied(session: Session, number: int, detail: bool) -> Event:
    """Any boxes of a checklist, or any values of any question; what the number stands for is always the same."""
    chance, question = random.Random(number), LIBRARY.questions[session.question]
    if detail:
        ids = sorted(question.capabilities)
        known = chance.sample(ids, chance.randint(1, len(ids)))
        return Detailed(session.turn, {id: chance.choice(list(Value)) for id in known}, "so it is")
    ticks = [option.id for option in question.options if chance.random() < 0.5]
    return Pressed(session.turn, joined(question, ticks) if question.several else question.options[0].id)


@cache
def begun(which: int) -> Session:
    """A conversation at its very beginning: from 0 on a check-in of some team's, that asks some questions again."""
    if which < 0:
        return engine.start(LIBRARY, FLOW)[0]
    chance = random.Random(which)
    decided = {id: chance.choice(list(Value)) for id in chance.sample([*LIBRARY.capabilities], 3)}
    trail = carried(LIBRARY, FLOW, finish(start(), a_team(which))[0].trail, decided, "2026-10-05")
    return engine.check_in(LIBRARY, FLOW, trail, chance.sample([*LIBRARY.questions], chance.randint(0, 6)))[0]


def walk(moves: list[tuple[str, int]]) -> list[tuple[Session, Event, Session, tuple[Turn, ...]]]:
    """Each step of a walk: before, what happened, after, what was said."""
    (_, which), *rest = moves
    session, steps = begun(which), []
    for kind, number in rest:
        happened = event(session, kind, number)
        after, turns = hear(session, happened)
        steps.append((session, happened, after, turns))
        session = after
    return steps


@WALKS
@given(MOVES)
def test_the_revision_rises_by_one_with_every_change_and_only_then(moves: list[tuple[str, int]]) -> None:
    for before, _, after, _ in walk(moves):
        assert after.revision == before.revision + (after != before)
        assert after.turn >= before.turn


@WALKS
@given(MOVES)
def test_something_is_always_said_and_a_stale_click_changes_nothing(moves: list[tuple[str, int]]) -> None:
    for before, happened, after, turns in walk(moves):
        assert turns
        if isinstance(happened, Pressed | Detailed) and happened.turn != before.turn:
            assert (after, turns) == (before, (Stale(happened.turn),))
        if any(isinstance(turn, Stale) for turn in turns):
            assert after == before
            assert not isinstance(happened, Typed), "typed words get an answer, not silence"


@WALKS
@given(MOVES)
def test_what_is_told_and_explained_changes_nothing_and_stands_alone(moves: list[tuple[str, int]]) -> None:
    for before, happened, after, turns in walk(moves):
        if any(isinstance(turn, Told) for turn in turns):
            assert isinstance(happened, Typed)
            assert (after, len(turns)) == (before, 1)


@WALKS
@given(MOVES)
def test_only_values_of_the_question_that_was_asked_are_kept_with_it(moves: list[tuple[str, int]]) -> None:
    for _, _, after, _ in walk(moves):
        for entry in after.trail:
            own = LIBRARY.questions[entry.question].capabilities if entry.question else set()
            assert entry.values.keys() <= own
            assert bool(entry.values) == (entry.choice == DETAIL)


@WALKS
@given(MOVES)
def test_every_prompt_carries_the_turn_that_its_buttons_need(moves: list[tuple[str, int]]) -> None:
    for _, _, after, turns in walk(moves):
        for turn in turns:
            if isinstance(turn, Asked | Offered | Weighed | ReadBack | Explained | Told | Finished | Paused):
                assert turn.turn == after.turn
        prompts = [turn for turn in turns if isinstance(turn, Asked | Offered | Weighed | Finished)]
        assert len(prompts) <= 1


@WALKS
@given(MOVES)
def test_a_new_turn_closes_the_old_prompt(moves: list[tuple[str, int]]) -> None:
    for before, happened, after, turns in walk(moves):
        if after.turn > before.turn and before.status != "finished" and not isinstance(happened, Changed):
            assert Closed(before.turn) in turns


@WALKS
@given(MOVES)
def test_no_question_stands_in_the_trail_twice_nor_is_asked_while_it_does(moves: list[tuple[str, int]]) -> None:
    for _, _, after, _ in walk(moves):
        questions = [entry.question for entry in after.trail if entry.question]
        assert len(questions) == len(set(questions))
        assert after.changing or after.question not in questions
        turns = [entry.turn for entry in after.trail]
        assert len(turns) == len(set(turns))
        assert all(turn < after.turn for turn in turns)


@WALKS
@given(MOVES)
def test_every_session_can_be_stored_and_fits_its_own_release(moves: list[tuple[str, int]]) -> None:
    for _, happened, after, _ in walk(moves):
        assert Session.from_json(after.to_json()) == after
        assert refit(LIBRARY, FLOW, after) == after
        if isinstance(happened, Detailed) or (isinstance(happened, Pressed) and happened.button not in RESERVED):
            assert hear(after, happened)[0] == after or after.turn == happened.turn


@WALKS
@given(MOVES, st.integers(0, 99))
def test_whatever_was_done_answering_on_leads_to_a_result(moves: list[tuple[str, int]], seed: int) -> None:
    steps = walk(moves)
    session = steps[-1][2] if steps else begun(moves[0][1])
    if session.status == "paused":
        session = hear(session, Resumed())[0]
    for _ in range(2 * len(LIBRARY.questions) + 10):
        if session.status == "finished":
            break
        state = FLOW.state(session.state)
        if state and state.kind == "words":
            session = hear(session, Typed("Fraud score"))[0]
        else:
            session = press(session, offered(session)[seed % len(offered(session))])
    assert session.status == "finished"
    assert not said(LIBRARY, session.trail).contradictions


# Back

ANSWERS = st.lists(st.integers(0, 99), max_size=30)


def go_on(session: Session, number: int) -> Session:
    """Any reply to the open prompt: an option, boxes, values, or Skip."""
    if not session.question:
        options = offered(session)
        return press(session, options[number % len(options)])
    if number % 10 == 9:
        return press(session, "skip")
    return hear(session, replied(session, number, detail=number % 3 == 0))[0]


def place_of(session: Session) -> tuple[object, ...]:
    return session.state, session.question, session.capability, session.trail


@WALKS
@given(ANSWERS, st.integers(1, 30), st.integers(-10, 20))
def test_back_restores_the_earlier_trail_and_asks_that_question_again(
    numbers: list[int], backs: int, which: int
) -> None:
    session = begun(which) if which >= 0 else start()
    been = [session]
    for number in numbers:
        if session.status != "finished":
            session = go_on(session, number)
            been.append(session)
    for _ in range(min(backs, len(been) - 1)):
        session = press(session, "back")
        been.pop()
        assert place_of(session) == place_of(been[-1])
        assert said(LIBRARY, session.trail) == said(LIBRARY, been[-1].trail)


@WALKS
@given(st.integers(0, 200), st.integers(1, 20))
def test_back_and_the_same_answers_come_to_the_same_result(seed: int, backs: int) -> None:
    team = a_team(seed)
    once, asked = finish(start(), team)
    again = once
    for _ in range(min(backs, len(asked))):
        again = press(again, "back")
    again, anew = finish(again, team)
    assert from_session(again) == from_session(once)
    assert asked[-len(anew) :] == anew


# Change


@WALKS
@given(st.integers(0, 200), st.integers(0, 30), st.integers(0, 99))
def test_a_changed_answer_places_the_team_as_if_it_had_been_given_at_first(seed: int, which: int, option: int) -> None:
    team = a_team(seed)
    done, _ = finish(start(), team)
    entries = [entry for entry in done.trail if entry.question]
    entry = entries[which % len(entries)]
    question, chance = LIBRARY.questions[entry.question], random.Random(option)
    replies = [*engine.offered(question), *(a_reply(chance, question, 0.5) for _ in range(6))]
    fitting = [reply for reply in replies if agrees(team, question, reply)]
    changed = {**team, entry.question: fitting[option % len(fitting)]}
    opened, _ = hear(done, Changed(entry.turn))
    assert from_session(opened) == from_session(done), "until the new answer is given the old one counts"
    after, _ = finish(opened, changed)
    assert from_session(after) == from_everything(changed)
    assert all(changed[entry.question] == reply_of(entry) for entry in after.trail if entry.question)


def reply_of(entry: Passed) -> Reply:
    """What was said to a question."""
    return {id: Value(value) for id, value in entry.values.items()} or entry.choice


def test_every_answer_of_the_best_team_can_be_changed_there_and_back() -> None:
    done, _ = finish(start(), BEST)
    session = done
    for question in [entry.question for entry in done.trail if entry.question]:
        entry = next(entry for entry in session.trail if entry.question == question)
        opened, _ = hear(session, Changed(entry.turn))
        lower, _ = finish(press(opened, "not_sure"), BEST)
        entry = next(entry for entry in lower.trail if entry.question == question)
        session, _ = finish(hear(lower, Changed(entry.turn))[0], BEST)
        assert from_session(session) == from_session(done), question
