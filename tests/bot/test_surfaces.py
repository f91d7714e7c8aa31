"""The same buttons in messages, in Home tabs and in modals: what is answered where, and that nothing is a dead end."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from slack_sdk.models.blocks import Block

from bot import ids
from bot.blocks import pages, placements
from bot.blocks.kit import Chart, Message, section
from bot.listeners.actions import call_of
from bot.outcomes import Outcome
from bot.preview.limits import refusals
from bot.preview.people import Person
from tests.bot.outcomes import LIBRARY, outcomes
from tests.bot.walking import WITH_ML, Bench, answers, latest, text_of

ACTING = {"user": {"id": "U1", "team_id": "T1"}}


def in_view(**view: object) -> dict[str, object]:
    return {**ACTING, "view": {"id": "V3", "type": "modal", **view}}


# What a click says about where it was


@pytest.mark.parametrize(
    ("body", "public"),
    [
        ({"container": {"channel_id": "D1", "message_ts": "1.0"}}, False),
        ({"container": {"channel_id": "C1", "message_ts": "1.0"}}, True),
        ({"container": {"channel_id": "C1", "message_ts": "1.0", "is_ephemeral": True}}, False),
    ],
)
def test_a_message_in_a_channel_that_others_see_is_public(body: dict[str, object], public: bool) -> None:
    click = call_of({**ACTING, **body}).click
    assert click is not None
    assert (click.surface, click.public) == ("message", public)


@pytest.mark.parametrize(
    ("view", "surface", "may_push"),
    [
        ({"type": "home"}, "home", True),
        ({"root_view_id": "V3", "previous_view_id": None}, "modal", True),
        ({"root_view_id": "V2", "previous_view_id": "V2"}, "modal", True),
        ({"root_view_id": "V1", "previous_view_id": "V2"}, "modal", False),
    ],
)
def test_slack_stacks_three_modals_so_the_third_is_replaced(
    view: dict[str, object], surface: str, may_push: bool
) -> None:
    click = call_of(in_view(**view)).click
    assert click is not None
    assert (click.surface, click.may_push, click.view) == (surface, may_push, "V3")


# A message as a page


@settings(max_examples=25, deadline=None)
@given(outcome=outcomes())
def test_slack_takes_a_result_as_a_page_whatever_it_says(outcome: Outcome) -> None:
    view = pages.page(placements.result(LIBRARY, outcome)).to_dict()
    assert refusals("views.open", {"trigger_id": "1.1", "view": view}) == ()


def test_blocks_that_only_messages_take_are_left_out_and_their_words_stay() -> None:
    chart: Block = Chart({"type": "data_visualization", "title": "Stages"})
    page = pages.page(Message("m", (section("before"), chart, section("in words")), "A title that is far too long"))
    shown = json.dumps(page.to_dict())
    assert "data_visualization" not in shown
    assert "before" in shown
    assert "in words" in shown
    assert refusals("views.open", {"trigger_id": "1.1", "view": page.to_dict()}) == ()


def test_a_message_of_very_many_blocks_is_still_a_page() -> None:
    page = pages.page(Message("m", tuple(section(str(number)) for number in range(130)))).to_dict()
    assert len(page["blocks"]) == 100


# In Slack


@pytest.fixture
def ana(bench: Bench) -> Person:
    """Somebody whose team has a result, at their Home tab."""
    found = bench.person("ana")
    bench.team("churn", found)
    bench.result(found, WITH_ML)
    bench.settled(found.open_home())
    assert found.home is not None
    return found


def in_home(person: Person, name: str) -> str:
    """The action id of a button in the Home tab that begins with a name."""
    assert person.home is not None
    return next(one.action_id for one in person.home.elements() if one.action_id.partition(":")[0] == name)


def test_what_a_home_tab_answers_is_a_page_and_no_message(bench: Bench, ana: Person) -> None:
    before = ana.messages()
    bench.settled(ana.click_in_view(ana.home, in_home(ana, ids.HISTORY)))
    assert ana.view is not None
    assert "History" in ana.view.title
    assert ana.messages() == before
    assert bench.refused() == []


def test_from_page_to_page_the_stack_never_grows_too_high_and_every_page_comes(bench: Bench, ana: Person) -> None:
    bench.settled(ana.click_in_view(ana.home, in_home(ana, ids.HISTORY)))
    seen = []
    for name in (ids.HOME, ids.STAGE, ids.SCORED):
        assert ana.view is not None
        bench.settled(ana.click_in_view(ana.view, name))
        seen.append(ana.view.title if ana.view else "")
    assert "How this was scored" in seen
    for _ in range(3):
        assert ana.view is not None
        seen.append(ana.view.title)
        ana.close_view()
    assert ana.view is None
    assert bench.refused() == []


def test_a_question_that_is_asked_from_a_page_is_pointed_to(bench: Bench, ana: Person) -> None:
    bench.settled(ana.click_in_view(ana.home, in_home(ana, ids.HISTORY)))
    bench.settled(ana.click_in_view(ana.view, ids.HOME))
    before = len(ana.messages())
    bench.settled(ana.click_in_view(ana.view, ids.ASSESS))
    assert "the question is in our direct messages" in text_of(ana.view)
    asked = ana.messages()[before:]
    assert [one.ts for one in asked] == [latest(ana).ts]
    assert answers(asked[0])
    assert bench.refused() == []


def test_an_error_on_a_page_is_a_page_with_a_sentence(bench: Bench, ana: Person) -> None:
    eve = bench.person("eve")
    bench.settled(ana.click_in_view(ana.home, in_home(ana, ids.HISTORY)))
    bench.settled(ana.command("stage"))
    forged = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": list(ana.messages()[-1].blocks)}
    assert bench.workspace.views.open(eve.id, forged)
    bench.settled(eve.click_in_view(eve.view, ids.SCORED))
    assert "a team you are not in" in text_of(eve.view)
    assert bench.refused() == []


def test_what_was_shared_in_a_channel_stays_as_it_is_whoever_clicks_in_it(bench: Bench, ana: Person) -> None:
    bo = bench.person("bo")
    channel = bench.channel("churn")
    channel.invite(bo.user)
    channel.invite_bot()
    bench.settled(ana.command("stage"))
    bench.settled(ana.click(ana.messages()[-1], ids.SHARE))
    shared = next(one for one in bench.workspace.messages(channel) if one.bot and one.ephemeral_to is None)
    before = shared.blocks
    for element in [one for one in shared.elements() if "url" not in one.raw]:
        bench.settled(bo.click_element(shared, element))
    now = next(one for one in bench.workspace.messages(channel) if one.ts == shared.ts)
    assert now.blocks == before
    assert bench.refused() == []
