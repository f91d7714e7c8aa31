"""What Slack does with an event that the app did not take: it comes again, three times at the most."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from bot.preview import retries as retrying
from bot.preview.people import Delivery, Person
from bot.preview.retries import REASONS, Retries
from bot.preview.slack import LocalSlack, Workspace
from tests.bot.preview.smallest_app import App, Clock, Json, Received, actions, button, prompt


@pytest.fixture
def retries(clock: Clock) -> Retries:
    return Retries(clock)


def numbers(app: App) -> list[str]:
    """The X-Slack-Retry-Num of all that came, empty for what came for the first time."""
    return [one.headers.get("x-slack-retry-num", "") for one in app.received]


def reasons(app: App) -> list[str]:
    return [one.headers.get("x-slack-retry-reason", "") for one in app.received]


def not_taken(ana: Person, app: App) -> Delivery:
    """Something she typed that the app answered with an error."""
    app.answer("", 500)
    delivery = ana.type("hello")
    assert delivery.error == "http_error"
    return delivery


def test_an_event_comes_again_at_once_after_a_minute_and_after_five_and_then_no_more(
    retries: Retries, ana: Person, app: App, clock: Clock
) -> None:
    retries.note(ana, not_taken(ana, app))
    for seconds, expected in ((0, "1"), (59, "1"), (1, "12"), (299, "12"), (1, "123"), (86_400, "123")):
        clock.now += seconds
        retries.send_due()
        assert "".join(numbers(app)) == expected, f"{seconds} seconds later"
    assert retries.waiting == 0


def test_it_is_the_same_request_again_signed_anew(retries: Retries, ana: Person, app: App, clock: Clock) -> None:
    retries.note(ana, not_taken(ana, app))
    retries.send_due()
    first, again = app.received
    assert again.body == first.body
    assert again.headers["x-slack-signature"]
    assert again.headers["content-type"] == first.headers["content-type"]


def test_once_it_was_taken_it_comes_no_more(retries: Retries, ana: Person, app: App, clock: Clock) -> None:
    retries.note(ana, not_taken(ana, app))
    retries.send_due()
    app.answer("")
    clock.now += 60
    retries.send_due()
    clock.now += 86_400
    retries.send_due()
    assert numbers(app) == ["", "1", "2"]
    assert retries.waiting == 0


def test_a_clock_that_was_moved_far_brings_one_retry_not_all_at_once(
    retries: Retries, ana: Person, app: App, clock: Clock
) -> None:
    retries.note(ana, not_taken(ana, app))
    retries.send_due()
    clock.now += 91 * 86_400
    retries.send_due()
    retries.send_due()
    assert numbers(app) == ["", "1", "2"]
    assert retries.waiting == 1


def test_each_retry_says_what_went_wrong_the_time_before(
    retries: Retries, ana: Person, app: App, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    retries.note(ana, replace(not_taken(ana, app), error="http_timeout"))
    retries.send_due()
    clock.now += 60
    retries.send_due()
    assert reasons(app) == ["", "http_timeout", "http_error"]
    monkeypatch.setattr(ana, "app_url", "http://127.0.0.1:9")
    clock.now += 300
    retries.send_due()
    assert retries.waiting == 0
    assert len(app.received) == 3


def test_an_app_that_is_away_gets_it_when_it_is_back(
    retries: Retries, ana: Person, app: App, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        away.setattr(ana, "app_url", "http://127.0.0.1:9")
        retries.note(ana, ana.type("hello"))
        retries.send_due()
    clock.now += 60
    retries.send_due()
    assert [(one.payload["event"]["text"], one.headers["x-slack-retry-reason"]) for one in app.received] == [
        ("hello", "connection_failed")
    ]


def test_commands_clicks_and_submissions_come_once(retries: Retries, ana: Person, app: App, acme: Workspace) -> None:
    app.answer("", 500)
    retries.note(ana, ana.command("assess"))
    retries.note(ana, ana.click(prompt(acme, ana.dm, actions(button("Yes", "yes")))))
    assert retries.waiting == 0


@pytest.mark.parametrize("error", [None, "not_subscribed", "not_in_channel", "not_installed", "invalid_blocks"])
def test_what_was_taken_or_never_sent_does_not_come_again(
    retries: Retries, ana: Person, app: App, error: str | None
) -> None:
    delivery = ana.type("hello")
    assert delivery.ok
    retries.note(ana, replace(delivery, error=error))
    assert retries.waiting == 0


@pytest.mark.parametrize("error", sorted(REASONS))
def test_whatever_went_wrong_with_an_event_it_comes_again(retries: Retries, ana: Person, app: App, error: str) -> None:
    retries.note(ana, replace(ana.type("hello"), error=error))
    retries.send_due()
    assert reasons(app) == ["", error]


def test_what_is_due_longest_comes_first(retries: Retries, ana: Person, app: App, clock: Clock) -> None:
    app.answer("", 500)
    retries.note(ana, ana.type("one"))
    retries.send_due()
    clock.now += 30
    retries.note(ana, ana.type("two"))
    retries.send_due()
    clock.now += 60
    app.received.clear()
    retries.send_due()
    assert [one.payload["event"]["text"] for one in app.received] == ["one", "two"]


def test_in_the_background_all_retries_come_by_themselves_as_the_clock_goes(
    slack: LocalSlack, ana: Person, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    def hear(received: Received) -> tuple[int, Json | str]:
        with slack.world.changed:
            heard.append(received.headers.get("x-slack-retry-num", ""))
            slack.world.changed.notify_all()
        return 500, ""

    app.answers = hear
    monkeypatch.setattr(retrying, "LOOK_SECONDS", 0.001)
    looks = itertools.count()
    retries = Retries(lambda: next(looks) * 50.0)
    retries.start()
    retries.note(ana, ana.type("hello"))
    slack.wait_until(lambda: len(heard) == 4)
    retries.stop()
    assert heard == ["", "1", "2", "3"]
    assert retries.waiting == 0


def test_after_its_end_nothing_is_sent(retries: Retries, ana: Person, app: App) -> None:
    retries.start()
    retries.stop()
    retries.note(ana, not_taken(ana, app))
    retries.send_due()
    assert numbers(app) == [""]
