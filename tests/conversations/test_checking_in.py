"""Check-ins: what is carried over, which questions come again, and the short conversation about them."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations import engine
from conversations.checking_in import MOST_GATES, USUAL, Reasons, carried, from_values, worth_asking_again
from conversations.engine import Changed, Pressed, Resumed, Typed
from conversations.session import SKIPPED, Passed, Session, said
from conversations.turns import Asked, Closed, Finished, Offered, Stale, Weighed
from knowledge.answers import DETAIL, NOT_SURE
from knowledge.library import Value
from tests.conversations.talking import (
    BEGINNING,
    BEST,
    CLASH,
    FLOW,
    LIBRARY,
    LOWEST,
    Reply,
    Team,
    a_team,
    answer,
    finish,
    from_everything,
    from_session,
    hear,
    press,
    prompt,
    start,
    typed,
    values,
    weighing,
    without,
    without_option,
)
from tests.knowledge.teams import ANY_TEAM, teams

HELD, NOT_HELD, UNKNOWN, PARTLY = Value.HELD, Value.NOT_HELD, Value.UNKNOWN, Value.PARTLY
THEN, TODAY, A_YEAR_ON = "2026-10-05", "2027-01-04", "2027-10-06"
SEEDS = st.integers(0, 150)
DECIDED = st.dictionaries(st.sampled_from([*LIBRARY.capabilities]), st.sampled_from(list(Value)), max_size=6)


@cache
def answered(seed: int) -> Session:
    """A random team's conversation, at its result."""
    return finish(start(), a_team(seed))[0]


def trail_of(team: Team, decided: dict[str, Value] | None = None) -> tuple[Passed, ...]:
    """What a team that has answered carries over."""
    return carried(LIBRARY, FLOW, finish(start(), team)[0].trail, decided or {}, THEN)


def known(found: dict[str, Value]) -> dict[str, Value]:
    return {id: value for id, value in found.items() if value is not UNKNOWN}


def told(trail: tuple[Passed, ...]) -> dict[str, Value]:
    """What a trail says, where it says something."""
    return known(dict(said(LIBRARY, trail).values))


def entry_of(trail: tuple[Passed, ...], question: str) -> Passed:
    (found,) = [entry for entry in trail if entry.question == question]
    return found


def check_in(team: Team, *again: str) -> Session:
    """A check-in that asks these questions again, at its first prompt."""
    return engine.check_in(LIBRARY, FLOW, trail_of(team), again)[0]


# What is carried over


@ANY_TEAM
@given(SEEDS, DECIDED)
def test_what_is_carried_over_says_what_was_said_and_what_was_decided_since_and_never_both(
    seed: int, decided: dict[str, Value]
) -> None:
    done = answered(seed)
    trail = carried(LIBRARY, FLOW, done.trail, decided, THEN)
    assert not said(LIBRARY, trail).contradictions
    assert told(trail) == known({**values(done), **decided})
    assert [entry.turn for entry in trail] == list(range(1, len(trail) + 1))
    assert all((entry.since == THEN) is bool(entry.question) for entry in trail)


@ANY_TEAM
@given(SEEDS)
def test_without_decisions_every_answer_is_carried_over_as_it_was_given(seed: int) -> None:
    done = answered(seed)
    trail = carried(LIBRARY, FLOW, done.trail, {}, THEN)
    assert [replace(entry, turn=0, state="", since="") for entry in trail] == [
        replace(entry, turn=0, state="") for entry in done.trail
    ]


def test_an_answer_carried_over_twice_keeps_the_day_on_which_it_was_given() -> None:
    session = finish(check_in(BEST, "compute"), BEST | {"compute": "mixed"})[0]
    again = carried(LIBRARY, FLOW, session.trail, {}, TODAY)
    assert entry_of(again, "experiments").since == THEN
    assert entry_of(again, "compute").since == TODAY


def test_a_decision_corrects_one_capability_of_a_checklist_and_leaves_the_rest() -> None:
    entry = entry_of(trail_of(BEST, {"training_data_versioned": NOT_HELD}), "versions")
    assert entry.choice == DETAIL
    assert entry.values["training_data_versioned"] == "not_held"
    others = {value for id, value in entry.values.items() if id != "training_data_versioned"}
    assert others == {"held"}


def test_words_that_spoke_of_another_answer_are_not_quoted_with_the_corrected_one() -> None:
    done = finish(start(), BEST)[0]
    words = tuple(replace(entry, words="by hand") if entry.question == "compute" else entry for entry in done.trail)
    assert entry_of(carried(LIBRARY, FLOW, words, {"managed_compute": NOT_HELD}, THEN), "compute").words == ""
    assert entry_of(carried(LIBRARY, FLOW, words, {"managed_compute": HELD}, THEN), "compute").words == "by hand"


@pytest.mark.parametrize("reply", [SKIPPED, NOT_SURE])
def test_what_was_skipped_or_not_known_stays_so_unless_it_was_decided(reply: str) -> None:
    team = BEST | {"compute": reply}
    assert entry_of(trail_of(team), "compute").choice == reply
    decided = entry_of(trail_of(team, {"managed_compute": HELD}), "compute")
    assert (decided.choice, decided.values) == (DETAIL, {"managed_compute": "held"})


def test_a_decision_about_what_nobody_was_asked_is_carried_over_beside_the_answers() -> None:
    trail = trail_of(LOWEST, {"experiments_tracked": HELD})
    assert entry_of(trail, "experiments").values == {"experiments_tracked": "held"}


def test_which_of_two_answers_was_right_is_decided_once_and_does_not_outlive_a_new_answer() -> None:
    done, _ = finish(press(weighing(), "not_held"), BEST)
    trail = carried(LIBRARY, FLOW, done.trail, {}, THEN)
    assert not [entry for entry in trail if entry.capability]
    assert told(trail)[CLASH] is NOT_HELD
    session, _ = engine.check_in(LIBRARY, FLOW, trail, ("use_cases", "ml_situation"))
    session = press(press(session, "yes"), "several_in_use")
    assert values(session)[CLASH] is HELD


def test_what_was_decided_since_outranks_which_of_two_answers_was_right() -> None:
    done, _ = finish(press(weighing(), "not_held"), BEST)
    assert told(carried(LIBRARY, FLOW, done.trail, {CLASH: HELD}, THEN))[CLASH] is HELD


def test_the_work_that_it_is_about_is_carried_over() -> None:
    opened, _ = engine.start(LIBRARY, FLOW)
    named, _ = hear(press(opened, "product"), Typed("Churn"))
    trail = carried(LIBRARY, FLOW, finish(named, BEST)[0].trail, {}, THEN)
    assert [(entry.state, entry.choice, entry.words) for entry in trail[:2]] == [
        ("opening", "product", ""),
        ("product", "typed", "Churn"),
    ]


@pytest.mark.parametrize("release", [without("compute"), without_option("compute", "managed")])
def test_answers_that_this_release_does_not_know_are_left_out(release: object) -> None:
    done, _ = finish(start(), BEST)
    trail = carried(release, FLOW, done.trail, {}, THEN)  # type: ignore[arg-type]
    assert "compute" not in {entry.question for entry in trail}
    assert entry_of(trail, "experiments")


@ANY_TEAM
@given(teams(), st.sampled_from(["", "Churn"]))
def test_who_has_not_answered_before_begins_with_what_the_team_agrees_on(team: dict[str, Value], name: str) -> None:
    trail = from_values(LIBRARY, FLOW, team, THEN, name)
    assert told(trail) == known(team)
    assert not said(LIBRARY, trail).contradictions
    assert [entry.words for entry in trail if entry.words] == ([name] if name else [])
    assert all(known({id: Value(value) for id, value in entry.values.items()}) for entry in trail if entry.question)
    questions = [entry.question for entry in trail if entry.question]
    assert len(questions) == len(set(questions))


def test_a_question_that_still_decides_something_is_not_passed_for_what_another_tells() -> None:
    trail = from_values(LIBRARY, FLOW, {"ml_model_exists": HELD, "first_ml_use_cases": HELD}, THEN)
    assert [entry.question for entry in trail if entry.question] == ["use_cases", "ml_situation"]
    several = from_values(LIBRARY, FLOW, told(trail) | {"several_ml_models_managed": HELD}, THEN)
    assert [entry.question for entry in several if entry.question] == ["ml_situation"]


# Which questions come again


def again(team: Team, changed: bool = False, today: str = TODAY, **reasons: object) -> tuple[str, ...]:
    trail = trail_of(team)
    why = Reasons(today, **reasons)  # type: ignore[arg-type]
    return worth_asking_again(LIBRARY, trail, dict(said(LIBRARY, trail).values), why, changed)


def test_where_nothing_changed_and_nothing_is_doubtful_nothing_is_asked() -> None:
    assert again(BEST) == ()


def test_what_is_done_comes_first_then_what_is_doubtful_then_what_gates_the_next_level() -> None:
    found = again(
        *(BEGINNING, True),
        done=("managed_compute",),
        disputed=("ml_language", "managed_compute", "experiments_tracked"),
        stale=("plans", "compute"),
    )
    assert found[0] == "compute"
    assert len(found) == len(set(found))
    gates = again(BEGINNING, True)
    assert set(gates) <= set(found)
    assert [id for id in found[1:] if id not in gates] == ["experiments"]


def test_a_capability_is_asked_about_where_it_was_answered() -> None:
    assert again(LOWEST, done=(CLASH,)) == ("ml_situation",)
    assert again(LOWEST | {"ml_situation": "ad_hoc"}, done=(CLASH,)) == ("use_cases",)
    assert again(LOWEST, done=("experiments_tracked",)) == ("experiments",)


def test_answers_are_asked_again_when_they_are_more_than_a_year_old_oldest_first_and_never_all_at_once() -> None:
    assert again(BEST, today="2027-10-05") == ()
    trail = trail_of(BEST)
    old = tuple(replace(entry, since="2026-01-01") if entry.question == "tests" else entry for entry in trail)
    found = worth_asking_again(LIBRARY, old, {}, Reasons(A_YEAR_ON), False)
    assert (found[0], len(found)) == ("tests", USUAL)


def test_on_a_leap_day_a_year_ago_is_the_day_that_is_not_there() -> None:
    trail = (Passed(1, "again", "managed", "compute", since="2027-02-28"),)
    assert worth_asking_again(LIBRARY, trail, {}, Reasons("2028-02-29"), False) == ("compute",)
    assert worth_asking_again(LIBRARY, trail, {}, Reasons("2028-02-28"), False) == ()


def test_the_questions_that_open_a_conversation_come_again_only_for_a_reason() -> None:
    for seed in range(60):
        trail = carried(LIBRARY, FLOW, answered(seed).trail, {}, THEN)
        team = dict(said(LIBRARY, trail).values)
        if team.get("ml_model_exists") is HELD:
            found = worth_asking_again(LIBRARY, trail, team, Reasons(TODAY), True)
            assert not {"ml_situation", "plans"} & set(found), seed
    assert again(BEST, stale=("ml_situation",)) == ("ml_situation",)


def test_a_team_without_an_ml_model_is_asked_whether_it_has_one_now() -> None:
    assert again(LOWEST, True)[0] == "ml_situation"


def test_the_target_is_asked_about_before_the_first_scale() -> None:
    untargeted, targeted = again(BEGINNING, True), again(BEGINNING, True, target="ml_op_shop")
    assert targeted != untargeted
    assert targeted[0] not in untargeted
    assert set(targeted) & set(untargeted)


def test_at_the_top_of_every_scale_a_change_asks_what_holds_the_team_there() -> None:
    found = again(BEST, True)
    assert found[:2] == ("working_together", "retraining")
    assert len(found) <= MOST_GATES


@pytest.mark.parametrize("changed", [True, False])
def test_a_check_in_usually_asks_fewer_than_six_questions(changed: bool) -> None:
    """However much is disputed and a year old; one action is said to be done, as it is."""
    counts = []
    for seed in range(80):
        trail = carried(LIBRARY, FLOW, answered(seed).trail, {}, THEN)
        team = dict(said(LIBRARY, trail).values)
        lacking = tuple(id for id in LIBRARY.capabilities if team.get(id, UNKNOWN).lacking)
        done = random.Random(seed).sample(lacking, min(1, len(lacking)))
        some = worth_asking_again(LIBRARY, trail, team, Reasons(A_YEAR_ON, tuple(done), lacking), changed)
        assert len(some) <= USUAL + 1
        counts.append(len(some))
    assert sorted(counts)[len(counts) * 3 // 4] < 6


# The conversation


def test_if_nothing_is_asked_again_the_conversation_is_at_its_result_at_once() -> None:
    session, turns = engine.check_in(LIBRARY, FLOW, trail_of(BEST), ())
    assert turns == (Finished(session.turn),)
    assert (session.status, session.trail) == ("finished", trail_of(BEST))


@ANY_TEAM
@given(SEEDS, st.lists(st.sampled_from([*LIBRARY.questions]), max_size=6))
def test_what_is_asked_again_comes_first_in_its_order_and_the_rest_counts_as_before(seed: int, some: list[str]) -> None:
    trail = carried(LIBRARY, FLOW, answered(seed).trail, {}, THEN)
    session, _ = engine.check_in(LIBRARY, FLOW, trail, some)
    done, asked = finish(session, a_team(seed))
    assert asked[: len(set(some))] == list(dict.fromkeys(some))
    kept = [entry for entry in trail if entry.question not in some]
    assert list(done.trail[: done.inherited]) == kept
    assert from_session(done) == from_everything(a_team(seed))


@given(
    SEEDS, st.sets(st.sampled_from([*LIBRARY.questions]), min_size=1, max_size=6), st.sampled_from(["button", "skip"])
)
def test_if_all_is_still_so_the_placements_stay_and_nothing_more_is_asked(seed: int, some: set[str], how: str) -> None:
    trail = carried(LIBRARY, FLOW, answered(seed).trail, {}, THEN)
    some &= {entry.question for entry in trail if entry.choice != SKIPPED}
    session, _ = engine.check_in(LIBRARY, FLOW, trail, sorted(some))
    for _ in some:
        session = press(session, "as_before" if how == "button" else "skip")
    assert session.status == "finished"
    assert from_session(session) == from_session(answered(seed))
    for entry in session.trail[session.inherited :]:
        earlier = entry_of(trail, entry.question)
        assert (entry.choice, entry.values, entry.words) == (earlier.choice, earlier.values, earlier.words)
        assert entry.since == ("" if how == "button" else THEN)


def test_prompts_say_how_many_come_again_and_what_was_said_last_time() -> None:
    session, turns = engine.check_in(LIBRARY, FLOW, trail_of(BEST), ("compute", "experiments"))
    first = prompt(turns)
    assert isinstance(first, Asked)
    assert (first.position, first.about, first.exactly, first.can_go_back) == (1, 2, True, False)
    assert first.last_time == entry_of(trail_of(BEST), "compute")
    second = prompt(hear(session, Pressed(session.turn, "mixed"))[1])
    assert isinstance(second, Asked)
    assert (second.position, second.about, second.can_go_back) == (2, 2, True)


def test_what_became_relevant_because_the_team_moved_is_asked_next_and_counted_on() -> None:
    session = check_in(BEST | {"compute": "own_machines", "ml_situation": "no_ml", "use_cases": "no"}, "ml_situation")
    after, turns = hear(session, Pressed(session.turn, "several_in_use"))
    found = prompt(turns)
    assert isinstance(found, Asked)
    assert found.question not in session.passed
    assert (after.state, found.position, found.exactly, found.last_time) == ("questions", 2, False, None)


@pytest.mark.parametrize("text", ["still so", "As before.", "same", "no change", "Unchanged", "it's the same!"])
def test_the_same_as_last_time_can_be_typed(text: str) -> None:
    session = check_in(BEST, "compute", "tests")
    after, turn = typed(session, text)
    assert (after.trail[-1].choice, after.trail[-1].since) == (BEST["compute"], "")
    assert isinstance(turn, Asked)


def test_where_nothing_was_said_last_time_the_same_is_no_answer() -> None:
    session = check_in(BEST | {"compute": SKIPPED}, "compute")
    for event in (Pressed(session.turn, "as_before"), Typed("same")):
        after, turns = hear(session, event)
        assert after == session
        assert isinstance(turns[-1], Stale | Asked)
    assert press(session, "skip").trail[-1].choice == SKIPPED
    first = start()
    assert hear(first, Pressed(first.turn, "as_before")) == (first, (Stale(first.turn),))


def test_a_question_knows_what_of_it_was_finished_since() -> None:
    session, turns = engine.check_in(LIBRARY, FLOW, trail_of(BEST), ("compute", "tests"), ("managed_compute",))
    assert isinstance(turns[-1], Asked)
    assert (turns[-1].question, turns[-1].done) == ("compute", ("managed_compute",))
    after, (*_, following) = hear(Session.from_json(session.to_json()), Pressed(session.turn, "skip"))
    assert isinstance(following, Asked)
    assert (following.question, following.done, after.done) == ("tests", (), ("managed_compute",))


def test_an_answer_in_detail_is_taken_whole_when_it_is_still_so() -> None:
    partly: dict[str, Reply] = {**BEST, "compute": {"managed_compute": PARTLY}}
    session = press(check_in(partly, "compute"), "as_before")
    assert (session.trail[-1].choice, session.trail[-1].words) == (DETAIL, "for a reason")
    assert values(session)["managed_compute"] is PARTLY


def test_a_new_answer_counts_instead_of_the_one_of_last_time() -> None:
    session = press(check_in(BEST, "compute"), "own_machines")
    assert values(session)["managed_compute"] is NOT_HELD
    assert session.trail[-1].since == ""
    detailed = answer(check_in(BEST, "compute"), {"managed_compute": Value.PLANNED})
    assert values(detailed)["managed_compute"] is Value.PLANNED


def test_a_new_answer_that_contradicts_one_that_was_not_asked_again_is_asked_about() -> None:
    trail = from_values(LIBRARY, FLOW, {CLASH: NOT_HELD, "ml_model_exists": HELD}, THEN)
    session, _ = engine.check_in(LIBRARY, FLOW, trail, ("ml_situation",))
    after, turns = hear(session, Pressed(session.turn, "several_in_use"))
    assert isinstance(prompt(turns), Weighed)
    assert values(press(after, "held"))[CLASH] is HELD


# Back, Pause, Change


def test_back_ends_where_the_answers_of_this_check_in_begin_and_last_time_is_shown_again() -> None:
    session = check_in(BEST, "compute", "tests")
    back, turns = hear(press(session, "mixed"), Pressed(session.turn + 1, "back"))
    found = prompt(turns)
    assert isinstance(found, Asked)
    assert (found.question, found.can_go_back) == ("compute", False)
    assert found.last_time == entry_of(trail_of(BEST), "compute")
    assert back.trail == session.trail
    assert hear(back, Pressed(back.turn, "back")) == (back, (Stale(back.turn),))


def test_back_after_still_so_takes_only_that_back() -> None:
    session = check_in(BEST, "compute", "tests")
    again = press(press(session, "as_before"), "back")
    assert (again.question, again.trail, again.before) == ("compute", session.trail, session.before)


def test_a_check_in_can_be_paused_and_resumed_and_stored() -> None:
    paused = press(check_in(BEST, "compute"), "pause")
    back, turns = hear(Session.from_json(paused.to_json()), Resumed())
    found = prompt(turns)
    assert isinstance(found, Asked)
    assert (found.question, found.preface) == ("compute", "resumed")
    assert found.last_time is not None
    assert press(back, "as_before").status == "finished"


def test_a_carried_answer_can_be_changed_and_the_rest_is_asked_afterwards() -> None:
    session = check_in(BEST, "compute", "management")
    turn = entry_of(session.trail, "experiments").turn
    opened, turns = hear(session, Changed(turn))
    found = prompt(turns)
    assert isinstance(found, Asked)
    assert (found.question, found.can_go_back, found.last_time) == ("experiments", True, None)
    changed, _ = finish(opened, BEST | {"experiments": "not_shared", "compute": "mixed"})
    assert values(changed)["experiments_tracked"] is NOT_HELD
    assert {"compute", "management"} <= {entry.question for entry in changed.trail[changed.inherited :]}
    assert entry_of(changed.trail, "experiments").since == ""


def test_a_change_that_is_called_off_leaves_the_carried_answer_where_there_is_nothing_else_to_go_back_to() -> None:
    finished, _ = engine.check_in(LIBRARY, FLOW, trail_of(BEST), ())
    opened, _ = hear(finished, Changed(entry_of(finished.trail, "compute").turn))
    after, turns = hear(opened, Pressed(opened.turn, "back"))
    assert (after.trail, after.status) == (finished.trail, "finished")
    assert turns == (Closed(opened.turn), Finished(after.turn))


def test_a_branch_that_is_left_takes_its_carried_answers_along_and_back_still_ends_at_the_rest() -> None:
    finished, _ = engine.check_in(LIBRARY, FLOW, trail_of(BEST), ())
    opened, _ = hear(finished, Changed(entry_of(finished.trail, "ml_situation").turn))
    after = press(opened, "no_ml")
    assert "compute" not in after.passed
    assert after.inherited == len(after.trail)
    assert not after.can_go_back
    assert from_session(finish(after, LOWEST)[0]) == from_session(finish(hear(after, Resumed())[0], LOWEST)[0])


def test_answers_that_only_sharpen_the_advice_outlive_the_change_of_another() -> None:
    advised, asked = finish(press(finish(start(), BEST)[0], "further"), BEST)
    assert "ml_language" in asked
    finished, _ = engine.check_in(LIBRARY, FLOW, carried(LIBRARY, FLOW, advised.trail, {}, THEN), ())
    opened, _ = hear(finished, Changed(entry_of(finished.trail, "compute").turn))
    assert set(asked) <= press(opened, "own_machines").passed


@ANY_TEAM
@given(SEEDS, st.integers(0, 30))
def test_a_carried_answer_that_is_changed_places_the_team_as_if_it_had_always_been_so(seed: int, which: int) -> None:
    finished, _ = engine.check_in(LIBRARY, FLOW, carried(LIBRARY, FLOW, answered(seed).trail, {}, THEN), ())
    entries = [entry for entry in finished.trail if entry.question]
    entry = entries[which % len(entries)]
    opened, _ = hear(finished, Changed(entry.turn))
    done, _ = finish(press(opened, NOT_SURE), a_team(seed))
    assert from_session(done) == from_everything({**a_team(seed), entry.question: NOT_SURE})


def test_a_change_of_an_answer_given_in_this_check_in_may_return_to_last_times() -> None:
    session = press(check_in(BEST, "compute"), "own_machines")
    opened, turns = hear(session, Changed(session.trail[-1].turn))
    found = prompt(turns)
    assert isinstance(found, Asked)
    assert found.last_time is not None
    assert values(press(opened, "as_before"))["managed_compute"] is HELD


# Others, and other releases


def test_who_joins_an_assessment_that_a_check_in_began_begins_with_the_same_work_and_none_of_its_answers() -> None:
    joined, turns = engine.join(LIBRARY, FLOW, check_in(BEST, "compute"))
    assert (joined.question, joined.inherited, joined.again) == ("ml_situation", 1, ())
    assert joined.passed == frozenset()
    assert isinstance(turns[-1], Asked)


def test_a_question_that_is_asked_again_and_then_gone_makes_room_for_the_next() -> None:
    session = check_in(BEST, "compute", "tests")
    after, turns = hear(session, Pressed(session.turn, "as_before"), without("compute"))
    found = prompt(turns)
    assert isinstance(found, Asked)
    assert (found.question, found.position, found.about) == ("tests", 1, 1)
    assert after.again == ("tests",)


def test_what_was_said_last_time_is_not_offered_if_this_release_no_longer_has_it() -> None:
    session, release = check_in(BEST, "compute"), without_option("compute", "managed")
    after, turns = hear(session, Pressed(session.turn, "as_before"), release)
    assert turns == (Stale(session.turn),)
    assert (after.question, after.trail, after.last_time) == ("compute", session.trail, None)


def test_back_still_ends_at_the_carried_answers_when_a_release_drops_some() -> None:
    session = press(check_in(BEST, "compute", "tests"), "mixed")
    release = without("experiments")
    back, _ = hear(session, Pressed(session.turn, "back"), release)
    assert (back.question, back.can_go_back) == ("compute", False)


def test_sessions_and_answers_stored_before_there_were_check_ins_load_unchanged() -> None:
    done, _ = finish(start(), BEST)
    raw = json.loads(done.to_json())
    for name in ("again", "before"):
        del raw[name]
    for entry in raw["trail"]:
        del entry["since"]
    assert Session.from_json(json.dumps(raw)) == done


def test_a_question_that_this_release_does_not_have_is_not_asked_again() -> None:
    session, _ = engine.check_in(LIBRARY, FLOW, trail_of(BEST), ("moon", "compute", "compute"))
    assert session.again == ("compute",)


def test_a_flow_without_a_check_in_has_none() -> None:
    with pytest.raises(LookupError):
        engine.check_in(LIBRARY, replace(FLOW, check_in=""), (), ())


def test_with_nothing_carried_over_a_check_in_asks_what_any_conversation_asks() -> None:
    session, turns = engine.check_in(LIBRARY, FLOW, (), ())
    assert not isinstance(turns[-1], Offered)
    assert finish(session, BEST)[1] == finish(start(), BEST)[1]
