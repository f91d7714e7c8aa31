"""The outbox against Slack's stand-in, which refuses what Slack refuses and counts its rates."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.claiming import LEASE_SECONDS
from bot.clock import stamp
from bot.outbox import Sender
from bot.pace import Pace
from bot.preview.server import Reply, Server
from bot.preview.slack import Call, Fault, LocalSlack, User, Workspace
from bot.slack_calls import Failed, SlackCalls
from bot.store import outbox
from bot.store.outbox import Draft
from tests.bot.moving import Moving
from tests.bot.posting import Post


class Office:
    """An outbox, a workspace and one person; one clock for all."""

    def __init__(self, slack: LocalSlack, folder: Path, clock: Moving) -> None:
        self.slack = slack
        self.acme: Workspace = slack.workspace("Acme")
        self.ana: User = self.acme.add_user("Ana")
        self.calls = SlackCalls(slack.api_url, [self.acme.bot_token])
        self.post = Post(folder, self.calls, clock)

    def draft(self, key: str, to: str = "", lane: str = "one", method: str = "chat.postMessage") -> Draft:
        payload = {"text": key, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": key}}]}
        return Draft(key, self.acme.team_id, lane, method, to or self.ana.id, payload)  # type: ignore[arg-type]

    def texts(self) -> list[str]:
        return [message.text for message in self.acme.messages(self.acme.dm(self.ana))]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    clock = Moving()
    with LocalSlack(clock.seconds) as slack:
        yield Office(slack, tmp_path, clock)


def once(method: str, fault: Fault, times: int = 1) -> "Faults":
    return Faults(method, fault, times)


class Faults:
    """Goes wrong for one method, so many times."""

    def __init__(self, method: str, fault: Fault, times: int) -> None:
        self.method, self.fault, self.left = method, fault, times

    def __call__(self, call: Call) -> Fault | None:
        if call.method != self.method or self.left == 0:
            return None
        self.left -= 1
        return self.fault


@pytest.mark.parametrize(
    "fault", [Fault.rate_limited(5), Fault.server_error(), Fault.drop()], ids=["429", "500", "dropped"]
)
@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.open"])
def test_a_fault_of_slacks_delays_messages_but_loses_doubles_and_reorders_none(
    office: Office, fault: Fault, method: str
) -> None:
    office.slack.fault = once(method, fault, 2)
    office.post.add(*(office.draft(key) for key in "abc"))
    office.post.drain_all()
    assert office.texts() == ["a", "b", "c"]
    assert office.slack.refused == []


def test_a_lost_reply_may_repeat_a_message_and_never_loses_one(office: Office) -> None:
    office.slack.fault = once("chat.postMessage", Fault.lose())
    office.post.add(office.draft("a"), office.draft("b"))
    office.post.drain_all()
    assert office.texts() == ["a", "a", "b"]


def test_many_messages_in_one_channel_never_run_into_slacks_rate(office: Office) -> None:
    office.post.add(*(office.draft(f"{number}", lane=f"lane {number}") for number in range(15)))
    office.post.drain_all(0.5)
    assert len(office.texts()) == 15
    assert not [call for call in office.slack.calls if call.rate_limited]


def test_slack_that_is_away_and_comes_back_gets_everything_in_order(office: Office) -> None:
    office.slack.stop()
    office.post.add(*(office.draft(key) for key in "abc"))
    for _ in range(5):
        office.post.drain()
        office.post.clock.forward(20)
    office.slack.start()
    office.post.drain_all()
    assert office.texts() == ["a", "b", "c"]


def test_messages_to_an_archived_channel_and_to_someone_who_left_are_given_up_with_slacks_word(office: Office) -> None:
    closed = office.acme.add_channel("old", members=[office.ana], with_bot=True)
    closed.archive()
    gone = office.acme.add_user("Gone")
    office.acme.deactivate(gone)
    office.post.add(office.draft("a", closed.id), office.draft("b", gone.id), office.draft("c"))
    office.post.drain_all()
    assert office.post.given_up == [("a", "is_archived"), ("b", "user_disabled")]
    assert office.texts() == ["c"]


def test_a_response_url_works_once_in_place_of_the_clicked_message(office: Office) -> None:
    shown = office.acme.post(office.acme.dm(office.ana).id, office.acme.bot_user_id, {"text": "old"})
    url = office.slack.response_url(office.acme, shown.channel, office.ana.id, shown)
    draft = Draft("r", office.acme.team_id, "one", "response_url", url, {"replace_original": True, "text": "new"})
    office.post.add(draft)
    office.post.drain()
    assert office.texts() == ["new"]


def test_the_senders_thread_sends_what_is_committed_and_leaves_the_rest_for_the_next_start(office: Office) -> None:
    def running() -> Sender:
        pace = Pace()
        return Sender(office.post.store, office.calls, office.post.clock, pace, lambda db, draft, reason: None)

    sender = running()
    office.post.store.on_commit = sender.wake
    sender.start()
    office.post.add(office.draft("a"))
    office.slack.wait_until(lambda: office.texts() == ["a"])
    sender.stop()
    office.post.add(office.draft("b"))
    assert outbox.pending(office.post.store.reading(), stamp(office.post.clock())) == 1
    office.post.clock.forward(LEASE_SECONDS)
    again = running()
    again.start()
    office.slack.wait_until(lambda: office.texts() == ["a", "b"])
    again.stop()
    assert outbox.pending(office.post.store.reading(), stamp(office.post.clock())) == 0


@pytest.mark.parametrize(
    ("status", "body", "passing"),
    [
        (502, "<html>Bad Gateway</html>", True),
        (503, "", True),
        (200, '{"ok": false, "error": "fatal_error"}', True),
        (200, '{"ok": false, "error": "no_text"}', False),
    ],
    ids=["a page of a proxy's", "nothing", "Slack's own fault", "the message's fault"],
)
def test_what_says_nothing_about_the_message_may_be_tried_again(status: int, body: str, passing: bool) -> None:
    server = Server(0, lambda request: Reply(status, body))
    server.start()
    try:
        calls = SlackCalls(f"http://127.0.0.1:{server.port}/api/", ["xoxb-1"])
        with pytest.raises(Failed) as failed:
            calls.call("T1", "chat.postMessage", {"channel": "C1", "text": "hello"})
    finally:
        server.stop()
    assert (failed.value.passing, failed.value.after) == (passing, None)
    assert "xoxb-1" not in failed.value.reason


@pytest.mark.parametrize(("after", "seconds"), [(7, 7.0), (None, 1.0)])
def test_slacks_retry_after_is_read_from_the_answer(after: int | None, seconds: float) -> None:
    server = Server(0, lambda request: Reply(429, '{"ok": false, "error": "ratelimited"}', after))
    server.start()
    try:
        for act in (
            lambda: SlackCalls(f"http://127.0.0.1:{server.port}/api/", ["xoxb-1"]).call("T1", "chat.update", {}),
            lambda: SlackCalls("http://x/api/", []).respond(f"http://127.0.0.1:{server.port}/r", {"text": "a"}),
        ):
            with pytest.raises(Failed) as failed:
                act()
            assert (failed.value.passing, failed.value.after) == (True, seconds)
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("status", "after", "seconds"),
    [
        *((200, 7, 7.0), (200, None, 1.0), (429, "2.5", 2.5), (429, "-3", 1.0), (429, "9" * 30, 86_400.0)),
        *((429, "Wed, 21 Oct 2026 07:28:00 GMT", 60.0), (429, "", 60.0)),
    ],
)
def test_too_many_calls_are_known_by_slacks_word_too_and_an_odd_retry_after_is_never_too_early(
    status: int, after: int | str | None, seconds: float
) -> None:
    server = Server(0, lambda request: Reply(status, '{"ok": false, "error": "ratelimited"}', after))
    server.start()
    try:
        with pytest.raises(Failed) as failed:
            SlackCalls(f"http://127.0.0.1:{server.port}/api/", ["xoxb-1"]).call("T1", "chat.update", {})
    finally:
        server.stop()
    assert (failed.value.reason, failed.value.passing, failed.value.after) == ("ratelimited", True, seconds)
