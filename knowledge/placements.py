"""What scoring comes to: a team's placement on one maturity model, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.library import Value


@dataclass(frozen=True, order=True)
class Range:
    """From the lowest level that the unknowns leave possible to the highest."""

    low: int
    high: int

    @property
    def determinate(self) -> bool:
        """Whether no unknown can change it."""
        return self.low == self.high


@dataclass(frozen=True)
class Blocker:
    """A capability, lacking or unknown, that keeps a dimension from its next level (`level`)."""

    capability: str
    dimension: str
    level: int
    value: Value


@dataclass(frozen=True)
class Match:
    """How much of a level's traits is true of the team: `held` and `unknown` ones `of` those that apply."""

    level: int
    held: int
    unknown: int
    of: int


@dataclass(frozen=True)
class Placement:
    """A team's result on one maturity model. Where `applicable` is false the ranges say nothing.

    Gated scales have `dimensions` and `blockers` (the lowest dimension's first); matched ones `matches`, and `tied`,
    the levels that match equally well. `open_items` are unknowns that could still change the overall of a scale
    without gates; `set_aside` names what was not applicable.
    """

    maturity_model: str
    applicable: bool
    overall: Range
    dimensions: Mapping[str, Range] = field(default_factory=dict)
    blockers: tuple[Blocker, ...] = ()
    set_aside: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    tied: tuple[int, ...] = ()
    open_items: tuple[str, ...] = ()

    @property
    def lowest(self) -> tuple[str, ...]:
        """The dimensions that hold the overall where it is."""
        return tuple(id for id, range in self.dimensions.items() if range.low == self.overall.low)

    @property
    def holding(self) -> tuple[Blocker, ...]:
        """The blockers in the dimensions that hold the overall where it is."""
        return tuple(blocker for blocker in self.blockers if blocker.dimension in self.lowest)
