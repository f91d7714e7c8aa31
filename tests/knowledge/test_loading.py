"""Loading a folder of YAML: a library with every record's place and a version, or every problem of every file."""

import shutil
from pathlib import Path

import pytest

import knowledge
from knowledge.library import Library
from knowledge.loading import load, shipped
from knowledge.strict_yaml import ProblemsFound

HERE = Path(knowledge.__path__[0])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped records, to break."""
    return Path(shutil.copytree(HERE, tmp_path / "knowledge", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


def _edit(file: Path, old: str, new: str) -> int:
    """Replace the first `old`; the line it stands on."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def _problems(folder: Path) -> list[str]:
    with pytest.raises(ProblemsFound) as found:
        load(folder)
    return [str(problem) for problem in found.value.problems]


def test_the_shipped_records_load_whole(folder: Path) -> None:
    assert load(folder) == shipped()


def test_every_record_knows_its_file_and_line() -> None:
    library = shipped()
    records = [*library.sources, *library.capabilities, *library.questions, *library.maturity_models, *library.steps]
    records += [*library.topics, *library.roles]
    assert len(library.places) == len(records)
    for key, place in library.places.items():
        file, line = place.split(":")
        assert (
            f"id: {key.split('/')[1]}" in (HERE.parent / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        )


def test_the_version_changes_with_what_a_record_says_and_not_with_a_comment(folder: Path) -> None:
    def version() -> str:
        library: Library = load(folder)
        return library.version

    before = version()
    file = folder / "capabilities" / "people.yaml"
    file.write_text("# a new comment\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert version() == before
    _edit(file, "Software engineers gather metrics", "Software engineers collect metrics")
    assert version() != before


def test_an_id_used_twice_is_refused_with_the_first_place(folder: Path) -> None:
    file = folder / "capabilities" / "people.yaml"
    _edit(file, "id: post_deployment_metrics", "id: ds_de_work_together")
    (problem,) = _problems(folder)
    assert problem.endswith(
        '"ds_de_work_together" is already used at ' + shipped().places["Capability/ds_de_work_together"]
    )


def test_an_id_used_twice_across_files_is_refused(folder: Path) -> None:
    _edit(folder / "capabilities" / "people.yaml", "id: post_deployment_metrics", "id: data_pipeline")
    (problem,) = _problems(folder)
    assert 'the id "data_pipeline" is already used' in problem


def test_problems_of_all_files_come_at_once_with_file_and_line(folder: Path) -> None:
    lines = {
        "capabilities/people.yaml": _edit(folder / "capabilities" / "people.yaml", "short: ", "shorts: "),
        "questions/people.yaml": _edit(folder / "questions" / "people.yaml", ": held", ": true"),
        "steps/people.yaml": _edit(folder / "steps" / "people.yaml", "title: ", "titel: "),
        "maturity_models/azure.yaml": _edit(folder / "maturity_models" / "azure.yaml", "number: 0", "number: zero"),
        "topics/lineage.yaml": _edit(folder / "topics" / "lineage.yaml", "title: ", "titel: "),
        "roles/roles.yaml": _edit(folder / "roles" / "roles.yaml", "summary: ", "summery: "),
        "words.yaml": _edit(folder / "words.yaml", '["yes", ', "[yes, "),
        "search_words.yaml": _edit(folder / "search_words.yaml", '"off", ', "off, "),
    }
    found = _problems(folder)
    for file, line in lines.items():
        assert any(problem.startswith(f"knowledge/{file}:{line}: ") for problem in found), (file, line, found)


def test_a_bare_no_as_an_option_id_is_refused(folder: Path) -> None:
    line = _edit(folder / "questions" / "ml_practice.yaml", 'id: "no"', "id: no")
    (problem,) = _problems(folder)
    assert problem.startswith(f"knowledge/questions/ml_practice.yaml:{line}: expected text")


@pytest.mark.parametrize("citation", ["azure", "{azure: level 1, microsoft_page: level 1}", "[azure]", "{azure: 1}"])
def test_a_citation_that_is_not_one_source_and_section_is_refused(folder: Path, citation: str) -> None:
    line = _edit(folder / "capabilities" / "people.yaml", "- azure: level 2, people", f"- {citation}")
    assert any(problem.startswith(f"knowledge/capabilities/people.yaml:{line}: ") for problem in _problems(folder))


def test_a_file_that_is_not_yaml_does_not_hide_the_others(folder: Path) -> None:
    (folder / "steps" / "people.yaml").write_text("- id: [", encoding="utf-8")
    line = _edit(folder / "capabilities" / "people.yaml", "short: ", "shorts: ")
    found = _problems(folder)
    assert any(problem.startswith("knowledge/steps/people.yaml:") and "not YAML" in problem for problem in found)
    assert any(problem.startswith(f"knowledge/capabilities/people.yaml:{line}: ") for problem in found)


def test_an_id_may_be_used_again_by_a_record_of_another_kind(folder: Path) -> None:
    _edit(folder / "roles" / "roles.yaml", "id: data_scientist\n", "id: data_scientist_role\n")
    library = load(folder)
    assert library.roles["data_scientist_role"].capability in library.capabilities


_EDITS = {
    "words.yaml": ("yep, ", "yeppers, "),
    "search_words.yaml": ("  a, an, ", "  a, "),
    "talk_words.yaml": ("what, whats, ", "what, "),
    "topics/lineage.yaml": ("title: ", "title: X "),
    "roles/roles.yaml": ("summary: ", "summary: X "),
}


@pytest.mark.parametrize("file", list(_EDITS))
def test_the_version_changes_with_words_topics_and_roles_too(folder: Path, file: str) -> None:
    _edit(folder / file, *_EDITS[file])
    assert load(folder).version != shipped().version


def test_the_scales_come_in_their_own_order_and_not_in_that_of_the_files(folder: Path) -> None:
    assert [model.order for model in shipped().maturity_models.values()] == [1, 2, 3, 4, 5]
    _edit(folder / "maturity_models" / "need.yaml", "order: 5", "order: 0")
    assert next(iter(load(folder).maturity_models)) == "need"


def test_other_files_in_a_folder_are_left_alone(folder: Path) -> None:
    (folder / "steps" / "notes.txt").write_text("no record", encoding="utf-8")
    assert load(folder) == shipped()
