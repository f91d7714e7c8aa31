"""What people read about exports: within Slack's limits whatever a team is called, and it says who gets what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks import exporting
from bot.blocks.kit import Message
from bot.export import WRITERS
from bot.preview.limits import Refusal, refusals
from bot.store.teams import Team
from tests.bot.outcomes import FORGED

NAMES = st.one_of(st.text(max_size=300), st.sampled_from([*FORGED, "*<@U1>* " * 40]))


def sent(message: Message) -> tuple[Refusal, ...]:
    """Why Slack would refuse a message."""
    return refusals("chat.postMessage", {"channel": "D1", **message.payload()})


@given(NAMES)
def test_any_name_stays_within_slacks_limits_and_makes_no_mention(name: str) -> None:
    team = Team("t1", "T1", name, "C1", "U1")
    for message in (exporting.page(team), exporting.failed(team)):
        assert sent(message) == ()
        assert not [one for one in FORGED if one in str(message.payload())]
    for format in WRITERS:
        assert not [one for one in FORGED if one in exporting.comment(name, format, 3)]
        assert len(exporting.title(name, format)) < 100


def test_each_kind_of_file_has_a_button_and_says_what_it_holds() -> None:
    payload = exporting.page(Team("t1", "T1", "Churn", "C1", "U1")).payload()
    assert tuple(exporting.KINDS) == tuple(WRITERS)
    for name, holds in exporting.KINDS.values():
        assert f"*{name}:* {holds}." in payload["blocks"][0]["text"]["text"]
    assert "single answers" in str(payload["blocks"][1])


@pytest.mark.parametrize("format", WRITERS)
def test_a_file_under_way_says_where_it_will_come(format: str) -> None:
    messages: list[Message] = [exporting.under_way(format, new) for new in (True, False)]
    assert all("direct messages" in one.text and sent(one) == () for one in messages)
    assert messages[0].text != messages[1].text
