"""A team whose results, notes, actions and target are written straight into a store, as many as a test wants."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot import results as making
from bot import voices
from bot.clock import stamp
from bot.exporting.gathering import Export, gather
from bot.store import actions, assessments, conversations, evidence, results, targets, teams
from bot.store.actions import Action, Event, State
from bot.store.assessments import Assessment
from bot.store.database import Store
from bot.store.decisions import Decision
from bot.store.evidence import NOTHING, Evidence
from bot.store.ids import new_id
from bot.store.results import Cause, Respondent, Result
from bot.store.targets import Target
from bot.store.teams import Team
from conversations.session import Passed, Session
from knowledge import loading
from knowledge.answers import NOT_SURE, joined
from knowledge.library import Library, Question
from knowledge.scoring import place
from tests.bot.moving import Moving

LIBRARY = loading.shipped()
FORGED = "<script>alert(1)</script>\"'&amp;<img src=x onerror=alert(2)> \x00\u202eabc"
ACME = "T1"
SAME = {"ml_situation": "several_in_use", "plans": "ml_models"}
"""What everybody answers, so that every scale applies."""


@dataclass
class Kept:
    """A team in a store, at a moment that moves on with each result."""

    folder: Path
    name: str = "Churn"
    clock: Moving = field(default_factory=Moving)
    library: Library = LIBRARY

    def __post_init__(self) -> None:
        self.store = Store(f"sqlite:///{self.folder / 'bot.db'}")
        self.store.migrate()
        self.round: Assessment | None = None
        with self.store.transaction() as db:
            self.team: Team = teams.create(db, ACME, self.name, "C1", "U1", "U1", self.now)

    @property
    def now(self) -> str:
        return stamp(self.clock())

    def begin(self, days: float = 0) -> None:
        """Open the next assessment, so many days later."""
        self.clock.forward(days * 86_400)
        with self.store.transaction() as db:
            self.round = assessments.begin(db, ACME, self.team.id, "U1", self.now)

    def answered(self, person: str, trail: Sequence[Passed], backing: Evidence = NOTHING) -> Respondent:
        """One person's answers, kept as a conversation; `backing` stands behind the first."""
        assert self.round
        with self.store.transaction() as db:
            teams.join(db, self.team, person, self.now)
            session = Session("assessment", 1, "opening", trail=tuple(trail), status="finished")
            talk = conversations.begin(db, self.round, person, "", session, self.now)
            if backing != NOTHING:
                evidence.add(db, talk, trail[0].turn, backing, self.now)
        return Respondent(person, talk.id, tuple(trail))

    def result(
        self, *people: Respondent, cause: Cause = "answers", decisions: Sequence[Decision] = (), version: str = ""
    ) -> Result:
        """Keep the result that these people's answers come to, a day after the one before."""
        assert self.round
        self.clock.forward(86_400)
        unplaced = Result(
            *(new_id(), ACME, self.team.id, self.round.id, "U1", "Churn forecast", version or self.library.version),
            *(cause, people, tuple(decisions), "", self.now),
        )
        placements = place(self.library, voices.agreement(self.library, unplaced).values)
        reached = replace(unplaced, placements=making.dump_placements(placements))
        with self.store.transaction() as db:
            results.add(db, reached)
        return reached

    def action(self, step: str, state: State = "open", due: str = "", title: str = "", reason: str = "") -> Action:
        """Keep an action on a step, with two events."""
        found = self.library.steps[step]
        words = (
            found.capability,
            title or found.title,
            found.begin,
            "U1",
            due,
            state,
            reason,
            "U2",
            self.now,
            self.now,
        )
        kept = Action(new_id(), ACME, self.team.id, step, *words)
        with self.store.transaction() as db:
            actions.save(db, kept)
            actions.note(db, kept, Event("U2", "taken on", "", self.now))
            actions.note(db, kept, Event("U1", "started", "with the forecast", self.now))
        return kept

    def aim(self, maturity_model: str, level: int, due: str) -> None:
        """Set the team's target."""
        with self.store.transaction() as db:
            targets.put(db, Target(self.team.id, ACME, maturity_model, level, due, "U1", self.now))

    def export(self, viewer: str = "") -> Export:
        """All of it, as somebody may see it."""
        return gather(self.store.reading(), self.library, self.team, viewer, self.clock())


def trail(seed: int, share: float = 0.5, unsure: float = 0.1, own: int = 0) -> list[Passed]:
    """Somebody's answers to every question: each box of a checklist ticked with this likelihood, some left unsure.

    With one `seed` a higher share ticks more boxes, and people of other numbers (`own`) differ in an answer of twenty.
    """
    found = []
    for turn, question in enumerate(LIBRARY.questions.values(), start=2):
        rng, apart = random.Random(f"{seed} {question.id}"), random.Random(f"{seed} {own} {question.id}")
        choice = _choice(apart if own and apart.random() < 0.05 else rng, question, share, unsure)
        choice = SAME.get(question.id, choice)
        found.append(Passed(turn, "questions", choice, question=question.id))
    return found


def _choice(rng: random.Random, question: Question, share: float, unsure: float) -> str:
    if rng.random() < unsure:
        return NOT_SURE
    if question.several:
        return joined(question, [option.id for option in question.options if rng.random() < share])
    return rng.choice(question.options).id


def busy(folder: Path, name: str = "Churn forecasting", people: int = 3, rounds: int = 5) -> Kept:
    """A team with everything: several people who disagree, an agreement, actions in every state, a target, old results."""
    kept = Kept(folder, name)
    backing = Evidence(
        f"Nightly jobs {FORGED}", "https://wiki.example.com/ml/pipelines?a=1&b=2", "2026-11-01", "2027-05-01"
    )
    for number in range(rounds):
        kept.begin(days=90)
        answers = [
            kept.answered(f"U{one + 1}", trail(7, 0.4 + 0.14 * number, 0.02, one), NOTHING if one else backing)
            for one in range(people)
        ]
        kept.result(*answers, version="" if number else "an older one")
    talk = next(iter(voices.agreement(LIBRARY, kept.result(*answers)).disputed), None)
    if talk:
        agreed = Decision(
            talk.capability, next(iter(talk.counts)), "consensus", "We looked at it together", "U1", kept.now
        )
        kept.result(*answers, cause="consensus", decisions=[agreed])
    steps = list(LIBRARY.steps)
    kept.action(steps[3], "started", "2027-01-15")
    kept.action(steps[8], "open", "2026-12-01", title=FORGED)
    kept.action(steps[12], "done")
    kept.action(steps[15], "dropped", reason="Another team does it")
    kept.aim("azure", 3, "2028-06-30")
    return kept
