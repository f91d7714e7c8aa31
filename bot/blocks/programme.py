"""All teams of a workspace, for who leads the programme: how many stand where, then the teams, chosen, sorted and paged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from math import ceil
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    HeaderBlock,
    InputBlock,
    Option,
    PlainTextObject,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot import days, ids
from bot.blocks.kit import OPTION, Message, button, context, divider, row, section
from bot.blocks.placements import headline
from bot.membership import Refusal
from bot.store.teams import Team
from bot.text import cut, escape
from knowledge.library import Library, MaturityModel
from knowledge.scoring import Placement

TEAMS_A_PAGE = 20
QUIET_MONTHS = 3
MOST_OPTIONS = 100
LONGEST_NAME = 100
MINE, ALL = "mine", "all"
"""What a Home tab's scope may be."""
EVERY, NO_RESULT, QUIET, APART = "every", "none", "quiet", "apart"
"""Which teams are shown: all, those without a result, those not heard from lately, those the scale does not speak of.
A level's number shows those at that level."""
BY_NAME, BY_STAGE, BY_RESULT, BY_ACTIONS = "name", "stage", "result", "actions"
_SORTS = {
    BY_NAME: "by name",
    BY_STAGE: "by stage, lowest first",
    BY_RESULT: "by last result, newest first",
    BY_ACTIONS: "by open actions, most first",
}


_REFUSED: dict[str, str] = {
    "bot": "bots and apps have no Home tab",
    "deactivated": "they are no longer active in Slack",
    "guest": "guests see only teams they are in; whoever runs me can decide otherwise",
    "stranger": "people of another organization see only teams they are in",
    "unknown": "Slack would not tell me who they are",
}


@dataclass(frozen=True)
class Page:
    """What a person's Home tab shows, as they chose it: one of their teams, or all teams (only programme leads get them),
    on which scale, which of them, in which order, and which page of the list. An empty `scope` was not chosen."""

    team: str = ""
    scope: str = ""
    scale: str = ""
    show: str = EVERY
    sort: str = BY_NAME
    number: int = 1

    def to_json(self) -> str:
        """As the store keeps it."""
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, text: str) -> Page:
        """What the store kept; what another release wrote and this one does not know is left out."""
        found: dict[str, Any] = json.loads(text)
        return cls(**{one.name: found[one.name] for one in fields(cls) if one.name in found})


def picked(page: Page, what: str, value: str) -> Page:
    """The page after something was picked in a menu or by a button below the list. Another choice starts at its first
    page; on another scale levels mean something else, so that none is chosen there yet."""
    if what == "scale":
        return replace(page, scale=value, show=page.show if page.show in (NO_RESULT, QUIET) else EVERY, number=1)
    if what in ("show", "sort"):
        return replace(page, number=1, **{what: value})
    return replace(page, number=int(value) if value.isdecimal() else 1)


@dataclass(frozen=True)
class TeamLine:
    """One team at a glance. `reached`: the day of its newest result, if any; `heard`: when it last did something."""

    team: Team
    heard: date
    reached: date | None = None
    open_actions: int = 0
    placements: tuple[Placement, ...] = field(default=())

    def on(self, scale: str) -> Placement | None:
        """Its placement on one scale, if it has one there."""
        return next((one for one in self.placements if one.maturity_model == scale), None)

    def quiet(self, today: date) -> bool:
        """Whether nothing was heard from it lately."""
        return self.heard < days.months_after(today, -QUIET_MONTHS)


def scale_of(library: Library, page: Page) -> MaturityModel:
    """The scale that a page shows: the chosen one, else the first."""
    return library.maturity_models.get(page.scale) or next(iter(library.maturity_models.values()))


def chosen(model: MaturityModel, lines: Sequence[TeamLine], page: Page, today: date) -> list[TeamLine]:
    """The teams that a page asks for, in the order it asks for; teams that have no stage come last by stage."""
    found = [line for line in lines if page.show == EVERY or page.show in _kinds(model, line, today)]
    orders: dict[str, Callable[[TeamLine], tuple[float, ...]]] = {
        BY_STAGE: lambda line: _by_stage(line.on(model.id)),
        BY_RESULT: lambda line: (-line.reached.toordinal() if line.reached else 0.0,),
        BY_ACTIONS: lambda line: (-line.open_actions,),
    }
    by_name = sorted(found, key=lambda line: line.team.name.casefold())
    return sorted(by_name, key=orders[page.sort]) if page.sort in orders else by_name


def _by_stage(found: Placement | None) -> tuple[float, ...]:
    return (found.overall.low, found.overall.high) if found and found.applicable else (float("inf"),)


def _kinds(model: MaturityModel, line: TeamLine, today: date) -> set[str]:
    found = line.on(model.id)
    stands = NO_RESULT if not line.placements else str(found.overall.low) if found and found.applicable else APART
    return {stands, QUIET} if line.quiet(today) else {stands}


def blocks(library: Library, lines: Sequence[TeamLine], page: Page, today: date) -> list[Block]:
    """The page: how many teams stand where, what it shows, and twenty teams at most."""
    model = scale_of(library, page)
    found = chosen(model, lines, page, today)
    pages = max(1, ceil(len(found) / TEAMS_A_PAGE))
    number = min(max(1, page.number), pages)
    first = (number - 1) * TEAMS_A_PAGE
    shown = found[first : first + TEAMS_A_PAGE]
    buttons = [button("Programme leads", ids.PROGRAMME_LEADS, says="Who leads the programme; name another")]
    if model.dimensions:
        buttons.insert(0, button("Heatmap", ids.HEATMAP, model.id, says=f"Heatmap of all teams: {model.name}"))
    listed = [_team(model, line, first + place, today) for place, line in enumerate(shown, 1)]
    return [
        HeaderBlock(text=PlainTextObject(text="All teams", emoji=False)),
        section(_summary(model, lines)),
        row(*_menus(library, model, page)),
        row(*buttons),
        divider(),
        *(listed or [section("No team fits. Choose to show every team.")]),
        *_paging(number, pages, len(found)),
        context(
            "You see every team's stages, profile and open actions, as a programme lead; never who answered or what "
            "anyone said. The teams know that programme leads do."
        ),
    ]


def _summary(model: MaturityModel, lines: Sequence[TeamLine]) -> str:
    """How many teams there are, and how many at which stage; of ranges the low end counts."""
    stands = [(line, line.on(model.id)) for line in lines]
    placed = [found for _, found in stands if found and found.applicable]
    counts = Counter(found.overall.low for found in placed)
    told = [
        f"{counts[level.number]} at {_level(model, level.number)}" for level in model.levels if counts[level.number]
    ]
    apart = sum(1 for line, found in stands if line.placements and not (found and found.applicable))
    without = sum(1 for line in lines if not line.placements)
    told += [f"{apart} that it does not apply to"] if apart else []
    told += [f"{without} without a result yet"] if without else []
    higher = sum(1 for found in placed if not found.overall.determinate)
    open_ones = f"\n{higher} of them may stand higher: an answer is open." if higher else ""
    text = f"*{len(lines)} team{'' if len(lines) == 1 else 's'}* on {model.name}"
    return (f"{text}: {'; '.join(told)}." if told else f"{text}.") + open_ones


def _level(model: MaturityModel, number: int) -> str:
    name = model.level(number).name
    return f"{model.level_word} {number}, {name}" if model.dimensions else name


def _menus(library: Library, model: MaturityModel, page: Page) -> list[StaticSelectElement]:
    scales = {id: f"Scale: {one.name}" for id, one in library.maturity_models.items()}
    shows = {EVERY: "Show: every team"}
    shows |= {str(level.number): f"Show: {_level(model, level.number)}" for level in model.levels}
    shows |= {APART: "Show: does not apply"} if model.applies_if else {}
    shows |= {NO_RESULT: "Show: no result yet", QUIET: f"Show: not heard from for {QUIET_MONTHS} months"}
    sorts = {id: f"Sort: {label}" for id, label in _SORTS.items()}
    return [
        _menu("scale", scales, model.id),
        _menu("show", shows, page.show),
        _menu("sort", sorts, page.sort),
    ]


def _menu(name: str, choices: dict[str, str], now: str) -> StaticSelectElement:
    options = {id: Option(text=_plain(label), value=id) for id, label in choices.items()}
    return StaticSelectElement(
        action_id=f"{ids.PROGRAMME}:{name}",
        placeholder=name.capitalize(),
        options=list(options.values()),
        initial_option=options.get(now, next(iter(options.values()))),
    )


def _plain(text: str) -> PlainTextObject:
    return PlainTextObject(text=cut(text, OPTION), emoji=False)


def _team(model: MaturityModel, line: TeamLine, place: int, today: date) -> Block:
    """One team; what a screen reader says of its button begins with its place in the list, as cut names may be alike."""
    found = line.on(model.id)
    name = escape(cut(line.team.name, LONGEST_NAME))
    stands = headline(model, found) if found else "no result yet" if not line.placements else "not on this scale yet"
    facts = [f"last result {days.told(line.reached)}"] if line.reached else []
    facts += [f"{line.open_actions} open action{'' if line.open_actions == 1 else 's'}"] if line.open_actions else []
    facts += [f"not heard from since {days.told(line.heard)}"] if line.quiet(today) else []
    text = f"*{name}*: {stands}" + (f"\n{' · '.join(facts)}" if facts else "")
    look = button("Look at it", ids.PROGRAMME_TEAM, line.team.id, says=f"Look at team {place}: {line.team.name}")
    return section(text, look)


def _paging(number: int, pages: int, found: int) -> list[Block]:
    """Which part of the list this is, and the ways to the others."""
    if pages == 1:
        return []
    first = (number - 1) * TEAMS_A_PAGE + 1
    last = min(found, number * TEAMS_A_PAGE)
    turn = f"{ids.PROGRAMME}:number"
    elements: list[Any] = []
    if number > 1:
        elements.append(button("Previous", f"{ids.PROGRAMME}:previous", str(number - 1), says="Previous page of teams"))
    if number < pages:
        elements.append(button("Next", f"{ids.PROGRAMME}:next", str(number + 1), says="Next page of teams"))
    every = ceil(pages / (MOST_OPTIONS - 2))
    numbers = sorted({number, pages, *range(1, pages + 1, every)})
    options = {one: Option(text=_plain(f"Page {one} of {pages}"), value=str(one)) for one in numbers}
    elements.append(
        StaticSelectElement(
            action_id=turn, placeholder="Page", options=list(options.values()), initial_option=options[number]
        )
    )
    return [context(f"Teams {first} to {last} of {found}."), row(*elements)]


def named(by: str) -> Message:
    """To somebody who was made a programme lead."""
    text = (
        f"<@{by}> made you a programme lead: in my Home tab you can now switch to all teams, with their stages, profiles "
        "and open actions. Who answered, and what anyone said, you see only in your own team."
    )
    return Message("You are a programme lead now.", (section(text),))


def naming(person: str, why: Refusal | None) -> Message:
    """To who named somebody: that they lead the programme now, or why they do not."""
    if why is None:
        text = f"<@{person}> leads the programme now, too; I told them that you named them."
    else:
        text = f"I did not make <@{person}> a programme lead: {_REFUSED.get(why, _REFUSED['unknown'])}."
    return Message(text, (section(text),))


def leads_view(leads: Sequence[str]) -> View:
    """The modal that tells who leads the programme, and in which another is named."""
    shown = ", ".join(f"<@{lead}>" for lead in leads[:50]) + (f" and {len(leads) - 50} more" if len(leads) > 50 else "")
    text = (
        f"*Programme leads:* {shown}\nThey see the stages, profile and open actions of every team here, never who "
        "answered or what anyone said. To end somebody's lead, ask whoever runs me: it is one command."
    )
    picker = UserSelectElement(action_id=ids.VALUE, placeholder="Choose a person")
    named = InputBlock(
        block_id=ids.PROGRAMME_LEAD_INPUT,
        label="Who shall lead the programme, too?",
        hint="Somebody of your own organization. I look that up, then tell them, and that you named them.",
        element=picker,
    )
    return View(
        type="modal",
        callback_id=ids.PROGRAMME_LEADS_VIEW,
        title="Programme leads",
        submit="Name them",
        close="Close",
        blocks=[section(text), named],
    )
