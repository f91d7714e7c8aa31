"""The clock as a command: what it needs, what it sends and prints, what it waits for, and how it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import clocking, schedule
from bot.claiming import me
from bot.cli import main
from bot.clock import stamp
from bot.clocking import Ended
from bot.config import Settings, settings
from bot.preview.slack import Fault, LocalSlack, Workspace
from bot.preview.users import User
from bot.schedule import QUARTERLY, Rhythm
from bot.store import operating, outbox, rhythms
from bot.store.database import Store
from bot.store.outbox import Draft

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2027, 1, 4, 9, tzinfo=UTC)


class Place:
    """A local Slack with one workspace and one person, and a database in which messages wait for a day to come."""

    def __init__(self, slack: LocalSlack, folder: Path) -> None:
        self.slack, self.folder = slack, folder
        self.acme: Workspace = slack.workspace("Acme")
        self.ana: User = self.acme.add_user("Ana")
        self.url = f"sqlite:///{folder / 'bot.db'}"
        self.store = Store(self.url)
        self.store.migrate()

    @property
    def environment(self) -> dict[str, str]:
        token, api = self.acme.bot_token, self.slack.api_url
        return {"SLACK_BOT_TOKEN": token, "SLACK_API_URL": api, "DATABASE_URL": self.url, "PYTHONPATH": str(ROOT)}

    @property
    def settings(self) -> Settings:
        return settings(self.environment, takes_deliveries=False)

    def plan(self, text: str, due: datetime, lane: str = "") -> None:
        lane = lane or text
        draft = Draft(text, self.acme.team_id, lane, "chat.postMessage", self.ana.id, {"text": text})
        with self.store.transaction() as db:
            outbox.add(db, draft, stamp(datetime(2026, 11, 21, tzinfo=UTC)), stamp(due))

    def said(self) -> list[str]:
        return [message.text for message in self.acme.messages(self.acme.dm(self.ana)) if message.bot]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot", "clock", *arguments]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "DATABASE"))}
        return subprocess.run(
            *(command,),
            env={**kept, **self.environment},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with LocalSlack(rates=False) as slack:
        yield Place(slack, tmp_path)


def refused(arguments: list[str], environment: Mapping[str, str]) -> str:
    result = CliRunner().invoke(main, arguments, env=dict(environment))
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    return result.stderr


def test_it_needs_a_token_but_no_signing_secret(tmp_path: Path) -> None:
    nothing = {"SLACK_BOT_TOKEN": "", "SLACK_SIGNING_SECRET": "", "DATABASE_URL": f"sqlite:///{tmp_path}/bot.db"}
    told = refused(["clock", "--once"], nothing)
    assert "SLACK_BOT_TOKEN" in told
    assert "SLACK_SIGNING_SECRET" not in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("time", ["tomorrow", "2027-13-01", "10:00", "", "0001-01-01T00:00+14:00"])
def test_a_moment_that_is_none_is_refused_with_how_to_write_one(time: str) -> None:
    assert "2027-01-04T09:00" in refused(["clock", "--once", "--at", time], {})


@pytest.mark.parametrize("time", ["2100-01-01", "9999-12-31T23:59:59"])
def test_a_moment_that_nobody_plans_for_is_refused_instead_of_counted_up_to(time: str) -> None:
    assert "before the end of 2099" in refused(["clock", "--once", "--at", time], {})


def test_a_clock_that_goes_on_takes_no_moment() -> None:
    assert "--once" in refused(["clock", "--at", "2027-01-04"], {})


def test_once_sends_what_is_due_at_the_moment_and_nothing_that_is_due_later(place: Place) -> None:
    place.plan("due", AT)
    place.plan("later", datetime(2027, 2, 1, tzinfo=UTC))
    ended = place.run("--once", "--at", "2027-01-04T10:00+01:00")
    assert (ended.returncode, ended.stdout) == (0, "1 sent, 0 given up, 0 waiting\n"), ended.stderr
    assert place.said() == ["due"]
    again = place.run("--once", "--at", "2027-01-04T09:00")
    assert again.stdout == "0 sent, 0 given up, 0 waiting\n"
    assert place.said() == ["due"]
    assert place.slack.refused == []


def test_a_moment_gone_by_undoes_nothing_that_was_planned_or_begun_since(place: Place) -> None:
    place.plan("under way", AT)
    rhythm = Rhythm(QUARTERLY, date(2027, 1, 1), time(10), "Europe/Berlin")
    with place.store.transaction() as db:
        outbox.claim(db, stamp(AT), stamp(AT + timedelta(seconds=20)), 1, me())
        rhythms.put(db, "T1", "checkin", "a team", rhythm, schedule.first(rhythm, AT), "UANA", stamp(AT))
        kept = rhythms.find(db, "T1", "checkin", "a team")
        assert kept
        assert rhythms.handled(db, kept, date(2027, 4, 5), schedule.first(rhythm, AT, date(2027, 4, 5)), stamp(AT))
    skipped = rhythms.find(place.store.reading(), "T1", "checkin", "a team")
    assert clocking.once(place.settings, AT - timedelta(days=60)) == Ended(0, 0, 0)
    assert rhythms.find(place.store.reading(), "T1", "checkin", "a team") == skipped
    assert place.said() == [], "somebody else is sending it"


def test_what_slack_puts_off_is_still_sent_as_time_runs_on(place: Place) -> None:
    tries = iter([Fault.server_error(), Fault.server_error()])
    place.slack.fault = lambda call: next(tries, None) if call.method == "chat.postMessage" else None
    place.plan("due", AT)
    assert clocking.once(place.settings, AT) == Ended(sent=1, given_up=0, waiting=0)
    assert place.said() == ["due"]


def test_what_slack_refuses_for_good_is_counted_as_given_up(place: Place) -> None:
    place.acme.deactivate(place.ana)
    place.plan("due", AT)
    ended = clocking.once(place.settings, AT)
    assert (ended.sent, ended.given_up, ended.waiting) == (0, 1, 0)


def test_it_ends_with_status_1_while_slack_fails_and_counts_what_waits(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clocking, "PATIENCE_SECONDS", 0.1)
    place.slack.fault = lambda call: Fault.server_error()
    place.plan("due", AT, "one lane")
    place.plan("behind it", AT, "one lane")
    assert clocking.once(place.settings, AT) == Ended(sent=0, given_up=0, waiting=2)
    monkeypatch.setattr(clocking, "once", lambda found, at: Ended(0, 0, 2))
    result = CliRunner().invoke(main, ["clock", "--once"], env=place.environment)
    assert (result.exit_code, result.stdout) == (1, "0 sent, 0 given up, 2 waiting\n")


def test_of_what_waits_only_what_is_tried_soon_or_held_back_by_slack_is_waited_for(place: Place) -> None:
    now, soon, far = (stamp(AT.replace(minute=minute)) for minute in (0, 1, 30))
    db = place.store.reading()

    def soon_after(**columns: str | int) -> bool:
        with place.store.transaction() as writing:
            writing.execute("DELETE FROM outbox")
        place.plan("one", AT)
        with place.store.transaction() as writing:
            for name, value in columns.items():
                writing.execute(f"UPDATE outbox SET {name} = ?", (value,))
        return operating.unsent(db, now, now, soon).soon

    assert soon_after()
    assert soon_after(due_at=soon, tries=3)
    assert not soon_after(due_at=far, tries=8), "failed often, and tried late"
    assert soon_after(due_at=far, tries=0), "Slack asked to wait so long"
    assert soon_after(due_at=far, claimed_until=far, tries=8), "under way"
    assert not soon_after(due_at=far, planned_for=far), "planned for later"
    assert not soon_after(state="dropped")


def test_it_runs_until_sigterm_then_ends_with_status_0_and_says_when_it_begins(place: Place) -> None:
    place.plan("due", datetime(2026, 1, 1, tzinfo=UTC))
    log = place.folder / "clock.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "clock"],
            env={**os.environ, **place.environment},
            stdout=out,
            stderr=out,
        )
    try:
        place.slack.wait_until(lambda: place.said() == ["due"], 30)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
    assert log.read_text().count("the clock runs") == 1
