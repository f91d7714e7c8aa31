"""Channels and teams around digests, for tests: a real store, the doors, a clock moved by hand, and Slack as a list of what
was called, with channels of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from pathlib import Path
from typing import Any

from bot import standing
from bot.blocks.digest_forms import Entered, Form
from bot.clock import stamp
from bot.digesting import PARTS
from bot.digests import Digests
from bot.introducing import Introductions
from bot.making import Later, showing
from bot.often import Entered as Often
from bot.often import entered as often_entered
from bot.people import Person
from bot.schedule import Rhythm
from bot.showing import Showing
from bot.slack_calls import Failed
from bot.store import assessments, invitations, rhythms, teams
from bot.store import results as result_store
from bot.store.database import Store
from bot.store.ids import new_id
from bot.store.outbox import Draft
from bot.store.placements import dump_placements
from bot.store.results import Result
from bot.store.rhythms import Kept
from bot.store.teams import Team
from bot.subscribing import DEFAULT, Subscriptions
from knowledge import loading
from knowledge.library import Value
from knowledge.scoring import place
from tests.bot.moving import Moving
from tests.bot.posting import FakeCalls

LIBRARY = loading.shipped()
DAY = 86_400.0
ANA, BO, CY, DI = (Person("T1", id) for id in ("UANA", "UBO", "UCY", "UDI"))
TWIN = Person("T2", "UANA")
"""Somebody of another workspace with the same id."""
TRACKED = "experiments_tracked"
WORKING = dict.fromkeys(LIBRARY.capabilities, Value.NOT_HELD) | {"ml_model_exists": Value.HELD}
"""A team with an ML model, and nothing else in place."""
BERLIN = Rhythm(DEFAULT.rule, DEFAULT.anchor, time(10), "Europe/Berlin", "DE")


def assessed(store: Store, now: str, team: Team, *in_place: str) -> None:
    """An assessment that came to its result at once, with these in place, of a team with an ML model and nothing else."""
    values = WORKING | dict.fromkeys(in_place, Value.HELD)
    placements = place(LIBRARY, values)
    with store.transaction() as db:
        opened = assessments.begin(db, team.workspace, team.id, team.lead, now)
        result = Result(
            id=new_id(),
            workspace=team.workspace,
            team=team.id,
            assessment=opened.id,
            person="",
            subject="",
            knowledge_version=LIBRARY.version,
            cause="answers",
            respondents=(),
            decisions=(),
            placements=dump_placements(placements),
            reached_at=now,
        )
        result_store.add(db, result)
        standing.keep(db, LIBRARY, result, values, placements)


@dataclass
class Channel:
    """A channel as Slack knows it."""

    members: list[str] = field(default_factory=lambda: ["UBOT", ANA.id, BO.id])
    bot: bool = True
    archived: bool = False
    shared: bool = False
    hidden: bool = False


class Channels(FakeCalls):
    """Slack with channels and people; `page`: how many members it tells at once."""

    def __init__(self) -> None:
        super().__init__()
        self.channels = {"C1": Channel()}
        self.users: dict[str, Mapping[str, Any]] = {}
        self.page = 1000

    def call(self, workspace: str, method: str, payload: Mapping[str, Any], form: bool = False) -> Mapping[str, Any]:
        if not method.startswith(("conversations.info", "conversations.members", "users.info")):
            return super().call(workspace, method, payload, form)
        assert form, f"{method} reads no JSON"
        self._make(method, payload)
        if method == "users.info":
            id = payload["user"]
            return {"user": self.users.get(id, {"id": id, "team_id": workspace})}
        found = self.channels.get(payload["channel"]) if workspace == "T1" else None
        if found is None or found.hidden:
            raise Failed("channel_not_found", passing=False)
        if method == "conversations.info":
            facts = {"is_archived": found.archived, "is_member": found.bot, "is_ext_shared": found.shared}
            return {"channel": {"id": payload["channel"], **facts}}
        start = int(payload.get("cursor", 0))
        end = start + min(self.page, payload["limit"])
        following = str(end) if end < len(found.members) else ""
        return {"members": found.members[start:end], "response_metadata": {"next_cursor": following}}


class Bulletin:
    """Teams, and channels that get digests of them."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(f"sqlite:///{folder / 'bot.db'}")
        self.store.migrate()
        self.clock, self.calls = Moving(), Channels()
        self.subscriptions = Subscriptions(self.store, LIBRARY, self.clock, self.calls)
        self.digests = Digests(self.store, LIBRARY, self.clock, self.calls)
        self.showing = Showing(self.store, self.clock)
        self.introductions = Introductions(self.store, LIBRARY, self.clock)

    # Teams

    def team(self, name: str, *people: Person, shown: bool = False) -> Team:
        """A team of these people; the first leads it and agreed to be messaged, and to have it shown if it is `shown`."""
        now = stamp(self.clock())
        with self.store.transaction() as db:
            made = teams.create(db, people[0].workspace, name, f"C{name}", people[0].id, people[0].id, now)
            for person in people[1:]:
                teams.join(db, made, person.id, now)
            invitations.set_consent(db, people[0].workspace, people[0].id, True, now)
        if shown:
            self.showing.agree(people[0], made.id)
        return made

    def assessed(self, team: Team, *in_place: str) -> None:
        """An assessment whose result has these in place, of a team with an ML model and nothing else."""
        assessed(self.store, stamp(self.clock()), team, *in_place)

    def consents(self, person: Person, agreed: bool) -> None:
        """Somebody says whether they want to be messaged."""
        with self.store.transaction() as db:
            invitations.set_consent(db, person.workspace, person.id, agreed, stamp(self.clock()))

    def change(self, sql: str, *values: object) -> None:
        """Change the database from outside."""
        with self.store.transaction() as db:
            db.execute(sql, values)

    # Digests

    def entered(self, *wanted: Team, rhythm: Rhythm = BERLIN, when_quiet: Any = "nothing") -> Entered:
        """A form, filled in."""
        often: Often = often_entered(rhythm)
        return Entered(often, tuple(team.id for team in wanted), "azure", PARTS, when_quiet)

    def subscribe(self, person: Person = ANA, channel: str = "C1", entered: Entered | None = None) -> Mapping[str, Any]:
        """Set up a digest and have it looked up; returns what the person is told."""
        self.clock.forward(1)
        self.subscriptions.save(person, Form(channel, stamp(self.clock()), entered or self.entered()))
        (draft,) = self.waiting("digest set:")
        self.sent(draft)
        return self.subscriptions.subscribe(draft)

    def kept(self, channel: str = "C1") -> Kept | None:
        """How often a channel gets its digest."""
        return rhythms.find(self.store.reading(), "T1", "digest", channel)

    def comes_due(self) -> Draft:
        """Let the time of the next digest come, and have it enqueued; returns its draft, which counts as sent."""
        kept = self.kept()
        assert kept
        self.clock.now = max(self.clock.now, self.clock.now.fromisoformat(kept.next_due))
        self.digests.enqueue_due(self.clock())
        (draft,) = self.waiting("digest:")
        self.sent(draft)
        return draft

    def read(self, draft: Draft) -> str:
        """A digest as text, as it is made and posted now; empty if there is nothing to be said."""
        made = self.digests.post(self.message(draft))
        assert not isinstance(made, Later)
        return str(made or "")

    def message(self, draft: Draft, file: str = "F1") -> Draft:
        """The message of a digest, as it waits once its picture can be shown, or (no file) took Slack too long."""
        made = self.digests.make(draft)
        assert not isinstance(made, Later)
        key = f"{draft.key}:shown"
        if made is None:
            (found,) = self.waiting(key)
            return found
        assert made.message
        assert made.instead
        payload = showing(made.message, file) if file else made.instead
        return replace(draft, key=key, method="chat.postMessage", payload=payload, make=made.make)

    # The outbox

    def waiting(self, prefix: str = "") -> list[Draft]:
        """What waits to be sent, of keys that begin so."""
        rows = self.rows("SELECT key, workspace, lane, method, address, payload FROM outbox WHERE state = 'waiting'")
        found = []
        for key, workspace, lane, method, address, body in rows:
            read = json.loads(body)
            beside = {name: read[name] for name in ("notify", "make", "patient")}
            found.append(Draft(key, workspace, lane, method, address, read["payload"], **beside))
        return [draft for draft in found if draft.key.startswith(prefix)]

    def sent(self, draft: Draft) -> None:
        """It counts as sent."""
        self.change("UPDATE outbox SET state = 'sent' WHERE key = ?", draft.key)

    def told(self, person: Person, prefix: str = "") -> list[str]:
        """What waits to be said to a person, as text."""
        return [str(one.payload) for one in self.waiting(prefix) if one.address == person.id]

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database holds."""
        return [tuple(row) for row in self.store.reading().execute(sql, values).fetchall()]
