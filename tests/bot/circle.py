"""A team and those around it, for tests: invitations and leads over a real store, an outbox drained by hand, a clock moved
by hand, and Slack as a list of what was called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot import reminding
from bot.clock import stamp
from bot.inviting import Invitations
from bot.leading import Leading
from bot.outbox import Sender
from bot.people import Person
from bot.slack_calls import Failed
from bot.store import assessments, conversations, teams
from bot.store.assessments import Assessment
from bot.store.database import Connection, Store
from bot.store.outbox import Draft
from bot.store.teams import Team
from conversations.session import Session
from tests.bot.moving import Moving
from tests.bot.posting import FakeCalls
from tests.bot.walking import Unhurried

DAY = 86_400.0
WORKSPACE = "T1"
ANA, BO, CY, DI = (Person(WORKSPACE, id) for id in ("UANA", "UBO", "UCY", "UDI"))


class Circle:
    """One team led by Ana, and people who may be asked to join it."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(f"sqlite:///{folder / 'bot.db'}")
        self.store.migrate()
        self.clock, self.calls = Moving(), FakeCalls()
        self.users: dict[str, Mapping[str, Any] | Failed] = {}
        self.looked_up: list[str] = []
        self.gone: set[str] = set()
        self.calls.fault = self._fault
        self.invitations = Invitations(self.store, self.clock, self._look_up)
        self.leading = Leading(self.store, self.clock)
        makers = {**self.invitations.makers(), **self.leading.makers()}
        self.sender = Sender(self.store, self.calls, self.clock, Unhurried(), self._dropped, makers)
        self.team = self.new_team("Churn", ANA)

    def _look_up(self, workspace: str, person: str) -> Mapping[str, Any]:
        self.looked_up.append(person)
        found = self.users.get(person, {"id": person, "team_id": workspace})
        if isinstance(found, Failed):
            raise found
        return found

    def _fault(self, method: str, payload: Mapping[str, Any]) -> Failed | None:
        to = str(payload.get("users") or payload.get("channel", "")).removeprefix("D")
        return Failed("user_disabled", passing=False) if to in self.gone else None

    def _dropped(self, db: Connection, draft: Draft, reason: str) -> None:
        self.invitations.could_not_ask(db, draft, reason)
        self.leading.could_not_reach(db, draft, reason)

    def new_team(self, name: str, *people: Person) -> Team:
        """A team of these people; the first leads it."""
        with self.store.transaction() as db:
            now = stamp(self.clock())
            made = teams.create(db, WORKSPACE, name, f"C{name}", people[0].id, people[0].id, now)
            for person in people[1:]:
                teams.join(db, made, person.id, now)
            return made

    def join(self, *people: Person) -> None:
        """Become members by one's own doing."""
        with self.store.transaction() as db:
            for person in people:
                teams.join(db, self.team, person.id, stamp(self.clock()))

    def members(self) -> tuple[str, ...]:
        return teams.members(self.store.reading(), WORKSPACE, self.team.id)

    def lead(self) -> str:
        found = teams.find(self.store.reading(), WORKSPACE, self.team.id)
        assert found
        return found.lead

    def invite(self, by: Person, *people: Person, team: Team | None = None) -> None:
        """Choose people in the form, and let all be sent that comes of it."""
        self.clock.forward(1)
        chosen = [person.id for person in people]
        self.invitations.invite(by, (team or self.team).id, chosen, stamp(self.clock()))
        self.drain()

    def agreed(self, *people: Person) -> None:
        """Invited by Ana, and agreed."""
        self.invite(ANA, *people)
        for person in people:
            self.invitations.agree(person, self.team.id)

    def assessment(self) -> Assessment:
        """The team's assessment; begun now if there is none."""
        with self.store.transaction() as db:
            found = assessments.current(db, WORKSPACE, self.team.id)
            return found or assessments.begin(db, WORKSPACE, self.team.id, ANA.id, stamp(self.clock()))

    def begins(self, person: Person) -> None:
        """A person begins to answer by their own doing."""
        self._answers(person, finished=False)

    def answers(self, person: Person) -> None:
        """A person answers to the end, and all is sent that comes of it."""
        self._answers(person, finished=True)
        self.drain()

    def _answers(self, person: Person, finished: bool) -> None:
        self.join(person)
        assessment, now = self.assessment(), self.clock()
        with self.store.transaction() as db:
            session = Session("assessment", 1, "opening")
            begun = conversations.begin(db, assessment, person.id, "", session, stamp(now))
            reminding.began(db, assessment, person.id, now)
            if finished:
                done = replace(session, status="finished", revision=session.revision + 1)
                conversations.save(db, begun, done, "", stamp(now))
                reminding.finished(db, assessment, person.id, now)

    def drain(self) -> None:
        """Send all that is due now."""
        while claimed := self.sender._claim():
            self.sender._work(claimed)

    def days(self, days: float) -> None:
        """Let time pass, and all be sent in its time."""
        for _ in range(round(days * 8)):
            self.clock.forward(DAY / 8)
            self.drain()

    def told(self, person: Person) -> list[Mapping[str, Any]]:
        """What was posted to a person, in order."""
        posted = [payload for method, payload in self.calls.through if method == "chat.postMessage"]
        return [payload for payload in posted if payload["channel"] == f"D{person.id}"]

    def reminders(self, person: Person) -> list[Mapping[str, Any]]:
        """The reminders that a person got."""
        return [payload for payload in self.told(person) if payload["text"].startswith("A reminder")]


def actions(payload: Mapping[str, Any]) -> list[str]:
    """The buttons of a message."""
    return [
        element["action_id"]
        for block in payload["blocks"]
        for element in block.get("elements", ())
        if "action_id" in element
    ]
