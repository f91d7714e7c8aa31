"""What if? A dry run on a result: what would be in place is picked in a modal, and what would move is shown."""

from __future__ import annotations

import pytest

from bot import ids
from bot.listeners import views
from bot.listeners.handling import submitted
from bot.membership import NotAMember
from bot.preview.people import Person
from bot.preview.slack import Message
from knowledge.answers import NONE
from knowledge.changes import smallest_set
from knowledge.library import Value
from tests.bot.walking import NO_ML, Bench, bot_person, text_of, through

TABLES = ("conversations", "answers", "results")


def nobody(bench: Bench) -> tuple[Person, Message]:
    """Someone with ML models, and nothing else in place."""
    ana = bench.person("ana")
    bench.team("churn", ana)
    return ana, bench.result(ana, through("team", "several_in_use", "self_retraining", NONE))


def picked(ana: Person) -> list[str]:
    assert ana.view is not None
    return [one["value"] for one in ana.view.find(ids.VALUE).raw.get("initial_options", [])]


def test_the_modal_begins_with_the_shortest_way_ahead_and_offers_only_what_is_not_in_place(bench: Bench) -> None:
    ana, result = nobody(bench)
    bench.settled(ana.click(result, ids.WHAT_IF))
    desk = bench.host.running.desk
    outcome = desk.results.find(bot_person(ana), str(result.find(ids.WHAT_IF).value))
    assert set(picked(ana)) == set(smallest_set(desk.library, outcome.values, "azure"))
    assert ana.view is not None
    offered = {one["value"] for one in ana.view.find(ids.VALUE).options()}
    assert offered == {id for id in desk.library.deciding if outcome.known[id] is not Value.HELD}
    assert bench.refused() == []


def test_the_shortest_way_moves_the_overall_up_and_says_from_where_to_where(bench: Bench) -> None:
    ana, result = nobody(bench)
    bench.settled(ana.click(result, ids.WHAT_IF))
    bench.settled(ana.submit(ana.view))
    text = text_of(ana.view)
    assert "If these were in place" in text
    assert "*Microsoft's MLOps maturity model*: level 0 → *level 1*" in text
    assert bench.refused() == []


def test_something_that_moves_nothing_says_so(bench: Bench) -> None:
    ana, result = nobody(bench)
    bench.settled(ana.click(result, ids.WHAT_IF))
    bench.settled(ana.submit(ana.view, {ids.HELD_INPUT: ["metrics_trigger_retraining"]}))
    assert "No stage would move yet" in text_of(ana.view)
    assert bench.refused() == []


def test_a_dry_run_stores_nothing_and_the_result_stays(bench: Bench) -> None:
    ana, result = nobody(bench)
    before = [bench.rows(f"SELECT * FROM {table}") for table in TABLES]
    bench.settled(ana.click(result, ids.WHAT_IF))
    bench.settled(ana.submit(ana.view))
    ana.close_view()
    bench.host.settle()
    assert [bench.rows(f"SELECT * FROM {table}") for table in TABLES] == before
    assert next(one for one in ana.messages() if one.ts == result.ts) == result


def test_a_team_without_ml_sees_that_a_scale_would_come_to_apply(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    result = bench.result(ana, NO_ML)
    bench.settled(ana.click(result, ids.WHAT_IF))
    bench.settled(ana.submit(ana.view, {ids.HELD_INPUT: ["ml_model_exists"]}))
    assert "*Microsoft's MLOps maturity model*: did not apply → *level 0" in text_of(ana.view)
    assert bench.refused() == []


def test_nobody_tries_it_on_a_result_of_a_team_they_are_not_in(bench: Bench) -> None:
    ana, result = nobody(bench)
    eve = bench.person("eve")
    bench.settled(ana.click(result, ids.WHAT_IF))
    view = ana.view
    assert view is not None
    forged = submitted(bot_person(eve), eve.workspace.views.as_slack(view))
    with pytest.raises(NotAMember):
        views.handle(bench.host.running.desk, forged)
