"""Who belongs to a team, who leads it, and whom Slack would let answer for it at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from bot.people import Person
from bot.slack_calls import Failed
from bot.store import teams
from bot.store.database import Connection
from bot.store.teams import Team

LookUp = Callable[[str, str], Mapping[str, Any]]
"""A workspace and a person -> what Slack tells of them (users.info). Raises `Failed`."""
SLACKBOT = "USLACKBOT"
"""Slack's own helper, the one bot that does not say it is one."""


class NotInTeam(LookupError):
    """The team, or the action's, is none of the person's, or there is no such team or action in this workspace."""


class NotTheLead(PermissionError):
    """Only the lead of a team may do this."""


class NotAMember(LookupError):
    """The result does not exist in this workspace, or belongs to a team that the person is not in."""


Refusal = Literal[
    "declined",
    "answered",
    "agreed",
    "asked",
    "left",
    "yourself",
    "bot",
    "deactivated",
    "guest",
    "stranger",
    "unknown",
    "unreached",
]
"""Why somebody is not asked."""


class NotForYou(LookupError):
    """The invitation or offer was put to somebody else, or to nobody."""


def own_team(db: Connection, person: Person, team: str) -> Team:
    """A team that the person is a member of. Raises `NotInTeam`."""
    found = teams.find(db, person.workspace, team)
    if found is None or not teams.is_member(db, person.workspace, team, person.id):
        raise NotInTeam(team)
    return found


def led_team(db: Connection, person: Person, team: str) -> Team:
    """A team that the person leads. Raises `NotInTeam` or `NotTheLead`."""
    found = own_team(db, person, team)
    if found.lead != person.id:
        raise NotTheLead(team)
    return found


def refusal(look_up: LookUp, person: Person, member: bool) -> Refusal | None:
    """Why somebody cannot be asked, by what Slack tells of them. Raises `Failed` if it may tell later.

    Who is a member already came by their own doing, wherever they come from.
    """
    try:
        user = look_up(person.workspace, person.id)
    except Failed as failure:
        if failure.passing:
            raise
        return "unknown"
    if user.get("is_bot") or person.id == SLACKBOT:
        return "bot"
    if user.get("deleted"):
        return "deactivated"
    if member:
        return None
    if user.get("is_stranger") or user.get("team_id", person.workspace) != person.workspace:
        return "stranger"
    return "guest" if user.get("is_restricted") or user.get("is_ultra_restricted") else None
