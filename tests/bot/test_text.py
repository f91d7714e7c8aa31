"""Text typed by a person as data, and the one function that cuts to Slack's limits."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import cut, escape, listed, lowered

TYPED = st.text(max_size=400) | st.text("<>&;@!#|*`~_ \nab", max_size=400)


@given(TYPED)
def test_escaped_text_makes_no_markup_and_reads_as_it_was_typed(text: str) -> None:
    shown = escape(text)
    assert not set("<>\n") & set(shown)
    assert re.sub("&(amp|lt|gt);", "", shown).count("&") == 0
    read = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert read == " ".join(text.split())


@given(TYPED, st.integers(10, 80))
def test_cut_text_keeps_the_limit_and_breaks_no_entity(text: str, limit: int) -> None:
    escaped = escape(text)
    shown = cut(escaped, limit)
    assert len(shown) <= limit
    assert (shown == escaped) == (len(escaped) <= limit)
    assert re.sub("&(amp|lt|gt);", "", shown).count("&") == 0


@pytest.mark.parametrize(
    ("parts", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_are_written_as_people_write_them(parts: list[str], text: str) -> None:
    assert listed(parts) == text


@pytest.mark.parametrize(
    ("text", "inside"),
    [("A pipeline does it", "a pipeline does it"), ("Together", "together"), ("", ""), ("ML models", "ML models"),
     ("CI/CD that we start", "CI/CD that we start")],
)  # fmt: skip
def test_in_the_middle_of_a_sentence_only_abbreviations_keep_their_capitals(text: str, inside: str) -> None:
    assert lowered(text) == inside
