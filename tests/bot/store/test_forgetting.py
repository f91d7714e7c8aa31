"""Deletion: all of a person or a workspace, nothing of anybody else, and a trace that names no one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assessments import Assessments
from bot.clock import system_clock
from bot.ids import PromptRef
from bot.people import Click, Person
from bot.store import conversations, teams
from bot.store.database import Store
from bot.store.forgetting import forget
from bot.teams import Teams
from conversations import flow
from knowledge import loading
from knowledge.library import Value

ANA, BO, OUTSIDER = Person("T1", "UANA"), Person("T1", "UBO"), Person("T2", "UANA")
KEPT_APART = ("_sqlite_migrations", "audit", "sqlite_sequence")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A database in which two people of one workspace and a namesake in another have answered."""
    store = Store(f"sqlite:///{tmp_path / 'answers.db'}")
    store.migrate()
    assessments = Assessments(store, loading.shipped(), flow.shipped(), system_clock)
    for person, channel in ((ANA, "C1"), (BO, "C2"), (OUTSIDER, "C1")):
        team = Teams(store, system_clock).set_up(person, f"Team of {person.id}", channel, person.id)
        assert isinstance(team, teams.Team)
        Teams(store, system_clock).join(BO if person is ANA else person, team.id)
        assessments.assess(person, team)
        where = conversations.unfinished(store.reading(), person.workspace, person.id, team.id)
        assert where is not None
        for turn, button in ((1, "team"), (2, "several_in_use")):
            assessments.press(
                person, PromptRef(where.id, turn, button), Click("https://example.org", "D1", f"{turn}.0")
            )
        why = f"{person.id} says there are no plans"
        assessments.detail(person, PromptRef(where.id, 3), {"ad_hoc_work_only": Value.NOT_APPLICABLE}, why)
        assessments.annotate(person, PromptRef(where.id, 2), "a note")
    kept = store.reading().execute("SELECT choice, detail FROM answers ORDER BY id").fetchall()
    assert [tuple(row) for row in kept[:3]][2] == ("detail", '{"ad_hoc_work_only": "not_applicable"}')
    return store


def rows_with(store: Store, needle: str, workspace: str) -> int:
    """How many rows of any table name something, in one workspace."""
    db = store.reading()
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = 0
    for table in tables:
        if table not in KEPT_APART:
            for row in db.execute(f"SELECT * FROM {table} WHERE workspace = ?", (workspace,)).fetchall():
                found += any(needle in str(cell) for cell in tuple(row))
    return found


def test_a_forgotten_person_is_named_nowhere_and_others_keep_everything(store: Store) -> None:
    others, namesake = rows_with(store, "UBO", "T1"), rows_with(store, "", "T2")
    with store.transaction() as db:
        assert forget(db, "T1", "UANA", "now") > 0
    left = store.reading().execute("SELECT name, lead FROM teams WHERE workspace = 'T1' ORDER BY name").fetchall()
    assert [tuple(row) for row in left] == [("Team of UANA", "UBO"), ("Team of UBO", "UBO")]
    store.reading().execute("UPDATE teams SET name = '', name_key = id")
    assert rows_with(store, "UANA", "T1") == 0
    assert rows_with(store, "UBO", "T1") >= others
    assert rows_with(store, "", "T2") == namesake


def test_a_forgotten_workspace_leaves_nothing_but_an_audit_row_and_the_other_workspace(store: Store) -> None:
    other = rows_with(store, "", "T2")
    with store.transaction() as db:
        forget(db, "T1", "", "now")
    assert rows_with(store, "", "T1") == 0
    assert rows_with(store, "", "T2") == other
    audit = store.reading().execute("SELECT workspace, what FROM audit").fetchall()
    assert [tuple(row) for row in audit] == [("T1", "forgot the workspace")]
