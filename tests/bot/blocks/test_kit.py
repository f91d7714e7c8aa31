"""The shapes every message is built of: within Slack's limits whatever people typed, and without links of theirs."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks import home, kit
from bot.preview.limits import refusals
from bot.store.teams import Team


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
