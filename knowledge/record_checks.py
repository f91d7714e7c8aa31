"""Rules over single records and what they name: ids exist, everything is cited, asked, used and advised on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from knowledge.answers import EXTRA_OPTIONS
from knowledge.library import (
    Capability,
    Citation,
    Library,
    MaturityModel,
    Question,
    Role,
    Source,
    Step,
    Topic,
    Value,
)

Record = Source | Capability | Question | MaturityModel | Step | Topic | Role
Cited = Capability | Question | MaturityModel | Step | Topic | Role
Finding = tuple[Record, str]

RESERVED = frozenset({"back", "skip", "pause", "more", "done", "right", "wrong", "as_before", *EXTRA_OPTIONS})
"""Ids of buttons that a conversation adds to every question; no option may use them."""


def records(library: Library) -> Iterator[Cited]:
    """Every record that states something and cites where it comes from."""
    yield from library.capabilities.values()
    yield from library.questions.values()
    yield from library.maturity_models.values()
    yield from library.steps.values()
    yield from library.topics.values()
    yield from library.roles.values()


def mentioned(record: Record) -> Iterator[str]:
    """Every capability id that a record names."""
    match record:
        case Capability():
            yield from record.implies
        case Question():
            yield from (id for option in record.options for id in option.establishes)
        case Step():
            yield record.capability
        case Role():
            yield from (record.capability, *record.filled_by, *record.called_for_by)
        case MaturityModel():
            yield from (
                id for dimension in record.dimensions for cell in dimension.cells for id in cell.gate + cell.asked
            )
            yield from (id for traits in record.traits for id in traits.capabilities)
            yield from (id for rule in record.decision for id in rule.any)
            yield from [record.applies_if] if record.applies_if else []


def twice(ids: Sequence[str]) -> list[str]:
    """What stands in a list more than once."""
    return [id for id, times in Counter(ids).items() if times > 1]


def _citations(record: Cited) -> tuple[Citation, ...]:
    levels = record.levels if isinstance(record, MaturityModel) else ()
    return (*record.sources, *(citation for level in levels for citation in level.sources))


def cited_sources_exist(library: Library) -> Iterator[Finding]:
    """No citation of a source that sources.yaml does not have."""
    for record in records(library):
        for citation in _citations(record):
            if citation.source not in library.sources:
                yield record, f'cites "{citation.source}", which sources.yaml does not have; add it or correct the id'


def everything_is_cited(library: Library) -> Iterator[Finding]:
    """Every record, and every level of a scale, says where it comes from."""
    for record in records(library):
        if not record.sources:
            yield record, "cites nothing; say under sources where it comes from"
        for level in record.levels if isinstance(record, MaturityModel) else ():
            if not level.sources:
                yield record, f"level {level.number} cites nothing; say under its sources where it comes from"


def sources_are_used(library: Library) -> Iterator[Finding]:
    """Every source is cited by some record."""
    cited = {citation.source for record in records(library) for citation in _citations(record)}
    for source in library.sources.values():
        if source.id not in cited:
            yield source, "no record cites it; cite it or remove it"


def mentioned_capabilities_exist(library: Library) -> Iterator[Finding]:
    """Every capability that a record names is in the library."""
    for record in records(library):
        for id in dict.fromkeys(mentioned(record)):
            if id not in library.capabilities:
                yield record, f'names the capability "{id}", which does not exist; add it or correct the id'


def implies_runs_in_no_circle(library: Library) -> Iterator[Finding]:
    """No capability implies itself."""
    for capability in library.capabilities.values():
        if any(capability.id in library.weaker.get(id, ()) for id in capability.implies):
            yield capability, "implies itself, maybe through others; take one link of the circle out"


def capabilities_are_served(library: Library) -> Iterator[Finding]:
    """Every capability is asked about, used by a scale or informational, and advised on by one step."""
    asked = {id for question in library.questions.values() for id in mentioned(question)}
    used = {id for model in library.maturity_models.values() for id in mentioned(model)}
    steps = Counter(step.capability for step in library.steps.values())
    for capability in library.capabilities.values():
        if capability.id not in asked:
            yield capability, "no question asks about it; let an option establish it"
        if capability.id not in used and not capability.informational:
            yield capability, "no maturity model uses it; put it in a scale, mark it informational or remove it"
        if capability.id in used and capability.informational:
            yield capability, "is marked informational, but a maturity model uses it; take one of the two away"
        if steps[capability.id] != 1:
            yield capability, f"has {steps[capability.id]} steps; write exactly one that advises on it"


def capabilities_can_be_told_both_ways(library: Library) -> Iterator[Finding]:
    """Some option says that a capability is held, and some that it is lacking; of a checklist, a box left alone does."""
    said: set[tuple[str, bool]] = set()
    for question in library.questions.values():
        for option in question.options:
            said |= {(id, value is Value.HELD) for id, value in option.establishes.items() if _tells(value)}
        said |= {(id, False) for id in question.capabilities if question.several}
    asked = {id for question in library.questions.values() for id in question.capabilities}
    for capability in library.capabilities.values():
        for held, words in ((True, "is held"), (False, "is lacking")):
            if capability.id in asked and (capability.id, held) not in said:
                yield capability, f"no option of any question says that it {words}; let one say so"


def _tells(value: Value) -> bool:
    return value is Value.HELD or value.lacking


def options_have_ids_of_their_own(library: Library) -> Iterator[Finding]:
    """Ids of options are distinct, not the bot's own, and at least two."""
    for question in library.questions.values():
        ids = [option.id for option in question.options]
        if len(ids) < 2:
            yield question, "has fewer than two options; offer at least two"
        for id in twice(ids):
            yield question, f'the option id "{id}" is used twice; rename one'
        for id in sorted(RESERVED.intersection(ids)):
            yield question, f'the option id "{id}" is the bot\'s own; choose another'
        if question.yes_no and sorted(ids) != ["no", "yes"]:
            yield question, 'is yes_no, so its options must be "yes" and "no"; correct them or remove yes_no'
        if question.several and (question.yes_no or len(ids) > MOST_BOXES):
            yield question, f"is a checklist: it cannot be yes_no as well, and Slack takes {MOST_BOXES} boxes at most"


MOST_BOXES = 10


def options_say_something_of_their_own(library: Library) -> Iterator[Finding]:
    """Every option changes something. Two may deny the same (there are many ways to lack a thing) but not affirm the
    same, unless they only serve the advice."""
    for question in library.questions.values():
        decides = not question.capabilities.isdisjoint(library.deciding)
        for option in question.options:
            if not option.establishes:
                yield question, f'the option "{option.id}" establishes nothing; say what it makes held or not held'
            if question.several and set(option.establishes.values()) != {Value.HELD}:
                yield question, f'the box "{option.id}" must make all it names held; what is left unticked is not'
        for one, other in combinations(question.options, 2):
            affirms = any(not value.lacking for value in one.establishes.values())
            if decides and affirms and one.establishes == other.establishes:
                yield question, f'the options "{one.id}" and "{other.id}" establish the same; tell them apart'


def options_agree_with_what_they_imply(library: Library) -> Iterator[Finding]:
    """No option holds a capability and lacks a weaker one."""
    for question in library.questions.values():
        for option in question.options:
            held = [id for id, value in option.establishes.items() if value is Value.HELD]
            for id in held:
                for weaker in sorted(library.weaker.get(id, ())):
                    if option.establishes.get(weaker, Value.UNKNOWN).lacking:
                        yield question, f'the option "{option.id}" holds {id} but not {weaker}, which it implies'


def synonyms_mean_one_option(library: Library) -> Iterator[Finding]:
    """No phrase stands for two options of one question."""
    for question in library.questions.values():
        phrases = [{phrase.lower() for phrase in option.synonyms} for option in question.options]
        for phrase in sorted(twice([phrase for own in phrases for phrase in own])):
            yield question, f'the synonym "{phrase}" is given for two options; keep it for one'


def roles_hold_together(library: Library) -> Iterator[Finding]:
    """Duties have ids of their own, and what a role covers as well is another role's duty."""
    duties = {duty.id: role.id for role in library.roles.values() for duty in role.duties}
    for id in twice([duty.id for role in library.roles.values() for duty in role.duties]):
        yield library.roles[duties[id]], f'the duty id "{id}" is used twice; rename one'
    for role in library.roles.values():
        for id in role.also:
            if duties.get(id, role.id) == role.id:
                yield role, f'"also" names "{id}", which is no duty of another role; correct the id'


RULES = (
    cited_sources_exist,
    everything_is_cited,
    sources_are_used,
    mentioned_capabilities_exist,
    implies_runs_in_no_circle,
    capabilities_are_served,
    capabilities_can_be_told_both_ways,
    options_have_ids_of_their_own,
    options_say_something_of_their_own,
    options_agree_with_what_they_imply,
    synonyms_mean_one_option,
    roles_hold_together,
)
