"""Results -> messages: where a team stands on every scale, what holds it there, why the scales differ, what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement

from bot import ids
from bot.blocks.inviting import invite_button
from bot.blocks.kit import Message, button, confirm, context, divider, row, section
from bot.blocks.steps import first_step, take_on
from bot.given import disputed_line
from bot.ids import PromptRef
from bot.outcomes import Outcome
from bot.text import escape, listed
from knowledge.advice import none_needed
from knowledge.comparing import Sight
from knowledge.library import Library, MaturityModel, Value
from knowledge.scoring import Placement, Range

MOST_NAMED = 3


def headline(model: MaturityModel, placement: Placement) -> str:
    """ "level 1 of 4, DevOps but no MLOps", "stage 2 or 3 of 5", "Approaching, tied with Aspirational", or that the scale
    does not apply."""
    if not placement.applicable:
        return "does not apply yet, as there is no ML model"
    found = placement.overall
    if not model.dimensions:
        return _named(model, placement)
    if found.determinate:
        return f"{number(model, found)} of {model.top}, {model.level(found.low).name}"
    return f"{number(model, found)} of {model.top}"


def _named(model: MaturityModel, placement: Placement) -> str:
    """The level's name alone, where levels have no order that numbers would tell."""
    others = [model.level(level).name for level in placement.tied if level != placement.overall.low]
    if others:
        return f"{model.level(placement.overall.low).name}, tied with {listed(others)}"
    return named(model, placement.overall)


def named(model: MaturityModel, found: Range) -> str:
    """ "Approaching", "Foundational to Approaching"."""
    low, high = (model.level(level).name for level in (found.low, found.high))
    return low if low == high else f"{low} to {high}"


def titled(model: MaturityModel, placement: Placement) -> str:
    """The scale's name and its headline in one line."""
    return f"{model.name}{'' if model.name.endswith('?') else ':'} {headline(model, placement)}"


def number(model: MaturityModel, found: Range) -> str:
    """ "level 2", "stage 2 or 3"."""
    if found.determinate:
        return f"{model.level_word} {found.low}"
    between = "or" if found.high - found.low == 1 else "to"
    return f"{model.level_word} {found.low} {between} {found.high}"


def bar(model: MaturityModel, found: Range) -> str:
    """A text bar: one square for each published level; half-filled ones are open between low and high."""
    levels = [level.number for level in model.levels if level.published]
    return "".join("■" if number <= found.low else "▨" if number <= found.high else "□" for number in levels)


def _short(model: MaturityModel, found: Range) -> str:
    """ "level 2", "level 1-3": a line of a profile must fit on a phone."""
    return f"{model.level_word} {found.low}" if found.determinate else f"{model.level_word} {found.low}-{found.high}"


def profile(model: MaturityModel, placement: Placement) -> str:
    """The ranges over the dimensions, as aligned text bars."""
    width = max(len(dimension.name) for dimension in model.dimensions)
    rows = [
        f"{dimension.name.ljust(width)}  {bar(model, placement.dimensions[dimension.id])}"
        f"  {_short(model, placement.dimensions[dimension.id])}"
        for dimension in model.dimensions
    ]
    return "```" + "\n".join(rows) + "```"


def in_order(library: Library, placements: Sequence[Placement]) -> list[Placement]:
    """Placements as a result shows them. A team that needs no MLOps hears that first; what does not apply comes last."""
    decision_first = none_needed(library, placements)

    def rank(placement: Placement) -> tuple[bool, bool]:
        decides = bool(library.maturity_models[placement.maturity_model].decision)
        return not (decision_first and decides), not placement.applicable

    return sorted(placements, key=rank)


def result(library: Library, outcome: Outcome) -> Message:
    """The result: a stage on every scale, what holds it there, why scales differ, what is open, the first next step."""
    title, blocks = _standing(library, outcome)
    blocks += [*talk_about(library, outcome), divider(), *first_step(library, outcome), *_buttons(outcome)]
    return Message(title, tuple(blocks), "Result")


def _standing(library: Library, outcome: Outcome) -> tuple[str, list[Block]]:
    """Title and blocks of a result without what is to be done about it."""
    scales = library.maturity_models
    lead, *others = in_order(library, outcome.placements)
    model = scales[lead.maturity_model]
    said = titled(model, lead) if model.decision else headline(model, lead)
    title = f"{escape(outcome.team.name)}: {said}"
    blocks: list[Block] = [
        section(f"*{title}*"),
        context(_about(model, outcome)),
        section(_scale(library, outcome, lead)),
    ]
    if model.decision:
        blocks.append(
            section("What to look at instead are the analytics stages; the rest can wait until plans change.")
        )
    whole = [one for one in others if one.applicable and len(scales[one.maturity_model].dimensions) > 1]
    for placement in whole:
        model = scales[placement.maturity_model]
        blocks += [divider(), section(f"*{titled(model, placement)}*\n{_scale(library, outcome, placement)}")]
    rest = [_line(library, one) for one in others if one not in whole]
    return title, [*blocks, divider(), section("\n".join(rest)), *_sides(library, outcome)]


def _about(model: MaturityModel, outcome: Outcome) -> str:
    work = f"about {escape(outcome.subject)}" if outcome.subject else "about the team as a rule"
    return f"{model.name} · {work} · {answered(outcome.respondents)} · {outcome.day}"


def answered(people: int) -> str:
    """ "1 person answered", "4 people answered"."""
    return "1 person answered" if people == 1 else f"{people} people answered"


def _scale(library: Library, outcome: Outcome, placement: Placement) -> str:
    """What a placement means, its profile, what holds it and what is open."""
    model = library.maturity_models[placement.maturity_model]
    text = [model.level(placement.overall.low).meaning] if placement.overall.determinate else []
    if model.dimensions:
        text.append(profile(model, placement))
    return "\n".join([*text, *_holding(library, outcome, model, placement)])


def _holding(library: Library, outcome: Outcome, model: MaturityModel, placement: Placement) -> list[str]:
    """What keeps the team where it is, and what an unknown could change."""
    found, lines = placement.overall, []
    if model.dimensions and not placement.blockers:
        lines.append("Nothing holds you back on this scale: keep it up, and help other teams get here.")
    lacking = [blocker.capability for blocker in placement.holding if blocker.value is not Value.UNKNOWN]
    if lacking:
        lines.append(
            f"*What holds you at {model.level_word} {found.low}*, not in place yet: {shorts(library, lacking)}."
        )
    unknown = [blocker.capability for blocker in placement.holding if blocker.value is Value.UNKNOWN]
    if unknown and not found.determinate:
        disputed = {dispute.capability for dispute in outcome.disputed}
        apart = [item for item in unknown if item in disputed]
        unsure = [item for item in unknown if item not in disputed]
        reasons = [f"you disagree about {shorts(library, apart)}"] if apart else []
        reasons += (
            [f"nobody was sure about {shorts(library, unsure)}" if apart else shorts(library, unsure)] if unsure else []
        )
        lines.append(f"*Still open* between {model.level_word} {found.low} and {found.high}: {'; '.join(reasons)}.")
    if placement.open_items:
        lines.append(_open_items(library, placement))
    if placement.set_aside:
        lines.append(f"Set aside as not applicable: {shorts(library, placement.set_aside)}.")
    return lines


def _line(library: Library, placement: Placement) -> str:
    """A scale in a line or two, beside the ones that are shown whole."""
    model = library.maturity_models[placement.maturity_model]
    text = f"*{titled(model, placement)}*"
    if not placement.applicable:
        return f"{text}\nIt speaks of teams that have an ML model in use, or are building one. That is not level 0."
    if model.decision:
        text += f"\n{model.level(placement.overall.low).meaning}"
    if placement.matches:
        counts = (f"{model.level(one.level).name} {one.held} of {one.of}" for one in placement.matches)
        text += f"\nTrue of your organization: {', '.join(counts)}."
    if placement.open_items:
        text += f"\n{_open_items(library, placement)}"
    lacking = [blocker.capability for blocker in placement.holding if blocker.value.lacking]
    if lacking:
        text += f"\nNot in place for the next {model.level_word}: {shorts(library, lacking)}."
    if placement.set_aside:
        text += f"\nSet aside as not applicable: {shorts(library, placement.set_aside)}."
    return f"{text}\n_{model.caveat}_" if placement.matches and model.caveat else text


def _open_items(library: Library, placement: Placement) -> str:
    return f"Still open, and it could change this: {shorts(library, placement.open_items)}."


def shorts(library: Library, items: Sequence[str], most: int = 12) -> str:
    """Capabilities by their short names, in a list."""
    names = [library.capabilities[item].short for item in items]
    more = f"; and {len(names) - most} more" if len(names) > most else ""
    return "; ".join(names[:most]) + more


def _sides(library: Library, outcome: Outcome) -> list[Block]:
    """Which answer would tell most, where the scales agree, and why they differ."""
    found, lines = outcome.comparison, []
    if outcome.worth_knowing and _still_open(outcome) != {outcome.worth_knowing}:
        lines.append(f"*The answer that would tell most:* {library.capabilities[outcome.worth_knowing].short}.")
    if found.higher and found.lower:
        one, other = (library.maturity_models[sight.placement.maturity_model] for sight in (found.higher, found.lower))
        lines += [
            f"*Why scales differ:* {_sees(library, one, found.higher)}.",
            f"{_holds(library, other, found.lower)}.",
            f"Both look at the same answers: {one.short_name} asks {one.asks}, {other.short_name} asks {other.asks}.",
        ]
    if found.agreed:
        lines.append(f"*Where they agree:* more than one scale misses {shorts(library, found.agreed, MOST_NAMED)}.")
    return [section("\n".join(lines))] if lines else []


def talk_about(library: Library, outcome: Outcome) -> list[Block]:
    """The disagreements that matter most to talk about, by how many said what; nobody's name."""
    if not outcome.talk_about:
        return []
    lines = [disputed_line(library, one) for one in outcome.talk_about]
    left = len(outcome.disputed) - len(outcome.talk_about)
    lines += [f"…and {left} more, in “How answers spread”."] if left else []
    then = "" if outcome.leads else " Your lead can record what you agree on."
    return [section("\n".join([f"*Talk about these first; you see them differently.*{then}", *lines]))]


def _still_open(outcome: Outcome) -> set[str]:
    """The unknowns that the scales name as open."""
    applicable = [placement for placement in outcome.placements if placement.applicable]
    gates = (one for placement in applicable if not placement.overall.determinate for one in placement.holding)
    unknown = {blocker.capability for blocker in gates if blocker.value is Value.UNKNOWN}
    return unknown.union(*(placement.open_items for placement in applicable))


def _sees(library: Library, model: MaturityModel, sight: Sight) -> str:
    level = f"{model.short_name} sees {number(model, sight.placement.overall)} of {model.top}"
    return f"{level}, because you have {shorts(library, sight.seen, MOST_NAMED)}" if sight.seen else level


def _holds(library: Library, model: MaturityModel, sight: Sight) -> str:
    level = f"{model.short_name} holds you at {number(model, sight.placement.overall)} of {model.top}"
    return f"{level}, for want of {shorts(library, sight.missed, MOST_NAMED)}" if sight.missed else level


def _buttons(outcome: Outcome) -> list[Block]:
    more: list[ButtonElement] = []
    if outcome.open_turn:
        settle = str(PromptRef(outcome.conversation, outcome.open_turn))
        more.append(button("I can settle what is open", ids.SETTLE, settle))
    others = len(outcome.steps) - 1
    if outcome.steps:
        first = take_on(outcome.team.id, outcome.steps[0].step)
        first.style = "primary"
        more.append(first)
    if others > 0:
        label = "The other step" if others == 1 else f"The other {['', '', 'two', 'three'][others]} steps"
        more.append(button(label, ids.ALL_STEPS, outcome.result))
    more.append(button("How was this scored?", ids.SCORED, outcome.result))
    if outcome.respondents > 1:
        more.append(button("How answers spread", ids.SPREAD, outcome.result))
    elif outcome.newest:
        more.append(invite_button(outcome.team.id))
    if outcome.disputed and outcome.leads and outcome.newest:
        more.append(button("Record what we agree on", ids.CONSENSUS, outcome.result))
    more.append(button("Picture", ids.PICTURE, outcome.result, says="Draw the profile, now against last time"))
    if outcome.all_steps:
        more.append(
            button("What if …?", ids.WHAT_IF, outcome.result, says="What if something were in place: a dry run")
        )
    if outcome.mine:
        more.append(button("Change an answer", ids.CHANGE_ANSWER, outcome.result))
        if outcome.further:
            ref = str(PromptRef(outcome.conversation, outcome.turn, outcome.further))
            more.append(button("A few more for better advice", f"{ids.ANSWER}:{outcome.further}", ref))
    more.append(_share(outcome))
    return [row(*more)]


def _share(outcome: Outcome) -> ButtonElement:
    share = button("Share with the team", ids.SHARE, outcome.result, says="Share the result in the team's channel")
    share.confirm = confirm(
        "Share this result?",
        "I post the stages, what holds you back and the next step in the team's channel, once. No single answers.",
        "Share it",
        "Not now",
    )
    return share


def shared(library: Library, outcome: Outcome, by: str) -> Message:
    """The result as its team's channel sees it: no answers, no disagreements, no buttons."""
    title, blocks = _standing(library, outcome)
    line = context(f"Shared by <@{by}>. Find your own with `/mlops`.")
    return Message(title, (*blocks, divider(), *first_step(library, outcome), line))
