"""Invitations, consents and reminders as they are kept: one row each, and none of another workspace's."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from bot.store import assessments, invitations, notices, teams
from bot.store.database import Store
from bot.store.notices import Notice
from bot.store.teams import Team

NOW, THEN = "2026-11-21T09:30:00", "2026-11-20T09:30:00"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(f"sqlite:///{tmp_path / 'bot.db'}")
    store.migrate()
    return store


def filled(store: Store) -> tuple[Team, str]:
    """A team with one person asked, agreed and reminded; returns it and its assessment's id."""
    with store.transaction() as db:
        team = teams.create(db, "T1", "Churn", "C1", "U1", "U1", NOW)
        opened = assessments.begin(db, "T1", team.id, "U1", NOW)
        db.execute(
            "INSERT INTO conversations (id, workspace, team, assessment, person, thread, session, revision, status,"
            " started_at, touched_at) VALUES ('c1', 'T1', ?, ?, 'U1', '', '{}', 1, 'active', ?, ?)",
            (team.id, opened.id, NOW, NOW),
        )
        invitations.ask(db, "T1", team.id, "U2", "U1", NOW)
        invitations.set_consent(db, "T1", "U2", False, NOW)
        invitations.keep_reminder(db, "T1", opened.id, "U2", 1, NOW)
        notices.keep(db, "T1", "vacant", Notice("U2", "D2", "1.0"))
    return team, opened.id


def test_another_workspace_sees_nothing_of_any_of_it(store: Store) -> None:
    team, assessment = filled(store)
    db = store.reading()
    looks = {
        invitations.find: (team.id, "U2"),
        invitations.of_team: (team.id,),
        invitations.teams_of: ("U2",),
        invitations.unwilling: (team.id,),
        invitations.progress: (assessment,),
        invitations.concerned: (team.id, THEN),
        invitations.reminded: (assessment, "U2"),
        notices.of_subject: ("vacant",),
        teams.is_member: (team.id, "U1"),
    }
    for look, about in looks.items():
        assert look(db, "T1", *about), look.__qualname__  # type: ignore[operator]
        assert not look(db, "T2", *about), look.__qualname__  # type: ignore[operator]
    assert invitations.consent(db, "T1", "U2") is False
    assert invitations.consent(db, "T2", "U2") is None
    changing = {"ask", "change", "consent", "set_consent", "keep_reminder", "keep"}
    for module in (invitations, notices):
        public = {
            name for name, what in inspect.getmembers(module, inspect.isfunction) if what.__module__ == module.__name__
        }
        assert public <= changing | {look.__name__ for look in looks}


def test_another_workspace_changes_nothing(store: Store) -> None:
    team, _ = filled(store)
    foreign = Team(team.id, "T2", team.name, team.channel, team.lead)
    with store.transaction() as db:
        invitations.change(db, "T2", team.id, "U2", "left", NOW)
        teams.leave(db, foreign, "U1")
        teams.set_lead(db, foreign, "U9", NOW)
    found = invitations.find(store.reading(), "T1", team.id, "U2")
    assert found
    assert found.state == "asked"
    assert teams.members(store.reading(), "T1", team.id) == ("U1",)
    assert teams.find(store.reading(), "T1", team.id) == team


def test_who_is_asked_again_has_one_invitation_that_waits_again(store: Store) -> None:
    team, _ = filled(store)
    with store.transaction() as db:
        invitations.change(db, "T1", team.id, "U2", "declined", NOW)
        invitations.ask(db, "T1", team.id, "U2", "U3", "2026-12-01")
    (found,) = invitations.of_team(store.reading(), "T1", team.id)
    assert (found.state, found.invited_by, found.invited_at) == ("asked", "U3", "2026-12-01")


def test_consent_is_the_last_word_and_a_reminder_counts_once(store: Store) -> None:
    _, assessment = filled(store)
    with store.transaction() as db:
        invitations.set_consent(db, "T1", "U2", True, "2026-12-01")
        invitations.keep_reminder(db, "T1", assessment, "U2", 1, "2026-12-01")
    assert invitations.consent(store.reading(), "T1", "U2") is True
    assert invitations.reminded(store.reading(), "T1", assessment, "U2") == (NOW,)
