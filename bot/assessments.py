"""A team's assessment: start, answer, go back, pause, resume, annotate. Each is one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot import ids, results, speech
from bot.blocks import home, prompts
from bot.blocks.given import label
from bot.blocks.prompts import Voice
from bot.clock import Clock, stamp
from bot.ids import PromptRef
from bot.people import Click, Person
from bot.store import conversations as store
from bot.store import deliveries, outbox, teams
from bot.store import results as result_store
from bot.store.conversations import Conversation
from bot.store.database import Connection, Store
from bot.store.ids import new_id
from bot.store.outbox import Draft
from bot.store.results import Result
from bot.store.teams import Team
from conversations import engine
from conversations.engine import Changed, Detailed, Event, Pressed, Resumed, Typed
from conversations.flow import Flow
from conversations.turns import Finished, Turn
from knowledge.answers import AND, NONE
from knowledge.library import Library, Question, Value

LONGEST_NOTE = 500


@dataclass(frozen=True)
class Answered:
    """An answer that can be annotated or changed: its turn, the question's text, the answer's label, its note."""

    turn: int
    question: str
    answer: str
    note: str = ""


class NotYours(LookupError):
    """The conversation does not exist in this workspace, or is somebody else's."""


class NoLongerCounts(LookupError):
    """The answer was given anew or taken back since."""


@dataclass(frozen=True)
class Assessments:
    """The subject's one door: every method is one transaction over the store."""

    store: Store
    library: Library
    flows: Mapping[str, Flow]
    clock: Clock

    def assess(self, person: Person, team: Team, thread: str = "", event: str = "") -> bool:
        """Start the person's assessment for a team, or resume the one under way. True if it was resumed.

        An event (Slack's own id, or what names a click) that came before changes nothing.
        """
        with self.store.transaction() as db:
            if event and not deliveries.first_time(db, person.workspace, event, self._now()):
                return True
            under_way = store.unfinished(db, person.workspace, person.id, team.id)
            if under_way:
                self._advance(db, replace(under_way, thread=thread), under_way, Resumed())
                return True
            session, turns = engine.start(self.library, self.flows["assessment"])
            begun = store.begin(db, person.workspace, team.id, person.id, thread, session, self._now())
            self._say(db, begun, begun, turns)
            return False

    def press(self, person: Person, ref: PromptRef, click: Click) -> None:
        """A button of a prompt. Raises `NotYours`."""
        with self.store.transaction() as db:
            where = self._mine(db, person, ref.conversation)
            button = self._ticked(where, ref, click) if ref.button == ids.DONE else ref.button
            self._advance(db, where, where, Pressed(ref.turn, button), click, button)

    def detail(self, person: Person, ref: PromptRef, values: Mapping[str, Value], reason: str) -> None:
        """The question of a prompt answered capability by capability. Raises `NotYours` or `NoLongerCounts`."""
        with self.store.transaction() as db:
            where = self._mine(db, person, ref.conversation)
            if where.session.turn != ref.turn:
                raise NoLongerCounts(str(ref))
            self._advance(db, where, where, Detailed(ref.turn, values, reason))

    def open_question(self, person: Person, ref: PromptRef) -> Question:
        """The question that a prompt still asks. Raises `NotYours` or `NoLongerCounts`."""
        session = self._mine(self.store.reading(), person, ref.conversation).session
        question = self.library.questions.get(session.question)
        if question is None or session.turn != ref.turn:
            raise NoLongerCounts(str(ref))
        return question

    def resume(self, person: Person, ref: PromptRef, click: Click) -> None:
        """The button on a paused conversation; a second click changes nothing. Raises `NotYours`."""
        with self.store.transaction() as db:
            where = self._mine(db, person, ref.conversation)
            if where.session.status == "paused":
                self._advance(db, where, where, Resumed(), click)

    def change(self, person: Person, ref: PromptRef, click: Click | None = None) -> None:
        """Ask the question of an answered turn anew, once however often it is clicked.

        Raises `NotYours` or `NoLongerCounts`.
        """
        with self.store.transaction() as db:
            where = self._mine(db, person, ref.conversation)
            if where.session.entry(ref.turn) is None:
                raise NoLongerCounts(str(ref))
            if where.session.changing != ref.turn or where.session.status != "active":
                self._advance(db, where, where, Changed(ref.turn), click)

    def type(self, person: Person, text: str, thread: str, event: str) -> bool:
        """Words typed in direct messages; False if no conversation is listening. A repeated event changes nothing."""
        with self.store.transaction() as db:
            if deliveries.seen(db, person.workspace, event):
                return True
            where = store.listening(db, person.workspace, person.id)
            if where is None:
                return False
            deliveries.first_time(db, person.workspace, event, self._now())
            self._advance(db, replace(where, thread=thread or where.thread), where, Typed(text))
            return True

    def listens(self, person: Person) -> bool:
        """Whether a conversation of the person's waits for an answer."""
        return store.listening(self.store.reading(), person.workspace, person.id) is not None

    def wants_words(self, person: Person) -> bool:
        """Whether a conversation waits for words of the person's own, so that none of ours may be read into them."""
        where = store.listening(self.store.reading(), person.workspace, person.id)
        state = self.flows[where.session.flow].state(where.session.state) if where else None
        return state is not None and state.kind == "words"

    def answered(self, person: Person, ref: PromptRef) -> Answered:
        """The answer of one turn. Raises `NotYours` or `NoLongerCounts`."""
        where = self._mine(self.store.reading(), person, ref.conversation)
        found = {answer.turn: answer for answer in self._answers(where)}
        if ref.turn not in found:
            raise NoLongerCounts(str(ref))
        return found[ref.turn]

    def answers(self, person: Person, conversation: str) -> tuple[Answered, ...]:
        """Every answer of a conversation that counts, in the order given. Raises `NotYours`."""
        return self._answers(self._mine(self.store.reading(), person, conversation))

    def annotate(self, person: Person, ref: PromptRef, note: str) -> None:
        """Keep a note on an answer and show it there. Raises `NotYours`."""
        with self.store.transaction() as db:
            where = self._mine(db, person, ref.conversation)
            store.add_note(db, where, ref.turn, note.strip()[:LONGEST_NOTE], self._now())
            voice = self._voice(db, where)
            entry = where.session.entry(ref.turn)
            message = prompts.closed(voice, ref.turn, entry, note.strip()[:LONGEST_NOTE])
            key = f"note:{where.id}:{new_id()}"
            draft = Draft(key, where.workspace, where.id, "chat.update", "", message.payload(), where.id, ref.turn)
            outbox.add(db, draft, self._now())

    def standing(self, person: Person, team: Team) -> home.Standing:
        """Where a team stands, for its home base as this person sees it."""
        db = self.store.reading()
        newest = result_store.latest(db, team.workspace, team.id)
        under_way = store.unfinished(db, person.workspace, person.id, team.id)
        answered = len([entry for entry in under_way.session.trail if entry.question]) if under_way else 0
        if newest is None:
            return home.Standing(team, answered=answered, under_way=under_way is not None)
        shown = results.outcome(db, self.library, self.flows["assessment"], newest, person.id)
        return home.Standing(team, shown.placements, shown.day, answered, under_way is not None)

    def _answers(self, where: Conversation) -> tuple[Answered, ...]:
        notes = store.notes(self.store.reading(), where.workspace, where.id)
        found = []
        for entry in where.session.trail:
            question = self.library.questions.get(entry.question)
            if question:
                answer = label(self.library, question, entry.choice, entry.values)
                found.append(Answered(entry.turn, question.text, answer, notes.get(entry.turn, "")))
        return tuple(found)

    def _advance(
        self,
        db: Connection,
        where: Conversation,
        before: Conversation,
        event: Event,
        click: Click | None = None,
        pressed: str = "",
    ) -> None:
        """One turn: ask the engine, store what it says, enqueue what is to be said."""
        flow = self.flows[before.session.flow]
        session, turns = engine.advance(self.library, flow, before.session, event)
        if session != before.session or where.thread != before.thread:
            if session == before.session:
                session = replace(session, revision=session.revision + 1)
            store.save(db, before, session, where.thread, self._now())
        self._say(db, replace(where, session=session), before, turns, click, pressed)

    def _say(
        self,
        db: Connection,
        where: Conversation,
        before: Conversation,
        turns: tuple[Turn, ...],
        click: Click | None = None,
        pressed: str = "",
    ) -> None:
        outcome = None
        finished = next((turn for turn in turns if isinstance(turn, Finished)), None)
        if finished:
            stored = self._result(db, where)
            outcome = results.outcome(db, self.library, self.flows[where.session.flow], stored, where.person)
        notes = store.notes(db, where.workspace, where.id)
        shown = replace(where, session=before.session)
        scene = speech.Scene(self._voice(db, where), shown, where.session, notes, outcome, click, pressed)
        for draft in speech.drafts(scene, turns):
            outbox.add(db, draft, self._now())

    def _result(self, db: Connection, where: Conversation) -> Result:
        """What the conversation comes to; the result it has already, if nothing was said since."""
        reached = results.record(self.library, where, where.session, new_id(), self._now())
        before = result_store.of_conversation(db, where.workspace, where.id)
        if before and (before.trail, before.knowledge_version) == (reached.trail, reached.knowledge_version):
            return before
        result_store.add(db, reached)
        return reached

    def _voice(self, db: Connection, where: Conversation) -> Voice:
        team = teams.find(db, where.workspace, where.team)
        return Voice(self.library, self.flows[where.session.flow], where.id, team.name if team else "Your team")

    def _ticked(self, where: Conversation, ref: PromptRef, click: Click) -> str:
        """The choice that the ticked boxes of a checklist make, in the question's order: Slack may send them in another."""
        entry = where.session.entry(ref.turn)
        question = self.library.questions.get(entry.question if entry else where.session.question)
        order = [option.id for option in question.options] if question else []
        known = [id for id in order if id in click.ticked]
        return AND.join([*known, *(id for id in click.ticked if id not in order)]) or NONE

    def _mine(self, db: Connection, person: Person, conversation: str) -> Conversation:
        found = store.find(db, person.workspace, conversation)
        if found is None or found.person != person.id:
            raise NotYours(conversation)
        return found

    def _now(self) -> str:
        return stamp(self.clock())
