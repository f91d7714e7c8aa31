"""The Home tab: opened, switched, and what only programme leads may do there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot import example, ids
from bot.blocks import home, programme
from bot.desk import Call, Desk
from bot.listeners.handling import Answer, Clicked, OnClick, OnSubmit, Submitted
from bot.listeners.history import DRAWING
from bot.logs import interaction
from bot.people import Person

NAMING = "I look them up in Slack; our direct messages tell you in a moment whether they lead the programme now."


def opened(desk: Desk, body: Mapping[str, Any], event: Mapping[str, Any]) -> None:
    """The event app_home_opened: at the Home tab, publish it."""
    if event.get("tab") == "home":
        person = Person(str(body["team_id"]), str(event["user"]))
        with interaction("home", "opened", person):
            desk.homes.opened(person, str(body["event_id"]))


def _team(desk: Desk, call: Call, click: Clicked) -> None:
    desk.homes.turn(call.person, lambda page: replace(page, team=click.value))


def _scope(desk: Desk, call: Call, click: Clicked) -> None:
    desk.homes.turn(call.person, lambda page: replace(page, scope=click.value))


def _programme(desk: Desk, call: Call, click: Clicked) -> None:
    """A menu or a page button over the list of teams."""
    desk.homes.turn(call.person, lambda page: programme.picked(page, click.detail, click.value))


def _programme_team(desk: Desk, call: Call, click: Clicked) -> None:
    desk.answer_beside(call, desk.homes.team_page(call.person, click.value))


def _leads(desk: Desk, call: Call, click: Clicked) -> None:
    view = programme.leads_view(desk.homes.leads(call.person))
    desk.open(call, view, "Programme leads", ids.PROGRAMME_LEADS)


def _heatmap(desk: Desk, call: Call, click: Clicked) -> None:
    desk.homes.leads(call.person)
    desk.drawing.heatmap(call.person, click.value)
    desk.answer_beside(call, home.notice(DRAWING))


def _named(desk: Desk, form: Submitted) -> Answer:
    if desk.homes.name_lead(form.person, form.input(ids.PROGRAMME_LEAD_INPUT)):
        return home.reading_view("Programme leads", home.notice(NAMING).blocks)
    return {ids.PROGRAMME_LEAD_INPUT: "They lead the programme already. Choose somebody else."}


def _example(desk: Desk, call: Call, click: Clicked) -> None:
    desk.open(call, example.view(desk.library), "See an example", ids.EXAMPLE)


CLICKS: dict[str, OnClick] = {
    ids.HOME_TEAM: _team,
    ids.HOME_SCOPE: _scope,
    ids.PROGRAMME: _programme,
    ids.PROGRAMME_TEAM: _programme_team,
    ids.PROGRAMME_LEADS: _leads,
    ids.HEATMAP: _heatmap,
    ids.EXAMPLE: _example,
}
SUBMITS: dict[str, OnSubmit] = {ids.PROGRAMME_LEADS_VIEW: _named}
