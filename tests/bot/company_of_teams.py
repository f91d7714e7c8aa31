"""A company in the two years of a simulation: its Slack with every fault, two clock processes that are killed, its people.

Time stands still while there is something to do and then goes on, so that two years take a minute or two.
"""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot import app, ids
from bot.config import settings
from bot.ids import CheckInRef
from bot.people import Person
from bot.preview.slack import Call, Channel, Fault, LocalSlack, Message, User
from bot.sample import sampling
from bot.sample.sampling import Sample
from bot.store import checkins, conversations
from conversations import engine, flow
from knowledge import loading
from tests.bot.simulated import Clock, Time

BEGIN = date(2026, 11, 21)
A_SECOND, A_WEEK = timedelta(seconds=1), timedelta(days=7)
LOOK_SECONDS = 0.004
KILLED, LEFT, ARCHIVED = 0.03, 0.01, 0.001
"""How often, each time that something comes due, a clock is killed, somebody leaves, a digest's channel is archived."""
SAME, CHANGED, WEEK_LATER, SKIPPED, HANDED_OVER = 0.2, 0.25, 0.33, 0.37, 0.43
"""Of those who get a check-in, the part that does this or what stands before it; the others do nothing."""


@dataclass(frozen=True)
class Silence:
    """What a 429 asked for: of which method, when, and until when."""

    method: str
    asked: float
    until: float


@dataclass
class Trouble:
    """Slack's faults, at random: `lost` counts the replies that were, by message; `silences` are what 429s asked for."""

    rng: random.Random
    lost: Counter[str] = field(default_factory=Counter)
    silences: list[Silence] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, call: Call) -> Fault | None:
        with self.lock:
            kind = self.rng.choices(("", "429", "500", "drop", "lose"), (92, 2, 3, 1.5, 1.5))[0]
            if kind == "lose":
                self.lost[said(call.payload.get("channel"), call.payload.get("text"), call.payload.get("blocks"))] += 1
            if kind == "429":
                seconds = self.rng.randint(1, 20)
                self.silences.append(Silence(call.method, call.time, call.time + seconds))
                return Fault.rate_limited(seconds)
        return {"500": Fault.server_error(), "drop": Fault.drop(), "lose": Fault.lose()}.get(kind)


def said(channel: Any, text: Any, blocks: Any) -> str:
    """What a message says and where: its text and what its buttons stand for."""
    values = [element.get("value") for block in blocks or () for element in block.get("elements") or ()]
    return json.dumps([channel, text, values])


class CompanyOfTeams:
    """So many teams that `sample` made, with so many digests, from November 21, 2026 on."""

    def __init__(self, folder: Path, seed: int, teams: int, digests: int) -> None:
        self.rng, self.trouble = random.Random(seed), Trouble(random.Random(seed + 1))
        self._moment, self._log = folder / "time", folder / "clock.log"
        self.time = Time(self._moment, datetime.combine(BEGIN, time(), UTC))
        self.slack = LocalSlack(self.time.seconds)
        self.slack.start()
        self.workspace = self.slack.workspace("Acme")
        self.environment = {
            "SLACK_BOT_TOKEN": self.workspace.bot_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": self.slack.api_url,
            "DATABASE_URL": f"sqlite:///{folder / 'bot.db'}",
        }
        self.running = app.build(settings(self.environment), clock=self.time)
        self.store = self.running.desk.store
        self.store.migrate()
        sample = Sample(teams, 1, seed, self.workspace.team_id, BEGIN)
        sampling.fill(self.store, loading.shipped(), flow.shipped()["assessment"], sample)
        self._keep_digests(digests)
        self._move_in()
        self.slack.fault = self.trouble
        self.clocks = [self._clock(), self._clock()]
        self._killing = threading.Lock()
        self.kills: list[float] = []
        """The moments when a clock was killed."""
        self.slept = False
        self.on_the_way: set[str] = set()
        """To whom messages were on their way when a clock was killed."""
        self.gone: set[str] = set()
        self.archived: dict[str, datetime] = {}

    def _clock(self) -> Clock:
        return Clock(self.environment, self._moment, self._log)

    def _keep_digests(self, count: int) -> None:
        """A few channels have a digest, and want a line where nothing is new."""
        keep = [one for (one,) in self.rows("SELECT channel FROM digests ORDER BY channel LIMIT ?", count)]
        with self.store.quiet_transaction() as db:
            marks = ", ".join("?" * len(keep))
            db.execute(f"DELETE FROM digests WHERE channel NOT IN ({marks})", keep)
            db.execute(f"DELETE FROM rhythms WHERE kind = 'digest' AND subject NOT IN ({marks})", keep)
            db.execute("UPDATE digests SET when_quiet = 'line'")

    def _move_in(self) -> None:
        """Slack knows everybody and every channel that the database speaks of."""
        ours = self.workspace
        for (id,) in self.rows("SELECT DISTINCT person FROM members"):
            ours.users[id] = User(id=id, name=id, home_team=ours.team_id)
        for id, person in self.rows("SELECT channel, person FROM direct_channels"):
            ours.channels[id] = Channel(ours, id, "directmessage", "im")
            ours.channels[id].members = frozenset({person, ours.bot_user_id})
        for id, team in self.rows("SELECT channel, id FROM teams"):
            ours.channels[id] = Channel(ours, id, f"team-{team}", "public")
            members = {one for (one,) in self.rows("SELECT person FROM members WHERE team = ?", team)}
            ours.channels[id].members = frozenset({*members, ours.bot_user_id})

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database holds."""
        return [tuple(row) for row in self.store.reading().execute(sql, values).fetchall()]

    def live(self, until: datetime) -> None:
        """Let time go by, from one thing that is due to the next."""
        seen = 0
        while True:
            self._settle()
            if self._move(self.time() + A_SECOND, while_due=True):
                continue
            messages = self.workspace.messages()
            for message in messages[seen:]:
                self._read(message)
            if len(messages) > seen:
                seen = len(messages)
                continue
            upcoming = self._next()
            if upcoming is None or upcoming > until:
                return
            asleep = self._asleep(upcoming)
            if self._move(max(upcoming, self.time()) + asleep, while_due=False):
                self.slept = self.slept or bool(asleep)
                self._mischief()

    def _move(self, to: datetime, while_due: bool) -> bool:
        """Move the time if something is due, or if nothing is; never while something is under way, and nothing is begun
        meanwhile: whoever claims waits for the writers' lock."""
        with self.store.quiet_transaction() as db:
            now = _stamp(self.time())
            waiting = db.execute(
                "SELECT max(claimed_until > ?), max(due_at <= ?) FROM outbox WHERE state = 'waiting'", (now, now)
            )
            under_way, due = waiting.fetchone()
            if under_way or bool(due) != while_due:
                return False
            self.time.move(to)
            return True

    def _asleep(self, upcoming: datetime) -> timedelta:
        """Once, in the second year, the machine sleeps for a week when a check-in is due."""
        checkin = "SELECT 1 FROM rhythms WHERE kind = 'checkin' AND next_due = ?"
        if self.slept or upcoming.year < 2028 or not self.rows(checkin, _stamp(upcoming)):
            return timedelta()
        return A_WEEK

    def _settle(self) -> None:
        """Wait until the clocks have nothing more to do at this moment."""
        patience = threading.Event()
        busy = True
        while busy:
            patience.wait(LOOK_SECONDS)
            now = _stamp(self.time())
            with self._killing:
                self.clocks = [clock if clock.alive else self._clock() for clock in self.clocks]
            under_way = self.rows("SELECT 1 FROM outbox WHERE state = 'waiting' AND claimed_until > ? LIMIT 1", now)
            late = self.rows("SELECT 1 FROM rhythms WHERE next_due > '' AND next_due <= ? LIMIT 1", now)
            busy = bool(under_way or late)

    def _next(self) -> datetime | None:
        found = self.rows(
            "SELECT min(due_at) FROM outbox WHERE state = 'waiting'"
            " UNION SELECT min(next_due) FROM rhythms WHERE next_due > ''"
        )
        return min((datetime.fromisoformat(one) for (one,) in found if one), default=None)

    def _mischief(self) -> None:
        """Now and then a clock is killed, somebody leaves, a digest's channel is archived."""
        if self.rng.random() < KILLED:
            threading.Timer(self.rng.random() / 20, self._kill, [self.rng.choice(self.clocks)]).start()
        if self.rng.random() < LEFT:
            person = self.rng.choice(sorted(self.workspace.users.keys() - self.gone - {self.workspace.bot_user_id}))
            self.gone.add(person)
            self.workspace.deactivate(self.workspace.users[person])
        if self.rng.random() < ARCHIVED:
            digests = [one for (one,) in self.rows("SELECT channel FROM digests ORDER BY channel")]
            channel = self.rng.choice(digests)
            self.archived.setdefault(channel, self.time())
            self.workspace.channels[channel].archive()

    def _kill(self, clock: Clock) -> None:
        with self._killing:
            self.kills.append(self.time.seconds())
            clock.freeze()  # while it lives nobody takes over what it has claimed
            under_way = self.rows("SELECT address FROM outbox WHERE state = 'waiting' AND claimed_until > ''")
            self.on_the_way.update(address for (address,) in under_way)
            clock.kill()
        self.store.close()  # this thread's connection

    def _read(self, message: Message) -> None:
        """Somebody got a check-in, and does something or nothing."""
        ref, chance = checkin_of(message), self.rng.random()
        if ref is None or chance > HANDED_OVER:
            return
        desk = self.running.desk
        person = Person(self.workspace.team_id, self.workspace.partner(self.workspace.channels[message.channel]).id)
        if person.id in self.gone:
            return
        if chance < CHANGED:
            desk.checkins.answer(person, ref.team, ref.day, chance > SAME)
            self._finish(person)
        elif chance < WEEK_LATER:
            desk.checkins.snooze(person, ref.team, ref.day, 7)
        elif chance < SKIPPED:
            desk.checkins.skip(person, ref.team, ref.day)
        else:
            willing = checkins.willing(self.store.reading(), person.workspace, ref.team)
            desk.checkins.hand_over(person, ref.team, ref.day, self.rng.choice(willing or [person.id]))

    def _finish(self, person: Person) -> None:
        while where := conversations.listening(self.store.reading(), person.workspace, person.id):
            session = where.session
            question = loading.shipped().questions.get(session.question)
            if question is None and not session.capability:
                return  # the very beginning of an ordinary assessment: left open
            choice = self.rng.choice(engine.offered(question)) if question else "held"
            self.running.desk.assessments.press(person, ids.PromptRef(where.id, session.turn, choice), None)

    def posted(self) -> list[Message]:
        """What the bot posted, oldest first."""
        return [one for one in self.workspace.messages() if one.bot]

    def stop(self) -> None:
        """End everything."""
        for clock in self.clocks:
            clock.kill()
        self.running.stop()
        self.slack.stop()


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def checkin_of(message: Message) -> CheckInRef | None:
    """The check-in that a message is, if it is one."""
    for element in message.elements():
        if element.action_id.partition(":")[0] == ids.CHECKIN_SAME and element.value:
            return CheckInRef.parse(element.value)
    return None
