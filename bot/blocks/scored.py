"""How a result was scored: every gate, trait and input, its value, and the answer behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from slack_sdk.models.blocks import Block

from bot import voices
from bot.blocks.evidence import given_evidence
from bot.blocks.given import SHOWN, label, said_by
from bot.blocks.kit import SECTION, context, cut, escape, section
from bot.blocks.placements import number, titled
from bot.outcomes import Outcome
from bot.store.decisions import Decision
from bot.store.evidence import NOTHING, Evidence
from bot.store.results import Respondent, Result
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


Kept = Mapping[str, Mapping[int, Evidence]]
"""Evidence by conversation and turn."""


def behind(library: Library, result: Result, viewer: str, kept: Kept, today: str) -> dict[str, str]:
    """By capability: what its value rests on, as far as the viewer may see it. Few people's answers are quoted with
    their evidence; of more, how they spread, and the viewer's own."""
    found: dict[str, list[str]] = {}
    for respondent in voices.shown_respondents(result, viewer):
        for capability, quote in _quotes(library, respondent, kept.get(respondent.conversation, {}), today):
            found.setdefault(capability, []).append(quote)
    few = voices.sees_answers(result)
    texts = {id: f"{'answer' if few else 'you'}: {'; '.join(quotes)}" for id, quotes in found.items()}
    if not few:
        for id, given in voices.counts(library, result).items():
            texts[id] = "; ".join(filter(None, (said_by(given), texts.get(id, ""))))
    for decision in result.decisions:
        texts[decision.capability] = "; ".join(filter(None, (_decided(decision), texts.get(decision.capability, ""))))
    return texts


def _decided(decision: Decision) -> str:
    how = "agreed" if decision.cause == "consensus" else "an action was finished"
    return f"{how}: {escape(cut(decision.reason, 200))}" if decision.reason else how


def _quotes(
    library: Library, respondent: Respondent, kept: Mapping[int, Evidence], today: str
) -> Iterator[tuple[str, str]]:
    for entry in respondent.trail:
        question = library.questions.get(entry.question)
        if question is None or entry.choice == SKIPPED:
            continue
        evidence = given_evidence(kept.get(entry.turn, NOTHING), today)
        for capability in question.capabilities:
            quote = _quote(library, question, entry, capability)
            yield capability, f"{quote}, {evidence}" if evidence else quote


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
    if any(dispute.capability == item for dispute in outcome.disputed):
        state = "You disagree"
    elif value is Value.UNKNOWN and item not in behind:
        state = "Not asked, it would change nothing"
    because = f" ({behind[item]})" if item in behind else ""
    doubt = f" _{capability.caveat}_" if capability.caveat else ""
    return f"{level + ' · ' if level else ''}*{state}* · {capability.statement}{because}{doubt}"
