"""Digests as the clock sends them: what is due, made when it is sent, and what is done where one cannot be posted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot import channels, digesting, planning, schedule, standing
from bot.blocks import digest as blocks
from bot.blocks import digest_pages as pages
from bot.blocks.kit import Message
from bot.clock import Clock, stamp
from bot.digesting import PARTS, Digest, Wanted
from bot.making import HERE, File, Later, Makers, outside_hours, showing
from bot.people import Person
from bot.pictures import draw
from bot.schedule import Due, Occurrence
from bot.showing import Showing
from bot.slack_calls import PASSING, REMOVED, SlackCalls
from bot.store import digests as store
from bot.store import outbox, programme, rhythms, showings
from bot.store.database import Connection, Store
from bot.store.digests import Subscription
from bot.store.outbox import Draft
from bot.store.rhythms import Kept
from bot.subscribing import scale
from bot.ticking import BATCH
from knowledge.library import Library

MAKE_DIGEST, MAKE_POST = "digest", "digest posted"
KEY, TOLD, TOLD_LEADS = "digest:", "digest given up:", "digest given up, for programme leads:"


@dataclass(frozen=True)
class DueDigest:
    """A channel's digest that has come due; `due` is None where its moment was moved to a later one since."""

    kept: Kept
    due: Due | None

    @property
    def key(self) -> str:
        """Its key in the outbox."""
        day = self.due.occurrence.day.isoformat() if self.due else self.kept.next_day
        return f"{KEY}{self.kept.workspace}:{self.kept.subject}:{day}"


def what_is_due(db: Connection, now: datetime, limit: int = BATCH) -> tuple[DueDigest, ...]:
    """Over all workspaces: the digests that are due, soonest first; at most so many."""
    found = rhythms.due(db, "digest", stamp(now), limit)
    return tuple(DueDigest(kept, schedule.due(kept.rhythm, date.fromisoformat(kept.next_day), now)) for kept in found)


@dataclass(frozen=True)
class Digests:
    """The subject's one door."""

    store: Store
    library: Library
    clock: Clock
    calls: SlackCalls

    def makers(self) -> Makers:
        """What is made when it is sent: digests, their picture first."""
        return {MAKE_DIGEST: self.make, MAKE_POST: self.post}

    def catch_up(self, now: datetime) -> bool:
        """Make up for results of which nothing is kept for digests: a `ticking.Step`."""
        return standing.catch_up(self.store, self.library)

    def enqueue_due(self, now: datetime) -> bool:
        """Enqueue the digests that are due: a `ticking.Step`."""
        if not rhythms.due(self.store.reading(), "digest", stamp(now), 1):
            return False
        with self.store.transaction() as db:
            found = what_is_due(db, now)
            for one in found:
                self._enqueue(db, one, now)
        return len(found) == BATCH

    def _enqueue(self, db: Connection, found: DueDigest, now: datetime) -> None:
        kept, due = found.kept, found.due
        if due is None:
            rhythms.plan(db, kept.workspace, kept.kind, kept.subject, planning.moved_on(kept))
            return
        wanted = store.find(db, kept.workspace, kept.subject)
        if not rhythms.handled(db, kept, due.occurrence.day, due.next, stamp(now)) or wanted is None:
            return
        told = {"at": stamp(due.occurrence.at), "missed": due.missed, "since": wanted.last_at}
        draft = Draft(
            *(found.key, kept.workspace, found.key, "upload", kept.subject),
            {"day": due.occurrence.day.isoformat(), **told},
            notify=wanted.set_by,
            make=MAKE_DIGEST,
            patient=True,
        )
        outbox.add(db, draft, stamp(now), stamp(schedule.good_moment(kept.rhythm, now)))

    def make(self, draft: Draft) -> File | Later | None:
        """The picture of a digest with what is new since the one before, its message to follow; None if there is no
        picture, and the message follows alone, or there is none to send any more.

        Made again, because sending it failed, it tells of the same time: `since` was fixed when it was enqueued. Raises
        `Failed` if the channel is no longer the company's own, or Slack cannot say.
        """
        wanted = self._wanted(draft)
        if not isinstance(wanted, Subscription):
            return wanted
        channels.check_own(self.calls, draft.workspace, draft.address)
        now = self.clock()
        Showing(self.store, self.clock).ask_leads(wanted.workspace, wanted.teams)
        digest = self._read(wanted, draft.payload["since"], now)
        picture = blocks.picture(self.library, digest) if digest.anything_new else None
        facts = {**draft.payload, "now": stamp(now)}
        if picture is None:
            with self.store.quiet_transaction() as db:
                outbox.add(db, _message(draft, "shown", facts), stamp(now))
            return None
        message = {**facts, "file": HERE, "shows": _fingerprint(digest)}
        return File("digest.png", picture.title, draw(picture), message=message, instead=facts, make=MAKE_POST)

    def post(self, draft: Draft) -> Mapping[str, Any] | Later | None:
        """A digest's message, of the moment that its picture is of, from what may be shown when it is posted: in words if
        the picture shows anything else. None if there is nothing new, and the channel wants nothing then.
        """
        wanted = self._wanted(draft)
        if not isinstance(wanted, Subscription):
            return wanted
        told = draft.payload
        digest = self._read(wanted, told["since"], datetime.fromisoformat(told["now"]))
        if not digest.anything_new and wanted.when_quiet == "nothing":
            return None
        with self.store.quiet_transaction() as db:
            store.made(db, wanted.workspace, wanted.channel, told["now"])
        pictured = digest.anything_new and "file" in told and told["shows"] == _fingerprint(digest)
        message = blocks.message(self.library, digest, pictured) if digest.anything_new else blocks.nothing_new(digest)
        return showing(pages.noted(message, self._apology(draft)).payload(), told.get("file", ""))

    def _wanted(self, draft: Draft) -> Subscription | Later | None:
        """What the channel wants, if a digest may be posted there now; or when it may, or None if it may not."""
        now, db = self.clock(), self.store.reading()
        kept = rhythms.find(db, draft.workspace, "digest", draft.address)
        if kept is None or kept.stopped:
            return None
        return outside_hours(kept.rhythm, now) or store.find(db, *_channel(draft))

    def _apology(self, draft: Draft) -> str:
        """What a digest says of coming late, or in the place of several."""
        kept = rhythms.find(self.store.reading(), draft.workspace, "digest", draft.address)
        told = draft.payload
        occurrence = Occurrence(date.fromisoformat(told["day"]), datetime.fromisoformat(told["at"]))
        late = kept is not None and schedule.is_late(kept.rhythm, occurrence, self.clock())
        return pages.apology(occurrence, told["missed"], late)

    def _read(self, wanted: Subscription, since: str, now: datetime) -> Digest:
        model = scale(self.library, wanted.maturity_model)
        shows = frozenset(part for part in PARTS if part in wanted.shows)
        asked = Wanted(wanted.workspace, wanted.teams, model, since, stamp(now), shows)
        return digesting.read(self.store.reading(), self.library, asked)

    def preview(self, workspace: str, channel: str) -> Message | None:
        """A channel's digest as it would read now, in words; None if it has none. Nothing is noted."""
        wanted = store.find(self.store.reading(), workspace, channel)
        if wanted is None:
            return None
        digest = self._read(wanted, wanted.last_at, self.clock())
        if not digest.anything_new:
            return blocks.nothing_new(digest)
        return blocks.message(self.library, digest, picture=False)

    def could_not_post(self, db: Connection, draft: Draft, reason: str) -> None:
        """Stop a digest that Slack refused for good, and tell someone who can act; to be told of every message that was
        given up."""
        if draft.key.startswith(TOLD):
            self._tell_leads(db, draft)
        elif draft.key.startswith(KEY):
            self._given_up(db, draft, reason)

    def _given_up(self, db: Connection, draft: Draft, reason: str) -> None:
        now = stamp(self.clock())
        pictured = draft.method == "upload" or ("file" in draft.payload and _for_good(reason))
        if pictured and reason not in channels.CLOSED | REMOVED:
            # it may be the picture alone that Slack does not take
            facts = {"now": now, **draft.payload.get("instead", draft.payload)}
            words = {name: facts[name] for name in ("day", "at", "missed", "since", "now")}
            outbox.add(db, _message(draft, "words", words), now)
            return
        if "now" in draft.payload:
            store.unmade(db, *_channel(draft), draft.payload["now"], draft.payload["since"])
        self._tell(db, draft, reason)

    def _tell(self, db: Connection, draft: Draft, reason: str) -> None:
        """Tell someone who can act; nobody if it was stopped since."""
        wanted = store.find(db, *_channel(draft))
        kept = rhythms.find(db, draft.workspace, "digest", draft.address)
        if wanted is None or kept is None or kept.stopped:
            return
        stopped = _for_good(reason)
        if stopped:
            rhythms.stop(db, draft.workspace, "digest", draft.address, reason)
        payload = pages.given_up(wanted.channel, reason, stopped).payload()
        to = Person(draft.workspace, wanted.set_by)
        told = Draft(f"{TOLD}{draft.key}", to.workspace, to.lane, "chat.postMessage", to.id, payload)
        if wanted.set_by:
            outbox.revive(db, told, stamp(self.clock()))
        else:
            self._tell_leads(db, told)

    def _tell_leads(self, db: Connection, told: Draft) -> None:
        """Tell the programme leads what who set up a digest cannot be told; where there are none, the lead of a team that
        is shown in it."""
        people = [one for one in programme.leads(db, told.workspace) if one != told.address]
        for person in people or self._lead_of_shown(db, told):
            to = Person(told.workspace, person)
            key = f"{TOLD_LEADS}{person}:{told.key}"
            draft = Draft(key, to.workspace, to.lane, "chat.postMessage", to.id, told.payload)
            outbox.revive(db, draft, stamp(self.clock()))

    def _lead_of_shown(self, db: Connection, told: Draft) -> tuple[str, ...]:
        workspace, channel, *_ = told.key.removeprefix(TOLD + KEY).split(":")
        wanted = store.find(db, workspace, channel)
        return showings.leads(db, workspace, wanted.teams if wanted else (), told.address)[:1]


def _channel(draft: Draft) -> tuple[str, str]:
    return draft.workspace, draft.address


def _message(draft: Draft, name: str, facts: Mapping[str, Any]) -> Draft:
    """The message of a digest, made when it is posted."""
    return Draft(
        *(f"{draft.key}:{name}", draft.workspace, draft.lane, "chat.postMessage", draft.address, facts),
        notify=draft.notify,
        make=MAKE_POST,
        patient=True,
    )


def _fingerprint(digest: Digest) -> str:
    """What a digest's picture is of: other teams, or other levels of theirs, have another one."""
    teams = [(team.id, team.name, team.now) for team in digest.teams]
    return hashlib.sha256(repr((digest.model.id, teams)).encode()).hexdigest()


def _for_good(reason: str) -> bool:
    """Whether Slack itself refused, and would again: its reasons are words like `is_archived`; others are of the way
    there, or a fault of ours. While the app is removed nobody could be told, and it may be installed again."""
    return re.fullmatch("[a-z_]+", reason) is not None and reason not in PASSING | REMOVED
