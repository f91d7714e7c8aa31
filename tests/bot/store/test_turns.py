"""A turn is written whole or not at all, whoever is killed or writes at the same time."""

import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import astuple, replace
from pathlib import Path

import pytest

from bot.clock import stamp
from bot.ids import PromptRef
from bot.people import Person
from bot.store import assessments, conversations
from bot.store.conversations import ChangedMeanwhile
from bot.store.evidence import Evidence
from conversations.session import Passed, Session
from tests.bot.store import writer
from tests.bot.store.writer import CLICK, Walker

SOAK = int(os.environ.get("SOAK", "1"))
ROOT = Path(__file__).resolve().parents[3]
PASSED = "turn, state, choice, question, capability, words, detail"


def run(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, writer.__file__, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def torn(database: Path) -> list[str]:
    """What does not fit together in a database: answers against trails, what is to be said against what was done."""
    found = []
    with closing(sqlite3.connect(database)) as db:
        for id, text, touched in db.execute("SELECT id, session, touched_at FROM conversations").fetchall():
            session = Session.from_json(text)
            if standing(db, id) != in_order(session.trail):
                found.append(f"{id}: the answers are not the trail")
            last = "SELECT max(created_at), max(json_extract(payload, '$.turn')) FROM outbox WHERE lane = ?"
            said, turn = db.execute(last, (id,)).fetchone()
            if said != touched:
                found.append(f"{id}: the outbox stands at {said}, the session at {touched}")
            if turn is None or turn > session.turn:
                found.append(f"{id}: the outbox speaks of turn {turn}, the session of {session.turn}")
            answered = db.execute("SELECT max(answered_at) FROM answers WHERE conversation = ?", (id,)).fetchone()[0]
            if (answered or "") > touched:
                found.append(f"{id}: an answer of {answered} came after the session's {touched}")
            if session.status == "finished" and not counted(db, id):
                found.append(f"{id}: finished without a result")
        found += [row[0] for row in db.execute("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
        found += [str(row) for row in db.execute("PRAGMA foreign_key_check").fetchall()]
    return found


def standing(db: sqlite3.Connection, conversation: str) -> list[Passed]:
    """The answers that count, by turn: those given and not withdrawn since."""
    count: list[Passed] = []
    rows = db.execute(f"SELECT kind, {PASSED} FROM answers WHERE conversation = ? ORDER BY id", (conversation,))
    for kind, *entry, detail in rows.fetchall():
        passed = Passed(*entry, values=json.loads(detail))
        if kind == "given":
            count.append(passed)
        else:
            count.remove(passed)
    return in_order(count)


def counted(db: sqlite3.Connection, conversation: str) -> int:
    """How many results count what was said in a conversation."""
    of_respondents = (
        "SELECT count(*) FROM results, json_each(respondents) AS one WHERE one.value ->> 'conversation' = ?"
    )
    return int(db.execute(of_respondents, (conversation,)).fetchone()[0])


def in_order(entries: Iterable[Passed]) -> list[Passed]:
    return sorted(entries, key=lambda entry: entry.turn)


@pytest.fixture
def walker(tmp_path: Path) -> Iterator[Walker]:
    walking = Walker(tmp_path / "bot.db", seed=3)
    yield walking
    walking.store.close()


@pytest.mark.parametrize("seed", range(3 * SOAK))
def test_a_writer_killed_at_a_random_moment_leaves_whole_turns_and_every_acknowledged_one(
    tmp_path: Path, seed: int
) -> None:
    database, chance = tmp_path / "bot.db", random.Random(seed)
    acknowledged = ""
    with run(database, seed) as writing:
        assert writing.stdout is not None
        for _ in range(chance.randint(1, 60)):
            acknowledged = writing.stdout.readline().strip()
        for _ in range(chance.randint(0, 40_000)):
            pass  # so that the kill does not always fall just behind a commit
        writing.kill()
        acknowledged = ([acknowledged, *writing.stdout.read().splitlines(keepends=False)])[-1] or acknowledged
    assert torn(database) == []
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("SELECT max(touched_at) FROM conversations").fetchone()[0] >= acknowledged[:32]


def killed_before_each_statement(folder: Path, kind: str) -> list[Path]:
    with run(folder, kind) as writing:
        out, _ = writing.communicate(timeout=60)
    assert out.strip().isdecimal(), out
    copies = sorted(folder.glob("[0-9]*.db"))
    assert len(copies) == int(out) > 3
    return copies


def test_a_turn_killed_before_any_of_its_statements_is_not_there_at_all(tmp_path: Path) -> None:
    *killed, complete = killed_before_each_statement(tmp_path, "turn")
    assert [torn(copy) for copy in killed] == [[]] * len(killed)
    with closing(sqlite3.connect(complete)) as db:
        assert db.execute("SELECT count(*) FROM answers").fetchone()[0] == 1
    for copy in killed:
        with closing(sqlite3.connect(copy)) as db:
            assert db.execute("SELECT count(*) FROM answers").fetchone()[0] == 0


def test_sqlite_utils_own_calls_would_tear_the_same_turn(tmp_path: Path) -> None:
    *killed, _ = killed_before_each_statement(tmp_path, "naive")
    assert any(torn(copy) for copy in killed)


def test_an_error_in_the_middle_of_a_turn_takes_all_of_it_back(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    walker.step()
    before = list(walker.store.reading().iterdump())
    with monkeypatch.context() as patched:
        patched.setattr("bot.speech.drafts", lambda scene, turns: (_ for _ in ()).throw(RuntimeError("no words")))
        with pytest.raises(RuntimeError, match="no words"):
            walker.step()
    assert list(walker.store.reading().iterdump()) == before
    walker.step()
    assert list(walker.store.reading().iterdump()) != before


def test_a_session_that_moved_on_meanwhile_is_not_overwritten(walker: Walker) -> None:
    walker.step()
    stale = walker.conversation()
    assert stale is not None
    walker.assessments.press(walker.person, PromptRef(stale.id, stale.session.turn, "team"), CLICK)
    moved = replace(stale.session, turn=9, revision=stale.session.revision + 1)
    with pytest.raises(ChangedMeanwhile), walker.store.transaction() as db:
        conversations.save(db, stale, moved, "", stamp(walker.now))
    now = walker.conversation()
    assert now is not None
    assert now.session.turn != 9
    assert torn(walker.store.path) == []


@pytest.mark.parametrize("seed", range(2 * SOAK))
def test_answers_are_never_updated_or_deleted_by_a_walk_with_back_changes_and_reassessments(
    tmp_path: Path, seed: int
) -> None:
    walker = Walker(tmp_path / "bot.db", seed)
    db = walker.store.reading()
    for event in ("UPDATE", "DELETE"):
        for table in ("answers", "results", "notes", "decisions"):
            db.execute(
                f"CREATE TRIGGER no_{event}_{table} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, 'history'); END"
            )
    for _ in range(120):
        walker.step()
        where = walker.conversation()
        given = [entry for entry in where.session.trail if entry.question] if where else []
        if where and given and walker.random.random() < 0.2:
            ref = PromptRef(where.id, walker.random.choice(given).turn)
            walker.assessments.back_up(walker.person, ref, Evidence("a note", valid_until="2026-12-01"))
            walker.assessments.change(walker.person, ref, CLICK)
    kinds = {row[0] for row in db.execute("SELECT DISTINCT kind FROM answers").fetchall()}
    assert kinds == {"given", "withdrawn"}
    for id, text in db.execute("SELECT id, session FROM conversations").fetchall():
        assert standing(db, id) == in_order(Session.from_json(text).trail)


def test_a_corrected_answer_is_kept_beside_the_newer_record_that_withdraws_it(walker: Walker) -> None:
    walker.step()
    where = walker.conversation()
    assert where is not None
    walker.assessments.press(walker.person, PromptRef(where.id, where.session.turn, "team"), CLICK)
    answered = walker.conversation()
    assert answered is not None
    walker.assessments.press(walker.person, PromptRef(where.id, answered.session.turn, "back"), CLICK)
    rows = walker.store.reading().execute("SELECT kind, turn, choice FROM answers ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [("given", 1, "team"), ("withdrawn", 1, "team")]


def test_another_workspaces_conversation_of_the_same_id_is_not_seen(walker: Walker) -> None:
    walker.step()
    where = walker.conversation()
    assert where is not None
    db = walker.store.reading()
    assert conversations.find(db, "T2", where.id) is None
    assert conversations.listening(db, "T2", walker.person.id) is None
    assert conversations.of_person(db, "T2", where.assessment, walker.person.id) is None
    assert conversations.of_assessment(db, "T2", where.assessment) == ()
    assert assessments.current(db, "T2", walker.team.id) is None
    assert assessments.find(db, "T2", where.assessment) is None
    with pytest.raises(LookupError):
        walker.assessments.press(Person("T2", "U1"), PromptRef(where.id, where.session.turn, "team"), CLICK)


def test_a_session_comes_back_from_the_store_as_it_was(walker: Walker) -> None:
    for _ in range(25):
        walker.step()
        where = walker.conversation()
        if where:
            assert astuple(Session.from_json(where.session.to_json())) == astuple(where.session)
