"""The strict reader: nothing coerced, nothing ignored, every problem told with file and line, all at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import dedent
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.library import Value
from knowledge.strict_yaml import Reader


@dataclass(frozen=True)
class Card:
    """A record with a field of every kind."""

    id: str
    number: int = 0
    open: bool = False
    kind: Literal["one", "two"] = "one"
    tags: tuple[str, ...] = ()
    values: Mapping[str, Value] | None = None


def _build(text: str, wanted: Any = Card) -> tuple[Any, list[str]]:
    reader = Reader("cards.yaml")
    node = reader.compose(dedent(text))
    built = reader.build(wanted, node) if node is not None else None
    return built, [str(problem) for problem in reader.problems]


def _problem(text: str) -> str:
    built, problems = _build(text)
    assert built is None
    assert len(problems) == 1, problems
    return problems[0]


def test_a_sound_record_is_built_with_its_types() -> None:
    built, problems = _build(
        """\
        id: " a "
        number: 3
        open: true
        kind: two
        tags: [x, "yes"]
        values: {a: held, b: not_held}
        """
    )
    assert problems == []
    assert built == Card("a", 3, True, "two", ("x", "yes"), {"a": Value.HELD, "b": Value.NOT_HELD})


def test_what_is_left_out_takes_its_default() -> None:
    assert _build("id: a") == (Card("a"), [])


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "off", "true", "No", "YES", "2023-01-09", "1", "1.5", "~", "null", ""]
)
def test_text_that_yaml_would_coerce_is_refused_where_it_stands(word: str) -> None:
    problem = _problem(f"number: 1\nid: {word}")
    assert problem.startswith("cards.yaml:2: expected text")
    assert "put it in quotes" in problem


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "2023-01-09", "1", "null"])
def test_the_same_words_in_quotes_are_text(word: str) -> None:
    assert _build(f'id: "{word}"') == (Card(word), [])


@pytest.mark.parametrize("word", ["no", "2023-01-09"])
def test_a_coerced_word_is_refused_inside_lists_and_mappings_too(word: str) -> None:
    assert _problem(f"id: a\ntags:\n  - x\n  - {word}").startswith("cards.yaml:4: expected text")
    assert _problem(f"id: a\nvalues:\n  a: {word}").startswith("cards.yaml:3: expected text")


@pytest.mark.parametrize("word", ["yes", "no", "on", '"true"', "1", "True"])
def test_only_true_and_false_are_true_and_false(word: str) -> None:
    assert _problem(f"id: a\nopen: {word}").startswith("cards.yaml:2: expected true or false")


@pytest.mark.parametrize("word", ['"3"', "3.0", "three", "true"])
def test_only_a_whole_number_is_a_whole_number(word: str) -> None:
    assert _problem(f"id: a\nnumber: {word}").startswith("cards.yaml:2: expected a whole number")


def test_an_unknown_key_is_refused_with_the_nearest_known_one() -> None:
    assert _problem("id: a\nnumbr: 3") == 'cards.yaml:2: unknown key "numbr"; did you mean "number"?'


def test_an_unknown_key_like_no_other_is_refused_with_all_known_ones() -> None:
    assert "known keys are id, number" in _problem("id: a\nzzzzz: 3")


def test_a_key_that_stands_twice_is_refused_at_the_second() -> None:
    assert _problem("id: a\nnumber: 1\nnumber: 2") == 'cards.yaml:3: "number" stands twice; keep one of them'


def test_a_key_that_stands_twice_in_an_inner_mapping_is_refused() -> None:
    assert _problem("id: a\nvalues:\n  x: held\n  x: not_held").startswith('cards.yaml:4: "x" stands twice')


def test_a_missing_key_is_named() -> None:
    assert _problem("number: 1") == 'cards.yaml:1: "id" is missing'


def test_a_value_outside_the_allowed_ones_is_refused_with_those() -> None:
    assert _problem("id: a\nkind: three") == 'cards.yaml:2: "three" is not one of one, two'
    assert "is not one of held, not_held" in _problem("id: a\nvalues: {x: maybe}")


@pytest.mark.parametrize(
    "text", ["id: [a]", "id: {a: b}", "id: a\ntags: x", "id: a\nvalues: [x]", "- id: a", "just text"]
)
def test_the_wrong_shape_is_refused(text: str) -> None:
    built, problems = _build(text)
    assert built is None
    assert any("expected" in problem and ", found " in problem for problem in problems)


def test_all_problems_come_at_once_each_with_its_line() -> None:
    _, problems = _build("number: x\nopen: yes\nkind: three\ncolour: red\ntags:\n  - no\nnumber: 2")
    assert sorted(problem.split(": ")[0] for problem in problems) == sorted(
        ["cards.yaml:7", "cards.yaml:1", "cards.yaml:2", "cards.yaml:3", "cards.yaml:4", "cards.yaml:6", "cards.yaml:1"]
    )


def test_a_file_that_is_not_yaml_is_told_with_its_line() -> None:
    assert _problem("id: a\ntags: [x\nnumber: 1").startswith("cards.yaml:3: this is not YAML")


def test_an_empty_file_is_told() -> None:
    assert _problem("# nothing but a comment\n") == "cards.yaml:1: the file is empty"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_either_built_or_refused_with_a_reason(text: str) -> None:
    reader = Reader("any.yaml")
    node = reader.compose(text)
    built = reader.build(Card, node) if node is not None else None
    assert (built is None) == bool(reader.problems)
    assert all(problem.place.startswith("any.yaml:") and problem.text for problem in reader.problems)


def test_a_control_character_is_told_with_its_line() -> None:
    assert _problem("id: a\nkind: \x08").startswith("cards.yaml:2: this is not YAML")


@pytest.mark.parametrize("key", ["[x]", "{x: y}"])
def test_a_key_that_is_not_text_is_refused(key: str) -> None:
    assert _problem(f"id: a\n? {key}\n: b").startswith("cards.yaml:2: expected text as a key")
