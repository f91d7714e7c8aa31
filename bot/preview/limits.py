"""What Slack refuses: the rules of its messages, views and answers, as one pure function.

Only the shape of a payload is judged. Whether the channel, the trigger or the view exists is state,
and so is where a message goes: `channel`, `user`, `ts`, `trigger_id` and the like are not looked at.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.preview.block_limits import BLOCKS, text_length
from bot.preview.element_limits import FREE, ID, plain
from bot.preview.shapes import (
    Choice,
    Entries,
    Flag,
    Items,
    OneOf,
    Problem,
    Record,
    Shape,
    String,
    Surface,
    listed,
    objects,
    repeated,
)

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
MESSAGE_TEXT = 40_000
UPDATED_TEXT = 4_000
ALL_BLOCK_TEXT = 13_200
ALL_MARKDOWN = 12_000
PER_MESSAGE = {"table": 1, "data_visualization": 2}


@dataclass(frozen=True)
class Refusal:
    """One reason why Slack would not take a payload."""

    error: str
    """Slack's own error code, such as invalid_blocks."""
    detail: str
    """One sentence: the JSON pointer to the place, and the limit that was broken."""


def refusals(method: str, payload: Mapping[str, Any]) -> tuple[Refusal, ...]:
    """Every reason why Slack would refuse this payload; empty if it would accept its shape.

    `method` is a Web API method, or response_url (a body posted there), command_ack (the body that
    answers a slash command) or view_ack (the body that answers a view_submission).
    """
    if method not in _CHECKS:
        raise ValueError(f"no limits are known for {method}; they are for {', '.join(_CHECKS)}")
    return tuple(_CHECKS[method](payload))


# --- rules over all the blocks of one message or view ---


def _unique_block_ids(surface: Mapping[str, Any], at: str) -> Iterator[Problem]:
    found = list(objects(surface.get("blocks"), f"{at}/blocks"))
    yield from repeated(found, "block_id")


def _one_focus(surface: Mapping[str, Any], at: str) -> Iterator[Problem]:
    found = [
        where for where, item in objects(surface.get("blocks"), f"{at}/blocks") if item.get("focus_on_load") is True
    ]
    for where in found[1:]:
        yield Problem(f"{where}/focus_on_load", "may be true for one element only")


def _submit_for_input(view: Mapping[str, Any], at: str) -> Iterator[Problem]:
    kinds = [block.get("type") for block in listed(view.get("blocks")) if isinstance(block, Mapping)]
    if "input" in kinds and "submit" not in view:
        yield Problem(at, "must have submit, because it has an input block")


def _budgets(message: Mapping[str, Any], at: str) -> Iterator[Problem]:
    found = list(objects(message.get("blocks"), f"{at}/blocks"))
    for kind, most in PER_MESSAGE.items():
        for where in [where for where, item in found if item.get("type") == kind][most:]:
            yield Problem(where, f"is one {kind} too many: a message may have {most}")
    length = text_length([item for _, item in found if item.get("type") == "markdown"])
    if length > ALL_MARKDOWN:
        yield Problem(f"{at}/blocks", f"may have {ALL_MARKDOWN} characters of markdown in all, and has {length}")


# --- messages ---

_ANSWER: Mapping[str, Shape] = {
    "response_type": Choice(("in_channel", "ephemeral")),
    "replace_original": Flag(),
    "delete_original": Flag(),
}
_MESSAGE = Record(
    {}, {"blocks": Items(OneOf(BLOCKS), MESSAGE_BLOCKS, least=0)}, (_unique_block_ids, _one_focus, _budgets)
)


def _text(payload: Mapping[str, Any], longest: int) -> Iterator[Refusal]:
    text = payload.get("text")
    if text is not None and not isinstance(text, str):
        yield Refusal("invalid_arguments", "/text must be a string.")
    elif not text or not text.strip():
        yield Refusal("no_text", "/text must not be empty: notifications and screen readers use it.")
    elif len(text) > longest:
        yield Refusal("msg_too_long", f"/text may have at most {longest} characters, and has {len(text)}.")


def _message(payload: Mapping[str, Any], longest: int = MESSAGE_TEXT) -> Iterator[Refusal]:
    yield from _text(payload, longest)
    blocks = payload.get("blocks")
    if blocks is None:
        return
    if not isinstance(blocks, list | tuple) or not all(isinstance(block, Mapping) for block in blocks):
        yield Refusal("invalid_blocks_format", "/blocks must be an array of objects.")
        return
    for problem in _MESSAGE.problems({"blocks": blocks}, "", "message"):
        yield Refusal("invalid_blocks", str(problem))
    length = text_length(blocks)
    if length > ALL_BLOCK_TEXT:
        says = f"/blocks may have at most {ALL_BLOCK_TEXT} characters of text in all, and has {length}."
        yield Refusal("msg_blocks_too_long", says)


def _flags(payload: Mapping[str, Any]) -> Iterator[Refusal]:
    for key, shape in _ANSWER.items():
        if key in payload:
            yield from _invalid(shape.problems(payload[key], f"/{key}", "message"))


def _response(payload: Mapping[str, Any]) -> Iterator[Refusal]:
    yield from _flags(payload)
    if payload.get("delete_original") is not True:
        yield from _message(payload)


def _command_answer(payload: Mapping[str, Any]) -> Iterator[Refusal]:
    """Unlike a message, this answer may be empty: then Slack shows nothing."""
    yield from _flags(payload)
    if payload.get("text") or payload.get("blocks"):
        yield from _message(payload)


# --- views ---

_BLOCKS_OF_VIEW = Items(OneOf(BLOCKS), VIEW_BLOCKS)
_NAMED: Mapping[str, Shape] = {
    "private_metadata": String(3000, least=0),
    "callback_id": ID,
    "external_id": ID,
}
VIEWS: Mapping[str, Record] = {
    "modal": Record(
        {"title": plain(24), "blocks": _BLOCKS_OF_VIEW},
        {
            **_NAMED,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": Flag(),
            "notify_on_close": Flag(),
        },
        (_unique_block_ids, _one_focus, _submit_for_input),
    ),
    "home": Record({"blocks": _BLOCKS_OF_VIEW}, {**_NAMED, "title": plain(24)}, (_unique_block_ids, _one_focus)),
}
_MODAL = OneOf({"modal": VIEWS["modal"]})
_STEP = Record({"view": _MODAL})
_SUBMISSION = OneOf(
    {"errors": Record({"errors": Entries(FREE)}), "update": _STEP, "push": _STEP, "clear": Record({})},
    tag="response_action",
)


def _invalid(problems: Iterator[Problem]) -> Iterator[Refusal]:
    for problem in problems:
        yield Refusal("invalid_arguments", str(problem))


def _size(view: object) -> Iterator[Refusal]:
    size = len(json.dumps(view, default=str, skipkeys=True))
    if size > VIEW_BYTES:
        yield Refusal("view_too_large", f"/view may have at most {VIEW_BYTES} bytes as JSON, and has {size}.")


def _view(payload: Mapping[str, Any], kinds: tuple[Surface, ...]) -> Iterator[Refusal]:
    view = payload.get("view")
    given = view.get("type") if isinstance(view, Mapping) else None
    surface = next((kind for kind in kinds if kind == given), kinds[0])
    yield from _invalid(OneOf({kind: VIEWS[kind] for kind in kinds}).problems(view, "/view", surface))
    yield from _size(view)


def _view_answer(payload: Mapping[str, Any]) -> Iterator[Refusal]:
    """An empty answer is right: it closes the view."""
    if payload:
        yield from _invalid(_SUBMISSION.problems(payload, "", "modal"))
        yield from _size(payload.get("view"))


_CHECKS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Refusal]]] = {
    "chat.postMessage": _message,
    "chat.postEphemeral": _message,
    "chat.update": partial(_message, longest=UPDATED_TEXT),
    "response_url": _response,
    "command_ack": _command_answer,
    "views.open": partial(_view, kinds=("modal",)),
    "views.push": partial(_view, kinds=("modal",)),
    "views.update": partial(_view, kinds=("modal", "home")),
    "views.publish": partial(_view, kinds=("home",)),
    "view_ack": _view_answer,
}
