"""The Web API methods: each takes a workspace and decoded arguments, and answers or raises `Refused`."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.preview import agent_methods, file_methods
from bot.preview.arguments import in_thread, needed, postable, reachable, visible
from bot.preview.calls import Refused
from bot.preview.elements import Payload
from bot.preview.limits import refusals
from bot.preview.state import Channel, Message, Workspace
from bot.preview.views import View

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


def call(workspace: Workspace, method: str, payload: Mapping[str, Any]) -> Payload:
    """Carry out one method, or raise `Refused`."""
    with workspace.world.changed:
        if method in _CHECKED:
            check(workspace, method, payload)
        answer = METHODS[method](workspace, payload)
        workspace.world.changed.notify_all()
        return {"ok": True, **answer}


def check(workspace: Workspace, method: str, payload: Mapping[str, Any]) -> None:
    """Raise `Refused` where the payload breaks one of Slack's limits or shows a file that cannot be shown yet."""
    found = refusals(method, payload)
    if found:
        raise Refused(found[0].error, *(refusal.detail for refusal in found))
    unshown = list(file_methods.not_shown(workspace, payload))
    if unshown:
        raise Refused(unshown[0].error, *(detail for refused in unshown for detail in refused.details))


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
    channel = postable(workspace, needed(payload, "channel"))
    in_thread(workspace, channel, payload.get("thread_ts"))
    message = workspace.post(channel.id, workspace.bot_user_id, payload)
    return {"channel": channel.id, "ts": message.ts, "message": message.as_slack(workspace)}


def _chat_post_ephemeral(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    channel = visible(workspace, needed(payload, "channel"))
    reader = needed(payload, "user")
    if reader not in postable(workspace, channel.id).members:
        raise Refused("user_not_in_channel", f"{reader!r} is no member of #{channel.name}")
    message = workspace.post(channel.id, workspace.bot_user_id, payload, ephemeral_to=reader)
    return {"message_ts": message.ts}


def _own_message(workspace: Workspace, payload: Mapping[str, Any], error: str) -> tuple[Channel, Message]:
    channel = visible(workspace, needed(payload, "channel"))
    message = workspace.message(channel.id, needed(payload, "ts"))
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
        channel = visible(workspace, payload["channel"])
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
        reachable(workspace.users[one])
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
    return {"channel": _channel_json(workspace, visible(workspace, needed(payload, "channel")))}


def _conversations_members(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    members = sorted(visible(workspace, needed(payload, "channel")).members)
    try:
        start, size = int(payload.get("cursor") or 0), int(payload.get("limit") or 100)
    except ValueError as problem:
        raise Refused("invalid_cursor", "cursor and limit must be as Slack gave or takes them") from problem
    if not 1 <= size <= 1000:
        raise Refused("invalid_limit", f"limit must be 1 to 1000, got {size}")
    following = str(start + size) if start + size < len(members) else ""
    return {"members": members[start : start + size], "response_metadata": {"next_cursor": following}}


def _users_info(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    user = workspace.users.get(needed(payload, "user"))
    if user is None:
        raise Refused("user_not_found", f"no person {payload['user']!r} in {workspace.name}")
    return {"user": user.as_slack(workspace.team_id, workspace.world.clock())}


def _shown(workspace: Workspace, view: View) -> Payload:
    return {"view": workspace.views.as_slack(view)}


def _views_open(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    trigger = workspace.exchange(needed(payload, "trigger_id"))
    return _shown(workspace, workspace.views.open(trigger.user, payload["view"], trigger.view_id))


def _views_push(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    trigger = workspace.exchange(needed(payload, "trigger_id"))
    return _shown(workspace, workspace.views.push(trigger.user, payload["view"], trigger.view_id))


def _views_update(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    if not payload.get("view_id"):
        needed(payload, "external_id")
    view = workspace.views.find(payload.get("view_id"), payload.get("external_id"))
    if payload["view"]["type"] != view.type:
        raise Refused("invalid_arguments", f"a {view.type} cannot become a {payload['view']['type']}")
    return _shown(workspace, workspace.views.update(view, payload["view"], payload.get("hash")))


def _views_publish(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    user = workspace.users.get(needed(payload, "user_id"))
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
    **file_methods.METHODS,
    **agent_methods.METHODS,
}
