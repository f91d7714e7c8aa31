"""What listeners work with: the subjects' doors and the two ways to say something, built once in app.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.views import View

from bot import watching
from bot.actions import Actions
from bot.agents import Agents
from bot.assessments import Assessments
from bot.blocks import home, pages
from bot.blocks.kit import Message
from bot.checkins import CheckIns
from bot.clock import Clock, stamp
from bot.consensus import Consensus
from bot.digests import Digests
from bot.drawing import Drawing
from bot.export import Exports
from bot.history import History
from bot.hometab import HomeTabs
from bot.introducing import Introductions
from bot.inviting import Invitations
from bot.leading import Leading
from bot.modals import Modals
from bot.people import Click, Person
from bot.rhythms import Rhythms
from bot.sharing import Results
from bot.showing import Showing
from bot.store import deliveries, outbox
from bot.store.database import Store
from bot.store.ids import new_id
from bot.store.outbox import Draft
from bot.subscribing import Subscriptions
from bot.targets import Targets
from bot.teams import Teams
from knowledge.library import Library


@dataclass(frozen=True)
class Call:
    """One thing a person did in Slack: who, where, the one-time handles that Slack gave with it, and what they typed
    beside a word of ours."""

    person: Person
    channel: str
    app: str
    trigger: str = ""
    click: Click | None = None
    response_url: str = ""
    text: str = ""

    @property
    def direct(self) -> bool:
        """Whether it happened in the person's direct messages with the bot."""
        return self.channel.startswith("D")


@dataclass(frozen=True)
class Desk:
    """Everything a listener may use."""

    library: Library
    store: Store
    clock: Clock
    teams: Teams
    assessments: Assessments
    results: Results
    modals: Modals
    consensus: Consensus
    history: History
    drawing: Drawing
    agents: Agents
    homes: HomeTabs
    actions: Actions
    targets: Targets
    invitations: Invitations
    leading: Leading
    exports: Exports
    checkins: CheckIns
    rhythms: Rhythms
    subscriptions: Subscriptions
    digests: Digests
    showing: Showing
    introductions: Introductions

    def acted(self, person: Person) -> None:
        """A person did something: what we suggest fits it, and their Home tab follows if they looked at it lately."""
        self.agents.acted(person)
        if watching.looks(self.store.reading(), person, self.clock()):
            with self.store.transaction() as db:
                watching.publish(db, person, self.clock())

    def answer_click(self, call: Call, message: Message) -> None:
        """Put a message in the place of the one that was clicked; beside it, if others see that one too.

        On a click in a Home tab or a modal it becomes a page to read: Slack takes no message there.
        """
        if call.click and (call.click.public or call.click.surface != "message"):
            self.answer_beside(call, message)
            return
        self._respond(call, {"replace_original": True, **message.payload()})

    def answer_beside(self, call: Call, message: Message) -> None:
        """Say something that only this person sees, leaving what was clicked as it is."""
        if call.click and call.click.surface != "message":
            self._show(call, pages.page(message), lambda: self.write(call.person, message))
            return
        self._respond(call, {"replace_original": False, "response_type": "ephemeral", **message.payload()})

    def write(self, person: Person, message: Message, thread: str = "", event: str = "") -> None:
        """Write to a person's direct messages; for an event of Slack's, once however often it is delivered."""
        payload = message.payload() | ({"thread_ts": thread} if thread else {})
        lane = person.lane
        draft = Draft(f"{lane}:{event or new_id()}", person.workspace, lane, "chat.postMessage", person.id, payload)
        with self.store.transaction() as db:
            if not event or deliveries.first_time(db, person.workspace, event, stamp(self.clock())):
                outbox.add(db, draft, stamp(self.clock()))

    def reply(self, call: Call, message: Message, thread: str, event: str) -> None:
        """Answer in a channel, in the thread of what was said there; once however often the event is delivered."""
        lane = f"channel:{call.person.workspace}:{call.channel}"
        payload = message.payload() | {"thread_ts": thread}
        draft = Draft(f"{lane}:{event}", call.person.workspace, lane, "chat.postMessage", call.channel, payload)
        with self.store.transaction() as db:
            if deliveries.first_time(db, call.person.workspace, event, stamp(self.clock())):
                outbox.add(db, draft, stamp(self.clock()))

    def open(self, call: Call, view: View, label: str, action: str, value: str = "") -> None:
        """Open a modal; if Slack refuses, say so with the button again."""
        again = home.offer("That window could not be opened in time. Try once more.", label, action, value)
        on_message = call.click is None or call.click.surface == "message"
        tell = self.answer_beside if on_message else lambda call, message: self.write(call.person, message)
        self._show(call, view, lambda: tell(call, again))

    def _show(self, call: Call, view: View, on_failure: Callable[[], None]) -> None:
        """A view on what was clicked: a new one, or one more on the stack while Slack takes it, else in its place."""
        workspace, click = call.person.workspace, call.click
        if click is None or click.surface != "modal":
            self.modals.open(workspace, call.trigger, view, on_failure)
        elif click.may_push:
            self.modals.push(workspace, call.trigger, view, on_failure)
        else:
            self.modals.update(workspace, click.view, view, on_failure)

    def _respond(self, call: Call, payload: Mapping[str, Any]) -> None:
        url = call.click.response_url if call.click else call.response_url
        lane = call.person.lane
        with self.store.transaction() as db:
            draft = Draft(f"{lane}:{new_id()}", call.person.workspace, lane, "response_url", url, payload)
            outbox.add(db, draft, stamp(self.clock()))
