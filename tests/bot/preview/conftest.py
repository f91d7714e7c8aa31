"""Ana, in one channel of one workspace, and the smallest app beside a local Slack whose clock stands still."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from bot.preview.people import Person
from bot.preview.slack import Channel, LocalSlack, User, Workspace
from tests.bot.preview.smallest_app import App, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app() -> Iterator[App]:
    running = App()
    yield running
    running.stop()


@pytest.fixture
def slack(clock: Clock) -> Iterator[LocalSlack]:
    with LocalSlack(clock) as running:
        yield running


@pytest.fixture
def acme(slack: LocalSlack) -> Workspace:
    return slack.workspace("Acme")


@pytest.fixture
def user(acme: Workspace) -> User:
    return acme.add_user("Ana Ruiz")


@pytest.fixture
def churn(acme: Workspace, user: User) -> Channel:
    return acme.add_channel("churn", members=[user], with_bot=True)


@pytest.fixture
def ana(slack: LocalSlack, acme: Workspace, user: User, app: App) -> Person:
    return Person(slack, acme, user, app.url)


@pytest.fixture
def client(slack: LocalSlack, acme: Workspace) -> WebClient:
    return WebClient(acme.bot_token, base_url=slack.api_url, retry_handlers=[])
