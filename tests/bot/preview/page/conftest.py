"""The company of a try beside the smallest app: Ana, Ben and Chen; and a whole try with a browser that uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from slack_sdk import WebClient

from bot.preview.page.company import Company
from bot.preview.page.running import Trial
from bot.preview.people import Person
from bot.preview.retries import Retries
from bot.preview.slack import LocalSlack
from tests.bot.preview.page.drawing import Drawing
from tests.bot.preview.page.using import Using
from tests.bot.preview.smallest_app import App, Clock

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Opened = Callable[..., Using]


@pytest.fixture
def company(slack: LocalSlack, app: App) -> Company:
    made = Company(slack)
    made.move_people_in(app.url)
    return made


@pytest.fixture
def ana(company: Company) -> Person:
    return company.people[0]


@pytest.fixture
def ben(company: Company) -> Person:
    return company.people[1]


@pytest.fixture
def chen(company: Company) -> Person:
    return company.people[2]


@pytest.fixture
def client(company: Company, slack: LocalSlack) -> WebClient:
    return WebClient(company.workspace.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def retries(clock: Clock) -> Retries:
    return Retries(clock)


@pytest.fixture
def trial(tmp_path: Path, browser: Browser) -> Iterator[Trial]:
    """The bot, Slack's stand-in and the page; not started where there is no browser to look."""
    with Trial(tmp_path) as running:
        yield running


@pytest.fixture
def opened(trial: Trial, browser: Browser) -> Iterator[Opened]:
    """Opens the page in a browser: `opened(dark=True)`. It must end without an error on the page or in its console."""
    used: list[Using] = []

    def open_page(**looks: bool) -> Using:
        used.append(Using(trial, browser, **looks))
        return used[-1]

    yield open_page
    for one in used:
        one.end()
        assert one.wrong == []


@pytest.fixture
def using(trial: Trial, opened: Opened) -> Iterator[Using]:
    """The page in a browser; no call of the bot may be refused."""
    yield opened()
    assert trial.slack.refused == []


@pytest.fixture(scope="module")
def empty(browser: Browser) -> Iterator[Drawing]:
    """A page that a file's tests put their own blocks on, one after the other."""
    page = Drawing(browser)
    yield page
    page.close()


@pytest.fixture
def drawing(empty: Drawing) -> Iterator[Drawing]:
    """The same, with nothing wrong on it before and after."""
    empty.wrong.clear()
    empty.opened()
    yield empty
    assert empty.wrong == []
