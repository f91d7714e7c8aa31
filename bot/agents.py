"""The agent surface: prompts that fit where a person stands, a status while something is looked up, and feedback.

Slack offers the first two on some plans only. A workspace that refuses them is left alone for a day; nothing else
needs them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot import ids
from bot.clock import Clock, stamp
from bot.people import Person
from bot.slack_calls import PASSING
from bot.store import assessments, conversations, feedback, outbox, results, teams
from bot.store.database import Connection, Store
from bot.store.feedback import Verdict
from bot.store.ids import new_id
from bot.store.outbox import Draft
from bot.store.teams import Team
from conversations.flow import Flow

log = logging.getLogger(__name__)

AGENT_METHODS = "assistant."
MAKE_STATUS = "status"
LOOKING_UP = "is looking that up…"
TITLE = "You could ask me:"
WITHOUT_AGENTS_SECONDS = 86_400.0
"""How long a workspace that refused is not asked again."""
UNCHANGED_SECONDS = 3600.0
"""How long prompts that still fit are not set again; after that they may have moved out of sight."""
STATUS_SECONDS = 5.0
"""A status that could not be set within this time comes too late to be true."""
_OF_ONE_PLACE = frozenset({"channel_not_found", "message_not_found", "thread_not_found", "invalid_thread_ts"})
_OF_ONE_PERSON = frozenset({"user_not_found", "user_disabled", "cannot_dm_bot"})


class Situation(StrEnum):
    """Where a person stands, as far as it decides what they may want to ask."""

    NEWCOMER = "no team yet"
    READY = "a team that was not assessed yet"
    RESTING = "a conversation to go on with"
    ASKED = "an open question"
    NAMING = "words of their own are awaited"
    PLACED = "a result"


@dataclass(frozen=True)
class Prompt:
    """A suggestion: what stands on it, and the message that choosing it writes to the bot."""

    title: str
    message: str

    def payload(self) -> dict[str, str]:
        """As Slack takes it."""
        return {"title": self.title, "message": self.message}


_WHAT_IS_MLOPS = Prompt("What is MLOps?", "What is MLOps?")
_GO_ON = Prompt("Go on where I stopped", ids.ASSESS)
_WHAT_CAN_YOU_DO = Prompt("What can you do?", ids.HELP)
_SCALES = Prompt("What do the five scales ask?", "What do the five scales ask?")
PROMPTS: Mapping[Situation, tuple[Prompt, ...]] = {
    Situation.NEWCOMER: (
        Prompt("Where does my team stand?", ids.ASSESS),
        *(_WHAT_IS_MLOPS, _SCALES, _WHAT_CAN_YOU_DO),
    ),
    Situation.READY: (Prompt("Start our assessment", ids.ASSESS), _WHAT_IS_MLOPS, _SCALES, _WHAT_CAN_YOU_DO),
    Situation.RESTING: (_GO_ON, Prompt("How far have I come?", ids.HOME), _WHAT_IS_MLOPS, _WHAT_CAN_YOU_DO),
    Situation.ASKED: (
        Prompt("What do you mean?", "What do you mean?"),
        Prompt("Pause for now", "pause"),
        *(_GO_ON, _WHAT_IS_MLOPS),
    ),
    Situation.NAMING: (Prompt("Pause for now", "pause"), _WHAT_IS_MLOPS),
    Situation.PLACED: (
        Prompt("What holds us back?", ids.STAGE),
        Prompt("What next?", ids.STEPS),
        Prompt("Who does what?", ids.ROLES),
        Prompt("What is concept drift?", "What is concept drift?"),
    ),
}
"""At most four each, as Slack shows no more."""


@dataclass(frozen=True)
class Spoken:
    """A message typed to the bot: its channel, the ts its thread begins with (its own, if none), Slack's event id."""

    channel: str
    thread: str
    event: str


@dataclass
class Memory:
    """What this process knows of Slack's side; after a restart it is found out anew."""

    prompts: dict[Person, tuple[Situation, datetime]] = field(default_factory=dict)
    without_agents: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Agents:
    """The subject's one door."""

    store: Store
    flows: Mapping[str, Flow]
    clock: Clock
    memory: Memory = field(default_factory=Memory)

    def opened(self, person: Person) -> None:
        """A person looks at the Messages tab: suggest what fits, unless that stands there already."""
        known = self.memory.prompts.get(person)
        stands = known and (self.clock() - known[1]).total_seconds() < UNCHANGED_SECONDS
        self._suggest(person, known[0] if known and stands else None)

    def acted(self, person: Person) -> None:
        """A person did something: where prompts were set for them, set those that fit now."""
        known = self.memory.prompts.get(person)
        if known:
            self._suggest(person, known[0])

    def _suggest(self, person: Person, before: Situation | None) -> None:
        if not self.has_agents(person.workspace):
            return
        now = situation(self.store.reading(), self.flows, person)
        if now == before:
            return
        payload = {"prompts": [prompt.payload() for prompt in PROMPTS[now]], "title": TITLE}
        lane = f"prompts:{person.workspace}:{person.id}"
        method: outbox.Method = "assistant.threads.setSuggestedPrompts"
        with self.store.transaction() as db:
            draft = Draft(f"{lane}:{new_id()}", person.workspace, lane, method, person.id, payload)
            outbox.add(db, draft, stamp(self.clock()))
        self.memory.prompts[person] = now, self.clock()

    @contextmanager
    def thinking(self, person: Person, spoken: Spoken, status: str) -> Iterator[None]:
        """Show a status in the message's thread until what is done inside has been done; none if it is empty.

        It has a lane of its own, so that no answer waits for it, and so is taken away even if the answer was first.
        """
        if not status or not self.has_agents(person.workspace):
            yield
            return
        self._set_status(person, spoken, status)
        try:
            yield
        finally:
            self._set_status(person, spoken, "")

    def _set_status(self, person: Person, spoken: Spoken, status: str) -> None:
        payload = {"thread_ts": spoken.thread, "status": status, "since": stamp(self.clock())}
        key = f"status:{spoken.event}:{'on' if status else 'off'}"
        lane = f"status:{person.workspace}:{person.id}"
        method: outbox.Method = "assistant.threads.setStatus"
        with self.store.transaction() as db:
            draft = Draft(key, person.workspace, lane, method, spoken.channel, payload, make=MAKE_STATUS)
            outbox.add(db, draft, stamp(self.clock()))

    def status(self, draft: Draft) -> Mapping[str, Any] | None:
        """The maker of a status: what is sent when its time has come, or None if it is of no use any more."""
        late = (self.clock() - datetime.fromisoformat(draft.payload["since"])).total_seconds() > STATUS_SECONDS
        if not self.has_agents(draft.workspace) or (late and draft.payload["status"]):
            return None
        return {key: draft.payload[key] for key in ("thread_ts", "status")}

    def has_agents(self, workspace: str) -> bool:
        """Whether a workspace may have agents: it did not refuse them within the last day."""
        refused = self.memory.without_agents.get(workspace)
        return refused is None or (self.clock() - refused).total_seconds() > WITHOUT_AGENTS_SECONDS

    def dropped(self, db: Connection, draft: Draft, reason: str) -> None:
        """Told of every message that was given up: a workspace that refuses the agent surface is left alone."""
        if not draft.method.startswith(AGENT_METHODS):
            return
        self.memory.prompts.pop(Person(draft.workspace, draft.address), None)
        if _of_the_workspace(reason) and self.has_agents(draft.workspace):
            self.memory.without_agents[draft.workspace] = self.clock()
            log.info("workspace %s has no agent surface: %s", draft.workspace, reason)

    def judge(self, person: Person, about: str, verdict: Verdict) -> bool:
        """Keep what a person thought of something; True the first time, later ones take its place."""
        with self.store.transaction() as db:
            return feedback.give(db, person.workspace, person.id, about, verdict, stamp(self.clock()))


def situation(db: Connection, flows: Mapping[str, Flow], person: Person) -> Situation:
    """Where a person stands now."""
    own = teams.of_person(db, person.workspace, person.id)
    if not own:
        return Situation.NEWCOMER
    heard = conversations.listening(db, person.workspace, person.id)
    if heard and heard.session.question:
        return Situation.ASKED
    if heard:
        state = flows[heard.session.flow].state(heard.session.state)
        return Situation.NAMING if state and state.kind == "words" else Situation.RESTING
    if any(_rests(db, person, team) for team in own):
        return Situation.RESTING
    if any(results.count(db, team.workspace, team.id) for team in own):
        return Situation.PLACED
    return Situation.READY


def _rests(db: Connection, person: Person, team: Team) -> bool:
    assessment = assessments.current(db, team.workspace, team.id)
    found = conversations.of_person(db, team.workspace, assessment.id, person.id) if assessment else None
    return found is not None and found.session.status == "paused"


def _of_the_workspace(reason: str) -> bool:
    """Whether a refusal speaks of the plan or the app, not of one thread or person, and is not a passing one."""
    return reason not in PASSING | _OF_ONE_PLACE | _OF_ONE_PERSON and not reason.startswith("no answer")
