"""The form that says how often, as Slack takes it, and as what was entered comes back from it."""

from __future__ import annotations

from dataclasses import astuple, fields, replace
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import ids, often, schedule
from bot.blocks import rhythm as blocks
from bot.blocks.rhythm import LONGEST_DAYS_OFF, LONGEST_PLACE, LONGEST_RULE, Form, Preview
from bot.listeners.handling import Submitted, submitted
from bot.often import CHOICES, MONTHLY, OWN, Entered, Wrong
from bot.people import Person
from bot.preview.elements import elements, starting_values
from bot.preview.limits import refusals
from bot.schedule import Rhythm
from bot.store.teams import Team

ANA = Person("T1", "UANA")
TEAM = Team("0123456789abcdef", "T1", "Churn", "C0000000001", "UANA")
URL = f"https://hooks.slack.com/actions/T0000000001/{'9' * 13}/{'x' * 24}"
TIMES = st.times().map(lambda at: at.isoformat(timespec="minutes"))


def typed(longest: int) -> st.SearchStrategy[str]:
    """What somebody may type."""
    return st.text(st.characters(exclude_categories=["C"]), max_size=longest)


ENTERED = st.builds(
    *(Entered, st.sampled_from(list(CHOICES)), typed(LONGEST_RULE), TIMES, typed(LONGEST_PLACE), typed(LONGEST_PLACE)),
    *(typed(LONGEST_DAYS_OFF), TIMES, TIMES),
)
RHYTHM = Rhythm(MONTHLY, date(2026, 11, 21), time(9, 30), "Europe/Berlin", "DE")
PREVIEW = Preview(TEAM, RHYTHM, schedule.upcoming(RHYTHM, date(2026, 11, 21)))


def filled(entered: Entered) -> Submitted:
    """The form with this in its inputs, as Slack sends it."""
    inputs = blocks.form_view(Form(TEAM.id), entered).to_dict()["blocks"]
    return submitted(ANA, {"callback_id": "x", "state": {"values": starting_values(inputs)}})


@settings(deadline=None, max_examples=60)
@given(ENTERED)
def test_what_stands_in_the_form_comes_back_from_it_untouched(entered: Entered) -> None:
    for view in (blocks.form_view(Form(TEAM.id), entered), blocks.preview_view(Form(TEAM.id), entered, PREVIEW)):
        sent = view.to_dict()
        assert not refusals("views.open", {"trigger_id": "1.1.a", "view": sent})
        back = blocks.entered_of(
            submitted(ANA, {"callback_id": "x", "state": {"values": starting_values(sent["blocks"])}})
        )
        assert [" ".join(one.split()) for one in astuple(back)] == [" ".join(one.split()) for one in astuple(entered)]


@settings(deadline=None, max_examples=60)
@given(ENTERED, st.sampled_from(["", URL]))
def test_what_the_modal_carries_is_read_as_it_was_and_fits(entered: Entered, url: str) -> None:
    for form in (Form(TEAM.id, url), Form(TEAM.id, url, entered)):
        assert Form.parse(str(form)) == form


def test_the_longest_that_can_be_saved_fits_into_the_modal_however_it_was_typed() -> None:
    off = "\n".join(["2026-12-24 to 2027-01-01"] * often.MOST_DAYS_OFF)
    blank = off.replace("\n", " \n\n\t\n").ljust(LONGEST_DAYS_OFF)
    full = Entered(OWN, "R" * LONGEST_RULE, "10:00", "z" * LONGEST_PLACE, "c" * LONGEST_PLACE, blank)
    typed = blocks.entered_of(filled(full))
    assert typed == replace(full, days_off=off)
    view = blocks.preview_view(Form(TEAM.id, URL, typed), typed, PREVIEW)
    assert not refusals("views.open", {"trigger_id": "1.1.a", "view": view.to_dict()})


def test_the_preview_says_how_often_in_words_and_when_the_next_ones_come() -> None:
    text = blocks.preview_view(Form(TEAM.id), often.entered(RHYTHM), PREVIEW).to_dict()["blocks"][0]["text"]["text"]
    assert text.split("\n") == [
        "*Each month, on the first Monday, at 09:30, Berlin time*",
        "The next dates:",
        "Mon, Dec 7, 2026, 09:30",
        "Mon, Jan 4, 2027, 09:30",
        "Mon, Feb 1, 2027, 09:30",
        "Mon, Mar 1, 2027, 09:30",
    ]


def test_only_a_rule_a_country_and_days_off_may_be_left_out() -> None:
    shown = elements(blocks.form_view(Form(TEAM.id), often.entered(RHYTHM)).to_dict()["blocks"])
    optional = {one.block_id for one in shown if not one.is_required}
    assert optional == {ids.RULE_INPUT, ids.COUNTRY_INPUT, ids.DAYS_OFF_INPUT}


@pytest.mark.parametrize("name", [one.name for one in fields(Wrong)])
def test_what_is_wrong_is_said_at_its_input(name: str) -> None:
    ((block, text),) = blocks.problems(Wrong(**{name: "Not so."})).items()
    assert text == "Not so."
    names = [one.block_id for one in elements(blocks.form_view(Form("t"), Entered(MONTHLY)).to_dict()["blocks"])]
    assert names[[one.name for one in fields(Entered)].index(name)] == block
