"""What happens underneath: the state of a person's conversation, the capabilities so far, the placement forming."""

from __future__ import annotations

from typing import Any

from bot import voices
from bot.blocks import placements as blocks
from bot.given import SHOWN
from bot.store import conversations, results, teams
from bot.store.conversations import Conversation
from bot.store.database import Connection
from conversations.session import said
from knowledge.library import Library, Values
from knowledge.placements import Placement
from knowledge.scoring import place


def underneath(db: Connection, library: Library, workspace: str, person: str) -> dict[str, Any]:
    """What is stored of a person's open conversation and what comes of it; else of their team's newest result."""
    where = conversations.listening(db, workspace, person)
    if where:
        found = said(library, where.session.trail)
        return _shown(library, _conversation(library, where), found.values, place(library, found.values))
    for team in teams.of_person(db, workspace, person):
        if result := results.latest(db, workspace, team.id):
            values = voices.agreement(library, result).values
            about = [{"name": "Newest result", "value": f"{team.name}, {result.reached_at[:10]}"}]
            return _shown(library, about, values, place(library, values))
    return {"conversation": [], "capabilities": [], "scales": []}


def _conversation(library: Library, where: Conversation) -> list[dict[str, str]]:
    session = where.session
    question = library.questions.get(session.question)
    lines = {
        "Flow": f"{session.flow}, version {session.flow_version}",
        "State": f"{session.state} ({session.status})",
        "Turn": str(session.turn),
        "Question": question.id if question else session.capability or "none",
        "Answers given": str(len(session.trail) - session.inherited),
        "Saved": f"{session.revision} times",
    }
    return [{"name": name, "value": value} for name, value in lines.items()]


def _shown(
    library: Library, about: list[dict[str, str]], values: Values, placements: tuple[Placement, ...]
) -> dict[str, Any]:
    known = [(library.capabilities[id].statement, value) for id, value in values.items() if id in library.capabilities]
    return {
        "conversation": about,
        "capabilities": [{"name": name, "value": SHOWN[value]} for name, value in known],
        "scales": [_scale(library, one) for one in blocks.in_order(library, placements)],
    }


def _scale(library: Library, placement: Placement) -> dict[str, Any]:
    model = library.maturity_models[placement.maturity_model]
    dimensions = [(model.dimension(id), found) for id, found in placement.dimensions.items()]
    return {
        "name": blocks.titled(model, placement),
        "dimensions": [
            {"name": dimension.name, "bar": blocks.bar(model, found), "words": blocks.number(model, found)}
            for dimension, found in dimensions
        ],
    }
