"""The modals of actions: take a step on, edit, drop, and say how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import (
    Block,
    DatePickerElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot import ids
from bot.blocks.actions import titled
from bot.blocks.kit import context, section
from bot.store.actions import Action
from bot.store.teams import Team
from bot.text import cut, escape
from knowledge.advice import Kind
from knowledge.library import Library, Step, Value

LONGEST_TITLE, LONGEST_WORDS, LONGEST_REASON = 150, 1000, 300


def take_on_view(library: Library, step: Step, kind: Kind, team: Team, person: str, metadata: str) -> View:
    """Take a step on: what, how to begin, who, by when; proposed from the step, each to be changed."""
    find_out = kind == "find_out"
    title = f"Find out about {library.capabilities[step.capability].short}" if find_out else step.title
    who = (
        f"The members of {escape(team.name)} see it, and whoever sees all teams in your organization. An owner other "
        "than you gets one message from me, and is asked first."
    )
    blocks = _inputs(title, step.find_out if find_out else step.begin, person, "")
    return _modal(ids.TAKE_ON_VIEW, "Take this on", "Take it on", metadata, (*blocks, context(who)))


def edit_view(action: Action, metadata: str) -> View:
    """Change what an action says, its owner or its day."""
    blocks = _inputs(action.title, action.words, action.owner, action.due)
    who = "A new owner other than you gets one message from me, and is asked first."
    return _modal(ids.EDIT_ACTION_VIEW, "Edit the action", "Save", metadata, (*blocks, context(who)))


def drop_view(action: Action, metadata: str) -> View:
    """Give an action up."""
    reason = PlainTextInputElement(action_id=ids.VALUE, multiline=True, max_length=LONGEST_REASON)
    blocks = (
        section(f"*{titled(action)}*"),
        _input(ids.REASON_INPUT, "Why?", reason, "Your team sees it beside the action. It can be reopened."),
    )
    return _modal(ids.DROP_ACTION_VIEW, "Drop the action", "Drop it", metadata, blocks)


@dataclass(frozen=True)
class Ending:
    """One answer to how an action ended: the value that its capability has from now on; None leaves it as it was."""

    label: str
    value: Value | None


def ask_ending(library: Library, action: Action, known: Value) -> tuple[str, tuple[Ending, ...]]:
    """What is asked of an action's capability when it is done, by what is known of it until now."""
    step = library.steps.get(action.step)
    if step and step.when == "held":  # the capability is one to grow out of
        return "Is this still true of you, as a rule?", (
            Ending("Yes, still", None),
            Ending("No longer", Value.NOT_HELD),
        )
    if known is Value.UNKNOWN:
        found = Ending("No: it is not in place, or not as a rule", Value.NOT_HELD)
        return "Is it in place, as a rule?", (Ending("Yes", Value.HELD), found, Ending("We are still not sure", None))
    return "Is it now in place, as a rule?", (Ending("Yes", Value.HELD), Ending("Not yet, or not as a rule", None))


def finish_view(library: Library, action: Action, known: Value, metadata: str) -> View:
    """Done: and what does that say of the capability? What this release knows nothing of is not asked about."""
    capability = library.capabilities.get(action.capability)
    blocks: list[Block] = [section(f"*{titled(action)}*" + (f"\n{capability.statement}" if capability else ""))]
    if capability:
        question, endings = ask_ending(library, action, known)
        options = [
            Option(
                text=PlainTextObject(text=ending.label), value=ending.value.value if ending.value else ids.ENDING_INPUT
            )
            for ending in endings
        ]
        hint = "If that changes what your team said, I place it anew at once. Your team sees that an action brought it."
        radio = RadioButtonsElement(action_id=ids.VALUE, options=options)
        blocks.append(_input(ids.ENDING_INPUT, question, radio, hint))
    return _modal(ids.FINISH_ACTION_VIEW, "Done", "Save", metadata, blocks)


def _inputs(title: str, words: str, owner: str, due: str) -> tuple[Block, ...]:
    begin = words[:1].upper() + words[1:]
    return (
        _input(
            ids.TITLE_INPUT,
            "What",
            PlainTextInputElement(
                action_id=ids.VALUE, max_length=LONGEST_TITLE, initial_value=cut(title, LONGEST_TITLE) or None
            ),
        ),
        _input(
            ids.WORDS_INPUT,
            "How to begin",
            PlainTextInputElement(
                action_id=ids.VALUE,
                multiline=True,
                max_length=LONGEST_WORDS,
                initial_value=cut(begin, LONGEST_WORDS) or None,
            ),
            optional=True,
        ),
        _input(
            ids.OWNER_INPUT,
            "Owner",
            UserSelectElement(action_id=ids.VALUE, placeholder="Choose a member", initial_user=owner or None),
            "A member of the team.",
        ),
        _input(
            ids.DUE_INPUT,
            "Due",
            DatePickerElement(action_id=ids.VALUE, placeholder="Choose a day", initial_date=due or None),
            "On that day I remind the owner, once. Empty: no day, no reminder.",
            optional=True,
        ),
    )


def _input(
    block: str, label: str, element: InputInteractiveElement, hint: str = "", optional: bool = False
) -> InputBlock:
    return InputBlock(block_id=block, label=label, element=element, hint=hint or None, optional=optional)


def _modal(callback: str, title: str, submit: str, metadata: str, blocks: Sequence[Block]) -> View:
    return View(
        type="modal",
        callback_id=callback,
        title=title,
        submit=submit,
        close="Cancel",
        private_metadata=metadata,
        blocks=list(blocks),
    )
