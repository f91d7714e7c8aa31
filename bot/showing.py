"""Whether a team is shown in digests: its lead is asked once, and says so or changes it at any time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot import watching
from bot.blocks import showing as blocks
from bot.blocks.kit import Message
from bot.clock import Clock, stamp
from bot.membership import led_team, own_team
from bot.people import Person
from bot.store import outbox
from bot.store import showings as store
from bot.store.database import Connection, Store
from bot.store.outbox import Draft
from bot.store.showings import Shown
from bot.store.teams import Team
from bot.ticking import BATCH


@dataclass(frozen=True)
class Showing:
    """The subject's one door."""

    store: Store
    clock: Clock

    def state(self, person: Person, team: str) -> Shown | None:
        """What the team's lead said; None if nobody was asked. Raises `NotInTeam`."""
        db = self.store.reading()
        return store.find(db, person.workspace, own_team(db, person, team).id)

    def agree(self, person: Person, team: str) -> Message:
        """Show the team in digests. Raises `NotInTeam` or `NotTheLead`."""
        return self._say(person, team, agreed=True)

    def refuse(self, person: Person, team: str) -> Message:
        """Show the team in no digest. Raises `NotInTeam` or `NotTheLead`."""
        return self._say(person, team, agreed=False)

    def _say(self, person: Person, team: str, agreed: bool) -> Message:
        now = self.clock()
        with self.store.transaction() as db:
            found = led_team(db, person, team)
            store.say(db, found, agreed, person.id, stamp(now))
            watching.changed(db, person.workspace, team, now)
        return blocks.answered(found, agreed)

    def ask_leads(self, workspace: str, wanted: Sequence[str]) -> None:
        """Ask the leads of these teams (none: of all) who agreed to be messaged, each once, while nobody said. In
        several transactions: another process waits for none of them long."""
        asked = BATCH
        while asked == BATCH:
            with self.store.transaction() as db:
                found = store.to_ask(db, workspace, wanted, BATCH)
                for team in found:
                    self._ask(db, team)
            asked = len(found)

    def _ask(self, db: Connection, team: Team) -> None:
        store.ask(db, team, stamp(self.clock()))
        key = f"may show:{team.id}:{team.lead}"
        payload = blocks.question(team).payload()
        draft = Draft(key, team.workspace, key, "chat.postMessage", team.lead, payload, patient=True)
        outbox.add(db, draft, stamp(self.clock()))
