"""The one place that builds things: settings, store and clock -> the Bolt app and what runs beside it."""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.assessments import Assessments, NoLongerCounts, NotYours
from bot.blocks import home
from bot.blocks.kit import Message
from bot.clock import Clock, later, system_clock
from bot.config import Settings
from bot.desk import Call, Desk
from bot.listeners import actions, commands, events, views
from bot.modals import Modals
from bot.outbox import Sender
from bot.pace import Pace
from bot.people import Click, Person, acting
from bot.sharing import NotAMember, Results
from bot.slack_calls import SlackCalls
from bot.store import deliveries, outbox
from bot.store.database import Store
from bot.teams import Teams
from conversations import flow
from knowledge import loading

log = logging.getLogger(__name__)

REMEMBER_EVENTS_SECONDS = 30 * 86_400.0

KNOWN_ERRORS: Mapping[type[Exception], str] = {
    NotYours: "That belongs to another conversation. Start or resume your own with `/mlops`.",
    NoLongerCounts: "That answer no longer counts: it was given anew or taken back. The newer one can be changed.",
    NotAMember: "That result belongs to a team you are not in. Join the team with `/mlops` in its channel.",
}


@dataclass(frozen=True)
class Running:
    """The bot, ready to take deliveries, and what drains its outbox."""

    app: App
    desk: Desk
    sender: Sender

    def start(self) -> None:
        """Begin to send what waits; forget which events came long ago, as Slack delivers none of them again."""
        with self.desk.store.quiet_transaction() as db:
            deliveries.forget_before(db, later(self.desk.clock(), -REMEMBER_EVENTS_SECONDS))
        self.sender.start()

    def stop(self) -> None:
        """Let calls under way finish; what still waits is kept for the next start."""
        self.desk.modals.stop()
        self.sender.stop()

    def pending(self) -> int:
        """How many messages and modals are still to be sent."""
        return outbox.pending(self.desk.store.reading()) + self.desk.modals.under_way


def build(settings: Settings, clock: Clock = system_clock, pace: Pace | None = None) -> Running:
    """Build the bot. The database is expected to be migrated. `pace`: Slack's rates, unless tests want none."""
    store = Store(settings.database_url)
    calls = SlackCalls(settings.api_url, lambda workspace: settings.bot_token)
    library, flows = loading.shipped(), flow.shipped()
    results = Results(store, library, flows, clock)
    assessments = Assessments(store, library, flows, clock)
    desk = Desk(library, store, clock, Teams(store, clock), assessments, results, Modals(calls))
    sender = Sender(store, calls, clock, pace or Pace(time.monotonic), results.could_not_share)
    store.on_commit = sender.wake
    return Running(_bolt(settings, desk), desk, sender)


class _Unasked(logging.Filter):
    """Keeps back Bolt's remarks on a token that we hand over on purpose."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith("As ")


def _bolt(settings: Settings, desk: Desk) -> App:
    quiet = logging.getLogger("bot.bolt")
    quiet.addFilter(_Unasked())
    app = App(
        logger=quiet,
        process_before_response=True,  # the listener runs first and the answer follows: no polling, no lost ack
        signing_secret=settings.signing_secret or "unused in Socket Mode",
        client=WebClient(settings.bot_token, base_url=settings.api_url, retry_handlers=[]),
        authorize=lambda enterprise_id, team_id: AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=settings.bot_token
        ),
        token_verification_enabled=False,
    )
    for listeners in (commands, actions, views, events):
        listeners.register(app, desk)
    app.error(_on_error(desk))
    return app


def _on_error(desk: Desk) -> Any:
    def failed(error: Exception, body: Mapping[str, Any]) -> BoltResponse:
        """A known error becomes a sentence; any other a reference that is also in the log."""
        known = KNOWN_ERRORS.get(type(error))
        if known is None:
            reference = secrets.token_hex(4)
            log.error("reference %s", reference, exc_info=error)
            known = (
                f"Something went wrong on my side, and nothing was changed. Reference: {reference}. Please try again."
            )
        return _tell(desk, body, home.notice(known))

    return failed


def _tell(desk: Desk, body: Mapping[str, Any], message: Message) -> BoltResponse:
    """Tell the person where they are: in the command's answer, the modal, beside the button, or by direct message."""
    if "command" in body:
        return _json({"response_type": "ephemeral", **message.payload()})
    if body.get("type") == "view_submission":
        view = home.reading_view("That did not work", message.blocks)
        return _json({"response_action": "update", "view": view.to_dict()})
    if body.get("type") == "block_actions":
        click = Click(str(body.get("response_url", "")), "", "")
        person = acting(body)
        if click.response_url:
            desk.answer_beside(Call(person, "", "", click=click), message)
    elif "event" in body and body["event"].get("user"):
        desk.write(Person(body["team_id"], body["event"]["user"]), message)
    return BoltResponse(status=200, body="")


def _json(answer: Mapping[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": ["application/json"]})
