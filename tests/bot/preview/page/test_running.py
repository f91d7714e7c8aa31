"""A whole try: the bot in a process of its own, Slack's stand-in and the page; and that nothing else can become one."""

from __future__ import annotations

import http.client
import inspect
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import bot
from bot import app
from bot.clock import stamp, system_clock
from bot.config import settings
from bot.preview.hosting import DidNotStart
from bot.preview.page.company import TEAMS
from bot.preview.page.running import A_LONG_WAY, Trial
from bot.preview.people import Person
from bot.store import programme
from tests.bot.walking import ok

ROOT = Path(bot.__file__).parent.parent
A_DAY = 86_400.0


class Browser:
    """The page's own requests, as its script sends them."""

    def __init__(self, trial: Trial) -> None:
        address = urlsplit(trial.page.url)
        self._host, self._origin = address.netloc, trial.page.address
        self._headers: dict[str, str] = {}
        headers, _ = self._ask("GET", f"/?{address.query}")
        self._headers = {"Cookie": str(headers["Set-Cookie"]).partition(";")[0]}

    def act(self, name: str, person: Person | None = None, **more: object) -> str:
        """Do something; returns what the page is told."""
        sent = {"act": name, "person": person.id if person else "", **more}
        _, answer = self._ask("POST", "/act", json.dumps(sent))
        return str(json.loads(answer)["error"])

    def state(self, person: Person, place: str = "") -> dict[str, Any]:
        """What the page shows now."""
        _, answer = self._ask("GET", f"/state?person={person.id}&shown={place}")
        found: dict[str, Any] = json.loads(answer)
        return found

    def _ask(self, method: str, path: str, body: str = "") -> tuple[Mapping[str, str], bytes]:
        with closing(http.client.HTTPConnection(self._host, timeout=60)) as connection:
            connection.request(method, path, body or None, {"Origin": self._origin, **self._headers})
            answer = connection.getresponse()
            assert answer.status < 400, answer.read()
            return dict(answer.headers), answer.read()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("try")


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Trial]:
    """One try that all tests of this file share."""
    with Trial(folder) as trial:
        yield trial


@pytest.fixture
def page(running: Trial) -> Browser:
    return Browser(running)


@pytest.fixture
def ana(running: Trial) -> Person:
    return running.company.people[0]


def listens(url: str) -> bool:
    """Whether anybody takes connections there."""
    address = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((address.hostname or "", address.port or 0)) == 0


def rows(trial: Trial, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """What is stored."""
    return [tuple(row) for row in trial.store.reading().execute(sql, values).fetchall()]


# --- what the page and the bot say to each other ---


def test_what_is_typed_on_the_page_is_answered_by_the_bot(running: Trial, page: Browser, ana: Person) -> None:
    assert page.act("say", ana, channel=ana.dm.id, text="/mlops help") == ""
    running.bot.settle()
    newest = page.state(ana, ana.dm.id)["messages"][-1]
    assert (newest["bot"], newest["text"]) == (True, "What I can do")
    assert page.state(ana)["refused"] == []


def test_what_the_page_sends_amiss_is_told_and_breaks_nothing(page: Browser, ana: Person) -> None:
    assert page.act("say", ana, channel=ana.dm.id) == "The page left out 'text', or sent something that is no text."
    assert page.act("time", ana, to="tomorrow") == "The page left out 'to', or sent something that is no number."
    assert "left out 'zone'" in page.act("zone", ana)
    assert "unknown" in page.act("dance", ana)


def test_what_the_bot_did_not_take_comes_again_when_it_is_back(running: Trial, page: Browser, ana: Person) -> None:
    running.bot.kill()
    assert page.act("say", ana, channel=ana.dm.id, text="help") == "The bot cannot be reached; it may be starting."
    running.bot.start()
    running.moment.move(running.moment.seconds() + 61)
    running.slack.wait_until(lambda: ana.messages()[-1].bot, 20)
    running.bot.settle()


# --- the clock ---


def test_the_clock_moves_for_slack_and_for_the_bot_alike(running: Trial, page: Browser, ana: Person) -> None:
    before = running.slack.world.clock()
    assert page.act("time", ana, to=before + A_DAY) == ""
    assert running.slack.world.clock() >= before + A_DAY
    assert page.state(ana)["now"] >= int(before + A_DAY) // 60 * 60
    ok(ana.open_home())
    running.bot.settle()
    ((looked,),) = rows(running, "SELECT looked_at FROM homes WHERE person = ?", ana.id)
    assert looked >= stamp(datetime.fromtimestamp(before + A_DAY, UTC))


def test_a_moment_that_is_over_does_not_come_back(running: Trial, page: Browser, ana: Person) -> None:
    ahead = running.moment.ahead()
    assert page.act("time", ana, to=running.moment.seconds() - A_DAY) == ""
    assert running.moment.ahead() == ahead


@pytest.mark.parametrize("to", [A_LONG_WAY + A_DAY, float("inf"), float("nan")])
def test_a_moment_too_far_ahead_is_refused(running: Trial, page: Browser, ana: Person, to: float) -> None:
    ahead = running.moment.ahead()
    assert page.act("time", ana, to=running.moment.seconds() + to) == "That is too far ahead."
    assert running.moment.ahead() == ahead


def test_the_clock_waits_for_what_the_bot_has_still_to_send(
    running: Trial, page: Browser, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> None:
        raise TimeoutError

    ahead = running.moment.ahead()
    monkeypatch.setattr(running.bot, "settle", busy)
    assert "something to send" in page.act("time", ana, to=running.moment.seconds() + A_DAY)
    assert running.moment.ahead() == ahead


def test_a_clock_that_is_moving_is_not_moved_again(
    running: Trial, page: Browser, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    settle = running.bot.settle

    def press_again() -> None:
        if not told:
            told.append(page.act("time", ana, to=running.moment.seconds() + 9 * A_DAY))
        settle()

    ahead = running.moment.ahead()
    monkeypatch.setattr(running.bot, "settle", press_again)
    assert page.act("time", ana, to=running.moment.seconds() + A_DAY) == ""
    assert told == ["The clock is moving already."]
    assert running.moment.ahead() < ahead + 2 * A_DAY


# --- zones and sample teams ---


def test_the_three_live_where_the_browser_does(running: Trial, page: Browser, ana: Person) -> None:
    for zone, expected in (
        ("Asia/Tokyo", "Asia/Tokyo"),
        ("Mars/Base", "Asia/Tokyo"),
        ("Europe/Berlin", "Europe/Berlin"),
    ):
        assert page.act("zone", ana, zone=zone) == ""
        assert {one.user.tz for one in running.company.people} == {expected}


def test_sample_teams_move_in_when_asked_and_once(running: Trial, page: Browser, ana: Person) -> None:
    def teams() -> int:
        return len(programme.all_teams(running.store.reading(), running.company.workspace.team_id))

    before = teams()
    assert page.state(ana)["samples"] is False
    assert page.act("samples", ana) == ""
    assert page.act("samples", ana) == "The sample teams are here already."
    assert teams() == before + TEAMS
    assert page.state(ana)["samples"] is True
    running.bot.settle()
    assert page.state(ana)["refused"] == []


# --- beginning and ending ---


def test_each_try_has_a_database_and_a_time_of_its_own_and_leaves_nothing_running(running: Trial, folder: Path) -> None:
    running.moment.move(running.moment.seconds() + A_DAY)
    (folder / "try-2.moment").write_bytes(running.moment.file.read_bytes())
    with Trial(folder) as other:
        assert other.database.name == "try-2.db"
        assert other.moment.ahead() == 0.0
        assert rows(other, "SELECT * FROM deliveries") == []
        urls = (other.page.address, other.bot.url, other.slack.world.address)
        assert [listens(url) for url in urls] == [True] * 3
        ok(other.company.people[0].command("help"))
    assert [listens(url) for url in urls] == [False] * 3
    assert running.database.exists()
    assert other.database.exists()
    assert listens(running.bot.url)


def test_where_the_bot_does_not_start_nothing_is_left_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = Trial(tmp_path)
    trial.database.mkdir()
    with pytest.raises(DidNotStart, match="bot did not start"), trial:
        pass
    assert not listens(trial.slack.world.address)
    assert not listens(trial.bot.url)


def test_the_bot_ends_with_a_try_that_was_killed(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from bot.preview.page.running import Trial\n"
        "with Trial(Path(sys.argv[1])) as trial: print(trial.bot.url, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as trial:
        assert trial.stdout is not None
        url = urlsplit(trial.stdout.readline().strip())
        with socket.create_connection((url.hostname or "", url.port or 0), timeout=30) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(12) == b"HTTP/1.1 200"
            trial.send_signal(signal.SIGKILL)
            while connection.recv(4096):
                pass


@pytest.mark.parametrize("option", ["--open", "--no-open"])
def test_it_opens_the_page_if_wanted_ends_when_asked_to_and_says_where_the_answers_are(
    tmp_path: Path, option: str
) -> None:
    opener, opened = tmp_path / "browser", tmp_path / "opened"
    opener.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    opener.chmod(0o755)
    command = [sys.executable, "-m", "bot", "try", option, "--folder", str(tmp_path / "try")]
    env = {**os.environ, "BROWSER": f"{opener} %s"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env) as trial:
        assert trial.stdout is not None
        url = trial.stdout.readline().strip().rpartition(" ")[2]
        assert listens(url)
        trial.send_signal(signal.SIGINT)
        said = trial.stdout.read()
    assert trial.returncode == 0
    assert str(tmp_path / "try" / "try-1.db") in said
    assert not listens(url)
    assert (opened.read_text().strip() == url) if option == "--open" else not opened.exists()


# --- nothing else can become a try ---


def test_what_serves_loads_nothing_of_the_preview() -> None:
    loaded = loaded_by("import bot.serve, bot.app, bot.config, bot.clocking")
    assert "bot.serve" in loaded
    assert [one for one in loaded if one.startswith("bot.preview")] == []


def test_the_command_line_loads_neither_the_page_nor_its_clock() -> None:
    loaded = loaded_by("import bot.cli")
    assert "bot.commands.processes" in loaded
    unwanted = ("bot.preview.page", "bot.preview.moment", "bot.preview.trial", "bot.preview.trying")
    assert [one for one in loaded if one.startswith(unwanted)] == []


def loaded_by(script: str) -> list[str]:
    """The modules that a process has loaded after this."""
    command = [sys.executable, "-c", f"{script}; import sys; print(*sys.modules)"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.split()


class Read(dict[str, str]):
    """An environment that notes what is looked up in it."""

    def __init__(self, **values: str) -> None:
        super().__init__(values)
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return super().__getitem__(name)


def test_nothing_in_the_environment_is_a_clock() -> None:
    environment = Read(SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="secret")
    settings(environment)
    assert environment.names == {
        *("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"),
        *("SLACK_API_URL", "PORT", "DATABASE_URL"),
    }
    assert inspect.signature(app.build).parameters["clock"].default is system_clock
    reading = {
        file.relative_to(ROOT / "bot").as_posix()
        for file in (ROOT / "bot").rglob("*.py")
        if "preview" not in file.parts and any(one in file.read_text() for one in ("os.environ", "getenv"))
    }
    assert reading == {"commands/telling.py", "commands/processes.py"}
