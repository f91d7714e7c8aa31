"""Exports: a team's own data as a file, asked for in Slack and made off the request path, or on the command line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.blocks import exporting
from bot.clock import Clock, stamp
from bot.exporting.gathering import Export, gather
from bot.exporting.records import json_bytes
from bot.exporting.report import html_bytes
from bot.exporting.spreadsheet import csv_bytes
from bot.making import File
from bot.membership import own_team
from bot.people import Person
from bot.store import exports, outbox, teams
from bot.store.database import Connection, Store
from bot.store.outbox import Draft
from bot.store.teams import Team
from knowledge.library import Library

MAKE_EXPORT = "export"
Format = Literal["html", "csv", "json"]
WRITERS: Mapping[Format, Callable[[Library, Export], bytes]] = {
    "html": html_bytes,
    "csv": csv_bytes,
    "json": json_bytes,
}


class NoSuchTeam(LookupError):
    """No team, or more than one, goes by a name; the message says so, and what to do."""


@dataclass(frozen=True)
class Exports:
    """The subject's one door; its maker is called by the outbox."""

    store: Store
    library: Library
    clock: Clock

    def ask(self, person: Person, team: str, format: Format) -> bool:
        """Have a file made and sent to a person's direct messages; False if the same was asked for within the minute.

        Raises `NotInTeam`.
        """
        now = stamp(self.clock())
        lane = f"export:{person.workspace}:{person.id}"
        key = f"{lane}:{team}:{format}:{now[: len('2026-11-21T09:30')]}"
        what = {"team": team, "format": format}
        draft = Draft(key, person.workspace, lane, "upload", person.id, what, notify=person.id, make=MAKE_EXPORT)
        with self.store.transaction() as db:
            own_team(db, person, team)
            return outbox.add(db, draft, now)

    def make(self, draft: Draft) -> File | None:
        """The file that a draft asks for, as its receiver may see it; None if they have left the team since."""
        db = self.store.reading()
        team = teams.find(db, draft.workspace, draft.payload["team"])
        if team is None or draft.address not in teams.members(db, draft.workspace, team.id):
            return None
        format: Format = draft.payload["format"]
        export = gather(db, self.library, team, draft.address, self.clock())
        content = WRITERS[format](self.library, export)
        comment = exporting.comment(team.name, format, len(export.records))
        return File(file_name(team, format, export.made_at), exporting.title(team.name, format), content, comment)

    def could_not_send(self, db: Connection, draft: Draft, reason: str) -> None:
        """Tell who asked that their file did not arrive, with the buttons again."""
        team = teams.find(db, draft.workspace, draft.payload["team"]) if draft.make == MAKE_EXPORT else None
        if team is None:
            return
        lane = Person(draft.workspace, draft.notify).lane
        message = exporting.failed(team).payload()
        note = Draft(f"{draft.key}:failed", draft.workspace, lane, "chat.postMessage", draft.notify, message)
        outbox.add(db, note, stamp(self.clock()))


def whole(store: Store, library: Library, team: Team, format: Format, now: datetime) -> bytes:
    """A team's data for the operator, who sees single answers only where everybody in the team may."""
    return WRITERS[format](library, gather(store.reading(), library, team, "", now))


def team_named(store: Store, name_or_id: str, workspace: str = "") -> Team:
    """The one team of this name or id. Raises `NoSuchTeam`."""
    found = exports.named(store.reading(), name_or_id, workspace)
    if len(found) == 1:
        return found[0]
    if found:
        workspaces = ", ".join(team.workspace for team in found)
        raise NoSuchTeam(f'Several workspaces have a team "{name_or_id}": {workspaces}. Say which with --workspace.')
    where = f" in workspace {workspace}" if workspace else ""
    raise NoSuchTeam(f'There is no team "{name_or_id}"{where}. Give its name as in Slack, or its id.')


def file_name(team: Team, format: Format, made_at: datetime) -> str:
    """ "churn-2026-11-21.html"; "team-…" for a name in which no Latin letter or digit is left."""
    plain = unicodedata.normalize("NFKD", team.name).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
    return f"{name or 'team'}-{made_at:%Y-%m-%d}.{format}"
