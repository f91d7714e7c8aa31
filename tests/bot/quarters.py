"""Several people whose team is asked each quarter: clock and outbox taken by hand, Slack as a list of calls."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.actions import Actions, Entered, Taken
from bot.blocks.kit import Message
from bot.checkins import CheckIns
from bot.clock import stamp
from bot.inviting import Invitations
from bot.outbox import Sender
from bot.people import Person
from bot.schedule import QUARTERLY, Occurrence, Rhythm
from bot.slack_calls import Failed
from bot.store import checkins, invitations, rhythms
from bot.store.actions import Action
from bot.store.checkins import CheckIn
from bot.store.database import Connection
from bot.store.outbox import Draft
from knowledge.answers import AND
from knowledge.library import Value
from tests.bot.posting import FakeCalls
from tests.bot.several import ALIKE, LIBRARY, Choose, Several
from tests.bot.walking import Unhurried

JANUARY, APRIL = "2027-01-04", "2027-04-05"
BERLIN = Rhythm(QUARTERLY, date(2026, 1, 1), time(10), "Europe/Berlin", "DE")
DUE = datetime(2027, 1, 4, 9, tzinfo=UTC)
"""Ten in the morning there."""


class Quarters(Several):
    """A team that is asked each quarter, for the first time on January 4, 2027."""

    def __init__(self, folder: Path, *people: Person, rhythm: Rhythm = BERLIN) -> None:
        super().__init__(folder, *people)
        self.actions = Actions(self.store, LIBRARY, self.clock)
        self.checkins = CheckIns(self.store, LIBRARY, self.clock, self.assessments)
        self.calls, self.gone = FakeCalls(), set[str]()
        self.calls.fault = self._fault
        self.invitations = Invitations(self.store, self.clock, lambda workspace, person: {"id": person})
        makers = {**self.checkins.makers(), **self.invitations.makers()}
        self.sender = Sender(self.store, self.calls, self.clock, Unhurried(), self._dropped, makers)
        with self.store.transaction() as db:
            coming = Occurrence(date(2027, 1, 4), DUE)
            rhythms.put(db, "T1", "checkin", self.team.id, rhythm, coming, people[0].id, stamp(self.clock()))

    def _fault(self, method: str, payload: Mapping[str, Any]) -> Failed | None:
        to = str(payload.get("users") or payload.get("channel", "")).removeprefix("D")
        return Failed("user_disabled", passing=False) if to in self.gone else None

    def _dropped(self, db: Connection, draft: Draft, reason: str) -> None:
        self.checkins.could_not_reach(db, draft, reason)

    def at(self, moment: datetime) -> None:
        """Time passes, a quarter of a day at a time; what comes due is enqueued and sent."""
        while self.clock.now < moment:
            self.clock.now = min(moment, self.clock.now + timedelta(hours=6))
            self.tick()

    def sleep_until(self, moment: datetime) -> None:
        """The machine sleeps, then does all at once."""
        self.clock.now = moment
        self.tick()

    def tick(self) -> None:
        """What is due is enqueued and sent."""
        while self.checkins.enqueue_due(self.clock.now):
            pass
        while claimed := self.sender._claim():
            self.sender._work(claimed)

    def told(self, person: Person) -> list[Mapping[str, Any]]:
        """What was posted to a person of check-ins, in order: messages, reminders and news of them."""
        posted = [payload for method, payload in self.calls.through if method == "chat.postMessage"]
        to_them = [payload for payload in posted if payload["channel"] == f"D{person.id}"]
        return [one for one in to_them if any(word in one["text"] for word in ("quarter", "reminder", "asked for"))]

    def posted(self, person: Person) -> list[Mapping[str, Any]]:
        """All that was posted to a person, in order."""
        posted = [payload for method, payload in self.calls.through if method == "chat.postMessage"]
        return [payload for payload in posted if payload["channel"] == f"D{person.id}"]

    def row(self, person: Person, day: str = JANUARY) -> CheckIn:
        """A person's check-in."""
        found = checkins.find(self.store.reading(), person.workspace, self.team.id, day, person.id)
        assert found is not None
        return found

    def agreed(self, person: Person, agreed: bool) -> None:
        """A person may be asked, or not."""
        with self.store.transaction() as db:
            invitations.set_consent(db, person.workspace, person.id, agreed, stamp(self.clock()))

    def take_on(self, person: Person, capability: str) -> Action:
        """An action on a capability."""
        step = LIBRARY.step_for[capability]
        made = self.actions.take_on(person, self.team.id, step.id, Entered(step.title, "", person.id, ""))
        assert isinstance(made, Taken)
        return made.action

    def asked_again(self, person: Person) -> list[str]:
        """The questions that the person's conversation asks anew."""
        return list(self.conversation(person).session.again)


def offers(payload: Mapping[str, Any]) -> list[str]:
    """The buttons of a message."""
    return [
        element["action_id"]
        for block in payload["blocks"]
        for element in block.get("elements", ())
        if "action_id" in element
    ]


def text_of(payload: object) -> str:
    """What a message says, wherever it says it."""
    return str(payload.payload() if isinstance(payload, Message) else payload)


def at_best(question: str, offered: Sequence[str]) -> str:
    """Whatever says that most is in place."""
    known = LIBRARY.questions.get(question)
    if known is None:
        return "team" if "team" in offered else offered[0]
    held = {option.id: list(option.establishes.values()).count(Value.HELD) for option in known.options}
    if known.several:
        return AND.join(held)
    return ALIKE.get(question) or max(held, key=held.__getitem__)


def anyhow(seed: int) -> Choose:
    """Any choice, of those that are offered."""
    rng = random.Random(seed)
    return lambda question, offered: "team" if "team" in offered else rng.choice(offered)
