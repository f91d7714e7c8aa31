"""The knowledge base as entries to look things up in: every topic, role, level and step, as it is shown and searched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from knowledge.library import Citation, Identity, Level, Library, MaturityModel, Role, Step, Topic

Kind = Literal["topic", "role", "stage", "step"]

LONGEST = 700
"""About how many characters an entry shows."""


@dataclass(frozen=True)
class Entry:
    """One thing that answers a question: what is shown, where it comes from, and its doubts.

    `names` and `asks` are not shown: other names of it, and phrases by which people look for it.
    """

    id: str
    kind: Kind
    title: str
    text: str
    sources: tuple[Citation, ...]
    caveat: str = ""
    as_of: str = ""
    names: tuple[str, ...] = field(default=(), repr=False)
    asks: tuple[str, ...] = field(default=(), repr=False)


def entries(library: Library) -> tuple[Entry, ...]:
    """Every topic, role, level of every scale, and step, each as an entry; in the library's order."""
    return _entries(Identity(library))


def entry(library: Library, id: str) -> Entry | None:
    """The entry with this id, or None: a later release may have dropped it."""
    return next((one for one in entries(library) if one.id == id), None)


@lru_cache(maxsize=4)
def _entries(key: Identity) -> tuple[Entry, ...]:
    return tuple(_all(key.library))


def _all(library: Library) -> Iterator[Entry]:
    for topic in library.topics.values():
        yield _of_topic(topic)
    for role in library.roles.values():
        yield _of_role(library, role)
    for model in library.maturity_models.values():
        for level in model.levels:
            yield _of_level(library, model, level)
    for step in library.steps.values():
        yield _of_step(step)


def _of_topic(topic: Topic) -> Entry:
    return Entry(
        id=f"topic/{topic.id}",
        kind="topic",
        title=topic.title,
        text=topic.text,
        sources=topic.sources,
        caveat=topic.caveat,
        as_of=topic.as_of,
        names=topic.explains,
        asks=topic.asks,
    )


def _of_role(library: Library, role: Role) -> Entry:
    duties = {duty.id: duty.text for one in library.roles.values() for duty in one.duties}
    return Entry(
        id=f"role/{role.id}",
        kind="role",
        title=role.name,
        text=_shown(
            role.summary,
            _listed("Sees to", [duty.text for duty in role.duties]),
            _listed("Also called", role.other_names),
            _listed("Also covers", [duties[id] for id in role.also if id in duties]),
        ),
        sources=role.sources,
        caveat=role.caveat,
        names=role.other_names,
        asks=role.asks,
    )


def _of_level(library: Library, model: MaturityModel, level: Level) -> Entry:
    place = f"{model.level_word} {level.number}"
    return Entry(
        id=f"stage/{model.id}/{level.number}",
        kind="stage",
        title=f"{model.short_name}, {place}: {level.name}" if level.published else f"{model.short_name}: {level.name}",
        text=_shown(
            level.meaning,
            _listed("It asks for", [library.capabilities[item].short for item in _gates(model, level)]),
            _listed("Its signs", [library.capabilities[item].short for item in _traits(model, level)]),
            f"Why: {level.why}" if level.why else "",
            f"When: {level.when}" if level.when else "",
        ),
        sources=level.sources or model.sources,
        caveat=model.caveat,
        names=(place, level.name) if level.published else (level.name,),
        asks=level.asks,
    )


def _gates(model: MaturityModel, level: Level) -> Iterator[str]:
    """What decides this level, beyond the levels below it, by capability id."""
    for dimension in model.dimensions:
        for cell in dimension.cells:
            if cell.level == level.number:
                yield from cell.gate


def _traits(model: MaturityModel, level: Level) -> Iterator[str]:
    """What counts for this level of a scale that is matched, by capability id."""
    for traits in model.traits:
        if traits.level == level.number:
            yield from traits.capabilities


def _of_step(step: Step) -> Entry:
    return Entry(
        id=f"step/{step.id}",
        kind="step",
        title=step.title,
        text=_shown(step.what, f"Who: {step.who}", f"Why: {step.why}", f"To begin: {step.begin}"),
        sources=step.sources,
        asks=step.asks,
    )


def _listed(lead: str, items: list[str] | tuple[str, ...]) -> str:
    """ "Sees to: one; two." or nothing, if there is nothing to list."""
    return f"{lead}: {'; '.join(item.rstrip('.') for item in items)}." if items else ""


def _shown(*parts: str) -> str:
    """The parts that fit, in order: whole ones only, and always the first."""
    text = ""
    for part in parts:
        joined = f"{text}\n{part}" if text else part
        if part and (not text or len(joined) <= LONGEST):
            text = joined
    return text
