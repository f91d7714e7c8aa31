"""A check-in -> messages: where the team stood, its open actions as buttons, what changed, later; and its reminders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, Option, OverflowMenuElement, PlainTextObject

from bot import days, ids
from bot.blocks.actions import owner, titled
from bot.blocks.kit import Message, button, context, row, section
from bot.blocks.placements import answered, headline, in_order
from bot.blocks.placements import titled as scale_titled
from bot.ids import CheckInRef
from bot.store.actions import Action
from bot.store.teams import Team
from bot.text import escape, listed
from knowledge.library import Library
from knowledge.scoring import Placement

PAGE = "checkin"
"""A check-in as a page that a button stands on is named "checkin <team> <day>"."""
MOST_ACTIONS = 5
DONE, START, DROP = "done", "start", "drop"
"""What is said of an action, as the detail of `ids.CHECKIN_ACTION`."""
TOMORROW, WEEK, UNTIL, SKIP, HAND_OVER = "tomorrow", "week", "until", "skip", "hand_over"
OFTEN, NOT_ME = "often", "not_me"
"""The ways to put a check-in off, as what a `CheckInRef` says more."""
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Asking:
    """A check-in as one person gets it.

    `period`: what goes by from one to the next (quarter; empty: no word for it). `placements` of the last result, `reached`
    on a day by so many `respondents`; none before the first. `actions` are open, the person's own first; `done` names what
    actions that were said to be done since were about. `questions`: how many are asked if nothing else changed; None where
    the person has nothing yet that could count on. `early`: asked for before it was due. `late`: the day that it was due,
    if that has passed; `missed`: how many before it were never sent; `by`: who handed it over.
    """

    team: Team
    day: str
    today: date
    period: str = ""
    placements: tuple[Placement, ...] = ()
    reached: date | None = None
    respondents: int = 0
    actions: tuple[Action, ...] = ()
    done: tuple[str, ...] = ()
    questions: int | None = None
    only_spreads: bool = False
    early: bool = False
    late: date | None = None
    missed: int = 0
    by: str = ""

    def ref(self, more: str = "") -> str:
        """What its buttons carry."""
        return str(CheckInRef(self.team.id, self.day, more))


def page(team: str, day: str) -> str:
    """A check-in's name as a page."""
    return f"{PAGE} {team} {day}"


def message(library: Library, asking: Asking, said: Sequence[str] = ()) -> Message:
    """The check-in itself, below what was just done in it."""
    opening, stood = _opening(asking), _stood(library, asking)
    blocks: list[Block] = [section("\n".join(said))] if said else []
    blocks.append(section(" ".join(filter(None, (f"*{opening}*", stood)))))
    blocks += [context(line) for line in _beside(library, asking)]
    if asking.questions is None:
        blocks += _first_time(asking)
    else:
        blocks += [*_actions(asking), *_what_changed(asking)]
    blocks += [] if asking.early else [_later(asking)]
    return Message(" ".join(filter(None, (opening, stood))), tuple(blocks), title="Check-in")


def _opening(asking: Asking) -> str:
    name = escape(asking.team.name)
    if asking.early:
        return f"What changed for {name}?"
    return f"A new {asking.period} for {name}." if asking.period else f"Time for the check-in of {name}."


def _stood(library: Library, asking: Asking) -> str:
    """ "In October you stood at level 1 of 4, DevOps but no MLOps, with two steps open." """
    if asking.reached is None:
        return ""
    count = len(asking.actions)
    open_now = f"{_number(count)} {'step' if count == 1 else 'steps'} open"
    lead = _lead(library, asking.placements)
    model = library.maturity_models[lead.maturity_model]
    at = f"you stood at {headline(model, lead)}" if model.dimensions else scale_titled(model, lead)
    return f"In {days.month(asking.reached, asking.today)} {at}, with {open_now}."


def _lead(library: Library, placements: Sequence[Placement]) -> Placement:
    """The first scale with several dimensions that applies; else the one that a result would show first."""
    several = (
        one for one in placements if one.applicable and len(library.maturity_models[one.maturity_model].dimensions) > 1
    )
    return next(several, None) or in_order(library, placements)[0]


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _beside(library: Library, asking: Asking) -> list[str]:
    """What the first line rests on, who handed the check-in over, that it comes late, and what it stands for."""
    lines = []
    if asking.reached:
        model = library.maturity_models[_lead(library, asking.placements).maturity_model]
        lines.append(f"{model.name} · {answered(asking.respondents)} · {days.told(asking.reached)}")
    lines += [f"<@{asking.by}> asks you to answer this one instead."] if asking.by else []
    if asking.early and asking.questions is not None and days.of(asking.day) > asking.today:
        lines.append(f"This answers the check-in of {days.told(days.of(asking.day))}: I do not ask you then.")
    if asking.late:
        lines.append(f"Sorry, this comes late: it was due on {days.told(asking.late)}.")
    if asking.missed:
        before = "one before it" if asking.missed == 1 else f"{_number(asking.missed)} before it"
        lines.append(f"Sorry, I also missed {before}; this one stands for all.")
    return lines


def _first_time(asking: Asking) -> list[Block]:
    who = "You have not answered for this team yet" if asking.placements else "This team has no result yet"
    text = (
        f"{who}, so there is nothing to compare with. About a dozen short questions, 6 minutes; stop and resume freely."
    )
    start = button("Start the assessment", ids.ASSESS, asking.team.id, primary=True)
    return [section(text), row(start), context(_seen(asking))]


def _actions(asking: Asking) -> list[Block]:
    """The open actions, each with its buttons; more than a few are counted."""
    blocks: list[Block] = []
    for action in asking.actions[:MOST_ACTIONS]:
        facts = " · ".join(
            filter(
                None,
                ("going on" if action.state == "started" else "", owner(action), days.due(action.due, asking.today)),
            )
        )
        blocks += [section(f"*{titled(action)}*\n{facts}"), row(*_of_action(asking, action))]
    left = len(asking.actions) - MOST_ACTIONS
    if left > 0:
        label = f"All {len(asking.actions)} actions"
        blocks += [context(f"…and {left} more."), row(button(label, ids.ACTIONS, asking.team.id))]
    if asking.done:
        blocks.append(context(f"Done since last time: {'; '.join(map(escape, asking.done))}."))
    return blocks


def _of_action(asking: Asking, action: Action) -> list[ButtonElement]:
    title = " ".join(action.title.split())
    labels = {DONE: "Done", START: "Going on", DROP: "Dropped"}
    return [
        button(label, f"{ids.CHECKIN_ACTION}:{name}", asking.ref(action.id), says=f"{label}: {title}")
        for name, label in labels.items()
    ]


def _what_changed(asking: Asking) -> list[Block]:
    else_ = " else" if asking.actions or asking.done else ""
    same = button(f"Nothing{else_} changed", ids.CHECKIN_SAME, asking.ref(), primary=True)
    other = button("Something changed", ids.CHECKIN_CHANGED, asking.ref())
    asks = (
        f"I ask {_number(asking.questions)} short {'question' if asking.questions == 1 else 'questions'}, then"
        if asking.questions
        else "that is all,"
    )
    then = (
        f"Nothing{else_} changed: {asks} the result follows. Something changed: a few questions, under 3 minutes. "
        f"What I do not ask counts as before. {_seen(asking)}"
    )
    question = "*Everything else still true?*" if else_ else "*Is everything still true?*"
    return [section(question), row(same, other), context(then)]


def _seen(asking: Asking) -> str:
    if asking.only_spreads:
        return "Others see only how your team's answers spread, never who said what."
    return "While one or two of you answer, your team sees these answers; with three or more, only how they spread."


def _later(asking: Asking) -> ActionsBlock:
    """Put it off, or leave it out."""
    choices = {
        "On a day of my choice": UNTIL,
        "Skip this one": SKIP,
        "Hand it over": HAND_OVER,
        "How often": OFTEN,
        "Do not ask me for this team": NOT_ME,
    }
    menu = OverflowMenuElement(
        action_id=f"{ids.CHECKIN_LATER}:menu",
        options=[Option(text=PlainTextObject(text=label), value=asking.ref(more)) for label, more in choices.items()],
    )
    tomorrow = button("Tomorrow", f"{ids.CHECKIN_LATER}:{TOMORROW}", asking.ref(TOMORROW), says="Ask me tomorrow")
    week = button("Next week", f"{ids.CHECKIN_LATER}:{WEEK}", asking.ref(WEEK), says="Ask me next week")
    return row(tomorrow, week, menu)


def reminder(team: Team, day: str, last: bool, under_way: bool) -> Message:
    """For who has not answered to the end."""
    name = escape(team.name)
    state = "you began and stopped on the way; nothing is lost" if under_way else "it takes a click, or a few minutes"
    rest = "This is the last reminder." if last else "I remind you once more at most."
    go_on = button("Go on", ids.ASSESS, team.id, primary=True)
    now = go_on if under_way else button("Answer now", ids.CHECKIN_NOW, team.id, primary=True)
    skip = button("Skip this one", f"{ids.CHECKIN_LATER}:{SKIP}", str(CheckInRef(team.id, day, SKIP)))
    text = f"A reminder: the check-in of *{name}* is still open; {state}. {rest}"
    return Message(f"A reminder: the check-in of {name}", (section(text), row(now, skip)))


def unreached(team: Team, people: Sequence[str]) -> Message:
    """For who can act: nobody of the team could be asked."""
    name, who = escape(team.name), listed([f"<@{person}>" for person in people])
    text = f"I could not reach {who} for the check-in of *{name}*, and nobody else is asked. Who could answer instead?"
    ways = row(button("Team", ids.TEAM, team.id, primary=True), button("Invite members", ids.INVITE, team.id))
    return Message(f"Nobody could be asked for {name}", (section(text), ways))
