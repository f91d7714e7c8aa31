"""The few Block Kit shapes we use, on slack_sdk's typed models: text escaped, cut to Slack's limits in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    ImageBlock,
    InteractiveElement,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.blocks.basic_components import SlackFile

from bot.text import cut

SECTION, CONTEXT, BUTTON, ACCESSIBILITY, OPTION = 3000, 2000, 75, 75, 75
ALT = 2000
NOTIFICATION = 300
"""How much of a message is repeated as its notification text."""


@dataclass(frozen=True)
class Message:
    """A message: `text` for notifications and screen readers, `blocks` for the eye; `title` where it becomes a page."""

    text: str
    blocks: tuple[Block, ...]
    title: str = "mlops-advisor"

    def payload(self) -> dict[str, Any]:
        """As Slack's Web API takes it. No link or mention in it ever unfurls."""
        blocks = [block.to_dict() for block in self.blocks]
        return {"text": cut(self.text, NOTIFICATION), "blocks": blocks, "unfurl_links": False, "unfurl_media": False}


def section(text: str, accessory: InteractiveElement | None = None) -> SectionBlock:
    """A paragraph, shown whole; verbatim, so that Slack makes no link or mention of what people typed."""
    return SectionBlock(
        text=MarkdownTextObject(text=cut(text, SECTION), verbatim=True), accessory=accessory, expand=True
    )


def context(text: str) -> ContextBlock:
    """A small gray line."""
    return ContextBlock(elements=[MarkdownTextObject(text=cut(text, CONTEXT), verbatim=True)])


def divider() -> DividerBlock:
    """A thin line between two subjects."""
    return DividerBlock()


def image(file: str, alt: str, title: str) -> ImageBlock:
    """A picture that was uploaded, with what it shows in words."""
    return ImageBlock(
        alt_text=cut(alt, ALT), slack_file=SlackFile(id=file), title=PlainTextObject(text=title, emoji=False)
    )


class Chart(Block):
    """A chart of Slack's own, for messages: slack_sdk has no class for it yet."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        super().__init__(type="data_visualization")
        self._body = body

    def to_dict(self, *args: Any) -> dict[str, Any]:
        """As Slack takes it."""
        return dict(self._body)


def button(label: str, action: str, value: str = "", *, says: str = "", primary: bool = False) -> ButtonElement:
    """A button; `says` is what a screen reader says where the label alone is too short."""
    return ButtonElement(
        text=PlainTextObject(text=cut(label, BUTTON), emoji=False),
        action_id=action,
        value=value or None,
        style="primary" if primary else None,
        accessibility_label=cut(says, ACCESSIBILITY) if says else None,
    )


def link(label: str, action: str, url: str) -> ButtonElement:
    """A button that opens a page of Slack's."""
    return ButtonElement(text=PlainTextObject(text=label), action_id=action, url=url)


def confirm(title: str, text: str, yes: str, no: str) -> ConfirmObject:
    """Slack's own "are you sure" in front of a button."""
    return ConfirmObject(
        title=PlainTextObject(text=cut(title, 100)),
        text=PlainTextObject(text=cut(text, 300)),
        confirm=PlainTextObject(text=cut(yes, 30)),
        deny=PlainTextObject(text=cut(no, 30)),
    )


def row(*elements: InteractiveElement) -> ActionsBlock:
    """Buttons side by side."""
    return ActionsBlock(elements=list(elements))
