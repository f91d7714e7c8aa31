"""Modals that were submitted: one listener, and a table by callback id. They answer in their own 200."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from slack_bolt import Ack, App
from slack_sdk.models.views import View

from bot import ids
from bot.blocks import details, evidence, home, roles, whatif
from bot.desk import Desk
from bot.ids import PromptRef
from bot.listeners import aiming, checkins, digests, history, hometab, inviting, rhythms, taking_on, together
from bot.listeners.handling import Answer, OnSubmit, Submitted, submitted
from bot.logs import interaction
from bot.people import acting
from bot.store.evidence import Evidence
from bot.teams import Wrong
from knowledge.library import Value


def register(app: App, desk: Desk) -> None:
    """Listen to every modal."""

    @app.view(re.compile(".*"))
    def on_submit(ack: Ack, body: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        found = submitted(acting(body), view, str(body.get("api_app_id", "")))
        with interaction("modal", found.callback, found.person):
            answer = handle(desk, found)
        desk.acted(found.person)
        if isinstance(answer, View):
            ack(response_action="update", view=answer)
        elif answer:
            ack(response_action="errors", errors=dict(answer))
        else:
            ack()


def handle(desk: Desk, form: Submitted) -> Answer:
    """Do what a modal asks for. Raises `KeyError` for a callback id that no table knows."""
    return HANDLERS[form.callback](desk, form)


def _new_team(desk: Desk, form: Submitted) -> Answer:
    name, channel, lead = (form.input(block) for block in (ids.NAME_INPUT, ids.CHANNEL_INPUT, ids.LEAD_INPUT))
    made = desk.teams.set_up(form.person, name, channel, lead)
    if isinstance(made, Wrong):
        return {block: text for block, text in asdict(made).items() if text}
    if form.metadata == ids.ASSESS:
        desk.assessments.assess(form.person, made)
    else:
        desk.write(form.person, home.home(desk.library, home.Standing(made)))
    return {}


def _note(desk: Desk, form: Submitted) -> Answer:
    inputs = (ids.NOTE_INPUT, ids.LINK_INPUT, ids.DATED_INPUT, ids.VALID_INPUT)
    given = Evidence(*(form.input(block).strip() for block in inputs))
    wrong = evidence.problems(given)
    if not wrong:
        desk.assessments.back_up(form.person, PromptRef.parse(form.metadata), given)
    return wrong


def _change(desk: Desk, form: Submitted) -> Answer:
    turn = int(form.input(ids.ANSWER_INPUT))
    desk.assessments.change(form.person, PromptRef(form.metadata, turn))
    return {}


def _detail(desk: Desk, form: Submitted) -> Answer:
    """One value for each capability; the menus' block ids name them."""
    blocks = (block.partition(":") for block in form.entered)
    chosen = {id: form.input(f"{name}:{id}") for name, _, id in blocks if name == ids.DETAIL_INPUT}
    values = {id: Value(value) for id, value in chosen.items() if value}
    reason = form.input(ids.REASON_INPUT)
    wrong = details.problems(values, reason)
    if not wrong:
        desk.assessments.detail(form.person, PromptRef.parse(form.metadata), values, reason)
    return wrong


def _what_if(desk: Desk, form: Submitted) -> Answer:
    held = form.chosen(ids.HELD_INPUT)
    outcome, moves = desk.results.what_if(form.person, form.metadata, held)
    return whatif.moved_view(desk.library, outcome, held, moves)


def _roles(desk: Desk, form: Submitted) -> Answer:
    """A dry run over the roles that were ticked: the rest of what is known comes from the team's newest result."""
    team = desk.teams.own(form.person, form.metadata)
    found = desk.results.coverage(form.person, team, form.chosen(ids.ROLES_INPUT)) if team else None
    blocks = roles.blocks(desk.library, found) if found else home.notice("That team is not one of yours.").blocks
    return home.reading_view("Who does what", blocks)


def _nothing(desk: Desk, form: Submitted) -> Answer:
    return {}


HANDLERS: dict[str, OnSubmit] = {
    ids.NEW_TEAM_VIEW: _new_team,
    ids.NOTE_VIEW: _note,
    ids.CHANGE_VIEW: _change,
    ids.DETAIL_VIEW: _detail,
    ids.WHAT_IF_VIEW: _what_if,
    ids.ROLES_VIEW: _roles,
    ids.READING_VIEW: _nothing,
    **together.SUBMITS,
    **history.SUBMITS,
    **hometab.SUBMITS,
    **taking_on.SUBMITS,
    **aiming.SUBMITS,
    **inviting.SUBMITS,
    **rhythms.SUBMITS,
    **checkins.SUBMITS,
    **digests.SUBMITS,
}
