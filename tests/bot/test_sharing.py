"""Sharing a result with the team's channel: asked first, posted once, and told what to do where it cannot be."""

from __future__ import annotations

import pytest

from bot import ids
from bot.preview.people import Person
from bot.preview.slack import Fault, Message
from tests.bot.walking import Bench, text_of


def ready(bench: Bench, with_bot: bool = True) -> tuple[Person, Message]:
    ana = bench.person("ana")
    bench.team("churn", ana, with_bot=with_bot)
    return ana, bench.result(ana)


def shared(bench: Bench) -> list[Message]:
    return [one for one in bench.workspace.messages(bench.channel("churn")) if "Shared by" in text_of(one)]


def test_sharing_asks_first_and_not_now_posts_nothing(bench: Bench) -> None:
    ana, result = ready(bench)
    assert result.find(ids.SHARE).raw["confirm"]["title"]["text"] == "Share this result?"
    assert ana.click(result, ids.SHARE, confirmed=False).confirmed is False
    bench.host.settle()
    assert shared(bench) == []


def test_a_result_is_posted_once_however_often_it_is_shared_and_by_whom(bench: Bench) -> None:
    ana, result = ready(bench)
    bo = bench.person("bo")
    bench.channel("churn").invite(bo.user)
    bench.settled(bo.command("stage", bench.channel("churn")))
    bench.settled(bo.click(bo.messages(bench.channel("churn"))[-1], f"{ids.JOIN}:stage"))
    for _ in range(3):
        bench.settled(ana.click(result, ids.SHARE))
    theirs = bo.messages(bench.channel("churn"))
    seen = next(one for one in theirs if any(element.action_id == ids.SHARE for element in one.elements()))
    bench.settled(bo.click(seen, ids.SHARE))
    assert len(shared(bench)) == 1
    assert "already" in bo.messages(bench.channel("churn"))[-1].text
    assert bench.refused() == []


def test_what_is_shared_names_who_shared_and_holds_no_single_answer(bench: Bench) -> None:
    ana, result = ready(bench)
    bench.settled(ana.click(result, ids.SHARE))
    (posted,) = shared(bench)
    assert f"<@{ana.id}>" in text_of(posted)
    assert not list(posted.elements())
    library = bench.host.running.desk.library
    assert all(model.name in text_of(posted) for model in library.maturity_models.values())
    labels = [option.label for question in library.questions.values() for option in question.options]
    assert [label for label in labels if f"“{label}”" in text_of(posted)] == []


def test_where_the_bot_is_no_member_it_says_how_to_invite_and_sharing_works_then(bench: Bench) -> None:
    ana, result = ready(bench, with_bot=False)
    bench.settled(ana.click(result, ids.SHARE))
    bench.host.settle()
    told = ana.messages()[-1]
    assert "/invite @mlops-advisor" in told.text
    assert [error for _, error, _ in bench.refused()] == ["not_in_channel"]
    bench.channel("churn").invite_bot()
    for _ in range(2):
        bench.settled(ana.click(told, ids.SHARE))
    assert len(shared(bench)) == 1
    assert len(bench.slack.refused) == 1


def test_a_private_channel_without_the_bot_says_how_to_invite(bench: Bench) -> None:
    ana, result = ready(bench, with_bot=False)
    bench.channel("churn").make_private()
    bench.settled(ana.click(result, ids.SHARE))
    assert "/invite @mlops-advisor" in ana.messages()[-1].text


def test_an_archived_channel_is_named_with_what_to_do(bench: Bench) -> None:
    ana, result = ready(bench)
    bench.channel("churn").archive()
    bench.settled(ana.click(result, ids.SHARE))
    assert "is archived" in ana.messages()[-1].text
    assert shared(bench) == []


@pytest.mark.parametrize("fault", [Fault.drop(), Fault.server_error(), Fault.rate_limited(0)])
def test_a_share_that_fails_in_passing_is_posted_once_in_the_end(bench: Bench, fault: Fault) -> None:
    ana, result = ready(bench)
    faults = iter([fault, fault])
    home = bench.channel("churn").id
    bench.slack.fault = lambda call: next(faults, None) if call.payload.get("channel") == home else None
    bench.settled(ana.click(result, ids.SHARE))
    assert len(shared(bench)) == 1
    assert bench.refused() == []
