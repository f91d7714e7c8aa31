"""The page's server: for whoever has this run's key, from this machine, and for no other page in the same browser."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.preview.files import File
from bot.preview.page.serving import Page

PNG = b"\x89PNG\r\n\x1a\n and more"


class Room:
    """A page that shows what it is told, and notes what was done on it."""

    def __init__(self) -> None:
        self.shown: dict[str, Any] = {"messages": []}
        self.done: list[Mapping[str, Any]] = []
        self.files: dict[str, File] = {}
        self.changed = threading.Condition()
        self.page = Page(self._show, self._do, self.files.get, self.changed)
        self.page.start()

    def _show(self, person: str, place: str) -> Mapping[str, Any]:
        return {**self.shown, "person": person, "place": place}

    def _do(self, said: Mapping[str, Any]) -> str:
        self.done.append(said)
        return "That form is gone." if said.get("act") == "submit" else ""

    def file(self, id: str, content: bytes) -> None:
        self.files[id] = File(
            id=id,
            name=f"{id}.bin",
            length=len(content),
            owner="U1",
            team_id="T1",
            domain="acme",
            created=0,
            upload_key="key",
            content=content,
        )

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: str = ""
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", urlsplit(self.page.address).port or 0, timeout=10)
        try:
            connection.request(method, path, body or None, dict(headers or {}))
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def key(self) -> dict[str, str]:
        """The cookie that opening the printed address gives."""
        answer, _ = self.ask("GET", f"/?{urlsplit(self.page.url).query}")
        assert (answer.status, answer.headers["Location"]) == (303, "/")
        cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        return {"Cookie": cookie.partition(";")[0]}

    def act(self, headers: Mapping[str, str], body: str = '{"act": "say"}') -> int:
        return self.ask("POST", "/act", {"Content-Type": "application/json", **headers}, body)[0].status


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.page.stop()


def test_the_address_that_is_printed_opens_the_page(room: Room) -> None:
    answer, body = room.ask("GET", "/", room.key())
    assert answer.status == 200
    assert b'<div id="root">' in body


@pytest.mark.parametrize("path", ["/", "/state", "/page.js", "/file/F1", "/?key=guess", "/?key=", "/?key=%C3%A4"])
def test_without_the_key_nothing_is_told(room: Room, path: str) -> None:
    room.file("F1", PNG)
    for cookie in ({}, {"Cookie": f"{room.page.cookie}=guess"}, {"Cookie": "a b; =;"}):
        answer, body = room.ask("GET", path, cookie)
        assert answer.status == 403
        assert b"holds the key" in body


def test_only_the_page_itself_can_do_something(room: Room) -> None:
    key, own = room.key(), {"Origin": room.page.address}
    assert room.act({**key, **own}) == 200
    assert room.act(own) == 403
    assert room.act(key) == 403
    for other in ("null", "http://evil.example", "http://localhost:80", room.page.address + ".evil.example"):
        assert room.act({**key, "Origin": other}) == 403
    assert room.ask("POST", "/state", {**key, **own}, "{}")[0].status == 403
    assert len(room.done) == 1


def test_another_name_for_this_machine_is_refused(room: Room) -> None:
    for host in ("evil.example", "localhost", "127.0.0.1", "127.0.0.1:1"):
        answer, _ = room.ask("GET", "/", {**room.key(), "Host": host})
        assert answer.status == 403


def test_it_listens_on_loopback_alone(room: Room) -> None:
    assert room.page._server.server_address[0] == "127.0.0.1"


def test_each_run_has_a_key_of_its_own(room: Room) -> None:
    other = Room()
    try:
        assert urlsplit(other.page.url).query != urlsplit(room.page.url).query
        assert room.ask("GET", "/", other.key())[0].status == 403
        both = {"Cookie": f"{room.key()['Cookie']}; {other.key()['Cookie']}"}
        assert [one.ask("GET", "/", both)[0].status for one in (room, other)] == [200, 200]
    finally:
        other.page.stop()


def test_what_goes_wrong_is_told_in_words(room: Room) -> None:
    headers = {**room.key(), "Origin": room.page.address}
    _, body = room.ask("POST", "/act", headers, '{"act": "submit"}')
    assert json.loads(body) == {"error": "That form is gone."}
    assert room.act(headers, "not JSON") == 400
    assert room.act(headers, "[]") == 400


def test_every_answer_keeps_others_from_framing_or_reading_it(room: Room) -> None:
    for path in ("/", "/page.js", "/state", "/nothing"):
        answer, _ = room.ask("GET", path, room.key())
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_picture_is_shown_and_anything_else_kept(room: Room) -> None:
    room.file("F1", PNG)
    room.file("F2", b"<script>alert(1)</script>")
    picture, content = room.ask("GET", "/file/F1", room.key())
    assert (picture.headers["Content-Type"], content) == ("image/png", PNG)
    page, _ = room.ask("GET", "/file/F2", room.key())
    assert page.headers["Content-Type"] == "application/octet-stream"
    assert page.headers["Content-Disposition"] == "attachment"
    assert room.ask("GET", "/file/F3", room.key())[0].status == 404
    assert room.ask("GET", "/../serving.py", room.key())[0].status == 404


def test_the_state_comes_at_once_when_it_is_new_and_else_when_it_changes(room: Room) -> None:
    key = room.key()
    first = json.loads(room.ask("GET", "/state?person=U1&shown=C1", key)[1])
    assert (first["person"], first["place"], first["messages"]) == ("U1", "C1", [])
    came: list[dict[str, Any]] = []
    path = f"/state?person=U1&shown=C1&after={first['revision']}"
    waiting = threading.Thread(target=lambda: came.append(json.loads(room.ask("GET", path, key)[1])))
    waiting.start()
    room.shown["messages"] = ["hello"]
    with room.changed:
        room.changed.notify_all()
    waiting.join(10)
    assert [one["messages"] for one in came] == [["hello"]]
    assert came[0]["revision"] != first["revision"]
