"""What a Home tab knows of a team and of who looks at it, and the one thing that matters now; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot import days, ids
from bot.store.actions import Action
from bot.store.targets import Target
from bot.store.teams import Team
from bot.text import cut, escape
from knowledge.scoring import Placement

REPEAT_MONTHS = 3
"""How long after a result an assessment is worth repeating."""
SOON = timedelta(days=7)
LONGEST_TITLE = 150


@dataclass(frozen=True)
class TeamSeen:
    """Where a team stands on a `day`. `before`: the placements of last time, with their day; `waiting`: how many were
    asked and have not answered; `disputed`: how many disagreements keep a stage open; `actions`: the open ones, soonest
    due first; `next_checkin`: the day on which its people are asked what changed, if that is set. Without a result its id
    is empty."""

    team: Team
    day: date
    result: str = ""
    reached: date | None = None
    placements: tuple[Placement, ...] = ()
    before: tuple[Placement, ...] = ()
    before_reached: date | None = None
    respondents: int = 0
    waiting: int = 0
    disputed: int = 0
    actions: tuple[Action, ...] = ()
    target: Target | None = None
    next_checkin: date | None = None

    @property
    def worth_repeating(self) -> date | None:
        """The day about which an assessment is worth repeating; None where a check-in comes by itself."""
        return days.months_after(self.reached, REPEAT_MONTHS) if self.reached and not self.next_checkin else None


@dataclass(frozen=True)
class Invited:
    """An invitation that waits for an answer: to which team, and who invites."""

    team: Team
    by: str


@dataclass(frozen=True)
class Mine:
    """What waits for the one who looks: answers given in a conversation under way (None: none is), an invitation, a
    check-in, how many pieces of their evidence ran out, and whether they `joins`: others answer in an assessment they have
    not begun."""

    person: str
    under_way: int | None = None
    invited: Invited | None = None
    stale: int = 0
    joins: bool = False
    checkin: bool = False


@dataclass(frozen=True)
class Now:
    """The one thing that matters now, and the button that does something about it."""

    text: str
    label: str
    action: str
    value: str


def matters_now(seen: TeamSeen, mine: Mine) -> Now:
    """What waits for an answer comes first, then what keeps the team from knowing where it stands, then what to do."""
    return _waits_for_me(seen, mine) or _unknown_stage(seen, mine) or _to_do(seen, mine)


def answer_invitation(invited: Invited) -> Now:
    """An invitation as the one thing that matters now."""
    text = (
        f"<@{invited.by}> asks you to answer for *{escape(cut(invited.team.name, LONGEST_TITLE))}*: about 6 minutes. By "
        "answering you become a member of the team, if you are none yet; our messages say who sees what."
    )
    return Now(text, "Answer now", ids.ANSWER_NOW, invited.team.id)


def _waits_for_me(seen: TeamSeen, mine: Mine) -> Now | None:
    if mine.under_way is not None:
        text = f"Your assessment is under way: {mine.under_way} answered so far."
        return Now(text, "Resume the assessment", ids.ASSESS, seen.team.id)
    if mine.invited:
        return answer_invitation(mine.invited)
    if mine.checkin:
        text = "A check-in waits for you: what has changed since last time? About two minutes."
        return Now(text, "Answer the check-in", ids.CHECKIN_NOW, seen.team.id)
    if mine.stale:
        text = f"What backed up {mine.stale} of your answers has run out. Is it still so?"
        return Now(text, "Check these answers" if mine.stale > 1 else "Check this answer", ids.RECHECK, seen.team.id)
    return None


def _unknown_stage(seen: TeamSeen, mine: Mine) -> Now | None:
    if not seen.result:
        text = "Not assessed yet. About a dozen short questions, 6 minutes; stop and resume whenever you like."
        return Now(text, "Start the assessment", ids.ASSESS, seen.team.id)
    if seen.disputed and mine.person == seen.team.lead:
        text = (
            f"Your team sees {things(seen.disputed)} differently, which keeps stages open. Talk about it; as the "
            "lead you can record what you agree on."
        )
        return Now(text, "Settle what is disputed", ids.SPREAD, seen.result)
    return None


def _to_do(seen: TeamSeen, mine: Mine) -> Now:
    soon = (seen.day + SOON).isoformat()
    own = [one for one in seen.actions if one.owner == mine.person and one.due and one.due <= soon]
    if own:
        text = f"{escape(cut(own[0].title, LONGEST_TITLE))}: yours, {days.due(own[0].due, seen.day)}."
        return Now(text, "Open actions", ids.ACTIONS, seen.team.id)
    if not seen.actions:
        text = "No step is taken on yet. Each next step says who to involve and how to begin."
        return Now(text, "Next steps", ids.STEPS, seen.team.id)
    if seen.worth_repeating and seen.worth_repeating < seen.day:
        text = f"The last result is older than {REPEAT_MONTHS} months. What has changed since?"
        return Now(text, "Assess again", ids.NEW_ASSESSMENT, seen.team.id)
    return Now("Nothing waits for you here.", "Last result", ids.STAGE, seen.team.id)


def things(count: int) -> str:
    """ "one thing", "3 things"."""
    return "one thing" if count == 1 else f"{count} things"
