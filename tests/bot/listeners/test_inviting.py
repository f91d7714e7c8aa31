"""The people of an assessment as they meet it in Slack: invited, agreeing or refusing, reminded, leaving, leading."""

from __future__ import annotations

from bot import ids
from bot.preview.people import Person
from bot.preview.slack import Message
from tests.bot.walking import Bench, Walker, is_result, latest, text_of

REFUSED = "That was not put to you"


def page(bench: Bench, person: Person) -> Message:
    """The team's page."""
    bench.settled(person.command("team"))
    return person.messages()[-1]


def invite(bench: Bench, by: Person, *people: Person) -> None:
    bench.settled(by.click(page(bench, by), ids.INVITE))
    bench.settled(by.submit(by.view, {ids.PEOPLE_INPUT: [person.id for person in people]}))


def actions(message: Message) -> list[str]:
    return [element.action_id for element in message.elements()]


def members(bench: Bench) -> set[str]:
    return {row[0] for row in bench.rows("SELECT person FROM members")}


def test_an_invited_person_answers_in_three_clicks_of_two_people_and_is_a_member_then(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    bench.team("churn", ana)
    invite(bench, ana, bo)
    assert "I look up" in str(ana.view.blocks if ana.view else "")
    assert members(bench) == {ana.id}
    (asked,) = bo.messages()
    for _ in range(2):
        bench.settled(bo.click(asked, ids.ANSWER_NOW))
    assert members(bench) == {ana.id, bo.id}
    assert [one for one in bo.messages() if "First, which work" in one.text] == [latest(bo)]
    assert f"Under way: <@{bo.id}>" in text_of(page(bench, ana))
    assert bench.refused() == []


def test_later_thanks_and_leaves_a_way_to_answer_and_one_to_refuse_after_all(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    bench.team("churn", ana)
    invite(bench, ana, bo)
    bench.settled(bo.click(bo.messages()[-1], ids.ANSWER_LATER))
    (thanked,) = bo.messages()
    assert actions(thanked) == [ids.ANSWER_NOW, ids.DO_NOT_ASK]
    bench.settled(bo.click(thanked, ids.DO_NOT_ASK))
    (refused,) = bo.messages()
    assert "I will not ask you again" in refused.text
    assert "Prefer not to be asked: 1" in text_of(page(bench, ana))
    assert f"Not started: <@{bo.id}>" not in text_of(page(bench, ana))
    bench.settled(bo.click(refused, ids.MAY_ASK))
    assert "You asked me not to" not in text_of(page(bench, bo))
    assert bench.refused() == []


def test_guests_bots_and_people_who_left_hear_nothing_and_no_conversation_is_opened_with_them(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    chosen = page(bench, ana)
    add = bench.workspace.add_user
    kept_out = [add("gus", guest=True), add("robo", is_bot=True), add("stan", home_team="T0ELSEWHERE"), add("lea")]
    bench.settled(ana.click(chosen, ids.INVITE))
    view = ana.fill(ana.view, {ids.PEOPLE_INPUT: [user.id for user in kept_out]})
    bench.workspace.deactivate(kept_out[-1])
    bench.settled(ana.submit(view))
    report = text_of(ana.messages()[-1])
    assert "I asked nobody new" in report
    assert all(f"<@{user.id}>" in report for user in kept_out)
    opened = str([call.payload for call in bench.slack.calls if call.method == "conversations.open"])
    assert not any(user.id in opened for user in kept_out)
    assert bench.refused() == []


def test_forged_clicks_of_others_are_refused_with_a_sentence_and_change_nothing(bench: Bench) -> None:
    ana, bo, eve = bench.person("ana"), bench.person("bo"), bench.person("eve")
    bench.team("churn", ana)
    invite(bench, ana, bo)
    asked = bo.messages()[-1]
    theirs = bo.dm
    theirs.invite(eve.user)
    before = [bench.rows(f"SELECT * FROM {table}") for table in ("members", "consents", "invitations")]
    for action in (ids.ANSWER_NOW, ids.ANSWER_LATER, ids.DO_NOT_ASK):
        bench.settled(eve.click(asked, action))
        assert REFUSED in eve.messages(theirs)[-1].text
    assert [bench.rows(f"SELECT * FROM {table}") for table in ("members", "consents", "invitations")] == before


def test_who_is_not_in_the_team_can_use_no_button_of_its_page(bench: Bench) -> None:
    ana, bo, eve = bench.person("ana"), bench.person("bo"), bench.person("eve")
    bench.team("churn", ana, bo)
    invite(bench, ana, bo)
    shown = page(bench, ana)
    forged = bench.workspace.post(
        eve.dm.id, bench.workspace.bot_user_id, {"text": "team", "blocks": list(shown.blocks)}
    )
    before = [bench.rows(f"SELECT * FROM {table}") for table in ("members", "teams", "invitations")]
    for action in (ids.INVITE, ids.REMIND, ids.HAND_OVER, ids.LEAVE_TEAM):
        bench.settled(eve.click(forged, action))
        assert "a team you are not in" in eve.messages()[-1].text
        assert eve.view is None
    mine = bench.workspace.post(bo.dm.id, bench.workspace.bot_user_id, {"text": "team", "blocks": list(shown.blocks)})
    for action in (ids.REMIND, ids.HAND_OVER):
        bench.settled(bo.click(mine, action))
        assert "Only the team's lead" in bo.messages()[-1].text
        assert bo.view is None
    assert [bench.rows(f"SELECT * FROM {table}") for table in ("members", "teams", "invitations")] == before


def test_the_lead_reminds_those_who_agreed_from_the_page(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    bench.team("churn", ana)
    invite(bench, ana, bo)
    bench.settled(bo.click(bo.messages()[-1], ids.ANSWER_LATER))
    shown = page(bench, ana)
    for said in ("I am reminding 1 person", "less than a day ago"):
        bench.settled(ana.click(shown, ids.REMIND))
        assert said in text_of(ana.messages()[-1])
    reminder = bo.messages()[-1]
    assert reminder.text == "A reminder: your answers for churn"
    assert actions(reminder) == [ids.ANSWER_NOW, ids.DO_NOT_ASK]
    bench.settled(bo.click(reminder, ids.ANSWER_NOW))
    assert "First, which work" in latest(bo).text
    assert bench.refused() == []


def test_the_lead_is_handed_over_to_a_member_who_accepts(bench: Bench) -> None:
    ana, bo, cy = bench.person("ana"), bench.person("bo"), bench.person("cy")
    bench.team("churn", ana, bo)
    bench.settled(ana.click(page(bench, ana), ids.HAND_OVER))
    bench.settled(ana.submit(ana.view, {ids.NEW_LEAD_INPUT: cy.id}))
    assert list(ana.errors) == [ids.NEW_LEAD_INPUT]
    bench.settled(ana.submit(ana.view, {ids.NEW_LEAD_INPUT: bo.id}))
    assert bench.rows("SELECT lead FROM teams") == [(ana.id,)]
    offer = bo.messages()[-1]
    theirs = bo.dm
    theirs.invite(cy.user)
    bench.settled(cy.click(offer, ids.ACCEPT_LEAD))
    assert REFUSED in cy.messages(theirs)[-1].text
    bench.settled(bo.click(offer, ids.ACCEPT_LEAD))
    assert bench.rows("SELECT lead FROM teams") == [(bo.id,)]
    assert f"<@{bo.id}> leads *churn* now." in text_of(ana.messages()[-1])
    assert bench.refused() == []


def test_when_the_lead_leaves_the_company_the_members_choose_and_all_see_who(bench: Bench) -> None:
    ana, bo, cy = bench.person("ana"), bench.person("bo"), bench.person("cy")
    bench.team("churn", ana, bo, cy)
    delivery = bench.settled(ana.leave_company())
    ana.redeliver(delivery)
    bench.host.settle()
    assert [len(person.messages()) for person in (bo, cy)] == [1, 1]
    assert f"<@{ana.id}> no longer leads *churn*: who does?" in text_of(bo.messages()[-1])
    bench.settled(cy.click(cy.messages()[-1], ids.TAKE_LEAD))
    assert bench.rows("SELECT lead FROM teams") == [(cy.id,)]
    (seen,) = bo.messages()
    assert seen.text == f"<@{cy.id}> leads *churn* now."
    assert actions(seen) == [ids.TEAM]
    assert "You lead churn now" in cy.messages()[-1].text
    assert bench.refused() == []


def test_a_member_who_changes_their_profile_stays_where_they_are(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    bench.settled(ana.send_event({"type": "user_change", "user": ana.user.as_slack(ana.workspace.team_id, 0)}))
    assert members(bench) == {ana.id}


def test_leaving_asks_first_and_the_page_is_a_page_again_only_after_joining(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    bench.team("churn", ana, bo)
    shown = page(bench, bo)
    assert bo.click(shown, ids.LEAVE_TEAM, confirmed=False).confirmed is False
    assert members(bench) == {ana.id, bo.id}
    bench.settled(bo.click(shown, ids.LEAVE_TEAM))
    assert members(bench) == {ana.id}
    assert "You are no longer in" in text_of(bo.messages()[-1])
    assert bench.refused() == []


def test_once_all_have_answered_the_lead_hears_it_and_sees_the_result_by_one_click(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    bench.team("churn", ana)
    bench.result(ana)
    invite(bench, ana, bo)
    bench.settled(bo.click(bo.messages()[-1], ids.ANSWER_NOW))
    Walker(bo, lambda options: options[0]).walk()
    bench.host.settle()
    told = ana.messages()[-1]
    assert told.text == "All 2 have answered for churn"
    bench.settled(ana.click(told, ids.STAGE))
    assert is_result(ana.messages()[-1])
    assert bench.rows("SELECT count(*) FROM outbox WHERE state = 'waiting'") == [(0,)]
    assert bench.refused() == []


def test_from_the_home_tab_the_page_is_a_window_and_the_form_another_on_it(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    bench.team("churn", ana)
    bench.settled(ana.open_home())
    bench.settled(ana.click_in_view(ana.home, ids.TEAM))
    bench.settled(ana.click_in_view(ana.view, ids.INVITE))
    bench.settled(ana.submit(ana.view, {ids.PEOPLE_INPUT: [bo.id]}))
    assert bo.messages()[-1].text == "You are asked to answer for churn"
    bench.settled(bo.click(bo.messages()[-1], ids.ANSWER_LATER))
    ana.close_view()
    bench.settled(ana.click_in_view(ana.view, ids.LEAVE_TEAM))
    assert "You are no longer in" in str(ana.view.blocks if ana.view else "")
    assert bench.refused() == []
