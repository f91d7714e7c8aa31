"""A person's check-in as it is now: which one it is, what it starts from, and all that its message shows.

Each function works inside the transaction of whoever calls it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot import checkin_basis, checkin_reminders, days, often, planning, schedule
from bot.assessments import OPEN_FOR
from bot.blocks.checkin import Asking
from bot.checkin_basis import Basis
from bot.clock import stamp
from bot.people import Person
from bot.store import actions, assessments, conversations, rhythms, teams
from bot.store import checkins as store
from bot.store.assessments import Assessment
from bot.store.checkins import CheckIn
from bot.store.database import Connection
from bot.store.placements import load_placements
from bot.store.results import MANY
from bot.store.rhythms import Kept
from bot.store.teams import Team
from conversations.flow import Flow
from knowledge.library import Library


@dataclass(frozen=True)
class Knowing:
    """What a check-in's conversation is led by."""

    library: Library
    flow: Flow


def one_of(db: Connection, person: Person, team: Team, day: str, now: datetime) -> CheckIn:
    """The check-in of a day; where there is none any more, the one that a person would answer now."""
    found = store.find(db, person.workspace, team.id, day, person.id) if day else None
    return found if found and found.state != "replaced" else now_of(db, person, team, now)


def now_of(db: Connection, person: Person, team: Team, now: datetime) -> CheckIn:
    """The newest check-in of a person's that is not answered, while no later one came; else the coming one, before it is
    due: that of today, where none is planned."""
    kept = rhythms.find(db, person.workspace, "checkin", team.id)
    newest = store.newest(db, person.workspace, team.id, person.id)
    if newest and newest.state != "answered" and (newest.open or kept is None or newest.day >= kept.last_day):
        return newest
    coming = planning.as_kept(kept) if kept else None
    day, due_at = (coming.day, coming.at) if coming else (_today(kept, now), now)
    found = store.find(db, person.workspace, team.id, day.isoformat(), person.id)
    others = store.of_day(db, person.workspace, team.id, day.isoformat())
    began = min((one.opened_at for one in others), default=stamp(now))
    about = (person.workspace, team.id, day.isoformat(), person.id)
    return found or CheckIn(*about, "asked", stamp(due_at), 0, 0, "", began, stamp(now))


def joined(db: Connection, one: CheckIn, now: datetime) -> Assessment | None:
    """The assessment that answering it joins; None where it begins the team's next one."""
    current = assessments.current(db, one.workspace, one.team)
    if current is None or current.closed_at or current.started_at < stamp(now - OPEN_FOR):
        return None
    return current if current.started_at >= checkin_reminders.counts_from(db, one) else None


def basis_of(db: Connection, knowing: Knowing, one: CheckIn, joined: Assessment | None, now: datetime) -> Basis | None:
    """What its conversation starts from; None where nothing is known yet that could count on."""
    last = checkin_basis.last_time(db, one.workspace, one.team, joined)
    today = _today(rhythms.find(db, one.workspace, "checkin", one.team), now)
    if last is None:
        return None
    return checkin_basis.basis(db, knowing.library, knowing.flow, last, one.person, today.isoformat())


def asking(db: Connection, knowing: Knowing, one: CheckIn, now: datetime) -> Asking:
    """All that its message shows. Raises `LookupError` if it has lost its team."""
    team, kept = teams.find(db, one.workspace, one.team), rhythms.find(db, one.workspace, "checkin", one.team)
    if team is None:
        raise LookupError(f"check-in {one.key} has lost its team")
    joins = joined(db, one, now)
    last, basis = checkin_basis.last_time(db, team.workspace, team.id, joins), basis_of(db, knowing, one, joins, now)
    others = conversations.of_assessment(db, team.workspace, joins.id) if joins else ()
    many = sum(other.session.status == "finished" for other in others) + 1 >= MANY
    open_now = sorted(actions.open_of(db, team.workspace, team.id), key=lambda action: action.owner != one.person)
    done = set(checkin_basis.said_done(db, last)) if last else set()
    return Asking(
        team,
        one.day,
        _today(kept, now),
        often.period(kept.rhythm) if kept else "",
        load_placements(knowing.library, last.placements) if last else (),
        days.of(last.reached_at) if last else None,
        len(last.respondents) if last else 0,
        tuple(open_now),
        tuple(knowing.library.capabilities[id].short for id in knowing.library.capabilities if id in done),
        questions=len(basis.if_same) if basis else None,
        only_spreads=many or (basis is not None and basis.only_spreads),
        early=store.find(db, one.workspace, one.team, one.day, one.person) is None,
    )


def _today(kept: Kept | None, now: datetime) -> date:
    return schedule.local_day(kept.rhythm, now) if kept and kept.rhythm.zone else now.date()
