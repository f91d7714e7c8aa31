"""Short ways for an app to call Slack, and to see what it refused: for tests of Slack's side."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient
from slack_sdk.webhook.webhook_response import WebhookResponse

from bot.preview.slack import LocalSlack

BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Yes"}, "action_id": "yes", "value": "1"}
ACTIONS = {"type": "actions", "elements": [BUTTON]}


def client_of(slack: LocalSlack, token: str | None) -> WebClient:
    return WebClient(token, base_url=slack.api_url, retry_handlers=[])


def post(client: WebClient, channel: str, text: str = "a") -> SlackResponse:
    return client.chat_postMessage(channel=channel, text=text)


def posted(url: str, **body: Any) -> WebhookResponse:
    return WebhookClient(url, retry_handlers=[]).send_dict(body)


def error_of(call: Callable[[], object]) -> str:
    with pytest.raises(SlackApiError) as caught:
        call()
    return str(caught.value.response["error"])


def limited(call: Callable[[], object]) -> int:
    """The Retry-After of a call that came too fast."""
    with pytest.raises(SlackApiError) as caught:
        call()
    assert caught.value.response.status_code == 429
    assert caught.value.response["error"] == "ratelimited"
    return int(caught.value.response.headers["Retry-After"])


def last_refusal(slack: LocalSlack) -> tuple[str, str]:
    return slack.refused[-1].method, slack.refused[-1].error
