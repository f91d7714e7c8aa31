"""The documents: every command and setting is named, every link leads somewhere, the transcript is what `try` prints."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)[^)]*\)|(?:src|href)=\"([^\"]+)\"")
TRANSCRIPT = re.compile(r"<!-- transcript -->(.*?)<!-- /transcript -->", re.DOTALL)
DAY = re.compile(r"[A-Z][a-z]{2} \d{1,2}, \d{4}")
SETTING = re.compile(r'environment(?:\.get\(|, )"([A-Z_]+)"')


def settings() -> list[str]:
    """The names that the program reads from its environment."""
    return sorted({*SETTING.findall((ROOT / "bot" / "config.py").read_text()), "HOST"})


def documents() -> list[Path]:
    return [README, *sorted((ROOT / "docs").glob("*.md"))]


def links(document: Path) -> Iterator[str]:
    for found in LINK.finditer(document.read_text()):
        target = found[1] or found[2]
        if not target.startswith(("http://", "https://", "mailto:")):
            yield target


def slug(heading: str) -> str:
    """A heading's anchor, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(document: Path) -> set[str]:
    return {slug(found) for found in re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)}


def test_the_settings_are_found_in_the_code() -> None:
    named = {
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_APP_TOKEN",
        "SLACK_API_URL",
        "DATABASE_URL",
        "PORT",
        "HOST",
    }
    assert set(settings()) == named


@pytest.mark.parametrize("command", sorted(main.commands))
def test_the_readme_names_each_command(command: str) -> None:
    assert re.search(rf"mlops-advisor {command}\b", README.read_text()), command


@pytest.mark.parametrize("setting", settings())
def test_the_readme_names_each_setting(setting: str) -> None:
    assert f"`{setting}`" in README.read_text()


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.name)
def test_every_relative_link_leads_to_a_file_and_a_heading_of_it(document: Path) -> None:
    for target in links(document):
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file), target


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.name)
def test_every_make_target_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", document.read_text())) <= targets


def test_the_readmes_transcript_is_what_the_conversation_prints_today(tmp_path: Path) -> None:
    found = TRANSCRIPT.search(README.read_text())
    assert found, "README.md has no <!-- transcript --> block"
    shown = re.sub(r"^```\w*\n|\n?```$", "", found[1].strip())
    command = [
        sys.executable,
        "-m",
        "bot",
        "try",
        "--script",
        str(ROOT / "docs" / "example.txt"),
        "--folder",
        str(tmp_path),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    played = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert played.returncode == 0, played.stderr
    assert DAY.sub("DAY", shown.strip()) == DAY.sub("DAY", played.stdout.strip())


def test_help_of_the_command_line_lists_what_the_readme_lists() -> None:
    listed = set(re.findall(r"^  ([a-z]+)  ", CliRunner().invoke(main, ["--help"]).output, re.MULTILINE))
    assert listed == set(main.commands)
