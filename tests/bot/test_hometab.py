"""Home tabs at the door: who sees what, when they are published, and what another workspace gets of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import example, ids, watching
from bot.assessments import Assessments
from bot.blocks.programme import ALL, MINE, Page
from bot.clock import stamp
from bot.hometab import MAKE_LEAD, HomeTabs, NotAProgrammeLead
from bot.people import Person
from bot.preview.limits import refusals
from bot.store import actions, assessments, homes, invitations, outbox, programme, results, teams
from bot.store.actions import Action
from bot.store.database import Store
from bot.store.ids import new_id
from bot.store.outbox import Draft
from bot.store.placements import dump_placements
from bot.store.results import Respondent, Result
from bot.store.teams import Team
from conversations import flow
from conversations.session import Passed
from tests.bot.moving import Moving
from tests.bot.seen import EVERYTHING, NOTHING
from tests.knowledge.teams import LIBRARY

ANA, BO, EVE = Person("T1", "U0000000ANA"), Person("T1", "U00000000BO"), Person("T1", "U0000000EVE")
TWIN = Person("T2", ANA.id)


class Home:
    """The door over a database of its own, under a clock that is moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.clock = Moving()
        self.store = Store(f"sqlite:///{folder / 'home.db'}")
        self.store.migrate()
        rounds = Assessments(self.store, LIBRARY, flow.shipped(), self.clock)
        self.people: dict[str, dict[str, object]] = {}
        self.door = HomeTabs(self.store, LIBRARY, self.clock, rounds, lambda workspace, one: self.people.get(one, {}))

    @property
    def now(self) -> str:
        return stamp(self.clock())

    def team(self, name: str, *people: Person, workspace: str = "T1") -> Team:
        with self.store.transaction() as db:
            first = people[0].id if people else "U0"
            made = teams.create(db, workspace, name, f"C0000{name}", first, first, self.now)
            for person in people[1:]:
                teams.join(db, made, person.id, self.now)
            return made

    def reach(self, team: Team, placements: Any = NOTHING, said: Sequence[tuple[str, str]] = ()) -> None:
        """A result of a new assessment, from people who each gave one answer: a question and a choice."""
        with self.store.transaction() as db:
            current = assessments.begin(db, team.workspace, team.id, "U0", self.now)
            who = (new_id(), team.workspace, team.id, current.id, "U0", "")
            people = tuple(
                Respondent(f"U{number}", f"c{number}", (Passed(1, "ask", choice, question),))
                for number, (question, choice) in enumerate(said)
            )
            results.add(db, Result(*who, "v1", "answers", people, (), dump_placements(placements), self.now))

    def act(self, team: Team, title: str) -> None:
        with self.store.transaction() as db:
            what = (new_id(), team.workspace, team.id, "step", "capability", title, "words", ANA.id, "")
            actions.save(db, Action(*what, "open", "", ANA.id, self.now, self.now))

    def lead(self, person: Person) -> None:
        with self.store.transaction() as db:
            programme.add_lead(db, person.workspace, person.id, self.now)

    def shown(self, person: Person) -> str:
        """All that a person's Home tab holds, as it would be published now."""
        made = self.door.make(Draft("k", person.workspace, "l", "views.publish", person.id, {}))
        assert not refusals("views.publish", {"user_id": person.id, **made})
        return json.dumps(made, ensure_ascii=False)

    def due(self) -> dict[str, str]:
        """When which person's Home tab is to be published, of those that wait."""
        rows = self.store.reading().execute(
            "SELECT address, due_at FROM outbox WHERE method = 'views.publish' AND state = 'waiting'"
        )
        return {row[0]: row[1] for row in rows}

    def publish_due(self) -> list[str]:
        """Publish what is due, as the sender does; returns whose Home tabs those were."""
        with self.store.transaction() as db:
            claimed = outbox.claim(db, self.now, self.now, 100)
            claimed = tuple(one for one in claimed if one.draft.make == watching.MAKE_HOME)
        for waiting in claimed:
            self.door.make(waiting.draft)
            with self.store.transaction() as db:
                outbox.sent(db, waiting.id, self.now)
        return sorted(one.draft.address for one in claimed)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_who_opens_their_home_gets_it_at_once_and_a_repeated_event_changes_nothing(home: Home) -> None:
    home.door.opened(ANA, "Ev1")
    assert home.publish_due() == [ANA.id]
    home.door.opened(ANA, "Ev1")
    assert home.publish_due() == []
    home.door.opened(ANA, "Ev2")
    assert home.publish_due() == [ANA.id]
    found = homes.find(home.store.reading(), "T1", ANA.id)
    assert found is not None
    assert found.published_at == found.looked_at == home.now


def test_others_changes_come_once_a_minute_and_only_to_who_looked_within_the_hour(home: Home) -> None:
    team = home.team("Churn", ANA, BO)
    home.door.opened(ANA, "Ev1")
    assert home.publish_due() == [ANA.id]
    for _ in range(3):
        home.clock.forward(10)
        with home.store.transaction() as db:
            watching.changed(db, "T1", team.id, home.clock())
        assert home.publish_due() == []
    assert home.due() == {ANA.id: stamp(home.clock() + timedelta(seconds=30))}
    home.clock.forward(30)
    assert home.publish_due() == [ANA.id]
    assert home.due() == {}
    home.clock.forward(3600)
    with home.store.transaction() as db:
        watching.changed(db, "T1", team.id, home.clock())
    assert home.due() == {}


def test_who_opens_their_home_need_not_wait_for_a_change_that_is_due_later(home: Home) -> None:
    team = home.team("Churn", ANA)
    home.door.opened(ANA, "Ev1")
    with home.store.transaction() as db:
        (under_way,) = outbox.claim(db, home.now, stamp(home.clock() + timedelta(seconds=20)), 1)
    home.door.make(under_way.draft)
    with home.store.transaction() as db:
        watching.changed(db, "T1", team.id, home.clock())
        outbox.sent(db, under_way.id, home.now)
    home.clock.forward(1)
    home.door.opened(ANA, "Ev2")
    assert home.publish_due() == [ANA.id]
    home.clock.forward(60)
    assert home.publish_due() == []


def test_own_changes_come_at_once(home: Home) -> None:
    home.team("Churn", ANA)
    home.door.opened(ANA, "Ev1")
    home.publish_due()
    home.clock.forward(1)
    with home.store.transaction() as db:
        watching.acted(db, ANA, home.clock())
    assert home.publish_due() == [ANA.id]


def test_it_shows_what_is_true_when_it_is_published_not_when_it_was_asked_for(home: Home) -> None:
    team = home.team("Churn", ANA)
    home.door.opened(ANA, "Ev1")
    home.reach(team)
    home.act(team, "Track every run")
    shown = home.shown(ANA)
    assert "level 0 of 4, No MLOps" in shown
    assert "Track every run" in shown


def test_movement_is_told_against_the_assessment_before(home: Home) -> None:
    team = home.team("Churn", ANA)
    home.reach(team, NOTHING)
    home.clock.forward(86_400 * 100)
    home.reach(team, EVERYTHING)
    assert "up from level 0 in November 2026" in home.shown(ANA)


def test_only_disagreements_that_keep_a_stage_open_are_told(home: Home) -> None:
    team = home.team("Churn", ANA, BO)
    home.reach(team, said=[("experiments", "shared_place"), ("experiments", "not_shared"), ("experiments", "not_sure")])
    assert "sees one thing differently" in home.shown(BO)
    assert "3 people answered" in home.shown(BO)
    home.clock.forward(60)
    home.reach(team, said=[("ml_platform", "exists"), ("ml_platform", "none")])
    assert "differently" not in home.shown(BO)


def test_a_member_of_several_teams_sees_the_one_they_chose(home: Home) -> None:
    ads, search = home.team("Ads", ANA), home.team("Search", ANA)
    home.act(search, "Track every run")
    assert "Track every run" not in home.shown(ANA)
    home.door.turn(ANA, lambda page: replace(page, team=search.id))
    assert "Track every run" in home.shown(ANA)
    assert home.due().keys() == {ANA.id}
    with home.store.transaction() as db:
        db.execute("DELETE FROM members WHERE team = ?", (search.id,))
    assert ads.name in home.shown(ANA)
    assert "Track every run" not in home.shown(ANA)


def test_someone_new_sees_what_this_is_and_nothing_of_any_team(home: Home) -> None:
    home.reach(home.team("Churn", ANA))
    shown = home.shown(EVE)
    assert ids.EXAMPLE in shown
    assert "Churn" not in shown
    assert "level 0" not in shown


def test_someone_who_is_invited_sees_that_until_they_refuse(home: Home) -> None:
    team = home.team("Churn", ANA)
    with home.store.transaction() as db:
        invitations.ask(db, "T1", team.id, EVE.id, ANA.id, home.now)
    assert ids.ANSWER_NOW in home.shown(EVE)
    assert ids.ANSWER_NOW not in home.shown(Person("T2", EVE.id))
    with home.store.transaction() as db:
        invitations.set_consent(db, "T1", EVE.id, False, home.now)
    assert ids.ANSWER_NOW not in home.shown(EVE)


def test_who_agreed_and_has_not_answered_is_counted_and_reminded_of_it(home: Home) -> None:
    team = home.team("Churn", ANA, BO)
    home.reach(team)
    assert "answered yet" not in home.shown(ANA)
    with home.store.transaction() as db:
        invitations.ask(db, "T1", team.id, BO.id, ANA.id, home.now)
        invitations.change(db, "T1", team.id, BO.id, "agreed", home.now)
    assert "1 of those asked has not answered yet" in home.shown(ANA)
    assert ids.ANSWER_NOW in home.shown(BO)


def test_only_a_programme_lead_sees_all_teams_whatever_page_is_asked_for(home: Home) -> None:
    home.team("Churn", ANA)
    home.team("Search", BO)
    for person in (ANA, EVE):
        home.door.turn(person, lambda page: replace(page, scope=ALL))
        assert "Search" not in home.shown(person)
        assert ids.HOME_SCOPE not in home.shown(person)
    home.lead(ANA)
    assert "Search" in home.shown(ANA)
    home.door.turn(ANA, lambda page: replace(page, scope=MINE))
    assert "Search" not in home.shown(ANA)
    with home.store.transaction() as db:
        programme.remove_lead(db, "T1", ANA.id)
    home.door.turn(ANA, lambda page: Page(scope=ALL))
    assert "Search" not in home.shown(ANA)


def test_a_programme_lead_without_a_team_starts_at_all_teams_and_can_leave_them(home: Home) -> None:
    home.team("Churn", ANA)
    home.lead(EVE)
    assert "Churn" in home.shown(EVE)
    home.door.turn(EVE, lambda page: replace(page, scope=MINE))
    assert "Churn" not in home.shown(EVE)
    assert ids.EXAMPLE in home.shown(EVE)
    assert ids.HOME_SCOPE in home.shown(EVE)


def test_what_only_programme_leads_may_do_is_refused_to_everybody_else(home: Home) -> None:
    team = home.team("Churn", ANA)
    attempts: list[Callable[[Person], object]] = [
        lambda who: home.door.team_page(who, team.id),
        home.door.leads,
        lambda who: home.door.name_lead(who, who.id),
    ]
    for attempt in attempts:
        with pytest.raises(NotAProgrammeLead):
            attempt(EVE)
    assert programme.leads(home.store.reading(), "T1") == ()


def named(home: Home, by: Person, other: Person) -> str:
    """What who names somebody is told in the end."""
    assert home.door.name_lead(by, other.id)
    draft = Draft("k", by.workspace, by.lane, "chat.postMessage", by.id, {"named": other.id}, make=MAKE_LEAD)
    made = home.door.make_lead(draft)
    assert made is not None
    assert home.door.make_lead(draft) == made
    return str(made["text"])


def told(home: Home, person: Person) -> list[str]:
    """What waits to be said to a person, without what is made when it is sent."""
    rows = home.store.reading().execute("SELECT payload FROM outbox WHERE address = ? ORDER BY id", (person.id,))
    return [text for row in rows for text in [json.loads(row[0])["payload"].get("text", "")] if text]


def test_a_programme_lead_names_another_who_is_told_once(home: Home) -> None:
    home.lead(ANA)
    home.door.opened(BO, "Ev1")
    home.publish_due()
    home.clock.forward(60)
    assert named(home, ANA, BO) == f"<@{BO.id}> leads the programme now, too; I told them that you named them."
    assert told(home, BO) == ["You are a programme lead now."]
    assert not home.door.name_lead(ANA, BO.id)
    assert home.door.leads(BO) == (ANA.id, BO.id)
    assert home.due().keys() == {BO.id}


@pytest.mark.parametrize(
    ("user", "why"),
    [
        ({"is_bot": True}, "bots"),
        ({"deleted": True}, "no longer active"),
        ({"is_restricted": True}, "guests"),
        ({"team_id": "T9"}, "another organization"),
        ({"is_stranger": True}, "another organization"),
    ],
)
def test_who_is_not_of_the_organization_is_not_made_a_programme_lead(
    home: Home, user: dict[str, object], why: str
) -> None:
    home.lead(ANA)
    home.people[BO.id] = user
    assert why in named(home, ANA, BO)
    assert told(home, BO) == []
    assert home.door.leads(ANA) == (ANA.id,)


def test_who_leads_no_longer_when_it_comes_to_it_has_named_nobody(home: Home) -> None:
    home.lead(ANA)
    assert home.door.name_lead(ANA, BO.id)
    with home.store.transaction() as db:
        programme.remove_lead(db, "T1", ANA.id)
    draft = Draft("k", "T1", ANA.lane, "chat.postMessage", ANA.id, {"named": BO.id}, make=MAKE_LEAD)
    assert home.door.make_lead(draft) is None
    assert programme.leads(home.store.reading(), "T1") == ()


def test_a_team_of_another_workspace_is_gone_for_a_programme_lead(home: Home) -> None:
    theirs = home.team("Churn", TWIN, workspace="T2")
    home.reach(theirs)
    home.lead(ANA)
    assert "gone" in home.door.team_page(ANA, theirs.id).text


def test_two_workspaces_with_the_same_people_see_nothing_of_one_another(home: Home) -> None:
    ours, theirs = home.team("Churn", ANA), home.team("Secret", TWIN, workspace="T2")
    home.act(theirs, "Track in secret")
    home.lead(ANA)
    for scope in (ALL, MINE):
        home.door.turn(ANA, lambda page: Page(team=theirs.id, scope=scope))  # noqa: B023
        shown = home.shown(ANA)
        assert ours.name in shown
        assert "Secret" not in shown
        assert "secret" not in shown
    assert "Churn" not in home.shown(TWIN)
    with pytest.raises(NotAProgrammeLead):
        home.door.leads(TWIN)
    with home.store.transaction() as db:
        watching.changed(db, "T2", theirs.id, home.clock())
    assert home.due().keys() == {ANA.id}
    assert home.store.reading().execute("SELECT count(*) FROM homes WHERE workspace = 'T2'").fetchone()[0] == 0


def test_the_home_of_five_hundred_teams_is_made_and_taken(home: Home) -> None:
    home.lead(ANA)
    for number in range(500):
        made = home.team(f"Team {number:03}")
        if number % 3:
            home.reach(made)
    shown = home.shown(ANA)
    assert "*500 teams*" in shown
    assert "Page 1 of 25" in shown


def test_the_example_is_a_real_result_that_says_it_is_none_and_offers_nothing_to_press() -> None:
    view = example.view(LIBRARY).to_dict()
    assert not refusals("views.open", {"trigger_id": "1.1.a", "view": view})
    said = json.dumps(view)
    assert "This is an example" in said
    assert "Example team: level 1 of 4, DevOps but no MLOps" in said
    assert "action_id" not in said
    assert set(example.IN_PLACE + example.NOT_SURE) <= LIBRARY.capabilities.keys()
