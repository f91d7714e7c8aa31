"""Who leads a team: handed over to who accepts it, left, and taken by the first member who says so."""

from __future__ import annotations

from dataclasses import dataclass

from bot import reminding, watching
from bot.blocks import team as blocks
from bot.blocks.kit import Message
from bot.clock import Clock, later, stamp
from bot.ids import OfferRef
from bot.making import Makers
from bot.membership import NotForYou, led_team, own_team
from bot.people import Person
from bot.store import assessments as rounds
from bot.store import invitations, notices, outbox, teams
from bot.store.database import Connection, Store
from bot.store.outbox import Draft
from bot.store.teams import Team

MAKE_VACANT = "vacant"
LATELY = 90 * 86_400.0
"""Members who used the bot within so many seconds are asked who leads next."""
NOT_A_MEMBER = "Choose a member of the team. Invite them first, or ask them to join with /mlops in its channel."
YOURSELF = "You lead the team already. Choose somebody else."
GONE = "user_disabled"
"""What Slack answers when a message is for somebody who was deactivated."""


@dataclass(frozen=True)
class Leading:
    """The subject's one door."""

    store: Store
    clock: Clock

    def makers(self) -> Makers:
        """What is made when it is sent: the question who leads, as long as nobody does."""
        return {MAKE_VACANT: self.vacant}

    def offer(self, person: Person, team: str, to: str, at: str) -> str:
        """Ask a member to lead instead; returns what is wrong with the choice, or nothing. A form (`at`) counts once.

        Raises `NotInTeam` or `NotTheLead`.
        """
        with self.store.transaction() as db:
            found = led_team(db, person, team)
            if to == person.id:
                return YOURSELF
            if not teams.is_member(db, person.workspace, team, to):
                return NOT_A_MEMBER
            offer = OfferRef(team, person.id, to, at)
            self._write(db, f"lead offered:{team}:{at}", Person(person.workspace, to), blocks.offered(found, offer))
            return ""

    def accept(self, person: Person, offer: OfferRef) -> Message:
        """Lead the team from now on, if the offer still stands. Raises `NotForYou` or `NotInTeam`."""
        with self.store.transaction() as db:
            team = self._offered(db, person, offer)
            if team.lead == person.id:
                return blocks.led_by(team, person.id)
            if not _stands(team, offer):
                return blocks.no_longer_open(team)
            team = self._set_lead(db, team, person.id)
            self._write(
                db, f"lead accepted:{offer.team}:{offer.at}", Person(person.workspace, offer.by), blocks.led_by(team)
            )
            return blocks.led_by(team, person.id)

    def decline(self, person: Person, offer: OfferRef) -> Message:
        """Rather not lead; who asked is told. Raises `NotForYou` or `NotInTeam`."""
        with self.store.transaction() as db:
            team = self._offered(db, person, offer)
            if not _stands(team, offer):
                return blocks.no_longer_open(team)
            told = Person(person.workspace, offer.by)
            self._write(db, f"lead declined:{offer.team}:{offer.at}", told, blocks.declined(team, person.id))
            return blocks.led_by(team)

    def take(self, person: Person, team: str) -> Message:
        """Lead a team that nobody leads; the first member to say so does. Raises `NotInTeam`."""
        with self.store.transaction() as db:
            found = own_team(db, person, team)
            if found.lead:
                return blocks.led_by(found, person.id)
            about, leads = _about(found), self._set_lead(db, found, person.id)
            for id in {one.person for one in notices.of_subject(db, person.workspace, about)} - {person.id}:
                self._close(db, leads, Person(person.workspace, id), about)
            return blocks.led_by(leads, person.id)

    def leave(self, person: Person, team: str) -> Message:
        """Be a member no more; earlier answers stay. Raises `NotInTeam`."""
        with self.store.transaction() as db:
            found = own_team(db, person, team)
            self._leave(db, found, person)
            return blocks.left(found)

    def departed(self, person: Person) -> None:
        """Somebody was deactivated in Slack: they are in no team any more, and nobody waits for them."""
        with self.store.transaction() as db:
            self._departed(db, person)

    def could_not_reach(self, db: Connection, draft: Draft, reason: str) -> None:
        """Notice who is gone by a message that Slack refused; to be told of every message that was given up."""
        if reason == GONE and draft.address.startswith(("U", "W")):
            self._departed(db, Person(draft.workspace, draft.address))

    def vacant(self, draft: Draft) -> dict[str, object] | None:
        """The question who leads, as it is sent; None if somebody does by now, or the member left."""
        db = self.store.reading()
        team = teams.find(db, draft.workspace, draft.payload["team"])
        if (
            team is None
            or _about(team) != draft.about
            or not teams.is_member(db, team.workspace, team.id, draft.address)
        ):
            return None
        return blocks.vacant(team, draft.payload["former"]).payload()

    def _departed(self, db: Connection, person: Person) -> None:
        asked = (teams.find(db, person.workspace, id) for id in invitations.teams_of(db, person.workspace, person.id))
        theirs = {team.id: team for team in (*teams.of_person(db, person.workspace, person.id), *asked) if team}
        for team in theirs.values():
            self._leave(db, team, person)

    def _leave(self, db: Connection, team: Team, person: Person) -> None:
        now = self.clock()
        watching.changed(db, team.workspace, team.id, now)
        teams.leave(db, team, person.id)
        invitations.change(db, team.workspace, team.id, person.id, "left", stamp(now))
        if team.lead == person.id:
            team = self._set_lead(db, team, "")
            self._ask_who_leads(db, team, person.id)
        assessment = rounds.current(db, team.workspace, team.id)
        if assessment:
            reminding.cancel(db, assessment, person.id, "left the team", stamp(now))
            reminding.tell_lead(db, team, assessment, person.id, now)

    def _ask_who_leads(self, db: Connection, team: Team, former: str) -> None:
        for id in invitations.concerned(db, team.workspace, team.id, later(self.clock(), -LATELY)):
            to = Person(team.workspace, id)
            draft = Draft(
                *(f"{_about(team)}:{id}", team.workspace, to.lane, "chat.postMessage", id),
                {"team": team.id, "former": former},
                make=MAKE_VACANT,
                about=_about(team),
            )
            outbox.add(db, draft, stamp(self.clock()))

    def _close(self, db: Connection, team: Team, to: Person, about: str) -> None:
        key = f"{about}:{to.id}:closed"
        payload = blocks.led_by(team).payload()
        draft = Draft(key, team.workspace, to.lane, "chat.update", to.id, payload, about=about)
        outbox.add(db, draft, stamp(self.clock()))

    def _set_lead(self, db: Connection, team: Team, lead: str) -> Team:
        watching.changed(db, team.workspace, team.id, self.clock())
        return teams.set_lead(db, team, lead, stamp(self.clock()))

    def _offered(self, db: Connection, person: Person, offer: OfferRef) -> Team:
        if person.id != offer.to:
            raise NotForYou(str(offer))
        return own_team(db, person, offer.team)

    def _write(self, db: Connection, key: str, to: Person, message: Message) -> None:
        draft = Draft(key, to.workspace, to.lane, "chat.postMessage", to.id, message.payload())
        outbox.add(db, draft, stamp(self.clock()))


def _stands(team: Team, offer: OfferRef) -> bool:
    """Whether who made an offer has led the team ever since."""
    return team.lead == offer.by and team.lead_since <= offer.at


def _about(team: Team) -> str:
    """What the messages about a team without a lead are about: this one time that it has none."""
    return f"vacant:{team.id}:{team.lead_since if not team.lead else ''}"
