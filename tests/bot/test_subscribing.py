"""Setting up a channel's digest: what is entered, what it comes to, and who may have it saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from bot import ids
from bot.blocks.digest_forms import Entered, Form, Preview, Wrong
from bot.clock import stamp
from bot.digesting import PARTS
from bot.people import Person
from bot.schedule import Rhythm
from bot.slack_calls import Failed
from bot.store import digests as store
from bot.store import outbox, programme, rhythms
from bot.subscribing import DEFAULT
from tests.bot.bulletin import ANA, BERLIN, BO, CY, TWIN, Bulletin, Channel

FIRST = datetime(2027, 1, 5, 9, tzinfo=UTC)
"""The first Tuesday of the next quarter, 10:00 in Berlin."""


@pytest.fixture
def bulletin(tmp_path: Path) -> Bulletin:
    return Bulletin(tmp_path)


def wanted(bulletin: Bulletin, channel: str = "C1") -> store.Subscription | None:
    return store.find(bulletin.store.reading(), "T1", channel)


def test_a_member_of_the_channel_sets_up_its_digest_and_hears_when_the_first_one_comes(bulletin: Bulletin) -> None:
    told = bulletin.subscribe(ANA)
    assert "<#C1> gets its next digest on" in told["text"]
    assert (kept := bulletin.kept()) is not None
    assert (kept.next_day, kept.next_due) == ("2027-01-05", stamp(FIRST))
    page = bulletin.subscriptions.page(BO, "C1")
    assert page.runs
    assert page.wanted is not None
    assert (page.wanted.set_by, page.wanted.teams, page.wanted.shows) == (ANA.id, (), PARTS)
    assert [one.day.isoformat() for one in page.coming] == ["2027-01-05", "2027-04-06", "2027-07-06", "2027-10-05"]


@pytest.mark.parametrize(
    ("channel", "says"),
    [
        (Channel(archived=True), "archived"),
        (Channel(bot=False), "/invite @mlops-advisor"),
        (Channel(hidden=True), "/invite @mlops-advisor"),
        (Channel(shared=True), "shared with another company"),
        (Channel(members=["UBOT"]), "Only members of"),
    ],
)
def test_where_it_cannot_be_nothing_is_saved_and_the_person_hears_why_with_the_button_again(
    bulletin: Bulletin, channel: Channel, says: str
) -> None:
    bulletin.calls.channels["C1"] = channel
    told = bulletin.subscribe(ANA)
    assert says in told["text"]
    assert f"'action_id': '{ids.DIGEST_SET}'" in str(told)
    assert wanted(bulletin) is None
    assert bulletin.kept() is None


def test_once_the_bot_is_invited_the_same_form_goes_through(bulletin: Bulletin) -> None:
    bulletin.calls.channels["C1"] = Channel(bot=False)
    bulletin.subscribe(ANA)
    bulletin.calls.channels["C1"] = Channel()
    assert "gets its next digest on" in bulletin.subscribe(ANA)["text"]


@pytest.mark.parametrize(
    "user", [{"is_restricted": True}, {"is_ultra_restricted": True}, {"is_stranger": True}, {"team_id": "T9"}]
)
def test_guests_and_people_of_other_companies_set_up_nothing_though_they_are_members(
    bulletin: Bulletin, user: Mapping[str, Any]
) -> None:
    bulletin.calls.users[ANA.id] = {"id": ANA.id, "team_id": "T1", **user}
    assert "Only full members" in str(bulletin.subscribe(ANA))
    assert wanted(bulletin) is None


def test_somebody_of_another_workspace_reaches_no_channel_and_no_digest_of_this_one(bulletin: Bulletin) -> None:
    bulletin.subscribe(ANA)
    assert "/invite" in str(bulletin.subscribe(TWIN))
    assert bulletin.subscriptions.page(TWIN, "C1").wanted is None
    assert bulletin.subscriptions.pages(TWIN) == ()
    assert not bulletin.subscriptions.stop(TWIN, "C1", here=False)
    bulletin.subscriptions.stop(TWIN, "C1", here=True)
    assert bulletin.subscriptions.page(ANA, "C1").runs


def test_while_slack_cannot_say_nothing_is_decided(bulletin: Bulletin) -> None:
    bulletin.calls.fault = lambda method, payload: Failed("ratelimited", passing=True, after=9.0)
    with pytest.raises(Failed):
        bulletin.subscribe(ANA)
    assert wanted(bulletin) is None


def test_if_slack_never_says_the_person_hears_that_nothing_was_saved(bulletin: Bulletin) -> None:
    bulletin.subscriptions.save(ANA, Form("C1", "now", bulletin.entered()))
    (draft,) = bulletin.waiting("digest set:")
    bulletin.sent(draft)
    with bulletin.store.transaction() as db:
        bulletin.subscriptions.could_not_subscribe(db, draft, "no answer: TimeoutError")
        bulletin.subscriptions.could_not_subscribe(db, replace(draft, key="other", make=""), "is_archived")
    (told,) = bulletin.told(ANA)
    assert "I set up nothing for <#C1>" in told


def test_a_form_that_is_sent_twice_counts_once(bulletin: Bulletin) -> None:
    for _ in range(2):
        bulletin.subscriptions.save(ANA, Form("C1", "now", bulletin.entered()))
    assert len(bulletin.waiting("digest set:")) == 1


def test_an_answer_that_is_made_again_takes_back_nothing_that_was_done_since(bulletin: Bulletin) -> None:
    bulletin.subscriptions.save(ANA, Form("C1", "now", bulletin.entered()))
    (draft,) = bulletin.waiting("digest set:")
    bulletin.sent(draft)
    bulletin.subscriptions.subscribe(draft)
    bulletin.subscriptions.stop(BO, "C1", here=True)
    bulletin.subscriptions.subscribe(draft)
    assert not bulletin.subscriptions.page(ANA, "C1").runs
    bulletin.subscribe(BO, entered=bulletin.entered(when_quiet="line"))
    bulletin.subscriptions.subscribe(draft)
    assert (found := wanted(bulletin)) is not None
    assert (found.when_quiet, found.set_by) == ("line", BO.id)


def test_the_later_of_two_that_are_saved_counts_whichever_was_opened_first(bulletin: Bulletin) -> None:
    early = stamp(bulletin.clock())
    bulletin.subscribe(BO)
    bulletin.clock.forward(60)
    bulletin.subscriptions.save(ANA, Form("C1", early, bulletin.entered(when_quiet="line")))
    (draft,) = bulletin.waiting("digest set:")
    bulletin.subscriptions.subscribe(draft)
    assert (found := wanted(bulletin)) is not None
    assert (found.when_quiet, found.set_by) == ("line", ANA.id)


def test_setting_it_anew_never_brings_back_an_occurrence_that_was_posted(bulletin: Bulletin) -> None:
    bulletin.subscribe(ANA)
    bulletin.comes_due()
    west = replace(BERLIN, zone="America/Los_Angeles", country="US")
    bulletin.subscribe(ANA, entered=bulletin.entered(rhythm=west))
    assert (kept := bulletin.kept()) is not None
    assert kept.next_day == "2027-04-06"


def test_leads_of_the_wanted_teams_are_asked_once_whether_they_may_be_shown(bulletin: Bulletin) -> None:
    churn, search = bulletin.team("Churn", BO), bulletin.team("Search", CY)
    bulletin.subscribe(ANA, entered=bulletin.entered(churn))
    assert [one.address for one in bulletin.waiting("may show:")] == [BO.id]
    bulletin.subscribe(ANA, entered=bulletin.entered())
    assert sorted(one.address for one in bulletin.waiting("may show:")) == sorted([BO.id, CY.id])
    assert search.lead == CY.id


def test_no_lead_is_asked_for_a_channel_that_gets_none(bulletin: Bulletin) -> None:
    bulletin.team("Churn", BO)
    bulletin.calls.channels["C1"] = Channel(archived=True)
    bulletin.subscribe(ANA)
    assert bulletin.waiting("may show:") == []


def test_who_is_in_the_channel_or_set_it_up_or_leads_the_programme_stops_it_at_once(bulletin: Bulletin) -> None:
    eve = Person("T1", "UEVE")
    bulletin.subscribe(ANA)
    assert not bulletin.subscriptions.stop(CY, "C1", here=False)
    assert bulletin.subscriptions.page(ANA, "C1").runs
    with bulletin.store.transaction() as db:
        programme.add_lead(db, "T1", eve.id, "now")
    for person, here in ((CY, True), (ANA, False), (eve, False)):
        assert bulletin.subscriptions.stop(person, "C1", here)
        page = bulletin.subscriptions.page(ANA, "C1")
        assert (page.runs, page.coming) == (False, ())
        bulletin.subscribe(ANA)


def test_the_form_proposes_the_zone_of_a_team_of_the_persons_and_else_utc(bulletin: Bulletin) -> None:
    assert bulletin.subscriptions.entered(ANA, "C1").often.zone == "UTC"
    bulletin.team("Ads", ANA)
    team = bulletin.team("Churn", ANA)
    rhythm = Rhythm(DEFAULT.rule, DEFAULT.anchor, time(14), "Asia/Kolkata", "IN")
    with bulletin.store.transaction() as db:
        rhythms.put(db, "T1", "checkin", team.id, rhythm, None, "", "now")
    found = bulletin.subscriptions.entered(ANA, "C1")
    assert (found.often.zone, found.often.country, found.often.at) == ("Asia/Kolkata", "IN", "10:00")
    assert (found.teams, found.shows, found.when_quiet) == ((), PARTS, "nothing")


def test_the_form_shows_what_is_set(bulletin: Bulletin) -> None:
    team = bulletin.team("Churn", BO)
    entered = replace(bulletin.entered(team, when_quiet="line"), maturity_model="ml_op_shop", shows=("moves", "help"))
    bulletin.subscribe(ANA, entered=entered)
    assert bulletin.subscriptions.entered(BO, "C1") == entered


def test_a_preview_tells_the_next_dates_and_shows_only_teams_that_agreed(bulletin: Bulletin) -> None:
    for name, shown in (("Churn", True), ("Secret", False)):
        bulletin.assessed(bulletin.team(name, BO, shown=shown))
    found = bulletin.subscriptions.preview(ANA, "C1", bulletin.entered())
    assert isinstance(found, Preview)
    assert found.coming[0].at == FIRST
    said = str(found.digest.payload())
    assert "Churn" in said
    assert "Secret" not in said
    assert wanted(bulletin) is None
    assert bulletin.rows("SELECT * FROM outbox") == []


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"shows": ()}, Wrong(shows="Choose at least one.")),
        ({"maturity_model": "gone"}, Wrong(scale="Choose one of these.")),
    ],
)
def test_what_is_wrong_with_the_form_is_said_by_input(
    bulletin: Bulletin, changed: dict[str, Any], wrong: Wrong
) -> None:
    entered: Entered = replace(bulletin.entered(), **changed)
    assert bulletin.subscriptions.preview(ANA, "C1", entered) == wrong


def test_a_zone_that_is_none_is_said_to_be_so(bulletin: Bulletin) -> None:
    entered = bulletin.entered()
    found = bulletin.subscriptions.preview(ANA, "C1", replace(entered, often=replace(entered.often, zone="nowhere")))
    assert isinstance(found, Wrong)
    assert found.often is not None
    assert found.often.zone


def test_the_teams_chosen_before_are_offered_first_then_those_that_are_shown(bulletin: Bulletin) -> None:
    names = {name: bulletin.team(name, BO, shown=name == "Z shown") for name in ("A", "B", "Z", "Z shown")}
    offered, count = bulletin.subscriptions.choices(ANA, (names["Z"].id, "gone"))
    assert [team.name for team in offered] == ["Z", "Z shown", "A", "B"]
    assert count == 4


def test_in_direct_messages_a_person_sees_the_digests_they_set_up(bulletin: Bulletin) -> None:
    bulletin.calls.channels["C2"] = Channel()
    bulletin.subscribe(ANA, "C2")
    bulletin.subscribe(BO, "C1")
    assert [page.channel for page in bulletin.subscriptions.pages(ANA)] == ["C2"]


def test_keys_are_unique_in_the_outbox_over_workspaces(bulletin: Bulletin) -> None:
    for person in (ANA, TWIN):
        bulletin.subscriptions.save(person, Form("C1", "now", bulletin.entered()))
    assert len({draft.key for draft in bulletin.waiting()}) == 2
    assert outbox.pending(bulletin.store.reading(), stamp(bulletin.clock())) == 2
