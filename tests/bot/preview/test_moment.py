"""The time of a try: the time of day, moved forward by a person, and the same in both processes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.preview.moment import Moment

A_DAY = 86_400.0


@pytest.fixture
def moment(tmp_path: Path) -> Moment:
    return Moment.new(tmp_path / "try-1.moment")


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> float:
    """The time of day stands still."""
    monkeypatch.setattr(time, "time", lambda: 1_766_232_000.0)
    return 1_766_232_000.0


def test_it_is_the_time_of_day_until_it_is_moved(moment: Moment, noon: float) -> None:
    assert (moment.seconds(), moment.ahead()) == (noon, 0.0)
    assert moment().isoformat() == "2025-12-20T12:00:00+00:00"


def test_moved_it_runs_on_from_there(moment: Moment, noon: float, monkeypatch: pytest.MonkeyPatch) -> None:
    moment.move(noon + A_DAY)
    assert moment().isoformat() == "2025-12-21T12:00:00+00:00"
    monkeypatch.setattr(time, "time", lambda: noon + 60)
    assert moment.seconds() == noon + A_DAY + 60


@pytest.mark.parametrize("to", [0.0, -A_DAY, float("-inf"), float("nan")])
def test_it_never_goes_back(moment: Moment, noon: float, to: float) -> None:
    moment.move(noon + A_DAY)
    moment.move(noon + to)
    assert moment.seconds() == noon + A_DAY


def test_two_processes_share_it(moment: Moment) -> None:
    script = (
        "import sys; from pathlib import Path; from bot.preview.moment import Moment; m = Moment(Path(sys.argv[1]))\n"
        "for line in sys.stdin: m.move(m.seconds() + float(line)); print(m.ahead(), flush=True)"
    )
    command = [sys.executable, "-c", script, str(moment.file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        for here, there in ((0.0, A_DAY), (2 * A_DAY, 0.0), (0.0, 3 * A_DAY)):
            moment.move(moment.seconds() + here)
            before = moment.ahead()
            other.stdin.write(f"{there}\n")
            other.stdin.flush()
            assert float(other.stdout.readline()) == moment.ahead()
            assert moment.ahead() == pytest.approx(before + there, abs=60)
        other.stdin.close()


def test_the_bot_is_told_of_each_look_that_is_wanted_and_tells_how_far_it_is(moment: Moment) -> None:
    bots = Moment(moment.file)
    assert (bots.wanted(), moment.looks()) == (0, 0)
    first, second = moment.want_look(), moment.want_look()
    assert (first, second, bots.wanted()) == (1, 2, 2)
    bots.looked(first)
    assert first <= moment.looks() < second
    bots.looked(bots.wanted())
    assert moment.looks() == second
    assert moment.ahead() == 0.0


def test_a_new_one_begins_at_the_time_of_day_whatever_an_earlier_try_left(moment: Moment, noon: float) -> None:
    moment.move(noon + A_DAY)
    moment.want_look()
    assert Moment(moment.file).seconds() == noon + A_DAY
    new = Moment.new(moment.file)
    assert (new.seconds(), new.wanted(), new.looks()) == (noon, 0, 0)


def test_there_is_none_where_no_try_made_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Moment(tmp_path / "other.moment")
