"""What a team does with the steps it takes on, and what follows from each: who is told, who is reminded, what moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import Ended, Entered, StepGone, Taken, Wrong
from bot.clock import stamp
from bot.membership import NotInTeam
from bot.people import Person
from bot.store import actions as store
from bot.store import decisions
from bot.store.actions import Action
from bot.store.decisions import Decision
from knowledge.changes import smallest_set
from knowledge.library import Value
from tests.bot.teamwork import ANA, BO, EVE, LIBRARY, STEP, TWIN, WORKING, Work

TODAY, TOMORROW, NEXT_WEEK, YESTERDAY = "2026-11-21", "2026-11-22", "2026-11-28", "2026-11-20"
OTHER = LIBRARY.step_for["model_integration_tests"]


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path)


def entered(owner: Person = ANA, due: str = "", title: str = "Track them", words: str = "Begin") -> Entered:
    return Entered(title, words, owner.id, due)


def last_gap() -> dict[str, Value]:
    """A team that lacks one thing to the next level of Microsoft's model: what STEP brings."""
    values = dict(WORKING)
    while STEP.capability in values and values[STEP.capability] is not Value.HELD:
        for id in smallest_set(LIBRARY, values, "azure"):
            values[id] = Value.HELD
    return values | {STEP.capability: Value.NOT_HELD}


def test_a_step_that_is_taken_on_is_kept_as_entered_with_who_did_it_and_when(work: Work) -> None:
    made = work.actions.take_on(ANA, work.team.id, STEP.id, Entered("  Track\n all ", " Begin ", ANA.id, NEXT_WEEK))
    assert isinstance(made, Taken)
    kept = work.actions.find(BO, made.action.id)
    assert kept == made.action
    assert (kept.title, kept.words, kept.owner, kept.due) == ("Track all", "Begin", ANA.id, NEXT_WEEK)
    assert (kept.capability, kept.step, kept.state, kept.created_by) == (STEP.capability, STEP.id, "open", ANA.id)
    (event,) = store.events(work.store.reading(), "T1", kept.id)
    assert (event.person, event.what, event.happened_at) == (ANA.id, "taken on", stamp(work.clock()))


def test_a_form_that_is_submitted_twice_makes_one_action(work: Work) -> None:
    first = work.take_on()
    again = work.actions.take_on(BO, work.team.id, STEP.id, entered(BO))
    assert again == Taken(first, new=False)
    assert work.rows("SELECT count(*) FROM actions") == [(1,)]


@pytest.mark.parametrize(
    "end", [lambda work, one: work.actions.finish(ANA, one, None), lambda work, one: work.actions.drop(ANA, one, "no")]
)
def test_a_step_whose_action_is_closed_can_be_taken_on_anew(work: Work, end: Callable[[Work, str], object]) -> None:
    first = work.take_on()
    end(work, first.id)
    assert work.take_on().id != first.id


@pytest.mark.parametrize(
    ("form", "named"),
    [
        (entered(title="  \n "), "title"),
        (entered(EVE), "owner"),
        (Entered("Track", "", "", ""), "owner"),
        (entered(due=YESTERDAY), "due"),
    ],
)
def test_what_is_wrong_is_said_beside_its_input_and_nothing_is_kept(work: Work, form: Entered, named: str) -> None:
    wrong = work.actions.take_on(ANA, work.team.id, STEP.id, form)
    assert isinstance(wrong, Wrong)
    assert getattr(wrong, named)
    assert wrong == replace(Wrong(), **{named: getattr(wrong, named)})
    assert work.rows("SELECT count(*) FROM actions") == [(0,)]
    action = work.take_on()
    assert work.actions.edit(ANA, action.id, form) == wrong
    assert work.actions.find(ANA, action.id) == action


def test_today_is_early_enough_and_a_day_that_passed_may_stay_while_other_things_change(work: Work) -> None:
    action = work.take_on(due=TODAY)
    work.clock.forward(3 * 86_400)
    kept = work.actions.edit(ANA, action.id, entered(due=TODAY, title="Another title"))
    assert isinstance(kept, Action)
    assert (kept.title, kept.due) == ("Another title", TODAY)


def test_a_step_that_this_release_does_not_know_is_refused(work: Work) -> None:
    with pytest.raises(StepGone):
        work.actions.take_on(ANA, work.team.id, "retired", entered())


def test_the_owner_is_reminded_once_at_nine_of_the_day_it_is_due(work: Work) -> None:
    action = work.take_on(due=TOMORROW)
    assert work.planned() == [(ANA.id, "2026-11-22T09:00:00.000000+00:00")]
    work.clock.now = work.clock.now.replace(day=22, hour=8, minute=59)
    assert work.written_to(ANA) == []
    work.clock.forward(60)
    (reminder,) = work.written_to(ANA)
    assert action.title in reminder["text"]
    assert "due today" in str(reminder)
    work.clock.forward(86_400)
    assert work.written_to(ANA) == []


@pytest.mark.parametrize("due", ["", TODAY])
def test_without_a_day_or_once_its_morning_has_passed_no_reminder_waits(work: Work, due: str) -> None:
    work.take_on(due=due)
    assert work.planned() == []


def test_an_owner_whom_somebody_else_named_is_asked_once_and_reminded_only_after_a_yes(work: Work) -> None:
    action = work.take_on(owner=BO, due=TOMORROW)
    (asked,) = work.written_to(BO)
    assert f"<@{ANA.id}> named you" in asked["text"]
    assert work.planned() == []
    work.actions.edit(ANA, action.id, entered(BO, TOMORROW, "Another title"))
    assert work.written_to(BO) == []
    for _ in range(2):
        assert work.actions.accept(BO, action.id).asked_by == ""
    assert [to for to, _ in work.planned()] == [BO.id]
    assert [one.what for one in store.events(work.store.reading(), "T1", action.id)].count("accepted") == 1


def test_not_me_hands_it_back_to_who_named_them_and_tells_them_once(work: Work) -> None:
    action = work.take_on(owner=BO)
    work.claim()
    for _ in range(2):
        assert work.actions.decline(BO, action.id).owner == ANA.id
    (told,) = work.written_to(ANA)
    assert f"<@{BO.id}> does not take on" in str(told)


def test_not_me_leaves_it_with_nobody_if_who_named_them_has_left(work: Work) -> None:
    action = work.take_on(owner=BO)
    work.leave(ANA)
    assert work.actions.decline(BO, action.id).owner == ""
    assert work.written_to(ANA) == []


def test_nobody_but_the_owner_says_yes_or_no_for_them(work: Work) -> None:
    action = work.take_on(owner=BO)
    assert work.actions.accept(ANA, action.id) == action
    assert work.actions.decline(ANA, action.id) == action
    assert [one.what for one in store.events(work.store.reading(), "T1", action.id)] == ["taken on", "named"]


def test_a_new_owner_of_what_is_closed_is_not_asked(work: Work) -> None:
    action = work.take_on()
    work.actions.finish(ANA, action.id, None)
    kept = work.actions.edit(ANA, action.id, entered(BO))
    assert isinstance(kept, Action)
    assert (kept.owner, kept.asked_by) == (BO.id, "")
    assert work.written_to(BO) == []


def test_an_owner_who_starts_what_they_were_named_for_has_taken_it_on(work: Work) -> None:
    action = work.take_on(owner=BO, due=TOMORROW)
    assert work.actions.start(ANA, action.id).asked_by == ANA.id
    work.actions.edit(BO, action.id, entered(BO, TOMORROW, "Mine"))
    assert work.actions.find(ANA, action.id).asked_by == ""
    assert [to for to, _ in work.planned()] == [BO.id]


def test_the_reminder_follows_the_day_the_owner_and_the_state(work: Work) -> None:
    action = work.take_on(due=TOMORROW)
    work.actions.go_on(ANA, action.id, NEXT_WEEK)
    assert work.planned() == [(ANA.id, "2026-11-28T09:00:00.000000+00:00")]
    work.actions.edit(ANA, action.id, entered(BO, NEXT_WEEK))
    assert work.planned() == []
    work.actions.accept(BO, action.id)
    assert work.planned() == [(BO.id, "2026-11-28T09:00:00.000000+00:00")]
    work.actions.drop(BO, action.id, "no time")
    assert work.planned() == []
    work.actions.reopen(BO, action.id)
    assert work.planned() == [(BO.id, "2026-11-28T09:00:00.000000+00:00")]
    work.actions.finish(BO, action.id, None)
    assert work.planned() == []


def test_a_reminder_that_was_on_its_way_when_things_changed_says_nothing(work: Work) -> None:
    action = work.take_on(due=TOMORROW)
    work.clock.forward(86_400)
    (under_way,) = [one.draft for one in work.claim() if one.draft.make]
    assert work.actions.reminder(under_way) is not None
    work.leave(ANA)
    assert work.actions.reminder(under_way) is None
    work.teams.join(ANA, work.team.id)
    work.actions.go_on(ANA, action.id, NEXT_WEEK)
    assert work.actions.reminder(under_way) is None


def test_reminding_the_owner_by_hand_happens_at_most_once_a_day_and_says_why_not(work: Work) -> None:
    action = work.take_on(owner=BO)
    assert work.actions.remind(ANA, action.id)[1] == "asked"
    work.actions.accept(BO, action.id)
    assert work.actions.remind(BO, action.id)[1] == "yours"
    work.claim()
    assert [work.actions.remind(ANA, action.id)[1] for _ in range(2)] == ["sent", "lately"]
    assert len(work.written_to(BO)) == 1
    work.clock.forward(86_400 - 1)
    assert work.actions.remind(ANA, action.id)[1] == "lately"
    work.clock.forward(1)
    assert work.actions.remind(ANA, action.id)[1] == "sent"
    work.leave(BO)
    assert work.actions.remind(ANA, action.id)[1] == "left"
    work.change("UPDATE actions SET owner = ''")
    assert work.actions.remind(ANA, action.id)[1] == "nobody"
    work.actions.drop(ANA, action.id, "no time")
    assert work.actions.remind(ANA, action.id)[1] == "closed"


def test_dropping_wants_a_reason_and_a_second_click_changes_nothing(work: Work) -> None:
    action = work.take_on()
    wrong = work.actions.drop(ANA, action.id, "  ")
    assert isinstance(wrong, Wrong)
    assert wrong.reason
    dropped = work.actions.drop(ANA, action.id, " no time ")
    assert isinstance(dropped, Action)
    assert (dropped.state, dropped.reason) == ("dropped", "no time")
    assert work.actions.drop(BO, action.id, "another") == dropped
    assert work.actions.finish(BO, action.id, Value.HELD) == Ended(dropped)
    assert work.actions.start(BO, action.id) == dropped


def test_a_finished_action_that_is_in_place_moves_the_team_at_once(work: Work) -> None:
    work.assessed(last_gap())
    before, action = work.low(), work.take_on()
    work.clock.forward(60)
    ended = work.actions.finish(BO, action.id, Value.HELD)
    assert ended.counts
    assert ended.result == work.latest().id
    assert work.low() == before + 1
    assert next(one.overall.low for one in ended.before if one.maturity_model == "azure") == before
    (decision,) = work.latest().decisions
    assert (decision.capability, decision.value, decision.cause) == (STEP.capability, Value.HELD, "action")
    assert work.latest().cause == "action"


def test_a_finished_action_that_is_not_in_place_yet_changes_no_result(work: Work) -> None:
    work.assessed(WORKING)
    before, action = work.latest(), work.take_on()
    ended = work.actions.finish(ANA, action.id, None)
    assert ended == Ended(replace(action, state="done", changed_at=stamp(work.clock())))
    assert work.latest() == before


def test_a_team_without_an_assessment_finishes_actions_too(work: Work) -> None:
    ended = work.actions.finish(ANA, work.take_on().id, Value.HELD)
    assert ended.action.state == "done"
    assert not ended.counts
    assert work.rows("SELECT count(*) FROM decisions") == [(0,)]


def test_reopening_takes_back_what_it_brought(work: Work) -> None:
    work.assessed(last_gap())
    before, action = work.low(), work.take_on()
    work.actions.finish(ANA, action.id, Value.HELD)
    work.clock.forward(60)
    ended = work.actions.reopen(BO, action.id)
    assert isinstance(ended, Ended)
    assert ended.counts
    assert ended.action.state == "open"
    assert work.low() == before
    assert next(one.overall.low for one in ended.before if one.maturity_model == "azure") == before + 1


def test_reopening_what_brought_nothing_leaves_the_teams_consensus_alone(work: Work) -> None:
    assessment = work.assessed(WORKING)
    action = work.take_on()
    work.actions.finish(ANA, action.id, None)
    agreed = Decision(STEP.capability, Value.HELD, "consensus", "we talked", ANA.id, stamp(work.clock()))
    with work.store.transaction() as db:
        decisions.add(db, "T1", assessment.id, agreed)
    assert work.actions.reopen(ANA, action.id) == Ended(work.actions.find(ANA, action.id))
    assert decisions.in_force(work.store.reading(), "T1", assessment.id) == (agreed,)


def test_reopening_what_was_dropped_leaves_what_an_earlier_action_brought(work: Work) -> None:
    assessment = work.assessed(WORKING)
    work.actions.finish(ANA, work.take_on().id, Value.HELD)
    second = work.take_on()
    work.actions.drop(ANA, second.id, "it is in place already")
    ended = work.actions.reopen(ANA, second.id)
    assert isinstance(ended, Ended)
    assert not ended.counts
    assert len(decisions.in_force(work.store.reading(), "T1", assessment.id)) == 1


def test_what_was_taken_on_anew_is_shown_instead_of_reopening_the_old(work: Work) -> None:
    first = work.take_on()
    work.actions.drop(ANA, first.id, "no time")
    second = work.take_on()
    assert work.actions.reopen(ANA, first.id) == Taken(second, new=False)
    assert work.actions.find(ANA, first.id).state == "dropped"


def test_open_actions_come_by_day_and_closed_ones_newest_first(work: Work) -> None:
    steps = list(LIBRARY.steps.values())[:5]
    undated, later, sooner = (
        work.take_on(step, due=due) for step, due in zip(steps, ("", NEXT_WEEK, TODAY), strict=False)
    )
    closed = []
    for step in steps[3:]:
        work.clock.forward(60)
        closed.append(work.actions.finish(ANA, work.take_on(step).id, None).action)
    listing = work.actions.listing(BO, work.team.id, 1)
    assert listing.open == (sooner, later, undated)
    assert (listing.closed, listing.closed_count) == ((closed[1],), 2)
    assert work.actions.listing(BO, work.team.id, 1, 1).closed == (closed[0],)
    assert set(work.actions.by_capability(BO, work.team.id)) == {one.capability for one in listing.open}


def test_nobody_outside_the_team_or_the_workspace_sees_or_does_anything(work: Work) -> None:
    action = work.take_on(owner=BO, due=TOMORROW)
    before = (
        work.rows("SELECT * FROM actions"),
        work.rows("SELECT * FROM action_events"),
        work.rows("SELECT * FROM outbox"),
    )
    door = work.actions
    for stranger in (EVE, TWIN):
        attempts: list[Callable[[], object]] = [
            lambda who=stranger: door.find(who, action.id),
            lambda who=stranger: door.listing(who, work.team.id, 8),
            lambda who=stranger: door.by_capability(who, work.team.id),
            lambda who=stranger: door.take_on(who, work.team.id, OTHER.id, entered()),
            lambda who=stranger: door.edit(who, action.id, entered()),
            lambda who=stranger: door.go_on(who, action.id, NEXT_WEEK),
            lambda who=stranger: door.start(who, action.id),
            lambda who=stranger: door.drop(who, action.id, "mine"),
            lambda who=stranger: door.finish(who, action.id, Value.HELD),
            lambda who=stranger: door.reopen(who, action.id),
            lambda who=stranger: door.accept(who, action.id),
            lambda who=stranger: door.decline(who, action.id),
            lambda who=stranger: door.remind(who, action.id),
        ]
        for attempt in attempts:
            with pytest.raises(NotInTeam):
                attempt()
    after = (
        work.rows("SELECT * FROM actions"),
        work.rows("SELECT * FROM action_events"),
        work.rows("SELECT * FROM outbox"),
    )
    assert after == before


def test_a_change_is_published_on_the_home_tabs_of_those_who_look(work: Work) -> None:
    work.looks_at_home(BO)
    work.take_on()
    assert work.rows("SELECT address FROM outbox WHERE method = 'views.publish'") == [(BO.id,)]


DOING: dict[str, Callable[[Work, Person, str], object]] = {
    "start": lambda work, who, one: work.actions.start(who, one),
    "done": lambda work, who, one: work.actions.finish(who, one, Value.HELD),
    "not yet": lambda work, who, one: work.actions.finish(who, one, None),
    "drop": lambda work, who, one: work.actions.drop(who, one, "why"),
    "reopen": lambda work, who, one: work.actions.reopen(who, one),
    "accept": lambda work, who, one: work.actions.accept(who, one),
    "decline": lambda work, who, one: work.actions.decline(who, one),
    "to ana": lambda work, who, one: work.actions.edit(who, one, entered(ANA, NEXT_WEEK)),
    "to bo": lambda work, who, one: work.actions.edit(who, one, entered(BO, TOMORROW)),
    "later": lambda work, who, one: work.actions.go_on(who, one, NEXT_WEEK),
    "no day": lambda work, who, one: work.actions.go_on(who, one, ""),
    "anew": lambda work, who, one: work.actions.take_on(who, work.team.id, STEP.id, entered(who, NEXT_WEEK)),
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(DOING)), st.sampled_from([ANA, BO])), max_size=12))
def test_whatever_is_done_in_whatever_order_one_action_is_open_and_the_right_reminder_waits(
    doing: list[tuple[str, Person]],
) -> None:
    with TemporaryDirectory() as folder:
        work = Work(Path(folder))
        work.assessed(WORKING)
        first = work.take_on(due=TOMORROW)
        for what, who in doing:
            DOING[what](work, who, first.id)
            work.clock.forward(timedelta(minutes=1).total_seconds())
            open_now = store.open_of(work.store.reading(), "T1", work.team.id)
            assert len(open_now) <= 1
            wanted = [
                (one.owner, f"{one.due}T09:00:00.000000+00:00")
                for one in open_now
                if one.owner and one.due and not one.asked_by
            ]
            assert work.planned() == wanted
