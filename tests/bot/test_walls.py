"""What nobody may see or do: other people's buttons and results, other workspaces, and deliveries nobody signed."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import inspect
import time
from urllib.parse import urlencode, urlsplit

import pytest

from bot import ids
from bot.ids import PromptRef
from bot.listeners import views
from bot.people import Click
from bot.people import Person as Ours
from bot.preview.people import NotPossible, Person
from bot.preview.slack import Channel
from bot.store import conversations, deliveries, results, teams
from tests.bot.walking import Bench, answers, bot_person, boxes, choices, latest, question_of, text_of, turn_of, until

STRANGER = "T0OTHER"
TABLES = ("teams", "members", "conversations", "answers", "results", "outbox", "deliveries", "notes")


def snapshot(bench: Bench) -> dict[str, list[tuple[object, ...]]]:
    return {table: bench.rows(f"SELECT * FROM {table}") for table in TABLES if table not in ("outbox", "deliveries")}


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
        views.handle(bench.host.running.desk, bot_person(eve), forged)
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


def test_the_store_shows_another_workspace_nothing(bench: Bench) -> None:
    ana = bench.person("ana")
    team = bench.team("churn", ana)
    result = bench.result(ana)
    home = bench.channel("churn").id
    db = bench.host.running.desk.store.reading()
    (conversation,) = bench.rows("SELECT id FROM conversations")[0]
    reached = str(result.find(ids.SCORED).value)
    looks = {
        teams.find: (team,),
        teams.of_channel: (home,),
        teams.of_person: (ana.id,),
        teams.members: (team,),
        conversations.find: (conversation,),
        conversations.unfinished: (ana.id, team),
        conversations.listening: (ana.id,),
        conversations.notes: (conversation,),
        conversations.prompts: (conversation, 1),
        results.latest: (team,),
        results.of_conversation: (conversation,),
        results.find: (reached,),
        results.count: (team,),
        deliveries.direct_channel: (ana.id,),
    }
    for look, about in looks.items():
        assert not look(db, STRANGER, *about), look.__qualname__  # type: ignore[operator]
    seen = [look for look, about in looks.items() if look(db, ana.workspace.team_id, *about)]  # type: ignore[operator]
    assert len(seen) >= len(looks) - 3
    changing = {"create", "join", "begin", "save", "add_note", "keep_prompt", "add", "first_time", "forget_before"}
    changing |= {"keep_direct_channel", "seen"}  # of events: tests/bot/store/test_deliveries.py
    known = {look.__name__ for look in looks} | changing
    for module in (teams, conversations, results, deliveries):
        public = {
            name for name, what in inspect.getmembers(module, inspect.isfunction) if what.__module__ == module.__name__
        }
        assert {name for name in public if not name.startswith("_")} <= known, module.__name__


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
        lambda: desk.assessments.annotate(twin, ref, "mine"),
        lambda: desk.assessments.answered(twin, ref),
        lambda: desk.assessments.answers(twin, conversation),
        lambda: desk.results.find(twin, reached),
        lambda: desk.results.scored(twin, reached),
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
