"""Whether a team is shown in digests: the question to its lead, and the line and the button for its pages."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from bot import ids
from bot.blocks.kit import Message, button, context, row, section
from bot.store.showings import Shown
from bot.store.teams import Team
from bot.text import escape

WHAT = (
    "Shown: its stage, overall and in each dimension; what moved and what it put in place for that; how many actions are "
    "open and finished; what it could help another team with, or get help with.\n"
    "Never shown: an answer, a note, evidence, or anybody's name."
)
INTRODUCED = (
    "Where two teams could help each other, a member of either or a programme lead may have me open a group conversation "
    "of both leads."
)


def question(team: Team) -> Message:
    """For the lead of a team that a digest could show."""
    name = escape(team.name)
    text = (
        f"*May {name} be shown in digests?* They go to channels of this workspace and tell where its teams stand.\n"
        f"{WHAT}\n{INTRODUCED}"
    )
    small = "As long as you say nothing, it is not shown. You can change it at any time with `/mlops team`."
    return Message(
        f"May {name} be shown in digests?", (section(text), context(small), row(_show(team, primary=True), _hide(team)))
    )


def answered(team: Team, shown: bool) -> Message:
    """What is so from now on, with the way back."""
    name = escape(team.name)
    if shown:
        text, change = f"*{name} is shown in digests from now on.*\n{WHAT}\n{INTRODUCED}", _hide(team)
    else:
        text = f"*{name} is not shown in digests from now on.* A digest only counts how many teams it does not show."
        change = _show(team)
    message = f"{name} is {'shown' if shown else 'not shown'} in digests from now on"
    return Message(message, (section(text), row(change, button("Team", ids.TEAM, team.id))), "Shown in digests")


def line(shown: Shown | None) -> str:
    """For the team's pages: whether it is shown."""
    if shown is not None and shown.agreed == "yes":
        return "Digests: this team is shown."
    said = "" if shown is not None and shown.agreed == "no" else " Its lead has not said whether it may be."
    return f"Digests: this team is not shown.{said}"


def switch(team: Team, shown: Shown | None) -> ButtonElement:
    """For the lead's pages: the button that changes it."""
    return _hide(team, "Do not show in digests") if shown and shown.agreed == "yes" else _show(team, "Show in digests")


def _show(team: Team, label: str = "Show it", primary: bool = False) -> ButtonElement:
    return button(label, ids.SHOW_TEAM, team.id, says="Show this team in digests", primary=primary)


def _hide(team: Team, label: str = "Do not show it") -> ButtonElement:
    return button(label, ids.HIDE_TEAM, team.id, says="Do not show this team in digests")
