"""The fewest questions that settle every placement: the same result as from all of them, in about a dozen."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from statistics import median

import pytest

from benchmarks.questions import always_unsure, asked, at_random, changes_of_topic, realistic, truthful
from conversations import asking
from conversations.engine import where_now
from conversations.session import said
from knowledge.answers import NOT_SURE
from knowledge.library import Question, Value
from knowledge.scoring import undecided
from tests.conversations.talking import (
    BEGINNING,
    BEST,
    FLOW,
    LIBRARY,
    LOWEST,
    Standing,
    Team,
    a_team,
    answer,
    finish,
    from_everything,
    from_session,
    offered,
    press,
    standings,
    start,
)

SOAK = int(os.environ.get("SOAK", "1"))
SEEDS = range(150 * SOAK)
MANY_SEEDS = range(300 * SOAK)
FIRST = ("ml_situation", "plans")
"""The opening: asked of everyone, whatever is known."""
AT_MOST = 25
"""Questions that anybody may be asked on the way to a result."""


@pytest.mark.parametrize("batch", range(5))
def test_the_conversation_places_a_team_as_all_questions_would(batch: int) -> None:
    for seed in MANY_SEEDS[batch::5]:
        team = a_team(seed)
        session, _ = finish(start(), team)
        assert from_session(session) == from_everything(team), f"team {seed}"


def test_the_random_teams_stand_nearly_everywhere_on_every_scale() -> None:
    """Otherwise the test above would say little."""
    seen = {(found[0], found[1].low) for seed in range(1500) for found in _settled(a_team(seed))}
    for model in LIBRARY.maturity_models.values():
        missing = [level.number for level in model.levels if (model.id, level.number) not in seen]
        assert len(missing) <= 1, f"{model.id}: no random team at {missing}"


def _settled(team: Team) -> list[Standing]:
    return [found for found in from_everything(team) if len(found) > 1 and found[1].determinate]


@pytest.mark.parametrize("batch", range(5))
def test_a_realistic_team_is_placed_as_everything_that_is_so_of_it_would(batch: int) -> None:
    for seed in SEEDS[batch::5]:
        known = realistic(LIBRARY, random.Random(seed))
        reply = truthful(known)
        session, _ = finish(start(), {id: reply(question) for id, question in LIBRARY.questions.items()})
        assert from_session(session) == standings(known), f"team {seed}"


@pytest.mark.parametrize("team", [BEST, LOWEST, BEGINNING], ids=["best", "lowest", "beginning"])
def test_teams_at_the_ends_are_placed_as_all_questions_would(team: Team) -> None:
    session, _ = finish(start(), team)
    assert from_session(session) == from_everything(team)


def test_the_best_team_is_at_the_top_of_every_scale() -> None:
    session, _ = finish(start(), BEST)
    tops = {model.id: model.top for model in LIBRARY.maturity_models.values()}
    assert {found[0]: found[1].low for found in from_session(session)} == tops


def test_the_lowest_team_is_at_the_bottom_of_every_scale_that_applies() -> None:
    session, _ = finish(start(), LOWEST)
    bottoms = {model.id: model.levels[0].number for model in LIBRARY.maturity_models.values() if model.id != "azure"}
    assert {found[0]: found[1].high for found in from_session(session) if len(found) > 1} == bottoms


def test_no_question_is_asked_whose_answer_could_change_nothing_and_none_twice() -> None:
    for seed in SEEDS[:80]:
        team, session, before = a_team(seed), start(), set()
        while session.status != "finished":
            question, values = LIBRARY.questions[session.question], said(LIBRARY, session.trail).values
            if question.id not in FIRST:
                assert question.capabilities & undecided(LIBRARY, values), f"team {seed}: {question.id} is settled"
            assert question.id not in before, f"team {seed}: {question.id} twice"
            before.add(question.id)
            session = answer(session, team[question.id])


def test_an_asked_question_has_a_capability_that_moves_a_placement_somewhere() -> None:
    """`undecided` is not taken at its word: some way that the others may turn out makes held and not held differ."""
    for seed in SEEDS[:25]:
        team, session = a_team(seed), start()
        while session.status != "finished":
            values = said(LIBRARY, session.trail).values
            if session.question not in FIRST:
                assert _could_move(session.question, values), f"team {seed}: {session.question}"
            session = answer(session, team[session.question])


def _could_move(question: str, values: dict[str, Value]) -> bool:
    unknown = [id for id in LIBRARY.capabilities if values.get(id, Value.UNKNOWN) is Value.UNKNOWN]
    items = [id for id in unknown if id in LIBRARY.questions[question].capabilities]
    return any(_moves(item, values, unknown, attempt) for attempt in range(200) for item in items)


def _moves(item: str, values: dict[str, Value], unknown: list[str], attempt: int) -> bool:
    """With the others all held, none held or some by chance, but not what would mask the item because it is stronger."""
    rng = random.Random(f"{item} {attempt}")
    chance = (1.0, 0.0, 0.5, 0.3, 0.7)[attempt % 5]
    held = {id for id in unknown if rng.random() < chance and id not in LIBRARY.stronger[item]}
    others = {id: Value.HELD if id in held else Value.NOT_HELD for id in unknown}
    known = {**values, **others}
    return standings({**known, item: Value.HELD}) != standings({**known, item: Value.NOT_HELD})


# How many questions


KINDS: dict[str, Callable[[int], list[str]]] = {
    "agreeing": lambda seed: finish(start(), a_team(seed))[1],
    "random": lambda seed: asked(LIBRARY, at_random(random.Random(seed))),
    "realistic": lambda seed: asked(LIBRARY, truthful(realistic(LIBRARY, random.Random(seed)))),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_median_conversation_has_at_most_twelve_questions_and_none_over_twenty_five(
    kind: str, record_property: Callable[[str, object], None]
) -> None:
    lengths = [len(KINDS[kind](seed)) for seed in MANY_SEEDS]
    record_property("questions", f"{kind}: median {median(lengths)}, most {max(lengths)}")
    assert median(lengths) <= 12
    assert max(lengths) <= AT_MOST


@pytest.mark.parametrize("reply", [NOT_SURE, "skip"])
def test_who_is_always_unsure_still_comes_to_a_result_within_twenty_five_questions(reply: str) -> None:
    _, before = finish(start(), dict.fromkeys(LIBRARY.questions, reply))
    assert len(before) <= AT_MOST
    assert len(before) == len(asked(LIBRARY, always_unsure))


@pytest.mark.parametrize("team", [BEST, BEGINNING], ids=["best", "beginning"])
def test_teams_at_the_ends_are_asked_at_most_twenty_five_questions(team: Team) -> None:
    assert len(finish(start(), team)[1]) <= AT_MOST


# The paths that the opening leads to

OF_ML_WORK = {"Model creation", "Model release", "Versions and tests"}
"""What training, releases and tests are asked under."""


def by_path(seed: int, **replies: str) -> list[str]:
    """The questions asked of a random team that gives these answers."""
    anything = at_random(random.Random(seed))
    return asked(LIBRARY, lambda question: replies.get(question.id) or anything(question))


def test_a_team_without_ml_is_asked_little_and_nothing_about_training_releases_or_tests() -> None:
    for seed in SEEDS:
        before = by_path(seed, ml_situation="no_ml")
        assert len(before) <= 8
        assert not OF_ML_WORK & {LIBRARY.questions[id].topic for id in before}, f"team {seed}: {before}"


def test_a_team_with_ad_hoc_analyses_alone_is_asked_little_and_nothing_that_only_ml_models_call_for() -> None:
    for seed in SEEDS:
        before = by_path(seed, ml_situation="ad_hoc")
        assert len(before) <= 10
        assert not _only_for("azure", before), f"team {seed}: {before}"


@pytest.mark.parametrize("situation", ["no_ml", "ad_hoc", "building", "one_in_use"])
def test_only_a_team_with_several_ml_models_is_asked_how_it_manages_many(situation: str) -> None:
    for seed in SEEDS[:40]:
        assert "many_models" not in by_path(seed, ml_situation=situation), f"team {seed}"


def test_a_team_with_several_ml_models_is_asked_how_it_manages_them() -> None:
    for seed in SEEDS[:40]:
        assert "many_models" in by_path(seed, ml_situation="several_in_use"), f"team {seed}"


@pytest.mark.parametrize("situation", ["one_in_use", "several_in_use"])
def test_who_has_an_ml_model_in_use_is_not_asked_whether_there_is_a_use_case(situation: str) -> None:
    for seed in SEEDS[:40]:
        assert "use_cases" not in by_path(seed, ml_situation=situation), f"team {seed}"


@pytest.mark.parametrize("team", [BEST, LOWEST, BEGINNING], ids=["best", "lowest", "beginning"])
def test_the_opening_asks_where_the_team_is_and_where_it_wants_to_go(team: Team) -> None:
    assert tuple(finish(start(), team)[1][:2]) == FIRST


def test_nothing_is_asked_about_scales_that_do_not_apply() -> None:
    assert _only_for("azure", finish(start(), BEST)[1])
    assert not _only_for("azure", finish(start(), LOWEST)[1])


def _only_for(scale: str, questions: list[str]) -> list[str]:
    """Those of the questions that decide something on this scale alone."""
    others = _deciding(*(LIBRARY.maturity_models.keys() - {scale}))
    return [id for id in questions if not LIBRARY.questions[id].capabilities & others]


def _deciding(*scales: str) -> frozenset[str]:
    """What decides something on these scales, and what would decide it by being stronger."""
    models = {id: LIBRARY.maturity_models[id] for id in scales}
    alone = replace(LIBRARY, maturity_models=models)
    return frozenset(other for item in alone.deciding for other in LIBRARY.stronger[item])


# What is worth asking


def all_held(*but: str) -> dict[str, Value]:
    """Everything that decides something, except these."""
    return dict.fromkeys(LIBRARY.deciding - set(but), Value.HELD)


def ids(questions: Iterable[Question]) -> list[str]:
    return [question.id for question in questions]


def test_not_sure_leaves_room_for_another_question_about_the_same() -> None:
    left = asking.worth_asking(LIBRARY, all_held("several_ml_models_managed"), {"ml_situation"})
    assert ids(left) == ["many_models"]


def test_a_settled_team_is_asked_nothing() -> None:
    assert asking.next_question(LIBRARY, all_held(), ()) is None
    assert asking.about_left(LIBRARY, all_held(), ()) == 0


def test_a_stronger_capability_spares_the_question_about_the_weaker() -> None:
    assert not asking.worth_asking(LIBRARY, all_held("analytics_champion"), ())
    assert ids(asking.worth_asking(LIBRARY, all_held("analytics_champion", "bi_professionals"), ())) == [
        "people_and_data"
    ]


def test_a_lack_is_open_while_something_stronger_may_hold() -> None:
    values = all_held("bi_professionals") | {"analytics_champion": Value.NOT_HELD, "data_engineers": Value.NOT_HELD}
    assert ids(asking.worth_asking(LIBRARY, values, ())) == ["people_and_data"]
    assert not asking.worth_asking(LIBRARY, values | {"bi_professionals": Value.NOT_HELD}, ())


def test_a_trait_is_worth_asking_about_while_it_may_change_the_match() -> None:
    values = all_held("weighs_ethics", "learning_ai_basics")
    assert ids(asking.worth_asking(LIBRARY, values, ())) == ["how_you_decide"]
    assert not asking.worth_asking(LIBRARY, values | {"weighs_ethics": Value.HELD}, ())


def test_a_plan_settles_whether_the_team_needs_mlops() -> None:
    wanted = ("self_retraining_models_wanted", "ai_wanted_in_key_systems", "ad_hoc_work_only")
    assert "plans" in ids(asking.worth_asking(LIBRARY, all_held(*wanted), ()))
    planned = all_held(*wanted) | {"self_retraining_models_wanted": Value.PLANNED}
    assert not asking.worth_asking(LIBRARY, planned, ())


@pytest.mark.parametrize("value", [Value.NOT_HELD, Value.PARTLY, Value.PLANNED])
def test_a_gate_that_is_lacking_in_whatever_way_spares_the_questions_above_it(value: Value) -> None:
    above = ("data_engineers_manage_model_io", "engineers_automate_integration", "markers_named_together")
    assert ids(asking.worth_asking(LIBRARY, all_held(*above), ())) == ["working_together"]
    assert not asking.worth_asking(LIBRARY, all_held(*above) | {"ds_de_work_together": value}, ())


def test_what_is_not_applicable_opens_the_questions_above_it_as_if_it_were_in_place() -> None:
    values = all_held("metrics_trigger_retraining") | {"data_pipeline": Value.NOT_APPLICABLE}
    assert ids(asking.worth_asking(LIBRARY, values, ())) == ["retraining"]


def test_the_questions_for_advice_decide_nothing_and_end_with_the_passed() -> None:
    session, before = finish(start(), BEST)
    values = said(LIBRARY, session.trail).values
    left = asking.for_advice(LIBRARY, values, before)
    assert left
    for question in left:
        assert not question.capabilities & LIBRARY.deciding
    assert not asking.for_advice(LIBRARY, values, [*before, *ids(left)])


def test_progress_counts_up_and_never_promises_less_than_was_asked() -> None:
    for reply in (0, -1):
        session, position = start(), 0
        while session.status != "finished":
            if session.question:
                now, about = where_now(LIBRARY, FLOW, session)
                assert now == position + 1
                assert about >= now
                position = now
            session = press(session, offered(session)[reply])


def test_the_next_question_is_the_same_for_the_same_answers() -> None:
    values = {"ml_model_exists": Value.HELD}
    first = asking.next_question(LIBRARY, values, {*FIRST}, "People")
    unknowns = dict.fromkeys(LIBRARY.deciding - set(values), Value.UNKNOWN)
    assert first == asking.next_question(LIBRARY, {**unknowns, **values}, [*FIRST], "People")


def test_staying_with_a_topic_spares_changes_of_topic_and_costs_next_to_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    changes, questions = _changes_of_topic()
    monkeypatch.setattr(asking, "WORTH_STAYING", 0.0)
    asking._next.cache_clear()
    try:
        changes_otherwise, questions_otherwise = _changes_of_topic()
    finally:
        asking._next.cache_clear()
    assert changes < changes_otherwise
    assert questions <= questions_otherwise + 1


def _changes_of_topic() -> tuple[int, float]:
    """How often realistic conversations go to another topic, and how many questions they take as a rule."""
    walks = [asked(LIBRARY, truthful(realistic(LIBRARY, random.Random(seed)))) for seed in range(60)]
    return sum(changes_of_topic(LIBRARY, walk) for walk in walks), median(map(len, walks))
