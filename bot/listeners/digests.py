"""Digests: the page, the modal and its preview; whether a team is shown in them; and introductions."""

from __future__ import annotations

from slack_sdk.models.views import View

from bot import ids
from bot.blocks import digest_forms as forms
from bot.blocks import digest_pages as pages
from bot.blocks import home
from bot.blocks.digest_forms import Entered, Form, Wrong
from bot.blocks.kit import Message
from bot.clock import stamp
from bot.desk import Call, Desk
from bot.ids import PairRef
from bot.listeners.handling import Answer, Clicked, OnClick, OnSubmit, Submitted


def page(desk: Desk, call: Call) -> Message:
    """Whether this channel gets a digest; in direct messages, those that the person set up."""
    if call.direct:
        return pages.own(desk.subscriptions.pages(call.person))
    return pages.page(desk.library, desk.subscriptions.page(call.person, call.channel))


def _see(desk: Desk, call: Call, click: Clicked) -> None:
    if not click.value:
        desk.answer_click(call, page(desk, call))
        return
    desk.answer_click(call, pages.page(desk.library, desk.subscriptions.page(call.person, click.value)))


def _set(desk: Desk, call: Call, click: Clicked) -> None:
    """The form; from the preview back to it, with what was entered."""
    if click.detail == forms.ANEW and call.click:
        form = Form.parse(click.value)
        entered = form.entered or desk.subscriptions.entered(call.person, form.channel)
        again = home.offer("Try once more, please.", "Set up a digest", ids.DIGEST_SET, form.channel)
        view = _form(desk, call, form.channel, entered)
        desk.modals.update(call.person.workspace, call.click.view, view, lambda: desk.write(call.person, again))
        return
    entered = desk.subscriptions.entered(call.person, click.value)
    view = _form(desk, call, click.value, entered)
    desk.open(call, view, "Set up a digest", ids.DIGEST_SET, click.value)


def _form(desk: Desk, call: Call, channel: str, entered: Entered) -> View:
    teams, count = desk.subscriptions.choices(call.person, entered.teams)
    return forms.form_view(desk.library, Form(channel, stamp(desk.clock())), entered, teams, count)


def _entered(desk: Desk, form: Submitted) -> Answer:
    """What is wrong, by input; or the preview in the form's place."""
    asked, entered = Form.parse(form.metadata), forms.entered_of(form)
    found = desk.subscriptions.preview(form.person, asked.channel, entered)
    if isinstance(found, Wrong):
        return forms.problems(found)
    filled = Form(asked.channel, asked.at, entered)
    if len(str(filled)) > forms.METADATA:
        return {ids.DAYS_OFF_INPUT: "That is more than I can keep. Name fewer days, or pick fewer teams."}
    return forms.preview_view(filled, found)


def _saved(desk: Desk, form: Submitted) -> Answer:
    asked = Form.parse(form.metadata)
    desk.subscriptions.save(form.person, asked)
    return pages.checking(asked.channel)


def _stop(desk: Desk, call: Call, click: Clicked) -> None:
    done = desk.subscriptions.stop(call.person, click.value, here=call.channel == click.value)
    desk.answer_click(call, pages.stopped(click.value) if done else pages.not_yours(click.value))


def _show(desk: Desk, call: Call, click: Clicked) -> None:
    desk.answer_click(call, desk.showing.agree(call.person, click.value))


def _hide(desk: Desk, call: Call, click: Clicked) -> None:
    desk.answer_click(call, desk.showing.refuse(call.person, click.value))


def _introduce(desk: Desk, call: Call, click: Clicked) -> None:
    desk.answer_beside(call, desk.introductions.introduce(call.person, PairRef.parse(click.value)))


CLICKS: dict[str, OnClick] = {
    ids.DIGEST: _see,
    ids.DIGEST_SET: _set,
    ids.DIGEST_STOP: _stop,
    ids.SHOW_TEAM: _show,
    ids.HIDE_TEAM: _hide,
    ids.INTRODUCE: _introduce,
}
SUBMITS: dict[str, OnSubmit] = {ids.DIGEST_VIEW: _entered, ids.DIGEST_PREVIEW_VIEW: _saved}
