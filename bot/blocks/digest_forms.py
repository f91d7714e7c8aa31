"""The modal in which a channel's digest is set up, and what it comes to before it is saved."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol, cast

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextObject,
    RadioButtonsElement,
    SectionBlock,
    StaticMultiSelectElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot import ids, often
from bot.blocks import rhythm as rhythm_blocks
from bot.blocks.kit import OPTION, Message, button, context, divider, row, section
from bot.blocks.pages import page as reading_page
from bot.digesting import PARTS, Part
from bot.schedule import Occurrence, Rhythm
from bot.store.digests import WhenQuiet
from bot.store.teams import Team
from bot.text import cut
from knowledge.library import Library, MaturityModel

EACH_QUARTER = "FREQ=MONTHLY;INTERVAL=3;BYDAY=1TU"
"""What a digest has of its own beside what check-ins have to choose from: the day after theirs."""
_EACH_QUARTER = "Each quarter, on the first Tuesday"
MOST_TEAMS, MOST_CHOSEN = 100, 40
METADATA, VALUE = 3000, 2000
ANEW = "anew"
"""The detail of the button that goes back from the preview to the form."""
_PARTS: Mapping[Part, str] = {
    "stages": "How many teams at which stage, with a picture",
    "moves": "Who moved, and what they did for it",
    "blockers": "What blocks most teams, and the step for it",
    "help": "Who could help whom, with a button that introduces them",
    "actions": "How many actions are open and finished",
    "quiet": "How many teams have not been heard from",
}
_WHEN_QUIET: Mapping[WhenQuiet, str] = {"nothing": "Post nothing", "line": "Post one line"}


@dataclass(frozen=True)
class Entered:
    """What the form says. `teams`: ids, or none for all that agreed to be shown, now and later."""

    often: often.Entered
    teams: tuple[str, ...]
    maturity_model: str
    shows: tuple[Part, ...]
    when_quiet: WhenQuiet


@dataclass(frozen=True)
class Wrong:
    """What is wrong with the form, by input, for the person who filled it in."""

    often: often.Wrong | None = None
    scale: str = ""
    shows: str = ""


@dataclass(frozen=True)
class Preview:
    """What the form comes to: the next dates, and the digest as it would read now."""

    rhythm: Rhythm
    coming: tuple[Occurrence, ...]
    digest: Message


@dataclass(frozen=True)
class Form:
    """What the modal carries: for which channel, when it was opened (a stamp), and, in the preview, what was entered."""

    channel: str
    at: str
    entered: Entered | None = None

    def __str__(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def parse(cls, text: str) -> Form:
        """Raises `ValueError`, `KeyError` or `TypeError` if the text is not of a form."""
        read = json.loads(text)
        found = read["entered"]
        if found is None:
            return cls(read["channel"], read["at"])
        lists = {"teams": tuple(found["teams"]), "shows": tuple(found["shows"])}
        return cls(read["channel"], read["at"], Entered(**{**found, **lists, "often": often.Entered(**found["often"])}))


class Filled(rhythm_blocks.Filled, Protocol):
    """A submitted modal, as far as it is read here."""

    def chosen(self, block: str) -> list[str]:
        """The values that were ticked or picked."""
        ...


def scales(library: Library) -> tuple[MaturityModel, ...]:
    """The scales that a digest may be on, those with dimensions first."""
    return tuple(sorted(library.maturity_models.values(), key=lambda model: not model.dimensions))


def form_view(library: Library, form: Form, entered: Entered, teams: Sequence[Team], count: int) -> View:
    """The modal; `teams`: those that can be picked, of `count` in all."""
    blocks: list[Block] = [
        section(f"A digest for <#{form.channel}>. You see how it reads before anything is saved."),
        *_often_inputs(entered.often),
        *([_teams_input(entered.teams, teams, count - len(teams))] if teams else []),
        _input(ids.SCALE_INPUT, "On which scale", _scale_menu(library, entered.maturity_model)),
        _input(ids.SHOWS_INPUT, "What it shows", _parts(entered.shows)),
        _input(ids.QUIET_INPUT, "If there is nothing new", _radio(_WHEN_QUIET, entered.when_quiet)),
    ]
    return _view(ids.DIGEST_VIEW, "See how it reads", form, blocks)


def _teams_input(chosen: Sequence[str], teams: Sequence[Team], left_out: int) -> InputBlock:
    more = f" {left_out} more do not fit in the menu." if left_out > 0 else ""
    hint = f"Pick up to {MOST_CHOSEN}, or none: then it is about all that agreed to be shown, now and later.{more}"
    named = {team.id: _option(team.name, team.id) for team in teams}
    menu = StaticMultiSelectElement(
        action_id=ids.VALUE,
        placeholder="All that agreed",
        options=list(named.values()),
        initial_options=[named[id] for id in chosen if id in named][:MOST_CHOSEN] or None,
        max_selected_items=MOST_CHOSEN,
    )
    return InputBlock(block_id=ids.WHICH_TEAMS_INPUT, label="Teams", element=menu, hint=hint, optional=True)


def _scale_menu(library: Library, chosen: str) -> StaticSelectElement:
    options = {model.id: _option(model.name, model.id) for model in scales(library)}
    return StaticSelectElement(action_id=ids.VALUE, options=list(options.values()), initial_option=options.get(chosen))


def _parts(chosen: Sequence[Part]) -> CheckboxesElement:
    options = {part: _option(label, part) for part, label in _PARTS.items()}
    ticked = [options[part] for part in _PARTS if part in chosen]
    return CheckboxesElement(action_id=ids.VALUE, options=list(options.values()), initial_options=ticked or None)


def _radio(labels: Mapping[Any, str], chosen: str) -> RadioButtonsElement:
    options = {value: _option(label, value) for value, label in labels.items()}
    return RadioButtonsElement(action_id=ids.VALUE, options=list(options.values()), initial_option=options.get(chosen))


def _input(block: str, label: str, element: InputInteractiveElement) -> InputBlock:
    return InputBlock(block_id=block, label=label, element=element)


def _often_inputs(entered: often.Entered) -> list[InputBlock]:
    """The inputs that check-ins have, with one more choice."""
    ours = entered.often == often.OWN and entered.rule == EACH_QUARTER
    chosen, rule = (EACH_QUARTER, "") if ours else (entered.often, entered.rule)
    first = _input(ids.OFTEN_INPUT, "How often", _radio({EACH_QUARTER: _EACH_QUARTER, **often.CHOICES}, chosen))
    others = rhythm_blocks.rhythm_inputs(replace(entered, rule=rule))
    return [first, *(one for one in others if one.block_id != ids.OFTEN_INPUT)]


def entered_of(filled: Filled) -> Entered:
    """What was entered in the modal."""
    shows = filled.chosen(ids.SHOWS_INPUT)
    quiet = filled.input(ids.QUIET_INPUT)
    how_often = rhythm_blocks.entered_of(filled)
    if how_often.often == EACH_QUARTER:
        how_often = replace(how_often, often=often.OWN, rule=EACH_QUARTER)
    return Entered(
        how_often,
        tuple(filled.chosen(ids.WHICH_TEAMS_INPUT)[:MOST_CHOSEN]),
        filled.input(ids.SCALE_INPUT),
        tuple(part for part in PARTS if part in shows),
        cast(WhenQuiet, quiet if quiet in _WHEN_QUIET else "nothing"),
    )


def problems(wrong: Wrong) -> Mapping[str, str]:
    """What is wrong, by input."""
    about_often = rhythm_blocks.problems(wrong.often) if wrong.often else {}
    rest = {ids.SCALE_INPUT: wrong.scale, ids.SHOWS_INPUT: wrong.shows}
    return {**about_often, **{block: text for block, text in rest.items() if text}}


def preview_view(form: Form, preview: Preview) -> View:
    """The next dates and the digest as it would read now, without its picture and its buttons; or what is too long."""
    zone = preview.rhythm.zone
    dates = "\n".join(often.told(one, zone) for one in preview.coming)
    words = often.in_words(preview.rhythm)
    text = f"*For <#{form.channel}>: {words}*\nThe next dates:\n{dates}"
    change = button("Change something", f"{ids.DIGEST_SET}:{ANEW}", str(form))
    back: list[Block] = [row(change)] if len(str(form)) <= VALUE else []
    note = context("Nothing is saved yet. This is how it would read now, without its picture and its buttons:")
    digest = [_without_button(block) for block in reading_page(preview.digest).blocks or () if block.type != "actions"]
    return _view(ids.DIGEST_PREVIEW_VIEW, "Save", form, [section(text), *back, note, divider(), *digest])


def _without_button(block: Block) -> Block:
    if isinstance(block, SectionBlock) and block.accessory:
        return SectionBlock(text=block.text, fields=block.fields, expand=True)
    return block


def _view(callback: str, submit: str, form: Form, blocks: Sequence[Block]) -> View:
    return View(
        type="modal",
        callback_id=callback,
        title="Digest",
        submit=submit,
        close="Cancel",
        private_metadata=str(form),
        blocks=list(blocks),
    )


def _option(label: str, value: str) -> Option:
    return Option(text=PlainTextObject(text=cut(label, OPTION), emoji=False), value=value)
