"""Results -> what digests read of them: rows that are kept with a result, and made up for results that have none."""

from __future__ import annotations

from collections.abc import Sequence

from bot import voices
from bot.store import assessments, results, standings
from bot.store.database import Connection, Store
from bot.store.placements import load_placements
from bot.store.results import Result
from bot.store.standings import NO_SCALE, Standing
from bot.ticking import BATCH
from knowledge.library import Library, Value, Values
from knowledge.placements import Placement, Range
from knowledge.scoring import effective


def keep(db: Connection, library: Library, result: Result, values: Values, placements: Sequence[Placement]) -> None:
    """Keep what digests read of a result that has just been stored.

    Earlier results of the team come first if nothing is kept of them yet, as "in place since" is counted from them.
    """
    for id in standings.missing_of(db, result.workspace, result.team):
        earlier = results.find(db, result.workspace, id)
        if earlier and id != result.id:
            _keep(db, library, earlier, *_made_then(library, earlier))
    _keep(db, library, result, values, placements)


def catch_up(store: Store, library: Library) -> bool:
    """Make up for a batch of results of which nothing is kept: of a release before digests, or of a team of which
    somebody was forgotten. True if there may be more."""
    reading = store.reading()
    waiting = standings.missing(reading, BATCH)
    found = [results.find(reading, *one) for one in waiting]
    # worked out before the transaction, so that others who write wait for the rows alone
    made = [(result, *_made_then(library, result)) for result in found if result]
    if made:
        with store.quiet_transaction() as db:
            for result, values, placements in made:
                if result.id in standings.missing_of(db, result.workspace, result.team):
                    _keep(db, library, result, values, placements)
    return len(waiting) == BATCH


def _made_then(library: Library, result: Result) -> tuple[Values, tuple[Placement, ...]]:
    """What a stored result rests on, and its placements as they were stored."""
    return voices.agreement(library, result).values, load_placements(library, result.placements)


def _keep(db: Connection, library: Library, result: Result, values: Values, placements: Sequence[Placement]) -> None:
    assessment = assessments.find(db, result.workspace, result.assessment)
    began_at = assessment.started_at if assessment else result.reached_at
    newest = standings.is_newest(db, result, began_at)
    for placement in placements:
        standings.add(db, result, began_at, placement.maturity_model, _standing(library, placement))
    if not placements:
        standings.add(db, result, began_at, NO_SCALE, Standing(False, Range(0, 0)))
    if newest:
        known = effective(library, values)
        now = [id for id in library.capabilities if known[id] is Value.HELD]
        standings.put_in_place(db, result.workspace, result.team, now, result.reached_at)


def _standing(library: Library, placement: Placement) -> Standing:
    dimensions = library.maturity_models[placement.maturity_model].dimensions
    profile = tuple(placement.dimensions[one.id] for one in dimensions if one.id in placement.dimensions)
    holding = tuple(dict.fromkeys(blocker.capability for blocker in placement.holding))
    return Standing(placement.applicable, placement.overall, profile, holding)
