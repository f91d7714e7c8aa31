"""History and comparisons as pages: taken by Slack whatever the team's name and values, nothing typed makes a mention."""

from __future__ import annotations

import json
from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks.history import CAUSES, MOST_SHIFTS, compare_view, compared_view, history_page
from bot.history import Compared, Pages, Past
from bot.preview.limits import refusals
from bot.store.teams import Team
from knowledge.library import Value
from knowledge.movement import compare_values
from knowledge.scoring import place
from tests.bot.outcomes import FORGED, LIBRARY, TEAM, teams

NAMES = st.one_of(st.text(min_size=1, max_size=300), st.sampled_from([name * 20 for name in FORGED]))
FEW = settings(max_examples=25, deadline=None)


def past(
    values: Mapping[str, Value], cause: str = "answers", day: str = "Nov 21, 2026", rescored: bool = False
) -> Past:
    found = place(LIBRARY, values)
    return Past("r1", day, "a1", cause, 3, "v1", found, found if rescored else ())  # type: ignore[arg-type]


@st.composite
def pasts(draw: st.DrawFn) -> Past:
    return past(draw(teams()), draw(st.sampled_from(sorted(CAUSES))), rescored=draw(st.booleans()))


@FEW
@given(NAMES, st.lists(pasts(), min_size=1, max_size=8), st.integers(0, 14))
def test_slack_takes_any_page_of_a_history_and_no_name_makes_a_mention(name: str, found: list[Past], page: int) -> None:
    team = Team(TEAM.id, TEAM.workspace, name, TEAM.channel, TEAM.lead)
    message = history_page(LIBRARY, Pages(team, tuple(found), page, 120)).payload()
    assert refusals("chat.postMessage", {"channel": "C1", **message}) == ()
    assert not [forged for forged in FORGED if forged in json.dumps(message)]


@FEW
@given(st.lists(pasts(), min_size=2, max_size=6).map(lambda some: some * 17))
def test_slack_takes_the_form_with_as_many_results_as_it_may_offer(found: list[Past]) -> None:
    form = compare_view("t1", found[:100], LIBRARY).to_dict()
    assert refusals("views.open", {"trigger_id": "1.1", "view": form}) == ()


@FEW
@given(NAMES, teams(), teams(), st.booleans())
def test_slack_takes_any_comparison_as_the_answer_to_the_form(
    name: str, before: dict[str, Value], after: dict[str, Value], rescored: bool
) -> None:
    team = Team(TEAM.id, TEAM.workspace, name, TEAM.channel, TEAM.lead)
    movement = compare_values(LIBRARY, before, after)
    rests_on = {shift.capability: ("answer: " + "x" * 900, "") for shift in movement.shifts}
    pair = past(before, rescored=rescored), past(after, day="Nov 22, 2026")
    view = compared_view(LIBRARY, Compared(team, *pair, movement, rests_on)).to_dict()
    assert refusals("view_ack", {"response_action": "update", "view": view}) == ()
    text = json.dumps(view, ensure_ascii=False)
    assert not [forged for forged in FORGED if forged in text]
    moving = [shift for shift in movement.shifts if shift.moved][:MOST_SHIFTS]
    for shift in moving:
        assert LIBRARY.capabilities[shift.capability].statement in text


def test_two_results_of_one_day_are_told_apart_from_a_span_of_time() -> None:
    values = dict.fromkeys(LIBRARY.capabilities, Value.HELD)
    same, later = past(values), past(values, day="Nov 22, 2026")
    nothing = compare_values(LIBRARY, values, values)
    one_day, two_days = (
        json.dumps(compared_view(LIBRARY, Compared(TEAM, same, other, nothing, {})).to_dict(), ensure_ascii=False)
        for other in (same, later)
    )
    assert "two results of Nov 21, 2026" in one_day
    assert "Nov 21, 2026 → Nov 22, 2026" in two_days


def test_the_first_and_the_last_page_offer_no_way_beyond_them() -> None:
    values = dict.fromkeys(LIBRARY.capabilities, Value.HELD)
    pages = [history_page(LIBRARY, Pages(TEAM, (past(values),), page, 20)).payload() for page in (0, 1, 2)]
    offered = [{element["text"]["text"] for element in page["blocks"][-1]["elements"]} for page in pages]
    assert [("Newer" in one, "Older" in one) for one in offered] == [(False, True), (True, True), (True, False)]
