"""What a person does on the page -> what they do in Slack."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot import ids
from bot.preview.elements import Element, NotPossible
from bot.preview.page.company import Company
from bot.preview.people import Delivery, Person
from bot.preview.retries import Retries
from bot.preview.slack import Message
from bot.preview.views import View

MENTION = "@mlops-advisor"
_QUIET = ("not_subscribed", "not_in_channel", "not_confirmed")
"""What is no fault: the bot does not hear what is said in channels without naming it."""
_SAID = {
    "http_timeout": "The bot did not answer within three seconds.",
    "connection_failed": "The bot cannot be reached; it may be starting.",
    "http_error": "The bot answered with an error.",
}


@dataclass(frozen=True)
class Said:
    """What the page sent. Where a key is missing or holds something else, reading it raises `NotPossible` in words."""

    sent: Mapping[str, object]

    def __post_init__(self) -> None:
        try:
            json.dumps(self.sent, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise NotPossible("What the page sent holds half a character.") from error

    def text(self, key: str) -> str:
        """The text under a key."""
        found = self.sent.get(key)
        if not isinstance(found, str):
            raise NotPossible(f"The page left out {key!r}, or sent something that is no text.")
        return found

    def number(self, key: str) -> float:
        """The number under a key."""
        found = self.sent.get(key)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise NotPossible(f"The page left out {key!r}, or sent something that is no number.")
        try:
            return float(found)
        except OverflowError as error:
            raise NotPossible(f"The page sent a number as {key!r} that is too large.") from error

    def inputs(self, key: str) -> dict[str, Mapping[str, object]]:
        """What stands in a view's inputs, by block and action; nothing where the key is missing."""
        found = self.sent.get(key) or {}
        if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
            raise NotPossible(f"What the page sent as {key!r} is not what stands in a form.")
        return found

    @property
    def thread(self) -> str | None:
        """The message whose thread is meant, if any."""
        return self.text("thread_ts") if self.sent.get("thread_ts") else None

    @property
    def choice(self) -> object:
        """What was chosen or typed in an element; the element says whether it takes that."""
        return self.sent.get("choice")


Own = Callable[[Said], str]
"""What the page can do that is nothing in Slack -> what went wrong."""


def act(
    company: Company, sent: Mapping[str, object], retries: Retries, own: Mapping[str, Own] = MappingProxyType({})
) -> str:
    """Do it; returns what Slack would tell the person, empty if nothing is wrong. What is one's `own` comes first."""
    try:
        said = Said(sent)
        name = said.text("act")
        if name in own:
            return own[name](said)
        if name not in _ACTS:
            raise NotPossible(f"The page asked for something unknown: {name!r}")
        person = _person(company, said)
        delivery = _ACTS[name](company, person, said)
    except NotPossible as wrong:
        return str(wrong)
    if delivery is None or delivery.ok or delivery.error in _QUIET:
        return ""
    retries.note(person, delivery)
    return _SAID.get(str(delivery.error), f"Slack refused the bot's answer: {delivery.error}")


def _person(company: Company, said: Said) -> Person:
    id = said.text("person")
    for person in company.people:
        if person.id == id:
            return person
    raise NotPossible(f"The page spoke for somebody who is not there: {id!r}")


def _say(company: Company, person: Person, said: Said) -> Delivery:
    text, channel, thread = said.text("text").strip(), said.text("channel"), said.thread
    if channel not in company.workspace.channels:
        raise NotPossible("That conversation is not there.")
    if not text:
        raise NotPossible("There is nothing to send.")
    if text.startswith("/"):
        return person.command(_after_command(text, thread), channel)
    if MENTION in text and channel != person.dm.id:
        return person.mention(text.replace(MENTION, "").strip(), channel, thread)
    return person.type(text, channel, thread)


def _after_command(text: str, thread: str | None) -> str:
    """What follows the bot's slash command."""
    command, *words = text.split(maxsplit=1)
    if command != ids.COMMAND:
        raise NotPossible(f"{command} is not a command here. {ids.COMMAND} is.")
    if thread:
        raise NotPossible(f"{ids.COMMAND} does not work in threads: Slack keeps commands out of them.")
    return "".join(words)


def _click(company: Company, person: Person, said: Said) -> Delivery:
    message = _message(company, said)
    element = _element(message, said)
    return person.click_element(message, element, _choice(element, said.choice))


def _message(company: Company, said: Said) -> Message:
    message = company.workspace.message(said.text("channel"), said.text("ts"))
    if message is None:
        raise NotPossible("That message is gone.")
    return message


def _click_view(company: Company, person: Person, said: Said) -> Delivery:
    view = _view(person, said)
    element = _element(view, said)
    choice = _choice(element, said.choice)
    if view.type == "modal":
        view = person.fill(view, _typed(view, said))
    return person.click_in_view(view, element.action_id, block_id=element.block_id, option=choice)


def _submit(company: Company, person: Person, said: Said) -> Delivery:
    view = _view(person, said)
    return person.submit(view, _typed(view, said))


def _close(company: Company, person: Person, said: Said) -> Delivery | None:
    """Close the modal that the page shows; if it is closed already, not the one below it."""
    view = said.text("view")
    if person.view is None or person.view.id != view:
        return None
    person.errors = {}
    return person.close_view()


def _home(company: Company, person: Person, said: Said) -> Delivery:
    return person.open_home()


def _messages(company: Company, person: Person, said: Said) -> Delivery:
    return person.open_home("messages")


def _view(person: Person, said: Said) -> View:
    id = said.text("view")
    for view in (person.view, person.home):
        if view is not None and view.id == id:
            return view
    raise NotPossible("That form is gone.")


def _element(shown: Message | View, said: Said) -> Element:
    action, block = said.text("action"), said.text("block")
    for element in shown.elements():
        if (element.action_id, element.block_id) == (action, block):
            return element
    raise NotPossible("What you used is no longer there: this has changed meanwhile.")


def _choice(element: Element, choice: object) -> object:
    """A choice as the page writes it: text, a number, nothing, or where an element takes several a list of texts."""
    many = element.keeps_state and isinstance(element.initial(), list)
    several = choice if isinstance(choice, list) and many else [choice]
    if not all(one is None or (isinstance(one, str | int) and not isinstance(one, bool)) for one in several):
        raise NotPossible(f"{element.label or element.action_id!r} cannot take what the page sent as its choice.")
    return choice


def _typed(view: View, said: Said) -> dict[str, object]:
    """What stands in the inputs, by block: what the page left as it was is there, too."""
    values = said.inputs("values")
    return {
        element.block_id: _choice(element, values[element.block_id][element.action_id])
        for element in view.elements()
        if element.is_input and element.action_id in values.get(element.block_id, {})
    }


_ACTS: Mapping[str, Callable[[Company, Person, Said], Delivery | None]] = {
    "say": _say,
    "click": _click,
    "click_view": _click_view,
    "submit": _submit,
    "close": _close,
    "home": _home,
    "messages": _messages,
}
