"""What an app may still say through a response_url: five posts within thirty minutes."""

from collections.abc import Mapping
from typing import Any

from bot.preview.calls import Refused
from bot.preview.state import ResponseUrl, World
from bot.preview.web_api import check

POSTS = 5
SECONDS = 30 * 60


def respond(world: World, secret: str, payload: Mapping[str, Any]) -> None:
    """Carry out one post to a response_url, or raise `Refused`."""
    with world.changed:
        url = world.response_urls.get(secret)
        if url is None or world.clock() - url.issued > SECONDS:
            raise Refused("expired_url", "a response_url lives for 30 minutes")
        if url.used >= POSTS:
            raise Refused("used_url", "a response_url takes 5 posts")
        if not url.workspace.installed:
            raise Refused("account_inactive", f"the app is no longer installed in {url.workspace.name}")
        url.used += 1
        check(url.workspace, "response_url", payload)
        _say(url, payload)


def _say(url: ResponseUrl, payload: Mapping[str, Any]) -> None:
    workspace = url.workspace
    original = url.origin and workspace.message(url.origin.channel, url.origin.ts)
    if payload.get("replace_original") or payload.get("delete_original"):
        if url.origin is not None and original is None:
            raise Refused("message_not_found", "the message that was clicked is gone")
        if original is not None:
            if payload.get("delete_original"):
                workspace.delete(original)
            else:
                workspace.rewrite(original, payload)
            return
    if payload.get("text"):
        reader = None if payload.get("response_type") == "in_channel" else url.user
        workspace.post(url.channel, workspace.bot_user_id, payload, ephemeral_to=reader)
