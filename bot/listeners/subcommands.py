"""What can be asked for by a word after /mlops or by a button of the same name: one function, one row in the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot import ids
from bot.assessments import Begun
from bot.blocks import answers, exporting, home, placements, together
from bot.blocks import history as history_blocks
from bot.blocks import roles as role_blocks
from bot.blocks import steps as step_blocks
from bot.blocks import team as team_blocks
from bot.blocks.kit import Message, button, context, row, section
from bot.desk import Call, Desk
from bot.listeners import aiming, digests, rhythms, taking_on
from bot.store.teams import Team
from knowledge import searching

AboutTeam = Callable[[Desk, Call, Team], Message]
Alone = Callable[[Desk, Call], Message]
NEAR, SLIP, MOST_NEAR = 40, 75, 3


@dataclass(frozen=True)
class Subcommand:
    """A word after /mlops: what it does, about a team or `alone`, the name of its button, and its line in the help.

    `takes` names what may follow the word.
    """

    word: str
    label: str
    help: str
    about: AboutTeam | None = None
    alone: Alone | None = None
    takes: str = ""


def run(desk: Desk, call: Call, word: str, team: str = "") -> Message:
    """What a subcommand answers. Without a team it is about the channel's, the person's only one, or the one chosen."""
    subcommand = SUBCOMMANDS[word]
    if subcommand.alone:
        return subcommand.alone(desk, call)
    found = _team(desk, call, word, team)
    if isinstance(found, Message) or subcommand.about is None:
        return found if isinstance(found, Message) else help_page(desk, call)
    return subcommand.about(desk, call, found)


def _team(desk: Desk, call: Call, word: str, chosen: str) -> Team | Message:
    if chosen:
        return desk.teams.own(call.person, chosen) or home.notice(
            "That team is not one of yours; join it in its channel."
        )
    own = desk.teams.of_person(call.person)
    here = desk.teams.of_channel(call.person, call.channel)
    if here:
        return here if here in own else home.join_first(here, word)
    if not own:
        return home.welcome()
    return own[0] if len(own) == 1 else home.choose_team(own, word)


def base(desk: Desk, call: Call, team: Team) -> Message:
    """A team's home base."""
    return home.home(desk.library, desk.assessments.standing(call.person, team))


def assess(desk: Desk, call: Call, team: Team) -> Message:
    """Start or resume; the questions come by direct message. A button that is clicked twice asks once."""
    once = f"click {call.click.channel} {call.click.ts}" if call.click and call.click.ts else ""
    return gone_to_questions(call, team, desk.assessments.assess(call.person, team, event=once))


def gone_to_questions(call: Call, team: Team, begun: Begun) -> Message:
    """Where the question is that was just asked; or that the person has answered, and others have not."""
    if begun == "answered":
        return together.answered_already(team, team.lead == call.person.id)
    text = "Back to where you stopped" if begun == "resumed" else "Here we go"
    if call.direct:
        return home.notice(f"{text}: the question is below.")
    return home.gone_to_messages(call.app, call.person.workspace, f"{text}: the question is in our direct messages.")


def stage(desk: Desk, call: Call, team: Team) -> Message:
    """The newest result."""
    found = desk.results.latest(call.person, team)
    return placements.result(desk.library, found) if found else home.nothing_yet(team)


def steps(desk: Desk, call: Call, team: Team) -> Message:
    """The next steps of the newest result."""
    found = desk.results.latest(call.person, team)
    if not found:
        return home.nothing_yet(team)
    taken, target = desk.actions.by_capability(call.person, team.id), desk.targets.find(call.person, team.id)
    return step_blocks.steps_page(desk.library, found, taken, target is not None)


def history(desk: Desk, call: Call, team: Team) -> Message:
    """The team's results, newest first."""
    pages = desk.history.pages(team)
    return history_blocks.history_page(desk.library, pages) if pages.count else home.nothing_yet(team)


def team_page(desk: Desk, call: Call, team: Team) -> Message:
    """The team's channel, lead and members, and who has answered."""
    return team_blocks.team_page(desk.invitations.team_page(call.person, team))


def export(desk: Desk, call: Call, team: Team) -> Message:
    """The kinds of file that the team's data can be taken away in."""
    return exporting.page(team) if desk.teams.results(team) else home.nothing_yet(team)


def roles(desk: Desk, call: Call, team: Team) -> Message:
    """The role check, from the newest result's answers."""
    return role_blocks.page(desk.library, desk.results.coverage(call.person, team), team.name, team.id)


def ask(desk: Desk, call: Call) -> Message:
    """What the documents say to a question."""
    if not call.text:
        return answers.how_to_ask()
    return answers.page(desk.library, searching.ask(desk.library, call.text), asked=call.text)


def help_page(desk: Desk, call: Call) -> Message:
    """Every subcommand, generated from the table that dispatches them."""
    lines = [
        f"`{' '.join(filter(None, (ids.COMMAND, one.word, one.takes)))}`  {one.help}" for one in SUBCOMMANDS.values()
    ]
    text = "*What I can do*\n" + "\n".join(lines)
    small = (
        "In a team's channel it is about that team; elsewhere about yours. Questions come by direct message: click, or "
        "type in your own words; you may ask me something there at any time. Invite me to a channel with "
        "`/invite @mlops-advisor` to share results there."
    )
    home_again, ask_me = button("Home", ids.HOME, primary=True), button("Ask something", ids.ASK)
    buttons = row(home_again, ask_me, button("Roles", ids.ROLES), button("What is stored?", ids.STORED))
    return Message("What I can do", (section(text), context(small), buttons), "Help")


def nearest(word: str) -> Message:
    """The subcommands nearest to a word that is none, as buttons."""
    named = {entry.word: entry for entry in SUBCOMMANDS.values() if entry.word}
    found = _closest(word, NEAR) or [named[ids.ASSESS], named[ids.STAGE]]
    if named[ids.HELP] not in found:
        found.append(named[ids.HELP])
    return home.did_you_mean(word, [(entry.label, entry.word) for entry in found])


def near(word: str) -> bool:
    """Whether a word is so close to one of ours that it is a slip of the fingers."""
    return bool(_closest(word, SLIP))


def _closest(word: str, least: int) -> list[Subcommand]:
    named = {entry.word: entry for entry in SUBCOMMANDS.values() if entry.word}
    found = process.extract(
        word.lower(), named, processor=_word_of, scorer=fuzz.WRatio, limit=MOST_NEAR, score_cutoff=least
    )
    return [entry for entry, _, _ in found]


def _word_of(entry: Subcommand | str) -> str:
    return entry.word if isinstance(entry, Subcommand) else entry


SUBCOMMANDS: dict[str, Subcommand] = {
    entry.word or ids.HOME: entry
    for entry in (
        Subcommand("", "Home", "where you stand, and what to do next", base),
        Subcommand(ids.ASSESS, "Assess", "start or resume an assessment", assess),
        Subcommand(ids.STAGE, "Last result", "your team's last result", stage),
        Subcommand(ids.STEPS, "Next steps", "what to do next, with sources", steps),
        Subcommand(ids.ACTIONS, "Actions", "the steps you took on: who, by when, how far", taking_on.page),
        Subcommand(ids.TARGET, "Target", "the level you aim for, and the way there", aiming.page),
        Subcommand(ids.HISTORY, "History", "every result, and what moved between any two", history),
        Subcommand(ids.CHECKIN, "Check-ins", "when I ask what changed, and answering now", rhythms.page),
        Subcommand(ids.DIGEST, "Digest", "a regular summary of all teams for this channel", alone=digests.page),
        Subcommand(ids.EXPORT, "Export", "your team's data as a report, CSV or JSON", export),
        Subcommand(ids.TEAM, "Team", "your team's lead and members, and who has answered", team_page),
        Subcommand(ids.ROLES, "Roles", "which roles your team has, and which duties nobody holds", roles),
        Subcommand(ids.ASK, "Ask", "what the documents say to it, with the source", alone=ask, takes="a question"),
        Subcommand(ids.HELP, "Help", "this page", alone=help_page),
    )
}
