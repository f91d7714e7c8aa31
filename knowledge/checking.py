"""Checks over a whole library: what `loading` cannot see record by record. Every problem names its record and a remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from knowledge.answers import EXTRA_OPTIONS
from knowledge.library import (
    Capability,
    Citation,
    Dimension,
    Library,
    MaturityModel,
    Question,
    Source,
    Step,
    Value,
    Values,
)
from knowledge.scoring import place
from knowledge.strict_yaml import Problem

Record = Source | Capability | Question | MaturityModel | Step
Finding = tuple[Record, str]

RESERVED = frozenset({"back", "skip", "pause", "more", "right", "wrong", *EXTRA_OPTIONS})
"""Ids of buttons that a conversation adds to every question; no option may use them."""

LIMITS: Mapping[type, Mapping[str, int]] = {
    Capability: {"statement": 250},
    Question: {"text": 150, "why": 120, "more": 400},
    Step: {"title": 300, "what": 300, "who": 300, "why": 300, "begin": 300, "find_out": 300},
}
OPTION_LIMITS: Mapping[str, int] = {"label": 70, "text": 150}
"""Characters that fit one message in Slack; a button (75) also carries the option's number before the label."""

_NAMES: Mapping[type, str] = {MaturityModel: "maturity model"}


def problems(library: Library) -> list[Problem]:
    """Everything that is wrong with a library, in the order of files and lines."""
    found = [
        Problem(
            _place(library, record), f'{_NAMES.get(type(record), type(record).__name__.lower())} "{record.id}": {text}'
        )
        for rule in _RULES
        for record, text in rule(library)
    ]
    return sorted(dict.fromkeys(found), key=lambda problem: _position(problem.place))


def _place(library: Library, record: Record) -> str:
    return library.places.get(f"{type(record).__name__}/{record.id}", "knowledge")


def _position(place: str) -> tuple[str, int]:
    file, _, line = place.rpartition(":")
    return (file, int(line)) if line.isdigit() else (place, 0)


def _records(library: Library) -> Iterator[Capability | Question | MaturityModel | Step]:
    yield from library.capabilities.values()
    yield from library.questions.values()
    yield from library.maturity_models.values()
    yield from library.steps.values()


def _citations(record: Capability | Question | MaturityModel | Step) -> tuple[Citation, ...]:
    levels = record.levels if isinstance(record, MaturityModel) else ()
    return (*record.sources, *(citation for level in levels for citation in level.sources))


def _cited_sources_exist(library: Library) -> Iterator[Finding]:
    for record in _records(library):
        for citation in _citations(record):
            if citation.source not in library.sources:
                yield record, f'cites "{citation.source}", which sources.yaml does not have; add it or correct the id'


def _everything_is_cited(library: Library) -> Iterator[Finding]:
    for record in _records(library):
        if not record.sources:
            yield record, "cites nothing; say under sources where it comes from"
        for level in record.levels if isinstance(record, MaturityModel) else ():
            if not level.sources:
                yield record, f"level {level.number} cites nothing; say under its sources where it comes from"


def _sources_are_used(library: Library) -> Iterator[Finding]:
    cited = {citation.source for record in _records(library) for citation in _citations(record)}
    for source in library.sources.values():
        if source.id not in cited:
            yield source, "no record cites it; cite it or remove it"


def _mentioned(record: Record) -> Iterator[str]:
    """Every capability id that a record names."""
    if isinstance(record, Capability):
        yield from record.implies
    elif isinstance(record, Question):
        yield from (id for option in record.options for id in option.establishes)
    elif isinstance(record, Step):
        yield record.capability
    elif isinstance(record, MaturityModel):
        yield from (id for dimension in record.dimensions for cell in dimension.cells for id in cell.gate + cell.asked)
        yield from [record.applies_if] if record.applies_if else []


def _mentioned_capabilities_exist(library: Library) -> Iterator[Finding]:
    for record in _records(library):
        for id in dict.fromkeys(_mentioned(record)):
            if id not in library.capabilities:
                yield record, f'names the capability "{id}", which does not exist; add it or correct the id'


def _implies_runs_in_no_circle(library: Library) -> Iterator[Finding]:
    for capability in library.capabilities.values():
        if any(capability.id in library.weaker.get(id, ()) for id in capability.implies):
            yield capability, "implies itself, maybe through others; take one link of the circle out"


def _capabilities_are_served(library: Library) -> Iterator[Finding]:
    asked = {id for question in library.questions.values() for id in _mentioned(question)}
    used = {id for model in library.maturity_models.values() for id in _mentioned(model)}
    steps = Counter(step.capability for step in library.steps.values())
    for capability in library.capabilities.values():
        if capability.id not in asked:
            yield capability, "no question asks about it; let an option establish it"
        if capability.id not in used:
            yield capability, "no maturity model uses it; put it in a cell (gate or asked) or remove it"
        if steps[capability.id] != 1:
            yield capability, f"has {steps[capability.id]} steps; write exactly one that makes it held"


def _capabilities_can_be_told_both_ways(library: Library) -> Iterator[Finding]:
    options = [option for question in library.questions.values() for option in question.options]
    said = {
        (id, value is Value.HELD) for option in options for id, value in option.establishes.items() if _tells(value)
    }
    asked = {id for option in options for id in option.establishes}
    for capability in library.capabilities.values():
        for held, words in ((True, "is held"), (False, "is lacking")):
            if capability.id in asked and (capability.id, held) not in said:
                yield capability, f"no option of any question says that it {words}; let one say so"


def _tells(value: Value) -> bool:
    return value is Value.HELD or value.lacking


def _options_have_ids_of_their_own(library: Library) -> Iterator[Finding]:
    for question in library.questions.values():
        ids = [option.id for option in question.options]
        if len(ids) < 2:
            yield question, "has fewer than two options; offer at least two"
        for id in _twice(ids):
            yield question, f'the option id "{id}" is used twice; rename one'
        for id in sorted(RESERVED.intersection(ids)):
            yield question, f'the option id "{id}" is the bot\'s own; choose another'
        if question.yes_no and sorted(ids) != ["no", "yes"]:
            yield question, 'is yes_no, so its options must be "yes" and "no"; correct them or remove yes_no'


def _options_say_something_of_their_own(library: Library) -> Iterator[Finding]:
    """Two options may deny the same (there are many ways to lack a thing), but not affirm the same."""
    for question in library.questions.values():
        for option in question.options:
            if not option.establishes:
                yield question, f'the option "{option.id}" establishes nothing; say what it makes held or not held'
        for one, other in combinations(question.options, 2):
            affirms = any(not value.lacking for value in one.establishes.values())
            if affirms and one.establishes == other.establishes:
                yield question, f'the options "{one.id}" and "{other.id}" establish the same; tell them apart'


def _options_agree_with_what_they_imply(library: Library) -> Iterator[Finding]:
    for question in library.questions.values():
        for option in question.options:
            held = [id for id, value in option.establishes.items() if value is Value.HELD]
            for id in held:
                for weaker in sorted(library.weaker.get(id, ())):
                    if option.establishes.get(weaker, Value.UNKNOWN).lacking:
                        yield question, f'the option "{option.id}" holds {id} but not {weaker}, which it implies'


def _synonyms_mean_one_option(library: Library) -> Iterator[Finding]:
    for question in library.questions.values():
        phrases = [{phrase.lower() for phrase in option.synonyms} for option in question.options]
        for phrase in sorted(_twice([phrase for own in phrases for phrase in own])):
            yield question, f'the synonym "{phrase}" is given for two options; keep it for one'


def _levels_are_in_order(library: Library) -> Iterator[Finding]:
    for model in library.maturity_models.values():
        numbers = [level.number for level in model.levels]
        if not numbers or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            yield model, f"its levels are numbered {numbers}; number them one after another"
        for dimension in model.dimensions:
            cells = [cell.level for cell in dimension.cells]
            if cells != sorted(set(cells)):
                yield model, f'the cells of "{dimension.id}" stand at levels {cells}; let them ascend'
            for level in sorted(set(cells).difference(numbers[1:])):
                yield model, f'a cell of "{dimension.id}" stands at level {level}; use a level above the lowest'
        for id in _twice([dimension.id for dimension in model.dimensions]):
            yield model, f'the dimension id "{id}" is used twice; rename one'


def _levels_can_be_reached(library: Library) -> Iterator[Finding]:
    """Holding just what a level asks for must lead to that level: not below it, and not past it."""
    for model in library.maturity_models.values():
        if not _can_be_scored(library, model):
            continue
        for level in model.levels:
            reached = _scored(library, model, model.dimensions, level.number)[""]
            if reached != level.number:
                yield model, f"level {level.number} cannot be the overall: its gates lead to {reached}; mend its cells"
        for dimension in model.dimensions:
            for number in [cell.level - 1 for cell in dimension.cells] + [model.top]:
                reached = _scored(library, model, [dimension], number)[dimension.id]
                if reached != number:
                    yield model, f'in "{dimension.id}" the gates to level {number} lead to {reached}; mend its cells'


def _can_be_scored(library: Library, model: MaturityModel) -> bool:
    return bool(model.levels and model.dimensions) and all(id in library.capabilities for id in _mentioned(model))


def _scored(library: Library, model: MaturityModel, dimensions: Sequence[Dimension], level: int) -> Mapping[str, int]:
    """The overall (under "") and each dimension's level of a team that holds just the gates up to a level."""
    gates = {id for dimension in dimensions for cell in dimension.cells if cell.level <= level for id in cell.gate}
    values: Values = {id: Value.HELD if id in gates else Value.NOT_HELD for id in library.capabilities}
    (found,) = place(replace(library, maturity_models={model.id: model}), values)
    return {"": found.overall.low, **{id: range.low for id, range in found.dimensions.items()}}


def _texts_fit(library: Library) -> Iterator[Finding]:
    for record in _records(library):
        for name, limit in LIMITS.get(type(record), {}).items():
            if len(getattr(record, name)) > limit:
                yield record, f'"{name}" has {len(getattr(record, name))} characters; {limit} fit, so shorten it'
    for question in library.questions.values():
        for option in question.options:
            for name, limit in OPTION_LIMITS.items():
                if len(getattr(option, name)) > limit:
                    yield question, f'"{name}" of the option "{option.id}" is over {limit} characters; shorten it'


def _twice(ids: Sequence[str]) -> list[str]:
    return [id for id, times in Counter(ids).items() if times > 1]


_RULES: tuple[Callable[[Library], Iterator[Finding]], ...] = (
    _cited_sources_exist,
    _everything_is_cited,
    _sources_are_used,
    _mentioned_capabilities_exist,
    _implies_runs_in_no_circle,
    _capabilities_are_served,
    _capabilities_can_be_told_both_ways,
    _options_have_ids_of_their_own,
    _options_say_something_of_their_own,
    _options_agree_with_what_they_imply,
    _synonyms_mean_one_option,
    _levels_are_in_order,
    _levels_can_be_reached,
    _texts_fit,
)
