"""How often a team is asked what changed: set up by the clock, shown, set, skipped, put off, stopped; for all or oneself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from bot import checkin_reminders, often, planning, schedule, watching, zones
from bot.blocks import checkin_page as blocks
from bot.blocks.checkin_page import Asked, CheckInPage
from bot.blocks.rhythm import Preview
from bot.clock import Clock, stamp
from bot.leading import GONE
from bot.making import Later, Makers, outside_hours
from bot.membership import LookUp, NotTheLead, own_team
from bot.often import Entered, Wrong
from bot.people import Person
from bot.schedule import QUARTERLY, Occurrence, Rhythm
from bot.slack_calls import Failed
from bot.store import checkins, invitations, outbox, results, teams
from bot.store import rhythms as store
from bot.store.checkins import CheckIn
from bot.store.database import Connection, Store
from bot.store.outbox import Draft
from bot.store.rhythms import Kept
from bot.store.teams import Team
from bot.ticking import BATCH

MAKE_RHYTHM = "rhythm"
DEFAULT = Rhythm(QUARTERLY, date(2026, 1, 1), time(10), zone="")
"""What a team has until it says otherwise: the first Monday of each quarter, in the zone of whoever leads it, once known."""
UNKNOWN_ZONE = "UTC"
"""Of a team of whose people Slack tells no zone."""
STOPPED = "the team stopped them"
GONE_BY = "That check-in was sent or skipped before, or the dates have changed since."
TOO_SOON = "Choose a day that is still to come and after the one it was planned for."
TOO_LATE = "The next one comes before that day. Skip this one instead, or change how often."


@dataclass(frozen=True)
class Rhythms:
    """The subject's one door."""

    store: Store
    clock: Clock
    look_up: LookUp

    def makers(self) -> Makers:
        """What is made when it is sent: the first word of a team's check-ins."""
        return {MAKE_RHYTHM: self.first_told}

    def set_up_new(self, now: datetime) -> bool:
        """For the clock: teams that have a result get what teams have until they say otherwise, and someone is told."""
        if not store.teams_without(self.store.reading(), 1):
            return False
        with self.store.transaction() as db:
            found = store.teams_without(db, BATCH)
            for team in found:
                store.put(db, team.workspace, "checkin", team.id, DEFAULT, None, "", stamp(now))
                self._tell_someone(db, team, ())
        return len(found) == BATCH

    def first_told(self, draft: Draft) -> Mapping[str, Any] | Later | None:
        """When the first check-in comes, as it is sent: planned in the zone of who is told, if nobody knows it yet.

        None if somebody set or stopped it before, or this person wants to hear nothing. Raises `Failed` if Slack cannot tell
        the zone now, or tells that the person is gone.
        """
        kept = store.find(self.store.reading(), draft.workspace, "checkin", str(draft.payload["team"]))
        if kept is None or kept.set_by:
            return None
        zone = kept.rhythm.zone or self._zone_of(Person(draft.workspace, draft.address))
        with self.store.transaction() as db:
            team = self._told(db, draft)
            planned = self._plan(db, team, zone) if team else None
        first = planning.as_kept(planned) if planned else None
        if team is None or planned is None or first is None:
            return None
        if later := outside_hours(planned.rhythm, self.clock()):
            return later
        asked = checkins.willing(self.store.reading(), team.workspace, team.id)
        return blocks.first_told(team, draft.address, planned.rhythm, first, asked).payload()

    def _told(self, db: Connection, draft: Draft) -> Team | None:
        """The team that a person is to be told of; if they want to hear nothing by now, somebody else is told."""
        team = teams.find(db, draft.workspace, str(draft.payload["team"]))
        if team and draft.address not in checkins.willing(db, team.workspace, team.id):
            self._tell_someone(db, team, (*draft.payload["tried"], draft.address))
            return None
        return team

    def could_not_tell(self, db: Connection, draft: Draft, reason: str) -> None:
        """Tell somebody else, or plan without it; to be told of every message that was given up."""
        team = teams.find(db, draft.workspace, str(draft.payload["team"])) if draft.make == MAKE_RHYTHM else None
        if team:
            self._tell_someone(db, team, (*draft.payload["tried"], draft.address))

    def _tell_someone(self, db: Connection, team: Team, tried: tuple[str, ...]) -> None:
        """Tell the lead, else the first who agreed to be asked; plan at once if there is nobody to tell."""
        people = [one for one in checkins.willing(db, team.workspace, team.id) if one not in tried]
        if not people:
            self._plan(db, team, UNKNOWN_ZONE)
            return
        to = team.lead if team.lead in people else people[0]
        key = f"rhythm:{team.id}:{to}" if tried else f"rhythm:{team.id}"
        draft = Draft(
            *(key, team.workspace, key, "chat.postMessage", to, {"team": team.id, "tried": list(tried)}),
            make=MAKE_RHYTHM,
            patient=True,
        )
        outbox.add(db, draft, stamp(self.clock()))

    def _zone_of(self, person: Person) -> str:
        try:
            user = self.look_up(person.workspace, person.id)
        except Failed as failure:
            if failure.passing:
                raise
            return UNKNOWN_ZONE
        if user.get("deleted"):
            raise Failed(GONE, passing=False)
        zone = zones.zone_named(str(user.get("tz") or UNKNOWN_ZONE))
        return zone if isinstance(zone, str) else UNKNOWN_ZONE

    def _plan(self, db: Connection, team: Team, zone: str) -> Kept | None:
        """Plan the first check-in in a zone, unless one is planned or they were stopped; returns what is kept then."""
        kept = store.find(db, team.workspace, "checkin", team.id)
        if kept is None or kept.rhythm.zone or kept.stopped:
            return kept
        rhythm, now = _in_zone(kept.rhythm, zone), self.clock()
        next = schedule.first(rhythm, now)
        store.put(db, team.workspace, "checkin", team.id, rhythm, next, kept.set_by, stamp(now))
        watching.changed(db, team.workspace, team.id, now)
        return store.find(db, team.workspace, "checkin", team.id)

    def page(self, person: Person, team: str) -> CheckInPage:
        """When a team is asked, as one of its members sees it. Raises `NotInTeam`."""
        db = self.store.reading()
        found, kept = own_team(db, person, team), store.find(db, person.workspace, "checkin", team)
        return CheckInPage(
            found,
            person.id,
            self._asks(db, person, team),
            checkins.willing(db, person.workspace, team),
            results.count(db, person.workspace, team) > 0,
            kept.rhythm if kept else None,
            bool(kept and kept.stopped),
            planning.with_those_after(kept.rhythm, planning.as_kept(kept)) if kept else (),
            next((one.day for one in checkins.open_of(db, person.workspace, team, person.id)), ""),
        )

    def entered(self, person: Person, team: str) -> Entered:
        """What is set now, as it stands in the form. Raises `NotInTeam` or `NotTheLead`."""
        kept = self._changeable(self.store.reading(), person, team)[1]
        return often.entered(kept.rhythm if kept else DEFAULT)

    def preview(self, person: Person, team: str, entered: Entered) -> Preview | Wrong:
        """What the form comes to, or what is wrong with each input. Raises `NotInTeam` or `NotTheLead`."""
        found, kept = self._changeable(self.store.reading(), person, team)
        rhythm = _read(entered, kept, self.clock())
        if isinstance(rhythm, Wrong):
            return rhythm
        return Preview(found, rhythm, planning.with_those_after(rhythm, planning.replacing(kept, rhythm, self.clock())))

    def set(self, person: Person, team: str, entered: Entered) -> Wrong | None:
        """Set how often a team is asked, or say what is wrong with each input. Raises `NotInTeam` or `NotTheLead`."""
        now = self.clock()
        with self.store.transaction() as db:
            _, kept = self._changeable(db, person, team)
            rhythm = _read(entered, kept, now)
            if isinstance(rhythm, Wrong):
                return rhythm
            self._put(db, person, team, rhythm, planning.replacing(kept, rhythm, now))
            return None

    def skip_next(self, person: Person, team: str, day: date) -> bool:
        """Send nothing for the next one, if it still is that of this day; the one after it is next then.

        Raises `NotInTeam` or `NotTheLead`.
        """
        now = self.clock()
        with self.store.transaction() as db:
            _, kept = self._changeable(db, person, team)
            if kept is None or not _comes_next(kept, day):
                return False
            watching.changed(db, person.workspace, team, now)
            return store.handled(db, kept, day, schedule.first(kept.rhythm, now, day), stamp(now))

    def postpone(self, person: Person, team: str, day: date, until: date) -> str:
        """Put the next one, that of this day, off until another; returns what is wrong with the choice, or nothing.

        Raises `NotInTeam` or `NotTheLead`.
        """
        now = self.clock()
        with self.store.transaction() as db:
            _, kept = self._changeable(db, person, team)
            if kept is None or not _comes_next(kept, day):
                return GONE_BY
            moment, after = schedule.on_day(kept.rhythm, until), schedule.first(kept.rhythm, now, day)
            if until <= day or moment <= now:
                return TOO_SOON
            if after and moment >= after.at:
                return TOO_LATE
            store.plan(db, person.workspace, "checkin", team, Occurrence(day, moment))
            watching.changed(db, person.workspace, team, now)
            return ""

    def stop(self, person: Person, team: str) -> None:
        """Ask nobody in the team, nor remind anybody, until it is started again. Raises `NotInTeam` or `NotTheLead`."""
        with self.store.transaction() as db:
            self._changeable(db, person, team)
            store.stop(db, person.workspace, "checkin", team, STOPPED)
            self._end(db, checkins.open_before(db, person.workspace, team, date.max.isoformat()))
            watching.changed(db, person.workspace, team, self.clock())

    def restart(self, person: Person, team: str) -> None:
        """Go on as it was set, with what comes next from now, if they are stopped.

        Raises `NotInTeam` or `NotTheLead`.
        """
        now = self.clock()
        with self.store.transaction() as db:
            _, kept = self._changeable(db, person, team)
            if kept and kept.stopped:
                rhythm = kept.rhythm if kept.rhythm.zone else _in_zone(kept.rhythm, UNKNOWN_ZONE)
                self._put(db, person, team, rhythm, schedule.first(rhythm, now, planning.last_day(kept, now)))

    def not_me(self, person: Person, team: str) -> None:
        """Stop check-ins for oneself in this team, the open ones too. Raises `NotInTeam`."""
        with self.store.transaction() as db:
            own_team(db, person, team)
            checkins.stop(db, person.workspace, team, person.id, stamp(self.clock()))
            self._end(db, checkins.open_of(db, person.workspace, team, person.id))

    def me_again(self, person: Person, team: str) -> None:
        """Be asked at this team's check-ins; who refused to be asked by any team still is not. Raises `NotInTeam`."""
        with self.store.transaction() as db:
            own_team(db, person, team)
            checkins.restart(db, person.workspace, team, person.id)
            if invitations.consent(db, person.workspace, person.id) is None:
                invitations.set_consent(db, person.workspace, person.id, True, stamp(self.clock()))

    def heal(self) -> None:
        """For the clock, when it has gone back: what was planned by a time that had not come is planned anew from now."""
        early = store.ahead(self.store.reading(), stamp(self.clock()))
        for start in range(0, len(early), BATCH):
            with self.store.quiet_transaction() as db:
                now = self.clock()  # the lock may have been long in coming
                for kept in early[start : start + BATCH]:
                    store.set_back(db, kept, *planning.anew(kept, now), stamp(now))

    def _asks(self, db: Connection, person: Person, team: str) -> Asked:
        agreed = invitations.consent(db, person.workspace, person.id)
        if agreed is not True:
            return "new" if agreed is None else "unwilling"
        return "stopped" if checkins.stopped(db, person.workspace, team, person.id) else "asked"

    def _changeable(self, db: Connection, person: Person, team: str) -> tuple[Team, Kept | None]:
        """A team whose check-ins the person may change, being its lead or a member while nobody is, and what is set."""
        found = own_team(db, person, team)
        if found.lead not in ("", person.id):
            raise NotTheLead(team)
        return found, store.find(db, person.workspace, "checkin", team)

    def _end(self, db: Connection, open: Sequence[CheckIn]) -> None:
        for one in open:
            checkin_reminders.end(db, one, "stopped", self.clock())

    def _put(self, db: Connection, by: Person, team: str, rhythm: Rhythm, next: Occurrence | None) -> None:
        store.put(db, by.workspace, "checkin", team, rhythm, next, by.id, stamp(self.clock()))
        watching.changed(db, by.workspace, team, self.clock())


def _in_zone(rhythm: Rhythm, zone: str) -> Rhythm:
    return replace(rhythm, zone=zone, country=zones.country_of(zone))


def _read(entered: Entered, kept: Kept | None, now: datetime) -> Rhythm | Wrong:
    """What was entered; the same rule counts on from where it counted, unless it has come to its end."""
    rhythm = often.read(entered, now)
    if isinstance(rhythm, Wrong) or kept is None or kept.rhythm.rule != rhythm.rule:
        return rhythm
    counting_on = replace(rhythm, anchor=kept.rhythm.anchor)
    return counting_on if schedule.first(counting_on, now) else rhythm


def _comes_next(kept: Kept, day: date) -> bool:
    planned = planning.as_kept(kept)
    return planned is not None and planned.day == day
