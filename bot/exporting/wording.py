"""What the report says in more than one place: ranges, dates, values and causes, in the words that people see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from bot import days, voices
from bot.blocks.placements import headline, number
from bot.exporting.gathering import Record
from bot.exporting.markup import Markup, tag, together
from bot.given import SHOWN
from bot.store.results import Cause
from knowledge.library import Library, MaturityModel, Value
from knowledge.placements import Placement, Range

CAUSES: Mapping[Cause, str] = {
    "answers": "Answers",
    "consensus": "An agreement",
    "action": "A finished action",
}


def reached(record: Record) -> str:
    """The day of a result: Nov 21, 2026."""
    return days.told(days.of(record.result.reached_at))


def on_day(day: str, otherwise: str) -> str:
    """A day that was set as people read it; `otherwise` if none was."""
    return days.told(days.of(day)) if day else otherwise


def stage(model: MaturityModel, placement: Placement | None) -> str:
    """A placement in the fewest words: "level 1", "stage 2 or 3", "Approaching", or that there is none."""
    if placement is None:
        return "not scored then"
    if not placement.applicable:
        return "does not apply"
    return number(model, placement.overall) if model.dimensions else headline(model, placement)


def bar(model: MaturityModel, found: Range) -> Markup:
    """The levels as numbered boxes, for the eye only: what they say stands beside them in words."""
    boxes = (
        tag(
            "i",
            str(one.number),
            class_="full" if one.number <= found.low else "open" if one.number <= found.high else "empty",
        )
        for one in model.levels
        if one.published
    )
    return tag("span", *boxes, class_="bar", aria_hidden="true")


def value(found: Value) -> Markup:
    """A capability's value; its color repeats what it says."""
    return tag("span", SHOWN[found], class_=f"value {found.value}")


def counted(library: Library, record: Record) -> Mapping[str, Counter[Value]]:
    """By capability: how many people gave each value. Who did not know is not counted."""
    found: dict[str, Counter[Value]] = {}
    for respondent in record.result.respondents:
        for id, given in voices.values_of(library, respondent).items():
            if given is not Value.UNKNOWN:
                found.setdefault(id, Counter())[given] += 1
    return found


def paragraph(*content: str, class_: str = "") -> Markup:
    """A paragraph; `class_` says what kind."""
    return tag("p", together(content), **({"class_": class_} if class_ else {}))
