"""What nobody may see or do: other people's buttons and results, other workspaces, and deliveries nobody signed."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import importlib
import inspect
import pkgutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from datetime import time as dtime
from urllib.parse import urlencode, urlsplit

import pytest

from bot import ids, store
from bot.ids import PairRef, PromptRef
from bot.listeners import views
from bot.listeners.handling import submitted
from bot.people import Click
from bot.people import Person as Ours
from bot.preview.people import NotPossible, Person
from bot.preview.slack import Channel
from bot.schedule import QUARTERLY, Occurrence, Rhythm
from bot.store import (
    actions,
    assessments,
    checkins,
    conversations,
    decisions,
    deliveries,
    digests,
    evidence,
    exports,
    feedback,
    forgetting,
    homes,
    invitations,
    notices,
    outbox,
    paces,
    programme,
    results,
    rhythms,
    showings,
    standings,
    targets,
    teams,
)  # fmt: skip
from bot.store.actions import Action, Event
from bot.store.checkins import CheckIn
from bot.store.conversations import Conversation
from bot.store.decisions import Decision
from bot.store.digests import Subscription
from bot.store.evidence import Evidence
from bot.store.notices import Notice
from bot.store.outbox import Draft
from bot.store.targets import Target
from knowledge.library import Value
from tests.bot.walking import Bench, answers, bot_person, boxes, choices, latest, question_of, text_of, turn_of, until

STRANGER = "T0OTHER"
NOW, LATER = "2026-11-21T00:00:00.000000+00:00", "2026-11-22T00:00:00.000000+00:00"
FAR = "2999-01-01T00:00:00.000000+00:00"
ADDING = (
    *(teams.create, assessments.begin, conversations.keep_prompt, decisions.add, invitations.set_consent),
    *(invitations.keep_reminder, homes.look, programme.add_lead, feedback.give, notices.keep),
    *(deliveries.first_time, deliveries.keep_direct_channel, checkins.stop, rhythms.put, showings.introduce),
    *(standings.put_in_place, paces.spend, paces.hold),
)
"""They only add rows, of the workspace that they are told."""
DAY = "2027-01-04"
HOW_OFTEN = Rhythm(QUARTERLY, date(2026, 10, 1), dtime(10), "UTC")
NEXT = Occurrence(date(2027, 1, 4), datetime(2027, 1, 4, 10, tzinfo=UTC))
TABLES = ("teams", "members", "conversations", "answers", "results", "outbox", "deliveries", "notes")


def snapshot(bench: Bench) -> dict[str, list[tuple[object, ...]]]:
    return {table: bench.rows(f"SELECT * FROM {table}") for table in TABLES if table not in ("outbox", "deliveries")}


def dump(bench: Bench) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is kept."""
    tables = [str(row[0]) for row in bench.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {table: bench.rows(f"SELECT * FROM {table}") for table in tables}


def as_if_theirs(thief: Person, owner: Person) -> Channel:
    """Let the thief's client see the owner's direct messages, as a forged click would; returns those."""
    channel = owner.dm
    channel.invite(thief.user)
    return channel


def test_another_persons_button_is_refused_with_a_sentence(bench: Bench) -> None:
    ana, eve = bench.person("ana"), bench.person("eve")
    bench.team("churn", ana, eve)
    shown = bench.start(ana)
    theirs = as_if_theirs(eve, ana)
    before = snapshot(bench)
    for element in answers(shown):
        bench.settled(eve.click_element(shown, element))
        assert "belongs to another conversation" in eve.messages(theirs)[-1].text
    assert snapshot(bench) == before


def test_another_persons_checklist_can_be_neither_done_nor_answered_in_detail(bench: Bench) -> None:
    ana, eve = bench.person("ana"), bench.person("eve")
    bench.team("churn", ana, eve)
    shown = until(bench, ana, boxes)
    theirs = as_if_theirs(eve, ana)
    before = snapshot(bench)
    ticks = boxes(shown)
    assert ticks is not None
    bench.settled(eve.click_element(shown, ticks, [ticks.options()[0]["value"]]))
    for action in (f"{ids.ANSWER}:{ids.DONE}", ids.DETAIL):
        bench.settled(eve.click(shown, action))
        assert "belongs to another conversation" in eve.messages(theirs)[-1].text
        assert eve.view is None
    bench.settled(ana.click(shown, ids.DETAIL))
    assert ana.view is not None
    answer = {f"{ids.DETAIL_INPUT}:{id}": "held" for id in question_of(bench, shown).capabilities}
    forged = bench.workspace.views.as_slack(ana.fill(ana.view, answer))
    with pytest.raises(LookupError):
        views.handle(bench.host.running.desk, submitted(bot_person(eve), forged))
    assert snapshot(bench) == before


def test_a_result_of_a_team_one_is_not_in_is_refused_with_a_sentence(bench: Bench) -> None:
    ana, eve = bench.person("ana"), bench.person("eve")
    bench.team("churn", ana, with_bot=True)
    result = bench.result(ana)
    theirs = as_if_theirs(eve, ana)
    for action in (ids.SCORED, ids.ALL_STEPS, ids.WHAT_IF, ids.CHANGE_ANSWER, ids.SHARE):
        for element in [one for one in result.elements() if one.action_id == action]:
            bench.settled(eve.click_element(result, element))
            assert eve.view is None
            assert "belongs to" in eve.messages(theirs)[-1].text
    assert not [one for one in bench.workspace.messages(bench.channel("churn")) if one.bot]


def test_a_team_one_is_not_in_shows_nothing(bench: Bench) -> None:
    ana, eve = bench.person("ana"), bench.person("eve")
    team = bench.team("churn", ana)
    desk = bench.host.running.desk
    assert desk.teams.own(bot_person(eve), team) is None
    assert desk.teams.of_person(bot_person(eve)) == ()
    for word in ("stage", "steps", "roles", "team", ""):
        bench.settled(eve.command(word))
        assert "churn" not in text_of(eve.messages()[-1])
    bench.settled(ana.command("roles"))
    check = ana.messages()[-1]
    forged = bench.workspace.post(
        eve.dm.id, bench.workspace.bot_user_id, {"text": "roles", "blocks": list(check.blocks)}
    )
    bench.settled(eve.click(forged, ids.CHECK_ROLES))
    assert eve.view is None


def test_a_member_cannot_change_another_members_answers(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    bench.team("churn", ana, bo)
    bench.result(ana)
    bench.settled(bo.command("stage"))
    theirs = bo.messages()[-1]
    assert any(one.action_id == ids.SCORED for one in theirs.elements())
    assert not {ids.CHANGE_ANSWER, ids.SETTLE} & {one.action_id for one in theirs.elements()}


def fill(bench: Bench, team: str, ana: str, where: Conversation) -> None:
    """Whatever else can be kept of a team and a person of it, through the store's own functions."""
    workspace, assessment = where.workspace, where.assessment
    done = Event(ana, "taken on", "", NOW)
    took = Action("a1", workspace, team, "step", "compute_managed", "title", "", ana, "", "open", "", ana, NOW, NOW)
    with bench.host.running.desk.store.transaction() as db:
        for action in (took, replace(took, id="a2", state="done")):
            actions.save(db, action)
            actions.note(db, action, done)
        targets.put(db, Target(team, workspace, "azure", 2, "2027-06-30", ana, NOW))
        decisions.add(db, workspace, assessment, Decision("compute_managed", Value.HELD, "consensus", "", ana, NOW))
        evidence.add(db, where, 1, Evidence("a note"), NOW)
        invitations.ask(db, workspace, team, ana, ana, NOW)
        invitations.set_consent(db, workspace, ana, False, NOW)
        invitations.keep_reminder(db, workspace, assessment, ana, 1, NOW)
        homes.look(db, workspace, ana, NOW)
        programme.add_lead(db, workspace, ana, NOW)
        feedback.give(db, workspace, ana, "topic/drift", "good", NOW)
        notices.keep(db, workspace, "about", Notice(ana, "D1", "1.0"))
        deliveries.first_time(db, workspace, "event", NOW)
        checkins.save(db, CheckIn(workspace, team, DAY, ana, "asked", NOW, 0, 0, where.id, NOW, NOW))
        checkins.stop(db, workspace, team, ana, NOW)
        rhythms.put(db, workspace, "checkin", team, HOW_OFTEN, NEXT, ana, NOW)
        digests.put(db, Subscription(workspace, "C9", (), "azure", ("stages",), "nothing", ana, NOW))
        showings.introduce(db, workspace, PairRef(team, team, "compute_managed"), ana, NOW)
        found = teams.find(db, workspace, team)
        assert found is not None
        showings.say(db, found, True, ana, NOW)
        for key in ("later", "soon"):
            outbox.add(db, Draft(key, workspace, key, "chat.postMessage", ana, {}), NOW, FAR)


def about_a_workspace() -> Iterator[Callable[..., object]]:
    """Every function of the store that is told which workspace it is about, apart from what is the operator's."""
    for found in pkgutil.iter_modules(store.__path__, f"{store.__name__}."):
        module = importlib.import_module(found.name)
        for name, what in inspect.getmembers(module, inspect.isfunction):
            own = what.__module__ == module.__name__ and not name.startswith("_")
            if own and "workspace" in inspect.signature(what).parameters and what is not forgetting.forget:
                yield what


def test_the_store_shows_another_workspace_nothing_and_lets_it_change_nothing(bench: Bench) -> None:
    ana = bench.person("ana")
    team = bench.team("churn", ana)
    reached = str(bench.result(ana).find(ids.SCORED).value)
    db, mine = bench.host.running.desk.store.reading(), ana.workspace.team_id
    result = results.find(db, mine, reached)
    assert result is not None
    conversation, assessment = result.respondents[0].conversation, result.assessment
    where = conversations.find(db, mine, conversation)
    assert where is not None
    fill(bench, team, ana.id, where)
    looks = {
        teams.find: (team,),
        teams.of_channel: (bench.channel("churn").id,),
        teams.of_person: (ana.id,),
        teams.members: (team,),
        teams.is_member: (team, ana.id),
        assessments.find: (assessment,),
        assessments.current: (team,),
        conversations.find: (conversation,),
        conversations.of_person: (assessment, ana.id),
        conversations.of_assessment: (assessment,),
        conversations.listening: (ana.id,),
        conversations.prompts: (conversation, 1),
        evidence.of_conversation: (conversation,),
        decisions.in_force: (assessment,),
        results.latest: (team,),
        results.of_assessment: (assessment,),
        results.before: (team, assessment),
        results.find: (reached,),
        results.all_of: (team,),
        results.as_of: (team, FAR),
        results.count: (team,),
        actions.find: ("a1",),
        actions.open_on: (team, "compute_managed"),
        actions.open_of: (team,),
        actions.closed_of: (team, 9),
        actions.count_closed: (team,),
        actions.events: ("a1",),
        targets.find: (team,),
        invitations.find: (team, ana.id),
        invitations.of_team: (team,),
        invitations.teams_of: (ana.id,),
        invitations.unwilling: (team,),
        invitations.progress: (assessment,),
        invitations.concerned: (team, ""),
        invitations.reminded: (assessment, ana.id),
        homes.find: (ana.id,),
        homes.watching: (team, ""),
        programme.is_lead: (ana.id,),
        programme.leads: (),
        programme.all_teams: (),
        notices.of_subject: ("about",),
        exports.evidence: (team,),
        exports.actions: (team,),
        deliveries.seen: ("event",),
        deliveries.direct_channel: (ana.id,),
        checkins.find: (team, DAY, ana.id),
        checkins.newest: (team, ana.id),
        checkins.of_day: (team, DAY),
        checkins.of_conversation: (conversation,),
        checkins.open_of: (team, ana.id),
        checkins.open_before: (team, "2027-12-31"),
        checkins.stopped: (team, ana.id),
        checkins.willing: (team,),
        rhythms.find: ("checkin", team),
        rhythms.soonest: (),
        outbox.sent_at: bench.rows("SELECT key FROM outbox WHERE state = 'sent'")[0],
        digests.find: ("C9",),
        digests.set_by: (ana.id,),
        showings.find: (team,),
        showings.are_shown: (team,),
        showings.to_ask: ((), 9),
        showings.leads: ((), "UNOBODY"),
        showings.introduced: (),
        standings.missing_of: (team,),
        standings.hidden: (),
        standings.done: (team, "", FAR),
        standings.put_in_place_since: (team, "", FAR),
        standings.at_work_on: ("compute_managed",),
        standings.shown: ("azure", "", FAR, ""),
    }
    for look, about in looks.items():
        assert not look(db, STRANGER, *about), look.__qualname__  # type: ignore[operator]
    empty = {look for look, about in looks.items() if not look(db, mine, *about)}  # type: ignore[operator]
    # she has answered to the end, once, and refuses; her team is shown, and all of its results are told
    told = {standings.missing_of, standings.hidden}
    nobody = {checkins.willing, results.before, showings.to_ask, showings.leads, *told}
    assert empty == {conversations.listening, invitations.concerned, *nobody}
    assert not checkins.answered_since(db, STRANGER, team, "")
    assert showings.choices(db, STRANGER, 9) == ((), 0)
    assert not list(standings.in_place(db, STRANGER, "compute_managed", FAR))
    assert paces.find(db, STRANGER, "chat.postMessage") == paces.Used()
    consents = [invitations.consent(db, workspace, ana.id) for workspace in (mine, STRANGER)]
    assert consents == [False, None]
    changes = {
        invitations.ask: (team, ana.id, "UOTHER", LATER),
        invitations.change: (team, ana.id, "left", LATER),
        homes.published: (ana.id, LATER),
        programme.remove_lead: (ana.id,),
        targets.remove: (team,),
        results.publish: (reached, LATER),
        outbox.cancel: ("later", "changed", LATER),
        outbox.hasten: ("soon", LATER),
        checkins.restart: (team, ana.id),
        digests.made: ("C9", LATER),
        digests.unmade: ("C9", LATER, NOW),
        showings.take_back: (PairRef(team, team, "compute_managed"),),
        standings.discard: (team,),
        rhythms.plan: ("checkin", team, None),
        rhythms.stop: ("checkin", team, "no longer wanted"),
        rhythms.remove: ("checkin", team),
    }
    before = dump(bench)
    for change, about in changes.items():
        with bench.host.running.desk.store.transaction() as writing:
            change(writing, STRANGER, *about)  # type: ignore[operator]
        assert dump(bench) == before, change.__qualname__
        with bench.host.running.desk.store.transaction() as writing:
            change(writing, mine, *about)  # type: ignore[operator]
        assert dump(bench) != before, change.__qualname__
        before = dump(bench)
    assert not exports.named(db, "churn", STRANGER)
    assert exports.named(db, "churn", mine)
    apart = {checkins.answered_since, showings.choices, standings.in_place, paces.find}
    tried = {*looks, *changes, *apart, invitations.consent, exports.named}
    assert [what.__qualname__ for what in about_a_workspace() if what not in tried and what not in ADDING] == []


def test_the_doors_show_another_workspace_nothing(bench: Bench) -> None:
    ana = bench.person("ana")
    team = bench.team("churn", ana)
    result = bench.result(ana)
    desk = bench.host.running.desk
    twin = Ours(STRANGER, ana.id)
    (conversation,) = bench.rows("SELECT id FROM conversations")[0]
    ref, click = PromptRef(conversation, 1, "team"), Click("", "D1", "1.0")
    reached = str(result.find(ids.SCORED).value)
    assert desk.teams.join(twin, team) is None
    before = snapshot(bench)
    refused = [
        lambda: desk.assessments.press(twin, ref, click),
        lambda: desk.assessments.detail(twin, ref, {}, ""),
        lambda: desk.assessments.open_question(twin, ref),
        lambda: desk.assessments.resume(twin, ref, click),
        lambda: desk.assessments.change(twin, ref),
        lambda: desk.assessments.back_up(twin, ref, Evidence("mine")),
        lambda: desk.assessments.answered(twin, ref),
        lambda: desk.assessments.answers(twin, conversation),
        lambda: desk.results.find(twin, reached),
        lambda: desk.results.scored(twin, reached),
        lambda: desk.results.spread(twin, reached),
        lambda: desk.results.what_if(twin, reached, []),
        lambda: desk.results.share(twin, reached),
    ]
    for attempt in refused:
        with pytest.raises(LookupError):
            attempt()
    assert snapshot(bench) == before


def post(bench: Bench, body: str, timestamp: int, signature: str | None) -> int:
    address = urlsplit(bench.host.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=5)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Slack-Request-Timestamp": str(timestamp)}
    if signature is not None:
        headers["X-Slack-Signature"] = signature
    connection.request("POST", "/slack/events", body=body, headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


def sign(secret: str, timestamp: int, body: str) -> str:
    return "v0=" + hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()


@pytest.mark.parametrize("how", ["wrong", "missing", "another body", "old"])
def test_a_delivery_that_slack_did_not_sign_now_is_refused_and_stores_nothing(bench: Bench, how: str) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    body = urlencode({
        "command": "/mlops", "text": "assess", "team_id": ana.workspace.team_id, "user_id": ana.id,
        "channel_id": ana.dm.id, "api_app_id": "A1", "trigger_id": "1.1", "response_url": "http://127.0.0.1:1/x",
    })  # fmt: skip
    now, secret = int(time.time()), bench.slack.signing_secret
    before = snapshot(bench)
    status = {
        "wrong": lambda: post(bench, body, now, sign("not it", now, body)),
        "missing": lambda: post(bench, body, now, None),
        "another body": lambda: post(bench, body, now, sign(secret, now, body + "x")),
        "old": lambda: post(bench, body, now - 301, sign(secret, now - 301, body)),
    }[how]()
    assert status == 401
    assert snapshot(bench) == before
    assert post(bench, body, now, sign(secret, now, body)) == 200
    assert bench.count("conversations") == 1


def test_someone_who_left_the_company_blocks_nobody(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    bench.team("churn", ana, bo)
    shown = bench.start(ana)
    bench.settled(bo.command("assess"))
    delivery = ana.click_element(shown, choices(shown)[-1])
    bench.workspace.deactivate(ana.user)
    assert delivery.ok
    bench.host.settle()
    with pytest.raises(NotPossible):
        ana.command()
    before = turn_of(latest(bo))
    bench.settled(bo.click_element(latest(bo), choices(latest(bo))[-1]))
    assert turn_of(latest(bo)) == before + 1


def test_what_waits_for_a_person_holds_up_no_namesake_in_another_workspace() -> None:
    assert Ours("T1", "U1").lane != Ours("T2", "U1").lane
