"""From a step to an action and to its end, in Slack: what each click and each form shows, and to whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot import ids
from bot.listeners import views
from bot.preview.people import Person
from bot.preview.slack import Message
from knowledge.answers import NONE
from tests.bot.walking import Bench, bot_person, ok, text_of, through

NEXT_WEEK = (datetime.now(UTC).date() + timedelta(days=7)).isoformat()
YESTERDAY = (datetime.now(UTC).date() - timedelta(days=1)).isoformat()
NOTHING_YET = through("team", "several_in_use", "self_retraining", NONE)


def assessed(bench: Bench, *others: str) -> tuple[Person, ...]:
    """Ana, whose team has a result, and other members."""
    people = [bench.person(name) for name in ("ana", *others)]
    bench.team("churn", *people, with_bot=True)
    bench.result(people[0], NOTHING_YET)
    return tuple(people)


def last(person: Person) -> Message:
    return person.messages()[-1]


def shown(bench: Bench, person: Person, word: str) -> Message:
    """What a subcommand answers."""
    bench.settled(person.command(word))
    return last(person)


def open_form(bench: Bench, person: Person, word: str = "steps") -> None:
    """The modal that takes on the first step of a page."""
    page = shown(bench, person, word)
    first = next(one for one in page.elements() if one.action_id.startswith(ids.TAKE_ON))
    bench.settled(person.click_element(page, first))
    assert person.view is not None


def taken_on(bench: Bench, person: Person, owner: Person | None = None, **more: str) -> None:
    open_form(bench, person)
    named = {ids.OWNER_INPUT: owner.id} if owner else {}
    bench.settled(person.submit(person.view, {**named, **more}))


def press(bench: Bench, person: Person, message: Message, name: str, option: object = None) -> None:
    found = next(one for one in message.elements() if one.action_id.partition(":")[0] == name)
    bench.settled(person.click_element(message, found, option))


def press_in_view(bench: Bench, person: Person, name: str) -> None:
    assert person.view is not None
    found = next(one for one in person.view.elements() if one.action_id.partition(":")[0] == name)
    bench.settled(person.click_in_view(person.view, found.action_id, value=found.value))


def test_a_step_is_taken_on_as_proposed_and_its_page_says_so_instead_of_the_button(bench: Bench) -> None:
    (ana,) = assessed(bench)
    page = shown(bench, ana, "steps")
    offered = [one for one in page.elements() if one.action_id.startswith(ids.TAKE_ON)]
    taken_on(bench, ana, due=NEXT_WEEK)
    assert "Taken on:" in text_of(ana.view)
    page = next(one for one in ana.messages() if one.ts == last(ana).ts)
    assert f"_Taken on_  by <@{ana.id}>, due" in text_of(page)
    assert len([one for one in page.elements() if one.action_id.startswith(ids.TAKE_ON)]) == len(offered) - 1
    assert bench.rows("SELECT owner, due, state, asked_by FROM actions") == [(ana.id, NEXT_WEEK, "open", "")]
    assert bench.refused() == []


def test_the_form_says_who_will_see_it_and_proposes_what_how_and_whom(bench: Bench) -> None:
    (ana,) = assessed(bench)
    open_form(bench, ana)
    view = ana.view
    assert view is not None
    assert "The members of churn see it" in text_of(view)
    proposed = {one.block_id: one.raw for one in view.elements()}
    step = next(
        one
        for one in bench.host.running.desk.library.steps.values()
        if one.title == proposed[ids.TITLE_INPUT]["initial_value"]
    )
    assert proposed[ids.WORDS_INPUT]["initial_value"] == step.begin
    assert proposed[ids.OWNER_INPUT]["initial_user"] == ana.id


def test_a_stranger_as_owner_and_a_day_that_has_passed_are_refused_beside_their_inputs(bench: Bench) -> None:
    (ana,) = assessed(bench)
    eve = bench.person("eve")
    open_form(bench, ana)
    bench.settled(ana.submit(ana.view, {ids.OWNER_INPUT: eve.id, ids.DUE_INPUT: YESTERDAY}))
    assert set(ana.errors) == {ids.OWNER_INPUT, ids.DUE_INPUT}
    assert bench.count("actions") == 0
    bench.settled(ana.submit(ana.view, {ids.OWNER_INPUT: ana.id, ids.DUE_INPUT: NEXT_WEEK}))
    assert bench.count("actions") == 1
    assert bench.refused() == []


def test_a_form_that_was_open_twice_makes_one_action_and_offers_that_one(bench: Bench) -> None:
    ana, bo = assessed(bench, "bo")
    open_form(bench, ana)
    open_form(bench, bo)
    bench.settled(ana.submit(ana.view))
    bench.settled(bo.submit(bo.view))
    assert "This is taken on already:" in text_of(bo.view)
    assert bench.count("actions") == 1
    assert bench.rows("SELECT owner FROM actions") == [(ana.id,)]


def test_an_old_button_of_a_step_that_is_taken_on_shows_the_action(bench: Bench) -> None:
    ana, bo = assessed(bench, "bo")
    old = shown(bench, bo, "steps")
    taken_on(bench, ana)
    press(bench, bo, old, ids.TAKE_ON)
    assert bo.view is None
    assert "taken on already" in text_of(last(bo))
    assert bench.refused() == []


def test_who_is_named_as_owner_is_asked_by_message_and_takes_it_on(bench: Bench) -> None:
    ana, bo = assessed(bench, "bo")
    taken_on(bench, ana, bo, due=NEXT_WEEK)
    assert f"I ask <@{bo.id}>" in text_of(ana.view)
    asked = last(bo)
    assert f"<@{ana.id}> named you" in text_of(asked)
    assert bench.rows("SELECT count(*) FROM outbox WHERE key LIKE 'action_due:%'") == [(0,)]
    press(bench, bo, asked, ids.ACTION_ACCEPT)
    assert "It is yours now." in text_of(last(bo))
    assert bench.rows("SELECT address, state FROM outbox WHERE key LIKE 'action_due:%'") == [(bo.id, "waiting")]
    assert bench.refused() == []


def test_not_me_gives_it_back_and_the_one_who_named_them_can_name_somebody_else(bench: Bench) -> None:
    ana, bo, cy = assessed(bench, "bo", "cy")
    taken_on(bench, ana, bo)
    press(bench, bo, last(bo), ids.ACTION_DECLINE)
    assert "not with you any more" in text_of(last(bo))
    told = last(ana)
    assert f"<@{bo.id}> does not take on" in text_of(told)
    press(bench, ana, told, ids.ACTION_EDIT)
    bench.settled(ana.submit(ana.view, {ids.OWNER_INPUT: cy.id}))
    assert f"<@{ana.id}> named you" in text_of(last(cy))
    assert bench.refused() == []


def test_start_remind_and_drop_from_the_list_show_the_list_anew(bench: Bench) -> None:
    ana, bo = assessed(bench, "bo")
    taken_on(bench, ana, bo)
    press(bench, bo, last(bo), ids.ACTION_ACCEPT)
    ana.close_view()
    page = shown(bench, ana, "actions")
    press(bench, ana, page, ids.ACTION_START)
    assert "is started" in text_of(last(ana))
    identity = bench.rows("SELECT id FROM actions")[0][0]
    for said in ("I reminded", "once a day is enough"):
        press(bench, ana, last(ana), ids.ACTION_MORE, f"{ids.ACTION_REMIND} {identity}")
        assert said in text_of(last(ana))
    assert f"<@{ana.id}> asked me to remind you" in text_of(last(bo))
    press(bench, ana, last(ana), ids.ACTION_MORE, f"{ids.ACTION_DROP} {identity}")
    bench.settled(ana.submit(ana.view, {ids.REASON_INPUT: "no <!channel> time"}))
    ana.close_view()
    assert "no open actions" in text_of(last(ana))
    assert "Done and dropped (1)" in text_of(last(ana))
    press(bench, ana, last(ana), ids.ACTION_PAGE)
    assert "no &lt;!channel&gt; time" in text_of(last(ana))
    press(bench, ana, last(ana), ids.ACTION_REOPEN)
    assert bench.rows("SELECT state FROM actions") == [("open",)]
    assert bench.refused() == []


def test_done_asks_whether_it_is_in_place_and_says_at_once_what_that_brought(bench: Bench) -> None:
    (ana,) = assessed(bench)
    before = bench.count("results")
    taken_on(bench, ana)
    ana.close_view()
    press(bench, ana, shown(bench, ana, "actions"), ids.ACTION_DONE)
    assert "Is it now in place, as a rule?" in text_of(ana.view)
    bench.settled(ana.submit(ana.view, {ids.ENDING_INPUT: "held"}))
    assert bench.count("results") == before + 1
    said = text_of(ana.view)
    assert "What moved" in said or "No stage moved." in said
    assert "no open actions" in text_of(last(ana))
    press_in_view(bench, ana, ids.ACTION_REOPEN)
    assert "What it brought no longer counts." in text_of(ana.view)
    assert bench.count("results") == before + 2
    assert bench.refused() == []


def test_done_but_not_yet_as_a_rule_changes_no_result_and_says_so(bench: Bench) -> None:
    (ana,) = assessed(bench)
    before = bench.count("results")
    taken_on(bench, ana)
    ana.close_view()
    press(bench, ana, shown(bench, ana, "actions"), ids.ACTION_DONE)
    bench.settled(ana.submit(ana.view, {ids.ENDING_INPUT: "Not yet, or not as a rule"}))
    assert "stays as it was" in text_of(ana.view)
    assert bench.count("results") == before
    assert bench.rows("SELECT state FROM actions") == [("done",)]


def test_a_reminder_can_be_answered_with_a_new_date_and_with_done(bench: Bench) -> None:
    ana, bo = assessed(bench, "bo")
    taken_on(bench, ana, bo)
    press(bench, bo, last(bo), ids.ACTION_ACCEPT)
    desk = bench.host.running.desk
    (identity,) = bench.rows("SELECT id FROM actions")[0]
    desk.actions.remind(bot_person(ana), identity)
    bench.host.settle()
    reminder = last(bo)
    press(bench, bo, reminder, ids.ACTION_DUE, YESTERDAY)
    assert "Choose today or a later day" in text_of(last(bo))
    press(bench, bo, reminder, ids.ACTION_DUE, NEXT_WEEK)
    assert bench.rows("SELECT due FROM actions") == [(NEXT_WEEK,)]
    going_on = next(one for one in bo.messages() if one.ts == reminder.ts)
    assert "Going on." in text_of(going_on)
    press(bench, bo, going_on, ids.ACTION_DONE)
    bench.settled(bo.submit(bo.view, {ids.ENDING_INPUT: "held"}))
    assert "Done:" in text_of(next(one for one in bo.messages() if one.ts == reminder.ts))
    assert bench.refused() == []


def test_all_steps_offer_to_take_each_on_within_the_modal(bench: Bench) -> None:
    (ana,) = assessed(bench)
    press(bench, ana, shown(bench, ana, "steps"), ids.ALL_STEPS)
    press_first = next(one for one in ana.view.elements() if one.action_id == ids.TAKE_ON)  # type: ignore[union-attr]
    bench.settled(ana.click_in_view(ana.view, ids.TAKE_ON, value=press_first.value))
    bench.settled(ana.submit(ana.view))
    assert "Taken on:" in text_of(ana.view)
    press_in_view(bench, ana, ids.ACTIONS)
    assert "1 open action" in text_of(ana.view)
    press_in_view(bench, ana, ids.ACTION_START)
    assert bench.rows("SELECT state FROM actions") == [("started",)]
    assert bench.refused() == []


def test_nobody_outside_the_team_does_anything_with_a_forged_button_or_form(bench: Bench) -> None:
    (ana,) = assessed(bench)
    taken_on(bench, ana)
    ana.close_view()
    eve = bench.person("eve")
    page = shown(bench, ana, "actions")
    forged = bench.workspace.post(eve.dm.id, bench.workspace.bot_user_id, {"text": "x", "blocks": list(page.blocks)})
    before = bench.rows("SELECT * FROM actions"), bench.rows("SELECT * FROM action_events")
    for name in (ids.ACTION_START, ids.ACTION_DONE, ids.STEPS):
        press(bench, eve, forged, name)
        assert eve.view is None
        assert "not in" in text_of(last(eve)) or "not one of yours" in text_of(last(eve))
    press(bench, ana, page, ids.ACTION_DONE)
    desk = bench.host.running.desk
    filled = ana.fill(ana.view, {ids.ENDING_INPUT: "held"})
    form = views.submitted(bot_person(eve), bench.workspace.views.as_slack(filled))
    try:
        views.handle(desk, form)
    except LookupError:
        assert (bench.rows("SELECT * FROM actions"), bench.rows("SELECT * FROM action_events")) == before
        return
    raise AssertionError("it answered")


def test_a_button_of_a_step_that_is_gone_says_so(bench: Bench) -> None:
    (ana,) = assessed(bench)
    team = bench.rows("SELECT id FROM teams")[0][0]
    blocks = [
        {
            "type": "actions",
            "elements": [
                {"type": "button", "text": {"type": "plain_text", "text": "Take this on"}, "action_id": ids.TAKE_ON,
                 "value": f"{team} retired"}
            ],
        }
    ]  # fmt: skip
    old = bench.workspace.post(ana.dm.id, bench.workspace.bot_user_id, {"text": "old", "blocks": blocks})
    ok(ana.click(old, ids.TAKE_ON))
    bench.host.settle()
    assert "no longer know that step" in text_of(last(ana))


def test_before_a_result_the_list_is_empty_and_leads_on(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    page = shown(bench, ana, "actions")
    assert "no open actions" in text_of(page)
    press(bench, ana, page, ids.SET_TARGET)
    assert "no result yet" in text_of(last(ana))
    assert bench.refused() == []
