"""What becomes of a check-in's message once it was answered or put off, its modals, and the result that tells what moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import Block, ButtonElement, DatePickerElement, InputBlock, UserSelectElement
from slack_sdk.models.views import View

from bot import ids
from bot.blocks import placements
from bot.blocks.kit import Message, button, context, row, section
from bot.blocks.moves import moved_lines
from bot.outcomes import Outcome, SinceLast
from bot.store.teams import Team
from bot.text import escape, lowered
from knowledge.library import Library, Value
from knowledge.movement import Shift

MOST_NAMED = 5


def taken(team: Team, same: bool, finished: bool) -> Message:
    """The check-in was answered; what follows stands below."""
    said = "nothing else changed" if same else "something changed"
    then = "The result is below." if finished else "The first question is below."
    text = f"Check-in of {escape(team.name)}: {said}. {then}"
    return Message(text, (context(text),), title="Check-in")


def already(team: Team) -> Message:
    """It was answered before."""
    name = escape(team.name)
    text = f"You have answered this check-in of *{name}*. What changed since then can be changed in the result."
    return _notice(text, button("Last result", ids.STAGE, team.id, primary=True))


def under_way(team: Team) -> Message:
    """It was begun, and not answered to the end."""
    text = f"Your answers for *{escape(team.name)}* are under way; go on where you are."
    return _notice(text, button("Go on", ids.ASSESS, team.id, primary=True))


def resumed(team: Team) -> Message:
    """Answers that were under way already are gone on with."""
    text = f"Check-in of {escape(team.name)}: your answers are under way; the open question is below."
    return Message(text, (context(text),), title="Check-in")


def no_longer(team: Team) -> Message:
    """It can no longer be put off or handed over."""
    text = f"This check-in of *{escape(team.name)}* is closed. You can say what changed at any time."
    return _notice(text, _answer_now(team))


def put_off(team: Team, when: str) -> Message:
    """It comes again at a moment, as told in the team's zone."""
    text = f"I ask you again for *{escape(team.name)}* on {when}. What was planned to remind you waits until then."
    return _notice(text, _answer_now(team))


def skipped(team: Team, coming: str) -> Message:
    """It is left out this once; `coming` is when the next one comes, if one does."""
    then = f"The next one comes on {coming}." if coming else "No other is planned."
    return _notice(f"Skipped this check-in of *{escape(team.name)}*. {then}", _answer_now(team))


def handed_over(team: Team, to: str, when: str) -> Message:
    """Somebody else is asked instead; `when` is told where that is not at once."""
    moment = f"on {when}" if when else "now"
    return _notice(f"I ask <@{to}> for *{escape(team.name)}* {moment}, in your place.", _answer_now(team))


def stopped(team: Team) -> Message:
    """The person is not asked for this team any more."""
    text = f"I do not ask you for *{escape(team.name)}* any more. Your teammates are asked as before."
    return _notice(text, button("Ask me again", ids.CHECKIN_ME_AGAIN, team.id))


def wrong(text: str) -> Message:
    """Why it cannot be put off so."""
    return Message(text, (section(text),), title="Check-in")


def _notice(text: str, way_on: ButtonElement) -> Message:
    return Message(text.replace("*", ""), (section(text), row(way_on)), title="Check-in")


def _answer_now(team: Team) -> ButtonElement:
    return button("Answer now", ids.CHECKIN_NOW, team.id)


def until_view(metadata: str, first: date) -> View:
    """The modal in which a day is chosen on which a check-in comes again."""
    picker = DatePickerElement(action_id=ids.VALUE, initial_date=first.isoformat())
    hint = "It comes at the usual hour; if that day is no working day, on the next."
    block = InputBlock(block_id=ids.UNTIL_INPUT, label="Ask me again on", element=picker, hint=hint)
    return _modal(ids.CHECKIN_UNTIL_VIEW, "Ask me later", "Put it off", metadata, [block])


def hand_over_view(team: Team, metadata: str) -> View:
    """The modal in which a teammate is chosen to answer instead."""
    people = UserSelectElement(action_id=ids.VALUE, placeholder="Choose a teammate")
    hint = "A member who agreed to be asked. They get it at once, or at the next good hour, and see that it comes from you."
    label = f"Who answers for {escape(team.name)} instead?"
    block = InputBlock(block_id=ids.PEOPLE_INPUT, label=label, element=people, hint=hint)
    return _modal(ids.CHECKIN_HAND_OVER_VIEW, "Hand it over", "Ask them", metadata, [block])


def _modal(callback: str, title: str, submit: str, metadata: str, blocks: Sequence[Block]) -> View:
    return View(
        type="modal",
        callback_id=callback,
        title=title,
        submit=submit,
        close="Cancel",
        private_metadata=metadata,
        blocks=blocks,
    )


def result(library: Library, outcome: Outcome) -> Message:
    """A result; after a check-in, below what moved since last time and why."""
    shown = placements.result(library, outcome)
    if outcome.since_last is None:
        return shown
    lines = [*_since_last(library, outcome, outcome.since_last), *_awaited(outcome.since_last.awaited)]
    moved = section("\n".join(lines))
    return Message(shown.text, (moved, *shown.blocks), shown.title)


def _since_last(library: Library, outcome: Outcome, since: SinceLast) -> list[str]:
    moves, shifts = since.movement.moves, since.movement.shifts
    if moves:
        because = _changed(library, [one for one in shifts if one.moved])
        lines = [f"*What moved since {since.day}*", *moved_lines(library, since.placements, moves)]
        return [*lines, f"Because {lowered(because)}"] if because else lines
    lead = placements.in_order(library, outcome.placements)[0]
    model = library.maturity_models[lead.maturity_model]
    still = placements.titled(model, lead) if model.decision else placements.headline(model, lead)
    changed = _changed(library, shifts)
    nothing = f"*Nothing moved since {since.day}:* still {still}."
    return [nothing, f"What changed decides no stage alone. {changed}"] if changed else [nothing]


def _awaited(people: int) -> list[str]:
    if not people:
        return []
    who = "A teammate has" if people == 1 else f"{people} teammates have"
    return [f"{who} not answered this time; what they said last time counts until they do."]


def _changed(library: Library, shifts: Sequence[Shift]) -> str:
    """What changed, by how it is now: "Now in place: releases managed by CI/CD. No longer in place: ..."."""
    by_word: dict[str, list[str]] = {}
    for shift in shifts:
        by_word.setdefault(_now(shift), []).append(shift.capability)
    return " ".join(f"{word}: {placements.shorts(library, one, MOST_NAMED)}." for word, one in by_word.items())


def _now(shift: Shift) -> str:
    if shift.after.lacking:
        return "No longer in place" if shift.before is Value.HELD else "Not in place"
    return {Value.HELD: "Now in place", Value.UNKNOWN: "No longer sure"}.get(shift.after, "Not applicable")
