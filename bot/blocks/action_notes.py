"""What is said to people about actions: asked to take one on, handed one back, reminded of one."""

from __future__ import annotations

from datetime import date

from slack_sdk.models.blocks import DatePickerElement

from bot import days, ids
from bot.blocks.actions import SHOWN_WORDS, titled
from bot.blocks.kit import Message, button, context, row, section
from bot.store.actions import Action
from bot.text import cut, escape


def asked(action: Action, team: str) -> Message:
    """To an owner whom somebody else named: take it on, or hand it back."""
    text = f"<@{action.asked_by}> named you as the owner of an action in {escape(team)}"
    day = days.told(days.of(action.due)) if action.due else ""
    lines = [f"{text}:", f"*{titled(action)}*", cut(escape(action.words), SHOWN_WORDS), f"Due {day}" if day else ""]
    when = "on the day it is due, or when" if day else "when"
    then = f"Only if you take it on, I write about it again: {when} a teammate asks me to, at most once a day."
    yes = button("I take it on", ids.ACTION_ACCEPT, action.id, primary=True)
    no = button("Not me", ids.ACTION_DECLINE, action.id, says="Not me: hand it back")
    return Message(f"{text}: {titled(action)}", (section("\n".join(filter(None, lines))), context(then), row(yes, no)))


def handed_back(action: Action, by: str) -> Message:
    """To who named an owner that does not take it on."""
    text = f"<@{by}> does not take on *{titled(action)}*. It is with you again; you can name somebody else."
    buttons = row(
        button("Edit", ids.ACTION_EDIT, action.id, primary=True, says="Edit the action and its owner"),
        button("Our actions", ids.ACTIONS, action.team),
    )
    return Message(f"An action is with you again: {titled(action)}", (section(text), buttons))


def reminder(action: Action, today: date, by: str = "") -> Message:
    """To an owner, on the day it is due or because `by` asked for it."""
    due = days.due(action.due, today)
    text = f"*{titled(action)}*: {due}." if action.due else f"*{titled(action)}* has no day yet."
    asked_for = f"<@{by}> asked me to remind you." if by else ""
    later = DatePickerElement(action_id=f"{ids.ACTION_DUE}:{action.id}", placeholder="Going on: new date")
    buttons = row(
        button("Done", ids.ACTION_DONE, action.id, primary=True, says="Done: say whether it is in place now"),
        later,
        button("Drop", ids.ACTION_DROP, action.id, says="Drop it, with a reason"),
    )
    words = cut(escape(action.words), SHOWN_WORDS)
    lines = "\n".join(filter(None, (text, words, asked_for)))
    return Message(f"A reminder: {titled(action)}{f', {due}' if action.due else ''}", (section(lines), buttons))


def reminded(action: Action, outcome: str) -> str:
    """Who was reminded, or why nobody was (a `Reminding`)."""
    return _REMINDED[outcome].format(owner=f"<@{action.owner}>")


_REMINDED = {
    "sent": "I reminded {owner}.",
    "closed": "Nobody was reminded: it is no longer open.",
    "nobody": "Nobody was reminded: it has no owner yet. Name one under Edit.",
    "yours": "Nobody was reminded: it is yours.",
    "left": "Nobody was reminded: {owner} has left the team. Name somebody else under Edit.",
    "asked": "Nobody was reminded: {owner} has yet to say whether they take it on. You can name somebody else under Edit.",
    "lately": "Nobody was reminded again: {owner} was, less than a day ago, and once a day is enough.",
}
