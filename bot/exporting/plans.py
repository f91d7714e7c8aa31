"""The report's plans: what the team took on, and the way to its target."""

from __future__ import annotations

from collections.abc import Iterator

from bot import days
from bot.exporting.gathering import Export, Record
from bot.exporting.markup import Content, Group, Markup, items, lines, section, table, tag
from bot.exporting.wording import on_day, paragraph
from bot.store.actions import Action, State
from bot.store.targets import Target
from knowledge.library import Library, MaturityModel
from knowledge.paths import PathStep, path

STATES: dict[State, str] = {"started": "Under way", "open": "Not started", "done": "Done", "dropped": "Dropped"}
NOBODY = "nobody now"


def actions(library: Library, export: Export, record: Record) -> Markup:
    """What was taken on: by whom, until when, and how it stands; what is under way comes first."""
    if not export.actions:
        return Markup()
    order = list(STATES)
    ordered = sorted((told.action for told in export.actions), key=lambda one: order.index(one.state))
    rows = [[_what(one), one.owner or NOBODY, on_day(one.due, "no date"), _state(export, one)] for one in ordered]
    plan = table("Taken on by the team", ["Action", "Owner", "Due", "State"], Group(rows), class_="quiet")
    return section("actions", "Actions", plan, paragraph("Owners stand here by their Slack ids.", class_="small"))


def _what(action: Action) -> Content:
    return lines([action.title, tag("small", action.words)]) if action.words else action.title


def _state(export: Export, action: Action) -> Content:
    said = [f"{STATES[action.state]}, {on_day(action.changed_at, '')}" if action.closed else STATES[action.state]]
    if not action.closed and action.due and days.of(action.due) < export.made_at.date():
        said.append("overdue")
    return lines([", ".join(said), *([tag("small", action.reason)] if action.reason else [])])


def target(library: Library, export: Export, record: Record) -> Markup:
    """The level that the team wants to reach, and the way there."""
    wanted = export.target
    model = library.maturity_models.get(wanted.maturity_model) if wanted else None
    if not wanted or not model or not model.dimensions or wanted.level not in {one.number for one in model.levels}:
        return Markup()
    level = f"{model.level_word} {wanted.level}, {model.level(wanted.level).name}"
    by = f", by {on_day(wanted.due, '')}" if wanted.due else ""
    lead = paragraph(f"The team wants to reach {level}, on {model.name}{by}.")
    return section("target", "The way to the target", lead, *_path(library, export, record, wanted, model))


def _path(library: Library, export: Export, record: Record, wanted: Target, model: MaturityModel) -> Iterator[Markup]:
    levels = path(library, record.agreement.values, model.id, wanted.level)
    if not levels:
        yield paragraph("It is reached.")
    for one in levels:
        yield tag("h3", f"To {model.level_word} {one.level}, {one.name}")
        if one.steps:
            yield items(_on_the_way(library, export, step) for step in one.steps)
        else:
            yield paragraph("Nothing more: what comes before brings it.")


def _on_the_way(library: Library, export: Export, step: PathStep) -> Markup:
    find_out = step.kind == "find_out"
    title = f"Find out about {library.capabilities[step.capability].short}" if find_out else step.step.title
    under_way = (told.action for told in export.actions if not told.action.closed)
    taken = next((one for one in under_way if one.capability == step.capability), None)
    until = f", due {on_day(taken.due, '')}" if taken and taken.due else ""
    state = f"taken on by {taken.owner or NOBODY}{until}" if taken else "not taken on yet"
    return lines([title, tag("small", state)])
