"""Check-ins: what changed since last time? Sent when due, answered at any time, put off, handed over; each in one
transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot import asking, checkin_due, checkin_reminders, often, planning, schedule
from bot.assessments import Assessments
from bot.blocks import checkin as blocks
from bot.blocks import checkin_replies as replies
from bot.blocks.kit import Message, section
from bot.checkin_due import MAKE_CHECKIN
from bot.checkin_reminders import MAKE_REMINDER
from bot.clock import Clock, stamp
from bot.making import Later, Makers, outside_hours
from bot.membership import own_team
from bot.people import Person
from bot.schedule import Occurrence
from bot.store import checkins as store
from bot.store import conversations, invitations, outbox, programme, rhythms, teams
from bot.store.checkins import CheckIn
from bot.store.conversations import Conversation
from bot.store.database import Connection, Store
from bot.store.outbox import Draft
from bot.store.rhythms import Kept
from bot.store.teams import Team
from bot.ticking import BATCH
from knowledge.library import Library

TOO_SOON = "Choose a day to come."
TOO_LATE = "The next check-in comes before that day. Skip this one instead."
YOURSELF = "You are asked already. Choose a teammate."
NOT_WILLING = (
    "Choose a member of the team who agreed to be asked. Others join it in its channel with /mlops and answer once."
)
HAS_IT = "They have this check-in already, or were done with it. Choose somebody else."


@dataclass(frozen=True)
class CheckIns:
    """The subject's one door. What people do raises `NotInTeam` for who is not a member."""

    store: Store
    library: Library
    clock: Clock
    assessments: Assessments

    def makers(self) -> Makers:
        """What is made when it is sent: check-ins and their reminders."""
        return {MAKE_CHECKIN: self.make, MAKE_REMINDER: self.remind}

    def enqueue_due(self, now: datetime) -> bool:
        """For the clock: ask whom there is to ask, a batch of teams at a time; True if there are more."""
        if not rhythms.due(self.store.reading(), "checkin", stamp(now), 1):
            return False
        with self.store.transaction() as db:
            return checkin_due.enqueue(db, now, BATCH)

    def make(self, draft: Draft) -> Mapping[str, Any] | Later | None:
        """A check-in as it is true when it is sent; None if it is not wanted any more."""
        now = self.clock()
        with self.store.transaction() as db:
            # what could not be sent is sent after all where the operator tries it again
            one, kept = _wanted(db, draft, ("asked", "snoozed", "unreached"))
            if one is None or kept is None or one.round != draft.payload["round"]:
                return None
            if later := outside_hours(kept.rhythm, now):
                return later
            one = replace(one, state="asked", changed_at=stamp(now))
            store.save(db, one)
            checkin_reminders.plan(db, one, kept.rhythm, now)
            seen = asking.asking(db, self._knowing, one, now)
            late = schedule.is_late(kept.rhythm, _occurrence(one), now)
            due = schedule.local_day(kept.rhythm, datetime.fromisoformat(one.due_at))
            told = replace(
                seen, by=draft.payload["by"], late=due if late else None, missed=0 if one.round else one.missed
            )
            return blocks.message(self.library, told).payload()

    def remind(self, draft: Draft) -> Mapping[str, Any] | Later | None:
        """A reminder as it is sent; None if there is nothing to remind of any more."""
        now, number = self.clock(), int(draft.payload["number"])
        with self.store.transaction() as db:
            one, kept = _wanted(db, draft, ("asked", "under_way"))
            team = teams.find(db, draft.workspace, draft.payload["team"])
            if one is None or kept is None or team is None:
                return None
            if later := outside_hours(kept.rhythm, now):
                return later
            where = conversations.find(db, one.workspace, one.conversation)
            if where:  # it counts as one of the assessment's, which the lead may send as well
                invitations.keep_reminder(db, one.workspace, where.assessment, one.person, number, stamp(now))
            last, under_way = number == checkin_reminders.LAST, one.state == "under_way"
            return blocks.reminder(team, one.day, last, under_way).payload()

    def preview(self, team: Team) -> Message | None:
        """A team's check-in as its lead, or the first who agreed to be asked, would get it now; None if nobody would."""
        db = self.store.reading()
        people = store.willing(db, team.workspace, team.id)
        if not people:
            return None
        person = Person(team.workspace, team.lead if team.lead in people else people[0])
        one = asking.now_of(db, person, team, self.clock())
        return blocks.message(self.library, replace(asking.asking(db, self._knowing, one, self.clock()), early=False))

    def now(self, person: Person, team: str) -> Message:
        """The check-in that waits for a person, or the coming one before it is due."""
        return self.anew(person, team, "")

    def anew(self, person: Person, team: str, day: str, said: Sequence[str] = ()) -> Message:
        """A check-in as it is now, below what was just done in it."""
        db = self.store.reading()
        found = own_team(db, person, team)
        one = asking.one_of(db, person, found, day, self.clock())
        if one.state not in ("answered", "under_way"):
            return blocks.message(self.library, asking.asking(db, self._knowing, one, self.clock()), said)
        message = replies.already(found) if one.state == "answered" else replies.under_way(found)
        top = (section("\n".join(said)),) if said else ()
        return Message(message.text, (*top, *message.blocks), message.title)

    def answer(self, person: Person, team: str, day: str, changed: bool) -> Message:
        """Nothing else changed, or something did: what follows comes by direct message. Twice changes nothing."""
        now = self.clock()
        with self.store.transaction() as db:
            found = own_team(db, person, team)
            before, one = (
                store.find(db, person.workspace, team, day, person.id),
                asking.one_of(db, person, found, day, now),
            )
            if one.state in ("answered", "under_way") or (before and before.state == "replaced"):
                return self.anew(person, team, one.day)
            joined = asking.joined(db, one, now)
            own = conversations.of_person(db, person.workspace, joined.id, person.id) if joined else None
            if own:
                return self._go_on(db, found, one, own)
            basis = asking.basis_of(db, self._knowing, one, joined, now)
            if basis is None:
                return blocks.message(self.library, asking.asking(db, self._knowing, one, now))
            self._keep_open(db, one)
            into = joined or self.assessments.open_next(db, found, person)
            came_along = conversations.of_person(db, person.workspace, into.id, person.id)
            if came_along:  # begun before, and never answered to the end: one person has one voice in an assessment
                return self._go_on(db, found, one, came_along)
            begun = self.assessments.check_in(db, one, into, basis, changed)
            return replies.taken(found, not changed, begun.session.status == "finished")

    def _go_on(self, db: Connection, team: Team, one: CheckIn, own: Conversation) -> Message:
        """Answers that the person has given, or is giving, in the assessment that counts for a check-in are its answers."""
        if own.session.status == "finished":
            checkin_reminders.end(db, replace(one, conversation=own.id), "answered", self.clock())
            return replies.already(team)
        self._keep_open(db, replace(one, conversation=own.id))
        self.assessments.go_on(db, own)
        return replies.resumed(team)

    def snooze(self, person: Person, team: str, day: str, until: int | date) -> Message | str:
        """Ask again in so many days, or on a day; or what is wrong with the choice. Reminders wait until then."""
        now = self.clock()
        with self.store.transaction() as db:
            found, one, kept = self._open(db, person, team, day)
            if isinstance(one, Message) or kept is None:
                return one if isinstance(one, Message) else replies.no_longer(found)
            if isinstance(until, int):
                moment = schedule.later_by(kept.rhythm, now, until)
            else:
                moment, coming = schedule.on_day(kept.rhythm, until), planning.as_kept(kept)
                if until <= schedule.local_day(kept.rhythm, now):
                    return TOO_SOON
                if coming and moment >= coming.at:
                    return TOO_LATE
            if (one.state, one.due_at) != ("snoozed", stamp(moment)):
                self._ask_again(db, one, moment)
            return replies.put_off(found, _told(moment, kept))

    def skip(self, person: Person, team: str, day: str) -> Message:
        """Leave this one out."""
        with self.store.transaction() as db:
            found, one, kept = self._open(db, person, team, day)
            if isinstance(one, Message):
                return one
            checkin_reminders.end(db, one, "skipped", self.clock())
            coming = planning.as_kept(kept) if kept else None
            return replies.skipped(found, often.told(coming, kept.rhythm.zone) if coming and kept else "")

    def hand_over(self, person: Person, team: str, day: str, to: str) -> Message | str:
        """Have a teammate asked instead; or what is wrong with the choice."""
        now = self.clock()
        with self.store.transaction() as db:
            found, one, kept = self._open(db, person, team, day)
            if isinstance(one, Message) or kept is None:
                return one if isinstance(one, Message) else replies.no_longer(found)
            if to == person.id:
                return YOURSELF
            if to not in store.willing(db, person.workspace, team):
                return NOT_WILLING
            answered = store.answered_since(db, person.workspace, team, checkin_reminders.counts_from(db, one))
            if to in answered or store.find(db, person.workspace, team, one.day, to):
                return HAS_IT
            checkin_reminders.end(db, one, "handed_over", now)
            good = schedule.good_moment(kept.rhythm, now)
            theirs = replace(
                one,
                person=to,
                state="asked",
                due_at=stamp(good),
                missed=0,
                round=0,
                conversation="",
                changed_at=stamp(now),
            )
            store.save(db, theirs)
            outbox.add(db, checkin_due.draft(theirs, person.id), stamp(now), stamp(good))
            return replies.handed_over(found, to, _told(good, kept) if good > now else "")

    def could_not_reach(self, db: Connection, draft: Draft, reason: str) -> None:
        """If nobody else is asked for a team's check-in that Slack refused, tell who can act, once; to be told of every
        message that was given up."""
        one, team = None, None
        if draft.make == MAKE_CHECKIN:
            team = teams.find(db, draft.workspace, draft.payload["team"])
            one = store.find(db, draft.workspace, draft.payload["team"], draft.payload["day"], draft.address)
        if one is None or team is None or not one.open:
            return
        checkin_reminders.end(db, one, "unreached", self.clock())
        others = store.of_day(db, one.workspace, one.team, one.day)
        if all(other.state in ("unreached", "handed_over") for other in others):
            gone = [other.person for other in others if other.state == "unreached"]
            for number, id in enumerate(_who_can_act(db, team, gone)):
                to, key = Person(team.workspace, id), f"checkin_unreached:{one.team}:{one.day}:{number}"
                message = blocks.unreached(team, gone).payload()
                note = Draft(key, to.workspace, to.lane, "chat.postMessage", id, message)
                outbox.add(db, note, stamp(self.clock()))

    @property
    def _knowing(self) -> asking.Knowing:
        return asking.Knowing(self.library, self.assessments.flows["assessment"])

    def _open(self, db: Connection, person: Person, team: str, day: str) -> tuple[Team, CheckIn | Message, Kept | None]:
        """The check-in that a person puts off, or what to say where it is closed or begun; and the team's rhythm."""
        found, kept = own_team(db, person, team), rhythms.find(db, person.workspace, "checkin", team)
        one = store.find(db, person.workspace, team, day, person.id)
        if one is None or not one.open:
            return found, replies.already(found) if one and one.state == "answered" else replies.no_longer(found), kept
        return found, one, kept if kept and kept.rhythm.zone else None

    def _keep_open(self, db: Connection, one: CheckIn) -> None:
        """See that a check-in that is being answered is kept, and reminded of while it is not answered to the end."""
        kept, now = rhythms.find(db, one.workspace, "checkin", one.team), self.clock()
        store.save(db, replace(one, state="under_way", changed_at=stamp(now)))
        if kept and kept.rhythm.zone:
            checkin_reminders.plan(db, one, kept.rhythm, now)

    def _ask_again(self, db: Connection, one: CheckIn, moment: datetime) -> None:
        now = self.clock()
        ended = checkin_reminders.end(db, one, "snoozed", now)
        again = replace(ended, round=one.round + 1, due_at=stamp(moment))
        store.save(db, again)
        outbox.add(db, checkin_due.draft(again), stamp(now), stamp(moment))


def _wanted(db: Connection, draft: Draft, states: Sequence[str]) -> tuple[CheckIn | None, Kept | None]:
    """The check-in that a message is about, if it is in one of these states and its person may be asked; and the team's
    rhythm, while it runs."""
    one = store.find(db, draft.workspace, draft.payload["team"], draft.payload["day"], draft.address)
    if one is None or one.state not in states or one.person not in store.willing(db, one.workspace, one.team):
        return None, None
    kept = rhythms.find(db, one.workspace, "checkin", one.team)
    return one, kept if kept and kept.rhythm.zone and not kept.stopped else None


def _occurrence(one: CheckIn) -> Occurrence:
    return Occurrence(date.fromisoformat(one.day), datetime.fromisoformat(one.due_at))


def _told(moment: datetime, kept: Kept) -> str:
    return often.told(Occurrence(moment.date(), moment), kept.rhythm.zone)


def _who_can_act(db: Connection, team: Team, gone: Sequence[str]) -> Sequence[str]:
    """The lead, else a member who agreed to be asked, else the programme leads: nobody who is gone or refused."""
    members = [team.lead, *teams.members(db, team.workspace, team.id)]
    for id in members:
        if id and id not in gone and invitations.consent(db, team.workspace, id):
            return [id]
    leads = programme.leads(db, team.workspace)
    return [id for id in leads if id not in gone and invitations.consent(db, team.workspace, id) is not False]
