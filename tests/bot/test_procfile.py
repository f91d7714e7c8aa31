"""The Procfile, run by honcho: a web and a clock process on one database, and one process that is both."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot import schedule
from bot.clock import stamp
from bot.preview.hosting import _free_port
from bot.preview.people import Person
from bot.preview.slack import LocalSlack, Workspace
from bot.preview.users import User
from bot.schedule import Occurrence, Rhythm
from bot.store import invitations, rhythms, teams
from bot.store.database import Store

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60.0


class Place:
    """A local Slack, a team of Ana's whose check-in has just come due, and the environment of the processes."""

    def __init__(self, slack: LocalSlack, folder: Path) -> None:
        self.slack, self.folder, self.port = slack, folder, _free_port()
        self.acme: Workspace = slack.workspace("Acme")
        self.ana: User = self.acme.add_user("Ana")
        self.store = Store(f"sqlite:///{folder / 'bot.db'}")
        self.store.migrate()
        self._team()

    def _team(self) -> None:
        now, workspace = datetime.now(UTC), self.acme.team_id
        with self.store.transaction() as db:
            team = teams.create(db, workspace, "Churn", "C1", self.ana.id, self.ana.id, stamp(now))
            invitations.set_consent(db, workspace, self.ana.id, True, stamp(now))
            due = Occurrence(now.date(), now - timedelta(seconds=1))
            rhythms.put(db, workspace, "checkin", team.id, good_now(now), due, self.ana.id, stamp(now))

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "PORT"))}
        return {
            **kept,
            "PATH": os.pathsep.join([str(self._program()), kept["PATH"]]),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "SLACK_BOT_TOKEN": self.acme.bot_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": self.slack.api_url,
            "DATABASE_URL": f"sqlite:///{self.folder / 'bot.db'}",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
        }

    def _program(self) -> Path:
        """A folder with `mlops-advisor`, which also tells its status: what honcho tells is that of a shell around it."""
        program = self.folder / "bin" / "mlops-advisor"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\ntrap : TERM\n{sys.executable} -m bot "$@"\necho "$1 ended with status $?"\n')
        program.chmod(0o755)
        return program.parent

    def checkins(self) -> list[str]:
        return [one.text for one in self.acme.messages(self.acme.dm(self.ana)) if "Churn" in one.text]

    def run(self, command: list[str], ready: set[str]) -> subprocess.Popen[str]:
        """Start a command and read what it says until all of this was said."""
        process = subprocess.Popen(
            *(command,),
            env=self.environment,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        watchdog = threading.Timer(SECONDS, os.killpg, (process.pid, signal.SIGKILL))
        watchdog.start()
        said, left = "", set(ready)
        while left:
            line = process.stdout.readline() if process.stdout else ""
            assert line, said
            said += line
            left = {one for one in left if one not in line}
        watchdog.cancel()
        return process


def good_now(now: datetime) -> Rhythm:
    """A weekly rhythm where it is noon now, in a country in which this day is none of rest, whatever day it is."""
    noon = f"Etc/GMT{now.hour - 12:+}"
    for country in ("", "SA", "AF", "NP", "IR"):
        found = Rhythm("FREQ=WEEKLY", now.date(), time(0), noon, country, (), time(0), time(23, 59))
        if schedule.good_moment(found, now) == now:
            return found
    raise AssertionError("everybody rests today")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with LocalSlack(rates=False) as slack:
        yield Place(slack, tmp_path)


def test_web_takes_deliveries_clock_sends_what_is_due_and_both_end_with_status_0(place: Place) -> None:
    command = [sys.executable, "-m", "honcho", "--no-colour", "-f", str(ROOT / "Procfile"), "start"]
    process = place.run(command, {"listening on port", "the clock runs"})
    try:
        person = Person(place.slack, place.acme, place.ana, f"http://127.0.0.1:{place.port}")
        assert person.command("help").ok
        assert place.slack.wait_until(place.checkins, SECONDS)
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=SECONDS)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    for name in ("serve", "clock"):
        assert f"{name} ended with status 0" in rest
    assert len(place.checkins()) == 1
    assert place.slack.refused == []


def test_one_process_serves_and_runs_the_clock(place: Place) -> None:
    command = [sys.executable, "-m", "bot", "serve", "--with-clock"]
    process = place.run(command, {"listening on port", "the clock runs"})
    try:
        person = Person(place.slack, place.acme, place.ana, f"http://127.0.0.1:{place.port}")
        assert person.command("help").ok
        assert place.slack.wait_until(place.checkins, SECONDS)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=SECONDS)
        assert process.returncode == 0
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert len(place.checkins()) == 1
    assert place.slack.refused == []
