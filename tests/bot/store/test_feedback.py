"""Feedback: the newest verdict of a person on a thing counts, and the operator's sums name nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store import feedback
from bot.store.database import Store
from bot.store.feedback import Tally, Verdict
from bot.store.forgetting import forget

FIRST, SECOND, THIRD = (f"2026-11-{day}T09:00:00.000000+00:00" for day in (20, 21, 22))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(f"sqlite:///{tmp_path / 'feedback.db'}")
    store.migrate()
    return store


def give(store: Store, person: str, about: str, verdict: Verdict, now: str = FIRST, workspace: str = "T1") -> bool:
    with store.transaction() as db:
        return feedback.give(db, workspace, person, about, verdict, now)


def test_a_second_verdict_of_the_same_person_on_the_same_thing_takes_the_place_of_the_first(store: Store) -> None:
    assert give(store, "UANA", "concept_drift", "bad")
    assert not give(store, "UANA", "concept_drift", "good", SECOND)
    assert feedback.tallies(store.reading()) == (Tally("concept_drift", 1, 0, SECOND),)


def test_verdicts_of_other_people_things_and_workspaces_stand_beside_it(store: Store) -> None:
    give(store, "UANA", "drift", "bad")
    assert give(store, "UBO", "drift", "good", SECOND)
    assert give(store, "UANA", "drift", "bad", THIRD, workspace="T2")
    assert give(store, "UANA", "steps: one", "good")
    assert feedback.tallies(store.reading()) == (Tally("drift", 1, 2, THIRD), Tally("steps: one", 1, 0, FIRST))


def test_what_was_found_bad_most_often_comes_first_and_then_the_newest(store: Store) -> None:
    for person, about, verdict, now in (
        ("UANA", "loved", "good", THIRD),
        ("UANA", "disliked", "bad", FIRST),
        ("UBO", "disliked", "bad", FIRST),
        ("UANA", "doubted", "bad", SECOND),
        ("UANA", "liked", "good", SECOND),
    ):
        give(store, person, about, verdict, now)  # type: ignore[arg-type]
    assert [one.about for one in feedback.tallies(store.reading())] == ["disliked", "doubted", "loved", "liked"]


def test_a_person_who_is_forgotten_leaves_no_verdict_and_others_keep_theirs(store: Store) -> None:
    for person, workspace in (("UANA", "T1"), ("UBO", "T1"), ("UANA", "T2")):
        give(store, person, "drift", "good", workspace=workspace)
    with store.transaction() as db:
        forget(db, "T1", "UANA", SECOND)
    assert feedback.tallies(store.reading())[0].good == 2
    with store.transaction() as db:
        forget(db, "T1", "", SECOND)
    assert feedback.tallies(store.reading())[0].good == 1
