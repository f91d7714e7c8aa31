"""Deletion: all of a person or a workspace, nothing of anybody else, and a trace that names no one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.assessments import Assessments
from bot.clock import system_clock
from bot.ids import PromptRef
from bot.people import Click, Person
from bot.store import conversations, teams
from bot.store.conversations import Conversation
from bot.store.database import Connection, Store
from bot.store.evidence import Evidence
from bot.store.forgetting import forget
from bot.teams import Teams
from conversations import flow
from knowledge import loading
from knowledge.library import Value

ANA, BO, OUTSIDER = Person("T1", "UANA"), Person("T1", "UBO"), Person("T2", "UANA")
KEPT_APART = ("_sqlite_migrations", "audit", "sqlite_sequence")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A database in which two people of one workspace and a namesake in another have answered, and every table of a
    workspace says something of each of them."""
    store = Store(f"sqlite:///{tmp_path / 'answers.db'}")
    store.migrate()
    for person, channel in ((ANA, "C1"), (BO, "C2"), (OUTSIDER, "C1")):
        other = BO if person is ANA else person
        where = begun(store, person, other, channel)
        with store.transaction() as db:
            fill(db, where, person.id, other.id)
    kept = store.reading().execute("SELECT choice, detail FROM answers ORDER BY id").fetchall()
    assert [tuple(row) for row in kept[:3]][2] == ("detail", '{"ad_hoc_work_only": "not_applicable"}')
    assert empty_tables(store, "T1") == []
    return store


def begun(store: Store, person: Person, member: Person, channel: str) -> Conversation:
    """A team of two, and a conversation of the first: some answers, one in detail, one backed up."""
    assessments = Assessments(store, loading.shipped(), flow.shipped(), system_clock)
    team = Teams(store, system_clock).set_up(person, f"Team of {person.id}", channel, person.id)
    assert isinstance(team, teams.Team)
    Teams(store, system_clock).join(member, team.id)
    assessments.assess(person, team)
    where = conversations.listening(store.reading(), person.workspace, person.id)
    assert where is not None
    for turn, button in ((1, "team"), (2, "several_in_use")):
        assessments.press(person, PromptRef(where.id, turn, button), Click("https://example.org", "D1", f"{turn}.0"))
    why = f"{person.id} says there are no plans"
    assessments.detail(person, PromptRef(where.id, 3), {"ad_hoc_work_only": Value.NOT_APPLICABLE}, why)
    assessments.back_up(person, PromptRef(where.id, 2), Evidence(f"{person.id} wrote this down"))
    return where


def fill(db: Connection, where: Conversation, person: str, other: str) -> None:
    """A row in every table that no answer fills: `person` is named wherever somebody can be, `other` beside them."""
    action, round = f"a-{where.id}", {"assessment": where.assessment, "person": person}
    insert(db, where, "actions", id=action, team=where.team, owner=person, created_by=person, asked_by=person)
    insert(db, where, "actions", id=f"b-{where.id}", team=where.team, owner=other, created_by=other, asked_by=person)
    insert(db, where, "action_events", action=action, person=person, what="done", words=f"{person} did it")
    insert(db, where, "targets", team=where.team, set_by=person)
    insert(db, where, "decisions", **round, value="held", capability="compute_managed")
    insert(db, where, "reminders", **round)
    insert(db, where, "invitations", team=where.team, person=f"{other}-friend", invited_by=person)
    insert(db, where, "invitations", team=where.team, person=person, invited_by=other)
    insert(db, where, "prompts", conversation=where.id, channel="D1", ts="1.0")
    for table in ("consents", "homes", "programme_leads", "feedback", "direct_channels"):
        insert(db, where, table, person=person)
    insert(db, where, "notices", person=person, about=where.id)
    insert(db, where, "rhythms", kind="checkin", subject=where.team, set_by=person)
    insert(db, where, "checkins", team=where.team, day="2027-01-04", person=person)
    insert(db, where, "checkin_stops", team=where.team, person=person)
    insert(db, where, "digests", channel=f"C-{where.team}", set_by=person)
    insert(db, where, "showings", team=where.team, said_by=person)
    insert(db, where, "introductions", helper=where.team, learner=where.team, asked_by=person)
    insert(db, where, "holdings", team=where.team, capability="compute_managed")
    insert(db, where, "paces", key="chat.postMessage")
    insert(db, where, "deliveries", event=f"E-{where.id}")
    several = [{"person": one, "conversation": "", "trail": []} for one in (other, "U3", "U4")]
    own = {"person": person, "conversation": where.id, "trail": [{**TYPED, "words": f"{person} typed this"}]}
    for id, people in (("few", several[:1]), ("many", several)):
        made = {"team": where.team, "assessment": where.assessment, "person": person, "decisions": DECIDED % person}
        insert(db, where, "results", id=f"{id}-{where.id}", respondents=json.dumps([own, *people]), **made)
        insert(db, where, "standings", maturity_model="azure", result=f"{id}-{where.id}", team=where.team)


TYPED = {"turn": 2, "state": "questions", "choice": "several_in_use", "question": "ml_situation", "capability": ""}
DECIDED = (
    '[{"capability":"compute_managed","value":"held","cause":"consensus","reason":"","person":"%s","decided_at":""}]'
)


def insert(db: Connection, where: Conversation, table: str, **given: object) -> None:
    """A row of the workspace with these values, if it has none yet; 1 or nothing in the other columns."""
    columns = {row["name"]: row["type"] for row in db.execute(f"PRAGMA table_info({table})") if row["name"] != "id"}
    empty: dict[str, object] = {name: 1 if type == "INTEGER" else "" for name, type in columns.items()}
    row = empty | {"workspace": where.workspace} | given
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING", tuple(row.values()))


def tables(store: Store) -> list[str]:
    """Every table that holds something of a workspace."""
    found = store.reading().execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [row[0] for row in found if row[0] not in KEPT_APART]


def empty_tables(store: Store, workspace: str) -> list[str]:
    """The tables without a row of a workspace."""
    count = "SELECT count(*) FROM {} WHERE workspace = ?"
    return [one for one in tables(store) if not store.reading().execute(count.format(one), (workspace,)).fetchone()[0]]


def rows_with(store: Store, needle: str, workspace: str) -> int:
    """How many rows of any table name something, in one workspace."""
    found = 0
    for table in tables(store):
        for row in store.reading().execute(f"SELECT * FROM {table} WHERE workspace = ?", (workspace,)).fetchall():
            found += any(needle in str(cell) for cell in tuple(row))
    return found


def rows_of(store: Store, person: str, workspace: str) -> dict[str, list[tuple[object, ...]]]:
    """The rows that are a person's own, by table."""
    theirs = {}
    for table in tables(store):
        names = [row["name"] for row in store.reading().execute(f"PRAGMA table_info({table})")]
        if "person" in names:
            rows = store.reading().execute(f"SELECT * FROM {table} WHERE workspace = ?", (workspace,)).fetchall()
            theirs[table] = [tuple(row) for row in rows if row["person"] == person]
    return theirs


def test_a_forgotten_person_is_named_nowhere_and_others_keep_everything(store: Store) -> None:
    others, namesake = rows_of(store, "UBO", "T1"), rows_with(store, "", "T2")
    with store.transaction() as db:
        assert forget(db, "T1", "UANA", "now") > 0
    left = store.reading().execute("SELECT name, lead FROM teams WHERE workspace = 'T1' ORDER BY name").fetchall()
    assert [tuple(row) for row in left] == [("Team of UANA", "UBO"), ("Team of UBO", "UBO")]
    store.reading().execute("UPDATE teams SET name = '', name_key = id")
    assert rows_with(store, "UANA", "T1") == 0
    assert rows_with(store, "", "T2") == namesake
    assert rows_of(store, "UBO", "T1") == others
    assert all(others.values())


def test_what_a_forgotten_person_answered_among_many_still_counts_without_name_or_words(store: Store) -> None:
    with store.transaction() as db:
        forget(db, "T1", "UANA", "now")
    found = store.reading().execute(
        "SELECT results.* FROM results JOIN teams ON teams.id = team WHERE name = 'Team of UANA' AND teams.workspace = 'T1'"
    )
    kept = {row["id"].partition("-")[0]: row for row in found}
    assert set(kept) == {"many"}
    first, *rest = json.loads(kept["many"]["respondents"])
    assert first == {"person": "", "conversation": "", "trail": [{**TYPED, "words": ""}]}
    assert [one["person"] for one in rest] == ["UBO", "U3", "U4"]
    assert json.loads(kept["many"]["decisions"])[0] == json.loads(DECIDED % "")[0]


def test_a_forgotten_workspace_leaves_nothing_but_an_audit_row_and_the_other_workspace(store: Store) -> None:
    other = rows_with(store, "", "T2")
    with store.transaction() as db:
        forget(db, "T1", "", "now")
    assert empty_tables(store, "T1") == tables(store)
    assert rows_with(store, "", "T2") == other
    audit = store.reading().execute("SELECT workspace, what FROM audit").fetchall()
    assert [tuple(row) for row in audit] == [("T1", "forgot the workspace")]
