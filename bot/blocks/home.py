"""The home base and its neighbors: where a team stands, what one can do, who sees what; and the modals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ConversationFilter,
    ConversationSelectElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot import ids
from bot.blocks.kit import OPTION, Message, button, link, row, section
from bot.blocks.placements import answered, in_order, titled
from bot.store.teams import Team
from bot.text import cut, escape
from knowledge.library import Library
from knowledge.scoring import Placement

SHOWN_TEAMS = 5
LONGEST_NAME = 60


@dataclass(frozen=True)
class Standing:
    """Where a team stands for its home base: its newest placements, how many answered, how far a conversation under way
    has come, and how many of the person's answers rest on evidence that ran out."""

    team: Team
    placements: tuple[Placement, ...] = ()
    day: str = ""
    answered: int = 0
    under_way: bool = False
    respondents: int = 0
    stale: int = 0
    joins: bool = False
    """Whether others are in an assessment that this person has not begun yet."""


def welcome() -> Message:
    """For someone without a team: what this is, and the way in."""
    text = (
        "*Where does your team stand with machine learning?*\n"
        "I ask about a dozen short questions and then show your stage on five published maturity models, what holds you "
        "back, and three next steps with their sources. About 6 minutes; stop and resume whenever you like."
    )
    start = button("Start with my team", ids.NEW_TEAM, primary=True, says="Start: set up my team first")
    stored = button("What is stored?", ids.STORED)
    example = button("See an example", ids.EXAMPLE)
    title = "Where does your team stand with machine learning?"
    return Message(title, (section(text), row(start, example, stored)), "Where you stand")


def home(library: Library, standing: Standing) -> Message:
    """A team's home base: the one thing that matters now, and the rest a click away."""
    team = standing.team
    lines = [f"*{escape(team.name)}*"]
    for placement in in_order(library, standing.placements) if standing.placements else ():
        lines.append(titled(library.maturity_models[placement.maturity_model], placement))
    lines.append(_news(standing))
    buttons = [_now(standing)]
    if standing.placements:
        buttons += [button("Last result", ids.STAGE, team.id), button("Next steps", ids.STEPS, team.id)]
        buttons += [button("Actions", ids.ACTIONS, team.id), button("History", ids.HISTORY, team.id)]
        buttons.append(button("Check-ins", ids.CHECKIN, team.id))
    buttons.append(button("Team", ids.TEAM, team.id))
    if standing.placements:
        buttons.append(button("Export", ids.EXPORT, team.id))
    buttons.append(button("Help", ids.HELP))
    title = f"{escape(team.name)}: where you stand, and what next"
    return Message(title, (section("\n".join(lines)), row(*buttons)), "Where you stand")


def _now(standing: Standing) -> ButtonElement:
    """The one thing that matters now."""
    if standing.under_way:
        return button("Resume the assessment", ids.ASSESS, standing.team.id, primary=True)
    if standing.stale:
        label = "Check an answer again" if standing.stale == 1 else f"Check {standing.stale} answers again"
        return button(label, ids.RECHECK, standing.team.id, says=f"{label}: what backed it up ran out", primary=True)
    if standing.joins:
        return button("Give your view", ids.ASSESS, standing.team.id, primary=True)
    label = "Assess again" if standing.placements else "Start the assessment"
    return button(label, ids.ASSESS, standing.team.id, primary=True)


def _news(standing: Standing) -> str:
    if standing.under_way:
        return f"Your assessment is under way: {standing.answered} answered so far."
    if standing.placements:
        stale = " Evidence for some of your answers has run out." if standing.stale else ""
        others = " Yours is not among them yet." if standing.joins else ""
        return f"As of {standing.day}, {answered(standing.respondents)}.{others}{stale}"
    return "Not assessed yet. About a dozen short questions, 6 minutes."


def choose_team(teams: Sequence[Team], intent: str) -> Message:
    """Which of several teams is meant."""
    text = "You are in several teams. Which one is it about?"
    if len(teams) <= SHOWN_TEAMS:
        buttons = [button(team.name, f"{intent}:{team.id}", team.id) for team in teams]
        return Message(text, (section(text), row(*buttons)))
    options = [
        Option(text=PlainTextObject(text=cut(team.name, OPTION)), value=f"{intent} {team.id}") for team in teams[:100]
    ]
    select = StaticSelectElement(action_id=ids.CHOOSE_TEAM, placeholder="Choose a team", options=options)
    return Message(text, (section(text), row(select)))


def join_first(team: Team, intent: str) -> Message:
    """For someone in a team's channel who is not a member."""
    text = (
        f"<#{team.channel}> is the home of *{escape(team.name)}*. Join the team to answer for it and to see its results; "
        f"its members can see that you joined."
    )
    join = button(f"Join {team.name}", f"{ids.JOIN}:{intent}", team.id, primary=True)
    other = button("Set up another team", ids.NEW_TEAM)
    return Message(f"This channel is the home of {escape(team.name)}.", (section(text), row(join, other)))


def stored() -> Message:
    """What is kept, where, who sees it, and how it is deleted."""
    kept = (
        "*What is stored*\n"
        "Your team's name, channel, lead and members; your answers and what you add to back them up, with your Slack id and "
        "the time; each result, what your team agreed on, its actions and its target; how often your team is asked what "
        "changed, who was asked when and whether they answered; which digests there are, which teams may be shown in them "
        "and which were introduced to each other; whether you want to be asked; and whether an answer of mine helped you, "
        "with the words of a question that my sources do not cover. All of it stays in one database of your own "
        "organization; apart from Slack, nothing receives it, and no language model reads it."
    )
    seen = (
        "*Who sees what*\n"
        "While one or two of you answer, your team sees the answers. With three or more, others see only how the answers "
        "spread: never who said what, nor your notes and links. Programme leads, named by whoever runs me or by another of "
        "them, see each team's stages, profile, open actions and target: never who answered, or what anyone said. A channel "
        "sees a result only when someone shares it, and in its digest only teams whose lead agreed: their stages, what "
        "moved, what holds them back, how many actions."
    )
    gone = (
        "*Deletion*\n"
        "Ask whoever runs me in your organization: it is one command. Your answers, notes and messages go; where three or "
        "more answered, the counts stay, without your name."
    )
    blocks = (section(kept), section(seen), section(gone), row(button("Back", ids.HOME)))
    return Message("What is stored", blocks, "What is stored")


def nothing_yet(team: Team) -> Message:
    """There is no result to show."""
    text = f"{escape(team.name)} has no result yet. The first one takes about 6 minutes."
    return Message(text, (section(text), row(button("Start the assessment", ids.ASSESS, team.id, primary=True))))


def did_you_mean(word: str, near: Sequence[tuple[str, str]]) -> Message:
    """A word after the command that is none of ours: the nearest ones, as buttons."""
    text = f"I know no `{escape(cut(word, 40)).replace('`', '')}`. Did you mean one of these?"
    return Message("I do not know that one.", (section(text), row(*(button(label, action) for label, action in near))))


def gone_to_messages(app: str, workspace: str, text: str) -> Message:
    """The conversation goes on in direct messages."""
    url = f"https://slack.com/app_redirect?app={app}&team={workspace}"
    return Message(text, (section(text), row(link("Open our messages", ids.OPEN_MESSAGES, url))))


def notice(text: str) -> Message:
    """One plain sentence."""
    return Message(text, (section(text),))


def offer(text: str, label: str, action: str, value: str = "") -> Message:
    """One sentence and the button that does something about it."""
    return Message(text, (section(text), row(button(label, action, value, primary=True))))


def new_team_view(person: str, channel: str, intent: str) -> View:
    """The modal in which a team is set up. `channel` is proposed as home if it is one; `intent` is what comes next."""
    home_channel = ConversationSelectElement(
        action_id=ids.VALUE,
        placeholder="Choose a channel",
        initial_conversation=channel or None,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    return View(
        type="modal",
        callback_id=ids.NEW_TEAM_VIEW,
        title="Set up your team",
        submit="Set up",
        close="Cancel",
        private_metadata=intent,
        blocks=[
            _input(ids.NAME_INPUT, "Team name", PlainTextInputElement(action_id=ids.VALUE, max_length=LONGEST_NAME)),
            _input(
                ids.CHANNEL_INPUT, "Home channel", home_channel, "Where results may be shared, if someone chooses to."
            ),
            _input(
                ids.LEAD_INPUT,
                "Team lead",
                UserSelectElement(action_id=ids.VALUE, placeholder="Choose a person", initial_user=person),
            ),
        ],
    )


def change_view(metadata: str, answers: Sequence[tuple[int, str, str]]) -> View:
    """The modal in which an answer is picked to be given anew: (turn, question, answer) each."""
    options = [
        Option(text=PlainTextObject(text=cut(question, OPTION)), value=str(turn), description=cut(answer, OPTION))
        for turn, question, answer in answers[:100]
    ]
    select = StaticSelectElement(action_id=ids.VALUE, placeholder="Choose a question", options=options)
    return View(
        type="modal",
        callback_id=ids.CHANGE_VIEW,
        title="Change an answer",
        submit="Ask me again",
        close="Cancel",
        private_metadata=metadata,
        blocks=[
            section("I ask the question again in our messages. The earlier result is kept."),
            _input(ids.ANSWER_INPUT, "Which answer?", select),
        ],
    )


def reading_view(title: str, blocks: Sequence[Block]) -> View:
    """A modal to read in."""
    return View(
        type="modal", callback_id=ids.READING_VIEW, title=cut(title, 24), close="Close", blocks=list(blocks)[:100]
    )


def _input(block: str, label: str, element: object, hint: str = "", optional: bool = False) -> Block:
    return InputBlock(block_id=block, label=label, element=element, hint=hint or None, optional=optional)  # type: ignore[arg-type]
