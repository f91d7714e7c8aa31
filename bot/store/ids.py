"""Ids of our own making: short enough for a button's value, random enough not to be guessed."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random

_REPEATABLE: ContextVar[Random | None] = ContextVar("repeatable", default=None)


def new_id() -> str:
    """A new id of 16 hexadecimal digits."""
    rng = _REPEATABLE.get()
    return f"{rng.getrandbits(64):016x}" if rng else secrets.token_hex(8)


@contextmanager
def repeatable(rng: Random) -> Iterator[None]:
    """Inside, ids are drawn from `rng`: for made-up data that comes out the same each time, never for people's."""
    token = _REPEATABLE.set(rng)
    try:
        yield
    finally:
        _REPEATABLE.reset(token)
