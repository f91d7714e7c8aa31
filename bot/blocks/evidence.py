"""Evidence for answers -> a line where it is shown, and the modal in which it is given."""

from __future__ import annotations

from collections.abc import Mapping

from slack_sdk.models.blocks import (
    DatePickerElement,
    InputBlock,
    InputInteractiveElement,
    PlainTextInputElement,
    UrlInputElement,
)
from slack_sdk.models.views import View

from bot import ids
from bot.blocks.kit import section
from bot.given import is_web_address
from bot.store.evidence import Evidence

LONGEST_NOTE, LONGEST_LINK = 500, 1000


def view(metadata: str, question: str, answer: str, evidence: Evidence) -> View:
    """The modal in which an answer is backed up: a note, a link, its date, and until when it may be relied on."""
    note = PlainTextInputElement(
        action_id=ids.VALUE, multiline=True, max_length=LONGEST_NOTE, initial_value=evidence.note or None
    )
    link = UrlInputElement(action_id=ids.VALUE, initial_value=evidence.link or None)
    seen = (
        "Your team sees it beside the answer while one or two of you answer; with three or more, only you do. "
        "Empty fields take it away."
    )
    return View(
        type="modal",
        callback_id=ids.NOTE_VIEW,
        title="What backs it up?",
        submit="Save",
        close="Cancel",
        private_metadata=metadata,
        blocks=[
            section(f"{question}  *{answer}*\n{seen}"),
            _optional(ids.NOTE_INPUT, "Note", note),
            _optional(ids.LINK_INPUT, "Link", link, "A page, a dashboard, a repository."),
            _optional(ids.DATED_INPUT, "As of", _day(evidence.dated)),
            _optional(ids.VALID_INPUT, "Valid until", _day(evidence.valid_until), "After this day I ask you again."),
        ],
    )


def problems(evidence: Evidence) -> Mapping[str, str]:
    """What is wrong with the inputs, by block; empty if nothing is."""
    wrong = {}
    if evidence.link and (len(evidence.link) > LONGEST_LINK or not is_web_address(evidence.link)):
        wrong[ids.LINK_INPUT] = "Write a web address that begins with https:// or http://, at most 1,000 characters."
    if evidence.dated and evidence.valid_until and evidence.valid_until < evidence.dated:
        wrong[ids.VALID_INPUT] = "Choose a day after the one it is dated, or leave it out."
    return wrong


def _day(day: str) -> DatePickerElement:
    return DatePickerElement(action_id=ids.VALUE, initial_date=day or None)


def _optional(block: str, label: str, element: InputInteractiveElement, hint: str = "") -> InputBlock:
    return InputBlock(block_id=block, label=label, element=element, hint=hint or None, optional=True)
