"""The sample: teams as they might be, made the same way that real ones come about, and the same again for the same seed."""

import json
import random
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot import schedule, voices
from bot.sample import companies
from bot.sample.sampling import HoldsTeams, Sample, fill
from bot.store import conversations, rhythms
from bot.store import results as result_store
from bot.store.database import Store
from bot.store.placements import load_placements
from conversations import engine, flow
from knowledge import loading
from knowledge.answers import DETAIL
from knowledge.library import Value
from knowledge.scoring import place

LIBRARY, FLOW = loading.shipped(), flow.shipped()["assessment"]
END = date(2026, 11, 21)
ASKED = Sample(teams=24, quarters=4, seed=7, workspace="T1", end=END)
SMALL = Sample(teams=3, quarters=2, seed=3, workspace="T1", end=END)


def made(folder: Path, sample: Sample) -> Store:
    store = Store(f"sqlite:///{folder / 'bot.db'}")
    store.migrate()
    fill(store, LIBRARY, FLOW, sample)
    return store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return made(tmp_path_factory.mktemp("sample"), ASKED)


def rows(store: Store, sql: str, *values: object) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in store.reading().execute(sql, values).fetchall()]


def everything(store: Store) -> list[tuple[Any, ...]]:
    tables = [name for (name,) in rows(store, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return [
        row for name in tables if not name.startswith(("_", "sqlite")) for row in rows(store, f"SELECT * FROM {name}")
    ]


def test_the_same_seed_makes_the_same_database_down_to_the_last_row_and_another_seed_another(tmp_path: Path) -> None:
    seeds = {"one": 3, "again": 3, "other": 4}
    found = {}
    for name, seed in seeds.items():
        (tmp_path / name).mkdir()
        found[name] = everything(made(tmp_path / name, Sample(3, 2, seed, "T1", END)))
    assert found["one"] == found["again"]
    assert found["one"] != found["other"]


def test_as_many_teams_are_made_as_were_asked_for_and_their_zones_are_in_twelve_cities(store: Store) -> None:
    assert rows(store, "SELECT count(*), count(DISTINCT name_key), count(DISTINCT channel) FROM teams") == [
        (24, 24, 24)
    ]
    zones = {zone for (zone,) in rows(store, "SELECT DISTINCT zone FROM rhythms WHERE kind = 'checkin'")}
    assert zones == {city.zone for city in companies.CITIES}
    assert len(zones) == 12


def test_every_conversation_can_be_walked_again_answer_by_answer(store: Store) -> None:
    for (id,) in rows(store, "SELECT id FROM conversations"):
        found = conversations.find(store.reading(), "T1", id)
        assert found is not None
        ended = found.session
        session, _ = engine.start(LIBRARY, FLOW)
        for entry in ended.trail:
            event: engine.Event = engine.Pressed(session.turn, entry.choice)
            if entry.choice == engine.TYPED:
                event = engine.Typed(entry.words)
            elif entry.choice == DETAIL:
                values = {id: Value(value) for id, value in entry.values.items()}
                event = engine.Detailed(session.turn, values)
            session, _ = engine.advance(LIBRARY, FLOW, session, event)
        assert (session.trail, session.status) == (ended.trail, "finished")
        everybody = conversations.of_assessment(store.reading(), "T1", found.assessment)
        assert (ended.inherited > 0) == (found.id != everybody[0].id), "who joins is not asked again what it is about"
        given = rows(store, "SELECT count(*) FROM answers WHERE conversation = ? AND kind = 'given'", id)
        assert given[0][0] >= len(ended.trail) - ended.inherited


def test_placements_are_what_the_answers_come_to(store: Store) -> None:
    for (id,) in rows(store, "SELECT id FROM results"):
        found = result_store.find(store.reading(), "T1", id)
        assert found is not None
        assert load_placements(LIBRARY, found.placements) == place(LIBRARY, voices.agreement(LIBRARY, found).values)


def levels(store: Store) -> dict[str, list[int]]:
    """Each team's low ends on Microsoft's model, oldest first."""
    found: dict[str, list[int]] = {}
    for team, low in rows(
        store,
        "SELECT team, low FROM standings WHERE maturity_model = 'azure' AND applicable = 1 ORDER BY began_at, reached_at",
    ):
        found.setdefault(team, []).append(low)
    return found


def test_teams_stand_at_many_levels_and_move_up_more_than_down(store: Store) -> None:
    found = levels(store)
    assert len({low for lows in found.values() for low in lows}) >= 3
    ups = sum(lows[-1] > lows[0] for lows in found.values())
    downs = sum(lows[-1] < lows[0] for lows in found.values())
    assert ups > downs
    assert any(len(set(lows)) == 1 for lows in found.values() if len(lows) > 2), "and some are stuck"


def test_from_one_to_four_people_answer_and_only_those_who_agreed_to_be_asked(store: Store) -> None:
    counts = rows(store, "SELECT count(DISTINCT person) FROM conversations GROUP BY assessment")
    assert {count for (count,) in counts} == {1, 2, 3, 4}
    unasked = "SELECT count(*) FROM conversations WHERE person NOT IN (SELECT person FROM consents WHERE agreed = 1)"
    assert rows(store, unasked) == [(0,)]
    assert rows(store, "SELECT count(*) FROM consents WHERE agreed = 0")[0][0] > 0


def test_who_answers_as_the_third_was_told_that_only_spreads_are_seen(store: Store) -> None:
    spreads = rows(store, "SELECT assessment, count(*), sum(only_spreads) FROM conversations GROUP BY assessment")
    assert all(told == max(0, people - 2) for _, people, told in spreads)


def test_actions_are_open_started_done_and_dropped_and_say_how_it_came_to_that(store: Store) -> None:
    states = Counter(state for (state,) in rows(store, "SELECT state FROM actions"))
    assert set(states) == {"open", "started", "done", "dropped"}
    for id, state in rows(store, "SELECT id, state FROM actions"):
        what = [one for (one,) in rows(store, "SELECT what FROM action_events WHERE action = ? ORDER BY id", id)]
        assert what[0] == "taken on"
        assert state == "open" or what[-1] == state
    assert rows(store, "SELECT count(*) FROM results WHERE cause = 'action'")[0][0] > 0


def test_nothing_lies_after_the_end_but_what_is_planned(store: Store) -> None:
    stamps = (
        *(("conversations", "finished_at"), ("results", "reached_at"), ("answers", "answered_at")),
        *(("actions", "changed_at"), ("action_events", "happened_at"), ("decisions", "decided_at")),
    )
    for table, column in stamps:
        ((newest,),) = rows(store, f"SELECT max({column}) FROM {table}")
        assert newest < "2026-11-21", table
    assert rows(store, "SELECT count(*) FROM outbox") == [(0,)], "and nothing waits to be sent"


def test_the_next_check_in_of_every_team_is_to_come_at_a_good_hour_of_its_own(store: Store) -> None:
    for (team,) in rows(store, "SELECT id FROM teams"):
        kept = rhythms.find(store.reading(), "T1", "checkin", team)
        assert kept is not None
        at = datetime.fromisoformat(kept.next_due)
        assert at > datetime(2026, 11, 21, tzinfo=UTC)
        assert schedule.good_moment(kept.rhythm, at) == at
        assert at.astimezone(ZoneInfo(kept.rhythm.zone)).hour == 10


def test_some_teams_are_shown_in_digests_some_are_not_and_digests_are_about_teams_that_exist(store: Store) -> None:
    assert {agreed for (agreed,) in rows(store, "SELECT agreed FROM showings")} == {"yes", "no"}
    teams = {id for (id,) in rows(store, "SELECT id FROM teams")}
    found = rows(store, "SELECT channel, teams FROM digests")
    assert len(found) == 3
    assert all(set(json.loads(about)) <= teams for _, about in found)
    planned = rows(store, "SELECT subject FROM rhythms WHERE kind = 'digest' AND next_due > '2026-11-21'")
    assert {channel for channel, _ in found} == {channel for (channel,) in planned}


def test_a_database_with_teams_is_refused_unless_they_shall_be_added_to(tmp_path: Path) -> None:
    store = made(tmp_path, SMALL)
    before = everything(store)
    with pytest.raises(HoldsTeams):
        fill(store, LIBRARY, FLOW, SMALL)
    assert everything(store) == before
    fill(store, LIBRARY, FLOW, SMALL, add=True)
    assert rows(store, "SELECT count(*), count(DISTINCT name_key), count(DISTINCT channel) FROM teams") == [(6, 6, 6)]
    assert rows(store, "SELECT count(DISTINCT person) FROM members") == rows(store, "SELECT count(*) FROM members")


def test_no_two_of_thousands_of_teams_have_a_name_in_common_nor_one_that_is_taken() -> None:
    names = [one.name for one in companies.teams(random.Random(1), 5000, 0, ["CHURN"])]
    assert len({name.casefold() for name in (*names, "churn")}) == 5001
