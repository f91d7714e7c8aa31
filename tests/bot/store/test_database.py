"""The database: migrations, what every connection is set to, and several processes at once."""

import os
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.people import Person
from bot.store import outbox
from bot.store.database import BadDatabaseUrl, Store, path_of
from bot.store.migrations import migrations
from bot.store.outbox import Draft
from tests.bot.store.writer import Walker

ROOT = Path(__file__).resolve().parents[3]
SOAK = int(os.environ.get("SOAK", "1"))
NOW = "2026-11-21T00:00:00.000000+00:00"
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
    assert store.migrate() == ["first", "detail"]
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
    assert store.migrate() == ["detail"]
    assert [tuple(row) for row in db.execute("SELECT choice, detail FROM answers")] == [("managed", "{}")]
    db.execute("DELETE FROM answers")
    walker = Walker(store.path)
    for _ in range(6):
        walker.step()
    assert db.execute("SELECT count(*) FROM answers").fetchone()[0] > 0


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
    assert sorted(said) == ["first,detail", "nothing", "nothing", "nothing"]


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
        assert outbox.pending(other.reading()) == 0
    assert outbox.pending(other.reading()) == 1


def test_on_commit_is_called_after_a_commit_and_not_after_a_rollback(store: Store) -> None:
    seen: list[int] = []
    other = Store(f"sqlite:///{store.path}")
    store.on_commit = lambda: seen.append(outbox.pending(other.reading()))
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
    assert outbox.pending(store.reading()) == 160


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
