"""The outbox: each lane in order, each message until it goes through or cannot, nothing lost and nothing twice."""

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import later, stamp
from bot.outbox import LEASE_SECONDS, LONGEST_PAUSE, MAX_TRIES
from bot.pace import BURST
from bot.slack_calls import Failed
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


def test_retry_after_is_obeyed_to_the_second_and_costs_no_try(office: Post) -> None:
    office.calls.fault = when("a", Failed("ratelimited", True, after=7), 1)
    office.add(post("a"), post("b", "other", "C2"))
    office.drain()
    office.clock.forward(6.999)
    office.drain()
    assert len(office.calls.tried("chat.postMessage")) == 1, "the method is silent in all lanes"
    office.clock.forward(0.001)
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


def dues(office: Post, keys: Iterable[str]) -> list[str]:
    return [office.row(key)["due_at"] for key in keys]


def test_the_next_due_time_is_the_end_of_a_lease_or_a_pause(office: Post) -> None:
    assert outbox.next_due(office.store.reading()) == ""
    office.calls.fault = when("a", AGAIN)
    office.add(post("a"))
    office.drain()
    assert outbox.next_due(office.store.reading()) == dues(office, "a")[0]
    office.clock.forward(1)
    until = later(office.clock(), LEASE_SECONDS)
    assert office.sender._claim() is not None
    assert outbox.next_due(office.store.reading()) == until


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
    assert len(office.calls.tried(HOME)) == BURST
    office.clock.forward(1.0)
    office.drain()
    assert len(office.calls.tried(HOME)) == BURST + 1


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
    office.clock.forward(1.0)
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
