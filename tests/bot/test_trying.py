"""`try`: a person at a terminal, with boxes, modals and questions, against the real bot."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.preview import trying
from bot.preview.hosting import DidNotStart
from knowledge.answers import NONE

ROOT = Path(__file__).resolve().parents[2]
TEAM = ("1", "Churn", "-", "-", "2")
"""Sets up a team and looks at it as a rule."""
WITH_ML = (*TEAM, "4", "2")
"""One ML model in use; what comes next is a checklist."""


def tried(folder: Path, *lines: str) -> str:
    """What `try` prints for a script of these lines."""
    script = folder / "script.txt"
    script.write_text("\n".join(lines))
    done = CliRunner().invoke(main, ["try", "--script", str(script), "--folder", str(folder / "try")])
    assert done.exit_code == 0, done.output
    return done.output


def answers(folder: Path) -> list[tuple[str, str]]:
    """What was answered: (choice, detail), oldest first, without the work that is looked at and where the team is."""
    with closing(sqlite3.connect(next((folder / "try").glob("*.db")))) as db:
        rows = db.execute("SELECT choice, detail FROM answers WHERE question <> '' ORDER BY id").fetchall()
    return rows[2:]


def last_message(output: str) -> str:
    return output.rpartition("--- mlops-advisor")[2]


def test_several_numbers_tick_boxes_and_press_done(tmp_path: Path) -> None:
    output = tried(tmp_path, *WITH_ML, "1 3")
    ((choice, _),) = answers(tmp_path)
    assert len(choice.split("+")) == 2
    assert "[1] ☐ " in output


def test_one_number_of_a_box_ticks_it_and_presses_done_and_one_of_a_button_presses_that(tmp_path: Path) -> None:
    asked = tried(tmp_path, *WITH_ML)
    boxes = sum("☐" in line for line in last_message(asked).splitlines())
    for number, expected in (("2", 1), (str(boxes + 2), 0)):
        folder = tmp_path / number
        folder.mkdir()
        tried(folder, *WITH_ML, number)
        ((choice, _),) = answers(folder)
        assert (choice == NONE) is (expected == 0)
        assert "+" not in choice


def test_a_number_that_is_not_a_box_among_them_ticks_nothing(tmp_path: Path) -> None:
    output = tried(tmp_path, *WITH_ML, "1 99")
    assert answers(tmp_path) == []
    assert "could not match" in output


def test_a_question_in_between_is_answered_and_words_answer_the_open_one(tmp_path: Path) -> None:
    output = tried(tmp_path, *WITH_ML, "what is concept drift?", "1 2")
    assert "still open" in output
    assert len(answers(tmp_path)) == 1


def test_an_answer_in_detail_is_entered_line_by_line_and_a_dash_leaves_one_open(tmp_path: Path) -> None:
    asked = tried(tmp_path, *WITH_ML)
    in_detail = next(part for part in last_message(asked).split("[") if "In detail" in part).partition("]")[0]
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    output = tried(fresh, *WITH_ML, in_detail, "1", "5", *("-",) * 20)
    assert "=== Answer in detail" in output
    ((choice, detail),) = answers(fresh)
    assert choice == "detail"
    assert list(json.loads(detail).values()) == ["held", "planned"]


def test_roles_are_ticked_by_several_numbers_in_a_modal(tmp_path: Path) -> None:
    output = tried(tmp_path, *TEAM, "/mlops roles", "1", "1 3")
    assert "=== Which roles are filled?" in output
    filled = next(line for line in output.rpartition("=== Who does what")[2].splitlines() if "Filled:" in line)
    assert " and " in filled


def to_the_result() -> list[str]:
    """The answers of the README's example: a team, and all its questions."""
    lines = (ROOT / "docs" / "example.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_a_picture_is_kept_as_a_file_and_told_in_words(tmp_path: Path) -> None:
    output = tried(tmp_path, *to_the_result(), "5")
    assert "[picture] Churn: level 1 of 4" in output
    (file,) = (tmp_path / "try" / "files").glob("*.png")
    assert file.read_bytes().startswith(b"\x89PNG")
    assert f"[file] {file}" in output


def test_a_button_on_a_page_to_read_is_pressed_by_its_number(tmp_path: Path) -> None:
    output = tried(tmp_path, *to_the_result(), "/mlops steps", "1", "-", "-", "-", "-", "2", "1", "-", "/mlops actions")
    taken, _, finished = output.partition("=== Action")[2].partition("=== ")
    assert "[2] Done: Version trained ML models" in taken
    assert "Is it now in place" in finished
    assert "Done: Version trained ML models." in finished


@pytest.mark.parametrize("at_a_terminal", [True, False])
def test_who_types_at_a_terminal_gets_the_clock_and_prepared_answers_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_a_terminal: bool
) -> None:
    asked_for = []

    class Noted:
        def __init__(self, *given: object, with_clock: bool) -> None:
            asked_for.append(with_clock)

        def start(self) -> None:
            raise DidNotStart("it was only to be noted")

        def stop(self) -> None:
            """Nothing runs."""

    monkeypatch.setattr(trying, "Hosted", Noted)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: at_a_terminal))
    script = tmp_path / "script.txt"
    script.write_text("")
    for prepared in (None, script):
        with pytest.raises(trying.CannotTry):
            trying.converse(tmp_path / "try", prepared)
    assert asked_for == [at_a_terminal, False]
