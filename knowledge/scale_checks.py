"""Rules over scales: levels in order, every level reachable by some set of answers, and not without what it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from knowledge.answers import Answer, established, findings, joined
from knowledge.library import Library, MaturityModel, Question, Value, Values
from knowledge.record_checks import Finding, mentioned, twice
from knowledge.scoring import effective, place

Levels = Mapping[str, int]
"""The overall (under "") and each dimension's level."""


def scales_are_scored_one_way(library: Library) -> Iterator[Finding]:
    """A scale has gates, traits or a decision: exactly one of them; a decision ends in a rule for everybody."""
    for model in library.maturity_models.values():
        if sum(map(bool, (model.dimensions, model.traits, model.decision))) != 1:
            yield model, "must have exactly one of dimensions, traits and decision"
        if model.decision and (model.decision[-1].any or not all(rule.any for rule in model.decision[:-1])):
            yield model, 'the last rule of its decision, and only that, has no "any": it is for everybody else'
        for item in twice([item for traits in model.traits for item in traits.capabilities]):
            yield model, f'the trait "{item}" is counted for two levels; keep it for one'


def levels_are_in_order(library: Library) -> Iterator[Finding]:
    """Levels are numbered one after another, cells ascend, traits and rules name levels that exist."""
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
        for id in twice([dimension.id for dimension in model.dimensions]):
            yield model, f'the dimension id "{id}" is used twice; rename one'
        named = [traits.level for traits in model.traits] + [rule.level for rule in model.decision]
        if named and sorted(named) != numbers:
            yield model, f"its traits or rules speak for the levels {named}; give each level one of them"


def levels_can_be_reached(library: Library) -> Iterator[Finding]:
    """Some set of answers leads to each overall level and to each dimension's top of a run: not below it, not past it."""
    for model in library.maturity_models.values():
        if _can_be_scored(library, model):
            for dimension, level, held in _stands(model):
                reached = _answered(library, model, held)[dimension]
                if reached != level:
                    yield model, f"{_where(dimension, level)} cannot be reached: answers for it lead to {reached}"


def levels_need_what_they_ask(library: Library) -> Iterator[Finding]:
    """No level stands without any one of its gates (or all-needed traits), or without any of its other traits and inputs."""
    for model in library.maturity_models.values():
        if _can_be_scored(library, model):
            for dimension, level, held in _stands(model):
                for missing in _needed(model, dimension, level):
                    without = held - {other for item in missing for other in library.stronger[item]}
                    if _scored(library, model, _just(library, without))[dimension] == level:
                        yield model, f"{_where(dimension, level)} is reached without {' or '.join(sorted(missing))}"


def _where(dimension: str, level: int) -> str:
    return f'in "{dimension}" level {level}' if dimension else f"level {level}"


def _stands(model: MaturityModel) -> Iterator[tuple[str, int, frozenset[str]]]:
    """Every place to stand on a scale: the dimension ("" for the overall), its level, and what leads just there."""
    for level in model.levels:
        if model.dimensions:
            yield "", level.number, _gates(model, level.number)
        for traits in model.traits:
            if traits.level == level.number:
                yield "", level.number, frozenset(traits.capabilities)
        for rule in model.decision:
            if rule.level == level.number:
                yield "", level.number, frozenset(rule.any)
    for dimension in model.dimensions:
        for number in [cell.level - 1 for cell in dimension.cells] + [model.top]:
            yield dimension.id, number, _gates(model, number)


def _gates(model: MaturityModel, level: int) -> frozenset[str]:
    cells = (cell for dimension in model.dimensions for cell in dimension.cells if cell.level <= level)
    return frozenset(item for cell in cells for item in cell.gate)


def _needed(model: MaturityModel, dimension: str, level: int) -> Iterator[frozenset[str]]:
    """What a level may not do without: each of these sets."""
    for own in model.dimensions:
        for cell in own.cells:
            if dimension in ("", own.id) and cell.level <= level:
                yield from (frozenset([item]) for item in cell.gate)
    for traits in model.traits:
        if traits.level == level and traits.all_needed:
            yield from (frozenset([item]) for item in traits.capabilities)
        elif traits.level == level and level != model.levels[0].number:
            yield frozenset(traits.capabilities)
    for rule in model.decision:
        if rule.level == level and rule.any:
            yield frozenset(rule.any)


def _can_be_scored(library: Library, model: MaturityModel) -> bool:
    parts = (model.dimensions, model.traits, model.decision)
    known = all(id in library.capabilities for id in mentioned(model))
    return bool(model.levels) and sum(map(bool, parts)) == 1 and known


def _just(library: Library, held: frozenset[str]) -> Values:
    return {id: Value.HELD if id in held else Value.NOT_HELD for id in library.capabilities}


def _answered(library: Library, model: MaturityModel, held: frozenset[str]) -> Levels:
    """Where answers lead that say just this, as far as the options can say it."""
    wanted = _just(library, held)
    mine = [question for question in library.questions.values() if question.capabilities.intersection(mentioned(model))]
    answers = [Answer(question.id, _nearest(library, question, wanted, set(mentioned(model)))) for question in mine]
    return _scored(library, model, findings(library, answers).values)


def _nearest(library: Library, question: Question, wanted: Values, mind: set[str]) -> str:
    """The choice that says what is wanted of the capabilities that the scale minds, whatever it says of others."""
    if question.several:
        return joined(
            question, [one.id for one in question.options if all(wanted[id] is Value.HELD for id in one.establishes)]
        )

    def wrong(choice: str) -> int:
        said = effective(library, established(library, question, choice))
        minded = [id for id in question.capabilities & mind if said[id] is not wanted[id]]
        return sum(1 if said[id] is Value.UNKNOWN else 2 for id in minded)

    return min((option.id for option in question.options), key=wrong)


def _scored(library: Library, model: MaturityModel, values: Values) -> Levels:
    (found,) = place(replace(library, maturity_models={model.id: model}), values)
    return {"": found.overall.low, **{id: range.low for id, range in found.dimensions.items()}}


RULES = (
    scales_are_scored_one_way,
    levels_are_in_order,
    levels_can_be_reached,
    levels_need_what_they_ask,
)
