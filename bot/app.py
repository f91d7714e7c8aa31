"""The one place that builds things: settings, store and clock -> the Bolt app and what runs beside it."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot import outbox as sending
from bot.action_reminders import MAKE_REMINDER
from bot.actions import Actions, StepGone
from bot.agents import MAKE_STATUS, Agents
from bot.assessments import Assessments, NoLongerCounts, NotYours
from bot.blocks import home
from bot.blocks.kit import Message
from bot.checkins import CheckIns
from bot.clock import Clock, later, stamp, system_clock
from bot.config import Settings
from bot.consensus import Consensus, NoLongerDisputed
from bot.desk import Desk
from bot.digests import Digests
from bot.drawing import MAKE_HEATMAP, MAKE_PROFILE, MAKE_STAGES, Drawing
from bot.export import MAKE_EXPORT, Exports
from bot.history import History
from bot.hometab import MAKE_LEAD, HomeTabs, NotAProgrammeLead
from bot.introducing import Introductions
from bot.inviting import Invitations
from bot.leading import Leading
from bot.listeners import actions, commands, events, views
from bot.making import Makers
from bot.membership import NotAMember, NotForYou, NotInTeam, NotTheLead
from bot.modals import Modals
from bot.outbox import OnDropped, Sender
from bot.pace import Pace
from bot.people import Person
from bot.rhythms import Rhythms
from bot.sharing import Results
from bot.showing import Showing
from bot.slack_calls import SlackCalls
from bot.store import deliveries, outbox
from bot.store.database import Connection, Store
from bot.store.outbox import Draft
from bot.subscribing import Subscriptions
from bot.targets import Targets
from bot.teams import Teams
from bot.ticking import Step, Ticker
from bot.watching import MAKE_HOME
from conversations import flow
from knowledge import loading

log = logging.getLogger(__name__)

REMEMBER_EVENTS_SECONDS = 30 * 86_400.0

KNOWN_ERRORS: Mapping[type[Exception], str] = {
    NotTheLead: "Only the team's lead can do that. `/mlops team` shows who that is.",
    NoLongerDisputed: "That is no longer disputed in your team's newest result. `/mlops stage` shows it.",
    NotYours: "That belongs to another conversation. Start or resume your own with `/mlops`.",
    NoLongerCounts: "That answer no longer counts: it was given anew or taken back. The newer one can be changed.",
    NotAMember: "That result belongs to a team you are not in. Join the team with `/mlops` in its channel.",
    NotInTeam: "That belongs to a team you are not in, or is gone. Join the team with `/mlops` in its channel.",
    NotForYou: "That was not put to you, or no longer stands. Join the team with `/mlops` in its channel.",
    StepGone: "I no longer know that step. `/mlops steps` shows the ones that count now.",
    NotAProgrammeLead: "Only programme leads see all teams. One of them can name you, or whoever runs me can.",
}


@dataclass(frozen=True)
class Running:
    """The bot, ready to take deliveries, what drains its outbox, and what enqueues what is due (`ticker`, started by
    whoever wants this process to be a clock)."""

    app: App
    desk: Desk
    sender: Sender
    ticker: Ticker

    def start(self) -> None:
        """Begin to send what waits; forget which events came long ago, as Slack delivers none of them again."""
        with self.desk.store.quiet_transaction() as db:
            deliveries.forget_before(db, later(self.desk.clock(), -REMEMBER_EVENTS_SECONDS))
        self.sender.start()

    def stop(self) -> None:
        """Let calls under way finish; what still waits is kept for the next start."""
        self.ticker.stop()
        self.desk.modals.stop()
        self.sender.stop()

    def pending(self) -> int:
        """How many messages and modals are still to be sent."""
        now = stamp(self.desk.clock())
        return outbox.pending(self.desk.store.reading(), now) + self.desk.modals.under_way


def build(settings: Settings, clock: Clock = system_clock, pace: Pace | None = None) -> Running:
    """Build the bot. The database is expected to be migrated. `pace`: Slack's rates, unless tests want none."""
    store = Store(settings.database_url)
    calls = SlackCalls(settings.api_url, settings.bot_tokens)
    desk = _desk(store, calls, clock)
    sender = Sender(store, calls, clock, pace or Pace(), _dropped(desk), _makers(desk))
    store.on_commit = sender.wake
    ticker = Ticker(store, clock, _steps(desk), _stepped_back(desk))
    return Running(_bolt(settings, desk), desk, sender, ticker)


def _desk(store: Store, calls: SlackCalls, clock: Clock) -> Desk:
    """Every subject's door."""
    library, flows = loading.shipped(), flow.shipped()
    assessments = Assessments(store, library, flows, clock)
    history = History(store, library, clock)
    return Desk(
        library,
        store,
        clock,
        teams=Teams(store, clock),
        assessments=assessments,
        results=Results(store, library, flows, clock),
        modals=Modals(calls),
        consensus=Consensus(store, library, flows, clock),
        history=history,
        drawing=Drawing(store, library, history, clock),
        agents=Agents(store, flows, clock),
        homes=HomeTabs(store, library, clock, assessments, calls.look_at_person),
        actions=Actions(store, library, clock),
        targets=Targets(store, library, clock),
        invitations=Invitations(store, clock, calls.look_at_person),
        leading=Leading(store, clock),
        exports=Exports(store, library, clock),
        checkins=CheckIns(store, library, clock, assessments),
        rhythms=Rhythms(store, clock, calls.look_at_person),
        subscriptions=Subscriptions(store, library, clock, calls),
        digests=Digests(store, library, clock, calls),
        showing=Showing(store, clock),
        introductions=Introductions(store, library, clock),
    )


def _makers(desk: Desk) -> Makers:
    """Who makes what is made only when it is sent."""
    return {
        MAKE_STATUS: desk.agents.status,
        MAKE_HOME: desk.homes.make,
        MAKE_LEAD: desk.homes.make_lead,
        MAKE_REMINDER: desk.actions.reminder,
        **dict.fromkeys((MAKE_PROFILE, MAKE_STAGES, MAKE_HEATMAP), desk.drawing.make),
        MAKE_EXPORT: desk.exports.make,
        **desk.invitations.makers(),
        **desk.leading.makers(),
        **desk.checkins.makers(),
        **desk.rhythms.makers(),
        **desk.subscriptions.makers(),
        **desk.digests.makers(),
    }


def _steps(desk: Desk) -> tuple[Step, ...]:
    """What the clock looks after, in this order."""
    return (
        desk.rhythms.set_up_new,
        desk.checkins.enqueue_due,
        desk.digests.catch_up,
        desk.digests.enqueue_due,
        lambda now: sending.forget(desk.store, now),
    )


def _stepped_back(desk: Desk) -> Callable[[], None]:
    """What a clock that was ahead has planned is put right."""

    def put_right() -> None:
        desk.rhythms.heal()
        sending.step_back(desk.store, desk.clock)

    return put_right


def _dropped(desk: Desk) -> OnDropped:
    """Whom it concerns that a message was given up: each looks whether it is one of its own."""
    told: tuple[OnDropped, ...] = (
        desk.results.could_not_share,
        desk.agents.dropped,
        desk.invitations.could_not_ask,
        desk.leading.could_not_reach,
        desk.exports.could_not_send,
        desk.drawing.could_not_draw,
        desk.checkins.could_not_reach,
        desk.rhythms.could_not_tell,
        desk.subscriptions.could_not_subscribe,
        desk.digests.could_not_post,
        desk.introductions.could_not_introduce,
    )

    def tell(db: Connection, draft: Draft, reason: str) -> None:
        for one in told:
            one(db, draft, reason)

    return tell


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
        client=WebClient(settings.bot_tokens[0], base_url=settings.api_url, retry_handlers=[]),
        authorize=lambda enterprise_id, team_id: AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=settings.bot_tokens[0]
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
        desk.answer_beside(actions.call_of(body), message)
    elif isinstance(person := body.get("event", {}).get("user"), str):
        desk.write(Person(body["team_id"], person), message)
    return BoltResponse(status=200, body="")


def _json(answer: Mapping[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": ["application/json"]})
