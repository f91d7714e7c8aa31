"""A target as Slack takes it and as people read it, for any team."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import ids
from bot.aiming import Way
from bot.blocks import pages, targets
from bot.preview.limits import refusals
from bot.store.targets import Target
from knowledge.library import Value
from knowledge.paths import path
from tests.bot.blocks.test_actions import accepted, action
from tests.bot.outcomes import LIBRARY, TEAM
from tests.bot.outcomes import teams as values_of_teams

TODAY = date(2026, 11, 21)
GATED = [model for model in LIBRARY.maturity_models.values() if model.dimensions]
LEVELS = [(model, level.number) for model in GATED for level in model.levels[1:]]
NOTHING = dict.fromkeys(LIBRARY.capabilities, Value.NOT_HELD) | {"ml_model_exists": Value.HELD}


def target(maturity_model: str = "azure", level: int = 2, due: str = "2027-06-01") -> Target:
    return Target("t1", "T1", maturity_model, level, due, "U9", "2026-11-01T10:00:00+00:00")


def way(
    values: dict[str, Value], aim: Target, taken: tuple[str, ...] = (), done: dict[int, tuple[str, ...]] | None = None
) -> Way:
    levels = path(LIBRARY, values, aim.maturity_model, aim.level)
    return Way(TEAM, aim, levels, done or {}, {id: action(capability=id, title="x" * 150) for id in taken})


@settings(max_examples=80, deadline=None)
@given(
    values_of_teams(), st.sampled_from(LEVELS), st.sampled_from(["2026-11-01", "2026-11-21", "2027-06-01"]), st.data()
)
def test_slack_takes_the_page_and_every_missing_thing_is_taken_on_or_can_be(
    values: dict[str, Value], aim: tuple[Any, int], due: str, data: st.DataObject
) -> None:
    taken = tuple(data.draw(st.sets(st.sampled_from(list(LIBRARY.capabilities)), max_size=20)))
    found = way(values, target(aim[0].id, aim[1], due), taken, {aim[1]: tuple(LIBRARY.capabilities)})
    message = targets.page(LIBRARY, found, TODAY, "The target is set.")
    accepted(message)
    offered = [block["accessory"]["value"].split()[1] for block in message.payload()["blocks"] if "accessory" in block]
    missing = [step for level in found.levels or () for step in level.steps]
    assert offered == [step.step.id for step in missing if step.capability not in taken]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(LEVELS), min_size=1, unique_by=lambda one: (one[0].id, one[1])), st.booleans())
def test_slack_takes_the_form_with_the_present_target_chosen_while_it_is_offered(
    choices: list[tuple[Any, int]], there: bool
) -> None:
    present = target() if there else None
    view = targets.view(TEAM, choices, present, "t1").to_dict()
    assert not refusals("views.open", {"trigger_id": "1.1.a", "view": view})
    (select,) = [block["element"] for block in view["blocks"] if block.get("block_id") == ids.LEVEL_INPUT]
    chosen = select.get("initial_option", {}).get("value")
    assert chosen == ("azure 2" if there and (LIBRARY.maturity_models["azure"], 2) in choices else None)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-11-21", "The day is today."),
        ("2026-11-22", "1 day left."),
        ("2026-11-30", "9 days left."),
        ("2026-12-31", "About 6 weeks left."),
        ("2027-06-01", "About 6 months left."),
        ("2026-11-20", "Nov 20, 2026, has passed"),
    ],
)
def test_the_time_left_is_said_in_words(due: str, words: str) -> None:
    assert words in accepted(targets.page(LIBRARY, way(NOTHING, target(due=due)), TODAY))


def test_each_thing_is_marked_as_in_place_taken_on_or_not_taken_on_yet() -> None:
    (first, second, *_) = [step.capability for level in path(LIBRARY, NOTHING, "azure", 1) for step in level.steps]
    page = accepted(
        targets.page(LIBRARY, way(NOTHING, target(level=1), (second,), {1: ("experiments_tracked",)}), TODAY)
    )
    assert f"In place since: {LIBRARY.capabilities['experiments_tracked'].short}." in page
    assert f"{LIBRARY.capabilities[first].short[1:]}\\nNot taken on yet" in page
    assert f"{LIBRARY.capabilities[second].short[1:]}\\n_Taken on_  by <@U9>" in page
    assert "1 came into place since" in page


def test_a_target_that_is_reached_says_so_even_late_and_offers_the_next() -> None:
    everything = dict.fromkeys(LIBRARY.capabilities, Value.HELD)
    page = accepted(targets.page(LIBRARY, way(everything, target(due="2026-11-01")), TODAY))
    assert "Reached." in page
    assert "has passed" not in page
    assert "Set the next target" in page


def test_a_target_without_a_result_leads_to_the_assessment() -> None:
    found = Way(TEAM, target(), None, {}, {})
    assert ids.ASSESS in accepted(targets.page(LIBRARY, found, TODAY))


def test_who_set_it_and_when_is_shown_while_they_are_known() -> None:
    assert "set by <@U9> on Nov 1, 2026" in accepted(targets.page(LIBRARY, way(NOTHING, target()), TODAY))


def test_without_a_target_and_at_every_top_there_is_a_way_on() -> None:
    assert ids.SET_TARGET in accepted(targets.none_yet(TEAM))
    assert ids.STAGE in accepted(targets.at_the_top(TEAM))
    assert pages.page(targets.none_yet(TEAM)).to_dict()["title"]["text"] == "Our target"
