"""Looking at results, and sharing one with the team's channel: asked first, posted once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block

from bot import grounds, ids, outcomes, voices
from bot.blocks import home, placements, scored, together
from bot.blocks.kit import Message
from bot.clock import Clock, stamp
from bot.membership import NotAMember
from bot.outcomes import Outcome
from bot.people import Person
from bot.store import evidence, outbox, teams
from bot.store import results as store
from bot.store.database import Connection, Store
from bot.store.ids import new_id
from bot.store.outbox import Draft
from bot.store.results import Result
from bot.store.teams import Team
from conversations.flow import Flow
from knowledge.changes import Moved, what_if
from knowledge.covering import Coverage, coverage
from knowledge.library import Library, Value

SHARE_KEY = "share:"


@dataclass(frozen=True)
class Results:
    """The subject's one door."""

    store: Store
    library: Library
    flows: Mapping[str, Flow]
    clock: Clock

    def latest(self, person: Person, team: Team) -> Outcome | None:
        """The team's newest result, as this person sees it."""
        db = self.store.reading()
        newest = store.latest(db, team.workspace, team.id)
        return self._outcome(db, newest, person) if newest else None

    def find(self, person: Person, id: str) -> Outcome:
        """A result of a team the person is in. Raises `NotAMember`."""
        db = self.store.reading()
        return self._outcome(db, self._visible(db, person, id), person)

    def scored(self, person: Person, id: str) -> tuple[Block, ...]:
        """How a result was scored: every gate and what its value rests on, as far as the person may see it.

        Raises `NotAMember`.
        """
        db = self.store.reading()
        found = self._visible(db, person, id)
        seen = voices.shown_respondents(found, person.id)
        kept = {
            one.conversation: evidence.of_conversation(db, found.workspace, one.conversation)
            for one in seen
            if one.conversation
        }
        behind = grounds.behind(self.library, found, person.id, kept, stamp(self.clock())[:10])
        return scored.scored_blocks(self.library, self._outcome(db, found, person), behind)

    def spread(self, person: Person, id: str) -> tuple[Block, ...]:
        """How the answers behind a result spread, without names. Raises `NotAMember`."""
        db = self.store.reading()
        found = self._visible(db, person, id)
        spreads = voices.spreads(self.library, found)
        return together.spread_blocks(self.library, self._outcome(db, found, person), spreads)

    def coverage(self, person: Person, team: Team, filled: Sequence[str] | None = None) -> Coverage:
        """The role check on the answers of a team's newest result, if there is one, or as if just these were filled."""
        newest = self.latest(person, team)
        values = dict(newest.values) if newest else {}
        for role in self.library.roles.values() if filled is not None else ():
            there = role.id in (filled or ())
            values[role.capability] = Value.HELD if there else Value.NOT_HELD
            values |= {} if there else dict.fromkeys(role.filled_by, Value.NOT_HELD)
        return coverage(self.library, values)

    def what_if(self, person: Person, id: str, held: Sequence[str]) -> tuple[Outcome, tuple[Moved, ...]]:
        """A dry run on a result's answers: what would move. Raises `NotAMember`."""
        found = self.find(person, id)
        return found, what_if(self.library, found.values, [item for item in held if item in self.library.capabilities])

    def share(self, person: Person, id: str) -> Message:
        """Post a result in its team's channel, once; says what happens. If the lead does, it counts as published.

        Raises `NotAMember`.
        """
        with self.store.transaction() as db:
            found = self._visible(db, person, id)
            outcome = self._outcome(db, found, person)
            payload = placements.shared(self.library, outcome, person.id).payload()
            channel = outcome.team.channel
            key = f"{SHARE_KEY}{found.id}"
            draft = Draft(
                *(key, person.workspace, f"channel:{person.workspace}:{channel}", "chat.postMessage", channel, payload),
                notify=person.id,
            )
            if outcome.leads:
                store.publish(db, person.workspace, found.id, stamp(self.clock()))
            if outbox.revive(db, draft, stamp(self.clock())):
                return home.notice(f"I am posting it in <#{channel}>. If I cannot, I tell you in our direct messages.")
            return home.notice(f"This result is in <#{channel}> already.")

    def could_not_share(self, db: Connection, draft: Draft, reason: str) -> None:
        """Tell who shared that it did not arrive, and what to do about it."""
        if not draft.key.startswith(SHARE_KEY) or not draft.notify:
            return
        message = home.offer(_REMEDIES.get(reason, _OTHER).format(channel=f"<#{draft.address}>"), *_again(draft))
        key = f"unshared:{new_id()}"
        lane = Person(draft.workspace, draft.notify).lane
        note = Draft(key, draft.workspace, lane, "chat.postMessage", draft.notify, message.payload())
        outbox.add(db, note, stamp(self.clock()))

    def _visible(self, db: Connection, person: Person, id: str) -> Result:
        found = store.find(db, person.workspace, id)
        if found is None or not teams.is_member(db, person.workspace, found.team, person.id):
            raise NotAMember(id)
        return found

    def _outcome(self, db: Connection, found: Result, person: Person) -> Outcome:
        return outcomes.outcome(db, self.library, self.flows["assessment"], found, person.id)


_INVITE = "I am not in {channel}, so nothing was shared. Type `/invite @mlops-advisor` there, then share again."
_REMEDIES = {
    "not_in_channel": _INVITE,
    "channel_not_found": _INVITE,
    "is_archived": "{channel} is archived, so nothing was shared. Unarchive it, or share from a team with another home.",
}
_OTHER = "The result could not be posted in {channel}. Try again; if that keeps failing, ask whoever runs me."


def _again(draft: Draft) -> tuple[str, str, str]:
    return "Share again", ids.SHARE, draft.key.removeprefix(SHARE_KEY)
