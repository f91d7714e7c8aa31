"""Every shipped question, and every answer to it, as Slack takes it."""

from __future__ import annotations

import pytest

from bot.blocks import home, prompts
from bot.blocks.kit import Message
from bot.blocks.prompts import Voice
from bot.preview.limits import refusals
from conversations import flow
from conversations.session import SKIPPED, Heard, Passed
from conversations.turns import Asked, Offered, ReadBack
from knowledge import loading
from knowledge.answers import NOT_SURE, PARTLY
from knowledge.library import Question

LIBRARY = loading.shipped()
FLOW = flow.shipped()["assessment"]
VOICE = Voice(LIBRARY, FLOW, "0123456789abcdef", "<!channel> & co")
QUESTIONS = pytest.mark.parametrize("question", LIBRARY.questions.values(), ids=lambda question: question.id)


def taken(message: Message) -> dict[str, object]:
    payload = message.payload()
    assert not refusals("chat.postMessage", payload | {"channel": "D0000000001"})
    return payload


def actions(message: Message) -> list[dict[str, object]]:
    blocks = [block.to_dict() for block in message.blocks]
    return [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


@QUESTIONS
@pytest.mark.parametrize("explained", [False, True])
def test_a_question_spells_its_options_out_with_one_button_each(question: Question, explained: bool) -> None:
    message = prompts.asked(VOICE, Asked(7, question.id, 4, 11, True), explained)
    text = str(taken(message))
    assert all(option.text in text.replace("\\'", "'") for option in question.options)
    names = [str(one["action_id"]).partition(":")[2] for one in actions(message)]
    ways = ["back", "skip", "pause"] + ([] if explained else ["more"])
    bots = ([PARTLY] if question.yes_no else []) + [NOT_SURE]
    assert names == [option.id for option in question.options] + bots + ways
    assert "4 of about 11" in text
    assert len({str(one["value"]) for one in actions(message)}) == len(names)


@QUESTIONS
def test_an_answered_question_shrinks_to_question_and_answer_with_its_menu(question: Question) -> None:
    for choice in [option.id for option in question.options] + [NOT_SURE, PARTLY, SKIPPED]:
        entry = Passed(7, "questions", choice, question.id, words="<@U1> " * 40)
        message = prompts.closed(VOICE, 7, entry, note="<!here>" * 80)
        shown = str(taken(message))
        assert prompts.label(question, choice) in shown.replace("\\'", "'")
        assert "<@U1>" not in shown
        assert "<!here>" not in shown
        assert not actions(message)


@QUESTIONS
def test_a_read_back_names_what_was_heard_and_asks(question: Question) -> None:
    for option in question.options:
        message = prompts.read_back(VOICE, ReadBack(7, question.id, "questions", Heard(option.id, "words")))
        assert "Right?" in str(taken(message))
        assert [one["action_id"] for one in actions(message)] == ["answer:right", "answer:wrong"]


@pytest.mark.parametrize("state", [state for state in FLOW.states if state.text], ids=lambda state: state.id)
def test_a_states_own_prompt_shows_the_teams_name_as_data(state: flow.State) -> None:
    shown = str(taken(prompts.offered(VOICE, Offered(1, state.id))))
    assert "&lt;!channel&gt; &amp; co" in shown
    assert "<!channel>" not in shown


def test_a_modal_over_every_question_is_one_that_slack_opens() -> None:
    answers = [(turn, one.text, one.options[0].label) for turn, one in enumerate(LIBRARY.questions.values())]
    views = [home.change_view("0123456789abcdef", answers)]
    views += [home.note_view("0123456789abcdef 1", text, label, "n" * 500) for _, text, label in answers]
    for view in views:
        assert not refusals("views.open", {"trigger_id": "1.1.a", "view": view.to_dict()})
