"""The company of a try: three people of two teams, their channels, and on request sample teams with a history."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from bot.preview.elements import NotPossible
from bot.preview.people import Person
from bot.preview.slack import Channel, LocalSlack, User, Workspace
from bot.sample import sampling
from bot.sample.sampling import Sample
from bot.store import deliveries, programme, teams
from bot.store.database import Store
from bot.store.teams import Team
from conversations import flow
from knowledge.library import Library

TEAMS, QUARTERS, SEED = 6, 4, 1
_NAMED = (
    "Noor Iris Tomás Yuki Amara Lena Omar Priya Jonas Mei Sofia Kofi Elif Hugo Zara Mateo Ingrid Ravi Clara Dembe Anouk"
    " Pavel Salma Theo Wren Aiko Boris Nadia Felix Thandi Luca Greta Samir Olga Diego Hana Emeka Petra Jin Rosa Idris"
    " Maud Vikram Selma Otto"
)
NAMES = tuple(_NAMED.split())
"""Of the people in sample teams, in turn: no two are called the same."""


@dataclass
class Company:
    """A workspace in the stand-in with Ana and Ben of #churn and Chen of #vision; all three are in #machine-learning."""

    slack: LocalSlack
    workspace: Workspace = field(init=False)
    people: tuple[Person, ...] = ()
    first_channels: dict[str, Channel] = field(default_factory=dict)
    _sampled: set[str] = field(default_factory=set)
    _moving: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.workspace = self.slack.workspace("Your company")

    def move_people_in(self, app_url: str) -> None:
        """Let the three in; what they do goes to the bot at this address."""
        ana, ben, chen = (self.workspace.add_user(name) for name in ("Ana", "Ben", "Chen"))
        churn = self.workspace.add_channel("churn", members=[ana, ben], with_bot=True)
        vision = self.workspace.add_channel("vision", members=[chen], with_bot=True)
        self.workspace.add_channel("machine-learning", members=[ana, ben, chen], with_bot=True)
        self.people = tuple(Person(self.slack, self.workspace, user, app_url) for user in (ana, ben, chen))
        self.first_channels = {ana.id: churn, ben.id: churn, chen.id: vision}

    def person(self, id: str) -> Person:
        """One of the three; the first for an id that nobody has."""
        return next((one for one in self.people if one.id == id), self.people[0])

    def channels(self, person: Person) -> list[Channel]:
        """What stands in a person's sidebar."""
        theirs = [one for one in list(self.workspace.channels.values()) if person.id in one.members]
        return [one for one in theirs if one.kind != "im" and not one.archived] + [person.dm]

    @property
    def has_samples(self) -> bool:
        """Whether sample teams have moved in."""
        return bool(self._sampled)

    def is_ours(self, team: str) -> bool:
        """Whether a team is no sample."""
        return team not in self._sampled

    def live_in(self, zone: str) -> None:
        """Let the three live in this time zone."""
        with self.slack.world.changed:
            for person in self.people:
                self.workspace.users[person.id] = replace(person.user, tz=zone)

    def move_in(self, store: Store, library: Library, now: datetime) -> None:
        """Make sample teams, and let Slack know their people and channels. Raises `NotPossible` if they are there."""
        with self._moving:
            if self.has_samples:
                raise NotPossible("The sample teams are here already.")
            ours = {row.team.id for row in self._teams(store)}
            sample = Sample(TEAMS, QUARTERS, SEED, self.workspace.team_id, now.astimezone(UTC).date())
            sampling.fill(store, library, flow.shipped()["assessment"], sample, add=True)
            made = [row.team for row in self._teams(store) if row.team.id not in ours]
            with self.slack.world.changed:
                names = iter(NAMES)
                for team in made:
                    self._welcome(store, team, names)
                self._sampled.update(team.id for team in made)

    def _teams(self, store: Store) -> tuple[programme.TeamRow, ...]:
        return programme.all_teams(store.reading(), self.workspace.team_id)

    def _welcome(self, store: Store, team: Team, names: Iterator[str]) -> None:
        """Let Slack know a sample team's people, their direct messages, and their channel."""
        ours, db = self.workspace, store.reading()
        members = teams.members(db, ours.team_id, team.id)
        for id in members:
            ours.users[id] = User(id=id, name=next(names), home_team=ours.team_id)
            if channel := deliveries.direct_channel(db, ours.team_id, id):
                self._open(channel, "directmessage", "im", {id, ours.bot_user_id})
        self._open(team.channel, team.name.lower().replace(" ", "-"), "public", {*members, ours.bot_user_id})

    def _open(self, id: str, name: str, kind: Literal["public", "im"], members: set[str]) -> None:
        channel = self.workspace.channels[id] = Channel(self.workspace, id, name, kind)
        channel.members = frozenset(members)
