"""Where no browser can be had: tests that need one are skipped out loud, or fail if a browser is required."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONFTEST = """
from tests import browsing
from tests.browsing import browser, pytest_unconfigure
browsing._NAMES = ()
"""
TEST = """
def test_looks(browser):
    browser.new_page()
"""


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_looks.py").write_text(TEST)
    env = os.environ | {"PYTHONPATH": str(ROOT), "PLAYWRIGHT_BROWSERS_PATH": str(folder / "none")}
    env.pop("REQUIRE_BROWSER", None)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    return subprocess.run(command, cwd=folder, env=env | environment, capture_output=True, text=True, check=False)


def test_they_are_skipped_and_the_last_line_says_so(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 0
    assert done.stdout.strip().splitlines()[-1].startswith("NOT LOOKED AT: 1 browser test was skipped")


def test_they_fail_where_a_browser_is_required(tmp_path: Path) -> None:
    done = run(tmp_path, REQUIRE_BROWSER="1")
    assert done.returncode == 1
    assert "no browser to be had" in done.stdout
    assert "skipped" not in done.stdout
