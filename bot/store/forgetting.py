"""Deletion: a person's or a workspace's right. What is left is one audit row that names no one."""

from __future__ import annotations

import json

from bot.store import standings
from bot.store.database import Connection
from bot.store.results import MANY

_OF_WORKSPACE = (
    *("notes", "answers", "prompts", "decisions", "reminders", "standings", "results", "conversations", "invitations"),
    *("checkins", "checkin_stops", "showings", "introductions", "holdings"),
    *("action_events", "actions", "targets", "assessments", "members", "teams"),
)
_BESIDE = (
    *("consents", "notices", "homes", "programme_leads", "feedback", "outbox", "deliveries", "direct_channels"),
    *("rhythms", "digests", "paces"),
)
_THEIRS = "conversation IN (SELECT id FROM conversations WHERE workspace = ? AND person = ?)"
_ROWS_OF_A_PERSON = (
    *("conversations", "members", "direct_channels", "consents", "invitations", "reminders", "homes"),
    *("notices", "programme_leads", "feedback", "checkins", "checkin_stops"),
)
_NAMED_IN = (
    ("teams", "created_by"),
    ("assessments", "started_by"),
    ("results", "person"),
    ("decisions", "person"),
    ("invitations", "invited_by"),
    ("actions", "owner"),
    ("actions", "created_by"),
    ("actions", "asked_by"),
    ("action_events", "words"),
    ("targets", "set_by"),
    ("rhythms", "set_by"),
    ("digests", "set_by"),
    ("showings", "said_by"),
    ("introductions", "asked_by"),
)
"""Where a person is named in what belongs to a team: that stays, without the name."""


def forget(db: Connection, workspace: str, person: str, now: str) -> int:
    """Delete all that is kept of a person, or (person empty) of a workspace. Returns how many rows that were."""
    rows = _person(db, workspace, person) if person else _workspace(db, workspace)
    what = "a person" if person else "the workspace"
    db.execute(
        "INSERT INTO audit (workspace, what, rows_deleted, done_at) VALUES (?, ?, ?, ?)",
        (workspace, f"forgot {what}", rows, now),
    )
    return rows


def _workspace(db: Connection, workspace: str) -> int:
    tables = (*_OF_WORKSPACE, *_BESIDE)
    return sum(db.execute(f"DELETE FROM {table} WHERE workspace = ?", (workspace,)).rowcount for table in tables)


def _person(db: Connection, workspace: str, person: str) -> int:
    """Their answers go, and the results of few that those made; a team that they led looks for another lead."""
    who = (workspace, person)
    rows = sum(
        db.execute(f"DELETE FROM {table} WHERE {_THEIRS}", who).rowcount for table in ("notes", "answers", "prompts")
    )
    rows += _results(db, workspace, person)
    rows += db.execute(
        "DELETE FROM outbox WHERE workspace = ? AND (address = ? OR lane LIKE ? OR payload LIKE ? OR lane IN"
        " (SELECT id FROM conversations WHERE workspace = ? AND person = ?))",
        (workspace, person, f"%:{workspace}:{person}", f"%{person}%", workspace, person),
    ).rowcount
    rows += sum(
        db.execute(f"DELETE FROM {table} WHERE workspace = ? AND person = ?", who).rowcount
        for table in _ROWS_OF_A_PERSON
    )
    db.execute(
        "UPDATE actions SET reason = '' WHERE workspace = ? AND EXISTS (SELECT 1 FROM action_events AS one"
        " WHERE one.action = actions.id AND one.person = ? AND one.what = 'dropped' AND one.words = reason)",
        who,
    )
    # who was named by them, and has yet to answer, has taken nothing on
    db.execute("UPDATE actions SET owner = '', asked_by = '' WHERE workspace = ? AND asked_by = ?", who)
    rows += db.execute(
        "UPDATE action_events SET person = '', words = '' WHERE workspace = ? AND person = ?", who
    ).rowcount
    for table, column in _NAMED_IN:
        db.execute(f"UPDATE {table} SET {column} = '' WHERE workspace = ? AND {column} = ?", who)
    db.execute(
        "UPDATE teams SET lead = coalesce((SELECT person FROM members WHERE members.team = teams.id"
        " ORDER BY joined_at, person LIMIT 1), '') WHERE workspace = ? AND lead = ?",
        who,
    )
    return rows


def _results(db: Connection, workspace: str, person: str) -> int:
    """Where many answered, what they said stays among the counts, without a name; else the result goes."""
    rows = 0
    theirs = db.execute(
        "SELECT id, team, respondents, decisions FROM results WHERE workspace = ?"
        " AND (respondents LIKE ? OR decisions LIKE ?)",
        (workspace, f'%"{person}"%', f'%"{person}"%'),
    ).fetchall()
    for id, team, respondents, decisions in theirs:
        people = json.loads(respondents)
        if len(people) < MANY and any(one["person"] == person for one in people):
            rows += standings.discard(db, workspace, team)  # made anew from what is left
            rows += db.execute("DELETE FROM results WHERE id = ?", (id,)).rowcount
            continue
        nameless = [_nameless(one) if one["person"] == person else one for one in people]
        decided = [{**one, "person": ""} if one["person"] == person else one for one in json.loads(decisions)]
        db.execute(
            "UPDATE results SET respondents = ?, decisions = ? WHERE id = ?",
            (json.dumps(nameless, ensure_ascii=False), json.dumps(decided, ensure_ascii=False), id),
        )
    return rows


def _nameless(respondent: dict[str, object]) -> dict[str, object]:
    """What was chosen, without who chose it, where, and in which words."""
    trail = respondent["trail"]
    entries = [{**entry, "words": entry["words"] if not entry["question"] else ""} for entry in trail]  # type: ignore[attr-defined]
    return {"person": "", "conversation": "", "trail": entries}
