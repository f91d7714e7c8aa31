"""The report's first half: where the team stands on each scale, its profile, and how its stages moved."""

from __future__ import annotations

from collections.abc import Iterator

from bot.blocks.placements import answered, headline, in_order, number, shorts, titled
from bot.exporting.gathering import Export, Record
from bot.exporting.markup import Content, Group, Markup, lines, picture, section, table, tag
from bot.exporting.wording import CAUSES, bar, paragraph, reached, stage
from bot.pictures import Picture, draw
from bot.pictures.line import line
from bot.pictures.radar import radar
from knowledge.library import Library, MaturityModel
from knowledge.movement import moves_between
from knowledge.placements import Placement

MOST_NAMED = 5


def finding(library: Library, record: Record) -> str:
    """The first thing to say: the stage on the scale that a result leads with."""
    lead = in_order(library, record.placements)[0]
    model = library.maturity_models[lead.maturity_model]
    return titled(model, lead) if model.decision else headline(model, lead)


def about(library: Library, record: Record) -> str:
    """The line below it: which scale, what it is about, how many answered, and when."""
    model = library.maturity_models[in_order(library, record.placements)[0].maturity_model]
    work = f"about {record.result.subject}" if record.result.subject else "about the team as a rule"
    return f"{model.name} · {work} · {answered(record.people)} · {reached(record)}"


def since(library: Library, export: Export, record: Record) -> str:
    """What moved since the assessment before."""
    before = export.last_time
    if before is None:
        return "This is the first result."
    moved = [
        f"{library.maturity_models[one.maturity_model].short_name} {_moved(library, before, record, one.maturity_model)}"
        for one in moves_between(before.placements, record.placements)
        if not one.dimension
    ]
    return f"Since {reached(before)}: {'; '.join(moved) or 'the same stage on every scale'}."


def _moved(library: Library, before: Record, now: Record, id: str) -> str:
    model = library.maturity_models[id]
    return f"from {stage(model, before.on(id))} to {stage(model, now.on(id))}"


def stages(library: Library, export: Export, record: Record) -> Markup:
    """Every scale with the stage on it, and what that means."""
    cards = (_card(library, placement) for placement in in_order(library, record.placements))
    return section("stages", "Where the team stands", tag("div", *cards, class_="cards"))


def _card(library: Library, placement: Placement) -> Markup:
    model = library.maturity_models[placement.maturity_model]
    said = headline(model, placement)
    content = [tag("h3", model.name), paragraph(said[:1].upper() + said[1:], class_="stage")]
    content += [bar(model, placement.overall)] if model.dimensions and placement.applicable else []
    content += [paragraph(text) for text in _meaning(library, model, placement)]
    return tag("article", *content)


def _meaning(library: Library, model: MaturityModel, placement: Placement) -> Iterator[str]:
    if not placement.applicable:
        yield "It speaks of teams that have an ML model in use, or are building one. That is not its lowest level."
        return
    low, high = (model.level(one) for one in (placement.overall.low, placement.overall.high))
    yield low.meaning if low is high else f"At least “{low.name}”, at most “{high.name}”: some answers are open."
    if placement.matches:
        parts = (f"{model.level(one.level).name} {one.held} of {one.of}" for one in placement.matches)
        yield f"True of the organization: {', '.join(parts)}. {model.caveat}".strip()
    if placement.open_items:
        yield f"Not sure, and it could change this: {shorts(library, placement.open_items, MOST_NAMED)}."
    if placement.set_aside:
        yield f"Set aside as not applicable: {shorts(library, placement.set_aside, MOST_NAMED)}."


def profiles(library: Library, export: Export, record: Record) -> Markup:
    """The profile over the dimensions of each scale that has several, now against last time: picture and table."""
    before = export.last_time
    figures = []
    for placement in record.placements:
        model = library.maturity_models[placement.maturity_model]
        if placement.applicable and len(model.dimensions) > 1:
            past = before.on(model.id) if before else None
            labels = (reached(record), reached(before) if before else "")
            drawn = radar(library, export.team.name, model.id, placement, past, *labels)
            past = past if past and past.applicable else None
            figures.append(_figure(drawn, _profile(model, placement, past, *labels)))
    return section("profile", "Profile", *figures) if figures else Markup()


def _profile(model: MaturityModel, now: Placement, before: Placement | None, day: str, day_before: str) -> Markup:
    """The same as the picture, in a table."""
    columns = ["Dimension", f"Now, {day}", *([f"Before, {day_before}"] if before else [])]
    rows: list[list[Content]] = []
    for dimension in model.dimensions:
        found = now.dimensions[dimension.id]
        past = [number(model, before.dimensions[dimension.id])] if before else []
        rows.append([dimension.name, lines([number(model, found), bar(model, found)]), *past])
    return table(model.name, columns, Group(rows))


def over_time(library: Library, export: Export, record: Record) -> Markup:
    """Every result with its stages, and a picture of them once there are two assessments."""
    models = list(library.maturity_models.values())
    columns = ["Result", "What brought it", "Answered", *(model.short_name for model in models)]
    rows = [
        [
            *(reached(record), CAUSES[record.result.cause], str(record.people)),
            *(_then_and_now(model, record) for model in models),
        ]
        for record in export.records
    ]
    history = table("Every result, newest first", columns, Group(rows), class_="history")
    note = paragraph(
        "Each result is shown as it was scored then. Where what I know now would score the same answers otherwise, that"
        " is said below the stage.",
        class_="small",
    )
    again = [note] if any(record.again for record in export.records) else []
    if len(export.rounds) < 2:
        return section("history", "Results so far", *again, history)
    points = [(reached(record), record.placements) for record in reversed(export.rounds)]
    drawn = _picture(line(library, export.team.name, points))
    return section("history", "Over time", tag("figure", drawn, class_="alone"), *again, history)


def _then_and_now(model: MaturityModel, record: Record) -> Content:
    then = stage(model, record.on(model.id))
    again = next((one for one in record.again if one.maturity_model == model.id), None)
    return lines([then, tag("small", f"now scored: {stage(model, again)}")]) if again else then


def _figure(drawn: Picture, beside: Markup) -> Markup:
    return tag("figure", _picture(drawn), tag("div", beside))


def _picture(drawn: Picture) -> Markup:
    return picture(draw(drawn), drawn.alt, drawn.size)
