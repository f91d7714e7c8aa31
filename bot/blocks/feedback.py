"""The two small buttons under an answer: did it help? Only messages take them, and Slack shows which was pressed."""

from __future__ import annotations

from slack_sdk.models.blocks import ContextActionsBlock, FeedbackButtonsElement
from slack_sdk.models.blocks.basic_components import FeedbackButtonObject

from bot import ids
from bot.blocks.kit import Message, section
from bot.store.feedback import Verdict
from bot.text import cut

LONGEST_ABOUT = 300


def did_it_help(about: str) -> ContextActionsBlock:
    """The buttons; `about` names what is judged: an entry's id, or what a page showed."""
    buttons = FeedbackButtonsElement(
        action_id=ids.FEEDBACK,
        positive_button=_button("Helpful", "good", about, "This answer was helpful"),
        negative_button=_button("Not helpful", "bad", about, "This answer was not helpful"),
    )
    return ContextActionsBlock(elements=[buttons])


def _button(label: str, verdict: Verdict, about: str, says: str) -> FeedbackButtonObject:
    return FeedbackButtonObject(text=label, value=f"{verdict} {cut(about, LONGEST_ABOUT)}", accessibility_label=says)


def thanks() -> Message:
    """Said once, after the first verdict on something."""
    text = "Thank you. Whoever runs me sees how often this helped; the list names nobody."
    return Message(text, (section(text),))
