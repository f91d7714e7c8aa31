"""What Slack has delivered already, and small facts that Slack told us once."""

from __future__ import annotations

from bot.store.database import Connection


def first_time(db: Connection, workspace: str, event: str, now: str) -> bool:
    """Note an event by Slack's own id; False if it was delivered before."""
    added = db.execute(
        "INSERT INTO deliveries (workspace, event, received_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (workspace, event, now),
    ).rowcount
    return added == 1


def seen(db: Connection, workspace: str, event: str) -> bool:
    """Whether an event was noted before."""
    found = db.execute("SELECT 1 FROM deliveries WHERE workspace = ? AND event = ?", (workspace, event))
    return found.fetchone() is not None


def forget_before(db: Connection, time: str) -> None:
    """Drop notes of events that Slack will not deliver again."""
    db.execute("DELETE FROM deliveries WHERE received_at < ?", (time,))


def direct_channel(db: Connection, workspace: str, person: str) -> str | None:
    """The channel of the person's direct messages with the bot, if Slack has told it."""
    row = db.execute(
        "SELECT channel FROM direct_channels WHERE workspace = ? AND person = ?", (workspace, person)
    ).fetchone()
    return str(row[0]) if row else None


def keep_direct_channel(db: Connection, workspace: str, person: str, channel: str) -> None:
    """Remember the channel of the person's direct messages with the bot."""
    db.execute(
        "INSERT INTO direct_channels (workspace, person, channel) VALUES (?, ?, ?)"
        " ON CONFLICT (workspace, person) DO UPDATE SET channel = excluded.channel",
        (workspace, person, channel),
    )
