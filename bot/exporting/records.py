"""A team's own data as JSON, whole: what every key means is told in docs/export.md, and stays so while `schema` does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any

from bot.clock import stamp
from bot.exporting.gathering import Export, Record, Single
from bot.given import label
from bot.placing import placement_data
from bot.store.decisions import Decision
from bot.store.exports import Told
from bot.store.targets import Target
from bot.voices import Spread
from knowledge.library import Library, MaturityModel, Values

SCHEMA = 1
"""Raised when a key goes or changes its meaning; a new key does not raise it."""


def json_bytes(library: Library, export: Export) -> bytes:
    """All of it as the bytes of a file, in UTF-8."""
    return (json.dumps(data(library, export), ensure_ascii=False, indent=2) + "\n").encode()


def data(library: Library, export: Export) -> dict[str, Any]:
    """All of it as plain data. Values that were never spoken of are left out: they are unknown."""
    team, target = export.team, export.target
    return {
        "schema": SCHEMA,
        "made_at": stamp(export.made_at),
        "knowledge_version": library.version,
        "team": {
            "id": team.id,
            "name": team.name,
            "channel": team.channel,
            "lead": team.lead,
            "members": export.members,
        },
        "target": _target(target) if target else None,
        "scales": [_scale(model) for model in library.maturity_models.values()],
        "results": [_result(library, record) for record in export.records],
        "actions": [_action(told) for told in export.actions],
    }


def _target(target: Target) -> dict[str, Any]:
    """A target without who set it."""
    return {
        "maturity_model": target.maturity_model,
        "level": target.level,
        "due": target.due or None,
        "set_at": target.set_at,
    }


def _action(told: Told) -> dict[str, Any]:
    """An action with its owner; who else had a hand in it is not told."""
    action = told.action
    kept = ("id", "step", "capability", "title", "words", "owner", "due", "state", "reason", "created_at", "changed_at")
    events = [{"what": one.what, "words": one.words, "happened_at": one.happened_at} for one in told.events]
    return {name: getattr(action, name) for name in kept} | {"events": events}


def _scale(model: MaturityModel) -> dict[str, Any]:
    return {
        "id": model.id,
        "name": model.name,
        "levels": [{"number": level.number, "id": level.id or None, "name": level.name} for level in model.levels],
        "dimensions": [{"id": dimension.id, "name": dimension.name} for dimension in model.dimensions],
    }


def _result(library: Library, record: Record) -> dict[str, Any]:
    result = record.result
    return {
        "id": result.id,
        "assessment": result.assessment,
        "reached_at": result.reached_at,
        "published_at": result.published_at or None,
        "cause": result.cause,
        "subject": result.subject,
        "people_answered": record.people,
        "knowledge_version": result.knowledge_version,
        "placements": [placement_data(library, one) for one in record.placements],
        "scored_again": [placement_data(library, one) for one in record.again],
        "capabilities": _values(record.agreement.values),
        "disputed": [
            {"capability": one.capability, "people": {value.value: people for value, people in one.counts.items()}}
            for one in record.agreement.disputed
        ],
        "decisions": [_decision(one) for one in result.decisions],
        "spreads": [_spread(library, one) for one in record.spreads],
        "answers": list(_people(library, record)),
    }


def _values(values: Values) -> dict[str, str]:
    return {id: value.value for id, value in values.items()}


def _decision(decision: Decision) -> dict[str, Any]:
    """A decision without who wrote it down."""
    value = decision.value.value if decision.value else None
    return {
        "capability": decision.capability,
        "value": value,
        "cause": decision.cause,
        "reason": decision.reason,
        "decided_at": decision.decided_at,
    }


def _spread(library: Library, spread: Spread) -> dict[str, Any]:
    return {
        "question": spread.question,
        "text": library.questions[spread.question].text,
        "people": spread.of,
        "answers": [{"answer": answer, "people": people} for answer, people in spread.counts],
    }


def _people(library: Library, record: Record) -> Iterator[dict[str, Any]]:
    """Single answers, person by person: as many of them as the viewer may see."""
    for (number, own), singles in groupby(record.singles, key=lambda one: (one.respondent, one.own)):
        yield {"respondent": number, "own": own, "given": [_single(library, one) for one in singles]}


def _single(library: Library, single: Single) -> dict[str, Any]:
    given, question = single.answer, library.questions.get(single.answer.question)
    return {
        "question": given.question or None,
        "text": question.text if question else None,
        "capability": given.capability or None,
        "choice": given.choice,
        "answer": label(library, question, given.choice, given.values),
        "values": dict(given.values),
        "words": given.words,
        "evidence": asdict(single.evidence),
    }
