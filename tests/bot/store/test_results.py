"""Results as they are stored: read back as they were, in the order of their assessments, seen only by their workspace."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store import assessments, results
from bot.store.database import Connection
from bot.store.decisions import Decision
from bot.store.results import Respondent, Result
from bot.store.teams import Team
from conversations.session import Passed
from knowledge.library import Value
from tests.bot.several import ANA, BO, Several

TEXT = st.text(max_size=30)
PASSED = st.builds(Passed, st.integers(1, 99), TEXT, TEXT, TEXT, TEXT, TEXT, st.dictionaries(TEXT, TEXT, max_size=3))
PEOPLE = st.lists(st.builds(Respondent, TEXT, TEXT, st.lists(PASSED, max_size=3).map(tuple)), max_size=4).map(tuple)
DECIDED = st.builds(
    Decision, TEXT, st.sampled_from(list(Value)), st.sampled_from(["consensus", "action"]), TEXT, TEXT, TEXT
)


class Shelf(Several):
    """A store with a team, into which results are put straight."""

    def round(self, db: Connection, day: int) -> str:
        """An assessment begun on this day; its id."""
        return assessments.begin(db, "T1", self.team.id, ANA.id, f"2026-01-{day:02}").id

    def put(self, db: Connection, id: str, assessment: str, day: int, people: int = 1) -> Result:
        made = Result(
            *(id, "T1", self.team.id, assessment, ANA.id, "", "v1", "answers"),
            *(tuple(Respondent(f"U{one}", f"c{one}", ()) for one in range(people)), (), "[]", f"2026-01-{day:02}"),
        )
        results.add(db, made)
        return made


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path, ANA, BO)


@settings(max_examples=40, deadline=None)
@given(people=PEOPLE, decided=st.lists(DECIDED, max_size=3).map(tuple), subject=TEXT)
def test_a_result_is_read_back_as_it_was(
    people: tuple[Respondent, ...], decided: tuple[Decision, ...], subject: str
) -> None:
    with TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder), ANA, BO)
        with shelf.store.transaction() as db:
            made = replace(
                shelf.put(db, "first", shelf.round(db, 1), 1),
                id="r",
                respondents=people,
                decisions=decided,
                subject=subject,
                reached_at="2026-01-02",
            )
            results.add(db, made)
            found = results.find(db, "T1", "r")
    assert found == replace(made, in_the_end=len(people))


def test_the_newest_result_is_of_the_newest_assessment_whenever_it_was_reached(shelf: Shelf) -> None:
    with shelf.store.transaction() as db:
        one, two = shelf.round(db, 1), shelf.round(db, 10)
        shelf.put(db, "a1", one, 2)
        shelf.put(db, "b1", two, 11)
        shelf.put(db, "a2", one, 20)
        shelf.put(db, "b2", two, 12)
        found = results.all_of(db, "T1", shelf.team.id)
        assert [result.id for result in found] == ["b2", "b1", "a2", "a1"]
        latest, of_first = results.latest(db, "T1", shelf.team.id), results.of_assessment(db, "T1", one)
        assert latest is not None
        assert of_first is not None
        assert (latest.id, of_first.id) == ("b2", "a2")
        before = results.before(db, latest.workspace, latest.team, latest.assessment)
        assert before is not None
        assert before.id == "a2"
        assert results.before(db, before.workspace, before.team, before.assessment) is None


@pytest.mark.parametrize(
    ("moment", "seen"), [("2026-01-01", None), ("2026-01-02", "a1"), ("2026-01-15", "b1"), ("2027", "b1")]
)
def test_as_of_a_moment_only_what_was_reached_by_then_is_seen(shelf: Shelf, moment: str, seen: str | None) -> None:
    with shelf.store.transaction() as db:
        one, two = shelf.round(db, 1), shelf.round(db, 10)
        shelf.put(db, "a1", one, 2)
        shelf.put(db, "b1", two, 11)
        shelf.put(db, "a2", one, 20)
        found = results.as_of(db, "T1", shelf.team.id, moment)
        assert (found.id if found else None) == seen


def test_an_early_result_knows_how_many_its_assessment_has_in_the_end(shelf: Shelf) -> None:
    with shelf.store.transaction() as db:
        one = shelf.round(db, 1)
        for people in (1, 2, 3):
            shelf.put(db, f"a{people}", one, people, people)
        shelf.put(db, "b", shelf.round(db, 10), 11)
        found = {result.id: result.in_the_end for result in results.all_of(db, "T1", shelf.team.id)}
    assert found == {"a1": 3, "a2": 3, "a3": 3, "b": 1}


def test_publishing_is_noted_once_and_only_in_its_workspace(shelf: Shelf) -> None:
    with shelf.store.transaction() as db:
        shelf.put(db, "a", shelf.round(db, 1), 1)
        results.publish(db, "T2", "a", "2026-02-01")
        assert shelf.rows("SELECT published_at FROM results") == [("",)]
        for day in ("2026-02-02", "2026-02-03"):
            results.publish(db, "T1", "a", day)
    assert shelf.rows("SELECT published_at FROM results") == [("2026-02-02",)]


def test_another_workspace_sees_no_result_by_any_way(shelf: Shelf) -> None:
    with shelf.store.transaction() as db:
        one = shelf.round(db, 1)
        made = shelf.put(db, "a", one, 1)
        shelf.put(db, "b", shelf.round(db, 2), 2)
        assert results.find(db, "T2", "a") is None
        assert results.latest(db, "T2", shelf.team.id) is None
        assert results.of_assessment(db, "T2", one) is None
        assert results.all_of(db, "T2", shelf.team.id) == ()
        assert results.as_of(db, "T2", shelf.team.id, "2027") is None
        assert results.before(db, "T2", made.team, made.assessment) is None
        assert results.count(db, "T2", shelf.team.id) == 0
        assert assessments.current(db, "T2", shelf.team.id) is None
        assert assessments.find(db, "T2", one) is None


def test_a_workspace_closes_only_its_own_assessments(shelf: Shelf) -> None:
    with shelf.store.transaction() as db:
        one = shelf.round(db, 1)
        other = Team("t2", "T1", "Pricing", "C9", BO.id)
        db.execute(
            "INSERT INTO teams (id, workspace, name, name_key, channel, lead, created_by, created_at)"
            " VALUES (?, 'T1', 'Pricing', 'pricing', 'C9', ?, ?, '')",
            (other.id, BO.id, BO.id),
        )
        assessments.begin(db, "T1", other.id, BO.id, "2026-01-05")
        found = assessments.find(db, "T1", one)
    assert found is not None
    assert found.closed_at == ""


def test_what_is_stored_is_plain_json_that_other_tools_can_read(shelf: Shelf) -> None:
    with shelf.store.transaction() as db:
        shelf.put(db, "a", shelf.round(db, 1), 1, 2)
    ((people, decided),) = shelf.rows("SELECT respondents, decisions FROM results")
    assert [one["person"] for one in json.loads(people)] == ["U0", "U1"]
    assert json.loads(decided) == []
