"""Values for tests: random ones that reach every level, and completions of their unknowns."""

import os
from collections.abc import Mapping

from hypothesis import settings
from hypothesis import strategies as st

from knowledge.library import Value
from knowledge.loading import shipped
from knowledge.scoring import Placement, place

LIBRARY = shipped()
HELD, NOT_HELD, UNKNOWN = Value.HELD, Value.NOT_HELD, Value.UNKNOWN
Values = dict[str, Value]
ANY_TEAM = settings(max_examples=100 * int(os.environ.get("SOAK", "1")), deadline=None)
"""For tests over random teams: more of them with SOAK, and none judged by how long it takes."""


def everything(value: Value = HELD) -> Values:
    """Every capability at one value."""
    return dict.fromkeys(LIBRARY.capabilities, value)


def all_but(*ids: str, value: Value = NOT_HELD) -> Values:
    """Everything held except these."""
    return {**everything(), **dict.fromkeys(ids, value)}


def only(*ids: str) -> Values:
    """Nothing held except these."""
    return {**everything(NOT_HELD), **dict.fromkeys(ids, HELD)}


def filled(values: Mapping[str, Value], value: Value) -> Values:
    """The values with every unknown taken for one value."""
    return {id: value if values.get(id, UNKNOWN) is UNKNOWN else values[id] for id in LIBRARY.capabilities}


_IDS = st.sampled_from(sorted(LIBRARY.capabilities))
_ANY = st.sampled_from(list(Value))


@st.composite
def teams(draw: st.DrawFn) -> Values:
    """Any team: mostly held, mostly lacking, mostly unknown or mixed, with some exceptions; some ids left out."""
    base = draw(st.sampled_from([HELD, HELD, HELD, NOT_HELD, UNKNOWN, None]))
    values = {id: base or draw(_ANY) for id in LIBRARY.capabilities}
    values.update(draw(st.dictionaries(_IDS, _ANY, max_size=8)))
    for id in draw(st.sets(_IDS, max_size=4)):
        del values[id]
    return values


def completions(values: Mapping[str, Value]) -> st.SearchStrategy[Values]:
    """Any way that the unknowns of a team may turn out."""
    open_ids = [id for id in LIBRARY.capabilities if values.get(id, UNKNOWN) is UNKNOWN]
    turns = st.fixed_dictionaries({id: st.sampled_from([HELD, NOT_HELD, HELD, Value.PARTLY]) for id in open_ids})
    return turns.map(lambda turned: {**values, **turned})


def visible(placements: tuple[Placement, ...]) -> list[object]:
    """What placements tell: nothing but that it does not apply where a scale does not."""
    return [
        (one.maturity_model, one.overall, dict(one.dimensions)) if one.applicable else one.maturity_model
        for one in placements
    ]


def on(model: str, values: Values) -> Placement:
    """A team's placement on one shipped scale."""
    return {one.maturity_model: one for one in place(LIBRARY, values)}[model]


def gated(placements: tuple[Placement, ...]) -> tuple[Placement, ...]:
    """The placements on scales with gates."""
    return tuple(one for one in placements if one.dimensions)
