"""A team whose people act, without Slack: a real store, a clock that is moved, and results of whatever values are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.actions import Actions, Entered, Taken
from bot.clock import stamp
from bot.people import Person
from bot.store import assessments, homes, outbox
from bot.store import results as result_store
from bot.store.actions import Action
from bot.store.assessments import Assessment
from bot.store.database import Store
from bot.store.ids import new_id
from bot.store.outbox import Waiting
from bot.store.placements import dump_placements, load_placements
from bot.store.results import Respondent, Result
from bot.store.teams import Team
from bot.targets import Targets
from bot.teams import Teams
from conversations.session import Passed
from knowledge import loading
from knowledge.answers import DETAIL
from knowledge.library import Step, Value
from knowledge.scoring import place
from tests.bot.moving import Moving

LIBRARY = loading.shipped()
ANA, BO, EVE = (Person("T1", name) for name in ("UANA", "UBO", "UEVE"))
TWIN = Person("T2", "UANA")
"""Somebody of another workspace with the same id."""
STEP = LIBRARY.step_for["experiments_tracked"]
WORKING = dict.fromkeys(LIBRARY.capabilities, Value.NOT_HELD) | {"ml_model_exists": Value.HELD}
"""A team with an ML model, and nothing else in place."""


class Work:
    """A team of Ana, who leads it, and Bo."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(f"sqlite:///{folder / 'bot.db'}")
        self.store.migrate()
        self.clock = Moving()
        self.actions = Actions(self.store, LIBRARY, self.clock)
        self.targets = Targets(self.store, LIBRARY, self.clock)
        self.teams = Teams(self.store, self.clock)
        made = self.teams.set_up(ANA, "Churn", "C1", ANA.id)
        assert isinstance(made, Team)
        self.team = made
        self.teams.join(BO, made.id)

    def take_on(self, step: Step = STEP, owner: Person = ANA, due: str = "", by: Person = ANA) -> Action:
        """An action that was not there before."""
        made = self.actions.take_on(by, self.team.id, step.id, Entered(step.title, step.begin, owner.id, due))
        assert isinstance(made, Taken)
        assert made.new
        return made.action

    def assessed(self, values: Mapping[str, Value]) -> Assessment:
        """An assessment in which somebody, forgotten since, said this of every capability; and its result."""
        now = stamp(self.clock())
        with self.store.transaction() as db:
            opened = assessments.begin(db, "T1", self.team.id, ANA.id, now)
            trail = tuple(
                Passed(
                    turn,
                    "asking",
                    DETAIL,
                    id,
                    values={c: values[c].value for c in question.capabilities if c in values},
                )
                for turn, (id, question) in enumerate(LIBRARY.questions.items(), 1)
            )
            result_store.add(
                db,
                Result(
                    id=new_id(),
                    workspace="T1",
                    team=self.team.id,
                    assessment=opened.id,
                    person="",
                    subject="",
                    knowledge_version=LIBRARY.version,
                    cause="answers",
                    respondents=(Respondent("", "", trail),),
                    decisions=(),
                    placements=dump_placements(place(LIBRARY, values)),
                    reached_at=now,
                ),
            )
            return opened

    def latest(self) -> Result:
        """The team's newest result."""
        found = result_store.latest(self.store.reading(), "T1", self.team.id)
        assert found is not None
        return found

    def low(self, maturity_model: str = "azure") -> int:
        """The low end of the newest result on a scale."""
        placements = load_placements(LIBRARY, self.latest().placements)
        return next(one.overall.low for one in placements if one.maturity_model == maturity_model)

    def leave(self, person: Person) -> None:
        """Somebody is no longer a member."""
        self.change("DELETE FROM members WHERE team = ? AND person = ?", self.team.id, person.id)

    def change(self, sql: str, *values: object) -> None:
        """Change the database from outside."""
        with self.store.transaction() as db:
            db.execute(sql, values)

    def looks_at_home(self, person: Person) -> None:
        """Somebody opens their Home tab."""
        with self.store.transaction() as db:
            homes.look(db, person.workspace, person.id, stamp(self.clock()))

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database holds."""
        return [tuple(row) for row in self.store.reading().execute(sql, values).fetchall()]

    def claim(self) -> list[Waiting]:
        """What is due to be sent now; it counts as sent."""
        claimed = []
        with self.store.transaction() as db:
            while found := outbox.claim(db, stamp(self.clock()), "9999", 1):
                claimed += found
                outbox.sent(db, found[0].id, stamp(self.clock()))
        return claimed

    def written_to(self, person: Person) -> list[Mapping[str, Any]]:
        """What a person gets now by direct message, as it is made when sent."""
        drafts = [
            one.draft
            for one in self.claim()
            if one.draft.address == person.id and one.draft.method == "chat.postMessage"
        ]
        made = [self.actions.reminder(draft) if draft.make else draft.payload for draft in drafts]
        return [payload for payload in made if payload is not None]

    def planned(self) -> list[tuple[str, str]]:
        """The reminders that wait: whom for, and when."""
        return self.rows(
            "SELECT address, due_at FROM outbox WHERE state = 'waiting' AND key LIKE 'action_due:%' ORDER BY due_at"
        )
