"""Placements as JSON text, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from knowledge.library import Library, Value
from knowledge.placements import Blocker, Match, Placement, Range


def dump_placements(placements: Sequence[Placement]) -> str:
    """Placements as JSON text, for the store."""
    return json.dumps([asdict(placement) for placement in placements], default=lambda value: value.value)


def load_placements(library: Library, text: str) -> tuple[Placement, ...]:
    """Stored placements, without scales that this release no longer knows."""
    rows: list[dict[str, Any]] = json.loads(text)
    return tuple(_placement(row) for row in rows if row["maturity_model"] in library.maturity_models)


def _placement(row: dict[str, Any]) -> Placement:
    blockers = (Blocker(**{**blocker, "value": Value(blocker["value"])}) for blocker in row["blockers"])
    ranges = {id: Range(**found) for id, found in row["dimensions"].items()}
    return Placement(
        *(row["maturity_model"], row["applicable"], Range(**row["overall"]), ranges),
        *(tuple(blockers), tuple(row["set_aside"])),
        matches=tuple(Match(**found) for found in row.get("matches", ())),
        tied=tuple(row.get("tied", ())),
        open_items=tuple(row.get("open_items", ())),
    )
