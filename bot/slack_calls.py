"""The one place that calls Slack: no retries of its own (the outbox keeps those), one shared TLS context."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.webhook import WebhookClient

from bot.tokens import Tokens

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 8
A_MINUTE, A_DAY = 60.0, 86_400.0
RATE_LIMITED = frozenset({"ratelimited", "rate_limited"})
PASSING = RATE_LIMITED | {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
"""Slack's errors that say nothing about the call: the same call may go through later."""

REMOVED = frozenset(
    {"account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed", "not_installed"}
)
"""Slack's and our words for an app that is not, or no longer, installed: nothing is wrong with where the call went."""


class Failed(Exception):
    """A call that did not go through. `passing`: it may go through later, after `after` seconds if Slack said so.

    `method`: the one that Slack refused, where it is known; a step may take several.
    """

    def __init__(self, reason: str, passing: bool, after: float | None = None, method: str = "") -> None:
        super().__init__(reason)
        self.reason, self.passing, self.after, self.method = reason, passing, after, method


class NotYet(Failed):
    """A call that was not made, since it is not its turn: its method has none left, or Slack wants it silent."""

    def __init__(self, method: str) -> None:
        super().__init__("waiting for its turn", passing=True, method=method)


Before = Callable[[str, str], None]
"""Told a workspace and a method before it is called. Raises `NotYet` if it must not be called now."""


class SlackCalls:
    """Web API calls for the workspaces that these tokens are of; one token alone serves whatever workspace calls.

    `before`, if set, may keep a call back that is not in its turn.
    """

    before: Before | None = None

    def __init__(self, api_url: str, tokens: Sequence[str]) -> None:
        self._api_url = api_url
        self._tokens = Tokens(tokens, self._whose)
        self._tls = ssl.create_default_context()

    def call(self, workspace: str, method: str, payload: Mapping[str, Any], form: bool = False) -> Mapping[str, Any]:
        """One Web API call, as JSON or (for methods that read none) as a form. Raises `Failed`."""
        if self.before:
            self.before(workspace, method)
        return self._called(self._client(workspace), method, payload, form)

    def _called(self, client: WebClient, method: str, payload: Mapping[str, Any], form: bool) -> Mapping[str, Any]:
        way = "params" if form else "json"
        try:
            response = client.api_call(method, **{way: dict(payload)})  # type: ignore[arg-type]
        except SlackApiError as error:
            raise _refused(error) from error
        except (OSError, HTTPException) as error:
            raise Failed(f"no answer: {type(error).__name__}", passing=True) from error
        return response.data if isinstance(response.data, dict) else {}

    def _client(self, workspace: str) -> WebClient:
        token = self._tokens.of(workspace)
        if not token:
            raise Failed("not_installed", passing=False)
        return self._with(token)

    def _whose(self, token: str) -> str:
        """The workspace of a token; empty for one that Slack does not take. Raises `Failed` if Slack cannot say now."""
        try:
            return str(self._called(self._with(token), "auth.test", {}, form=False)["team_id"])
        except Failed as failure:
            if failure.passing:
                raise
            log.error("a token in SLACK_BOT_TOKEN is refused by Slack: %s", failure.reason)
            return ""

    def _with(self, token: str) -> WebClient:
        return WebClient(token, base_url=self._api_url, timeout=TIMEOUT_SECONDS, ssl=self._tls, retry_handlers=[])

    def upload(
        self, workspace: str, name: str, title: str, content: bytes, channel: str = "", comment: str = ""
    ) -> str:
        """Upload a file; returns its id. With a channel it is shared there. Raises `Failed`."""
        client = self._client(workspace)
        try:
            response = client.files_upload_v2(
                filename=name, title=title, content=content, channel=channel or None, initial_comment=comment or None
            )
        except SlackApiError as error:
            raise _refused(error) from error
        except SlackRequestError as error:
            raise Failed(f"upload refused: {error}", passing=True) from error
        except (OSError, HTTPException) as error:
            raise Failed(f"no answer: {type(error).__name__}", passing=True) from error
        return str(response["files"][0]["id"])

    def look_at_file(self, workspace: str, file: str) -> Mapping[str, Any]:
        """What Slack knows of a file. Raises `Failed`."""
        return self.call(workspace, "files.info", {"file": file}, form=True)

    def look_at_person(self, workspace: str, person: str) -> Mapping[str, Any]:
        """What Slack knows of a person. Raises `Failed`."""
        user: Mapping[str, Any] = self.call(workspace, "users.info", {"user": person}, form=True).get("user", {})
        return user

    def respond(self, url: str, payload: Mapping[str, Any]) -> None:
        """Post to a response_url. Raises `Failed`."""
        client = WebhookClient(url, timeout=TIMEOUT_SECONDS, ssl=self._tls, retry_handlers=[])
        try:
            response = client.send_dict(dict(payload))
        except (OSError, HTTPException) as error:
            raise Failed(f"no answer: {type(error).__name__}", passing=True) from error
        if response.status_code != 200:
            raise _failed(response.status_code, response.headers, f"response_url {response.status_code}")


def _refused(error: SlackApiError) -> Failed:
    method = str(error.response.api_url).rpartition("/")[2]
    return _failed(error.response.status_code, error.response.headers, str(_error_of(error)), method)


def _failed(status: int, headers: Mapping[str, Any], error: str, method: str = "") -> Failed:
    if status == 429 or error in RATE_LIMITED:
        return Failed("ratelimited", passing=True, after=_seconds(headers), method=method)
    return Failed(error, passing=status >= 500 or error in PASSING, method=method)


def _seconds(headers: Mapping[str, Any]) -> float:
    """How long Slack wants silence: at least a second, at most a day, whatever it says or leaves out."""
    wait = {name.lower(): value for name, value in headers.items()}.get("retry-after", "1")
    try:
        return min(max(1.0, float(wait[0] if isinstance(wait, list) else wait)), A_DAY)
    except ValueError:
        return A_MINUTE  # something else than seconds, such as a date: calling too early makes it worse


def _error_of(error: SlackApiError) -> str:
    data = error.response.data
    return str(data.get("error", "unknown")) if isinstance(data, dict) else f"http {error.response.status_code}"
