"""The checks over a whole library: each way to break it is told, with the record, its place and a remedy."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from conversations.flow import RESERVED as BUTTONS
from knowledge.checking import RESERVED, problems
from knowledge.library import Library, Option, Source, Value
from knowledge.loading import shipped

LIBRARY = shipped()


def _with(kind: str, id: str, **changes: Any) -> Library:
    """The shipped library with one record changed."""
    records: Mapping[str, Any] = getattr(LIBRARY, kind)
    return replace(LIBRARY, **{kind: {**records, id: replace(records[id], **changes)}})


def _without(kind: str, id: str) -> Library:
    return replace(LIBRARY, **{kind: {key: value for key, value in getattr(LIBRARY, kind).items() if key != id}})


def _options(question: str, option: str, **changes: Any) -> Library:
    """The shipped library with one option changed."""
    changed = [replace(one, **changes) if one.id == option else one for one in LIBRARY.questions[question].options]
    return _with("questions", question, options=tuple(changed))


def _cells(model: str, dimension: str, at: int, **changes: Any) -> Library:
    """The shipped library with the cell of a dimension at level `at` changed."""
    scale = LIBRARY.maturity_models[model]
    dimensions = [
        replace(one, cells=tuple(replace(cell, **changes) if cell.level == at else cell for cell in one.cells))
        if one.id == dimension
        else one
        for one in scale.dimensions
    ]
    return _with("maturity_models", model, dimensions=tuple(dimensions))


def _levels(model: str, at: int, **changes: Any) -> Library:
    scale = LIBRARY.maturity_models[model]
    levels = tuple(replace(level, **changes) if level.number == at else level for level in scale.levels)
    return _with("maturity_models", model, levels=levels)


_PEOPLE2 = "ds_de_work_together"
_OPTIONS = LIBRARY.questions["experiments"].options
BROKEN: list[tuple[str, Library, str, str]] = [
    ("a cited source is missing", _without("sources", "ml_op_shop"), "Capability/cloud_ide", 'cites "ml_op_shop"'),
    ("nothing is cited", _with("steps", "agree_on_ml_words", sources=()), "Step/agree_on_ml_words", "cites nothing"),
    ("a level is not cited", _levels("azure", 2, sources=()), "MaturityModel/azure", "level 2 cites nothing"),
    (
        "a source is never cited",
        replace(LIBRARY, sources={**LIBRARY.sources, "x": Source("x", "X", "X", "2020")}),
        "Source/x",
        "no record cites it",
    ),
    (
        "an implied one is missing",
        _with("capabilities", "cloud_ide", implies=("nix",)),
        "Capability/cloud_ide",
        '"nix"',
    ),
    ("a step's is missing", _with("steps", "agree_on_ml_words", capability="nix"), "Step/agree_on_ml_words", '"nix"'),
    ("a gate is missing", _cells("azure", "people", at=2, gate=("nix",)), "MaturityModel/azure", '"nix"'),
    ("applies_if is missing", _with("maturity_models", "azure", applies_if="nix"), "MaturityModel/azure", '"nix"'),
    (
        "an option's is missing",
        _options("experiments", "shared_place", establishes={"nix": Value.HELD}),
        "Question/experiments",
        '"nix"',
    ),
    (
        "implies runs in a circle",
        _with("capabilities", "release_beyond_the_maker", implies=("release_managed_by_cicd",)),
        "Capability/release_managed_by_engineers",
        "implies itself",
    ),
    ("no question asks", _without("questions", "cloud_tools"), "Capability/cloud_ide", "no question asks"),
    (
        "no scale uses it",
        _cells("ml_op_shop", "what", at=3, asked=()),
        "Capability/cloud_ide",
        "no maturity model uses",
    ),
    ("no step makes it held", _without("steps", "agree_on_ml_words"), "Capability/shared_ml_language", "has 0 steps"),
    (
        "two steps make it held",
        _with("steps", "agree_on_ml_words", capability="cloud_ide"),
        "Capability/cloud_ide",
        "has 2 steps",
    ),
    (
        "nobody can say that it is held",
        _options("experiments", "shared_place", establishes={"experiments_tracked": Value.PARTLY}),
        "Capability/experiments_tracked",
        "says that it is held",
    ),
    (
        "nobody can say that it is lacking",
        _options("cloud_tools", "no", establishes={"cloud_ide": Value.UNKNOWN}),
        "Capability/cloud_ide",
        "says that it is lacking",
    ),
    (
        "one option only",
        _with("questions", "experiments", options=_OPTIONS[:1]),
        "Question/experiments",
        "fewer than two",
    ),
    ("an option twice", _options("experiments", "some_runs", id="not_shared"), "Question/experiments", "used twice"),
    ("a reserved option", _options("experiments", "some_runs", id="pause"), "Question/experiments", "the bot's own"),
    ("yes_no without yes", _options("cloud_tools", "yes", id="yep"), "Question/cloud_tools", "is yes_no"),
    (
        "nothing said",
        _options("experiments", "some_runs", establishes={}),
        "Question/experiments",
        "establishes nothing",
    ),
    (
        "two options affirm the same",
        _options("experiments", "some_runs", establishes={"experiments_tracked": Value.HELD}),
        "Question/experiments",
        "establish the same",
    ),
    (
        "an option holds the stronger but not the weaker",
        _options(
            "model_tests",
            "every_release",
            establishes={"tests_per_model_release": Value.HELD, "model_integration_tests": Value.NOT_HELD},
        ),
        "Question/model_tests",
        "which it implies",
    ),
    (
        "a synonym twice, whatever its case",
        _options("experiments", "some_runs", synonyms=("MLflow",)),
        "Question/experiments",
        '"mlflow" is given for two options',
    ),
    ("a level number left out", _levels("azure", 3, number=5), "MaturityModel/azure", "number them one after another"),
    ("a cell at no level", _cells("azure", "people", at=4, level=7), "MaturityModel/azure", "stands at level 7"),
    (
        "a cell at the lowest level",
        _cells("azure", "people", at=2, level=0),
        "MaturityModel/azure",
        "stands at level 0",
    ),
    ("cells that descend", _cells("azure", "people", at=2, level=4), "MaturityModel/azure", "let them ascend"),
    (
        "a level that nobody can stay at",
        _cells("ml_op_shop", "who", at=4, gate=("domain_data_scientist",)),
        "MaturityModel/ml_op_shop",
        'in "who" the gates to level 3 lead to 4',
    ),
    (
        "an overall that nobody can have",
        replace(
            LIBRARY,
            capabilities={
                **LIBRARY.capabilities,
                **{
                    id: replace(LIBRARY.capabilities[id], implies=("leaders_spread_ml", "center_of_excellence"))
                    for id in ("ml_engineers", "cicd_for_ml")
                },
            },
        ),
        "MaturityModel/ml_op_shop",
        "level 4 cannot be the overall",
    ),
    ("a question too long", _with("questions", "experiments", text="x" * 151), "Question/experiments", "150 fit"),
    ("a why too long", _with("questions", "experiments", why="x" * 121), "Question/experiments", "120 fit"),
    ("a more too long", _with("questions", "experiments", more="x" * 401), "Question/experiments", "400 fit"),
    ("a label too long", _options("experiments", "some_runs", label="x" * 71), "Question/experiments", "is over 70"),
    ("a step too long", _with("steps", "agree_on_ml_words", begin="x" * 301), "Step/agree_on_ml_words", "300 fit"),
    (
        "a statement too long",
        _with("capabilities", "cloud_ide", statement="x" * 251),
        "Capability/cloud_ide",
        "250 fit",
    ),
]


def test_the_shipped_library_has_no_problems() -> None:
    assert problems(LIBRARY) == []


@pytest.mark.parametrize(("library", "record", "text"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_broken_library_is_told_with_record_and_place(library: Library, record: str, text: str) -> None:
    found = [problem for problem in problems(library) if text in problem.text and record.split("/")[1] in problem.text]
    assert found, problems(library)
    assert LIBRARY.places.get(record, "knowledge") in [problem.place for problem in found]


def test_several_problems_come_at_once_in_the_order_of_the_files() -> None:
    library = replace(
        _with("questions", "experiments", text="x" * 151),
        capabilities=_with("capabilities", "cloud_ide", implies=("nix",)).capabilities,
        steps=_with("steps", "agree_on_ml_words", capability="nix", sources=()).steps,
    )
    found = problems(library)
    places = [(problem.place.split(":")[0], int(problem.place.split(":")[1])) for problem in found]
    assert places == sorted(places)
    assert len({place for place, _ in places}) >= 3


def test_two_options_may_deny_the_same_in_different_words() -> None:
    denials = tuple(Option(id, id, id, {"experiments_tracked": Value.NOT_HELD}) for id in ("lost", "in_my_head"))
    assert problems(_with("questions", "experiments", options=(*_OPTIONS, *denials))) == []


def test_the_reserved_ids_are_those_of_the_conversation() -> None:
    assert RESERVED == BUTTONS


def test_a_problem_reads_as_one_line_with_place_record_and_remedy() -> None:
    (problem,) = problems(_with("steps", "agree_on_ml_words", sources=()))
    place = LIBRARY.places["Step/agree_on_ml_words"]
    assert str(problem) == f'{place}: step "agree_on_ml_words": cites nothing; say under sources where it comes from'
