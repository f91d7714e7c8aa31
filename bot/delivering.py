"""How one message gets to Slack: which channel it goes to, which call carries it, and where a prompt is updated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.claiming import direct_channel
from bot.slack_calls import Failed, SlackCalls
from bot.store import conversations, deliveries, notices
from bot.store.conversations import Prompt
from bot.store.database import Store
from bot.store.notices import Notice
from bot.store.outbox import Draft

URL_TRIES = 3
"""A response_url takes five posts, and one whose reply was lost counts: after these, a prompt's message is updated."""


@dataclass(frozen=True)
class Delivery:
    """Calls Slack with what is to be said. Everything raises `Failed`."""

    store: Store
    calls: SlackCalls

    def channel(self, draft: Draft) -> str:
        """The channel a draft goes to; of one person's direct messages it is opened once and remembered."""
        known = direct_channel(self.store.reading(), draft)
        if known:
            return known
        opened = self.calls.call(draft.workspace, "conversations.open", {"users": draft.address})
        channel = str(opened["channel"]["id"])
        if "," not in draft.address:
            with self.store.quiet_transaction() as db:
                deliveries.keep_direct_channel(db, draft.workspace, draft.address, channel)
        return channel

    def deliver(self, draft: Draft, payload: Mapping[str, Any], tries: int) -> Mapping[str, Any]:
        """Say it; returns Slack's reply. `tries` counts this one."""
        if draft.method == "chat.postMessage":
            return self.calls.call(draft.workspace, draft.method, {"channel": self.channel(draft), **payload})
        if draft.method == "views.publish":
            return self.calls.call(draft.workspace, draft.method, {"user_id": draft.address, **payload})
        if draft.method.startswith("assistant."):
            return self.calls.call(draft.workspace, draft.method, {"channel_id": self.channel(draft), **payload})
        if draft.method == "response_url" and (tries <= URL_TRIES or not draft.turn):
            try:
                self.calls.respond(draft.address, payload)
                return {}
            except Failed as failure:
                if failure.passing or not draft.turn:
                    raise
        self._update_wherever_it_stands(draft)
        return {}

    def _update_wherever_it_stands(self, draft: Draft) -> None:
        """Update every message that shows this turn or is about this; one that is gone needs no update."""
        body = {key: draft.payload[key] for key in ("text", "blocks")}
        for place in self._places(draft):
            try:
                self.calls.call(draft.workspace, "chat.update", {"channel": place.channel, "ts": place.ts, **body})
            except Failed as failure:
                if failure.reason not in ("message_not_found", "cant_update_message", "edit_window_closed"):
                    raise

    def _places(self, draft: Draft) -> Sequence[Prompt | Notice]:
        db = self.store.reading()
        if draft.about:
            told = notices.of_subject(db, draft.workspace, draft.about)
            return [notice for notice in told if notice.person == draft.address]
        return conversations.prompts(db, draft.workspace, draft.conversation, draft.turn)
