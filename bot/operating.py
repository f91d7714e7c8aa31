"""What the operator looks at: what is due, what a check-in or a digest would say, what waits in the outbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from bot import checkin_due, digests, export, schedule
from bot.assessments import Assessments
from bot.checkins import CheckIns
from bot.clock import Clock, stamp
from bot.digests import Digests
from bot.pictures.wording import aligned
from bot.preview import terminal
from bot.preview.elements import with_ids
from bot.preview.state import Channel, Message
from bot.preview.users import User
from bot.slack_calls import SlackCalls
from bot.store import exports, operating, outbox
from bot.store.database import Connection, Store
from conversations import flow
from knowledge.library import Library

ALL = 1_000_000_000
"""Instead of a batch: here nothing is written, so nobody waits."""


class NothingToShow(LookupError):
    """There is nothing that would be sent; the message says why."""


@dataclass(frozen=True)
class DueMessage:
    """One message that is due: its key in the outbox, what it is, to whom or where (a Slack id), and when it is sent at
    the earliest (a stamp)."""

    key: str
    kind: str
    workspace: str
    target: str
    at: str


def due(db: Connection, at: datetime) -> tuple[DueMessage, ...]:
    """What is due at a moment, soonest first: what the clock would enqueue, and what waits in the outbox for that time."""
    found = [*_checkins(db, at), *_digests(db, at), *_planned(db, at)]
    return tuple(sorted(found, key=lambda one: (one.at, one.key)))


def _checkins(db: Connection, at: datetime) -> Iterator[DueMessage]:
    for asking in checkin_due.what_is_due(db, at, ALL):
        for person in asking.people:
            key = asking.of(person, stamp(at)).key
            yield DueMessage(key, "checkin", asking.kept.workspace, person, stamp(asking.at))


def _digests(db: Connection, at: datetime) -> Iterator[DueMessage]:
    for one in digests.what_is_due(db, at, ALL):
        if one.due:
            good = schedule.good_moment(one.kept.rhythm, at)
            yield DueMessage(one.key, "digest", one.kept.workspace, one.kept.subject, stamp(good))


def _planned(db: Connection, at: datetime) -> Iterator[DueMessage]:
    for one in outbox.planned(db, stamp(at)):
        draft = one.draft
        yield DueMessage(draft.key, draft.make or "message", draft.workspace, draft.address, one.due_at)


def due_as_lines(found: Sequence[DueMessage]) -> list[str]:
    """The same for people to read in a terminal."""
    rows = [[one.at[:16], one.kind, one.workspace, one.target, one.key] for one in found]
    return aligned([["at (UTC)", "kind", "workspace", "target", "key"], *rows])


def checkin(store: Store, library: Library, clock: Clock, team: str, workspace: str) -> Mapping[str, Any]:
    """A team's check-in as its lead, or the first who agreed to be asked, would get it now. Raises `NothingToShow` or
    `NoSuchTeam`."""
    found = export.team_named(store, team, workspace)
    shown = CheckIns(store, library, clock, Assessments(store, library, flow.shipped(), clock)).preview(found)
    if shown is None:
        raise NothingToShow(f"nobody is asked for {found.name}: none of its members agreed to be")
    return shown.payload()


def digest(store: Store, library: Library, clock: Clock, channel: str, workspace: str) -> Mapping[str, Any]:
    """A channel's digest as it would be sent now, as Slack gets it. Raises `NothingToShow` or `NoSuchTeam`."""
    where = operating.workspaces_of(store.reading(), channel)
    if not where and not exports.named(store.reading(), channel, workspace):
        raise NothingToShow(
            f"no digest is set up in {channel}; give the id of a channel that has one, or the name or id of the team that "
            "lives there"
        )
    if not where:
        team = export.team_named(store, channel, workspace)
        where, channel = (team.workspace,), team.channel
    chosen = [one for one in where if workspace in ("", one)]
    if len(chosen) > 1:
        raise NothingToShow(f"{channel} has a digest in {', '.join(chosen)}; give --workspace")
    calls = SlackCalls("https://nobody.is.called/api/", ())
    shown = Digests(store, library, clock, calls).preview(chosen[0], channel) if chosen else None
    if shown is None:
        raise NothingToShow(f"no digest is set up in {channel}; in Slack, `/mlops digest` there sets one up")
    return shown.payload()


@dataclass(frozen=True)
class _NoNames:
    """Nobody's name is known here: ids are shown."""

    users: Mapping[str, User] = field(default_factory=dict)
    channels: Mapping[str, Channel] = field(default_factory=dict)


def as_text(payload: Mapping[str, Any]) -> str:
    """A message as plain lines, with what can be pressed numbered."""
    numbers = count(1)
    blocks = with_ids(payload["blocks"], lambda: f"block {next(numbers)}")
    message = Message(channel="", ts="", user="", bot=True, text=payload["text"], blocks=blocks)
    return "\n".join(terminal.drawn(_NoNames(), message))
