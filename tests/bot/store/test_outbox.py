"""The outbox's rows: queues that are cheap however long they are, what the operator sees and does, what is forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.clock import later, stamp
from bot.store import leases, outbox, queues
from bot.store.database import Store
from bot.store.outbox import Draft, Entry, Waiting
from bot.store.queues import AT_ONCE, Queue
from tests.bot.moving import Moving

PATIENT = Queue(True, "T1", "chat.postMessage")
DAY = 86_400.0


class Box:
    """An outbox and its clock."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(f"sqlite:///{folder / 'bot.db'}")
        self.store.migrate()
        self.clock = Moving()

    @property
    def now(self) -> str:
        return stamp(self.clock())

    def add(self, key: str, due: float = 0.0, lane: str = "", workspace: str = "T1", **more: Any) -> None:
        draft = Draft(key, workspace, lane or key, "chat.postMessage", "C1", {"text": key}, **more)
        with self.store.transaction() as db:
            outbox.add(db, draft, self.now, later(self.clock(), due) if due else "")

    def claim(self) -> list[Waiting]:
        with self.store.transaction() as db:
            return list(outbox.claim(db, self.now, later(self.clock(), 20), 9))

    def end(self, how: str, reason: str = "", seconds: float = 0.0) -> None:
        """Claim the one that is due, and end it."""
        (waiting,) = self.claim()
        with self.store.transaction() as db:
            if how == "sent":
                outbox.sent(db, waiting.id, self.now)
            elif how == "dropped":
                outbox.dropped(db, waiting.id, reason, self.now)
            elif how == "planned":
                outbox.plan(db, waiting.id, later(self.clock(), seconds), reason)
            else:
                outbox.put_off(db, waiting.id, later(self.clock(), seconds), reason)

    def listed(self, with_sent: bool = False) -> list[tuple[str, str, int, str]]:
        entries = outbox.listed(self.store.reading(), with_sent)
        return [(entry.key, entry.state, entry.tries, entry.reason) for entry in entries]

    def retry(self, key: str) -> bool:
        with self.store.transaction() as db:
            return outbox.retry(db, key, self.now)

    def drop(self, key: str) -> bool:
        with self.store.transaction() as db:
            return outbox.drop(db, key, "dropped by hand", self.now)

    def pending(self) -> int:
        return outbox.pending(self.store.reading(), self.now)

    def first(self, queue: Queue = AT_ONCE) -> str:
        head = outbox.head(self.store.reading(), queue)
        return head.draft.key if head else ""


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def plan_of(box: Box, statement: str, values: tuple[object, ...]) -> list[str]:
    return [row[3] for row in box.store.reading().execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()]


def traced(box: Box, work: Any) -> list[str]:
    """The statements that a piece of work runs, with their values."""
    said: list[str] = []
    with box.store.transaction() as db:
        db.set_trace_callback(said.append)
        work(db)
        db.set_trace_callback(None)
    return said


@pytest.mark.parametrize(
    "work",
    [
        lambda db: queues.occupied(db),
        lambda db: outbox.head(db, PATIENT),
        lambda db: outbox.claim(db, "2027", "2028", 1, "me", PATIENT),
        lambda db: outbox.forget(db, "2027", 200),
        lambda db: outbox.oldest_done(db),
    ],
    ids=["queues", "head", "claim", "forget", "oldest done"],
)
def test_thousands_that_wait_or_were_sent_are_neither_scanned_nor_sorted(box: Box, work: Any) -> None:
    statements = traced(box, work)
    assert statements
    for statement in statements:
        plan = plan_of(box, statement, ())
        steps = [step for step in plan if "SCAN" in step or "TEMP B-TREE" in step]
        assert [step for step in steps if "names" not in step and "CONSTANT" not in step] == [], plan


def test_only_the_first_of_a_lane_is_at_the_head_of_a_queue(box: Box) -> None:
    box.add("a", lane="one", due=60)
    box.add("b", lane="one")
    box.add("c", lane="two")
    assert box.first() == "c"
    box.end("sent")
    assert box.first() == "a"


def test_what_is_patient_waits_in_the_queue_of_its_method_and_workspace_and_is_named_last(box: Box) -> None:
    box.add("p", patient=True)
    box.add("q", patient=True, workspace="T2")
    box.add("a")
    found = queues.occupied(box.store.reading())
    assert found == (AT_ONCE, PATIENT, Queue(True, "T2", "chat.postMessage"))
    assert [box.first(queue) for queue in found] == ["a", "p", "q"]


def test_a_message_that_was_moved_waits_in_its_new_queue_alone_in_the_order_of_its_time(box: Box) -> None:
    for key in "abc":
        box.add(key, patient=True)
        box.clock.forward(1)
    opening = Queue(True, "T1", "conversations.open")
    for key in "cab":
        with box.store.transaction() as db:
            id = db.execute("SELECT id FROM outbox WHERE key = ?", (key,)).fetchone()[0]
            queues.move(db, id, opening)
    assert queues.occupied(box.store.reading()) == (opening,)
    assert box.first(opening) == "a"


def test_what_is_leased_is_not_at_the_head_before_its_lease_ends(box: Box) -> None:
    box.add("a")
    box.add("b")
    with box.store.transaction() as db:
        (one,) = outbox.claim(db, box.now, later(box.clock(), 20), 1, "me", AT_ONCE)
    assert (one.draft.key, box.first()) == ("a", "b")
    with box.store.transaction() as db:
        assert leases.holders(db) == ("me",)
        leases.release(db, "me", box.now)
    assert box.first() == "a"


def test_the_operator_sees_what_waits_and_what_was_given_up_and_sent_ones_when_asked(box: Box) -> None:
    box.add("sent", workspace="T2")
    box.end("sent")
    box.add("gone")
    box.end("dropped", "is_archived")
    box.add("off")
    box.end("put off", "internal_error", 60)
    box.add("planned", due=3600)
    given = [
        ("gone", "dropped", 1, "is_archived"),
        ("off", "waiting", 1, "internal_error"),
        ("planned", "waiting", 0, ""),
    ]
    assert box.listed() == given
    assert box.listed(with_sent=True) == [("sent", "sent", 1, ""), *given]
    (sent, gone, off, _) = outbox.listed(box.store.reading(), with_sent=True)
    assert sent == Entry("sent", "T2", "sent", 1, "", sent.due_at, box.now)
    assert (gone.done_at, off.done_at, off.due_at) == (box.now, "", later(box.clock(), 60))


def test_what_was_given_up_is_sent_anew_at_once_when_the_operator_asks(box: Box) -> None:
    box.add("gone")
    box.end("dropped", "is_archived")
    assert box.retry("gone")
    (again,) = box.claim()
    assert (again.draft.key, again.draft.payload, again.tries) == ("gone", {"text": "gone"}, 1)
    assert box.listed() == [("gone", "waiting", 1, "")]


def test_what_was_put_off_is_tried_at_once_when_the_operator_asks(box: Box) -> None:
    box.add("off")
    box.end("put off", "internal_error", 600)
    assert box.claim() == []
    assert box.retry("off")
    assert [waiting.tries for waiting in box.claim()] == [1]


def test_neither_a_sent_message_nor_one_under_way_nor_a_planned_or_unknown_one_is_sent_anew(box: Box) -> None:
    box.add("sent")
    box.end("sent")
    box.add("planned", due=60)
    box.add("under way")
    assert len(box.claim()) == 1
    assert [box.retry(key) for key in ("sent", "planned", "under way", "unknown")] == [False] * 4


def test_the_operator_drops_what_waits_and_not_what_is_under_way_or_done(box: Box) -> None:
    box.add("under way")
    assert len(box.claim()) == 1
    box.add("planned", due=60)
    box.add("now", workspace="T2")
    assert [box.drop(key) for key in ("planned", "now", "now", "under way", "unknown")] == [True, True, *[False] * 3]
    assert [entry[1:] for entry in box.listed()[1:]] == [("dropped", 0, "dropped by hand")] * 2


def test_what_was_planned_for_later_is_told_by_the_moment_it_is_due_at(box: Box) -> None:
    for key, due in (("at once", 0.0), ("soon", 60.0), ("late", 600.0)):
        box.add(key, due)
    at = {seconds: outbox.planned(box.store.reading(), later(box.clock(), seconds)) for seconds in (59, 60, 600)}
    assert {seconds: [one.draft.key for one in found] for seconds, found in at.items()} == {
        59: [],
        60: ["soon"],
        600: ["soon", "late"],
    }


def test_what_has_a_better_moment_is_planned_for_it_with_its_reason_and_counts_neither_as_a_try_nor_as_pending(
    box: Box,
) -> None:
    box.add("a")
    box.end("planned", "outside working hours", 3600)
    assert box.listed() == [("a", "waiting", 0, "outside working hours")]
    assert (box.pending(), box.claim()) == (0, [])
    (planned,) = outbox.planned(box.store.reading(), later(box.clock(), 3600))
    assert (planned.draft.key, planned.due_at) == ("a", later(box.clock(), 3600))
    box.clock.forward(3600)
    assert (box.pending(), len(box.claim())) == (1, 1)


def test_what_is_under_way_or_failed_counts_as_pending_also_if_it_was_planned(box: Box) -> None:
    box.add("a", due=60)
    assert box.pending() == 0
    box.clock.forward(60)
    (waiting,) = box.claim()
    assert box.pending() == 1
    with box.store.transaction() as db:
        outbox.put_off(db, waiting.id, later(box.clock(), 600), "internal_error")
    assert box.pending() == 1


def test_what_was_done_long_ago_is_forgotten_and_nothing_that_waits(box: Box) -> None:
    for key, how in (("old", "sent"), ("older", "dropped")):
        box.add(key)
        box.end(how)
    box.add("planned", due=1000 * DAY)
    box.clock.forward(400 * DAY)
    box.add("new")
    box.end("sent")
    with box.store.transaction() as db:
        assert outbox.forget(db, later(box.clock(), 1 - 400 * DAY), 200) == 2
    assert [entry[0] for entry in box.listed(with_sent=True)] == ["planned", "new"]
