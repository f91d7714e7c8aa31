"""What if? A dry run on the current answers: pick what would be in place, see what would move. Nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, InputBlock, Option, PlainTextObject, StaticMultiSelectElement
from slack_sdk.models.views import View

from bot import ids
from bot.blocks.kit import OPTION, section
from bot.blocks.moves import moved_lines
from bot.blocks.placements import in_order, shorts
from bot.outcomes import Outcome
from bot.text import cut
from knowledge.changes import Moved
from knowledge.library import Library, Value

MOST_OPTIONS = 100


def view(library: Library, outcome: Outcome) -> View:
    """The modal to pick from: whatever decides something and is not in place. The shortest way ahead is picked already."""
    open_items = [id for id in library.capabilities if id in library.deciding and outcome.known[id] is not Value.HELD][
        :MOST_OPTIONS
    ]
    options = {id: _option(library, id) for id in open_items}
    lead = in_order(library, outcome.placements)[0].maturity_model
    shortest = outcome.shortest.get(lead) or next(filter(None, outcome.shortest.values()), ())
    picked = [options[id] for id in shortest if id in options]
    select = StaticMultiSelectElement(
        action_id=ids.VALUE,
        placeholder="Choose what would be in place",
        options=list(options.values()),
        initial_options=picked or None,
    )
    return View(
        type="modal",
        callback_id=ids.WHAT_IF_VIEW,
        title="What if …?",
        submit="Show",
        close="Cancel",
        private_metadata=outcome.result,
        blocks=[
            section(
                "Suppose these were in place. This is a dry run: nothing is stored, and your result stays as it is."
            ),
            InputBlock(block_id=ids.HELD_INPUT, label="In place, for the sake of argument", element=select),
        ],
    )


def _option(library: Library, id: str) -> Option:
    short = library.capabilities[id].short
    return Option(text=PlainTextObject(text=cut(short[:1].upper() + short[1:], OPTION)), value=id)


def moved_view(library: Library, outcome: Outcome, held: Sequence[str], moves: Sequence[Moved]) -> View:
    """What would move."""
    blocks: list[Block] = [section(f"*If these were in place:* {shorts(library, held)}.")]
    blocks.append(section("\n".join(moved_lines(library, outcome.placements, moves)) or "No stage would move yet."))
    return View(type="modal", callback_id=ids.READING_VIEW, title="What would move", close="Close", blocks=blocks)
