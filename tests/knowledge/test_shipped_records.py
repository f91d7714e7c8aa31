"""Every shipped record, one by one: sound, readable, answerable, and reaching every level of its scale."""

from collections import Counter
from itertools import product

import pytest

from knowledge.answers import Answer, findings
from knowledge.library import Capability, MaturityModel, Option, Question, Step
from knowledge.scoring import place
from tests.knowledge.teams import HELD, LIBRARY, NOT_HELD, UNKNOWN

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


@pytest.mark.parametrize(("model", "number"), REACHABLE, ids=_named)
def test_every_level_can_be_a_team_s_overall(model: MaturityModel, number: int) -> None:
    gates = {
        id
        for _, dimension, cell in LIBRARY.cells()
        for id in cell.gate
        if dimension in model.dimensions and cell.level <= number
    }
    values = {id: HELD if id in gates | {model.applies_if} else NOT_HELD for id in LIBRARY.capabilities}
    (found,) = [one for one in place(LIBRARY, values) if one.maturity_model == model.id]
    assert (found.applicable, found.overall.low, found.overall.high) == (True, number, number)


@pytest.mark.parametrize(("model", "dimension", "level", "gates"), CELLS)
def test_no_level_is_reached_without_each_of_its_gates(
    model: MaturityModel, dimension: str, level: int, gates: tuple[str, ...]
) -> None:
    for gate, lack in product(gates, (NOT_HELD, UNKNOWN)):
        values = {id: lack if id in LIBRARY.stronger[gate] else HELD for id in LIBRARY.capabilities}
        (found,) = [one for one in place(LIBRARY, values) if one.maturity_model == model.id]
        assert found.dimensions[dimension].low < level


def _strength(option: Option) -> int:
    """How much holds if this option does."""
    held = [id for id, value in option.establishes.items() if value is HELD]
    return len(frozenset().union(*(LIBRARY.weaker[id] for id in held)))


def test_some_answers_lead_to_the_top_and_some_to_the_bottom_without_contradiction() -> None:
    for best, expected in ((True, [4, 5]), (False, [0, 0])):
        answers = []
        for question in LIBRARY.questions.values():
            order = sorted(question.options, key=_strength)
            answers.append(Answer(question.id, order[-1 if best else 0].id))
        found = findings(LIBRARY, answers)
        assert found.contradictions == ()
        placements = place(LIBRARY, found.values)
        assert [one.overall.low for one in placements] == expected
        assert all(one.overall.determinate for one in placements)


def test_every_source_says_where_it_comes_from() -> None:
    for source in LIBRARY.sources.values():
        assert source.title
        assert source.authors
        assert not source.address or source.address.startswith("https://")
