"""Flows: the shipped one is sound, and each way to break one is named with flow and state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conversations import flow
from conversations.flow import RESERVED, Flow, State, Transition
from knowledge.answers import EXTRA_OPTIONS
from knowledge.strict_yaml import ProblemsFound
from tests.conversations.talking import FLOW, LIBRARY


def put(broken: State) -> Flow:
    """The shipped flow with one state replaced."""
    return replace(FLOW, states=tuple(broken if state.id == broken.id else state for state in FLOW.states))


def state(id: str) -> State:
    found = FLOW.state(id)
    assert found
    return found


def texts(broken: Flow) -> list[str]:
    return [problem.text for problem in flow.problems(broken, LIBRARY)]


def test_the_shipped_flows_have_no_problems() -> None:
    for shipped in flow.shipped().values():
        assert flow.problems(shipped, LIBRARY) == []


def two_choices(*choices: Transition) -> State:
    return replace(state("opening"), choices=(*state("opening").choices, *choices))


BROKEN: dict[str, tuple[Callable[[], Flow], str, str]] = {
    "a missing start": (lambda: replace(FLOW, start="hello"), "hello", "has no such state"),
    "a choice to nowhere": (
        lambda: put(two_choices(Transition("x", "X", "moon"))),
        "opening",
        '"moon", which does not',
    ),
    "a next that is nowhere": (
        lambda: put(replace(state("product"), next="moon")),
        "product",
        '"moon", which does not',
    ),
    "a check-in that begins nowhere": (lambda: replace(FLOW, check_in="hello"), "hello", "has no such state"),
    "a check-in that comes to no result": (
        lambda: put(replace(state("again"), next="again")),
        "again",
        "no result can be reached",
    ),
    "a state that only a check-in led to": (lambda: replace(FLOW, check_in=""), "again", "cannot be reached"),
    "an unreachable state": (
        lambda: replace(FLOW, states=(*FLOW.states, State("island", "words", "Hm?", next="result"))),
        "island",
        "cannot be reached",
    ),
    "no result in reach": (
        lambda: put(replace(state("questions"), next="opening")),
        "opening",
        "no result can be reached",
    ),
    "no result at all": (
        lambda: put(replace(state("result"), kind="choice", text="Done?")),
        "opening",
        "no result can be reached",
    ),
    "the same id twice": (lambda: replace(FLOW, states=(*FLOW.states, state("further"))), "further", "used twice"),
    "a choice with one way": (
        lambda: put(replace(state("opening"), choices=state("opening").choices[:1])),
        "opening",
        "two choices or more",
    ),
    "a choice without text": (lambda: put(replace(state("opening"), text="")), "opening", 'needs "text"'),
    "words without text": (lambda: put(replace(state("product"), text="")), "product", 'needs "text"'),
    "words without a way on": (lambda: put(replace(state("product"), next="")), "product", 'needs "next"'),
    "questions without a way on": (lambda: put(replace(state("further"), next="")), "further", 'needs "next"'),
    "questions that ask nothing": (
        lambda: put(replace(state("further"), ask="")),
        "further",
        '"ask" (placing, advice or again)',
    ),
    "a choice that asks": (
        lambda: put(replace(state("opening"), ask="placing")),
        "opening",
        '"ask" (placing, advice or again)',
    ),
    "an unknown first question": (
        lambda: put(replace(state("questions"), first=("ml_situation", "shoe_size"))),
        "questions",
        'the question "shoe_size" does not exist',
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_flow_is_told_with_flow_and_state(case: str) -> None:
    broken, where, what = BROKEN[case]
    found = [text for text in texts(broken()) if what in text]
    assert found, texts(broken())
    assert all(text.startswith(f"flow assessment, state {where}: ") for text in found)


@pytest.mark.parametrize("id", sorted(RESERVED))
def test_a_choice_may_not_take_a_button_of_the_engine(id: str) -> None:
    (text,) = texts(put(two_choices(Transition(id, "X", "questions"))))
    assert text == f'flow assessment, state opening: the choice id "{id}" is reserved'


def test_every_option_that_the_bot_adds_is_reserved() -> None:
    assert set(EXTRA_OPTIONS) <= RESERVED


def test_no_shipped_question_uses_a_reserved_option() -> None:
    used = {option.id for question in LIBRARY.questions.values() for option in question.options}
    assert not used & RESERVED


def test_all_problems_come_at_once() -> None:
    broken = put(replace(state("product"), text="", next="moon"))
    assert len(texts(replace(broken, states=(*broken.states, state("further"))))) >= 3


def test_a_problem_names_the_file() -> None:
    (problem, *_) = flow.problems(put(replace(state("product"), text="")), LIBRARY)
    assert "conversations/flows/assessment.yaml" in str(problem)


# Reading

GOOD = """\
id: small
version: 2
start: ask
states:
  - id: ask
    kind: questions
    ask: placing
    next: done
  - id: done
    kind: result
"""


def load(folder: Path, text: str) -> Flow:
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    return flow.load(folder)["small"]


def test_a_flow_is_read_from_yaml(tmp_path: Path) -> None:
    small = load(tmp_path, GOOD)
    assert (small.id, small.version, small.ways_in) == ("small", 2, ("ask",))
    assert small.states == (State("ask", "questions", next="done", ask="placing"), State("done", "result"))
    assert flow.problems(small, LIBRARY) == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("kind: questions", "kind: riddles", 6),
        ("ask: placing", "ask: anything", 7),
        ("next: done", "onward: done", 8),
        ("version: 2", "version: two", 2),
        ("version: 2", "version: 2\nversion: 3", 3),
        ("  - id: done\n    kind: result", "  - id: done", 9),
    ],
    ids=["kind", "ask", "key", "number", "duplicate", "missing"],
)
def test_yaml_of_the_wrong_form_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int) -> None:
    assert old in GOOD
    with pytest.raises(ProblemsFound) as refused:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert f"small.yaml:{line}" in str(refused.value)


def test_every_broken_file_of_a_folder_is_told(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("id: x\nmoon: 1\n", encoding="utf-8")
    with pytest.raises(ProblemsFound) as refused:
        flow.load(tmp_path)
    assert "a.yaml:2" in str(refused.value)
    assert "b.yaml:2" in str(refused.value)


def test_files_that_are_not_yaml_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("moon: 1", encoding="utf-8")
    assert flow.load(tmp_path) == {}
