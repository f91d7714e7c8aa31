"""The Home tab as people use it: opened, clicked through, and never more than is theirs."""

from __future__ import annotations

from typing import Any

import pytest

from bot import ids
from bot.blocks.programme import ALL, MINE
from bot.preview.people import Person
from bot.preview.views import View
from bot.store import programme
from tests.bot.walking import WITH_ML, Bench, Walker, ok, text_of


def lead(bench: Bench, person: Person) -> None:
    """Make somebody a programme lead, as the operator does."""
    with bench.host.running.desk.store.transaction() as db:
        programme.add_lead(db, person.workspace.team_id, person.id, "2026-01-01")


def opened(bench: Bench, person: Person) -> View:
    """The person's Home tab once they opened it."""
    bench.settled(person.open_home())
    return seen(person)


def seen(person: Person) -> View:
    assert person.home is not None
    return person.home


def pressed(bench: Bench, person: Person, action: str, **more: Any) -> View:
    """The Home tab after something in it was used."""
    bench.settled(person.click_in_view(seen(person), action, **more))
    return seen(person)


def read(bench: Bench, person: Person, action: str, **more: Any) -> str:
    """What opens over the Home tab when something in it is used; it is closed again."""
    bench.settled(person.click_in_view(seen(person), action, **more))
    assert person.view is not None
    text = text_of(person.view)
    person.close_view()
    return text


def seen_primary(view: View) -> str:
    """The action of a view's one primary button."""
    (found,) = [one.action_id for one in view.elements() if one.raw.get("style") == "primary"]
    return found


def test_someone_new_finds_what_this_is_an_example_and_the_way_in(bench: Bench) -> None:
    ana = bench.person("ana")
    assert "Where does your team stand" in text_of(opened(bench, ana))
    assert "This is an example" in read(bench, ana, ids.EXAMPLE)
    assert "What is stored" in read(bench, ana, ids.STORED)
    bench.settled(ana.click_in_view(seen(ana), ids.NEW_TEAM))
    assert ana.view is not None
    assert ana.view.callback_id == ids.NEW_TEAM_VIEW
    assert bench.refused() == []


def test_a_member_starts_from_home_and_finds_the_stage_there_afterwards(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    assert seen_primary(opened(bench, ana)) == ids.ASSESS
    bench.settled(ana.click_in_view(seen(ana), ids.ASSESS))
    assert any(one.action_id.startswith(f"{ids.ANSWER}:") for one in ana.messages()[-1].elements())
    assert "Resume the assessment" in text_of(opened(bench, ana))
    Walker(ana, WITH_ML).walk()
    bench.host.settle()
    home = opened(bench, ana)
    assert "first result" in text_of(home)
    assert "of 4" in text_of(home)
    assert bench.refused() == []


def test_every_button_of_a_members_home_leads_somewhere(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    bench.result(ana)
    buttons = [one.action_id for one in opened(bench, ana).elements()]
    assert {ids.STAGE, ids.STEPS, ids.ACTIONS, ids.HISTORY, ids.TEAM, ids.EXPORT, ids.HELP} <= set(buttons)
    for action in buttons:
        assert "Something went wrong" not in read(bench, ana, action)
    assert bench.refused() == []


def test_the_same_event_twice_publishes_once(bench: Bench) -> None:
    ana = bench.person("ana")
    delivery = bench.settled(ana.open_home())
    ok(ana.redeliver(delivery))
    bench.host.settle()
    assert len([one for one in bench.slack.calls if one.method == "views.publish"]) == 1


def test_the_messages_tab_publishes_nothing(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.settled(ana.open_home("messages"))
    assert ana.home is None


def test_a_member_of_several_teams_switches_between_them(bench: Bench) -> None:
    ana = bench.person("ana")
    ads, search = bench.team("ads", ana), bench.team("search", ana)
    opened(bench, ana)
    for team in (search, ads):
        home = pressed(bench, ana, ids.HOME_TEAM, option=team)
        assert home.find(ids.TEAM).value == team


def test_a_programme_lead_switches_filters_pages_and_looks_at_a_team(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    bench.team("churn", ana)
    bench.result(ana)
    for number in range(25):
        bench.team(f"team {number:02}", bo)
    lead(bench, ana)
    opened(bench, ana)
    home = pressed(bench, ana, ids.HOME_SCOPE, option=ALL)
    assert "*26 teams*" in text_of(home)
    assert "Teams 1 to 20 of 26." in text_of(home)
    assert "Teams 21 to 26 of 26." in text_of(pressed(bench, ana, f"{ids.PROGRAMME}:next"))
    assert "Teams 1 to 20 of 26." in text_of(pressed(bench, ana, f"{ids.PROGRAMME}:previous"))
    assert "Teams 21 to 26 of 26." in text_of(pressed(bench, ana, f"{ids.PROGRAMME}:number", option="2"))
    scale = pressed(bench, ana, f"{ids.PROGRAMME}:scale", option="ml_op_shop")
    assert "*26 teams* on ML Op Shop's maturity model" in text_of(scale)
    assert "Teams 1 to 20 of 26." in text_of(scale)
    by_stage = pressed(bench, ana, f"{ids.PROGRAMME}:sort", option="stage")
    first = next(one for one in by_stage.elements() if one.action_id == ids.PROGRAMME_TEAM)
    said = read(bench, ana, ids.PROGRAMME_TEAM, value=first.value)
    assert "churn" in said
    assert "of 5" in said
    assert f"<@{ana.id}>" not in said
    assert "*team 00*" not in text_of(pressed(bench, ana, f"{ids.PROGRAMME}:show", option="quiet"))
    assert "*26 teams*" not in text_of(pressed(bench, ana, ids.HOME_SCOPE, option=MINE))
    assert bench.refused() == []


def test_a_programme_lead_names_another_from_home(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    lead(bench, ana)
    opened(bench, ana)
    bench.settled(ana.click_in_view(seen(ana), ids.PROGRAMME_LEADS))
    assert ana.view is not None
    bench.settled(ana.submit(ana.view, {ids.PROGRAMME_LEAD_INPUT: bo.id}))
    assert "I look them up" in text_of(ana.view)
    ana.close_view()
    assert f"<@{bo.id}> leads the programme now" in ana.messages()[-1].text
    assert f"<@{ana.id}> made you a programme lead" in text_of(bo.messages()[-1])
    assert "All teams" in text_of(opened(bench, bo))
    bench.settled(ana.click_in_view(seen(ana), ids.PROGRAMME_LEADS))
    bench.settled(ana.submit(ana.view, {ids.PROGRAMME_LEAD_INPUT: bo.id}))
    assert "already" in ana.errors[ids.PROGRAMME_LEAD_INPUT]
    assert bench.refused() == []


@pytest.mark.parametrize("action", [ids.PROGRAMME_TEAM, ids.PROGRAMME_LEADS, ids.HEATMAP])
def test_a_forged_click_of_a_programme_lead_gets_a_sentence_and_nothing_else(bench: Bench, action: str) -> None:
    ana, eve = bench.person("ana"), bench.person("eve")
    team = bench.team("churn", ana)
    bench.result(ana)
    button = {"type": "button", "action_id": action, "value": team, "text": {"type": "plain_text", "text": "Look"}}
    blocks = [{"type": "actions", "elements": [button]}]
    forged = bench.workspace.post(eve.dm.id, bench.workspace.bot_user_id, {"text": "look", "blocks": blocks})
    before = len(eve.messages())
    bench.settled(eve.click(forged, action))
    assert eve.view is None
    (answer,) = eve.messages()[before:]
    assert "Only programme leads see all teams" in text_of(answer)
    assert "churn" not in text_of(answer)


def test_a_forged_switch_to_all_teams_shows_ones_own_home(bench: Bench) -> None:
    ana, eve = bench.person("ana"), bench.person("eve")
    bench.team("churn", ana)
    option = {"text": {"type": "plain_text", "text": "All teams"}, "value": ALL}
    radio = {"type": "radio_buttons", "action_id": ids.HOME_SCOPE, "options": [option]}
    blocks = [{"type": "actions", "elements": [radio]}]
    forged = bench.workspace.post(eve.dm.id, bench.workspace.bot_user_id, {"text": "look", "blocks": blocks})
    opened(bench, eve)
    bench.settled(eve.click(forged, ids.HOME_SCOPE, option=ALL))
    assert "churn" not in text_of(seen(eve))
    assert "Where does your team stand" in text_of(seen(eve))
