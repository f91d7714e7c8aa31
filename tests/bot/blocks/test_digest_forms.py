"""The modal of a digest and its preview, as Slack takes them, whatever teams are called and however many are picked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.views import View

from bot import ids, often
from bot.blocks import digest_forms as forms
from bot.blocks.digest_forms import EACH_QUARTER, MOST_CHOSEN, MOST_TEAMS, Entered, Form, Preview, Wrong
from bot.blocks.kit import Message, button, row, section
from bot.digesting import PARTS
from bot.listeners.handling import submitted
from bot.people import Person
from bot.preview.limits import refusals
from bot.schedule import Rhythm, upcoming
from bot.store.teams import Team
from knowledge import loading
from tests.bot.outcomes import FORGED

LIBRARY = loading.shipped()
RHYTHM = Rhythm(EACH_QUARTER, date(2026, 1, 1), time(10), "Europe/Berlin", "DE")
DEFAULT = Entered(often.entered(RHYTHM), (), "azure", PARTS, "nothing")
NAMES = st.text(min_size=1, max_size=90) | st.sampled_from([*FORGED, "&" * 90, "   "])
CHANNEL = "C0000000001"


def team(number: int, name: str = "Churn") -> Team:
    return Team(f"{number:016x}", "T1", name, "C1", "U1")


def refused(view: View) -> list[str]:
    found = refusals("views.open", {"trigger_id": "1.1.a", "view": view.to_dict()})
    return [one.detail for one in found]


def filled(view: View) -> Entered:
    """The form as Slack sends it when somebody submits it as it stands."""
    values: dict[str, Any] = {}
    for block in view.to_dict()["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            state = {
                "value": element.get("initial_value"),
                "selected_option": element.get("initial_option"),
                "selected_options": element.get("initial_options", []),
                "selected_time": element.get("initial_time"),
            }
            values[block["block_id"]] = {ids.VALUE: state}
    form = {"callback_id": view.callback_id, "private_metadata": view.private_metadata, "state": {"values": values}}
    return forms.entered_of(submitted(Person("T1", "U1"), form))


@settings(deadline=None, max_examples=40)
@given(st.lists(NAMES, max_size=MOST_TEAMS), st.integers(0, 60), st.integers(0, 9900))
def test_slack_takes_the_form_and_gives_back_what_stands_in_it(names: list[str], picked: int, more: int) -> None:
    teams = [team(number, name) for number, name in enumerate(names)]
    entered = replace(DEFAULT, teams=tuple(one.id for one in teams[:picked]), when_quiet="line", shows=("moves",))
    form = Form(CHANNEL, "2026-11-21")
    view = forms.form_view(LIBRARY, form, entered, teams, len(teams) + more)
    assert refused(view) == []
    assert filled(view) == replace(entered, teams=entered.teams[:MOST_CHOSEN])
    assert Form.parse(str(view.private_metadata)) == form
    assert (f"{more} more do not fit" in str(view.to_dict())) == bool(teams and more)


@pytest.mark.parametrize("rule", [EACH_QUARTER, *(rule for rule in often.CHOICES if rule != often.OWN), "FREQ=YEARLY"])
def test_each_way_to_say_how_often_comes_back_as_it_was(rule: str) -> None:
    entered = replace(DEFAULT, often=often.entered(replace(RHYTHM, rule=rule)))
    assert filled(forms.form_view(LIBRARY, Form(CHANNEL, ""), entered, (), 0)) == entered


def test_what_a_digest_has_of_its_own_is_a_choice_in_words() -> None:
    view = str(forms.form_view(LIBRARY, Form(CHANNEL, ""), DEFAULT, (), 0).to_dict())
    assert "Each quarter, on the first Tuesday" in view
    assert f"'initial_value': '{EACH_QUARTER}'" not in view
    assert often.in_words(RHYTHM).startswith("each quarter, on the first Tuesday")


def test_scales_with_dimensions_come_first() -> None:
    with_dimensions = [bool(model.dimensions) for model in forms.scales(LIBRARY)]
    assert with_dimensions == sorted(with_dimensions, reverse=True)
    assert len(with_dimensions) == len(LIBRARY.maturity_models)


def test_every_part_of_a_digest_can_be_chosen() -> None:
    assert set(forms._PARTS) == set(PARTS)


def test_the_most_that_people_pick_fits_into_what_the_modal_carries() -> None:
    days_off = ", ".join(["2026-12-24 to 2027-01-01"] * 50)
    teams = tuple(team(number).id for number in range(MOST_CHOSEN))
    entered = replace(DEFAULT, teams=teams, often=replace(DEFAULT.often, rule="R" * 200, days_off=days_off))
    form = Form(CHANNEL, "2026-11-21T09:30:00.000000+00:00", entered)
    assert len(str(form)) <= forms.METADATA
    assert Form.parse(str(form)) == form


def preview(*blocks: Any) -> Preview:
    return Preview(RHYTHM, upcoming(RHYTHM, date(2026, 11, 21)), Message("digest", blocks))


def test_a_preview_tells_the_dates_and_shows_the_digest_without_its_buttons() -> None:
    form = Form(CHANNEL, "", DEFAULT)
    told = preview(section("finding", button("Introduce us", ids.INTRODUCE, "a b c")), row(button("x", ids.INTRODUCE)))
    view = forms.preview_view(form, told)
    assert refused(view) == []
    said = str(view.to_dict())
    assert "Tue, Jan 5, 2027, 10:00" in said
    assert "finding" in said
    assert ids.INTRODUCE not in said
    assert Form.parse(str(view.private_metadata)) == form
    assert view.submit is not None
    assert view.submit.text == "Save"


def test_the_way_back_to_the_form_carries_what_was_entered_unless_it_is_too_long() -> None:
    long = replace(DEFAULT, teams=tuple(team(number).id for number in range(MOST_CHOSEN)))
    long = replace(long, often=replace(long.often, days_off="2026-12-24, " * 100))
    for entered, there in ((DEFAULT, True), (long, False)):
        view = forms.preview_view(Form(CHANNEL, "", entered), preview())
        assert refused(view) == []
        assert ("Change something" in str(view.to_dict())) == there


def test_what_is_wrong_stands_at_its_input() -> None:
    wrong = Wrong(often.Wrong(zone="no such zone"), "no such scale", "nothing chosen")
    assert forms.problems(wrong) == {
        ids.ZONE_INPUT: "no such zone",
        ids.SCALE_INPUT: "no such scale",
        ids.SHOWS_INPUT: "nothing chosen",
    }
