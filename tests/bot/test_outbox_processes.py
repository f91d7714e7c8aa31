"""Several processes that drain one outbox and are killed anywhere: everything arrives, in order, at Slack's rates."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.clock import stamp
from bot.preview.slack import Call, Fault, LocalSlack, Message, Workspace
from bot.store import outbox
from bot.store.database import Store
from bot.store.outbox import Draft
from tests.bot.drainer import hurried
from tests.bot.moving import Moving

SOAK = int(os.environ.get("SOAK", "1"))
ROOT = Path(__file__).resolve().parents[2]
SPEED = 8.0
PROCESSES = 2


class Trouble:
    """Slack's faults at random; most often it wants no more conversations opened for a while."""

    def __init__(self, rng: random.Random) -> None:
        self._rng, self._lock = rng, threading.Lock()
        self.injected: Counter[str] = Counter()

    def __call__(self, call: Call) -> Fault | None:
        with self._lock:
            often = ["429"] * 3 if call.method == "conversations.open" else []
            kind = self._rng.choice([*often, "429", "500", "drop", "lose", *[""] * 14])
            if not kind or call.method == "auth.test":
                return None
            self.injected[f"{kind} {call.payload.get('text', '')}"] += 1
        return {
            "429": Fault.rate_limited(self._rng.randint(1, 4)),
            "500": Fault.server_error(),
            "drop": Fault.drop(),
            "lose": Fault.lose(),
        }[kind]

    def lost(self, text: str) -> int:
        """How often the reply to this message was lost."""
        return self.injected[f"lose {text}"]


class Office:
    """A database, the stand-in for Slack, and the processes between them."""

    def __init__(self, folder: Path, slack: LocalSlack, began: float) -> None:
        self.database, self.slack, self.began = folder / "bot.db", slack, began
        self.acme: Workspace = slack.workspace("Acme")
        self.store = Store(f"sqlite:///{self.database}")
        self.store.migrate()
        self.running: list[subprocess.Popen[bytes]] = []
        self.killed = 0

    def start(self) -> None:
        given = [self.database, self.slack.api_url, self.acme.bot_token, self.began, SPEED]
        command = [sys.executable, "-m", "tests.bot.drainer", *map(str, given)]
        self.running.append(subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}))

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """SIGKILL: nothing is tidied up."""
        process.kill()
        process.wait()
        self.running.remove(process)
        self.killed += 1

    def left(self) -> int:
        """How many messages still wait."""
        row = self.store.reading().execute("SELECT count(*) FROM outbox WHERE state = 'waiting'").fetchone()
        return int(row[0])

    def until_left(self, few: int, seconds: float = 60.0) -> None:
        """Wait until no more than a few messages are left."""
        end = time.monotonic() + seconds
        while self.left() > max(0, few):
            assert time.monotonic() < end, f"{self.left()} messages still wait"
            threading.Event().wait(0.02)


@contextmanager
def office_in(folder: Path) -> Iterator[Office]:
    began = time.time()
    with LocalSlack(hurried(began, SPEED)) as slack:
        office = Office(folder, slack, began)
        try:
            yield office
        finally:
            for process in list(office.running):
                office.kill(process)


def texts(messages: list[Message]) -> list[str]:
    return [message.text for message in messages]


@pytest.mark.parametrize("seed", range(SOAK))
def test_two_senders_that_are_killed_again_and_again_deliver_everything_in_order_and_keep_slacks_rates(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    with office_in(tmp_path) as office:
        people = [office.acme.add_user(f"Person {number}") for number in range(12)]
        channels = [office.acme.add_channel(f"team-{number}", with_bot=True) for number in range(12)]
        wanted: dict[str, list[str]] = defaultdict(list)
        with office.store.transaction() as db:
            for round_ in range(4):
                for to in [one.id for one in (*people, *channels)]:
                    text = f"{to} {round_}"
                    payload = {"text": text, "blocks": []}
                    draft = Draft(text, office.acme.team_id, to, "chat.postMessage", to, payload, patient=to[0] == "U")
                    outbox.add(db, draft, stamp(Moving()()))
                    wanted[to].append(text)
        trouble = office.slack.fault = Trouble(rng)
        for _ in range(PROCESSES):
            office.start()
        while left := office.left():
            office.until_left(left - 15)
            office.kill(rng.choice(office.running))
            office.start()
        calls = list(office.slack.calls)
        arrived = {one.id: texts(office.acme.messages(office.acme.dm(one))) for one in people}
        arrived |= {one.id: texts(office.acme.messages(one)) for one in channels}
    print(
        "KILLS",
        office.killed,
        "REFUSED",
        len(office.slack.refused),
        trouble.injected.total(),
        len([c for c in calls if c.method == "conversations.open"]),
    )
    assert office.killed > 5
    assert {kind.partition(" ")[0] for kind in trouble.injected} == {"429", "500", "drop", "lose"}
    for to, said in arrived.items():
        assert list(dict.fromkeys(said)) == wanted[to]
        assert said == sorted(said), "a message comes after one that was enqueued later"
    repeats = sum(len(said) - len(set(said)) for said in arrived.values())
    lost = sum(trouble.lost(text) for said in wanted.values() for text in said)
    assert repeats <= lost + office.killed * 8
    assert {one.error for one in office.slack.refused} <= {"ratelimited_again"}
    assert len(office.slack.refused) <= 1, "only a process that dies before it can note a silence breaks it"
    assert len([call for call in calls if call.rate_limited]) == len(office.slack.refused)
