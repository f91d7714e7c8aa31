"""When a team is asked what changed: the page of `/mlops checkin`, and the first word of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from slack_sdk.models.blocks import Block, ButtonElement, DatePickerElement

from bot import days, ids, often, schedule, zones
from bot.blocks.inviting import mentions
from bot.blocks.kit import Message, button, confirm, context, row, section
from bot.ids import CheckInRef
from bot.schedule import Occurrence, Rhythm
from bot.store.teams import Team
from bot.text import escape

PAGE = "checkin"
WHAT = (
    "A check-in asks what became of your open actions and what else changed: about 3 minutes, then your new stage. Only "
    "members who agreed to be asked get it, with two reminders at most."
)
Asked = Literal["asked", "stopped", "new", "unwilling"]
"""Whether somebody is asked: they are; stopped check-ins for themselves in this team; never agreed to be asked at all; or
refused to be, in every team."""


@dataclass(frozen=True)
class CheckInPage:
    """When a team is asked, as one of its members sees it. `rhythm`: None while nothing is set; `coming`: the next times,
    soonest first; `open_since`: the day whose check-in waits for the viewer (2027-01-04), if one does."""

    team: Team
    viewer: str
    asks_viewer: Asked
    people: tuple[str, ...]
    has_result: bool
    rhythm: Rhythm | None = None
    stopped: bool = False
    coming: tuple[Occurrence, ...] = ()
    open_since: str = ""

    @property
    def may_change(self) -> bool:
        """Whether the viewer may change it for the team: its lead, or any member while nobody leads."""
        return self.team.lead in ("", self.viewer)


def page(shown: CheckInPage, said: str = "") -> Message:
    """When the team is asked next, how often, and who; what this member may do about it. `said`: what was just done."""
    name, first = escape(shown.team.name), _first(shown)
    lines = [f"*{first}*", *_how(shown), f"Asked: {mentions(shown.people) or 'nobody yet'}", *_about_viewer(shown)]
    blocks: list[Block] = [section(said)] if said else []
    blocks += [section("\n".join(lines)), context(f"{name} · {WHAT}"), row(*_mine(shown))]
    if shown.may_change:
        blocks += _for_the_team(shown)
    elif shown.rhythm:
        blocks.append(context(f"<@{shown.team.lead}> leads the team and can change how often, skip one, or stop them."))
    return Message(f"{name}: {first}", tuple(blocks), "Check-ins")


def _first(shown: CheckInPage) -> str:
    if shown.stopped:
        return "Check-ins are stopped"
    if shown.rhythm and shown.coming:
        return f"Next check-in: {_when(shown.coming[0], shown.rhythm.zone)}"
    if shown.rhythm is None and not shown.has_result:
        return "Check-ins begin with your team's first result"
    if shown.rhythm is None or not shown.rhythm.zone:
        return "The first check-in is being planned: look again in a minute"
    return "No check-in is planned: what was set has come to its end"


def _how(shown: CheckInPage) -> list[str]:
    if shown.rhythm is None or not shown.rhythm.zone:
        return []
    after = " · ".join(_day(one, shown.rhythm) for one in shown.coming[1:])
    return [*([f"After that: {after}"] if after else []), f"How often: {escape(often.in_words(shown.rhythm))}"]


def _when(one: Occurrence, zone: str) -> str:
    return f"{often.told(one, zone)} ({zones.time_of(zone)})"


def _day(one: Occurrence, rhythm: Rhythm) -> str:
    """The day on which it is sent, as it is called there."""
    return days.told(schedule.local_day(rhythm, one.at))


def _about_viewer(shown: CheckInPage) -> list[str]:
    said: Mapping[Asked, str] = {
        "asked": "",
        "stopped": "You stopped check-ins for yourself; the others are still asked.",
        "new": "You are not asked: you have neither answered yet nor agreed to be asked.",
        "unwilling": "You asked me not to ask you, whichever team it is.",
    }
    since = f"One waits for you since {days.told(days.of(shown.open_since))}." if shown.open_since else ""
    return [line for line in (said[shown.asks_viewer], since) if line]


def _mine(shown: CheckInPage) -> list[ButtonElement]:
    """What everybody may do: answer, and be asked or not."""
    team = shown.team.id
    now = (
        button("Answer now", ids.CHECKIN_NOW, team, primary=True, says="Answer the check-in now")
        if shown.has_result
        else button("Start the assessment", ids.ASSESS, team, primary=True)
    )
    return [now, _be_asked(shown), button("Back to the team", ids.HOME, team)]


def _be_asked(shown: CheckInPage) -> ButtonElement:
    team = shown.team.id
    if shown.asks_viewer == "asked":
        return not_me(team)
    if shown.asks_viewer == "unwilling":
        return button("You may ask me again", ids.MAY_ASK)
    label = "Ask me again" if shown.asks_viewer == "stopped" else "Ask me too"
    return button(label, ids.CHECKIN_ME_AGAIN, team, says=f"{label} at the team's check-ins")


def not_me(team: str) -> ButtonElement:
    """The button of who does not want a team's check-ins."""
    return button("Not me", ids.CHECKIN_NOT_ME, team, says="Do not ask me at this team's check-ins")


def _for_the_team(shown: CheckInPage) -> list[Block]:
    """What the lead may do for everybody."""
    team, change = shown.team.id, how_often(shown.team.id, PAGE)
    if shown.stopped:
        again = button("Start again", ids.CHECKIN_RESTART, team, says="Start the team's check-ins again")
        return [row(again, change)]
    if shown.rhythm is None or not shown.coming:
        return [row(change, *([stop(team)] if shown.rhythm else []))]
    return [row(change, _skip(shown, shown.rhythm), stop(team), _put_off(shown))]


def _next(shown: CheckInPage) -> CheckInRef:
    return CheckInRef(shown.team.id, shown.coming[0].day.isoformat())


def _skip(shown: CheckInPage, rhythm: Rhythm) -> ButtonElement:
    skip = button("Skip the next", ids.CHECKIN_SKIP, str(_next(shown)), says="Skip the team's next check-in")
    next, *after = (_day(one, rhythm) for one in shown.coming)
    then = f" The one after it comes on {after[0]}." if after else ""
    skip.confirm = confirm("Skip the next check-in?", f"Nobody is asked on {next}.{then}", "Skip it", "Keep it")
    return skip


def _put_off(shown: CheckInPage) -> DatePickerElement:
    """The day to which the next one moves."""
    return DatePickerElement(action_id=f"{ids.CHECKIN_PUT_OFF}:{_next(shown)}", placeholder="Put it off until …")


def how_often(team: str, where: str = "") -> ButtonElement:
    """The button that opens the modal; `where` names the page it stands on, if that is shown anew at the end."""
    action = f"{ids.RHYTHM}:{where}" if where else ids.RHYTHM
    return button("How often", action, team, says="Change how often the team is asked")


def stop(team: str) -> ButtonElement:
    """The button that stops a team's check-ins."""
    found = button("Stop check-ins", ids.CHECKIN_STOP, team, says="Stop the team's check-ins")
    text = "Nobody in the team is asked until they start again. You can start them again at any time."
    found.confirm = confirm("Stop check-ins for the team?", text, "Stop them", "Keep them")
    return found


def first_told(team: Team, to: str, rhythm: Rhythm, first: Occurrence, people: Sequence[str]) -> Message:
    """Once, when a team has its first result: when the first check-in comes, what it is, who is asked, and how to change
    or stop that."""
    name, when = escape(team.name), _when(first, rhythm.zone)
    may_change = team.lead in ("", to)
    stops = "One click changes or stops that." if may_change else f"<@{team.lead}> can change or stop that."
    text = (
        f"*Your first check-in for {name}: {when}*\n"
        f"From then on: {escape(often.in_words(rhythm))}. {stops}\n"
        f"Asked: {mentions(people)}"
    )
    see = button("See the dates", ids.CHECKIN, team.id, primary=True, says="See when the check-ins come")
    lead = [how_often(team.id), stop(team.id)] if may_change else []
    return Message(
        f"Your first check-in for {name}: {when}", (section(text), context(WHAT), row(see, *lead, not_me(team.id)))
    )
