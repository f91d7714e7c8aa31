"""The people of an assessment: invited, reminded, leaving, and who leads them."""

from __future__ import annotations

from bot import ids
from bot.blocks import inviting as blocks
from bot.blocks import team as team_blocks
from bot.clock import stamp
from bot.desk import Call, Desk
from bot.ids import OfferRef
from bot.listeners.handling import Answer, Clicked, OnClick, OnSubmit, Submitted
from bot.listeners.subcommands import run
from bot.membership import led_team, own_team


def _invite(desk: Desk, call: Call, click: Clicked) -> None:
    team = own_team(desk.store.reading(), call.person, click.value)
    view = blocks.people_view(team, f"{team.id} {stamp(desk.clock())}")
    desk.open(call, view, "Invite members", ids.INVITE, team.id)


def _invited(desk: Desk, form: Submitted) -> Answer:
    team, _, at = form.metadata.partition(" ")
    people = form.chosen(ids.PEOPLE_INPUT)
    desk.invitations.invite(form.person, team, people, at)
    return blocks.checking(people)


def _answer_now(desk: Desk, call: Call, click: Clicked) -> None:
    desk.invitations.agree(call.person, click.value)
    desk.answer_click(call, run(desk, call, ids.ASSESS, click.value))


def _answer_later(desk: Desk, call: Call, click: Clicked) -> None:
    desk.answer_click(call, blocks.later(desk.invitations.agree(call.person, click.value)))


def _do_not_ask(desk: Desk, call: Call, click: Clicked) -> None:
    desk.invitations.decline(call.person, click.value)
    desk.answer_click(call, blocks.not_asked_again())


def _may_ask(desk: Desk, call: Call, click: Clicked) -> None:
    desk.invitations.allow(call.person)
    desk.answer_click(call, blocks.may_ask_again())


def _remind(desk: Desk, call: Call, click: Clicked) -> None:
    desk.answer_beside(call, desk.invitations.remind_now(call.person, click.value))


def _hand_over(desk: Desk, call: Call, click: Clicked) -> None:
    team = led_team(desk.store.reading(), call.person, click.value)
    view = team_blocks.hand_over_view(team, f"{team.id} {stamp(desk.clock())}")
    desk.open(call, view, "Hand over", ids.HAND_OVER, team.id)


def _offered(desk: Desk, form: Submitted) -> Answer:
    team, _, at = form.metadata.partition(" ")
    to = form.input(ids.NEW_LEAD_INPUT)
    wrong = desk.leading.offer(form.person, team, to, at)
    return {ids.NEW_LEAD_INPUT: wrong} if wrong else team_blocks.offering(to)


def _accept(desk: Desk, call: Call, click: Clicked) -> None:
    desk.answer_click(call, desk.leading.accept(call.person, OfferRef.parse(click.value)))


def _decline(desk: Desk, call: Call, click: Clicked) -> None:
    desk.answer_click(call, desk.leading.decline(call.person, OfferRef.parse(click.value)))


def _take(desk: Desk, call: Call, click: Clicked) -> None:
    desk.answer_click(call, desk.leading.take(call.person, click.value))


def _leave(desk: Desk, call: Call, click: Clicked) -> None:
    desk.answer_click(call, desk.leading.leave(call.person, click.value))


CLICKS: dict[str, OnClick] = {
    ids.INVITE: _invite,
    ids.ANSWER_NOW: _answer_now,
    ids.ANSWER_LATER: _answer_later,
    ids.DO_NOT_ASK: _do_not_ask,
    ids.MAY_ASK: _may_ask,
    ids.REMIND: _remind,
    ids.HAND_OVER: _hand_over,
    ids.ACCEPT_LEAD: _accept,
    ids.DECLINE_LEAD: _decline,
    ids.TAKE_LEAD: _take,
    ids.LEAVE_TEAM: _leave,
}
SUBMITS: dict[str, OnSubmit] = {ids.INVITE_VIEW: _invited, ids.HAND_OVER_VIEW: _offered}
