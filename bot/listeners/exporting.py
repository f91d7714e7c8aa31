"""A team's own data as a file: what was asked for is made off the request path."""

from __future__ import annotations

from typing import get_args

from bot import ids
from bot.blocks import exporting
from bot.desk import Call, Desk
from bot.export import Format
from bot.listeners.handling import Clicked, OnClick, OnSubmit


def _asked(desk: Desk, call: Call, click: Clicked) -> None:
    for format in get_args(Format):
        if format == click.detail:
            new = desk.exports.ask(call.person, click.value, format)
            desk.answer_beside(call, exporting.under_way(format, new))


CLICKS: dict[str, OnClick] = {ids.EXPORT_FILE: _asked}
SUBMITS: dict[str, OnSubmit] = {}
