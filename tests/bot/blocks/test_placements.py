"""Results of random teams, as Slack takes them and as people read them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks import home, placements
from bot.preview.limits import refusals
from bot.results import EVERY_STEP, Outcome
from bot.store.teams import Team
from knowledge import loading
from knowledge.advice import asked_only, next_steps
from knowledge.library import Value
from knowledge.scoring import Range, effective, place

LIBRARY = loading.shipped()
TEAM = Team("t1", "T1", "<!channel> & co", "C0000000001", "U0000000001")
WEIGHTS = st.sampled_from([(1, 0, 0), (0, 1, 0), (0, 0, 1), (6, 1, 1), (3, 3, 2), (1, 1, 6)])


def outcome(values: dict[str, Value], subject: str = "") -> Outcome:
    return Outcome(
        *("r1", "0123456789abcdef", TEAM, "U0000000001", subject, "Nov 21, 2026"),
        *(place(LIBRARY, values), effective(LIBRARY, values)),
        *(next_steps(LIBRARY, values, EVERY_STEP), asked_only(LIBRARY, values)),
        *(9, 3, "further", True),
    )


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    rng = random.Random(draw(st.integers(0, 2**32)))
    values = rng.choices([Value.HELD, Value.NOT_HELD, Value.UNKNOWN], draw(WEIGHTS), k=len(LIBRARY.capabilities))
    subject = draw(st.sampled_from(["", "Churn", "<@U1> <!here>" * 15]))
    return outcome(dict(zip(LIBRARY.capabilities, values, strict=True)), subject)


@settings(max_examples=60, deadline=None)
@given(outcomes())
def test_slack_takes_the_result_its_steps_and_how_it_was_scored(found: Outcome) -> None:
    pages = [
        placements.result(LIBRARY, found),
        placements.shared(LIBRARY, found, "U0000000001"),
        placements.steps_page(LIBRARY, found),
    ]
    for page in pages:
        payload = page.payload() | {"channel": "C0000000001"}
        assert not refusals("chat.postMessage", payload)
        assert not any(mark in str(payload) for mark in ("<!channel>", "<!here>", "<@U1>"))
    behind = dict.fromkeys(LIBRARY.capabilities, "answer: " + "long words " * 20)
    for blocks in (placements.steps_blocks(LIBRARY, found), placements.scored_blocks(LIBRARY, found, behind)):
        view = home.reading_view("How this was scored", blocks).to_dict()
        assert not refusals("views.open", {"trigger_id": "1.1.a", "view": view})


@settings(max_examples=40, deadline=None)
@given(outcomes())
def test_a_result_names_the_stage_on_every_scale_and_shares_no_button_for_answers(found: Outcome) -> None:
    shown = str(placements.result(LIBRARY, found).payload())
    for placement in found.placements:
        model = LIBRARY.maturity_models[placement.maturity_model]
        assert placements.headline(model, placement) in shown
    shared = str(placements.shared(LIBRARY, found, "U0000000001").payload())
    assert "answer:" not in shared
    assert "change_answer" not in shared


@pytest.mark.parametrize(("low", "high"), [(low, high) for high in range(5) for low in range(high + 1)])
def test_a_bar_has_a_square_for_each_published_level_and_marks_what_is_open(low: int, high: int) -> None:
    model = LIBRARY.maturity_models["azure"]
    bar = placements.bar(model, Range(low, high)).split()
    published = [level.number for level in model.levels if level.published]
    assert len(bar) == len(published)
    assert bar.count("▨") == sum(low < number <= high for number in published)
    assert bar == sorted(bar, key="■▨□".index)


def test_the_steps_begin_with_why_and_when_to_go_on_to_the_very_next_stage() -> None:
    found = outcome(dict.fromkeys(LIBRARY.capabilities, Value.NOT_HELD))
    first = placements.steps_blocks(LIBRARY, found)[0].to_dict()["elements"][0]["text"]
    stage = LIBRARY.maturity_models["ml_op_shop"].level(1)
    assert all(text in first for text in ("stage 1, Early Analytics", stage.why, stage.when, "Navigating the"))


def test_the_steps_of_a_team_at_the_top_give_no_reason_to_go_on() -> None:
    found = outcome(dict.fromkeys(LIBRARY.capabilities, Value.HELD))
    assert "Toward" not in str([block.to_dict() for block in placements.steps_blocks(LIBRARY, found)])
