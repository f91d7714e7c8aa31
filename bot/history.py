"""A team's results over time: every one as it was, beside it what the present knowledge makes of it; any two compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot import days, grounds, voices
from bot.clock import Clock, stamp
from bot.membership import NotAMember
from bot.people import Person
from bot.store import evidence, teams
from bot.store import results as store
from bot.store.database import Connection, Store
from bot.store.placements import load_placements
from bot.store.results import Cause, Result
from bot.store.teams import Team
from knowledge.library import Library
from knowledge.movement import Movement, compare_values, moves_between
from knowledge.placements import Placement
from knowledge.scoring import place

A_PAGE = 8
MOST_COMPARED = 100


@dataclass(frozen=True)
class Past:
    """One result of a team: as it was scored then; and by the present knowledge, where that comes to something else."""

    id: str
    day: str
    assessment: str
    cause: Cause
    respondents: int
    knowledge_version: str
    placements: tuple[Placement, ...]
    rescored: tuple[Placement, ...] = ()


@dataclass(frozen=True)
class Pages:
    """One page of a team's results, newest first, of `count` in all; pages are numbered from 0."""

    team: Team
    results: tuple[Past, ...]
    page: int
    count: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(0, (self.count - 1) // A_PAGE)


@dataclass(frozen=True)
class Compared:
    """Two results of a team: what moved, what changed behind it, and by capability what each rests on. `disputed`: what
    people disagreed on then, and now."""

    team: Team
    before: Past
    after: Past
    movement: Movement
    rests_on: Mapping[str, tuple[str, str]]
    disputed: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


@dataclass(frozen=True)
class History:
    """The subject's one door."""

    store: Store
    library: Library
    clock: Clock

    def pages(self, team: Team, page: int = 0) -> Pages:
        """A page of a team's results; the nearest one there is."""
        db = self.store.reading()
        count = store.count(db, team.workspace, team.id)
        page = min(max(page, 0), max(0, (count - 1) // A_PAGE))
        found = store.all_of(db, team.workspace, team.id, A_PAGE, page * A_PAGE)
        return Pages(team, tuple(self._past(one) for one in found), page, count)

    def newest(self, team: Team, limit: int = MOST_COMPARED) -> tuple[Past, ...]:
        """A team's newest results, newest first."""
        found = store.all_of(self.store.reading(), team.workspace, team.id, limit)
        return tuple(self._past(one) for one in found)

    def rounds(self, team: Team, limit: int = MOST_COMPARED) -> tuple[Past, ...]:
        """What each of a team's assessments came to in the end, oldest first."""
        last = [next(same) for _, same in groupby(self.newest(team, limit), key=lambda one: one.assessment)]
        return tuple(reversed(last))

    def compare(self, person: Person, one: str, other: str) -> Compared:
        """Two results of a team the person is in, the earlier first whichever was named first. Raises `NotAMember`."""
        db = self.store.reading()
        found = [store.find(db, person.workspace, id) for id in (one, other)]
        before, after = (
            sorted(filter(None, found), key=lambda result: result.reached_at) if all(found) else (None, None)
        )
        team = teams.find(db, person.workspace, after.team) if after else None
        if before is None or after is None or team is None or before.team != after.team:
            raise NotAMember(one)
        if not teams.is_member(db, person.workspace, team.id, person.id):
            raise NotAMember(one)
        agreed = [voices.agreement(self.library, result) for result in (before, after)]
        moved = compare_values(self.library, agreed[0].values, agreed[1].values)
        pasts = self._past(before), self._past(after)
        stored = moves_between(pasts[0].placements, pasts[1].placements)
        behind = [self._behind(db, result, person.id) for result in (before, after)]
        rests_on = {
            shift.capability: (behind[0].get(shift.capability, ""), behind[1].get(shift.capability, ""))
            for shift in moved.shifts
        }
        then, now = (frozenset(one.capability for one in each.disputed) for each in agreed)
        return Compared(team, *pasts, Movement(stored, moved.shifts), rests_on, (then, now))

    def _behind(self, db: Connection, result: Result, viewer: str) -> Mapping[str, str]:
        people = [one.conversation for one in voices.shown_respondents(result, viewer) if one.conversation]
        kept = {id: evidence.of_conversation(db, result.workspace, id) for id in people}
        return grounds.behind(self.library, result, viewer, kept, stamp(self.clock())[:10])

    def _past(self, result: Result) -> Past:
        placements = load_placements(self.library, result.placements)
        return Past(
            *(
                result.id,
                days.told(days.of(result.reached_at)),
                result.assessment,
                result.cause,
                len(result.respondents),
            ),
            *(result.knowledge_version, placements, rescored(self.library, result, placements)),
        )


def rescored(library: Library, result: Result, stored: Sequence[Placement]) -> tuple[Placement, ...]:
    """What the present knowledge makes of an old result's answers, where that differs from what was scored then.

    It stands beside the stored placements, never in their place.
    """
    if result.knowledge_version == library.version:
        return ()
    now = place(library, voices.agreement(library, result).values)
    then = {one.maturity_model: one for one in stored}
    return tuple(one for one in now if _reads(one) != _reads(then.get(one.maturity_model)))


def _reads(placement: Placement | None) -> object:
    """What people read of a placement: whether it applies, its overall, its profile."""
    return placement and (placement.applicable, placement.overall, dict(placement.dimensions))
