"""What a digest over many teams costs, beside few, in one run. Run: python benchmarks/digest.py

Teams with eight quarters each, put straight into the tables; the digest is read and its message made, without the
picture. Ratios tell the shape; the milliseconds are this machine's.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path

from bot import digesting, standing
from bot.blocks import digest as blocks
from bot.clock import stamp
from bot.digesting import PARTS, Digest, Wanted
from bot.store.database import Store
from knowledge import loading

LIBRARY = loading.shipped()
MODEL = LIBRARY.maturity_models["azure"]
GATES = [item for dimension in MODEL.dimensions for cell in dimension.cells for item in cell.gate]
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
QUARTERS, REPEATS = 8, 7
TABLES = ("teams", "showings", "assessments", "results", "standings", "holdings", "actions")
Rows = Iterator[tuple[str, tuple[object, ...]]]
"""The name of a table, and what goes into it."""


def quarter(back: int) -> str:
    """A moment so many quarters ago."""
    return stamp(NOW - timedelta(days=91 * back + 40))


def filled(folder: Path, teams: int) -> Store:
    """A database of teams that are all shown, with their results, what they have in place, and their actions."""
    store = Store(f"sqlite:///{folder / f'{teams}.db'}")
    store.migrate()
    rng = random.Random(5)
    rows = list(chain.from_iterable(_team(f"t{number}", rng) for number in range(teams)))
    with store.transaction() as db:
        for table in TABLES:
            own = [values for name, values in rows if name == table]
            db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(own[0]))})", own)
    return store


def _team(id: str, rng: random.Random) -> Rows:
    began = quarter(QUARTERS)
    yield "teams", (id, "T1", f"Team {id}", f"team {id}", f"C{id}", "ULEAD", "ULEAD", began, "")
    yield "showings", ("T1", id, "yes", "ULEAD", began, began)
    level = rng.randint(0, 2)
    for back in reversed(range(QUARTERS)):
        level = min(MODEL.top, level + (rng.random() < 0.2))
        yield from _result(id, back, level, rng)
    for item in rng.sample(GATES, len(GATES) // 2):
        yield "holdings", ("T1", id, item, quarter(rng.randrange(QUARTERS)))
    for number in range(4):
        state, changed = rng.choice(["open", "started", "done"]), quarter(rng.randrange(3))
        about = (f"{id}-{number}", "T1", id, "step", rng.choice(GATES), "title", "", "ULEAD", "")
        yield "actions", (*about, state, "", "ULEAD", began, changed, "")


def _result(team: str, back: int, level: int, rng: random.Random) -> Rows:
    id, at = f"{team}-{back}", quarter(back)
    yield "assessments", (id, "T1", team, "ULEAD", at, "")
    yield "results", (id, "T1", team, id, "ULEAD", "", "v", "answers", "[]", "[]", "[]", at, "")
    ranges = [(low, min(MODEL.top, low + (rng.random() < 0.1))) for low in [level, *rng.choices(range(level, 5), k=3)]]
    profile = ",".join(f"{low}-{high}" for low, high in ranges)
    holding = ",".join(rng.sample(GATES, 4))
    for model in LIBRARY.maturity_models:
        yield "standings", (id, model, "T1", team, at, at, 1, level, ranges[0][1], profile, holding)


def milliseconds(work: Callable[[], object]) -> float:
    """The median time of a piece of work."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def read(store: Store, back: int) -> Digest:
    """The digest of all teams since so many quarters ago."""
    wanted = Wanted("T1", (), MODEL.id, quarter(back), stamp(NOW), frozenset(PARTS))
    return digesting.read(store.reading(), LIBRARY, wanted)


def main() -> None:
    """Print a small table."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (filled(Path(folder), teams) for teams in (100, 10_000))
        works: dict[str, Callable[[Store], object]] = {
            "read, since last quarter": lambda store: read(store, 1),
            "read, since seven quarters ago": lambda store: read(store, 7),
            "read and message": lambda store: blocks.message(LIBRARY, read(store, 1), picture=False).payload(),
            "nothing to catch up": lambda store: standing.catch_up(store, LIBRARY),
        }
        rows = [
            (name, milliseconds(partial(work, few)), milliseconds(partial(work, many))) for name, work in works.items()
        ]
    print(f"{'teams':32} 100, ms  10,000, ms    ratio")
    for name, one, other in rows:
        print(f"{name:32} {one:7.1f} {other:11.1f} {other / one:8.1f}")


if __name__ == "__main__":
    main()
