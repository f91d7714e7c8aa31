"""Digests as the clock sends them: once for each occurrence, at a good hour, with what is new since the last one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import digests, ids, operating
from bot.clock import stamp
from bot.digests import what_is_due
from bot.making import File, Later
from bot.people import Person
from bot.slack_calls import Failed
from bot.store import digests as store
from bot.store import programme, rhythms
from bot.store.outbox import Draft
from tests.bot.bulletin import ANA, BO, CY, DAY, Bulletin, Channel

EVE = Person("T1", "UEVE")


@pytest.fixture
def bulletin(tmp_path: Path) -> Bulletin:
    """A team that is shown, and a channel with a digest."""
    made = Bulletin(tmp_path)
    made.assessed(made.team("Churn", BO, shown=True))
    made.subscribe(ANA)
    return made


def last_at(bulletin: Bulletin) -> str:
    found = store.find(bulletin.store.reading(), "T1", "C1")
    assert found
    return found.last_at


def refused(bulletin: Bulletin, draft: Draft, reason: str) -> None:
    with bulletin.store.transaction() as db:
        bulletin.digests.could_not_post(db, draft, reason)


def shown(bulletin: Bulletin) -> Draft:
    """The message of the next digest, in words, after a try to post it."""
    draft = bulletin.message(bulletin.comes_due(), file="")
    assert isinstance(bulletin.digests.post(draft), dict)
    return draft


def blocks(bulletin: Bulletin, draft: Draft) -> list[str]:
    """What a digest's message is made of."""
    made = bulletin.digests.post(draft)
    assert isinstance(made, dict)
    return [block["type"] for block in made["blocks"]]


def test_a_digest_is_enqueued_once_when_its_moment_has_come(bulletin: Bulletin) -> None:
    due = datetime(2027, 1, 5, 9, tzinfo=UTC)
    bulletin.clock.now = datetime(2027, 1, 5, 8, 59, 59, tzinfo=UTC)
    assert not bulletin.digests.enqueue_due(bulletin.clock())
    assert bulletin.waiting("digest:") == []
    bulletin.clock.now = due
    for _ in range(2):
        assert not bulletin.digests.enqueue_due(due)
    (draft,) = bulletin.waiting("digest:")
    assert draft.key == draft.lane == "digest:T1:C1:2027-01-05"
    assert (draft.method, draft.address, draft.notify, draft.patient) == ("upload", "C1", ANA.id, True)
    assert (kept := bulletin.kept()) is not None
    assert (kept.last_day, kept.next_day) == ("2027-01-05", "2027-04-06")


def test_what_is_due_is_told_without_writing(bulletin: Bulletin) -> None:
    due = datetime(2027, 1, 5, 9, tzinfo=UTC)
    (found,) = what_is_due(bulletin.store.reading(), due)
    assert found.key == "digest:T1:C1:2027-01-05"
    assert found.due is not None
    assert found.due.occurrence.at == due
    assert bulletin.waiting("digest:") == []


def test_what_was_enqueued_and_not_sent_yet_is_still_due_for_its_good_moment(bulletin: Bulletin) -> None:
    late = datetime(2027, 1, 9, 3, tzinfo=UTC)  # a Saturday
    before = operating.due(bulletin.store.reading(), late)
    assert [(one.kind, one.at) for one in before] == [("digest", stamp(datetime(2027, 1, 11, 8, tzinfo=UTC)))]
    bulletin.clock.now = late
    bulletin.digests.enqueue_due(late)
    assert operating.due(bulletin.store.reading(), late + timedelta(days=3)) == before


def test_several_that_were_missed_are_posted_as_one_with_an_apology(bulletin: Bulletin) -> None:
    bulletin.clock.now = datetime(2027, 7, 8, 9, tzinfo=UTC)
    bulletin.digests.enqueue_due(bulletin.clock())
    (draft,) = bulletin.waiting("digest:")
    assert draft.key == "digest:T1:C1:2027-07-06"
    said = bulletin.read(draft)
    assert "This digest comes late, sorry: it was due on Jul 6, 2027." in said
    assert "As 2 before it were missed" in said


def test_one_that_is_in_time_apologizes_for_nothing(bulletin: Bulletin) -> None:
    assert "sorry" not in bulletin.read(bulletin.comes_due())


def test_a_batch_says_whether_there_is_more(bulletin: Bulletin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "BATCH", 2)
    monkeypatch.setattr(digests.what_is_due, "__defaults__", (2,))
    for name in ("C2", "C3", "C4"):
        bulletin.calls.channels[name] = Channel()
        bulletin.subscribe(ANA, name)
    due = datetime(2027, 1, 5, 9, tzinfo=UTC)
    assert [bulletin.digests.enqueue_due(due) for _ in range(3)] == [True, True, False]
    assert len(bulletin.waiting("digest:")) == 4


def test_one_whose_moment_has_moved_to_a_later_one_is_planned_for_that(bulletin: Bulletin) -> None:
    early = datetime(2027, 1, 4, 9, tzinfo=UTC)
    bulletin.change("UPDATE rhythms SET next_due = ? WHERE kind = 'digest'", stamp(early))
    assert not bulletin.digests.enqueue_due(early)
    assert bulletin.waiting("digest:") == []
    assert (kept := bulletin.kept()) is not None
    assert (kept.next_day, kept.next_due) == ("2027-01-05", stamp(datetime(2027, 1, 5, 9, tzinfo=UTC)))


def test_a_digest_comes_with_its_picture_and_the_same_in_words(bulletin: Bulletin) -> None:
    draft = bulletin.comes_due()
    made = bulletin.digests.make(draft)
    assert isinstance(made, File)
    assert made.content.startswith(b"\x89PNG")
    assert blocks(bulletin, bulletin.message(draft)).count("image") == 1
    assert "'slack_file': {'id': 'F1'}" in bulletin.read(draft)
    in_words = bulletin.message(draft, file="")
    assert "image" not in blocks(bulletin, in_words)
    assert "Churn" in str(bulletin.digests.post(in_words))


def test_outside_working_hours_it_waits_for_the_next_good_moment(bulletin: Bulletin) -> None:
    draft = bulletin.comes_due()
    bulletin.clock.now = datetime(2027, 1, 9, 3, tzinfo=UTC)
    made = bulletin.digests.make(draft)
    assert isinstance(made, Later)
    assert made.due == stamp(datetime(2027, 1, 11, 8, tzinfo=UTC))
    assert last_at(bulletin) == ""


def test_made_again_after_a_failure_it_tells_the_same(bulletin: Bulletin) -> None:
    draft = bulletin.comes_due()
    first = bulletin.read(draft)
    bulletin.clock.forward(60)
    assert last_at(bulletin)
    assert bulletin.read(draft) == first


def test_the_next_one_tells_what_is_new_since_and_nothing_is_posted_where_nothing_is(bulletin: Bulletin) -> None:
    first = bulletin.comes_due()
    assert bulletin.read(first)
    at = last_at(bulletin)
    second = bulletin.comes_due()
    assert second.payload["since"] == at
    assert bulletin.read(second) == ""
    assert last_at(bulletin) == at


def test_a_channel_that_wants_to_hear_of_nothing_new_gets_one_line(bulletin: Bulletin) -> None:
    bulletin.subscribe(ANA, entered=bulletin.entered(when_quiet="line"))
    bulletin.read(bulletin.comes_due())
    made = bulletin.digests.post(bulletin.message(bulletin.comes_due()))
    assert isinstance(made, dict)
    assert "nothing new" in made["text"]
    assert len(made["blocks"]) == 1


def test_consent_that_is_withdrawn_takes_the_team_out_of_one_that_was_enqueued(bulletin: Bulletin) -> None:
    search = bulletin.team("Search", CY, shown=True)
    bulletin.assessed(search)
    draft = bulletin.comes_due()
    bulletin.showing.refuse(CY, search.id)
    said = bulletin.read(draft)
    assert "Churn" in said
    assert "Search" not in said


def test_a_digest_that_was_stopped_is_not_made_any_more(bulletin: Bulletin) -> None:
    draft = bulletin.comes_due()
    bulletin.subscriptions.stop(ANA, "C1", here=True)
    assert bulletin.digests.make(draft) is None
    assert bulletin.waiting("digest:") == []
    bulletin.subscribe(ANA)
    assert bulletin.digests.make(draft) is not None


def test_leads_of_teams_that_came_since_are_asked_when_it_is_made(bulletin: Bulletin) -> None:
    bulletin.team("Newcomers", CY)
    draft = bulletin.comes_due()
    assert bulletin.waiting("may show:") == []
    bulletin.digests.make(draft)
    assert [one.address for one in bulletin.waiting("may show:")] == [CY.id]


def test_a_scale_that_this_release_no_longer_has_gives_way_to_the_first(bulletin: Bulletin) -> None:
    bulletin.change("UPDATE digests SET maturity_model = 'gone'")
    assert "Churn" in bulletin.read(bulletin.comes_due())


def test_a_preview_for_the_operator_writes_nothing(bulletin: Bulletin) -> None:
    before = list(bulletin.store.reading().iterdump())
    found = bulletin.digests.preview("T1", "C1")
    assert found is not None
    assert "Churn" in str(found.payload())
    assert bulletin.digests.preview("T2", "C1") is None
    assert bulletin.digests.preview("T1", "C2") is None
    assert list(bulletin.store.reading().iterdump()) == before


# What cannot be posted


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("is_archived", "Unarchive it"),
        ("not_in_channel", "/invite @mlops-advisor"),
        ("channel_not_found", "/invite @mlops-advisor"),
        ("restricted_action", "`restricted_action`"),
    ],
)
def test_a_channel_that_takes_no_digest_any_more_stops_it_and_who_set_it_up_hears_what_to_do(
    bulletin: Bulletin, reason: str, says: str
) -> None:
    draft = shown(bulletin)
    for _ in range(2):
        refused(bulletin, draft, reason)
    (told,) = bulletin.told(ANA)
    assert "I stopped the digest of <#C1>" in told
    assert says in told
    assert f"'action_id': '{ids.DIGEST_SET}'" in told
    page = bulletin.subscriptions.page(ANA, "C1")
    assert not page.runs
    assert page.kept is not None
    assert page.kept.stopped == reason
    bulletin.clock.forward(400 * DAY)
    bulletin.digests.enqueue_due(bulletin.clock())
    assert bulletin.waiting("digest:") == []


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        *(
            (step, reason)
            for step in ("make", "upload")
            for reason in ("missing_scope", "no answer: TimeoutError", "KeyError")
        ),
        ("show", "invalid_blocks"),
        ("show", "restricted_action"),
    ],
)
def test_where_the_picture_does_not_come_the_words_are_posted_once(bulletin: Bulletin, step: str, reason: str) -> None:
    draft = bulletin.comes_due()
    given_up = draft if step == "make" else bulletin.message(draft)
    if step == "upload":
        made = bulletin.digests.make(draft)
        assert isinstance(made, File)
        going_on = {"file": "F1", "since": "now", "message": made.message, "instead": made.instead, "make": made.make}
        given_up = replace(draft, payload=going_on)
    for _ in range(2):
        refused(bulletin, given_up, reason)
    (posted,) = bulletin.waiting("digest:")
    assert (posted.method, posted.address, posted.patient) == ("chat.postMessage", "C1", True)
    assert "Churn" in str(bulletin.digests.post(posted))
    assert "image" not in blocks(bulletin, posted)
    assert bulletin.subscriptions.page(ANA, "C1").runs
    assert bulletin.told(ANA) == []


def test_a_message_with_its_picture_that_may_have_arrived_is_not_followed_by_words(bulletin: Bulletin) -> None:
    refused(bulletin, bulletin.message(bulletin.comes_due()), "no answer: TimeoutError")
    assert bulletin.waiting("digest:") == []
    assert "could not be posted this time" in bulletin.told(ANA)[0]


def test_a_fault_of_ours_in_making_it_stops_nothing_and_who_set_it_up_hears_of_it(bulletin: Bulletin) -> None:
    refused(bulletin, bulletin.comes_due(), "KeyError")
    (words,) = bulletin.waiting("digest:")
    refused(bulletin, words, "KeyError")
    (told,) = bulletin.told(ANA)
    assert "could not be posted this time" in told
    assert bulletin.subscriptions.page(ANA, "C1").runs


@pytest.mark.parametrize("reason", ["is_archived", "no answer: TimeoutError"])
def test_what_a_digest_that_was_never_posted_would_have_told_the_next_one_tells(
    bulletin: Bulletin, reason: str
) -> None:
    bulletin.read(bulletin.comes_due())
    before = last_at(bulletin)
    bulletin.clock.forward(DAY)
    bulletin.assessed(bulletin.team("Search", CY, shown=True))
    refused(bulletin, shown(bulletin), reason)
    assert last_at(bulletin) == before
    bulletin.subscribe(ANA)
    assert "*Started:* Search" in bulletin.read(bulletin.comes_due())


def test_consent_that_is_withdrawn_while_slack_takes_no_message_takes_the_team_out_of_it(bulletin: Bulletin) -> None:
    search = bulletin.team("Search", CY, shown=True)
    bulletin.assessed(search)
    waiting = bulletin.message(bulletin.comes_due())
    assert "image" in blocks(bulletin, waiting)
    bulletin.showing.refuse(CY, search.id)
    assert "image" not in blocks(bulletin, waiting)
    said = str(bulletin.digests.post(waiting))
    assert "Churn" in said
    assert "Search" not in said + str(waiting.payload)


def test_a_message_that_slack_did_not_take_by_night_waits_for_the_next_good_moment(bulletin: Bulletin) -> None:
    waiting = bulletin.message(bulletin.comes_due())
    bulletin.clock.now = datetime(2027, 1, 6, 2, tzinfo=UTC)
    made = bulletin.digests.post(waiting)
    assert isinstance(made, Later)
    assert made.due == stamp(datetime(2027, 1, 6, 8, tzinfo=UTC))
    bulletin.clock.now = datetime(2027, 1, 6, 8, tzinfo=UTC)
    assert "This digest comes late, sorry" in str(bulletin.digests.post(waiting))


def test_a_channel_that_was_shared_with_another_company_since_gets_none_and_who_set_it_up_hears_why(
    bulletin: Bulletin,
) -> None:
    draft = bulletin.comes_due()
    bulletin.calls.channels["C1"].shared = True
    with pytest.raises(Failed) as raised:
        bulletin.digests.make(draft)
    refused(bulletin, draft, raised.value.reason)
    assert bulletin.waiting("digest:") == []
    (told,) = bulletin.told(ANA)
    assert "shared with another company" in told
    assert not bulletin.subscriptions.page(ANA, "C1").runs


def test_a_bot_that_was_removed_and_invited_again_posts_once_it_is_set_up_again(bulletin: Bulletin) -> None:
    refused(bulletin, shown(bulletin), "not_in_channel")
    assert "gets its next digest on" in bulletin.subscribe(ANA)["text"]
    assert bulletin.read(bulletin.comes_due())


@pytest.mark.parametrize("reason", ["account_inactive", "token_revoked", "invalid_auth", "not_installed"])
def test_an_app_that_was_removed_and_installed_again_goes_on_with_its_digests(bulletin: Bulletin, reason: str) -> None:
    refused(bulletin, bulletin.comes_due(), reason)
    assert bulletin.waiting("digest:") == [], "nothing more is tried while it is removed"
    assert bulletin.subscriptions.page(ANA, "C1").runs


@pytest.mark.parametrize("reason", ["no answer: TimeoutError", "ratelimited", "internal_error", "http 503", "KeyError"])
def test_what_will_pass_stops_nothing_but_who_set_it_up_hears_of_it(bulletin: Bulletin, reason: str) -> None:
    refused(bulletin, shown(bulletin), reason)
    (told,) = bulletin.told(ANA)
    assert "could not be posted this time" in told
    assert bulletin.subscriptions.page(ANA, "C1").runs


def test_if_who_set_it_up_is_gone_the_programme_leads_hear_it(bulletin: Bulletin) -> None:
    with bulletin.store.transaction() as db:
        for lead in (EVE, ANA):
            programme.add_lead(db, "T1", lead.id, "now")
        programme.add_lead(db, "T2", BO.id, "now")
    refused(bulletin, shown(bulletin), "is_archived")
    (note,) = [one for one in bulletin.waiting("digest given up") if one.address == ANA.id]
    refused(bulletin, note, "user_disabled")
    (told,) = bulletin.told(EVE)
    assert "I stopped the digest of <#C1>" in told
    assert len(bulletin.told(ANA)) == 1
    (for_lead,) = [one for one in bulletin.waiting("digest given up") if one.address == EVE.id]
    refused(bulletin, for_lead, "user_disabled")
    assert len(bulletin.told(EVE)) == 1
    assert bulletin.told(BO, "digest given up") == []


def test_if_nobody_leads_the_programme_either_the_lead_of_a_team_that_is_shown_hears_it(bulletin: Bulletin) -> None:
    bulletin.team("Search", CY)
    draft = shown(bulletin)
    refused(bulletin, draft, "is_archived")
    (note,) = [one for one in bulletin.waiting("digest given up") if one.address == ANA.id]
    refused(bulletin, note, "user_disabled")
    (told,) = bulletin.told(BO, "digest given up")
    assert "I stopped the digest of <#C1>" in told
    assert bulletin.told(CY, "digest given up") == []


def test_a_lead_who_does_not_want_to_be_messaged_hears_of_no_digest_that_was_given_up(bulletin: Bulletin) -> None:
    bulletin.consents(BO, False)
    draft = shown(bulletin)
    bulletin.change("UPDATE digests SET set_by = ''")
    refused(bulletin, draft, "is_archived")
    assert bulletin.told(BO, "digest given up") == []


def test_if_who_set_it_up_was_forgotten_the_programme_leads_hear_it_at_once(bulletin: Bulletin) -> None:
    with bulletin.store.transaction() as db:
        programme.add_lead(db, "T1", EVE.id, "now")
    draft = shown(bulletin)
    bulletin.change("UPDATE digests SET set_by = ''")
    refused(bulletin, draft, "is_archived")
    assert len(bulletin.told(EVE)) == 1


def test_messages_of_others_are_none_of_its_business(bulletin: Bulletin) -> None:
    draft = bulletin.comes_due()
    refused(bulletin, replace(draft, key="share:C1", make=""), "is_archived")
    assert bulletin.told(ANA) == []
    assert bulletin.subscriptions.page(ANA, "C1").runs


def test_a_channel_of_the_same_id_in_another_workspace_is_another_channel(bulletin: Bulletin) -> None:
    refused(bulletin, replace(shown(bulletin), workspace="T2", key="digest:T2:C1:2027-01-05:shown"), "is_archived")
    assert bulletin.subscriptions.page(ANA, "C1").runs
    assert rhythms.find(bulletin.store.reading(), "T2", "digest", "C1") is None
