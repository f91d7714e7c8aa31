"""The Web API's agent surface: suggested prompts in the Messages tab, and a thread's status."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.preview.agent import Prompt, Suggested
from bot.preview.arguments import in_thread, needed, visible
from bot.preview.calls import Refused
from bot.preview.elements import Payload
from bot.preview.state import Workspace

PROMPTS = 4
LOADING_MESSAGES = 10


def _set_status(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    _with_agents(workspace)
    channel = visible(workspace, needed(payload, "channel_id"))
    thread_ts = needed(payload, "thread_ts")
    in_thread(workspace, channel, thread_ts)
    status, rotating = payload.get("status"), payload.get("loading_messages") or []
    if not isinstance(status, str):
        raise Refused("invalid_arguments", "[ERROR] missing required field: status")
    if not isinstance(rotating, list) or len(rotating) > LOADING_MESSAGES:
        raise Refused("invalid_arguments", f"[ERROR] loading_messages is an array of at most {LOADING_MESSAGES}")
    workspace.statuses.set((channel.id, thread_ts), status)
    return {}


def _set_suggested_prompts(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    """Remember the prompts for a Messages tab.

    As Slack documents for apps with `agent_view`, a call with `thread_ts` is answered well and does nothing.
    """
    _with_agents(workspace)
    channel = visible(workspace, needed(payload, "channel_id"))
    if channel.kind != "im":
        raise Refused("channel_not_found", f"{channel.id} is no DM, so it has no Messages tab")
    suggested = Suggested(_prompts(payload.get("prompts")), str(payload.get("title") or ""))
    if not payload.get("thread_ts"):
        workspace.suggested[channel.id] = suggested
    return {}


def _prompts(given: object) -> tuple[Prompt, ...]:
    if not isinstance(given, list) or not 1 <= len(given) <= PROMPTS:
        raise Refused("invalid_arguments", f"[ERROR] prompts is an array of 1 to {PROMPTS} objects")
    if not all(isinstance(one, Mapping) and one.keys() == {"title", "message"} for one in given):
        raise Refused("invalid_arguments", "[ERROR] each prompt has title and message, and nothing else")
    return tuple(Prompt(needed(one, "title"), needed(one, "message")) for one in given)


def _with_agents(workspace: Workspace) -> None:
    if not workspace.agents:
        raise Refused("not_agent_app", f"{workspace.name} has no agents: the app is an ordinary one there")


METHODS: Mapping[str, Callable[[Workspace, Mapping[str, Any]], Payload]] = {
    "assistant.threads.setStatus": _set_status,
    "assistant.threads.setSuggestedPrompts": _set_suggested_prompts,
}
