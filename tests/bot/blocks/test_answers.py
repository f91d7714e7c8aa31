"""What the documents say, as Slack takes it: every entry, and any question that anybody types."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import ids
from bot.blocks import answers, home
from bot.blocks.kit import Message
from bot.preview.limits import refusals
from knowledge.entries import Entry, entries
from knowledge.loading import shipped
from knowledge.searching import Found, Hit, ask

LIBRARY = shipped()
ENTRIES = entries(LIBRARY)
PHRASES = st.sampled_from([phrase for entry in ENTRIES for phrase in entry.asks])


def taken(message: Message) -> str:
    payload = message.payload() | {"channel": "C0000000001"}
    assert not refusals("chat.postMessage", payload)
    return str(payload).replace("\\'", "'")


def buttons(message: Message) -> list[str]:
    blocks = [block.to_dict() for block in message.blocks]
    return [element["value"] for block in blocks if block["type"] == "actions" for element in block["elements"]]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_entry_is_shown_whole_with_its_sources_its_date_and_its_doubts(entry: Entry) -> None:
    found = Found(True, tuple(Hit(one, 90.0) for one in [entry, *ENTRIES[:2]]))
    text = taken(answers.page(LIBRARY, found, "How far is your team with ML models?"))
    assert entry.text.replace("\n", "\\n") in text
    assert entry.sources
    assert all(LIBRARY.sources[citation.source].title in text for citation in entry.sources)
    assert entry.as_of in text
    assert entry.caveat in text
    view = home.reading_view("From the sources", answers.entry_blocks(LIBRARY, entry)).to_dict()
    assert not refusals("views.open", {"trigger_id": "1.1.a", "view": view})


@settings(max_examples=150, deadline=None)
@given(PHRASES | st.text(max_size=300) | st.lists(PHRASES, max_size=4).map(" ".join))
def test_any_question_gets_an_answer_with_its_source_or_an_honest_no_and_buttons_for_what_is_near(text: str) -> None:
    found = ask(LIBRARY, text)
    message = answers.page(LIBRARY, found)
    shown = taken(message)
    assert ("Source: " in shown) is found.covered
    assert ("My sources do not cover that" in shown) is not found.covered
    offered = [hit.entry for hit in found.hits[1:]] if found.covered else found.nearby
    assert buttons(message) == [entry.id for entry in offered]


def test_the_question_that_waits_is_named_below_the_answer_and_only_then() -> None:
    found = ask(LIBRARY, "what is concept drift")
    assert "still open: Where are your ML models trained?" in taken(
        answers.page(LIBRARY, found, "Where are your ML models trained?")
    )
    assert "still open" not in taken(answers.page(LIBRARY, found))


def test_a_question_that_was_left_out_is_asked_for_with_examples_that_are_covered() -> None:
    message = answers.how_to_ask()
    text = taken(message)
    examples = [part for part in text.split("`") if part.startswith(f"{ids.COMMAND} {ids.ASK} ")]
    assert len(examples) == 2
    for example in examples:
        assert ask(LIBRARY, example.removeprefix(f"{ids.COMMAND} {ids.ASK} ")).covered, example
