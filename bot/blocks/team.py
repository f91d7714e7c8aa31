"""A team: its page, and what is said when its lead changes."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.models.blocks import ButtonElement, InputBlock, UserSelectElement
from slack_sdk.models.views import View

from bot import ids
from bot.blocks import showing
from bot.blocks.inviting import invite_button, mentions, turnout_lines
from bot.blocks.kit import Message, button, confirm, context, row, section
from bot.blocks.pages import page
from bot.ids import OfferRef
from bot.store.showings import Shown
from bot.store.teams import Team
from bot.text import escape
from bot.turnout import Turnout

LEADING = (
    "The lead can remind people, record what the team agrees on, begin the next assessment, say whether the team is shown "
    "in digests (what was said before stays until then), and hand over."
)


@dataclass(frozen=True)
class TeamPage:
    """A team as one of its members sees it: who is in it, how many results there are, and who has answered.

    `turnout`: None while no assessment is open. `unwilling`: whether the viewer does not want to be asked. `in_digests`:
    what its lead said of digests; None while nobody was asked.
    """

    team: Team
    viewer: str
    members: tuple[str, ...]
    results: int = 0
    turnout: Turnout | None = None
    unwilling: bool = False
    in_digests: Shown | None = None

    @property
    def leads(self) -> bool:
        """Whether the viewer leads the team."""
        return self.viewer == self.team.lead


def team_page(shown: TeamPage) -> Message:
    """A team: home channel, lead, members, who has answered; and what this member may do about it."""
    team, count = shown.team, shown.results
    lead = f"<@{team.lead}>" if team.lead else "nobody yet"
    lines = [f"*{escape(team.name)}*", f"Home: <#{team.channel}> · lead: {lead}", f"Members: {mentions(shown.members)}"]
    counted = f"{count} result{'' if count == 1 else 's'} so far. Anyone in <#{team.channel}> can join with `/mlops`."
    if shown.unwilling:
        counted += " You asked me not to ask or remind you."
    blocks = [
        section("\n".join(lines)),
        section(_assessment(shown.turnout)),
        context(f"{counted} Who has answered is shown, never what. {_digests(shown)}".rstrip()),
        row(*_first(shown)),
        row(*_second(shown)),
    ]
    return Message(escape(team.name), tuple(blocks), "Team")


def _digests(shown: TeamPage) -> str:
    """Whether digests show the team, once that was a question; its lead may always say so."""
    return showing.line(shown.in_digests) if shown.in_digests or shown.leads else ""


def _assessment(turnout: Turnout | None) -> str:
    if turnout is None:
        return "No assessment is open. The next one begins with the first answer, or with an invitation."
    return "\n".join(("*This assessment*", *turnout_lines(turnout)))


def _first(shown: TeamPage) -> list[ButtonElement]:
    """What to do about the people; the lead that nobody has comes first."""
    team = shown.team.id
    buttons = [] if shown.team.lead else [button("I lead it", ids.TAKE_LEAD, team, primary=True)]
    buttons.append(invite_button(team, primary=bool(shown.team.lead)))
    if shown.leads and shown.turnout and set(shown.turnout.waiting) - {shown.viewer}:
        buttons.append(button("Remind now", ids.REMIND, team, says="Remind those who have not answered yet"))
    if shown.unwilling:
        buttons.append(button("You may ask me again", ids.MAY_ASK))
    return buttons


def _second(shown: TeamPage) -> list[ButtonElement]:
    team = shown.team
    buttons = [button("Back to the team", ids.HOME, team.id), button("Set up another team", ids.NEW_TEAM)]
    if shown.leads and len(shown.members) > 1:
        buttons.append(button("Hand over", ids.HAND_OVER, team.id, says="Hand the lead over to another member"))
    if shown.leads:
        buttons.append(showing.switch(team, shown.in_digests))
    leave = button("Leave the team", ids.LEAVE_TEAM, team.id)
    then = " The members are asked who leads it then." if shown.leads and len(shown.members) > 1 else ""
    leave.confirm = confirm(
        "Leave this team?",
        f"You no longer see its results. What you answered stays in earlier results as it is.{then}",
        "Leave",
        "Stay",
    )
    return [*buttons, leave]


def left(team: Team) -> Message:
    """For who left."""
    text = (
        f"You are no longer in *{escape(team.name)}*. What you answered stays in its earlier results as it is. You can "
        f"join again with `/mlops` in <#{team.channel}>."
    )
    return Message("You left the team", (section(text), row(button("Home", ids.HOME))))


def hand_over_view(team: Team, reference: str) -> View:
    """The modal in which the lead chooses who leads next; `reference` comes back with the submission."""
    chosen = UserSelectElement(action_id=ids.VALUE, placeholder="Choose a member")
    hint = "They are asked first. Until they accept, you lead the team."
    return View(
        type="modal",
        callback_id=ids.HAND_OVER_VIEW,
        title="Hand over the lead",
        submit="Ask them",
        close="Cancel",
        private_metadata=reference,
        blocks=[
            section(f"Who is to lead *{escape(team.name)}*? {LEADING}"),
            InputBlock(block_id=ids.NEW_LEAD_INPUT, label="The next lead", element=chosen, hint=hint),
        ],
    )


def offering(to: str) -> View:
    """What the modal says once it is submitted."""
    text = f"I ask <@{to}> and tell you what they say. Until they accept, you lead the team."
    return page(Message(text, (section(text),), "Hand over the lead"))


def offered(team: Team, offer: OfferRef) -> Message:
    """For who is asked to lead the team."""
    name = escape(team.name)
    text = f"<@{offer.by}> would like you to lead *{name}*. {LEADING} Your answer is sent to <@{offer.by}>."
    accept = button("Accept", ids.ACCEPT_LEAD, str(offer), primary=True, says="Accept the lead")
    decline = button("Decline", ids.DECLINE_LEAD, str(offer), says="Decline the lead")
    return Message(f"You are asked to lead {name}", (section(text), row(accept, decline)))


def declined(team: Team, by: str) -> Message:
    """For the lead whose offer was declined."""
    text = f"<@{by}> would rather not lead *{escape(team.name)}*, so you still lead it."
    return Message(text, (section(text), row(button("Team", ids.TEAM, team.id))))


def vacant(team: Team, former: str) -> Message:
    """For the members of a team that its lead has left."""
    name = escape(team.name)
    text = f"<@{former}> no longer leads *{name}*: who does? {LEADING} The first to press leads; the others are told."
    return Message(
        f"Who leads {name}?", (section(text), row(button("I lead it", ids.TAKE_LEAD, team.id, primary=True)))
    )


def led_by(team: Team, viewer: str = "") -> Message:
    """Who leads the team now; for that person, what a lead can do."""
    name = escape(team.name)
    see = row(button("Team", ids.TEAM, team.id))
    if viewer and viewer == team.lead:
        return Message(f"You lead {name} now", (section(f"You lead *{name}* now. {LEADING}"), see))
    text = f"<@{team.lead}> leads *{name}* now." if team.lead else f"Nobody leads *{name}* at the moment."
    return Message(text, (section(text), see))


def no_longer_open(team: Team) -> Message:
    """An offer that was overtaken: the lead has changed since."""
    lead = f"<@{team.lead}> leads" if team.lead else "Nobody leads"
    text = f"This offer no longer stands. {lead} *{escape(team.name)}* now."
    return Message("This offer no longer stands", (section(text), row(button("Team", ids.TEAM, team.id))))
