"""The role check: which roles a team has, which duties nobody holds, whom the next stage calls for first."""

from __future__ import annotations

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    CheckboxesElement,
    InputBlock,
    Option,
    PlainTextObject,
)
from slack_sdk.models.views import View

from bot import ids
from bot.blocks.kit import OPTION, Message, button, context, row, section
from bot.blocks.steps import cited
from bot.text import cut, escape, listed
from knowledge.covering import Coverage
from knowledge.library import Library

MOST_DUTIES = 12


def page(library: Library, coverage: Coverage, team: str, team_id: str) -> Message:
    """What is known of a team's roles, and the way to check them all."""
    title = f"{escape(team)}: who does what"
    check = button(
        "Check our roles", ids.CHECK_ROLES, team_id, primary=not coverage.filled, says="Tick the roles you have"
    )
    buttons: ActionsBlock = row(check, button("Back to the team", ids.HOME, team_id))
    return Message(title, (section(f"*{title}*"), *blocks(library, coverage), buttons))


def blocks(library: Library, coverage: Coverage) -> list[Block]:
    """The check itself."""
    lines = []
    if coverage.filled:
        lines.append(f"*Filled:* {listed([role.name for role in coverage.filled])}.")
    if coverage.missing:
        lines.append(f"*Nobody yet:* {listed([role.name for role in coverage.missing])}.")
    if coverage.unknown:
        lines.append(f"*Not asked yet:* {listed([role.name for role in coverage.unknown])}.")
    found: list[Block] = [section("\n".join(lines))]
    if coverage.unheld:
        duties = [f"•  {one.duty.text} ({one.role.name})" for one in coverage.unheld[:MOST_DUTIES]]
        left = len(coverage.unheld) - MOST_DUTIES
        more = [f"…and {left} more."] if left > 0 else []
        found.append(section("\n".join(["*Duties that nobody holds*", *duties, *more])))
    elif not coverage.unknown:
        found.append(section("Every duty that the paper names is held by somebody."))
    if coverage.called:
        need = library.capabilities[coverage.called.capability].short
        found.append(section(f"*Called for first:* {coverage.called.role.name}, for your next step: {need}."))
    if coverage.alone and coverage.alone.if_alone:
        found.append(section(f"*Mind:* {coverage.alone.if_alone}"))
    sources = dict.fromkeys(citation for role in library.roles.values() for citation in role.sources)
    doubts = dict.fromkeys(role.caveat for role in (*coverage.filled, *coverage.missing) if role.caveat)
    found.append(
        context("\n".join([*(f"_{doubt}_" for doubt in doubts), f"Source: {cited(library, list(sources)[:2])}"]))
    )
    return found


def view(library: Library, coverage: Coverage, metadata: str) -> View:
    """The modal in which the roles that somebody fills are ticked; the answers so far are ticked already."""
    options = [
        Option(
            text=PlainTextObject(text=role.name),
            value=role.id,
            description=PlainTextObject(text=cut(_known_as(role.other_names), OPTION)) if role.other_names else None,
        )
        for role in library.roles.values()
    ]
    filled = {role.id for role in coverage.filled}
    initial = [option for option in options if option.value in filled]
    boxes = CheckboxesElement(action_id=ids.VALUE, options=options, initial_options=initial or None)
    return View(
        type="modal",
        callback_id=ids.ROLES_VIEW,
        title="Which roles are filled?",
        submit="Check",
        close="Cancel",
        private_metadata=metadata,
        blocks=[
            section("Tick every role that somebody fills, whatever their title. This is a dry run: nothing is stored."),
            InputBlock(block_id=ids.ROLES_INPUT, label="Roles", element=boxes, optional=True),
        ],
    )


def _known_as(names: tuple[str, ...]) -> str:
    return f"Also: {', '.join(names)}"
