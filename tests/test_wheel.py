"""The wheel: it carries every YAML file and the page of `try`, and works installed, from another directory."""

import os
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("bot", "knowledge", "conversations")


def run(*arguments: object, folder: Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if path:
        kept["PYTHONPATH"] = os.pathsep.join([str(path), *site.getsitepackages()])
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    try:
        import hatchling  # noqa: F401

        arguments = ["-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    except ImportError:
        arguments = ["-m", "pip", "wheel", "--no-deps", "--wheel-dir", folder, ROOT]
    built = run(*arguments, folder=folder)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    done = run("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target, wheel, folder=target)
    assert done.returncode == 0, done.stdout + done.stderr
    return target


def test_every_module_every_yaml_file_and_the_page_is_inside_and_no_test_is(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for room in ROOMS:
        for file in (ROOT / room).rglob("*"):
            if file.suffix in (".py", ".yaml", ".css", ".js", ".html", ".txt") and "__pycache__" not in file.parts:
                assert file.relative_to(ROOT).as_posix() in inside
    assert not [
        name for name in inside if name.startswith(("tests", "benchmarks", "docs", "page")) or name.endswith(".db")
    ]


def test_the_licence_and_the_command_are_inside(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    inside = archive.namelist()
    assert any(name.endswith("LICENSE") for name in inside)
    (entry_points,) = (name for name in inside if name.endswith("entry_points.txt"))
    assert "mlops-advisor = bot.cli:main" in archive.read(entry_points).decode()


def test_check_and_place_work_from_another_directory(installed: Path, tmp_path: Path) -> None:
    team = {"capabilities": {"ml_model_exists": "held"}}
    (tmp_path / "team.yaml").write_text(yaml.safe_dump(team))
    where = run("-c", "import bot; print(bot.__file__)", folder=tmp_path, path=installed)
    assert where.stdout.startswith(str(installed))
    checked = run("-m", "bot", "check", folder=tmp_path, path=installed)
    assert checked.returncode == 0, checked.stderr
    placed = run("-m", "bot", "place", "team.yaml", "--json", folder=tmp_path, path=installed)
    assert placed.returncode == 0, placed.stderr
    here = run("-m", "bot", "place", "team.yaml", "--json", folder=tmp_path, path=ROOT)
    assert placed.stdout == here.stdout


def test_the_installed_program_knows_its_version(installed: Path, tmp_path: Path) -> None:
    said = run("-m", "bot", "--version", folder=tmp_path, path=installed)
    assert said.returncode == 0, said.stderr
    assert "0.1.0" in said.stdout
