"""Text typed by a person as data, and the one function that cuts to Slack's limits."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks import home, kit
from bot.preview.limits import refusals
from bot.store.teams import Team

TYPED = st.text(max_size=400) | st.text("<>&;@!#|*`~_ \nab", max_size=400)


@given(TYPED)
def test_escaped_text_makes_no_markup_and_reads_as_it_was_typed(text: str) -> None:
    shown = kit.escape(text)
    assert not set("<>\n") & set(shown)
    assert re.sub("&(amp|lt|gt);", "", shown).count("&") == 0
    read = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert read == " ".join(text.split())


@given(TYPED, st.integers(10, 80))
def test_cut_text_keeps_the_limit_and_breaks_no_entity(text: str, limit: int) -> None:
    escaped = kit.escape(text)
    shown = kit.cut(escaped, limit)
    assert len(shown) <= limit
    assert (shown == escaped) == (len(escaped) <= limit)
    assert re.sub("&(amp|lt|gt);", "", shown).count("&") == 0


@pytest.mark.parametrize(
    ("parts", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_are_written_as_people_write_them(parts: list[str], text: str) -> None:
    assert kit.listed(parts) == text


@pytest.mark.parametrize(
    ("text", "inside"),
    [("A pipeline does it", "a pipeline does it"), ("Together", "together"), ("", ""), ("ML models", "ML models"),
     ("CI/CD that we start", "CI/CD that we start")],
)  # fmt: skip
def test_in_the_middle_of_a_sentence_only_abbreviations_keep_their_capitals(text: str, inside: str) -> None:
    assert kit.lowered(text) == inside


@settings(deadline=None)
@given(
    st.text(min_size=1, max_size=60).filter(lambda name: any(letter.isalnum() for letter in name)),
    st.text(max_size=600),
)
def test_slack_takes_every_page_whatever_a_person_typed(name: str, word: str) -> None:
    team = Team("t1", "T1", " ".join(name.split()), "C0000000001", "U0000000001")
    pages = [
        home.join_first(team, "assess"),
        home.nothing_yet(team),
        home.did_you_mean(word, [("Help", "help"), ("Team", "team")]),
        home.choose_team([team, Team("t2", "T1", "two", "C2", "U2")], "stage"),
        home.choose_team([Team(f"t{n}", "T1", f"{team.name}{n}", "C2", "U2") for n in range(120)], "stage"),
    ]
    for page in pages:
        payload = page.payload() | {"channel": "C0000000001"}
        assert not refusals("chat.postMessage", payload)
        assert not re.search(r"<(?!#C0000000001>|@U\d{9,10}>)", payload["text"])


def test_slack_is_told_to_make_no_link_or_mention_of_what_people_typed() -> None:
    shown = [kit.section("see https://evil.example #general").to_dict()["text"]]
    shown += kit.context("see https://evil.example").to_dict()["elements"]
    assert all(text["verbatim"] for text in shown)
