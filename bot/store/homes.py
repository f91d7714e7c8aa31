"""Home tabs: who looked when, at which page, and when theirs was last published."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.database import Connection


@dataclass(frozen=True)
class Home:
    """One person's Home tab. `page` is JSON: what it shows, as the person chose it."""

    workspace: str
    person: str
    page: str
    looked_at: str
    published_at: str = ""


def look(db: Connection, workspace: str, person: str, now: str, page: str | None = None) -> None:
    """Note that a person looks at their Home tab now, and at which page if that changed."""
    db.execute(
        "INSERT INTO homes (workspace, person, page, looked_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (workspace, person) DO UPDATE SET looked_at = excluded.looked_at,"
        " page = CASE WHEN ? THEN excluded.page ELSE homes.page END",
        (workspace, person, page or "{}", now, page is not None),
    )


def find(db: Connection, workspace: str, person: str) -> Home | None:
    """A person's Home tab, if they ever looked at it."""
    row = db.execute(
        "SELECT workspace, person, page, looked_at, published_at FROM homes WHERE workspace = ? AND person = ?",
        (workspace, person),
    ).fetchone()
    return Home(*row) if row else None


def published(db: Connection, workspace: str, person: str, now: str) -> None:
    """Note that a person's Home tab is published now."""
    db.execute("UPDATE homes SET published_at = ? WHERE workspace = ? AND person = ?", (now, workspace, person))


def watching(db: Connection, workspace: str, team: str, since: str) -> tuple[Home, ...]:
    """The Home tabs that show a team, of people who looked since then: its members' and the programme leads'."""
    rows = db.execute(
        "SELECT workspace, person, page, looked_at, published_at FROM homes WHERE workspace = ? AND looked_at >= ?"
        " AND (person IN (SELECT person FROM members WHERE members.workspace = homes.workspace AND team = ?)"
        " OR person IN (SELECT person FROM programme_leads WHERE programme_leads.workspace = homes.workspace))",
        (workspace, since, team),
    )
    return tuple(Home(*row) for row in rows)
