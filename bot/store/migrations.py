"""The schema, step by step. A step that has shipped is never edited; a change is a new step.

Portable on purpose: TEXT and INTEGER only, times as UTC ISO-8601 text, ids made by us. Every table that holds
something of a workspace carries `workspace`.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("mlops_advisor")

_FIRST = """
CREATE TABLE teams (
    id TEXT PRIMARY KEY, workspace TEXT NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL, channel TEXT NOT NULL,
    lead TEXT NOT NULL, created_by TEXT NOT NULL, created_at TEXT NOT NULL,
    UNIQUE (workspace, name_key), UNIQUE (workspace, channel));
CREATE TABLE members (
    team TEXT NOT NULL REFERENCES teams (id), workspace TEXT NOT NULL, person TEXT NOT NULL, joined_at TEXT NOT NULL,
    PRIMARY KEY (team, person));
CREATE INDEX members_by_person ON members (workspace, person);
CREATE TABLE conversations (
    id TEXT PRIMARY KEY, workspace TEXT NOT NULL, team TEXT NOT NULL REFERENCES teams (id), person TEXT NOT NULL,
    thread TEXT NOT NULL DEFAULT '', session TEXT NOT NULL, revision INTEGER NOT NULL, status TEXT NOT NULL,
    started_at TEXT NOT NULL, touched_at TEXT NOT NULL);
CREATE INDEX conversations_by_person ON conversations (workspace, person, touched_at);
CREATE TABLE answers (
    id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, conversation TEXT NOT NULL REFERENCES conversations (id),
    person TEXT NOT NULL, turn INTEGER NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, question TEXT NOT NULL,
    capability TEXT NOT NULL, choice TEXT NOT NULL, words TEXT NOT NULL, answered_at TEXT NOT NULL);
CREATE INDEX answers_by_conversation ON answers (conversation, turn);
CREATE TABLE notes (
    id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, conversation TEXT NOT NULL REFERENCES conversations (id),
    person TEXT NOT NULL, turn INTEGER NOT NULL, note TEXT NOT NULL, written_at TEXT NOT NULL);
CREATE INDEX notes_by_conversation ON notes (conversation, turn);
CREATE TABLE prompts (
    workspace TEXT NOT NULL, conversation TEXT NOT NULL REFERENCES conversations (id), turn INTEGER NOT NULL,
    channel TEXT NOT NULL, ts TEXT NOT NULL, PRIMARY KEY (conversation, turn, channel, ts));
CREATE TABLE results (
    id TEXT PRIMARY KEY, workspace TEXT NOT NULL, team TEXT NOT NULL REFERENCES teams (id),
    conversation TEXT NOT NULL REFERENCES conversations (id), person TEXT NOT NULL, subject TEXT NOT NULL,
    knowledge_version TEXT NOT NULL, trail TEXT NOT NULL, placements TEXT NOT NULL, reached_at TEXT NOT NULL);
CREATE INDEX results_by_team ON results (workspace, team, reached_at);
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, lane TEXT NOT NULL, method TEXT NOT NULL,
    address TEXT NOT NULL, payload TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL, claimed_until TEXT NOT NULL DEFAULT '',
    claimed_by TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL, done_at TEXT NOT NULL DEFAULT '');
CREATE INDEX outbox_waiting ON outbox (state, due_at);
CREATE INDEX outbox_by_lane ON outbox (lane, id);
CREATE TABLE deliveries (
    workspace TEXT NOT NULL, event TEXT NOT NULL, received_at TEXT NOT NULL, PRIMARY KEY (workspace, event));
CREATE TABLE direct_channels (
    workspace TEXT NOT NULL, person TEXT NOT NULL, channel TEXT NOT NULL, PRIMARY KEY (workspace, person));
CREATE TABLE audit (
    id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, what TEXT NOT NULL, rows_deleted INTEGER NOT NULL,
    done_at TEXT NOT NULL);
"""


@migrations()
def first(db: Database) -> None:
    """Teams, conversations, answers, results and the outbox."""
    for statement in _FIRST.split(";"):
        if statement.strip():
            db.conn.execute(statement)


@migrations()
def detail(db: Database) -> None:
    """What an answer says capability by capability, as JSON."""
    db.conn.execute("ALTER TABLE answers ADD COLUMN detail TEXT NOT NULL DEFAULT '{}'")
