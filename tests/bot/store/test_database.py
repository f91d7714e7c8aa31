"""The database: migrations, what every connection is set to, and several processes at once."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.ids import PromptRef
from bot.outcomes import Outcome
from bot.people import Person
from bot.sharing import Results
from bot.store import conversations, outbox, results
from bot.store.database import BadDatabaseUrl, Store, path_of
from bot.store.evidence import Evidence
from bot.store.forgetting import forget
from bot.store.migrations import migrations
from bot.store.outbox import Draft
from conversations import flow
from knowledge import loading
from tests.bot.store.writer import CLICK, Walker

ROOT = Path(__file__).resolve().parents[3]
SOAK = int(os.environ.get("SOAK", "1"))
LAST_RELEASE = Path(__file__).with_name("last_release.sql")
ANA = Person("T1", "UANA")
NOW = "2026-11-21T00:00:00.000000+00:00"
STEPS = ["first", "detail", "together", "rhythm"]
TABLES = {"teams", "members", "conversations", "answers", "notes", "prompts", "results", "outbox", "deliveries"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    fresh = Store(f"sqlite:///{tmp_path / 'bot.db'}")
    fresh.migrate()
    return fresh


def schema(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [row[0] for row in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")]


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_fresh_database_gets_every_table_and_says_what_was_applied(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'bot.db'}")
    assert store.migrate() == STEPS
    names = {row[0] for row in store.reading().execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names >= TABLES


def test_migrating_again_changes_nothing(store: Store) -> None:
    before = schema(store.path)
    assert store.migrate() == []
    assert schema(store.path) == before


def test_a_database_of_the_first_release_keeps_its_answers_and_takes_new_ones(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'bot.db'}")
    migrations.apply(Database(store.reading()), stop_before="detail")
    old = (
        "INSERT INTO answers (workspace, conversation, person, turn, kind, state, question, capability, choice, words,"
        " answered_at) VALUES ('T1', 'c', 'U1', 2, 'given', 'questions', 'compute', '', 'managed', '', '')"
    )
    db = store.reading()
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute(old)
    assert store.migrate() == ["detail", "together", "rhythm"]
    assert [tuple(row) for row in db.execute("SELECT choice, detail FROM answers")] == [("managed", "{}")]
    db.execute("DELETE FROM answers")
    walker = Walker(store.path)
    for _ in range(6):
        walker.step()
    assert db.execute("SELECT count(*) FROM answers").fetchone()[0] > 0


@pytest.fixture
def upgraded(tmp_path: Path) -> Store:
    """A database as the last release left it, brought up to date: Ana came to two results for her team and is changing
    an answer of the second, Bo stopped in the middle before that, and Ana's namesake has a team in another workspace."""
    with closing(sqlite3.connect(tmp_path / "bot.db")) as db:
        db.executescript(LAST_RELEASE.read_text())
    store = Store(f"sqlite:///{tmp_path / 'bot.db'}")
    assert store.migrate() == ["together", "rhythm"]
    return store


def fitting(store: Store) -> bool:
    """Whether every reference leads somewhere, those to assessments too."""
    db = store.reading()
    lost = "SELECT id FROM conversations WHERE assessment NOT IN (SELECT id FROM assessments)"
    return not db.execute("PRAGMA foreign_key_check").fetchall() and not db.execute(lost).fetchall()


def newest_of(walker: Walker) -> Outcome:
    """The result that the walker's person is shown of their team."""
    door = Results(walker.store, loading.shipped(), flow.shipped(), lambda: walker.now)
    shown = door.latest(walker.person, walker.team)
    assert shown is not None
    assert door.find(walker.person, shown.result) == shown
    return shown


def finish(walker: Walker) -> Outcome:
    """Answer to the end of the conversation that is under way; the result that brings."""
    for _ in range(300):
        walker.step()
        if walker.conversation() is None:
            return newest_of(walker)
    raise AssertionError("no result after so many turns")


def test_a_database_of_the_last_release_shows_its_results_as_before(upgraded: Store) -> None:
    with closing(sqlite3.connect(":memory:")) as before:
        before.executescript(LAST_RELEASE.read_text())
        kept = before.execute(
            "SELECT id, placements, trail FROM results WHERE workspace = 'T1' ORDER BY reached_at DESC"
        )
        old = [
            (id, json.loads(placements), [{**entry, "since": ""} for entry in json.loads(trail)])
            for id, placements, trail in kept.fetchall()
        ]
    shown = newest_of(Walker(upgraded.path, person=ANA))
    assert (shown.result, shown.subject, shown.day, shown.respondents, shown.mine) == (
        *(old[0][0], "Churn", "Oct 1, 2026", 1, True),
    )
    now = results.all_of(upgraded.reading(), "T1", shown.team.id)
    assert [
        (one.id, json.loads(one.placements), [asdict(entry) for entry in one.respondents[0].trail]) for one in now
    ] == old
    assert [(one.person, one.respondents[0].person, one.cause, one.decisions) for one in now] == [
        ("UANA", "UANA", "answers", ())
    ] * 2
    assert results.before(upgraded.reading(), now[0].workspace, now[0].team, now[0].assessment) == now[1]
    assert fitting(upgraded)


def test_the_newest_result_of_the_last_release_stays_the_newest_though_its_conversation_was_begun_first(
    tmp_path: Path,
) -> None:
    with closing(sqlite3.connect(tmp_path / "bot.db")) as db:
        db.executescript(LAST_RELEASE.read_text())
        db.execute("UPDATE conversations SET started_at = '2026-09-01' WHERE id = (SELECT conversation FROM results"
                   " WHERE subject = 'Churn')")  # fmt: skip
        db.commit()
    assert newest_of(Walker(tmp_path / "bot.db", person=ANA)).subject == "Churn"


def test_a_conversation_of_the_last_release_is_resumed_and_its_result_is_then_the_newest(upgraded: Store) -> None:
    bo = Walker(upgraded.path, seed=1, person=Person("T1", "UBO"))
    where = bo.conversation()
    assert where is not None
    assert [entry.choice for entry in where.session.trail] == ["team", "no_ml", "ad_hoc_work", "sprints"]
    assert bo.assessments.assess(bo.person, bo.team) == "resumed"
    assert getattr(bo.conversation(), "id", "") == where.id
    before = newest_of(bo).result
    shown = finish(bo)
    assert (shown.result != before, shown.conversation, shown.respondents) == (True, where.id, 1)
    assert fitting(upgraded)


def test_an_answer_of_the_last_release_is_changed_and_backed_up_like_any_other(upgraded: Store) -> None:
    ana = Walker(upgraded.path, person=ANA)
    before = newest_of(ana)
    ref = PromptRef(before.conversation, 4)
    note = "the wiki says so"
    assert ana.assessments.answered(ana.person, ref).evidence == Evidence(note)
    ana.assessments.back_up(ana.person, ref, Evidence(note, "https://example.org/wiki"))
    assert ana.assessments.answered(ana.person, ref).evidence.link == "https://example.org/wiki"
    changing = conversations.find(upgraded.reading(), "T1", before.conversation)
    assert changing is not None
    ana.assessments.press(ana.person, PromptRef(changing.id, changing.session.turn, "ad_hoc_work"), CLICK)
    after = newest_of(ana)
    assert (after.result != before.result, after.conversation, after.assessment) == (
        *(True, before.conversation, before.assessment),
    )
    assert {id for id in after.values if after.values[id] is not before.values.get(id)}
    assert fitting(upgraded)


def test_a_message_that_the_last_release_left_in_the_outbox_is_still_sent(upgraded: Store) -> None:
    with upgraded.transaction() as db:
        waiting = outbox.claim(db, NOW, NOW, 9)
    (draft,) = [one.draft for one in waiting]
    assert (draft.address, draft.turn, draft.make, draft.about) == ("UANA", 15, "", "")
    assert "Changing an answer" in json.dumps(draft.payload, ensure_ascii=False)


@pytest.mark.parametrize(("person", "left"), [("UANA", ["UBO"]), ("", [])], ids=["a person", "the workspace"])
def test_what_the_last_release_kept_of_somebody_can_be_forgotten(upgraded: Store, person: str, left: list[str]) -> None:
    with upgraded.transaction() as db:
        assert forget(db, "T1", person, NOW) > 0
    db = upgraded.reading()
    assert [row[0] for row in db.execute("SELECT person FROM conversations WHERE workspace = 'T1'")] == left
    assert [row[0] for row in db.execute("SELECT workspace FROM results")] == ["T2"]
    assert [line for line in db.iterdump() if "'T1'" in line and "UANA" in line] == []
    assert fitting(upgraded)


MIGRATE = """
import sys
from bot.store.database import Store
store = Store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
print(",".join(store.migrate()) or "nothing", flush=True)
"""


@pytest.mark.parametrize("attempt", range(2 * SOAK))
def test_four_processes_that_migrate_at_once_apply_each_step_once(tmp_path: Path, attempt: int) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    processes = [python(MIGRATE, url) for _ in range(4)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0].strip() for process in processes]
    assert sorted(said) == [",".join(STEPS), "nothing", "nothing", "nothing"]


def test_every_connection_of_every_thread_is_durable_and_checks_references(store: Store) -> None:
    def look() -> tuple[str, int, int]:
        db = store.reading()
        found = tuple(
            db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")
        )
        store.close()
        return found

    with ThreadPoolExecutor(2) as pool:
        seen = [look(), *pool.map(lambda _: look(), range(2))]
    again = Store(f"sqlite:///{store.path}")
    db = again.reading()
    assert seen == [("wal", 2, 1)] * 3
    assert [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")] == ["wal", 2]


def test_a_row_that_refers_to_nothing_is_refused(store: Store) -> None:
    orphan = "INSERT INTO members (team, workspace, person, joined_at) VALUES ('none', 'T1', 'U1', '')"
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as db:
        db.execute(orphan)


def test_the_schema_uses_portable_types_only_and_every_table_of_a_workspace_says_which(store: Store) -> None:
    db = store.reading()
    for table in TABLES | {"direct_channels"}:
        columns = {row["name"]: row["type"] for row in db.execute(f"PRAGMA table_info({table})")}
        assert set(columns.values()) <= {"TEXT", "INTEGER"}, table
        assert "workspace" in columns, table
    assert not [text for text in schema(store.path) if "AUTOINCREMENT" in text or "WITHOUT ROWID" in text]


def test_a_reader_sees_nothing_of_a_transaction_before_it_is_committed(store: Store) -> None:
    other = Store(f"sqlite:///{store.path}")
    with store.transaction() as db:
        outbox.add(db, Draft("one", "T1", "lane", "chat.postMessage", "U1", {}), NOW)
        assert outbox.pending(other.reading(), NOW) == 0
    assert outbox.pending(other.reading(), NOW) == 1


def test_on_commit_is_called_after_a_commit_and_not_after_a_rollback(store: Store) -> None:
    seen: list[int] = []
    other = Store(f"sqlite:///{store.path}")
    store.on_commit = lambda: seen.append(outbox.pending(other.reading(), NOW))
    lost = Draft("lost", "T1", "lane", "chat.postMessage", "U1", {"not": object()})
    with pytest.raises(TypeError), store.transaction() as db:
        outbox.add(db, lost, NOW)
    assert seen == []
    with store.transaction() as db:
        outbox.add(db, Draft("kept", "T1", "lane", "chat.postMessage", "U1", {}), NOW)
    with store.quiet_transaction() as db:
        outbox.sent(db, 1, NOW)
    assert seen == [1]


WALK = """
import sys
from pathlib import Path
from bot.people import Person
from tests.bot.store.writer import Walker
walker = Walker(Path(sys.argv[1]), int(sys.argv[2]), Person("T1", sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[3])):
    walker.step()
print("done", flush=True)
"""


def test_processes_that_write_at_once_wait_for_each_other_instead_of_failing(tmp_path: Path) -> None:
    database = tmp_path / "bot.db"
    Walker(database).store.close()
    processes = [python(WALK, database, number, 60 * SOAK) for number in range(1, 4)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    said = [process.communicate("go\n", timeout=120)[0].strip() for process in processes]
    assert said == ["done"] * 3


def test_threads_that_write_at_once_lose_nothing(store: Store) -> None:
    together = threading.Barrier(8)

    def write(number: int) -> None:
        together.wait()
        for turn in range(20):
            with store.transaction() as db:
                outbox.add(db, Draft(f"{number}:{turn}", "T1", "lane", "chat.postMessage", "U1", {}), NOW)
        store.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert outbox.pending(store.reading(), NOW) == 160


def test_two_people_who_press_in_two_threads_each_get_their_own_walk(tmp_path: Path) -> None:
    walkers = [Walker(tmp_path / "bot.db", seed, Person("T1", f"U{seed}")) for seed in (1, 2)]

    def walk(walker: Walker) -> None:
        for _ in range(30):
            walker.step()
        walker.store.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(walk, walkers))
    for walker in walkers:
        db = walker.store.reading()
        mixed = "SELECT count(*) FROM answers AS a JOIN conversations AS c ON c.id = conversation"
        assert db.execute(f"{mixed} WHERE a.person <> c.person").fetchone()[0] == 0


@pytest.mark.parametrize("url", ["", "bot.db", "sqlite://", "sqlite:///", "postgresql://host/db", "sqlite:/bot.db"])
def test_a_database_url_of_another_kind_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(BadDatabaseUrl, match=r"sqlite:///file\.db"):
        path_of(url)


def test_a_database_url_names_a_relative_or_a_full_path() -> None:
    assert path_of("sqlite:///bot.db") == Path("bot.db")
    assert path_of("sqlite:////var/lib/bot.db") == Path("/var/lib/bot.db")
