"""The page's own server: on loopback only, for whoever has this run's secret, and for no other page.

The address that is printed holds the secret; the first visit turns it into a cookie. Every request must name this
address as its host, and what changes something must come from the page itself.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from importlib import resources
from typing import Any
from urllib.parse import parse_qs

from bot.preview.files import File
from bot.preview.server import Reply, Request, Server

WAIT_SECONDS = 20.0
LOOK_SECONDS = 0.5
_STATIC = {
    "page.js": "text/javascript; charset=utf-8",
    "page.css": "text/css; charset=utf-8",
    "page.licenses.txt": "text/plain; charset=utf-8",
}
_GUARD = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

Show = Callable[[str, str], Mapping[str, Any]]
"""A person's id and a conversation's -> what the page shows."""
Do = Callable[[Mapping[str, Any]], str]
"""What a person did -> what went wrong."""


class Page:
    """Serves the page: `show` says what stands on it, `do` does what a person did, `file` finds an uploaded file.

    `changed` is told of every change, so that the page hears of it at once.
    """

    def __init__(
        self, show: Show, do: Do, file: Callable[[str], File | None], changed: threading.Condition, port: int = 0
    ) -> None:
        self._show, self._do, self._file, self._changed = show, do, file, changed
        self._secret = secrets.token_urlsafe(24)
        self._stopping = threading.Event()
        self._server = Server(port, self._answer)

    @property
    def address(self) -> str:
        """The page's own address, without the secret."""
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def cookie(self) -> str:
        """The name of the cookie; cookies know no ports, and two tries may run side by side."""
        return f"mlops_advisor_try_{self._server.port}"

    @property
    def url(self) -> str:
        """Where a browser begins."""
        return f"{self.address}/?key={self._secret}"

    def start(self) -> None:
        """Listen in the background."""
        self._server.start()

    def stop(self) -> None:
        """Stop listening."""
        self._stopping.set()
        self._server.stop()

    def _answer(self, request: Request) -> Reply:
        if request.headers.get("host") != self.address.removeprefix("http://"):
            return _refused("This page answers under its own address alone.")
        key = parse_qs(request.query).get("key", [""])[0]
        if request.path == "/" and _same(key, self._secret):
            cookie = f"{self.cookie}={self._secret}; Path=/; HttpOnly; SameSite=Strict"
            return Reply(303, "", headers={"Location": "/", "Set-Cookie": cookie, **_GUARD})
        if not _same(_cookie(request, self.cookie), self._secret):
            return _refused(
                "Open the address that mlops-advisor printed when it started: it holds the key to this page."
            )
        if request.method == "POST":
            return self._act(request)
        return self._look(request)

    def _act(self, request: Request) -> Reply:
        if request.headers.get("origin") != self.address or request.path != "/act":
            return _refused("Only the page itself can do something here.")
        try:
            said = json.loads(request.body)
        except ValueError:
            return Reply(400, json.dumps({"error": "not JSON"}), headers=_GUARD)
        if not isinstance(said, dict):
            return Reply(400, json.dumps({"error": "not a JSON object"}), headers=_GUARD)
        wrong = self._do(said)
        with self._changed:
            self._changed.notify_all()
        return _json({"error": wrong})

    def _look(self, request: Request) -> Reply:
        name = request.path.strip("/")
        if name == "":
            return Reply(200, _read("index.html"), content_type="text/html; charset=utf-8", headers=_GUARD)
        if name == "state":
            return self._state(parse_qs(request.query))
        if name in _STATIC:
            return Reply(200, _read(name), content_type=_STATIC[name], headers=_GUARD)
        if name.startswith("file/") and (file := self._file(name.removeprefix("file/"))) and file.content is not None:
            return _download(file)
        return Reply(404, json.dumps({"error": "there is no such thing"}), headers=_GUARD)

    def _state(self, query: Mapping[str, list[str]]) -> Reply:
        """What the page shows, once it differs from what it has; after a while also if it does not."""
        person, place, after = (query.get(name, [""])[0] for name in ("person", "shown", "after"))
        for _ in range(int(WAIT_SECONDS / LOOK_SECONDS)):
            text = json.dumps(self._show(person, place), ensure_ascii=False, separators=(",", ":"))
            revision = hashlib.sha256(text.encode()).hexdigest()[:16]
            if revision != after or self._stopping.is_set():
                break
            with self._changed:
                self._changed.wait(LOOK_SECONDS)
        return Reply(200, f'{{"revision":"{revision}",{text[1:]}', headers=_GUARD)


def _read(name: str) -> bytes:
    return resources.files("bot.preview.page").joinpath("static", name).read_bytes()


def _download(file: File) -> Reply:
    """Pictures are shown; everything else is only ever kept, so that no uploaded file becomes a page."""
    if file.is_picture:
        return Reply(200, file.content or b"", content_type=file.mimetype, headers=_GUARD)
    kept = {"Content-Disposition": "attachment"}
    return Reply(200, file.content or b"", content_type="application/octet-stream", headers={**_GUARD, **kept})


def _json(said: Mapping[str, Any]) -> Reply:
    return Reply(200, json.dumps(said, ensure_ascii=False), headers=_GUARD)


def _refused(why: str) -> Reply:
    return Reply(403, why, content_type="text/plain; charset=utf-8", headers=_GUARD)


def _cookie(request: Request, name: str) -> str:
    try:
        found = SimpleCookie(request.headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _same(given: str, secret: str) -> bool:
    return secrets.compare_digest(given.encode(), secret.encode())
