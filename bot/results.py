"""Results: from what was said to what is shown, and back from the store. A stored result keeps the placements it had."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from bot.store import conversations as conversation_store
from bot.store import teams as team_store
from bot.store.conversations import Conversation
from bot.store.database import Connection
from bot.store.results import Result
from bot.store.teams import Team
from conversations.asking import for_advice
from conversations.engine import TYPED
from conversations.flow import Flow
from conversations.session import SKIPPED, Passed, Session, said
from knowledge.advice import NextStep, asked_only, next_steps
from knowledge.answers import NOT_SURE
from knowledge.changes import most_telling, smallest_set
from knowledge.comparing import Comparison, compare
from knowledge.library import Library, Value, Values
from knowledge.scoring import Blocker, Match, Placement, Range, effective, place

SHOWN_STEPS = 3
EVERY_STEP = 40


@dataclass(frozen=True)
class Outcome:
    """A result as it is shown to one person.

    `open_turn`: the answered turn that could settle an open overall (0: none). `turn` and `further`: the result's own
    turn, and the choice that leads to more questions (empty: none are left). `mine`: whether the viewer gave the answers.
    `shortest`: by gated scale that applies, the smallest set to its next level; `worth_knowing`: the unknown that would
    tell most, if any.
    """

    result: str
    conversation: str
    team: Team
    person: str
    subject: str
    day: str
    placements: tuple[Placement, ...]
    known: Values
    all_steps: tuple[NextStep, ...]
    advice_only: tuple[NextStep, ...]
    turn: int = 0
    open_turn: int = 0
    further: str = ""
    mine: bool = True
    values: Values = field(default_factory=dict)
    comparison: Comparison = field(default_factory=lambda: Comparison(()))
    shortest: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    worth_knowing: str = ""

    @property
    def steps(self) -> tuple[NextStep, ...]:
        """The next steps, at most three."""
        return self.all_steps[:SHOWN_STEPS]


def record(library: Library, where: Conversation, session: Session, id: str, now: str) -> Result:
    """The result that a finished session comes to, ready to be stored."""
    placements = place(library, said(library, session.trail).values)
    subject = next((entry.words for entry in session.trail if entry.choice == TYPED), "")
    trail = json.dumps([asdict(entry) for entry in session.trail], ensure_ascii=False)
    return Result(
        *(id, where.workspace, where.team, where.id, where.person, subject),
        *(library.version, trail, dump_placements(placements), now),
    )


def outcome(db: Connection, library: Library, flow: Flow, result: Result, viewer: str) -> Outcome:
    """A stored result made ready to be shown to `viewer`."""
    team = team_store.find(db, result.workspace, result.team)
    conversation = conversation_store.find(db, result.workspace, result.conversation)
    if team is None or conversation is None:
        raise LookupError(f"result {result.id} has lost its team or conversation")
    trail = trail_of(result)
    values = said(library, trail).values
    placements = load_placements(library, result.placements)
    session = conversation.session
    latest = session.trail == trail and session.status == "finished"
    known = effective(library, values)
    gated = [one.maturity_model for one in placements if one.dimensions and one.applicable]
    return Outcome(
        *(result.id, result.conversation, team, result.person, result.subject, _day(result.reached_at)),
        *(placements, known),
        *(next_steps(library, values, EVERY_STEP), asked_only(library, values)),
        turn=session.turn,
        open_turn=_open_turn(library, placements, trail) if latest and viewer == result.person else 0,
        further=_further(library, flow, session) if latest else "",
        mine=viewer == result.person,
        values=values,
        comparison=compare(library, placements, known),
        shortest={id: smallest_set(library, values, id) for id in gated},
        worth_knowing=most_telling(library, values),
    )


def trail_of(result: Result) -> tuple[Passed, ...]:
    """What was said, as stored with the result."""
    return tuple(Passed(**entry) for entry in json.loads(result.trail))


def _open_turn(library: Library, placements: Sequence[Placement], trail: Sequence[Passed]) -> int:
    """The turn whose question an open overall hangs on, if it was left unsure or skipped."""
    wanted = {
        blocker.capability
        for placement in placements
        if placement.applicable and not placement.overall.determinate
        for blocker in placement.holding
        if blocker.value is Value.UNKNOWN
    }
    wanted.update(item for placement in placements for item in placement.open_items)
    for entry in trail:
        question = library.questions.get(entry.question)
        if question and entry.choice in (SKIPPED, NOT_SURE) and not question.capabilities.isdisjoint(wanted):
            return entry.turn
    return 0


def _further(library: Library, flow: Flow, session: Session) -> str:
    """The choice of the result that leads to questions for better advice, while there are any."""
    state = flow.state(session.state)
    values = said(library, session.trail).values
    if state is None or not state.choices or not for_advice(library, values, session.passed):
        return ""
    return state.choices[0].id


def _day(at: str) -> str:
    day = datetime.fromisoformat(at)
    return f"{day:%b} {day.day}, {day.year}"


def dump_placements(placements: Sequence[Placement]) -> str:
    """Placements as JSON text, for the store."""
    return json.dumps([asdict(placement) for placement in placements], default=lambda value: value.value)


def load_placements(library: Library, text: str) -> tuple[Placement, ...]:
    """Stored placements, without scales that this release no longer knows."""
    rows: list[dict[str, Any]] = json.loads(text)
    return tuple(_placement(row) for row in rows if row["maturity_model"] in library.maturity_models)


def _placement(row: dict[str, Any]) -> Placement:
    blockers = (Blocker(**{**blocker, "value": Value(blocker["value"])}) for blocker in row["blockers"])
    ranges = {id: Range(**found) for id, found in row["dimensions"].items()}
    return Placement(
        *(row["maturity_model"], row["applicable"], Range(**row["overall"]), ranges),
        *(tuple(blockers), tuple(row["set_aside"])),
        matches=tuple(Match(**found) for found in row.get("matches", ())),
        tied=tuple(row.get("tied", ())),
        open_items=tuple(row.get("open_items", ())),
    )
