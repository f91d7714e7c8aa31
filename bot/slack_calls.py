"""The one place that calls Slack: no retries of its own (the outbox keeps those), one shared TLS context."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

TIMEOUT_SECONDS = 8
PASSING = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)
"""Slack's errors that say nothing about the call: the same call may go through later."""


class Failed(Exception):
    """A call that did not go through. `passing`: it may go through later, after `after` seconds if Slack said so."""

    def __init__(self, reason: str, passing: bool, after: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.passing, self.after = reason, passing, after


class SlackCalls:
    """Web API calls for any workspace whose token `token_of` knows."""

    def __init__(self, api_url: str, token_of: Callable[[str], str | None]) -> None:
        self._api_url = api_url
        self._token_of = token_of
        self._tls = ssl.create_default_context()

    def call(self, workspace: str, method: str, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        """One Web API call. Raises `Failed`."""
        token = self._token_of(workspace)
        if not token:
            raise Failed("not_installed", passing=False)
        client = WebClient(token, base_url=self._api_url, timeout=TIMEOUT_SECONDS, ssl=self._tls, retry_handlers=[])
        try:
            response = client.api_call(method, json=dict(payload))
        except SlackApiError as error:
            raise _failed(error.response.status_code, error.response.headers, str(_error_of(error))) from error
        except (OSError, HTTPException) as error:
            raise Failed(f"no answer: {type(error).__name__}", passing=True) from error
        return response.data if isinstance(response.data, dict) else {}

    def respond(self, url: str, payload: Mapping[str, Any]) -> None:
        """Post to a response_url. Raises `Failed`."""
        client = WebhookClient(url, timeout=TIMEOUT_SECONDS, ssl=self._tls, retry_handlers=[])
        try:
            response = client.send_dict(dict(payload))
        except (OSError, HTTPException) as error:
            raise Failed(f"no answer: {type(error).__name__}", passing=True) from error
        if response.status_code != 200:
            raise _failed(response.status_code, response.headers, f"response_url {response.status_code}")


def _failed(status: int, headers: Mapping[str, Any], error: str) -> Failed:
    if status == 429:
        wait = {name.lower(): value for name, value in headers.items()}.get("retry-after", "1")
        seconds = wait[0] if isinstance(wait, list) else wait
        return Failed("ratelimited", passing=True, after=float(seconds) if str(seconds).isdigit() else 1.0)
    return Failed(error, passing=status >= 500 or error in PASSING)


def _error_of(error: SlackApiError) -> str:
    data = error.response.data
    return str(data.get("error", "unknown")) if isinstance(data, dict) else f"http {error.response.status_code}"
