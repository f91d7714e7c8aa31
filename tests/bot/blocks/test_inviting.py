"""Invitations, reminders and who answered, as Slack takes them and as people read them, whatever a team is called."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import ids
from bot.blocks import inviting
from bot.preview.limits import refusals
from bot.store.teams import Team
from bot.turnout import Turnout
from tests.bot.outcomes import FORGED

NAMES = st.text(min_size=1, max_size=60) | st.sampled_from([*FORGED, "&" * 60, "<!channel> & co"])
PEOPLE = st.integers(0, 60).map(lambda count: tuple(f"U{number:010d}" for number in range(count)))
TURNOUTS = st.builds(Turnout, PEOPLE, PEOPLE, PEOPLE, PEOPLE, st.integers(0, 9))


def team(name: str) -> Team:
    return Team("0123456789abcdef", "T1", name, "C0000000001", "U0000000001")


@settings(deadline=None, max_examples=60)
@given(NAMES, PEOPLE, st.booleans())
def test_slack_takes_every_message_and_no_name_makes_a_mention(
    name: str, people: tuple[str, ...], either: bool
) -> None:
    churn = team(name)
    refused = dict.fromkeys(inviting._REFUSED, people)
    left_out = dict.fromkeys(inviting._LEFT_OUT, people)
    messages = [
        inviting.report(churn, people, refused if either else {}),
        inviting.invitation(churn, "U0000000001", either),
        inviting.later(churn),
        inviting.not_asked_again(),
        inviting.may_ask_again(),
        inviting.reminder(churn, last=either, under_way=either),
        inviting.reminded(churn, people, left_out if either else {}, len(people)),
        inviting.all_answered(churn, 4),
        inviting.not_reached(churn, people),
    ]
    for message in messages:
        payload = message.payload()
        assert not refusals("chat.postMessage", payload | {"channel": "C0000000001"}), message.text
        assert not any(mark in str(payload) for mark in FORGED)
    for view in (inviting.people_view(churn, "0123456789abcdef 2026-11-21"), inviting.checking(people)):
        assert not refusals("views.open", {"trigger_id": "1.1.a", "view": view.to_dict()})


@given(TURNOUTS)
def test_names_are_said_of_who_was_asked_and_only_a_number_of_who_refused(turnout: Turnout) -> None:
    lines = "\n".join(inviting.turnout_lines(turnout))
    for label, people in (("Answered", turnout.answered), ("Under way", turnout.under_way)):
        assert (f"{label}: " in lines) == bool(people)
    assert (f"Prefer not to be asked: {turnout.declined}" in lines) == bool(turnout.declined)


def test_of_many_people_twenty_are_named_and_the_rest_counted() -> None:
    shown = inviting.mentions([f"U{number}" for number in range(23)])
    assert shown.count("<@") == 20
    assert shown.endswith("and 3 more")


def test_an_invitation_says_who_asks_what_it_is_who_will_see_it_and_what_comes_next() -> None:
    message = str(inviting.invitation(team("Churn"), "U2", member=False).payload())
    for said in ("<@U2> asks you", "About a dozen short questions, 6 minutes", "your team will see these answers",
                 "With three or more, others see only how answers spread, never who said what", "you become a member",
                 "Until you agree I send you nothing more", "it holds for every team here"):  # fmt: skip
        assert said in message


def test_only_the_last_reminder_says_that_it_is_the_last_and_each_lets_one_refuse() -> None:
    first, last = (str(inviting.reminder(team("Churn"), last, under_way=False).payload()) for last in (False, True))
    assert "This is the last reminder." in last
    assert "This is the last reminder." not in first
    assert all(ids.DO_NOT_ASK in reminder for reminder in (first, last))
