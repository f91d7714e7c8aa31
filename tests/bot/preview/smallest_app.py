"""The smallest app, and short ways to write what it shows: for tests of a person's client."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from slack_sdk import WebClient

from bot.preview.people import Person
from bot.preview.slack import Channel, Message, Workspace

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


def button(text: str, action_id: str, value: str = "1", **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": value, **more}


def menu(kind: str, action_id: str, *options: Json, **more: Any) -> Json:
    return {"type": kind, "action_id": action_id, "options": list(options), **more}


def actions(*elements: Json, block_id: str = "acts") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def entry(label: str, element: Json, block_id: str, **more: Any) -> Json:
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Team"), "submit": plain("Save"), "blocks": list(blocks), **more}


TEXT = {"type": "plain_text_input", "action_id": "text"}
NAME = entry("Name", TEXT, "name")
CHOICES = (option("Red", "r"), option("Blue", "b"))
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1766280000.5

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Received:
    headers: dict[str, str]
    body: str

    @property
    def form(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(self.body, keep_blank_values=True).items()}

    @property
    def payload(self) -> Json:
        found = json.loads(self.form["payload"] if "payload=" in self.body else self.body)
        assert isinstance(found, dict)
        return found


class App:
    """The smallest app: it keeps what it gets and answers what it was told to."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answers: Callable[[Received], tuple[int, Json | str]] = lambda received: (200, "")
        app = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                received = Received({key.lower(): value for key, value in self.headers.items()}, body)
                app.received.append(received)
                status, answer = app.answers(received) if self.path == "/slack/events" else (404, "")
                kind, said = (
                    ("application/json", json.dumps(answer))
                    if answer and not isinstance(answer, str)
                    else ("text/plain", str(answer or ""))
                )
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(said.encode())))
                self.end_headers()
                self.wfile.write(said.encode())

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def last(self) -> Received:
        return self.received[-1]

    def answer(self, answer: Json | str, status: int = 200) -> None:
        self.answers = lambda received: (status, answer)

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def prompt(acme: Workspace, channel: Channel, *blocks: Json, ephemeral_to: str | None = None) -> Message:
    said = {"text": "?", "blocks": list(blocks)}
    return acme.post(channel.id, acme.bot_user_id, said, ephemeral_to=ephemeral_to)


def opened(ana: Person, app: App, client: WebClient, view: Json) -> None:
    """Let her open this modal by a command."""
    ana.command("open")
    client.views_open(trigger_id=app.last.form["trigger_id"], view=view)
