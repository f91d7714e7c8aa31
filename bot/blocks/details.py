"""The modal in which a question is answered in detail: one choice for each capability, and why something does not apply."""

from __future__ import annotations

from collections.abc import Mapping

from slack_sdk.models.blocks import (
    Block,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot import ids
from bot.blocks.kit import section
from bot.given import SHOWN
from knowledge.library import Library, Question, Value


def view(library: Library, question: Question, metadata: str) -> View:
    """The modal for one question. What is left open stays open."""
    asked = dict.fromkeys(id for option in question.options for id in option.establishes)
    blocks: list[Block] = [
        section(f"*{question.text}*\nOne by one, as far as you know. What you leave out stays open.")
    ]
    blocks += [_choice(library.capabilities[id].statement, id) for id in asked]
    blocks.append(
        InputBlock(
            block_id=ids.REASON_INPUT,
            label="Not applicable: why?",
            hint="Needed only if you chose “Not applicable”. Your team sees it beside the answer.",
            element=PlainTextInputElement(action_id=ids.VALUE, max_length=200),
            optional=True,
        )
    )
    return View(
        type="modal",
        callback_id=ids.DETAIL_VIEW,
        title="Answer in detail",
        submit="Save",
        close="Cancel",
        private_metadata=metadata,
        blocks=blocks,
    )


def _choice(statement: str, id: str) -> InputBlock:
    options = [Option(text=PlainTextObject(text=label), value=value.value) for value, label in SHOWN.items()]
    select = StaticSelectElement(action_id=ids.VALUE, placeholder="Choose", options=options)
    return InputBlock(block_id=f"{ids.DETAIL_INPUT}:{id}", label=statement, element=select, optional=True)


def problems(values: Mapping[str, Value], reason: str) -> dict[str, str]:
    """What is wrong with the inputs, by block; empty if nothing is."""
    if not values:
        return {ids.REASON_INPUT: "Choose an answer for at least one of them, or cancel."}
    if Value.NOT_APPLICABLE in values.values() and not reason.strip():
        return {ids.REASON_INPUT: "Say why it is not applicable; the result names it."}
    return {}
