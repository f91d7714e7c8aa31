"""Results -> messages: stages, profiles, what holds a team back, next steps, and how it was all scored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from slack_sdk.models.blocks import Block, ButtonElement

from bot import ids
from bot.blocks.kit import Message, button, confirm, context, cut, divider, escape, listed, row, section
from bot.blocks.prompts import label
from bot.ids import PromptRef
from bot.results import Outcome
from conversations.session import SKIPPED, Passed
from knowledge.advice import NextStep, Unlock
from knowledge.library import Citation, Library, MaturityModel, Value
from knowledge.scoring import Placement, Range

SHOWN = {
    Value.HELD: "In place",
    Value.NOT_HELD: "Not in place",
    Value.UNKNOWN: "Not sure",
    Value.PARTLY: "Partly",
    Value.PLANNED: "Planned",
    Value.NOT_APPLICABLE: "Not applicable",
}
"""What people read for each value of a capability."""


def headline(model: MaturityModel, placement: Placement) -> str:
    """ "level 1 of 4, DevOps but no MLOps", "stage 2 or 3 of 5", or that the scale does not apply."""
    if not placement.applicable:
        return "does not apply yet, as there is no ML model"
    found = placement.overall
    if found.determinate:
        return f"{_number(model, found)} of {model.top}, {model.level(found.low).name}"
    return f"{_number(model, found)} of {model.top}"


def _number(model: MaturityModel, found: Range) -> str:
    if found.determinate:
        return f"{model.level_word} {found.low}"
    between = "or" if found.high - found.low == 1 else "to"
    return f"{model.level_word} {found.low} {between} {found.high}"


def bar(model: MaturityModel, found: Range) -> str:
    """A text bar: one square for each published level; half-filled ones are open between low and high."""
    levels = [level.number for level in model.levels if level.published]
    return " ".join("■" if number <= found.low else "▨" if number <= found.high else "□" for number in levels)


def profile(model: MaturityModel, placement: Placement) -> str:
    """The ranges over the dimensions, as aligned text bars."""
    width = max(len(dimension.name) for dimension in model.dimensions)
    rows = [
        f"{dimension.name.ljust(width)}  {bar(model, placement.dimensions[dimension.id])}"
        f"  {_number(model, placement.dimensions[dimension.id])}"
        for dimension in model.dimensions
    ]
    return "```" + "\n".join(rows) + "```"


def result(library: Library, outcome: Outcome) -> Message:
    """The result: a stage on every scale, what holds it there, what is open, and the first next step."""
    first, *others = sorted(outcome.placements, key=lambda placement: not placement.applicable)
    model = library.maturity_models[first.maturity_model]
    title = f"{escape(outcome.team.name)}: {headline(model, first)}"
    blocks: list[Block] = [section(f"*{title}*"), context(_about(model, outcome))]
    blocks += _scale(library, outcome, first)
    for placement in others:
        model = library.maturity_models[placement.maturity_model]
        blocks += [divider(), section(f"*{model.name}: {headline(model, placement)}*")]
        blocks += _scale(library, outcome, placement)
    blocks += [divider(), *_first_step(library, outcome), *_buttons(outcome)]
    return Message(title, tuple(blocks))


def _about(model: MaturityModel, outcome: Outcome) -> str:
    work = f"about {escape(outcome.subject)}" if outcome.subject else "about the team as a rule"
    return f"{model.name} · {work} · 1 person answered · {outcome.day}"


def _scale(library: Library, outcome: Outcome, placement: Placement) -> list[Block]:
    model = library.maturity_models[placement.maturity_model]
    if not placement.applicable:
        return [
            section(
                "This scale speaks of teams that have an ML model in use, or are building one. That is not level 0."
            )
        ]
    text = [profile(model, placement)]
    if placement.overall.determinate:
        text.insert(0, model.level(placement.overall.low).meaning)
    text += _holding(library, model, placement)
    return [section("\n".join(text))]


def _holding(library: Library, model: MaturityModel, placement: Placement) -> list[str]:
    """What keeps the team where it is, and what an unknown could change."""
    lacking = [blocker for blocker in placement.holding if blocker.value is not Value.UNKNOWN]
    unknown = [blocker for blocker in placement.holding if blocker.value is Value.UNKNOWN]
    lines = []
    if not placement.blockers:
        lines.append("Nothing holds you back on this scale: keep it up, and help other teams get here.")
    if lacking:
        names = [library.capabilities[blocker.capability].short for blocker in lacking]
        at = f"{model.level_word} {placement.overall.low}"
        lines.append(f"*What holds you at {at}:* not in place yet: {'; '.join(names)}.")
    if unknown and not placement.overall.determinate:
        names = [library.capabilities[blocker.capability].short for blocker in unknown]
        found = placement.overall
        lines.append(f"*Still open* between {model.level_word} {found.low} and {found.high}: {'; '.join(names)}.")
    if placement.set_aside:
        names = [library.capabilities[id].short for id in placement.set_aside]
        lines.append(f"Set aside as not applicable: {listed(names)}.")
    return lines


def _first_step(library: Library, outcome: Outcome) -> list[Block]:
    if not outcome.steps:
        return [section("*Next: keep it, and help others.* Every gate on these scales is in place.")]
    return [section(step_text(library, outcome.steps[0], "Next: "))]


def step_text(library: Library, next_step: NextStep, before: str = "") -> str:
    """A step in full: what, who, why now, how to begin, and where it comes from."""
    step = next_step.step
    if next_step.kind == "find_out":
        title, rows = f"find out about {library.capabilities[step.capability].short}", [("How", step.find_out)]
        rows.append(("If not", f"{step.title}: {step.what[:1].lower()}{step.what[1:]}"))
    else:
        title, rows = step.title[:1].lower() + step.title[1:], [("What", step.what), ("Who", step.who)]
    rows.append(("Why now", " ".join(filter(None, (unlocked(library, next_step), step.why)))))
    if next_step.kind == "do":
        rows.append(("Begin", step.begin))
    rows.append(("Source", cited(library, step.sources)))
    title = f"{before}{title}" if before else title[:1].upper() + title[1:]
    return "\n".join([f"*{title}*", *(f"_{name}_  {text}" for name, text in rows)])


def unlocked(library: Library, next_step: NextStep) -> str:
    """Why a step stands where it stands: which gaps it settles."""
    if next_step.decides:
        return "Your overall result hangs on it."
    if not next_step.unlocks:
        return ""
    return f"It settles {listed([_gap(library, unlock) for unlock in next_step.unlocks[:3]])}."


def _gap(library: Library, unlock: Unlock) -> str:
    model = library.maturity_models[unlock.maturity_model]
    what = f"{model.level_word} {unlock.level} in {model.dimension(unlock.dimension).name.lower()} ({model.short_name})"
    return (
        f"the only gap to {what}"
        if unlock.missing == unlock.settles
        else f"{unlock.settles} of {unlock.missing} gaps to {what}"
    )


def cited(library: Library, citations: Sequence[Citation]) -> str:
    """Sources by title and section."""
    return "; ".join(f"{library.sources[citation.source].title}, {citation.section}" for citation in citations)


def _buttons(outcome: Outcome) -> list[Block]:
    more: list[ButtonElement] = []
    if outcome.open_turn:
        settle = str(PromptRef(outcome.conversation, outcome.open_turn))
        more.append(button("I can settle what is open", ids.SETTLE, settle))
    others = len(outcome.steps) - 1
    if others > 0:
        label = "The other step" if others == 1 else f"The other {['', '', 'two', 'three'][others]} steps"
        more.append(button(label, ids.ALL_STEPS, outcome.result, primary=True))
    more.append(button("How was this scored?", ids.SCORED, outcome.result))
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
    """The result as its team's channel sees it: no answers, no buttons but how it was scored."""
    whole = result(library, outcome)
    line = context(f"Shared by <@{by}>. Find your own with `/mlops`.")
    return Message(whole.text, (*whole.blocks[:-1], line))


def steps_page(library: Library, outcome: Outcome) -> Message:
    """The next steps, at most three, with the way to the rest."""
    title = f"{escape(outcome.team.name)}: next steps"
    blocks: list[Block] = [section(f"*{title}* · {outcome.day}")]
    blocks += [section(step_text(library, step)) for step in outcome.steps] or [*_first_step(library, outcome)]
    buttons = [
        button("How was this scored?", ids.SCORED, outcome.result),
        button("Last result", ids.STAGE, outcome.team.id),
    ]
    if len(outcome.all_steps) + len(outcome.advice_only) > len(outcome.steps):
        buttons.insert(0, button("All steps", ids.ALL_STEPS, outcome.result, primary=True))
    return Message(title, (*blocks, row(*buttons)))


def steps_blocks(library: Library, outcome: Outcome) -> tuple[Block, ...]:
    """Every next step in order, then what is advised on but decides nothing."""
    blocks: list[Block] = [context(text) for text in _reasons_to_go_on(library, outcome)]
    blocks += [section(step_text(library, step)) for step in outcome.all_steps]
    if outcome.advice_only:
        blocks += [divider(), section("*Good to have; these change no stage*")]
        blocks += [section(step_text(library, step)) for step in outcome.advice_only]
    return tuple(blocks) or (
        section("Every gate on these scales is in place. Keep it, and help other teams get there."),
    )


def _reasons_to_go_on(library: Library, outcome: Outcome) -> Iterator[str]:
    """Why and when to go on to the next stage, where a scale says so; the "when" describes the stage before."""
    for placement in outcome.placements:
        model = library.maturity_models[placement.maturity_model]
        if placement.applicable and placement.overall.determinate and placement.overall.low < model.top:
            level = model.level(placement.overall.low + 1)
            if level.why:
                title = f"Toward {model.level_word} {level.number}, {level.name} ({model.short_name})"
                yield f"*{title}*\nWhy: {level.why}\nThe time has come when: {level.when}\n{cited(library, level.sources)}"


def scored_blocks(library: Library, outcome: Outcome, behind: Mapping[str, str]) -> tuple[Block, ...]:
    """Every gate of every scale: in place, not in place or not sure, and the answer behind it (by capability id)."""
    blocks: list[Block] = []
    for placement in outcome.placements:
        model = library.maturity_models[placement.maturity_model]
        blocks.append(section(f"*{model.name}: {headline(model, placement)}*"))
        if not placement.applicable:
            continue
        for dimension in model.dimensions:
            lines = [f"*{dimension.name}*: {_number(model, placement.dimensions[dimension.id])}"]
            for cell in dimension.cells:
                lines += [_gate(library, outcome, model, cell.level, item, behind) for item in cell.gate]
            blocks.append(section("\n".join(lines)))
        caveat = f" {model.caveat}" if model.caveat else ""
        blocks.append(context(f"The overall {model.level_word} is the lowest of these.{caveat}"))
    return tuple(blocks)


def behind(library: Library, trail: Sequence[Passed], notes: Mapping[int, str]) -> dict[str, str]:
    """By capability: the answers behind its value, quoted with their notes."""
    found: dict[str, list[str]] = {}
    for entry in trail:
        question = library.questions.get(entry.question)
        if question is None or entry.choice == SKIPPED:
            continue
        quote = f"“{label(question, entry.choice)}”"
        if entry.turn in notes:
            quote += f", note: {escape(cut(notes[entry.turn], 120))}"
        for capability in question.capabilities:
            found.setdefault(capability, []).append(quote)
    return {capability: f"answer: {'; '.join(quotes)}" for capability, quotes in found.items()}


def _gate(
    library: Library, outcome: Outcome, model: MaturityModel, level: int, item: str, behind: Mapping[str, str]
) -> str:
    value = outcome.known[item]
    state = SHOWN[value]
    if value is Value.UNKNOWN and item not in behind:
        state = "Not asked, it would change nothing"
    because = f" ({behind[item]})" if item in behind else ""
    return f"{model.level_word} {level} · *{state}* · {library.capabilities[item].statement}{because}"
