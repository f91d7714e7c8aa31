"""The report's advice: what holds the team back, what people see differently, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator

from bot.blocks.placements import number, shorts
from bot.blocks.steps import cited, unlocked
from bot.exporting.gathering import Export, Record
from bot.exporting.markup import Group, Markup, items, section, table, tag, together
from bot.exporting.wording import paragraph, value
from bot.given import said_by
from bot.text import lowered
from knowledge.advice import NextStep, next_steps
from knowledge.agreeing import worth_discussing
from knowledge.changes import smallest_set
from knowledge.library import Library, MaturityModel
from knowledge.placements import Placement

IN_FULL, EVERY_STEP = 3, 40


def holding(library: Library, export: Export, record: Record) -> Markup:
    """What keeps each gated scale where it is, the fewest things that would move it, and what people see differently."""
    parts = [part for placement in record.placements for part in _holding(library, record, placement)]
    content = parts or [paragraph("Nothing: every gate on these scales is in place.")]
    talk = worth_discussing(library, record.agreement)
    if talk:
        disagreed = [f"{_capital(library.capabilities[one.capability].short)}: {said_by(one.counts)}" for one in talk]
        content += [
            tag("h3", "Worth talking about"),
            paragraph("People see these differently, which leaves them open. They are the ones that matter most."),
            items(disagreed),
        ]
    return section("holding", "What holds the team back", *content)


def _holding(library: Library, record: Record, placement: Placement) -> Iterator[Markup]:
    model = library.maturity_models[placement.maturity_model]
    blockers = placement.holding
    if not placement.applicable or not blockers:
        return
    yield tag("h3", f"{model.name}: at {number(model, placement.overall)}")
    dimensions = len(model.dimensions) > 1
    yield tag(
        "ul",
        *(
            tag(
                "li",
                value(one.value),
                " ",
                library.capabilities[one.capability].statement,
                *_where(model, one.dimension, dimensions),
            )
            for one in blockers
        ),
        class_="values",
    )
    shortest = smallest_set(library, record.agreement.values, model.id)
    if shortest and placement.overall.low < model.top:
        to = f"{model.level_word} {placement.overall.low + 1}"
        yield paragraph(tag("strong", f"The shortest way to {to}: "), f"{shorts(library, shortest)}.")


def _where(model: MaturityModel, dimension: str, named: bool) -> list[Markup]:
    return [Markup(" "), tag("small", model.dimension(dimension).name)] if named else []


def steps(library: Library, export: Export, record: Record) -> Markup:
    """The next steps: three in full, the others by name; each with its source."""
    found = next_steps(library, record.agreement.values, EVERY_STEP)
    if not found:
        text = "Keep it, and help others: every gate on these scales is in place."
        return section("steps", "Next steps", paragraph(text))
    first = tag("ol", *(tag("li", _step(library, one)) for one in found[:IN_FULL]), class_="steps")
    rest = [[_title(library, one), cited(library, one.step.sources)] for one in found[IN_FULL:]]
    later = [table("After these", ["Step", "Source"], Group(rest))] if rest else []
    return section("steps", "Next steps", first, *later)


def _step(library: Library, found: NextStep) -> Markup:
    step, find_out = found.step, found.kind == "find_out"
    rows = (
        [("How", step.find_out), ("If not", f"{step.title}: {lowered(step.what)}")]
        if find_out
        else [("What", step.what), ("Who", step.who)]
    )
    rows.append(("Why now", " ".join(filter(None, (unlocked(library, found), step.why)))))
    rows += [] if find_out else [("Begin", step.begin)]
    doubt = library.capabilities[step.capability].caveat
    rows += [("Mind", doubt)] if doubt else []
    rows.append(("Source", cited(library, step.sources)))
    pairs = (part for name, text in rows for part in (tag("dt", name), tag("dd", text)))
    return together([tag("h3", _title(library, found)), tag("dl", *pairs)])


def _title(library: Library, found: NextStep) -> str:
    if found.kind == "find_out":
        return f"Find out about {library.capabilities[found.step.capability].short}"
    return found.step.title


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
