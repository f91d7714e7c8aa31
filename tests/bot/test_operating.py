"""What the operator sees of what is sent: the same that the clock then does, and nothing changes by looking."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot import clocking, operating
from bot.cli import main
from bot.clock import stamp
from bot.config import settings
from bot.preview.limits import refusals
from bot.preview.slack import LocalSlack, Workspace
from bot.preview.state import Channel
from bot.preview.users import User
from bot.sample import companies
from bot.sample.sampling import Sample, fill
from bot.store import invitations, outbox, rhythms
from bot.store.database import Store
from bot.store.operating import ReadOnly
from bot.store.outbox import Draft
from conversations import flow
from knowledge import loading

AT = datetime(2027, 1, 5, 16, tzinfo=UTC)
"""After the first days of the year on which anybody is asked: a good hour in some of the cities, and in others not."""
EARLIER = datetime(2026, 11, 21, tzinfo=UTC)


class Office:
    """A database of made-up teams, and the command line beside it."""

    def __init__(self, folder: Path, workspace: str, teams: int = 12) -> None:
        self.file = folder / "bot.db"
        self.url = f"sqlite:///{self.file}"
        self.store = Store(self.url)
        self.store.migrate()
        sample = Sample(teams, 1, 5, workspace, EARLIER.date())
        fill(self.store, loading.shipped(), flow.shipped()["assessment"], sample)
        self.workspace = workspace

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments), env={"DATABASE_URL": self.url})

    def json(self, *arguments: str) -> Any:
        result = self.run(*arguments, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def rows(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.store.reading().execute(sql, values).fetchall()]

    def plan(self, key: str, due: datetime) -> None:
        draft = Draft(key, self.workspace, key, "chat.postMessage", "U1", {"text": "said"})
        with self.store.transaction() as db:
            outbox.add(db, draft, stamp(EARLIER), stamp(due))

    def give_up(self, key: str, reason: str) -> None:
        with self.store.transaction() as db:
            ((id,),) = self.rows("SELECT id FROM outbox WHERE key = ?", key)
            outbox.dropped(db, id, reason, stamp(EARLIER))


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """For tests that only look."""
    return Office(tmp_path_factory.mktemp("office"), "T1")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path, "T1", teams=1)


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(rates=False) as found:
        yield found


def peopled(office: Office, acme: Workspace) -> None:
    """Let the people and channels of the sample be in the local Slack, too."""
    for team, person in office.rows("SELECT team, person FROM members"):
        acme.users[person] = User(id=person, name=person, home_team=acme.team_id)
        direct = Channel(acme, companies.direct_channel(person), "directmessage", "im")
        direct.members = frozenset({person, acme.bot_user_id})
        acme.channels[direct.id] = direct
        ((channel,),) = office.rows("SELECT channel FROM teams WHERE id = ?", team)
        acme.channels.setdefault(channel, Channel(acme, channel, channel.lower(), "public")).members |= {
            *(person, acme.bot_user_id)
        }


def test_what_is_due_has_the_contracts_shape_and_is_said_soonest_first(looked_at: Office) -> None:
    found = looked_at.json("due", "--at", "2027-01-05T16:00")
    assert all(set(one) == {"key", "kind", "workspace", "target", "at"} for one in found)
    assert {one["kind"] for one in found} == {"checkin", "digest"}
    assert [one["at"] for one in found] == sorted(one["at"] for one in found)
    assert all(one["workspace"] == "T1" and one["at"] >= stamp(AT) for one in found)


def test_everybody_who_agreed_is_due_once_under_the_key_that_the_outbox_will_have(looked_at: Office) -> None:
    found = [one for one in looked_at.json("due", "--at", "2027-01-05T16:00") if one["kind"] == "checkin"]
    agreed = looked_at.rows(
        "SELECT team, person FROM members JOIN consents USING (workspace, person) WHERE agreed = 1 AND team IN"
        " (SELECT subject FROM rhythms WHERE kind = 'checkin' AND next_due <= ?)",
        stamp(AT),
    )
    assert Counter((one["key"].split(":")[1], one["target"]) for one in found) == Counter(agreed)
    for one in found:
        kind, _, day, person = one["key"].split(":")
        assert (kind, person) == ("checkin", one["target"])
        assert date.fromisoformat(day) <= AT.date()


def test_nothing_is_due_before_its_time_and_a_moment_without_an_offset_is_utc(looked_at: Office) -> None:
    assert looked_at.json("due", "--at", "2026-11-21T00:00") == []
    assert looked_at.run("due", "--at", "2026-11-21").stdout == "nothing is due\n"
    assert looked_at.json("due", "--at", "2027-01-05T17:00+01:00") == looked_at.json("due", "--at", "2027-01-05T16:00Z")
    assert "no moment" in looked_at.run("due", "--at", "soon").stderr


def test_what_was_planned_in_the_outbox_is_due_when_its_time_has_come(office: Office) -> None:
    office.plan("note:1", AT)
    (found,) = (one for one in office.json("due", "--at", "2027-01-05T16:00") if one["key"] == "note:1")
    assert found == {"key": "note:1", "kind": "message", "workspace": "T1", "target": "U1", "at": stamp(AT)}
    before = stamp(AT - timedelta(minutes=1))
    assert "note:1" not in {one["key"] for one in office.json("due", "--at", before)}


def test_looking_changes_not_a_byte_of_the_database_even_where_it_may(looked_at: Office) -> None:
    with looked_at.store.transaction() as db:
        db.execute("SELECT 1")
    before = (
        looked_at.rows("SELECT count(*), sum(length(next_due)) FROM rhythms"),
        looked_at.rows("PRAGMA data_version"),
    )
    name = looked_at.rows("SELECT name FROM teams LIMIT 1")[0][0]
    channel = looked_at.rows("SELECT channel FROM digests")[0][0]
    for command in (("due",), ("outbox",), ("preview", "checkin", name), ("preview", "digest", channel)):
        assert looked_at.run(*command).exit_code == 0
    after = looked_at.rows("SELECT count(*), sum(length(next_due)) FROM rhythms"), looked_at.rows("PRAGMA data_version")
    assert after == before
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        ReadOnly(looked_at.url).reading().execute("DELETE FROM outbox")


@pytest.mark.parametrize("command", [("due",), ("outbox",), ("preview", "checkin", "Churn"), ("outbox", "drop", "x")])
def test_a_database_that_is_not_there_is_told_and_not_made(tmp_path: Path, command: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, list(command), env={"DATABASE_URL": f"sqlite:///{tmp_path}/none.db"})
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no such file" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_an_earlier_release_is_left_as_it_is_and_the_way_to_update_it_is_said(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    with sqlite3.connect(file) as db:
        db.execute("CREATE TABLE teams (id TEXT)")
    before = file.read_bytes()
    result = CliRunner().invoke(main, ["due"], env={"DATABASE_URL": f"sqlite:///{file}"})
    assert result.exit_code == 2
    assert "mlops-advisor migrate" in result.stderr
    assert file.read_bytes() == before


def test_once_sends_exactly_what_was_said_to_be_due_and_keeps_the_rest_for_its_hour(
    tmp_path: Path, slack: LocalSlack
) -> None:
    acme = slack.workspace("Acme")
    office = Office(tmp_path, acme.team_id)
    peopled(office, acme)
    due = operating.due(ReadOnly(office.url).reading(), AT)
    found = {"SLACK_BOT_TOKEN": acme.bot_token, "SLACK_API_URL": slack.api_url, "DATABASE_URL": office.url}
    ended = clocking.once(settings(found, takes_deliveries=False), AT)
    assert (ended.given_up, ended.waiting) == (0, 0)
    assert slack.refused == []
    states = dict(office.rows("SELECT key, state FROM outbox"))
    good_now = {one.key for one in due if one.at == stamp(AT)}
    assert good_now, "some cities are at work"
    assert {key for key in states if states[key] == "sent" and not key.endswith(":shown")} == good_now
    later = {one.key for one in due} - good_now
    assert later, "and in some it is night"
    assert {states[key] for key in later} == {"waiting"}
    again = operating.due(ReadOnly(office.url).reading(), AT)
    assert good_now.isdisjoint(one.key for one in again)


def test_the_check_in_of_a_team_is_shown_by_its_name_or_id_as_text_and_as_slack_gets_it(looked_at: Office) -> None:
    ((id, name),) = looked_at.rows("SELECT id, name FROM teams ORDER BY rowid LIMIT 1")
    text = looked_at.run("preview", "checkin", name).stdout
    assert name in text
    assert "[1] " in text, "what can be pressed is numbered"
    assert looked_at.run("preview", "checkin", id).stdout == text
    payload = looked_at.json("preview", "checkin", name)
    assert refusals("chat.postMessage", {"channel": "D1", **payload}) == ()


def test_the_digest_of_a_channel_is_shown_by_its_id_or_the_team_that_lives_there(looked_at: Office) -> None:
    ((channel, team),) = looked_at.rows(
        "SELECT digests.channel, teams.name FROM digests JOIN teams ON teams.channel = digests.channel LIMIT 1"
    )
    text = looked_at.run("preview", "digest", channel).stdout
    assert "teams" in text
    assert looked_at.run("preview", "digest", team).stdout == text
    payload = looked_at.json("preview", "digest", channel)
    assert refusals("chat.postMessage", {"channel": "C1", **payload}) == ()


def test_what_has_nothing_to_show_says_why(office: Office) -> None:
    ((id,),) = office.rows("SELECT id FROM teams")
    with office.store.transaction() as db:
        for (person,) in office.rows("SELECT person FROM members WHERE team = ?", id):
            invitations.set_consent(db, "T1", person, False, stamp(EARLIER))
        rhythms.remove(db, "T1", "digest", "C1")
    assert "agreed" in office.run("preview", "checkin", id).stderr
    assert "There is no team" in office.run("preview", "checkin", "Nobody").stderr
    assert "no digest is set up in C999" in office.run("preview", "digest", "C999").stderr
    with office.store.transaction() as db:
        db.execute("DELETE FROM digests")
    result = office.run("preview", "digest", id)
    assert result.exit_code == 2
    assert "/mlops digest" in result.stderr


def test_a_channel_id_of_two_workspaces_wants_to_be_told_apart(office: Office) -> None:
    ((channel,),) = office.rows("SELECT channel FROM digests")
    with office.store.transaction() as db:
        db.execute(
            "INSERT INTO digests SELECT 'T2', channel, '[]', maturity_model, shows, when_quiet, 'U9', set_at, ''"
            " FROM digests WHERE workspace = 'T1'"
        )
    told = office.run("preview", "digest", channel)
    assert told.exit_code == 2
    assert "T1, T2" in told.stderr
    assert office.run("preview", "digest", channel, "--workspace", "T2").exit_code == 0


def test_the_outbox_lists_what_waits_and_what_was_given_up_with_the_reason(office: Office) -> None:
    assert office.run("outbox").stdout == "nothing waits, and nothing was given up\n"
    assert office.json("outbox") == []
    office.plan("note:1", AT)
    office.plan("note:2", AT)
    office.give_up("note:2", "is_archived")
    assert office.json("outbox") == [
        {"key": "note:1", "state": "waiting", "tries": 0, "reason": ""},
        {"key": "note:2", "state": "dropped", "tries": 0, "reason": "is_archived"},
    ]
    lines = [line.split() for line in office.run("outbox").stdout.splitlines()]
    assert [line[0] for line in lines] == ["state", "waiting", "dropped"]
    assert lines[2][-2:] == ["note:2", "is_archived"]


def test_what_was_given_up_is_sent_anew_on_retry_and_only_that(office: Office) -> None:
    office.plan("note:1", AT)
    refused = office.run("outbox", "retry", "note:1")
    assert (refused.exit_code, refused.stdout) == (2, "")
    office.give_up("note:1", "is_archived")
    assert office.run("outbox", "retry", "note:1").stdout == "note:1 is due now\n"
    (entry,) = office.json("outbox")
    assert (entry["state"], entry["reason"]) == ("waiting", "")
    assert office.run("outbox", "retry", "nothing").exit_code == 2


def test_what_waits_is_given_up_on_drop_and_says_by_whom(office: Office) -> None:
    office.plan("note:1", AT)
    assert office.run("outbox", "drop", "note:1").stdout == "note:1 is dropped\n"
    (entry,) = office.json("outbox")
    assert (entry["state"], entry["reason"]) == ("dropped", "dropped by the operator")
    assert office.run("outbox", "drop", "note:1").exit_code == 2


def test_the_sample_says_what_it_made_and_is_refused_where_teams_are(tmp_path: Path) -> None:
    env = {"DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}
    command = ["sample", "--teams", "2", "--quarters", "1", "--seed", "4", "--workspace", "T7", "--end", "2026-11-21"]
    made = CliRunner().invoke(main, command, env=env)
    assert made.exit_code == 0, made.output
    assert made.stdout.startswith("made in T7: 2 teams of ")
    again = CliRunner().invoke(main, command, env=env)
    assert again.exit_code == 2
    assert "--add" in again.stderr
    assert CliRunner().invoke(main, [*command, "--add"], env=env).exit_code == 0
    assert "2027-01-04" in CliRunner().invoke(main, ["sample", "--end", "soon"], env=env).stderr
