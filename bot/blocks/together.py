"""Several people's answers: how they spread, and the modal in which a lead records what the team agrees on."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot import ids
from bot.blocks.kit import OPTION, Message, button, context, row, section
from bot.given import SHOWN, disputed_line
from bot.outcomes import Outcome
from bot.store.teams import Team
from bot.text import cut, escape
from bot.voices import Spread
from knowledge.library import Library, Value

AGREED = (Value.HELD, Value.NOT_HELD, Value.PARTLY, Value.PLANNED)
"""What a team may agree on; where it finds out that nobody knows, there is nothing to record."""
LONGEST_REASON = 300


def spread_blocks(library: Library, outcome: Outcome, spreads: Sequence[Spread]) -> tuple[Block, ...]:
    """How the answers to every question spread, most given first; what people disagree on is said on top."""
    disputed = [disputed_line(library, one) for one in outcome.disputed]
    blocks: list[Block] = [section("\n".join(["*You see these differently*", *disputed]))] if disputed else []
    if disputed and outcome.leads and outcome.newest:
        blocks.append(row(button("Record what we agree on", ids.CONSENSUS, outcome.result, primary=True)))
    for spread in spreads:
        question = library.questions[spread.question]
        counts = "\n".join(f"{count} of {spread.of}  {escape(text)}" for text, count in spread.counts)
        blocks.append(section(f"*{question.text}*\n{counts}"))
    blocks.append(context("Counts only: nobody sees here who said what, nor anyone's notes and links."))
    return tuple(blocks)


def consensus_view(library: Library, outcome: Outcome) -> View:
    """The modal in which the lead records what the team agrees on; what matters most is picked already."""
    order = [one.capability for one in outcome.talk_about]
    order += [one.capability for one in outcome.disputed if one.capability not in order]
    options = [_option(library, id) for id in order[:100]]
    subject = StaticSelectElement(
        action_id=ids.VALUE, placeholder="Choose one", options=options, initial_option=options[0]
    )
    values = [Option(text=PlainTextObject(text=SHOWN[value]), value=value.value) for value in AGREED]
    reason = PlainTextInputElement(action_id=ids.VALUE, multiline=True, max_length=LONGEST_REASON)
    return View(
        type="modal",
        callback_id=ids.CONSENSUS_VIEW,
        title="What you agree on",
        submit="Record it",
        close="Cancel",
        private_metadata=outcome.result,
        blocks=[
            section("What you record counts from now on. Everybody's own answers are kept as they were given."),
            InputBlock(block_id=ids.CAPABILITY_INPUT, label="About", element=subject),
            InputBlock(
                block_id=ids.AGREED_INPUT,
                label="As a rule, today, it is",
                element=RadioButtonsElement(action_id=ids.VALUE, options=values),
            ),
            InputBlock(
                block_id=ids.REASON_INPUT,
                label="Why",
                hint="Your team sees it beside the answers.",
                element=reason,
            ),
        ],
    )


def _option(library: Library, id: str) -> Option:
    short = library.capabilities[id].short
    return Option(text=PlainTextObject(text=cut(short[:1].upper() + short[1:], OPTION)), value=id)


def answered_already(team: Team, leads: bool) -> Message:
    """For somebody who has answered in an assessment that others are still in."""
    text = f"You have answered for {escape(team.name)} in this assessment; others are still in it."
    then = (
        "You can change an answer from your result."
        if not leads
        else (
            "You can change an answer from your result, or begin the next assessment: everybody is then asked anew, and "
            "what was reached so far is kept."
        )
    )
    buttons = [button("Last result", ids.STAGE, team.id, primary=True)]
    if leads:
        buttons.append(button("Begin the next one", ids.NEW_ASSESSMENT, team.id, says="Begin the next assessment"))
    return Message(text, (section(f"{text} {then}"), row(*buttons, button("Home", ids.HOME, team.id))))
