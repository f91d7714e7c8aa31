"""Whose turn it is: what somebody waits for before thousands that are patient, each kind at the rate that Slack allows."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import claiming
from bot.claiming import LEASE_SECONDS, MOVES, Claims
from bot.clock import later
from bot.making import Maker
from bot.outbox import PATIENT_WORKERS, Sender
from bot.pace import JITTER, RATES, Pace
from bot.preview.slack import Fault, LocalSlack
from bot.slack_calls import Failed, SlackCalls
from bot.store import deliveries
from bot.store.outbox import Draft, Waiting
from tests.bot.posting import Post, post

MESSAGES, OPEN = "chat.postMessage", "conversations.open"


class Office:
    """An outbox whose calls are noted with their time."""

    def __init__(self, folder: Path, makers: Mapping[str, Maker] | None = None) -> None:
        self.post = Post(folder)
        self.calls = self.post.calls
        self.clock = self.post.clock
        self.at: dict[str, datetime] = {}
        self.calls.fault = self._note
        self.sender = Sender(self.post.store, self.calls, self.clock, Pace(), lambda db, draft, reason: None, makers)

    def _note(self, method: str, payload: Mapping[str, Any]) -> Failed | None:
        if method == MESSAGES:
            self.at[payload["text"]] = self.clock()
        return None

    def know(self, *people: str) -> None:
        """Have the direct messages of these people open already."""
        with self.post.store.transaction() as db:
            for person in people:
                deliveries.keep_direct_channel(db, "T1", person, f"D{person}")

    def drain(self, seconds: float, step: float = 0.25) -> None:
        """Let time pass, and all be sent in its time."""
        for _ in range(int(seconds / step)):
            self.post.drain(self.sender)
            self.clock.forward(step)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def patient(key: str, to: str = "", **more: Any) -> Draft:
    return post(key, key, to or f"C{key}", patient=True, **more)


def test_many_that_are_due_at_once_go_out_in_order_at_the_rate_of_the_workspace(office: Office) -> None:
    keys = [f"{number}" for number in range(44)]
    office.post.add(*(patient(key) for key in keys))
    office.drain(11)
    assert office.calls.texts() == keys
    assert office.at["43"] - office.at["0"] == timedelta(seconds=10)


def test_each_workspace_has_turns_of_its_own(office: Office) -> None:
    for workspace in ("T1", "T2", "T3"):
        drafts = [patient(f"{workspace}{number}") for number in range(5)]
        office.post.add(*(Draft(**{**vars(draft), "workspace": workspace}) for draft in drafts))
    office.post.drain(office.sender)
    assert len(office.calls.texts()) == 3 * RATES[MESSAGES].burst


def test_what_somebody_waits_for_is_sent_at_once_before_all_that_is_patient_and_makes_that_wait_longer(
    office: Office,
) -> None:
    office.post.add(*(patient(f"{number}") for number in range(20)))
    office.post.drain(office.sender)
    office.post.add(*(post(f"now {number}", f"lane {number}", f"D{number}") for number in range(8)))
    office.post.drain(office.sender)
    assert office.calls.texts()[4:] == [f"now {number}" for number in range(8)]
    office.drain(2)
    assert len(office.calls.texts()) == 12
    office.drain(1)
    assert office.calls.texts()[12:] == ["4", "5", "6"]


def test_turns_that_nobody_took_while_no_process_ran_are_not_made_up_for(office: Office) -> None:
    office.post.add(*(patient(f"{number}") for number in range(20)))
    office.post.drain(office.sender)
    office.clock.forward(3600)
    office.post.drain(office.sender)
    assert len(office.calls.texts()) == 2 * RATES[MESSAGES].burst


def test_direct_messages_are_opened_at_slacks_rate_and_hold_up_none_that_are_open(office: Office) -> None:
    strangers = [patient(f"s{number}", f"US{number}") for number in range(3 * MOVES)]
    known = [patient(f"k{number}", f"UK{number}") for number in range(20)]
    office.know(*(draft.address for draft in known))
    office.post.add(*strangers, *known)
    office.drain(6)
    assert {draft.key for draft in known} <= set(office.calls.texts())
    assert len(office.calls.tried(OPEN)) == 5
    office.drain(60)
    assert len(office.calls.tried(OPEN)) == 5 + 48
    assert [key for key in office.calls.texts() if key[0] == "s"] == [draft.key for draft in strangers[: 5 + 48]]


def test_a_message_is_moved_once_however_long_it_waits(office: Office) -> None:
    office.post.add(*(patient(f"{number}", f"U{number}") for number in range(10)))
    office.post.drain(office.sender)
    before = office.post.store.reading().total_changes
    queued = [tuple(row) for row in office.post.store.reading().execute("SELECT key, queue FROM outbox").fetchall()]
    assert queued[1:] == [(f"{number}", f"1 T1 {OPEN}") for number in range(1, 10)]
    office.post.drain(office.sender)
    assert office.post.store.reading().total_changes == before


def test_people_who_are_written_to_for_the_first_time_by_someone_who_waits_are_not_kept_waiting(office: Office) -> None:
    office.post.add(*(patient(f"{number}", f"U{number}") for number in range(10)))
    office.post.drain(office.sender)
    office.post.add(*(post(f"now {number}", f"lane {number}", f"W{number}") for number in range(3)))
    office.post.drain(office.sender)
    assert office.calls.texts()[1:] == ["now 0", "now 1", "now 2"]
    office.drain(4 * 1.25)
    assert len(office.calls.tried(OPEN)) == 1 + 3, "what was opened out of turn makes the patient wait"
    office.drain(0.25)
    assert len(office.calls.tried(OPEN)) == 1 + 3 + 1


def test_while_slack_wants_silence_everything_waits_and_then_what_somebody_waits_for_comes_first(
    office: Office,
) -> None:
    office.calls.fault = lambda method, payload: Failed("ratelimited", passing=True, after=30.0)
    office.post.add(post("refused", "refused", "D0"))
    office.post.drain(office.sender)
    office.calls.fault = lambda method, payload: None
    office.post.add(
        *(patient(f"{number}") for number in range(9)), *(post(f"n{n}", f"n{n}", f"D{n}") for n in range(9))
    )
    office.clock.forward(29)
    office.post.drain(office.sender)
    assert len(office.calls.made) == 1
    office.clock.forward(1 + 30 * JITTER)
    office.post.drain(office.sender)
    assert sorted(office.calls.texts()[:10]) == sorted(["refused", *(f"n{number}" for number in range(9))])
    office.drain(30)
    assert office.calls.texts()[10:] == [f"{number}" for number in range(9)]


def test_a_thousand_messages_to_one_channel_cost_one_row_each_and_hold_up_no_other_channel(office: Office) -> None:
    office.post.add(*(patient(f"{number}", "C1") for number in range(200)), patient("other", "C2"))
    office.drain(8)
    assert "other" in office.calls.texts()
    in_channel = [key for key in office.calls.texts() if key != "other"]
    assert in_channel == [f"{number}" for number in range(4 + 7)]


def test_only_some_workers_send_what_is_patient_so_that_slow_calls_keep_nobody_else_waiting(office: Office) -> None:
    office.post.add(*(patient(f"{number}") for number in range(20)))
    under_way = []
    for _ in range(20):
        under_way.append(office.sender._claim())
        office.clock.forward(0.25)
    assert len([claimed for claimed in under_way if claimed]) == PATIENT_WORKERS
    office.post.add(post("now"))
    claimed = office.sender._claim()
    assert claimed
    assert claimed.draft.key == "now"
    assert under_way[0]
    office.sender._work(under_way[0])
    after = office.sender._claim()
    assert after
    assert after.draft.patient


def looking_up(calls: Callable[[], SlackCalls]) -> Maker:
    """A maker that asks Slack about a person."""

    def make(draft: Draft) -> Mapping[str, Any]:
        user = calls().look_at_person(draft.workspace, str(draft.payload["person"]))
        return {"text": user["id"], "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}]}

    return make


class Studio:
    """An outbox whose messages are made with a look at a person, against Slack's stand-in; one clock for all."""

    def __init__(self, slack: LocalSlack, folder: Path, office: Post) -> None:
        self.slack, self.post = slack, office
        self.acme = slack.workspace("Acme")
        self.people = [self.acme.add_user(f"Person {number}") for number in range(30)]
        self.calls = SlackCalls(slack.api_url, [self.acme.bot_token])
        self.sender = self.another()

    def another(self) -> Sender:
        """A sender as another process has it."""
        calls = SlackCalls(self.slack.api_url, [self.acme.bot_token])
        makers = {"look": looking_up(lambda: calls)}
        return Sender(self.post.store, calls, self.post.clock, Pace(), lambda db, draft, reason: None, makers)

    def add(self, key: str, person: str, is_patient: bool = True) -> None:
        payload = {"person": person}
        self.post.add(
            Draft(key, self.acme.team_id, key, "chat.postMessage", person, payload, make="look", patient=is_patient)
        )

    def called(self, method: str) -> int:
        return len([call for call in self.slack.calls if call.method == method])


def test_look_ups_by_those_who_are_patient_keep_to_slacks_rate_and_every_message_arrives(tmp_path: Path) -> None:
    post = Post(tmp_path)
    with LocalSlack(post.clock.seconds) as slack:
        studio = Studio(slack, tmp_path, post)
        with post.store.transaction() as db:
            for person in studio.people:
                deliveries.keep_direct_channel(db, studio.acme.team_id, person.id, studio.acme.dm(person).id)
        for number, person in enumerate(studio.people):
            studio.add(f"{number}", person.id)
        for _ in range(40):
            post.drain(studio.sender)
            post.clock.forward(0.25)
        assert studio.called("users.info") <= RATES["users.info"].burst + 10 / RATES["users.info"].seconds
        for _ in range(60):
            post.drain(studio.sender)
            post.clock.forward(0.25)
        told = [message.text for person in studio.people for message in studio.acme.messages(studio.acme.dm(person))]
        assert told == [person.id for person in studio.people]
        assert studio.called("users.info") == len(studio.people)
        assert slack.refused == []


def test_a_look_up_that_slack_refuses_silences_look_ups_alone_and_those_of_every_process(tmp_path: Path) -> None:
    post = Post(tmp_path)
    with LocalSlack(post.clock.seconds) as slack:
        studio = Studio(slack, tmp_path, post)
        left = [1]

        def fault(call: Any) -> Fault | None:
            if call.method == "users.info" and left.pop() if left else False:
                return Fault.rate_limited(20)
            return None

        slack.fault = fault
        studio.add("a", studio.people[0].id)
        post.drain(studio.sender)
        studio.add("b", studio.people[1].id, is_patient=False)
        other = studio.another()
        plain = Draft("c", studio.acme.team_id, "c", "chat.postMessage", studio.people[2].id, {"text": "c"})
        post.add(plain)
        for _ in range(19):
            post.drain(other)
            post.clock.forward(1)
        assert studio.called("users.info") == 1
        assert [message.text for message in studio.acme.messages(studio.acme.dm(studio.people[2]))] == ["c"]
        for _ in range(6):
            post.drain(other)
            post.clock.forward(1)
        told = [studio.acme.messages(studio.acme.dm(person))[0].text for person in studio.people[:2]]
        assert told == [person.id for person in studio.people[:2]]
        assert slack.refused == []


@pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="only Linux tells whether an ended process was noticed"
)
def test_a_process_that_has_ended_is_gone_though_nobody_has_waited_for_it() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    holder = f"{socket.gethostname()} {process.pid}"
    assert not claiming.gone(holder)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert claiming.gone(holder)
    process.communicate()
    assert claiming.gone(holder)


def test_a_claim_that_had_to_wait_to_write_counts_from_the_moment_when_it_could(office: Office) -> None:
    looked, claimed = threading.Event(), list[Waiting | None]()

    def clock() -> datetime:
        now = office.clock()
        looked.set()
        return now

    def claim() -> None:
        claimed.append(Claims(office.post.store, clock, Pace(), threading.Event()).next(with_patient=True))
        office.post.store.close()

    office.post.add(patient("a"))
    claiming_thread = threading.Thread(target=claim)
    with office.post.store.quiet_transaction():
        claiming_thread.start()
        looked.wait()
        office.clock.forward(LEASE_SECONDS + 1)
    claiming_thread.join()
    assert [one.due_at for one in claimed if one] == [later(office.clock(), LEASE_SECONDS)]
