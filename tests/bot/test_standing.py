"""What digests read is kept with every result, in its transaction, and made up for results that have none of it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import standing, voices
from bot.store import results, standings
from bot.store.placements import load_placements
from knowledge.library import Value
from knowledge.scoring import effective
from tests.bot.company import AUTUMN, LIBRARY, NOW, SPRING, SUMMER, TRACKED, VERSIONED, Company, up_to
from tests.bot.several import ANA, BO, FIRST, SECOND, Several

KEPT = (
    "SELECT result, maturity_model, team, began_at, reached_at, applicable, low, high, profile, holding"
    " FROM standings ORDER BY result, maturity_model"
)
IN_PLACE = "SELECT team, capability, since FROM holdings ORDER BY team, capability"


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def in_place(company: Company) -> dict[str, str]:
    return {capability: since for _, capability, since in company.rows(IN_PLACE)}


def everything(company: Company) -> list[list[tuple[Any, ...]]]:
    return [company.rows(sql) for sql in (KEPT, IN_PLACE)]


def as_before_digests(company: Company) -> None:
    for table in ("standings", "holdings"):
        company.change(f"DELETE FROM {table} WHERE workspace = ?")


def test_answering_to_the_end_keeps_every_scale_and_what_is_in_place(tmp_path: Path) -> None:
    several = Several(tmp_path, ANA, BO)
    reached = several.answer(ANA, FIRST)
    stored = load_placements(LIBRARY, reached.placements)
    kept = several.rows(
        "SELECT maturity_model, low, high, applicable, holding FROM standings WHERE result = ?", reached.id
    )
    assert sorted(kept) == sorted(
        (one.maturity_model, one.overall.low, one.overall.high, int(one.applicable),
         ",".join(dict.fromkeys(blocker.capability for blocker in one.holding)))
        for one in stored
    )  # fmt: skip
    known = effective(LIBRARY, voices.agreement(LIBRARY, reached).values)
    held = {(id, reached.reached_at) for id, value in known.items() if value is Value.HELD}
    assert held
    assert set(several.rows("SELECT capability, since FROM holdings")) == held
    later = several.answer(BO, SECOND)
    of_both = "SELECT count(DISTINCT result) FROM standings JOIN results ON results.id = result WHERE assessment = ?"
    assert several.rows(of_both, later.assessment) == [(2,)]


def test_what_stays_in_place_counts_from_when_it_was_first_said(company: Company) -> None:
    churn = company.team("Churn")
    company.reach(churn, SPRING, [TRACKED, VERSIONED])
    company.reach(churn, SUMMER, [TRACKED])
    company.reach(churn, AUTUMN, [TRACKED, VERSIONED])
    assert (in_place(company)[TRACKED], in_place(company)[VERSIONED]) == (SPRING, AUTUMN)


def test_what_a_stronger_capability_brings_with_it_is_in_place_too(company: Company) -> None:
    strong = next(id for id, weaker in LIBRARY.weaker.items() if len(weaker) > 1)
    company.reach(company.team("Churn"), SPRING, [strong])
    assert set(in_place(company)) == LIBRARY.weaker[strong]


def test_a_changed_answer_in_an_earlier_assessment_moves_nothing_of_what_is_in_place_now(company: Company) -> None:
    churn = company.team("Churn")
    first = company.reach(churn, SPRING, [TRACKED])
    company.reach(churn, SUMMER, [TRACKED])
    company.reach(churn, AUTUMN, [VERSIONED], assessment=first.assessment)
    assert TRACKED in in_place(company)
    assert VERSIONED not in in_place(company)


ROUNDS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sets(st.sampled_from([TRACKED, VERSIONED, "ml_model_exists"])), st.booleans()),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None)
@given(rounds=ROUNDS, alive=st.integers(0, 6))
def test_catching_up_comes_to_what_would_have_been_kept_at_once(
    rounds: list[tuple[str, set[str], bool]], alive: int
) -> None:
    with TemporaryDirectory() as folder:
        company = Company(Path(folder))
        teams = {name: company.team(name) for name in "ab"}
        last: dict[str, str] = {}
        made = []
        for number, (name, held, anew) in enumerate(rounds):
            at = f"2026-02-{number + 1:02}T10:00:00.000000+00:00"
            assessment = "" if anew else last.get(name, "")
            made.append(company.reach(teams[name], at, held, assessment=assessment))
            last[name] = made[-1].assessment
        expected = everything(company)
        as_before_digests(company)
        if alive < len(made):  # one that is reached after the update, before the clock came around
            newest = max((one for one in made if one.team == made[alive].team), key=lambda one: one.reached_at)
            with company.store.transaction() as db:
                values = voices.agreement(LIBRARY, newest).values
                standing.keep(db, LIBRARY, newest, values, load_placements(LIBRARY, newest.placements))
        while standing.catch_up(company.store, LIBRARY):
            pass
        assert everything(company) == expected


def test_catching_up_takes_a_batch_at_a_time(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "BATCH", 2)
    churn = company.team("Churn")
    for at in (SPRING, SUMMER, AUTUMN):
        company.reach(churn, at, kept=False)
    done = "SELECT count(DISTINCT result) FROM standings"
    assert standing.catch_up(company.store, LIBRARY)
    assert company.rows(done) == [(2,)]
    assert not standing.catch_up(company.store, LIBRARY)
    assert company.rows(done) == [(3,)]
    assert not standing.catch_up(company.store, LIBRARY)


def test_a_result_that_goes_while_others_catch_up_is_left_out(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    churn = company.team("Churn")
    gone, stays = (company.reach(churn, at, kept=False) for at in (SPRING, SUMMER))
    find = results.find

    def found_and_deleted(*about: Any) -> Any:
        found = find(*about)
        if about[-1] == stays.id:
            company.change("DELETE FROM results WHERE workspace = ? AND id = ?", gone.id)
        return found

    monkeypatch.setattr(results, "find", found_and_deleted)
    assert not standing.catch_up(company.store, LIBRARY)
    assert company.rows("SELECT DISTINCT result FROM standings") == [(stays.id,)]


def test_what_was_discarded_is_made_anew_of_the_results_that_are_left(company: Company) -> None:
    churn = company.team("Churn")
    company.reach(churn, SPRING, [TRACKED])
    last = company.reach(churn, SUMMER, up_to(4))
    with company.store.transaction() as db:
        standings.discard(db, "T1", churn.id)
        db.execute("DELETE FROM results WHERE id = ?", (last.id,))
    standing.catch_up(company.store, LIBRARY)
    assert in_place(company) == dict.fromkeys(LIBRARY.weaker[TRACKED], SPRING)
    assert [team.now and team.now.reached_at for team in company.read(now=NOW).teams] == [SPRING]
