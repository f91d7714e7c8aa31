"""Check-ins: their buttons and modals. What was clicked is shown anew, or shrinks to what became of it."""

from __future__ import annotations

from datetime import date, timedelta

from bot import ids
from bot.blocks import action_forms, actions, checkin, pages
from bot.blocks import checkin_replies as replies
from bot.blocks.kit import Message
from bot.desk import Call, Desk
from bot.ids import CheckInRef, FormRef
from bot.listeners import rhythms
from bot.listeners.handling import Answer, Clicked, OnClick, OnSubmit, Submitted
from bot.listeners.taking_on import form_ref, show_anew
from bot.membership import own_team

SOON = {checkin.TOMORROW: 1, checkin.WEEK: 7}
"""The ways to put a check-in off that name so many days."""


def _now(desk: Desk, call: Call, click: Clicked) -> None:
    desk.answer_click(call, desk.checkins.now(call.person, click.value))


def _same(desk: Desk, call: Call, click: Clicked) -> None:
    _answer(desk, call, click, changed=False)


def _changed(desk: Desk, call: Call, click: Clicked) -> None:
    _answer(desk, call, click, changed=True)


def _answer(desk: Desk, call: Call, click: Clicked, changed: bool) -> None:
    ref = CheckInRef.parse(click.value)
    desk.answer_click(call, desk.checkins.answer(call.person, ref.team, ref.day, changed))


def _action(desk: Desk, call: Call, click: Clicked) -> None:
    """Done, going on or dropped; dropped says why first."""
    ref = CheckInRef.parse(click.value)
    before = desk.actions.find(call.person, ref.more)
    if click.detail == checkin.DROP and not before.closed:
        view = action_forms.drop_view(before, form_ref(call, before.id, checkin.page(ref.team, ref.day)))
        desk.open(call, view, "Dropped", f"{ids.CHECKIN_ACTION}:{checkin.DROP}", click.value)
        return
    if click.detail == checkin.DONE:
        after = desk.actions.finish(call.person, before.id, None).action
    else:
        after = desk.actions.start(call.person, before.id)
    told = "going on" if after.state == "started" else after.state
    said = [f"*{actions.titled(after)}*: {told}."]
    desk.answer_click(call, desk.checkins.anew(call.person, ref.team, ref.day, said))


def _later(desk: Desk, call: Call, click: Clicked) -> None:
    """Put off, left out, handed over; how often, and not me."""
    ref = CheckInRef.parse(click.value)
    if ref.more in SOON:
        made = desk.checkins.snooze(call.person, ref.team, ref.day, SOON[ref.more])
        desk.answer_click(call, made if isinstance(made, Message) else replies.wrong(made))
    elif ref.more == checkin.SKIP:
        desk.answer_click(call, desk.checkins.skip(call.person, ref.team, ref.day))
    elif ref.more == checkin.OFTEN:
        rhythms.CLICKS[ids.RHYTHM](desk, call, Clicked(ids.RHYTHM, "", ref.team))
    elif ref.more == checkin.NOT_ME:
        desk.rhythms.not_me(call.person, ref.team)
        desk.answer_click(call, replies.stopped(own_team(desk.store.reading(), call.person, ref.team)))
    else:
        _ask(desk, call, click, ref)


def _ask(desk: Desk, call: Call, click: Clicked, ref: CheckInRef) -> None:
    """The modal that asks until when, or whom."""
    team = own_team(desk.store.reading(), call.person, ref.team)
    metadata = form_ref(call, str(CheckInRef(ref.team, ref.day)), checkin.page(ref.team, ref.day))
    if ref.more == checkin.UNTIL:
        view = replies.until_view(metadata, desk.clock().date() + timedelta(days=1))
    else:
        view = replies.hand_over_view(team, metadata)
    desk.open(call, view, "Later", f"{ids.CHECKIN_LATER}:{ref.more}", click.value)


def _until(desk: Desk, form: Submitted) -> Answer:
    ref = CheckInRef.parse(FormRef.parse(form.metadata).about)
    chosen = form.input(ids.UNTIL_INPUT)
    made = desk.checkins.snooze(form.person, ref.team, ref.day, date.fromisoformat(chosen))
    return _replied(desk, form, made, ids.UNTIL_INPUT)


def _handed_over(desk: Desk, form: Submitted) -> Answer:
    ref = CheckInRef.parse(FormRef.parse(form.metadata).about)
    made = desk.checkins.hand_over(form.person, ref.team, ref.day, form.input(ids.PEOPLE_INPUT))
    return _replied(desk, form, made, ids.PEOPLE_INPUT)


def _replied(desk: Desk, form: Submitted, made: Message | str, block: str) -> Answer:
    """What is wrong, at its input; or what was done, in the place of the check-in and in the modal."""
    if isinstance(made, str):
        return {block: made}
    show_anew(desk, form, FormRef.parse(form.metadata), made)
    return pages.page(made)


CLICKS: dict[str, OnClick] = {
    ids.CHECKIN_NOW: _now,
    ids.CHECKIN_SAME: _same,
    ids.CHECKIN_CHANGED: _changed,
    ids.CHECKIN_ACTION: _action,
    ids.CHECKIN_LATER: _later,
}
SUBMITS: dict[str, OnSubmit] = {ids.CHECKIN_UNTIL_VIEW: _until, ids.CHECKIN_HAND_OVER_VIEW: _handed_over}
