"""Digests as people meet them in Slack: set up in a channel with a preview, changed, stopped; shown or not; introduced."""

from __future__ import annotations

from bot import ids
from bot.blocks.digest_forms import ANEW
from bot.clock import stamp
from bot.preview.people import Person
from bot.preview.slack import Message
from bot.store import outbox
from bot.store.outbox import Draft
from tests.bot.bulletin import LIBRARY, assessed
from tests.bot.walking import Bench, bot_person, text_of

CELLS = [cell for dimension in LIBRARY.maturity_models["azure"].dimensions for cell in dimension.cells]
GATE = next(item for cell in CELLS if cell.level == 1 for item in cell.gate)
"""What keeps a team with nothing in place from its next level."""


def page(bench: Bench, person: Person, channel: str) -> Message:
    """What `/mlops digest` answers in a channel."""
    there = bench.channel(channel)
    bench.settled(person.command("digest", channel=there.id))
    return person.messages(there.id)[-1]


def actions(message: Message) -> list[str]:
    return [element.action_id for element in message.elements()]


def save(bench: Bench, person: Person, **entered: object) -> None:
    """Fill in the open form, look at the preview, save it."""
    bench.settled(person.submit(person.view, entered))
    bench.settled(person.submit(person.view))


def said(person: Person) -> str:
    """What the open modal shows."""
    assert person.view is not None
    return str(person.view.blocks)


def test_a_member_sets_up_a_digest_in_two_steps_and_hears_when_it_comes(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana, with_bot=True)
    first = page(bench, ana, "churn")
    assert "gets no digest" in first.text
    bench.settled(ana.click(first, ids.DIGEST_SET))
    bench.settled(ana.submit(ana.view))
    assert "each quarter, on the first Tuesday" in said(ana)
    assert "Nothing is saved yet" in said(ana)
    assert bench.count("digests") == 0
    bench.settled(ana.submit(ana.view))
    assert "I ask Slack" in said(ana)
    assert "gets its next digest on" in ana.messages()[-1].text
    assert page(bench, ana, "churn").text.startswith("The next digest of")
    assert bench.refused() == []


def test_what_is_wrong_stands_at_its_input_and_the_form_stays(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana, with_bot=True)
    bench.settled(ana.click(page(bench, ana, "churn"), ids.DIGEST_SET))
    answer = bench.settled(ana.submit(ana.view, {ids.ZONE_INPUT: "Atlantis"}))
    assert ids.ZONE_INPUT in answer.body
    save(bench, ana, **{ids.ZONE_INPUT: "Berlin"})
    assert bench.count("digests") == 1


def test_from_the_preview_there_is_a_way_back_to_what_was_entered(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana, with_bot=True)
    bench.settled(ana.click(page(bench, ana, "churn"), ids.DIGEST_SET))
    bench.settled(ana.submit(ana.view, {ids.QUIET_INPUT: "line"}))
    bench.settled(ana.click_in_view(ana.view, f"{ids.DIGEST_SET}:{ANEW}"))
    save(bench, ana)
    assert bench.rows("SELECT when_quiet FROM digests") == [("line",)]


def test_where_the_bot_is_not_it_says_how_to_invite_it_and_goes_through_then(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    bench.settled(ana.click(page(bench, ana, "churn"), ids.DIGEST_SET))
    save(bench, ana)
    told = ana.messages()[-1]
    assert "/invite @mlops-advisor" in told.text
    bench.channel("churn").invite_bot()
    bench.settled(ana.click(told, ids.DIGEST_SET))
    save(bench, ana)
    assert "gets its next digest on" in ana.messages()[-1].text


def test_it_is_stopped_with_one_click_and_says_how_to_begin_again(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana, with_bot=True)
    bench.settled(ana.click(page(bench, ana, "churn"), ids.DIGEST_SET))
    save(bench, ana)
    bench.settled(ana.click(page(bench, ana, "churn"), ids.DIGEST_STOP))
    assert "no more digests" in ana.messages(bench.channel("churn").id)[-1].text
    stopped = page(bench, ana, "churn")
    assert "is stopped" in stopped.text
    bench.settled(ana.click(stopped, ids.DIGEST_SET))
    save(bench, ana)
    assert page(bench, ana, "churn").text.startswith("The next digest")


def test_in_direct_messages_it_lists_what_the_person_set_up_and_leads_there(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana, with_bot=True)
    bench.settled(ana.command("digest"))
    assert "You have set up no digest" in ana.messages()[-1].text
    bench.settled(ana.click(page(bench, ana, "churn"), ids.DIGEST_SET))
    save(bench, ana)
    bench.settled(ana.command("digest"))
    listed = ana.messages()[-1]
    assert bench.channel("churn").id in text_of(listed)
    bench.settled(ana.click(listed, ids.DIGEST))
    assert ana.messages()[-1].text.startswith("The next digest")


def test_who_was_asked_whether_the_team_is_shown_says_so_and_changes_it(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    bench.team("churn", ana, with_bot=True)
    team = bench.team("search", bo)
    bench.host.running.desk.invitations.allow(bot_person(bo))
    bench.settled(ana.click(page(bench, ana, "churn"), ids.DIGEST_SET))
    save(bench, ana)
    asked = bo.messages()[-1]
    assert "May search be shown" in asked.text
    bench.settled(bo.click(asked, ids.SHOW_TEAM))
    assert bench.rows("SELECT team, agreed FROM showings") == [(team, "yes")]
    bench.settled(bo.click(bo.messages()[-1], ids.HIDE_TEAM))
    assert bench.rows("SELECT agreed FROM showings") == [("no",)]


# Introductions, from a digest that was posted


def posted(bench: Bench, ana: Person, bo: Person) -> Message:
    """A digest in Search's channel: Ana's team has had for long what Bo's needs next."""
    desk, workspace = bench.host.running.desk, bench.workspace.team_id
    bench.team("search", ana, with_bot=True)
    bench.team("churn", bo)
    channel = bench.channel("search")
    for person, in_place in ((ana, (GATE,)), (bo, ())):
        (team,) = desk.teams.of_person(bot_person(person))
        assessed(desk.store, "2026-01-05T09:00:00.000000+00:00", team, *in_place)
        desk.showing.agree(bot_person(person), team.id)
    bench.settled(ana.click(page(bench, ana, "search"), ids.DIGEST_SET))
    save(bench, ana)
    digest = desk.digests.preview(workspace, channel.id)
    draft = Draft("digest", workspace, "digest", "chat.postMessage", channel.id, digest.payload())
    with desk.store.transaction() as db:
        outbox.add(db, draft, stamp(desk.clock()))
    bench.host.settle()
    return next(one for one in ana.messages(channel.id) if ids.INTRODUCE in actions(one))


def test_two_teams_are_introduced_in_a_group_conversation_however_often_it_is_clicked(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    digest = posted(bench, ana, bo)
    for _ in range(2):
        bench.settled(ana.click(digest, ids.INTRODUCE))
    together = [one for one in bench.workspace.channels.values() if one.kind == "mpim"]
    assert [set(one.members) for one in together] == [{ana.id, bo.id, bench.workspace.bot_user_id}]
    (message,) = bo.messages(together[0].id)
    assert f"*search*, led by <@{ana.id}>" in text_of(message)
    answers = [one.text for one in ana.messages(bench.channel("search").id)]
    assert f"I am opening a conversation with you and <@{bo.id}>." in answers
    assert bench.refused() == []


def test_who_is_in_neither_team_introduces_nobody_and_others_do_not_see_the_answer(bench: Bench) -> None:
    ana, bo, eve = bench.person("ana"), bench.person("bo"), bench.person("eve")
    digest = posted(bench, ana, bo)
    channel = bench.channel("search")
    channel.invite(eve.user)
    bench.settled(eve.click(digest, ids.INTRODUCE))
    assert eve.messages(channel.id)[-1].text.startswith("Only members of one of the two teams")
    assert not any(one.text.startswith("Only members") for one in ana.messages(channel.id))
    assert [one for one in bench.workspace.channels.values() if one.kind == "mpim"] == []


def test_a_lead_who_left_the_company_meanwhile_is_not_written_to_and_who_asked_hears_it(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    digest = posted(bench, ana, bo)
    bench.workspace.deactivate(bo.user)
    bench.settled(ana.click(digest, ids.INTRODUCE))
    assert "I could not open a conversation" in text_of(ana.messages()[-1])
    assert bench.count("introductions") == 0
