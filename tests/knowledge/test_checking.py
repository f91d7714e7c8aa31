"""The checks over a whole library: each way to break it is told, with the record, its place and a remedy."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from conversations.flow import RESERVED as BUTTONS
from knowledge.checking import problems
from knowledge.library import Duty, Library, Option, Rule, Source, Traits, Value
from knowledge.loading import shipped
from knowledge.record_checks import RESERVED
from knowledge.text_checks import LONGEST_SENTENCE

LIBRARY = shipped()


def _with(kind: str, id: str, **changes: Any) -> Library:
    """The shipped library with one record changed."""
    records: Mapping[str, Any] = getattr(LIBRARY, kind)
    changed: dict[str, Any] = {kind: {**records, id: replace(records[id], **changes)}}
    return replace(LIBRARY, **changed)


def _without(kind: str, id: str) -> Library:
    changed: dict[str, Any] = {kind: {key: value for key, value in getattr(LIBRARY, kind).items() if key != id}}
    return replace(LIBRARY, **changed)


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


def _traits(at: int, **changes: Any) -> Library:
    """The shipped library with the traits of one level changed."""
    traits = [replace(one, **changes) if place == at else one for place, one in enumerate(_TRAITS)]
    return _with("maturity_models", "microsoft_ai", traits=tuple(traits))


_OPTIONS = LIBRARY.questions["experiments"].options
_BOXES = LIBRARY.questions["people_and_data"].options
_TRAITS: tuple[Traits, ...] = LIBRARY.maturity_models["microsoft_ai"].traits
_TOPIC = next(iter(LIBRARY.topics))
_RULES = LIBRARY.maturity_models["need"].decision
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
    ("no question asks", _without("questions", "ml_language"), "Capability/shared_ml_language", "no question asks"),
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
        _options("it_stakeholders", "no", establishes={"it_involved": Value.UNKNOWN}),
        "Capability/it_involved",
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
    ("yes_no without yes", _options("it_stakeholders", "yes", id="yep"), "Question/it_stakeholders", "is yes_no"),
    (
        "a checklist that is yes_no as well",
        _with("questions", "it_stakeholders", several=True),
        "Question/it_stakeholders",
        "cannot be yes_no as well",
    ),
    (
        "a checklist with more boxes than Slack takes",
        _with("questions", "people_and_data", options=(*_BOXES, replace(_BOXES[0], id="eleventh"))),
        "Question/people_and_data",
        "10 boxes at most",
    ),
    (
        "a box that says that something is lacking",
        _options("many_models", "often", establishes={"retrained_and_redeployed_often": Value.NOT_HELD}),
        "Question/many_models",
        'the box "often" must make all it names held',
    ),
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
            "who_releases",
            "engineering_team",
            establishes={"release_managed_by_engineers": Value.HELD, "release_beyond_the_maker": Value.NOT_HELD},
        ),
        "Question/who_releases",
        "which it implies",
    ),
    (
        "a synonym twice, whatever its case",
        _options("experiments", "some_runs", synonyms=("MLflow",)),
        "Question/experiments",
        '"mlflow" is given for two options',
    ),
    (
        "a trait's capability is missing",
        _traits(0, capabilities=("nix",)),
        "MaturityModel/microsoft_ai",
        'names the capability "nix"',
    ),
    (
        "an input's capability is missing",
        _with("maturity_models", "need", decision=(replace(_RULES[0], any=("nix",)), *_RULES[1:])),
        "MaturityModel/need",
        'names the capability "nix"',
    ),
    (
        "a role's capability is missing",
        _with("roles", "data_engineer", called_for_by=("nix",)),
        "Role/data_engineer",
        'names the capability "nix"',
    ),
    ("a topic cites nothing", _with("topics", _TOPIC, sources=()), f"Topic/{_TOPIC}", "cites nothing"),
    ("a role cites nothing", _with("roles", "data_engineer", sources=()), "Role/data_engineer", "cites nothing"),
    (
        "informational, though a scale uses it",
        _with("capabilities", "cloud_ide", informational=True),
        "Capability/cloud_ide",
        "is marked informational, but",
    ),
    (
        "used by no scale, and not informational",
        _with("capabilities", "data_scientist_role", informational=False),
        "Capability/data_scientist_role",
        "no maturity model uses it",
    ),
    (
        "a role covers what is nobody's duty",
        _with("roles", "ml_engineer", also=("nix",)),
        "Role/ml_engineer",
        '"also" names "nix"',
    ),
    (
        "a role covers a duty of its own",
        _with("roles", "ml_engineer", also=("builds_ml_infrastructure",)),
        "Role/ml_engineer",
        '"also" names "builds_ml_infrastructure"',
    ),
    (
        "a duty of two roles",
        _with("roles", "ml_engineer", duties=(Duty("designs_architecture", "Designs it"),)),
        "Role/ml_engineer",
        'the duty id "designs_architecture" is used twice',
    ),
    (
        "a scale that is scored in two ways",
        _with("maturity_models", "need", dimensions=LIBRARY.maturity_models["makinen"].dimensions),
        "MaturityModel/need",
        "exactly one of dimensions, traits and decision",
    ),
    (
        "a scale that is not scored at all",
        _with("maturity_models", "need", decision=()),
        "MaturityModel/need",
        "exactly one of dimensions, traits and decision",
    ),
    (
        "a decision that leaves somebody out",
        _with("maturity_models", "need", decision=(*_RULES[:2], replace(_RULES[2], any=("cloud_ide",)))),
        "MaturityModel/need",
        "it is for everybody else",
    ),
    (
        "a rule that nobody comes to",
        _with("maturity_models", "need", decision=(_RULES[0], Rule(1), _RULES[2])),
        "MaturityModel/need",
        "it is for everybody else",
    ),
    (
        "a trait of two levels",
        _traits(1, capabilities=_TRAITS[2].capabilities),
        "MaturityModel/microsoft_ai",
        "is counted for two levels",
    ),
    ("traits of no level", _traits(1, level=7), "MaturityModel/microsoft_ai", "speak for the levels [4, 7, 2, 3]"),
    (
        "a level that no answers lead to",
        _options(
            "retraining",
            "metrics_start",
            establishes={"metrics_trigger_retraining": Value.HELD, "training_pipeline": Value.NOT_HELD},
        ),
        "MaturityModel/azure",
        'in "model_creation" level 4 cannot be reached',
    ),
    (
        "a level that needs nothing of what it asks for",
        _with("maturity_models", "need", decision=(*_RULES[:2], replace(_RULES[2], level=3))),
        "MaturityModel/need",
        "level 3 is reached without ai_wanted_in_key_systems or self_retraining_models_wanted",
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
        'in "who" level 3 cannot be reached: answers for it lead to 4',
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
        "level 4 cannot be reached",
    ),
    ("a question too long", _with("questions", "experiments", text="x" * 151), "Question/experiments", "150 fit"),
    ("a why too long", _with("questions", "experiments", why="x" * 121), "Question/experiments", "120 fit"),
    ("a more too long", _with("questions", "experiments", more="x" * 451), "Question/experiments", "450 fit"),
    ("a label too long", _options("experiments", "some_runs", label="x" * 71), "Question/experiments", "is over 70"),
    ("a step too long", _with("steps", "agree_on_ml_words", begin="x" * 301), "Step/agree_on_ml_words", "300 fit"),
    ("a topic too long", _with("topics", _TOPIC, text="x" * 901), f"Topic/{_TOPIC}", "900 fit"),
    ("a role too long", _with("roles", "ml_engineer", if_alone="x" * 301), "Role/ml_engineer", "300 fit"),
    ("a scale too long", _with("maturity_models", "need", asks="x" * 121), "MaturityModel/need", "120 fit"),
    (
        "a sentence that must be read twice",
        _with("topics", _TOPIC, text=f"Short. {'word ' * LONGEST_SENTENCE}more."),
        f"Topic/{_TOPIC}",
        f"a sentence has {LONGEST_SENTENCE + 1} words",
    ),
    (
        "jargon that nothing explains",
        _with("steps", "agree_on_ml_words", what="Agree on the XQZ of it."),
        "Step/agree_on_ml_words",
        '"XQZ" is explained by no topic',
    ),
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


@pytest.mark.parametrize(
    "text", ["Agree on the XQZ (exact quick zones) of it.", "Agree on quick zones (XQZ) of it.", "The MLOps of it."]
)
def test_jargon_may_stand_that_is_written_out_or_that_a_topic_explains(text: str) -> None:
    assert problems(_with("steps", "agree_on_ml_words", what=text)) == []


def test_a_sentence_may_be_as_long_as_the_longest() -> None:
    text = f"{'word ' * (LONGEST_SENTENCE - 1)}word. Short."
    assert problems(_with("topics", _TOPIC, text=text)) == []


def test_an_empty_box_of_a_checklist_says_that_something_is_lacking() -> None:
    question = LIBRARY.questions["people_and_data"]
    assert all(value is Value.HELD for option in question.options for value in option.establishes.values())
    assert problems(LIBRARY) == []
    several = [one for one in problems(_with("questions", question.id, several=False)) if "is lacking" in one.text]
    assert len(several) == len(question.capabilities)


def test_the_reserved_ids_are_those_of_the_conversation() -> None:
    assert RESERVED == BUTTONS


def test_a_problem_reads_as_one_line_with_place_record_and_remedy() -> None:
    (problem,) = problems(_with("steps", "agree_on_ml_words", sources=()))
    place = LIBRARY.places["Step/agree_on_ml_words"]
    assert str(problem) == f'{place}: step "agree_on_ml_words": cites nothing; say under sources where it comes from'
