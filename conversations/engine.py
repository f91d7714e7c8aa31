"""The conversation itself: (flow, session, event) -> (session, turns). Pure: no storage, no Slack, no clock.

Every prompt has a turn number. An event that names an older turn changes nothing: it was sent twice, late, or from a
message that lay around.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from conversations import asking, hearing, prompting
from conversations.events import Changed as Changed
from conversations.events import Detailed as Detailed
from conversations.events import Event as Event
from conversations.events import Pressed as Pressed
from conversations.events import Resumed as Resumed
from conversations.events import Typed as Typed
from conversations.flow import AS_BEFORE, Flow, State
from conversations.prompting import offered as offered
from conversations.prompting import where_now as where_now
from conversations.session import SKIPPED, Heard, Passed, Session, refit, said
from conversations.turns import Closed, Explained, Finished, Paused, Preface, ReadBack, Stale, Turn
from knowledge.answers import AND, DETAIL, EXTRA_OPTIONS
from knowledge.library import Library, Question, Value
from knowledge.reading import Reading
from knowledge.scoring import undecided

TYPED = "typed"
LONGEST_WORDS = 200
_NOTHING: Mapping[str, str] = {}
Outcome = tuple[Session, tuple[Turn, ...]]


def start(library: Library, flow: Flow) -> Outcome:
    """A new conversation and its first prompt."""
    return _Talk(library, flow).onward(Session(flow.id, flow.version, flow.start))


def join(library: Library, flow: Flow, first: Session) -> Outcome:
    """A conversation in an assessment that somebody else has begun: about the same work, which is not asked again."""
    chosen = [entry for entry in first.trail if not entry.question and not entry.capability]
    state = flow.state(chosen[-1].state) if chosen else None
    if state is None:
        return start(library, flow)
    picked = state.choice(chosen[-1].choice)
    trail = tuple(replace(entry, turn=number) for number, entry in enumerate(chosen, start=1))
    joined = Session(
        *(flow.id, flow.version, picked.to if picked else state.next),
        turn=len(trail) + 1,
        trail=trail,
        inherited=len(trail),
    )
    return _Talk(library, flow).onward(joined)


def check_in(
    library: Library, flow: Flow, trail: tuple[Passed, ...], again: Collection[str], done: Collection[str] = ()
) -> Outcome:
    """A conversation about what has changed since the answers of `trail` (see `checking_in.carried`).

    It asks the questions of `again` anew, in their order, then what is worth asking because the team has moved; if that
    is nothing, it is at its result at once. What is not asked counts as before. `done` are the capabilities of actions that
    are said to be done: their questions expect another answer than last time's. Raises `LookupError` if the flow has no
    check-in.
    """
    asked = tuple(dict.fromkeys(id for id in again if id in library.questions))
    kept = tuple(entry for entry in trail if entry.question not in asked)
    session = Session(
        *(flow.id, flow.version, flow.check_in),
        turn=max((entry.turn for entry in trail), default=0) + 1,
        trail=kept,
        inherited=len(kept),
        again=asked,
        before=tuple(entry for entry in trail if entry.question in asked),
        done=tuple(done),
    )
    return _Talk(library, flow).onward(session)


def advance(library: Library, flow: Flow, session: Session, event: Event) -> Outcome:
    """The session after an event, and what is to be said. An event that changes nothing leaves the revision alone."""
    fitted = refit(library, flow, session)
    if (fitted.state, fitted.question, fitted.capability) != (session.state, session.question, session.capability):
        event = Resumed()  # what was asked is asked no longer: ask what comes now instead
    after, turns = _Talk(library, flow).answer(fitted, event)
    return (session, turns) if after == session else (replace(after, revision=session.revision + 1), turns)


@dataclass(frozen=True)
class _Talk:
    library: Library
    flow: Flow

    def answer(self, session: Session, event: Event) -> Outcome:
        if isinstance(event, Resumed):
            return self._resume(session)
        if isinstance(event, Changed):
            return self._change(session, event.turn)
        if isinstance(event, Typed):
            return self._typed(session, event.text.strip()[:LONGEST_WORDS])
        if event.turn != session.turn:
            return session, (Stale(event.turn),)
        awake = replace(session, status="active") if session.status == "paused" else session
        if isinstance(event, Detailed):
            after, turns = self._detailed(awake, event)
        else:
            after, turns = self._pressed(awake, event.button)
        return (session if isinstance(turns[0], Stale) else after), turns

    def _pressed(self, session: Session, button: str) -> Outcome:
        if button == "back":
            return self._back(session)
        if button == "pause" and self._state(session).kind != "result":
            return replace(session, status="paused", heard=None), (Paused(session.turn),)
        if button == "more" and session.question:
            return session, (Explained(session.turn, session.question),)
        name, _, meant = button.partition(" ")
        if name == "right" and session.heard and meant in ("", session.heard.meant):
            return self._take(session, session.heard.choice, session.heard.words, session.heard.values)
        if button == "wrong" and session.heard:
            return self._prompt(replace(session, heard=None), "choices")
        if button == AS_BEFORE and session.last_time:
            return self._as_last_time(session, session.last_time)
        if button == "skip" and session.question:
            return self._skip(session)
        if self._may_choose(session, button):
            return self._take(session, button)
        return session, (Stale(session.turn),)

    def _skip(self, session: Session) -> Outcome:
        """Leave the question. What was said last time goes on counting then, as old as it is, so that it comes up again."""
        last = session.last_time
        return self._as_last_time(session, last, last.since) if last else self._take(session, SKIPPED)

    def _as_last_time(self, session: Session, last: Passed, since: str = "") -> Outcome:
        return self._take(session, last.choice, last.words, last.values, since)

    def _may_choose(self, session: Session, choice: str) -> bool:
        """Whether a choice is one of those at the open prompt."""
        if session.capability:
            return choice in (Value.HELD.value, Value.NOT_HELD.value, Value.UNKNOWN.value)
        question = self.library.questions.get(session.question)
        if question is None:
            return self._state(session).choice(choice) is not None
        if question.several and choice not in EXTRA_OPTIONS:
            return all(question.option(id) for id in choice.split(AND))
        return choice in offered(question)

    def _detailed(self, session: Session, event: Detailed) -> Outcome:
        question = self.library.questions.get(session.question)
        if question is None or not event.values or not set(event.values) <= question.capabilities:
            return session, (Stale(session.turn),)
        values = {id: value.value for id, value in event.values.items()}
        return self._take(session, DETAIL, event.reason.strip()[:LONGEST_WORDS], values)

    def _take(
        self, session: Session, choice: str, words: str = "", values: Mapping[str, str] = _NOTHING, since: str = ""
    ) -> Outcome:
        """Record what was said to the open prompt and go on."""
        state = self._state(session)
        if state.kind == "result":
            to = state.choice(choice)
            return self.onward(
                replace(session, state=to.to if to else state.id, turn=session.turn + 1, status="active")
            )
        asked = (session.question, session.capability)
        entry = Passed(session.turn, session.state, choice, *asked, words, dict(values), since)
        trail = self._with(session, entry)
        head = session.trail[: session.inherited]
        after = replace(
            session,
            trail=trail,
            turn=session.turn + 1,
            heard=None,
            changing=0,
            question="",
            inherited=sum(old in trail or old.turn == session.changing for old in head),
        )
        if not session.question and not session.capability:
            picked = state.choice(choice)
            after = replace(after, state=picked.to if picked else state.next)
        done, turns = self.onward(after)
        replaced = (Closed(session.changing),) if session.changing else ()
        return done, (Closed(session.turn), *replaced, *turns)

    def _with(self, session: Session, entry: Passed) -> tuple[Passed, ...]:
        """The trail with an entry added, or put in the place of the one that is being changed."""
        at = next((i for i, old in enumerate(session.trail) if old.turn == session.changing), None)
        if at is None:
            return (*session.trail, entry)
        kept = [*session.trail[:at], entry]
        for later in session.trail[at + 1 :]:
            if self._still_asked(kept, later):
                kept.append(later)
        return tuple(kept)

    def _still_asked(self, kept: list[Passed], entry: Passed) -> bool:
        """Whether an answer would still have been asked for after those before it: if not, its branch was left."""
        found = said(self.library, kept)
        if entry.capability:
            return any(clash.capability == entry.capability for clash in found.contradictions)
        state = self.flow.state(entry.state)
        if not entry.question or state is None or state.ask == "advice":
            return True
        capabilities = self.library.questions[entry.question].capabilities
        if not capabilities.isdisjoint(undecided(self.library, found.values)):
            return True
        advised = asking.for_advice(self.library, found.values, ()) if state.ask == "again" else ()
        return entry.question in {question.id for question in advised}

    def onward(self, session: Session, preface: Preface = "") -> Outcome:
        """Go to the next prompt that is worth showing, or to the result."""
        state = self._state(session)
        while state.kind == "questions":
            found = said(self.library, session.trail)
            if found.contradictions:
                clash = found.contradictions[0].capability
                return self._prompt(replace(session, question="", capability=clash), preface)
            question = self._next(session, state)
            if question:
                return self._prompt(replace(session, question=question.id, capability=""), preface)
            session = replace(session, state=state.next, question="", capability="")
            state = self._state(session)
        session = replace(session, question="", capability="")
        if state.kind == "result":
            return replace(session, status="finished"), (Finished(session.turn),)
        return self._prompt(session, preface)

    def _next(self, session: Session, state: State) -> Question | None:
        passed = session.passed
        for id in session.again if state.ask == "again" else state.first:
            if id not in passed:
                return self.library.questions[id]
        if state.ask == "again":
            return None
        values = said(self.library, session.trail).values
        if state.ask == "placing":
            last = next((entry.question for entry in reversed(session.trail) if entry.question), "")
            topic = self.library.questions[last].topic if last else ""
            return asking.next_question(self.library, values, passed, topic)
        return next(iter(asking.for_advice(self.library, values, passed)), None)

    def _prompt(self, session: Session, preface: Preface = "") -> Outcome:
        """Show the prompt that the session is at."""
        return session, (prompting.prompt(self.library, self.flow, session, preface),)

    def _back(self, session: Session) -> Outcome:
        """Take the last answer back and ask its question again; while an answer is being changed, let it stand."""
        opened = replace(session, turn=session.turn + 1, heard=None, status="active")
        if session.changing:
            after, turns = self.onward(replace(opened, changing=0, question="", capability=""))
            return after, (Closed(session.turn), *turns)
        if not session.can_go_back:
            return session, (Stale(session.turn),)
        last = session.trail[-1]
        opened = replace(opened, trail=session.trail[:-1], state=last.state, question=last.question, capability="")
        after, turns = self._prompt(opened) if last.question else self.onward(opened)
        return after, (Closed(session.turn), Closed(last.turn), *turns)

    def _resume(self, session: Session) -> Outcome:
        if session.status == "finished":
            return session, (Finished(session.turn),)
        again = replace(session, status="active", turn=session.turn + 1, heard=None)
        ask = self._prompt if again.question else self.onward
        after, turns = ask(again, "resumed")
        return after, (Closed(session.turn), *turns)

    def _change(self, session: Session, turn: int) -> Outcome:
        entry = session.entry(turn)
        if entry is None or not entry.question:
            return session, (Stale(turn),)
        again = replace(
            session,
            state=entry.state,
            question=entry.question,
            capability="",
            changing=turn,
            heard=None,
            status="active",
        )
        after, turns = self._prompt(replace(again, turn=session.turn + 1), "changing")
        closed = (Closed(session.turn),) if session.status != "finished" else ()
        return after, (*closed, *turns)

    def _typed(self, session: Session, text: str) -> Outcome:
        if not text or session.status != "active":
            return self._prompt(session)
        if session.heard:
            confirmed = hearing.yes_or_no(self.library, text)
            if confirmed:
                return self._pressed(session, confirmed)
        waits_for_words = self._state(session).kind == "words"
        button = hearing.button(self.library, text)
        if button:
            after, turns = self._pressed(session, button)
            if not isinstance(turns[0], Stale):
                return after, turns
            return self._prompt(replace(session, heard=None), "" if waits_for_words else "not_read")
        if waits_for_words:
            asked = hearing.asked_back(self.library, session, text, Reading("", 0.0, "ask"))
            return (session, (asked,)) if asked else self._take(session, TYPED, text)
        reading = hearing.reading(self.library, self._state(session), session, text)
        asked = hearing.asked_back(self.library, session, text, reading)
        if asked:
            return session, (asked,)
        values = {} if reading.option else {id: value.value for id, value in reading.values.items()}
        choice = reading.option or DETAIL
        if reading.decision == "accept":
            return self._take(session, choice, text, values)
        if reading.decision == "confirm":
            heard = Heard(choice, text, values)
            return replace(session, heard=heard), (ReadBack(session.turn, session.question, session.state, heard),)
        return self._prompt(replace(session, heard=None), "not_read")

    def _state(self, session: Session) -> State:
        state = self.flow.state(session.state)
        if state is None:
            raise LookupError(f"flow {self.flow.id} has no state {session.state}; the session was not refitted")
        return state
