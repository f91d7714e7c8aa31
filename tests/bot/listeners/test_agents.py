"""The agent surface as people meet it: suggested prompts that lead somewhere, a status, buttons under answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import ids
from bot.agents import LOOKING_UP, PROMPTS, Situation
from bot.preview.people import Person
from bot.preview.slack import Message
from tests.bot.walking import WITH_ML, Bench, latest, ok, text_of, turn_of

STATUS, SUGGEST = "assistant.threads.setStatus", "assistant.threads.setSuggestedPrompts"


def newcomer(bench: Bench, ana: Person) -> None:
    """Nothing happened yet."""


def ready(bench: Bench, ana: Person) -> None:
    bench.team("churn", ana)


def asked(bench: Bench, ana: Person) -> None:
    bench.team("churn", ana)
    bench.start(ana)
    bench.settled(ana.click(latest(ana), "answer:team"))


def paused(bench: Bench, ana: Person) -> None:
    asked(bench, ana)
    bench.settled(ana.click(latest(ana), "answer:pause"))


def naming(bench: Bench, ana: Person) -> None:
    bench.team("churn", ana)
    bench.start(ana)
    bench.settled(ana.click(latest(ana), "answer:product"))


def placed(bench: Bench, ana: Person) -> None:
    bench.team("churn", ana)
    bench.result(ana, WITH_ML)


Stage = Callable[[Bench, Person], None]
STAGES: list[tuple[Situation, Stage]] = [
    (Situation.NEWCOMER, newcomer),
    (Situation.READY, ready),
    (Situation.ASKED, asked),
    (Situation.RESTING, paused),
    (Situation.NAMING, naming),
    (Situation.PLACED, placed),
]
FITTING = {
    (Situation.NEWCOMER, ids.ASSESS): "Start with my team",
    (Situation.READY, ids.ASSESS): "First, which work",
    (Situation.RESTING, ids.ASSESS): "Back to where you stopped",
    (Situation.RESTING, ids.HOME): "under way",
    (Situation.ASKED, ids.ASSESS): "Back to where you stopped",
    (Situation.ASKED, "What do you mean?"): "Why we ask",
    (Situation.ASKED, "pause"): "Paused",
    (Situation.NAMING, "pause"): "Paused",
    (Situation.PLACED, ids.STAGE): "How was this scored?",
    (Situation.PLACED, ids.STEPS): "next steps",
    (Situation.PLACED, ids.ROLES): "Check our roles",
}
ANYWHERE = {
    "What is MLOps?": "MLOps as DevOps, ML and data engineering together",
    "What do the five scales ask?": "The five scales and what each asks",
    "What is concept drift?": "Concept drift",
    ids.HELP: "What I can do",
}
TYPED = [(where, stage, prompt.message) for where, stage in STAGES for prompt in PROMPTS[where]]


@pytest.mark.parametrize(("where", "stage"), STAGES)
def test_the_messages_tab_shows_the_prompts_of_where_one_stands(bench: Bench, where: Situation, stage: Stage) -> None:
    ana = bench.person("ana")
    stage(bench, ana)
    for _ in range(2):
        bench.settled(ana.open_home("messages"))
    found = bench.workspace.suggested[ana.dm.id]
    assert [(one.title, one.message) for one in found.prompts] == [(one.title, one.message) for one in PROMPTS[where]]
    assert [call.method for call in bench.slack.calls].count(SUGGEST) == 1
    assert bench.refused() == []


@pytest.mark.parametrize(("where", "stage", "typed"), TYPED)
def test_every_prompt_leads_to_a_fitting_answer(bench: Bench, where: Situation, stage: Stage, typed: str) -> None:
    ana = bench.person("ana")
    stage(bench, ana)
    bench.settled(ana.open_home("messages"))
    before = [one.ts for one in ana.messages()]
    bench.settled(ana.type(typed))
    answers = [one for one in ana.messages() if one.bot and (one.ts not in before or one.edited)]
    expected = FITTING.get((where, typed)) or ANYWHERE[typed]
    assert any(expected in text_of(one) for one in answers), [one.text for one in answers]
    assert not any("could not match" in one.text for one in answers)
    assert bench.refused() == []


def test_the_prompts_follow_the_person_from_the_first_question_to_the_result(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.settled(ana.open_home("messages"))
    bench.team("churn", ana)
    bench.result(ana, WITH_ML)
    shown = {one.title for one in bench.workspace.suggested[ana.dm.id].prompts}
    assert shown == {one.title for one in PROMPTS[Situation.PLACED]}
    assert bench.refused() == []


def test_who_looks_at_the_home_tab_gets_no_prompts(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.settled(ana.open_home())
    assert bench.workspace.suggested == {}


def statuses(bench: Bench) -> list[tuple[str, str]]:
    """The thread and the text of every status that was set."""
    made = [one.payload for one in bench.slack.calls if one.method == STATUS]
    return [(str(one["thread_ts"]), str(one["status"])) for one in made]


@pytest.mark.parametrize("threaded", [False, True])
@pytest.mark.parametrize("talking", [False, True])
def test_a_typed_question_shows_a_status_in_its_thread_until_it_is_answered(
    bench: Bench, threaded: bool, talking: bool
) -> None:
    ana = bench.person("ana")
    (asked if talking else ready)(bench, ana)
    root = bench.workspace.post(ana.dm.id, ana.id, {"text": "hello"}).ts if threaded else None
    delivery = bench.settled(ana.type("What is concept drift?", thread_ts=root))
    thread = root or str(delivery.payload["event"]["ts"])
    assert statuses(bench) == [(thread, LOOKING_UP), (thread, "")]
    assert dict(bench.workspace.statuses) == {}
    assert "Concept drift" in ana.messages()[-1].text
    bench.settled(ana.redeliver(delivery))
    assert len(statuses(bench)) == 2
    assert bench.refused() == []


@pytest.mark.parametrize("words", ["hello there", "stage", "1", "thanks"])
def test_words_that_ask_nothing_show_no_status(bench: Bench, words: str) -> None:
    ana = bench.person("ana")
    asked(bench, ana)
    bench.settled(ana.type(words))
    assert statuses(bench) == []


def test_a_question_in_a_channel_shows_no_status(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana, with_bot=True)
    bench.settled(ana.mention("What is concept drift?", bench.channel("churn")))
    assert statuses(bench) == []


def test_without_agents_everything_works_and_slack_is_asked_once_a_day(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.workspace.agents = False
    bench.settled(ana.open_home("messages"))
    placed(bench, ana)
    bench.settled(ana.open_home("messages"))
    for question in ("What is concept drift?", "What is MLOps?"):
        bench.settled(ana.type(question))
        assert judged(ana.messages()[-1])
    assert [(method, error) for method, error, _ in bench.refused()] == [(SUGGEST, "not_agent_app")]


def judged(message: Message) -> str:
    """What the buttons under an answer judge."""
    found = message.find(ids.FEEDBACK).options()[0]["value"]
    return str(found).partition(" ")[2]


def given(bench: Bench) -> list[tuple[object, ...]]:
    return bench.rows("SELECT person, about, verdict FROM feedback ORDER BY id")


def test_the_first_verdict_on_an_answer_is_thanked_for_in_a_line_only_its_giver_sees(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    bench.team("churn", ana, bo, with_bot=True)
    home = bench.channel("churn")
    bench.settled(ana.mention("What is concept drift?", home))
    answer = ana.messages(home)[-1]
    bench.settled(ana.click(answer, ids.FEEDBACK, option="Not helpful"))
    assert "Thank you" in ana.messages(home)[-1].text
    assert "Thank you" not in bo.messages(home)[-1].text
    seen = len(ana.messages(home))
    bench.settled(ana.click(answer, ids.FEEDBACK, option="Helpful"))
    bench.settled(bo.click(answer, ids.FEEDBACK, option="Not helpful"))
    assert len(ana.messages(home)) == seen
    assert given(bench) == [(ana.id, judged(answer), "good"), (bo.id, judged(answer), "bad")]
    assert bench.refused() == []


@pytest.mark.parametrize("word", ["steps", "ask what is concept drift", "ask who won the cup"])
def test_answers_to_the_command_can_be_judged(bench: Bench, word: str) -> None:
    ana = bench.person("ana")
    placed(bench, ana)
    bench.settled(ana.command(word))
    answer = ana.messages()[-1]
    bench.settled(ana.click(answer, ids.FEEDBACK, option="Helpful"))
    assert given(bench) == [(ana.id, judged(answer), "good")]
    assert "Thank you" in ana.messages()[-1].text
    assert bench.refused() == []


def test_a_question_that_the_sources_do_not_cover_is_kept_with_the_verdict(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.settled(ana.type("ask who won the <cup> & when"))
    bench.settled(ana.click(ana.messages()[-1], ids.FEEDBACK, option="Not helpful"))
    assert given(bench) == [(ana.id, "not covered: who won the <cup> & when", "bad")]


def test_an_answer_within_a_conversation_can_be_judged_and_the_question_stays_open(bench: Bench) -> None:
    ana = bench.person("ana")
    asked(bench, ana)
    turn = turn_of(latest(ana))
    bench.settled(ana.type("What is concept drift?"))
    bench.settled(ana.click(ana.messages()[-1], ids.FEEDBACK, option="Helpful"))
    assert turn_of(latest(ana)) == turn
    assert len(given(bench)) == 1


def test_a_verdict_that_was_never_offered_is_not_kept(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.settled(ana.type("What is concept drift?"))
    blocks = [dict(one) for one in ana.messages()[-1].blocks]
    (pair,) = [one for one in blocks if one["type"] == "context_actions"]
    pair["elements"][0]["positive_button"]["value"] = "great anything"
    forged = bench.workspace.post(ana.dm.id, bench.workspace.bot_user_id, {"text": "forged", "blocks": blocks})
    ok(ana.click(forged, ids.FEEDBACK, option="Helpful"))
    assert given(bench) == []
