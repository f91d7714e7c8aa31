"""What a finished action brought: what moved on each scale, or what is still missing; and the same where it is reopened."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ids
from bot.blocks.actions import controls, titled
from bot.blocks.kit import Message, button, row, section
from bot.blocks.moves import moved_lines
from bot.blocks.steps import shortest_ways
from bot.outcomes import Outcome
from bot.store.actions import Action
from knowledge.library import Library
from knowledge.movement import moves_between
from knowledge.placements import Placement


def unchanged(action: Action) -> list[str]:
    """It ended, and what is known of the team stays as it was."""
    if action.state == "done":
        return [f"Done: *{titled(action)}*.", "What your team said stays as it was, and so do its stages."]
    return [f"*{titled(action)}* is {action.state}."]


def no_assessment(action: Action) -> list[str]:
    """It ended, and there is nothing yet that it could change."""
    return [
        f"Done: *{titled(action)}*.",
        "Your team has not been assessed yet, so no stage can move. Start the assessment: it takes about 6 minutes.",
    ]


def counted(library: Library, action: Action, before: Sequence[Placement], outcome: Outcome | None) -> list[str]:
    """It ended, or was reopened, and what is known of the team changed; `outcome` is None while nobody has answered."""
    reopened = not action.closed
    lines = [f"Reopened: *{titled(action)}*." if reopened else f"Done: *{titled(action)}*."]
    lines += ["What it brought no longer counts."] if reopened else []
    if outcome is None:
        return [*lines, "It counts as soon as somebody of your team has answered to the end."]
    moves = moves_between(before, outcome.placements)
    if moves:
        return [*lines, "*What moved*", *moved_lines(library, before, moves)]
    return [*lines, "No stage moved.", *shortest_ways(library, outcome)]


def message(action: Action, said: Sequence[str], assessed: bool) -> Message:
    """What happened to an action, and the ways on."""
    on = [button("Last result", ids.STAGE, action.team), button("Next steps", ids.STEPS, action.team)]
    if not assessed:
        on = [button("Start the assessment", ids.ASSESS, action.team, primary=True)]
    ways = row(*on, button("Our actions", ids.ACTIONS, action.team))
    blocks = (section("\n".join(said)), controls(action), ways)
    return Message(f"{titled(action)}: {action.state}", blocks, title="What moved")
