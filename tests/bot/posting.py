"""An outbox drained by hand, with Slack as a list of what was called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.clock import stamp
from bot.outbox import Sender
from bot.pace import Pace
from bot.people import Person
from bot.slack_calls import Failed, SlackCalls
from bot.store import assessments, conversations, outbox
from bot.store.database import Connection, Store
from bot.store.outbox import Draft
from bot.teams import Teams
from conversations.session import Session
from tests.bot.moving import Moving

Fault = Callable[[str, Mapping[str, Any]], Failed | None]


class FakeCalls(SlackCalls):
    """Slack as a list of what was called; `fault` says what goes wrong."""

    def __init__(self) -> None:
        self.made: list[tuple[str, Mapping[str, Any]]] = []
        self.through: list[tuple[str, Mapping[str, Any]]] = []
        self.fault: Fault = lambda method, payload: None

    def call(self, workspace: str, method: str, payload: Mapping[str, Any], form: bool = False) -> Mapping[str, Any]:
        self._make(method, payload)
        if method == "conversations.open":
            return {"channel": {"id": f"D{payload['users']}"}}
        return {"channel": payload.get("channel", ""), "ts": f"{len(self.through)}.0"}

    def respond(self, url: str, payload: Mapping[str, Any]) -> None:
        self._make("response_url", {"url": url, **payload})

    def _make(self, method: str, payload: Mapping[str, Any]) -> None:
        self.made.append((method, payload))
        failed = self.fault(method, payload)
        if failed:
            raise failed
        self.through.append((method, payload))

    def texts(self) -> list[str]:
        """What arrived, in order."""
        return [payload["text"] for _, payload in self.through if "text" in payload]

    def tried(self, method: str) -> list[Mapping[str, Any]]:
        """Every call of a method, gone through or not."""
        return [payload for made, payload in self.made if made == method]


class Post:
    """An outbox over a store, drained by hand: one claim after the other, as the sender's thread does."""

    def __init__(self, folder: Path, calls: SlackCalls | None = None, clock: Moving | None = None) -> None:
        self.store = Store(f"sqlite:///{folder / 'bot.db'}")
        self.store.migrate()
        self.clock = clock or Moving()
        self.calls = FakeCalls()
        self.given_up: list[tuple[str, str]] = []
        self.on_dropped: Callable[[Connection, Draft, str], None] = self._note
        self.sender = self.another(calls)

    def _note(self, db: Connection, draft: Draft, reason: str) -> None:
        self.given_up.append((draft.key, reason))

    def another(self, calls: SlackCalls | None = None) -> Sender:
        """A sender as another process, or this one after a restart, would have it."""
        pace = Pace()
        told = lambda db, draft, reason: self.on_dropped(db, draft, reason)  # noqa: E731
        return Sender(self.store, calls or self.calls, self.clock, pace, told)

    def add(self, *drafts: Draft) -> list[bool]:
        """Enqueue in one transaction."""
        with self.store.transaction() as db:
            return [outbox.add(db, draft, stamp(self.clock())) for draft in drafts]

    def drain(self, sender: Sender | None = None) -> None:
        """Send all that is due now."""
        at_work = sender or self.sender
        while claimed := at_work._claim():
            at_work._work(claimed)

    def drain_all(self, seconds: float = 1.0, rounds: int = 4000) -> None:
        """Let time pass until nothing waits."""
        for _ in range(rounds):
            self.drain()
            if not outbox.pending(self.store.reading(), stamp(self.clock())):
                return
            self.clock.forward(seconds)
        raise TimeoutError("messages still wait")

    def row(self, key: str) -> dict[str, Any]:
        """A message as it is stored."""
        return dict(self.store.reading().execute("SELECT * FROM outbox WHERE key = ?", (key,)).fetchone())

    def begin(self) -> str:
        """A conversation to send prompts of; returns its id."""
        team = Teams(self.store, self.clock).set_up(Person("T1", "U1"), "Churn", "C1", "U1")
        with self.store.transaction() as db:
            now, session = stamp(self.clock()), Session("assessment", 1, "opening")
            opened = assessments.begin(db, "T1", getattr(team, "id", ""), "U1", now)
            return conversations.begin(db, opened, "U1", "", session, now).id


def post(key: str, lane: str = "one", to: str = "C1", **more: Any) -> Draft:
    return Draft(key, "T1", lane, "chat.postMessage", to, {"text": key, "blocks": []}, **more)
