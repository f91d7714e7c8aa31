"""What a team agrees on where its people differ: who may record it, what it changes, and what it leaves as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import ids
from bot.consensus import NoLongerDisputed
from bot.membership import NotTheLead
from bot.people import Person as Ours
from bot.preview.people import Person
from bot.preview.slack import Message
from bot.store import decisions
from knowledge.library import Value
from knowledge.scoring import Range
from tests.bot.several import ALIKE, ANA, BO, CY, Several, saying
from tests.bot.walking import Bench, Walker, text_of, through

ITEM = "data_pipeline"
BY_ITSELF, BY_HAND = (saying({**ALIKE, "data_for_training": one}) for one in ("by_itself", "by_hand"))
WHY = "we looked <!channel>"
ANSWERS = "SELECT * FROM answers ORDER BY id"


@pytest.fixture
def several(tmp_path: Path) -> Several:
    """Ana, who leads, and Bo, who see one thing differently; Cy has not answered."""
    found = Several(tmp_path, ANA, BO, CY)
    found.answer(ANA, BY_ITSELF)
    found.answer(BO, BY_HAND)
    return found


def model_creation(several: Several, person: Ours = ANA) -> Range:
    azure = next(one for one in several.seen(person).placements if one.maturity_model == "azure")
    return azure.dimensions["model_creation"]


def test_what_the_lead_records_counts_and_moves_the_result_while_everybodys_answers_stay(several: Several) -> None:
    answers, people = several.rows(ANSWERS), several.rows("SELECT respondents FROM results ORDER BY rowid DESC LIMIT 1")
    first = several.seen(ANA).result
    assert model_creation(several) == Range(0, 1)
    before, after = several.consensus.record(ANA, first, ITEM, Value.HELD, f"  {WHY} ")
    assert (before.result, after.result) == (first, several.seen(ANA).result)
    assert before.result != after.result
    assert model_creation(several) == Range(1, 1)
    assert (after.cause, after.disputed, after.respondents) == ("consensus", (), 2)
    assert several.rows(ANSWERS) == answers
    assert several.rows("SELECT respondents FROM results ORDER BY rowid DESC LIMIT 1") == people
    (kept,) = decisions.in_force(several.store.reading(), "T1", after.assessment)
    assert (kept.capability, kept.value, kept.reason, kept.person) == (ITEM, Value.HELD, WHY, ANA.id)


def test_how_it_was_scored_tells_of_the_agreement_beside_the_answers_to_everybody(several: Several) -> None:
    first = several.seen(ANA).result
    several.consensus.record(ANA, first, ITEM, Value.NOT_HELD, WHY)
    for person in (ANA, BO, CY):
        shown = several.scored(person)
        assert "agreed: we looked &lt;!channel&gt;; answer: “By itself”; “By hand”" in shown
        assert "agreed" not in several.scored(person, first)


def test_what_was_agreed_still_counts_when_a_third_one_answers(several: Several) -> None:
    several.consensus.record(ANA, several.seen(ANA).result, ITEM, Value.HELD, WHY)
    several.answer(CY, BY_HAND)
    assert model_creation(several) == Range(1, 1)
    assert several.seen(CY).disputed == ()


def test_the_next_assessment_begins_without_what_was_agreed_in_this_one(several: Several) -> None:
    several.consensus.record(ANA, several.seen(ANA).result, ITEM, Value.HELD, WHY)
    several.answer(ANA, BY_HAND, anew=True)
    assert model_creation(several) == Range(0, 0)


@pytest.mark.parametrize("who", [BO, CY, Ours("T1", "UEVE"), Ours("T2", ANA.id)])
def test_nobody_but_the_lead_of_the_team_records_anything(several: Several, who: Ours) -> None:
    with pytest.raises(NotTheLead):
        several.consensus.record(who, several.seen(ANA).result, ITEM, Value.HELD, WHY)
    assert several.rows("SELECT count(*) FROM decisions") == [(0,)]


def test_a_team_without_a_lead_lets_nobody_record(several: Several) -> None:
    result = several.seen(ANA).result
    with several.store.transaction() as db:
        db.execute("UPDATE teams SET lead = ''")
    with pytest.raises(NotTheLead):
        several.consensus.record(ANA, result, ITEM, Value.HELD, WHY)


@pytest.mark.parametrize("item", ["ml_model_exists", "versioned_models", "gone", ""])
def test_only_what_is_disputed_can_be_agreed_on(several: Several, item: str) -> None:
    with pytest.raises(NoLongerDisputed):
        several.consensus.record(ANA, several.seen(ANA).result, item, Value.HELD, WHY)


def test_only_on_the_newest_result_and_once(several: Several) -> None:
    old = several.seen(ANA).result
    several.consensus.record(ANA, old, ITEM, Value.HELD, WHY)
    for result in (old, several.seen(ANA).result):
        with pytest.raises(NoLongerDisputed):
            several.consensus.record(ANA, result, ITEM, Value.NOT_HELD, WHY)
    assert several.rows("SELECT count(*) FROM decisions") == [(1,)]


# In Slack


def differing(bench: Bench) -> tuple[Person, Person, Message]:
    """A lead and a member who see one thing differently, and the lead's view of the result."""
    ana, bo = bench.person("ana"), bench.person("bo")
    bench.team("churn", ana, bo)
    for person, way in ((ana, "by_itself"), (bo, "by_hand")):
        bench.start(person)
        Walker(person, through("team", "several_in_use", way)).walk()
        bench.host.settle()
    bench.settled(ana.command("stage"))
    return ana, bo, ana.messages()[-1]


def test_a_lead_records_in_slack_with_a_reason_and_is_told_what_moved(bench: Bench) -> None:
    ana, bo, result = differing(bench)
    bench.settled(ana.click(result, ids.CONSENSUS))
    bench.settled(ana.submit(ana.view, {ids.AGREED_INPUT: "held", ids.REASON_INPUT: "   "}))
    assert list(ana.errors) == [ids.REASON_INPUT]
    assert bench.count("decisions") == 0
    bench.settled(ana.submit(ana.view, {ids.AGREED_INPUT: "held", ids.REASON_INPUT: WHY}))
    assert ana.view is not None
    assert ana.view.title == "Recorded"
    assert "beside everybody's answers" in text_of(ana.view)
    for person in (ana, bo):
        bench.settled(person.command("stage"))
        bench.settled(person.click(person.messages()[-1], ids.SCORED))
        assert "agreed: we looked &lt;!channel&gt;" in text_of(person.view)
    assert bench.refused() == []


def test_a_member_is_offered_no_button_and_a_forged_one_or_a_forged_form_is_refused_with_a_sentence(
    bench: Bench,
) -> None:
    ana, bo, result = differing(bench)
    bench.settled(bo.command("stage"))
    assert ids.CONSENSUS not in {one.action_id for one in bo.messages()[-1].elements()}
    forged = bench.workspace.post(bo.dm.id, bench.workspace.bot_user_id, {"text": "r", "blocks": list(result.blocks)})
    bench.settled(bo.click(forged, ids.CONSENSUS))
    assert bo.view is None
    assert "Only the team's lead can do that" in bo.messages()[-1].text
    bench.settled(ana.click(result, ids.CONSENSUS))
    assert ana.view is not None
    assert bench.workspace.views.open(bo.id, ana.view.content)
    bench.settled(bo.submit(bo.view, {ids.AGREED_INPUT: "held", ids.REASON_INPUT: WHY}))
    assert "Only the team's lead can do that" in text_of(bo.view)
    assert bench.count("decisions") == 0
    assert bench.refused() == []


def test_an_old_button_says_that_nothing_is_disputed_any_more(bench: Bench) -> None:
    ana, _, result = differing(bench)
    bench.settled(ana.click(result, ids.CONSENSUS))
    bench.settled(ana.submit(ana.view, {ids.AGREED_INPUT: "not_held", ids.REASON_INPUT: WHY}))
    ana.close_view()
    bench.settled(ana.click(result, ids.CONSENSUS))
    assert ana.view is None
    assert "Nothing is disputed any more" in ana.messages()[-1].text
    assert bench.refused() == []
