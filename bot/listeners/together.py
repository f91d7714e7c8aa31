"""Several people in one assessment: how answers spread, what the lead records, the next assessment, answers to check."""

from __future__ import annotations

from slack_sdk.models.blocks import Block

from bot import ids
from bot.blocks import home, together
from bot.blocks.kit import context, section
from bot.blocks.moves import moved_lines
from bot.blocks.placements import titled
from bot.desk import Call, Desk
from bot.listeners.handling import Answer, Clicked, OnClick, OnSubmit, Submitted
from bot.listeners.subcommands import gone_to_questions
from bot.membership import NotTheLead
from bot.outcomes import Outcome
from knowledge.library import Library, Value
from knowledge.movement import moves_between


def _spread(desk: Desk, call: Call, click: Clicked) -> None:
    view = home.reading_view("How answers spread", desk.results.spread(call.person, click.value))
    desk.open(call, view, "How answers spread", ids.SPREAD, click.value)


def _consensus(desk: Desk, call: Call, click: Clicked) -> None:
    outcome = desk.results.find(call.person, click.value)
    if not outcome.leads:
        raise NotTheLead(click.value)
    if not outcome.disputed or not outcome.newest:
        desk.answer_beside(call, home.notice("Nothing is disputed any more in your newest result."))
        return
    view = together.consensus_view(desk.library, outcome)
    desk.open(call, view, "Record what we agree on", ids.CONSENSUS, click.value)


def _recorded(desk: Desk, form: Submitted) -> Answer:
    reason = form.input(ids.REASON_INPUT)
    if not reason.strip():
        return {ids.REASON_INPUT: "Say in a few words why; your team sees it beside the answers."}
    item, value = form.input(ids.CAPABILITY_INPUT), Value(form.input(ids.AGREED_INPUT))
    if value not in together.AGREED:
        return {ids.AGREED_INPUT: "Choose one of these."}
    before, after = desk.consensus.record(form.person, form.metadata, item, value, reason)
    return home.reading_view("Recorded", _what_moved(desk.library, before, after))


def _what_moved(library: Library, before: Outcome, after: Outcome) -> list[Block]:
    lines = moved_lines(library, before.placements, moves_between(before.placements, after.placements))
    first = titled(library.maturity_models[after.placements[0].maturity_model], after.placements[0])
    left = len(after.disputed)
    more = f"{left} more that you see differently." if left else "Nothing is disputed any more."
    text = "\n".join(lines) or f"No stage moved by it. {first}."
    return [section(f"*Recorded, beside everybody's answers.*\n{text}"), context(more)]


def _next_assessment(desk: Desk, call: Call, click: Clicked) -> None:
    team = desk.teams.own(call.person, click.value)
    if team is None:
        desk.answer_click(call, home.notice("That team is not one of yours."))
        return
    begun = desk.assessments.assess(call.person, team, anew=True)
    desk.answer_click(call, gone_to_questions(call, team, begun))


def _recheck(desk: Desk, call: Call, click: Clicked) -> None:
    """Ask again, one at a time, what rests on evidence that ran out."""
    team = desk.teams.own(call.person, click.value)
    stale = desk.assessments.stale(call.person, team) if team else ()
    if team is None or not stale:
        desk.answer_click(call, home.notice("Nothing is left to check: no evidence of yours has run out."))
        return
    desk.assessments.change(call.person, stale[0])
    desk.answer_click(call, gone_to_questions(call, team, "resumed"))


CLICKS: dict[str, OnClick] = {
    ids.SPREAD: _spread,
    ids.CONSENSUS: _consensus,
    ids.NEW_ASSESSMENT: _next_assessment,
    ids.RECHECK: _recheck,
}
SUBMITS: dict[str, OnSubmit] = {ids.CONSENSUS_VIEW: _recorded}
