"""What moved on the scales, in lines."""

from __future__ import annotations

import pytest

from bot.blocks.moves import moved_lines
from knowledge import loading
from knowledge.library import Value
from knowledge.movement import moves_between
from knowledge.scoring import place

LIBRARY = loading.shipped()
WITH_ML = {"ml_model_exists": Value.HELD}
WITHOUT_ML = {"ml_model_exists": Value.NOT_HELD}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (WITHOUT_ML, WITH_ML, r"*Microsoft's MLOps maturity model*: did not apply → *level 0"),
        (WITH_ML, WITHOUT_ML, r"→ *does not apply any more*"),
    ],
)
def test_a_scale_that_begins_or_ends_to_apply_says_so(
    before: dict[str, Value], after: dict[str, Value], told: str
) -> None:
    then, now = place(LIBRARY, before), place(LIBRARY, after)
    (line,) = (one for one in moved_lines(LIBRARY, then, moves_between(then, now)) if "Microsoft's MLOps" in one)
    assert told in line
    assert line.count("→") == 1


def test_what_stays_as_it_was_is_not_told() -> None:
    then = place(LIBRARY, WITH_ML)
    assert moved_lines(LIBRARY, then, moves_between(then, then)) == []
