"""Inviting people to answer for a team: the modal, the message that asks for their consent, reminders, and who answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from slack_sdk.models.blocks import ActionsBlock, ButtonElement, InputBlock, UserMultiSelectElement
from slack_sdk.models.views import View

from bot import ids
from bot.blocks.kit import Message, button, context, row, section
from bot.blocks.pages import page
from bot.membership import Refusal
from bot.store.teams import Team
from bot.text import escape
from bot.turnout import Turnout

MOST_INVITED = 20
SHOWN_PEOPLE = 20
"""So many people are named in one line; of more, the rest is counted."""


_REFUSED: Mapping[Refusal, str] = {
    "declined": "Prefer not to be asked",
    "answered": "Answered already",
    "agreed": "Agreed already, and have not answered yet",
    "asked": "Asked already; nobody is asked twice",
    "left": "Left the team",
    "yourself": "You need no invitation; `/mlops assess` starts your questions",
    "bot": "Bots and apps, which cannot answer",
    "deactivated": "No longer active in Slack",
    "guest": "Guests, who can answer once they have joined with `/mlops` in the team's channel",
    "stranger": "From another company's workspace; only people of this one can be invited",
    "unknown": "Slack would not tell me who they are",
}
LeftOut = Literal["reminded twice", "reminded lately", "agreed to nothing", "not asked"]
"""Why somebody who has not answered is not reminded."""

_LEFT_OUT: Mapping[LeftOut, str] = {
    "reminded twice": "Have had their last reminder",
    "reminded lately": "Were reminded less than a day ago",
    "agreed to nothing": "Have not said yet whether they want to answer",
    "not asked": "Nobody has invited them to this assessment",
}


def mentions(people: Sequence[str]) -> str:
    """People by name, side by side; at most so many, the rest counted."""
    shown = ", ".join(f"<@{person}>" for person in people[:SHOWN_PEOPLE])
    return shown if len(people) <= SHOWN_PEOPLE else f"{shown} and {len(people) - SHOWN_PEOPLE} more"


def turnout_lines(turnout: Turnout) -> tuple[str, ...]:
    """Who has answered and who has not, a line each; lines about nobody are left out."""
    named = {
        "Answered": turnout.answered,
        "Under way": turnout.under_way,
        "Not started": turnout.not_started,
        "Invited, no reply yet": turnout.asked,
    }
    lines = [f"{label}: {mentions(people)}" for label, people in named.items() if people]
    if turnout.declined:
        lines.append(f"Prefer not to be asked: {turnout.declined}")
    return tuple(lines)


def invite_button(team: str, primary: bool = False) -> ButtonElement:
    """The button that opens the invitations of a team."""
    return button("Invite members", ids.INVITE, team, says="Invite people to answer for the team", primary=primary)


def people_view(team: Team, reference: str) -> View:
    """The modal in which people are chosen; `reference` comes back with the submission."""
    people = UserMultiSelectElement(action_id=ids.VALUE, placeholder="Choose people", max_selected_items=MOST_INVITED)
    hint = "Each gets one message that asks whether they want to. I send them nothing else until they agree."
    return View(
        type="modal",
        callback_id=ids.INVITE_VIEW,
        title="Invite members",
        submit="Ask them",
        close="Cancel",
        private_metadata=reference,
        blocks=[
            section(f"Who else knows how *{escape(team.name)}* works? Up to {MOST_INVITED} people at a time."),
            InputBlock(block_id=ids.PEOPLE_INPUT, label="People", element=people, hint=hint),
        ],
    )


def checking(people: Sequence[str]) -> View:
    """What the modal says once it is submitted."""
    text = f"I look up {mentions(people)} and ask those I may ask. In our direct messages I tell you who that is."
    return page(Message(text, (section(text),), "Invite members"))


def report(team: Team, asked: Sequence[str], refused: Mapping[Refusal, Sequence[str]]) -> Message:
    """For who invited: who was asked, and who was not and why."""
    name = escape(team.name)
    first = f"Asked to answer for *{name}*: {mentions(asked)}." if asked else f"I asked nobody new for *{name}*."
    lines = [first, *(f"{_REFUSED[why]}: {mentions(people)}" for why, people in refused.items())]
    see = button("Team", ids.TEAM, team.id, says="See who has answered")
    return Message(f"Your invitations for {name}", (section("\n".join(lines)), row(see)))


def invitation(team: Team, inviter: str, member: bool) -> Message:
    """For who is invited: what it is, who will see what, and what happens next; nothing happens unless they agree."""
    name = escape(team.name)
    joins = (
        "You are a member of the team already."
        if member
        else "If you agree, you become a member of the team, and its members can see that."
    )
    text = (
        f"<@{inviter}> asks you to answer for *{name}*: where the team stands with machine learning.\n"
        "About a dozen short questions, 6 minutes; stop and resume whenever you like.\n"
        "While one or two people answer, your team will see these answers. With three or more, others see only how "
        f"answers spread, never who said what.\n{joins} Until you agree I send you nothing more about this."
    )
    small = (
        "Later: I remind you after 3 days and once more after 7. Please do not ask me: it holds for every team here."
    )
    buttons = row(
        button("Answer now", ids.ANSWER_NOW, team.id, primary=True, says="Agree and answer now"),
        button("Later", ids.ANSWER_LATER, team.id, says="Agree and answer later"),
        _do_not_ask(team),
    )
    return Message(f"You are asked to answer for {name}", (section(text), context(small), buttons))


def later(team: Team) -> Message:
    """Agreed, to be answered later."""
    name = escape(team.name)
    text = (
        f"Thank you: you are in *{name}* now. Answer whenever you like; I remind you after 3 days and once more after 7, "
        "unless you have answered by then."
    )
    return Message(f"You answer for {name} later", (section(text), _answer_or_not(team)))


def not_asked_again() -> Message:
    """Refused."""
    text = (
        "I will not ask you again, nor remind you, whichever team it is. Your teams only see how many people prefer not "
        "to be asked; who tries to invite you is told so."
    )
    change = button("You may ask me again", ids.MAY_ASK)
    return Message("I will not ask you again", (section(text), row(change)))


def may_ask_again() -> Message:
    """The refusal is taken back."""
    text = "Your teammates can invite you again. I still ask before anything else."
    return Message(text, (section(text), row(button("Home", ids.HOME))))


def reminder(team: Team, last: bool, under_way: bool) -> Message:
    """For who agreed or began, and has not answered to the end."""
    name = escape(team.name)
    state = (
        "you began and stopped on the way; nothing is lost"
        if under_way
        else "you have not begun; it takes about 6 minutes"
    )
    rest = "This is the last reminder." if last else "I remind you once more at most."
    text = f"A reminder: your answers for *{name}* are still open, {state}. {rest}"
    return Message(f"A reminder: your answers for {name}", (section(text), _answer_or_not(team)))


def reminded(team: Team, people: Sequence[str], left_out: Mapping[LeftOut, Sequence[str]], declined: int) -> Message:
    """For the lead: who is reminded now, and who is not and why."""
    name = escape(team.name)
    count = f"{len(people)} {'person' if len(people) == 1 else 'people'}"
    first = (
        f"I am reminding {count} for *{name}*: {mentions(people)}."
        if people
        else f"There is nobody to remind for *{name}*."
    )
    lines = [first, *(f"{_LEFT_OUT[why]}: {mentions(who)}" for why, who in left_out.items())]
    if declined:
        lines.append(f"Prefer not to be asked: {declined}")
    buttons = row(button("Team", ids.TEAM, team.id), *([invite_button(team.id)] if "not asked" in left_out else []))
    return Message(f"Reminders for {name}", (section("\n".join(lines)), buttons))


def carried_over(team: Team) -> Message:
    """To somebody under way when the team's next assessment begins: their answers come along, and who will see them."""
    text = (
        f"*The next assessment of {escape(team.name)} has begun.* Your answers so far come along; go on where you are. Once "
        "you have answered to the end, your team sees these answers while one or two of you answer, and with three or more "
        "only how they spread."
    )
    resume = button("Go on", ids.ASSESS, team.id, primary=True)
    return Message(f"The next assessment of {escape(team.name)} has begun.", (section(text), row(resume)))


def all_answered(team: Team, count: int) -> Message:
    """For the lead, once in an assessment."""
    text = f"All {count} have answered for *{escape(team.name)}*."
    see = button("See the result", ids.STAGE, team.id, primary=True)
    return Message(f"All {count} have answered for {escape(team.name)}", (section(text), row(see)))


def not_reached(team: Team, people: Sequence[str]) -> Message:
    """For who invited: people who could not be asked after all."""
    text = f"I could not ask {mentions(people)} to answer for *{escape(team.name)}*. Try again, or ask them yourself."
    return Message("An invitation could not be sent", (section(text), row(invite_button(team.id))))


def _answer_or_not(team: Team) -> ActionsBlock:
    return row(button("Answer now", ids.ANSWER_NOW, team.id, primary=True), _do_not_ask(team))


def _do_not_ask(team: Team) -> ButtonElement:
    return button("Please do not ask me", ids.DO_NOT_ASK, team.id, says="Please do not ask me, for any team")
