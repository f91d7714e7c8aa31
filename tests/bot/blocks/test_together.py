"""Several people's answers as pages: spreads without names, and the form in which a lead records an agreement."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import ids
from bot.blocks import home
from bot.blocks.together import answered_already, consensus_view, spread_blocks
from bot.preview.limits import refusals
from bot.store.teams import Team
from bot.voices import Spread
from knowledge.agreeing import Dispute
from knowledge.library import Value
from tests.bot.outcomes import FORGED, LIBRARY, TEAM, outcome, teams

FEW = settings(max_examples=25, deadline=None)
DISPUTES = st.lists(st.sampled_from(sorted(LIBRARY.capabilities)), unique=True, min_size=1).map(
    lambda found: tuple(Dispute(id, {Value.HELD: 2, Value.NOT_HELD: 1}) for id in found)
)


@FEW
@given(teams(), DISPUTES)
def test_slack_takes_the_form_for_an_agreement_with_any_number_of_disputes_the_most_telling_picked(
    values: dict[str, Value], disputed: tuple[Dispute, ...]
) -> None:
    found = replace(outcome(values), disputed=disputed, talk_about=disputed[-1:])
    form = consensus_view(LIBRARY, found).to_dict()
    assert refusals("views.open", {"trigger_id": "1.1", "view": form}) == ()
    subject = next(block["element"] for block in form["blocks"] if block.get("block_id") == ids.CAPABILITY_INPUT)
    assert subject["initial_option"]["value"] == disputed[-1].capability
    offered = [option["value"] for option in subject["options"]]
    assert sorted(offered) == sorted(one.capability for one in disputed)


@FEW
@given(DISPUTES, st.lists(st.sampled_from(sorted(LIBRARY.questions)), unique=True), st.text(max_size=200))
def test_slack_takes_a_spread_over_any_questions(disputed: tuple[Dispute, ...], asked: list[str], odd: str) -> None:
    spreads = [Spread(id, ((odd, 2), (FORGED[0], 1)), 3) for id in asked]
    found = replace(outcome(dict.fromkeys(LIBRARY.capabilities, Value.HELD)), disputed=disputed)
    view = home.reading_view("How answers spread", spread_blocks(LIBRARY, found, spreads)).to_dict()
    assert refusals("views.open", {"trigger_id": "1.1", "view": view}) == ()
    assert FORGED[0] not in json.dumps(view)


@given(st.text(min_size=1, max_size=300), st.booleans())
def test_who_has_answered_is_told_the_way_on_and_a_lead_may_begin_the_next_one(name: str, leads: bool) -> None:
    message = answered_already(Team(TEAM.id, TEAM.workspace, name, TEAM.channel, TEAM.lead), leads).payload()
    assert refusals("chat.postMessage", {"channel": "C1", **message}) == ()
    offered = [element["action_id"] for element in message["blocks"][-1]["elements"]]
    assert (ids.NEW_ASSESSMENT in offered) == leads
    assert ids.STAGE in offered
