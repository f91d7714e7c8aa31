"""Answers in detail: one value for each capability of a question, where no option says it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.engine import LONGEST_WORDS, Changed, Detailed, Pressed, Resumed
from conversations.session import Heard, Session
from conversations.turns import Asked, Closed, Stale, Weighed
from knowledge.answers import DETAIL
from knowledge.library import Question, Value
from knowledge.scoring import Range, place
from tests.conversations.talking import (
    BEGINNING,
    BEST,
    CLASH,
    LIBRARY,
    answer,
    at,
    finish,
    hear,
    opening,
    out_of_order,
    overall,
    press,
    prompt,
    start,
    typed,
    values,
    weighing,
)

HELD, NOT_HELD, UNKNOWN = Value.HELD, Value.NOT_HELD, Value.UNKNOWN
PARTLY, PLANNED, NOT_APPLICABLE = Value.PARTLY, Value.PLANNED, Value.NOT_APPLICABLE


@st.composite
def detailed(draw: st.DrawFn) -> tuple[Question, dict[str, Value]]:
    """Any values for any capabilities of any question."""
    question = draw(st.sampled_from([*LIBRARY.questions.values()]))
    ids = st.sampled_from(sorted(question.capabilities))
    return question, draw(st.dictionaries(ids, st.sampled_from(list(Value)), min_size=1))


@given(detailed())
def test_each_value_is_kept_as_it_was_given_and_what_was_left_out_stays_open(
    found: tuple[Question, dict[str, Value]],
) -> None:
    question, given_values = found
    after = answer(replace(start(), question=question.id), given_values)
    entry = after.trail[-1]
    assert (entry.question, entry.choice) == (question.id, DETAIL)
    assert {id: value for id, value in values(after).items() if id in question.capabilities} == given_values
    assert Session.from_json(after.to_json()) == after


def test_a_detailed_answer_closes_its_prompt_and_asks_the_next_question() -> None:
    session = at("retraining", BEST)
    after, turns = hear(session, Detailed(session.turn, {"training_pipeline": HELD}))
    assert turns[0] == Closed(session.turn)
    assert isinstance(prompt(turns), Asked)
    assert after.question != "retraining"
    assert "retraining" not in finish(after, BEST)[1]


@pytest.mark.parametrize("value", [PARTLY, PLANNED, NOT_HELD])
def test_what_is_partly_so_or_planned_counts_as_not_in_place(value: Value) -> None:
    session, _ = finish(start(), BEST | {"compute": {"managed_compute": value}})
    assert values(session)["managed_compute"] is value
    assert place(LIBRARY, values(session))[0].dimensions["model_creation"] == Range(1, 1)


def test_a_plan_counts_for_whether_the_team_needs_mlops() -> None:
    def wants(value: Value) -> Range:
        plans = {"self_retraining_models_wanted": value, "ai_wanted_in_key_systems": NOT_HELD}
        return overall("need", values(finish(start(), BEGINNING | {"plans": plans})[0]))

    assert wants(PLANNED) == wants(HELD) == Range(3, 3)
    assert wants(PARTLY) == wants(NOT_HELD) == Range(2, 2)


def test_what_is_not_applicable_opens_its_gate_and_is_named_with_its_reason() -> None:
    session = at("compute", BEST)
    after, _ = hear(session, Detailed(session.turn, {"managed_compute": NOT_APPLICABLE}, "  we train on paper "))
    assert after.trail[-1].words == "we train on paper"
    done, _ = finish(after, BEST)
    azure = place(LIBRARY, values(done))[0]
    assert azure.dimensions["model_creation"] == Range(4, 4)
    assert azure.set_aside == ("managed_compute",)


def test_a_very_long_reason_is_cut() -> None:
    session = at("compute", BEST)
    after, _ = hear(session, Detailed(session.turn, {"managed_compute": NOT_APPLICABLE}, "x" * 5000))
    assert len(after.trail[-1].words) == LONGEST_WORDS


def test_what_is_left_out_keeps_the_range_open() -> None:
    session, _ = finish(start(), BEST | {"retraining": {"training_pipeline": HELD}})
    assert place(LIBRARY, values(session))[0].dimensions["model_creation"] == Range(3, 4)


# What is refused

REFUSED: dict[str, dict[str, Value]] = {
    "nothing": {},
    "a capability of another question": {"training_pipeline": HELD},
    "one of its own and one of another": {"managed_compute": HELD, "training_pipeline": HELD},
    "a capability that does not exist": {"moon": HELD},
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_detailed_answer_that_does_not_fit_the_question_changes_nothing(case: str) -> None:
    session = at("compute", BEST)
    assert hear(session, Detailed(session.turn, REFUSED[case])) == (session, (Stale(session.turn),))


@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_answer_does_not_wake_a_paused_conversation(case: str) -> None:
    paused = press(at("compute", BEST), "pause")
    assert hear(paused, Detailed(paused.turn, REFUSED[case])) == (paused, (Stale(paused.turn),))


def test_a_detailed_answer_to_an_old_prompt_changes_nothing() -> None:
    before = at("compute", BEST)
    session = press(before, "managed")
    late = Detailed(before.turn, {"managed_compute": NOT_HELD})
    assert hear(session, late) == (session, (Stale(before.turn),))


@pytest.mark.parametrize("where", ["opening", "contradiction", "result"])
def test_where_no_question_is_open_there_is_nothing_to_detail(where: str) -> None:
    session = {"opening": opening, "contradiction": weighing, "result": lambda: finish(start(), BEST)[0]}[where]()
    event = Detailed(session.turn, {"managed_compute": HELD})
    assert hear(session, event) == (session, (Stale(session.turn),))


# Beside everything else


def test_a_detailed_answer_wakes_a_paused_conversation() -> None:
    paused = press(at("compute", BEST), "pause")
    after = answer(paused, {"managed_compute": PLANNED})
    assert (after.status, values(after)["managed_compute"]) == ("active", PLANNED)


def test_back_takes_a_detailed_answer_back() -> None:
    session = at("compute", BEST)
    again = press(answer(session, {"managed_compute": PLANNED}), "back")
    assert (again.question, again.trail) == ("compute", session.trail)
    assert "managed_compute" not in values(again)


def test_an_answer_can_be_changed_to_a_detailed_one_and_back() -> None:
    session, _ = finish(start(), BEST)
    entry = next(entry for entry in session.trail if entry.question == "working_together")
    opened, _ = hear(session, Changed(entry.turn))
    detail = dict.fromkeys(LIBRARY.questions["working_together"].capabilities, HELD) | {
        "post_deployment_metrics": PARTLY
    }
    lower = answer(opened, detail)
    assert place(LIBRARY, values(lower))[0].dimensions["people"] == Range(3, 3)
    entry = next(entry for entry in lower.trail if entry.question == "working_together")
    higher = press(hear(lower, Changed(entry.turn))[0], BEST["working_together"])
    assert place(LIBRARY, values(higher))[0].dimensions["people"] == Range(4, 4)
    assert not next(entry for entry in higher.trail if entry.question == "working_together").values


@pytest.mark.parametrize("value", [NOT_HELD, PARTLY, PLANNED])
def test_a_detailed_answer_that_contradicts_another_is_asked_about_quoting_both(value: Value) -> None:
    session = out_of_order({CLASH: value})
    after, turns = hear(session, Pressed(session.turn, "one_in_use"))
    assert isinstance(prompt(turns), Weighed)
    clash = prompt(turns).contradiction
    assert (clash.held.option, clash.lacking.option) == ("one_in_use", DETAIL)
    assert clash.lacking.values[CLASH] is value
    assert values(press(after, "held"))[CLASH] is HELD


def test_a_detailed_answer_drops_a_read_back() -> None:
    waiting = replace(at("compute", BEST), heard=Heard("managed", "managed-ish"))
    after = answer(waiting, {"managed_compute": PARTLY})
    assert (after.heard, values(after)["managed_compute"]) == (None, PARTLY)


def test_a_detailed_answer_whose_capability_is_asked_elsewhere_now_is_asked_for_again() -> None:
    session = answer(at("compute", BEST), {"managed_compute": PLANNED})
    old = LIBRARY.questions["compute"]
    options = tuple(replace(option, establishes={"data_pipeline": HELD}) for option in old.options)
    release = replace(LIBRARY, questions=LIBRARY.questions | {"compute": replace(old, options=options)})
    assert "compute" in session.passed
    assert "compute" not in hear(session, Resumed(), release)[0].passed


# Read back before it is taken


@pytest.fixture
def read_back() -> Session:
    """Words that say more than any option, waiting to be confirmed."""
    return replace(at("compute", BEST), heard=Heard(DETAIL, "soon, I think", {"managed_compute": "planned"}))


@pytest.mark.parametrize("how", ["right", "right detail managed_compute=planned", "yes"])
def test_values_that_were_read_back_are_taken_once_confirmed(read_back: Session, how: str) -> None:
    after = typed(read_back, how)[0] if how == "yes" else press(read_back, how)
    assert (after.trail[-1].choice, after.trail[-1].words) == (DETAIL, "soon, I think")
    assert values(after)["managed_compute"] is PLANNED


def test_the_button_of_a_read_back_says_the_values_that_it_confirms(read_back: Session) -> None:
    assert press(read_back, f"right {read_back.heard.meant}").trail[-1].values == {"managed_compute": "planned"}


@pytest.mark.parametrize("older", ["right detail managed_compute=partly", "right detail", "right managed"])
def test_an_older_read_back_in_detail_cannot_confirm_a_newer_one(read_back: Session, older: str) -> None:
    assert hear(read_back, Pressed(read_back.turn, older)) == (read_back, (Stale(read_back.turn),))
