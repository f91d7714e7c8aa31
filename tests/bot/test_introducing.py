"""Introductions: who may have two teams introduced, who is in the conversation, and once for each pair."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.ids import PairRef
from bot.people import Person
from bot.store import programme, teams
from bot.store.outbox import Draft
from bot.store.teams import Team
from tests.bot.bulletin import ANA, BO, CY, DAY, LIBRARY, TRACKED, TWIN, Bulletin

EVE = Person("T1", "UEVE")
STEP = LIBRARY.step_for[TRACKED]


class Pairing(Bulletin):
    """Search, led by Ana, has experiments tracked; Churn, led by Bo, does not. Cy is in Churn, too."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.search, self.churn = self.team("Search", ANA, shown=True), self.team("Churn", BO, CY, shown=True)
        self.assessed(self.search, TRACKED)
        self.assessed(self.churn)
        self.clock.forward(100 * DAY)

    @property
    def pair(self) -> PairRef:
        return PairRef(self.search.id, self.churn.id, TRACKED)

    def asks(self, person: Person, pair: PairRef | None = None) -> str:
        """Somebody presses the button; what they are answered."""
        return self.introductions.introduce(person, pair or self.pair).text

    def opened(self) -> list[Draft]:
        return self.waiting("introduction:")

    def lead(self, team: Team, person: str) -> None:
        with self.store.transaction() as db:
            teams.set_lead(db, team, person, "2026-12-01")


@pytest.fixture
def pairing(tmp_path: Path) -> Pairing:
    return Pairing(tmp_path)


def test_both_leads_and_who_asked_are_brought_together_with_the_step_to_begin_with(pairing: Pairing) -> None:
    assert pairing.asks(CY) == "I am opening a conversation with you and <@UANA> and <@UBO>."
    (draft,) = pairing.opened()
    assert draft.address == "UANA,UBO,UCY"
    said = json.dumps(draft.payload, ensure_ascii=False)
    for part in (
        "*Search*, led by <@UANA>",
        "at least since November 2026",
        "*Churn*, led by <@UBO>",
        STEP.begin,
        "<@UCY> asked",
    ):
        assert part in said
    assert all(LIBRARY.sources[one.source].title in said for one in STEP.sources)


def test_a_lead_who_asks_is_in_the_conversation_once(pairing: Pairing) -> None:
    assert pairing.asks(BO) == "I am opening a conversation with you and <@UANA>."
    assert [one.address for one in pairing.opened()] == ["UANA,UBO"]


def test_a_second_click_whoever_makes_it_opens_no_second_conversation(pairing: Pairing) -> None:
    pairing.asks(CY)
    for person in (CY, ANA):
        assert "introduced over this before" in pairing.asks(person)
    assert len(pairing.opened()) == 1


def test_a_programme_lead_may_introduce_and_anybody_else_may_not(pairing: Pairing) -> None:
    assert pairing.asks(EVE).startswith("Only members of one of the two teams, or programme leads")
    assert pairing.asks(TWIN) == "One of these teams is gone, so nobody is introduced."
    assert pairing.opened() == []
    with pairing.store.transaction() as db:
        programme.add_lead(db, "T1", EVE.id, "2026-12-01")
    assert "<@UANA> and <@UBO>" in pairing.asks(EVE)


def test_nobody_is_introduced_once_a_lead_has_taken_back_that_the_team_is_shown(pairing: Pairing) -> None:
    pairing.showing.refuse(ANA, pairing.search.id)
    assert "no longer shown" in pairing.asks(CY)
    assert pairing.opened() == []
    pairing.showing.agree(ANA, pairing.search.id)
    assert "I am opening" in pairing.asks(CY)


def test_nobody_is_introduced_over_what_has_changed_since(pairing: Pairing) -> None:
    assert "That has changed" in pairing.asks(CY, PairRef(pairing.churn.id, pairing.search.id, TRACKED))
    pairing.assessed(pairing.churn, TRACKED)
    assert "That has changed" in pairing.asks(CY)
    assert "gone" in pairing.asks(CY, PairRef(pairing.search.id, pairing.churn.id, "no_such_capability"))
    assert "gone" in pairing.asks(CY, PairRef(pairing.search.id, "no_such_team", TRACKED))
    assert pairing.opened() == []


def test_a_lead_who_does_not_want_to_be_asked_is_left_out_and_who_asked_hears_why(pairing: Pairing) -> None:
    pairing.consents(BO, False)
    assert "The lead of *Churn* prefers not to be asked" in pairing.asks(CY)
    (draft,) = pairing.opened()
    assert draft.address == "UANA,UCY"
    assert "UBO" not in json.dumps(draft.payload)
    assert "*Churn*, with <@UCY> here," in json.dumps(draft.payload)


def test_without_anybody_of_one_team_nobody_is_introduced_and_it_may_be_asked_for_again(pairing: Pairing) -> None:
    pairing.lead(pairing.search, "")
    assert pairing.asks(CY) == "I introduced nobody: Nobody leads *Search* at the moment."
    pairing.lead(pairing.search, ANA.id)
    pairing.consents(ANA, False)
    assert "prefers not to be asked" in pairing.asks(CY)
    assert pairing.opened() == []
    pairing.consents(ANA, True)
    assert "I am opening" in pairing.asks(CY)


def test_who_leads_both_teams_needs_no_introduction(pairing: Pairing) -> None:
    with pairing.store.transaction() as db:
        teams.join(db, pairing.churn, ANA.id, "2026-12-01")
    pairing.lead(pairing.churn, ANA.id)
    assert pairing.asks(ANA) == "There is nobody else to bring in."
    assert pairing.opened() == []


def test_who_asks_is_in_the_conversation_even_if_they_do_not_want_to_be_asked(pairing: Pairing) -> None:
    pairing.consents(BO, False)
    assert pairing.asks(BO) == "I am opening a conversation with you and <@UANA>."


def test_where_slack_does_not_take_it_who_asked_is_told_and_may_ask_again(pairing: Pairing) -> None:
    pairing.asks(CY)
    (draft,) = pairing.opened()
    with pairing.store.transaction() as db:
        db.execute("UPDATE outbox SET state = 'dropped' WHERE key = ?", (draft.key,))
        pairing.introductions.could_not_introduce(db, draft, "user_disabled")
        pairing.introductions.could_not_introduce(db, Draft("digest:T1:C1:d", "T1", "l", "upload", "C1", {}), "x")
    (told,) = pairing.told(CY)
    assert "I could not open a conversation with you and <@UANA> and <@UBO>" in told
    assert "I am opening" in pairing.asks(CY)
    assert len(pairing.opened()) == 1


def test_another_pair_of_the_same_teams_is_another_introduction(pairing: Pairing) -> None:
    other = next(step.capability for step in LIBRARY.steps.values() if step.capability != TRACKED)
    pairing.assessed(pairing.search, TRACKED, other)
    pairing.asks(CY)
    assert "I am opening" in pairing.asks(CY, PairRef(pairing.search.id, pairing.churn.id, other))
