"""When a team is asked, in Slack: seen, set with its dates first, skipped, put off, stopped, and not for oneself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot import ids
from bot.blocks import checkin_page
from bot.blocks.kit import row
from bot.ids import CheckInRef
from bot.often import MONTHLY, OWN
from bot.preview.people import Person
from tests.bot.listeners.test_taking_on import assessed, last, press, shown
from tests.bot.walking import Bench, text_of

BERLIN = {ids.OFTEN_INPUT: MONTHLY, ids.AT_INPUT: "11:30", ids.ZONE_INPUT: "berlin", ids.COUNTRY_INPUT: "Germany"}


def saved(bench: Bench, person: Person, **entered: str) -> None:
    """The form is opened from the page, sent, seen with its dates, and saved."""
    press(bench, person, shown(bench, person, "checkin"), ids.RHYTHM)
    bench.settled(person.submit(person.view, {**BERLIN, **entered}))
    assert person.view
    assert person.view.content["callback_id"] == ids.RHYTHM_PREVIEW_VIEW
    bench.settled(person.submit(person.view))


def next_day(bench: Bench) -> date:
    ((day,),) = bench.rows("SELECT next_day FROM rhythms")
    return date.fromisoformat(day)


def test_the_lead_sets_how_often_and_sees_the_dates_before_and_the_page_after(bench: Bench) -> None:
    (ana,) = assessed(bench)
    press(bench, ana, shown(bench, ana, "checkin"), ids.RHYTHM)
    page = last(ana)
    bench.settled(ana.submit(ana.view, BERLIN))
    assert "Each month, on the first Monday, at 11:30, Berlin time" in text_of(ana.view)
    assert bench.count("rhythms") == 0
    bench.settled(ana.submit(ana.view))
    assert bench.rows("SELECT at, zone, country FROM rhythms") == [("11:30", "Europe/Berlin", "DE")]
    for where in (ana.view, last(ana)):
        assert "Saved." in text_of(where)
        assert "(Berlin time)" in text_of(where)
    assert last(ana).ts == page.ts
    assert bench.refused() == []


def test_a_message_that_says_more_than_the_page_stays_as_it_is(bench: Bench) -> None:
    (ana,) = assessed(bench)
    ((team,),) = bench.rows("SELECT id FROM teams")
    block = row(checkin_page.how_often(team)).to_dict()
    told = bench.workspace.post(ana.dm.id, bench.workspace.bot_user_id, {"text": "Something else", "blocks": [block]})
    press(bench, ana, told, ids.RHYTHM)
    bench.settled(ana.submit(ana.view, BERLIN))
    bench.settled(ana.submit(ana.view))
    assert bench.count("rhythms") == 1
    assert last(ana).text == "Something else"
    assert bench.refused() == []


def test_what_is_changed_beside_the_dates_shows_its_own_dates_first(bench: Bench) -> None:
    (ana,) = assessed(bench)
    press(bench, ana, shown(bench, ana, "checkin"), ids.RHYTHM)
    bench.settled(ana.submit(ana.view, BERLIN))
    bench.settled(ana.submit(ana.view, {ids.AT_INPUT: "14:00"}))
    assert bench.count("rhythms") == 0
    assert "at 14:00, Berlin time" in text_of(ana.view)
    bench.settled(ana.submit(ana.view))
    assert bench.rows("SELECT at FROM rhythms") == [("14:00",)]
    assert bench.refused() == []


def test_mistakes_are_told_at_their_inputs_on_either_view_and_nothing_is_saved(bench: Bench) -> None:
    (ana,) = assessed(bench)
    press(bench, ana, shown(bench, ana, "checkin"), ids.RHYTHM)
    wrong = {ids.OFTEN_INPUT: OWN, ids.RULE_INPUT: "FREQ=HOURLY", ids.ZONE_INPUT: "Nowhere", ids.DAYS_OFF_INPUT: "soon"}
    bench.settled(ana.submit(ana.view, {**BERLIN, **wrong}))
    assert set(ana.errors) == {ids.RULE_INPUT, ids.ZONE_INPUT, ids.DAYS_OFF_INPUT}
    bench.settled(ana.submit(ana.view, {**BERLIN, ids.RULE_INPUT: "", ids.DAYS_OFF_INPUT: ""}))
    bench.settled(ana.submit(ana.view, {ids.OPENS_INPUT: "12:00"}))
    assert set(ana.errors) == {ids.AT_INPUT}
    assert bench.count("rhythms") == 0
    assert bench.refused() == []


def test_the_next_one_is_skipped_once_however_often_it_is_clicked(bench: Bench) -> None:
    (ana,) = assessed(bench)
    saved(bench, ana)
    page, first = shown(bench, ana, "checkin"), next_day(bench)
    press(bench, ana, page, ids.CHECKIN_SKIP)
    second = next_day(bench)
    assert second > first
    assert "Skipped." in text_of(last(ana))
    forged = bench.workspace.post(ana.dm.id, bench.workspace.bot_user_id, {"text": "x", "blocks": list(page.blocks)})
    press(bench, ana, forged, ids.CHECKIN_SKIP)
    assert next_day(bench) == second
    assert "sent or skipped before" in text_of(last(ana))
    assert bench.refused() == []


def test_the_next_one_is_put_off_to_a_day_that_is_picked(bench: Bench) -> None:
    (ana,) = assessed(bench)
    saved(bench, ana)
    page, day = shown(bench, ana, "checkin"), next_day(bench)
    ((team,),) = bench.rows("SELECT subject FROM rhythms")
    picker = f"{ids.CHECKIN_PUT_OFF}:{CheckInRef(team, day.isoformat())}"
    element = next(one for one in page.elements() if one.action_id == picker)
    bench.settled(ana.click_element(page, element, (day - timedelta(days=1)).isoformat()))
    assert "Choose a day" in text_of(last(ana))
    element = next(one for one in last(ana).elements() if one.action_id == picker)
    bench.settled(ana.click_element(last(ana), element, (day + timedelta(days=7)).isoformat()))
    assert "Put off." in text_of(last(ana))
    ((due,),) = bench.rows("SELECT next_due FROM rhythms")
    assert date.fromisoformat(due[:10]) >= day + timedelta(days=7)
    assert next_day(bench) == day
    assert bench.refused() == []


def test_check_ins_are_stopped_for_the_team_and_started_again(bench: Bench) -> None:
    (ana,) = assessed(bench)
    saved(bench, ana)
    press(bench, ana, shown(bench, ana, "checkin"), ids.CHECKIN_STOP)
    assert "Check-ins are stopped" in text_of(last(ana))
    press(bench, ana, last(ana), ids.CHECKIN_RESTART)
    assert "Next check-in:" in text_of(last(ana))
    assert bench.refused() == []


def test_a_member_leaves_the_check_ins_and_comes_back_while_the_lead_is_asked_throughout(bench: Bench) -> None:
    ana, bo = assessed(bench, "bo")
    bench.result(bo)
    saved(bench, ana)
    press(bench, bo, shown(bench, bo, "checkin"), ids.CHECKIN_NOT_ME)
    assert f"Asked: <@{ana.id}>\\n" in text_of(last(bo))
    assert "You stopped check-ins for yourself" in text_of(last(bo))
    press(bench, bo, last(bo), ids.CHECKIN_ME_AGAIN)
    assert f"Asked: <@{ana.id}>, <@{bo.id}>" in text_of(last(bo))
    assert bench.refused() == []


@pytest.mark.parametrize("name", [ids.RHYTHM, ids.CHECKIN_SKIP, ids.CHECKIN_STOP])
def test_buttons_of_the_lead_do_nothing_in_other_hands(bench: Bench, name: str) -> None:
    ana, bo = assessed(bench, "bo")
    eve = bench.person("eve")
    saved(bench, ana)
    before = bench.rows("SELECT * FROM rhythms")
    blocks = list(shown(bench, ana, "checkin").blocks)
    for person, said in ((bo, "Only the team's lead"), (eve, "a team you are not in")):
        forged = bench.workspace.post(person.dm.id, bench.workspace.bot_user_id, {"text": "x", "blocks": blocks})
        press(bench, person, forged, name)
        assert person.view is None
        assert said in text_of(last(person))
    assert bench.rows("SELECT * FROM rhythms") == before


def test_who_no_longer_leads_when_the_form_is_saved_hears_so(bench: Bench) -> None:
    ana, bo = assessed(bench, "bo")
    press(bench, ana, shown(bench, ana, "checkin"), ids.RHYTHM)
    bench.settled(ana.submit(ana.view, BERLIN))
    with bench.host.running.desk.store.transaction() as db:
        db.execute("UPDATE teams SET lead = ?", (bo.id,))
    bench.settled(ana.submit(ana.view))
    assert "Only the team's lead" in text_of(ana.view)
    assert bench.count("rhythms") == 0
