"""Buttons and menus: one listener, and a table from the name in the action id to what it does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App

from bot import ids
from bot.blocks import answers, details, home, roles, steps, whatif
from bot.desk import Call, Desk
from bot.ids import PromptRef
from bot.listeners.subcommands import SUBCOMMANDS, run
from bot.logs import interaction
from bot.people import Click, acting
from knowledge import entries


@dataclass(frozen=True)
class Action:
    """A click: the action id's name and detail (after the colon), and the value the element carried."""

    name: str
    detail: str
    value: str


Handler = Callable[[Desk, Call, Action], None]


def register(app: App, desk: Desk) -> None:
    """Listen to every button."""

    @app.action(re.compile(".*"))
    def on_click(ack: Ack, body: Mapping[str, Any], action: Mapping[str, Any]) -> None:
        call, clicked = _call(body), _action(action)
        with interaction("click", clicked.name, call.person):
            handle(desk, call, clicked)
        ack()


def handle(desk: Desk, call: Call, action: Action) -> None:
    """Do what a click asks for. Raises `KeyError` for an id that no table knows."""
    HANDLERS[action.name](desk, call, action)


def _call(body: Mapping[str, Any]) -> Call:
    container = body.get("container", {})
    channel = str(container.get("channel_id", ""))
    public = not channel.startswith("D") and not container.get("is_ephemeral")
    click = Click(
        str(body.get("response_url", "")), channel, str(container.get("message_ts", "")), _ticked(body), public
    )
    return Call(acting(body), channel, body.get("api_app_id", ""), body.get("trigger_id", ""), click)


def _ticked(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The values of the boxes that are ticked in the clicked message."""
    blocks = (body.get("state") or {}).get("values", {}).values()
    chosen = (block[ids.TICKS]["selected_options"] for block in blocks if ids.TICKS in block)
    return tuple(str(option["value"]) for options in chosen for option in options)


def _action(action: Mapping[str, Any]) -> Action:
    name, _, detail = str(action["action_id"]).partition(":")
    chosen = action.get("selected_option") or {}
    return Action(name, detail, str(action.get("value") or chosen.get("value", "")))


def _answer(desk: Desk, call: Call, action: Action) -> None:
    if call.click:
        desk.assessments.press(call.person, PromptRef.parse(action.value), call.click)


def _detail(desk: Desk, call: Call, action: Action) -> None:
    question = desk.assessments.open_question(call.person, PromptRef.parse(action.value))
    view = details.view(desk.library, question, action.value)
    desk.open(call, view, "Answer in detail", ids.DETAIL, action.value)


def _resume(desk: Desk, call: Call, action: Action) -> None:
    if call.click:
        desk.assessments.resume(call.person, PromptRef.parse(action.value), call.click)


def _answered(desk: Desk, call: Call, action: Action) -> None:
    """The small menu of an answered question: change it, or add a note."""
    name, _, ref = action.value.partition(" ")
    if name == ids.CHANGE:
        desk.assessments.change(call.person, PromptRef.parse(ref))
        return
    _note(desk, call, Action(ids.NOTE, "", ref))


def _note(desk: Desk, call: Call, action: Action) -> None:
    answer = desk.assessments.answered(call.person, PromptRef.parse(action.value))
    view = home.note_view(action.value, answer.question, answer.answer, answer.note)
    desk.open(call, view, "Add a note", ids.NOTE, action.value)


def _subcommand(desk: Desk, call: Call, action: Action) -> None:
    desk.answer_click(call, run(desk, call, action.name, action.value))


def _chosen(desk: Desk, call: Call, action: Action) -> None:
    word, _, team = action.value.partition(" ")
    desk.answer_click(call, run(desk, call, word, team))


def _joined(desk: Desk, call: Call, action: Action) -> None:
    team = desk.teams.join(call.person, action.value)
    if team:
        desk.answer_click(call, run(desk, call, action.detail, team.id))


def _new_team(desk: Desk, call: Call, action: Action) -> None:
    taken = desk.teams.of_channel(call.person, call.channel)
    proposed = "" if call.direct or taken else call.channel
    view = home.new_team_view(call.person.id, proposed, action.value or ids.ASSESS)
    desk.open(call, view, "Set up my team", ids.NEW_TEAM, action.value)


def _stored(desk: Desk, call: Call, action: Action) -> None:
    desk.answer_click(call, home.stored())


def _scored(desk: Desk, call: Call, action: Action) -> None:
    view = home.reading_view("How this was scored", desk.results.scored(call.person, action.value))
    desk.open(call, view, "How was this scored?", ids.SCORED, action.value)


def _all_steps(desk: Desk, call: Call, action: Action) -> None:
    blocks = steps.steps_blocks(desk.library, desk.results.find(call.person, action.value))
    desk.open(call, home.reading_view("Next steps", blocks), "All steps", ids.ALL_STEPS, action.value)


def _change_answer(desk: Desk, call: Call, action: Action) -> None:
    outcome = desk.results.find(call.person, action.value)
    answers = desk.assessments.answers(call.person, outcome.conversation)
    view = home.change_view(outcome.conversation, [(one.turn, one.question, one.answer) for one in answers])
    desk.open(call, view, "Change an answer", ids.CHANGE_ANSWER, action.value)


def _settle(desk: Desk, call: Call, action: Action) -> None:
    desk.assessments.change(call.person, PromptRef.parse(action.value))


def _what_if(desk: Desk, call: Call, action: Action) -> None:
    view = whatif.view(desk.library, desk.results.find(call.person, action.value))
    desk.open(call, view, "What if …?", ids.WHAT_IF, action.value)


def _check_roles(desk: Desk, call: Call, action: Action) -> None:
    team = desk.teams.own(call.person, action.value)
    if team:
        view = roles.view(desk.library, desk.results.coverage(call.person, team), team.id)
        desk.open(call, view, "Check our roles", ids.CHECK_ROLES, action.value)


def _entry(desk: Desk, call: Call, action: Action) -> None:
    found = entries.entry(desk.library, action.value)
    blocks = (
        answers.entry_blocks(desk.library, found) if found else home.notice("This entry is gone; ask again.").blocks
    )
    desk.open(call, home.reading_view("From the sources", blocks), "Read it", ids.ENTRY, action.value)


def _share(desk: Desk, call: Call, action: Action) -> None:
    desk.answer_beside(call, desk.results.share(call.person, action.value))


def _nothing(desk: Desk, call: Call, action: Action) -> None:
    """A button that only opens a page of Slack's, or a box that was ticked: there is nothing left to do."""


HANDLERS: dict[str, Handler] = {
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
    ids.TICKS: _nothing,
    ids.OPEN_MESSAGES: _nothing,
}
