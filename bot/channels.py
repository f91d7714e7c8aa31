"""What Slack tells of a channel: whether the bot can post in it, and whether a person is in it. Off the request path."""

from __future__ import annotations

from typing import Literal

from bot.people import Person
from bot.slack_calls import Failed, SlackCalls

Refusal = Literal["archived", "bot missing", "shared", "not a member", "unknown"]
"""Why a channel gets no digest from somebody."""
SHARED = "is_ext_shared"
"""Why a channel that had a digest gets none any more: what Slack calls it that it is shared with another company."""
PAGE = 1000
"""How many members Slack tells at once, at most."""
_HIDDEN = ("channel_not_found", "not_in_channel")
"""What Slack says of channels that the bot cannot see: private ones it is not in, and those of another workspace."""
CLOSED = frozenset({"is_archived", SHARED, *_HIDDEN})
"""Why a channel takes nothing more, whatever it would be."""


def refusal(calls: SlackCalls, person: Person, channel: str) -> Refusal | None:
    """Why a person cannot have a channel get something. Raises `Failed` if Slack may tell later."""
    try:
        found = calls.call(person.workspace, "conversations.info", {"channel": channel}, form=True)["channel"]
        if found.get("is_archived"):
            return "archived"
        if not found.get("is_member"):
            return "bot missing"
        if found.get("is_ext_shared"):
            return "shared"
        return None if _is_member(calls, person, channel) else "not a member"
    except Failed as failure:
        if failure.passing:
            raise
        return "bot missing" if failure.reason in _HIDDEN else "unknown"


def check_own(calls: SlackCalls, workspace: str, channel: str) -> None:
    """Raises `Failed` if a channel is shared with another company by now, or Slack cannot say."""
    found = calls.call(workspace, "conversations.info", {"channel": channel}, form=True)["channel"]
    if found.get("is_ext_shared"):
        raise Failed(SHARED, passing=False)


def _is_member(calls: SlackCalls, person: Person, channel: str) -> bool:
    cursor = ""
    while True:
        asked = {"channel": channel, "limit": PAGE} | ({"cursor": cursor} if cursor else {})
        told = calls.call(person.workspace, "conversations.members", asked, form=True)
        if person.id in told["members"]:
            return True
        cursor = str((told.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return False
