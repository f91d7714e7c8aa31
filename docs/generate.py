"""Writes the transcript in the README anew, from a real conversation. Run by `make docs`."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
START, END = "<!-- transcript -->", "<!-- /transcript -->"


def transcript() -> str:
    """What `try --script docs/example.txt` prints, with the day left out, as it changes."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bot", "try", "--script", "docs/example.txt", "--folder", folder]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    return without_day(run.stdout).strip()


def without_day(text: str) -> str:
    """The text with every date as it stands in results replaced."""
    return re.sub(r"[A-Z][a-z]{2} \d{1,2}, \d{4}", "Nov 20, 2026", text)


def main() -> None:
    """Write it."""
    text = transcript()
    before, rest = README.read_text(encoding="utf-8").split(START)
    after = rest.split(END)[1]
    README.write_text(f"{before}{START}\n```text\n{text}\n```\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
