"""How often teams and channels are asked, as it is kept: one row each, and none of another workspace's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from bot.clock import stamp
from bot.schedule import DaysOff, Occurrence, Rhythm
from bot.store import rhythms
from bot.store.database import Store
from bot.store.rhythms import Kept, Kind

OFF = (DaysOff(date(2026, 12, 24), date(2027, 1, 1)), DaysOff(date(2027, 5, 14), date(2027, 5, 14)))
RHYTHM = Rhythm("FREQ=WEEKLY", date(2026, 11, 23), time(9, 30), "Europe/Berlin", "DE-BY", OFF, time(8), time(18, 30))
FIRST = Occurrence(date(2026, 11, 30), datetime(2026, 11, 30, 8, 30, tzinfo=UTC))
SECOND = Occurrence(date(2026, 12, 7), datetime(2026, 12, 7, 8, 30, tzinfo=UTC))
NOW, THEN = "2026-11-23T12:00:00.000000+00:00", "2027-11-23T12:00:00.000000+00:00"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(f"sqlite:///{tmp_path / 'bot.db'}")
    store.migrate()
    return store


def put(store: Store, workspace: str = "T1", kind: Kind = "checkin", next: Occurrence | None = FIRST) -> None:
    with store.transaction() as db:
        rhythms.put(db, workspace, kind, "one", RHYTHM, next, "U1", NOW)


def kept(store: Store, workspace: str = "T1", kind: Kind = "checkin") -> Kept:
    found = rhythms.find(store.reading(), workspace, kind, "one")
    assert found is not None
    return found


def test_what_is_put_is_found_as_it_was(store: Store) -> None:
    put(store)
    assert kept(store) == Kept(
        *("T1", "checkin", "one", RHYTHM, "", "", "", "2026-11-30", stamp(FIRST.at), "U1", NOW),
    )


def test_setting_it_anew_starts_what_was_stopped_and_keeps_what_was_sent_last(store: Store) -> None:
    put(store)
    with store.transaction() as db:
        assert rhythms.handled(db, kept(store), FIRST.day, SECOND, NOW)
        rhythms.stop(db, "T1", "checkin", "one", "the channel is archived")
    assert (kept(store).stopped, kept(store).next_due) == ("the channel is archived", "")
    put(store, next=SECOND)
    assert (kept(store).stopped, kept(store).last_day, kept(store).next_day) == ("", "2026-11-30", "2026-12-07")


def test_of_two_clocks_one_handles_it_and_the_other_is_told(store: Store) -> None:
    put(store)
    seen = kept(store)
    with store.transaction() as db:
        assert rhythms.handled(db, seen, FIRST.day, SECOND, NOW)
        assert not rhythms.handled(db, seen, FIRST.day, SECOND, NOW)
    assert (kept(store).next_day, kept(store).handled_at) == ("2026-12-07", NOW)


def test_what_was_planned_anew_meanwhile_is_not_handled_as_it_was(store: Store) -> None:
    put(store)
    seen = kept(store)
    with store.transaction() as db:
        rhythms.plan(db, "T1", "checkin", "one", Occurrence(FIRST.day, SECOND.at))
        assert not rhythms.handled(db, seen, FIRST.day, SECOND, NOW)


def test_only_what_has_come_is_due_soonest_first_and_of_its_kind(store: Store) -> None:
    put(store, "T1", next=SECOND)
    put(store, "T2", next=FIRST)
    put(store, "T3", "digest")
    put(store, "T4", next=None)
    with store.transaction() as db:
        rhythms.put(db, "T5", "checkin", "one", RHYTHM, FIRST, "U1", NOW)
        rhythms.stop(db, "T5", "checkin", "one", "stopped")

    def due(at: datetime, limit: int = 9) -> list[str]:
        return [one.workspace for one in rhythms.due(store.reading(), "checkin", stamp(at), limit)]

    assert due(datetime(2026, 11, 30, 8, 29, tzinfo=UTC)) == []
    assert due(FIRST.at) == ["T2"]
    assert due(SECOND.at) == ["T2", "T1"]
    assert due(SECOND.at, 1) == ["T2"]


def test_what_a_clock_noted_too_early_is_found_and_set_back_once(store: Store) -> None:
    put(store)
    with store.transaction() as db:
        rhythms.handled(db, kept(store), SECOND.day, None, THEN)
    (early,) = rhythms.ahead(store.reading(), NOW)
    with store.transaction() as db:
        rhythms.set_back(db, early, None, FIRST, NOW)
        rhythms.set_back(db, early, SECOND.day, None, NOW)
    healed = kept(store)
    assert (healed.last_day, healed.handled_at, healed.next_day, healed.set_at) == ("", NOW, "2026-11-30", NOW)
    assert rhythms.ahead(store.reading(), NOW) == ()


def test_another_workspace_or_kind_changes_and_sees_nothing(store: Store) -> None:
    put(store)
    before = kept(store)
    keys: tuple[tuple[str, Kind], ...] = (("T2", "checkin"), ("T1", "digest"))
    with store.transaction() as db:
        for workspace, kind in keys:
            assert rhythms.find(db, workspace, kind, "one") is None
            rhythms.plan(db, workspace, kind, "one", SECOND)
            rhythms.stop(db, workspace, kind, "one", "stopped")
            rhythms.remove(db, workspace, kind, "one")
    assert kept(store) == before
    with store.transaction() as db:
        rhythms.remove(db, "T1", "checkin", "one")
    assert rhythms.find(store.reading(), "T1", "checkin", "one") is None


def test_of_a_zone_that_is_not_known_here_the_others_are_not_kept_waiting_and_utc_stands_for_it(store: Store) -> None:
    put(store)
    put(store, workspace="T2")
    for odd in ("Mars/Olympus", "../etc", "Europe"):
        with store.transaction() as db:
            db.execute("UPDATE rhythms SET zone = ? WHERE workspace = 'T2'", (odd,))
        found = rhythms.due(store.reading(), "checkin", stamp(FIRST.at), 9)
        assert [one.rhythm.zone for one in found] == ["Europe/Berlin", "UTC"]
