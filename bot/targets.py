"""Targets: a level to reach on one scale by a day, and the way there. Each method is one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot import voices, watching
from bot.aiming import Way
from bot.clock import Clock, stamp
from bot.membership import own_team
from bot.people import Person
from bot.store import actions as action_store
from bot.store import results as result_store
from bot.store import targets as store
from bot.store.database import Connection, Store
from bot.store.results import Result
from bot.store.targets import Target
from knowledge.library import Library, MaturityModel, Value, Values
from knowledge.paths import path
from knowledge.scoring import effective, place_on


@dataclass(frozen=True)
class WrongTarget:
    """What is wrong with one input of the form, for the person who filled it in."""

    level: str = ""
    due: str = ""


@dataclass(frozen=True)
class Targets:
    """The subject's one door. Every method raises `NotInTeam` for who is not a member."""

    store: Store
    library: Library
    clock: Clock

    @property
    def today(self) -> date:
        """The day that what is left of the time is reckoned from."""
        return self.clock().date()

    def find(self, person: Person, team: str) -> Target | None:
        """The team's target on a scale that this release knows."""
        db = self.store.reading()
        own_team(db, person, team)
        return self._find(db, person, team)

    def choices(self, person: Person, team: str) -> tuple[tuple[MaturityModel, int], ...] | None:
        """The levels that the team may aim for: those of gated scales above its low end; None while it has no result."""
        db = self.store.reading()
        own_team(db, person, team)
        last = result_store.latest(db, person.workspace, team)
        return self._choices(self._values(last)) if last else None

    def set(self, person: Person, team: str, maturity_model: str, level: int, due: str) -> Target | WrongTarget:
        """Set the team's target, in the place of the one before, or say what is wrong with each input."""
        with self.store.transaction() as db:
            own_team(db, person, team)
            last = result_store.latest(db, person.workspace, team)
            choices = self._choices(self._values(last)) if last else ()
            wrong = WrongTarget(
                level=""
                if (maturity_model, level) in [(model.id, number) for model, number in choices]
                else "Choose a level above your present one.",
                due="" if due > self.today.isoformat() else "Choose a day to come.",
            )
            if wrong != WrongTarget():
                return wrong
            target = Target(team, person.workspace, maturity_model, level, due, person.id, stamp(self.clock()))
            store.put(db, target)
            watching.changed(db, person.workspace, team, self.clock())
            return target

    def take_away(self, person: Person, team: str) -> None:
        """The team has no target any more."""
        with self.store.transaction() as db:
            own_team(db, person, team)
            store.remove(db, person.workspace, team)
            watching.changed(db, person.workspace, team, self.clock())

    def way(self, person: Person, team: str) -> Way | None:
        """The team's target with the way to it; None without a target."""
        db = self.store.reading()
        found, target = own_team(db, person, team), self._find(db, person, team)
        if target is None:
            return None
        actions = {one.capability: one for one in action_store.open_of(db, person.workspace, team)}
        last = result_store.latest(db, person.workspace, team)
        if last is None:
            return Way(found, target, None, {}, actions)
        values = self._values(last)
        levels = path(self.library, values, target.maturity_model, target.level)
        return Way(found, target, levels, self._done(db, target, values), actions)

    def _find(self, db: Connection, person: Person, team: str) -> Target | None:
        found = store.find(db, person.workspace, team)
        model = self.library.maturity_models.get(found.maturity_model) if found else None
        known = model is not None and found is not None and found.level in {one.number for one in model.levels}
        return found if known else None

    def _done(self, db: Connection, target: Target, values: Values) -> dict[int, tuple[str, ...]]:
        """What was missing when the target was set, and is in place now."""
        then = result_store.as_of(db, target.workspace, target.team, target.set_at)
        if then is None:
            return {}
        known = effective(self.library, values)
        levels = path(self.library, self._values(then), target.maturity_model, target.level)
        return {
            level.level: tuple(step.capability for step in level.steps if known[step.capability] is Value.HELD)
            for level in levels
        }

    def _values(self, result: Result) -> Values:
        return voices.agreement(self.library, result).values

    def _choices(self, values: Values) -> tuple[tuple[MaturityModel, int], ...]:
        known = effective(self.library, values)
        found = []
        for model in self.library.maturity_models.values():
            if model.dimensions:
                placement = place_on(model, known)
                low = placement.overall.low if placement.applicable else model.levels[0].number
                found += [(model, level.number) for level in model.levels if level.number > low]
        return tuple(found)
