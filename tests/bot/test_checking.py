"""What `check` tells: nothing about what is shipped, and all that is wrong with broken records and flows at once."""

import shutil
from pathlib import Path

import pytest

import conversations
import knowledge
from bot.checking import problems


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Copies of the shipped records and flows, to break."""
    records = shutil.copytree(knowledge.__path__[0], tmp_path / "knowledge")
    flows = shutil.copytree(Path(conversations.__path__[0]) / "flows", tmp_path / "flows")
    return Path(records), Path(flows)


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_is_shipped_has_no_problems(folders: tuple[Path, Path]) -> None:
    assert problems() == problems(*folders) == []


def test_broken_form_is_told_for_records_and_flows_at_once(folders: tuple[Path, Path]) -> None:
    _edit(folders[0] / "steps" / "people.yaml", "title: ", "titel: ")
    _edit(folders[1] / "assessment.yaml", "version: 2", "version: one")
    told = [str(problem) for problem in problems(*folders)]
    assert any(one.startswith("knowledge/steps/people.yaml:") and '"titel"' in one for one in told)
    assert any(one.startswith("conversations/flows/assessment.yaml:2:") for one in told)


def test_what_does_not_fit_together_is_told_for_records_and_flows_at_once(folders: tuple[Path, Path]) -> None:
    _edit(folders[0] / "steps" / "people.yaml", "capability: ds_de_work_together", "capability: nix")
    _edit(folders[1] / "assessment.yaml", "next: result", "next: nowhere")
    told = [str(problem) for problem in problems(*folders)]
    assert any(one.startswith("knowledge/steps/people.yaml:") and '"nix"' in one for one in told)
    assert any("nowhere" in one for one in told)


def test_sound_records_are_still_checked_when_a_flow_cannot_be_read(folders: tuple[Path, Path]) -> None:
    _edit(folders[0] / "steps" / "people.yaml", "capability: ds_de_work_together", "capability: nix")
    _edit(folders[1] / "assessment.yaml", "version: 2", "version: one")
    told = [str(problem) for problem in problems(*folders)]
    assert any('"nix"' in one for one in told)
    assert any("assessment.yaml:2:" in one for one in told)
