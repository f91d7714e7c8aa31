"""A check-in in Slack: what each of its buttons and forms shows in its place, and what it does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot import ids
from bot.blocks import checkin
from bot.clock import stamp
from bot.preview.people import Person
from bot.preview.slack import Message
from bot.schedule import QUARTERLY, Rhythm
from bot.store import checkins, rhythms
from bot.store.checkins import CheckIn
from knowledge.answers import NONE
from tests.bot.walking import Bench, bot_person, text_of, through

ALWAYS = Rhythm(QUARTERLY, date(2026, 1, 1), time(0), "UTC", opens=time(0), closes=time(23, 59))
NOTHING_YET = through("team", "several_in_use", "self_retraining", NONE)


@pytest.fixture
def ana(bench: Bench) -> Person:
    """Ana, whose team has a result and is asked what changed, with one action open."""
    ana, bo = bench.person("ana"), bench.person("bo")
    team = bench.team("churn", ana, bo, with_bot=True)
    bench.result(ana, NOTHING_YET)
    bench.settled(ana.command("steps"))
    page = ana.messages()[-1]
    first = next(one for one in page.elements() if one.action_id.startswith(ids.TAKE_ON))
    bench.settled(ana.click_element(page, first))
    bench.settled(ana.submit(ana.view, {}))
    ask(bench, ana, team)
    return ana


def ask(bench: Bench, person: Person, team: str) -> None:
    """Two months later: the check-in as it stands in their messages."""
    desk, who = bench.host.running.desk, bot_person(person)
    now, long_ago = stamp(desk.clock()), stamp(desk.clock() - timedelta(days=60))
    today = desk.clock().date().isoformat()
    with desk.store.transaction() as db:
        db.execute("UPDATE assessments SET started_at = ?", (long_ago,))
        rhythms.put(db, who.workspace, "checkin", team, ALWAYS, None, who.id, now)
        checkins.save(db, CheckIn(who.workspace, team, today, who.id, "asked", now, 0, 0, "", now, now))
    desk.write(who, desk.checkins.now(who, team))
    bench.host.settle()


def press(bench: Bench, person: Person, name: str, option: object = None) -> Message:
    """Press a button of the check-in; what stands in its place then."""
    message = next(
        one for one in reversed(person.messages()) if any(e.action_id == ids.CHECKIN_SAME for e in one.elements())
    )
    found = next(one for one in message.elements() if one.action_id == name)
    bench.settled(person.click_element(message, found, option))
    return next(one for one in person.messages() if one.ts == message.ts)


def choose(bench: Bench, person: Person, more: str) -> Message:
    """Pick from the menu of ways to put it off."""
    message = next(
        one for one in reversed(person.messages()) if any(e.action_id == ids.CHECKIN_SAME for e in one.elements())
    )
    menu = next(one for one in message.elements() if one.action_id == f"{ids.CHECKIN_LATER}:menu")
    option = next(one["value"] for one in menu.options() if one["value"].endswith(f" {more}"))
    bench.settled(person.click_element(message, menu, option))
    return next(one for one in person.messages() if one.ts == message.ts)


def test_one_click_shrinks_the_check_in_and_the_result_follows(bench: Bench, ana: Person) -> None:
    left = press(bench, ana, ids.CHECKIN_SAME)
    assert "nothing else changed. The result is below." in text_of(left)
    assert "Nothing moved since" in text_of(ana.messages()[-1])
    assert bench.rows("SELECT state FROM checkins") == [("answered",)]
    assert bench.refused() == []


def test_an_action_said_to_be_done_leaves_the_list_and_is_asked_about(bench: Bench, ana: Person) -> None:
    anew = press(bench, ana, f"{ids.CHECKIN_ACTION}:{checkin.DONE}")
    assert "Done since last time" in text_of(anew)
    assert bench.rows("SELECT state FROM actions") == [("done",)]
    left = press(bench, ana, ids.CHECKIN_SAME)
    assert "The first question is below" in text_of(left)
    offered = [one.action_id for one in ana.messages()[-1].elements()]
    assert f"{ids.ANSWER}:skip" in offered
    assert f"{ids.ANSWER}:as_before" not in offered
    assert bench.refused() == []


def test_an_action_going_on_says_so_in_place(bench: Bench, ana: Person) -> None:
    assert "going on" in text_of(press(bench, ana, f"{ids.CHECKIN_ACTION}:{checkin.START}"))
    assert bench.rows("SELECT state FROM actions") == [("started",)]


def test_a_dropped_action_says_why_first_and_the_check_in_is_shown_anew(bench: Bench, ana: Person) -> None:
    press(bench, ana, f"{ids.CHECKIN_ACTION}:{checkin.DROP}")
    bench.settled(ana.submit(ana.view, {ids.REASON_INPUT: "another team has it"}))
    assert bench.rows("SELECT state, reason FROM actions") == [("dropped", "another team has it")]
    message = next(
        one for one in reversed(ana.messages()) if any(e.action_id == ids.CHECKIN_SAME for e in one.elements())
    )
    assert "is dropped." in text_of(message)
    assert not any(one.action_id.startswith(ids.CHECKIN_ACTION) for one in message.elements())
    assert bench.refused() == []


def test_tomorrow_and_skipped_say_what_comes(bench: Bench, ana: Person) -> None:
    assert "I ask you again for" in text_of(press(bench, ana, f"{ids.CHECKIN_LATER}:{checkin.TOMORROW}"))
    assert bench.rows("SELECT state, round FROM checkins") == [("snoozed", 1)]


def test_skipped_from_the_menu(bench: Bench, ana: Person) -> None:
    assert "Skipped this check-in" in text_of(choose(bench, ana, checkin.SKIP))
    assert bench.rows("SELECT state FROM checkins") == [("skipped",)]


def test_not_me_ends_it_and_offers_the_way_back(bench: Bench, ana: Person) -> None:
    left = choose(bench, ana, checkin.NOT_ME)
    assert "do not ask you" in text_of(left)
    assert any(one.action_id == ids.CHECKIN_ME_AGAIN for one in left.elements())
    assert bench.rows("SELECT count(*) FROM checkin_stops") == [(1,)]


def test_a_day_of_ones_choice_is_to_come(bench: Bench, ana: Person) -> None:
    choose(bench, ana, checkin.UNTIL)
    today = datetime.now(UTC).date()
    refused = ana.submit(ana.view, {ids.UNTIL_INPUT: today.isoformat()})
    assert "Choose a day to come" in str(refused.body)
    bench.settled(ana.submit(ana.view, {ids.UNTIL_INPUT: (today + timedelta(days=9)).isoformat()}))
    assert bench.rows("SELECT state FROM checkins") == [("snoozed",)]
    assert bench.refused() == []


def test_it_is_handed_over_only_to_who_agreed(bench: Bench, ana: Person) -> None:
    bo = next(user for user in bench.workspace.users.values() if user.name == "bo")
    choose(bench, ana, checkin.HAND_OVER)
    refused = ana.submit(ana.view, {ids.PEOPLE_INPUT: bo.id})
    assert "agreed to be asked" in str(refused.body)
    desk = bench.host.running.desk
    with desk.store.transaction() as db:
        db.execute("INSERT INTO consents VALUES (?, ?, 1, '')", (ana.workspace.team_id, bo.id))
    bench.settled(ana.submit(ana.view, {ids.PEOPLE_INPUT: bo.id}))
    assert sorted(bench.rows("SELECT person, state FROM checkins")) == sorted(
        [(ana.id, "handed_over"), (bo.id, "asked")]
    )
