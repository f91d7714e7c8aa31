"""Where one person stands in one flow: a frozen value, stored as JSON after every turn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from conversations.flow import Flow
from knowledge.answers import AND, EXTRA_OPTIONS, Answer, Findings, findings
from knowledge.library import Library, Value

Status = Literal["active", "paused", "finished"]
SKIPPED = "skip"


@dataclass(frozen=True)
class Passed:
    """One prompt that was answered or skipped: the turn it had, where, and what was chosen or typed.

    Exactly one of `question` (a question's id), `capability` (a contradiction that was decided) or neither (a
    state's own prompt) is set. `values` holds what was said of single capabilities where no option says it; `words`
    what was typed, or why something is not applicable. `since` is the day (YYYY-MM-DD) on which an answer that was
    carried over from an earlier conversation was given; empty: in this one.
    """

    turn: int
    state: str
    choice: str
    question: str = ""
    capability: str = ""
    words: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    since: str = ""


@dataclass(frozen=True)
class Heard:
    """Typed words that fit an option fairly, or say `values` fairly clearly, and wait to be confirmed."""

    choice: str
    words: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def meant(self) -> str:
        """What a click confirms: the choice, and what no option says, capability by capability."""
        return " ".join([self.choice, *(f"{id}={value}" for id, value in self.values.items())])


@dataclass(frozen=True)
class Session:
    """A conversation's state. `turn` numbers the open prompt; `question` or `capability` is what it asks, if either.

    `changing` is the turn of a passed answer that is being given anew (0: none); until then the old one counts.
    `inherited` counts the entries at the head of the trail that were not given here, but chosen by others in the
    assessment or carried over: Back ends there. In a check-in `again` names the questions to ask anew, in order, and
    `before` holds what was said to them last time; `done` names the capabilities of actions that are said to be done.
    """

    flow: str
    flow_version: int
    state: str
    turn: int = 1
    question: str = ""
    capability: str = ""
    trail: tuple[Passed, ...] = ()
    heard: Heard | None = None
    changing: int = 0
    status: Status = "active"
    revision: int = 0
    inherited: int = 0
    again: tuple[str, ...] = ()
    before: tuple[Passed, ...] = ()
    done: tuple[str, ...] = ()

    @property
    def can_go_back(self) -> bool:
        """Whether there is an answer of the person's own to go back to, or one that is being changed to leave alone."""
        return bool(self.changing) or len(self.trail) > self.inherited

    @property
    def last_time(self) -> Passed | None:
        """What was said to the open question last time, if it is asked again; None where it was skipped then."""
        found = (entry for entry in self.before if entry.question == self.question and entry.choice != SKIPPED)
        return next(found, None)

    @property
    def asks_what_changed(self) -> bool:
        """Whether it began with answers of an earlier conversation."""
        return bool(self.before) or any(entry.since for entry in self.trail)

    def as_last_time(self, entry: Passed) -> bool:
        """Whether this answer to a question that was asked again is the one of last time."""
        return any(replace(entry, turn=old.turn, state=old.state, since=old.since) == old for old in self.before)

    @property
    def passed(self) -> frozenset[str]:
        """The questions that were answered or skipped."""
        return frozenset(entry.question for entry in self.trail if entry.question)

    def entry(self, turn: int) -> Passed | None:
        """What was said to the prompt of this turn, if it still counts."""
        return next((entry for entry in self.trail if entry.turn == turn), None)

    def to_json(self) -> str:
        """The session as JSON text, for the store."""
        return json.dumps(asdict(self), separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Session:
        """A stored session. Raises `ValueError` if the text is not one."""
        try:
            raw: dict[str, Any] = json.loads(text)
            trail, before = (tuple(map(_passed, found)) for found in (raw.pop("trail"), raw.pop("before", ())))
            again, done = (tuple(raw.pop(name, ())) for name in ("again", "done"))
            heard = Heard(**found) if (found := raw.pop("heard")) else None
            return cls(**raw, trail=trail, heard=heard, again=again, before=before, done=done)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"this is not a stored session: {error}") from error


def _passed(entry: Mapping[str, Any]) -> Passed:
    return Passed(**entry)


def said(library: Library, trail: Iterable[Passed]) -> Findings:
    """What a trail says about the team's capabilities, decided contradictions included."""
    entries = tuple(trail)
    answers = [
        Answer(entry.question, entry.choice, {id: Value(value) for id, value in entry.values.items()})
        for entry in entries
        if entry.question and entry.choice != SKIPPED
    ]
    settled = {entry.capability: Value(entry.choice) for entry in entries if entry.capability}
    return findings(library, answers, settled)


def refit(library: Library, flow: Flow, session: Session) -> Session:
    """The session under this release of questions and flow: what no longer exists is left behind, the rest counts on."""
    trail = tuple(entry for entry in session.trail if still_stands(library, flow, entry))
    inherited = sum(still_stands(library, flow, entry) for entry in session.trail[: session.inherited])
    state = session.state if flow.state(session.state) else flow.start
    question = session.question if session.question in library.questions and state == session.state else ""
    open_clashes = [clash.capability for clash in said(library, trail).contradictions] if session.capability else []
    capability = session.capability if session.capability in open_clashes else ""
    heard = session.heard if question == session.question and state == session.state else None
    changing = session.changing if any(entry.turn == session.changing for entry in trail) else 0
    return replace(
        session,
        flow_version=flow.version,
        trail=trail,
        state=state,
        question=question,
        capability=capability,
        heard=heard,
        changing=changing,
        inherited=inherited,
        again=tuple(id for id in session.again if id in library.questions),
        before=tuple(entry for entry in session.before if still_stands(library, flow, entry)),
    )


def still_stands(library: Library, flow: Flow, entry: Passed) -> bool:
    """Whether this release of questions and flow knows what was asked and what was said to it."""
    if flow.state(entry.state) is None:
        return False
    if entry.capability:
        return entry.capability in library.capabilities
    if not entry.question:
        return True
    question = library.questions.get(entry.question)
    if question is None or not set(entry.values) <= question.capabilities:
        return False
    from_bot = entry.choice in (SKIPPED, *EXTRA_OPTIONS)
    return from_bot or all(question.option(id) is not None for id in entry.choice.split(AND))
