"""Where messages stand that are changed later, and that are no prompt of a conversation: by what they are about."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.database import Connection


@dataclass(frozen=True)
class Notice:
    """One message in Slack, and the person it was written to."""

    person: str
    channel: str
    ts: str


def keep(db: Connection, workspace: str, about: str, notice: Notice) -> None:
    """Remember where a message about something stands."""
    db.execute(
        "INSERT INTO notices (workspace, about, person, channel, ts) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (workspace, about, notice.person, notice.channel, notice.ts),
    )


def of_subject(db: Connection, workspace: str, about: str) -> tuple[Notice, ...]:
    """Every message about something, oldest first."""
    rows = db.execute(
        "SELECT person, channel, ts FROM notices WHERE workspace = ? AND about = ? ORDER BY ts, channel",
        (workspace, about),
    )
    return tuple(Notice(*row) for row in rows)
