"""Somebody who answered together with others is forgotten: what stays counts without a name, of few nothing stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.people import Person
from bot.store.forgetting import forget
from bot.store.results import MANY
from knowledge.library import Value
from tests.bot.several import ALIKE, ANA, BO, CY, DEE, FIRST, SECOND, Several, saying

WORDS = "words of the one who goes"
BY_HAND = saying({**ALIKE, "data_for_training": "by_hand"})


@pytest.fixture
def several(tmp_path: Path) -> Several:
    return Several(tmp_path, ANA, BO, CY, DEE)


def gone(several: Several, person: Person) -> None:
    with several.store.transaction() as db:
        forget(db, person.workspace, person.id, "now")


def back_everything_up(several: Several, person: Person) -> None:
    for entry in several.conversation(person).session.trail:
        if entry.question:
            several.back_up(person, entry.question, note=WORDS, link="https://goes.example/")


def test_of_three_the_one_who_goes_still_counts_and_is_named_nowhere(several: Several) -> None:
    for person, choose in ((ANA, FIRST), (BO, SECOND), (CY, FIRST)):
        several.answer(person, choose)
    back_everything_up(several, BO)
    conversation, before = several.conversation(BO).id, several.seen(ANA)
    gone(several, BO)
    after = several.seen(ANA)
    assert (after.result, after.respondents, after.disputed) == (before.result, 3, before.disputed)
    assert after.placements == before.placements
    left = [
        (table, cell)
        for table, cell in several.everything("audit", "sqlite_sequence")
        if BO.id in cell or conversation in cell or "goes" in cell
    ]
    assert left == []


def test_a_result_made_after_that_still_counts_them(several: Several) -> None:
    for person in (ANA, BO, CY):
        several.answer(person, FIRST)
    gone(several, BO)
    assert len(several.answer(DEE, SECOND).respondents) == 4


def test_results_of_few_go_with_the_one_who_goes_and_never_come_back_to_light(several: Several) -> None:
    first = several.answer(ANA, FIRST)
    second = several.answer(BO, SECOND)
    assert len(second.respondents) < MANY
    gone(several, ANA)
    assert [row[0] for row in several.rows("SELECT id FROM results")] == []
    third = several.answer(CY, FIRST)
    assert {one.person for one in third.respondents} == {BO.id, CY.id}
    assert first.assessment == third.assessment


def test_after_one_of_three_went_the_others_single_answers_stay_hidden(several: Several) -> None:
    early = several.answer(ANA, FIRST)
    for person in (BO, CY):
        several.answer(person, SECOND)
    back_everything_up(several, ANA)
    gone(several, BO)
    for result in (early.id, several.seen(DEE).result):
        assert WORDS not in several.scored(DEE, result)


def test_typed_words_and_reasons_of_an_answer_go_the_work_it_is_about_stays(several: Several) -> None:
    several.assessments.assess(ANA, several.team)
    several.press(ANA, "product")
    several.assessments.type(ANA, "Pricing", "", "Ev1")
    detail = several.turn_open(ANA)
    question = several.library.questions[several.conversation(ANA).session.question]
    several.assessments.detail(ANA, detail, dict.fromkeys(question.capabilities, Value.NOT_APPLICABLE), WORDS)
    several.finish(ANA)
    for person in (BO, CY):
        several.answer(person, FIRST)
    gone(several, ANA)
    assert not [cell for _, cell in several.everything() if WORDS in cell]
    assert several.seen(BO).subject == "Pricing"


def test_a_lead_who_goes_leaves_what_was_agreed_without_a_name(several: Several) -> None:
    several.answer(ANA, saying({**ALIKE, "data_for_training": "by_itself"}))
    for person in (BO, CY):
        several.answer(person, BY_HAND)
    several.consensus.record(ANA, several.seen(ANA).result, "data_pipeline", Value.HELD, "we looked")
    gone(several, ANA)
    shown = several.seen(BO)
    assert shown.known["data_pipeline"] is Value.HELD
    assert [one.person for one in shown.decisions] == [""]
    assert not [cell for table, cell in several.everything("audit") if ANA.id in cell]
    assert shown.team.lead == BO.id


def test_a_person_in_no_result_is_forgotten_without_touching_any(several: Several) -> None:
    several.answer(ANA, FIRST)
    before = several.rows("SELECT * FROM results")
    several.assessments.assess(BO, several.team)
    gone(several, BO)
    assert several.rows("SELECT * FROM results") == before
    assert not [cell for table, cell in several.everything("audit") if BO.id in cell]


def test_a_forgotten_workspace_leaves_only_the_audit_row(several: Several) -> None:
    for person in (ANA, BO, CY):
        several.answer(person, FIRST)
    back_everything_up(several, BO)
    with several.store.transaction() as db:
        forget(db, "T1", "", "now")
    tables = {table for table, _ in several.everything("_sqlite_migrations", "sqlite_sequence")}
    assert tables == {"audit"}
    assert json.dumps(several.rows("SELECT workspace, what FROM audit")) == '[["T1", "forgot the workspace"]]'


def test_what_waits_to_be_said_about_somebody_who_goes_is_not_said(several: Several) -> None:
    several.answer(BO, FIRST)
    several.results.share(BO, several.seen(BO).result)
    assert [row for row in several.rows("SELECT payload FROM outbox") if BO.id in row[0]] != []
    gone(several, BO)
    assert [row for row in several.rows("SELECT payload FROM outbox") if BO.id in row[0]] == []
