"""What a digest says of teams over time: who is shown, who moved, what blocks, who could help whom, what is new."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digesting import MOST_PAIRS, PARTS, Digest, Pair
from bot.store import standings
from tests.bot.company import (
    AUTUMN,
    COLLECTED,
    LAST,
    LIBRARY,
    LONG_AGO,
    NOW,
    SPRING,
    SUMMER,
    TRACKED,
    VERSIONED,
    Company,
    up_to,
)

WITHOUT_TRACKING = up_to(4) - {TRACKED}
"""A team that stands at level 1 for want of tracked experiments alone."""


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def names(digest: Digest) -> list[str]:
    return [team.name for team in digest.teams]


def paired(digest: Digest) -> list[tuple[str, str, str]]:
    return [(pair.helper.name, pair.learner.name, pair.capability) for pair in digest.pairs]


def moved(digest: Digest) -> list[tuple[str, bool, int, str]]:
    return [(one.team.name, one.up, one.levels, one.dimension) for one in digest.moved]


# --- who is shown ---


def test_only_teams_that_agreed_and_are_wanted_are_read_and_the_others_only_counted(company: Company) -> None:
    churn, _, refuses = company.team("Churn"), company.team("Ads"), company.team("Refuses", "no")
    company.team("Asked", "")
    for team in (churn, refuses):
        company.reach(team, SPRING, WITHOUT_TRACKING)
        company.act(team, TRACKED, "open", SPRING)
    every, some = company.read(), company.read(wanted=(churn, refuses))
    assert (names(every), every.not_shown) == (["Churn", "Ads"], 2)
    assert (names(some), some.not_shown) == (["Churn"], 1)
    assert (some.open_actions, some.levels, [one.teams for one in some.blockers]) == (1, {1: 1}, [1])


def test_a_team_that_takes_its_agreement_back_is_gone_from_everything(company: Company) -> None:
    helper, learner = company.team("Search"), company.team("Churn")
    company.reach(helper, SPRING, up_to(4))
    company.reach(learner, AUTUMN, WITHOUT_TRACKING)
    assert paired(company.read()) == [("Search", "Churn", TRACKED)]
    company.change("UPDATE showings SET agreed = 'no' WHERE workspace = ? AND team = ?", helper.id)
    digest = company.read()
    assert (names(digest), digest.pairs, digest.levels) == (["Churn"], (), {1: 1})


def test_teams_come_as_they_moved_then_those_that_started_then_the_lowest(company: Company) -> None:
    for name, then, now in (
        ("High", 4, None), ("Low", 0, None), ("Up", 1, 2), ("Far up", 1, 4), ("Down", 3, 2), ("Idle", None, None),
        ("New", None, 2),
    ):  # fmt: skip
        team = company.team(name)
        if then is not None:
            company.reach(team, SPRING, up_to(then))
        if now is not None:
            company.reach(team, AUTUMN, up_to(now))
    assert names(company.read()) == ["Far up", "Up", "Down", "New", "Low", "High", "Idle"]


# --- what moved ---


def test_a_move_is_told_with_what_the_team_finished_or_else_put_in_place(company: Company) -> None:
    acted, quiet = company.team("Acted"), company.team("Quiet")
    for team in (acted, quiet):
        company.reach(team, SPRING, WITHOUT_TRACKING)
        company.reach(team, AUTUMN, up_to(4) | {"managed_ml_platform"})
    company.act(acted, VERSIONED, "done", AUTUMN)
    company.act(acted, COLLECTED, "done", SPRING)
    company.act(acted, COLLECTED, "dropped", AUTUMN)
    digest = company.read()
    assert moved(digest) == [("Acted", True, 3, ""), ("Quiet", True, 3, "")]
    assert [one.did for one in digest.moved] == [(VERSIONED,), (TRACKED,)]


def test_a_team_that_fell_back_has_done_nothing_for_it(company: Company) -> None:
    churn = company.team("Churn")
    company.reach(churn, SPRING, up_to(4))
    company.reach(churn, AUTUMN, WITHOUT_TRACKING)
    company.act(churn, VERSIONED, "done", AUTUMN)
    (one,) = company.read().moved
    assert (one.up, one.levels, one.did) == (False, 3, ())


def test_a_team_that_rose_in_a_dimension_alone_is_told_with_what_belongs_to_that(company: Company) -> None:
    churn = company.team("Churn")
    held_back = up_to(4) - {"application_release_automated"}
    model_creation = {item for cell in LIBRARY.maturity_models["azure"].dimension("model_creation").cells
                      for item in cell.gate if cell.level > 3}  # fmt: skip
    stronger = LIBRARY.stronger["application_unit_tests"]
    company.reach(churn, SPRING, held_back - model_creation - stronger)
    company.reach(churn, AUTUMN, held_back)
    company.act(churn, "application_unit_tests", "done", AUTUMN)
    digest = company.read()
    (one,) = digest.moved
    assert (one.dimension, one.up, one.did) == ("model_creation", True, tuple(model_creation))
    assert not digest.started


def test_a_first_result_has_started_and_the_channels_first_digest_tells_of_no_moves(company: Company) -> None:
    churn, fraud = company.team("Churn"), company.team("Fraud")
    company.reach(churn, SPRING, up_to(1))
    company.reach(churn, AUTUMN, up_to(2))
    company.reach(fraud, AUTUMN, up_to(2))
    first, later = company.read(since=""), company.read()
    assert ([team.name for team in later.started], moved(later)) == (["Fraud"], [("Churn", True, 1, "")])
    assert (first.started, first.moved, first.anything_new) == ((), (), True)


def test_a_team_to_which_the_scale_begins_to_apply_has_started(company: Company) -> None:
    churn = company.team("Churn")
    company.reach(churn, SPRING)
    assert company.read().placed == ()
    company.reach(churn, AUTUMN, ["ml_model_exists"])
    assert [team.name for team in company.read().started] == ["Churn"]


def test_an_unknown_that_was_settled_is_new_but_no_move(company: Company) -> None:
    churn = company.team("Churn")
    company.reach(churn, SPRING, WITHOUT_TRACKING, unknown=[TRACKED])
    company.reach(churn, AUTUMN, WITHOUT_TRACKING)
    digest = company.read()
    assert (digest.moved, digest.anything_new) == ((), True)


def test_only_what_was_reached_by_now_is_told(company: Company) -> None:
    churn = company.team("Churn")
    company.reach(churn, SPRING, up_to(1))
    company.reach(churn, NOW, up_to(2))
    assert company.read(now=AUTUMN).levels == {1: 1}
    assert company.read(now=NOW).levels == {2: 1}


# --- what blocks, and who could help ---


def test_what_keeps_most_teams_from_their_next_level_comes_first(company: Company) -> None:
    lacking: tuple[set[str], ...] = ({TRACKED}, {TRACKED}, {TRACKED, VERSIONED}, {VERSIONED}, set())
    for number, items in enumerate(lacking):
        company.reach(company.team(f"Team {number}"), SPRING, up_to(4) - items)
    company.team("Without a result")
    digest = company.read()
    assert [(one.capability, one.teams) for one in digest.blockers] == [(TRACKED, 3), (VERSIONED, 2)]
    assert len(digest.placed) == 5


def test_a_scale_that_does_not_apply_holds_nobody_back(company: Company) -> None:
    company.reach(company.team("Reports"), SPRING)
    digest = company.read()
    assert (digest.blockers, digest.placed, digest.levels) == ((), (), {})


def test_who_has_had_it_in_place_longest_helps_who_is_at_work_on_it_else_the_lowest(company: Company) -> None:
    for name, at in (("Newer", SUMMER), ("Oldest", SPRING)):
        company.reach(company.team(name), at, up_to(4))
    company.reach(company.team("Not sure"), AUTUMN, WITHOUT_TRACKING, unknown=[TRACKED])
    company.reach(company.team("Sure"), AUTUMN, WITHOUT_TRACKING)
    willing = company.team("Willing")
    company.reach(willing, AUTUMN, WITHOUT_TRACKING)
    assert paired(company.read()) == [("Oldest", "Sure", TRACKED)]
    company.act(willing, TRACKED, "open", AUTUMN)
    assert paired(company.read()) == [("Oldest", "Willing", TRACKED)]


def test_who_has_had_it_in_place_for_less_than_a_month_helps_nobody_yet(company: Company) -> None:
    company.reach(company.team("Search"), "2026-10-23T10:00:00.000000+00:00", up_to(4))
    company.reach(company.team("Churn"), SPRING, WITHOUT_TRACKING)
    assert company.read().pairs == ()
    assert len(company.read(now="2026-11-22T10:00:00.000000+00:00").pairs) == 1


def test_teams_that_were_introduced_over_something_are_not_offered_to_each_other_again(company: Company) -> None:
    search, ads, churn = (company.team(name) for name in ("Search", "Ads", "Churn"))
    company.reach(search, SPRING, up_to(4))
    company.reach(ads, SUMMER, up_to(4))
    company.reach(churn, SPRING, WITHOUT_TRACKING)
    seen = []
    for helper in (search, ads):
        seen += paired(company.read())
        company.introduce(helper, churn, TRACKED)
    assert seen == [("Search", "Churn", TRACKED), ("Ads", "Churn", TRACKED)]
    assert company.read().pairs == ()


def test_pairs_are_looked_for_only_if_the_channel_wants_them(company: Company) -> None:
    company.reach(company.team("Search"), SPRING, up_to(4))
    company.reach(company.team("Churn"), SPRING, WITHOUT_TRACKING)
    assert company.read(shows=set(PARTS) - {"help"}).pairs == ()


def test_teams_of_another_workspace_neither_count_nor_help(company: Company) -> None:
    twin = Company(Path(), "T2", company.store)
    company.reach(company.team("Churn"), SPRING, WITHOUT_TRACKING)
    helper = twin.team("Search")
    twin.reach(helper, SPRING, up_to(4))
    digest = company.read(wanted=())
    assert (names(digest), digest.pairs, digest.not_shown) == (["Churn"], (), 0)
    assert names(company.read(wanted=(helper,))) == []


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_whatever_teams_there_are_pairs_help_and_counts_add_up(seed: int) -> None:
    rng = random.Random(seed)
    with TemporaryDirectory() as folder:
        company = Company(Path(folder))
        made = [company.team(f"Team {number}", rng.choice(["yes", "yes", "no"])) for number in range(9)]
        gates = sorted(up_to(4))
        for at, team in [(at, team) for at in (SPRING, SUMMER, AUTUMN) for team in made]:
            if rng.random() < 0.6:
                unknown = rng.sample(gates, 2)
                company.reach(team, at, set(gates) - set(rng.sample(gates, rng.randint(0, 9))) - set(unknown), unknown)
        digest = company.read()
        held = {tuple(row) for row in company.rows("SELECT team, capability FROM holdings")}
        assert digest == company.read()
    shown = {team.id for team in digest.teams}
    together = [team.id for pair in digest.pairs for team in (pair.helper, pair.learner)]
    assert len(together) == len(set(together))
    assert shown.issuperset(together)
    assert len(digest.pairs) <= MOST_PAIRS
    assert all(_helps(pair, held) for pair in digest.pairs)
    assert sum(digest.levels.values()) == len(digest.placed)
    assert all(one.teams >= other.teams for one, other in pairwise(digest.blockers))
    assert {one.team.id for one in digest.moved}.isdisjoint(team.id for team in digest.started)


def _helps(pair: Pair, held: set[tuple[str, ...]]) -> bool:
    lacks = pair.learner.now is not None and pair.capability in pair.learner.now.holding
    return lacks and (pair.helper.id, pair.capability) in held and (pair.learner.id, pair.capability) not in held


# --- what is new ---


def test_without_any_result_nothing_is_new_in_the_first_digest(company: Company) -> None:
    company.team("Churn")
    assert not company.read(since="").anything_new


def test_an_assessment_that_changed_nothing_is_nothing_new(company: Company) -> None:
    churn = company.team("Churn")
    for at in (SPRING, AUTUMN):
        company.reach(churn, at, up_to(2))
    assert not company.read().anything_new


def test_a_finished_action_is_new_and_an_open_one_is_not(company: Company) -> None:
    churn = company.team("Churn")
    company.reach(churn, SPRING, up_to(2))
    company.act(churn, TRACKED, "open", AUTUMN)
    assert not company.read().anything_new
    company.act(churn, TRACKED, "done", AUTUMN)
    digest = company.read()
    assert (digest.anything_new, digest.finished, digest.open_actions) == (True, 1, 1)


def test_a_team_whose_lead_has_agreed_since_is_new(company: Company) -> None:
    company.reach(company.team("Churn", said=LONG_AGO), SPRING, up_to(2))
    assert not company.read().anything_new
    company.reach(company.team("Ads", said=AUTUMN), SPRING, up_to(2))
    digest = company.read()
    assert ([team.name for team in digest.newly_shown], digest.anything_new) == (["Ads"], True)


@pytest.mark.parametrize(
    ("since", "counts_from"),
    [("", "2026-08-23"), ("2026-11-01T10:00:00.000000+00:00", "2026-08-23"), (SPRING, "2026-04-06")],
)
def test_not_heard_from_means_since_the_last_digest_and_three_months_at_least(
    company: Company, since: str, counts_from: str
) -> None:
    digest = company.read(since=since)
    assert digest.wanted.quiet_since[:10] == counts_from
    before, after = company.team("Before"), company.team("After")
    company.reach(before, f"{counts_from}T09:00:00.000000+00:00", up_to(1))
    company.reach(after, f"{counts_from}T11:00:00.000000+00:00", up_to(1))
    found = company.read(since=since)
    assert (found.quiet, [team.name for team in found.teams if team.heard]) == (1, ["After"])


def test_a_scale_that_this_release_does_not_know_is_an_error(company: Company) -> None:
    with pytest.raises(KeyError):
        company.read(scale="gone")


def test_capabilities_that_this_release_no_longer_knows_are_left_out(company: Company) -> None:
    churn = company.team("Churn")
    company.reach(churn, SPRING, WITHOUT_TRACKING)
    company.change("UPDATE standings SET holding = 'gone,' || holding WHERE workspace = ?")
    company.reach(churn, AUTUMN, up_to(4))
    company.act(churn, "gone", "done", AUTUMN)
    assert [one.did for one in company.read().moved] == [(TRACKED,)]
    assert [one.capability for one in company.read(now=LAST).blockers] == [TRACKED]


def test_the_store_reads_every_profile_in_the_order_of_the_scale(company: Company) -> None:
    company.reach(company.team("Churn"), SPRING, up_to(4) - {"application_release_automated"})
    (team,) = standings.shown(company.store.reading(), "T1", "azure", "", NOW, LONG_AGO)
    assert team.now is not None
    assert [one.low for one in team.now.profile] == [4, 4, 4, 0]
