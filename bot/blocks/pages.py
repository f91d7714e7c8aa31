"""A message as a page to read in a modal: what was clicked in a Home tab or a modal is answered so."""

from __future__ import annotations

from slack_sdk.models.views import View

from bot import ids
from bot.blocks.kit import Message
from bot.text import cut

MOST_BLOCKS = 100
_ONLY_IN_MESSAGES = frozenset({"table", "data_table", "data_visualization", "context_actions", "markdown"})
"""Blocks that Slack takes in messages alone; each of ours stands beside its text equivalent."""


def page(message: Message) -> View:
    """The modal that shows a message."""
    blocks = [block for block in message.blocks if block.type not in _ONLY_IN_MESSAGES]
    return View(
        type="modal",
        callback_id=ids.READING_VIEW,
        title=cut(message.title, 24),
        close="Close",
        blocks=blocks[:MOST_BLOCKS],
    )
