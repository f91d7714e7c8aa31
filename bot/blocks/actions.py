"""Actions -> messages: a team's list, page by page, and one action alone, each with its state in words and its buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, Option, OverflowMenuElement, PlainTextObject

from bot import days, ids
from bot.blocks.kit import Message, button, context, row, section
from bot.store.actions import Action
from bot.store.teams import Team
from bot.text import cut, escape

PAGE = 8
"""How many actions stand on a page."""
SHOWN_TITLE, SHOWN_WORDS = 200, 400
OPEN, CLOSED = "open", "closed"
"""The two lists; a page of one is named "open 1"."""


def titled(action: Action) -> str:
    """What is to be done, as its team wrote it."""
    return cut(escape(action.title), SHOWN_TITLE)


def owner(action: Action) -> str:
    """Who has it: "<@U1>", "<@U1>, asked by <@U2>, who has yet to say", "nobody yet"."""
    if not action.owner:
        return "nobody yet"
    if action.asked_by and not action.closed:
        return f"<@{action.owner}>, asked by <@{action.asked_by}>, has yet to say whether they take it on"
    return f"<@{action.owner}>"


def facts(action: Action, today: date) -> str:
    """State, owner and day in words: "Started · <@U1> · due Dec 15, 2026"."""
    if action.closed:
        why = f": {cut(escape(action.reason), SHOWN_WORDS)}" if action.reason else ""
        return f"{action.state.capitalize()} on {days.told(days.of(action.changed_at))}{why} · {owner(action)}"
    return f"{action.state.capitalize()} · {owner(action)} · {days.due(action.due, today)}"


def described(action: Action, today: date) -> str:
    """An action in full: title, facts, words."""
    words = cut(escape(action.words), SHOWN_WORDS)
    return "\n".join(filter(None, (f"*{titled(action)}*", facts(action, today), words)))


def controls(action: Action, page: str = "", more: Sequence[ButtonElement] = ()) -> ActionsBlock:
    """What can be done with an action. `page` is shown anew afterwards; without one, the message shows the action alone."""

    def does(label: str, name: str) -> ButtonElement:
        says = f"{label}: {' '.join(action.title.split())}"
        return button(label, f"{name}:{page}" if page else name, action.id, says=says)

    if action.closed:
        return row(does("Reopen", ids.ACTION_REOPEN), does("Edit", ids.ACTION_EDIT), *more)
    start = [does("Start", ids.ACTION_START)] if action.state == "open" else []
    choices = {"Edit": ids.ACTION_EDIT, "Remind the owner": ids.ACTION_REMIND, "Drop": ids.ACTION_DROP}
    menu = OverflowMenuElement(
        action_id=f"{ids.ACTION_MORE}:{page}" if page else ids.ACTION_MORE,
        options=[
            Option(text=PlainTextObject(text=label), value=f"{name} {action.id}") for label, name in choices.items()
        ],
    )
    return row(*start, does("Done", ids.ACTION_DONE), *more, menu)


def one(action: Action, today: date, said: Sequence[str] = ()) -> Message:
    """One action as it is now, below what was just done or learned about it."""
    blocks: list[Block] = [section("\n".join(said))] if said else []
    ours = button("Our actions", ids.ACTIONS, action.team)
    blocks += [section(described(action, today)), controls(action, more=[ours])]
    return Message(f"{titled(action)}: {action.state}", tuple(blocks), title="Action")


def page_of(page: str) -> tuple[str, int]:
    """A page's list and number: "closed 2" -> ("closed", 2)."""
    which, _, number = page.partition(" ")
    return which, int(number or 1)


def open_page(
    team: Team,
    actions: Sequence[Action],
    closed: int,
    today: date,
    page: int = 1,
    said: Sequence[str] = (),
    target: str = "",
) -> Message:
    """The open actions of a team, by due date; `closed` counts those done or dropped, `target` is its target in a line."""
    pages = max(1, -(-len(actions) // PAGE))
    page = min(max(page, 1), pages)
    title = f"{escape(team.name)}: {len(actions) or 'no'} open {'action' if len(actions) == 1 else 'actions'}"
    shown = actions[(page - 1) * PAGE : page * PAGE]
    blocks = _top(title, page, pages, said)
    blocks += [context(target)] if target else []
    if not actions:
        blocks.append(section("Take on one of your next steps: it then has an owner, a day and a state here."))
    blocks += _listed(shown, today, f"{OPEN} {page}")
    buttons = _turning(OPEN, page, pages, team.id)
    if closed:
        buttons.append(button(f"Done and dropped ({closed})", f"{ids.ACTION_PAGE}:{CLOSED} 1", team.id))
    buttons.append(button("Next steps", ids.STEPS, team.id, primary=not actions))
    buttons.append(target_button(team.id, bool(target)))
    return Message(title, (*blocks, row(*buttons)), title="Actions")


def target_button(team: str, there: bool) -> ButtonElement:
    """To the team's target, or to set one."""
    return button("Our target", ids.TARGET, team) if there else button("Set a target", ids.SET_TARGET, team)


def closed_page(
    team: Team, actions: Sequence[Action], closed: int, today: date, page: int = 1, said: Sequence[str] = ()
) -> Message:
    """One page of a team's actions that are done or dropped, `closed` in all."""
    title = f"{escape(team.name)}: {closed or 'nothing'} done or dropped"
    pages = max(1, -(-closed // PAGE))
    blocks = [*_top(title, page, pages, said), *_listed(actions[:PAGE], today, f"{CLOSED} {page}")]
    buttons = [*_turning(CLOSED, page, pages, team.id), button("Open actions", ids.ACTIONS, team.id)]
    return Message(title, (*blocks, row(*buttons)), title="Done and dropped")


def _top(title: str, page: int, pages: int, said: Sequence[str]) -> list[Block]:
    which = f" · page {page} of {pages}" if pages > 1 else ""
    heading: list[Block] = [section(f"*{title}*{which}")]
    return ([section("\n".join(said))] if said else []) + heading


def _listed(actions: Sequence[Action], today: date, page: str) -> list[Block]:
    return [block for one in actions for block in (section(described(one, today)), controls(one, page))]


def _turning(which: str, page: int, pages: int, team: str) -> list[ButtonElement]:
    """To the pages before and after."""
    before = [button("Previous", f"{ids.ACTION_PAGE}:{which} {page - 1}", team)] if page > 1 else []
    return before + ([button("More", f"{ids.ACTION_PAGE}:{which} {page + 1}", team)] if page < pages else [])
