"""The fewest questions that settle every placement: the same result as from all of them, in about a dozen."""

from __future__ import annotations

import os
from collections.abc import Callable
from statistics import median

import pytest

from conversations import asking
from conversations.engine import where_now
from conversations.session import said
from knowledge.library import Value
from knowledge.scoring import undecided
from tests.conversations.talking import (
    BEGINNING,
    BEST,
    FLOW,
    LIBRARY,
    LOWEST,
    Team,
    a_team,
    finish,
    from_everything,
    from_session,
    offered,
    press,
    standings,
    start,
)

SEEDS = range(150 * int(os.environ.get("SOAK", "1")))
FIRST = "ml_situation"


@pytest.mark.parametrize("batch", range(5))
def test_the_conversation_places_a_team_as_all_questions_would(batch: int) -> None:
    for seed in SEEDS[batch::5]:
        team = a_team(seed)
        session, _ = finish(start(), team)
        assert from_session(session) == from_everything(team), f"team {seed}"


@pytest.mark.parametrize("team", [BEST, LOWEST, BEGINNING], ids=["best", "lowest", "beginning"])
def test_teams_at_the_ends_are_placed_as_all_questions_would(team: Team) -> None:
    session, _ = finish(start(), team)
    assert from_session(session) == from_everything(team)


def test_the_best_team_is_at_the_top_of_every_scale() -> None:
    session, _ = finish(start(), BEST)
    tops = {model.id: model.top for model in LIBRARY.maturity_models.values()}
    assert {found[0]: found[1].low for found in from_session(session)} == tops


def test_no_question_is_asked_whose_answer_could_change_nothing_and_none_twice() -> None:
    for seed in SEEDS[:80]:
        team, session, asked = a_team(seed), start(), set()
        while session.status != "finished":
            question, values = LIBRARY.questions[session.question], said(LIBRARY, session.trail).values
            if question.id != FIRST:
                assert question.capabilities & undecided(LIBRARY, values), f"team {seed}: {question.id} is settled"
            assert question.id not in asked, f"team {seed}: {question.id} twice"
            asked.add(question.id)
            session = press(session, team[question.id])


def test_an_asked_question_has_a_capability_that_moves_a_placement_somewhere() -> None:
    """`undecided` is not taken at its word: with the others as yes, or as no, held and not held must differ."""
    for seed in SEEDS[:25]:
        team, session = a_team(seed), start()
        while session.status != "finished":
            values = said(LIBRARY, session.trail).values
            if session.question != FIRST:
                assert _could_move(session.question, values), f"team {seed}: {session.question}"
            session = press(session, team[session.question])


def _could_move(question: str, values: dict[str, Value]) -> bool:
    unknown = [id for id in LIBRARY.capabilities if values.get(id, Value.UNKNOWN) is Value.UNKNOWN]
    items = [id for id in LIBRARY.questions[question].capabilities if id in unknown]
    for item in items:
        # What implies the item, and what it leaves to others, may mask it: so the others are yes except the stronger.
        others = {id: Value.HELD for id in unknown if id not in LIBRARY.stronger[item]}
        for weaker in (others, {id: value for id, value in others.items() if item not in LIBRARY.stronger[id]}):
            known = {**weaker, **{id: values[id] for id in values if id not in unknown}}
            held, lacking = ({**known, item: value} for value in (Value.HELD, Value.NOT_HELD))
            if standings(held) != standings(lacking):
                return True
    return False


def test_the_median_conversation_has_at_most_twelve_questions(record_property: Callable[[str, object], None]) -> None:
    counts = [len(finish(start(), a_team(seed))[1]) for seed in SEEDS]
    ends = {name: len(finish(start(), team)[1]) for name, team in {"best": BEST, "lowest": LOWEST}.items()}
    record_property("questions", f"median {median(counts)}, most {max(counts)}, {ends}")
    assert median(counts) <= 12
    gating = [q for q in LIBRARY.questions.values() if q.capabilities & LIBRARY.gates]
    assert max([*counts, *ends.values()]) <= len(gating)


def test_nothing_is_asked_about_scales_that_do_not_apply() -> None:
    _, asked = finish(start(), LOWEST)
    shop = LIBRARY.maturity_models["ml_op_shop"]
    wanted = {item for dimension in shop.dimensions for cell in dimension.cells for item in cell.gate}
    stronger = {other for item in wanted for other in LIBRARY.stronger[item]}
    for id in asked:
        assert id == FIRST or LIBRARY.questions[id].capabilities & stronger


def test_not_sure_leaves_room_for_another_question_about_the_same() -> None:
    values = dict.fromkeys(LIBRARY.gates - {"metrics_trigger_retraining"}, Value.HELD)
    left = asking.worth_asking(LIBRARY, values, {"retraining"})
    assert [question.id for question in left] == ["monitoring"]


def test_a_settled_team_is_asked_nothing() -> None:
    values = dict.fromkeys(LIBRARY.gates, Value.HELD)
    assert asking.next_question(LIBRARY, values, ()) is None
    assert asking.about_left(LIBRARY, values, ()) == 0


def test_a_stronger_capability_spares_the_question_about_the_weaker() -> None:
    values = dict.fromkeys(LIBRARY.gates - {"analytics_champion"}, Value.HELD)
    assert not asking.worth_asking(LIBRARY, values, ())
    del values["bi_professionals"]
    assert {question.id for question in asking.worth_asking(LIBRARY, values, ())} == {
        "champion",
        "bi_and_data_engineers",
    }


def test_the_questions_for_advice_decide_nothing_and_end_with_the_passed() -> None:
    session, asked = finish(start(), BEST)
    values = said(LIBRARY, session.trail).values
    left = asking.for_advice(LIBRARY, values, asked)
    assert left
    for question in left:
        assert not question.capabilities & LIBRARY.gates
    assert not asking.for_advice(LIBRARY, values, [*asked, *(question.id for question in left)])


def test_progress_counts_up_and_never_promises_less_than_was_asked() -> None:
    session, position = start(), 0
    while session.status != "finished":
        now, about = where_now(LIBRARY, FLOW, session)
        assert now == position + 1
        assert about >= now
        position = now
        session = press(session, offered(session)[0])


def test_the_next_question_is_the_same_for_the_same_answers() -> None:
    values = {"ml_model_exists": Value.HELD}
    first = asking.next_question(LIBRARY, values, {FIRST}, "People")
    unknowns = dict.fromkeys(LIBRARY.gates - set(values), Value.UNKNOWN)
    assert first == asking.next_question(LIBRARY, {**unknowns, **values}, [FIRST], "People")


def test_a_lack_is_open_while_something_stronger_may_hold() -> None:
    values = dict.fromkeys(LIBRARY.gates - {"bi_professionals"}, Value.HELD)
    values |= {"analytics_champion": Value.NOT_HELD, "data_engineers": Value.NOT_HELD}
    left = asking.worth_asking(LIBRARY, values, {"champion"})
    assert [question.id for question in left] == ["bi_and_data_engineers"]
