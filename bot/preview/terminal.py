"""Block Kit drawn as text: messages and modals for a terminal, with a number for everything that can be pressed."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any, Protocol

from bot.pictures.wording import aligned
from bot.preview.elements import Element
from bot.preview.state import Channel, Message
from bot.preview.users import User

WIDTH = 96
_MARKUP = re.compile(r"<([@#!]?)([^>|]+)(?:\|([^>]+))?>")
_EMPHASIS = re.compile(r"(?<![\w])[*_](\S(?:[^*_\n]*\S)?)[*_](?![\w])")
_NUMBERED = re.compile(r"^\d+ ")


class Names(Protocol):
    """What ids stand for, as far as that is known: a workspace, or nobody's names."""

    @property
    def users(self) -> Mapping[str, User]:
        """People by id."""

    @property
    def channels(self) -> Mapping[str, Channel]:
        """Channels by id."""


@dataclass(frozen=True)
class Press:
    """Something that can be pressed: an element of a message, and the option if it is a menu."""

    message: Message
    element: Element
    label: str
    option: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """The label without the number that the bot gives it, since everything has a number here."""
        return _NUMBERED.sub("", self.label)

    @property
    def ticked(self) -> bool:
        """Whether it is a box that is ticked to begin with."""
        return any(option == self.option for option in self.element.raw.get("initial_options", ()))

    @property
    def question(self) -> str:
        """What Slack asks before it takes the press; empty if it asks nothing."""
        confirm = self.element.raw.get("confirm")
        return f"{confirm['title']['text']} {confirm['text']['text']}" if confirm else ""


def presses(message: Message) -> list[Press]:
    """Everything in a message that can be pressed, in order."""
    found: list[Press] = []
    for element in message.elements():
        if element.options():
            found += [Press(message, element, option["text"]["text"], option) for option in element.options()]
        elif "url" not in element.raw:
            found.append(Press(message, element, element.label))
    return found


def blocks_as_lines(names: Names, blocks: Sequence[dict[str, Any]]) -> list[str]:
    """The text of blocks, without what can be pressed."""
    lines: list[str] = []
    for block in blocks:
        if block["type"] in ("section", "header"):
            lines += _wrapped(plain(names, block["text"]["text"]))
        elif block["type"] == "context":
            said = " ".join(plain(names, part["text"]) for part in block["elements"] if "text" in part)
            lines += _wrapped(said)
        elif block["type"] == "image":
            lines += _wrapped(f"[picture] {block['alt_text']}")
        elif block["type"] == "table":
            lines += aligned([[plain(names, cell.get("text", "")) for cell in row] for row in block["rows"]])
        elif block["type"] == "divider":
            lines.append("- " * 20)
    return lines


def files_of(message: Message) -> list[str]:
    """The files that a message shares or shows."""
    shown = (block["slack_file"].get("id") for block in message.blocks if "slack_file" in block)
    return [*message.files, *filter(None, shown)]


def drawn(names: Names, message: Message, start: int = 1) -> list[str]:
    """A message block by block, what can be pressed numbered where it stands: boxes one a line, the rest side by side."""
    left, lines = list(enumerate(presses(message), start)), list[str]()
    for block in message.blocks:
        lines += blocks_as_lines(names, [block])
        own = [(number, press) for number, press in left if press.element.block_id == block["block_id"]]
        boxes = [(number, press) for number, press in own if press.element.type == "checkboxes"]
        lines += [f"[{number}] {'☑' if press.ticked else '☐'} {press.name}" for number, press in boxes]
        lines += _side_by_side([(number, press) for number, press in own if press.element.type != "checkboxes"])
    return lines


def _side_by_side(shown: list[tuple[int, Press]]) -> list[str]:
    joined = "   ".join(f"[{number}] {press.name}".replace(" ", "\u00a0") for number, press in shown)
    return [line.replace("\u00a0", " ") for line in textwrap.wrap(joined, WIDTH)]


def plain(names: Names, text: str) -> str:
    """Slack's markup as plain text: names for ids, no stars, real characters for entities."""
    return unescape(_EMPHASIS.sub(r"\1", _MARKUP.sub(lambda found: _named(names, found), text))).replace("`", "")


def _named(names: Names, found: re.Match[str]) -> str:
    kind, id, label = found.groups()
    if kind == "@":
        user = names.users.get(id)
        return f"@{user.name if user else id}"
    if kind == "#":
        channel = names.channels.get(id)
        return f"#{channel.name if channel else id}"
    return label or id


def _wrapped(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.splitlines():
        hang = "     " if re.match(r"^(\d  |(What|Who|Why now|Begin|Source|How|If not)  )", line) else ""
        lines += textwrap.wrap(line, WIDTH, subsequent_indent=hang, replace_whitespace=False, drop_whitespace=True) or [
            ""
        ]
    return [line.rstrip() for line in lines]
