"""The role check: which roles a team has, which duties nobody holds, whom the next steps call for first."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.advice import next_steps
from knowledge.library import Duty, Library, Role, Value, Values

_MANY = 40


@dataclass(frozen=True)
class Unheld:
    """A duty that no role of the team sees to, and the role whose duty it is."""

    duty: Duty
    role: Role


@dataclass(frozen=True)
class Called:
    """The role that the next steps call for first, and the capability that calls for it."""

    role: Role
    capability: str


@dataclass(frozen=True)
class Coverage:
    """The roles of a team, as far as known, and what follows from them. `alone` is the only role there is, if so."""

    filled: tuple[Role, ...]
    missing: tuple[Role, ...]
    unknown: tuple[Role, ...]
    unheld: tuple[Unheld, ...]
    called: Called | None = None
    alone: Role | None = None


def coverage(library: Library, values: Values) -> Coverage:
    """Check a team's roles. A duty is held if any role that is filled has it, or covers it as well.

    A role is what people say it is: that an ML engineer meets a scale's data scientist does not fill that role.
    """
    filled = tuple(role for role in library.roles.values() if _is_filled(role, values))
    unknown = tuple(
        role
        for role in library.roles.values()
        if role not in filled and values.get(role.capability, Value.UNKNOWN) is Value.UNKNOWN
    )
    missing = tuple(role for role in library.roles.values() if role not in filled and role not in unknown)
    seen_to = {id for role in filled for id in (*(duty.id for duty in role.duties), *role.also)}
    maybe = {id for role in unknown for id in role.also}
    unheld = (
        Unheld(duty, role)
        for role in missing
        for duty in role.duties
        if duty.id not in seen_to and duty.id not in maybe
    )
    alone = filled[0] if len(filled) == 1 and not unknown else None
    return Coverage(filled, missing, unknown, tuple(unheld), _called(library, values, missing), alone)


def _is_filled(role: Role, values: Values) -> bool:
    return any(values.get(id, Value.UNKNOWN) is Value.HELD for id in (role.capability, *role.filled_by))


def _called(library: Library, values: Values, missing: tuple[Role, ...]) -> Called | None:
    """In the order of the next steps: the first that needs a role which is missing."""
    for step in next_steps(library, values, _MANY):
        for role in missing:
            if step.step.capability in (role.capability, *role.called_for_by):
                return Called(role, step.step.capability)
    return None
