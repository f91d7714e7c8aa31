"""One conversation at a time: the opening, Back, change, old prompts, contradictions, skip and pause."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversations import engine
from conversations.engine import Changed, Pressed, Resumed
from conversations.turns import Asked, Closed, Explained, Finished, Offered, Paused, Stale, Weighed
from knowledge.library import Library, Value
from knowledge.scoring import Range, place
from tests.conversations.talking import (
    BEGINNING,
    BEST,
    CLASH,
    CLASHING,
    FLOW,
    LIBRARY,
    LOWEST,
    a_team,
    at,
    finish,
    from_session,
    hear,
    opening,
    out_of_order,
    overall,
    press,
    prompt,
    saying,
    start,
    typed,
    values,
    weighing,
)

# The opening


def test_the_first_prompt_offers_which_work_is_meant() -> None:
    session, turns = engine.start(LIBRARY, FLOW)
    assert turns == (Offered(1, "opening"),)
    assert (session.turn, session.revision, session.status) == (1, 0, "active")


def test_the_name_of_a_product_is_kept_as_it_was_typed() -> None:
    session, turn = typed(press(opening(), "product"), "  Fraud *score* <v2> ")
    assert saying(session, "product").words == "Fraud *score* <v2>"
    assert isinstance(turn, Asked)


def test_very_long_words_are_cut() -> None:
    session, _ = typed(press(opening(), "product"), "x" * 5000)
    assert len(saying(session, "product").words) == engine.LONGEST_WORDS


def test_a_click_on_the_opening_goes_to_the_questions_and_closes_the_prompt() -> None:
    before = opening()
    after, turns = hear(before, Pressed(before.turn, "team"))
    assert turns[0] == Closed(before.turn)
    assert prompt(turns) == Asked(after.turn, "ml_situation", 1, prompt(turns).about, True)
    assert after.revision == before.revision + 1


# Back


def test_back_asks_the_last_question_again_and_its_answer_no_longer_counts() -> None:
    before = at("compute", BEST)
    after = press(before, "managed")
    assert values(after)["managed_compute"] is Value.HELD
    again, turns = hear(after, Pressed(after.turn, "back"))
    assert prompt(turns).question == "compute"
    assert "managed_compute" not in values(again)
    assert again.trail == before.trail
    assert {turn.turn for turn in turns if isinstance(turn, Closed)} == {after.turn, before.turn}


def test_back_at_the_very_beginning_changes_nothing() -> None:
    before = opening()
    assert hear(before, Pressed(before.turn, "back")) == (before, (Stale(before.turn),))


def test_back_from_the_first_question_offers_the_opening_again() -> None:
    session = start()
    after, turns = hear(session, Pressed(session.turn, "back"))
    assert prompt(turns) == Offered(after.turn, "opening")
    assert not after.trail


def test_back_from_the_result_asks_the_last_question_again() -> None:
    session, asked = finish(start(), BEST)
    after, turns = hear(session, Pressed(session.turn, "back"))
    assert prompt(turns).question == asked[-1]
    assert after.status == "active"
    assert from_session(finish(after, BEST)[0]) == from_session(session)


def test_back_goes_to_a_skipped_question_too() -> None:
    session = start()
    after = press(press(session, "skip"), "back")
    assert after.question == session.question
    assert after.trail == session.trail


def test_back_over_a_decided_contradiction_asks_which_is_right_again() -> None:
    session = weighing()
    after, turns = hear(press(session, "held"), Pressed(session.turn + 1, "back"))
    assert isinstance(prompt(turns), Weighed)
    assert after.trail == session.trail
    assert values(after)[CLASH] is Value.UNKNOWN


# Change


def test_a_changed_answer_drops_the_answers_that_nobody_would_ask_for_now() -> None:
    session, asked = finish(start(), BEST)
    situation = next(entry for entry in session.trail if entry.question == "ml_situation")
    opened, turns = hear(session, Changed(situation.turn))
    assert prompt(turns) == Asked(opened.turn, "ml_situation", 0, 0, True, "changing")
    assert values(opened) == values(session)
    after, _ = finish(opened, BEST | {"ml_situation": "no_ml"})
    assert after.passed < set(asked)
    assert not {"compute", "many_models", "who_releases"} & after.passed
    assert "managed_compute" not in values(after)
    assert {"plans", "people_and_data", "how_you_change"} <= after.passed


def test_a_change_keeps_the_answers_that_would_still_be_asked() -> None:
    session, _ = finish(start(), BEST)
    entry = next(entry for entry in session.trail if entry.question == "compute")
    after, turns = hear(hear(session, Changed(entry.turn))[0], Pressed(session.turn + 1, "own_machines"))
    others = {entry.question: entry.choice for entry in session.trail} | {"compute": "own_machines"}
    assert others.items() >= {entry.question: entry.choice for entry in after.trail}.items()
    assert values(after)["managed_compute"] is Value.NOT_HELD
    assert turns[-1] == Finished(after.turn)
    assert Closed(session.turn + 1) in turns
    assert from_session(after)[0][1] == Range(1, 1)


def test_a_change_that_opens_a_branch_asks_its_questions() -> None:
    session, _ = finish(start(), LOWEST)
    situation = next(entry for entry in session.trail if entry.question == "ml_situation")
    after = hear(session, Changed(situation.turn))[0]
    after, asked = finish(after, BEGINNING)
    assert from_session(session)[0] == ("azure",)
    assert from_session(after)[0] != ("azure",)
    assert len(asked) > 1


def test_a_change_may_make_a_contradiction_that_is_then_asked_about() -> None:
    session, _ = finish(out_of_order(), BEST)
    entry = next(entry for entry in session.trail if entry.question == "ml_situation")
    opened = hear(session, Changed(entry.turn))[0]
    after, turns = hear(opened, Pressed(opened.turn, "no_ml"))
    assert prompt(turns).contradiction.capability == CLASH
    assert finish(press(after, "held"), BEST)[0].status == "finished"


def test_a_change_that_ends_a_contradiction_takes_its_decision_back() -> None:
    session, _ = finish(press(weighing(), "not_held"), CLASHING)
    entry = next(entry for entry in session.trail if entry.question == "ml_situation")
    opened = hear(session, Changed(entry.turn))[0]
    after, _ = finish(press(opened, "one_in_use"), CLASHING)
    assert not [entry for entry in after.trail if entry.capability]
    assert values(after)[CLASH] is Value.HELD


def test_back_while_changing_leaves_the_old_answer() -> None:
    session, _ = finish(start(), BEST)
    opened, _ = hear(session, Changed(session.trail[3].turn))
    after, turns = hear(opened, Pressed(opened.turn, "back"))
    assert after.trail == session.trail
    assert after.changing == 0
    assert turns[-1] == Finished(after.turn)


def test_a_change_in_the_middle_goes_back_to_the_open_question() -> None:
    session = at("compute", BEST)
    opened, _ = hear(session, Changed(session.trail[-1].turn))
    after = press(opened, BEST[opened.question])
    assert (after.question, len(after.trail)) == ("compute", len(session.trail))


@pytest.mark.parametrize("which", ["future", "opening"])
def test_what_was_never_answered_cannot_be_changed(which: str) -> None:
    session = start()
    turn = session.turn + 5 if which == "future" else session.trail[0].turn
    assert hear(session, Changed(turn)) == (session, (Stale(turn),))


# Old prompts


def test_a_click_on_an_old_prompt_changes_nothing() -> None:
    session = at("compute", BEST)
    for entry in session.trail:
        for button in ("back", "skip", "pause", "more", "right", entry.choice, "not_sure"):
            assert hear(session, Pressed(entry.turn, button)) == (session, (Stale(entry.turn),))


@pytest.mark.parametrize("button", ["partly", "right", "wrong", "by_itself", "held", "", "further"])
def test_a_button_that_is_not_offered_changes_nothing(button: str) -> None:
    session = at("compute", BEST)
    assert hear(session, Pressed(session.turn, button)) == (session, (Stale(session.turn),))


def test_pressing_twice_equals_pressing_once() -> None:
    session = start()
    while session.status != "finished":
        once = press(session, BEST[session.question])
        twice, turns = hear(once, Pressed(session.turn, BEST[session.question]))
        assert twice == once
        assert turns == (Stale(session.turn),)
        session = once


def test_pausing_twice_equals_pausing_once() -> None:
    session = press(start(), "pause")
    assert press(session, "pause") == session


def test_the_ways_on_from_the_result_work_once() -> None:
    session, _ = finish(start(), BEST)
    further, turns = hear(session, Pressed(session.turn, "further"))
    assert isinstance(prompt(turns), Asked)
    assert hear(further, Pressed(session.turn, "further")) == (further, (Stale(session.turn),))


def test_the_further_questions_change_no_placement_and_lead_back_to_the_result() -> None:
    session, _ = finish(start(), BEST)
    after, asked = finish(press(session, "further"), LOWEST)
    assert len(asked) > 3
    assert from_session(after) == from_session(session)
    assert press(after, "further").status == "finished"


def test_whatever_is_answered_to_the_further_questions_the_placements_stay() -> None:
    for seed in range(40):
        session, _ = finish(start(), a_team(seed))
        after, _ = finish(press(session, "further"), a_team(seed + 1))
        assert from_session(after) == from_session(session), f"team {seed}"


# Contradictions


def test_who_contradicts_themselves_is_asked_which_is_right_with_both_quoted() -> None:
    clash = hear(weighing(), Resumed())[1][-1].contradiction
    assert clash.capability == CLASH
    assert (clash.held.question, clash.held.option) == ("use_cases", "yes")
    assert (clash.lacking.question, clash.lacking.option) == ("ml_situation", "no_ml")


@pytest.mark.parametrize(
    ("decision", "stage"), [("held", Range(5, 5)), ("not_held", Range(2, 2)), ("unknown", Range(2, 5))]
)
def test_the_decision_of_a_contradiction_counts_and_is_not_asked_again(decision: str, stage: Range) -> None:
    session, asked = press(weighing(), decision), []
    while session.status != "finished":
        asked.append(session.capability)
        session = press(session, CLASHING[session.question])
    assert not any(asked)
    assert values(session)[CLASH] is Value(decision)
    assert overall("ml_op_shop", values(session)) == stage


@pytest.mark.parametrize(
    ("decision", "level"), [("held", Range(4, 4)), ("not_held", Range(3, 3)), ("unknown", Range(3, 4))]
)
def test_a_gate_that_two_answers_disagree_on_counts_as_it_was_decided(decision: str, level: Range) -> None:
    release, team = release_whose_gate_clashes(), BEST | {"monitoring": "nobody_looks"}
    session = start(release)
    while not session.capability:
        session = press(session, team[session.question], release)
    assert session.capability == "metrics_trigger_retraining"
    session, _ = finish(press(session, decision, release), team, release)
    (azure,) = [found for found in from_session(session, release) if found[0] == "azure"]
    assert azure[2]["model_creation"] == level


def release_whose_gate_clashes() -> Library:
    """A release in which two questions speak of the same gate."""
    old = LIBRARY.questions["monitoring"]
    says = {"monitoring_automatic": Value.NOT_HELD, "metrics_trigger_retraining": Value.NOT_HELD}
    options = (replace(one, establishes=says) if one.id == "nobody_looks" else one for one in old.options)
    return replace(LIBRARY, questions=LIBRARY.questions | {"monitoring": replace(old, options=tuple(options))})


@pytest.mark.parametrize(
    ("text", "decision"), [("1", "held"), ("the second", "not_held"), ("3", "unknown"), ("no idea", "unknown")]
)
def test_which_is_right_can_be_typed(text: str, decision: str) -> None:
    session, _ = typed(weighing(), text)
    assert session.trail[-1].capability == CLASH
    assert session.trail[-1].choice == decision


def test_words_that_decide_no_contradiction_ask_again() -> None:
    session = weighing()
    after, turn = typed(session, "the moon is made of cheese")
    assert after == session
    assert isinstance(turn, Weighed)
    assert turn.preface == "not_read"


# Skip, pause, resume, more


def test_a_skipped_question_is_not_asked_again_and_leaves_its_capabilities_open() -> None:
    session = at("compute", BEST)
    after, asked = finish(press(session, "skip"), BEST)
    assert "compute" not in asked
    assert "managed_compute" not in values(after)
    assert not place(LIBRARY, values(after))[0].dimensions["model_creation"].determinate


def test_pause_and_resume_ask_the_same_question_under_a_new_turn() -> None:
    session = at("compute", BEST)
    paused, turns = hear(session, Pressed(session.turn, "pause"))
    assert (paused.status, turns) == ("paused", (Paused(session.turn),))
    resumed, turns = hear(paused, Resumed())
    assert (resumed.status, resumed.question, resumed.trail) == ("active", "compute", session.trail)
    assert (prompt(turns).turn, prompt(turns).preface) == (session.turn + 1, "resumed")
    assert hear(resumed, Pressed(session.turn, "managed"))[0] == resumed


def test_a_click_on_the_prompt_of_a_paused_conversation_still_answers() -> None:
    session = at("compute", BEST)
    after = press(press(session, "pause"), "managed")
    assert (after.status, after.trail[-1].choice) == ("active", "managed")


def test_resuming_at_the_opening_and_at_a_contradiction_prompts_them_again() -> None:
    assert isinstance(prompt(hear(opening(), Resumed())[1]), Offered)
    assert isinstance(prompt(hear(weighing(), Resumed())[1]), Weighed)


def test_a_result_cannot_be_paused() -> None:
    session, _ = finish(start(), BEST)
    assert hear(session, Pressed(session.turn, "pause")) == (session, (Stale(session.turn),))


def test_resuming_a_change_still_changes() -> None:
    session, _ = finish(start(), BEST)
    opened = hear(session, Changed(session.trail[2].turn))[0]
    again, turns = hear(opened, Resumed())
    assert (again.changing, prompt(turns).position) == (opened.changing, 0)
    assert len(press(again, "not_sure").passed) <= len(session.passed)


def test_resuming_a_finished_conversation_shows_its_result() -> None:
    session, _ = finish(start(), BEST)
    assert hear(session, Resumed()) == (session, (Finished(session.turn),))


def test_more_explains_the_open_question_and_changes_nothing() -> None:
    session = at("compute", BEST)
    assert hear(session, Pressed(session.turn, "more")) == (session, (Explained(session.turn, "compute"),))


def test_the_engine_never_touches_the_session_it_was_given() -> None:
    session = at("compute", BEST)
    copy = replace(session)
    hear(session, Pressed(session.turn, "managed"))
    assert session == copy


def test_a_button_that_is_not_offered_does_not_wake_a_paused_conversation() -> None:
    paused = press(at("compute", BEST), "pause")
    assert hear(paused, Pressed(paused.turn, "moon")) == (paused, (Stale(paused.turn),))
