"""Structured logs: one JSON line an interaction, with ids and times; no token, no answer, no typed word in it."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bot.clock import stamp, system_clock
from bot.people import Person

log = logging.getLogger("bot.interaction")


class _Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"time": stamp(system_clock()), "level": record.levelname.lower(), "from": record.name}
        line["message"] = record.getMessage()
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(level: int = logging.INFO) -> None:
    """Send all logs to standard error, as lines of JSON. Slack's own libraries only speak of warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("slack_bolt", "slack_sdk", "gunicorn.error"):
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))


@contextmanager
def interaction(kind: str, name: str, person: Person) -> Iterator[None]:
    """Log one thing a person did: what kind, which button or command, how long it took, whether it went well."""
    began = time.perf_counter()
    outcome = "failed"
    try:
        yield
        outcome = "done"
    finally:
        took = round(1000 * (time.perf_counter() - began), 2)
        fields = {"kind": kind, "name": name, "workspace": person.workspace, "person": person.id, "ms": took}
        log.info("%s %s", kind, outcome, extra={"fields": fields | {"outcome": outcome}})
