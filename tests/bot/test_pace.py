"""Pace: no more than a burst ahead of the rate for who is patient, silence where Slack asked for it, over all processes."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.pace import A_DAY, A_MINUTE, CHANNEL, JITTER, RATES, Pace
from bot.store.database import Store
from tests.bot.moving import Moving

MESSAGES, OPEN, HOME = "chat.postMessage", "conversations.open", "views.publish"
QUARTERS = st.integers(0, 12).map(lambda quarters: quarters / 4)
TRIES = st.lists(st.tuples(QUARTERS, st.sampled_from(["C1", MESSAGES, OPEN, HOME])), max_size=60)
given_time = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


class Office:
    """What a process knows of the pace of a workspace: its own connection, the same store."""

    def __init__(self, database: Path, clock: Moving, workspace: str) -> None:
        self.store, self.clock, self.workspace, self.pace = Store(f"sqlite:///{database}"), clock, workspace, Pace()

    def wait(self, key: str, patient: bool = True) -> float:
        """Seconds until there is a turn."""
        free = self.pace.free_at(self.store.reading(), self.workspace, key, patient, self.clock())
        return (free - self.clock()).total_seconds()

    def take(self, key: str) -> None:
        with self.store.transaction() as db:
            self.pace.take(db, self.workspace, [key], self.clock())

    def hold(self, method: str, seconds: float) -> datetime:
        with self.store.transaction() as db:
            return self.pace.hold(db, self.workspace, method, seconds, self.clock())


New = Callable[[], tuple[Office, Office]]


@pytest.fixture
def two(tmp_path: Path) -> New:
    """Two processes of a workspace that nobody wrote to before."""
    first = Store(f"sqlite:///{tmp_path / 'bot.db'}")
    first.migrate()
    number = itertools.count()

    def new() -> tuple[Office, Office]:
        clock, workspace = Moving(), f"T{next(number)}"
        return Office(tmp_path / "bot.db", clock, workspace), Office(tmp_path / "bot.db", clock, workspace)

    return new


@given_time
@given(TRIES, st.randoms())
def test_no_stretch_of_time_holds_more_than_its_turns_and_a_burst(
    two: New, tries: list[tuple[float, str]], random: Random
) -> None:
    processes = two()
    taken: dict[str, list[datetime]] = {}
    for pause, key in tries:
        processes[0].clock.forward(pause)
        process = random.choice(processes)
        if process.wait(key) == 0:
            process.take(key)
            taken.setdefault(key, []).append(process.clock())
    for key, times in taken.items():
        rate = RATES.get(key, CHANNEL)
        for first, last in itertools.combinations_with_replacement(range(len(times)), 2):
            most = rate.burst + (times[last] - times[first]).total_seconds() / rate.seconds
            assert last - first + 1 <= most


@given_time
@given(TRIES)
def test_a_wait_that_was_told_is_exactly_long_enough(two: New, tries: list[tuple[float, str]]) -> None:
    office, _ = two()
    for pause, key in tries:
        office.clock.forward(pause)
        wait = office.wait(key)
        if wait:
            office.clock.forward(wait - 0.125)
            assert office.wait(key) == 0.125
            office.clock.forward(0.125)
        assert office.wait(key) == 0
        office.take(key)


@given_time
@given(st.integers(0, 40))
def test_one_channel_and_one_workspace_cost_another_nothing(two: New, others: int) -> None:
    office, elsewhere = two()[0], two()[0]
    for _ in range(others):
        office.take("busy")
    assert office.wait("quiet") == 0
    assert elsewhere.wait("busy") == 0


@given_time
@given(st.lists(st.integers(0, 60), min_size=1, max_size=5), QUARTERS)
def test_where_slack_wants_silence_everybody_waits_at_least_that_long_and_hardly_longer(
    two: New, silences: list[int], pause: float
) -> None:
    office, other = two()
    ends = []
    for seconds in silences:
        office.hold(MESSAGES, seconds)
        ends.append((office.clock() + timedelta(seconds=seconds), seconds))
        office.clock.forward(pause)
    least = max(0.0, *((end - office.clock()).total_seconds() for end, _ in ends))
    most = max(0.0, *((end - office.clock()).total_seconds() + JITTER * seconds for end, seconds in ends))
    assert least <= other.wait(MESSAGES, patient=False) <= most + 1e-5
    assert least <= other.wait(MESSAGES, patient=True) <= most + 1e-5
    assert other.wait("views.open", patient=False) == 0


def test_processes_that_are_refused_at_the_same_moment_come_back_at_different_ones(two: New) -> None:
    assert len({two()[0].hold(MESSAGES, 30) for _ in range(8)}) == 8


@pytest.mark.parametrize("key", [MESSAGES, OPEN, "users.info"])
def test_what_somebody_waits_for_does_not_wait_for_the_workspaces_turn_but_counts(two: New, key: str) -> None:
    office, _ = two()
    for _ in range(20):
        assert office.wait(key, patient=False) == 0
        office.take(key)
    rate = RATES[key]
    assert office.wait(key, patient=True) == pytest.approx((20 - rate.burst + 1) * rate.seconds)


@pytest.mark.parametrize("key", ["C1", HOME])
def test_a_channels_turn_and_a_home_tabs_are_waited_for_by_everybody(two: New, key: str) -> None:
    office, _ = two()
    for _ in range(4):
        office.take(key)
    assert office.wait(key, patient=False) == 1


def test_a_crowd_keeps_the_patient_waiting_for_a_minute_at_most_after_it_has_gone(two: New) -> None:
    office, _ = two()
    for _ in range(5000):
        office.take(MESSAGES)
    assert A_MINUTE.total_seconds() - 1 < office.wait(MESSAGES) <= A_MINUTE.total_seconds()


def test_a_clock_that_was_far_ahead_and_has_gone_back_keeps_nobody_waiting(two: New) -> None:
    office, _ = two()
    office.clock.forward(3 * A_DAY.total_seconds())
    for _ in range(9):
        office.take("C1")
        office.take(MESSAGES)
    office.hold(MESSAGES, 60)
    office.clock.forward(-3 * A_DAY.total_seconds())
    assert (office.wait("C1"), office.wait(MESSAGES)) == (0, 0)
    for _ in range(4):
        office.take("C1")
    assert office.wait("C1") == 1


def test_a_method_without_a_known_rate_is_free_until_slack_wants_it_silent(two: New) -> None:
    office, _ = two()
    for _ in range(100):
        office.take("assistant.threads.setStatus")
    assert office.wait("assistant.threads.setStatus") == 0
    office.hold("assistant.threads.setStatus", 30)
    assert office.wait("assistant.threads.setStatus", patient=False) >= 30
