"""Check-ins as they are kept: one a person and occurrence, who may be asked, and never another workspace's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.store import checkins, invitations, teams
from bot.store.checkins import CheckIn
from bot.store.database import Store
from bot.store.teams import Team

NOW = "2026-11-21T00:00:00.000000+00:00"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = Store(f"sqlite:///{tmp_path / 'bot.db'}")
    found.migrate()
    return found


def team_of(store: Store, *people: str) -> Team:
    with store.transaction() as db:
        team = teams.create(db, "T1", "Churn", "C1", people[0], people[0], NOW)
        for person in people[1:]:
            teams.join(db, team, person, NOW)
        return team


def asked(team: Team, person: str = "U1", day: str = "2027-01-04") -> CheckIn:
    return CheckIn("T1", team.id, day, person, "asked", NOW, 0, 0, "", NOW, NOW)


def test_one_that_is_kept_again_changes_and_keeps_when_it_was_opened(store: Store) -> None:
    one = asked(team_of(store, "U1"))
    with store.transaction() as db:
        checkins.save(db, one)
        checkins.save(db, replace(one, state="answered", opened_at="later"))
        assert checkins.of_day(db, "T1", one.team, one.day) == (replace(one, state="answered"),)


def test_each_time_it_was_put_off_has_a_key_of_its_own(store: Store) -> None:
    one = asked(team_of(store, "U1"))
    assert one.key == f"checkin:{one.team}:2027-01-04:U1"
    assert replace(one, round=2).key == f"{one.key}:2"


def test_only_members_who_agreed_and_did_not_leave_themselves_out_are_willing(store: Store) -> None:
    team = team_of(store, "U1", "U2", "U3", "U4")
    with store.transaction() as db:
        for person, agreed in (("U1", True), ("U2", False), ("U4", True), ("U5", True)):
            invitations.set_consent(db, "T1", person, agreed, NOW)
        checkins.stop(db, "T1", team.id, "U4", NOW)
        assert checkins.willing(db, "T1", team.id) == ("U1",)
        checkins.restart(db, "T1", team.id, "U4")
        assert checkins.willing(db, "T1", team.id) == ("U1", "U4")


def test_what_waits_is_found_by_person_and_by_day_and_what_is_done_with_is_not(store: Store) -> None:
    team = team_of(store, "U1")
    old, new = asked(team), asked(team, day="2027-04-05")
    with store.transaction() as db:
        for one in (old, new, replace(old, person="U2", state="answered")):
            checkins.save(db, one)
        assert checkins.open_of(db, "T1", team.id, "U1") == (old, new)
        assert checkins.open_before(db, "T1", team.id, new.day) == (old,)
        assert checkins.newest(db, "T1", team.id, "U1") == new


def test_another_workspace_finds_and_changes_nothing(store: Store) -> None:
    one = replace(asked(team_of(store, "U1")), conversation="c1")
    with store.transaction() as db:
        checkins.save(db, one)
        checkins.save(db, replace(one, workspace="T2", state="skipped"))
        checkins.stop(db, "T1", one.team, "U1", NOW)
        checkins.restart(db, "T2", one.team, "U1")
        assert checkins.find(db, "T1", one.team, one.day, "U1") == one
        assert checkins.find(db, "T2", one.team, one.day, "U1") is None
        assert checkins.of_conversation(db, "T2", "c1") is None
        assert checkins.stopped(db, "T1", one.team, "U1")
        assert not checkins.stopped(db, "T2", one.team, "U1")
