"""A person's part in a team's assessment: start, answer, go back, pause, resume, back up. Each is one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from bot import checkin_reminders, ids, outcomes, reminding, results, speech
from bot.blocks import home, prompts
from bot.blocks.kit import Message
from bot.blocks.prompts import Voice
from bot.checkin_basis import Basis
from bot.clock import Clock, stamp
from bot.given import label
from bot.ids import PromptRef
from bot.people import Click, Person
from bot.store import assessments as rounds
from bot.store import checkins, deliveries, outbox, teams
from bot.store import conversations as store
from bot.store import evidence as evidence_store
from bot.store import results as result_store
from bot.store.assessments import Assessment
from bot.store.checkins import CheckIn
from bot.store.conversations import Conversation
from bot.store.database import Connection, Store
from bot.store.evidence import NOTHING, Evidence
from bot.store.ids import new_id
from bot.store.outbox import Draft
from bot.store.results import MANY
from bot.store.teams import Team
from conversations import engine
from conversations.engine import Changed, Detailed, Event, Pressed, Resumed, Typed
from conversations.flow import Flow
from conversations.session import Session
from conversations.turns import Finished, Turn
from knowledge.answers import AND, NONE
from knowledge.library import Library, Question, Value

LONGEST_NOTE = 500
OPEN_FOR = timedelta(days=28)
"""How long after its beginning an assessment takes new people in: later answers would speak of another time."""

Begun = Literal["started", "resumed", "answered"]
"""What came of asking to be assessed: "answered" if the person has, and others are still in the same assessment."""


@dataclass(frozen=True)
class Answered:
    """An answer that can be backed up or changed: its turn, the question's text, the answer's label, its evidence."""

    turn: int
    question: str
    answer: str
    evidence: Evidence = NOTHING


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

    def assess(self, person: Person, team: Team, thread: str = "", event: str = "", anew: bool = False) -> Begun:
        """Start the person's conversation in the team's assessment, or resume it. Who has answered begins the next
        assessment if nobody else is in this one, or if they lead the team and ask for it (`anew`).

        An event (Slack's own id, or what names a click) that came before changes nothing.
        """
        with self.store.transaction() as db:
            if event and not deliveries.first_time(db, person.workspace, event, self._now()):
                return "resumed"
            open_now = rounds.current(db, person.workspace, team.id)
            own = store.of_person(db, person.workspace, open_now.id, person.id) if open_now else None
            if own and own.session.status != "finished":
                self._advance(db, replace(own, thread=thread), own, Resumed())
                return "resumed"
            if open_now and own and self._others(db, open_now, person) and not (anew and team.lead == person.id):
                return "answered"
            if open_now is None or own or self._over(open_now):
                open_now = self.open_next(db, team, person)
            self._begin(db, open_now, person, thread)
            return "started"

    def open_next(self, db: Connection, team: Team, person: Person) -> Assessment:
        """Open a team's next assessment, inside a transaction. Whoever is under way comes along and is told so, even the
        person who opens it."""
        before = rounds.current(db, team.workspace, team.id)
        opened = rounds.begin(db, team.workspace, team.id, person.id, self._now())
        if before:
            reminding.next_began(db, before, opened, self.clock())
        return opened

    def _begin(self, db: Connection, assessment: Assessment, person: Person, thread: str) -> None:
        others = store.of_assessment(db, person.workspace, assessment.id)
        flow = self.flows["assessment"]
        chosen = next(
            (one for one in others if one.session.inherited or one.session.question or one.session.passed), None
        )
        session, turns = engine.join(self.library, flow, chosen.session) if chosen else engine.start(self.library, flow)
        spreads = bool(session.inherited) and sum(one.session.status == "finished" for one in others) + 1 >= MANY
        begun = store.begin(db, assessment, person.id, thread, session, self._now(), spreads)
        joins = None
        if session.inherited:
            joins = prompts.joining(self._voice(db, begun), results.subject_of_trail(session.trail), spreads)
        reminding.began(db, assessment, person.id, self.clock())
        self._say(db, begun, begun, turns, joins=joins)

    def check_in(
        self, db: Connection, one: CheckIn, assessment: Assessment, basis: Basis, changed: bool
    ) -> Conversation:
        """Begin the conversation behind a check-in in an assessment, inside its transaction. Where nothing is to be asked
        again, it is at its result at once."""
        others = store.of_assessment(db, one.workspace, assessment.id)
        spreads = basis.only_spreads or sum(other.session.status == "finished" for other in others) + 1 >= MANY
        flow = self.flows["assessment"]
        session, turns = engine.check_in(self.library, flow, basis.trail, basis.again(changed), basis.done)
        waiting = replace(session, status="active")
        begun = store.begin(db, assessment, one.person, "", waiting, self._now(), spreads)
        for turn, evidence in basis.evidence.items():
            evidence_store.add(db, begun, turn, evidence, self._now())
        checkins.save(db, replace(one, state="under_way", conversation=begun.id, changed_at=self._now()))
        reminding.began(db, assessment, one.person, self.clock())
        if session != waiting:
            session = replace(session, revision=session.revision + 1)
            store.save(db, begun, session, "", self._now())
        here = replace(begun, session=session)
        self._say(db, here, here, turns)
        return here

    def go_on(self, db: Connection, where: Conversation) -> None:
        """Show the open question of a conversation again, inside a transaction."""
        self._advance(db, where, where, Resumed())

    def _others(self, db: Connection, assessment: Assessment, person: Person) -> bool:
        everybody = store.of_assessment(db, person.workspace, assessment.id)
        return not self._over(assessment) and any(one.person != person.id for one in everybody)

    def _over(self, assessment: Assessment) -> bool:
        return bool(assessment.closed_at) or assessment.started_at < stamp(self.clock() - OPEN_FOR)

    def press(self, person: Person, ref: PromptRef, click: Click | None) -> None:
        """A button of a prompt. Raises `NotYours`."""
        with self.store.transaction() as db:
            where = self._mine(db, person, ref.conversation)
            button = self._ticked(where, ref, click) if click and ref.button == ids.DONE else ref.button
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

    def resume(self, person: Person, ref: PromptRef, click: Click | None) -> None:
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

    def back_up(self, person: Person, ref: PromptRef, evidence: Evidence) -> None:
        """Keep evidence for an answer and show it there; empty evidence takes it away. Raises `NotYours`."""
        with self.store.transaction() as db:
            where = self._mine(db, person, ref.conversation)
            kept = replace(evidence, note=evidence.note.strip()[:LONGEST_NOTE])
            evidence_store.add(db, where, ref.turn, kept, self._now())
            message = prompts.closed(self._voice(db, where), ref.turn, where.session.entry(ref.turn), kept)
            key = f"note:{where.id}:{new_id()}"
            draft = Draft(key, where.workspace, where.id, "chat.update", "", message.payload(), where.id, ref.turn)
            outbox.add(db, draft, self._now())

    def stale(self, person: Person, team: Team) -> tuple[PromptRef, ...]:
        """The person's answers in the team's assessment whose evidence has run out: to be asked about again."""
        db = self.store.reading()
        open_now = rounds.current(db, person.workspace, team.id)
        own = store.of_person(db, person.workspace, open_now.id, person.id) if open_now else None
        today = self._now()[:10]
        kept = evidence_store.of_conversation(db, own.workspace, own.id) if own else {}
        return tuple(
            PromptRef(own.id, turn)
            for turn, evidence in kept.items()
            if own and evidence.stale(today) and own.session.entry(turn) and own.session.changing != turn
        )

    def standing(self, person: Person, team: Team) -> home.Standing:
        """Where a team stands, for its home base as this person sees it."""
        db = self.store.reading()
        newest = result_store.latest(db, team.workspace, team.id)
        open_now = rounds.current(db, team.workspace, team.id)
        own = store.of_person(db, team.workspace, open_now.id, person.id) if open_now else None
        under_way = own.session if own and own.session.status != "finished" else None
        answered = len([entry for entry in under_way.trail if entry.question]) if under_way else 0
        joins = own is None and open_now is not None and not self._over(open_now)
        standing = home.Standing(team, answered=answered, under_way=under_way is not None, joins=joins)
        if newest is None:
            return standing
        shown = outcomes.outcome(db, self.library, self.flows["assessment"], newest, person.id)
        stale = len(self.stale(person, team))
        return replace(standing, placements=shown.placements, day=shown.day, respondents=shown.respondents, stale=stale)

    def _answers(self, where: Conversation) -> tuple[Answered, ...]:
        kept = evidence_store.of_conversation(self.store.reading(), where.workspace, where.id)
        found = []
        for entry in where.session.trail:
            question = self.library.questions.get(entry.question)
            if question:
                answer = label(self.library, question, entry.choice, entry.values)
                found.append(Answered(entry.turn, question.text, answer, kept.get(entry.turn, NOTHING)))
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
            self._back_up_as_before(db, before, session)
        self._say(db, replace(where, session=session), before, turns, click, pressed)

    def _back_up_as_before(self, db: Connection, before: Conversation, session: Session) -> None:
        """What backed an answer up that is still so backs it up now."""
        given = [one for one in session.trail if session.as_last_time(one) and one not in before.session.trail]
        kept = evidence_store.of_conversation(db, before.workspace, before.id) if given else {}
        for entry in given:
            last = next(one for one in session.before if one.question == entry.question)
            if last.turn in kept:
                evidence_store.add(db, before, entry.turn, kept[last.turn], self._now())

    def _say(
        self,
        db: Connection,
        where: Conversation,
        before: Conversation,
        turns: tuple[Turn, ...],
        click: Click | None = None,
        pressed: str = "",
        joins: Message | None = None,
    ) -> None:
        outcome = self._outcome(db, where) if any(isinstance(turn, Finished) for turn in turns) else None
        kept = evidence_store.of_conversation(db, where.workspace, where.id)
        shown = replace(where, session=before.session)
        scene = speech.Scene(self._voice(db, where), shown, where.session, kept, outcome, click, pressed, joins)
        for draft in speech.drafts(scene, turns):
            outbox.add(db, draft, self._now())

    def _outcome(self, db: Connection, where: Conversation) -> outcomes.Outcome | None:
        """What the assessment comes to now that this person has answered to the end."""
        assessment = rounds.find(db, where.workspace, where.assessment)
        if assessment is None:
            raise LookupError(f"conversation {where.id} has lost its assessment")
        reached = results.reach(db, self.library, assessment, where.person, "answers", self._now())
        reminding.finished(db, assessment, where.person, self.clock())
        checkin_reminders.finished(db, assessment, where.person, where.id, self.clock())
        if reached is None:
            return None
        outcome = outcomes.outcome(db, self.library, self.flows[where.session.flow], reached, where.person)
        if checkins.of_conversation(db, where.workspace, where.id) is None:
            return outcome
        return replace(outcome, since_last=outcomes.since_last(db, self.library, reached))

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
