"""What tests of the bot share: the bot in this process behind real HTTP, and people who walk through it by clicking."""

from __future__ import annotations

import json
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from bot import app, ids
from bot import serve as serving
from bot.config import Settings
from bot.ids import PromptRef
from bot.pace import Pace
from bot.preview.elements import Element
from bot.preview.people import Delivery, Person
from bot.preview.slack import Call, Fault, LocalSlack, Message, Workspace
from bot.store.database import Store
from knowledge.answers import AND, NONE
from knowledge.library import Question

BESIDE = ("back", "skip", "pause", "more", "right", "wrong", "further")


@dataclass(frozen=True)
class Way:
    """One way to answer a prompt: a button, and the boxes to tick before it is pressed."""

    button: Element
    ticked: tuple[str, ...] = ()

    @property
    def action_id(self) -> str:
        """The button's."""
        return self.button.action_id

    @property
    def choice(self) -> str:
        """The answer as it is stored."""
        name = self.action_id.partition(":")[2]
        return (AND.join(self.ticked) or NONE) if name == ids.DONE else name


Choose = Callable[[Sequence[Way]], Way]


class Unhurried(Pace):
    """Waits only where Slack asked for it."""

    def rate(self, key: str) -> None:
        """No key has one."""


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class InProcess:
    """The bot of bot/app.py behind a WSGI server in a thread of this process."""

    def __init__(self, slack: LocalSlack, workspace: Workspace, database: Path) -> None:
        url = f"sqlite:///{database}"
        self.database = database
        store = Store(url)
        store.migrate()
        store.close()
        settings = Settings(workspace.bot_token, slack.signing_secret, api_url=slack.api_url, database_url=url)
        self.running = app.build(settings, pace=Unhurried())
        wsgi = serving.web(self.running, deliveries=True)
        self._server = make_server("127.0.0.1", 0, wsgi, server_class=_Server, handler_class=_Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        self.running.start()
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.running.stop()

    def settle(self, seconds: float = 20.0) -> None:
        """Wait until nothing is left to send."""
        end = time.monotonic() + seconds
        while self.running.pending():
            if time.monotonic() > end:
                raise TimeoutError(f"{self.running.pending()} still to be sent")
            threading.Event().wait(0.002)


@dataclass
class Bench:
    """One workspace, the bot, and its people."""

    slack: LocalSlack
    workspace: Workspace
    host: Any
    database: Path

    def person(self, name: str) -> Person:
        """Someone new."""
        return Person(self.slack, self.workspace, self.workspace.add_user(name), self.host.url)

    def team(self, name: str, *people: Person, with_bot: bool = False) -> str:
        """A team with a home channel; returns its id. Its channel has the team's name."""
        users = [person.user for person in people]
        channel = self.workspace.add_channel(name, members=users, with_bot=with_bot)
        teams = self.host.running.desk.teams
        first = bot_person(people[0])
        made = teams.set_up(first, name, channel.id, people[0].id)
        for person in people[1:]:
            teams.join(bot_person(person), made.id)
        return str(made.id)

    def channel(self, name: str) -> Any:
        """The channel of this name."""
        return next(one for one in self.workspace.channels.values() if one.name == name)

    def start(self, person: Person) -> Message:
        """The person's `/mlops assess`, and the first prompt."""
        ok(person.command("assess"))
        self.host.settle()
        return latest(person)

    def settled(self, delivery: Delivery) -> Delivery:
        """Check that it was taken, and wait until the bot has said all it has to say."""
        ok(delivery)
        self.host.settle()
        return delivery

    def result(self, person: Person, choose: Choose = lambda options: options[0]) -> Message:
        """Start and walk to a result, clicking once."""
        self.start(person)
        walker = Walker(person, choose)
        walker.walk()
        self.host.settle()
        return latest(person)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Look into the database from outside."""
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])

    def refused(self) -> list[tuple[str, str, str]]:
        """What Slack refused, short enough to read."""
        return [(one.method, one.error, one.detail) for one in self.slack.refused]


def bot_person(person: Person) -> Any:
    """The same person as the bot's own modules write them."""
    from bot.people import Person as Ours

    return Ours(person.workspace.team_id, person.id)


def ok(delivery: Delivery) -> Delivery:
    """Slack got its 200 in time, and takes the answer."""
    assert delivery.ok, (delivery.kind, delivery.status, delivery.error, delivery.body[:300])
    assert delivery.status == 200
    return delivery


def is_result(message: Message) -> bool:
    """Whether this is a result as the one who answered sees it."""
    return any(element.action_id == ids.SCORED for element in message.elements())


def latest(person: Person) -> Message:
    """The newest message with the conversation's buttons, or the result."""
    return _latest(person.messages()) or _fail(person)


def _fail(person: Person) -> Message:
    raise AssertionError(f"no prompt; there is {[message.text for message in person.messages()]}")


def _latest(messages: Iterable[Message]) -> Message | None:
    found = [one for one in messages if answers(one) or is_result(one)]
    return found[-1] if found else None


def answers(message: Message) -> list[Element]:
    """The buttons of a prompt."""
    return [element for element in message.elements() if element.action_id.startswith(f"{ids.ANSWER}:")]


def choices(message: Message) -> list[Element]:
    """The buttons that answer a prompt, without Back, Skip, Pause and More; of a checklist those below its boxes."""
    return [element for element in answers(message) if element.action_id.partition(":")[2] not in BESIDE]


def boxes(message: Message) -> Element | None:
    """The boxes of a checklist's prompt."""
    return next((element for element in message.elements() if element.action_id == ids.TICKS), None)


def ways(message: Message) -> list[Way]:
    """Ways to answer a prompt: its buttons; a checklist's Done with all, every other one, the last or none ticked."""
    buttons, ticks = choices(message), boxes(message)
    if ticks is None:
        return [Way(button) for button in buttons]
    named = tuple(option["value"] for option in ticks.options())
    return [Way(buttons[0], some) for some in (named, named[::2], named[1::2], named[-1:], ())] + [
        Way(button) for button in buttons[1:]
    ]


def turn_of(message: Message) -> int:
    """Which turn a prompt shows; 0 if it has no buttons of the conversation's."""
    found = [PromptRef.parse(element.value or "").turn for element in answers(message)]
    return max(found, default=0)


def text_of(thing: Any) -> str:
    """All that a message or view says, as JSON."""
    return json.dumps([thing.blocks, getattr(thing, "text", "")], ensure_ascii=False)


def shown_of(message: Message) -> str:
    """The same without what its buttons carry, which nobody sees."""

    def seen(part: Any) -> Any:
        if isinstance(part, list | tuple):
            return [seen(one) for one in part]
        if isinstance(part, dict):
            return {name: seen(one) for name, one in part.items() if name != "value"}
        return part

    return json.dumps([seen(message.blocks), message.text], ensure_ascii=False)


@dataclass
class Walker:
    """One person who answers by clicking until the result."""

    person: Person
    choose: Choose
    twice: bool = False
    old_buttons: random.Random | None = None
    restarted: Callable[[], None] | None = None
    acked: list[tuple[int, str]] = field(default_factory=list)
    timeout: float = 30.0
    _seen: list[tuple[Message, Way]] = field(default_factory=list)

    def walk(self, most: int = 60) -> Message:
        """Answer until the result; returns it."""
        shown = latest(self.person)
        for _ in range(most):
            if is_result(shown):
                return shown
            self.answer(shown)
            shown = self._next(shown)
        raise AssertionError("no result after so many questions")

    def answer(self, shown: Message) -> None:
        """Give one answer: click, or type where words are asked for."""
        found = ways(shown)
        if not found:
            self._sent(lambda: self.person.type("Churn"))
            return
        way = self.choose(found)
        self._give(shown, way)
        self.acked.append((turn_of(shown), way.choice))
        if self.twice:
            self._give(shown, way)
        if self.old_buttons and self._seen and self.old_buttons.random() < 0.4:
            self._give(*self.old_buttons.choice(self._seen))
        self._seen += [(shown, Way(one)) for one in answers(shown)]
        self._seen += [(shown, one) for one in found if one.ticked]

    def _give(self, shown: Message, way: Way) -> None:
        ticks = boxes(shown)
        if way.ticked and ticks:
            self._sent(lambda: self.person.click_element(shown, ticks, way.ticked))
        self._sent(lambda: self.person.click_element(shown, way.button))

    def _sent(self, send: Callable[[], Delivery]) -> None:
        delivery = send()
        while self.restarted and delivery.error == "connection_failed":
            self.restarted()
            delivery = send()
        ok(delivery)

    def _next(self, before: Message) -> Message:
        turn = turn_of(before)

        def newer() -> Message | None:
            found = _latest(self.person.messages())
            later = found is not None and float(found.ts) > float(before.ts)
            return found if found and later and (is_result(found) or turn_of(found) > turn) else None

        return self.person.slack.wait_until(newer, self.timeout)  # type: ignore[return-value]


def question_of(bench: Bench, message: Message) -> Question:
    """The question that a prompt asks."""
    asked = bench.host.running.desk.library.questions.values()
    return next(question for question in asked if message.text.endswith(question.text))


def through(*wanted: str) -> Choose:
    """Choose these buttons where they are offered, else the first way."""

    def choose(found: Sequence[Way]) -> Way:
        return next((way for way in found if way.action_id.partition(":")[2] in wanted), found[0])

    return choose


WITH_ML = through("team", "several_in_use", "self_retraining")
NO_ML = through("team", "no_ml", "ad_hoc_work", "none_of_these")


def until(bench: Bench, person: Person, wanted: Callable[[Message], object], choose: Choose = WITH_ML) -> Message:
    """Start and answer until the open prompt is a wanted one; returns it."""
    shown = bench.start(person)
    while not wanted(shown):
        assert not is_result(shown), "the result came first"
        Walker(person, choose).answer(shown)
        bench.host.settle()
        shown = latest(person)
    return shown


def now(person: Person, message: Message) -> Message:
    """A message as it stands now."""
    return next(one for one in person.messages() if one.ts == message.ts)


class Faults:
    """Goes wrong at random, and remembers what was carried out all the same."""

    def __init__(
        self, rng: random.Random, share: float = 0.2, kinds: Sequence[str] = ("429", "500", "drop", "lose")
    ) -> None:
        self._rng, self._share, self._kinds = rng, share, kinds
        self.lost = 0
        self.injected = 0
        self._lock = threading.Lock()

    def __call__(self, call: Call) -> Fault | None:
        with self._lock:
            if self._rng.random() >= self._share:
                return None
            self.injected += 1
            kind = self._rng.choice(self._kinds)
            if kind == "lose":
                self.lost += 1
        made = {"429": Fault.rate_limited(0), "500": Fault.server_error(), "drop": Fault.drop(), "lose": Fault.lose()}
        return made[kind]


class Posted:
    """Every message as it was posted, before anything was updated."""

    def __init__(self, workspace: Workspace) -> None:
        self.all: list[Message] = []
        self.shown: list[Message] = []
        post, rewrite = workspace.post, workspace.rewrite

        def keep(*args: Any, **more: Any) -> Message:
            message = post(*args, **more)
            self.all.append(message)
            self.shown.append(message)
            return message

        def keep_rewritten(*args: Any, **more: Any) -> Message:
            message = rewrite(*args, **more)
            self.shown.append(message)
            return message

        workspace.post, workspace.rewrite = keep, keep_rewritten  # type: ignore[method-assign]

    def prompts(self, person: Person) -> Iterator[tuple[str, int, str]]:
        """(conversation, turn, question) of every prompt that was posted to a person."""
        for message in self.all:
            if message.channel == person.dm.id and answers(message) and not is_result(message):
                ref = PromptRef.parse(answers(message)[0].value or "")
                yield ref.conversation, ref.turn, message.text

    def results(self, person: Person) -> list[Message]:
        """Every result that was posted to a person."""
        return [one for one in self.all if one.channel == person.dm.id and is_result(one)]
