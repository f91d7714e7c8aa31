"""What an export holds: whose answers, which results, and that it is read in a few statements however much there is."""

from __future__ import annotations

from pathlib import Path

from bot.store import teams
from bot.store.evidence import Evidence
from tests.bot.exporting.kept import ACME, LIBRARY, Kept, busy, trail

NOTE = Evidence("nightly", "https://example.com", "2026-11-01", "2027-05-01")


def two_rounds(folder: Path, people: int) -> Kept:
    kept = Kept(folder)
    for _ in range(2):
        kept.begin(days=90)
        kept.result(*(kept.answered(f"U{one}", trail(one), NOTE) for one in range(people)))
    return kept


def test_one_or_two_peoples_answers_are_all_told_with_their_evidence(tmp_path: Path) -> None:
    newest = two_rounds(tmp_path, 2).export("U1").newest
    assert newest
    assert {(one.respondent, one.own) for one in newest.singles} == {(1, True), (2, False)}
    assert [one.evidence for one in newest.singles if one.evidence.note] == [NOTE, NOTE]


def test_of_three_people_each_is_told_their_own_answers_alone(tmp_path: Path) -> None:
    kept = two_rounds(tmp_path, 3)
    for viewer, others in (("U1", ("U0", "U2")), ("U2", ("U0", "U1"))):
        newest = kept.export(viewer).newest
        assert newest
        given = {one.person: one.trail for one in newest.result.respondents}
        assert {one.own for one in newest.singles} == {True}
        assert {one.respondent for one in newest.singles} == {1}
        assert tuple(one.answer for one in newest.singles) == given[viewer]
        assert all(given[viewer] != given[other] for other in others)
        assert len([one for one in newest.singles if one.evidence == NOTE]) == 1


def test_who_answered_nothing_is_told_no_answer_of_three_people_but_every_spread(tmp_path: Path) -> None:
    kept = two_rounds(tmp_path, 3)
    for viewer in ("", "U9"):
        newest = kept.export(viewer).newest
        assert newest
        assert newest.singles == ()
        assert newest.people == 3
        assert {one.question for one in newest.spreads} == set(LIBRARY.questions)


def test_last_time_is_the_newest_result_of_the_assessment_before(kept: Kept) -> None:
    export = kept.export()
    newest, before = export.newest, export.last_time
    assert newest
    assert before
    assert before.result.assessment != newest.result.assessment
    same = [one for one in export.records if one.result.assessment == newest.result.assessment]
    assert len(same) == 3
    assert export.records[len(same)] is before
    assert len(export.rounds) == 5
    assert export.rounds[0] is newest


def test_only_what_another_knowledge_version_scores_otherwise_is_scored_again(tmp_path: Path) -> None:
    kept = two_rounds(tmp_path, 1)
    assert all(one.again == () for one in kept.export().records)
    with kept.store.transaction() as db:
        db.execute("UPDATE results SET knowledge_version = 'old'")
    assert all(one.again == () for one in kept.export().records)
    with kept.store.transaction() as db:
        db.execute("UPDATE results SET placements = '[]'")
    again = kept.export().records[0].again
    assert {one.maturity_model for one in again} == set(LIBRARY.maturity_models)


def test_another_workspace_sees_none_of_it(kept: Kept) -> None:
    with kept.store.transaction() as db:
        other = teams.create(db, "T2", kept.name, "C1", "U1", "U1", kept.now)
    kept.team = other
    export = kept.export("U1")
    assert (export.records, export.actions, export.target, export.members) == ((), (), None, 1)


def test_a_hundred_results_take_as_many_statements_as_two(tmp_path: Path) -> None:
    counts = []
    for rounds in (2, 100):
        (tmp_path / str(rounds)).mkdir()
        kept = busy(tmp_path / str(rounds), people=1, rounds=rounds)
        statements: list[str] = []
        kept.store.reading().set_trace_callback(statements.append)
        assert len(kept.export("U1").records) >= rounds
        counts.append(len(statements))
        assert all(ACME in statement for statement in statements)
    assert counts[0] == counts[1]
