"""Exports -> messages: what each kind of file holds, that one is being made, and what stands beside it."""

from __future__ import annotations

from bot import ids
from bot.blocks.kit import Message, button, context, row, section
from bot.store.teams import Team
from bot.text import cut, escape

KINDS = {
    "html": ("Report", "one page with the pictures, for people outside Slack; opens in any browser, and prints"),
    "csv": ("Spreadsheet", "the stages as a table (CSV), with a row for each result, scale and dimension"),
    "json": ("All data", "everything as JSON: results, answers, notes, agreements, actions, the target"),
}
"""By format: what its button is called, and what it holds."""
LONGEST_NAME = 60


def page(team: Team) -> Message:
    """The kinds of file that a team's data can be taken away in, a button each."""
    title = f"{_short(team.name)}: export"
    holds = "\n".join(f"*{name}:* {what}." for name, what in KINDS.values())
    small = (
        "The file comes to our direct messages, and only you get it. Nobody who answered is named. Once three or more of"
        " you answered, it holds no single answers, notes or links but your own."
    )
    buttons = [
        button(name, f"{ids.EXPORT_FILE}:{format}", team.id, says=f"{name}: {what}", primary=format == "html")
        for format, (name, what) in KINDS.items()
    ]
    home = button("Back to the team", ids.HOME, team.id)
    return Message(title, (section(f"*{title}*\n{holds}"), context(small), row(*buttons, home)), "Export")


def under_way(format: str, new: bool) -> Message:
    """That a file is being made, or was just asked for."""
    name = KINDS[format][0].lower()
    said = f"I am making it: {name}." if new else f"It is on its way already: {name}."
    text = f"{said} It comes to our direct messages as soon as it is done, most often within seconds."
    return Message(text, (section(text),), "Export")


def title(team: str, format: str) -> str:
    """What the file is called in Slack."""
    return f"{cut(team, LONGEST_NAME)}: {KINDS[format][0].lower()}"


def comment(team: str, format: str, results: int) -> str:
    """The sentence beside a file."""
    count = f"{results} result{'' if results == 1 else 's'}"
    use = {
        "html": "download it and open it in a browser; it needs no network, and prints",
        "csv": "it opens in any spreadsheet; the columns are told in the first row",
        "json": "it says its schema first",
    }[format]
    return f"*{_short(team)}*, {count}: {use}."


def failed(team: Team) -> Message:
    """That a file could not be sent."""
    text = (
        f"The file with the data of {_short(team.name)} could not be made or sent. Try again; if that keeps failing, ask"
        " whoever runs me."
    )
    return Message(text, (section(text), row(button("Export", ids.EXPORT, team.id))), "Export")


def _short(name: str) -> str:
    return escape(cut(name, LONGEST_NAME))
