"""A team's history and pictures: its pages, two results compared, stages over time, profiles."""

from __future__ import annotations

from bot import ids
from bot.blocks import history as blocks
from bot.blocks import home
from bot.blocks.kit import Chart, Message, button, row, section
from bot.desk import Call, Desk
from bot.listeners.handling import Answer, Clicked, OnClick, OnSubmit, Submitted
from bot.pictures.line import native
from bot.store.teams import Team
from bot.text import escape, escape_lines

DRAWING = "I am drawing it; it comes in our direct messages in a moment."


def _page(desk: Desk, call: Call, click: Clicked) -> None:
    id, _, number = click.value.partition(" ")
    team = _own(desk, call, id)
    if team:
        pages = desk.history.pages(team, int(number) if number.isdigit() else 0)
        desk.answer_click(call, blocks.history_page(desk.library, pages) if pages.count else home.nothing_yet(team))


def _compare(desk: Desk, call: Call, click: Clicked) -> None:
    team = _own(desk, call, click.value)
    found = desk.history.newest(team) if team else ()
    if team and len(found) > 1:
        desk.open(call, blocks.compare_view(team.id, found, desk.library), "Compare two", ids.COMPARE, team.id)
    elif team:
        desk.answer_beside(call, home.notice("There is one result so far; two can be compared after the next."))


def _compared(desk: Desk, form: Submitted) -> Answer:
    one, other = form.input(ids.BEFORE_INPUT), form.input(ids.AFTER_INPUT)
    if one == other:
        return {ids.AFTER_INPUT: "Choose two different results."}
    return blocks.compared_view(desk.library, desk.history.compare(form.person, one, other))


def _chart(desk: Desk, call: Call, click: Clicked) -> None:
    """Stages over time: Slack's own chart where it can say the same, else a picture."""
    team = _own(desk, call, click.value)
    if team is None:
        return
    found = desk.drawing.stages(team)
    if found is None:
        notice = "There is one assessment so far; stages over time can be drawn after the next."
    elif chart := native(found):
        title = escape(found.title)
        text = section(f"```{escape_lines(found.as_text)}```")
        on = row(button("History", ids.HISTORY, team.id))
        desk.write(call.person, Message(title, (section(f"*{title}*"), Chart(chart), text, on)))
        notice = "The chart is in our direct messages."
    else:
        desk.drawing.stages_drawn(call.person, team)
        notice = DRAWING
    desk.answer_beside(call, home.notice(notice))


def _picture(desk: Desk, call: Call, click: Clicked) -> None:
    outcome = desk.results.find(call.person, click.value)
    if not any(one.applicable and len(one.dimensions) > 1 for one in outcome.placements):
        desk.answer_beside(call, home.notice("No scale with a profile applies yet, so there is nothing to draw."))
        return
    desk.drawing.profile(call.person, outcome.result)
    desk.answer_beside(call, home.notice(DRAWING))


def _own(desk: Desk, call: Call, id: str) -> Team | None:
    team = desk.teams.own(call.person, id)
    if team is None:
        desk.answer_beside(call, home.notice("That team is not one of yours; join it in its channel."))
    return team


CLICKS: dict[str, OnClick] = {
    ids.HISTORY: _page,
    ids.COMPARE: _compare,
    ids.CHART: _chart,
    ids.PICTURE: _picture,
}
SUBMITS: dict[str, OnSubmit] = {ids.COMPARE_VIEW: _compared}
