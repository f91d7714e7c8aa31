"""The slash command. It answers in its own 200: nothing is sent from the request path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot import ids
from bot.desk import Call, Desk
from bot.listeners.events import unescape
from bot.listeners.subcommands import SUBCOMMANDS, near, nearest, run
from bot.logs import interaction
from bot.people import Person
from knowledge.searching import ask


def is_question(desk: Desk, typed: str) -> bool:
    """Whether words after the command ask something: more than one word, or one that the documents speak of."""
    return " " in typed or (not near(typed) and ask(desk.library, typed).covered)


def register(app: App, desk: Desk) -> None:
    """Listen to /mlops."""

    @app.command(ids.COMMAND)
    def mlops(ack: Ack, command: Mapping[str, Any]) -> None:
        typed = unescape(str(command.get("text", "")))
        word, _, rest = typed.partition(" ")
        first = word.lower() or ids.HOME
        if first not in SUBCOMMANDS and is_question(desk, typed):
            first, rest = ids.ASK, typed
        call = Call(
            Person(command["team_id"], command["user_id"]),
            *(command["channel_id"], command.get("api_app_id", ""), command.get("trigger_id", "")),
            response_url=command.get("response_url", ""),
            text=rest.strip(),
        )
        with interaction("command", first if first in SUBCOMMANDS else "unknown", call.person):
            answer = run(desk, call, first) if first in SUBCOMMANDS else nearest(word)
        ack(response_type="ephemeral", **answer.payload())
