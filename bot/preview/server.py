"""A small HTTP/1.1 server on 127.0.0.1 that hands each request to a function and can break connections."""

import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Request:
    """What came over the wire; `headers` by name in small letters."""

    path: str
    query: str
    content_type: str
    bearer: str | None
    body: bytes
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """What goes back; JSON unless said otherwise."""

    status: int
    body: str | bytes
    retry_after: int | str | None = None
    content_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class Server(ThreadingHTTPServer):
    """Answers with what the function returns, and breaks the connection where it returns None."""

    daemon_threads = True

    def __init__(self, port: int, answer: Callable[[Request], Reply | None]) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.answer = answer
        self.connections: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    def start(self) -> None:
        """Listen in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and break all connections that are kept alive."""
        self.shutdown()
        self.server_close()
        self._thread.join()
        for connection in list(self.connections):
            break_off(connection)


def break_off(connection: socket.socket) -> None:
    """End a connection at once, whatever the other side expects."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        connection.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        sent = self.rfile.read(length)
        if len(sent) < length:  # whoever called has ended in the middle: Slack would never hear of it
            self.close_connection = True
            return
        address = urlsplit(self.path)
        scheme, _, bearer = self.headers.get("Authorization", "").partition(" ")
        request = Request(
            path=unquote(address.path),
            query=address.query,
            content_type=self.headers.get("Content-Type", ""),
            bearer=bearer.strip() if scheme.lower() == "bearer" else None,
            body=sent,
            method=self.command,
            headers={name.lower(): value for name, value in self.headers.items()},
        )
        reply = self.server.answer(request)
        if reply is None:
            self.close_connection = True
            break_off(self.connection)
            return
        body = reply.body if isinstance(reply.body, bytes) else reply.body.encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(body)))
        if reply.retry_after is not None:
            self.send_header("Retry-After", str(reply.retry_after))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for the conversation; `LocalSlack.calls` is the log."""
