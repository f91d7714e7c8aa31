"""Conversations, the answers given in them, and where each prompt stands in Slack."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from bot.store.assessments import Assessment
from bot.store.database import Connection
from bot.store.ids import new_id
from conversations.session import Passed, Session

AnswerKind = Literal["given", "withdrawn"]


@dataclass(frozen=True)
class Conversation:
    """One person's walk through a flow in one assessment; `thread` is the Slack thread it runs in, if any.

    `only_spreads`: whether the person was told that others will see only how answers spread.
    """

    id: str
    workspace: str
    team: str
    assessment: str
    person: str
    thread: str
    session: Session
    started_at: str
    only_spreads: bool = False


@dataclass(frozen=True)
class Prompt:
    """Where the message of a turn stands in Slack."""

    channel: str
    ts: str


class ChangedMeanwhile(RuntimeError):
    """Another process moved this conversation on between reading and writing it."""


_COLUMNS = "id, workspace, team, assessment, person, thread, session, started_at, only_spreads"


def begin(
    db: Connection,
    assessment: Assessment,
    person: str,
    thread: str,
    session: Session,
    now: str,
    only_spreads: bool = False,
) -> Conversation:
    """Store a person's new conversation in an assessment."""
    id, workspace, team = new_id(), assessment.workspace, assessment.team
    db.execute(
        f"INSERT INTO conversations ({_COLUMNS}, revision, status, touched_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(id, workspace, team, assessment.id, person, thread, session.to_json(), now, only_spreads),
            *(session.revision, session.status, now),
        ),
    )
    return Conversation(id, workspace, team, assessment.id, person, thread, session, now, only_spreads)


def find(db: Connection, workspace: str, id: str) -> Conversation | None:
    """The conversation with this id, if it is this workspace's."""
    row = db.execute(f"SELECT {_COLUMNS} FROM conversations WHERE workspace = ? AND id = ?", (workspace, id)).fetchone()
    return _conversation(row) if row else None


def of_person(db: Connection, workspace: str, assessment: str, person: str) -> Conversation | None:
    """The person's conversation in an assessment; the newest, should there be several."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM conversations WHERE workspace = ? AND assessment = ? AND person = ?"
        " ORDER BY touched_at DESC, id LIMIT 1",
        (workspace, assessment, person),
    ).fetchone()
    return _conversation(row) if row else None


def of_assessment(db: Connection, workspace: str, assessment: str) -> tuple[Conversation, ...]:
    """Everybody's conversations in an assessment, first begun first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM conversations WHERE workspace = ? AND assessment = ? ORDER BY started_at, id",
        (workspace, assessment),
    )
    return tuple(_conversation(row) for row in rows.fetchall())


def listening(db: Connection, workspace: str, person: str) -> Conversation | None:
    """The conversation that typed words belong to: the active one that the person used last."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM conversations WHERE workspace = ? AND person = ?"
        " AND status = 'active' ORDER BY touched_at DESC, id LIMIT 1",
        (workspace, person),
    ).fetchone()
    return _conversation(row) if row else None


def save(db: Connection, before: Conversation, session: Session, thread: str, now: str) -> None:
    """Move a conversation on. Raises `ChangedMeanwhile` if its revision is no longer the one that was read."""
    moved = db.execute(
        "UPDATE conversations SET session = ?, revision = ?, status = ?, thread = ?, touched_at = ?,"
        " finished_at = CASE WHEN ? = 'finished' THEN ? ELSE finished_at END"
        " WHERE workspace = ? AND id = ? AND revision = ?",
        (
            *(session.to_json(), session.revision, session.status, thread, now, session.status, now),
            *(before.workspace, before.id, before.session.revision),
        ),
    ).rowcount
    if moved != 1:
        raise ChangedMeanwhile(before.id)
    _record(db, before, "given", _only_in(session.trail, before.session.trail), now)
    _record(db, before, "withdrawn", _only_in(before.session.trail, session.trail), now)


def _only_in(these: Iterable[Passed], those: Iterable[Passed]) -> list[Passed]:
    there = tuple(those)
    return [entry for entry in these if entry not in there]


def _record(db: Connection, where: Conversation, kind: AnswerKind, entries: Iterable[Passed], now: str) -> None:
    """Answers are only ever added: one that was taken back gets a newer record that says so."""
    db.executemany(
        "INSERT INTO answers (workspace, conversation, person, turn, kind, state, question, capability, choice, words,"
        " detail, answered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(where.workspace, where.id, where.person, entry.turn, kind, entry.state),
                *(entry.question, entry.capability, entry.choice, entry.words, json.dumps(dict(entry.values)), now),
            )
            for entry in entries
        ],
    )


def prompts(db: Connection, workspace: str, conversation: str, turn: int) -> tuple[Prompt, ...]:
    """Every message that shows a turn, oldest first; more than one after a lost reply or a repeated question."""
    rows = db.execute(
        "SELECT channel, ts FROM prompts WHERE workspace = ? AND conversation = ? AND turn = ? ORDER BY ts",
        (workspace, conversation, turn),
    )
    return tuple(Prompt(*row) for row in rows)


def keep_prompt(db: Connection, workspace: str, conversation: str, turn: int, channel: str, ts: str) -> None:
    """Remember where a turn's message stands."""
    db.execute(
        "INSERT INTO prompts (workspace, conversation, turn, channel, ts) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (workspace, conversation, turn, channel, ts),
    )


def _conversation(row: tuple[Any, ...]) -> Conversation:
    id, workspace, team, assessment, person, thread, session, started_at, only_spreads = row
    where = (id, workspace, team, assessment, person, thread)
    return Conversation(*where, Session.from_json(session), started_at, bool(only_spreads))
