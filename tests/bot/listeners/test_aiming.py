"""Setting, reading and taking away a target, in Slack."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot import ids
from tests.bot.listeners.test_taking_on import assessed, last, press, press_in_view, shown
from tests.bot.walking import Bench, text_of

IN_JUNE = (datetime.now(UTC).date() + timedelta(days=200)).isoformat()
YESTERDAY = (datetime.now(UTC).date() - timedelta(days=1)).isoformat()


def test_a_target_is_set_from_its_page_shown_with_its_way_changed_and_taken_away(bench: Bench) -> None:
    (ana,) = assessed(bench)
    press(bench, ana, shown(bench, ana, "target"), ids.SET_TARGET)
    bench.settled(ana.submit(ana.view, {ids.LEVEL_INPUT: "azure 2", ids.DUE_INPUT: YESTERDAY}))
    assert set(ana.errors) == {ids.DUE_INPUT}
    bench.settled(ana.submit(ana.view, {ids.LEVEL_INPUT: "azure 2", ids.DUE_INPUT: IN_JUNE}))
    assert ana.view is None
    page = last(ana)
    assert "The target is set." in text_of(page)
    assert "Not taken on yet" in text_of(page)
    assert f"set by <@{ana.id}>" in text_of(page)
    press(bench, ana, page, ids.SET_TARGET)
    bench.settled(ana.submit(ana.view, {ids.LEVEL_INPUT: "azure 1"}))
    assert bench.rows("SELECT level, due FROM targets") == [(1, IN_JUNE)]
    press(bench, ana, last(ana), ids.DROP_TARGET)
    assert "no target yet" in text_of(last(ana))
    assert bench.count("targets") == 0
    assert bench.refused() == []


def test_a_thing_on_the_way_is_taken_on_and_the_page_shows_by_whom(bench: Bench) -> None:
    (ana,) = assessed(bench)
    press(bench, ana, shown(bench, ana, "target"), ids.SET_TARGET)
    bench.settled(ana.submit(ana.view, {ids.LEVEL_INPUT: "azure 1", ids.DUE_INPUT: IN_JUNE}))
    page = last(ana)
    first = next(one for one in page.elements() if one.action_id.startswith(ids.TAKE_ON))
    bench.settled(ana.click_element(page, first))
    bench.settled(ana.submit(ana.view))
    assert f"_Taken on_  by <@{ana.id}>" in text_of(last(ana))
    assert bench.refused() == []


def test_steps_and_actions_offer_a_target_and_then_lead_to_it(bench: Bench) -> None:
    (ana,) = assessed(bench)
    for word in ("steps", "actions"):
        press(bench, ana, shown(bench, ana, word), ids.SET_TARGET)
        ana.close_view()
    press(bench, ana, shown(bench, ana, "actions"), ids.SET_TARGET)
    bench.settled(ana.submit(ana.view, {ids.LEVEL_INPUT: "azure 1", ids.DUE_INPUT: IN_JUNE}))
    for word in ("steps", "actions"):
        press(bench, ana, shown(bench, ana, word), ids.TARGET)
        assert "by <@" in text_of(last(ana))
    assert "Target: level 1" in text_of(shown(bench, ana, "actions"))
    assert bench.refused() == []


def test_in_a_modal_the_target_is_shown_where_it_was_set(bench: Bench) -> None:
    (ana,) = assessed(bench)
    press(bench, ana, shown(bench, ana, "steps"), ids.ALL_STEPS)
    step = next(one for one in ana.view.elements() if one.action_id == ids.TAKE_ON)  # type: ignore[union-attr]
    bench.settled(ana.click_in_view(ana.view, ids.TAKE_ON, value=step.value))
    bench.settled(ana.submit(ana.view))
    press_in_view(bench, ana, ids.ACTIONS)
    press_in_view(bench, ana, ids.SET_TARGET)
    bench.settled(ana.submit(ana.view, {ids.LEVEL_INPUT: "azure 1", ids.DUE_INPUT: IN_JUNE}))
    assert "The target is set." in text_of(ana.view)
    assert bench.refused() == []


def test_nobody_outside_the_team_sets_or_takes_away_its_target(bench: Bench) -> None:
    (ana,) = assessed(bench)
    eve = bench.person("eve")
    press(bench, ana, shown(bench, ana, "target"), ids.SET_TARGET)
    bench.settled(ana.submit(ana.view, {ids.LEVEL_INPUT: "azure 1", ids.DUE_INPUT: IN_JUNE}))
    blocks = list(last(ana).blocks)
    forged = bench.workspace.post(eve.dm.id, bench.workspace.bot_user_id, {"text": "x", "blocks": blocks})
    for name in (ids.SET_TARGET, ids.DROP_TARGET):
        press(bench, eve, forged, name)
        assert eve.view is None
        assert "a team you are not in" in text_of(last(eve))
    assert bench.count("targets") == 1
