"""What is made when it is sent: payloads from what is true then, and files that Slack takes its time to prepare."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import outbox as sending
from bot.making import HERE, File, Maker, showing
from bot.outbox import FILE_SECONDS, Sender
from bot.pace import Pace
from bot.preview.slack import Call, Fault, LocalSlack, Message
from bot.slack_calls import SlackCalls
from bot.store.outbox import Draft
from tests.bot.moving import Moving
from tests.bot.posting import Post

PNG = b"\x89PNG\r\n\x1a\n and the picture"


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


SHOWN = {
    "text": "The picture",
    "blocks": [section("above"), {"type": "image", "alt_text": "a profile", "slack_file": {"id": HERE}}],
}
INSTEAD = {"text": "In words", "blocks": [section("level 1")]}
PICTURE = File("profile.png", "Profile", PNG, message=SHOWN, instead=INSTEAD)


class Studio:
    """An outbox whose drafts are made when sent, against Slack's stand-in; one clock for all."""

    def __init__(self, slack: LocalSlack, folder: Path, clock: Moving) -> None:
        self.slack, self.clock = slack, clock
        self.acme = slack.workspace("Acme")
        self.ana = self.acme.add_user("Ana")
        self.post = Post(folder, SlackCalls(slack.api_url, [self.acme.bot_token]), clock)
        self.make: Maker = lambda draft: PICTURE
        self.made: list[Draft] = []
        self.sender = self.another()

    def another(self) -> Sender:
        """A sender, as this process or the next one has it."""
        told = lambda db, draft, reason: self.post.on_dropped(db, draft, reason)  # noqa: E731
        calls = SlackCalls(self.slack.api_url, [self.acme.bot_token])
        return Sender(self.post.store, calls, self.clock, Pace(), told, {"it": self._make})

    def _make(self, draft: Draft) -> Any:
        self.made.append(draft)
        return self.make(draft)

    def add(self, key: str = "a", method: str = "upload", lane: str = "one", **payload: str) -> None:
        draft = Draft(key, self.acme.team_id, lane, method, self.ana.id, payload, make="it")  # type: ignore[arg-type]
        self.post.add(draft)

    def work(self, seconds: float = 0.0, sender: Sender | None = None) -> None:
        """Let some time pass, a second at a time, and send what is due."""
        self.post.drain(sender or self.sender)
        for _ in range(int(seconds)):
            self.clock.forward(1)
            self.post.drain(sender or self.sender)

    def messages(self) -> list[Message]:
        return self.acme.messages(self.acme.dm(self.ana))

    def calls(self, method: str) -> int:
        return len([call for call in self.slack.calls if call.method == method])


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    monkeypatch.setattr(sending, "_backoff", lambda tries: 1.0)
    clock = Moving()
    with LocalSlack(clock.seconds) as slack:
        yield Studio(slack, tmp_path, clock)


def picture_of(message: Message) -> str:
    """The file that an image block of a message shows."""
    return next(str(block["slack_file"]["id"]) for block in message.blocks if block["type"] == "image")


def first(method: str, fault: Fault, times: int = 1) -> Callable[[Call], Fault | None]:
    """Goes wrong so many times."""
    left = [times]

    def look(call: Call) -> Fault | None:
        if call.method != method or not left[0]:
            return None
        left[0] -= 1
        return fault

    return look


def test_a_payload_is_made_from_what_is_true_when_it_is_sent(studio: Studio) -> None:
    said = ["then"]
    studio.make = lambda draft: {"text": f"{draft.payload['about']} {said[-1]}", "blocks": []}
    studio.add(method="chat.postMessage", about="Churn")
    said.append("now")
    studio.work()
    assert [message.text for message in studio.messages()] == ["Churn now"]


@pytest.mark.parametrize("method", ["chat.postMessage", "upload"])
def test_where_nothing_is_left_to_say_nothing_is_sent_and_it_is_done(studio: Studio, method: str) -> None:
    studio.make = lambda draft: None
    studio.add(method=method)
    studio.work(5)
    assert studio.messages() == []
    assert len(studio.made) == 1
    assert studio.post.row("a")["state"] == "sent"


def test_a_file_without_a_message_is_shared_with_its_comment(studio: Studio) -> None:
    studio.make = lambda draft: File("report.html", "Report", b"<html>", "Your report")
    studio.add()
    studio.work(3)
    (message,) = studio.messages()
    assert message.text == "Your report"
    assert [studio.acme.files[one].content for one in message.files] == [b"<html>"]
    assert studio.slack.refused == []


@pytest.mark.parametrize("looks", [0, 1, 7])
def test_a_picture_is_shown_as_soon_as_slack_has_prepared_it_and_made_only_once(studio: Studio, looks: int) -> None:
    studio.acme.file_looks = looks
    studio.add()
    studio.work(looks - 1 if looks else 0)
    assert bool(studio.messages()) == (looks == 0)
    studio.work(2)
    (message,) = studio.messages()
    assert message.text == "The picture"
    assert studio.acme.files[picture_of(message)].content == PNG
    assert (len(studio.made), len(studio.acme.files)) == (1, 1)
    assert studio.slack.refused == []


def test_after_a_minute_the_words_come_instead_and_the_picture_never_follows(studio: Studio) -> None:
    studio.acme.file_looks = 10_000
    studio.add()
    studio.work(FILE_SECONDS)
    assert studio.messages() == []
    studio.work(2)
    assert [message.text for message in studio.messages()] == ["In words"]
    looked = studio.calls("files.info")
    studio.work(30)
    assert len(studio.messages()) == 1
    assert studio.calls("files.info") == looked
    assert studio.slack.refused == []


@pytest.mark.parametrize(
    "fault", [Fault.server_error(), Fault.drop(), Fault.rate_limited(3)], ids=["500", "dropped", "429"]
)
@pytest.mark.parametrize(
    "method", ["files.getUploadURLExternal", "upload_url", "files.completeUploadExternal", "files.info"]
)
def test_a_fault_of_slacks_on_any_step_delays_a_picture_and_loses_or_doubles_none(
    studio: Studio, method: str, fault: Fault
) -> None:
    studio.slack.fault = first(method, fault, 2)
    studio.add()
    studio.work(20)
    assert [message.text for message in studio.messages()] == ["The picture"]
    assert studio.post.given_up == []
    assert studio.slack.refused == []


@pytest.mark.parametrize("method", ["files.completeUploadExternal", "files.info"])
def test_a_lost_reply_shows_a_picture_once(studio: Studio, method: str) -> None:
    studio.slack.fault = first(method, Fault.lose())
    studio.add()
    studio.work(20)
    assert [message.text for message in studio.messages()] == ["The picture"]


def test_a_process_that_ends_between_the_steps_is_gone_on_from_there_by_the_next(studio: Studio) -> None:
    studio.acme.file_looks = 3
    studio.add()
    studio.work(1)
    assert studio.messages() == []
    studio.work(10, studio.another())
    assert [message.text for message in studio.messages()] == ["The picture"]
    assert (len(studio.made), len(studio.acme.files)) == (1, 1)


def test_a_picture_that_waits_holds_up_nothing_in_other_lanes(studio: Studio) -> None:
    studio.acme.file_looks = 10_000
    studio.add()
    studio.work(1)
    studio.post.add(Draft("b", studio.acme.team_id, "two", "chat.postMessage", studio.ana.id, INSTEAD))
    studio.work(1)
    assert [message.text for message in studio.messages()] == ["In words"]


def test_what_could_not_be_made_is_tried_again(studio: Studio) -> None:
    tries = iter([True, True, False])

    def make(draft: Draft) -> Any:
        if next(tries):
            raise MemoryError
        return PICTURE

    studio.make = make
    studio.add()
    studio.work(10)
    assert [message.text for message in studio.messages()] == ["The picture"]


def test_what_slack_refuses_for_good_is_given_up_with_its_word(studio: Studio) -> None:
    studio.make = lambda draft: File("empty.png", "Nothing", b"", message=SHOWN, instead=INSTEAD)
    studio.add()
    studio.work(3)
    assert [key for key, _ in studio.post.given_up] == ["a"]
    assert studio.messages() == []


@given(st.text(max_size=20), st.lists(st.sampled_from(["section", "image", "other"]), max_size=5))
def test_only_the_image_that_waits_for_the_file_gets_it(file: str, kinds: list[str]) -> None:
    made = {
        "section": section(HERE),
        "image": {"type": "image", "slack_file": {"id": HERE}},
        "other": {"type": "image", "slack_file": {"id": "F0"}},
    }
    shown = showing({"text": HERE, "blocks": [made[kind] for kind in kinds]}, file)
    assert shown["text"] == HERE
    for kind, block in zip(kinds, shown["blocks"], strict=True):
        assert block == ({"type": "image", "slack_file": {"id": file}} if kind == "image" else made[kind])
