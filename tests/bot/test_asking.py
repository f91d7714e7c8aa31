"""Asking the bot: by command, by mention, in direct messages, before, during and after an assessment."""

from __future__ import annotations

import pytest

from bot import ids
from bot.preview.people import Person
from bot.preview.slack import Message
from knowledge.entries import entry
from tests.bot.walking import Bench, Walker, Way, choices, is_result, latest, shown_of, text_of, turn_of, until

COVERED = "how do we notice that a model got worse?"
OFF_TOPIC = "what is a good recipe for pancakes?"
NEAR_TOPIC = "which GPU should we buy for deep learning?"
DECLINED = "My sources do not cover that."


def member(bench: Bench) -> Person:
    ana = bench.person("ana")
    bench.team("churn", ana, with_bot=True)
    return ana


def entries_in(message: Message) -> list[str]:
    """The entries that a message offers to read."""
    return [str(one.value) for one in message.elements() if one.action_id.startswith(f"{ids.ENTRY}:")]


def is_answer(message: Message) -> bool:
    return "Source: " in text_of(message)


@pytest.mark.parametrize("words", ["ask drift", "ASK drift", "how do we version data", "ask what is MLOps?"])
def test_the_command_answers_a_question_with_or_without_the_word_ask(bench: Bench, words: str) -> None:
    ana = member(bench)
    bench.settled(ana.command(words, bench.channel("churn")))
    answer = ana.messages(bench.channel("churn"))[-1]
    assert is_answer(answer)
    assert answer.ephemeral_to == ana.id
    assert bench.refused() == []


def test_a_stranger_without_a_team_may_ask(bench: Bench) -> None:
    eve = bench.person("eve")
    bench.settled(eve.command("ask what is concept drift"))
    assert is_answer(eve.messages()[-1])


def test_ask_alone_says_how_to_ask(bench: Bench) -> None:
    ana = member(bench)
    bench.settled(ana.command("ask"))
    assert "/mlops ask" in text_of(ana.messages()[-1])
    bench.settled(ana.type("ask"))
    assert "/mlops ask" in text_of(ana.messages()[-1])
    assert bench.refused() == []


def test_the_other_entries_open_in_a_modal_with_their_source(bench: Bench) -> None:
    ana = member(bench)
    bench.settled(ana.command("ask what is MLOps"))
    answer = ana.messages()[-1]
    offered = entries_in(answer)
    assert offered
    library = bench.host.running.desk.library
    for id in offered:
        bench.settled(ana.click(answer, value=id))
        assert ana.view is not None
        found = entry(library, id)
        assert found is not None
        assert found.title in text_of(ana.view)
        assert "Source: " in text_of(ana.view)
        ana.close_view()
    assert bench.refused() == []


def test_an_entry_that_is_gone_after_a_new_release_says_so(bench: Bench) -> None:
    ana = member(bench)
    bench.settled(ana.command("ask what is MLOps"))
    answer = ana.messages()[-1]
    old = next(one for one in answer.elements() if one.action_id.startswith(ids.ENTRY))
    old.raw["value"] = "topic/retired"
    bench.settled(ana.click_element(answer, old))
    assert "This entry is gone" in text_of(ana.view)
    assert bench.refused() == []


@pytest.mark.parametrize("words", [OFF_TOPIC, NEAR_TOPIC, "what is <!channel> & co?"])
def test_what_the_documents_do_not_cover_is_declined_and_never_answered(bench: Bench, words: str) -> None:
    ana = member(bench)
    bench.settled(ana.command(f"ask {words}"))
    declined = ana.messages()[-1]
    assert DECLINED in declined.text
    assert not is_answer(declined)
    assert "<!channel>" not in shown_of(declined)
    assert bench.refused() == []


def test_a_declined_question_offers_what_is_near_and_its_button_opens_it(bench: Bench) -> None:
    ana = member(bench)
    bench.settled(ana.command("ask which vendor sells the cheapest monitoring of models in production"))
    declined = ana.messages()[-1]
    assert DECLINED in declined.text
    near = entries_in(declined)
    assert 0 < len(near) <= 3
    bench.settled(ana.click(declined, value=near[0]))
    assert ana.view is not None
    assert "Source: " in text_of(ana.view)
    assert bench.refused() == []


def replies(bench: Bench, person: Person, root: str) -> list[Message]:
    return [one for one in person.messages(bench.channel("churn")) if one.bot and one.thread_ts == root]


def test_a_mention_is_answered_once_in_its_thread_though_delivered_twice(bench: Bench) -> None:
    ana = member(bench)
    home = bench.channel("churn")
    asked = bench.settled(ana.mention(COVERED, home))
    for number in (1, 2):
        bench.settled(ana.redeliver(asked, retry_num=number))
    root = next(one.ts for one in ana.messages(home) if one.user == ana.id)
    (answer,) = replies(bench, ana, root)
    assert is_answer(answer)
    assert answer.ephemeral_to is None
    assert [one for one in ana.messages(home) if one.bot] == [answer]
    assert bench.refused() == []


def test_a_mention_inside_a_thread_is_answered_in_that_thread(bench: Bench) -> None:
    ana = member(bench)
    home = bench.channel("churn")
    root = bench.workspace.post(home.id, ana.id, {"text": "our models"})
    bench.settled(ana.mention(COVERED, home, thread_ts=root.ts))
    assert len(replies(bench, ana, root.ts)) == 1


def test_an_empty_mention_says_how_to_ask_and_shows_nobodys_team_to_the_channel(bench: Bench) -> None:
    ana = member(bench)
    bench.result(ana)
    home = bench.channel("churn")
    bench.settled(ana.mention("", home))
    told = next(one for one in ana.messages(home) if one.bot)
    assert "/mlops ask" in text_of(told)
    for element in list(told.elements()):
        bench.settled(ana.click_element(told, element))
    everybodys = [one for one in bench.workspace.messages(home) if one.bot and one.ephemeral_to is None]
    assert everybodys == [told]
    assert bench.refused() == []


def test_a_mention_while_an_assessment_runs_answers_nothing_of_it(bench: Bench) -> None:
    ana = member(bench)
    shown = until(bench, ana, choices)
    before = bench.rows("SELECT session FROM conversations")
    bench.settled(ana.mention("yes", bench.channel("churn")))
    assert bench.rows("SELECT session FROM conversations") == before
    assert latest(ana) == shown


@pytest.mark.parametrize("words", [COVERED, "concept drift monitoring", "ask drift"])
@pytest.mark.parametrize("thread", [False, True])
def test_a_question_typed_in_direct_messages_is_answered_where_it_was_typed(
    bench: Bench, words: str, thread: bool
) -> None:
    ana = member(bench)
    root = bench.workspace.post(ana.dm.id, ana.id, {"text": "hello"}).ts if thread else None
    asked = bench.settled(ana.type(words, thread_ts=root))
    bench.settled(ana.redeliver(asked))
    said = [one for one in ana.messages() if one.bot]
    assert len(said) == 1
    assert is_answer(said[0])
    assert said[0].thread_ts == root
    assert bench.refused() == []


@pytest.mark.parametrize("words", ["hello there", "thanks a lot", "good morning"])
def test_a_greeting_is_not_taken_for_a_question(bench: Bench, words: str) -> None:
    ana = member(bench)
    bench.settled(ana.type(words))
    assert DECLINED not in ana.messages()[-1].text
    assert any(one.action_id == ids.ASSESS for one in ana.messages()[-1].elements())


def open_question(bench: Bench) -> tuple[Person, Message]:
    ana = member(bench)
    shown = until(bench, ana, lambda message: len(choices(message)) > 3)
    return ana, shown


@pytest.mark.parametrize("words", [COVERED, OFF_TOPIC, "ask drift", "what does MLOps mean?"])
def test_a_question_in_the_middle_of_an_assessment_leaves_the_open_one_open_and_its_buttons_working(
    bench: Bench, words: str
) -> None:
    ana, shown = open_question(bench)
    before = bench.rows("SELECT session FROM conversations")
    bench.settled(ana.type(words))
    answer = ana.messages()[-1]
    assert is_answer(answer) or DECLINED in answer.text
    assert bench.rows("SELECT session FROM conversations") == before
    bench.settled(ana.click_element(shown, choices(shown)[0]))
    assert turn_of(latest(ana)) == turn_of(shown) + 1
    assert bench.refused() == []


@pytest.mark.parametrize("words", [COVERED, OFF_TOPIC])
def test_the_answer_names_the_question_that_is_still_open(bench: Bench, words: str) -> None:
    ana, shown = open_question(bench)
    bench.settled(ana.type(words))
    assert f"still open: {shown.text}" in text_of(ana.messages()[-1])


def test_a_question_asked_twice_in_the_middle_by_redelivery_is_answered_once(bench: Bench) -> None:
    ana, _ = open_question(bench)
    before = len(ana.messages())
    asked = bench.settled(ana.type(COVERED))
    bench.settled(ana.redeliver(asked))
    assert len(ana.messages()) == before + 2  # the question and one answer


def test_after_a_question_the_open_one_can_be_answered_in_words_and_the_walk_ends_in_a_result(bench: Bench) -> None:
    ana, shown = open_question(bench)
    bench.settled(ana.type(COVERED))
    bench.settled(ana.type("1"))
    assert turn_of(latest(ana)) == turn_of(shown) + 1

    def ask_and_answer(found: list[Way]) -> Way:
        bench.settled(ana.type("what is concept drift?"))
        return found[0]

    Walker(ana, ask_and_answer).walk()  # type: ignore[arg-type]
    bench.host.settle()
    assert is_result(latest(ana))
    assert bench.count("results") == 1
    assert bench.refused() == []


def test_a_question_instead_of_a_products_name_is_answered_and_the_name_still_asked_for(bench: Bench) -> None:
    ana = member(bench)
    bench.settled(ana.click(bench.start(ana), "answer:product"))
    bench.settled(ana.type("what is concept drift?"))
    assert is_answer(ana.messages()[-1])
    bench.settled(ana.type("Churn forecast"))
    assert "Churn forecast" in "".join(text_of(one) for one in ana.messages() if one.bot)
    assert choices(latest(ana))
