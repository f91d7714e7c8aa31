"""Who is acting, and from where: the few facts of a Slack payload that the rest of the bot needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Person:
    """A person in a workspace (Slack ids)."""

    workspace: str
    id: str

    @property
    def lane(self) -> str:
        """The outbox lane of what is said to this person outside a conversation; ids are only unique in a workspace."""
        return f"person:{self.workspace}:{self.id}"


@dataclass(frozen=True)
class Click:
    """The message that a button was clicked in: its one-time address for answers, where it stands, what is ticked in it,
    and whether others than the person see it."""

    response_url: str
    channel: str
    ts: str
    ticked: tuple[str, ...] = ()
    public: bool = False


def acting(body: Mapping[str, Any]) -> Person:
    """Who clicked or submitted; an app installed for a whole organization gets no `team`, but always the user's."""
    user = body["user"]
    return Person(str((body.get("team") or {}).get("id") or user["team_id"]), str(user["id"]))
