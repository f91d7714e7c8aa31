"""Modals that were submitted: one listener, and a table by callback id. They answer in their own 200."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from slack_bolt import Ack, App
from slack_sdk.models.views import View

from bot import ids
from bot.blocks import details, home, roles, whatif
from bot.desk import Desk
from bot.ids import PromptRef
from bot.logs import interaction
from bot.people import Person, acting
from bot.teams import Wrong
from knowledge.library import Value

Answer = Mapping[str, str] | View
Handler = Callable[[Desk, Person, Mapping[str, Any]], Answer]
"""Takes the view; returns what is wrong, by input, or nothing, or the view that takes its place."""


def register(app: App, desk: Desk) -> None:
    """Listen to every modal."""

    @app.view(re.compile(".*"))
    def submitted(ack: Ack, body: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        person = acting(body)
        with interaction("modal", view["callback_id"], person):
            answer = handle(desk, person, view)
        if isinstance(answer, View):
            ack(response_action="update", view=answer)
        elif answer:
            ack(response_action="errors", errors=dict(answer))
        else:
            ack()


def handle(desk: Desk, person: Person, view: Mapping[str, Any]) -> Answer:
    """Do what a modal asks for. Raises `KeyError` for a callback id that no table knows."""
    return HANDLERS[view["callback_id"]](desk, person, view)


def _input(view: Mapping[str, Any], block: str) -> str:
    """What was entered in an input, whatever its kind."""
    entered = view["state"]["values"].get(block, {}).get(ids.VALUE, {})
    option = (entered.get("selected_option") or {}).get("value")
    return str(
        entered.get("value") or entered.get("selected_conversation") or entered.get("selected_user") or option or ""
    )


def _new_team(desk: Desk, person: Person, view: Mapping[str, Any]) -> Answer:
    name, channel, lead = (_input(view, block) for block in (ids.NAME_INPUT, ids.CHANNEL_INPUT, ids.LEAD_INPUT))
    made = desk.teams.set_up(person, name, channel, lead)
    if isinstance(made, Wrong):
        return {block: text for block, text in asdict(made).items() if text}
    if view.get("private_metadata") == ids.ASSESS:
        desk.assessments.assess(person, made)
    else:
        desk.write(person, home.home(desk.library, home.Standing(made)))
    return {}


def _note(desk: Desk, person: Person, view: Mapping[str, Any]) -> Answer:
    desk.assessments.annotate(person, PromptRef.parse(view["private_metadata"]), _input(view, ids.NOTE_INPUT))
    return {}


def _change(desk: Desk, person: Person, view: Mapping[str, Any]) -> Answer:
    turn = int(_input(view, ids.ANSWER_INPUT))
    desk.assessments.change(person, PromptRef(view["private_metadata"], turn))
    return {}


def _detail(desk: Desk, person: Person, view: Mapping[str, Any]) -> Answer:
    """One value for each capability; the menus' block ids name them."""
    blocks = (block.partition(":") for block in view["state"]["values"])
    chosen = {id: _input(view, f"{name}:{id}") for name, _, id in blocks if name == ids.DETAIL_INPUT}
    values = {id: Value(value) for id, value in chosen.items() if value}
    reason = _input(view, ids.REASON_INPUT)
    wrong = details.problems(values, reason)
    if not wrong:
        desk.assessments.detail(person, PromptRef.parse(view["private_metadata"]), values, reason)
    return wrong


def _chosen(view: Mapping[str, Any], block: str) -> list[str]:
    """The values that were ticked, or picked in a menu of many."""
    entered = view["state"]["values"].get(block, {}).get(ids.VALUE, {})
    return [str(option["value"]) for option in entered.get("selected_options") or ()]


def _what_if(desk: Desk, person: Person, view: Mapping[str, Any]) -> Answer:
    held = _chosen(view, ids.HELD_INPUT)
    outcome, moves = desk.results.what_if(person, view["private_metadata"], held)
    return whatif.moved_view(desk.library, outcome, held, moves)


def _roles(desk: Desk, person: Person, view: Mapping[str, Any]) -> Answer:
    """A dry run over the roles that were ticked: the rest of what is known comes from the team's newest result."""
    team = desk.teams.own(person, view["private_metadata"])
    found = desk.results.coverage(person, team, _chosen(view, ids.ROLES_INPUT)) if team else None
    blocks = roles.blocks(desk.library, found) if found else home.notice("That team is not one of yours.").blocks
    return home.reading_view("Who does what", blocks)


def _nothing(desk: Desk, person: Person, view: Mapping[str, Any]) -> Answer:
    return {}


HANDLERS: dict[str, Handler] = {
    ids.NEW_TEAM_VIEW: _new_team,
    ids.NOTE_VIEW: _note,
    ids.CHANGE_VIEW: _change,
    ids.DETAIL_VIEW: _detail,
    ids.WHAT_IF_VIEW: _what_if,
    ids.ROLES_VIEW: _roles,
    ids.READING_VIEW: _nothing,
}
