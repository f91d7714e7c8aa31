"""Teams: set one up, join one, look at one. Each is one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clock import Clock, stamp
from bot.people import Person
from bot.store import results as result_store
from bot.store import teams as store
from bot.store.database import Store
from bot.store.teams import ChannelTaken, NameTaken, Team


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one input of the form, for the person who filled it in."""

    name: str = ""
    channel: str = ""
    lead: str = ""


@dataclass(frozen=True)
class Teams:
    """The subject's one door."""

    store: Store
    clock: Clock

    def set_up(self, person: Person, name: str, channel: str, lead: str) -> Team | Wrong:
        """Create a team with its lead and creator as members, or say what is wrong with each input."""
        name = " ".join(name.split())
        wrong = Wrong(
            name="" if any(character.isalnum() for character in name) else "Give the team a name with a letter in it.",
            channel="" if channel else "Choose the channel the team lives in.",
            lead="" if lead else "Choose who leads the team.",
        )
        if wrong != Wrong():
            return wrong
        try:
            with self.store.transaction() as db:
                return store.create(db, person.workspace, name, channel, lead, person.id, stamp(self.clock()))
        except NameTaken:
            return Wrong(name="Another team has this name. Choose a different one, or join it from its channel.")
        except ChannelTaken:
            return Wrong(
                channel="This channel is another team's home. Choose a different one, or join that team there."
            )

    def join(self, person: Person, team: str) -> Team | None:
        """Make a person a member; None if there is no such team."""
        with self.store.transaction() as db:
            found = store.find(db, person.workspace, team)
            if found:
                store.join(db, found, person.id, stamp(self.clock()))
            return found

    def of_channel(self, person: Person, channel: str) -> Team | None:
        """The team whose home a channel is."""
        return store.of_channel(self.store.reading(), person.workspace, channel)

    def of_person(self, person: Person) -> tuple[Team, ...]:
        """The teams that a person is a member of."""
        return store.of_person(self.store.reading(), person.workspace, person.id)

    def own(self, person: Person, team: str) -> Team | None:
        """The team with this id, if the person is a member of it."""
        return next((found for found in self.of_person(person) if found.id == team), None)

    def members(self, team: Team) -> tuple[str, ...]:
        """The members of a team, first come first."""
        return store.members(self.store.reading(), team.workspace, team.id)

    def results(self, team: Team) -> int:
        """How many results a team has."""
        return result_store.count(self.store.reading(), team.workspace, team.id)
