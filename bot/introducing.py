"""Introducing two teams that could help each other: the leads and who asked for it, in a group conversation, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.blocks import home
from bot.blocks import introducing as blocks
from bot.blocks.introducing import Pair
from bot.blocks.kit import Message
from bot.clock import Clock, stamp
from bot.ids import PairRef
from bot.people import Person
from bot.store import invitations, outbox, programme, showings, standings, teams
from bot.store.database import Connection, Store
from bot.store.outbox import Draft
from bot.store.teams import Team
from knowledge.library import Library

KEY = "introduction:"


class _Not(Exception):
    """Why nobody is introduced, in a sentence for who asked."""


@dataclass(frozen=True)
class Introductions:
    """The subject's one door."""

    store: Store
    library: Library
    clock: Clock

    def introduce(self, person: Person, pair: PairRef) -> Message:
        """Open a conversation of both teams' leads and this person, or say why not."""
        try:
            with self.store.transaction() as db:
                return self._introduce(db, person, pair)
        except _Not as not_done:
            return home.notice(str(not_done))

    def _introduce(self, db: Connection, person: Person, ref: PairRef) -> Message:
        pair = self._pair(db, person, ref)
        missing = {
            team.id: why for team in (pair.helper, pair.learner) if (why := _missing(db, team, person)) is not None
        }
        for team in (pair.helper, pair.learner):
            if team.id in missing and not teams.is_member(db, person.workspace, team.id, person.id):
                raise _Not(f"I introduced nobody: {missing[team.id]}")
        people = _people(pair, missing, person)
        if len(people) == 1:
            raise _Not(" ".join(["There is nobody else to bring in.", *missing.values()]))
        if not showings.introduce(db, person.workspace, ref, person.id, stamp(self.clock())):
            raise _Not("These two teams were introduced over this before; I do it once.")
        self._enqueue(db, person, ref, people, blocks.introduction(self.library, pair, people, person.id))
        return blocks.opened([one for one in people if one != person.id], tuple(missing.values()))

    def _pair(self, db: Connection, person: Person, ref: PairRef) -> Pair:
        """The two teams as they are now. Raises `_Not` if they are not to be introduced by this person, or any more."""
        helper, learner = (teams.find(db, person.workspace, id) for id in (ref.helper, ref.learner))
        if helper is None or learner is None or ref.capability not in self.library.step_for:
            raise _Not("One of these teams is gone, so nobody is introduced.")
        if not _may(db, person, helper, learner):
            raise _Not("Only members of one of the two teams, or programme leads, can introduce them.")
        if not showings.are_shown(db, person.workspace, helper.id, learner.id):
            raise _Not("One of these teams is no longer shown in digests, so nobody is introduced.")
        since = dict(standings.in_place(db, person.workspace, ref.capability, stamp(self.clock())))
        if helper.id not in since or learner.id in since:
            raise _Not("That has changed since this digest: the one team no longer has it, or the other has it by now.")
        return Pair(helper, learner, ref.capability, since[helper.id])

    def _enqueue(self, db: Connection, person: Person, ref: PairRef, people: tuple[str, ...], message: Message) -> None:
        key = f"{KEY}{ref.helper}:{ref.learner}:{ref.capability}"
        address = ",".join(people)
        draft = Draft(key, person.workspace, key, "chat.postMessage", address, message.payload(), notify=person.id)
        outbox.revive(db, draft, stamp(self.clock()))

    def could_not_introduce(self, db: Connection, draft: Draft, reason: str) -> None:
        """Tell who asked that the conversation could not be opened; to be told of every message that was given up."""
        if not draft.key.startswith(KEY):
            return
        showings.take_back(db, draft.workspace, PairRef(*draft.key.removeprefix(KEY).split(":")))
        others = [one for one in draft.address.split(",") if one != draft.notify]
        to = Person(draft.workspace, draft.notify)
        payload = blocks.not_opened(others).payload()
        note = Draft(f"not {draft.key}", to.workspace, to.lane, "chat.postMessage", to.id, payload)
        outbox.revive(db, note, stamp(self.clock()))


def _may(db: Connection, person: Person, *pair: Team) -> bool:
    """Whether a person may have these teams introduced."""
    of_either = any(teams.is_member(db, person.workspace, team.id, person.id) for team in pair)
    return of_either or programme.is_lead(db, person.workspace, person.id)


def _missing(db: Connection, team: Team, person: Person) -> str | None:
    """Why a team's lead does not come along; None if they do. Who asks for it comes along."""
    if not team.lead:
        return blocks.nobody_leads(team)
    refused = team.lead != person.id and invitations.consent(db, team.workspace, team.lead) is False
    return blocks.rather_not(team) if refused else None


def _people(pair: Pair, missing: Mapping[str, str], person: Person) -> tuple[str, ...]:
    """Who is in the conversation: the leads, helper first, and who asked for it."""
    leads = [team.lead for team in (pair.helper, pair.learner) if team.id not in missing]
    return tuple(dict.fromkeys([*leads, person.id]))
