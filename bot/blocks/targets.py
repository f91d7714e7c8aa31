"""A team's target -> its page: how much time is left, and level by level what is done, taken on, or not yet; its modal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import (
    Block,
    DatePickerElement,
    InputBlock,
    Option,
    PlainTextObject,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot import days, ids
from bot.aiming import Way
from bot.blocks.kit import OPTION, Message, button, confirm, context, row, section
from bot.blocks.steps import take_on, taken_on
from bot.store.targets import Target
from bot.store.teams import Team
from bot.text import cut, escape
from knowledge.library import Library, MaturityModel
from knowledge.paths import PathLevel

PAGE = "target"
MOST_BLOCKS = 46
"""How many blocks of a message may show the way; the rest is for what stands around it."""


def level_name(model: MaturityModel, level: int) -> str:
    """ "level 2, Automated training"."""
    return f"{model.level_word} {level}, {model.level(level).name}"


def line(library: Library, target: Target) -> str:
    """A target in a line: "Target: level 2, Automated training (Microsoft's model), by Jun 1, 2027"."""
    model = library.maturity_models[target.maturity_model]
    return f"Target: {level_name(model, target.level)} ({model.short_name}), by {days.told(days.of(target.due))}"


def page(library: Library, way: Way, today: date, said: str = "") -> Message:
    """The target with the way to it."""
    target, team = way.target, way.team
    model = library.maturity_models[target.maturity_model]
    title = f"{escape(team.name)}: {level_name(model, target.level)}, by {days.told(days.of(target.due))}"
    who = f"set by <@{target.set_by}> on" if target.set_by else "set on"
    blocks: list[Block] = [section(said)] if said else []
    blocks += [section(f"*{title}*"), context(f"{model.name} · {who} {days.told(days.of(target.set_at))}")]
    blocks.append(section(f"{_time_left(way, today)} {_missing(way)}"))
    for level in way.levels or ():
        blocks += _level(library, way, model, level)
    passed = [level for level in sorted(way.done) if level not in {one.level for one in way.levels or ()}]
    blocks += [
        context(f"*{level_name(model, level)}*: {_done(library, way.done[level])}")
        for level in passed
        if way.done[level]
    ]
    if len(blocks) > MOST_BLOCKS:
        blocks = [*blocks[: MOST_BLOCKS - 1], context("…and more, once these are in place.")]
    return Message(title, (*blocks, _buttons(way)), title="Our target")


def _time_left(way: Way, today: date) -> str:
    due = days.of(way.target.due)
    left = (due - today).days
    if way.reached:
        return "Reached."
    if left < 0:
        return f"The day you set, {days.told(due)}, has passed; a target can be moved, and what is done stays done."
    if left < 14:
        return "The day is today." if left == 0 else f"{left} {'day' if left == 1 else 'days'} left."
    return f"About {round(left / 7)} weeks left." if left < 90 else f"About {round(left / 30.4)} months left."


def _missing(way: Way) -> str:
    if way.levels is None:
        return "Your team has no result yet, so there is no way to show. The first one takes about 6 minutes."
    if way.reached:
        return "Nothing is missing for this level. Keep it, or set the next target."
    missing = sum(len(level.steps) for level in way.levels)
    done = sum(len(items) for items in way.done.values())
    since = f" {done} came into place since the target was set." if done else ""
    return f"{missing} {'thing is' if missing == 1 else 'things are'} missing, in this order.{since}"


def _level(library: Library, way: Way, model: MaturityModel, level: PathLevel) -> list[Block]:
    heading = f"*{model.level_word.capitalize()} {level.level}, {level.name}*"
    done = way.done.get(level.level, ())
    if not level.steps:
        return [section(f"{heading}: what comes before brings it.")]
    blocks: list[Block] = [section(f"{heading}\n{_done(library, done)}" if done else heading)]
    for step in level.steps:
        short = library.capabilities[step.capability].short
        named = f"Find out about {short}" if step.kind == "find_out" else short[:1].upper() + short[1:]
        action = way.actions.get(step.capability)
        if action:
            blocks.append(section(f"{named}\n{taken_on(action)}"))
        else:
            blocks.append(section(f"{named}\nNot taken on yet", take_on(way.team.id, step.step, PAGE)))
    return blocks


def _done(library: Library, items: Sequence[str]) -> str:
    return f"In place since: {'; '.join(library.capabilities[item].short for item in items)}."


def _buttons(way: Way) -> Block:
    team = way.team.id
    away = button("Take it away", ids.DROP_TARGET, team, says="Take the target away")
    away.confirm = confirm(
        "Take the target away?", "Your team then has none; its actions and results stay.", "Take it away", "Keep it"
    )
    change = button(
        "Set the next target" if way.reached else "Change the target", ids.SET_TARGET, team, primary=way.reached
    )
    first = [] if way.levels is not None else [button("Start the assessment", ids.ASSESS, team, primary=True)]
    return row(*first, change, away, button("Our actions", ids.ACTIONS, team), button("Next steps", ids.STEPS, team))


def none_yet(team: Team) -> Message:
    """The team has no target."""
    text = f"{escape(team.name)} has no target yet. With one, I show what is missing for it, level by level, in order."
    buttons = row(
        button("Set a target", ids.SET_TARGET, team.id, primary=True), button("Next steps", ids.STEPS, team.id)
    )
    return Message(text, (section(text), buttons), title="Our target")


def at_the_top(team: Team) -> Message:
    """There is no level left to aim for."""
    text = f"{escape(team.name)} is at the top of every scale that has levels to climb. Keep it, and help others."
    return Message(text, (section(text), row(button("Last result", ids.STAGE, team.id))), title="Our target")


def view(team: Team, choices: Sequence[tuple[MaturityModel, int]], present: Target | None, metadata: str) -> View:
    """The modal in which a target is set: one of the levels above the present ones, and a day."""
    options = {(model.id, level): _option(model, level) for model, level in choices}
    chosen = options.get((present.maturity_model, present.level)) if present else None
    select = StaticSelectElement(
        action_id=ids.VALUE, placeholder="Choose a level", options=list(options.values())[:100], initial_option=chosen
    )
    day = DatePickerElement(
        action_id=ids.VALUE, placeholder="Choose a day", initial_date=present.due if present else None
    )
    return View(
        type="modal",
        callback_id=ids.TARGET_VIEW,
        title="Set a target",
        submit="Set it",
        close="Cancel",
        private_metadata=metadata,
        blocks=[
            InputBlock(block_id=ids.LEVEL_INPUT, label="What to reach", element=select),
            InputBlock(block_id=ids.DUE_INPUT, label="By when", element=day),
            context(
                f"The members of {escape(team.name)} see it with your name, and any of them can change it or take it away."
            ),
        ],
    )


def _option(model: MaturityModel, level: int) -> Option:
    text = f"{model.short_name}: {level_name(model, level)}"
    return Option(text=PlainTextObject(text=cut(text, OPTION)), value=f"{model.id} {level}")
