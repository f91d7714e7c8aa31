"""Results of teams that nobody asked: from capabilities' values straight to what is shown, as bot/results.py makes it."""

from __future__ import annotations

import random
from collections.abc import Mapping

from hypothesis import strategies as st

from bot.outcomes import EVERY_STEP, Outcome
from bot.store.teams import Team
from knowledge import loading
from knowledge.advice import asked_only, next_steps
from knowledge.changes import most_telling, smallest_set
from knowledge.comparing import compare
from knowledge.library import Value
from knowledge.scoring import effective, place

LIBRARY = loading.shipped()
TEAM = Team("t1", "T1", "<!channel> & co", "C0000000001", "U0000000001")
FORGED = ("<!channel>", "<!here>", "<@U1>")
"""Mentions that names and notes of the tests hold, and that no message may make."""
MIXED = st.sampled_from([
    {Value.HELD: 1}, {Value.NOT_HELD: 1}, {Value.UNKNOWN: 1}, {Value.NOT_APPLICABLE: 1}, {Value.HELD: 6, Value.UNKNOWN: 1},
    {Value.HELD: 3, Value.NOT_HELD: 3, Value.UNKNOWN: 2}, {Value.HELD: 1, Value.NOT_HELD: 1, Value.UNKNOWN: 6},
    dict.fromkeys(Value, 1), {Value.HELD: 8, Value.NOT_APPLICABLE: 1}, {Value.HELD: 9, Value.PARTLY: 1, Value.PLANNED: 1},
])  # fmt: skip


def outcome(values: Mapping[str, Value], subject: str = "") -> Outcome:
    """The result that a team of these values gets."""
    placements, known = place(LIBRARY, values), effective(LIBRARY, values)
    gated = [one.maturity_model for one in placements if one.dimensions and one.applicable]
    return Outcome(
        *("r1", "0123456789abcdef", TEAM, "U0000000001", subject, "Nov 21, 2026"),
        *(placements, known),
        *(next_steps(LIBRARY, values, EVERY_STEP), asked_only(LIBRARY, values)),
        turn=9,
        open_turn=3,
        further="further",
        values=values,
        comparison=compare(LIBRARY, placements, known),
        shortest={id: smallest_set(LIBRARY, values, id) for id in gated},
        worth_knowing=most_telling(LIBRARY, values),
    )


@st.composite
def teams(draw: st.DrawFn) -> dict[str, Value]:
    """Values of every capability, in many mixtures."""
    weights = draw(MIXED)
    rng = random.Random(draw(st.integers(0, 2**32)))
    values = rng.choices(list(weights), list(weights.values()), k=len(LIBRARY.capabilities))
    return dict(zip(LIBRARY.capabilities, values, strict=True))


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    """Results of such teams."""
    return outcome(draw(teams()), draw(st.sampled_from(["", "Churn", "<@U1> <!here>" * 15])))
