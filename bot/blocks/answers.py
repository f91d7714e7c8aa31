"""What the documents say to a question: the best entry in full, the next best a click away, or an honest "not covered"."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot import ids
from bot.blocks import feedback
from bot.blocks.kit import Message, button, context, divider, row, section
from bot.blocks.steps import cited
from bot.text import cut, escape
from knowledge.library import Library
from knowledge.searching import Entry, Found


def page(library: Library, found: Found, open_question: str = "", asked: str = "") -> Message:
    """The answer to a question. `open_question` is the one that the conversation still waits to have answered, `asked`
    what was asked, to be judged with the answer where the sources have none."""
    if found.covered:
        best, *others = [hit.entry for hit in found.hits]
        text, about = best.title, best.id
        blocks = [*entry_blocks(library, best), *_offered("Also about this:", others)]
    else:
        text, about = "My sources do not cover that.", f"not covered: {' '.join(asked.split())}".rstrip(": ")
        blocks = [section(text), *_offered("Nearest to it, they say something about:", found.nearby)]
    blocks.append(feedback.did_it_help(about))
    if open_question:
        blocks += [divider(), context(f"The question above is still open: {open_question}")]
    return Message(text, tuple(blocks), "From the sources")


def entry_blocks(library: Library, entry: Entry) -> list[Block]:
    """One entry: title, text, its doubt, its date, its sources."""
    blocks: list[Block] = [section(f"*{escape(entry.title)}*\n{entry.text}")]
    small = [f"As of {entry.as_of}."] if entry.as_of else []
    small += [f"_Mind: {entry.caveat}_"] if entry.caveat else []
    blocks.append(context("\n".join([*small, f"Source: {cited(library, entry.sources)}"])))
    return blocks


def how_to_ask() -> Message:
    """For a question that was left out."""
    text = (
        "*What would you like to know?*\nAsk in a few words, such as `/mlops ask what is concept drift` or "
        "`/mlops ask who should deploy`. I answer from five documents on MLOps maturity, with the source, or say that they "
        "do not cover it. You can also ask in our direct messages, at any time."
    )
    return Message("What would you like to know?", (section(text), row(button("Home", ids.HOME))), "Ask")


def _offered(lead: str, entries: Sequence[Entry]) -> list[Block]:
    """Entries as buttons: labels short, the whole title for screen readers."""
    if not entries:
        return []
    buttons = [
        button(entry.title, f"{ids.ENTRY}:{number}", entry.id, says=f"Read: {cut(entry.title, 60)}")
        for number, entry in enumerate(entries)
    ]
    return [context(lead), row(*buttons)]
