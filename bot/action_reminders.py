"""Reminders of actions: one on the day that an action is due, and one when somebody asks for it, at most once a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from bot import schedule
from bot.blocks import action_notes
from bot.clock import stamp
from bot.people import Person
from bot.store import actions as store
from bot.store import outbox, rhythms, teams
from bot.store.actions import Action
from bot.store.database import Connection
from bot.store.outbox import Draft

MAKE_REMINDER = "action_reminder"
REMINDED_AT = time(9, tzinfo=UTC)
"""When, while nobody knows the team's zone."""
BETWEEN_REMINDERS = timedelta(days=1)

Reminding = Literal["sent", "closed", "nobody", "yours", "left", "asked", "lately"]
"""Whether the owner is reminded; or why not: closed, nobody's, one's own, of somebody who left, who has not said yet
whether they take it on, or who was reminded lately."""


def plan(db: Connection, before: Action, after: Action, now: datetime) -> None:
    """See that one reminder waits for the day that an action is due, if it wants one, and none for what it was before."""
    was, wanted = _key(before), _key(after)
    if was and was != wanted:
        outbox.cancel(db, after.workspace, was, "the action changed", stamp(now))
    if wanted and wanted != was:
        at = _morning(db, after)
        draft = Draft(
            *(wanted, after.workspace, wanted, "chat.postMessage", after.owner, {"action": after.id, "key": wanted}),
            make=MAKE_REMINDER,
        )
        if at > now:
            outbox.revive(db, draft, stamp(now), stamp(at))


def _morning(db: Connection, action: Action) -> datetime:
    """The moment to remind on the day that an action is due: a good hour of the team's, where these are known."""
    day = date.fromisoformat(action.due)
    kept = rhythms.find(db, action.workspace, "checkin", action.team)
    if kept is None or not kept.rhythm.zone:
        return datetime.combine(day, REMINDED_AT)
    return schedule.on_day(kept.rhythm, day)


def made(db: Connection, draft: Draft, today: date) -> Mapping[str, Any] | None:
    """The payload of a reminder that was planned; None if it is wanted no longer, or its owner left the team."""
    found = store.find(db, draft.workspace, str(draft.payload["action"]))
    if found is None or _key(found) != draft.payload["key"]:
        return None
    if found.owner not in teams.members(db, found.workspace, found.team):
        return None
    return action_notes.reminder(found, today).payload()


def may_remind(db: Connection, person: Person, action: Action, now: datetime) -> Reminding:
    """Whether a person may have the owner reminded now."""
    if action.closed:
        return "closed"
    if not action.owner or action.owner == person.id:
        return "yours" if action.owner else "nobody"
    if action.owner not in teams.members(db, person.workspace, action.team):
        return "left"
    if action.asked_by:
        return "asked"
    since = stamp(now - BETWEEN_REMINDERS)
    events = store.events(db, person.workspace, action.id)
    return "lately" if any(one.what == "reminded" and one.happened_at > since for one in events) else "sent"


def _key(action: Action) -> str:
    """The outbox key of the reminder that an action wants as it is; empty if it wants none."""
    if action.closed or not action.owner or action.asked_by or not action.due:
        return ""
    return f"action_due:{action.id}:{action.due}:{action.owner}"
