"""How a result was scored, however long the notes and links behind its answers are."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.blocks import home
from bot.preview.limits import refusals
from tests.bot.several import ANA, BO, CY, FIRST, SECOND, Several


@pytest.fixture
def several(tmp_path: Path) -> Several:
    """Two people, both with the longest note and a long link at every answer."""
    found = Several(tmp_path, ANA, BO, CY)
    for person, choose in ((ANA, FIRST), (BO, SECOND)):
        found.answer(person, choose)
        for entry in found.conversation(person).session.trail:
            if entry.question:
                link = f"https://wiki.example/{person.id}/{'x' * 300}"
                found.back_up(person, entry.question, note=f"{person.id} " + "n" * 490, link=link)
    return found


def test_no_gate_and_no_evidence_is_lost_to_slacks_limits(several: Several) -> None:
    blocks = several.results.scored(CY, several.seen(CY).result)
    lines = [line for block in blocks for line in block.to_dict().get("text", {}).get("text", "").split("\n")]
    trail = several.conversation(BO).session.trail
    asked = {id for entry in trail if entry.question for id in several.library.questions[entry.question].capabilities}
    for id in several.library.gates & asked:
        found = [line for line in lines if several.library.capabilities[id].statement in line]
        assert found or id == "ml_model_exists"
        assert all(f"https://wiki.example/{person.id}/" in line for line in found for person in (ANA, BO))


def test_slack_takes_the_page_all_the_same(several: Several) -> None:
    view = home.reading_view("How this was scored", several.results.scored(CY, several.seen(CY).result)).to_dict()
    assert len(view["blocks"]) < 100
    assert refusals("views.open", {"trigger_id": "1.1", "view": view}) == ()
