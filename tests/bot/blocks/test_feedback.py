"""The buttons under an answer: within Slack's limits whatever is judged, in messages alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.blocks import answers, feedback, pages
from bot.blocks.kit import Message, section
from bot.preview.elements import Element, elements
from bot.preview.limits import refusals
from knowledge import loading
from knowledge.searching import Found, ask

LIBRARY = loading.shipped()


def judged(message: Message) -> Element:
    """The one pair of buttons that a message has."""
    (found,) = [one for one in elements(message.payload()["blocks"]) if one.type == "feedback_buttons"]
    return found


@given(st.text(min_size=1, max_size=1000))
def test_whatever_is_judged_slack_takes_the_buttons(about: str) -> None:
    message = Message("An answer", (section("An answer"), feedback.did_it_help(about)))
    assert refusals("chat.postMessage", message.payload()) == ()


def test_the_values_say_the_verdict_and_what_is_judged() -> None:
    message = Message("An answer", (feedback.did_it_help("topics/drift"),))
    assert [one["value"] for one in judged(message).options()] == ["good topics/drift", "bad topics/drift"]


def test_a_screen_reader_hears_what_each_button_says() -> None:
    message = Message("An answer", (feedback.did_it_help("topics/drift"),))
    labels = [one["accessibility_label"] for one in judged(message).options()]
    assert labels == ["This answer was helpful", "This answer was not helpful"]


def test_an_answer_is_judged_by_its_entry_and_a_missing_one_by_the_question() -> None:
    found = ask(LIBRARY, "What is concept drift?")
    assert judged(answers.page(LIBRARY, found)).options()[0]["value"] == f"good {found.hits[0].entry.id}"
    declined = judged(answers.page(LIBRARY, Found(False), asked="who   wins\nthe cup"))
    assert declined.options()[1]["value"] == "bad not covered: who wins the cup"
    assert judged(answers.page(LIBRARY, Found(False))).options()[1]["value"] == "bad not covered"


def test_a_page_in_a_modal_goes_without_them() -> None:
    view = pages.page(answers.page(LIBRARY, ask(LIBRARY, "What is concept drift?"))).to_dict()
    assert refusals("views.open", {"trigger_id": "1", "view": view}) == ()
    assert not [one for one in elements(view["blocks"]) if one.type == "feedback_buttons"]
