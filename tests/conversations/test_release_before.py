"""Sessions that were stored by the release before this one: other questions, other options, no values."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.engine import Changed, Pressed, Resumed, Typed
from conversations.session import Session, refit, said
from conversations.turns import Asked, Finished
from knowledge.library import Value
from tests.conversations.talking import BEST, FLOW, LIBRARY, finish, from_session, hear, prompt, start

THEN: dict[str, tuple[str, ...]] = {
    "ml_situation": ("running", "building", "no_model"),
    "data_for_training": ("by_hand", "by_itself", "mixed"),
    "compute": ("own_machines", "mixed", "managed"),
    "experiments": ("shared_place", "some_runs", "not_shared"),
    "versions": ("code_only", "both", "neither", "models_only"),
    "training_data_versions": ("yes", "no", "partly"),
    "retraining": ("pipeline_started", "by_hand", "metrics_start", "partly_scripted"),
    "ml_platform": ("exists", "coordinates", "none"),
    "who_releases": ("handed_over", "pipeline_started", "alone", "engineering_team", "pipeline_alone"),
    "scoring_script": ("both", "neither", "versioned_only", "tested_only"),
    "packaging": ("yes", "no", "partly"),
    "model_tests": ("basic", "every_release", "none"),
    "application_tests": ("unit_only", "none", "unit_and_integration", "integration_only"),
    "application_releases": ("yes", "no", "partly"),
    "data_science_needed": ("depends", "always_needed", "rarely"),
    "ml_script_tests": ("yes", "no", "partly"),
    "ds_and_de": ("together", "no_data_engineers", "now_and_then", "apart"),
    "model_io": ("inputs_outputs", "integration", "both", "handed_over"),
    "after_release": ("metrics", "neither", "both", "markers"),
    "champion": ("yes", "no", "partly"),
    "bi_and_data_engineers": ("data_engineers_only", "both", "neither", "bi_only"),
    "insights": ("simple_tools", "some_products", "not_shared", "products"),
    "data_care": ("automated_only", "neither", "both", "managed_only"),
    "management": ("yes", "no", "partly"),
    "self_service": ("marts_only", "neither", "real_time_only", "both"),
    "who_builds": ("data_scientist_far", "ml_engineers", "nobody", "data_scientist_domain"),
    "use_cases": ("yes", "no", "partly"),
    "languages_and_git": ("git_only", "neither", "both", "python_only"),
    "ml_cicd": ("some", "covers", "none"),
    "monitoring": ("people_check", "nobody_looks", "by_itself", "for_some"),
    "spreading": ("forum_only", "both", "neither", "leaders_only"),
    "ml_language": ("yes", "no", "partly"),
    "it_stakeholders": ("yes", "no", "partly"),
    "cloud_tools": ("yes", "no", "partly"),
}
"""The questions and options of that release."""
Entry = dict[str, Any]


def passed(turn: int, question: str, choice: str, capability: str = "") -> Entry:
    """An answer as that release stored it."""
    state = "questions" if question or capability else "opening"
    return {"turn": turn, "state": state, "choice": choice, "question": question, "capability": capability, "words": ""}


def stored(answers: dict[str, str], **more: Any) -> Session:
    """A session of that release with these answers, read by this one."""
    trail = [passed(1, "", "team"), *(passed(turn, *item) for turn, item in enumerate(answers.items(), start=2))]
    raw = {"flow": "assessment", "flow_version": 1, "state": "questions", "turn": len(trail) + 1, "question": ""}
    raw |= {"capability": "", "trail": trail, "heard": None, "changing": 0, "status": "active", "revision": len(trail)}
    return Session.from_json(json.dumps(raw | more))


ANSWERS = {
    "ml_situation": "building",
    "insights": "products",
    "versions": "both",
    "data_for_training": "by_itself",
    "compute": "managed",
    "languages_and_git": "both",
}


def test_answers_that_still_mean_something_count_and_the_others_are_left_behind() -> None:
    session, turns = hear(stored(ANSWERS, question="experiments"), Resumed())
    assert session.passed == {"ml_situation", "data_for_training", "compute"}
    assert said(LIBRARY, session.trail).values["managed_compute"] is Value.HELD
    assert (prompt(turns).question, prompt(turns).preface) == ("experiments", "resumed")
    assert session.flow_version == FLOW.version


def test_it_goes_on_to_the_result_that_a_new_conversation_would_come_to() -> None:
    best = BEST | {"ml_situation": "building"}
    done, asked = finish(hear(stored(ANSWERS, question="experiments"), Resumed())[0], best)
    assert {"plans", "versions"} <= set(asked)
    assert not {"compute", "data_for_training"} & set(asked)
    assert from_session(done) == from_session(finish(start(), best)[0])


def test_a_click_on_the_open_question_is_taken_if_the_question_is_still_asked() -> None:
    session = stored(ANSWERS, question="experiments")
    after, _ = hear(session, Pressed(session.turn, "shared_place"))
    assert (after.trail[-1].question, after.trail[-1].choice) == ("experiments", "shared_place")


@pytest.mark.parametrize("gone", ["languages_and_git", "spreading"])
def test_an_open_question_that_is_asked_no_longer_makes_room_for_what_comes_now(gone: str) -> None:
    session = stored(ANSWERS, question=gone)
    for event in (Pressed(session.turn, "both"), Typed("both"), Resumed()):
        after, turns = hear(session, event)
        assert (prompt(turns).question, prompt(turns).preface) == ("plans", "resumed")
        assert after.turn > session.turn


def test_a_read_back_that_was_open_can_still_be_confirmed() -> None:
    session = stored(ANSWERS, question="experiments", heard={"choice": "not_shared", "words": "perhaps in notebooks"})
    after, _ = hear(session, Pressed(session.turn, "right not_shared"))
    assert (after.trail[-1].choice, after.trail[-1].words) == ("not_shared", "perhaps in notebooks")


def test_an_option_that_now_says_something_else_is_asked_again() -> None:
    session, _ = hear(stored({"ml_situation": "running"}, question="compute"), Resumed())
    assert not session.passed
    done, asked = finish(session, BEST)
    assert "ml_situation" in asked
    assert from_session(done) == from_session(finish(start(), BEST)[0])


def test_a_finished_conversation_keeps_its_result_and_one_answer_changed_brings_the_new_questions() -> None:
    session = stored(ANSWERS, state="result", status="finished")
    assert isinstance(hear(session, Resumed())[1][-1], Finished)
    turn = next(entry.turn for entry in session.trail if entry.question == "compute")
    opened, turns = hear(session, Changed(turn))
    assert isinstance(turns[-1], Asked)
    done, asked = finish(opened, BEST | {"compute": "own_machines"})
    assert "plans" in asked
    assert said(LIBRARY, done.trail).values["managed_compute"] is Value.NOT_HELD


def test_an_answer_of_then_that_disagrees_with_one_of_now_is_asked_about() -> None:
    session, _ = hear(stored({"ml_situation": "running", "use_cases": "yes"}, question="spreading"), Resumed())
    assert session.question == "ml_situation"
    after, turns = hear(session, Pressed(session.turn, "no_ml"))
    assert prompt(turns).contradiction.capability == after.capability == "first_ml_use_cases"
    assert finish(after, BEST)[0].status == "finished"


def test_a_decided_contradiction_stays_decided() -> None:
    trail = [passed(1, "", "team"), passed(2, "", "held", capability="metrics_trigger_retraining")]
    session, _ = hear(stored({}, trail=trail, turn=3, question="compute"), Resumed())
    assert said(LIBRARY, session.trail).values["metrics_trigger_retraining"] is Value.HELD


@settings(max_examples=60, deadline=None)
@given(st.data(), st.lists(st.sampled_from([*THEN]), unique=True, max_size=20))
def test_whatever_was_answered_then_leads_to_a_result_now(data: st.DataObject, questions: list[str]) -> None:
    answers = {id: data.draw(st.sampled_from([*THEN[id], "not_sure", "skip"])) for id in questions}
    session = stored(answers, question=data.draw(st.sampled_from(["", *THEN])))
    fitted = refit(LIBRARY, FLOW, session)
    assert refit(LIBRARY, FLOW, fitted) == fitted
    done, _ = finish(hear(session, Resumed())[0], BEST)
    kept = {entry.question: entry.choice for entry in done.trail if entry.question in answers}
    assert all(choice in (answers[question], BEST[question]) for question, choice in kept.items())
