"""The Web API methods: each takes a workspace and decoded arguments, and answers or raises `Refused`."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from bot.preview.calls import Refused
from bot.preview.elements import Payload
from bot.preview.limits import refusals
from bot.preview.state import Channel, Message, User, Workspace
from bot.preview.views import View

_JSON_ARGUMENTS = {
    "blocks": "invalid_blocks_format",
    "view": "invalid_arguments",
    "attachments": "invalid_attachments",
}
_NO_JSON = {
    "users.info": "user_not_found",
    "conversations.info": "invalid_arguments",
    "conversations.members": "invalid_arguments",
}
_CHECKED = frozenset(
    {
        "chat.postMessage",
        "chat.postEphemeral",
        "chat.update",
        "views.open",
        "views.push",
        "views.update",
        "views.publish",
    }
)


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


def call(workspace: Workspace, method: str, payload: Mapping[str, Any]) -> Payload:
    """Carry out one method, or raise `Refused`."""
    with workspace.world.changed:
        if method in _CHECKED:
            check(method, payload)
        answer = METHODS[method](workspace, payload)
        workspace.world.changed.notify_all()
        return {"ok": True, **answer}


def check(method: str, payload: Mapping[str, Any]) -> None:
    """Raise `Refused` where the payload breaks one of Slack's limits."""
    found = refusals(method, payload)
    if found:
        raise Refused(found[0].error, *(refusal.detail for refusal in found))


def postable(workspace: Workspace, channel_id: str) -> Channel:
    """The channel in which the bot may post under this id; a person's id means their DM."""
    person = workspace.users.get(channel_id)
    channel = workspace.dm(_reachable(person)) if person else _visible(workspace, channel_id)
    if channel.archived:
        raise Refused("is_archived", f"#{channel.name} is archived")
    if not channel.has_bot:
        raise Refused("not_in_channel", f"the bot is no member of #{channel.name}")
    if channel.kind == "im":
        _reachable(workspace.partner(channel))
    return channel


def _json_object(body: bytes) -> Payload:
    try:
        given = json.loads(body)
    except ValueError as problem:
        raise Refused("invalid_json", str(problem)) from problem
    if not isinstance(given, dict):
        raise Refused("json_not_object", "the body must be a JSON object")
    return given


def _needed(payload: Mapping[str, Any], name: str) -> str:
    value = payload.get(name)
    if not value or not isinstance(value, str):
        raise Refused("invalid_arguments", f"[ERROR] missing required field: {name}")
    return value


def _visible(workspace: Workspace, channel_id: str) -> Channel:
    channel = workspace.channels.get(channel_id)
    if channel is None or (channel.kind != "public" and not channel.has_bot):
        raise Refused("channel_not_found", f"the bot sees no channel {channel_id!r} in {workspace.name}")
    return channel


def _reachable(user: User) -> User:
    if user.deleted:
        raise Refused("user_disabled", f"{user.name} is deactivated")
    if user.is_bot:
        raise Refused("cannot_dm_bot", f"{user.name} is a bot")
    return user


def _auth_test(workspace: Workspace, _: Mapping[str, Any]) -> Payload:
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.users[workspace.bot_user_id].name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user_id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def _chat_post_message(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    channel = postable(workspace, _needed(payload, "channel"))
    thread_ts = payload.get("thread_ts")
    if thread_ts is not None and not workspace.was_posted(channel.id, thread_ts):
        raise Refused("invalid_thread_ts", f"no message {thread_ts!r} was ever in {channel.id}")
    message = workspace.post(channel.id, workspace.bot_user_id, payload)
    return {"channel": channel.id, "ts": message.ts, "message": message.as_slack(workspace)}


def _chat_post_ephemeral(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    channel = _visible(workspace, _needed(payload, "channel"))
    reader = _needed(payload, "user")
    if reader not in postable(workspace, channel.id).members:
        raise Refused("user_not_in_channel", f"{reader!r} is no member of #{channel.name}")
    message = workspace.post(channel.id, workspace.bot_user_id, payload, ephemeral_to=reader)
    return {"message_ts": message.ts}


def _own_message(workspace: Workspace, payload: Mapping[str, Any], error: str) -> tuple[Channel, Message]:
    channel = _visible(workspace, _needed(payload, "channel"))
    message = workspace.message(channel.id, _needed(payload, "ts"))
    if message is None:
        raise Refused("message_not_found", f"no message {payload['ts']!r} in {channel.id}")
    if not message.bot or message.ephemeral_to or not channel.has_bot:
        raise Refused(error, "only the bot's own, not ephemeral, messages, where it is still a member")
    return channel, message


def _chat_update(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    channel, message = _own_message(workspace, payload, "cant_update_message")
    if channel.archived:
        raise Refused("is_inactive", f"#{channel.name} is archived")
    changed = workspace.rewrite(message, payload)
    return {
        "channel": channel.id,
        "ts": changed.ts,
        "text": changed.text,
        "message": changed.as_slack(workspace),
    }


def _chat_delete(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    channel, message = _own_message(workspace, payload, "cant_delete_message")
    workspace.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def _conversations_open(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    if payload.get("channel"):
        channel = _visible(workspace, payload["channel"])
        if channel.kind not in ("im", "mpim"):
            raise Refused("method_not_supported_for_channel_type", f"{channel.id} is no DM")
        return _opened(workspace, channel, payload, is_new=False)
    listed = payload.get("users") or ()
    ids = [part.strip() for part in listed.split(",")] if isinstance(listed, str) else list(listed)
    if not ids:
        raise Refused("users_list_not_supplied", "users or channel is needed")
    if len(ids) > 8:
        raise Refused("too_many_users", f"at most 8 users, got {len(ids)}")
    for one in ids:
        if one not in workspace.users:
            raise Refused("user_not_found", f"no person {one!r} in {workspace.name}")
        _reachable(workspace.users[one])
    known = set(workspace.channels)
    channel = workspace.conversation({*ids, workspace.bot_user_id})
    return _opened(workspace, channel, payload, is_new=channel.id not in known)


def _opened(workspace: Workspace, channel: Channel, payload: Mapping[str, Any], *, is_new: bool) -> Payload:
    in_full = str(payload.get("return_im", "")).lower() in ("true", "1")
    answer: Payload = {"channel": _channel_json(workspace, channel) if in_full else {"id": channel.id}}
    return answer if is_new else {"no_op": True, "already_open": True, **answer}


def _channel_json(workspace: Workspace, channel: Channel) -> Payload:
    shown: Payload = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "public",
        "context_team_id": workspace.team_id,
    }
    if channel.kind == "im":
        return shown | {"is_open": True, "user": workspace.partner(channel).id}
    return shown | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_general": False,
        "is_member": channel.has_bot,
        "num_members": len(channel.members),
    }


def _conversations_info(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    return {"channel": _channel_json(workspace, _visible(workspace, _needed(payload, "channel")))}


def _conversations_members(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    members = sorted(_visible(workspace, _needed(payload, "channel")).members)
    try:
        start, size = int(payload.get("cursor") or 0), int(payload.get("limit") or 100)
    except ValueError as problem:
        raise Refused("invalid_cursor", "cursor and limit must be as Slack gave or takes them") from problem
    if not 1 <= size <= 1000:
        raise Refused("invalid_limit", f"limit must be 1 to 1000, got {size}")
    following = str(start + size) if start + size < len(members) else ""
    return {"members": members[start : start + size], "response_metadata": {"next_cursor": following}}


def _users_info(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    user = workspace.users.get(_needed(payload, "user"))
    if user is None:
        raise Refused("user_not_found", f"no person {payload['user']!r} in {workspace.name}")
    now = datetime.fromtimestamp(workspace.world.clock(), UTC).astimezone(ZoneInfo(user.tz))
    offset = now.utcoffset()
    shown: Payload = {
        "id": user.id,
        "team_id": user.home_team,
        "name": user.handle,
        "real_name": user.name,
        "deleted": user.deleted,
        "profile": {"real_name": user.name, "display_name": user.name, "team": user.home_team},
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_restricted": user.guest,
        "is_ultra_restricted": False,
        "updated": 0,
    }
    if user.home_team != workspace.team_id:
        shown["is_stranger"] = True
    if not user.deleted:
        shown |= {
            "tz": user.tz,
            "tz_label": now.tzname(),
            "tz_offset": int(offset.total_seconds()) if offset else 0,
        }
    return {"user": shown}


def _shown(workspace: Workspace, view: View) -> Payload:
    return {"view": workspace.views.as_slack(view)}


def _views_open(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    trigger = workspace.exchange(_needed(payload, "trigger_id"))
    return _shown(workspace, workspace.views.open(trigger.user, payload["view"]))


def _views_push(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    trigger = workspace.exchange(_needed(payload, "trigger_id"))
    return _shown(workspace, workspace.views.push(trigger.user, payload["view"], trigger.view_id))


def _views_update(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    if not payload.get("view_id"):
        _needed(payload, "external_id")
    view = workspace.views.find(payload.get("view_id"), payload.get("external_id"))
    if payload["view"]["type"] != view.type:
        raise Refused("invalid_arguments", f"a {view.type} cannot become a {payload['view']['type']}")
    return _shown(workspace, workspace.views.update(view, payload["view"], payload.get("hash")))


def _views_publish(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    user = workspace.users.get(_needed(payload, "user_id"))
    if user is None or user.deleted or user.is_bot:
        raise Refused("invalid_arguments", "invalid `user_id`")
    return _shown(workspace, workspace.views.publish(user.id, payload["view"], payload.get("hash")))


METHODS: Mapping[str, Callable[[Workspace, Mapping[str, Any]], Payload]] = {
    "auth.test": _auth_test,
    "chat.postMessage": _chat_post_message,
    "chat.postEphemeral": _chat_post_ephemeral,
    "chat.update": _chat_update,
    "chat.delete": _chat_delete,
    "conversations.open": _conversations_open,
    "conversations.info": _conversations_info,
    "conversations.members": _conversations_members,
    "users.info": _users_info,
    "views.open": _views_open,
    "views.push": _views_push,
    "views.update": _views_update,
    "views.publish": _views_publish,
}
