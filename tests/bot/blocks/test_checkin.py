"""A check-in's messages: within Slack's limits for any names and actions, the person's own actions first, honest words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.views import View

from bot import ids
from bot.blocks import checkin, checkin_replies
from bot.blocks.checkin import Asking
from bot.blocks.kit import Message
from bot.blocks.moves import moved_lines
from bot.preview.limits import refusals
from bot.store.actions import State
from knowledge.changes import Moved
from knowledge.library import Value
from knowledge.placements import Range
from tests.bot.seen import LEAD, ME, NAMES, NOTHING, ODD, TEAM, TODAY, action, placed
from tests.knowledge.teams import LIBRARY
from tests.knowledge.teams import teams as values_of_teams

ASKED = Asking(TEAM, "2027-01-04", TODAY, "quarter", NOTHING, date(2026, 10, 5), 1, questions=0)
STATES = st.sampled_from(["open", "started"])


def refused(message: Message) -> list[object]:
    payload = message.payload()
    return list(refusals("chat.postMessage", {"channel": "D1", **payload}))


def text_of(message: Message) -> str:
    return str(message.payload())


def marked_up(message: Message) -> str:
    """What Slack reads marks in: not what stands on buttons."""
    blocks = [block for block in message.payload()["blocks"] if block["type"] != "actions"]
    return str((message.text, blocks))


@st.composite
def askings(draw: st.DrawFn) -> Asking:
    """Check-ins of any names, numbers and actions."""
    some = st.builds(
        action, NAMES, st.sampled_from([ME, LEAD, ""]), st.sampled_from(["", "2026-01-31", "2027-03-01"]), STATES
    )
    answered = draw(st.booleans())
    return Asking(
        replace(TEAM, name=draw(NAMES)),
        "2027-01-04",
        TODAY,
        draw(st.sampled_from(["", "quarter", "month"])),
        placed(draw(values_of_teams())) if answered else (),
        draw(st.dates(date(2025, 1, 1), TODAY)) if answered else None,
        draw(st.integers(1, 40)),
        tuple(draw(st.lists(some, max_size=12))),
        tuple(draw(st.lists(NAMES, max_size=12))),
        draw(st.one_of(st.none(), st.integers(0, 12))) if answered else None,
        *(draw(st.booleans()), draw(st.booleans())),
        draw(st.sampled_from([None, TODAY])),
        draw(st.integers(0, 30)),
        draw(st.sampled_from(["", ME])),
    )


@given(askings())
def test_any_check_in_is_one_that_slack_takes_and_makes_no_mention_of_what_was_typed(asking: Asking) -> None:
    shown = checkin.message(LIBRARY, asking)
    assert refused(shown) == []
    assert "<!channel>" not in marked_up(shown)


@given(NAMES)
def test_whatever_becomes_of_it_is_within_limits(name: str) -> None:
    team = replace(TEAM, name=name)
    replies = checkin_replies
    for message in (
        *(replies.taken(team, True, True), replies.already(team), replies.under_way(team), replies.resumed(team)),
        *(replies.no_longer(team), replies.put_off(team, "Mon"), replies.skipped(team, ""), replies.stopped(team)),
        *(replies.handed_over(team, ME, ""), checkin.reminder(team, "2027-01-04", True, False)),
        checkin.unreached(team, [ME, LEAD]),
    ):
        assert refused(message) == []
        assert "<!channel>" not in marked_up(message)
    for view in (replies.until_view("m" * 2000, TODAY), replies.hand_over_view(team, "m")):
        assert isinstance(view, View)
        assert list(refusals("views.open", {"trigger_id": "1", "view": view.to_dict()})) == []


def test_the_first_line_says_where_the_team_stood_and_what_is_open() -> None:
    shown = checkin.message(LIBRARY, replace(ASKED, actions=(action(), action())))
    assert shown.text == (
        "A new quarter for Churn. In October you stood at level 0 of 4, No MLOps, with two steps open."
    )


@pytest.mark.parametrize(
    ("period", "first"), [("month", "A new month for Churn."), ("", "Time for the check-in of Churn.")]
)
def test_the_opening_is_worded_after_how_often_it_comes(period: str, first: str) -> None:
    assert checkin.message(LIBRARY, replace(ASKED, period=period)).text.startswith(first)


@pytest.mark.parametrize("state", ["open", "started"])
def test_each_action_shows_its_owner_and_day_with_three_buttons_that_name_it(state: State) -> None:
    shown = checkin.message(LIBRARY, replace(ASKED, actions=(action("Version it", LEAD, "2026-12-15", state),)))
    assert f"<@{LEAD}> · due Dec 15, 2026" in text_of(shown)
    assert ("going on" in text_of(shown)) == (state == "started")
    for label in ("Done", "Going on", "Dropped"):
        assert f"{label}: Version it" in text_of(shown)


def test_more_than_five_actions_are_counted_with_the_way_to_all() -> None:
    shown = text_of(checkin.message(LIBRARY, replace(ASKED, actions=(action(),) * 8)))
    assert "…and 3 more." in shown
    assert "All 8 actions" in shown
    assert shown.count(f"{ids.CHECKIN_ACTION}:done") == 5


def test_it_says_what_happens_next_and_who_will_see_it() -> None:
    few = text_of(checkin.message(LIBRARY, replace(ASKED, questions=2)))
    assert "I ask two short questions, then the result follows" in few
    assert "While one or two of you answer, your team sees these answers" in few
    none = text_of(checkin.message(LIBRARY, replace(ASKED, questions=0)))
    assert "Nothing changed: that is all, the result follows." in none
    many = text_of(checkin.message(LIBRARY, replace(ASKED, only_spreads=True)))
    assert "never who said what" in many


def test_who_has_nothing_to_compare_with_is_asked_to_start_instead() -> None:
    shown = text_of(checkin.message(LIBRARY, replace(ASKED, questions=None)))
    assert "6 minutes" in shown
    assert ids.ASSESS in shown
    assert ids.CHECKIN_SAME not in shown


def test_before_it_is_due_there_is_nothing_to_put_off() -> None:
    assert ids.CHECKIN_LATER in text_of(checkin.message(LIBRARY, ASKED))
    assert ids.CHECKIN_LATER not in text_of(checkin.message(LIBRARY, replace(ASKED, early=True)))


def test_before_it_is_due_it_says_which_check_in_is_not_asked_then() -> None:
    early = replace(ASKED, early=True, questions=0)
    coming = replace(early, day=(TODAY + timedelta(days=40)).isoformat())
    assert "I do not ask you then" in text_of(checkin.message(LIBRARY, coming))
    unplanned = replace(early, day=TODAY.isoformat())
    assert "I do not ask you then" not in text_of(checkin.message(LIBRARY, unplanned))
    assert "I do not ask you then" not in text_of(checkin.message(LIBRARY, replace(coming, early=False)))


def test_one_button_stands_out() -> None:
    for asking in (ASKED, replace(ASKED, questions=None), replace(ASKED, actions=(action(ODD),) * 6)):
        assert text_of(checkin.message(LIBRARY, asking)).count("'style': 'primary'") == 1


def test_a_team_without_an_ml_model_stands_on_the_scale_that_applies() -> None:
    none = placed(dict.fromkeys(LIBRARY.capabilities, Value.NOT_HELD))
    shown = checkin.message(LIBRARY, replace(ASKED, placements=none))
    assert "you stood at stage 0 of 5" in shown.text


def test_a_kind_that_is_open_between_two_is_told_as_both() -> None:
    before = placed(dict.fromkeys(LIBRARY.capabilities, Value.NOT_HELD))
    moves = [Moved("microsoft_ai", "", Range(1, 2), Range(1, 1))]
    (line,) = moved_lines(LIBRARY, before, moves)
    assert line.endswith(": Foundational to Approaching → *Foundational*")
