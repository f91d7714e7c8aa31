"""All that is kept of a team, as one person may see it: the one value that every kind of export is written from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot import voices
from bot.history import rescored
from bot.store import exports, results, targets, teams
from bot.store.database import Connection
from bot.store.evidence import NOTHING, Evidence
from bot.store.exports import Told
from bot.store.placements import load_placements
from bot.store.results import Result
from bot.store.targets import Target
from bot.store.teams import Team
from bot.voices import Spread
from conversations.session import SKIPPED, Passed
from knowledge.agreeing import Agreement
from knowledge.library import Library
from knowledge.placements import Placement

Notes = Mapping[tuple[str, int], Evidence]
"""Evidence by conversation and turn."""


@dataclass(frozen=True)
class Single:
    """One answer of one person, with what stands behind it. People are numbered, not named; `own` is the viewer's."""

    respondent: int
    own: bool
    answer: Passed
    evidence: Evidence = NOTHING


@dataclass(frozen=True)
class Record:
    """One result: its placements as they were stored, what the team said, and the single answers that may be seen.

    `again`: the placements that the present knowledge would give, of the scales where it gives another stage.
    """

    result: Result
    placements: tuple[Placement, ...]
    again: tuple[Placement, ...]
    agreement: Agreement
    spreads: tuple[Spread, ...]
    singles: tuple[Single, ...]

    @property
    def people(self) -> int:
        """How many people answered."""
        return len(self.result.respondents)

    def on(self, maturity_model: str) -> Placement | None:
        """The placement on one scale, if the result has one."""
        return next((one for one in self.placements if one.maturity_model == maturity_model), None)


@dataclass(frozen=True)
class Export:
    """A team with its results (newest first), actions (newest first) and target, at one moment."""

    team: Team
    members: int
    made_at: datetime
    records: tuple[Record, ...]
    actions: tuple[Told, ...]
    target: Target | None

    @property
    def newest(self) -> Record | None:
        """The newest result."""
        return self.records[0] if self.records else None

    @property
    def last_time(self) -> Record | None:
        """The newest result of the assessment before."""
        return next(iter(self.rounds[1:]), None)

    @property
    def rounds(self) -> tuple[Record, ...]:
        """The last result of each assessment, newest first."""
        newest: dict[str, Record] = {}
        for record in self.records:
            newest.setdefault(record.result.assessment, record)
        return tuple(newest.values())


def gather(db: Connection, library: Library, team: Team, viewer: str, now: datetime) -> Export:
    """All that is kept of a team, as `viewer` may see it (empty: the operator, who answered nothing)."""
    where = (db, team.workspace, team.id)
    notes = exports.evidence(*where)
    kept = results.all_of(*where)
    return Export(
        *(team, len(teams.members(*where)), now),
        tuple(record(library, one, viewer, notes) for one in kept),
        *(exports.actions(*where), targets.find(*where)),
    )


def record(library: Library, result: Result, viewer: str, notes: Notes) -> Record:
    """A stored result with all that is told of it to `viewer`."""
    agreement, placements = voices.agreement(library, result), load_placements(library, result.placements)
    return Record(
        *(result, placements, rescored(library, result, placements)),
        *(agreement, voices.spreads(library, result)),
        tuple(_singles(result, viewer, notes)),
    )


def _singles(result: Result, viewer: str, notes: Notes) -> Iterator[Single]:
    """Answers that may be seen. People are numbered in an order that tells nothing: the viewer first, others as stored."""
    shown = sorted(voices.shown_respondents(result, viewer), key=lambda one: not viewer or one.person != viewer)
    for number, one in enumerate(shown, start=1):
        own = bool(viewer) and one.person == viewer
        for entry in one.trail:
            if (entry.question and entry.choice != SKIPPED) or (entry.capability and entry.turn):
                yield Single(number, own, entry, notes.get((one.conversation, entry.turn), NOTHING))
