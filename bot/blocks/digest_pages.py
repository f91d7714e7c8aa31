"""A channel's digest from outside: whether it gets one and when, and what is said once that was set up or did not work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, ButtonElement
from slack_sdk.models.views import View

from bot import days, ids, often
from bot.blocks.kit import Message, button, context, row, section
from bot.blocks.pages import page as reading_page
from bot.channels import SHARED, Refusal
from bot.schedule import Occurrence
from bot.store.digests import Subscription
from bot.store.rhythms import Kept
from bot.store.teams import Team
from bot.text import cut, escape, listed
from knowledge.library import Library

STOPPED = "stopped"
"""Why no digest is sent: somebody stopped it. Anything else is Slack's reason."""
SHOWN_TEAMS, SHOWN_CHANNELS = 5, 15
LONGEST_NAME = 60
TITLE = "Digest"
WHAT = (
    "A digest is one message, four times a year or as often as you say: where the teams stand that agreed to be shown, who "
    "moved and what they did for it, what blocks most of them, and who could help whom. It never tells who answered what."
)
INVITE = "Type `/invite @mlops-advisor` there, then set it up again."


@dataclass(frozen=True)
class DigestPage:
    """A channel's digest. `wanted` and `kept` are None where none was ever set up; `coming`: the next times, soonest
    first; `teams`: those it is about, none for all that agreed to be shown."""

    channel: str
    wanted: Subscription | None = None
    kept: Kept | None = None
    coming: tuple[Occurrence, ...] = ()
    teams: tuple[Team, ...] = ()

    @property
    def zone(self) -> str:
        """The zone in which its times are told."""
        return self.kept.rhythm.zone if self.kept else ""

    @property
    def runs(self) -> bool:
        """Whether it is set up and not stopped."""
        return self.kept is not None and not self.kept.stopped


def page(library: Library, shown: DigestPage) -> Message:
    """Whether a channel gets a digest, and when."""
    if shown.wanted is None or shown.kept is None:
        first = f"<#{shown.channel}> gets no digest"
        set_up = _set(shown.channel, "Set up a digest", primary=True)
        return Message(first, (section(f"*{first}.*\n{WHAT}"), row(set_up)), TITLE)
    if not shown.runs:
        first = f"The digest of <#{shown.channel}> is stopped"
        again = _set(shown.channel, "Set up a digest", primary=True)
        text = f"*{first}.* {_why(shown.channel, shown.kept.stopped)}".rstrip()
        return Message(first, (section(text), row(again)), TITLE)
    first = _first(shown)
    after = " · ".join(days.told(one.at.date()) for one in shown.coming[1:])
    lines = [f"*{first}*", f"After that: {after}" if after else "", f"How often: {often.in_words(shown.kept.rhythm)}"]
    text = "\n".join([*filter(None, lines), _about(library, shown.wanted, shown.teams)])
    buttons = row(_set(shown.channel, "Change", primary=True), _stop(shown.channel))
    return Message(first, (section(text), context(_set_by(shown.wanted)), buttons), TITLE)


def _first(shown: DigestPage) -> str:
    if not shown.coming:
        return "No further digest is planned: what was set has come to its end"
    return f"The next digest of <#{shown.channel}>: {often.told(shown.coming[0], shown.zone)}"


def _about(library: Library, wanted: Subscription, teams: Sequence[Team]) -> str:
    names = [escape(cut(team.name, LONGEST_NAME)) for team in teams[:SHOWN_TEAMS]]
    names += [f"{len(teams) - SHOWN_TEAMS} more"] if len(teams) > SHOWN_TEAMS else []
    model = library.maturity_models.get(wanted.maturity_model)
    scale = f", on {model.name}" if model else ""
    quiet = "one line" if wanted.when_quiet == "line" else "nothing"
    who = f"{listed(names)}, as far as they agreed to be shown" if names else "all teams that agreed to be shown"
    return f"About: {who}{scale}\nIf there is nothing new, I post {quiet}."


def _set_by(wanted: Subscription) -> str:
    who = f" by <@{wanted.set_by}>" if wanted.set_by else ""
    return f"Set up{who} on {days.told(days.of(wanted.set_at))}. Any member of the channel can change or stop it."


def own(shown: Sequence[DigestPage]) -> Message:
    """In direct messages: the digests that this person set up, and how to set up another."""
    how = "To set up a digest or change one, type `/mlops digest` in its channel."
    if not shown:
        text = f"*You have set up no digest.* {how}\n{WHAT}"
        return Message("You have set up no digest", (section(text), row(button("Home", ids.HOME))), TITLE)
    first = f"You have set up {len(shown)} {'digest' if len(shown) == 1 else 'digests'}"
    blocks: list[Block] = [section(f"*{first}.* {how}")]
    for one in shown[:SHOWN_CHANNELS]:
        when = often.told(one.coming[0], one.zone) if one.coming else "nothing is planned"
        state = f"next: {when}" if one.runs else "stopped"
        see = button("See it", ids.DIGEST, one.channel, says="See this channel's digest")
        blocks.append(section(f"<#{one.channel}>: {state}", see))
    left_out = len(shown) - SHOWN_CHANNELS
    blocks += [context(f"{left_out} more: type `/mlops digest` in their channels.")] if left_out > 0 else []
    return Message(first, tuple(blocks), TITLE)


def checking(channel: str) -> View:
    """What the modal says once it is saved."""
    text = (
        f"I ask Slack whether you and I are both in <#{channel}>, and tell you in our direct messages what came of it."
    )
    return reading_page(Message(text, (section(text),), TITLE))


def subscribed(library: Library, shown: DigestPage) -> Message:
    """For who set it up: when the first one comes."""
    if not shown.coming or shown.kept is None:
        return page(library, shown)
    first = f"<#{shown.channel}> gets its next digest on {often.told(shown.coming[0], shown.zone)}"
    small = (
        "Leads who have not said whether their team may be shown are asked once, if they agreed to be messaged by me. Until "
        "they agree, their teams are only counted."
    )
    buttons = row(button("See it", ids.DIGEST, shown.channel, says="See this channel's digest"), _stop(shown.channel))
    text = f"*{first}.*\nHow often: {often.in_words(shown.kept.rhythm)}"
    return Message(first, (section(text), context(small), buttons), TITLE)


def not_subscribed(channel: str, why: Refusal) -> Message:
    """For who set it up: Slack says that it cannot be, and what to do about it."""
    named = f"<#{channel}>"
    reasons: Mapping[Refusal, str] = {
        "archived": f"{named} is archived, so it gets no digest. Unarchive it, then set it up again.",
        "bot missing": f"I am not in {named}, so I cannot post there. {INVITE}",
        "shared": _shared(named),
        "not a member": f"Only members of {named} can set up its digest. Join it, then set it up again.",
        "unknown": f"Slack does not let me look at {named}, so I set up nothing. {INVITE}",
    }
    return _again(channel, reasons[why])


def not_for_outsiders(channel: str) -> Message:
    """For guests and people of other companies."""
    text = (
        f"Only full members of this workspace can set up a digest, so <#{channel}> gets none. Ask one of them to do it."
    )
    return Message("I set up no digest", (section(text),), TITLE)


def not_asked(channel: str) -> Message:
    """For who set it up: Slack could not be asked for a long time."""
    return _again(channel, f"Slack did not answer me, so I set up nothing for <#{channel}>. Please try again.")


def given_up(channel: str, reason: str, stopped: bool) -> Message:
    """For who set it up, or leads the programme: a digest could not be posted."""
    if stopped:
        return _again(channel, f"I stopped the digest of <#{channel}>. {_why(channel, reason)}")
    text = (
        f"The digest of <#{channel}> could not be posted this time: Slack did not take it for hours. The next one comes "
        "when it is due."
    )
    see = button("See when", ids.DIGEST, channel, says="See when this channel's next digest comes")
    return Message(text, (section(text), row(see)), TITLE)


def stopped(channel: str) -> Message:
    """For who stopped it."""
    first = f"<#{channel}> gets no more digests."
    text = f"*{first}* What was set is kept: `/mlops digest` in the channel begins again."
    return Message(first, (section(text), row(_set(channel, "Set it up again"))), TITLE)


def not_yours(channel: str) -> Message:
    """For who is not in the channel and did not set it up."""
    text = f"Members of <#{channel}> can stop its digest: type `/mlops digest` there."
    return Message(text, (section(text),), TITLE)


def apology(occurrence: Occurrence, missed: int, late: bool) -> str:
    """What is said of a digest that comes late, or in the place of several; empty for one in time."""
    lines = [f"This digest comes late, sorry: it was due on {days.told(occurrence.at.date())}."] if late else []
    if missed:
        before = "the one before it was" if missed == 1 else f"{missed} before it were"
        lines.append(f"As {before} missed, it tells of their time, too.")
    return " ".join(lines)


def noted(message: Message, note: str) -> Message:
    """A message with a small line at its end."""
    return Message(message.text, (*message.blocks, context(note)), message.title) if note else message


def _why(channel: str, reason: str) -> str:
    """Why nothing is posted, and what to do about it."""
    named = f"<#{channel}>"
    missing = f"I am not in {named} any more. {INVITE}"
    known = {
        STOPPED: "",
        "is_archived": f"{named} is archived. Unarchive it, then set it up again.",
        "not_in_channel": missing,
        "channel_not_found": missing,
        SHARED: _shared(named),
    }
    return known.get(
        reason, f"Slack does not let me post in {named} (`{escape(reason)}`). Mend that, then set it up again."
    )


def _shared(named: str) -> str:
    return (
        f"{named} is shared with another company, and what teams agreed to stays in yours. Choose another channel and type "
        "`/mlops digest` there."
    )


def _again(channel: str, text: str) -> Message:
    return Message(text, (section(text), row(_set(channel, "Set it up again", primary=True))), TITLE)


def _set(channel: str, label: str, primary: bool = False) -> ButtonElement:
    return button(label, ids.DIGEST_SET, channel, says=f"{label}: this channel's digest", primary=primary)


def _stop(channel: str) -> ButtonElement:
    return button("Stop the digest", ids.DIGEST_STOP, channel, says="Stop this channel's digest")
