"""A team's target and the way to it, as it is shown; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.store.actions import Action
from bot.store.targets import Target
from bot.store.teams import Team
from knowledge.paths import PathLevel


@dataclass(frozen=True)
class Way:
    """A team's target and the way to it. `levels`: what is missing, level by level (None while there is no result);
    `done`: by level, what of the way was missing when the target was set and is in place now; `actions`: the open ones,
    by capability."""

    team: Team
    target: Target
    levels: tuple[PathLevel, ...] | None
    done: Mapping[int, tuple[str, ...]]
    actions: Mapping[str, Action]

    @property
    def reached(self) -> bool:
        """Whether nothing is missing."""
        return self.levels == ()
