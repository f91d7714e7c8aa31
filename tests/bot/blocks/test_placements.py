"""Results of random teams, as Slack takes them and as people read them: every scale side by side."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks import home, placements, scored, steps, whatif
from bot.blocks.kit import Message
from bot.outcomes import Outcome
from bot.preview.limits import refusals
from knowledge.changes import what_if
from knowledge.library import Value
from knowledge.scoring import Range
from tests.bot.outcomes import FORGED, LIBRARY, TEAM, outcome, outcomes, teams

LACKING = dict.fromkeys(LIBRARY.capabilities, Value.NOT_HELD)
FIRST_MODEL = LACKING | {"ml_model_exists": Value.HELD}


def shown(message: Message) -> str:
    """All that a message says."""
    return "\n".join(text for block in message.blocks for text in _texts(block.to_dict()))


def _texts(block: dict[str, object]) -> list[str]:
    parts = [block.get("text"), *(block.get("elements") or [])]  # type: ignore[misc]
    texts = [part["text"] for part in parts if isinstance(part, dict) and "text" in part]  # type: ignore[index]
    return [text["text"] if isinstance(text, dict) else text for text in texts]


@settings(max_examples=60, deadline=None)
@given(outcomes(), st.data())
def test_slack_takes_the_result_its_steps_and_how_it_was_scored(found: Outcome, data: st.DataObject) -> None:
    pages = [
        placements.result(LIBRARY, found),
        placements.shared(LIBRARY, found, "U0000000001"),
        steps.steps_page(LIBRARY, found),
        home.home(LIBRARY, home.Standing(TEAM, found.placements, found.day)),
    ]
    for page in pages:
        payload = page.payload() | {"channel": "C0000000001"}
        assert not refusals("chat.postMessage", payload)
        assert not any(mark in str(payload) for mark in FORGED)
    behind = dict.fromkeys(LIBRARY.capabilities, "answer: " + "long words " * 20)
    held = data.draw(st.lists(st.sampled_from(list(LIBRARY.capabilities)), min_size=1, unique=True))
    views = [
        home.reading_view("Next steps", steps.steps_blocks(LIBRARY, found)),
        home.reading_view("How this was scored", scored.scored_blocks(LIBRARY, found, behind)),
        whatif.moved_view(LIBRARY, found, held, what_if(LIBRARY, found.values, held)),
    ]
    for view in [*views, *([whatif.view(LIBRARY, found)] if found.all_steps else [])]:
        assert not refusals("views.open", {"trigger_id": "1.1.a", "view": view.to_dict()})


@settings(max_examples=40, deadline=None)
@given(outcomes())
def test_a_result_names_the_stage_on_every_scale_and_shares_no_button_for_answers(found: Outcome) -> None:
    said = shown(placements.result(LIBRARY, found))
    for placement in found.placements:
        model = LIBRARY.maturity_models[placement.maturity_model]
        assert placements.headline(model, placement) in said
        assert model.name in said
    shared = str(placements.shared(LIBRARY, found, "U0000000001").payload())
    assert "answer:" not in shared
    assert "change_answer" not in shared


@settings(max_examples=60, deadline=None)
@given(outcomes())
def test_a_number_of_a_gated_scale_never_stands_without_its_scale_and_its_name(found: Outcome) -> None:
    for placement in found.placements:
        model = LIBRARY.maturity_models[placement.maturity_model]
        headline = placements.headline(model, placement)
        if model.dimensions and placement.applicable:
            assert f" of {model.top}" in headline
            if placement.overall.determinate:
                assert headline.endswith(model.level(placement.overall.low).name)
        else:
            assert not any(letter.isdigit() for letter in headline)


@settings(max_examples=60, deadline=None)
@given(teams())
def test_what_is_not_applicable_is_named_beside_every_scale_that_it_was_taken_out_of(values: dict[str, Value]) -> None:
    found = outcome(values)
    said = shown(placements.result(LIBRARY, found))
    for placement in found.placements:
        if placement.applicable and placement.set_aside:
            assert f"Set aside as not applicable: {placements.shorts(LIBRARY, placement.set_aside)}." in said


@settings(max_examples=60, deadline=None)
@given(teams())
def test_while_more_than_one_answer_is_open_the_one_that_would_tell_most_is_named(values: dict[str, Value]) -> None:
    found = outcome(values)
    said = shown(placements.result(LIBRARY, found))
    if found.worth_knowing:
        assert LIBRARY.capabilities[found.worth_knowing].short in said
    else:
        assert "would tell most" not in said


@pytest.mark.parametrize(("low", "high"), [(low, high) for high in range(5) for low in range(high + 1)])
def test_a_bar_has_a_square_for_each_published_level_and_marks_what_is_open(low: int, high: int) -> None:
    model = LIBRARY.maturity_models["azure"]
    bar = list(placements.bar(model, Range(low, high)))
    published = [level.number for level in model.levels if level.published]
    assert len(bar) == len(published)
    assert bar.count("▨") == sum(low < number <= high for number in published)
    assert bar == sorted(bar, key="■▨□".index)


def test_the_steps_begin_with_why_and_when_to_go_on_to_the_very_next_stage() -> None:
    found = outcome(LACKING)
    first = steps.steps_blocks(LIBRARY, found)[0].to_dict()["elements"][0]["text"]
    stage = LIBRARY.maturity_models["ml_op_shop"].level(1)
    assert all(text in first for text in ("stage 1, Early Analytics", stage.why, stage.when, "Navigating the"))


def test_the_steps_of_a_team_at_the_top_give_no_reason_to_go_on_and_no_way_to_go() -> None:
    found = outcome(dict.fromkeys(LIBRARY.capabilities, Value.HELD))
    said = str([block.to_dict() for block in steps.steps_blocks(LIBRARY, found)])
    assert "Toward" not in said
    assert "shortest way" not in said
    assert "Nothing holds you back on this scale" in shown(placements.result(LIBRARY, found))


def held_up_to(**levels: int) -> dict[str, Value]:
    """A team with ML that has every gate of a scale up to a level, and nothing else."""
    gates = {item for model, _, cell in LIBRARY.cells() for item in cell.gate if cell.level <= levels.get(model.id, -1)}
    return FIRST_MODEL | dict.fromkeys(gates, Value.HELD)


def test_where_scales_differ_the_result_says_what_each_sees_and_asks() -> None:
    said = shown(placements.result(LIBRARY, outcome(held_up_to(ml_op_shop=3))))
    higher, lower = LIBRARY.maturity_models["ml_op_shop"], LIBRARY.maturity_models["azure"]
    why = said[said.index("Why scales differ") :]
    assert f"{higher.short_name} sees stage 3 of 5, because you have" in why
    assert f"{lower.short_name} holds you at level 0 of 4, for want of" in why
    assert higher.asks in why
    assert lower.asks in why


def test_where_two_scales_miss_the_same_thing_the_result_says_so() -> None:
    said = shown(placements.result(LIBRARY, outcome(held_up_to(ml_op_shop=3, azure=1))))
    agreed = said[said.index("Where they agree") :].partition("\n")[0]
    assert LIBRARY.capabilities["ml_models_versioned"].short in agreed


def test_where_no_scale_differs_nothing_is_explained() -> None:
    top = shown(placements.result(LIBRARY, outcome(dict.fromkeys(LIBRARY.capabilities, Value.HELD))))
    assert "Why scales differ" not in top
    assert "Where they agree" not in top


def test_a_team_that_needs_no_mlops_hears_that_first_then_its_analytics_stage_and_no_level_of_azure() -> None:
    found = outcome(
        LACKING | {"ad_hoc_work_only": Value.HELD, "insights_shared": Value.HELD, "analytics_champion": Value.HELD}
    )
    message = placements.result(LIBRARY, found)
    said = shown(message)
    assert message.text.endswith("Do you need MLOps? Not yet")
    assert "stage 1 of 5, Early Analytics" in said
    azure = LIBRARY.maturity_models["azure"]
    assert f"{azure.name}: does not apply yet" in said
    assert "That is not level 0" in said
    assert not any(f"level {level.number} of" in said for level in azure.levels)
    assert said.index("Not yet") < said.index("Early Analytics") < said.index("does not apply yet")


def test_a_team_with_ml_hears_its_level_first_even_if_it_would_not_need_mlops() -> None:
    found = outcome(FIRST_MODEL | {"ad_hoc_work_only": Value.HELD})
    assert "level 0 of 4, No MLOps" in placements.result(LIBRARY, found).text


def test_equally_good_matches_are_both_named() -> None:
    values = (
        LACKING
        | {"learning_ai_basics": Value.HELD}
        | {"sees_ai_as_needed": Value.HELD, "comfortable_with_risk": Value.HELD}
    )
    assert "Foundational, tied with Aspirational" in shown(placements.result(LIBRARY, outcome(values)))


def test_the_doubt_about_the_exchanged_descriptions_is_told_with_the_match() -> None:
    said = shown(placements.result(LIBRARY, outcome(LACKING)))
    assert "look exchanged" in said


def test_what_is_open_is_said_also_where_the_decision_comes_first() -> None:
    values = dict.fromkeys(LIBRARY.capabilities, Value.NOT_HELD) | {
        "ad_hoc_work_only": Value.HELD,
        "ai_wanted_in_key_systems": Value.UNKNOWN,
    }
    said = shown(placements.result(LIBRARY, outcome(values)))
    assert "Do you need MLOps? Not yet" in said
    assert said.count("Still open, and it could change this: AI woven into the company's key systems.") == 1
