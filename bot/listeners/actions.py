"""Buttons and menus: one listener, and a table from the name in the action id to what it does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot import ids
from bot.blocks import answers, details, evidence, home, roles, steps, whatif
from bot.desk import Call, Desk
from bot.ids import PromptRef
from bot.listeners import (
    agents,
    aiming,
    checkins,
    digests,
    exporting,
    history,
    hometab,
    inviting,
    rhythms,
    taking_on,
    together,
)
from bot.listeners.handling import Clicked, OnClick, clicked
from bot.listeners.subcommands import SUBCOMMANDS, run
from bot.logs import interaction
from bot.people import Click, Surface, acting
from knowledge import entries


def register(app: App, desk: Desk) -> None:
    """Listen to every button."""

    @app.action(re.compile(".*"))
    def on_click(ack: Ack, body: Mapping[str, Any], action: Mapping[str, Any]) -> None:
        call, click = call_of(body), clicked(action)
        with interaction("click", click.name, call.person):
            handle(desk, call, click)
        desk.acted(call.person)
        ack()


def handle(desk: Desk, call: Call, click: Clicked) -> None:
    """Do what a click asks for. Raises `KeyError` for an id that no table knows."""
    HANDLERS[click.name](desk, call, click)


def call_of(body: Mapping[str, Any]) -> Call:
    """Who clicked, and where."""
    click = _in_view(body["view"]) if "view" in body else _in_message(body)
    return Call(acting(body), click.channel, body.get("api_app_id", ""), body.get("trigger_id", ""), click)


def _in_message(body: Mapping[str, Any]) -> Click:
    container = body.get("container", {})
    channel = str(container.get("channel_id", ""))
    public = not channel.startswith("D") and not container.get("is_ephemeral")
    place = (channel, str(container.get("message_ts", "")))
    return Click(str(body.get("response_url", "")), *place, _ticked(body), public)


def _in_view(view: Mapping[str, Any]) -> Click:
    """A third modal on the stack has one below it that is not the lowest."""
    below, lowest = view.get("previous_view_id"), view.get("root_view_id")
    surface: Surface = "home" if view.get("type") == "home" else "modal"
    may_push = not below or below == lowest
    return Click("", "", "", surface=surface, view=str(view.get("id", "")), may_push=may_push)


def _ticked(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The values of the boxes that are ticked in the clicked message."""
    blocks = (body.get("state") or {}).get("values", {}).values()
    chosen = (block[ids.TICKS]["selected_options"] for block in blocks if ids.TICKS in block)
    return tuple(str(option["value"]) for options in chosen for option in options)


def _answer(desk: Desk, call: Call, click: Clicked) -> None:
    desk.assessments.press(call.person, PromptRef.parse(click.value), _in_place(call))
    _point_to_messages(desk, call)


def _in_place(call: Call) -> Click | None:
    """The click, where the message that it was in can be changed through it."""
    return call.click if call.click and call.click.surface == "message" else None


def _point_to_messages(desk: Desk, call: Call) -> None:
    """In a Home tab or a modal nothing is seen of a question that was asked: say where it is."""
    if _in_place(call) is None:
        text = "The question is in our direct messages."
        desk.answer_beside(call, home.gone_to_messages(call.app, call.person.workspace, text))


def _detail(desk: Desk, call: Call, click: Clicked) -> None:
    question = desk.assessments.open_question(call.person, PromptRef.parse(click.value))
    view = details.view(desk.library, question, click.value)
    desk.open(call, view, "Answer in detail", ids.DETAIL, click.value)


def _resume(desk: Desk, call: Call, click: Clicked) -> None:
    desk.assessments.resume(call.person, PromptRef.parse(click.value), _in_place(call))


def _answered(desk: Desk, call: Call, click: Clicked) -> None:
    """The small menu of an answered question: change it, or add a note."""
    name, _, ref = click.value.partition(" ")
    if name == ids.CHANGE:
        desk.assessments.change(call.person, PromptRef.parse(ref))
        return
    _note(desk, call, Clicked(ids.NOTE, "", ref))


def _note(desk: Desk, call: Call, click: Clicked) -> None:
    answer = desk.assessments.answered(call.person, PromptRef.parse(click.value))
    view = evidence.view(click.value, answer.question, answer.answer, answer.evidence)
    desk.open(call, view, "Back it up", ids.NOTE, click.value)


def _subcommand(desk: Desk, call: Call, click: Clicked) -> None:
    desk.answer_click(call, run(desk, call, click.name, click.value))


def _chosen(desk: Desk, call: Call, click: Clicked) -> None:
    word, _, team = click.value.partition(" ")
    desk.answer_click(call, run(desk, call, word, team))


def _joined(desk: Desk, call: Call, click: Clicked) -> None:
    team = desk.teams.join(call.person, click.value)
    if team:
        desk.answer_click(call, run(desk, call, click.detail, team.id))


def _new_team(desk: Desk, call: Call, click: Clicked) -> None:
    taken = desk.teams.of_channel(call.person, call.channel)
    proposed = "" if call.direct or taken else call.channel
    view = home.new_team_view(call.person.id, proposed, click.value or ids.ASSESS)
    desk.open(call, view, "Set up my team", ids.NEW_TEAM, click.value)


def _stored(desk: Desk, call: Call, click: Clicked) -> None:
    desk.answer_click(call, home.stored())


def _scored(desk: Desk, call: Call, click: Clicked) -> None:
    view = home.reading_view("How this was scored", desk.results.scored(call.person, click.value))
    desk.open(call, view, "How was this scored?", ids.SCORED, click.value)


def _all_steps(desk: Desk, call: Call, click: Clicked) -> None:
    found = desk.results.find(call.person, click.value)
    taken = desk.actions.by_capability(call.person, found.team.id)
    blocks = steps.steps_blocks(desk.library, found, taken)
    desk.open(call, home.reading_view("Next steps", blocks), "All steps", ids.ALL_STEPS, click.value)


def _change_answer(desk: Desk, call: Call, click: Clicked) -> None:
    outcome = desk.results.find(call.person, click.value)
    answers = desk.assessments.answers(call.person, outcome.conversation)
    view = home.change_view(outcome.conversation, [(one.turn, one.question, one.answer) for one in answers])
    desk.open(call, view, "Change an answer", ids.CHANGE_ANSWER, click.value)


def _settle(desk: Desk, call: Call, click: Clicked) -> None:
    desk.assessments.change(call.person, PromptRef.parse(click.value))
    _point_to_messages(desk, call)


def _what_if(desk: Desk, call: Call, click: Clicked) -> None:
    view = whatif.view(desk.library, desk.results.find(call.person, click.value))
    desk.open(call, view, "What if …?", ids.WHAT_IF, click.value)


def _check_roles(desk: Desk, call: Call, click: Clicked) -> None:
    team = desk.teams.own(call.person, click.value)
    if team:
        view = roles.view(desk.library, desk.results.coverage(call.person, team), team.id)
        desk.open(call, view, "Check our roles", ids.CHECK_ROLES, click.value)


def _entry(desk: Desk, call: Call, click: Clicked) -> None:
    found = entries.entry(desk.library, click.value)
    blocks = (
        answers.entry_blocks(desk.library, found) if found else home.notice("This entry is gone; ask again.").blocks
    )
    desk.open(call, home.reading_view("From the sources", blocks), "Read it", ids.ENTRY, click.value)


def _share(desk: Desk, call: Call, click: Clicked) -> None:
    desk.answer_beside(call, desk.results.share(call.person, click.value))


def _nothing(desk: Desk, call: Call, click: Clicked) -> None:
    """A button that only opens a page of Slack's, or a box that was ticked: there is nothing left to do."""


HANDLERS: dict[str, OnClick] = {
    ids.ANSWER: _answer,
    ids.ANSWERED: _answered,
    ids.NOTE: _note,
    ids.RESUME: _resume,
    **dict.fromkeys(SUBCOMMANDS, _subcommand),
    ids.CHOOSE_TEAM: _chosen,
    ids.JOIN: _joined,
    ids.NEW_TEAM: _new_team,
    ids.STORED: _stored,
    ids.SCORED: _scored,
    ids.ALL_STEPS: _all_steps,
    ids.CHANGE_ANSWER: _change_answer,
    ids.SETTLE: _settle,
    ids.SHARE: _share,
    ids.WHAT_IF: _what_if,
    ids.CHECK_ROLES: _check_roles,
    ids.ENTRY: _entry,
    ids.DETAIL: _detail,
    **agents.CLICKS,
    **together.CLICKS,
    **history.CLICKS,
    ids.TICKS: _nothing,
    ids.OPEN_MESSAGES: _nothing,
    **hometab.CLICKS,
    **taking_on.CLICKS,
    **aiming.CLICKS,
    **exporting.CLICKS,
    **inviting.CLICKS,
    **rhythms.CLICKS,
    **checkins.CLICKS,
    **digests.CLICKS,
}
