"""Ids of our own making: short enough for a button's value, random enough not to be guessed."""

from __future__ import annotations

import secrets


def new_id() -> str:
    """A new id of 16 hexadecimal digits."""
    return secrets.token_hex(8)
