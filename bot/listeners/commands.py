"""The slash command. It answers in its own 200: nothing is sent from the request path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot import ids
from bot.desk import Call, Desk
from bot.listeners.subcommands import SUBCOMMANDS, nearest, run
from bot.logs import interaction
from bot.people import Person


def register(app: App, desk: Desk) -> None:
    """Listen to /mlops."""

    @app.command(ids.COMMAND)
    def mlops(ack: Ack, command: Mapping[str, Any]) -> None:
        word = str(command.get("text", "")).strip()
        call = Call(
            Person(command["team_id"], command["user_id"]),
            *(command["channel_id"], command.get("api_app_id", ""), command.get("trigger_id", "")),
            response_url=command.get("response_url", ""),
        )
        first = word.split()[0].lower() if word else ids.HOME
        with interaction("command", first if first in SUBCOMMANDS else "unknown", call.person):
            answer = run(desk, call, first) if first in SUBCOMMANDS else nearest(word)
        ack(response_type="ephemeral", **answer.payload())
