"""What the report rests on: every gate with its value, how the answers spread, the evidence, and the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from bot.blocks.placements import number, titled
from bot.exporting.gathering import Export, Record
from bot.exporting.markup import Content, Group, Markup, escaped, items, lines, link, section, table, tag, together
from bot.exporting.wording import counted, on_day, paragraph, value
from bot.given import said_by
from bot.store.decisions import Decision
from bot.store.evidence import NOTHING
from knowledge.advice import next_steps
from knowledge.library import Capability, Citation, Library, MaturityModel, Source, Value, Values
from knowledge.placements import Placement
from knowledge.scoring import effective

COLUMNS = ("What it asks for", "Level", "Value", "What people said")


@dataclass(frozen=True)
class Said:
    """What is known of each capability in the end, what people said of it, and what was decided beside that."""

    known: Values
    heard: Mapping[str, str]
    decided: Mapping[str, Decision]


def scored(library: Library, export: Export, record: Record) -> Markup:
    """Every gate, trait and input of every scale that applies, with its value and what people said of it."""
    heard = {id: said_by(found) for id, found in counted(library, record).items()}
    decided = {one.capability: one for one in record.result.decisions if one.value}
    said = Said(effective(library, record.agreement.values), heard, decided)
    tables = (_scale(library, placement, said) for placement in record.placements if placement.applicable)
    note = paragraph(
        "Questions establish what is in place, and every scale looks at the same answers. Partly and planned count as"
        " not in place; not sure leaves both possible, so that a stage becomes a range.",
    )
    return section("scored", "How this was scored", note, *tables)


def _scale(library: Library, placement: Placement, said: Said) -> Markup:
    model = library.maturity_models[placement.maturity_model]
    told: set[str] = set()
    groups = [
        Group([_item(library.capabilities[id], level, said, told) for level, id in rows], title)
        for title, rows in parts(model, placement)
        if rows
    ]
    columns = COLUMNS if model.dimensions else (COLUMNS[0], *COLUMNS[2:])
    looks_at = table(f"What {model.name.rstrip('?')} looks at", columns, *groups, class_="quiet")
    small = [paragraph(model.caveat, class_="small")] if model.caveat else []
    return together([tag("h3", titled(model, placement)), looks_at, *small])


def parts(model: MaturityModel, placement: Placement) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What a scale looks at, in parts: a title, and the level and capability of each item."""
    for dimension in model.dimensions:
        rows = [(f"{model.level_word} {cell.level}", item) for cell in dimension.cells for item in cell.gate]
        found = placement.dimensions.get(dimension.id)
        yield f"{dimension.name}: {number(model, found)}" if found else dimension.name, rows
    for traits in sorted(model.traits, key=lambda one: one.level):
        yield model.level(traits.level).name, [("", item) for item in traits.capabilities]
    for rule in model.decision:
        yield f"{model.level(rule.level).name}, if any of these", [("", item) for item in rule.any]


def _item(capability: Capability, level: str, said: Said, told: set[str]) -> list[Content]:
    """A row. A doubt that several items of a scale share is `told` once."""
    id, found = capability.id, said.known[capability.id]
    doubt = [] if capability.caveat in ("", *told) else [tag("small", capability.caveat)]
    told.add(capability.caveat)
    heard: list[Content] = [
        said.heard.get(id) or ("Not asked" if found is Value.UNKNOWN else "Follows from other answers")
    ]
    decided = said.decided.get(id)
    if decided:
        how = "Decided by the team" if decided.cause == "consensus" else "By a finished action"
        heard.append(tag("small", f"{how}: {decided.reason}" if decided.reason else how))
    at = [level] if level else []
    return [lines([capability.statement, *doubt]), *at, value(found), lines(heard)]


def answers(library: Library, export: Export, record: Record) -> Markup:
    """How the answers to each question spread; nobody is named."""
    if not record.spreads:
        return Markup()
    rows = [
        [library.questions[one.question].text, lines(_given(one.counts, record.people)), str(one.of)]
        for one in record.spreads
    ]
    return section(
        "answers",
        "What was answered",
        table("Answers to each question", ["Question", "Answers", "People"], Group(rows), class_="quiet"),
    )


def _given(found: Iterable[tuple[str, int]], people: int) -> Iterator[Content]:
    for answer, count in found:
        yield f"{answer} ({count})" if people > 1 else answer


def evidence(library: Library, export: Export, record: Record) -> Markup:
    """Notes and links on answers, as many as the reader may see."""
    rows: list[list[Content]] = []
    for one in record.singles:
        question = library.questions.get(one.answer.question)
        found = one.evidence
        if question and found != NOTHING:
            days = (on_day(found.dated, "no date"), on_day(found.valid_until, "no end"))
            rows.append(
                [question.text, lines(filter(None, (escaped(found.note), link(found.link, found.link)))), *days]
            )
    columns = ["Answer to", "Note and link", "Dated", "Valid until"]
    return (
        section("evidence", "Evidence", table("What people gave as evidence", columns, Group(rows), class_="quiet"))
        if rows
        else Markup()
    )


def sources(library: Library, export: Export, record: Record) -> Markup:
    """The documents behind the scales and the steps that are shown."""
    values = export.newest.agreement.values if export.newest else {}
    steps = next_steps(library, values, len(library.capabilities)) if export.newest else ()
    cited: Iterable[Citation] = chain(
        (one for model in library.maturity_models.values() for one in model.sources),
        (one for found in steps for one in found.step.sources),
    )
    used = dict.fromkeys(one.source for one in cited)
    return section("sources", "Sources", items([_source(library.sources[id]) for id in library.sources if id in used]))


def _source(source: Source) -> Markup:
    title = link(source.title, source.address)
    return together([title, f". {source.authors}, {source.date}. {source.caveat}".rstrip()])
