"""The target: its page, its modal, and taking it away."""

from __future__ import annotations

from bot import ids
from bot.blocks import home, pages, targets
from bot.blocks.kit import Message
from bot.desk import Call, Desk
from bot.ids import FormRef
from bot.listeners.handling import Answer, Clicked, OnClick, OnSubmit, Submitted
from bot.listeners.taking_on import form_ref, show_anew
from bot.membership import NotInTeam
from bot.people import Person
from bot.store.teams import Team
from bot.targets import WrongTarget


def page(desk: Desk, call: Call, team: Team) -> Message:
    """The team's target with the way to it."""
    return _page(desk, call.person, team)


def _page(desk: Desk, person: Person, team: Team, said: str = "") -> Message:
    way = desk.targets.way(person, team.id)
    return targets.page(desk.library, way, desk.targets.today, said) if way else targets.none_yet(team)


def _team(desk: Desk, person: Person, team: str) -> Team:
    found = desk.teams.own(person, team)
    if found is None:
        raise NotInTeam(team)
    return found


def _set(desk: Desk, call: Call, click: Clicked) -> None:
    """The modal; a team without a result, or at every top, hears what to do instead."""
    team = _team(desk, call.person, click.value)
    choices = desk.targets.choices(call.person, team.id)
    if not choices:
        desk.answer_beside(call, home.nothing_yet(team) if choices is None else targets.at_the_top(team))
        return
    present = desk.targets.find(call.person, team.id)
    view = targets.view(team, choices, present, form_ref(call, team.id, targets.PAGE))
    desk.open(call, view, "Set a target", ids.SET_TARGET, click.value)


def _was_set(desk: Desk, form: Submitted) -> Answer:
    ref = FormRef.parse(form.metadata)
    model, _, level = form.input(ids.LEVEL_INPUT).partition(" ")
    made = desk.targets.set(form.person, ref.about, model, int(level), form.input(ids.DUE_INPUT))
    if isinstance(made, WrongTarget):
        named = {ids.LEVEL_INPUT: made.level, ids.DUE_INPUT: made.due}
        return {block: text for block, text in named.items() if text}
    message = _page(desk, form.person, _team(desk, form.person, ref.about), "The target is set.")
    show_anew(desk, form, ref, message)
    return {} if ref.url else pages.page(message)


def _take_away(desk: Desk, call: Call, click: Clicked) -> None:
    desk.targets.take_away(call.person, click.value)
    desk.answer_click(call, _page(desk, call.person, _team(desk, call.person, click.value)))


CLICKS: dict[str, OnClick] = {ids.SET_TARGET: _set, ids.DROP_TARGET: _take_away}
SUBMITS: dict[str, OnSubmit] = {ids.TARGET_VIEW: _was_set}
