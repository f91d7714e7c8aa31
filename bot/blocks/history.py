"""A team's results over time, and two of them compared: as a page in a message, and as modals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, InputBlock, Option, PlainTextObject, StaticSelectElement
from slack_sdk.models.views import View

from bot import ids
from bot.blocks.kit import OPTION, Message, button, context, divider, row, section
from bot.blocks.moves import moved_lines
from bot.blocks.placements import answered, headline, titled
from bot.given import SHOWN
from bot.history import Compared, Pages, Past
from bot.text import cut, escape
from knowledge.library import Library
from knowledge.movement import Shift
from knowledge.placements import Placement

CAUSES = {"answers": "", "consensus": " · after an agreement", "action": " · after a finished action"}
MOST_SHIFTS = 20


def history_page(library: Library, pages: Pages) -> Message:
    """A page of a team's results, newest first."""
    team = pages.team
    title = f"{escape(team.name)}: history"
    results = f"{pages.count} result{'' if pages.count == 1 else 's'}"
    blocks: list[Block] = [section(f"*{title}* · {results}, newest first. Every one is kept as it was.")]
    blocks += [section(_entry(library, past)) for past in pages.results]
    ways = []
    if pages.count > 1:
        ways.append(button("Compare two", ids.COMPARE, team.id, primary=True))
        ways.append(button("Stages over time", ids.CHART, team.id, says="Stages over time, as a chart"))
    if pages.page < pages.last:
        ways.append(button("Older", f"{ids.HISTORY}:older", f"{team.id} {pages.page + 1}", says="Older results"))
    if pages.page:
        ways.append(button("Newer", f"{ids.HISTORY}:newer", f"{team.id} {pages.page - 1}", says="Newer results"))
    ways += [button("Export", ids.EXPORT, team.id), button("Back to the team", ids.HOME, team.id)]
    return Message(title, (*blocks, row(*ways)), "History")


def _entry(library: Library, past: Past) -> str:
    lines = [f"*{past.day}* · {answered(past.respondents)}{CAUSES[past.cause]}"]
    lines += [_short(library, one) for one in past.placements if one.applicable]
    if past.rescored:
        now = "; ".join(_short(library, one) for one in past.rescored)
        lines.append(f"_Scored again with today's knowledge, beside it: {now}._")
    return "\n".join(lines)


def _short(library: Library, placement: Placement) -> str:
    model = library.maturity_models[placement.maturity_model]
    return f"{model.short_name}: {headline(model, placement)}"


def compare_view(team: str, results: Sequence[Past], library: Library) -> View:
    """The modal in which two results are picked; the newest, and the last of the assessment before, are picked already."""
    options = [_option(library, past) for past in results]
    newest = results[0]
    before = next((i for i, past in enumerate(results) if past.assessment != newest.assessment), 1)
    return View(
        type="modal",
        callback_id=ids.COMPARE_VIEW,
        title="Compare two results",
        submit="Compare",
        close="Cancel",
        private_metadata=team,
        blocks=[
            _select(ids.BEFORE_INPUT, "One", options, options[before]),
            _select(ids.AFTER_INPUT, "And the other", options, options[0]),
        ],
    )


def _select(block: str, label: str, options: Sequence[Option], initial: Option) -> InputBlock:
    select = StaticSelectElement(
        action_id=ids.VALUE, placeholder="Choose a result", options=options, initial_option=initial
    )
    return InputBlock(block_id=block, label=label, element=select)


def _option(library: Library, past: Past) -> Option:
    said = "; ".join(_short(library, one) for one in past.placements if one.applicable)
    day = f"{past.day}{CAUSES[past.cause]}, {answered(past.respondents)}"
    return Option(
        text=PlainTextObject(text=cut(day, OPTION)), value=past.id, description=PlainTextObject(text=cut(said, OPTION))
    )


def compared_view(library: Library, compared: Compared) -> View:
    """What changed from one result to the other, and which answers moved it."""
    title = f"*{escape(compared.team.name)}: {compared.before.day} → {compared.after.day}*"
    if compared.before.day == compared.after.day:
        title = f"*{escape(compared.team.name)}: two results of {compared.after.day}*"
    blocks: list[Block] = [section(f"{title}\n{_moves(library, compared)}")]
    moved = [shift for shift in compared.movement.shifts if shift.moved]
    beside = [shift for shift in compared.movement.shifts if not shift.moved]
    blocks += _shifts(library, compared, "What moved it", moved)
    blocks += _shifts(library, compared, "Changed, but no stage hangs on it alone" if moved else "Changed", beside)
    if not compared.movement.shifts:
        blocks.append(section("No answer changed between the two."))
    blocks += [divider(), context("\n".join(_knowledge(library, compared)))]
    return View(type="modal", callback_id=ids.READING_VIEW, title="What changed", close="Close", blocks=blocks[:100])


def _moves(library: Library, compared: Compared) -> str:
    return "\n".join(moved_lines(library, compared.before.placements, compared.movement.moves)) or "No stage moved."


def _shifts(library: Library, compared: Compared, title: str, shifts: Sequence[Shift]) -> list[Block]:
    if not shifts:
        return []
    blocks: list[Block] = [divider(), section(f"*{title}*")]
    blocks += [section(_shift(library, compared, shift)) for shift in shifts[:MOST_SHIFTS]]
    left = len(shifts) - MOST_SHIFTS
    return [*blocks, context(f"…and {left} more.")] if left > 0 else blocks


def _shift(library: Library, compared: Compared, shift: Shift) -> str:
    capability = library.capabilities[shift.capability]
    scales = ", ".join(library.maturity_models[id].short_name for id in shift.moved)
    on = f" ({scales})" if scales else ""
    then, now = (
        "Disputed" if shift.capability in disputed else SHOWN[value]
        for disputed, value in zip(compared.disputed, (shift.before, shift.after), strict=True)
    )
    lines = [f"{capability.statement}{on}\n{then} → *{now}*"]
    earlier, later = compared.rests_on.get(shift.capability, ("", ""))
    lines += [f"_Then:_ {earlier}"] if earlier else []
    lines += [f"_Now:_ {later}"] if later else []
    return "\n".join(lines)


def _knowledge(library: Library, compared: Compared) -> Iterator[str]:
    """With which knowledge each was scored, and what today's makes of it where that differs."""
    before, after = compared.before, compared.after
    if before.knowledge_version == after.knowledge_version == library.version:
        yield f"Both were scored with the present knowledge, version {library.version}."
        return
    yield f"Scored with knowledge {before.knowledge_version} and {after.knowledge_version}; today's is {library.version}."
    for past in (before, after):
        for one in past.rescored:
            model = library.maturity_models[one.maturity_model]
            yield f"{past.day}, scored again with today's, beside the original: {titled(model, one)}."
