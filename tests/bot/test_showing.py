"""Whether a team is shown in digests: its lead's word alone, asked for once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import ids, showing
from bot.membership import NotInTeam, NotTheLead
from bot.store import teams
from tests.bot.bulletin import ANA, BO, CY, DI, TWIN, Bulletin

QUESTION = "may show:"


@pytest.fixture
def bulletin(tmp_path: Path) -> Bulletin:
    return Bulletin(tmp_path)


def test_the_lead_says_whether_the_team_is_shown_and_may_change_it(bulletin: Bulletin) -> None:
    team = bulletin.team("Churn", ANA, BO)
    assert bulletin.showing.state(BO, team.id) is None
    assert "shown in digests from now on" in bulletin.showing.agree(ANA, team.id).text
    assert (found := bulletin.showing.state(BO, team.id)) is not None
    assert found.agreed == "yes"
    assert "not shown" in bulletin.showing.refuse(ANA, team.id).text
    assert (found := bulletin.showing.state(BO, team.id)) is not None
    assert found.agreed == "no"


def test_nobody_but_the_lead_says_so_and_nobody_from_outside_hears_of_it(bulletin: Bulletin) -> None:
    team = bulletin.team("Churn", ANA, BO)
    for say in (bulletin.showing.agree, bulletin.showing.refuse):
        with pytest.raises(NotTheLead):
            say(BO, team.id)
        for outsider in (CY, TWIN):
            with pytest.raises(NotInTeam):
                say(outsider, team.id)
    for outsider in (CY, TWIN):
        with pytest.raises(NotInTeam):
            bulletin.showing.state(outsider, team.id)
    assert bulletin.rows("SELECT * FROM showings") == []


def test_leads_who_agreed_to_be_messaged_are_asked_once(bulletin: Bulletin) -> None:
    team = bulletin.team("Churn", ANA)
    bulletin.team("Search", BO)
    bulletin.team("Ads", CY)
    bulletin.consents(BO, False)
    bulletin.change("DELETE FROM consents WHERE person = ?", CY.id)
    for _ in range(2):
        bulletin.showing.ask_leads("T1", ())
    (asked,) = bulletin.waiting(QUESTION)
    assert asked.address == ANA.id
    assert asked.patient
    buttons = [element for block in asked.payload["blocks"] for element in block.get("elements", ())]
    assert [one["action_id"] for one in buttons if "action_id" in one] == [ids.SHOW_TEAM, ids.HIDE_TEAM]
    assert (found := bulletin.showing.state(ANA, team.id)) is not None
    assert found.agreed == ""


def test_only_the_wanted_teams_leads_are_asked_and_none_who_said_it_already(bulletin: Bulletin) -> None:
    churn, search, ads = bulletin.team("Churn", ANA), bulletin.team("Search", BO), bulletin.team("Ads", CY)
    bulletin.team("Fraud", DI)
    bulletin.showing.refuse(BO, search.id)
    bulletin.showing.agree(CY, ads.id)
    bulletin.showing.ask_leads("T1", (churn.id, search.id, ads.id))
    assert [one.address for one in bulletin.waiting(QUESTION)] == [ANA.id]


def test_a_lead_of_another_workspace_is_not_asked(bulletin: Bulletin) -> None:
    elsewhere = bulletin.team("Churn", TWIN)
    bulletin.showing.ask_leads("T1", ())
    bulletin.showing.ask_leads("T1", (elsewhere.id,))
    assert bulletin.waiting(QUESTION) == []


def test_a_new_lead_is_asked_what_the_one_before_left_open_and_changes_what_they_said(bulletin: Bulletin) -> None:
    team = bulletin.team("Churn", ANA, BO)
    bulletin.consents(BO, True)
    bulletin.showing.ask_leads("T1", ())
    with bulletin.store.transaction() as db:
        teams.set_lead(db, team, BO.id, "2026-12-01")
    for _ in range(2):
        bulletin.showing.ask_leads("T1", ())
    assert sorted(one.address for one in bulletin.waiting(QUESTION)) == [ANA.id, BO.id]
    bulletin.showing.refuse(BO, team.id)
    with bulletin.store.transaction() as db:
        teams.set_lead(db, team, ANA.id, "2026-12-02")
    bulletin.showing.agree(ANA, team.id)
    assert (found := bulletin.showing.state(ANA, team.id)) is not None
    assert (found.agreed, found.person) == ("yes", ANA.id)


def test_what_was_said_stays_while_nobody_leads_the_team(bulletin: Bulletin) -> None:
    team = bulletin.team("Churn", ANA, BO, shown=True)
    with bulletin.store.transaction() as db:
        teams.set_lead(db, team, "", "2026-12-01")
    bulletin.showing.ask_leads("T1", ())
    assert bulletin.waiting(QUESTION) == []
    assert (found := bulletin.showing.state(BO, team.id)) is not None
    assert found.agreed == "yes"


def test_many_leads_are_asked_a_batch_at_a_time_and_all_of_them(
    bulletin: Bulletin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "BATCH", 2)
    for number in range(5):
        bulletin.team(f"Team {number}", ANA)
    bulletin.showing.ask_leads("T1", ())
    assert len(bulletin.waiting(QUESTION)) == 5
