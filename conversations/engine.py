"""The conversation itself: (flow, session, event) -> (session, turns). Pure: no storage, no Slack, no clock.

Every prompt has a turn number. An event that names an older turn changes nothing: it was sent twice, late, or from a
message that lay around.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from conversations import asking
from conversations.flow import Flow, State
from conversations.session import SKIPPED, Heard, Passed, Session, refit, said
from conversations.turns import (
    Asked,
    Closed,
    Explained,
    Finished,
    Offered,
    Paused,
    Preface,
    ReadBack,
    Stale,
    Told,
    Turn,
    Weighed,
)
from knowledge.answers import AND, DETAIL, EXTRA_OPTIONS, NONE, NOT_SURE, PARTLY, Contradiction
from knowledge.library import Library, Question, Value
from knowledge.reading import Reading, read, read_choice
from knowledge.scoring import undecided
from knowledge.searching import ask

TYPED = "typed"
NAMES_OF_BUTTONS = {"back": "back", "skip": "skip", "pause": "pause", "stop": "pause", "more": "more"}
WHICH_IS_RIGHT = {Value.HELD.value: ("first", "the first"), Value.NOT_HELD.value: ("second", "the second")}
"""What people type when asked which of two answers is right; the first one says "in place"."""
LONGEST_WORDS = 200
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Pressed:
    """A button of the prompt with this turn: an option (or several, see `answers.joined`), a choice, or one of
    `flow.RESERVED`.

    "right" may say what it confirms ("right by_hand"), so that an older read-back cannot confirm what a newer one asks.
    """

    turn: int
    button: str


@dataclass(frozen=True)
class Typed:
    """Words instead of a click."""

    text: str


@dataclass(frozen=True)
class Detailed:
    """The question of this turn answered capability by capability; `reason` says why something is not applicable."""

    turn: int
    values: Mapping[str, Value]
    reason: str = ""


@dataclass(frozen=True)
class Resumed:
    """The person came back."""


@dataclass(frozen=True)
class Changed:
    """The person wants to answer the question of this passed turn anew."""

    turn: int


Event = Pressed | Typed | Detailed | Resumed | Changed
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
        if button == "skip" and session.question:
            return self._take(session, SKIPPED)
        if self._may_choose(session, button):
            return self._take(session, button)
        return session, (Stale(session.turn),)

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

    def _take(self, session: Session, choice: str, words: str = "", values: Mapping[str, str] = _NOTHING) -> Outcome:
        """Record what was said to the open prompt and go on."""
        state = self._state(session)
        if state.kind == "result":
            to = state.choice(choice)
            return self.onward(
                replace(session, state=to.to if to else state.id, turn=session.turn + 1, status="active")
            )
        entry = Passed(session.turn, session.state, choice, session.question, session.capability, words, dict(values))
        after = replace(
            session, trail=self._with(session, entry), turn=session.turn + 1, heard=None, changing=0, question=""
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
        if not entry.question or state is None or state.ask != "placing":
            return True
        return not self.library.questions[entry.question].capabilities.isdisjoint(undecided(self.library, found.values))

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
        for id in state.first:
            if id not in passed:
                return self.library.questions[id]
        values = said(self.library, session.trail).values
        if state.ask == "placing":
            last = next((entry.question for entry in reversed(session.trail) if entry.question), "")
            topic = self.library.questions[last].topic if last else ""
            return asking.next_question(self.library, values, passed, topic)
        return next(iter(asking.for_advice(self.library, values, passed)), None)

    def _prompt(self, session: Session, preface: Preface = "") -> Outcome:
        """Show the prompt that the session is at."""
        if session.capability:
            return session, (Weighed(session.turn, self._clash(session), preface),)
        if session.question:
            return session, (self._asked(session, preface),)
        return session, (Offered(session.turn, session.state, preface),)

    def _asked(self, session: Session, preface: Preface) -> Asked:
        position, about = where_now(self.library, self.flow, session)
        return Asked(session.turn, session.question, position, about, session.can_go_back, preface)

    def _clash(self, session: Session) -> Contradiction:
        clashes = said(self.library, session.trail).contradictions
        return next(clash for clash in clashes if clash.capability == session.capability)

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
            answer = read_choice(
                {"right": self.library.words.yes_words, "wrong": self.library.words.no_words},
                [],
                self.library.words,
                text,
            )
            if answer.decision == "accept":
                return self._pressed(session, answer.option)
        waits_for_words = self._state(session).kind == "words"
        button = self._button(text)
        if button:
            after, turns = self._pressed(session, button)
            if not isinstance(turns[0], Stale):
                return after, turns
            return self._prompt(replace(session, heard=None), "" if waits_for_words else "not_read")
        if waits_for_words:
            asked = self._asked_back(session, text, Reading("", 0.0, "ask"))
            return (session, (asked,)) if asked else self._take(session, TYPED, text)
        reading = self._read(session, text)
        asked = self._asked_back(session, text, reading)
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

    def _button(self, text: str) -> str:
        """The button that typed words name, if they name one: "back", "what do you mean?"."""
        plain = _plain(text)
        return NAMES_OF_BUTTONS.get(plain) or (
            "more" if plain in map(_plain, self.library.talk_words.more_words) else ""
        )

    def _asked_back(self, session: Session, text: str, reading: Reading) -> Told | None:
        """What the documents say, if the words are a question and no answer.

        Words that begin like a question are one if they end like one, or if the documents have something to say.
        """
        begins = text.lower().split()[0].rstrip("?'’s") in self.library.talk_words.question_words
        ends = text.endswith("?") and (begins or reading.decision == "ask")
        if reading.decision == "accept" or not (begins or ends):
            return None
        found = ask(self.library, text)
        return Told(session.turn, found, session.question) if ends or found.covered else None

    def _read(self, session: Session, text: str) -> Reading:
        question = self.library.questions.get(session.question)
        if question:
            return read(self.library, question, text)
        if session.capability:
            choices = {**WHICH_IS_RIGHT, Value.UNKNOWN.value: self.library.words.not_sure_words}
        else:
            choices = {choice.id: (choice.label,) for choice in self._state(session).choices}
        return read_choice(choices, list(choices), self.library.words, text)

    def _state(self, session: Session) -> State:
        state = self.flow.state(session.state)
        if state is None:
            raise LookupError(f"flow {self.flow.id} has no state {session.state}; the session was not refitted")
        return state


def _plain(text: str) -> str:
    """Lower-case words without punctuation."""
    return " ".join(re.findall(r"\w+", text.lower().replace("'", "").replace("’", "")))


def where_now(library: Library, flow: Flow, session: Session) -> tuple[int, int]:
    """The position of the open question, and of about how many; (0, 0) while an earlier answer is being changed."""
    if session.changing:
        return 0, 0
    state = flow.state(session.state)
    before = sum(1 for entry in session.trail if entry.question and entry.state == session.state)
    if state is not None and state.ask == "advice":
        return before + 1, before + len(asking.for_advice(library, said(library, session.trail).values, session.passed))
    left = asking.about_left(library, said(library, session.trail).values, session.passed)
    return before + 1, before + max(left, 1)


def offered(question: Question) -> list[str]:
    """The option ids that a question's message shows, in order; those of a checklist may be chosen together."""
    own = [PARTLY] if question.yes_no else [NONE] if question.several else []
    return [option.id for option in question.options] + own + [NOT_SURE]
