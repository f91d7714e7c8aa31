"""How often a team is asked: the page, the modal in which it is set with the dates it comes to, and the first word of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

from slack_sdk.models.blocks import (
    Block,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    TimePickerElement,
)
from slack_sdk.models.views import View

from bot import ids, often
from bot.blocks.kit import context, section
from bot.often import Entered, Wrong
from bot.schedule import Occurrence, Rhythm
from bot.store.teams import Team
from bot.text import escape

LONGEST_RULE, LONGEST_PLACE, LONGEST_DAYS_OFF = 200, 80, 1500


@dataclass(frozen=True)
class Preview:
    """What the form comes to, before it is saved."""

    team: Team
    rhythm: Rhythm
    coming: tuple[Occurrence, ...]


@dataclass(frozen=True)
class Form:
    """What the modal carries: whose check-ins, the address of the page that is shown anew at the end (empty: none is), and
    what was entered for the dates that it shows (None: it shows none yet)."""

    team: str
    url: str = ""
    entered: Entered | None = None

    def __str__(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def parse(cls, text: str) -> Form:
        """Raises `ValueError`, `KeyError` or `TypeError` if the text is not of a form."""
        read = json.loads(text)
        return cls(read["team"], read["url"], Entered(**read["entered"]) if read["entered"] else None)


def form_view(form: Form, entered: Entered) -> View:
    """The modal in which it is set how often a team is asked."""
    intro = section("When is your team asked what changed? You see the next dates before anything is saved.")
    return _view(ids.RHYTHM_VIEW, "See the dates", form, [intro, *rhythm_inputs(entered)])


def preview_view(form: Form, entered: Entered, preview: Preview) -> View:
    """The same modal with the dates that it comes to on top: saved as it is, or changed once more."""
    dates = "\n".join(often.told(one, preview.rhythm.zone) for one in preview.coming)
    text = f"*{_capital(escape(often.in_words(preview.rhythm)))}*\nThe next dates:\n{dates}"
    note = context("Nothing is saved yet. What you change below shows its dates first, too.")
    return _view(ids.RHYTHM_PREVIEW_VIEW, "Save", form, [section(text), note, *rhythm_inputs(entered)])


def _view(callback: str, submit: str, form: Form, blocks: Sequence[Block]) -> View:
    return View(
        type="modal",
        callback_id=callback,
        title="How often",
        submit=submit,
        close="Cancel",
        private_metadata=str(form),
        blocks=list(blocks),
    )


def rhythm_inputs(entered: Entered) -> list[InputBlock]:
    """The inputs that say how often, when and where; `entered` is what stands in them at first."""
    rule = PlainTextInputElement(
        action_id=ids.VALUE, initial_value=entered.rule or None, max_length=LONGEST_RULE, placeholder=_EXAMPLE
    )
    off = PlainTextInputElement(
        action_id=ids.VALUE, initial_value=entered.days_off or None, max_length=LONGEST_DAYS_OFF, multiline=True
    )
    return [
        InputBlock(block_id=ids.OFTEN_INPUT, label="How often", element=_choices(entered.often)),
        _input(ids.RULE_INPUT, "A rule of my own", rule, _RULES, True),
        InputBlock(block_id=ids.AT_INPUT, label="At", element=_time(entered.at)),
        _input(ids.ZONE_INPUT, "Time zone", _place(entered.zone), "A city or a zone: Berlin, America/New_York."),
        _input(ids.COUNTRY_INPUT, "Country", _place(entered.country), _HOLIDAYS, True),
        _input(ids.DAYS_OFF_INPUT, "Days off", off, _OFF, True),
        InputBlock(block_id=ids.OPENS_INPUT, label="Working hours begin", element=_time(entered.opens)),
        InputBlock(block_id=ids.CLOSES_INPUT, label="Working hours end", element=_time(entered.closes)),
    ]


_EXAMPLE = "FREQ=MONTHLY;BYDAY=-1FR"
_RULES = f"With the last choice above: an iCalendar rule (RFC 5545). {_EXAMPLE} is the last Friday of each month."
_OFF = "Nothing is sent then: 2026-12-24 to 2027-01-01, 2027-05-14."
_HOLIDAYS = "Its public holidays and weekends are left out: Germany, DE, or DE-BY for one of its states."


class Filled(Protocol):
    """A form that was submitted."""

    def input(self, block: str) -> str:
        """What was entered in an input; empty if nothing was."""


def entered_of(form: Filled) -> Entered:
    """What was entered in these inputs."""
    return Entered(**{name: _plain(form.input(block)) for name, block in _INPUTS.items()})


def _plain(text: str) -> str:
    """Without the blanks and empty lines of a careless hand, so that the modal can carry it."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def problems(wrong: Wrong) -> Mapping[str, str]:
    """What is wrong, by input."""
    return {_INPUTS[name]: text for name, text in asdict(wrong).items() if text}


_INPUTS: Mapping[str, str] = {
    "often": ids.OFTEN_INPUT,
    "rule": ids.RULE_INPUT,
    "at": ids.AT_INPUT,
    "zone": ids.ZONE_INPUT,
    "country": ids.COUNTRY_INPUT,
    "days_off": ids.DAYS_OFF_INPUT,
    "opens": ids.OPENS_INPUT,
    "closes": ids.CLOSES_INPUT,
}
"""The block of each field of what is entered."""


def _input(block: str, label: str, element: InputInteractiveElement, hint: str, optional: bool = False) -> InputBlock:
    return InputBlock(block_id=block, label=label, element=element, hint=hint, optional=optional)


def _choices(chosen: str) -> RadioButtonsElement:
    options = {value: Option(text=PlainTextObject(text=text), value=value) for value, text in often.CHOICES.items()}
    return RadioButtonsElement(action_id=ids.VALUE, options=list(options.values()), initial_option=options.get(chosen))


def _time(at: str) -> TimePickerElement:
    return TimePickerElement(action_id=ids.VALUE, initial_time=at or None)


def _place(name: str) -> PlainTextInputElement:
    return PlainTextInputElement(action_id=ids.VALUE, initial_value=name or None, max_length=LONGEST_PLACE)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
