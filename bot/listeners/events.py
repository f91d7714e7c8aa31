"""Messages typed to the bot, mentions in channels, and the end of an installation."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import App

from bot import ids
from bot.blocks.kit import Message
from bot.desk import Call, Desk
from bot.listeners import agents, hometab
from bot.listeners.subcommands import SUBCOMMANDS, gone_to_questions, run
from bot.logs import interaction
from bot.people import Person
from knowledge.searching import ask

log = logging.getLogger(__name__)

_MENTION = re.compile(r"<@[^>]+>")
_LINK = re.compile(r"<((?:https?|mailto|tel):[^|<>]*)(?:\|([^<>]*))?>")


def register(app: App, desk: Desk) -> None:
    """Listen to direct messages, to mentions and to the app's removal."""

    @app.event("message")
    def typed(body: Mapping[str, Any], event: Mapping[str, Any]) -> None:
        if event.get("channel_type") == "im" and not event.get("subtype") and not event.get("bot_id"):
            handle(desk, body, event)

    @app.event("app_home_opened")
    def looked(body: Mapping[str, Any], event: Mapping[str, Any]) -> None:
        hometab.opened(desk, body, event)
        agents.opened(desk, body, event)

    @app.event("user_change")
    def changed(body: Mapping[str, Any], event: Mapping[str, Any]) -> None:
        if event["user"].get("deleted"):
            desk.leading.departed(Person(str(body["team_id"]), str(event["user"]["id"])))

    @app.event("app_mention")
    def mentioned(body: Mapping[str, Any], event: Mapping[str, Any]) -> None:
        if not event.get("bot_id"):
            answer_mention(desk, body, event)

    @app.event("app_uninstalled")
    @app.event("tokens_revoked")
    def removed(body: Mapping[str, Any]) -> None:
        log.warning("the app was removed from workspace %s; its data stays until it is deleted", body.get("team_id"))


def handle(desk: Desk, body: Mapping[str, Any], event: Mapping[str, Any]) -> None:
    """Words typed in direct messages: a word of ours, an answer to the open question, or neither."""
    person = Person(str(body["team_id"]), str(event["user"]))
    call = Call(person, str(event["channel"]), str(body.get("api_app_id", "")))
    text = unescape(str(event.get("text", "")))
    with interaction("message", "typed", person), agents.thinking(desk, body, event, text):
        _typed(desk, call, body, event)
    desk.acted(person)


def answer_mention(desk: Desk, body: Mapping[str, Any], event: Mapping[str, Any]) -> None:
    """A question put to the bot in a channel: answered in a thread of it, where everybody there can read it."""
    person = Person(str(body["team_id"]), str(event["user"]))
    text = unescape(_MENTION.sub(" ", str(event.get("text", "")))).strip()
    call = Call(person, str(event["channel"]), str(body.get("api_app_id", "")), text=text)
    with interaction("mention", ids.ASK, person):
        thread = str(event.get("thread_ts") or event["ts"])
        desk.reply(call, run(desk, call, ids.ASK), thread, str(body["event_id"]))


def _typed(desk: Desk, call: Call, body: Mapping[str, Any], event: Mapping[str, Any]) -> None:
    person = call.person
    text, thread, delivery = (
        unescape(str(event.get("text", ""))),
        str(event.get("thread_ts", "")),
        str(body["event_id"]),
    )
    word = text.lower().removeprefix(ids.COMMAND).removeprefix("mlops").strip()
    asked = text[text.lower().index(f"{ids.ASK} ") + len(ids.ASK) :].strip() if word.startswith(f"{ids.ASK} ") else ""
    if asked and (ask(desk.library, asked).covered or not desk.assessments.listens(person)):
        desk.write(person, run(desk, replace(call, text=asked), ids.ASK), thread, delivery)
    elif word in SUBCOMMANDS and not desk.assessments.wants_words(person):
        _say_once(desk, call, word, thread, delivery)
    elif not desk.assessments.type(person, text, thread, delivery):
        desk.write(person, _unprompted(desk, call, text), thread, f"{delivery}:answer")


def _say_once(desk: Desk, call: Call, word: str, thread: str, delivery: str) -> None:
    if word == ids.ASSESS:
        own = desk.teams.of_person(call.person)
        if len(own) == 1:
            begun = desk.assessments.assess(call.person, own[0], thread, delivery)
            if begun == "answered":
                desk.write(call.person, gone_to_questions(call, own[0], begun), thread, f"{delivery}:answer")
            return
    desk.write(call.person, run(desk, call, word), thread, delivery)


def _unprompted(desk: Desk, call: Call, text: str) -> Message:
    """Words that no conversation waits for: a question is answered; to a greeting or a thank-you, the home base."""
    first = text.lower().partition(" ")[0]
    asks = "?" in text or first in desk.library.talk_words.question_words
    if asks or (first != text.lower() and ask(desk.library, text).covered):
        return run(desk, replace(call, text=text), ids.ASK)
    return run(desk, call, ids.HOME)


def unescape(text: str) -> str:
    """What the person typed, without Slack's escaping and the links it made of addresses."""
    return _LINK.sub(_typed_address, text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _typed_address(link: re.Match[str]) -> str:
    return link.group(2) or link.group(1)
