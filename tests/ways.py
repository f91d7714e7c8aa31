"""Everything a person can reach by clicking, breadth first: from `/mlops` or the Home tab, each place once."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from bot import ids
from bot.preview.elements import Element
from bot.preview.people import Person
from bot.preview.slack import Message
from bot.preview.views import View
from tests.bot.walking import Bench

LEFT_ALONE = {ids.ANSWER, ids.ANSWERED, ids.TICKS, ids.FEEDBACK}
"""What a conversation's own tests click, and what only stores a verdict."""
CONFIRMED_ALL_THE_SAME = {ids.SHARE}
"""Of what Slack asks "are you sure" for: the rest changes who may do what, and would end the walk."""
TOLD = ("`/mlops", "`/invite", "below", "direct messages", "<#", "only one result")
"""What a message without a button says at least one of: a command, or where it goes on."""


@dataclass(frozen=True)
class Use:
    """One click: on which element, and which of its options."""

    action_id: str
    value: str | None
    label: str
    option: str | None = None

    @property
    def name(self) -> str:
        """The id without its detail."""
        return self.action_id.partition(":")[0]


@dataclass(frozen=True)
class Place:
    """What stands there after some clicks: a message, the Home tab, or a modal that was reached from one of them."""

    thing: Message | View
    way: tuple[Use, ...]
    origin: Message | View
    inside: tuple[Use, ...] = ()
    """The clicks since its origin: the first one on it, the others in modals."""

    @property
    def clicks(self) -> int:
        """How many clicks lead here."""
        return len(self.way)

    @property
    def text(self) -> str:
        """All that it says, as JSON."""
        return json.dumps([self.thing.blocks, getattr(self.thing, "text", "")], ensure_ascii=False)

    @property
    def names(self) -> frozenset[str]:
        """The names of all that can be used in it."""
        return frozenset(use.name for use in uses(self.thing))

    @property
    def goes_on(self) -> bool:
        """Whether there is something to press: in a modal at least Close, in a message a button or a file."""
        return bool(self.names or getattr(self.thing, "files", ())) or (
            isinstance(self.thing, View) and bool(self.thing.content.get("close"))
        )

    def __str__(self) -> str:
        shown = (self.thing.title or "Home tab") if isinstance(self.thing, View) else self.thing.text[:60]
        return f"{' > '.join(use.label or use.action_id for use in self.way) or 'first'}: {shown}"


def uses(thing: Message | View) -> Iterator[Use]:
    """Every click that a message or a modal offers, with one for each option of a menu."""
    for element in thing.elements():
        if element.type == "button":
            yield Use(element.action_id, element.value, element.label)
        elif element.type in ("overflow", "static_select", "feedback_buttons") and element.is_sent_at_once:
            for option in element.options():
                yield Use(element.action_id, None, element.label, str(option["value"]))


class Explorer:
    """Walks for one person."""

    def __init__(self, bench: Bench, person: Person, deepest: int) -> None:
        self._bench, self._person, self._deepest = bench, person, deepest
        self._seen: set[tuple[str, frozenset[str]]] = set()

    def from_command(self) -> list[Place]:
        """Every place within so many clicks of the answer to `/mlops`, nearest first."""
        self._bench.settled(self._person.command())
        return self._from(self._person.messages()[-1])

    def from_home(self) -> list[Place]:
        """The same from the Home tab."""
        self._bench.settled(self._person.open_home())
        assert self._person.home is not None
        return self._from(self._person.home)

    def _from(self, start: Message | View) -> list[Place]:
        found = [Place(start, (), start)]
        waiting = deque(found)
        while waiting:
            place = waiting.popleft()
            for use in uses(place.thing) if place.clicks < self._deepest else ():
                new = [one for one in self._after(place, use) if self._is_new(one)]
                found += new
                waiting += new
        return found

    def _is_new(self, place: Place) -> bool:
        kind = place.thing.title if isinstance(place.thing, View) else " ".join(place.thing.text.split()[:4])
        known = (kind, place.names) in self._seen
        self._seen.add((kind, place.names))
        return not known

    def _after(self, place: Place, use: Use) -> list[Place]:
        """What is new or changed after a click: messages anywhere, the Home tab, and the modal on top."""
        if use.name in LEFT_ALONE or not self._arrive(place):
            return []
        before, on_top, home = self._messages(), self._person.view, self._person.home
        if not self._click(self._person.view if place.inside else place.thing, use):
            return []
        way, view, now = (*place.way, use), self._person.view, self._person.home
        changed = [one for key, one in self._messages().items() if before.get(key) != one and one.bot]
        found = [Place(one, way, one) for one in changed]
        if now is not None and (home is None or now.content != home.content):
            found.append(Place(now, way, now))
        if view is not None and (on_top is None or (view.id, view.hash) != (on_top.id, on_top.hash)):
            found.append(Place(view, way, place.origin, (*place.inside, use)))
        return found

    def _arrive(self, place: Place) -> bool:
        """Come back to a modal by the same clicks; a message or Home tab is clicked as it stood."""
        while self._person.view is not None:
            self._person.close_view()
        for number, use in enumerate(place.inside):
            if not self._click(self._person.view if number else place.origin, use):
                return False
        return not place.inside or self._person.view is not None

    def _click(self, thing: Message | View | None, use: Use) -> bool:
        """False for what is not there any more, only opens a page of Slack's, or asks first."""
        if isinstance(thing, View) and thing.type == "home":
            thing = self._person.home  # published anew since, perhaps
        element = next((one for one in thing.elements() if _is(one, use)), None) if thing else None
        if thing is None or element is None or "url" in element.raw:
            return False
        if "confirm" in element.raw and use.name not in CONFIRMED_ALL_THE_SAME:
            return False
        if isinstance(thing, Message):
            self._bench.settled(self._person.click_element(thing, element, use.option))
        else:
            picked = {"option": use.option, "block_id": element.block_id, "value": element.value}
            self._bench.settled(self._person.click_in_view(thing, use.action_id, **picked))  # type: ignore[arg-type]
        return True

    def _messages(self) -> dict[tuple[str, str], Message]:
        channels = [one for one in self._bench.workspace.channels.values() if self._person.id in one.members]
        return {(one.channel, one.ts): one for channel in channels for one in self._person.messages(channel)}


def _is(element: Element, use: Use) -> bool:
    if use.option is not None:
        return element.action_id == use.action_id and use.option in [one.get("value") for one in element.options()]
    return (element.action_id, element.value, element.label) == (use.action_id, use.value, use.label)
