"""Results shown: a stored result made ready for one person, with advice from the present knowledge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot import days, voices
from bot.store import conversations as conversation_store
from bot.store import results as result_store
from bot.store import teams as team_store
from bot.store.database import Connection
from bot.store.decisions import Decision
from bot.store.placements import load_placements
from bot.store.results import Cause, Respondent, Result
from bot.store.teams import Team
from conversations.asking import for_advice
from conversations.flow import Flow
from conversations.session import SKIPPED, Passed, Session, said
from knowledge.advice import NextStep, asked_only, next_steps
from knowledge.agreeing import Dispute, worth_discussing
from knowledge.answers import NOT_SURE
from knowledge.changes import most_telling, smallest_set
from knowledge.comparing import Comparison, compare
from knowledge.library import Library, Value, Values
from knowledge.movement import Movement, compare_values, moves_between
from knowledge.scoring import Placement, effective

SHOWN_STEPS = 3
EVERY_STEP = 40


@dataclass(frozen=True)
class SinceLast:
    """What moved since the last result of the assessment before: its day and its placements as they were scored then.

    `awaited`: how many teammates have not answered this time, so that what they said then counts.
    """

    day: str
    placements: tuple[Placement, ...]
    movement: Movement
    awaited: int = 0


@dataclass(frozen=True)
class Outcome:
    """A result as it is shown to one person.

    `conversation`: the viewer's own, if they answered (`mine`). `open_turn`: their answered turn that could settle an
    open overall (0: none). `turn` and `further`: the turn at which they got the result, and the choice that leads to
    more questions (empty: none are left). `shortest`: by gated scale that applies, the smallest set to its next level;
    `worth_knowing`: the unknown that would tell most, if any. `disputed`: what several people see differently, and
    `talk_about`, of that, what matters most. `leads`: whether the viewer leads the team; `newest`:
    whether the team has no later result. `since_last` is told where a check-in asked for it.
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
    respondents: int = 1
    sees_answers: bool = True
    disputed: tuple[Dispute, ...] = ()
    talk_about: tuple[Dispute, ...] = ()
    decisions: tuple[Decision, ...] = ()
    cause: Cause = "answers"
    assessment: str = ""
    leads: bool = False
    newest: bool = True
    since_last: SinceLast | None = None

    @property
    def steps(self) -> tuple[NextStep, ...]:
        """The next steps, at most three."""
        return self.all_steps[:SHOWN_STEPS]


def outcome(db: Connection, library: Library, flow: Flow, result: Result, viewer: str) -> Outcome:
    """A stored result made ready to be shown to `viewer`."""
    team = team_store.find(db, result.workspace, result.team)
    if team is None:
        raise LookupError(f"result {result.id} has lost its team")
    latest = result_store.latest(db, result.workspace, result.team)
    agreement = voices.agreement(library, result)
    values, placements = agreement.values, load_placements(library, result.placements)
    own = next((one for one in result.respondents if viewer and one.person == viewer and not one.last_time), None)
    session = _session(db, result.workspace, own)
    current = own is not None and session is not None and session.trail == own.trail and session.status == "finished"
    known = effective(library, values)
    gated = [one.maturity_model for one in placements if one.dimensions and one.applicable]
    return Outcome(
        *(
            result.id,
            own.conversation if own else "",
            team,
            result.person,
            result.subject,
            days.told(days.of(result.reached_at)),
        ),
        *(placements, known, next_steps(library, values, EVERY_STEP), asked_only(library, values)),
        turn=session.turn if session else 0,
        open_turn=_open_turn(library, placements, own.trail) if own and current else 0,
        further=_further(library, flow, session) if session and current else "",
        mine=own is not None,
        values=values,
        comparison=compare(library, placements, known),
        shortest={id: smallest_set(library, values, id) for id in gated},
        worth_knowing=most_telling(library, values),
        respondents=len(result.respondents),
        sees_answers=voices.sees_answers(result),
        disputed=agreement.disputed,
        talk_about=worth_discussing(library, agreement),
        decisions=result.decisions,
        cause=result.cause,
        assessment=result.assessment,
        leads=bool(viewer) and team.lead == viewer,
        newest=latest is not None and latest.id == result.id,
    )


def since_last(db: Connection, library: Library, result: Result) -> SinceLast | None:
    """What moved since last time; None in a team's first assessment."""
    before = result_store.before(db, result.workspace, result.team, result.assessment)
    if before is None:
        return None
    then, now = (load_placements(library, one.placements) for one in (before, result))
    was, is_now = (voices.agreement(library, one).values for one in (before, result))
    shifts = compare_values(library, was, is_now).shifts
    awaited = sum(one.last_time for one in result.respondents)
    return SinceLast(days.told(days.of(before.reached_at)), then, Movement(moves_between(then, now), shifts), awaited)


def _session(db: Connection, workspace: str, own: Respondent | None) -> Session | None:
    found = conversation_store.find(db, workspace, own.conversation) if own else None
    return found.session if found else None


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
