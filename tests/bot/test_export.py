"""Exports: asked for in Slack and made off the request path, or written by the operator's command."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import ids
from bot import outbox as sending
from bot.cli import main
from bot.export import MAKE_EXPORT, WRITERS, Exports, file_name
from bot.making import File
from bot.membership import NotInTeam
from bot.people import Person
from bot.preview.people import Person as Someone
from bot.preview.slack import Fault, Message
from bot.store import outbox, teams
from bot.store.outbox import Draft
from bot.store.teams import Team
from tests.bot.exporting.kept import ACME, FORGED, LIBRARY, Kept, busy, trail
from tests.bot.walking import Bench, ok

ANA = Person(ACME, "U1")


def exports(kept: Kept) -> Exports:
    return Exports(kept.store, LIBRARY, kept.clock)


def waiting(kept: Kept) -> list[Draft]:
    with kept.store.transaction() as db:
        return [one.draft for one in outbox.claim(db, kept.now, "9999", 10)]


def small(folder: Path, name: str = "Churn") -> Kept:
    """A team with one result."""
    kept = Kept(folder, name)
    kept.begin()
    kept.result(kept.answered("U1", trail(1)))
    return kept


# The door


def test_a_file_is_only_enqueued_when_asked_for_and_made_when_it_is_sent(tmp_path: Path) -> None:
    kept = small(tmp_path)
    assert exports(kept).ask(ANA, kept.team.id, "json")
    (draft,) = waiting(kept)
    assert (draft.method, draft.make, draft.address, draft.notify) == ("upload", MAKE_EXPORT, "U1", "U1")
    made = exports(kept).make(draft)
    assert isinstance(made, File)
    assert made.name.endswith(".json")
    assert json.loads(made.content)["team"]["name"] == "Churn"
    assert made.comment.startswith("*Churn*, 1 result:")


def test_who_asks_twice_within_a_minute_gets_one_file_and_later_another(tmp_path: Path) -> None:
    kept = small(tmp_path)
    door = exports(kept)
    assert [door.ask(ANA, kept.team.id, one) for one in ("csv", "csv", "json")] == [True, False, True]
    kept.clock.forward(60)
    assert door.ask(ANA, kept.team.id, "csv")


def test_a_team_one_is_not_in_gives_nothing(tmp_path: Path) -> None:
    kept = small(tmp_path)
    for stranger in (Person(ACME, "U9"), Person("T2", "U1")):
        with pytest.raises(NotInTeam):
            exports(kept).ask(stranger, kept.team.id, "json")
    assert waiting(kept) == []


def test_who_left_before_it_was_made_gets_nothing(tmp_path: Path) -> None:
    kept = small(tmp_path)
    exports(kept).ask(ANA, kept.team.id, "json")
    (draft,) = waiting(kept)
    with kept.store.transaction() as db:
        db.execute("DELETE FROM members WHERE person = 'U1'")
    assert exports(kept).make(draft) is None


def test_who_asked_is_told_if_the_file_cannot_be_sent(tmp_path: Path) -> None:
    kept = small(tmp_path)
    exports(kept).ask(ANA, kept.team.id, "html")
    (draft,) = waiting(kept)
    with kept.store.transaction() as db:
        exports(kept).could_not_send(db, draft, "file_uploads_disabled")
        exports(kept).could_not_send(db, Draft("k", ACME, "l", "chat.postMessage", "C1", {}), "no")
    (note,) = [one for one in waiting(kept) if one.key != draft.key]
    assert note.address == "U1"
    assert "could not be made or sent" in note.payload["text"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Churn & Co", "churn-co-2026-11-21.csv"),
        ("Équipe ML", "equipe-ml-2026-11-21.csv"),
        ("機械学習", "team-2026-11-21.csv"),
        ("../../etc/passwd", "etc-passwd-2026-11-21.csv"),
    ],
)
def test_a_files_name_is_plain(name: str, expected: str) -> None:
    team = Team("t", ACME, name, "C1", "U1")
    assert file_name(team, "csv", datetime(2026, 11, 21, tzinfo=UTC)) == expected


def test_of_a_hundred_results_none_is_left_out(tmp_path: Path) -> None:
    kept = busy(tmp_path, people=1, rounds=100)
    records = kept.export("U1").records
    assert len(records) >= 100
    made = exports(kept).make(Draft("k", ACME, "l", "upload", "U1", {"team": kept.team.id, "format": "json"}))
    assert isinstance(made, File)
    found = json.loads(made.content)
    assert [one["id"] for one in found["results"]] == [one.result.id for one in records]


# In Slack


def asked(bench: Bench, kind: str, name: str = "churn") -> tuple[Someone, Message]:
    """Ana's team with a result; she opens the page of exports and presses the button of a kind."""
    ana = bench.person("ana")
    bench.team(name, ana)
    bench.result(ana)
    ok(ana.command("export"))
    bench.host.settle()
    page = ana.messages()[-1]
    bench.settled(ana.click(page, f"{ids.EXPORT_FILE}:{kind}"))
    return ana, page


@pytest.mark.parametrize("kind", WRITERS)
def test_three_clicks_bring_each_kind_of_file_to_direct_messages(bench: Bench, kind: str) -> None:
    ana, _ = asked(bench, kind)
    (file,) = bench.workspace.files.values()
    assert file.name.startswith("churn-")
    assert file.name.endswith(f".{kind}")
    starts = {"html": b"<!DOCTYPE html>", "csv": b"\xef\xbb\xbf", "json": b"{"}
    assert (file.content or b"").startswith(starts[kind])
    texts = [one.text for one in ana.messages()]
    assert any("I am making it" in text for text in texts)
    assert any("1 result:" in text for text in texts)
    assert bench.refused() == []


def test_a_file_that_slack_does_not_take_is_told_with_the_button_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MAX_TRIES", 2)
    broken = ("files.getUploadURLExternal",)
    bench.slack.fault = lambda call: Fault.server_error() if call.method in broken else None
    ana, _ = asked(bench, "csv")
    failed = [one for one in ana.messages() if "could not be made or sent" in one.text]
    assert len(failed) == 1
    assert [element.action_id for element in failed[0].elements()] == [ids.EXPORT]


def test_someone_elses_button_gives_no_file(bench: Bench) -> None:
    eve = bench.person("eve")
    _, page = asked(bench, "json")
    forged = bench.workspace.post(eve.dm.id, bench.workspace.bot_user_id, {"text": "x", "blocks": list(page.blocks)})
    before = len(bench.workspace.files)
    bench.settled(eve.click(forged, f"{ids.EXPORT_FILE}:json"))
    assert len(bench.workspace.files) == before


def test_without_a_result_the_way_to_one_is_offered(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    ok(ana.command("export"))
    bench.host.settle()
    assert ids.ASSESS in [element.action_id for element in ana.messages()[-1].elements()]


# On the command line


def run(kept: Kept, *arguments: str) -> Result:
    env = {"DATABASE_URL": f"sqlite:///{kept.folder / 'bot.db'}"}
    return CliRunner().invoke(main, ["export", *arguments], env=env)


def test_csv_and_json_go_to_standard_output_by_a_teams_name_or_id(tmp_path: Path) -> None:
    kept = small(tmp_path)
    for named in ("Churn", " churn ", kept.team.id):
        assert json.loads(run(kept, named, "--format", "json").stdout)["team"]["id"] == kept.team.id
    written = run(kept, "churn", "--format", "csv")
    assert written.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(written.stdout_bytes.decode("utf-8-sig"), newline="")))
    assert {row["team"] for row in rows} == {"Churn"}


def test_a_report_goes_to_a_file_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = small(tmp_path)
    monkeypatch.chdir(tmp_path)
    written = run(kept, "Churn", "--format", "html")
    assert written.stdout.startswith("written: churn-")
    assert len(list(tmp_path.glob("churn-*.html"))) == 1
    out = tmp_path / "here.html"
    assert run(kept, "Churn", "--format", "html", "--out", str(out)).exit_code == 0
    assert out.read_bytes().startswith(b"<!DOCTYPE html>")
    assert run(kept, "Churn", "--format", "html", "--out", "-").stdout.startswith("<!DOCTYPE html>")


def test_what_cannot_be_done_is_told_in_a_sentence(tmp_path: Path) -> None:
    kept = small(tmp_path)
    with kept.store.transaction() as db:
        teams.create(db, "T2", "churn", "C1", "U1", "U1", kept.now)
    refusals = {
        ("Ads", "--format", "json"): 'There is no team "Ads". Give its name',
        ("Ads", "--format", "json", "--workspace", "T2"): 'There is no team "Ads" in workspace T2.',
        ("Churn", "--format", "json"): 'Several workspaces have a team "Churn": T1, T2. Say which with --workspace.',
        ("Churn", "--format", "json", "--workspace", "T2", "--out", "/no/such/x"): "/no/such/x cannot be written",
    }
    for arguments, sentence in refusals.items():
        refused = run(kept, *arguments)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert sentence in refused.stderr
    only = run(kept, "Churn", "--format", "json", "--workspace", "T2")
    assert json.loads(only.stdout)["results"] == []


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "none.db"
    refused = CliRunner().invoke(main, ["export", "x", "--format", "csv"], env={"DATABASE_URL": f"sqlite:///{file}"})
    assert refused.exit_code == 2
    assert "no such file" in refused.stderr
    assert not file.exists()


def test_the_operator_sees_single_answers_only_where_the_whole_team_does(tmp_path: Path) -> None:
    kept = small(tmp_path, FORGED)
    (result,) = json.loads(run(kept, kept.team.id, "--format", "json").stdout)["results"]
    assert [one["own"] for one in result["answers"]] == [False]
    kept.result(*(kept.answered(person, trail(2)) for person in ("U1", "U2", "U3")))
    newest = json.loads(run(kept, kept.team.id, "--format", "json").stdout)["results"][0]
    assert newest["answers"] == []
    assert newest["people_answered"] == 3
