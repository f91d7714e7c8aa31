"""When people are reminded to answer, twice at most, and when their lead hears that everybody has.

Each function works inside the transaction of whoever calls it.
"""

from __future__ import annotations

from datetime import datetime

from bot.blocks import inviting as blocks
from bot.clock import later, stamp
from bot.people import Person
from bot.store import checkins, invitations, outbox, teams
from bot.store.assessments import Assessment
from bot.store.database import Connection
from bot.store.outbox import Draft
from bot.store.teams import Team
from bot.turnout import outstanding, waiting

MAKE_REMINDER = "reminder"
DAY = 86_400.0
FIRST_AFTER, LAST_AFTER, APART = 3 * DAY, 7 * DAY, DAY
FIRST, LAST = 1, 2


def draft(assessment: Assessment, person: str, number: int, since: str) -> Draft:
    """A person's first or last reminder of an assessment; `since` is when they agreed or began."""
    lane = f"reminder:{assessment.id}:{person}"
    about = {"assessment": assessment.id, "number": number, "since": since}
    return Draft(f"{lane}:{number}", assessment.workspace, lane, "chat.postMessage", person, about, make=MAKE_REMINDER)


def plan(db: Connection, assessment: Assessment, person: str, now: datetime) -> None:
    """Plan the first reminder of somebody who agreed or began now; the last one is planned when the first is sent.

    One that is planned stays so; one that was called off, because they refused in between, is planned anew. Who is under
    a check-in is reminded of that: two reminders in all.
    """
    if checkins.open_of(db, assessment.workspace, assessment.team, person):
        return
    first = draft(assessment, person, FIRST, stamp(now))
    outbox.revive(db, first, stamp(now), later(now, FIRST_AFTER))


def plan_last(db: Connection, first: Draft, assessment: Assessment, now: datetime) -> None:
    """Plan the last reminder, a day after the first at least, however late that was."""
    since = str(first.payload["since"])
    due = max(later(datetime.fromisoformat(since), LAST_AFTER), later(now, APART))
    outbox.add(db, draft(assessment, first.address, LAST, since), stamp(now), due)


def cancel(db: Connection, assessment: Assessment, person: str, reason: str, now: str) -> None:
    """Remind a person of an assessment no more."""
    for number in (FIRST, LAST):
        outbox.cancel(db, assessment.workspace, draft(assessment, person, number, "").key, reason, now)


def began(db: Connection, assessment: Assessment, person: str, now: datetime) -> None:
    """A person began to answer, of their own will: that is consent to be asked and reminded."""
    invitations.set_consent(db, assessment.workspace, person, True, stamp(now))
    invitations.change(db, assessment.workspace, assessment.team, person, "agreed", stamp(now))
    plan(db, assessment, person, now)


def finished(db: Connection, assessment: Assessment, person: str, now: datetime) -> None:
    """A person has answered to the end: no more reminders, and perhaps everybody has now."""
    cancel(db, assessment, person, "answered", stamp(now))
    team = teams.find(db, assessment.workspace, assessment.team)
    if team:
        tell_lead(db, team, assessment, person, now)


def next_began(db: Connection, before: Assessment, opened: Assessment, now: datetime) -> None:
    """A team's next assessment began: nobody is reminded of the one before. Who is under way comes along, and is told so,
    and who will see their answers: what they were told of the one before holds no longer."""
    for person in _concerned(db, before):
        cancel(db, before, person, "the next assessment began", stamp(now))
    unwilling = invitations.unwilling(db, opened.workspace, opened.team)
    for person, has_finished in invitations.progress(db, opened.workspace, opened.id).items():
        if not has_finished and person not in unwilling:
            plan(db, opened, person, now)
            _tell_carried(db, opened, Person(opened.workspace, person), now)


def _tell_carried(db: Connection, opened: Assessment, person: Person, now: datetime) -> None:
    team = teams.find(db, opened.workspace, opened.team)
    if team:
        payload = blocks.carried_over(team).payload()
        key = f"carried:{opened.id}:{person.id}"
        outbox.add(db, Draft(key, person.workspace, person.lane, "chat.postMessage", person.id, payload), stamp(now))


def tell_lead(db: Connection, team: Team, assessment: Assessment, by: str, now: datetime) -> None:
    """Tell the lead, once in an assessment, that everybody who was asked has answered; not what `by` just did alone."""
    turnout = waiting(db, team.workspace, team.id, assessment)
    if not team.lead or team.lead == by or len(turnout.answered) < 2 or outstanding(db, assessment, turnout):
        return
    message = blocks.all_answered(team, len(turnout.answered))
    to = Person(team.workspace, team.lead)
    key = f"all answered:{assessment.id}"
    said = Draft(key, team.workspace, to.lane, "chat.postMessage", to.id, message.payload())
    outbox.add(db, said, stamp(now))


def _concerned(db: Connection, assessment: Assessment) -> set[str]:
    """Everybody who may have a reminder of an assessment planned."""
    invited = {one.person for one in invitations.of_team(db, assessment.workspace, assessment.team)}
    members = teams.members(db, assessment.workspace, assessment.team)
    return invited.union(members, invitations.progress(db, assessment.workspace, assessment.id))
