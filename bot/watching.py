"""When Home tabs are published anew: at once for who looks or acts; for others who looked lately, once a minute at most."""

from __future__ import annotations

from datetime import datetime

from bot.clock import later, stamp
from bot.people import Person
from bot.store import homes, outbox
from bot.store.database import Connection
from bot.store.outbox import Draft

MAKE_HOME = "home"
LOOKED_LATELY = 3600.0
BETWEEN_CHANGES = 60.0


def publish(db: Connection, person: Person, now: datetime) -> None:
    """Publish a person's Home tab now: they look at it, or did something."""
    _renew(db, person, stamp(now), stamp(now))


def looks(db: Connection, person: Person, now: datetime) -> bool:
    """Whether a person looked at their Home tab lately, so that it follows what they do."""
    home = homes.find(db, person.workspace, person.id)
    return home is not None and home.looked_at >= later(now, -LOOKED_LATELY)


def acted(db: Connection, person: Person, now: datetime) -> None:
    """Publish the Home tab of a person who did something, if they looked at it lately."""
    if looks(db, person, now):
        publish(db, person, now)


def changed(db: Connection, workspace: str, team: str, now: datetime) -> None:
    """A team changed: those who look at it see that within a minute."""
    for home in homes.watching(db, workspace, team, later(now, -LOOKED_LATELY)):
        again = later(datetime.fromisoformat(home.published_at), BETWEEN_CHANGES) if home.published_at else ""
        _renew(db, Person(workspace, home.person), max(stamp(now), again), stamp(now))


def _renew(db: Connection, person: Person, due: str, now: str) -> None:
    lane = f"home:{person.workspace}:{person.id}"
    draft = Draft(lane, person.workspace, lane, "views.publish", person.id, {}, make=MAKE_HOME)
    outbox.renew(db, draft, due, now)
