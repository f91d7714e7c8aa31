"""What 10,000 patient messages due at once cost, beside an idle database, in one run. Run: python benchmarks/many_due.py

Enqueued; claimed and marked as sent, with few and with many waiting; and an answered question while two servers send them
at the rate of one workspace. The answers alternate with those of an idle server, so that whatever slows one slows both.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from turn import Bench

from bot.clock import stamp, system_clock
from bot.outbox import Sender
from bot.pace import Pace
from bot.preview.hosting import Hosted
from bot.preview.people import Person
from bot.preview.slack import LocalSlack, Message
from bot.slack_calls import SlackCalls
from bot.store import outbox
from bot.store.database import Store
from bot.store.outbox import Draft
from bot.ticking import BATCH, PAUSE_SECONDS

MANY, FEW, CLAIMS = 10_000, 100, 100
PEOPLE, TURNS, WARM = 60, 3, 4
"""Each person answers only as many questions as may be sent to them in one burst, so that none waits for Slack's pace."""
START = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


class Nobody(SlackCalls):
    """Slack that answers at once."""

    def call(self, workspace: str, method: str, payload: Mapping[str, Any], form: bool = False) -> Mapping[str, Any]:
        return {"channel": payload["channel"], "ts": "1.0"}


def enqueue(store: Store, workspace: str, addresses: Sequence[str]) -> float:
    """Enqueue a patient message to each, a batch at a time; returns the seconds."""
    began, now = time.perf_counter(), stamp(START)
    payload = {
        "text": "A new quarter",
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "hello " * 60}}],
    }
    for first in range(0, len(addresses), BATCH):
        with store.transaction() as db:
            for number, address in enumerate(addresses[first : first + BATCH], first):
                key = f"checkin:{number}:{address}"
                outbox.add(db, Draft(key, workspace, key, "chat.postMessage", address, payload, patient=True), now)
        time.sleep(PAUSE_SECONDS)
    return time.perf_counter() - began


def a_second(folder: Path, waiting: int) -> tuple[float, float]:
    """Seconds to enqueue so many, and how many of them one thread then claims, sends and marks in a second."""
    store = Store(f"sqlite:///{folder / f'{waiting}.db'}")
    store.migrate()
    took = enqueue(store, "T1", [f"C{number}" for number in range(waiting)])
    now = START
    sender = Sender(store, Nobody("", []), lambda: now, Pace(), lambda db, draft, reason: None)
    began = time.perf_counter()
    for _ in range(CLAIMS):
        now += timedelta(seconds=0.25)
        claimed = sender._claim()
        assert claimed
        sender._work(claimed)
    return took, CLAIMS / (time.perf_counter() - began)


@dataclass
class Office(Bench):
    """The real server and its people, who answer while other messages may wait."""

    def shown(self, person: Person, action: str, after: str = "0") -> Message:
        def newest() -> Message | None:
            found = [one for one in person.messages() if any(e.action_id == action for e in one.elements())]
            return found[-1] if found and float(found[-1].ts) > float(after) else None

        return self.slack.wait_until(newest, 60)  # type: ignore[return-value]

    def turns(self, number: int) -> list[float]:
        """The milliseconds of each answer of somebody new."""
        person, after, times = self.newcomer(number), "0", []
        for _ in range(TURNS):
            prompt = self.shown(person, "answer:not_sure", after)
            times.append(self.click(person, prompt, "answer:not_sure"))
            after = prompt.ts
        return times


def answered(folder: Path) -> tuple[list[float], list[float], float]:
    """Milliseconds of answers at an idle server and at one with many messages to send; those sent a second meanwhile."""
    with LocalSlack(rates=False) as quiet, LocalSlack(rates=False) as loud:
        servers, offices = [], []
        loud.workspace("Acme"), loud.workspace("Busy")
        for name, slack in (("idle", quiet), ("busy", loud), ("beside", loud)):
            acme = next(iter(slack.workspaces.values()), None) or slack.workspace("Acme")
            database = folder / ("idle.db" if name == "idle" else "busy.db")
            servers.append(Hosted(slack, acme, database, folder / f"{name}.log"))
            offices.append(Office(slack, servers[-1], acme))
        try:
            for server, slack in zip(servers, (quiet, loud, loud), strict=True):
                server.start({"SLACK_BOT_TOKEN": ",".join(one.bot_token for one in slack.workspaces.values())})
            times = measured(offices[0], offices[1], folder)
        finally:
            for server in servers:
                server.kill()
    return times


def measured(idle: Office, busy: Office, folder: Path) -> tuple[list[float], list[float], float]:
    """The same, with the servers running: half the messages go to channels, half to people never written to before. They
    are another workspace's, whose turns nobody takes who waits: more is never sent at once."""
    _, full = busy.slack.workspaces.values()
    channels = [full.add_channel(f"due-{number}", with_bot=True).id for number in range(100)]
    strangers = [full.add_user(f"Stranger {number}").id for number in range(MANY // 2)]
    enqueue(Store(f"sqlite:///{folder / 'busy.db'}"), full.team_id, [*strangers, *channels * (MANY // 200)])
    began, at_idle, at_busy = system_clock(), [], []
    for number in range(PEOPLE):
        for office, times in ((idle, at_idle), (busy, at_busy)):
            times += office.turns(number)[0 if number >= WARM else TURNS :]
    seconds = (system_clock() - began).total_seconds()
    sent = outbox.listed(Store(f"sqlite:///{folder / 'busy.db'}").reading(), with_sent=True)
    return (
        at_idle,
        at_busy,
        len([one for one in sent if one.key.startswith("checkin") and one.state == "sent"]) / seconds,
    )


def main() -> None:
    """Print a small table."""
    with tempfile.TemporaryDirectory() as folder:
        _, few = a_second(Path(folder), FEW)
        took, many = a_second(Path(folder), MANY)
        idle, busy, rate = answered(Path(folder))
    print(f"{MANY} messages enqueued in {took:.1f} s, {BATCH} a transaction")
    print(f"claimed, sent and marked a second: {few:.0f} of {FEW}, {many:.0f} of {MANY}; ratio {few / many:.2f}")
    print(f"sent a second to one workspace while people answer: {rate:.1f}")
    print(f"{len(idle)} answered questions each      p50 ms   p99 ms")
    figures = {
        name: (statistics.median(times), statistics.quantiles(times, n=100)[-1])
        for name, times in (("idle database", idle), (f"{MANY} messages due", busy))
    }
    for name, (middle, slow) in figures.items():
        print(f"{name:30} {middle:8.2f} {slow:8.2f}")
    (calm, calm_slow), (full, full_slow) = figures.values()
    print(f"ratio {full / calm:25.2f} (p50) {full_slow / calm_slow:.2f} (p99)")


if __name__ == "__main__":
    main()
