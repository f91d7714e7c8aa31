"""What digests read, as it is stored: read back as it was, as of any moment, and seen only by its workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import standing
from bot.store import standings
from bot.store.results import Cause
from bot.store.standings import NO_SCALE, ShownTeam, Standing
from knowledge.placements import Range
from tests.bot.company import AUTUMN, LIBRARY, LONG_AGO, NOW, SPRING, SUMMER, TRACKED, VERSIONED, Company, up_to


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def shown(company: Company, since: str = "", heard_after: str = SUMMER, workspace: str = "T1") -> list[ShownTeam]:
    return list(standings.shown(company.store.reading(), workspace, "azure", since, NOW, heard_after))


def test_a_standing_is_read_back_as_it_was_kept(company: Company) -> None:
    churn = company.team("Churn")
    result = company.reach(churn, SPRING, kept=False)
    profile = (Range(0, 0), Range(1, 3), Range(2, 2), Range(0, 4))
    kept = Standing(True, Range(0, 1), profile, (TRACKED, VERSIONED), SPRING)
    with company.store.transaction() as db:
        standings.add(db, result, SPRING, "azure", kept)
    assert [team.now for team in shown(company)] == [kept]


def test_of_each_moment_the_newest_assessment_counts_though_an_earlier_one_was_changed_since(company: Company) -> None:
    churn = company.team("Churn")
    first = company.reach(churn, SPRING, up_to(0))
    company.reach(churn, SUMMER, up_to(1))
    company.reach(churn, AUTUMN, up_to(4), assessment=first.assessment)
    found = {
        since: (team.before and team.before.overall.low, team.now and team.now.overall.low)
        for since in (LONG_AGO, SPRING, SUMMER, NOW)
        for team in shown(company, since)
    }
    assert found == {LONG_AGO: (None, 1), SPRING: (0, 1), SUMMER: (1, 1), NOW: (1, 1)}


def test_only_teams_whose_leads_agreed_are_shown_by_name(company: Company) -> None:
    for name, agreed in (("churn", "yes"), ("Ads", "yes"), ("Refuses", "no"), ("Asked", "")):
        company.team(name, agreed)
    company.change("DELETE FROM showings WHERE workspace = ? AND team = ?", company.team("Unasked").id)
    assert [team.name for team in shown(company)] == ["Ads", "churn"]
    names = dict(company.rows("SELECT id, name FROM teams"))
    hidden = standings.hidden(company.store.reading(), "T1")
    assert sorted(names[id] for id in hidden) == ["Asked", "Refuses", "Unasked"]


@pytest.mark.parametrize(
    ("at", "cause", "created", "heard"),
    [
        (AUTUMN, "answers", LONG_AGO, True),
        (SPRING, "answers", LONG_AGO, False),
        (AUTUMN, "action", LONG_AGO, False),
        ("", "answers", LONG_AGO, False),
        ("", "answers", AUTUMN, True),
    ],
)
def test_a_team_is_heard_from_once_somebody_answers_or_while_it_is_young(
    company: Company, at: str, cause: Cause, created: str, heard: bool
) -> None:
    churn = company.team("Churn", created=created)
    if at:
        company.reach(churn, at, cause=cause)
    assert [team.heard for team in shown(company)] == [heard]


def test_what_stays_in_place_keeps_its_date_and_what_comes_back_gets_a_new_one(company: Company) -> None:
    churn = company.team("Churn").id
    with company.store.transaction() as db:
        for since, now in ((SPRING, ["a", "b"]), (SUMMER, ["b", "c"]), (AUTUMN, ["a", "b"])):
            standings.put_in_place(db, "T1", churn, now, since)
    assert company.rows("SELECT capability, since FROM holdings ORDER BY 1") == [("a", AUTUMN), ("b", SPRING)]


def test_open_actions_and_those_finished_in_the_time_are_counted(company: Company) -> None:
    churn = company.team("Churn")
    for state, at in (("open", SPRING), ("started", AUTUMN), ("done", SPRING), ("done", AUTUMN), ("dropped", AUTUMN)):
        company.act(churn, TRACKED, state, at)  # type: ignore[arg-type]
    assert [(team.open_actions, team.finished) for team in shown(company, SUMMER)] == [(2, 1)]
    assert standings.done(company.store.reading(), "T1", churn.id, SUMMER, NOW) == (TRACKED,)


def test_what_is_discarded_of_a_team_is_missing_and_of_others_is_not(company: Company) -> None:
    churn, ads = company.team("Churn"), company.team("Ads")
    results = [company.reach(churn, at, up_to(1)) for at in (SPRING, SUMMER)]
    company.reach(ads, SPRING, up_to(1))
    with company.store.transaction() as db:
        assert standings.missing(db, 9) == ()
        assert standings.discard(db, "T1", churn.id) > 0
        assert standings.missing_of(db, "T1", churn.id) == tuple(one.id for one in results)
        assert standings.missing(db, 9) == tuple(("T1", one.id) for one in results)
        assert standings.missing(db, 1) == (("T1", results[0].id),)
        assert standings.missing_of(db, "T1", ads.id) == ()
    assert company.rows("SELECT DISTINCT team FROM holdings") == [(ads.id,)]


def test_a_result_without_any_known_scale_is_not_missing_for_ever(company: Company) -> None:
    churn = company.team("Churn")
    result = company.reach(churn, SPRING, kept=False)
    with company.store.transaction() as db:
        standing.keep(db, LIBRARY, result, {}, ())
        assert standings.missing(db, 9) == ()
    assert company.rows("SELECT maturity_model FROM standings") == [(NO_SCALE,)]


def test_another_workspace_sees_nothing_and_changes_nothing(company: Company) -> None:
    churn, _ = company.team("Churn"), company.team("Ads", "no")
    company.reach(churn, SPRING, up_to(1))
    result = company.reach(churn, SUMMER, up_to(2), kept=False)
    company.act(churn, TRACKED, "open", SPRING)
    company.act(churn, TRACKED, "done", AUTUMN)
    with company.store.transaction() as db:
        looks = {
            standings.missing_of: (churn.id,),
            standings.shown: ("azure", "", NOW, SPRING),
            standings.hidden: (),
            standings.done: (churn.id, "", NOW),
            standings.put_in_place_since: (churn.id, "", NOW),
            standings.in_place: ("ml_model_exists", NOW),
            standings.at_work_on: (TRACKED,),
        }
        for look, about in looks.items():
            assert list(look(db, "T1", *about)), look.__qualname__  # type: ignore[operator]
            assert not list(look(db, "T2", *about)), look.__qualname__  # type: ignore[operator]
        before = company.rows("SELECT * FROM holdings"), company.rows("SELECT * FROM standings")
        assert standings.discard(db, "T2", churn.id) == 0
        standings.put_in_place(db, "T2", churn.id, [], NOW)
        assert (company.rows("SELECT * FROM holdings"), company.rows("SELECT * FROM standings")) == before
        assert standings.is_newest(db, result, SUMMER)
        assert not standings.is_newest(db, result, LONG_AGO)
