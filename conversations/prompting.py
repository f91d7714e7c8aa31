"""The prompt that a session is at: what it asks, what may be chosen there, how many are still to come."""

from __future__ import annotations

from conversations import asking
from conversations.flow import Flow
from conversations.session import Session, said
from conversations.turns import Asked, Offered, Preface, Weighed
from knowledge.answers import NONE, NOT_SURE, PARTLY, Contradiction
from knowledge.library import Library, Question


def prompt(library: Library, flow: Flow, session: Session, preface: Preface = "") -> Asked | Offered | Weighed:
    """The open prompt, to be shown."""
    if session.capability:
        return Weighed(session.turn, _clash(library, session), preface)
    if session.question:
        return asked(library, flow, session, preface)
    return Offered(session.turn, session.state, preface)


def asked(library: Library, flow: Flow, session: Session, preface: Preface = "") -> Asked:
    """The open question, to be shown."""
    position, about = where_now(library, flow, session)
    state = flow.state(session.state)
    exactly = state is not None and state.ask == "again"
    return Asked(
        *(session.turn, session.question, position, about, session.can_go_back, preface),
        exactly=exactly,
        last_time=session.last_time,
        done=tuple(id for id in session.done if id in library.questions[session.question].capabilities),
    )


def where_now(library: Library, flow: Flow, session: Session) -> tuple[int, int]:
    """The position of the open question, and of how many; (0, 0) while an earlier answer is being changed.

    Of what a check-in asks anew the number is exact. Answers that were carried over are not counted.
    """
    if session.changing:
        return 0, 0
    state = flow.state(session.state)
    values, ask = said(library, session.trail).values, state.ask if state else ""
    counted = {session.state, flow.check_in} if ask == "placing" else {session.state}
    before = sum(1 for entry in session.trail[session.inherited :] if entry.question and entry.state in counted)
    if ask == "again":
        return before + 1, before + len(set(session.again) - session.passed)
    if ask == "advice":
        return before + 1, before + len(asking.for_advice(library, values, session.passed))
    return before + 1, before + max(asking.about_left(library, values, session.passed), 1)


def offered(question: Question) -> list[str]:
    """The option ids that a question's message shows, in order; those of a checklist may be chosen together."""
    own = [PARTLY] if question.yes_no else [NONE] if question.several else []
    return [option.id for option in question.options] + own + [NOT_SURE]


def _clash(library: Library, session: Session) -> Contradiction:
    clashes = said(library, session.trail).contradictions
    return next(clash for clash in clashes if clash.capability == session.capability)
