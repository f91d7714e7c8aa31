"""When a team is asked what changed: its page, how often, skipped or put off, stopped, and not for oneself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot import ids
from bot.blocks import checkin_page, pages
from bot.blocks import rhythm as blocks
from bot.blocks.checkin_page import PAGE
from bot.blocks.kit import Message
from bot.blocks.rhythm import Form
from bot.desk import Call, Desk
from bot.ids import CheckInRef, FormRef
from bot.listeners.handling import Answer, Clicked, OnClick, OnSubmit, Submitted
from bot.listeners.taking_on import form_ref, show_anew
from bot.often import Wrong
from bot.people import Person
from bot.rhythms import GONE_BY
from bot.store.teams import Team


def page(desk: Desk, call: Call, team: Team) -> Message:
    """When the team is asked next, how often, and who."""
    return _page(desk, call.person, team.id)


def _page(desk: Desk, person: Person, team: str, said: str = "") -> Message:
    return checkin_page.page(desk.rhythms.page(person, team), said)


def _anew(desk: Desk, call: Call, team: str, said: str) -> None:
    desk.answer_click(call, _page(desk, call.person, team, said))


def _how_often(desk: Desk, call: Call, click: Clicked) -> None:
    entered = desk.rhythms.entered(call.person, click.value)
    url = FormRef.parse(form_ref(call, click.value, PAGE)).url if click.detail == PAGE else ""
    form = Form(click.value, url)
    desk.open(call, blocks.form_view(form, entered), "How often", ids.RHYTHM, click.value)


def _entered(desk: Desk, submitted: Submitted) -> Answer:
    """What was entered comes to these dates, or is wrong."""
    form, entered = Form.parse(submitted.metadata), blocks.entered_of(submitted)
    found = desk.rhythms.preview(submitted.person, form.team, entered)
    if isinstance(found, Wrong):
        return blocks.problems(found)
    return blocks.preview_view(replace(form, entered=entered), entered, found)


def _saved(desk: Desk, submitted: Submitted) -> Answer:
    """Saved, if it is what the dates were shown for; what was changed since shows its dates first."""
    form, entered = Form.parse(submitted.metadata), blocks.entered_of(submitted)
    if entered != form.entered:
        return _entered(desk, submitted)
    wrong = desk.rhythms.set(submitted.person, form.team, entered)
    if wrong:
        return blocks.problems(wrong)
    message = _page(desk, submitted.person, form.team, "Saved.")
    show_anew(desk, submitted, FormRef(form.team, PAGE, form.url), message)
    return pages.page(message)


def _skip(desk: Desk, call: Call, click: Clicked) -> None:
    ref = CheckInRef.parse(click.value)
    skipped = desk.rhythms.skip_next(call.person, ref.team, date.fromisoformat(ref.day))
    _anew(desk, call, ref.team, "Skipped." if skipped else GONE_BY)


def _put_off(desk: Desk, call: Call, click: Clicked) -> None:
    """To the day that was picked."""
    ref, until = CheckInRef.parse(click.detail), date.fromisoformat(click.value)
    wrong = desk.rhythms.postpone(call.person, ref.team, date.fromisoformat(ref.day), until)
    _anew(desk, call, ref.team, wrong or "Put off.")


def _stop(desk: Desk, call: Call, click: Clicked) -> None:
    desk.rhythms.stop(call.person, click.value)
    _anew(desk, call, click.value, "Stopped for the whole team.")


def _restart(desk: Desk, call: Call, click: Clicked) -> None:
    desk.rhythms.restart(call.person, click.value)
    _anew(desk, call, click.value, "Started again.")


def _not_me(desk: Desk, call: Call, click: Clicked) -> None:
    desk.rhythms.not_me(call.person, click.value)
    _anew(desk, call, click.value, "I no longer ask you.")


def _me_again(desk: Desk, call: Call, click: Clicked) -> None:
    desk.rhythms.me_again(call.person, click.value)
    _anew(desk, call, click.value, "I ask you from the next check-in on.")


CLICKS: dict[str, OnClick] = {
    ids.RHYTHM: _how_often,
    ids.CHECKIN_SKIP: _skip,
    ids.CHECKIN_PUT_OFF: _put_off,
    ids.CHECKIN_STOP: _stop,
    ids.CHECKIN_RESTART: _restart,
    ids.CHECKIN_NOT_ME: _not_me,
    ids.CHECKIN_ME_AGAIN: _me_again,
}
SUBMITS: dict[str, OnSubmit] = {ids.RHYTHM_VIEW: _entered, ids.RHYTHM_PREVIEW_VIEW: _saved}
