"""What the page shows of what happens underneath: nothing at first, then the conversation, then the newest result."""

from __future__ import annotations

from typing import Any

import pytest

from bot.given import SHOWN
from bot.preview.page.underneath import underneath
from bot.preview.people import Person
from bot.preview.slack import Workspace
from bot.store import conversations
from tests.bot.walking import WITH_ML, Bench, Walker, boxes, latest, question_of, until

NOTHING: dict[str, list[Any]] = {"conversation": [], "capabilities": [], "scales": []}


@pytest.fixture
def ana(bench: Bench) -> Person:
    return bench.person("ana")


def below(bench: Bench, person: Person, workspace: Workspace | None = None) -> dict[str, Any]:
    desk = bench.host.running.desk
    return underneath(desk.store.reading(), desk.library, (workspace or bench.workspace).team_id, person.id)


def told(seen: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["value"] for one in seen["conversation"]}


def scale_names(bench: Bench) -> set[str]:
    return {one.name for one in bench.host.running.desk.library.maturity_models.values()}


def bars(seen: dict[str, Any]) -> list[str]:
    return [one["bar"] for scale in seen["scales"] for one in scale["dimensions"]]


def test_before_anything_was_asked_there_is_nothing(bench: Bench, ana: Person) -> None:
    assert below(bench, ana) == NOTHING
    bench.team("churn", ana)
    assert below(bench, ana) == NOTHING


def test_while_a_question_is_open_its_conversation_is_shown_as_it_is_stored(bench: Bench, ana: Person) -> None:
    bench.team("churn", ana)
    bench.start(ana)
    first = told(below(bench, ana))
    assert list(first) == ["Flow", "State", "Turn", "Question", "Answers given", "Saved"]
    assert first["Flow"].startswith("assessment, version ")
    assert first["Answers given"] == "0"
    Walker(ana, WITH_ML).answer(latest(ana))
    bench.host.settle()
    second = told(below(bench, ana))
    assert second["Answers given"] == "1"
    assert int(second["Turn"]) == int(first["Turn"]) + 1
    where = conversations.listening(bench.host.running.desk.store.reading(), bench.workspace.team_id, ana.id)
    assert where is not None
    session = where.session
    assert second["State"] == f"{session.state} ({session.status})"
    assert (second["Turn"], second["Saved"]) == (str(session.turn), f"{session.revision} times")


def test_the_question_that_is_open_is_named(bench: Bench, ana: Person) -> None:
    bench.team("churn", ana)
    shown = until(bench, ana, boxes)
    assert told(below(bench, ana))["Question"] == question_of(bench, shown).id


def test_each_answer_brings_capabilities_and_a_placement_that_forms(bench: Bench, ana: Person) -> None:
    bench.team("churn", ana)
    shown = until(bench, ana, boxes)
    before = below(bench, ana)
    Walker(ana, WITH_ML).answer(shown)
    bench.host.settle()
    after = below(bench, ana)
    asked = [
        bench.host.running.desk.library.capabilities[id].statement for id in question_of(bench, shown).capabilities
    ]
    known = {one["name"]: one["value"] for one in after["capabilities"]}
    assert set(asked) - {one["name"] for one in before["capabilities"]}
    assert {known[one] for one in asked} == {"In place"}
    assert len(after["scales"]) == len(scale_names(bench))
    assert all(bars(after))


def test_the_placement_forms_from_nothing_to_what_the_result_says(bench: Bench, ana: Person) -> None:
    bench.team("churn", ana)
    shown = bench.start(ana)
    at_first = below(bench, ana)
    assert at_first["capabilities"] == []
    for _ in range(6):
        Walker(ana, WITH_ML).answer(shown)
        bench.host.settle()
        shown = latest(ana)
    halfway = below(bench, ana)
    assert "Question" in told(halfway)
    assert bars(halfway) != bars(at_first)
    assert len(halfway["capabilities"]) > 3
    Walker(ana, WITH_ML).walk()
    bench.host.settle()
    assert bars(below(bench, ana)) != bars(halfway)


def test_after_the_result_the_teams_newest_one_is_shown_to_each_of_its_members(bench: Bench, ana: Person) -> None:
    bo, eve = bench.person("bo"), bench.person("eve")
    bench.team("churn", ana, bo)
    bench.result(ana, WITH_ML)
    seen = below(bench, ana)
    assert told(seen)["Newest result"].startswith("churn, 20")
    assert {one["value"] for one in seen["capabilities"]} <= set(SHOWN.values())
    assert seen["capabilities"]
    assert len(seen["scales"]) == len(scale_names(bench))
    assert all(one["words"] for scale in seen["scales"] for one in scale["dimensions"])
    assert below(bench, bo) == seen
    assert below(bench, eve) == NOTHING


def test_the_next_assessment_takes_the_place_of_the_result_while_it_is_open(bench: Bench, ana: Person) -> None:
    bench.team("churn", ana)
    bench.result(ana, WITH_ML)
    bench.start(ana)
    assert "State" in told(below(bench, ana))


def test_another_company_sees_nothing_of_it(bench: Bench, ana: Person) -> None:
    bench.team("churn", ana)
    bench.result(ana, WITH_ML)
    assert below(bench, ana, bench.slack.workspace("Another company")) == NOTHING


def test_who_is_being_asked_sees_their_own_answers_and_nobody_elses(bench: Bench, ana: Person) -> None:
    bo = bench.person("bo")
    bench.team("churn", ana, bo)
    Walker(ana, WITH_ML).answer(until(bench, ana, boxes))
    bench.host.settle()
    bench.start(bo)
    assert below(bench, ana)["capabilities"]
    assert told(below(bench, bo))["Answers given"] == "0"
    assert below(bench, bo)["capabilities"] == []
