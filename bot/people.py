"""Who is acting, and from where: the few facts of a Slack payload that the rest of the bot needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Person:
    """A person in a workspace (Slack ids)."""

    workspace: str
    id: str

    @property
    def lane(self) -> str:
        """The outbox lane of what is said to this person outside a conversation; ids are only unique in a workspace."""
        return f"person:{self.workspace}:{self.id}"


Surface = Literal["message", "home", "modal"]


@dataclass(frozen=True)
class Click:
    """Where a button was clicked: in a message, a Home tab or a modal.

    Of a message: its one-time address for answers, where it stands, what is ticked in it, and whether others than the
    person see it. Of a modal: its id, and whether another one may be laid on it (Slack stacks three).
    """

    response_url: str
    channel: str
    ts: str
    ticked: tuple[str, ...] = ()
    public: bool = False
    surface: Surface = "message"
    view: str = ""
    may_push: bool = True


def acting(body: Mapping[str, Any]) -> Person:
    """Who clicked or submitted; an app installed for a whole organization gets no `team`, but always the user's."""
    user = body["user"]
    return Person(str((body.get("team") or {}).get("id") or user["team_id"]), str(user["id"]))
