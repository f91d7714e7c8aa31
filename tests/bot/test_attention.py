"""The one thing that matters now: a case for each, and each gives way to the one before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from bot import ids
from bot.attention import Invited, Mine, TeamSeen, matters_now
from bot.store.teams import Team
from tests.bot.seen import LEAD, ME, TEAM, TODAY, action, assessed, seen_teams, viewers

NOBODY = Mine(ME)
OTHER = Team("team0002", "T1", "Search", "C2", LEAD)
OVERDUE = action(due="2026-11-20")


def test_nothing_presses_so_the_last_result_is_at_hand() -> None:
    now = matters_now(assessed(), NOBODY)
    assert (now.action, now.value, now.label) == (ids.STAGE, TEAM.id, "Last result")


def test_a_result_older_than_three_months_is_worth_repeating() -> None:
    day = date(2026, 8, 21)
    assert matters_now(assessed(reached=day), NOBODY).action == ids.STAGE
    assert matters_now(assessed(reached=day - timedelta(days=1)), NOBODY).action == ids.NEW_ASSESSMENT


def test_without_an_open_action_the_next_steps_come_before_another_assessment() -> None:
    now = matters_now(assessed(actions=(), reached=date(2025, 1, 1)), NOBODY)
    assert (now.action, now.value) == (ids.STEPS, TEAM.id)


@pytest.mark.parametrize(
    ("due", "matters"),
    [("2026-11-20", True), ("2026-11-21", True), ("2026-11-28", True), ("2026-11-29", False), ("", False)],
)
def test_an_own_action_that_is_overdue_or_due_within_a_week_comes_first_of_what_is_to_do(
    due: str, matters: bool
) -> None:
    now = matters_now(assessed(actions=(action(due=due),), reached=date(2025, 1, 1)), NOBODY)
    assert (now.action == ids.ACTIONS) is matters


def test_another_persons_overdue_action_is_not_mine_to_hear_of_first() -> None:
    assert matters_now(assessed(actions=(replace(OVERDUE, owner=LEAD),)), NOBODY).action == ids.STAGE


def test_the_lead_is_asked_to_settle_disagreements_and_nobody_else() -> None:
    disputed = assessed(disputed=2, actions=(OVERDUE,))
    now = matters_now(disputed, Mine(LEAD))
    assert (now.action, now.value) == (ids.SPREAD, "result01")
    assert "2 things" in now.text
    assert matters_now(disputed, NOBODY).action == ids.ACTIONS


def test_a_team_without_a_result_is_to_be_assessed() -> None:
    now = matters_now(TeamSeen(TEAM, TODAY, actions=(OVERDUE,)), Mine(LEAD))
    assert (now.action, now.value, now.label) == (ids.ASSESS, TEAM.id, "Start the assessment")


def test_evidence_of_mine_that_ran_out_comes_before_the_teams_matters() -> None:
    assert matters_now(assessed(disputed=2), Mine(LEAD, stale=1)).action == ids.RECHECK
    assert matters_now(TeamSeen(TEAM, TODAY), Mine(ME, stale=2)).label == "Check these answers"


def test_an_invitation_comes_before_that_and_is_about_the_team_that_invites() -> None:
    now = matters_now(assessed(disputed=2), Mine(ME, invited=Invited(OTHER, LEAD), stale=1))
    assert (now.action, now.value) == (ids.ANSWER_NOW, OTHER.id)
    assert "Search" in now.text
    assert f"<@{LEAD}>" in now.text


def test_an_assessment_of_mine_that_is_under_way_comes_before_all_else() -> None:
    mine = Mine(ME, under_way=0, invited=Invited(OTHER, LEAD), stale=1)
    now = matters_now(assessed(actions=(OVERDUE,)), mine)
    assert (now.action, now.value, now.label) == (ids.ASSESS, TEAM.id, "Resume the assessment")


@settings(max_examples=100, deadline=None)
@given(seen_teams(), viewers())
def test_there_is_always_exactly_one_thing_and_its_button_carries_what_it_is_about(seen: TeamSeen, mine: Mine) -> None:
    now = matters_now(seen, mine)
    assert now.text
    assert now.label
    assert now.value in {seen.team.id, seen.result, "team0002"} - {""}
