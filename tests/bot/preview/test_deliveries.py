"""Deliveries: signed as Slack signs them, sent again, and not taken by an app that fails or is gone."""

import threading

from slack_sdk.signature import SignatureVerifier

from bot.preview.people import Person
from bot.preview.slack import LocalSlack, User, Workspace
from tests.bot.preview.smallest_app import App, Received


def test_every_delivery_is_signed_as_slack_signs_it(slack: LocalSlack, ana: Person, app: App) -> None:
    verifier = SignatureVerifier(slack.signing_secret)
    ana.command("help")
    ana.type("hello")
    assert len(app.received) == 2
    for received in app.received:
        assert verifier.is_valid_request(received.body, received.headers)
        assert not verifier.is_valid_request(received.body + " ", received.headers)


def test_an_app_that_fails_is_slow_or_is_away_is_told_apart(
    slack: LocalSlack, acme: Workspace, user: User, ana: Person, app: App
) -> None:
    app.answer("sorry", status=500)
    failed = ana.command("a")
    assert (failed.status, failed.error, ana.messages()) == (500, "http_error", [])
    release = threading.Event()

    def late(_: Received) -> tuple[int, str]:
        release.wait(10)
        return 200, ""

    app.answers = late
    hurried = Person(slack, acme, user, app.url, patience=0.05)
    assert hurried.command("a").error == "http_timeout"
    release.set()
    app.stop()
    assert ana.command("a").error == "connection_failed"


def test_after_an_uninstall_only_events_about_it_arrive(acme: Workspace, ana: Person, app: App) -> None:
    acme.uninstall()
    assert ana.command("a").error == "not_installed"
    assert ana.send_event({"type": "app_uninstalled"}).ok
    assert [received.payload["event"]["type"] for received in app.received] == ["app_uninstalled"]


def test_a_redelivery_is_the_identical_event_with_slacks_retry_headers(
    slack: LocalSlack, ana: Person, app: App
) -> None:
    first = ana.type("hello")
    again = ana.redeliver(first, 2, "http_error")
    assert app.received[0].body == app.received[1].body
    assert app.last.headers["x-slack-retry-num"] == "2"
    assert app.last.headers["x-slack-retry-reason"] == "http_error"
    assert SignatureVerifier(slack.signing_secret).is_valid_request(app.last.body, app.last.headers)
    assert (again.ok, len(ana.messages())) == (True, 1)
    assert "x-slack-retry-num" not in app.received[0].headers
