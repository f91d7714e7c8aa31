"""Events of Slack's: noted once, and forgotten when none of them can come again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot import app
from bot.clock import stamp
from bot.config import Settings
from bot.store import deliveries
from bot.store.database import Store

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_an_event_is_new_once_in_each_workspace(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'events.db'}")
    store.migrate()
    with store.transaction() as db:
        assert not deliveries.seen(db, "T1", "Ev1")
        assert deliveries.first_time(db, "T1", "Ev1", stamp(NOW))
        assert not deliveries.first_time(db, "T1", "Ev1", stamp(NOW))
        assert deliveries.seen(db, "T1", "Ev1")
        assert not deliveries.seen(db, "T2", "Ev1")
        assert deliveries.first_time(db, "T2", "Ev1", stamp(NOW))


def test_a_start_forgets_events_of_long_ago_and_keeps_recent_ones(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'events.db'}"
    store = Store(url)
    store.migrate()
    with store.transaction() as db:
        deliveries.first_time(db, "T1", "old", stamp(NOW.replace(month=9)))
        deliveries.first_time(db, "T1", "recent", stamp(NOW.replace(day=20)))
    running = app.build(Settings("xoxb-1", "secret", api_url="http://127.0.0.1:9/api/", database_url=url), lambda: NOW)
    running.start()
    running.stop()
    assert not deliveries.seen(store.reading(), "T1", "old")
    assert deliveries.seen(store.reading(), "T1", "recent")
