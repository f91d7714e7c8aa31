"""Modals: setting up a team, notes, changing an answer, how a result was scored."""

from __future__ import annotations

import pytest

from bot import ids
from bot.preview.people import Person
from bot.preview.slack import Fault, Message
from tests.bot.walking import Bench, Walker, choices, is_result, latest, text_of, turn_of

MARKUP = "<!channel> <@U1> & <https://x.example|y>\n*b*"
SHOWN = "&lt;!channel&gt; &lt;@U1&gt; &amp; &lt;https://x.example|y&gt;"


def form(bench: Bench, ana: Person, channel: object) -> None:
    bench.settled(ana.command("", channel))  # type: ignore[arg-type]
    bench.settled(ana.click(ana.messages(channel)[-1], ids.NEW_TEAM))  # type: ignore[arg-type]


def test_a_first_time_user_sets_up_a_team_and_gets_the_first_question(bench: Bench) -> None:
    ana = bench.person("ana")
    home = bench.workspace.add_channel("churn", members=[ana.user])
    form(bench, ana, home)
    assert ana.view is not None
    bench.settled(ana.submit(ana.view, {ids.NAME_INPUT: "Churn"}))
    assert ana.errors == {}
    assert ana.view is None
    assert bench.rows("SELECT name, channel, lead FROM teams") == [("Churn", home.id, ana.id)]
    assert "First, which work" in latest(ana).text
    assert bench.refused() == []


@pytest.mark.parametrize(
    ("name", "taken_channel", "wrong"),
    [("churn", False, ids.NAME_INPUT), ("  CHURN ", False, ids.NAME_INPUT), ("Other", True, ids.CHANNEL_INPUT),
     ("!?…", False, ids.NAME_INPUT), ("  ", False, ids.NAME_INPUT)],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_input_and_can_be_mended(
    bench: Bench, name: str, taken_channel: bool, wrong: str
) -> None:
    bo, ana = bench.person("bo"), bench.person("ana")
    bench.team("churn", bo)
    free = bench.workspace.add_channel("free", members=[ana.user])
    form(bench, ana, free)
    channel = bench.channel("churn").id if taken_channel else free.id
    bench.settled(ana.submit(ana.view, {ids.NAME_INPUT: name, ids.CHANNEL_INPUT: channel}))
    assert list(ana.errors) == [wrong]
    assert ana.view is not None
    assert bench.count("teams") == 1
    bench.settled(ana.submit(ana.view, {ids.NAME_INPUT: "Pricing", ids.CHANNEL_INPUT: free.id}))
    assert ana.errors == {}
    assert bench.count("teams") == 2
    assert bench.refused() == []


@pytest.mark.parametrize("fault", [Fault.drop(), Fault.server_error(), Fault.rate_limited(1)])
def test_a_modal_that_slack_did_not_open_is_offered_again_with_its_button(bench: Bench, fault: Fault) -> None:
    ana = bench.person("ana")
    home = bench.workspace.add_channel("churn", members=[ana.user])
    bench.settled(ana.command("", home))
    bench.slack.fault = lambda call: fault if call.method == "views.open" else None
    bench.settled(ana.click(ana.messages(home)[-1], ids.NEW_TEAM))
    bench.slack.fault = lambda call: None
    assert [call.method for call in bench.slack.calls].count("views.open") == 1
    bench.settled(ana.click(ana.messages(home)[-1], ids.NEW_TEAM))
    assert ana.view is not None
    assert bench.refused() == []


@pytest.mark.parametrize("name", [MARKUP.replace("\n", " "), "a" * 60, "a" + "&" * 59, "Ünïcode 🦆"])
def test_a_team_name_is_shown_as_data_everywhere(bench: Bench, name: str) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    home = bench.workspace.add_channel("churn", members=[ana.user, bo.user])
    form(bench, ana, home)
    bench.settled(ana.submit(ana.view, {ids.NAME_INPUT: name[:60]}))
    Walker(ana, first).walk()
    bench.host.settle()
    for word in ("", "stage", "steps", "team"):
        bench.settled(ana.command(word, home))
        bench.settled(bo.command(word, home))
    said = [*ana.messages(), *ana.messages(home), *bo.messages(home)]
    for message in said:
        assert "<!channel>" not in message.text
        for block in message.blocks:
            if block["type"] != "actions":
                assert "<!channel>" not in str(block)
                assert "<@U1>" not in str(block)
    assert bench.refused() == []


def first(options: object) -> object:
    return options[0]  # type: ignore[index]


def test_a_product_name_is_shown_as_data_with_the_result(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    bench.settled(ana.click(bench.start(ana), "answer:product"))
    bench.settled(ana.type(MARKUP))
    assert SHOWN in "".join(text_of(one) for one in ana.messages())
    Walker(ana, first).walk()
    bench.host.settle()
    assert SHOWN in text_of(latest(ana))
    assert "<!channel>" not in "".join(text_of(one) for one in ana.messages() if one.bot)
    assert bench.refused() == []


def answered_once(bench: Bench) -> tuple[Person, Message]:
    """Someone who answered one question, and its shrunk message."""
    ana = bench.person("ana")
    bench.team("churn", ana)
    bench.settled(ana.click(bench.start(ana), "answer:team"))
    shown = latest(ana)
    bench.settled(ana.click_element(shown, choices(shown)[0]))
    return ana, next(one for one in ana.messages() if one.ts == shown.ts)


def menu(message: Message, name: str) -> str:
    element = message.find(ids.ANSWERED)
    return next(one["value"] for one in element.raw["options"] if one["value"].startswith(name))


def test_a_note_is_shown_at_the_answer_and_where_the_result_is_explained(bench: Bench) -> None:
    ana, closed = answered_once(bench)
    bench.settled(ana.click(closed, ids.ANSWERED, option=menu(closed, ids.NOTE)))
    bench.settled(ana.submit(ana.view, {ids.NOTE_INPUT: MARKUP}))
    noted = next(one for one in ana.messages() if one.ts == closed.ts)
    assert f"note: {SHOWN} *b*" in text_of(noted)
    Walker(ana, first).walk()
    bench.host.settle()
    bench.settled(ana.click(latest(ana), ids.SCORED))
    assert SHOWN in text_of(ana.view)
    assert "<!channel>" not in text_of(ana.view)
    assert bench.refused() == []


def test_a_note_can_be_taken_away_again(bench: Bench) -> None:
    ana, closed = answered_once(bench)
    for note in ("we do", ""):
        bench.settled(ana.click(closed, ids.ANSWERED, option=menu(closed, ids.NOTE)))
        assert ana.view is not None
        bench.settled(ana.submit(ana.view, {ids.NOTE_INPUT: note}))
    assert "note:" not in text_of(next(one for one in ana.messages() if one.ts == closed.ts))
    assert bench.refused() == []


def test_changing_an_answer_from_its_menu_asks_once_and_the_newer_one_counts(bench: Bench) -> None:
    ana, closed = answered_once(bench)
    for _ in range(2):
        bench.settled(ana.click(closed, ids.ANSWERED, option=menu(closed, ids.CHANGE)))
    asked = [one for one in ana.messages() if choices(one)]
    assert len(asked) == 1
    assert "earlier answer counts" in asked[0].text
    bench.settled(ana.click_element(asked[0], choices(asked[0])[1]))
    kinds = [row[0] for row in bench.rows("SELECT kind FROM answers WHERE question <> '' ORDER BY id")]
    assert sorted(kinds) == ["given", "given", "withdrawn"]
    assert bench.refused() == []


def test_leaving_an_answer_as_it_was_goes_on_where_one_was(bench: Bench) -> None:
    ana, closed = answered_once(bench)
    before = latest(ana)
    bench.settled(ana.click(closed, ids.ANSWERED, option=menu(closed, ids.CHANGE)))
    bench.settled(ana.click(latest(ana), "answer:back"))
    assert latest(ana).text == before.text
    assert [row[0] for row in bench.rows("SELECT kind FROM answers WHERE question <> ''")] == ["given"]


def test_the_menu_of_an_answer_that_was_given_anew_says_so(bench: Bench) -> None:
    ana, closed = answered_once(bench)
    bench.settled(ana.click(closed, ids.ANSWERED, option=menu(closed, ids.CHANGE)))
    bench.settled(ana.click_element(latest(ana), choices(latest(ana))[1]))
    for name in (ids.CHANGE, ids.NOTE):
        bench.settled(ana.click(closed, ids.ANSWERED, option=menu(closed, name)))
        assert "no longer counts" in ana.messages()[-1].text
    assert bench.refused() == []


def test_changing_an_answer_from_the_result_leads_to_a_second_result_and_keeps_the_first(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    result = bench.result(ana)
    bench.settled(ana.click(result, ids.CHANGE_ANSWER))
    assert ana.view is not None
    options = ana.view.find(ids.VALUE).raw["options"]
    bench.settled(ana.submit(ana.view, {ids.ANSWER_INPUT: options[-1]["value"]}))
    asked = latest(ana)
    assert not is_result(asked)
    bench.settled(ana.click_element(asked, choices(asked)[-1]))
    Walker(ana, first).walk()
    bench.host.settle()
    assert bench.count("results") == 2
    assert bench.refused() == []


def test_leaving_an_answer_of_a_result_as_it_was_makes_no_second_result(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    result = bench.result(ana)
    bench.settled(ana.click(result, ids.CHANGE_ANSWER))
    assert ana.view is not None
    chosen = ana.view.find(ids.VALUE).raw["options"][-1]["value"]
    bench.settled(ana.submit(ana.view, {ids.ANSWER_INPUT: chosen}))
    for _ in range(2):
        shown = latest(ana)
        if not is_result(shown):
            bench.settled(ana.click(shown, "answer:back"))
    assert is_result(latest(ana))
    assert bench.count("results") == 1
    assert bench.refused() == []


def test_what_is_open_can_be_settled_from_the_result(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    result = bench.result(
        ana, lambda options: next((one for one in options if one.action_id == "answer:not_sure"), options[-1])
    )
    if not any(one.action_id == ids.SETTLE for one in result.elements()):
        pytest.skip("nothing is open")
    for _ in range(2):
        bench.settled(ana.click(result, ids.SETTLE))
    asked = [one for one in ana.messages() if choices(one)]
    assert len(asked) == 1
    assert turn_of(asked[0]) > 0
    assert bench.refused() == []
