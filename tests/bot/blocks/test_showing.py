"""Whether a team is shown, as Slack takes it and as its lead reads it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot import ids
from bot.blocks import showing
from bot.blocks.kit import row
from bot.preview.limits import refusals
from bot.store.showings import Shown
from bot.store.teams import Team
from tests.bot.outcomes import FORGED

NAMES = st.text(min_size=1, max_size=300) | st.sampled_from([*FORGED, "&" * 300])
YES = Shown("T1", "t1", "yes", "U1", "", "")
NO = Shown("T1", "t1", "no", "U1", "", "")
OPEN = Shown("T1", "t1", "", "U1", "", "")


@given(NAMES)
def test_slack_takes_every_message_and_no_name_makes_a_mention(name: str) -> None:
    team = Team("0123456789abcdef", "T1", name, "C0000000001", "U0000000001")
    for message in (showing.question(team), showing.answered(team, True), showing.answered(team, False)):
        payload = message.payload()
        assert not refusals("chat.postMessage", payload | {"channel": "C0000000001"})
        assert not any(mark in str(payload) for mark in FORGED)
    for shown in (YES, NO, OPEN, None):
        page = {"text": "page", "blocks": [row(showing.switch(team, shown)).to_dict()]}
        assert not refusals("chat.postMessage", page | {"channel": "C0000000001"})


def test_the_question_says_what_is_shown_and_what_never_is() -> None:
    said = str(showing.question(Team("t1", "T1", "Churn", "C1", "U1")).payload())
    for part in (
        "stage",
        "each dimension",
        "what moved",
        "how many actions",
        "Never shown: an answer",
        "As long as you say",
    ):
        assert part in said


def test_the_pages_say_what_holds_and_offer_the_other() -> None:
    team = Team("t1", "T1", "Churn", "C1", "U1")
    told = [(showing.line(one), showing.switch(team, one).action_id) for one in (YES, NO, OPEN, None)]
    unsaid = "Digests: this team is not shown. Its lead has not said whether it may be."
    assert told == [
        ("Digests: this team is shown.", ids.HIDE_TEAM),
        ("Digests: this team is not shown.", ids.SHOW_TEAM),
        (unsaid, ids.SHOW_TEAM),
        (unsaid, ids.SHOW_TEAM),
    ]
