"""A browser for tests that look at pages: an installed one, else playwright's own; the fixture `browser`.

Where neither can be had these tests are skipped, and pytest's last line says so; `REQUIRE_BROWSER=1` makes that a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

SCREENSHOTS = Path(__file__).resolve().parent.parent / "build" / "screenshots"
"""Where tests leave what they saw, for people to look at."""
NO_BROWSER = "no browser to be had"
_NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"),
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)


def installed() -> str | None:
    """The first Chromium, Chrome or Edge that is installed here."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


def launched(playwright: Playwright) -> Browser:
    """A browser without a window. Raises playwright's `Error` if none starts."""
    # Chromium's sandbox cannot be set up by root, as which containers run.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return playwright.chromium.launch(executable_path=installed(), chromium_sandbox=not root)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        _give_up("playwright is not installed")
    with sync_playwright() as playwright:
        try:
            found = launched(playwright)
        except Error as error:
            _give_up(str(error).strip().splitlines()[0])
        yield found
        found.close()


def _give_up(reason: str) -> None:
    message = f"{NO_BROWSER}: {reason}"
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(message)
    pytest.skip(message)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say at the very end that pages were not looked at."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    count = sum(NO_BROWSER in str(report.longrepr) for report in skipped)
    if reporter and count:
        what = "1 browser test was" if count == 1 else f"{count} browser tests were"
        install = "install Chromium, or run `python -m playwright install chromium`"
        reporter.write_line(f"NOT LOOKED AT: {what} skipped; {install}", red=True, bold=True)


if __name__ == "__main__":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        print("browser:", launched(started).version)  # fails, and says why, where there is none
