"""Writes the transcript and the picture in the README anew, from a real conversation. Run by `make docs`."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "result.svg"
START, END = "<!-- transcript -->", "<!-- /transcript -->"
RESULT_STARTS = "level 1 of 4"
HEADINGS = (
    *("ML Op Shop's maturity model:", "Microsoft's AI maturity:", "Three categories", "Do you need MLOps?"),
    *("Why scales differ:", "Where they agree:", "Next:"),
)


def transcript() -> str:
    """What `try --script docs/example.txt` prints, with the day left out, as it changes."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bot", "try", "--script", "docs/example.txt", "--folder", folder]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    return without_day(run.stdout).strip()


def without_day(text: str) -> str:
    """The text with every date as it stands in results replaced."""
    return re.sub(r"[A-Z][a-z]{2} \d{1,2}, \d{4}", "Nov 20, 2026", text)


def picture(text: str) -> None:
    """The result, drawn as a terminal shows it."""
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if RESULT_STARTS in line)
    end = next(number for number, line in enumerate(lines[start:], start) if line.strip().startswith("[1]"))
    console = Console(record=True, width=104, file=io.StringIO())
    for line in lines[start : end + 2]:
        style = "bold" if RESULT_STARTS in line or line.strip().startswith(HEADINGS) else ""
        console.print(Text(line, style=style))
    PICTURE.write_text(console.export_svg(title="mlops-advisor"), encoding="utf-8")


def main() -> None:
    """Write both."""
    text = transcript()
    before, rest = README.read_text(encoding="utf-8").split(START)
    after = rest.split(END)[1]
    README.write_text(f"{before}{START}\n```text\n{text}\n```\n{END}{after}", encoding="utf-8")
    picture(text)


if __name__ == "__main__":
    main()
