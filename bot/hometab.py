"""Home tabs: opened, turned to another page, and made when they are published, from what is true then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from slack_sdk.models.blocks import Block

from bot import days, schedule, turnout, voices, watching
from bot.assessments import Assessments
from bot.attention import Invited, Mine, TeamSeen
from bot.blocks import home, hometab, programme
from bot.blocks.kit import Message
from bot.blocks.programme import ALL, Page, TeamLine
from bot.clock import Clock, stamp
from bot.membership import LookUp, refusal
from bot.people import Person
from bot.store import (
    actions,
    assessments,
    checkins,
    conversations,
    deliveries,
    homes,
    invitations,
    outbox,
    results,
    rhythms,
    targets,
    teams,
)
from bot.store import programme as store
from bot.store.database import Connection, Store
from bot.store.ids import new_id
from bot.store.outbox import Draft
from bot.store.placements import load_placements
from bot.store.programme import TeamRow
from bot.store.results import Result
from bot.store.teams import Team
from knowledge.library import Library
from knowledge.scoring import undecided

MAKE_LEAD = "programme_lead"


class NotAProgrammeLead(LookupError):
    """Only programme leads see all teams."""


@dataclass(frozen=True)
class HomeTabs:
    """The subject's one door."""

    store: Store
    library: Library
    clock: Clock
    assessments: Assessments
    look_up: LookUp

    def opened(self, person: Person, event: str) -> None:
        """A person looks at their Home tab: publish it. A repeated event changes nothing."""
        with self.store.transaction() as db:
            if deliveries.first_time(db, person.workspace, event, stamp(self.clock())):
                homes.look(db, person.workspace, person.id, stamp(self.clock()))
                watching.publish(db, person, self.clock())

    def turn(self, person: Person, change: Callable[[Page], Page]) -> None:
        """Show another page of a person's Home tab. Whoever asks for a page that is not theirs gets their own."""
        with self.store.transaction() as db:
            page = change(_page(db, person))
            homes.look(db, person.workspace, person.id, stamp(self.clock()), page.to_json())
            watching.publish(db, person, self.clock())

    def make(self, draft: Draft) -> Mapping[str, Any]:
        """The Home tab of the person that a draft is addressed to, as it is now: a `making.Maker`."""
        person = Person(draft.workspace, draft.address)
        with self.store.quiet_transaction() as db:
            homes.published(db, person.workspace, person.id, stamp(self.clock()))
        return {"view": hometab.view(self.blocks(person)).to_dict()}

    def blocks(self, person: Person) -> list[Block]:
        """What a person's Home tab shows: all teams to a programme lead who asks for them, else their own team."""
        db = self.store.reading()
        page, leads = _page(db, person), store.is_lead(db, person.workspace, person.id)
        own = teams.of_person(db, person.workspace, person.id)
        if leads and (page.scope == ALL or not (own or page.scope)):
            switch = hometab.switches(None, own, leads, ALL)
            return [*switch, *programme.blocks(self.library, self._lines(db, person.workspace), page, self._today)]
        if not own:
            return hometab.newcomer(self._invited(db, person), leads)
        shown = next((team for team in own if team.id == page.team), own[0])
        return hometab.member(self.library, self._seen(db, shown), self._mine(db, person, shown), own, leads)

    def team_page(self, person: Person, team: str) -> Message:
        """Any team of the workspace as a programme lead sees it. Raises `NotAProgrammeLead`."""
        db = self._leading(person)
        found = teams.find(db, person.workspace, team)
        return hometab.team_page(self.library, self._seen(db, found)) if found else home.notice("That team is gone.")

    def leads(self, person: Person) -> tuple[str, ...]:
        """Who leads the programme. Raises `NotAProgrammeLead`."""
        return store.leads(self._leading(person), person.workspace)

    def name_lead(self, person: Person, other: str) -> bool:
        """Have another person looked up and made a programme lead; False if they are one. Raises `NotAProgrammeLead`."""
        if other in self.leads(person):
            return False
        draft = Draft(
            *(f"naming:{new_id()}", person.workspace, person.lane, "chat.postMessage", person.id, {"named": other}),
            make=MAKE_LEAD,
        )
        with self.store.transaction() as db:
            outbox.add(db, draft, stamp(self.clock()))
        return True

    def make_lead(self, draft: Draft) -> Mapping[str, Any] | None:
        """Make somebody a programme lead, if Slack says that they are of this organization, and tell both: a
        `making.Maker`. None if who named them is no programme lead any more."""
        by, named = Person(draft.workspace, draft.address), Person(draft.workspace, str(draft.payload["named"]))
        why = refusal(self.look_up, named, member=False)
        with self.store.transaction() as db:
            if not store.is_lead(db, by.workspace, by.id):
                return None
            if why is None and store.add_lead(db, named.workspace, named.id, stamp(self.clock())):
                told = programme.named(by.id).payload()
                lane = (f"named:{new_id()}", named.workspace, named.lane)
                outbox.add(db, Draft(*lane, "chat.postMessage", named.id, told), stamp(self.clock()))
                watching.acted(db, named, self.clock())
        return programme.naming(named.id, why).payload()

    def _leading(self, person: Person) -> Connection:
        """A connection to read with, for a programme lead."""
        db = self.store.reading()
        if not store.is_lead(db, person.workspace, person.id):
            raise NotAProgrammeLead(person.id)
        return db

    @property
    def _today(self) -> date:
        return days.of(stamp(self.clock()))

    def _lines(self, db: Connection, workspace: str) -> list[TeamLine]:
        return [self._line(row) for row in store.all_teams(db, workspace)]

    def _line(self, row: TeamRow) -> TeamLine:
        placements = load_placements(self.library, row.placements) if row.placements else ()
        reached = days.of(row.reached_at) if row.reached_at else None
        return TeamLine(row.team, days.of(row.heard_at), reached, row.open_actions, placements)

    def _seen(self, db: Connection, team: Team) -> TeamSeen:
        """What the Home tab tells of a team."""
        seen = TeamSeen(
            team,
            self._today,
            actions=actions.open_of(db, team.workspace, team.id),
            target=targets.find(db, team.workspace, team.id),
        )
        newest = results.latest(db, team.workspace, team.id)
        if newest is None:
            return seen
        before = results.before(db, newest.workspace, newest.team, newest.assessment)
        return replace(
            seen,
            result=newest.id,
            reached=days.of(newest.reached_at),
            placements=load_placements(self.library, newest.placements),
            before=load_placements(self.library, before.placements) if before else (),
            before_reached=days.of(before.reached_at) if before else None,
            respondents=len(newest.respondents),
            waiting=len(self._outstanding(db, team)),
            disputed=self._disputed(newest),
            next_checkin=_next_checkin(db, team),
        )

    def _disputed(self, result: Result) -> int:
        """How many disagreements still keep a stage open."""
        found = voices.agreement(self.library, result)
        open_items = undecided(self.library, found.values)
        return len([one for one in found.disputed if one.capability in open_items])

    def _mine(self, db: Connection, person: Person, team: Team) -> Mine:
        """What waits for a person in a team."""
        current = assessments.current(db, team.workspace, team.id)
        own = conversations.of_person(db, team.workspace, current.id, person.id) if current else None
        answered = [entry for entry in own.session.trail if entry.question] if own else []
        return Mine(
            person.id,
            under_way=len(answered) if own and own.session.status != "finished" else None,
            invited=self._invited(db, person),
            stale=len(self.assessments.stale(person, team)),
            joins=own is None and current is not None,
            checkin=bool(checkins.open_of(db, person.workspace, team.id, person.id)),
        )

    def _invited(self, db: Connection, person: Person) -> Invited | None:
        """The first invitation that the person has not followed yet; none if they do not want to be asked."""
        if invitations.consent(db, person.workspace, person.id) is False:
            return None
        for id in invitations.teams_of(db, person.workspace, person.id):
            found, team = invitations.find(db, person.workspace, id, person.id), teams.find(db, person.workspace, id)
            if found and team and (found.state == "asked" or person.id in self._outstanding(db, team)):
                return Invited(team, found.invited_by)
        return None

    def _outstanding(self, db: Connection, team: Team) -> frozenset[str]:
        """Who was asked, or began, and has not answered yet."""
        current = assessments.current(db, team.workspace, team.id)
        if current is None:
            return frozenset()
        return turnout.outstanding(db, current, turnout.waiting(db, team.workspace, team.id, current))


def _next_checkin(db: Connection, team: Team) -> date | None:
    """The day, in the team's zone, on which its people are asked next what changed."""
    kept = rhythms.find(db, team.workspace, "checkin", team.id)
    if kept is None or not kept.next_due or not kept.rhythm.zone:
        return None
    return schedule.local_day(kept.rhythm, datetime.fromisoformat(kept.next_due))


def _page(db: Connection, person: Person) -> Page:
    found = homes.find(db, person.workspace, person.id)
    return Page.parse(found.page) if found else Page()
