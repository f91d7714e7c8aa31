"""What Slack sends an app when a person does something: the documented shapes, signed and posted."""

import http.client
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from slack_sdk.signature import SignatureVerifier

from bot.preview.elements import Element, Payload
from bot.preview.slack import LocalSlack
from bot.preview.state import Channel, Message, Workspace
from bot.preview.views import View

FORM = "application/x-www-form-urlencoded"
_LEGACY_MARK = "local-verification-token"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One thing sent to the app, and its answer.

    `status` is 0 where no answer came. `error` is None if the app took it, else what went wrong in Slack's
    words: http_timeout, connection_failed or http_error; the code with which Slack refuses the answer; or
    why nothing was sent: not_confirmed, not_subscribed, not_in_channel, not_installed.
    """

    kind: str
    payload: Payload
    request: str
    content_type: str
    status: int = 0
    body: str = ""
    seconds: float = 0.0
    error: str | None = None
    confirmed: bool | None = None

    @property
    def ok(self) -> bool:
        """Whether the app took it in time and Slack accepts the answer."""
        return self.error is None

    @property
    def answer(self) -> Payload:
        """The answer's JSON object; empty where there is none."""
        try:
            answer = json.loads(self.body)
        except json.JSONDecodeError:
            return {}
        return answer if isinstance(answer, dict) else {}


class Payloads:
    """Writes the payloads for what one person does, with fresh trigger_ids and response_urls."""

    def __init__(self, slack: LocalSlack, workspace: Workspace, user_id: str) -> None:
        self._slack = slack
        self._workspace = workspace
        self._user_id = user_id

    def command(self, command: str, text: str, channel: Channel) -> Delivery:
        """A slash command."""
        user = self._workspace.users[self._user_id]
        payload: Payload = {
            "token": _LEGACY_MARK,
            "team_id": self._workspace.team_id,
            "team_domain": self._workspace.domain,
            "channel_id": channel.id,
            "channel_name": _shown_name(channel),
            "user_id": user.id,
            "user_name": user.handle,
            "command": command,
            "text": text,
            "api_app_id": self._workspace.app_id,
            "is_enterprise_install": "false",
            "response_url": self._slack.response_url(self._workspace, channel.id, user.id),
            "trigger_id": self._workspace.new_trigger(user.id),
        }
        return Delivery(kind="command", payload=payload, request=urlencode(payload), content_type=FORM)

    def click_in_message(
        self, message: Message, element: Element, choice: object, values: Mapping[str, Any]
    ) -> Delivery:
        """An element of a message was used; as in Slack, an ephemeral message itself is not part of it."""
        channel = self._workspace.channels[message.channel]
        container: Payload = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": message.ephemeral_to is not None,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        payload = self._interaction("block_actions") | {
            "container": container,
            "trigger_id": self._workspace.new_trigger(self._user_id),
            "channel": {"id": channel.id, "name": _shown_name(channel)},
            "state": {"values": values},
            "response_url": self._slack.response_url(self._workspace, channel.id, self._user_id, message),
            "actions": [element.action(choice, self._now())],
        }
        if message.ephemeral_to is None:
            payload["message"] = message.as_slack(self._workspace)
        return _interactive(payload)

    def click_in_view(self, view: View, element: Element, choice: object) -> Delivery:
        """An element of a modal or Home tab was used."""
        payload = self._interaction("block_actions") | {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._workspace.new_trigger(self._user_id, view.id),
            "view": self._workspace.views.as_slack(view),
            "actions": [element.action(choice, self._now())],
        }
        return _interactive(payload)

    def submission(self, view: View) -> Delivery:
        """A modal was submitted."""
        payload = self._interaction("view_submission") | {
            "trigger_id": self._workspace.new_trigger(self._user_id, view.id),
            "view": self._workspace.views.as_slack(view),
            "response_urls": [self._answerable(view, one) for one in view.elements() if _names_channel(view, one)],
        }
        return _interactive(payload)

    def closing(self, view: View, is_cleared: bool) -> Delivery:
        """A modal was closed."""
        shown = {"view": self._workspace.views.as_slack(view), "is_cleared": is_cleared}
        return _interactive(self._interaction("view_closed") | shown)

    def event(self, event: Mapping[str, Any]) -> Delivery:
        """An event in its envelope; `event_ts` is added if it is missing."""
        workspace = self._workspace
        bot = {"enterprise_id": None, "team_id": workspace.team_id, "user_id": workspace.bot_user_id}
        payload: Payload = {
            "token": _LEGACY_MARK,
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app_id,
            "event": {"event_ts": self._now(), **event},
            "type": "event_callback",
            "event_id": workspace.world.new_id("Ev"),
            "event_time": int(workspace.world.clock()),
            "authorizations": [{**bot, "is_bot": True, "is_enterprise_install": False}],
            "is_ext_shared_channel": False,
            "event_context": f"4-{secrets.token_hex(12)}",
        }
        return Delivery(kind="event", payload=payload, request=json.dumps(payload), content_type="application/json")

    def message_event(self, message: Message, kind: str) -> Delivery:
        """Someone typed this message; `kind` is message or app_mention."""
        channel = self._workspace.channels[message.channel]
        event = message.as_slack(self._workspace) | {"type": kind, "channel": message.channel}
        event |= {"client_msg_id": secrets.token_hex(16), "event_ts": message.ts}
        if kind == "message":
            event["channel_type"] = {"public": "channel", "private": "group"}.get(channel.kind, channel.kind)
        return self.event(event)

    def _interaction(self, kind: str) -> Payload:
        user = self._workspace.users[self._user_id]
        return {
            "type": kind,
            "user": {"id": user.id, "username": user.handle, "name": user.handle, "team_id": user.home_team},
            "api_app_id": self._workspace.app_id,
            "token": _LEGACY_MARK,
            "team": {"id": self._workspace.team_id, "domain": self._workspace.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _answerable(self, view: View, element: Element) -> Payload:
        channel = view.values[element.block_id][element.action_id]["selected_conversation"]
        return {
            "block_id": element.block_id,
            "action_id": element.action_id,
            "channel_id": channel,
            "response_url": self._slack.response_url(self._workspace, channel, self._user_id),
        }

    def _now(self) -> str:
        return f"{self._workspace.world.clock():.6f}"


def send(app_url: str, signing_secret: str, delivery: Delivery, patience: float, retry: Mapping[str, str]) -> Delivery:
    """Post a delivery, signed, and note how the app answered within the seconds that Slack waits."""
    address = urlsplit(app_url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=patience)
    headers = {"Content-Type": delivery.content_type, **_signed(signing_secret, delivery.request), **retry}
    started = time.perf_counter()
    status, body, error = 0, "", None
    try:
        path = f"{address.path.rstrip('/')}/slack/events"
        connection.request("POST", path, body=delivery.request.encode(), headers=headers)
        response = connection.getresponse()
        status, body = response.status, response.read().decode()
        error = None if 200 <= status < 300 else "http_error"
    except TimeoutError:
        error = "http_timeout"
    except (OSError, http.client.HTTPException):
        error = "connection_failed"
    finally:
        connection.close()
    seconds = time.perf_counter() - started
    return replace(delivery, status=status, body=body, error=error, seconds=seconds)


def _signed(signing_secret: str, body: str) -> dict[str, str]:
    timestamp = str(int(time.time()))
    signature = SignatureVerifier(signing_secret).generate_signature(timestamp=timestamp, body=body)
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": str(signature)}


def _interactive(payload: Payload) -> Delivery:
    request = urlencode({"payload": json.dumps(payload)})
    return Delivery(kind=payload["type"], payload=payload, request=request, content_type=FORM)


def _shown_name(channel: Channel) -> str:
    return "privategroup" if channel.kind == "private" else channel.name


def _names_channel(view: View, element: Element) -> bool:
    state = view.values.get(element.block_id, {}).get(element.action_id, {})
    return bool(element.raw.get("response_url_enabled") and state.get("selected_conversation"))
