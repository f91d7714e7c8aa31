"""What a digest says: the teams that are shown on one scale, what moved, what blocks most, and who could help whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal, get_args

from bot.clock import stamp
from bot.ids import PairRef
from bot.pictures.wording import Change, Move
from bot.store import showings, standings
from bot.store.database import Connection
from bot.store.standings import ShownTeam, Standing
from knowledge.library import Library, MaturityModel

Part = Literal["stages", "moves", "blockers", "actions", "help", "quiet"]
PARTS: tuple[Part, ...] = get_args(Part)

QUIET = timedelta(days=90)
"""How long a team has not answered before it counts as not heard from, at least."""
IN_PLACE_FOR = timedelta(days=30)
"""How long a team has a capability in place before it is asked to help others with it."""
MOST_PAIRS, MOST_LOOKED_AT = 3, 10
"""Pairs that are offered at once, and how many of what blocks most teams are looked at for them."""
MOST_TOLD = 30
"""Of how many teams that moved it is looked up what they did: more than a message has room for."""


@dataclass(frozen=True)
class Wanted:
    """What a digest is to say: of which teams (none: all that are shown), on which scale, since and as of when (stamps;
    `since` is empty in a channel's first digest), and which parts."""

    workspace: str
    teams: tuple[str, ...]
    maturity_model: str
    since: str
    now: str
    shows: frozenset[Part]

    @property
    def quiet_since(self) -> str:
        """Who has not answered since then (a stamp) was not heard from: the last digest, or `QUIET` ago if that is
        longer."""
        long_ago = stamp(datetime.fromisoformat(self.now) - QUIET)
        return min(self.since, long_ago) if self.since else long_ago


@dataclass(frozen=True)
class Moved:
    """A team whose overall moved, or else one of its dimensions (its id): from where, to where; `did` names the
    capabilities that it put in place meanwhile."""

    team: ShownTeam
    before: Standing
    now: Standing
    up: bool
    levels: int
    dimension: str = ""
    did: tuple[str, ...] = ()


@dataclass(frozen=True)
class Blocking:
    """A capability that keeps so many teams from their next level."""

    capability: str
    teams: int


@dataclass(frozen=True)
class Pair:
    """A team that has had a capability in place since then (a stamp), and one that it keeps from its next level."""

    helper: ShownTeam
    learner: ShownTeam
    capability: str
    since: str


@dataclass(frozen=True)
class Digest:
    """What a digest says. `teams` come as they are to be read: what moved first, then the lowest; so do `moved`, without
    the teams that got their first result, which `started`. `not_shown` counts the teams whose leads have not agreed."""

    wanted: Wanted
    model: MaturityModel
    teams: tuple[ShownTeam, ...]
    moved: tuple[Moved, ...]
    started: tuple[ShownTeam, ...]
    blockers: tuple[Blocking, ...]
    pairs: tuple[Pair, ...]
    not_shown: int

    @cached_property
    def placed(self) -> tuple[ShownTeam, ...]:
        """The teams that have a result on the scale, and to which it applies."""
        return tuple(team for team in self.teams if team.now and team.now.applicable)

    @cached_property
    def levels(self) -> Mapping[int, int]:
        """How many teams stand at each level; of ranges the low end counts."""
        return Counter(team.now.overall.low for team in self.placed if team.now)

    @property
    def quiet(self) -> int:
        """How many teams were not heard from."""
        return sum(not team.heard for team in self.teams)

    @property
    def open_actions(self) -> int:
        """How many actions are open."""
        return sum(team.open_actions for team in self.teams)

    @property
    def finished(self) -> int:
        """How many actions were finished since the last digest."""
        return sum(team.finished for team in self.teams)

    @property
    def newly_shown(self) -> tuple[ShownTeam, ...]:
        """The teams with a result whose leads have agreed since the last digest."""
        since = self.wanted.since
        return tuple(team for team in self.placed if since and team.shown_at > since)

    @property
    def anything_new(self) -> bool:
        """Whether there is something to say that the last digest did not: of the first one, whether a team is placed."""
        if not self.wanted.since:
            return bool(self.placed)
        settled = any(team.before and team.now and _reads(team.before) != _reads(team.now) for team in self.teams)
        return bool(settled or self.started or self.newly_shown or self.finished)


def _reads(standing: Standing) -> object:
    """What people read of a standing."""
    return standing.applicable, standing.applicable and (standing.overall, standing.profile)


def read(db: Connection, library: Library, wanted: Wanted) -> Digest:
    """What a digest says now. Raises `KeyError` if the library does not have the scale."""
    model = library.maturity_models[wanted.maturity_model]
    ours: Callable[[str], bool] = set(wanted.teams).__contains__ if wanted.teams else lambda team: True
    found = standings.shown(db, wanted.workspace, model.id, wanted.since, wanted.now, wanted.quiet_since)
    teams = [team for team in found if ours(team.id)]
    moved = sorted(_moves(model, teams), key=_rank)
    started = tuple(team for team in teams if wanted.since and _started(team))
    ranks = {one.team.id: place for place, one in enumerate(moved)} | {team.id: len(moved) for team in started}
    teams.sort(key=lambda team: (ranks.get(team.id, len(ranks)), _lowest(team)))
    not_shown = sum(map(ours, standings.hidden(db, wanted.workspace)))
    digest = Digest(wanted, model, tuple(teams), (), started, _blockers(library, teams), (), not_shown)
    told = [replace(one, did=_did(db, library, wanted, one)) for one in moved[:MOST_TOLD]]
    return replace(digest, moved=(*told, *moved[MOST_TOLD:]), pairs=_pairs(db, digest))


def _moves(model: MaturityModel, teams: Sequence[ShownTeam]) -> Iterator[Moved]:
    for team in teams:
        if team.now and team.before and team.now.applicable and team.before.applicable:
            yield from _moves_of(model, team, team.before, team.now)


def _moves_of(model: MaturityModel, team: ShownTeam, before: Standing, now: Standing) -> Iterator[Moved]:
    """The move of the overall; if it stayed, that of the dimension that rose most."""
    overall = Change("", model.level_word, before.overall, now.overall)
    if overall.move in (Move.UP, Move.DOWN):
        levels = now.overall.low - before.overall.low
        yield Moved(team, before, now, overall.move is Move.UP, abs(levels))
        return
    ranges = zip(model.dimensions, before.profile, now.profile, strict=False)
    risen = [
        (now.low - was.low, one.id)
        for one, was, now in ranges
        if Change("", model.level_word, was, now).move is Move.UP
    ]
    if risen:
        levels, dimension = max(risen, key=lambda one: one[0])
        yield Moved(team, before, now, up=True, levels=levels, dimension=dimension)


def _rank(moved: Moved) -> tuple[bool, bool, int, str]:
    """Overall before dimensions, up before down, far before near, then by name."""
    return bool(moved.dimension), not moved.up, -moved.levels, moved.team.name


def _started(team: ShownTeam) -> bool:
    """Whether a team has its first result on the scale."""
    return bool(team.now and team.now.applicable and not (team.before and team.before.applicable))


def _lowest(team: ShownTeam) -> tuple[bool, int, int, str]:
    if team.now is None or not team.now.applicable:
        return True, 0, 0, team.name
    return False, team.now.overall.low, team.now.overall.high, team.name


def _did(db: Connection, library: Library, wanted: Wanted, moved: Moved) -> tuple[str, ...]:
    """What belongs to the move, of the actions that a team finished; else of what it put in place: first what held it
    back."""
    if not moved.up:
        return ()
    about = (wanted.workspace, moved.team.id, wanted.since, wanted.now)
    dimensions = library.maturity_models[wanted.maturity_model].dimensions
    cells = [cell for one in dimensions if moved.dimension in ("", one.id) for cell in one.cells]
    belongs = dict.fromkeys(item for cell in cells for item in cell.gate) or library.capabilities
    finished = [one for one in standings.done(db, *about) if one in belongs]
    new = standings.put_in_place_since(db, *about).intersection(belongs)
    held_back = [one for one in moved.before.holding if one in new]
    return tuple(dict.fromkeys(finished or [*held_back, *(one for one in belongs if one in new)]))


def _blockers(library: Library, teams: Sequence[ShownTeam]) -> tuple[Blocking, ...]:
    """What keeps most teams from their next level, most first; in the library's order where it is as many."""
    counts = Counter(one for team in teams if team.now and team.now.applicable for one in team.now.holding)
    found = [Blocking(one, counts[one]) for one in library.capabilities if counts[one]]
    return tuple(sorted(found, key=lambda one: -one.teams))


def _pairs(db: Connection, digest: Digest) -> tuple[Pair, ...]:
    """For what blocks most: who has had it in place longest, and who needs it. No team is in two pairs."""
    if "help" not in digest.wanted.shows:
        return ()
    introduced = showings.introduced(db, digest.wanted.workspace)
    found: list[Pair] = []
    for blocking in digest.blockers[:MOST_LOOKED_AT]:
        if len(found) == MOST_PAIRS:
            break
        busy = {team.id for pair in found for team in (pair.helper, pair.learner)}
        pair = _pair(db, digest, blocking.capability, busy, introduced)
        found += [pair] if pair else []
    return tuple(found)


def _pair(db: Connection, digest: Digest, capability: str, busy: Set[str], introduced: Set[PairRef]) -> Pair | None:
    """The first helper who has somebody to help, and whom: not busy, and not introduced to each other over it yet."""
    teams = {team.id: team for team in digest.teams if team.id not in busy}
    learners = _learners(db, digest, capability, busy)
    by = stamp(datetime.fromisoformat(digest.wanted.now) - IN_PLACE_FOR)
    for helper, since in standings.in_place(db, digest.wanted.workspace, capability, by) if learners else ():
        if helper in teams:
            for learner in learners:
                if learner.id != helper and PairRef(helper, learner.id, capability) not in introduced:
                    return Pair(teams[helper], learner, capability, since)
    return None


def _learners(db: Connection, digest: Digest, capability: str, busy: Set[str]) -> list[ShownTeam]:
    """The teams that a capability keeps from their next level: first those at work on it, then the lowest."""
    need = [one for one in digest.placed if one.now and capability in one.now.holding and one.id not in busy]
    at_work = standings.at_work_on(db, digest.wanted.workspace, capability)
    return sorted(need, key=lambda team: (team.id not in at_work, _lowest(team)))
