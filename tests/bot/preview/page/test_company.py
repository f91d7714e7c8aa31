"""The company of a try: three people of two teams, and on request sample teams beside them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import stamp
from bot.digesting import PARTS, Digest, Wanted, read
from bot.preview.elements import NotPossible
from bot.preview.page import company as moved_in
from bot.preview.page.company import NAMES, TEAMS, Company
from bot.preview.people import Person
from bot.preview.slack import LocalSlack
from bot.sample import companies
from bot.store import deliveries, programme, teams
from bot.store.database import Store
from bot.store.teams import Team
from knowledge import loading

LIBRARY = loading.shipped()
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Filled:
    """A company with a team of Ana's, in which sample teams have moved in."""

    company: Company
    store: Store
    churn: Team

    @property
    def samples(self) -> list[Team]:
        rows = programme.all_teams(self.store.reading(), self.company.workspace.team_id)
        return [row.team for row in rows if row.team.id != self.churn.id]

    def members(self, team: Team) -> tuple[str, ...]:
        return teams.members(self.store.reading(), self.company.workspace.team_id, team.id)


def made(slack: LocalSlack) -> Company:
    company = Company(slack)
    company.move_people_in("http://127.0.0.1:9")
    return company


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    with LocalSlack() as slack:
        company, store = made(slack), Store(f"sqlite:///{tmp_path_factory.mktemp('company') / 'bot.db'}")
        store.migrate()
        ana = company.people[0]
        with store.transaction() as db:
            channel = company.first_channels[ana.id].id
            churn = teams.create(db, company.workspace.team_id, "Churn", channel, ana.id, ana.id, stamp(NOW))
        company.move_in(store, LIBRARY, NOW)
        yield Filled(company, store, churn)
        store.close()


def sidebar(company: Company, person: Person) -> list[str]:
    return [one.name for one in company.channels(person)]


# --- the three ---


def test_ana_and_ben_share_a_team_channel_chen_has_another_and_all_share_one(company: Company) -> None:
    assert {one.user.name: sidebar(company, one) for one in company.people} == {
        "Ana": ["churn", "machine-learning", "directmessage"],
        "Ben": ["churn", "machine-learning", "directmessage"],
        "Chen": ["vision", "machine-learning", "directmessage"],
    }
    first = {one.user.name: company.first_channels[one.id].name for one in company.people}
    assert first == {"Ana": "churn", "Ben": "churn", "Chen": "vision"}


def test_the_bot_is_in_all_of_their_channels(company: Company) -> None:
    assert [one.name for one in company.workspace.channels.values() if not one.has_bot] == []


def test_each_has_direct_messages_of_their_own(company: Company) -> None:
    assert len({company.channels(one)[-1].id for one in company.people}) == 3


def test_a_channel_that_was_left_or_archived_is_gone_from_the_sidebar(company: Company, ana: Person) -> None:
    churn, everybody, _ = company.channels(ana)
    churn.remove(ana.user)
    assert sidebar(company, ana) == ["machine-learning", "directmessage"]
    everybody.archive()
    assert sidebar(company, ana) == ["directmessage"]


def test_a_group_conversation_stands_in_the_sidebar_of_its_members(
    company: Company, ana: Person, ben: Person, chen: Person
) -> None:
    group = company.workspace.conversation({ana.id, chen.id, company.workspace.bot_user_id})
    assert [group in company.channels(one) for one in (ana, ben, chen)] == [True, False, True]


def test_the_page_begins_as_the_first_of_them(company: Company) -> None:
    assert [company.person(id).user.name for id in (company.people[2].id, "", "U0OTHER")] == ["Chen", "Ana", "Ana"]


def test_they_live_where_the_browser_does(company: Company) -> None:
    company.live_in("Asia/Tokyo")
    assert [one.user.tz for one in company.people] == ["Asia/Tokyo"] * 3
    bot = company.workspace.users[company.workspace.bot_user_id]
    assert bot.tz != "Asia/Tokyo"


# --- sample teams ---


def test_before_they_are_asked_for_there_are_no_sample_teams(company: Company) -> None:
    assert not company.has_samples
    assert company.is_ours("any team")


def test_sample_teams_move_in_beside_the_teams_there_are(filled: Filled) -> None:
    assert filled.company.has_samples
    assert len(filled.samples) == TEAMS
    assert {filled.company.is_ours(one.id) for one in filled.samples} == {False}
    assert filled.company.is_ours(filled.churn.id)


def test_they_move_in_once(filled: Filled) -> None:
    with pytest.raises(NotPossible, match="here already"):
        filled.company.move_in(filled.store, LIBRARY, NOW)
    assert len(filled.samples) == TEAMS


def test_two_who_ask_for_them_at_once_get_them_once(
    slack: LocalSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company, store = made(slack), Store(f"sqlite:///{tmp_path / 'bot.db'}")
    store.migrate()
    begun, told, fill = threading.Event(), [], moved_in.sampling.fill

    def ask() -> None:
        try:
            company.move_in(store, LIBRARY, NOW)
        except NotPossible as wrong:
            told.append(str(wrong))
        store.close()

    other = threading.Thread(target=ask)

    def slowly(*args: object, **more: object) -> object:
        if not begun.is_set():
            begun.set()
            other.start()
            other.join(0.1)
        return fill(*args, **more)

    monkeypatch.setattr(moved_in, "TEAMS", 1)
    monkeypatch.setattr(moved_in.sampling, "fill", slowly)
    company.move_in(store, LIBRARY, NOW)
    other.join()
    assert len(programme.all_teams(store.reading(), company.workspace.team_id)) == 1
    assert told == ["The sample teams are here already."]
    store.close()


def test_slack_knows_their_people_and_channels(filled: Filled) -> None:
    workspace = filled.company.workspace
    for team in filled.samples:
        members, channel = filled.members(team), workspace.channels[team.channel]
        assert channel.members == {*members, workspace.bot_user_id}
        assert channel.name == team.name.lower().replace(" ", "-")
        for id in members:
            assert (workspace.users[id].home_team, workspace.users[id].is_bot) == (workspace.team_id, False)


def test_where_the_bot_wrote_to_one_of_them_it_finds_the_conversation_again(filled: Filled) -> None:
    workspace, db = filled.company.workspace, filled.store.reading()
    people = [id for team in filled.samples for id in filled.members(team)]
    written = {id: deliveries.direct_channel(db, workspace.team_id, id) for id in people}
    found = {id: channel for id, channel in written.items() if channel}
    assert len(found) >= TEAMS
    assert {id: workspace.dm(id).id for id in found} == found


def test_the_three_are_in_none_of_their_channels(filled: Filled) -> None:
    for person in filled.company.people:
        assert len(filled.company.channels(person)) == 3


def test_nobody_there_is_called_like_anybody_else(filled: Filled) -> None:
    names = [one.name for one in filled.company.workspace.users.values()]
    assert sorted(names) == sorted(set(names))
    assert not {"Ana", "Ben", "Chen"} & set(NAMES)
    assert len(set(NAMES)) == len(NAMES)


def test_there_are_names_for_as_many_people_as_sample_teams_can_have() -> None:
    assert len(NAMES) >= TEAMS * max(companies._SIZES)


def test_digests_count_them_beside_the_teams_there_are(filled: Filled) -> None:
    model = next(iter(LIBRARY.maturity_models))
    later = stamp(NOW + timedelta(days=1))
    wanted = Wanted(filled.company.workspace.team_id, (), model, "", later, frozenset(PARTS))
    digest: Digest = read(filled.store.reading(), LIBRARY, wanted)
    assert len(digest.teams) + digest.not_shown == TEAMS + 1
    assert len(digest.placed) >= TEAMS // 2
