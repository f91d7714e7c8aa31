"""Two teams that could help each other, introduced: what is said in their conversation, and to who asked for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot import days, ids
from bot.blocks.kit import Message, button, context, row, section
from bot.blocks.steps import cited
from bot.store.teams import Team
from bot.text import escape, listed
from knowledge.library import Library


@dataclass(frozen=True)
class Pair:
    """Who could help whom with what. `since`: when the helper's assessments first had the capability in place."""

    helper: Team
    learner: Team
    capability: str
    since: str


def introduction(library: Library, pair: Pair, people: Sequence[str], by: str) -> Message:
    """The first message of the conversation: who has what since when, who wants to start, and what to begin with."""
    helper, learner = escape(pair.helper.name), escape(pair.learner.name)
    short = library.capabilities[pair.capability].short
    step = library.step_for[pair.capability]
    since = f"{days.of(pair.since):%B %Y}"
    text = (
        f"*{helper} and {learner}: {short}*\n"
        f"{_side(pair.helper, people, by)} has had this in place at least since {since}. "
        f"{_side(pair.learner, people, by)} does not have it yet.\n"
        f"_A step to begin with_  {step.title}: {step.begin}\n_Source_  {cited(library, step.sources)}"
    )
    small = f"<@{by}> asked me to bring you together. Only you see this conversation; I leave it to you from here."
    return Message(f"{helper} and {learner} could help each other", (section(text), context(small)))


def _side(team: Team, people: Sequence[str], by: str) -> str:
    """A team with whoever of it is in the conversation."""
    if team.lead in people:
        return f"*{escape(team.name)}*, led by <@{team.lead}>,"
    return f"*{escape(team.name)}*, with <@{by}> here,"


def opened(people: Sequence[str], missing: Sequence[str]) -> Message:
    """For who asked: who is in the conversation, and who is not and why."""
    names = listed([f"<@{person}>" for person in people])
    text = " ".join([f"I am opening a conversation with you and {names}.", *missing])
    return Message(text, (section(text),), "Introduced")


def not_opened(people: Sequence[str]) -> Message:
    """For who asked: Slack did not take it."""
    names = listed([f"<@{person}>" for person in people])
    text = (
        f"I could not open a conversation with you and {names}: Slack did not let me. Write to them yourself, please."
    )
    return Message("I could not introduce the teams", (section(text), row(button("Home", ids.HOME))))


def nobody_leads(team: Team) -> str:
    """Why a team's lead is missing: it has none."""
    return f"Nobody leads *{escape(team.name)}* at the moment."


def rather_not(team: Team) -> str:
    """Why a team's lead is missing: they refused to be asked by the bot."""
    return f"The lead of *{escape(team.name)}* prefers not to be asked by me; you can write to them yourself."
