"""The whole data as JSON: its keys, which are documented, and what it must not tell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.exporting.records import SCHEMA, json_bytes
from tests.bot.exporting.kept import LIBRARY, Kept, busy


def data(kept: Kept, viewer: str = "") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json_bytes(LIBRARY, kept.export(viewer)))
    return found


BY_ID = ("capabilities", "dimensions", "values", "people")
"""Keys whose own keys are ids or values of the knowledge."""


def keys(node: object) -> Iterator[str]:
    """Every key, without those that are ids."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            inner = value.values() if key in BY_ID and isinstance(value, dict) else [value]
            for one in inner:
                yield from keys(one)
    if isinstance(node, list):
        for one in node:
            yield from keys(one)


def test_every_key_is_documented(kept: Kept) -> None:
    documented = Path("docs/export.md").read_text(encoding="utf-8")
    found = data(kept, "U1")
    assert found["schema"] == SCHEMA == 1
    assert [key for key in sorted(set(keys(found))) if f"`{key}`" not in documented] == []


def test_it_holds_results_actions_target_and_what_was_agreed(kept: Kept) -> None:
    found = data(kept, "U1")
    assert found["team"] == {"id": kept.team.id, "name": kept.name, "channel": "C1", "lead": "U1", "members": 3}
    assert found["target"] == {
        "maturity_model": "azure",
        "level": 3,
        "due": "2028-06-30",
        "set_at": found["target"]["set_at"],
    }
    newest = found["results"][0]
    assert newest["cause"] == "consensus"
    assert [one["reason"] for one in newest["decisions"]] == ["We looked at it together"]
    assert {one["id"] for one in newest["placements"]} == set(LIBRARY.maturity_models)
    assert {one["state"] for one in found["actions"]} == {"open", "started", "done", "dropped"}
    assert [one["what"] for one in found["actions"][0]["events"]] == ["taken on", "started"]
    assert sum(one["people"] for one in newest["spreads"][0]["answers"]) >= newest["spreads"][0]["people"] == 3


def test_nobody_who_answered_or_decided_is_named(tmp_path: Path) -> None:
    kept = busy(tmp_path)
    with kept.store.transaction() as db:
        for table in ("results", "notes", "decisions", "targets", "action_events", "actions", "teams"):
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            for column in {"set_by", "created_by", "asked_by", "person"} & set(columns):
                db.execute(f"UPDATE {table} SET {column} = 'U0SECRET'")
        for row in db.execute("SELECT id, respondents, decisions FROM results").fetchall():
            people = [
                one | {"person": f"U0SECRET{number}"} for number, one in enumerate(json.loads(row["respondents"]))
            ]
            agreed = [one | {"person": "U0SECRET"} for one in json.loads(row["decisions"])]
            db.execute(
                "UPDATE results SET respondents = ?, decisions = ? WHERE id = ?",
                (json.dumps(people), json.dumps(agreed), row["id"]),
            )
    for viewer in ("", "U0SECRET1"):
        content = json_bytes(LIBRARY, kept.export(viewer)).decode()
        assert "SECRET" not in content
        assert ('"given"' in content) == bool(viewer)


def test_evidence_stands_with_its_answer(kept: Kept) -> None:
    given = data(kept, "U1")["results"][0]["answers"][0]
    assert (given["respondent"], given["own"]) == (1, True)
    links = [one["evidence"]["link"] for one in given["given"]]
    assert links[0].startswith("https://wiki.example.com/")
    assert set(links[1:]) == {""}
    others = data(kept, "U2")["results"][0]["answers"][0]["given"]
    assert {one["evidence"]["link"] for one in others} == {""}


def test_a_team_without_a_result_has_its_data_all_the_same(tmp_path: Path) -> None:
    found = data(Kept(tmp_path))
    assert found["results"] == found["actions"] == []
    assert found["target"] is None
