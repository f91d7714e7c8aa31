"""What a turn costs: an answered question beside a bare ack, in one run over one connection. Run: python benchmarks/turn.py

Both are signed clicks through the real server. The bare ack is the button that only opens a page of Slack's; the turn
commits an answer, the session and what is to be said. The two alternate, so that whatever slows one slows the other.
"""

from __future__ import annotations

import http.client
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from slack_sdk.signature import SignatureVerifier

from bot import ids
from bot.preview.deliveries import Delivery, Payloads
from bot.preview.hosting import Hosted
from bot.preview.people import Person
from bot.preview.slack import LocalSlack, Message, Workspace

PEOPLE, TURNS, WARM = 44, 3, 4
"""Each person answers only as many questions as may be sent to them in one burst, so that none waits for Slack's pace."""


@dataclass
class Bench:
    """The real server, and one connection to it that is kept alive."""

    slack: LocalSlack
    hosted: Hosted
    acme: Workspace

    def __post_init__(self) -> None:
        address = urlsplit(self.hosted.url)
        self.signer = SignatureVerifier(self.slack.signing_secret)
        self.connection = http.client.HTTPConnection(address.hostname or "", address.port)

    def post(self, delivery: Delivery) -> float:
        """Send a click; returns the milliseconds until its answer was read."""
        now = str(int(time.time()))
        signature = self.signer.generate_signature(timestamp=now, body=delivery.request) or ""
        headers = {
            "Content-Type": delivery.content_type,
            "X-Slack-Request-Timestamp": now,
            "X-Slack-Signature": signature,
        }
        body = delivery.request.encode()
        began = time.perf_counter()
        self.connection.request("POST", "/slack/events", body, headers)
        answer = self.connection.getresponse()
        answer.read()
        took = 1000 * (time.perf_counter() - began)
        if answer.status != 200:
            sys.exit(f"the server answered {answer.status}")
        return took

    def click(self, person: Person, message: Message, action: str) -> float:
        """The milliseconds of a click on a button of a message."""
        payloads = Payloads(self.slack, self.acme, person.id)
        return self.post(payloads.click_in_message(message, message.find(action), None, {}))

    def newcomer(self, number: int) -> Person:
        """A person with a team of their own, at their first question."""
        person = Person(self.slack, self.acme, self.acme.add_user(f"Person {number}"), self.hosted.url)
        channel = self.acme.add_channel(f"team-{number}", members=[person.user], with_bot=True)
        person.command("", channel)
        person.click(person.messages(channel)[-1], ids.NEW_TEAM)
        view = self.slack.wait_until(lambda: person.view)
        person.submit(view, {"name": f"Team {number}", "channel": channel.id, "lead": person.id})
        person.click(self.shown(person, "answer:team"), "answer:team")
        return person

    def shown(self, person: Person, action: str) -> Message:
        """The newest message with this button, once everything was sent."""
        self.hosted.settle()
        return next(one for one in reversed(person.messages()) if any(e.action_id == action for e in one.elements()))


def measure(bench: Bench) -> tuple[list[float], list[float]]:
    """Milliseconds of bare acks and of answered turns, taken in turns."""
    plain = {"type": "button", "text": {"type": "plain_text", "text": "Open"}, "action_id": ids.OPEN_MESSAGES}
    blocks = [{"type": "actions", "elements": [plain | {"url": "https://slack.com"}]}]
    acks, turns = [], []
    for number in range(PEOPLE):
        person = bench.newcomer(number)
        beside = bench.acme.post(person.dm.id, bench.acme.bot_user_id, {"text": "Open", "blocks": blocks})
        for _ in range(TURNS):
            prompt = bench.shown(person, "answer:not_sure")
            ack = bench.click(person, beside, ids.OPEN_MESSAGES)
            turn = bench.click(person, prompt, "answer:not_sure")
            if number >= WARM:
                acks.append(ack)
                turns.append(turn)
    return acks, turns


def main() -> None:
    """Print a small table."""
    with tempfile.TemporaryDirectory() as folder, LocalSlack(rates=False) as slack:
        acme = slack.workspace("Acme")
        hosted = Hosted(slack, acme, Path(folder) / "bot.db", Path(folder) / "bot.log")
        hosted.start()
        try:
            acks, turns = measure(Bench(slack, hosted, acme))
        finally:
            hosted.kill()
    print(f"{len(acks)} clicks of each kind, 1 connection   p50 ms   p95 ms")
    for name, times in (("bare ack", acks), ("answered turn", turns)):
        slow = statistics.quantiles(times, n=20)[-1]
        print(f"{name:36} {statistics.median(times):8.2f} {slow:8.2f}")
    print(f"an answered turn costs {statistics.median(turns) / statistics.median(acks):.1f} bare acks (p50)")


if __name__ == "__main__":
    main()
