"""What the tables of listeners are made of: a click or a submitted modal, read once, and the functions that take them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.views import View

from bot import ids
from bot.desk import Call, Desk
from bot.people import Person

Answer = Mapping[str, str] | View
"""What a modal is answered with: what is wrong, by input; nothing; or the view that takes its place."""
Entered = Mapping[str, Mapping[str, Any]]

_PLAIN = ("value", "selected_conversation", "selected_user", "selected_date", "selected_time")
"""Where Slack puts what was pressed, typed or picked, by the kind of element; of menus with options elsewhere."""


@dataclass(frozen=True)
class Clicked:
    """A click: the action id's name and detail (after the colon), and the value the element carried."""

    name: str
    detail: str
    value: str


@dataclass(frozen=True)
class Submitted:
    """A modal that was submitted: who by, which, what it carried, what was entered in it."""

    person: Person
    callback: str
    metadata: str
    entered: Entered
    app: str = ""

    def input(self, block: str) -> str:
        """What was entered in an input, whatever its kind; empty if nothing was."""
        found = self.entered.get(block, {}).get(ids.VALUE, {})
        option = (found.get("selected_option") or {}).get("value")
        plain = (found.get(key) for key in _PLAIN)
        return str(next(filter(None, plain), None) or option or "")

    def chosen(self, block: str) -> list[str]:
        """The values that were ticked, or picked in a menu of many; users too."""
        found = self.entered.get(block, {}).get(ids.VALUE, {})
        users = found.get("selected_users") or ()
        return [*users, *(str(option["value"]) for option in found.get("selected_options") or ())]


OnClick = Callable[[Desk, Call, Clicked], None]
OnSubmit = Callable[[Desk, Submitted], Answer]


def clicked(action: Mapping[str, Any]) -> Clicked:
    """The click of one element, as Slack sends it: its value is what was pressed, or what was picked."""
    name, _, detail = str(action["action_id"]).partition(":")
    option = action.get("selected_option") or {}
    picked = (option.get("value"), *(action.get(key) for key in _PLAIN))
    return Clicked(name, detail, str(next(filter(None, picked), "")))


def submitted(person: Person, view: Mapping[str, Any], app: str = "") -> Submitted:
    """A modal's submission, as Slack sends it."""
    entered = view["state"]["values"]
    return Submitted(person, str(view["callback_id"]), str(view.get("private_metadata") or ""), entered, app)
