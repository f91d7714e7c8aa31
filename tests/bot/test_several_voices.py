"""Several people who answer for one team: what comes out, who is told what, what stays private, and when rounds end."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import results
from bot.blocks import placements
from bot.given import SHOWN
from bot.ids import PromptRef
from bot.people import Person as Ours
from bot.store import assessments, conversations
from bot.store import results as result_store
from bot.store.forgetting import forget
from conversations.session import said
from knowledge.agreeing import Dispute, agree
from knowledge.library import Value
from knowledge.scoring import Placement, Range, place
from tests.bot.several import ALIKE, ANA, BO, CY, DAY, DEE, FIRST, LIBRARY, SECOND, Several, at_random, saying
from tests.bot.walking import WITH_ML, Bench, Walker, is_result, latest, text_of, through

CAREFUL = settings(max_examples=12, deadline=None)
CREWS = st.lists(st.integers(0, 2**32), min_size=1, max_size=4)
TEAM_SEES = "Your team will see these answers"
ONLY_SPREADS = "others see only how the answers spread, never who said what"


@pytest.fixture
def several(tmp_path: Path) -> Several:
    return Several(tmp_path, ANA, BO, CY, DEE)


def own_values(several: Several, *people: Ours) -> list[dict[str, Value]]:
    return [dict(said(LIBRARY, several.conversation(one).session.trail).values) for one in people]


def azure(several: Several) -> Placement:
    return next(one for one in several.seen(ANA).placements if one.maturity_model == "azure")


# What comes out


@CAREFUL
@given(seeds=CREWS)
def test_a_teams_placement_is_that_of_what_its_people_agree_on_whatever_they_say(seeds: list[int]) -> None:
    people = (ANA, BO, CY, DEE)[: len(seeds)]
    with TemporaryDirectory() as folder:
        several = Several(Path(folder), ANA, BO, CY, DEE)
        for person, seed in zip(people, seeds, strict=True):
            several.answer(person, at_random(seed))
        weighed = agree(LIBRARY, own_values(several, *people))
        seen = several.seen(ANA)
        assert seen.placements == place(LIBRARY, weighed.values)
        assert seen.disputed == weighed.disputed
        assert seen.respondents == len(people)
        assert all(seen.values[one.capability] is Value.UNKNOWN for one in seen.disputed)


def test_what_people_agree_on_is_in_place_and_a_dispute_widens_the_range(several: Several) -> None:
    several.answer(ANA, saying({**ALIKE, "data_for_training": "by_itself"}))
    assert azure(several).dimensions["model_creation"] == Range(1, 1)
    several.answer(BO, saying({**ALIKE, "data_for_training": "by_hand"}))
    seen = several.seen(ANA)
    assert seen.disputed == (Dispute("data_pipeline", {Value.HELD: 1, Value.NOT_HELD: 1}),)
    assert seen.known["ml_model_exists"] is Value.HELD
    assert azure(several).dimensions["model_creation"] == Range(0, 1)
    assert azure(several).dimensions["model_release"] == Range(1, 1)


def test_the_result_says_how_many_answered_and_what_to_talk_about_without_names(several: Several) -> None:
    for person, choose in ((ANA, FIRST), (BO, SECOND), (CY, FIRST)):
        several.answer(person, choose)
    shown = several.seen(BO)
    text = json.dumps(placements.result(LIBRARY, shown).payload(), ensure_ascii=False)
    assert "3 people answered" in text
    assert 1 <= len(shown.talk_about) <= 3
    for dispute in shown.talk_about:
        assert LIBRARY.capabilities[dispute.capability].short.casefold() in text.casefold()
        assert f"{dispute.counts[Value.HELD]} {SHOWN[Value.HELD].lower()}" in text
    assert not [person.id for person in (ANA, CY) if person.id in text]


def test_while_somebody_changes_an_answer_what_they_said_before_counts(several: Several) -> None:
    several.answer(ANA, FIRST)
    several.answer(BO, FIRST)
    several.assessments.change(ANA, several.turn_of(ANA, "data_for_training"))
    third = several.answer(CY, FIRST)
    assert len(third.respondents) == 3
    entry = next(one for one in third.respondents if one.person == ANA.id)
    assert [one.choice for one in entry.trail if one.question == "data_for_training"]
    several.press(ANA, "by_hand")
    several.finish(ANA)
    newest = result_store.of_assessment(several.store.reading(), "T1", third.assessment)
    assert newest is not None
    assert newest.id != third.id
    changed = next(one for one in newest.respondents if one.person == ANA.id)
    assert [one.choice for one in changed.trail if one.question == "data_for_training"] == ["by_hand"]


def test_reaching_a_result_again_when_nothing_was_said_since_keeps_the_one_there_is(several: Several) -> None:
    first = several.answer(ANA, FIRST)
    with several.store.transaction() as db:
        found = assessments.find(db, "T1", first.assessment)
        assert found is not None
        assert results.reach(db, LIBRARY, found, BO.id, "action", "2027") == first
    assert several.rows("SELECT count(*) FROM results") == [(1,)]


def test_nobody_has_answered_to_the_end_so_there_is_no_result(several: Several) -> None:
    several.assessments.assess(ANA, several.team)
    several.press(ANA, "team")
    with several.store.transaction() as db:
        found = assessments.current(db, "T1", several.team.id)
        assert found is not None
        assert results.reach(db, LIBRARY, found, ANA.id, "answers", "2026") is None
    assert several.results.latest(ANA, several.team) is None


# What people are told first


def test_the_second_and_third_are_not_asked_which_work_and_are_told_who_sees_their_answers(several: Several) -> None:
    several.assessments.assess(ANA, several.team)
    assert TEAM_SEES in several.said_to(ANA)[0]
    several.press(ANA, "team")
    several.finish(ANA)
    several.assessments.assess(BO, several.team)
    intro, question = several.said_to(BO)
    assert TEAM_SEES in intro
    assert ONLY_SPREADS not in intro
    assert LIBRARY.questions["ml_situation"].text in question
    several.finish(BO)
    several.assessments.assess(CY, several.team)
    intro, question = several.said_to(CY)
    assert ONLY_SPREADS in intro
    assert TEAM_SEES not in intro
    assert LIBRARY.questions["ml_situation"].text in question


def test_the_third_is_told_that_the_team_sees_while_two_have_not_finished(several: Several) -> None:
    for person in (ANA, BO):
        several.assessments.assess(person, several.team)
    several.press(ANA, "team")
    several.assessments.assess(CY, several.team)
    assert TEAM_SEES in several.said_to(CY)[0]


def test_who_joins_is_told_which_product_it_is_about_as_plain_words(several: Several) -> None:
    several.assessments.assess(ANA, several.team)
    several.press(ANA, "product")
    several.assessments.type(ANA, "<!channel> Churn", "", "Ev1")
    several.assessments.assess(BO, several.team)
    assert "about &lt;!channel&gt; Churn" in several.said_to(BO)[0]
    several.finish(BO)
    assert several.seen(BO).subject == "<!channel> Churn"


# Rounds


def test_alone_one_begins_the_next_assessment_at_once(several: Several) -> None:
    first = several.answer(ANA, FIRST)
    second = several.answer(ANA, SECOND)
    assert second.assessment != first.assessment
    found = assessments.find(several.store.reading(), "T1", first.assessment)
    assert found is not None
    assert found.closed_at


@pytest.mark.parametrize("other_finishes", [True, False])
def test_with_others_in_it_one_is_told_so_and_nothing_new_begins(several: Several, other_finishes: bool) -> None:
    several.answer(BO, FIRST)
    several.assessments.assess(ANA, several.team)
    if other_finishes:
        several.finish(ANA)
    assert several.assessments.assess(BO, several.team) == "answered"
    assert several.assessments.assess(BO, several.team, anew=True) == "answered"
    assert several.rows("SELECT count(*) FROM assessments") == [(1,)]


def test_the_lead_may_begin_the_next_one_which_takes_along_who_has_not_finished(several: Several) -> None:
    first = several.answer(ANA, FIRST)
    several.assessments.assess(BO, several.team)
    several.press(BO, "several_in_use")
    half = several.conversation(BO)
    assert several.assessments.assess(ANA, several.team) == "answered"
    several.clock.forward(1)
    second = several.answer(ANA, SECOND, anew=True)
    assert second.assessment != first.assessment
    carried = several.conversation(BO)
    assert (carried.id, carried.session) == (half.id, half.session)
    several.finish(BO)
    newest = several.seen(BO)
    assert (newest.assessment, newest.respondents) == (second.assessment, 2)
    kept = result_store.find(several.store.reading(), "T1", first.id)
    assert kept is not None
    assert kept.respondents == first.respondents


def test_a_lead_who_has_not_answered_yet_joins_the_one_that_is_open(several: Several) -> None:
    first = several.answer(BO, FIRST)
    result = several.answer(ANA, FIRST, anew=True)
    assert result.assessment == first.assessment


@pytest.mark.parametrize(("days", "assessments_then"), [(27.9, 1), (28.1, 2)])
def test_a_newcomer_joins_for_28_days_and_then_begins_a_new_one(
    several: Several, days: float, assessments_then: int
) -> None:
    several.answer(ANA, FIRST)
    several.clock.forward(days * DAY)
    several.assessments.assess(BO, several.team)
    assert several.rows("SELECT count(*) FROM assessments") == [(assessments_then,)]
    assert several.conversation(BO).session.inherited == (1 if assessments_then == 1 else 0)


def test_after_28_days_who_has_answered_may_begin_the_next_one_though_others_were_in_it(several: Several) -> None:
    several.answer(ANA, FIRST)
    several.answer(BO, FIRST)
    several.clock.forward(28.1 * DAY)
    assert several.assessments.assess(BO, several.team) == "started"
    assert several.rows("SELECT count(*) FROM assessments") == [(2,)]


def test_an_older_assessment_that_is_changed_later_does_not_become_the_newest(several: Several) -> None:
    first = several.answer(ANA, FIRST)
    old = several.conversation(ANA)
    second = several.answer(ANA, SECOND)
    turn = next(one.turn for one in old.session.trail if one.question == "data_for_training")
    several.assessments.change(ANA, PromptRef(old.id, turn))
    again = conversations.find(several.store.reading(), "T1", old.id)
    assert again is not None
    several.clock.forward(60)
    several.assessments.press(ANA, PromptRef(old.id, again.session.turn, "by_hand"), None)
    while (where := conversations.find(several.store.reading(), "T1", old.id)) and where.session.status != "finished":
        several.assessments.press(ANA, PromptRef(old.id, where.session.turn, several.offered(where)[0]), None)
    changed = result_store.of_assessment(several.store.reading(), "T1", first.assessment)
    assert changed is not None
    assert changed.reached_at > second.reached_at
    assert several.seen(ANA).result == second.id
    assert not several.results.find(ANA, changed.id).newest


def test_last_time_is_the_last_result_of_the_assessment_before(several: Several) -> None:
    several.answer(ANA, FIRST)
    several.give_anew(ANA, "data_for_training", "by_hand")
    last = several.seen(ANA).result
    second = several.answer(ANA, SECOND)
    several.give_anew(ANA, "plans", "ml_models")
    newest = result_store.latest(several.store.reading(), "T1", several.team.id)
    assert newest is not None
    db = several.store.reading()
    found = [result_store.before(db, one.workspace, one.team, one.assessment) for one in (second, newest)]
    assert [one.id for one in found if one] == [last, last]
    assert found[0] is not None
    assert result_store.before(db, found[0].workspace, found[0].team, found[0].assessment) is None


# In Slack


def test_three_people_answer_in_private_and_the_result_says_so(bench: Bench) -> None:
    ana, bo, cy = (bench.person(name) for name in ("ana", "bo", "cy"))
    bench.team("churn", ana, bo, cy)
    bench.result(ana, WITH_ML)
    for person in (bo, cy):
        shown = bench.start(person)
        assert "which work" not in shown.text
        assert len([one for one in person.messages() if "Others in your team have begun" in text_of(one)]) == 1
        Walker(person, through("several_in_use", "not_sure")).walk()
        bench.host.settle()
    assert "3 people answered" in text_of(latest(cy))
    assert is_result(latest(cy))
    assert "1 person answered" in text_of(latest(ana))
    bench.settled(ana.command("stage"))
    assert "3 people answered" in text_of(ana.messages()[-1])
    assert bench.count("assessments") == 1
    assert bench.refused() == []


def third_told_of_spreads(several: Several) -> None:
    """Two have finished; Cy begins, and is told that others will see only how answers spread."""
    several.answer(ANA, FIRST)
    several.answer(BO, SECOND)
    several.assessments.assess(CY, several.team)
    assert "only how the answers spread" in several.said_to(CY)[0]
    several.press(CY, "several_in_use")


def test_who_is_carried_over_is_told_anew_who_sees_their_answers(several: Several) -> None:
    third_told_of_spreads(several)
    several.clock.forward(1)
    several.assessments.assess(ANA, several.team, anew=True)
    told = [said for said in several.said_to(CY) if "next assessment of Churn has begun" in said]
    assert len(told) == 1
    assert "your team sees these answers while one or two of you answer" in told[0]
    assert [said for said in several.said_to(BO) if "next assessment" in said] == []


def test_what_one_was_told_holds_when_fewer_answer_in_the_end(several: Several) -> None:
    third_told_of_spreads(several)
    with several.store.transaction() as db:
        forget(db, "T1", BO.id, "now")
    several.finish(CY)
    several.back_up(CY, "ml_situation", note="for me alone")
    assert several.seen(ANA).respondents == 2
    assert not several.seen(ANA).sees_answers
    assert "for me alone" not in several.scored(ANA)
    assert "for me alone" in several.scored(CY)


def test_who_types_that_they_want_to_answer_again_is_told_that_others_are_still_in_it(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    bench.team("churn", ana, bo)
    bench.result(bo, WITH_ML)
    bench.start(ana)
    bench.settled(bo.type("assess"))
    assert "others are still in it" in text_of(bo.messages()[-1])
    assert bench.refused() == []
