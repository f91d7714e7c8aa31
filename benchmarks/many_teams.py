"""What many teams and results cost, beside few, in one run. Run: python benchmarks/many_teams.py

A programme lead's Home tab, built as it is when it is published, over 50 and over 500 teams; a page of a team's history
and its comparison menu, with 10 and with 100 results. Ratios tell the shape; the milliseconds are this machine's.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.assessments import Assessments
from bot.clock import stamp
from bot.history import History
from bot.hometab import HomeTabs
from bot.people import Person
from bot.store import assessments, programme, results
from bot.store.database import Connection, Store
from bot.store.ids import new_id
from bot.store.placements import dump_placements
from bot.store.results import Respondent, Result
from bot.store.teams import Team
from bot.teams import Teams
from conversations import flow
from conversations.session import Passed
from knowledge import loading
from knowledge.answers import DETAIL
from knowledge.library import Value
from knowledge.scoring import place

LIBRARY, FLOWS = loading.shipped(), flow.shipped()
BEGAN = datetime(2026, 1, 5, 10, tzinfo=UTC)
REPEATS = 9


def filled(folder: Path, teams: int, rounds: int) -> tuple[Store, list[Team]]:
    """A database of teams, each with results of one assessment after another, and a programme lead."""
    store = Store(f"sqlite:///{folder / f'{teams}-{rounds}.db'}")
    store.migrate()
    rng, made = random.Random(4), []
    for number in range(teams):
        team = Teams(store, lambda: BEGAN).set_up(Person("T1", "ULEAD"), f"Team {number}", f"C{number}", "ULEAD")
        if isinstance(team, Team):
            made.append(team)
    for team in made:
        with store.transaction() as db:
            for number in range(rounds):
                _result(db, team, stamp(BEGAN + timedelta(days=30 * number)), rng)
    with store.transaction() as db:
        programme.add_lead(db, "T1", "ULEAD", stamp(BEGAN))
    return store, made


def _result(db: Connection, team: Team, now: str, rng: random.Random) -> None:
    values = {id: rng.choices((Value.HELD, Value.NOT_HELD, Value.UNKNOWN), (5, 4, 1))[0] for id in LIBRARY.capabilities}
    trail = tuple(
        Passed(turn, "questions", DETAIL, one.id, values={id: values[id].value for id in one.capabilities})
        for turn, one in enumerate(LIBRARY.questions.values(), 1)
    )
    opened = assessments.begin(db, "T1", team.id, "ULEAD", now)
    made = Result(
        *(new_id(), "T1", team.id, opened.id, "ULEAD", "", LIBRARY.version, "answers"),
        *((Respondent("", "", trail),), (), dump_placements(place(LIBRARY, values)), now),
    )
    results.add(db, made)


def milliseconds(work: Callable[[], object]) -> float:
    """The median time of a piece of work."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def home(store: Store) -> Callable[[], object]:
    """Builds the programme lead's Home tab."""
    asked = Assessments(store, LIBRARY, FLOWS, lambda: BEGAN)
    homes = HomeTabs(store, LIBRARY, lambda: BEGAN, asked, lambda workspace, person: {})
    lead = Person("T1", "ULEAD")
    homes.turn(lead, lambda page: type(page)(scope="all"))
    return lambda: homes.blocks(lead)


def main() -> None:
    """Print a small table."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (filled(Path(folder), teams, 4)[0] for teams in (50, 500))
        short, long = (filled(Path(folder), 1, rounds) for rounds in (10, 100))
        histories = [(History(store, LIBRARY, lambda: BEGAN), teams[0]) for store, teams in (short, long)]
        rows = [
            ("Home of all teams, 50 and 500", milliseconds(home(few)), milliseconds(home(many))),
            ("a page of history, 10 and 100", *(milliseconds(lambda h=h, t=t: h.pages(t)) for h, t in histories)),
            ("menu to compare, 10 and 100", *(milliseconds(lambda h=h, t=t: h.newest(t)) for h, t in histories)),
        ]
    print(f"{'':34}   few ms  many ms    ratio")
    for name, one, other in rows:
        print(f"{name:34} {one:8.1f} {other:8.1f} {other / one:8.1f}")


if __name__ == "__main__":
    main()
