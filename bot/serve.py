"""`serve`: one gunicorn worker with threads takes Slack's deliveries (or a WebSocket does) and drains the outbox."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from http.client import HTTPException
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from gunicorn.app.base import BaseApplication
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk.errors import SlackClientError

from bot import app, clocking
from bot.config import Settings

log = logging.getLogger(__name__)

THREADS = 8
LARGEST_DELIVERY = 1_000_000
GRACE_SECONDS = 15
RECONNECT_SECONDS = 5.0

Wsgi = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


def serve(settings: Settings, host: str, with_clock: bool = False) -> None:
    """Migrate, then serve until SIGTERM; with the clock in the same process, if wanted. Deliveries under way are finished;
    unsent messages stay in the outbox."""
    clocking.migrate(settings)
    Server(settings, host, lambda: _built(settings, with_clock)).run()


def _built(settings: Settings, with_clock: bool) -> app.Running:
    running = app.build(settings)
    running.start()
    if with_clock:
        clocking.begin(running)
    return running


def web(running: app.Running, deliveries: bool) -> Wsgi:
    """The WSGI application: Slack's deliveries (unless they come by WebSocket) and /healthz."""
    slack: Any = SlackRequestHandler(running.app)

    def respond(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/healthz":
            return _health(running, start_response)
        if int(environ.get("CONTENT_LENGTH") or 0) > LARGEST_DELIVERY:
            start_response("413 Content Too Large", [("Content-Type", "text/plain")])
            return [b"too large"]
        if not deliveries:
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"deliveries come over Socket Mode"]
        answer: Iterable[bytes] = slack(environ, start_response)
        return answer

    return respond


def _health(running: app.Running, start_response: StartResponse) -> Iterable[bytes]:
    """200 while the database answers; `pending` is how much is still to be sent."""
    status: Mapping[str, Any] = {"ok": True, "pending": running.pending()}
    start_response("200 OK", [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
    return [json.dumps(status).encode()]


class _Socket:
    """The WebSocket of Socket Mode; opened in the background, so that the bot starts while Slack cannot be reached."""

    def __init__(self, handler: Any) -> None:
        self._handler = handler
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._connect, name="socket mode", daemon=True)

    def start(self) -> None:
        """Begin to connect; once connected, slack_sdk keeps the connection."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more deliveries."""
        self._stopping.set()
        self._thread.join(GRACE_SECONDS)
        self._handler.close()

    def _connect(self) -> None:
        while not self._stopping.is_set():
            try:
                self._handler.connect()
                return
            except (SlackClientError, OSError, HTTPException) as error:
                log.warning("Socket Mode could not connect, trying again in %d seconds: %s", RECONNECT_SECONDS, error)
                self._stopping.wait(RECONNECT_SECONDS)


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn, set up in code: what it runs is built and started in the worker, so that no thread is lost in a fork."""

    def __init__(self, settings: Settings, host: str, started: Callable[[], app.Running]) -> None:
        self._settings, self._host, self._started = settings, host, started
        self._running: app.Running | None = None
        self._socket: Any = None
        super().__init__()

    def load_config(self) -> None:
        chosen = {
            "bind": f"{self._host}:{self._settings.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "keepalive": 75,
            "graceful_timeout": GRACE_SECONDS,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda server: self._announce(),
            "worker_exit": lambda server, worker: self._stop(),
        }
        for name, value in chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Wsgi:
        self._running = self._started()
        if self._settings.socket_mode:
            self._socket = _Socket(SocketModeHandler(self._running.app, self._settings.app_token))
            self._socket.start()
        return web(self._running, deliveries=not self._settings.socket_mode)

    def _announce(self) -> None:
        way = "Socket Mode" if self._settings.socket_mode else "HTTP, at /slack/events"
        log.info("taking deliveries over %s; listening on port %s", way, self._settings.port)

    def _stop(self) -> None:
        if self._socket:
            self._socket.stop()
        if self._running:
            self._running.stop()
