"""Pictures for Slack: enqueued on a click, drawn when sent, shown by file with alt text and the same in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from bot import days, ids
from bot.blocks.kit import Message, button, context, image, row, section
from bot.clock import Clock, stamp
from bot.history import History
from bot.making import HERE, File
from bot.people import Person
from bot.pictures import Picture, draw
from bot.pictures.heatmap import heatmap
from bot.pictures.line import Line, line
from bot.pictures.radar import radar
from bot.store import outbox, programme, teams
from bot.store import results as store
from bot.store.database import Connection, Store
from bot.store.ids import new_id
from bot.store.outbox import Draft
from bot.store.placements import load_placements
from bot.store.teams import Team
from bot.text import cut, escape, escape_lines
from knowledge.library import Library
from knowledge.placements import Placement

MAKE_PROFILE, MAKE_STAGES, MAKE_HEATMAP = "profile", "stages", "heatmap"
_MAKERS = (MAKE_PROFILE, MAKE_STAGES, MAKE_HEATMAP)
LANE = "picture:"
LONGEST_TEXT = 2800
_Named = tuple[Picture, str]
"""A picture, and the name of its file."""


@dataclass(frozen=True)
class Drawing:
    """The subject's one door; its makers are called by the outbox."""

    store: Store
    library: Library
    history: History
    clock: Clock

    def profile(self, person: Person, result: str) -> None:
        """Enqueue the profile of a result, now against last time, for a person's direct messages."""
        self._enqueue(person, MAKE_PROFILE, {"result": result})

    def stages_drawn(self, person: Person, team: Team) -> None:
        """Enqueue a team's stages over time, for a person's direct messages."""
        self._enqueue(person, MAKE_STAGES, {"team": team.id})

    def heatmap(self, person: Person, maturity_model: str) -> None:
        """Enqueue all teams by dimension of one scale, for a programme lead's direct messages."""
        self._enqueue(person, MAKE_HEATMAP, {"maturity_model": maturity_model})

    def _enqueue(self, person: Person, make: str, what: Mapping[str, str]) -> None:
        now = stamp(self.clock())
        lane = f"{LANE}{person.workspace}:{person.id}"
        key = f"{lane}:{new_id()}"
        draft = Draft(key, person.workspace, lane, "upload", person.id, what, notify=person.id, make=make)
        with self.store.transaction() as db:
            outbox.add(db, draft, now)

    def stages(self, team: Team) -> Line | None:
        """The stages that a team's assessments came to; None before the second."""
        rounds = self.history.rounds(team)
        if len(rounds) < 2:
            return None
        return line(self.library, team.name, [(past.day, past.placements) for past in rounds])

    def make(self, draft: Draft) -> File | None:
        """The picture that a draft asks for, with its message; None if its receiver may not see it any more."""
        found = self._picture(draft)
        return _file(*found) if found else None

    def could_not_draw(self, db: Connection, draft: Draft, reason: str) -> None:
        """Tell who asked for a picture that it did not come, in the words that would have stood beside it."""
        shown = draft.lane.startswith(LANE) and draft.key.endswith(":shown")
        if draft.make not in _MAKERS and not shown:
            return
        words = _without_picture(draft.payload) if shown else draft.payload.get("instead")
        if words is None:
            found = self._picture(draft)
            if found is None:
                return
            words = _in_words(found[0], "Slack did not take the picture, so here are the words.").payload()
        lane = Person(draft.workspace, draft.notify).lane
        note = Draft(f"{draft.key}:words", draft.workspace, lane, "chat.postMessage", draft.notify, words)
        outbox.add(db, note, stamp(self.clock()))

    def _picture(self, draft: Draft) -> _Named | None:
        makers = {MAKE_PROFILE: self._profile, MAKE_STAGES: self._stages, MAKE_HEATMAP: self._heatmap}
        return makers[draft.make](draft)

    def _profile(self, draft: Draft) -> _Named | None:
        """A result's profile on the first scale with several dimensions that applies."""
        db = self.store.reading()
        result = store.find(db, draft.workspace, draft.payload["result"])
        team = teams.find(db, draft.workspace, result.team) if result else None
        if result is None or team is None or not teams.is_member(db, draft.workspace, team.id, draft.address):
            return None
        before = store.before(db, result.workspace, result.team, result.assessment)
        now, then = (load_placements(self.library, one.placements) if one else () for one in (result, before))
        placement = next((one for one in now if one.applicable and len(one.dimensions) > 1), None)
        if placement is None:
            return None
        id = placement.maturity_model
        last = next((one for one in then if one.maturity_model == id), None)
        labels = [days.told(days.of(one.reached_at)) if one else "" for one in (result, before)]
        return radar(self.library, team.name, id, placement, last, *labels), f"{team.name} profile"

    def _stages(self, draft: Draft) -> _Named | None:
        """A team's stages over time, where Slack's own chart could not say the same."""
        db = self.store.reading()
        team = teams.find(db, draft.workspace, draft.payload["team"])
        if team is None or not teams.is_member(db, draft.workspace, team.id, draft.address):
            return None
        found = self.stages(team)
        return (found, f"{team.name} stages") if found else None

    def _heatmap(self, draft: Draft) -> _Named | None:
        """All teams by dimension of the scale that the draft names; for programme leads alone."""
        db = self.store.reading()
        model = self.library.maturity_models.get(draft.payload["maturity_model"])
        if model is None or not programme.is_lead(db, draft.workspace, draft.address):
            return None
        found = [(row.team.name, row.placements) for row in programme.all_teams(db, draft.workspace)]
        rows = [(name, self._on(model.id, placements)) for name, placements in found]
        title = f"{len(rows)} teams on {model.short_name}"
        return (heatmap(self.library, title, model.id, rows), title) if rows else None

    def _on(self, model: str, placements: str) -> Placement | None:
        stored = load_placements(self.library, placements) if placements else ()
        return next((one for one in stored if one.maturity_model == model), None)


def _file(picture: Picture, name: str) -> File:
    """The picture with its message: title, image, and the same as text for those who would rather read."""
    title, text, on = _parts(picture)
    shown = Message(title, (section(f"*{title}*"), image(HERE, picture.alt, cut(picture.title, 200)), text, on))
    instead = _in_words(picture, "Slack took too long with the picture, so here are the words.")
    safe = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "picture"
    return File(f"{safe}.png", picture.title, draw(picture), message=shown.payload(), instead=instead.payload())


def _in_words(picture: Picture, why: str) -> Message:
    """What a picture would show, where it does not come."""
    title, text, on = _parts(picture)
    return Message(title, (section(f"*{title}*"), text, context(why), on))


def _parts(picture: Picture) -> tuple[str, Block, Block]:
    """The title, the text equivalent, and the way on."""
    title = escape(cut(picture.title, 200))
    text = section(f"```{escape_lines(cut(picture.as_text, LONGEST_TEXT))}```")
    return title, text, row(button("Home", ids.HOME))


def _without_picture(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {**payload, "blocks": [block for block in payload["blocks"] if block["type"] != "image"]}
