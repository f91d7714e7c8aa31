"""What the engine wants said -> drafts for the outbox: new prompts are posted, old ones shrink where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.blocks import answers, checkin_replies, home, prompts
from bot.blocks.kit import Message
from bot.blocks.prompts import Voice
from bot.outcomes import Outcome
from bot.people import Click
from bot.store.conversations import Conversation
from bot.store.evidence import NOTHING, Evidence
from bot.store.ids import new_id
from bot.store.outbox import Draft
from conversations.flow import AS_BEFORE
from conversations.prompting import asked
from conversations.session import SKIPPED, Passed, Session
from conversations.turns import (
    Asked,
    Closed,
    Explained,
    Finished,
    Offered,
    Paused,
    ReadBack,
    Stale,
    Told,
    Turn,
    Weighed,
)

READ_BACK = ("right", "wrong")
PAST_RESULT = "You went on from this result already. `/mlops` shows where you are now."


@dataclass(frozen=True)
class Scene:
    """What a turn's message may show: the session after the event, evidence for answers, the result if reached."""

    voice: Voice
    where: Conversation
    session: Session
    evidence: Mapping[int, Evidence]
    outcome: Outcome | None = None
    click: Click | None = None
    pressed: str = ""
    """The button that was pressed, if one was."""
    joins: Message | None = None
    """What is said first to somebody who joins an assessment that others have begun."""

    @property
    def on_read_back(self) -> bool:
        """Whether the button was one of a read-back's, not of the prompt itself."""
        return self.pressed.partition(" ")[0] in READ_BACK


def drafts(scene: Scene, turns: Sequence[Turn]) -> Iterator[Draft]:
    """The drafts for these turns, in order; before the first of a conversation that joins others, what it is about."""
    if scene.joins:
        yield _post(scene, scene.joins, 0)
    taken = scene.on_read_back and not any(isinstance(turn, Stale) for turn in turns)
    if scene.click and taken and scene.where.session.heard:
        yield _replace(scene, scene.click, prompts.read(scene.where.session.heard.words))
    for turn in turns:
        yield from _drafts(scene, turn)


def _drafts(scene: Scene, turn: Turn) -> Iterator[Draft]:
    match turn:
        case Asked():
            yield _post(scene, prompts.asked(scene.voice, turn), turn.turn)
        case Offered():
            yield _post(scene, prompts.offered(scene.voice, turn), turn.turn)
        case Weighed():
            yield _post(scene, prompts.weighed(scene.voice, turn), turn.turn)
        case ReadBack():
            yield _post(scene, prompts.read_back(scene.voice, turn), 0)
        case Finished():
            if scene.outcome:
                yield _post(scene, checkin_replies.result(scene.voice.library, scene.outcome), turn.turn)
        case Told():
            question = scene.voice.library.questions.get(turn.question)
            text = question.text if question else ""
            yield _post(scene, answers.page(scene.voice.library, turn.found, text), 0)
        case Explained():
            yield from _explained(scene, turn)
        case Closed() | Paused():
            yield from _closed(scene, turn)
        case Stale():
            yield from _stale(scene, turn)


def _explained(scene: Scene, turn: Explained) -> Iterator[Draft]:
    again = asked(scene.voice.library, scene.voice.flow, scene.session)
    message = prompts.asked(scene.voice, again, explained=True, ticked=scene.click.ticked if scene.click else None)
    yield _replace(scene, scene.click, message) if scene.click else _post(scene, message, turn.turn)


def _closed(scene: Scene, turn: Closed | Paused) -> Iterator[Draft]:
    """The prompt shrinks: through the click's own address if it was clicked, else wherever its message stands."""
    if isinstance(turn, Paused):
        message = prompts.paused(scene.voice, turn.turn)
    else:
        message = prompts.closed(
            scene.voice, turn.turn, scene.session.entry(turn.turn), scene.evidence.get(turn.turn, NOTHING)
        )
    if scene.click and not scene.on_read_back and _is_of(scene, turn.turn):
        yield _replace(scene, scene.click, message, turn.turn)
    else:
        yield _draft(scene, "chat.update", "", message.payload(), turn.turn)


def _is_of(scene: Scene, turn: int) -> bool:
    """Whether the clicked message is the prompt of this turn: only the turn that was open when it was clicked is."""
    return turn == scene.where.session.turn


def _stale(scene: Scene, turn: Stale) -> Iterator[Draft]:
    """A prompt that is done with was clicked: it shrinks to what was said, and tells where the conversation is now."""
    if not scene.click:
        return
    if any(state.kind == "result" and state.choice(scene.pressed) for state in scene.voice.flow.states):
        beside = {"replace_original": False, "response_type": "ephemeral", **home.notice(PAST_RESULT).payload()}
        yield _draft(scene, "response_url", scene.click.response_url, beside)
        return
    if turn.turn == scene.session.turn and scene.session.question and not scene.on_read_back:
        yield from _explained(scene, Explained(turn.turn, scene.session.question))
        return
    entry = scene.session.entry(turn.turn)
    done = scene.session.status == "finished" or (entry is not None and _said_so(scene, entry))
    here = "" if done else "The conversation has moved on; the open question is below."
    message = prompts.closed(scene.voice, turn.turn, entry, scene.evidence.get(turn.turn, NOTHING), here)
    yield _replace(scene, scene.click, message, turn.turn)


def _said_so(scene: Scene, entry: Passed) -> bool:
    """Whether the button that was pressed is the one that gave this answer."""
    as_last_time = scene.pressed in (AS_BEFORE, SKIPPED) and scene.session.as_last_time(entry)
    return entry.choice == scene.pressed or as_last_time


def _post(scene: Scene, message: Message, turn: int) -> Draft:
    payload = message.payload()
    if scene.where.thread:
        payload["thread_ts"] = scene.where.thread
    return _draft(scene, "chat.postMessage", scene.where.person, payload, turn)


def _replace(scene: Scene, click: Click, message: Message, turn: int = 0) -> Draft:
    return _draft(scene, "response_url", click.response_url, {"replace_original": True, **message.payload()}, turn)


def _draft(scene: Scene, method: Any, address: str, payload: Mapping[str, Any], turn: int = 0) -> Draft:
    lane = scene.where.id
    return Draft(
        *(f"turn:{lane}:{new_id()}", scene.where.workspace, lane, method, address, payload),
        *(scene.where.id, turn, scene.where.person),
    )
