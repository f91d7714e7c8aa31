"""`serve` as a process of its own: it starts without Slack, ends when asked to, and loses nothing in between."""

import http.client
import json
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.preview.hosting import Hosted
from bot.preview.people import Person
from bot.preview.slack import Fault, LocalSlack, Workspace

ROOT = Path(__file__).resolve().parents[2]


class Place:
    """A local Slack with one workspace and one person, and `serve` beside it."""

    def __init__(self, slack: LocalSlack, folder: Path) -> None:
        self.slack = slack
        self.log = folder / "bot.log"
        self.acme: Workspace = slack.workspace("Acme")
        self.hosted = Hosted(slack, self.acme, folder / "bot.db", self.log)
        self.person = Person(slack, self.acme, self.acme.add_user("Ana"), self.hosted.url)

    def health(self) -> Mapping[str, object]:
        with urllib.request.urlopen(f"{self.hosted.url}/healthz", timeout=5) as answer:
            found: Mapping[str, object] = json.load(answer)
            return found

    def replies(self) -> list[str]:
        return [message.text for message in self.person.messages() if message.bot]

    def connection(self) -> http.client.HTTPConnection:
        address = urlsplit(self.hosted.url)
        return http.client.HTTPConnection(address.hostname or "", address.port, timeout=10)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with LocalSlack(rates=False) as slack:
        found = Place(slack, tmp_path)
        try:
            yield found
        finally:
            found.hosted.kill()


def serve(environment: Mapping[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "PORT", "DATABASE"))}
    command = [sys.executable, "-m", "bot", "serve"]
    environment = {**kept, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_missing_settings_end_it_with_status_2_and_one_message_that_lists_them_all(tmp_path: Path) -> None:
    ended = serve({"PORT": "x"}, tmp_path)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1 + 3
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "PORT"):
        assert name in ended.stderr
    assert list(tmp_path.iterdir()) == [], "no database was made"


def test_a_file_that_is_no_database_ends_it_with_status_2_and_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "no.db").write_text("this is no database at all" * 100)
    secrets = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "2"}
    ended = serve(secrets | {"DATABASE_URL": f"sqlite:///{tmp_path}/no.db"}, tmp_path)
    assert ended.returncode == 2
    assert "no.db" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_it_starts_and_takes_deliveries_while_slack_cannot_be_reached_and_sends_once_it_can(place: Place) -> None:
    place.slack.stop()
    place.hosted.start()
    assert place.health() == {"ok": True, "pending": 0}
    assert place.person.command().ok
    assert place.person.type("hello").ok
    assert place.health()["pending"] == 1
    place.slack.start()
    place.hosted.settle()
    assert len(place.replies()) == 2
    assert place.slack.refused == []


def test_sigterm_ends_it_with_status_0_and_what_waits_is_sent_after_the_next_start(place: Place) -> None:
    place.slack.fault = lambda call: Fault.server_error()
    place.hosted.start()
    for words in ("hello", "anyone there?"):
        assert place.person.type(words).ok
    assert place.hosted.stop() == 0
    assert place.replies() == []
    place.slack.fault = lambda call: None
    place.hosted.start()
    place.hosted.settle(40)
    assert len(place.replies()) == 2
    assert place.hosted.stop() == 0


def test_sigterm_waits_for_a_call_under_way_so_that_its_message_is_not_sent_again(place: Place) -> None:
    go = threading.Event()
    place.slack.fault = lambda call: Fault.slow(go) if call.method == "chat.postMessage" else None
    place.hosted.start()
    assert place.person.type("hello").ok
    place.slack.wait_until(lambda: any(call.method == "chat.postMessage" for call in place.slack.calls))
    status: list[int] = []
    ending = threading.Thread(target=lambda: status.append(place.hosted.stop()))
    ending.start()
    go.set()
    ending.join(40)
    assert status == [0]
    place.hosted.start()
    place.hosted.settle()
    assert len(place.replies()) == 1


def test_a_process_killed_outright_loses_nothing(place: Place) -> None:
    place.slack.fault = lambda call: Fault.server_error()
    place.hosted.start()
    assert place.person.type("hello").ok
    place.hosted.kill()
    place.slack.fault = lambda call: None
    place.hosted.start()
    place.hosted.settle(40)
    assert len(place.replies()) == 1


def test_what_is_no_delivery_of_slacks_is_refused(place: Place) -> None:
    place.hosted.start()
    for body, headers, status in (
        (b"x" * 1_000_001, {}, 413),
        (b"payload={}", {"Content-Type": "application/x-www-form-urlencoded"}, 401),
        (
            b"{}",
            {"Content-Type": "application/json", "X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "1"},
            401,
        ),
    ):
        connection = place.connection()
        connection.request("POST", "/slack/events", body=body, headers=headers)
        assert connection.getresponse().status == status
        connection.close()
    with pytest.raises(urllib.error.HTTPError) as elsewhere:
        urllib.request.urlopen(f"{place.hosted.url}/elsewhere", timeout=5)
    assert elsewhere.value.code == 404
    assert place.person.command().ok, "and it goes on working"


def test_the_log_says_that_deliveries_come_over_http(place: Place) -> None:
    place.hosted.start()
    assert "taking deliveries over HTTP" in place.log.read_text()
