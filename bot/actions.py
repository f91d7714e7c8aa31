"""Actions: a team takes a step on, names an owner and a day, and says how it went. Each method is one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot import action_reminders, endings, watching
from bot.action_reminders import Reminding
from bot.blocks import action_notes
from bot.blocks.kit import Message
from bot.clock import Clock, stamp
from bot.endings import Ended
from bot.membership import NotInTeam, own_team
from bot.people import Person
from bot.store import actions as store
from bot.store import outbox, teams
from bot.store.actions import Action, Event, What
from bot.store.database import Connection, Store
from bot.store.ids import new_id
from bot.store.outbox import Draft
from bot.store.teams import Team
from knowledge.library import Library, Step, Value


class StepGone(LookupError):
    """This release knows no such step."""


@dataclass(frozen=True)
class Entered:
    """What a person enters about an action; `due` as 2026-12-15, or empty."""

    title: str
    words: str
    owner: str
    due: str


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one input of a form, for the person who filled it in."""

    title: str = ""
    owner: str = ""
    due: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Taken:
    """The one open action on a capability: `new`, or there already."""

    action: Action
    new: bool


@dataclass(frozen=True)
class Listing:
    """A team's actions: the open ones, how many are closed, and the closed ones of one page."""

    team: Team
    open: tuple[Action, ...]
    closed_count: int
    closed: tuple[Action, ...] = ()


@dataclass(frozen=True)
class Actions:
    """The subject's one door. Every method raises `NotInTeam` for who is not a member."""

    store: Store
    library: Library
    clock: Clock

    @property
    def today(self) -> date:
        """The day that due dates are reckoned from."""
        return self.clock().date()

    def find(self, person: Person, id: str) -> Action:
        """An action of a team the person is in."""
        return self._find(self.store.reading(), person, id)

    def listing(self, person: Person, team: str, most: int, skip: int = 0) -> Listing:
        """A team's open actions, and at most so many of those that are done or dropped."""
        db = self.store.reading()
        found = own_team(db, person, team)
        closed = store.closed_of(db, person.workspace, team, most, skip)
        return Listing(
            found, store.open_of(db, person.workspace, team), store.count_closed(db, person.workspace, team), closed
        )

    def by_capability(self, person: Person, team: str) -> Mapping[str, Action]:
        """A team's open actions, by the capability that each is about."""
        db = self.store.reading()
        own_team(db, person, team)
        return {action.capability: action for action in store.open_of(db, person.workspace, team)}

    def step(self, id: str) -> Step:
        """A step by its id. Raises `StepGone`."""
        if id not in self.library.steps:
            raise StepGone(id)
        return self.library.steps[id]

    def take_on(self, person: Person, team: str, step_id: str, entered: Entered) -> Taken | Wrong:
        """Take a step on, once: while an action on its capability is open, that one is given back. Raises `StepGone`."""
        with self.store.transaction() as db:
            own_team(db, person, team)
            step = self.step(step_id)
            there = store.open_on(db, person.workspace, team, step.capability)
            if there:
                return Taken(there, new=False)
            wrong = self._wrong(db, person, team, entered)
            if wrong != Wrong():
                return wrong
            now = stamp(self.clock())
            about = (new_id(), person.workspace, team, step.id, step.capability)
            blank = Action(*about, "", "", "", "", "open", "", person.id, now, now)
            return Taken(self._keep(db, person, blank, _filled_in(blank, entered, person), "taken on"), new=True)

    def edit(self, person: Person, id: str, entered: Entered) -> Action | Wrong:
        """Change what an action says, its owner or its day; a day that has passed may stay."""
        with self.store.transaction() as db:
            before = self._find(db, person, id)
            wrong = self._wrong(db, person, before.team, entered, before)
            if wrong != Wrong():
                return wrong
            after = _filled_in(before, entered, person)
            named = [
                name for name in ("title", "words", "owner", "due") if getattr(before, name) != getattr(after, name)
            ]
            return self._keep(db, person, before, after, "edited", ", ".join(named)) if named else before

    def go_on(self, person: Person, id: str, due: str) -> Action | Wrong:
        """Give an action a new day."""
        found = self.find(person, id)
        return self.edit(person, id, Entered(found.title, found.words, found.owner, due))

    def start(self, person: Person, id: str) -> Action:
        """Somebody works on it now; nothing if it is under way or closed."""
        with self.store.transaction() as db:
            before = self._find(db, person, id)
            if before.state != "open":
                return before
            return self._keep(db, person, before, replace(before, state="started"), "started")

    def drop(self, person: Person, id: str, reason: str) -> Action | Wrong:
        """Give an action up, with the reason; nothing if it is closed."""
        with self.store.transaction() as db:
            before = self._find(db, person, id)
            if before.closed:
                return before
            if not reason.strip():
                return Wrong(reason="Say why in a few words; your team sees it beside the action.")
            after = replace(before, state="dropped", reason=reason.strip())
            return self._keep(db, person, before, after, "dropped", after.reason)

    def finish(self, person: Person, id: str, value: Value | None) -> Ended:
        """An action is done; a value of its capability counts from now on, and the team's new result is kept."""
        with self.store.transaction() as db:
            before = self._find(db, person, id)
            if before.closed:
                return Ended(before)
            after = self._keep(db, person, before, replace(before, state="done"), "done", value.value if value else "")
            return self._decide(db, person, after, value) if value else Ended(after)

    def reopen(self, person: Person, id: str) -> Ended | Taken:
        """Open an action again, and take back what it brought; the open one instead, if its capability has one by now."""
        with self.store.transaction() as db:
            before = self._find(db, person, id)
            if not before.closed:
                return Ended(before)
            there = store.open_on(db, person.workspace, before.team, before.capability)
            if there:
                return Taken(there, new=False)
            after = self._keep(db, person, before, replace(before, state="open", reason=""), "reopened")
            return self._decide(db, person, after, None) if endings.counts(db, before) else Ended(after)

    def accept(self, person: Person, id: str) -> Action:
        """The owner who was named takes it on; nothing if it is not theirs, or no longer asked."""
        with self.store.transaction() as db:
            before = self._find(db, person, id)
            if before.owner != person.id or not before.asked_by:
                return before
            return self._keep(db, person, before, before, "accepted")

    def decline(self, person: Person, id: str) -> Action:
        """The owner who was named hands it back to who named them; nothing if it is not theirs, or no longer asked."""
        with self.store.transaction() as db:
            before = self._find(db, person, id)
            if before.owner != person.id or not before.asked_by or before.closed:
                return before
            back = before.asked_by if before.asked_by in teams.members(db, person.workspace, before.team) else ""
            after = self._keep(db, person, before, replace(before, owner=back, asked_by=""), "declined")
            if back:
                self._write(db, Person(person.workspace, back), action_notes.handed_back(after, person.id))
            return after

    def remind(self, person: Person, id: str) -> tuple[Action, Reminding]:
        """Remind the owner now, at most once a day; says whether that was done, or why not."""
        with self.store.transaction() as db:
            found = self._find(db, person, id)
            reminding = action_reminders.may_remind(db, person, found, self.clock())
            if reminding == "sent":
                self._note(db, person, found, "reminded", found.owner)
                self._write(
                    db, Person(person.workspace, found.owner), action_notes.reminder(found, self.today, person.id)
                )
            return found, reminding

    def reminder(self, draft: Draft) -> Mapping[str, Any] | None:
        """The reminder on the day that an action is due, made when it is sent; None if it is wanted no longer."""
        return action_reminders.made(self.store.reading(), draft, self.today)

    def _find(self, db: Connection, person: Person, id: str) -> Action:
        found = store.find(db, person.workspace, id)
        if found is None:
            raise NotInTeam(id)
        own_team(db, person, found.team)
        return found

    def _wrong(
        self, db: Connection, person: Person, team: str, entered: Entered, before: Action | None = None
    ) -> Wrong:
        member = entered.owner in teams.members(db, person.workspace, team)
        passed = entered.due and entered.due < self.today.isoformat() and (before is None or before.due != entered.due)
        return Wrong(
            title="" if entered.title.strip() else "Say in a few words what is to be done.",
            owner="" if member else "Choose somebody who is in the team. Others join it in its channel with /mlops.",
            due="Choose today or a later day, or leave it empty." if passed else "",
        )

    def _keep(
        self, db: Connection, person: Person, before: Action, after: Action, what: What, words: str = ""
    ) -> Action:
        """Keep a change with all that follows from it: who is told, who is reminded when, whose Home tab shows it."""
        if after.owner == person.id:
            after = replace(after, asked_by="")  # whoever acts on an action of theirs has taken it on
        if after.state != before.state:
            after = replace(after, changed_at=stamp(self.clock()))
        store.save(db, after)
        self._note(db, person, after, what, words)
        action_reminders.plan(db, before, after, self.clock())
        if after.asked_by and after.owner != before.owner:
            team = own_team(db, person, after.team)
            self._note(db, person, after, "named", after.owner)
            self._write(db, Person(person.workspace, after.owner), action_notes.asked(after, team.name))
        watching.changed(db, person.workspace, after.team, self.clock())
        return after

    def _note(self, db: Connection, person: Person, action: Action, what: What, words: str) -> None:
        store.note(db, action, Event(person.id, what, words, stamp(self.clock())))

    def _decide(self, db: Connection, person: Person, action: Action, value: Value | None) -> Ended:
        return endings.decide(db, self.library, person.id, action, value, stamp(self.clock()))

    def _write(self, db: Connection, to: Person, message: Message) -> None:
        key = f"{to.lane}:{new_id()}"
        draft = Draft(key, to.workspace, to.lane, "chat.postMessage", to.id, message.payload())
        outbox.add(db, draft, stamp(self.clock()))


def _filled_in(action: Action, entered: Entered, person: Person) -> Action:
    """An action as entered; a new owner of an open one other than the person has yet to say that they take it on."""
    asked_by = action.asked_by
    if entered.owner != action.owner:
        asked_by = "" if action.closed else person.id
    title = " ".join(entered.title.split())
    return replace(
        action, title=title, words=entered.words.strip(), owner=entered.owner, due=entered.due, asked_by=asked_by
    )
