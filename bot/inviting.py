"""Inviting people to answer for a team: asked for their consent first, reminded twice at most, left alone if they refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot import checkin_reminders, reminding, turnout, watching
from bot.assessments import OPEN_FOR
from bot.blocks import inviting as blocks
from bot.blocks.inviting import MOST_INVITED, LeftOut
from bot.blocks.kit import Message
from bot.blocks.team import TeamPage
from bot.clock import Clock, later, stamp
from bot.making import Makers
from bot.membership import LookUp, NotForYou, NotInTeam, Refusal, led_team, own_team, refusal
from bot.people import Person
from bot.store import assessments as rounds
from bot.store import checkins, outbox, showings, teams
from bot.store import invitations as store
from bot.store import results as result_store
from bot.store.assessments import Assessment
from bot.store.database import Connection, Store
from bot.store.ids import new_id
from bot.store.outbox import Draft
from bot.store.teams import Team

MAKE_INVITATIONS = "invitations"
INVITATION = "invitation:"


@dataclass(frozen=True)
class Invitations:
    """The subject's one door."""

    store: Store
    clock: Clock
    look_up: LookUp

    def makers(self) -> Makers:
        """What is made when it is sent: the invitations that were asked for, and reminders."""
        return {MAKE_INVITATIONS: self.ask, reminding.MAKE_REMINDER: self.remind}

    def team_page(self, person: Person, team: Team) -> TeamPage:
        """A team as one of its members sees it."""
        db = self.store.reading()
        assessment = self._open(db, team)
        found = turnout.waiting(db, team.workspace, team.id, assessment) if assessment else None
        members = teams.members(db, team.workspace, team.id)
        count = result_store.count(db, team.workspace, team.id)
        unwilling = store.consent(db, person.workspace, person.id) is False
        in_digests = showings.find(db, team.workspace, team.id)
        return TeamPage(team, person.id, members, count, found, unwilling, in_digests)

    def invite(self, person: Person, team: str, people: Sequence[str], at: str) -> None:
        """Have people looked up and asked in the background; `at` tells one form from another, so that it counts once.

        Raises `NotInTeam`.
        """
        with self.store.transaction() as db:
            found = own_team(db, person, team)
            chosen = {"team": found.id, "people": list(dict.fromkeys(people))[:MOST_INVITED], "at": at}
            key = f"inviting:{found.id}:{person.id}:{at}"
            draft = Draft(
                *(key, person.workspace, key, "chat.postMessage", person.id, chosen),
                notify=person.id,
                make=MAKE_INVITATIONS,
            )
            outbox.add(db, draft, stamp(self.clock()))

    def ask(self, draft: Draft) -> Mapping[str, Any] | None:
        """Look up those who were chosen and enqueue an invitation to each who may be asked -> the report to who chose.

        Tried again, it goes on with those who have not been asked yet. Raises `Failed` if Slack cannot be asked now.
        """
        by = Person(draft.workspace, draft.address)
        try:
            team = own_team(self.store.reading(), by, draft.payload["team"])
        except NotInTeam:
            return None
        refused: dict[Refusal, list[str]] = {}
        for id in draft.payload["people"]:
            why = self._ask(team, by, id, draft.payload["at"])
            if why:
                refused.setdefault(why, []).append(id)
        not_asked = {id for people in refused.values() for id in people}
        asked = [id for id in draft.payload["people"] if id not in not_asked]
        return blocks.report(team, asked, refused).payload()

    def _ask(self, team: Team, by: Person, id: str, at: str) -> Refusal | None:
        before = store.find(self.store.reading(), team.workspace, team.id, id)
        if before and before.invited_by == by.id and before.invited_at >= at:
            return None
        person = Person(team.workspace, id)
        member = teams.is_member(self.store.reading(), team.workspace, team.id, id)
        why = self._known(self.store.reading(), team, by, id) or refusal(self.look_up, person, member)
        if why:
            return why
        with self.store.transaction() as db:
            why = self._known(db, team, by, id)
            if not why:
                self._enqueue(db, team, by, person)
            return why

    def _known(self, db: Connection, team: Team, by: Person, id: str) -> Refusal | None:
        """Why somebody is not asked, as far as we know ourselves."""
        if id == by.id:
            return "yourself"
        if store.consent(db, team.workspace, id) is False:
            return "declined"
        assessment = self._open(db, team)
        if assessment and store.progress(db, team.workspace, assessment.id).get(id):
            return "answered"
        before = store.find(db, team.workspace, team.id, id)
        if before is None or before.state in ("declined", "unreached"):
            return None
        if assessment and before.changed_at >= assessment.started_at:
            return before.state
        unanswered = before.state == "asked" and not teams.is_member(db, team.workspace, team.id, id)
        return "asked" if unanswered else None

    def _enqueue(self, db: Connection, team: Team, by: Person, person: Person) -> None:
        now = self.clock()
        if self._open(db, team) is None:
            before = rounds.current(db, team.workspace, team.id)
            opened = rounds.begin(db, team.workspace, team.id, by.id, stamp(now))
            if before:
                reminding.next_began(db, before, opened, now)
        store.ask(db, team.workspace, team.id, person.id, by.id, stamp(now))
        member = teams.is_member(db, team.workspace, team.id, person.id)
        message = blocks.invitation(team, by.id, member)
        key = f"{INVITATION}{team.id}:{person.id}:{stamp(now)}"
        draft = Draft(key, team.workspace, person.lane, "chat.postMessage", person.id, message.payload(), notify=by.id)
        outbox.add(db, draft, stamp(now))
        watching.changed(db, team.workspace, team.id, now)

    def agree(self, person: Person, team: str) -> Team:
        """An invited person agrees: they become a member, and may be reminded. Raises `NotForYou`."""
        now = self.clock()
        with self.store.transaction() as db:
            found = self._asked(db, person, team)
            store.set_consent(db, person.workspace, person.id, True, stamp(now))
            store.change(db, person.workspace, team, person.id, "agreed", stamp(now))
            teams.join(db, found, person.id, stamp(now))
            assessment = self._open(db, found)
            if assessment and not store.progress(db, person.workspace, assessment.id).get(person.id):
                reminding.plan(db, assessment, person.id, now)
            watching.changed(db, person.workspace, team, now)
            return found

    def decline(self, person: Person, team: str) -> None:
        """A person does not want to be asked or reminded, for any team of the workspace. Raises `NotForYou`."""
        now = self.clock()
        with self.store.transaction() as db:
            self._asked(db, person, team)
            store.set_consent(db, person.workspace, person.id, False, stamp(now))
            concerned = {team, *store.teams_of(db, person.workspace, person.id)}
            concerned.update(one.id for one in teams.of_person(db, person.workspace, person.id))
            for id in concerned:
                self._declined(db, person, id)

    def _declined(self, db: Connection, person: Person, team: str) -> None:
        now = self.clock()
        before = store.find(db, person.workspace, team, person.id)
        if before and before.state in ("asked", "agreed"):
            store.change(db, person.workspace, team, person.id, "declined", stamp(now))
        found, assessment = teams.find(db, person.workspace, team), rounds.current(db, person.workspace, team)
        if found and assessment:
            reminding.cancel(db, assessment, person.id, "declined", stamp(now))
            reminding.tell_lead(db, found, assessment, person.id, now)
        watching.changed(db, person.workspace, team, now)

    def allow(self, person: Person) -> None:
        """A person may be asked again."""
        with self.store.transaction() as db:
            store.set_consent(db, person.workspace, person.id, True, stamp(self.clock()))

    def remind(self, draft: Draft) -> Mapping[str, Any] | None:
        """A reminder as it is sent; None if there is nothing to remind of any more."""
        now = self.clock()
        with self.store.transaction() as db:
            assessment = rounds.find(db, draft.workspace, draft.payload["assessment"])
            team = teams.find(db, draft.workspace, assessment.team) if assessment else None
            if assessment is None or team is None or assessment != self._open(db, team):
                return None
            found = turnout.waiting(db, draft.workspace, team.id, assessment)
            if not _may_remind(db, assessment, found, draft.address):
                return None
            number = int(draft.payload["number"])
            store.keep_reminder(db, draft.workspace, assessment.id, draft.address, number, stamp(now))
            if number == reminding.FIRST:
                reminding.plan_last(db, draft, assessment, now)
            under_way = draft.address in found.under_way
            return blocks.reminder(team, number == reminding.LAST, under_way).payload()

    def remind_now(self, person: Person, team: str) -> Message:
        """The lead has everybody reminded whom that may still reach: their next reminder goes out now.

        Raises `NotInTeam` or `NotTheLead`.
        """
        with self.store.transaction() as db:
            found = led_team(db, person, team)
            assessment = self._open(db, found)
            people = turnout.waiting(db, person.workspace, team, assessment)
            reminded: list[str] = []
            left_out: dict[LeftOut, list[str]] = {}
            for id in (one for one in people.waiting + people.asked if one != person.id):
                why = self._hasten(db, found, assessment, people, id)
                if why:
                    left_out.setdefault(why, []).append(id)
                else:
                    reminded.append(id)
            return blocks.reminded(found, reminded, left_out, people.declined)

    def _hasten(
        self, db: Connection, team: Team, assessment: Assessment | None, people: turnout.Turnout, id: str
    ) -> LeftOut | None:
        if assessment is None or not _may_remind(db, assessment, people, id):
            invited = store.find(db, team.workspace, team.id, id)
            return "agreed to nothing" if invited and invited.state == "asked" else "not asked"
        now = self.clock()
        asked = checkins.open_of(db, team.workspace, team.id, id)
        if asked:  # its reminders stand for the assessment's
            return checkin_reminders.hasten(db, asked[-1], now)
        before = store.reminded(db, team.workspace, assessment.id, id)
        if len(before) >= reminding.LAST:
            return "reminded twice"
        if before and before[-1] > later(now, -reminding.APART):
            return "reminded lately"
        draft = reminding.draft(assessment, id, len(before) + 1, stamp(now))
        planned = outbox.revive(db, draft, stamp(now)) or outbox.hasten(db, team.workspace, draft.key, stamp(now))
        return None if planned else "reminded lately"

    def could_not_ask(self, db: Connection, draft: Draft, reason: str) -> None:
        """Tell who invited that an invitation did not arrive; to be told of every message that was given up."""
        if not draft.notify or not draft.key.startswith((INVITATION, "inviting:")):
            return
        id = draft.key.split(":")[1]
        team = teams.find(db, draft.workspace, id)
        people = [draft.address] if draft.key.startswith(INVITATION) else list(draft.payload["people"])
        if team is None:
            return
        if draft.key.startswith(INVITATION):
            store.change(db, draft.workspace, team.id, draft.address, "unreached", stamp(self.clock()))
        to = Person(draft.workspace, draft.notify)
        message = blocks.not_reached(team, people).payload()
        note = Draft(f"unasked:{new_id()}", to.workspace, to.lane, "chat.postMessage", to.id, message)
        outbox.add(db, note, stamp(self.clock()))

    def _asked(self, db: Connection, person: Person, team: str) -> Team:
        found = teams.find(db, person.workspace, team)
        invited = store.find(db, person.workspace, team, person.id)
        member = teams.is_member(db, person.workspace, team, person.id)
        if found is None or not (member or (invited and invited.state != "left")):
            raise NotForYou(team)
        return found

    def _open(self, db: Connection, team: Team) -> Assessment | None:
        """The team's assessment, if it still takes people in."""
        found = rounds.current(db, team.workspace, team.id)
        over = found is None or found.closed_at or found.started_at < stamp(self.clock() - OPEN_FOR)
        return None if over else found


def _may_remind(db: Connection, assessment: Assessment, people: turnout.Turnout, id: str) -> bool:
    """Whether a person began in this assessment or agreed to answer in it, and has not answered."""
    invited = store.find(db, assessment.workspace, assessment.team, id)
    agreed = invited and invited.state == "agreed" and invited.changed_at >= assessment.started_at
    return id in people.under_way or bool(agreed and id in people.not_started)
