"""Socket Mode: the same deliveries over a WebSocket that Slack's stand-in hands out, each acknowledged by its envelope."""

import json
import queue
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from bot.preview.deliveries import Payloads
from bot.preview.hosting import Hosted
from bot.preview.people import Person
from bot.preview.slack import LocalSlack, User, Workspace

PATIENCE = 20.0


class Wire:
    """Slack's end of the WebSocket: says hello, sends envelopes, and keeps what comes back."""

    def __init__(self) -> None:
        self.acks: dict[str, Mapping[str, Any]] = {}
        self.changed = threading.Condition()
        self.opened: queue.Queue[ServerConnection] = queue.Queue()
        self._server: Server = serve(self._talk, "127.0.0.1", 0)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/link/?ticket=1&app_id=2"

    def send(self, connection: ServerConnection, kind: str, payload: Mapping[str, Any], id: str) -> Mapping[str, Any]:
        """Send an envelope and wait for its ack; returns the ack."""
        envelope = {
            "type": kind,
            "payload": payload,
            "envelope_id": id,
            "accepts_response_payload": kind != "events_api",
        }
        connection.send(json.dumps(envelope))
        with self.changed:
            assert self.changed.wait_for(lambda: id in self.acks, PATIENCE), f"no ack of {id}"
            return self.acks[id]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()

    def _talk(self, connection: ServerConnection) -> None:
        hello = {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}}
        connection.send(json.dumps(hello))
        self.opened.put(connection)
        try:
            for text in connection:
                ack = json.loads(text)
                with self.changed:
                    self.acks[ack["envelope_id"]] = ack
                    self.changed.notify_all()
        except ConnectionClosed:
            return


class Place:
    """A local Slack that hands out the wire, a person, and `serve` with an app token."""

    def __init__(self, slack: LocalSlack, wire: Wire, folder: Path) -> None:
        self.slack, self.wire = slack, wire
        slack.socket_url = wire.url
        self.acme: Workspace = slack.workspace("Acme")
        self.ana: User = self.acme.add_user("Ana")
        self.log = folder / "bot.log"
        self.hosted = Hosted(slack, self.acme, folder / "bot.db", self.log)
        self.payloads = Payloads(slack, self.acme, self.ana.id)
        self.person = Person(slack, self.acme, self.ana, self.hosted.url)

    def start(self) -> None:
        self.hosted.start({"SLACK_APP_TOKEN": self.slack.app_token, "SLACK_SIGNING_SECRET": ""})

    def connection(self) -> ServerConnection:
        return self.wire.opened.get(timeout=PATIENCE)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    wire = Wire()
    with LocalSlack(rates=False) as slack:
        found = Place(slack, wire, tmp_path)
        try:
            yield found
        finally:
            found.hosted.kill()
            wire.close()


def test_commands_events_and_clicks_over_the_wire_are_acknowledged_and_carried_out(place: Place) -> None:
    place.start()
    wire = place.connection()
    dm = place.acme.dm(place.ana)
    ack = place.wire.send(wire, "slash_commands", place.payloads.command("/mlops", "help", dm).payload, "e1")
    assert ack["payload"]["response_type"] == "ephemeral"
    assert "What I can do" in ack["payload"]["text"]

    message = place.acme.post(dm.id, place.ana.id, {"text": "hello"})
    ack = place.wire.send(wire, "events_api", place.payloads.message_event(message, "message").payload, "e2")
    assert not ack.get("payload")
    place.hosted.settle()
    home = place.person.messages()[-1]
    assert home.bot

    shown = place.acme.post(dm.id, place.acme.bot_user_id, {"text": home.text, "blocks": list(home.blocks)})
    element = next(one for one in shown.elements() if one.action_id == "new_team")
    click = place.payloads.click_in_message(shown, element, None, {})
    place.wire.send(wire, "interactive", click.payload, "e3")
    place.slack.wait_until(lambda: place.person.view, PATIENCE)
    assert place.slack.refused == []


def test_a_modal_over_the_wire_is_answered_in_the_ack(place: Place) -> None:
    place.start()
    wire = place.connection()
    channel = place.acme.add_channel("churn", members=[place.ana], with_bot=True)
    answer = place.wire.send(wire, "slash_commands", place.payloads.command("/mlops", "", channel).payload, "e1")
    welcome = place.acme.post(channel.id, place.acme.bot_user_id, answer["payload"])
    element = next(one for one in welcome.elements() if one.action_id == "new_team")
    place.wire.send(wire, "interactive", place.payloads.click_in_message(welcome, element, None, {}).payload, "e2")
    view = place.slack.wait_until(lambda: place.person.view, PATIENCE)
    filled = place.person.fill(view, {"name": "!!!", "channel": channel.id, "lead": place.ana.id})
    ack = place.wire.send(wire, "interactive", place.payloads.submission(filled).payload, "e3")
    assert ack["payload"]["response_action"] == "errors"
    assert set(ack["payload"]["errors"]) == {"name"}


def test_the_log_says_socket_mode_and_http_takes_no_deliveries(place: Place) -> None:
    place.start()
    place.connection()
    assert "taking deliveries over Socket Mode" in place.log.read_text()
    assert place.person.command().status == 404


def test_a_connection_that_slack_asks_to_renew_is_renewed_at_once(place: Place) -> None:
    place.start()
    place.connection().send(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))
    payload = place.payloads.command("/mlops", "help", place.acme.dm(place.ana)).payload
    assert place.wire.send(place.connection(), "slash_commands", payload, "e9")["payload"]


def test_it_starts_while_slack_cannot_be_reached_and_connects_once_it_can(place: Place) -> None:
    place.slack.stop()
    place.start()
    assert place.hosted._health() is not None
    place.slack.start()
    payload = place.payloads.command("/mlops", "help", place.acme.dm(place.ana)).payload
    assert place.wire.send(place.connection(), "slash_commands", payload, "e1")["payload"]


def test_sigterm_ends_it_with_status_0(place: Place) -> None:
    place.start()
    place.connection()
    assert place.hosted.stop() == 0
