"""What stands on the page: what one person would see in Slack, and nothing that Slack keeps to itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import ids, schedule
from bot.clock import stamp
from bot.listeners.subcommands import SUBCOMMANDS
from bot.preview.page.company import Company
from bot.preview.page.showing import MOST_MESSAGES, commands, shown
from bot.preview.people import Person
from bot.preview.slack import Channel, LocalSlack
from bot.schedule import QUARTERLY, Rhythm
from bot.store import rhythms
from bot.store.database import Store
from bot.store.rhythms import Kind
from knowledge import loading
from tests.bot.preview.smallest_app import (
    CHOICES,
    NAME,
    SECTION,
    App,
    Clock,
    Json,
    actions,
    button,
    entry,
    menu,
    modal,
    plain,
    prompt,
)

LIBRARY = loading.shipped()
PNG = b"\x89PNG\r\n\x1a\n and the picture"
KEYS = {
    *("people", "users", "channels", "shown", "messages", "chosen", "home", "modal", "prompts", "prompts_title"),
    *("status", "commands", "refused", "now", "next", "samples", "underneath"),
}
"""What page/src/state.ts reads, but for the revision."""

Sees = Callable[..., dict[str, Any]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path / 'bot.db'}")
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def sees(company: Company, store: Store) -> Sees:
    """What somebody sees on the page, in their first channel or another conversation."""
    return lambda person, place="": shown(company, store, LIBRARY, person, place)


@pytest.fixture
def churn(company: Company, ana: Person) -> Channel:
    return company.first_channels[ana.id]


def said(company: Company, channel: Channel, text: str, **more: Any) -> str:
    """Something the bot wrote; returns its ts."""
    return company.workspace.post(channel.id, company.workspace.bot_user_id, {"text": text}, **more).ts


def texts(seen: dict[str, Any]) -> list[str]:
    return [one["text"] for one in seen["messages"]]


def opened(person: Person, app: App, client: WebClient, view: Json) -> None:
    person.command("open")
    client.views_open(trigger_id=app.last.form["trigger_id"], view=view)


# --- what there is ---


def test_the_page_gets_all_that_its_script_reads(sees: Sees, ana: Person) -> None:
    seen = sees(ana)
    assert set(seen) == KEYS
    assert json.loads(json.dumps(seen))["shown"] == seen["shown"]


def test_what_the_script_reads_is_written_down_beside_it() -> None:
    script = (Path(__file__).parents[4] / "page" / "src" / "state.ts").read_text()
    state = script.partition("export type State = {")[2].partition("\n};")[0]
    assert {line.split(":")[0].strip() for line in state.strip().splitlines()} == {*KEYS, "revision"}


def test_the_three_are_named_with_their_teams_channels(sees: Sees, chen: Person, company: Company) -> None:
    seen = sees(chen)
    assert [(one["name"], one["team"]) for one in seen["people"]] == [
        ("Ana", "#churn"), ("Ben", "#churn"), ("Chen", "#vision"),
    ]  # fmt: skip
    bots = {one["name"]: one["bot"] for one in seen["users"]}
    assert bots == {"mlops-advisor": True, "Ana": False, "Ben": False, "Chen": False}


def test_each_begins_in_their_teams_channel_and_goes_where_they_are_a_member(
    sees: Sees, ana: Person, chen: Person, churn: Channel
) -> None:
    assert sees(ana)["shown"] == churn.id
    assert sees(ana, ana.dm.id)["shown"] == ana.dm.id
    for hidden in (churn.id, ana.dm.id, "C0NOWHERE"):
        assert sees(chen, hidden)["shown"] == sees(chen)["shown"] != hidden


def test_the_clock_shows_whole_minutes_of_the_time_it_is_in_slack(sees: Sees, ana: Person, clock: Clock) -> None:
    assert sees(ana)["now"] == 1766280000
    clock.now += 59
    assert sees(ana)["now"] == 1766280000
    clock.now += 1
    assert sees(ana)["now"] == 1766280060


def test_the_commands_are_those_of_the_bot(sees: Sees, ana: Person) -> None:
    offered = {one["text"]: one["help"] for one in commands()}
    words = {f"{ids.COMMAND} {one.word}".strip(): one.help for one in SUBCOMMANDS.values()}
    assert offered.keys() == words.keys()
    assert len(commands()) == len(offered)
    assert {text: help for text, help in offered.items() if text != ids.COMMAND}.items() <= words.items()
    assert sees(ana)["commands"] == commands()


# --- messages ---


def test_a_message_for_one_person_is_shown_to_nobody_else(
    sees: Sees, company: Company, ana: Person, ben: Person, churn: Channel
) -> None:
    said(company, churn, "to all")
    said(company, churn, "to Ana", ephemeral_to=ana.id)
    assert texts(sees(ana)) == ["to all", "to Ana"]
    assert [one["ephemeral"] for one in sees(ana)["messages"]] == [False, True]
    assert texts(sees(ben)) == ["to all"]


def test_a_channel_one_is_not_in_is_nowhere_on_the_page(
    sees: Sees, company: Company, ana: Person, chen: Person, churn: Channel
) -> None:
    secret = company.workspace.add_channel("board", private=True, members=[ana.user], with_bot=True)
    for channel in (secret, churn, ana.dm):
        said(company, channel, "the merger")
        company.workspace.post(channel.id, ana.id, {"text": "the merger", "blocks": [SECTION]})
    for place in (secret.id, churn.id, ana.dm.id, ""):
        seen = json.dumps(sees(chen, place))
        assert "merger" not in seen
        assert "board" not in seen
        assert ana.dm.id not in seen
    assert texts(sees(ana, secret.id)) == ["the merger"] * 2
    assert [one["kind"] for one in sees(ana)["channels"]] == ["public", "public", "private", "im"]


def test_a_message_stands_as_it_is_now_and_is_gone_once_it_was_deleted(
    sees: Sees, company: Company, ana: Person, churn: Channel
) -> None:
    first, second = said(company, churn, "one"), said(company, churn, "two")
    for ts, change in ((first, "rewrite"), (second, "delete")):
        message = company.workspace.message(churn.id, ts)
        assert message is not None
        if change == "rewrite":
            company.workspace.rewrite(message, {"text": "one, shrunk"})
        else:
            company.workspace.delete(message)
    assert [(one["ts"], one["text"], one["edited"]) for one in sees(ana)["messages"]] == [(first, "one, shrunk", True)]


def test_who_wrote_what_and_in_which_thread(sees: Sees, company: Company, ana: Person, churn: Channel) -> None:
    ana.type("hello", churn)
    root = ana.messages(churn)[0].ts
    ana.type("and more", churn, root)
    said(company, churn, "hello Ana")
    bot = company.workspace.bot_user_id
    assert [(one["user"], one["bot"], one["thread_ts"]) for one in sees(ana)["messages"]] == [
        (ana.id, False, None), (ana.id, False, root), (bot, True, None),
    ]  # fmt: skip


def test_of_a_long_conversation_the_newest_messages_are_shown(
    sees: Sees, company: Company, ana: Person, churn: Channel
) -> None:
    for number in range(MOST_MESSAGES + 5):
        said(company, churn, str(number))
    assert texts(sees(ana)) == [str(number) for number in range(5, MOST_MESSAGES + 5)]


def test_each_conversation_tells_when_somebody_else_wrote_in_it_last(
    sees: Sees, company: Company, ana: Person, churn: Channel
) -> None:
    def latest() -> dict[str, str]:
        return {one["id"]: one["latest"] for one in sees(ana)["channels"]}

    assert set(latest().values()) == {""}
    ana.type("hello", churn)
    assert latest()[churn.id] == ""
    ts = said(company, churn, "hello Ana")
    ana.type("thanks", churn)
    assert latest()[churn.id] == ts


def test_a_group_conversation_is_called_by_who_else_is_in_it(
    sees: Sees, company: Company, ana: Person, chen: Person
) -> None:
    group = company.workspace.conversation({ana.id, chen.id, company.workspace.bot_user_id})
    named = {one["id"]: one["name"] for one in sees(ana)["channels"]}
    assert named[group.id] == "Chen, mlops-advisor"


def test_what_was_chosen_in_a_message_is_kept_for_whoever_chose_it(
    sees: Sees, company: Company, ana: Person, ben: Person, churn: Channel
) -> None:
    boxes, pick = menu("checkboxes", "ticks", *CHOICES), menu("static_select", "pick", *CHOICES)
    message = prompt(company.workspace, churn, actions(boxes, pick, button("Done", "done")))
    plain_one = prompt(company.workspace, churn, actions(button("Yes", "yes")))
    ana.click(message, "ticks", option=["b"])
    ana.click(message, "pick", option="r")
    assert sees(ana)["chosen"] == {message.ts: {"acts": {"ticks": ["b"], "pick": "r"}}}
    assert sees(ben)["chosen"] == {message.ts: {"acts": {"ticks": [], "pick": None}}}
    assert plain_one.ts not in sees(ana)["chosen"]


def test_pictures_and_other_files_are_listed_with_their_messages(
    sees: Sees, company: Company, ana: Person, churn: Channel, client: WebClient
) -> None:
    picture = client.files_upload_v2(content=PNG, filename="radar.png", title="Your profile", channel=churn.id)
    client.files_upload_v2(content=b"a,b", filename="answers.csv", channel=churn.id)
    files = [one["files"] for one in sees(ana)["messages"]]
    assert files[0] == [{"id": picture["file"]["id"], "name": "radar.png", "title": "Your profile", "image": True}]
    assert [(one["name"], one["image"]) for one in files[1]] == [("answers.csv", False)]


def test_what_the_bot_suggests_and_does_stands_in_the_conversation_it_is_about(
    sees: Sees, company: Company, ana: Person, ben: Person, client: WebClient
) -> None:
    ana.type("hello")
    prompts = [{"title": "Begin", "message": "assess my team"}]
    client.api_call(
        "assistant.threads.setSuggestedPrompts", json={"channel_id": ana.dm.id, "prompts": prompts, "title": "Try"}
    )
    thread = ana.messages()[0].ts
    client.assistant_threads_setStatus(channel_id=ana.dm.id, thread_ts=thread, status="is thinking")
    seen = sees(ana, ana.dm.id)
    assert (seen["prompts"], seen["prompts_title"], seen["status"]) == (prompts, "Try", "is thinking")
    for other in (sees(ana), sees(ben, ben.dm.id)):
        assert (other["prompts"], other["prompts_title"], other["status"]) == ([], "", "")
    client.chat_postMessage(channel=ana.dm.id, text="hello", thread_ts=thread)
    assert sees(ana, ana.dm.id)["status"] == ""


# --- modals and the Home tab ---


def test_a_modal_is_shown_to_who_opened_it_with_what_was_typed_and_what_is_wrong(
    sees: Sees, ana: Person, ben: Person, app: App, client: WebClient
) -> None:
    tags = entry("Tags", menu("checkboxes", "tags", *CHOICES), "tags", optional=True)
    opened(ana, app, client, modal(NAME, tags, close=plain("Not now")))
    app.answer({"response_action": "errors", "errors": {"name": "Is taken."}})
    ana.submit(ana.view, {"name": "Churn", "tags": ["b"]})
    seen = sees(ana)["modal"]
    assert (seen["title"], seen["submit"], seen["close"]) == ("Team", "Save", "Not now")
    assert seen["values"] == {"name": {"text": "Churn"}, "tags": {"tags": ["b"]}}
    assert seen["errors"] == {"name": "Is taken."}
    assert [one["block_id"] for one in seen["blocks"]] == ["name", "tags"]
    assert sees(ben)["modal"] is None


def test_of_modals_on_one_another_the_top_one_is_shown(sees: Sees, ana: Person, app: App, client: WebClient) -> None:
    assert sees(ana)["modal"] is None
    opened(ana, app, client, modal(SECTION, actions(button("More", "more"))))
    first = sees(ana)["modal"]
    assert (first["close"], first["errors"], first["values"]) == ("", {}, {})
    ana.click_in_view(ana.view, "more")
    client.views_push(trigger_id=app.last.payload["trigger_id"], view={**modal(SECTION), "title": plain("On top")})
    second = sees(ana)["modal"]
    assert second["title"] == "On top"
    assert second["id"] != first["id"]


def test_a_view_that_was_replaced_has_another_hash_and_the_same_id(
    sees: Sees, ana: Person, app: App, client: WebClient
) -> None:
    opened(ana, app, client, modal(NAME))
    before = sees(ana)["modal"]
    client.views_update(view_id=before["id"], view=modal(SECTION))
    after = sees(ana)["modal"]
    assert before["id"] == after["id"]
    assert before["hash"] != after["hash"]


def test_the_home_tab_is_shown_once_it_was_published_and_to_whom_it_is(
    sees: Sees, ana: Person, ben: Person, client: WebClient
) -> None:
    assert sees(ana)["home"] is None
    sort = actions(menu("static_select", "sort", *CHOICES, initial_option=CHOICES[1]))
    client.views_publish(user_id=ana.id, view={"type": "home", "blocks": [SECTION, sort], "private_metadata": "hidden"})
    home = sees(ana)["home"]
    assert [one.get("text") for one in home["blocks"]] == [SECTION["text"], None]
    assert home["values"] == {"acts": {"sort": "b"}}
    assert set(home) == {"id", "hash", "blocks", "values"}
    assert sees(ben)["home"] is None


# --- what Slack refuses, and what it keeps to itself ---


def test_what_slack_refuses_is_told_to_everybody(sees: Sees, ana: Person, chen: Person, client: WebClient) -> None:
    assert sees(ana)["refused"] == []
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="C0NOWHERE", text="hello")
    for person in (ana, chen):
        (refused,) = sees(person)["refused"]
        assert (refused["method"], refused["error"]) == ("chat.postMessage", "channel_not_found")
        assert set(refused) == {"method", "error", "detail"}


def test_no_secret_ever_reaches_the_page(
    sees: Sees, slack: LocalSlack, company: Company, ana: Person, churn: Channel, app: App, client: WebClient
) -> None:
    opened(ana, app, client, modal(NAME, actions(button("More", "more")), private_metadata="hidden"))
    ana.click_in_view(ana.view, "more")
    ana.click(prompt(company.workspace, churn, actions(button("Yes", "yes"))), "yes")
    client.files_upload_v2(content=PNG, filename="radar.png", channel=churn.id)
    for wrong in (WebClient("xoxb-a-guess", base_url=slack.api_url), client):
        with pytest.raises(SlackApiError):
            wrong.views_open(trigger_id=app.last.payload["trigger_id"] + "x", view=modal(SECTION))
    secrets = [
        *(company.workspace.bot_token, slack.signing_secret, slack.app_token, "xoxb-a-guess", "hidden"),
        *slack.world.response_urls,
        *(one.upload_key for one in company.workspace.files.values()),
    ]
    assert len(secrets) > 5
    assert all(secrets)
    for person in company.people:
        for place in ("", person.dm.id):
            seen = json.dumps(sees(person, place))
            assert [one for one in secrets if one in seen] == []


# --- what comes next ---


def plan(store: Store, company: Company, kind: Kind, subject: str, day: datetime) -> float:
    """Let a team be asked, or a channel get its digest, each quarter from a day on; returns when that is."""
    rhythm = Rhythm(QUARTERLY, day.date(), time(10), "UTC")
    upcoming = schedule.first(rhythm, day)
    assert upcoming is not None
    with store.transaction() as db:
        rhythms.put(db, company.workspace.team_id, kind, subject, rhythm, upcoming, "U1", stamp(day))
    return upcoming.at.timestamp()


DAY = datetime(2026, 1, 1, tzinfo=UTC)


def test_while_nothing_is_planned_nothing_comes_next(sees: Sees, ana: Person) -> None:
    assert sees(ana)["next"] is None


def test_a_team_of_the_threes_is_asked_next(sees: Sees, store: Store, company: Company, ana: Person) -> None:
    plan(store, company, "checkin", "theirs later", DAY + timedelta(days=200))
    at = plan(store, company, "checkin", "theirs", DAY)
    assert sees(ana)["next"] == {"at": at, "what": "the next check-in"}


@pytest.mark.parametrize("reader", [0, 2])
def test_a_digest_that_one_of_the_three_reads_comes_next_for_each_of_them(
    sees: Sees, store: Store, company: Company, reader: int
) -> None:
    channel = company.first_channels[company.people[reader].id]
    plan(store, company, "checkin", "theirs", DAY + timedelta(days=200))
    at = plan(store, company, "digest", channel.id, DAY)
    for person in company.people:
        assert sees(person)["next"] == {"at": at, "what": f"the digest in #{channel.name}"}


def test_what_nobody_on_the_page_sees_is_not_waited_for(
    sees: Sees, store: Store, company: Company, ana: Person, churn: Channel
) -> None:
    company._sampled.add("a sample")
    plan(store, company, "checkin", "a sample", DAY)
    plan(store, company, "digest", company.workspace.add_channel("elsewhere", with_bot=True).id, DAY)
    assert sees(ana)["next"] is None
    assert sees(ana)["samples"] is True
    other = Company(company.slack)
    plan(store, other, "digest", churn.id, DAY)
    assert sees(ana)["next"] is None
