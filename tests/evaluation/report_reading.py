"""How well typed answers are read, beside a plain way of matching; run it as a module for the table.

python -m tests.evaluation.report_reading
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process, utils

from knowledge.answers import established, joined
from knowledge.library import Library, Question, Value
from knowledge.loading import shipped
from knowledge.reading import Reading, read

HALVES = ("tune", "held_back")
Way = Callable[[Question, str], Reading]
"""A way of reading: a question and what was typed -> what it was taken for."""

_CUT_OFF = 80


@dataclass(frozen=True)
class TypedAnswer:
    """One answer of the evaluation set; `expected` is empty where nobody could tell what it says."""

    question: str
    text: str
    half: str
    expected: Mapping[str, Value]


@dataclass(frozen=True)
class Figures:
    """How one way of reading did on one half: counts, and shares from 0 to 1."""

    half: str
    way: str
    answers: int
    right: int
    wrong: int
    asked: int
    confirmed: int
    confirmed_right: int

    @property
    def wrong_share(self) -> float:
        """Wrong, and taken without asking."""
        return self.wrong / self.answers

    @property
    def safe_share(self) -> float:
        """Right, or asked about."""
        return (self.right + self.asked) / self.answers

    @property
    def settled_share(self) -> float:
        """Taken without asking."""
        return (self.right + self.wrong) / self.answers

    @property
    def confirm_right_share(self) -> float:
        """Of what was read back: how much was read right."""
        return self.confirmed_right / self.confirmed if self.confirmed else 1.0


def typed_answers() -> tuple[TypedAnswer, ...]:
    """The evaluation set."""
    rows: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("typed_answers.yaml").read_text("utf-8"))
    return tuple(
        TypedAnswer(
            row["question"],
            row["text"],
            row["half"],
            {} if row["expect"] == "ask" else {id: Value(value) for id, value in row["expect"].items()},
        )
        for row in rows
    )


def report(library: Library) -> list[Figures]:
    """The figures of the product and of the baseline, by half."""
    ways: Mapping[str, Way] = {
        "mlops-advisor": lambda question, text: read(library, question, text),
        "WRatio over phrases": by_phrases(library),
    }
    return [figures(library, half, name, way) for half in HALVES for name, way in ways.items()]


def figures(library: Library, half: str, name: str, way: Way) -> Figures:
    """The figures of one way of reading on one half."""
    answers = [one for one in typed_answers() if one.half == half]
    readings = [(one, way(library.questions[one.question], one.text)) for one in answers]
    taken = [is_right(one, reading) for one, reading in readings if reading.decision == "accept"]
    confirmed = [is_right(one, reading) for one, reading in readings if reading.decision == "confirm"]
    right, asked = sum(taken), len(answers) - len(taken)
    return Figures(half, name, len(answers), right, len(taken) - right, asked, len(confirmed), sum(confirmed))


def is_right(answer: TypedAnswer, reading: Reading) -> bool:
    """Whether a reading says of every capability what it should, and takes nothing where nothing can be told."""
    expected = answer.expected
    return bool(expected) and all(reading.values.get(id) is value for id, value in expected.items())


def by_phrases(library: Library) -> Way:
    """The baseline: rapidfuzz's WRatio over the options' labels, texts and synonyms, always taken at once."""

    def way(question: Question, text: str) -> Reading:
        phrases = [
            (option.id, phrase)
            for option in question.options
            for phrase in (option.label, option.text, *option.synonyms)
        ]
        best = process.extractOne(
            text,
            [phrase for _, phrase in phrases],
            scorer=fuzz.WRatio,
            processor=utils.default_process,
            score_cutoff=_CUT_OFF,
        )
        if best is None:
            return Reading("", 0.0, "ask")
        id = phrases[best[2]][0]
        choice = joined(question, [id]) if question.several else id
        return Reading(choice, best[1], "accept", established(library, question, choice))

    return way


def table(rows: Sequence[Figures]) -> str:
    """The figures as lines of text."""
    names = ("right or asked", "wrong, taken", "settled", "read back right")
    lines = [f"{'half':10} {'way':20} {'answers':>8}" + "".join(f" {name:>15}" for name in names)]
    for one in rows:
        shares = (one.safe_share, one.wrong_share, one.settled_share, one.confirm_right_share)
        lines.append(f"{one.half:10} {one.way:20} {one.answers:8}" + "".join(f" {share:15.1%}" for share in shares))
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    print(table(report(shipped())))


if __name__ == "__main__":
    main()
