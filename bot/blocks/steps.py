"""Next steps -> messages: each with what, who, why now, how to begin and its source; one page of them, and a list of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from slack_sdk.models.blocks import Block, ButtonElement

from bot import days, ids
from bot.blocks import feedback
from bot.blocks.actions import owner, target_button
from bot.blocks.kit import Message, button, context, divider, row, section
from bot.outcomes import Outcome
from bot.store.actions import Action
from bot.text import escape, listed, lowered
from knowledge.advice import NextStep, Unlock
from knowledge.library import Citation, Library, Step

TakenOn = Mapping[str, Action]
"""A team's open actions, by capability."""
PAGE = "steps"


def first_step(library: Library, outcome: Outcome) -> list[Block]:
    """The one thing to do next."""
    if not outcome.steps:
        return [section("*Next: keep it, and help others.* Every gate on these scales is in place.")]
    return [section(step_text(library, outcome.steps[0], "Next: "))]


def step_text(library: Library, next_step: NextStep, before: str = "") -> str:
    """A step in full: what, who, why now, how to begin, and where it comes from."""
    step = next_step.step
    if next_step.kind == "find_out":
        title, rows = f"find out about {library.capabilities[step.capability].short}", [("How", step.find_out)]
        rows.append(("If not", f"{step.title}: {lowered(step.what)}"))
    else:
        title, rows = lowered(step.title), [("What", step.what), ("Who", step.who)]
    rows.append(("Why now", " ".join(filter(None, (unlocked(library, next_step), step.why)))))
    if next_step.kind == "do":
        rows.append(("Begin", step.begin))
    doubt = library.capabilities[step.capability].caveat
    rows += [("Mind", doubt)] if doubt else []
    rows.append(("Source", cited(library, step.sources)))
    title = f"{before}{title}" if before else title[:1].upper() + title[1:]
    return "\n".join([f"*{title}*", *(f"_{name}_  {text}" for name, text in rows)])


def take_on(team: str, step: Step, page: str = "") -> ButtonElement:
    """The button that takes a step on; `page` names the page that is shown anew afterwards."""
    action = f"{ids.TAKE_ON}:{page}" if page else ids.TAKE_ON
    return button("Take this on", action, f"{team} {step.id}", says=f"Take this on: {step.title}")


def taken_on(action: Action) -> str:
    """That a step is an action already: whose, and by when."""
    due = f", due {days.told(days.of(action.due))}" if action.due else ""
    return f"_Taken on_  by {owner(action)}{due}"


def _with_button(library: Library, outcome: Outcome, next_step: NextStep, taken: TakenOn) -> Block:
    """A step in full, beside the button that takes it on, or with who has taken it on."""
    text, action = step_text(library, next_step), taken.get(next_step.step.capability)
    if action:
        return section(f"{text}\n{taken_on(action)}")
    return section(text, take_on(outcome.team.id, next_step.step))


def _with_button_below(library: Library, outcome: Outcome, next_step: NextStep, taken: TakenOn) -> list[Block]:
    """The same with the button below: beside the text, a phone would squeeze a whole step into half its width."""
    text, action = step_text(library, next_step), taken.get(next_step.step.capability)
    if action:
        return [section(f"{text}\n{taken_on(action)}")]
    return [section(text), row(take_on(outcome.team.id, next_step.step, PAGE))]


def unlocked(library: Library, next_step: NextStep) -> str:
    """Why a step stands where it stands: which gaps it settles."""
    if next_step.decides:
        return "Your overall result hangs on it."
    if not next_step.unlocks:
        return ""
    return f"It settles {listed([_gap(library, unlock) for unlock in next_step.unlocks[:3]])}."


def _gap(library: Library, unlock: Unlock) -> str:
    model = library.maturity_models[unlock.maturity_model]
    what = f"{model.level_word} {unlock.level} in “{model.dimension(unlock.dimension).name}” ({model.short_name})"
    return (
        f"the only gap to {what}"
        if unlock.missing == unlock.settles
        else f"{unlock.settles} of {unlock.missing} gaps to {what}"
    )


def cited(library: Library, citations: Sequence[Citation]) -> str:
    """Sources by title and section."""
    return "; ".join(f"{library.sources[citation.source].title}, {citation.section}" for citation in citations)


def steps_page(library: Library, outcome: Outcome, taken: TakenOn | None = None, target: bool = False) -> Message:
    """The next steps, at most three, with the way to the rest. `target`: whether the team has one."""
    title = f"{escape(outcome.team.name)}: next steps"
    blocks: list[Block] = [section(f"*{title}* · {outcome.day}")]
    for step in outcome.steps:
        blocks += _with_button_below(library, outcome, step, taken or {})
    blocks += [] if outcome.steps else first_step(library, outcome)
    ways = shortest_ways(library, outcome)
    blocks += [context("\n".join(ways))] if ways else []
    buttons = [
        button("Our actions", ids.ACTIONS, outcome.team.id),
        target_button(outcome.team.id, target),
        button("How was this scored?", ids.SCORED, outcome.result),
        button("Last result", ids.STAGE, outcome.team.id),
    ]
    if len(outcome.all_steps) + len(outcome.advice_only) > len(outcome.steps):
        buttons.insert(0, button("All steps", ids.ALL_STEPS, outcome.result, primary=True))
    judged = f"steps: {', '.join(one.step.id for one in outcome.steps)}"
    return Message(title, (*blocks, row(*buttons), feedback.did_it_help(judged)), title="Next steps")


def shortest_ways(library: Library, outcome: Outcome) -> list[str]:
    """For each gated scale: the fewest things that, together, reach its next level."""
    lines = []
    for placement in outcome.placements:
        items = outcome.shortest.get(placement.maturity_model, ())
        if items:
            model = library.maturity_models[placement.maturity_model]
            to = f"{model.level_word} {placement.overall.low + 1} ({model.short_name})"
            names = "; ".join(library.capabilities[item].short for item in items)
            lines.append(f"*The shortest way to {to}:* {names}.")
    return lines


def steps_blocks(library: Library, outcome: Outcome, taken: TakenOn | None = None) -> tuple[Block, ...]:
    """Every next step in order, then what is advised on but decides nothing."""
    blocks: list[Block] = [context(text) for text in _reasons_to_go_on(library, outcome)]
    blocks += [context(text) for text in shortest_ways(library, outcome)]
    blocks += [_with_button(library, outcome, step, taken or {}) for step in outcome.all_steps]
    if outcome.advice_only:
        blocks += [divider(), section("*Good to know and to have; no gate hangs on these*")]
        blocks += [_with_button(library, outcome, step, taken or {}) for step in outcome.advice_only]
    return tuple(blocks) or (
        section("Every gate on these scales is in place. Keep it, and help other teams get there."),
    )


def _reasons_to_go_on(library: Library, outcome: Outcome) -> Iterator[str]:
    """Why and when to go on to the next stage, where a scale says so; the "when" describes the stage before."""
    for placement in outcome.placements:
        model = library.maturity_models[placement.maturity_model]
        if (
            model.dimensions
            and placement.applicable
            and placement.overall.determinate
            and placement.overall.low < model.top
        ):
            level = model.level(placement.overall.low + 1)
            if level.why:
                title = f"Toward {model.level_word} {level.number}, {level.name} ({model.short_name})"
                yield f"*{title}*\nWhy: {level.why}\nThe time has come when: {level.when}\n{cited(library, level.sources)}"
