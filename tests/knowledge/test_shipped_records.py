"""Every shipped record, one by one: sound, readable, answerable, and leading to every level of its scale."""

from collections import Counter
from itertools import product

import pytest

from knowledge.answers import Answer, findings, joined
from knowledge.library import Capability, MaturityModel, Option, Question, Step, Value
from knowledge.scoring import Range, place
from tests.knowledge.teams import HELD, LIBRARY, NOT_HELD, UNKNOWN, on

MODELS = list(LIBRARY.maturity_models.values())
REACHABLE = [(model, level.number) for model in MODELS for level in model.levels]
CELLS = [
    pytest.param(model, dimension.id, cell.level, cell.gate, id=f"{model.id}-{dimension.id}-{cell.level}")
    for model, dimension, cell in LIBRARY.cells()
]


def _named(record: object) -> str:
    return str(getattr(record, "id", record))


@pytest.mark.parametrize("capability", LIBRARY.capabilities.values(), ids=_named)
def test_a_capability_is_a_sentence_with_a_short_name(capability: Capability) -> None:
    assert capability.statement[0].isupper()
    assert capability.statement.endswith(".")
    assert not capability.short.endswith(".")
    assert len(capability.short) <= 75
    assert "\n" not in capability.statement + capability.short


@pytest.mark.parametrize("question", LIBRARY.questions.values(), ids=_named)
def test_a_question_asks_and_its_options_can_be_told_apart(question: Question) -> None:
    assert question.text.endswith("?")
    assert question.why.endswith(".")
    assert question.more.endswith(".")
    for said in ([one.label.lower() for one in question.options], [one.text.lower() for one in question.options]):
        assert max(Counter(said).values()) == 1
    assert all(one.synonyms for one in question.options)


@pytest.mark.parametrize("question", LIBRARY.questions.values(), ids=_named)
def test_an_option_does_not_give_away_its_level(question: Question) -> None:
    for option in question.options:
        words = f"{option.label} {option.text}".lower().replace("-", " ").split()
        assert not {"level", "stage", "mature", "maturity", "advanced"} & set(words)


@pytest.mark.parametrize("step", LIBRARY.steps.values(), ids=_named)
def test_a_step_says_all_of_what_who_why_and_how(step: Step) -> None:
    for text in (step.what, step.who, step.why, step.begin, step.find_out):
        assert text.endswith((".", "?")), text
        assert "\n" not in text
    assert not step.title.endswith(".")
    cited = {citation.source for citation in step.sources}
    assert cited & {citation.source for citation in LIBRARY.capabilities[step.capability].sources}


def _just_enough(model: MaturityModel, number: int) -> frozenset[str]:
    """What a team has that stands at a level of a scale and has nothing else."""
    gates = [id for one in model.dimensions for cell in one.cells if cell.level <= number for id in cell.gate]
    traits = [id for one in model.traits if one.level == number for id in one.capabilities]
    inputs = [id for rule in model.decision if rule.level == number for id in rule.any[:1]]
    return frozenset([*gates, *traits, *inputs, model.applies_if])


@pytest.mark.parametrize(("model", "number"), REACHABLE, ids=_named)
def test_every_level_can_be_a_team_s_overall(model: MaturityModel, number: int) -> None:
    held = _just_enough(model, number)
    found = on(model.id, {id: HELD if id in held else NOT_HELD for id in LIBRARY.capabilities})
    assert (found.applicable, found.overall, found.open_items) == (True, Range(number, number), ())


@pytest.mark.parametrize(("model", "dimension", "level", "gates"), CELLS)
def test_no_level_is_reached_without_each_of_its_gates(
    model: MaturityModel, dimension: str, level: int, gates: tuple[str, ...]
) -> None:
    for gate, lack in product(gates, (NOT_HELD, UNKNOWN)):
        values = {id: lack if id in LIBRARY.stronger[gate] else HELD for id in LIBRARY.capabilities}
        assert on(model.id, values).dimensions[dimension].low < level


MATURE = next(traits for traits in LIBRARY.maturity_models["microsoft_ai"].traits if traits.all_needed)


@pytest.mark.parametrize("trait", MATURE.capabilities)
@pytest.mark.parametrize("lack", [NOT_HELD, UNKNOWN])
def test_the_last_kind_is_not_reached_without_each_of_its_traits(trait: str, lack: Value) -> None:
    assert on("microsoft_ai", {id: lack if id == trait else HELD for id in LIBRARY.capabilities}).overall.low < 4


def _strength(option: Option) -> int:
    """How much holds if this option does."""
    held = [id for id, value in option.establishes.items() if value is HELD]
    return len(frozenset().union(*(LIBRARY.weaker[id] for id in held)))


def _answer(question: Question, best: bool) -> Answer:
    """The answer to a question that says most, or least."""
    if question.several:
        return Answer(question.id, joined(question, [one.id for one in question.options if best]))
    order = sorted(question.options, key=_strength)
    return Answer(question.id, order[-1 if best else 0].id)


@pytest.mark.parametrize(("best", "expected"), [(True, [4, 5, 4, 3, 3]), (False, [0, 0, 1, 1, 2])])
def test_some_answers_lead_to_the_top_and_some_to_the_bottom_without_contradiction(
    best: bool, expected: list[int]
) -> None:
    found = findings(LIBRARY, [_answer(question, best) for question in LIBRARY.questions.values()])
    assert found.contradictions == ()
    placements = place(LIBRARY, found.values)
    assert [one.overall.low for one in placements] == expected
    assert all(one.overall.determinate and not one.open_items for one in placements)


@pytest.mark.parametrize("question", [one for one in LIBRARY.questions.values() if one.several], ids=_named)
def test_a_box_of_a_checklist_says_one_thing_and_no_two_say_the_same(question: Question) -> None:
    said = [(id, value) for option in question.options for id, value in option.establishes.items()]
    assert len(said) == len(question.options) == len(question.capabilities)
    assert {value for _, value in said} == {HELD}


@pytest.mark.parametrize("capability", LIBRARY.capabilities.values(), ids=_named)
def test_a_capability_decides_something_or_is_for_the_advice_alone_and_never_both(capability: Capability) -> None:
    asked_only = {id for _, _, cell in LIBRARY.cells() for id in cell.asked}
    assert capability.informational != (capability.id in LIBRARY.deciding | asked_only)


def test_every_source_says_where_it_comes_from() -> None:
    for source in LIBRARY.sources.values():
        assert source.title
        assert source.authors
        assert not source.address or source.address.startswith("https://")
