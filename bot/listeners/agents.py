"""The agent surface: the Messages tab is opened, a question is typed, an answer is judged."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from bot import ids
from bot.agents import LOOKING_UP, Spoken
from bot.blocks import feedback
from bot.desk import Call, Desk
from bot.listeners.handling import Clicked, OnClick
from bot.people import Person
from bot.store.feedback import VERDICTS


def opened(desk: Desk, body: Mapping[str, Any], event: Mapping[str, Any]) -> None:
    """The event app_home_opened: at the Messages tab, suggest what fits."""
    if event.get("tab") == "messages":
        desk.agents.opened(Person(str(body["team_id"]), str(event["user"])))


def thinking(desk: Desk, body: Mapping[str, Any], event: Mapping[str, Any], text: str) -> AbstractContextManager[None]:
    """Around what answers a typed message: if it asks something, a status shows until then."""
    person = Person(str(body["team_id"]), str(event["user"]))
    spoken = Spoken(str(event["channel"]), str(event.get("thread_ts") or event["ts"]), str(body["event_id"]))
    return desk.agents.thinking(person, spoken, LOOKING_UP if _asks(desk, text) else "")


def _asks(desk: Desk, text: str) -> bool:
    """Whether words look like a question: by the mark at their end, or by how they begin."""
    first, _, more = text.lower().partition(" ")
    return text.endswith("?") or bool(more and first in (ids.ASK, *desk.library.talk_words.question_words))


def _judged(desk: Desk, call: Call, click: Clicked) -> None:
    verdict, _, about = click.value.partition(" ")
    given = next((one for one in VERDICTS if one == verdict), None)
    if given and about and desk.agents.judge(call.person, about, given):
        desk.answer_beside(call, feedback.thanks())


CLICKS: dict[str, OnClick] = {ids.FEEDBACK: _judged}
