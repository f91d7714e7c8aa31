"""The outbox's later additions: what is made when sent is renewed, planned, cancelled, and done in several steps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.clock import later, stamp
from bot.store import outbox
from bot.store.database import Connection, Store
from bot.store.outbox import Draft, Waiting
from bot.store.queues import AT_ONCE
from tests.bot.moving import Moving

End = Callable[[Connection, int, str], None]


class Box:
    """An outbox and its clock."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(f"sqlite:///{folder / 'bot.db'}")
        self.store.migrate()
        self.clock = Moving()

    @property
    def now(self) -> str:
        return stamp(self.clock())

    def at(self, seconds: float) -> str:
        """So many seconds from now."""
        return later(self.clock(), seconds)

    def draft(self, key: str = "home", **more: object) -> Draft:
        given = {"make": "home", **more}
        return Draft(key, "T1", "lane", "views.publish", "U1", {}, **given)  # type: ignore[arg-type]

    def renew(self, seconds: float) -> None:
        with self.store.transaction() as db:
            outbox.renew(db, self.draft(), self.at(seconds), self.now)

    def claim(self) -> list[Waiting]:
        """What is due now, each lane's first."""
        with self.store.transaction() as db:
            return list(outbox.claim(db, self.now, self.at(20), 5))

    def sent(self, waiting: Waiting) -> None:
        with self.store.transaction() as db:
            outbox.sent(db, waiting.id, self.now)

    def plan(self, seconds: float) -> None:
        """A message of its own lane and a key that is known."""
        with self.store.transaction() as db:
            outbox.add(db, self.draft(), self.now, self.at(seconds))

    def cancel(self, key: str = "home", workspace: str = "T1") -> bool:
        with self.store.transaction() as db:
            return outbox.cancel(db, workspace, key, "left", self.now)

    def waiting(self) -> list[str]:
        """When each message that waits is due."""
        found = self.store.reading().execute("SELECT due_at FROM outbox WHERE state = 'waiting' ORDER BY due_at, id")
        return [str(row[0]) for row in found.fetchall()]

    def pending(self) -> int:
        return outbox.pending(self.store.reading(), self.now)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def test_what_was_never_sent_is_planned_once_however_often_it_is_renewed(box: Box) -> None:
    for _ in range(3):
        box.renew(60)
    assert box.waiting() == [box.at(60)]


def test_renewing_brings_a_planned_one_forward_and_never_puts_it_off(box: Box) -> None:
    box.renew(60)
    box.renew(5)
    box.renew(40)
    assert box.waiting() == [box.at(5)]


@pytest.mark.parametrize("end", [outbox.sent, lambda db, one, now: outbox.dropped(db, one, "user_disabled", now)])
def test_one_that_was_sent_or_given_up_is_followed_by_another_and_leaves_no_row(box: Box, end: End) -> None:
    box.renew(0)
    (first,) = box.claim()
    with box.store.transaction() as db:
        end(db, first.id, box.now)
    box.renew(30)
    assert box.waiting() == [box.at(30)]
    assert box.store.reading().execute("SELECT count(*) FROM outbox").fetchone()[0] == 1


def test_one_that_is_on_its_way_may_miss_the_news_so_one_other_follows_it(box: Box) -> None:
    box.renew(0)
    (under_way,) = box.claim()
    box.renew(0)
    box.renew(0)
    assert len(box.waiting()) == 2
    assert box.claim() == []
    box.sent(under_way)
    (next_one,) = box.claim()
    assert next_one.draft.make == "home"
    assert next_one.id != under_way.id


def test_one_that_slack_wants_later_keeps_its_time(box: Box) -> None:
    box.renew(0)
    (waiting,) = box.claim()
    with box.store.transaction() as db:
        outbox.put_off(db, waiting.id, box.at(30), "ratelimited")
    box.renew(0)
    assert box.waiting() == [box.at(30)]


def test_a_message_that_takes_long_to_make_is_not_taken_for_lost(box: Box) -> None:
    box.renew(0)
    (waiting,) = box.claim()
    with box.store.transaction() as db:
        outbox.hold(db, waiting.id, box.at(120))
    box.clock.forward(119)
    assert box.claim() == []
    box.clock.forward(1)
    assert len(box.claim()) == 1


def test_however_many_are_under_way_news_is_never_lost(box: Box) -> None:
    for _ in range(4):
        box.renew(0)
        found = box.claim()
        assert len(found) <= 1
    delivered = 0
    while found := box.claim() or (box.clock.forward(21) or box.claim()):  # type: ignore[func-returns-value]
        box.sent(found[0])
        delivered += 1
    assert delivered == 2
    assert box.waiting() == []


def test_what_is_planned_is_not_claimed_before_its_time_and_does_not_count_as_pending(box: Box) -> None:
    box.renew(60)
    assert (box.claim(), box.pending()) == ([], 0)
    assert (head := outbox.head(box.store.reading(), AT_ONCE))
    assert head.due_at == box.at(60)
    box.clock.forward(60)
    assert box.pending() == 1
    assert len(box.claim()) == 1


def test_what_was_put_off_counts_as_pending_though_it_is_due_later(box: Box) -> None:
    box.renew(0)
    (waiting,) = box.claim()
    with box.store.transaction() as db:
        outbox.put_off(db, waiting.id, box.at(300), "ratelimited")
    assert box.pending() == 1


def test_a_step_of_several_keeps_what_it_found_and_its_tries_begin_anew(box: Box) -> None:
    box.renew(0)
    (waiting,) = box.claim()
    with box.store.transaction() as db:
        more = Draft("home", "T1", "lane", "upload", "U1", {"file": "F1"}, notify="U1", make="home", about="it")
        outbox.go_on(db, waiting.id, more, box.at(1), "Slack prepares the file")
    assert (box.claim(), box.pending()) == ([], 1)
    box.clock.forward(1)
    (again,) = box.claim()
    assert (again.id, again.tries) == (waiting.id, 1)
    assert (again.draft.payload, again.draft.notify, again.draft.make, again.draft.about) == (
        {"file": "F1"},
        "U1",
        "home",
        "it",
    )


def test_a_planned_message_can_be_cancelled_once_and_only_in_its_workspace(box: Box) -> None:
    box.plan(60)
    assert not box.cancel(workspace="T2")
    assert box.cancel()
    assert not box.cancel()
    box.clock.forward(61)
    assert box.claim() == []


def test_what_is_being_sent_can_not_be_cancelled_until_its_lease_has_run_out(box: Box) -> None:
    box.plan(0)
    assert box.claim()
    assert not box.cancel()
    box.clock.forward(21)
    assert box.cancel()


def test_a_later_message_holds_up_what_comes_after_it_in_its_lane_and_no_other(box: Box) -> None:
    with box.store.transaction() as db:
        outbox.add(db, box.draft("later"), box.now, box.at(60))
        outbox.add(db, box.draft("behind"), box.now)
        other = Draft("other", "T1", "another lane", "views.publish", "U2", {})
        outbox.add(db, other, box.now)
    assert [one.draft.key for one in box.claim()] == ["other"]


def test_a_planned_message_can_be_sent_at_once_and_only_once(box: Box) -> None:
    box.plan(60)
    with box.store.transaction() as db:
        assert not outbox.hasten(db, "T2", "home", box.now)
        assert outbox.hasten(db, "T1", "home", box.now)
        assert not outbox.hasten(db, "T1", "home", box.now)
    assert len(box.claim()) == 1
