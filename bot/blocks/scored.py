"""How a result was scored: every gate, trait and input, its value, and the answer behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from slack_sdk.models.blocks import Block

from bot.blocks.given import SHOWN, label
from bot.blocks.kit import context, cut, escape, section
from bot.blocks.placements import number, titled
from bot.results import Outcome
from conversations.session import SKIPPED, Passed
from knowledge.answers import DETAIL, EXTRA_OPTIONS, NONE, options_of
from knowledge.library import Library, MaturityModel, Question, Value

_HOW = {
    "gates": "The overall {word} is the lowest of these.",
    "traits": "Matched by how many of each kind's traits are true; the last kind needs all of its own.",
    "decision": "The first line that is true decides; plans count.",
}


def scored_blocks(library: Library, outcome: Outcome, behind: Mapping[str, str]) -> tuple[Block, ...]:
    """Every gate, trait and input of every scale: in place, not in place or not sure, and the answer behind it."""
    blocks: list[Block] = []
    for placement in outcome.placements:
        model = library.maturity_models[placement.maturity_model]
        blocks.append(section(f"*{titled(model, placement)}*"))
        if placement.applicable:
            parts = _parts(model, {id: number(model, found) for id, found in placement.dimensions.items()})
            for title, items in parts:
                lines = [_item(library, outcome, level, item, behind) for level, item in items]
                blocks.append(section("\n".join([title, *lines])))
            kind = "gates" if model.dimensions else "traits" if model.traits else "decision"
            blocks.append(context(f"{_HOW[kind].format(word=model.level_word)} {model.caveat}".strip()))
    return tuple(blocks)


def behind(library: Library, trail: Sequence[Passed], notes: Mapping[int, str]) -> dict[str, str]:
    """By capability: the answers behind its value, quoted with their notes."""
    found: dict[str, list[str]] = {}
    for entry in trail:
        question = library.questions.get(entry.question)
        if question is None or entry.choice == SKIPPED:
            continue
        for capability in question.capabilities:
            quote = _quote(library, question, entry, capability)
            if entry.turn in notes:
                quote += f", note: {escape(cut(notes[entry.turn], 120))}"
            found.setdefault(capability, []).append(quote)
    return {capability: f"answer: {'; '.join(quotes)}" for capability, quotes in found.items()}


def _quote(library: Library, question: Question, entry: Passed, capability: str) -> str:
    """What one answer says of one capability; of a checklist the box alone."""
    if entry.choice == DETAIL:
        value = Value(entry.values.get(capability, Value.UNKNOWN.value))
        because = f", because: {escape(cut(entry.words, 120))}" if value is Value.NOT_APPLICABLE else ""
        return f"“{SHOWN[value]}”, in detail{because}"
    if question.several and (entry.choice == NONE or entry.choice not in EXTRA_OPTIONS):
        box = next(option for option in question.options if capability in option.establishes)
        ticked = box in options_of(question, entry.choice)
        return f"“{box.label}” {'ticked' if ticked else 'not ticked'}"
    return f"“{label(library, question, entry.choice)}”"


def _parts(model: MaturityModel, numbers: Mapping[str, str]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What a scale looks at, in parts: a title, and its items with the level that each speaks for."""
    for dimension in model.dimensions:
        gates = [(f"{model.level_word} {cell.level}", item) for cell in dimension.cells for item in cell.gate]
        yield f"*{dimension.name}*: {numbers[dimension.id]}", gates
    for traits in sorted(model.traits, key=lambda one: one.level):
        name = model.level(traits.level).name
        yield f"*{name}*", [(name, item) for item in traits.capabilities]
    for rule in model.decision:
        if rule.any:
            yield f"*{model.level(rule.level).name}*, if any of these", [("", item) for item in rule.any]


def _item(library: Library, outcome: Outcome, level: str, item: str, behind: Mapping[str, str]) -> str:
    value, capability = outcome.known[item], library.capabilities[item]
    state = SHOWN[value]
    if value is Value.UNKNOWN and item not in behind:
        state = "Not asked, it would change nothing"
    because = f" ({behind[item]})" if item in behind else ""
    doubt = f" _{capability.caveat}_" if capability.caveat else ""
    return f"{level + ' · ' if level else ''}*{state}* · {capability.statement}{because}{doubt}"
