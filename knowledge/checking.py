"""Checks over a whole library: what `loading` cannot see record by record. Every problem names its record and a remedy."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge import record_checks, scale_checks, text_checks
from knowledge.library import Library, MaturityModel
from knowledge.record_checks import Record
from knowledge.strict_yaml import Problem

_NAMES: Mapping[type, str] = {MaturityModel: "maturity model"}


def problems(library: Library) -> list[Problem]:
    """Everything that is wrong with a library, in the order of files and lines."""
    found = [
        Problem(
            _place(library, record), f'{_NAMES.get(type(record), type(record).__name__.lower())} "{record.id}": {text}'
        )
        for rules in (record_checks.RULES, scale_checks.RULES, text_checks.RULES)
        for rule in rules
        for record, text in rule(library)
    ]
    return sorted(dict.fromkeys(found), key=lambda problem: _position(problem.place))


def _place(library: Library, record: Record) -> str:
    return library.places.get(f"{type(record).__name__}/{record.id}", "knowledge")


def _position(place: str) -> tuple[str, int]:
    file, _, line = place.rpartition(":")
    return (file, int(line)) if line.isdigit() else (place, 0)
