"""A channel's digest as people set it up: what was entered, what it comes to, saved once Slack says that this may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from bot import channels, digesting, often, planning
from bot.blocks import digest as digest_blocks
from bot.blocks import digest_pages as pages
from bot.blocks.digest_forms import EACH_QUARTER, MOST_TEAMS, Entered, Form, Preview, Wrong, scales
from bot.blocks.digest_pages import STOPPED, DigestPage
from bot.clock import Clock, stamp
from bot.digesting import PARTS, Wanted
from bot.making import Makers
from bot.membership import refusal
from bot.people import Person
from bot.schedule import Rhythm
from bot.showing import Showing
from bot.slack_calls import SlackCalls
from bot.store import digests as store
from bot.store import outbox, programme, rhythms, showings, teams
from bot.store.database import Connection, Store
from bot.store.digests import Subscription
from bot.store.outbox import Draft
from bot.store.teams import Team
from knowledge.library import Library

MAKE_SUBSCRIPTION = "subscription"
KEY = "digest set:"
DEFAULT = Rhythm(EACH_QUARTER, date(2026, 1, 1), time(10), zone="UTC")
"""The day after the teams' check-ins, for who set nothing else."""


@dataclass(frozen=True)
class Subscriptions:
    """The subject's one door."""

    store: Store
    library: Library
    clock: Clock
    calls: SlackCalls

    def makers(self) -> Makers:
        """What is made when it is sent: the answer to who set up a digest."""
        return {MAKE_SUBSCRIPTION: self.subscribe}

    def page(self, person: Person, channel: str) -> DigestPage:
        """A channel's digest: what is set, and when it comes."""
        db = self.store.reading()
        wanted = store.find(db, person.workspace, channel)
        kept = rhythms.find(db, person.workspace, "digest", channel)
        if wanted is None or kept is None:
            return DigestPage(channel)
        chosen = tuple(team for id in wanted.teams if (team := teams.find(db, person.workspace, id)))
        return DigestPage(channel, wanted, kept, planning.with_those_after(kept.rhythm, planning.as_kept(kept)), chosen)

    def pages(self, person: Person) -> tuple[DigestPage, ...]:
        """The digests that a person set up."""
        found = store.set_by(self.store.reading(), person.workspace, person.id)
        return tuple(self.page(person, one.channel) for one in found)

    def entered(self, person: Person, channel: str) -> Entered:
        """What the form shows at first: what is set, or else a proposal."""
        db = self.store.reading()
        wanted = store.find(db, person.workspace, channel)
        kept = rhythms.find(db, person.workspace, "digest", channel)
        rhythm = kept.rhythm if kept else _proposed(db, person)
        if wanted is None:
            return Entered(often.entered(rhythm), (), self._scale(""), PARTS, "nothing")
        shows = tuple(part for part in PARTS if part in wanted.shows)
        known = (self._scale(wanted.maturity_model), shows, wanted.when_quiet)
        return Entered(often.entered(rhythm), wanted.teams, *known)

    def choices(self, person: Person, chosen: tuple[str, ...]) -> tuple[tuple[Team, ...], int]:
        """The teams that can be picked, those chosen already first; and how many there are in all."""
        db = self.store.reading()
        before = tuple(team for id in chosen if (team := teams.find(db, person.workspace, id)))
        found, count = showings.choices(db, person.workspace, MOST_TEAMS)
        ids = {team.id for team in before}
        return (*before, *(team for team in found if team.id not in ids))[:MOST_TEAMS], count

    def preview(self, person: Person, channel: str, entered: Entered) -> Preview | Wrong:
        """What was entered comes to: the next dates, and the digest as it would read now."""
        now, db = self.clock(), self.store.reading()
        rhythm = often.read(entered.often, now)
        wrong = Wrong(
            rhythm if isinstance(rhythm, often.Wrong) else None,
            "" if entered.maturity_model in self.library.maturity_models else "Choose one of these.",
            "" if entered.shows else "Choose at least one.",
        )
        if isinstance(rhythm, often.Wrong) or wrong != Wrong():
            return wrong
        kept = rhythms.find(db, person.workspace, "digest", channel)
        coming = planning.with_those_after(rhythm, planning.replacing(kept, rhythm, now))
        last = store.find(db, person.workspace, channel)
        wanted = Wanted(
            *(person.workspace, entered.teams, entered.maturity_model, last.last_at if last else ""),
            *(stamp(now), frozenset(entered.shows)),
        )
        digest = digesting.read(db, self.library, wanted)
        return Preview(rhythm, coming, digest_blocks.message(self.library, digest, picture=False))

    def save(self, person: Person, form: Form) -> None:
        """Have Slack asked in the background whether this may be, and the person told what came of it; a form counts
        once."""
        now = stamp(self.clock())
        key = f"{KEY}{person.workspace}:{form.channel}:{person.id}:{form.at}"
        draft = Draft(
            *(key, person.workspace, key, "chat.postMessage", person.id, {"form": str(form), "at": now}),
            notify=person.id,
            make=MAKE_SUBSCRIPTION,
        )
        with self.store.transaction() as db:
            outbox.add(db, draft, now)

    def subscribe(self, draft: Draft) -> Mapping[str, Any]:
        """Keep what was entered, if Slack says that the person and the bot are in the channel; what to tell the person:
        a `making.Maker`. Raises `Failed` if Slack cannot say now."""
        person, form = Person(draft.workspace, draft.address), Form.parse(draft.payload["form"])
        outsider = refusal(self.calls.look_at_person, person, member=False)
        if outsider:
            return pages.not_for_outsiders(form.channel).payload()
        why = channels.refusal(self.calls, person, form.channel)
        if why:
            return pages.not_subscribed(form.channel, why).payload()
        self._keep(person, form, draft.payload["at"])
        page = self.page(person, form.channel)
        if page.wanted:
            Showing(self.store, self.clock).ask_leads(person.workspace, page.wanted.teams)
        return pages.subscribed(self.library, page).payload()

    def _keep(self, person: Person, form: Form, at: str) -> None:
        """Keep what was entered and saved then, unless it is kept already, or something that was saved later."""
        now, entered = self.clock(), form.entered
        rhythm = often.read(entered.often, now) if entered else None
        if entered is None or rhythm is None or isinstance(rhythm, often.Wrong):
            return
        wanted = Subscription(
            *(person.workspace, form.channel, entered.teams, self._scale(entered.maturity_model), entered.shows),
            *(entered.when_quiet, person.id, at),
        )
        with self.store.transaction() as db:
            before = store.find(db, person.workspace, form.channel)
            if before and before.set_at >= at:
                return
            kept = rhythms.find(db, person.workspace, "digest", form.channel)
            store.put(db, wanted)
            next = planning.replacing(kept, rhythm, now)
            rhythms.put(db, person.workspace, "digest", form.channel, rhythm, next, person.id, stamp(now))

    def stop(self, person: Person, channel: str, here: bool) -> bool:
        """Post no more digests in a channel; False for who is not in it (`here`), did not set it up, and does not lead
        the programme."""
        with self.store.transaction() as db:
            wanted = store.find(db, person.workspace, channel)
            own = wanted is not None and wanted.set_by == person.id
            if not (here or own or programme.is_lead(db, person.workspace, person.id)):
                return False
            rhythms.stop(db, person.workspace, "digest", channel, STOPPED)
            return True

    def could_not_subscribe(self, db: Connection, draft: Draft, reason: str) -> None:
        """Tell who set up a digest that Slack could not be asked; to be told of every message that was given up."""
        if draft.make != MAKE_SUBSCRIPTION:
            return
        to, form = Person(draft.workspace, draft.address), Form.parse(draft.payload["form"])
        payload = pages.not_asked(form.channel).payload()
        note = Draft(f"not {draft.key}", to.workspace, to.lane, "chat.postMessage", to.id, payload)
        outbox.add(db, note, stamp(self.clock()))

    def _scale(self, wanted: str) -> str:
        return scale(self.library, wanted)


def scale(library: Library, wanted: str) -> str:
    """The scale that a digest is on: the one that is wanted, or, where this release knows it no more, the first."""
    return wanted if wanted in library.maturity_models else scales(library)[0].id


def _proposed(db: Connection, person: Person) -> Rhythm:
    """The default, in the zone of a team of the person's that has one."""
    for team in teams.of_person(db, person.workspace, person.id):
        known = rhythms.find(db, person.workspace, "checkin", team.id)
        if known and known.rhythm.zone:
            return replace(DEFAULT, zone=known.rhythm.zone, country=known.rhythm.country)
    return DEFAULT
