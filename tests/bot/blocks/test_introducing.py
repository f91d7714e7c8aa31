"""An introduction, as Slack takes it: for every capability that has a step, whatever the teams are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks import introducing
from bot.blocks.introducing import Pair
from bot.preview.limits import refusals
from bot.store.teams import Team
from knowledge import loading
from tests.bot.outcomes import FORGED

LIBRARY = loading.shipped()
NAMES = st.text(min_size=1, max_size=300) | st.sampled_from([*FORGED, "&" * 300])
PEOPLE = ("U0000000001", "U0000000002", "U0000000003")


def pair(helper: str, learner: str, capability: str) -> Pair:
    one, other = Team("a", "T1", helper, "C1", PEOPLE[0]), Team("b", "T1", learner, "C2", PEOPLE[1])
    return Pair(one, other, capability, "2025-10-05T09:00:00.000000+00:00")


@given(NAMES, NAMES)
def test_slack_takes_it_and_no_name_makes_a_mention(helper: str, learner: str) -> None:
    for people in (PEOPLE, PEOPLE[1:]):
        found = introducing.introduction(LIBRARY, pair(helper, learner, "experiments_tracked"), people, PEOPLE[2])
        assert not refusals("chat.postMessage", found.payload() | {"channel": "G0000000001"})
        assert not any(mark in str(found.payload()) for mark in FORGED)


@pytest.mark.parametrize("capability", sorted(LIBRARY.step_for))
def test_every_step_can_be_what_to_begin_with(capability: str) -> None:
    found = introducing.introduction(LIBRARY, pair("Search", "Churn", capability), PEOPLE, PEOPLE[2])
    assert not refusals("chat.postMessage", found.payload() | {"channel": "G0000000001"})
    said = str(found.payload())
    assert "at least since October 2025" in said
    assert "_Source_" in said


def test_who_asked_hears_who_is_in_the_conversation_or_that_it_could_not_be_opened() -> None:
    opened = introducing.opened(PEOPLE[:2], ("Nobody leads *Ads* at the moment.",))
    assert opened.text.endswith("<@U0000000001> and <@U0000000002>. Nobody leads *Ads* at the moment.")
    for message in (opened, introducing.not_opened(PEOPLE)):
        assert not refusals("chat.postMessage", message.payload() | {"channel": "D0000000001"})
