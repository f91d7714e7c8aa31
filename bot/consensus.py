"""What a team agrees on where its people saw things differently: recorded by the lead, with a reason, beside the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot import outcomes, results
from bot.clock import Clock, stamp
from bot.membership import NotTheLead
from bot.outcomes import Outcome
from bot.people import Person
from bot.store import assessments, decisions, teams
from bot.store import results as store
from bot.store.database import Store
from bot.store.decisions import Decision
from conversations.flow import Flow
from knowledge.library import Library, Value


class NoLongerDisputed(LookupError):
    """What was to be agreed on is no longer disputed, or the result is not the team's newest."""


@dataclass(frozen=True)
class Consensus:
    """The subject's one door."""

    store: Store
    library: Library
    flows: Mapping[str, Flow]
    clock: Clock

    def record(
        self, person: Person, result: str, capability: str, value: Value, reason: str
    ) -> tuple[Outcome, Outcome]:
        """Decide what counts of a disputed capability; the result before and after, as the lead sees them.

        Raises `NotTheLead` or `NoLongerDisputed`.
        """
        now = stamp(self.clock())
        with self.store.transaction() as db:
            found = store.find(db, person.workspace, result)
            team = teams.find(db, person.workspace, found.team) if found else None
            if found is None or team is None or team.lead != person.id:
                raise NotTheLead(result)
            before = outcomes.outcome(db, self.library, self.flows["assessment"], found, person.id)
            assessment = assessments.find(db, person.workspace, found.assessment)
            if assessment is None or not before.newest or capability not in {one.capability for one in before.disputed}:
                raise NoLongerDisputed(capability)
            decision = Decision(capability, value, "consensus", reason.strip(), person.id, now)
            decisions.add(db, person.workspace, assessment.id, decision)
            reached = results.reach(db, self.library, assessment, person.id, "consensus", now) or found
            return before, outcomes.outcome(db, self.library, self.flows["assessment"], reached, person.id)
