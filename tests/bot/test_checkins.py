"""Check-ins: each is sent once at a good hour, answered once whatever is clicked, and moves only what really changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot import checkin_due, checkin_reminders, ids
from bot.actions import Entered
from bot.blocks.kit import Message
from bot.checkins import HAS_IT, NOT_WILLING, TOO_LATE, TOO_SOON, YOURSELF
from bot.clock import stamp
from bot.membership import NotInTeam
from bot.often import MONTHLY
from bot.people import Person
from bot.schedule import QUARTERLY, DaysOff, Occurrence
from bot.store import checkins, outbox, programme, results, rhythms
from bot.store.placements import load_placements
from knowledge.library import Value
from tests.bot.quarters import APRIL, BERLIN, DUE, JANUARY, Quarters, at_best, offers, text_of
from tests.bot.several import ANA, BO, CY, FIRST, LIBRARY, SECOND

WEEK = timedelta(days=7)
STRANGER = Person("T2", "UANA")


def test_everybody_who_agreed_is_asked_once_and_told_where_the_team_stood(two: Quarters) -> None:
    two.at(DUE + timedelta(days=2))
    for person in (ANA, BO):
        (message,) = two.told(person)
        assert message["text"].startswith("A new quarter for Churn. In November 2026 you stood at level ")
        assert {ids.CHECKIN_SAME, ids.CHECKIN_CHANGED}.issubset(offers(message))
        assert "comes late" not in text_of(message)
    kept = rhythms.find(two.store.reading(), "T1", "checkin", two.team.id)
    assert kept
    assert (kept.last_day, kept.next_day) == (JANUARY, APRIL)


def test_who_never_agreed_or_refused_or_left_out_themselves_is_not_asked(tmp_path: Path) -> None:
    team = Quarters(tmp_path, ANA, BO, CY)
    team.answer(ANA)
    team.answer(CY)
    with team.store.transaction() as db:
        checkins.stop(db, "T1", team.team.id, CY.id, "2026")
    team.at(DUE + timedelta(days=5))
    assert [len(team.told(person)) for person in (ANA, BO, CY)] == [2, 0, 0]


def test_who_refuses_between_the_clock_and_the_sending_is_not_asked(one: Quarters) -> None:
    one.clock.now = DUE
    one.checkins.enqueue_due(DUE)
    one.agreed(ANA, False)
    one.tick()
    assert one.told(ANA) == []


def test_nothing_changed_is_one_click_and_leaves_every_placement_as_it_was(one: Quarters) -> None:
    before = one.seen(ANA)
    one.at(DUE)
    reply = one.checkins.answer(ANA, one.team.id, JANUARY, changed=False)
    one.tick()
    after = one.seen(ANA)
    assert "The result is below" in text_of(reply)
    assert (after.result == before.result, after.placements) == (False, before.placements)
    result = one.posted(ANA)[-1]
    assert "Nothing moved since Nov 21, 2026" in text_of(result)
    assert one.row(ANA).state == "answered"


def test_a_repeated_click_answers_nothing_twice(one: Quarters) -> None:
    one.at(DUE)
    one.checkins.answer(ANA, one.team.id, JANUARY, changed=False)
    before = (
        one.rows("SELECT * FROM conversations"),
        one.rows("SELECT * FROM results"),
        one.rows("SELECT * FROM outbox"),
    )
    for changed in (False, True):
        assert "You have answered this check-in" in text_of(one.checkins.answer(ANA, one.team.id, JANUARY, changed))
    after = one.rows("SELECT * FROM conversations"), one.rows("SELECT * FROM results"), one.rows("SELECT * FROM outbox")
    assert after == before


def test_a_second_click_while_it_is_under_way_asks_nothing_twice(one: Quarters) -> None:
    one.at(DUE)
    one.checkins.answer(ANA, one.team.id, JANUARY, changed=True)
    before = one.rows("SELECT * FROM conversations")
    assert "under way" in text_of(one.checkins.answer(ANA, one.team.id, JANUARY, changed=False))
    assert one.rows("SELECT * FROM conversations") == before


def test_a_click_that_fails_on_the_way_leaves_the_check_in_as_it_was(
    one: Quarters, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.at(DUE)
    before = [
        row
        for table in ("checkins", "conversations", "assessments", "outbox")
        for row in one.rows(f"SELECT * FROM {table}")
    ]
    monkeypatch.setattr(checkin_reminders, "finished", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        one.checkins.answer(ANA, one.team.id, JANUARY, changed=False)
    after = [
        row
        for table in ("checkins", "conversations", "assessments", "outbox")
        for row in one.rows(f"SELECT * FROM {table}")
    ]
    assert after == before
    monkeypatch.undo()
    one.checkins.answer(ANA, one.team.id, JANUARY, changed=False)
    assert one.row(ANA).state == "answered"


def test_an_enqueueing_that_fails_on_the_way_leaves_nothing_half_done(
    two: Quarters, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*given: object) -> bool:
        raise RuntimeError

    two.clock.now = DUE
    monkeypatch.setattr(outbox, "add", fails)
    with pytest.raises(RuntimeError):
        two.checkins.enqueue_due(DUE)
    assert two.rows("SELECT * FROM checkins") == []
    monkeypatch.undo()
    two.tick()
    assert [len(two.told(person)) for person in (ANA, BO)] == [1, 1]


def test_what_changed_is_asked_and_told_with_the_reason(one: Quarters) -> None:
    before = one.seen(ANA)
    one.at(DUE)
    one.checkins.answer(ANA, one.team.id, JANUARY, changed=True)
    assert 0 < len(one.asked_again(ANA)) < 6
    one.finish(ANA, at_best)
    one.tick()
    after = one.seen(ANA)
    assert after.placements[0].overall.low > before.placements[0].overall.low
    assert "What moved since Nov 21, 2026" in text_of(one.posted(ANA)[-1])
    assert "Because now in place: " in text_of(one.posted(ANA)[-1])


def test_an_action_said_to_be_done_is_asked_about_and_moves_the_stage(one: Quarters) -> None:
    lacking = one.seen(ANA).shortest["azure"]
    done = [one.take_on(ANA, capability) for capability in lacking]
    one.at(DUE)
    (message,) = one.told(ANA)
    assert len([button for button in offers(message) if button == f"{ids.CHECKIN_ACTION}:done"]) == min(len(done), 5)
    before = one.seen(ANA).placements
    for action in done:
        one.actions.finish(ANA, action.id, None)
    assert one.seen(ANA).placements == before
    anew = text_of(one.checkins.anew(ANA, one.team.id, JANUARY, ["Done."]))
    assert "Done since last time" in anew
    assert f"{ids.CHECKIN_ACTION}:done" not in anew
    one.checkins.answer(ANA, one.team.id, JANUARY, changed=False)
    asked = {id for question in one.asked_again(ANA) for id in LIBRARY.questions[question].capabilities}
    assert set(lacking) <= asked
    one.tick()
    prompt = one.posted(ANA)[-1]
    assert "what has been finished since" in text_of(prompt)
    assert f"{ids.ANSWER}:as_before" not in offers(prompt)


def test_an_action_is_reminded_of_at_the_teams_hour_and_not_on_a_holiday(one: Quarters) -> None:
    step = LIBRARY.step_for["experiments_tracked"]
    one.actions.take_on(ANA, one.team.id, step.id, Entered(step.title, "", ANA.id, "2027-05-01"))
    planned = one.rows("SELECT planned_for FROM outbox WHERE address = ? AND planned_for > '2027-04'", ANA.id)
    assert planned == [(stamp(datetime(2027, 5, 3, 8, tzinfo=UTC)),)]


def test_an_answer_before_it_is_due_is_not_asked_again(two: Quarters) -> None:
    two.at(DUE - 3 * WEEK)
    assert "What changed for Churn?" in text_of(two.checkins.now(ANA, two.team.id))
    two.checkins.answer(ANA, two.team.id, JANUARY, changed=False)
    two.at(DUE + 2 * WEEK)
    assert two.told(ANA) == []
    assert len(two.told(BO)) == 3


def test_an_assessment_shortly_before_counts_and_one_long_before_does_not(two: Quarters) -> None:
    two.at(DUE - 2 * WEEK)
    two.answer(BO, SECOND)
    two.at(DUE)
    assert [len(two.told(person)) for person in (ANA, BO)] == [1, 0]


@pytest.mark.parametrize(("rule", "days"), [(QUARTERLY, 28), (MONTHLY, 14)])
def test_what_was_answered_before_counts_for_four_weeks_or_half_the_time_between(rule: str, days: int) -> None:
    occurrence = Occurrence(date(2027, 2, 1), datetime(2027, 2, 1, 9, tzinfo=UTC))
    since = checkin_reminders.answers_from(replace(BERLIN, rule=rule, anchor=date(2026, 2, 1)), occurrence)
    assert since == occurrence.at - timedelta(days=days)


def test_an_ordinary_assessment_answers_the_check_in_that_waits(one: Quarters) -> None:
    one.at(DUE)
    one.answer(ANA, SECOND)
    assert one.row(ANA).state == "answered"
    one.at(DUE + 3 * WEEK)
    assert len(one.told(ANA)) == 1


def test_several_missed_are_one_with_an_apology(one: Quarters) -> None:
    one.sleep_until(datetime(2027, 7, 7, 9, tzinfo=UTC))
    (message,) = one.told(ANA)
    assert "Sorry, this comes late: it was due on Jul 5, 2027." in text_of(message)
    assert "I also missed two before it" in text_of(message)
    assert one.rows("SELECT day FROM checkins") == [("2027-07-05",)]


def test_a_machine_that_wakes_at_night_waits_for_the_morning(one: Quarters) -> None:
    one.sleep_until(datetime(2027, 1, 9, 1, tzinfo=UTC))
    assert one.told(ANA) == []
    one.at(datetime(2027, 1, 11, 7, 59, tzinfo=UTC))
    assert one.told(ANA) == []
    one.at(datetime(2027, 1, 11, 8, tzinfo=UTC))
    assert "Sorry, this comes late" in text_of(one.told(ANA)[0])


def test_days_off_named_after_it_was_enqueued_still_hold_it_back(one: Quarters) -> None:
    one.clock.now = DUE
    one.checkins.enqueue_due(DUE)
    off = replace(BERLIN, days_off=(DaysOff(date(2027, 1, 4), date(2027, 1, 8)),))
    with one.store.transaction() as db:
        rhythms.put(db, "T1", "checkin", one.team.id, off, None, ANA.id, "2027")
    one.at(DUE + timedelta(days=6))
    assert one.told(ANA) == []
    one.at(DUE + timedelta(days=8))
    assert len(one.told(ANA)) == 1


def test_a_day_later_over_a_weekend_is_monday(one: Quarters) -> None:
    one.at(datetime(2027, 1, 8, 10, tzinfo=UTC))
    reply = one.checkins.snooze(ANA, one.team.id, JANUARY, 1)
    assert "Mon, Jan 11, 2027, 10:00" in text_of(reply)
    before = len(one.told(ANA))
    one.at(datetime(2027, 1, 11, 8, 59, tzinfo=UTC))
    assert len(one.told(ANA)) == before
    one.at(datetime(2027, 1, 11, 9, tzinfo=UTC))
    assert "A new quarter" in one.told(ANA)[-1]["text"]
    assert "comes late" not in text_of(one.told(ANA)[-1])


def test_putting_off_twice_by_the_same_click_sends_it_once(one: Quarters) -> None:
    one.at(DUE)
    for _ in range(2):
        one.checkins.snooze(ANA, one.team.id, JANUARY, 1)
    one.at(DUE + timedelta(days=2))
    assert len(one.told(ANA)) == 2


def test_what_was_put_off_while_slack_had_not_yet_confirmed_it_is_not_sent_again_at_once(one: Quarters) -> None:
    one.at(DUE)
    under_way = checkin_due.draft(one.row(ANA))
    one.checkins.snooze(ANA, one.team.id, JANUARY, 1)
    assert one.checkins.make(under_way) is None


def test_a_day_to_ask_again_is_to_come_and_before_the_next_check_in(one: Quarters) -> None:
    one.at(DUE)
    assert one.checkins.snooze(ANA, one.team.id, JANUARY, date(2027, 1, 4)) == TOO_SOON
    assert one.checkins.snooze(ANA, one.team.id, JANUARY, date(2027, 4, 5)) == TOO_LATE
    assert isinstance(one.checkins.snooze(ANA, one.team.id, JANUARY, date(2027, 2, 1)), Message)


def test_skipped_says_when_the_next_one_comes_and_it_does(one: Quarters) -> None:
    one.at(DUE)
    assert "Mon, Apr 5, 2027, 10:00" in text_of(one.checkins.skip(ANA, one.team.id, JANUARY))
    one.at(DUE + 12 * WEEK)
    assert len(one.told(ANA)) == 1
    one.at(DUE + 14 * WEEK)
    assert one.row(ANA, APRIL).state == "asked"


def test_handed_over_reaches_the_teammate_who_sees_from_whom(one: Quarters) -> None:
    one.teams.join(BO, one.team.id)
    one.at(DUE)
    assert one.checkins.hand_over(ANA, one.team.id, JANUARY, BO.id) == NOT_WILLING
    assert one.checkins.hand_over(ANA, one.team.id, JANUARY, ANA.id) == YOURSELF
    assert one.checkins.hand_over(ANA, one.team.id, JANUARY, CY.id) == NOT_WILLING
    one.agreed(BO, True)
    assert isinstance(one.checkins.hand_over(ANA, one.team.id, JANUARY, BO.id), Message)
    one.tick()
    assert f"<@{ANA.id}> asks you to answer this one instead" in text_of(one.told(BO)[0])
    assert one.row(ANA).state == "handed_over"
    before = one.seen(BO)
    one.checkins.answer(BO, one.team.id, JANUARY, changed=False)
    assert one.seen(BO).placements == before.placements


def test_it_is_not_handed_over_to_who_has_it(two: Quarters) -> None:
    two.at(DUE)
    assert two.checkins.hand_over(ANA, two.team.id, JANUARY, BO.id) == HAS_IT


def test_it_is_not_handed_over_to_who_has_answered_already(two: Quarters) -> None:
    two.at(DUE - 2 * WEEK)
    two.answer(BO, SECOND)
    two.at(DUE)
    assert two.checkins.hand_over(ANA, two.team.id, JANUARY, BO.id) == HAS_IT
    assert two.row(ANA).state == "asked"


def test_handed_over_in_the_evening_it_comes_in_the_morning(one: Quarters) -> None:
    one.teams.join(BO, one.team.id)
    one.at(datetime(2027, 1, 4, 20, tzinfo=UTC))
    one.agreed(BO, True)
    assert "Tue, Jan 5, 2027, 09:00" in text_of(one.checkins.hand_over(ANA, one.team.id, JANUARY, BO.id))
    one.tick()
    assert one.told(BO) == []
    one.at(datetime(2027, 1, 5, 8, tzinfo=UTC))
    assert len(one.told(BO)) == 1
    assert "comes late" not in text_of(one.told(BO)[0])


def test_all_answer_in_one_assessment_and_three_see_only_spreads(tmp_path: Path) -> None:
    team = Quarters(tmp_path, ANA, BO, CY)
    for person in (ANA, BO, CY):
        team.answer(person, SECOND)
    before = team.seen(ANA)
    team.at(DUE)
    for person in (ANA, BO, CY):
        assert "never who said what" in text_of(team.told(person)[0])
        team.checkins.answer(person, team.team.id, JANUARY, changed=False)
        team.clock.forward(60)
        team.tick()
    assert team.rows("SELECT count(DISTINCT assessment) FROM conversations") == [(2,)]
    after = team.seen(BO)
    assert (after.respondents, after.sees_answers, after.placements) == (3, False, before.placements)
    assert all(team.conversation(person).only_spreads for person in (ANA, BO, CY))


def test_two_of_a_team_answer_from_what_each_said_last_time(two: Quarters) -> None:
    two.at(DUE)
    two.checkins.answer(ANA, two.team.id, JANUARY, changed=False)
    two.clock.forward(60)
    two.checkins.answer(BO, two.team.id, JANUARY, changed=False)
    newest = results.latest(two.store.reading(), "T1", two.team.id)
    assert newest
    assert [one.person for one in newest.respondents] == [ANA.id, BO.id]
    assert not two.conversation(BO).only_spreads


def test_evidence_that_still_stands_comes_along_and_what_ran_out_is_asked_again(one: Quarters) -> None:
    asked = [entry.question for entry in one.conversation(ANA).session.trail if entry.question]
    one.back_up(ANA, asked[-1], note="still true", valid_until="2028-01-01")
    one.back_up(ANA, asked[-2], note="ran out", valid_until="2026-12-31")
    one.at(DUE)
    one.checkins.answer(ANA, one.team.id, JANUARY, changed=False)
    assert one.asked_again(ANA) == [asked[-2]]
    where = one.conversation(ANA)
    kept = one.rows("SELECT turn, note FROM notes WHERE conversation = ?", where.id)
    assert kept == [(next(one.turn for one in where.session.trail if one.question == asked[-1]), "still true")]


@pytest.mark.parametrize(("given", "kept"), [("as_before", ["nightly"]), ("skip", ["nightly"]), ("not_sure", [])])
def test_evidence_of_an_answer_that_is_asked_again_comes_along_if_it_is_still_so(
    one: Quarters, given: str, kept: list[str]
) -> None:
    trail = one.conversation(ANA).session.trail
    for question in [entry.question for entry in trail if entry.question]:
        one.back_up(ANA, question, note="nightly")
    one.at(DUE)
    one.checkins.answer(ANA, one.team.id, JANUARY, changed=True)
    again = next(entry.question for entry in trail if entry.question in one.asked_again(ANA))
    one.finish(ANA, lambda question, offered: given if question == again else "not_sure")
    where = one.conversation(ANA)
    turn = one.turn_of(ANA, again).turn
    assert [
        note for (note,) in one.rows(f"SELECT note FROM notes WHERE conversation = ? AND turn = {turn}", where.id)
    ] == (kept)


def test_what_was_decided_since_counts_on(two: Quarters) -> None:
    lacking = two.seen(ANA).shortest["azure"][0]
    action = two.take_on(ANA, lacking)
    two.actions.finish(ANA, action.id, Value.HELD)
    before = two.seen(ANA)
    two.at(DUE)
    two.checkins.answer(ANA, two.team.id, JANUARY, changed=False)
    after = two.seen(ANA)
    assert after.values[lacking] is Value.HELD
    assert after.placements == before.placements


def test_a_team_without_a_result_is_asked_to_start(tmp_path: Path) -> None:
    team = Quarters(tmp_path, ANA)
    team.agreed(ANA, True)
    team.at(DUE)
    (message,) = team.told(ANA)
    assert "6 minutes" in text_of(message)
    assert ids.ASSESS in offers(message)
    assert "Start the assessment" in text_of(team.checkins.answer(ANA, team.team.id, JANUARY, changed=False))
    assert team.rows("SELECT * FROM conversations") == []


def test_an_old_check_in_shows_the_present_one_and_answers_nothing(one: Quarters) -> None:
    one.at(DUE + 14 * WEEK)
    assert one.row(ANA).state == "replaced"
    shown = one.checkins.answer(ANA, one.team.id, JANUARY, changed=False)
    assert APRIL in text_of(shown)
    assert one.row(ANA, APRIL).state == "asked"


def test_who_never_came_to_the_end_goes_on_there_at_the_next_check_in_and_has_one_voice(two: Quarters) -> None:
    two.at(DUE)
    two.checkins.answer(BO, two.team.id, JANUARY, changed=True)
    begun = two.conversation(BO)
    two.at(DUE + 14 * WEEK)
    assert "under way" in text_of(two.checkins.answer(BO, two.team.id, APRIL, changed=False))
    assert two.conversation(BO).id == begun.id
    two.tick()
    assert any("Your answers so far come along" in text_of(message) for message in two.posted(BO))
    two.finish(BO, FIRST)
    newest = results.latest(two.store.reading(), "T1", two.team.id)
    assert newest
    assert [one.conversation for one in newest.respondents if not one.last_time] == [begun.id]
    assert newest.assessment != begun.assessment
    assert two.row(BO, APRIL).state == "answered"


def test_where_nobody_could_be_asked_somebody_who_can_act_hears_it_once(two: Quarters) -> None:
    with two.store.transaction() as db:
        programme.add_lead(db, "T1", "UPAT", "2026")
    pat = Person("T1", "UPAT")
    two.gone = {ANA.id}
    two.at(DUE)
    assert two.posted(pat) == []
    two.gone = {ANA.id, BO.id}
    two.at(datetime(2027, 4, 5, 8, tzinfo=UTC))
    (said,) = two.posted(pat)
    assert f"<@{ANA.id}> and <@{BO.id}>" in text_of(said)
    two.at(datetime(2027, 4, 20, 8, tzinfo=UTC))
    assert len(two.posted(pat)) == 1


def test_one_that_slack_refused_is_sent_after_all_where_the_operator_tries_it_again(one: Quarters) -> None:
    one.gone = {ANA.id}
    one.at(DUE)
    assert one.row(ANA).state == "unreached"
    one.gone = set()
    with one.store.transaction() as db:
        assert outbox.retry(db, one.row(ANA).key, stamp(one.clock()))
    one.tick()
    assert "A new quarter for Churn" in one.told(ANA)[0]["text"]
    assert one.row(ANA).state == "asked"


def test_the_lead_hears_that_the_one_who_is_asked_is_gone(tmp_path: Path) -> None:
    team = Quarters(tmp_path, ANA, BO)
    team.answer(ANA)
    team.answer(BO)
    with team.store.transaction() as db:
        checkins.stop(db, "T1", team.team.id, ANA.id, "2026")
    team.gone = {BO.id}
    team.at(DUE)
    assert [f"<@{BO.id}>" in text_of(message) for message in team.posted(ANA) if "asked for" in message["text"]] == [
        True
    ]


def test_nobody_of_another_workspace_or_team_sees_or_changes_a_check_in(one: Quarters) -> None:
    one.at(DUE)
    before = one.rows("SELECT * FROM checkins")
    door, team = one.checkins, one.team.id
    attempts: tuple[Callable[[Person], object], ...] = (
        lambda person: door.now(person, team),
        lambda person: door.anew(person, team, JANUARY),
        lambda person: door.answer(person, team, JANUARY, False),
        lambda person: door.snooze(person, team, JANUARY, 1),
        lambda person: door.skip(person, team, JANUARY),
        lambda person: door.hand_over(person, team, JANUARY, person.id),
    )
    for person in (STRANGER, BO):
        for attempt in attempts:
            with pytest.raises(NotInTeam):
                attempt(person)
    assert one.rows("SELECT * FROM checkins") == before


def test_the_preview_reads_as_the_message_and_sends_nothing(one: Quarters) -> None:
    before = one.rows("SELECT * FROM outbox")
    shown = one.checkins.preview(one.team)
    assert shown
    assert shown.text.startswith("A new quarter for Churn.")
    assert (one.rows("SELECT * FROM outbox"), one.rows("SELECT * FROM checkins")) == (before, [])


def test_the_result_of_a_check_in_is_made_of_its_own_placements(one: Quarters) -> None:
    one.at(DUE)
    one.checkins.answer(ANA, one.team.id, JANUARY, changed=True)
    one.finish(ANA, FIRST)
    newest = results.latest(one.store.reading(), "T1", one.team.id)
    assert newest
    assert load_placements(LIBRARY, newest.placements) == one.seen(ANA).placements
