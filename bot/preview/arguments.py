"""A Web API request's arguments as they come over the wire, and the look-ups that many methods share."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from bot.preview.calls import Refused
from bot.preview.elements import Payload
from bot.preview.state import Channel, Workspace
from bot.preview.users import User

_JSON_ARGUMENTS = {
    "blocks": "invalid_blocks_format",
    "view": "invalid_arguments",
    "attachments": "invalid_attachments",
    "files": "invalid_arguments",
    "prompts": "invalid_arguments",
    "loading_messages": "invalid_arguments",
}
_NO_JSON = {
    "users.info": "user_not_found",
    "conversations.info": "invalid_arguments",
    "conversations.members": "invalid_arguments",
    "files.info": "invalid_arguments",
    "files.getUploadURLExternal": "invalid_arguments",
}


def arguments(method: str, content_type: str, body: bytes, query: str) -> tuple[Payload, str | None]:
    """A request's arguments with their JSON parts decoded, and the token if it came among them."""
    given: Payload = dict(parse_qsl(query, keep_blank_values=True))
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json" and body:
        if method in _NO_JSON:
            raise Refused(_NO_JSON[method], f"{method} reads no JSON body: send its arguments as a form")
        given |= {**_json_object(body), "token": given.get("token")}
    elif kind == "application/x-www-form-urlencoded":
        given |= parse_qsl(body.decode(), keep_blank_values=True)
    elif body:
        raise Refused("invalid_post_type", f"no method takes {content_type!r}")
    token = given.pop("token", None)
    for name, error in _JSON_ARGUMENTS.items():
        if isinstance(given.get(name), str):
            try:
                given[name] = json.loads(given[name])
            except json.JSONDecodeError as problem:
                raise Refused(error, f"{name} is no JSON: {problem}") from problem
    return given, token


def needed(payload: Mapping[str, Any], name: str) -> str:
    """An argument that must be a string and not empty. Raises `Refused`."""
    value = payload.get(name)
    if not value or not isinstance(value, str):
        raise Refused("invalid_arguments", f"[ERROR] missing required field: {name}")
    return value


def visible(workspace: Workspace, channel_id: str) -> Channel:
    """The channel with this id if the bot can see it. Raises `Refused`."""
    channel = workspace.channels.get(channel_id)
    if channel is None or (channel.kind != "public" and not channel.has_bot):
        raise Refused("channel_not_found", f"the bot sees no channel {channel_id!r} in {workspace.name}")
    return channel


def reachable(user: User) -> User:
    """The same person if the bot may have a DM with them. Raises `Refused`."""
    if user.deleted:
        raise Refused("user_disabled", f"{user.name} is deactivated")
    if user.is_bot:
        raise Refused("cannot_dm_bot", f"{user.name} is a bot")
    return user


def postable(workspace: Workspace, channel_id: str) -> Channel:
    """The channel in which the bot may post under this id; a person's id means their DM. Raises `Refused`."""
    person = workspace.users.get(channel_id)
    channel = workspace.dm(reachable(person)) if person else visible(workspace, channel_id)
    if channel.archived:
        raise Refused("is_archived", f"#{channel.name} is archived")
    if not channel.has_bot:
        raise Refused("not_in_channel", f"the bot is no member of #{channel.name}")
    if channel.kind == "im":
        reachable(workspace.partner(channel))
    return channel


def in_thread(workspace: Workspace, channel: Channel, thread_ts: object) -> None:
    """Raise `Refused` where a thread is named that never was in this channel."""
    if thread_ts is not None and not workspace.was_posted(channel.id, str(thread_ts)):
        raise Refused("invalid_thread_ts", f"no message {thread_ts!r} was ever in {channel.id}")


def _json_object(body: bytes) -> Payload:
    try:
        given = json.loads(body)
    except ValueError as problem:
        raise Refused("invalid_json", str(problem)) from problem
    if not isinstance(given, dict):
        raise Refused("json_not_object", "the body must be a JSON object")
    return given
