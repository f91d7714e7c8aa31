"""A company whose teams are assessed again and again, for tests of digests: a real store, results put straight into it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot import digesting, standing
from bot.digesting import PARTS, Digest, Part, Wanted
from bot.store import actions, assessments, results, teams
from bot.store.actions import Action, State
from bot.store.database import Store
from bot.store.ids import new_id
from bot.store.placements import dump_placements
from bot.store.results import Cause, Respondent, Result
from bot.store.teams import Team
from conversations.session import Passed
from knowledge import loading
from knowledge.answers import DETAIL
from knowledge.library import Value, Values
from knowledge.scoring import place

LIBRARY = loading.shipped()
AZURE = LIBRARY.maturity_models["azure"]
LEAD = "U0LEAD"
LONG_AGO, SPRING, SUMMER, AUTUMN, NOW = (f"2026-{day}T10:00:00.000000+00:00" for day in (
    "01-05", "04-06", "07-06", "10-05", "11-21"
))  # fmt: skip
"""When teams were set up; three moments at which they are assessed; when the digest is read."""
LAST = "2026-08-21T10:00:00.000000+00:00"
"""When the last digest was made."""
TRACKED, VERSIONED, COLLECTED = "experiments_tracked", "ml_models_versioned", "data_pipeline"


def up_to(level: int) -> frozenset[str]:
    """What a team of this level of Microsoft's model has in place."""
    cells = (cell for dimension in AZURE.dimensions for cell in dimension.cells if cell.level <= level)
    return frozenset({"ml_model_exists", *(item for cell in cells for item in cell.gate)})


def _trail(said: Values) -> tuple[Passed, ...]:
    """Answers in detail that say just this."""
    return tuple(
        Passed(turn, "questions", DETAIL, one.id, values={id: said[id].value for id in sorted(one.capabilities)})
        for turn, one in enumerate(LIBRARY.questions.values(), 1)
    )


class Company:
    """Teams of one workspace."""

    def __init__(self, folder: Path, workspace: str = "T1", store: Store | None = None) -> None:
        self.workspace = workspace
        self.store = store or Store(f"sqlite:///{folder / 'bot.db'}")
        self.store.migrate()

    def team(self, name: str, agreed: str = "yes", created: str = LONG_AGO, said: str = LONG_AGO) -> Team:
        """A team, and what its lead said of showing it (empty: nothing yet)."""
        with self.store.transaction() as db:
            made = teams.create(db, self.workspace, name, f"C{new_id()}", LEAD, LEAD, created)
            db.execute(
                "INSERT INTO showings (workspace, team, agreed, said_by, asked_at, changed_at) VALUES (?, ?, ?, ?, ?, ?)",
                (self.workspace, made.id, agreed, LEAD, said, said),
            )
        return made

    def reach(
        self,
        team: Team,
        at: str,
        in_place: Iterable[str] = (),
        unknown: Iterable[str] = (),
        cause: Cause = "answers",
        assessment: str = "",
        kept: bool = True,
    ) -> Result:
        """A result at a moment, of an assessment that was opened then unless one is named; everything else is not in
        place. Not `kept`: as a release before digests stored it."""
        said = dict.fromkeys(LIBRARY.capabilities, Value.NOT_HELD)
        said |= dict.fromkeys(in_place, Value.HELD) | dict.fromkeys(unknown, Value.UNKNOWN)
        placements = place(LIBRARY, said)
        with self.store.transaction() as db:
            of = assessment or assessments.begin(db, self.workspace, team.id, LEAD, at).id
            made = Result(
                *(new_id(), self.workspace, team.id, of, LEAD, "", LIBRARY.version, cause),
                *((Respondent(LEAD, "", _trail(said)),), (), dump_placements(placements), at),
            )
            results.add(db, made)
            if kept:
                standing.keep(db, LIBRARY, made, said, placements)
        return made

    def act(self, team: Team, capability: str, state: State, at: str, title: str = "Ask Ana") -> None:
        """An action of a team's, in this state since then."""
        with self.store.transaction() as db:
            about = (new_id(), self.workspace, team.id, "step", capability, title, "words", LEAD, "")
            actions.save(db, Action(*about, state, "", LEAD, LONG_AGO, at))

    def introduce(self, helper: Team, learner: Team, capability: str) -> None:
        """Two teams that know of each other."""
        self.change("INSERT INTO introductions VALUES (?, ?, ?, ?, '', '')", helper.id, learner.id, capability)

    def change(self, sql: str, *values: object) -> None:
        """Change the database from outside; the workspace is the first value."""
        with self.store.transaction() as db:
            db.execute(sql, (self.workspace, *values))

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database holds."""
        return [tuple(row) for row in self.store.reading().execute(sql, values).fetchall()]

    def read(
        self,
        since: str = LAST,
        wanted: tuple[Team, ...] = (),
        now: str = NOW,
        shows: Iterable[Part] = PARTS,
        scale: str = "azure",
    ) -> Digest:
        """The digest."""
        asked = Wanted(self.workspace, tuple(team.id for team in wanted), scale, since, now, frozenset(shows))
        return digesting.read(self.store.reading(), LIBRARY, asked)
