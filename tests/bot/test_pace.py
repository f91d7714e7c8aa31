"""Pace: never more than a burst ahead of one message a second in a channel, and silent for as long as Slack asked."""

from hypothesis import given
from hypothesis import strategies as st

from bot.pace import A_SECOND, BURST, Pace

QUARTERS = st.integers(0, 12).map(lambda quarters: quarters / 4)
TRIES = st.lists(st.tuples(QUARTERS, st.sampled_from("ab")), max_size=60)


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@given(TRIES)
def test_no_stretch_of_time_holds_more_than_its_seconds_and_a_burst(tries: list[tuple[float, str]]) -> None:
    clock = Clock()
    pace = Pace(clock)
    sent: dict[str, list[float]] = {"a": [], "b": []}
    for pause, channel in tries:
        clock.now += pause
        if pace.wait(channel, "chat.postMessage") == 0.0:
            sent[channel].append(clock.now)
    for times in sent.values():
        for first in range(len(times)):
            for last in range(first, len(times)):
                assert last - first + 1 <= BURST + (times[last] - times[first]) / A_SECOND


@given(TRIES)
def test_a_wait_that_was_told_is_exactly_long_enough(tries: list[tuple[float, str]]) -> None:
    clock = Clock()
    pace = Pace(clock)
    for pause, channel in tries:
        clock.now += pause
        wait = pace.wait(channel, "chat.postMessage")
        if wait:
            clock.now += wait - 0.125
            assert pace.wait(channel, "chat.postMessage") == 0.125
            clock.now += 0.125
            assert pace.wait(channel, "chat.postMessage") == 0.0


@given(st.integers(0, 40))
def test_one_channels_messages_cost_another_nothing(others: int) -> None:
    pace = Pace(Clock())
    for _ in range(others):
        pace.wait("busy", "chat.postMessage")
    assert [pace.wait("quiet", "chat.postMessage") for _ in range(BURST)] == [0.0] * BURST


@given(st.lists(st.integers(1, 60), min_size=1, max_size=5), QUARTERS)
def test_a_held_method_is_silent_until_the_latest_moment_that_slack_named(holds: list[int], pause: float) -> None:
    clock = Clock()
    pace = Pace(clock)
    until = 0.0
    for seconds in holds:
        pace.hold("T1 chat.postMessage", seconds)
        until = max(until, clock.now + seconds)
        clock.now += pause
    wait = pace.wait("a", "T1 chat.postMessage")
    assert wait == max(until - clock.now, 0.0)
    assert pace.wait("b", "T2 chat.postMessage") == 0.0


def test_a_wait_is_not_counted_as_a_message() -> None:
    clock = Clock()
    pace = Pace(clock)
    for _ in range(50):
        pace.wait("a", "chat.postMessage")
    clock.now += 1.0
    assert pace.wait("a", "chat.postMessage") == 0.0
    assert pace.wait("a", "chat.postMessage") == 1.0
