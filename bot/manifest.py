"""The Slack app's manifest: what the bot needs from a workspace, and no more."""

from __future__ import annotations

from typing import Any

import yaml

from bot import ids
from bot.listeners.subcommands import SUBCOMMANDS

SCOPES = (
    *("app_mentions:read", "assistant:write", "channels:read", "chat:write", "commands", "files:read", "files:write"),
    *("groups:read", "im:history", "im:write", "mpim:write", "users:read"),
)
"""Hear mentions; suggest prompts; see who is in a channel that wants a digest, public or private; write to people and
channels; offer the command; see when a picture is ready; send pictures and exports; read what is typed to the bot; open
direct messages; introduce two teams' leads in a group message; see who is a guest, a bot, or gone, and people's zone."""
AGENT = "Ask what MLOps maturity models say, assess your team in a guided conversation, and see the next steps."
"""What Slack shows of the bot where it lists agents; at most 300 characters."""
EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked", "user_change")


def manifest(url: str = "https://YOUR-ADDRESS/slack/events", socket_mode: bool = False) -> dict[str, Any]:
    """The manifest as Slack takes it. In Socket Mode no address is needed."""
    address = {} if socket_mode else {"url": url}
    request = {} if socket_mode else {"request_url": url}
    words = " | ".join(entry.word for entry in SUBCOMMANDS.values() if entry.word)
    command = {
        "command": ids.COMMAND,
        "description": "Where your team stands with machine learning, and what next",
        "usage_hint": f"[{words}]",
        "should_escape": False,
    }
    return {
        "display_information": {
            "name": "mlops-advisor",
            "description": "Finds your team's MLOps maturity stage by conversation, with cited next steps",
        },
        "features": {
            "agent_view": {"agent_description": AGENT},
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "mlops-advisor", "always_online": True},
            "slash_commands": [command | address],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": request | {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True} | request,
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def as_yaml(url: str = "https://YOUR-ADDRESS/slack/events", socket_mode: bool = False) -> str:
    """The manifest as YAML, to paste into Slack's "create an app from a manifest"."""
    return yaml.safe_dump(manifest(url, socket_mode), sort_keys=False, allow_unicode=True, width=110)
