"""The role check as Slack takes it and as people read it, for any team."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks import home, roles
from bot.preview.limits import refusals
from knowledge.covering import coverage
from knowledge.library import Value
from tests.bot.outcomes import LIBRARY, teams

FILLED = st.sets(st.sampled_from(list(LIBRARY.roles)))
NOBODY = {role.capability: Value.NOT_HELD for role in LIBRARY.roles.values()}


def with_roles(*filled: str) -> dict[str, Value]:
    return NOBODY | {LIBRARY.roles[id].capability: Value.HELD for id in filled}


def said(values: dict[str, Value]) -> str:
    page = roles.page(LIBRARY, coverage(LIBRARY, values), "churn", "t1").payload()
    assert not refusals("chat.postMessage", page | {"channel": "C0000000001"})
    return str(page)


@settings(max_examples=60, deadline=None)
@given(teams() | FILLED.map(lambda filled: with_roles(*filled)))
def test_slack_takes_the_check_its_modal_and_what_the_modal_answers(values: dict[str, Value]) -> None:
    found = coverage(LIBRARY, values)
    page = roles.page(LIBRARY, found, "<!channel> & co", "t1").payload()
    assert not refusals("chat.postMessage", page | {"channel": "C0000000001"})
    assert "<!channel>" not in str(page)
    view = roles.view(LIBRARY, found, "t1").to_dict()
    assert not refusals("views.open", {"trigger_id": "1.1.a", "view": view})
    answer = home.reading_view("Who does what", roles.blocks(LIBRARY, found)).to_dict()
    assert not refusals("views.open", {"trigger_id": "1.1.a", "view": answer})
    (boxes,) = [block["element"] for block in view["blocks"] if block["type"] == "input"]
    assert {one["value"] for one in boxes["options"]} == set(LIBRARY.roles)
    assert {one["value"] for one in boxes.get("initial_options", [])} == {role.id for role in found.filled}


@settings(max_examples=40, deadline=None)
@given(FILLED)
def test_every_role_is_named_as_filled_or_as_nobodys(filled: set[str]) -> None:
    page = said(with_roles(*filled))
    for heading, named in (("*Filled:*", filled), ("*Nobody yet:*", set(LIBRARY.roles) - filled)):
        line = page.partition(heading)[2].partition("\\n")[0]
        assert all(LIBRARY.roles[id].name in line for id in named)


def test_before_anybody_was_asked_every_role_is_said_to_be_open_and_none_to_be_missing() -> None:
    page = said({})
    assert "*Not asked yet:*" in page
    assert "Nobody yet" not in page
    assert "Duties that nobody holds" not in page


def test_a_team_of_all_roles_hears_that_every_duty_is_held() -> None:
    page = said(with_roles(*LIBRARY.roles))
    assert "Every duty that the paper names is held" in page
    assert "Called for first" not in page


def test_a_lone_data_scientist_is_warned_of_doing_it_all_and_sees_the_duties_that_nobody_holds() -> None:
    page = said(with_roles("data_scientist"))
    assert LIBRARY.roles["data_scientist"].if_alone[:40] in page
    assert "Duties that nobody holds" in page
    assert "*Called for first:*" in page
