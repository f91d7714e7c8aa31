"""All teams of a workspace, as Slack takes them and as a programme lead reads them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import ids
from bot.blocks import hometab, programme
from bot.blocks.programme import APART, BY_ACTIONS, BY_NAME, BY_RESULT, BY_STAGE, NO_RESULT, QUIET, Page, TeamLine
from bot.preview.limits import VIEW_BYTES, refusals
from bot.store.teams import Team
from knowledge.library import Value
from knowledge.scoring import Placement
from tests.bot.seen import EVERYTHING, LEAD, ME, NAMES, NOTHING, ODD, TODAY, placed
from tests.knowledge.teams import LIBRARY, only
from tests.knowledge.teams import teams as values_of_teams

AZURE = LIBRARY.maturity_models["azure"]
NO_MODEL = placed(only())
OPEN = placed(dict.fromkeys(LIBRARY.capabilities, Value.HELD) | {"metrics_trigger_retraining": Value.UNKNOWN})


def line(
    name: str, placements: tuple[Placement, ...] = (), days_ago: int = 10, actions: int = 0, heard: int | None = None
) -> TeamLine:
    reached = TODAY - timedelta(days=days_ago) if placements else None
    spoke = TODAY - timedelta(days=days_ago if heard is None else heard)
    return TeamLine(Team(f"id {name}"[:20], "T1", name, "C1", LEAD), spoke, reached, actions, placements)


LINES = [
    line("Search", EVERYTHING, 30, 1),
    line("ads", NOTHING, 20, 5),
    line("Fraud", OPEN, 5),
    line("Idle", days_ago=200),
    line("Reports", NO_MODEL, 120),
]


def view(blocks: Sequence[Any]) -> dict[str, Any]:
    made: dict[str, Any] = hometab.view(blocks).to_dict()
    return made


def names(page: Page) -> list[str]:
    return [one.team.name for one in programme.chosen(AZURE, LINES, page, TODAY)]


def elements(blocks: Sequence[Any]) -> list[dict[str, Any]]:
    found = [block.to_dict() for block in blocks]
    beside = [block["accessory"] for block in found if block.get("accessory")]
    return [*beside, *(one for block in found if block["type"] == "actions" for one in block["elements"])]


def said(blocks: Sequence[Any]) -> str:
    return json.dumps([block.to_dict() for block in blocks], ensure_ascii=False)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (BY_NAME, ["ads", "Fraud", "Idle", "Reports", "Search"]),
        (BY_STAGE, ["ads", "Fraud", "Search", "Idle", "Reports"]),
        (BY_RESULT, ["Fraud", "ads", "Search", "Reports", "Idle"]),
        (BY_ACTIONS, ["ads", "Search", "Fraud", "Idle", "Reports"]),
        ("what another release knew", ["ads", "Fraud", "Idle", "Reports", "Search"]),
    ],
)
def test_teams_are_sorted_as_asked_and_by_name_within(sort: str, order: list[str]) -> None:
    assert names(Page(sort=sort)) == order


@pytest.mark.parametrize(
    ("show", "found"),
    [
        ("0", ["ads"]),
        ("3", ["Fraud"]),
        ("4", ["Search"]),
        ("2", []),
        (NO_RESULT, ["Idle"]),
        (APART, ["Reports"]),
        (QUIET, ["Idle", "Reports"]),
    ],
)
def test_a_filter_leaves_the_teams_that_fit(show: str, found: list[str]) -> None:
    assert names(Page(show=show)) == found


def test_a_team_is_quiet_once_three_months_have_passed() -> None:
    heard = TeamLine(Team("t", "T1", "n", "C", ""), date(2026, 8, 21))
    assert not heard.quiet(date(2026, 11, 21))
    assert heard.quiet(date(2026, 11, 22))


def test_the_summary_counts_every_team_once_and_says_what_is_open() -> None:
    text = said(programme.blocks(LIBRARY, LINES, Page(show="0"), TODAY))
    assert (
        "*5 teams* on Microsoft's MLOps maturity model: 1 at level 0, No MLOps; 1 at level 3, Automated model deployment; "
        "1 at level 4, Full MLOps (automated retraining); 1 that it does not apply to; 1 without a result yet."
    ) in text
    assert "1 of them may stand higher" in text


def test_a_team_is_told_with_stage_last_result_actions_and_silence() -> None:
    text = said(programme.blocks(LIBRARY, LINES, Page(), TODAY))
    assert "*ads*: level 0 of 4, No MLOps\\nlast result Nov 1, 2026 · 5 open actions" in text
    assert "*Fraud*: level 3 or 4 of 4\\nlast result Nov 16, 2026" in text
    assert "*Idle*: no result yet\\nnot heard from since May 5, 2026" in text
    assert "*Reports*: does not apply yet" in text
    assert "<@" not in text


def test_another_scale_tells_its_own_stages() -> None:
    text = said(programme.blocks(LIBRARY, LINES, Page(scale="microsoft_ai"), TODAY))
    assert "*Search*: Mature" in text
    assert "Show: Foundational" in text
    assert ids.HEATMAP not in text


def test_the_menus_show_what_was_chosen() -> None:
    blocks = programme.blocks(LIBRARY, LINES, Page(scale="ml_op_shop", show=QUIET, sort=BY_STAGE), TODAY)
    chosen = {one["action_id"]: one["initial_option"]["value"] for one in elements(blocks) if "initial_option" in one}
    assert chosen == {
        f"{ids.PROGRAMME}:scale": "ml_op_shop",
        f"{ids.PROGRAMME}:show": QUIET,
        f"{ids.PROGRAMME}:sort": BY_STAGE,
    }


@pytest.mark.parametrize(
    ("number", "first", "last", "turns"),
    [
        (1, 1, 20, {"next": "2"}),
        (2, 21, 40, {"previous": "1", "next": "3"}),
        (25, 481, 500, {"previous": "24"}),
        (99, 481, 500, {"previous": "24"}),
        (-3, 1, 20, {"next": "2"}),
    ],
)
def test_five_hundred_teams_come_twenty_a_page(number: int, first: int, last: int, turns: dict[str, str]) -> None:
    lines = [line(f"Team {number:03}", NOTHING) for number in range(500)]
    blocks = programme.blocks(LIBRARY, lines, Page(number=number), TODAY)
    found = elements(blocks)
    assert [one["value"] for one in found if one["action_id"] == ids.PROGRAMME_TEAM] == [
        f"id Team {place - 1:03}" for place in range(first, last + 1)
    ]
    assert f"Teams {first} to {last} of 500." in said(blocks)
    assert {
        one["action_id"].partition(":")[2]: one["value"]
        for one in found
        if one["action_id"] in (f"{ids.PROGRAMME}:previous", f"{ids.PROGRAMME}:next")
    } == turns


def test_no_team_that_fits_and_no_team_at_all_are_said() -> None:
    assert "No team fits." in said(programme.blocks(LIBRARY, LINES, Page(show="2"), TODAY))
    blocks = programme.blocks(LIBRARY, [], Page(), TODAY)
    assert "*0 teams*" in said(blocks)
    assert not refusals("views.publish", {"user_id": ME, "view": view(blocks)})


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_slack_takes_any_page_of_any_teams_and_screen_readers_tell_their_buttons_apart(data: st.DataObject) -> None:
    some = [placed(data.draw(values_of_teams())) for _ in range(3)]
    count = data.draw(st.sampled_from([0, 1, 20, 21, 500, 2500]))
    named = data.draw(st.lists(NAMES, min_size=1, max_size=5))
    lines = [
        replace(line(named[place % len(named)], [(), *some][place % 4], place % 400, place % 7), team=team)
        for place in range(count)
        for team in [Team(f"t{place}", "T1", named[place % len(named)], "C1", LEAD)]
    ]
    scales, shows = [*LIBRARY.maturity_models, "gone"], ["every", "0", "1", "7", NO_RESULT, QUIET, APART, "gone"]
    page = Page(
        scale=data.draw(st.sampled_from(scales)),
        show=data.draw(st.sampled_from(shows)),
        sort=data.draw(st.sampled_from([BY_NAME, BY_STAGE, BY_RESULT, BY_ACTIONS, "gone"])),
        number=data.draw(st.integers(-1, 200)),
    )
    blocks = [*hometab.switches(None, (), True, "all"), *programme.blocks(LIBRARY, lines, page, TODAY)]
    assert not refusals("views.publish", {"user_id": ME, "view": view(blocks)})
    buttons = [one for one in elements(blocks) if one["type"] == "button"]
    spoken = [one.get("accessibility_label") or one["text"]["text"] for one in buttons]
    assert len(set(spoken)) == len(spoken)


def test_the_largest_page_stays_far_below_what_slack_takes() -> None:
    lines = [line(f"{number} {'🧮' * 300}", NOTHING, 200, 3) for number in range(2000)]
    blocks = programme.blocks(LIBRARY, lines, Page(number=50), TODAY)
    assert len(json.dumps(view(blocks))) < VIEW_BYTES / 2


def test_a_teams_name_is_never_markup_in_the_list() -> None:
    blocks = programme.blocks(LIBRARY, [line(ODD, NOTHING)], Page(), TODAY)
    sections = [block.to_dict()["text"]["text"] for block in blocks if block.type == "section"]
    assert not [text for text in sections if "<!" in text or "<@" in text]


@given(st.builds(Page, st.text(), st.text(), st.text(), st.text(), st.text(), st.integers()))
def test_a_page_is_kept_as_it_was_chosen(page: Page) -> None:
    assert Page.parse(page.to_json()) == page


@pytest.mark.parametrize(
    ("what", "value", "then"),
    [
        ("next", "4", Page(scale="azure", show="2", sort=BY_STAGE, number=4)),
        ("number", "not a page", Page(scale="azure", show="2", sort=BY_STAGE, number=1)),
        ("sort", BY_NAME, Page(scale="azure", show="2", sort=BY_NAME)),
        ("show", QUIET, Page(scale="azure", show=QUIET, sort=BY_STAGE)),
        ("scale", "need", Page(scale="need", sort=BY_STAGE)),
    ],
)
def test_another_choice_starts_at_its_first_page_and_another_scale_at_every_level(
    what: str, value: str, then: Page
) -> None:
    assert programme.picked(Page(scale="azure", show="2", sort=BY_STAGE, number=3), what, value) == then


def test_teams_without_a_result_stay_chosen_on_another_scale() -> None:
    assert programme.picked(Page(show=NO_RESULT), "scale", "need") == Page(show=NO_RESULT, scale="need")


def test_a_page_kept_by_another_release_opens_with_what_is_known_of_it() -> None:
    assert Page.parse('{"team": "t1", "colour": "blue"}') == Page(team="t1")
    assert Page.parse("{}") == Page()


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 3000))
def test_slack_takes_the_modal_of_programme_leads_however_many_there_are(count: int) -> None:
    made = programme.leads_view([f"U{number:010}" for number in range(count)])
    assert not refusals("views.open", {"trigger_id": "1.1.a", "view": made.to_dict()})
