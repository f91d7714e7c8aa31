"""The outbox: each lane in order, each message until it goes through or cannot, nothing lost and nothing twice."""

import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.claiming import LEASE_SECONDS
from bot.clock import later, stamp
from bot.making import Later, Maker
from bot.outbox import KEPT, LONGEST_PAUSE, MAX_TRIES, Sender, forget, step_back
from bot.pace import JITTER, RATES, Pace
from bot.slack_calls import TIMEOUT_SECONDS, Failed
from bot.store import conversations, outbox
from bot.store.database import Connection
from bot.store.outbox import Draft
from tests.bot.posting import Fault, Post, post

SOAK = int(os.environ.get("SOAK", "1"))
AGAIN = Failed("internal_error", passing=True)
NEVER = Failed("channel_not_found", passing=False)


@pytest.fixture
def office(tmp_path: Path) -> Post:
    return Post(tmp_path)


def when(text: str, failed: Failed, times: float = 10_000) -> Fault:
    """Fail calls with this text, so many times."""
    left = [times]

    def fault(method: str, payload: Mapping[str, Any]) -> Failed | None:
        if payload.get("text") != text or left[0] <= 0:
            return None
        left[0] -= 1
        return failed

    return fault


def test_one_lanes_messages_arrive_in_the_order_they_were_enqueued(office: Post) -> None:
    keys = [f"{number}" for number in range(6)]
    office.add(*(post(key) for key in keys))
    office.drain_all()
    assert office.calls.texts() == keys


def test_only_the_oldest_message_of_a_lane_is_claimed_at_a_time(office: Post) -> None:
    office.add(post("a"), post("b"), post("c", "other"))
    now = office.clock()
    with office.store.quiet_transaction() as db:
        claimed = outbox.claim(db, stamp(now), later(now, 20), 10)
    assert [waiting.draft.key for waiting in claimed] == ["a", "c"]


def test_a_failing_message_holds_its_own_lane_and_no_other(office: Post) -> None:
    office.calls.fault = when("bad", AGAIN, 3)
    office.add(post("bad"), post("after"), post("free", "other"))
    office.drain()
    assert office.calls.texts() == ["free"]
    office.drain_all()
    assert office.calls.texts() == ["free", "bad", "after"]


@settings(max_examples=25 * SOAK, deadline=None)
@given(
    lanes=st.lists(st.sampled_from("abc"), min_size=1, max_size=12),
    faults=st.lists(st.sampled_from(["again", "later", "never", ""]), max_size=30),
)
def test_whatever_fails_each_lane_arrives_in_order_and_each_message_once_or_is_given_up(
    lanes: list[str], faults: list[str]
) -> None:
    failures = {"again": AGAIN, "later": Failed("ratelimited", True, after=3), "never": NEVER, "": None}
    planned = iter(faults)
    with TemporaryDirectory() as folder:
        office = Post(Path(folder))
        office.calls.fault = lambda method, payload: failures[next(planned, "")]
        drafts = [post(f"{number}", lane, f"C{lane}") for number, lane in enumerate(lanes)]
        office.add(*drafts)
        office.drain_all()
    arrived = office.calls.texts()
    assert sorted([*arrived, *(key for key, _ in office.given_up)]) == sorted(draft.key for draft in drafts)
    for lane in "abc":
        own = [draft.key for draft in drafts if draft.lane == lane]
        assert [key for key in arrived if key in own] == [key for key in own if key in arrived]


def test_a_key_is_enqueued_once_even_after_it_was_sent(office: Post) -> None:
    assert office.add(post("checkin:1"), post("checkin:1")) == [True, False]
    office.drain()
    assert office.add(post("checkin:1")) == [False]
    office.drain()
    assert office.calls.texts() == ["checkin:1"]


def test_a_message_that_was_given_up_can_be_revived_and_one_that_was_sent_cannot(office: Post) -> None:
    office.calls.fault = when("share:1", NEVER, 1)
    office.add(post("share:1"))
    office.drain()
    with office.store.transaction() as db:
        assert outbox.revive(db, post("share:1"), stamp(office.clock()))
    office.drain()
    with office.store.transaction() as db:
        assert not outbox.revive(db, post("share:1"), stamp(office.clock()))
    assert office.calls.texts() == ["share:1"]


def test_what_a_dead_process_had_claimed_is_sent_only_after_its_lease_ended(office: Post) -> None:
    office.add(post("a"), post("b"))
    dead = office.another()
    assert dead._claim() is not None
    office.drain()
    office.clock.forward(LEASE_SECONDS - 0.001)
    office.drain()
    assert office.calls.made == []
    office.clock.forward(0.001)
    office.drain()
    assert office.calls.texts() == ["a", "b"]


def test_two_senders_never_claim_the_same_message(office: Post) -> None:
    office.add(*(post(f"{number}", f"lane {number}") for number in range(4)))
    other = office.another()
    claimed = [sender._claim() for sender in (office.sender, other) * 3]
    ids = [waiting.id for waiting in claimed if waiting]
    assert len(ids) == len(set(ids)) == 4


def test_a_message_whose_calls_are_all_slow_is_not_sent_by_another_meanwhile(office: Post) -> None:
    other, taken = office.another(), []

    def slow(*_: object) -> None:
        office.clock.forward(TIMEOUT_SECONDS)
        taken.append(other._claim())

    office.calls.fault = slow
    sender = made_by(office, lambda draft: slow() or {"text": "hello", "blocks": []})
    office.add(Draft("a", "T1", "a", "chat.postMessage", "U1", {}, make="it"))
    office.drain(sender)
    assert taken == [None] * 3, "while it is made, a conversation is opened, and it is posted"
    assert office.calls.texts() == ["hello"]


def test_retry_after_is_obeyed_to_the_second_and_costs_no_try(office: Post) -> None:
    office.calls.fault = when("a", Failed("ratelimited", True, after=7), 1)
    office.add(post("a"), post("b", "other", "C2"))
    office.drain()
    office.clock.forward(6.999)
    office.drain()
    assert len(office.calls.tried("chat.postMessage")) == 1, "the method is silent in all lanes"
    office.clock.forward(0.001 + 7 * JITTER)
    office.drain()
    assert sorted(office.calls.texts()) == ["a", "b"]
    assert office.row("a")["tries"] == 1


def test_rate_limits_alone_never_give_a_message_up(office: Post) -> None:
    office.calls.fault = when("a", Failed("ratelimited", True, after=1), 3 * MAX_TRIES)
    office.add(post("a"))
    office.drain_all()
    assert office.calls.texts() == ["a"]


def test_the_pause_between_tries_doubles_up_to_a_limit(office: Post) -> None:
    office.calls.fault = when("a", AGAIN)
    office.add(post("a"))
    for tries in range(1, MAX_TRIES):
        office.drain()
        pause = (datetime.fromisoformat(office.row("a")["due_at"]) - office.clock()).total_seconds()
        most = min(LONGEST_PAUSE, 0.5 * 2.0 ** (tries - 1))
        assert 0.5 * most - 1e-5 <= pause <= most + 1e-5
        office.clock.forward(pause)


def test_a_message_that_keeps_failing_is_given_up_with_its_reason_and_the_lane_goes_on(office: Post) -> None:
    office.calls.fault = when("a", AGAIN)
    office.add(post("a"), post("b"))
    office.drain_all(LONGEST_PAUSE)
    assert len(office.calls.tried("chat.postMessage")) == MAX_TRIES + 1
    assert office.given_up == [("a", "internal_error")]
    assert (office.row("a")["state"], office.row("a")["reason"]) == ("dropped", "internal_error")
    assert office.calls.texts() == ["b"]


def test_a_refusal_that_says_something_about_the_message_is_not_retried(office: Post) -> None:
    office.calls.fault = when("a", NEVER)
    office.add(post("a"), post("b"))
    office.drain()
    assert office.given_up == [("a", "channel_not_found")]
    assert office.calls.texts() == ["b"]


def test_what_is_said_about_a_message_given_up_is_committed_together_with_giving_it_up(office: Post) -> None:
    office.calls.fault = when("a", NEVER)

    def told(db: Connection, draft: Draft, reason: str) -> None:
        outbox.add(db, post(f"sorry: {reason}", "sorry"), stamp(office.clock()))
        raise RuntimeError("killed here")

    office.on_dropped = told
    office.add(post("a"))
    office.drain()
    assert office.row("a")["state"] == "waiting"
    office.on_dropped = lambda db, draft, reason: outbox.add(db, post("sorry", "sorry"), stamp(office.clock())) and None
    office.clock.forward(LEASE_SECONDS)
    office.drain()
    assert office.row("a")["state"] == "dropped"
    assert office.calls.texts() == ["sorry"]


def test_a_persons_direct_messages_are_opened_once_and_remembered_after_a_restart(office: Post) -> None:
    office.add(post("a", to="U7"), post("b", to="U7"))
    office.drain()
    office.add(post("c", to="U7"), post("d", "other", to="W8"))
    office.drain(office.another())
    assert office.calls.tried("conversations.open") == [{"users": "U7"}, {"users": "W8"}]
    assert [payload["channel"] for payload in office.calls.tried("chat.postMessage")] == ["DU7"] * 3 + ["DW8"]


def test_direct_messages_that_cannot_be_opened_are_given_up(office: Post) -> None:
    office.calls.fault = lambda method, payload: Failed("user_disabled", False) if "users" in payload else None
    office.add(post("a", to="U7"))
    office.drain()
    assert office.given_up == [("a", "user_disabled")]


def test_a_delivered_message_is_no_longer_kept_here(office: Post) -> None:
    office.add(post("private words"))
    office.drain()
    assert (office.row("private words")["state"], office.row("private words")["payload"]) == ("sent", "{}")


def test_where_a_prompt_stands_is_kept_and_every_copy_of_it_is_updated(office: Post) -> None:
    talk = office.begin()
    office.add(post("a", conversation=talk, turn=4), post("b", conversation=talk, turn=4), post("c"))
    office.drain()
    places = conversations.prompts(office.store.reading(), "T1", talk, 4)
    assert [(place.channel, place.ts) for place in places] == [("C1", "1.0"), ("C1", "2.0")]
    update = Draft("up", "T1", "one", "chat.update", "", {"text": "new", "blocks": []}, talk, 4)
    office.add(update)
    office.drain()
    assert [(one["channel"], one["ts"]) for one in office.calls.tried("chat.update")] == [("C1", "1.0"), ("C1", "2.0")]


def respond(key: str, talk: str = "", turn: int = 0, **payload: Any) -> Draft:
    return Draft(key, "T1", "one", "response_url", "http://x/1", payload or {"text": key, "blocks": []}, talk, turn)


def test_a_response_url_that_has_ended_falls_back_to_updating_the_prompt_where_it_stands(office: Post) -> None:
    talk = office.begin()
    office.add(post("prompt", conversation=talk, turn=2))
    office.drain()
    office.calls.fault = lambda method, _: Failed("response_url 404", False) if method == "response_url" else None
    office.add(respond("answered", talk, 2, replace_original=True, text="answered", blocks=[]))
    office.drain()
    assert office.calls.tried("chat.update") == [{"channel": "C1", "ts": "1.0", "text": "answered", "blocks": []}]
    assert office.given_up == []


def test_a_response_url_that_only_stumbles_is_tried_again_itself(office: Post) -> None:
    talk = office.begin()
    office.add(post("prompt", conversation=talk, turn=2))
    office.drain()
    office.calls.fault = when("answered", AGAIN, 1)
    office.add(respond("answered", talk, 2))
    office.drain_all()
    assert office.calls.tried("chat.update") == []
    assert len(office.calls.tried("response_url")) == 2


def test_a_response_url_without_a_prompt_behind_it_is_given_up_when_it_has_ended(office: Post) -> None:
    office.calls.fault = lambda method, _: Failed("response_url 404", False) if method == "response_url" else None
    office.add(respond("beside"), respond("read back", delete_original=True), post("next"))
    office.drain()
    assert [key for key, _ in office.given_up] == ["beside", "read back"]
    assert office.calls.texts() == ["next"]


def test_deleting_the_clicked_message_goes_through_its_own_address(office: Post) -> None:
    office.add(respond("read back", delete_original=True))
    office.drain()
    assert office.calls.through == [("response_url", {"url": "http://x/1", "delete_original": True})]


@pytest.mark.parametrize("reason", ["message_not_found", "cant_update_message", "edit_window_closed"])
def test_a_prompt_that_is_gone_needs_no_update(office: Post, reason: str) -> None:
    talk = office.begin()
    office.add(post("prompt", conversation=talk, turn=2))
    office.drain()
    office.calls.fault = lambda method, _: Failed(reason, False) if method == "chat.update" else None
    office.add(Draft("up", "T1", "one", "chat.update", "", {"text": "new", "blocks": []}, talk, 2))
    office.drain()
    assert office.row("up")["state"] == "sent"
    assert office.given_up == []


def test_a_channels_messages_keep_to_about_one_a_second_after_a_short_burst(office: Post) -> None:
    sent: list[datetime] = []
    office.calls.fault = lambda method, _: sent.append(office.clock()) or None
    office.add(*(post(f"{number}", f"lane {number}") for number in range(10)))
    office.drain_all(0.25)
    assert len(sent) == 10
    assert sent[-1] - sent[0] >= timedelta(seconds=6)
    assert all(one <= two for one, two in pairwise(sent))


def test_waiting_for_the_channels_turn_costs_no_try(office: Post) -> None:
    office.add(*(post(f"{number}", f"lane {number}") for number in range(10)))
    office.drain_all(0.25)
    assert {office.row(f"{number}")["tries"] for number in range(10)} == {1}


def test_the_next_due_time_is_the_end_of_a_lease_or_a_pause(office: Post) -> None:
    assert office.sender._claims.due(office.clock(), True) is None
    office.calls.fault = when("a", AGAIN)
    office.add(post("a"))
    office.drain()
    assert office.sender._claims.due(office.clock(), True) == datetime.fromisoformat(office.row("a")["due_at"])
    office.clock.forward(1)
    until = office.clock() + timedelta(seconds=LEASE_SECONDS)
    assert office.sender._claim() is not None
    assert office.sender._claims.due(office.clock(), True) == until


def test_times_are_stored_as_utc_text_that_sorts(office: Post) -> None:
    office.add(post("a"))
    stored = office.row("a")["due_at"]
    assert datetime.fromisoformat(stored).astimezone(UTC) == office.clock()
    assert stored < later(office.clock(), 0.000001) < later(office.clock(), 100)


HOME = "views.publish"


def home_tab(person: str) -> Draft:
    return Draft(f"home {person}", "T1", f"home:T1:{person}", HOME, person, {"view": {}})


def test_home_tabs_keep_to_one_a_second_in_a_workspace_after_a_short_burst(office: Post) -> None:
    office.add(*(home_tab(f"U{number}") for number in range(10)))
    office.drain()
    assert len(office.calls.tried(HOME)) == RATES[HOME].burst
    office.clock.forward(1.0)
    office.drain()
    assert len(office.calls.tried(HOME)) == RATES[HOME].burst + 1


@pytest.mark.parametrize("method", [HOME, "chat.update"])
def test_while_slack_wants_silence_of_a_method_nobodys_call_of_it_is_made(office: Post, method: str) -> None:
    office.calls.fault = lambda called, payload: Failed("ratelimited", passing=True, after=30.0)
    drafts = {
        HOME: [home_tab("U1"), home_tab("U2")],
        "chat.update": [update(office, number) for number in (1, 2)],
    }[method]
    office.add(drafts[0])
    office.drain()
    office.add(drafts[1])
    office.clock.forward(29.0)
    office.drain()
    assert len(office.calls.tried(method)) == 1
    office.calls.fault = lambda called, payload: None
    office.clock.forward(1.0 + 30 * JITTER)
    office.drain()
    assert len(office.calls.tried(method)) == 3


def update(office: Post, turn: int) -> Draft:
    """A prompt that is to be updated where it stands."""
    conversation = (
        office.begin() if turn == 1 else office.store.reading().execute("SELECT id FROM conversations").fetchone()[0]
    )
    with office.store.transaction() as db:
        conversations.keep_prompt(db, "T1", conversation, turn, "D1", f"{turn}.0")
    body = {"text": "done", "blocks": []}
    return Draft(f"update {turn}", "T1", f"lane {turn}", "chat.update", "", body, conversation, turn)


def made_by(office: Post, make: Maker) -> Sender:
    """A sender that has its messages made."""
    return Sender(office.store, office.calls, office.clock, Pace(), office.on_dropped, {"it": make})


@pytest.mark.parametrize("method", ["chat.postMessage", "upload"])
@pytest.mark.parametrize("patient", [False, True])
def test_what_has_a_better_moment_is_made_again_then_which_costs_no_try(
    office: Post, method: str, patient: bool
) -> None:
    good = office.clock() + timedelta(hours=3)
    said = {"text": "good morning", "blocks": []}
    sender = made_by(office, lambda draft: said if office.clock() >= good else Later(stamp(good), "outside hours"))
    office.add(Draft("a", "T1", "a", method, "C1", {}, make="it", patient=patient))  # type: ignore[arg-type]
    for _ in range(2):
        office.drain(sender)
        row = office.row("a")
        assert (row["state"], row["tries"], row["reason"], row["due_at"]) == (
            "waiting",
            0,
            "outside hours",
            stamp(good),
        )
        assert outbox.pending(office.store.reading(), stamp(office.clock())) == 0
        office.clock.forward(3600)
    assert office.calls.made == []
    office.clock.forward(3600)
    office.drain(sender)
    assert office.calls.texts() == ["good morning"]
    assert office.row("a")["state"] == "sent"


def test_an_upload_that_turns_out_to_be_words_is_posted_as_a_message_of_its_own_kind_of_patience(office: Post) -> None:
    sender = made_by(office, lambda draft: {"text": "in words", "blocks": []})
    office.add(Draft("a", "T1", "a", "upload", "C1", {}, make="it", patient=True, notify="U1"))
    claimed = sender._claim()
    assert claimed
    sender._work(claimed)
    assert (office.row("a")["state"], office.row("a:shown")["queue"]) == ("sent", "1 T1 chat.postMessage")
    office.drain(sender)
    assert office.calls.texts() == ["in words"]


def test_several_people_are_written_to_together_in_a_conversation_that_is_opened_each_time(office: Post) -> None:
    office.add(post("a", "one", "U1,U2,U3"), post("b", "two", "U1,U2,U3"))
    office.drain()
    assert office.calls.tried("conversations.open") == [{"users": "U1,U2,U3"}] * 2
    assert [payload["channel"] for payload in office.calls.tried("chat.postMessage")] == ["DU1,U2,U3"] * 2
    assert office.store.reading().execute("SELECT count(*) FROM direct_channels").fetchone()[0] == 0


def test_nothing_is_opened_for_what_turns_out_to_need_no_words(office: Post) -> None:
    office.add(Draft("a", "T1", "a", "chat.postMessage", "U7", {}, make="it"))
    office.drain(made_by(office, lambda draft: None))
    assert office.calls.made == []
    assert office.row("a")["state"] == "sent"


def test_what_a_process_of_this_machine_left_half_done_is_sent_at_once_by_the_next(office: Post) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    office.add(post("a"))
    assert office.another()._claim() is not None
    with office.store.transaction() as db:
        db.execute("UPDATE outbox SET claimed_by = ?", (f"{socket.gethostname()} {ended.pid}",))
    office.clock.forward(1)
    sender = office.another()
    arrived = threading.Event()
    office.calls.fault = lambda method, payload: arrived.set()
    sender.start()
    assert arrived.wait(10)
    sender.stop()
    assert office.calls.texts() == ["a"]


def test_what_was_sent_long_ago_is_forgotten_a_few_hundred_at_a_time_and_newer_ones_are_kept(office: Post) -> None:
    office.add(*(post(f"{number}", f"lane {number}", f"C{number}") for number in range(450)))
    office.drain()
    office.clock.forward(86_400)
    office.add(post("newer"))
    office.drain()
    office.clock.forward(KEPT.total_seconds() - 86_400)
    assert not forget(office.store, office.clock())
    office.clock.forward(1)
    assert [forget(office.store, office.clock()) for _ in range(4)] == [True, True, False, False]
    assert [entry.key for entry in outbox.listed(office.store.reading(), with_sent=True)] == ["newer"]
    assert office.store.reading().execute("SELECT count(*) FROM paces").fetchone()[0] == 0


def test_after_the_clock_has_gone_back_nothing_waits_for_what_only_a_wrong_time_put_off(office: Post) -> None:
    planned = office.clock() + timedelta(days=30)
    office.clock.forward(3 * 86_400)
    office.calls.fault = when("put off", AGAIN, 1)
    office.add(post("put off"), post("behind"), post("under way", "other"))
    with office.store.transaction() as db:
        outbox.add(db, post("planned", "planned"), stamp(office.clock()), stamp(planned))
    office.drain()
    office.add(post("enqueued", "new"), post("leased", "leased"))
    assert office.another()._claim() is not None
    office.clock.forward(-3 * 86_400)
    office.drain()
    assert office.calls.texts() == ["under way"]
    step_back(office.store, office.clock)
    office.drain()
    assert office.calls.texts() == ["under way", "put off", "behind", "enqueued", "leased"]
    assert office.row("planned")["due_at"] == stamp(planned)


def test_a_clock_looks_back_from_a_time_that_it_reads_when_nobody_else_writes(office: Post) -> None:
    office.add(post("a"))
    read: list[datetime] = []

    def clock() -> datetime:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            sqlite3.connect(office.store.path, timeout=0, isolation_level=None).execute("BEGIN IMMEDIATE")
        read.append(office.clock())
        return read[-1]

    step_back(office.store, clock)
    assert read == [office.clock()]


def test_what_waits_for_its_turn_at_its_last_try_is_not_given_up_for_that(office: Post) -> None:
    office.calls.fault = when("a", AGAIN, MAX_TRIES - 1)
    office.add(post("a"))
    office.drain_all(LONGEST_PAUSE)
    assert office.calls.texts() == ["a"]
    office.add(post("b"))
    with office.store.transaction() as db:
        db.execute("UPDATE outbox SET tries = ? WHERE key = 'b'", (MAX_TRIES - 1,))
    office.calls.fault = when("b", Failed("ratelimited", True, after=1), 1)
    office.drain_all(2)
    assert (office.calls.texts(), office.given_up) == (["a", "b"], [])
