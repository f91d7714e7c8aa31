"""How a result was scored: every gate, trait and input, its value, and the answer behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from slack_sdk.models.blocks import Block

from bot.blocks.kit import SECTION, context, section
from bot.blocks.placements import number, titled
from bot.given import SHOWN
from bot.outcomes import Outcome
from knowledge.library import Library, MaturityModel, Value

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
                blocks += [section(text) for text in _whole([title, *lines])]
            kind = "gates" if model.dimensions else "traits" if model.traits else "decision"
            blocks.append(context(f"{_HOW[kind].format(word=model.level_word)} {model.caveat}".strip()))
    return tuple(blocks)


def _whole(lines: Sequence[str]) -> Iterator[str]:
    """Lines as paragraphs that Slack takes whole: evidence makes them long, and none may be lost."""
    text = ""
    for line in lines:
        if text and len(text) + 1 + len(line) > SECTION:
            yield text
            text = line
        else:
            text = f"{text}\n{line}" if text else line
    yield text


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
    if any(dispute.capability == item for dispute in outcome.disputed):
        state = "You disagree"
    elif value is Value.UNKNOWN and item not in behind:
        state = "Not asked, it would change nothing"
    because = f" ({behind[item]})" if item in behind else ""
    doubt = f" _{capability.caveat}_" if capability.caveat else ""
    return f"{level + ' · ' if level else ''}*{state}* · {capability.statement}{because}{doubt}"
