"""How well people's questions are answered, and in what time, beside two plain ways of searching; run it as a module.

python -m tests.evaluation.report_search
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import yaml
from rapidfuzz import fuzz, process, utils

from knowledge.library import Library
from knowledge.loading import shipped
from knowledge.searching import ask, entries

HALVES = ("tune", "held_back")
Search = Callable[[str], list[str]]
"""A question -> the ids of up to three entries, best first; none if it declines."""

_CUT_OFF = 60
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Asked:
    """A question of the evaluation set: the entries that answer it, none if the sources do not."""

    text: str
    half: str
    right: frozenset[str]

    @property
    def covered(self) -> bool:
        """Whether the sources answer it."""
        return bool(self.right)


@dataclass(frozen=True)
class Figures:
    """Shares, from 0 to 1: a right entry first and among three; off-topic declined; and, wrongly, what is covered."""

    first: float
    in_three: float
    declined: float
    wrongly_declined: float


def questions_asked() -> tuple[Asked, ...]:
    """The evaluation set."""
    rows: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("questions_asked.yaml").read_text("utf-8"))
    return tuple(Asked(row["text"], row["half"], frozenset(row.get("right", ()))) for row in rows)


def report(library: Library) -> dict[str, dict[str, Figures]]:
    """By half and by way of searching: the figures."""
    asked = questions_asked()
    return {
        half: {
            name: figures(search, [one for one in asked if one.half == half])
            for name, search in searches(library).items()
        }
        for half in HALVES
    }


def searches(library: Library) -> Mapping[str, Search]:
    """The search, and the two baselines, by name."""
    return {
        "mlops-advisor": lambda text: [hit.entry.id for hit in ask(library, text).hits],
        "WRatio over titles": by_titles(library),
        "SQLite FTS5 bm25": by_fts5(library),
    }


def figures(search: Search, asked: list[Asked]) -> Figures:
    """The figures of one way of searching over some questions."""
    found = [(one, search(one.text)) for one in asked]
    covered = [(one, ids) for one, ids in found if one.covered]
    beside = [ids for one, ids in found if not one.covered]
    return Figures(
        first=_share([bool(one.right & set(ids[:1])) for one, ids in covered]),
        in_three=_share([bool(one.right & set(ids[:3])) for one, ids in covered]),
        declined=_share([not ids for ids in beside]),
        wrongly_declined=_share([not ids for _, ids in covered]),
    )


def by_titles(library: Library) -> Search:
    """The first baseline: rapidfuzz's WRatio over the entries' titles alone."""
    titles = {entry.id: entry.title for entry in entries(library)}

    def search(text: str) -> list[str]:
        found = process.extract(
            text, titles, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=_CUT_OFF, limit=3
        )
        return [id for _, _, id in found]

    return search


def by_fts5(library: Library) -> Search:
    """The second baseline: SQLite's full-text search over titles, ways of asking and texts, ranked by bm25."""
    base = sqlite3.connect(":memory:")
    base.execute(
        "CREATE VIRTUAL TABLE entry USING fts5(id UNINDEXED, title, asks, text, tokenize = 'porter unicode61')"
    )
    rows = [(one.id, one.title, " . ".join((*one.names, *one.asks)), one.text) for one in entries(library)]
    base.executemany("INSERT INTO entry VALUES (?, ?, ?, ?)", rows)

    def search(text: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in _WORD.findall(text))
        query = "SELECT id FROM entry WHERE entry MATCH ? ORDER BY bm25(entry) LIMIT 3"
        return [str(id) for (id,) in base.execute(query, (words,))] if words else []

    return search


def main() -> None:
    """Print the table."""
    print(f"{'':10} {'':20} {'first':>7} {'in three':>9} {'declined':>9} {'wrongly declined':>17}")
    for half, ways in report(shipped()).items():
        for name, one in ways.items():
            print(
                f"{half:10} {name:20} {one.first:7.1%} {one.in_three:9.1%} {one.declined:9.1%}"
                f" {one.wrongly_declined:17.1%}"
            )
    print("\nMilliseconds that a question takes, as a median:")
    for name, search in searches(shipped()).items():
        print(f"{'':10} {name:20} {milliseconds(search):7.2f}")


def milliseconds(search: Search) -> float:
    """How long a question of the set takes, as a median, once the search is set up."""
    texts = [one.text for one in questions_asked()]
    search(texts[0])
    taken = []
    for text in texts:
        begin = perf_counter()
        search(text)
        taken.append(perf_counter() - begin)
    return 1000 * median(taken)


def _share(hits: list[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


if __name__ == "__main__":
    main()
