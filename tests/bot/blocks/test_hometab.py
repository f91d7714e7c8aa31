"""The Home tab as Slack takes it and as people read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from bot import ids
from bot.attention import Invited, Mine, TeamSeen
from bot.blocks import hometab, pages
from bot.preview.limits import refusals
from bot.store.targets import Target
from bot.store.teams import Team
from knowledge.library import Value
from tests.bot.seen import (
    EVERYTHING,
    LEAD,
    ME,
    NAMES,
    NOTHING,
    TEAM,
    TODAY,
    action,
    assessed,
    placed,
    seen_teams,
    viewers,
)
from tests.knowledge.teams import LIBRARY, only

ALONE = Mine(ME)
AUGUST = date(2026, 8, 14)


def home(seen: TeamSeen, mine: Mine = ALONE, own: Sequence[Team] = (TEAM,), programme: bool = False) -> str:
    return told(hometab.member(LIBRARY, seen, mine, own, programme))


def told(blocks: Sequence[Block]) -> str:
    """All that blocks say, a line each."""
    return "\n".join(text for block in blocks for text in texts(block.to_dict()))


def texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
    elif isinstance(part, list):
        for one in part:
            yield from texts(one)


def marked_up(part: Any) -> Iterator[str]:
    """The texts that Slack reads as markup."""
    if isinstance(part, dict) and part.get("type") == "mrkdwn":
        yield part["text"]
    elif isinstance(part, dict | list):
        for one in part.values() if isinstance(part, dict) else part:
            yield from marked_up(one)


def elements(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Everything that can be used, as Slack gets it."""
    found = [block.to_dict() for block in blocks]
    beside = [block["accessory"] for block in found if block.get("accessory")]
    return [*beside, *(one for block in found if block["type"] == "actions" for one in block["elements"])]


def taken(blocks: Sequence[Block]) -> None:
    """Slack takes them as a Home tab, and nothing in them mentions whom nobody meant."""
    view = hometab.view(blocks).to_dict()
    assert not refusals("views.publish", {"user_id": ME, "view": view})
    said = "\n".join(marked_up(view["blocks"]))
    assert "<!" not in said
    assert "<@U1>" not in said


@settings(max_examples=150, deadline=None)
@given(seen_teams(), viewers(), st.booleans(), st.lists(NAMES, max_size=4))
def test_slack_takes_every_members_home_with_one_primary_button(
    seen: TeamSeen, mine: Mine, programme: bool, names: list[str]
) -> None:
    own = [seen.team, *(Team(f"t{place}", "T1", name, "C3", "") for place, name in enumerate(names))]
    blocks = hometab.member(LIBRARY, seen, mine, own, programme)
    taken(blocks)
    assert [one.get("style") for one in elements(blocks)].count("primary") == 1
    buttons = [one for one in elements(blocks) if one["type"] == "button"]
    spoken = [one.get("accessibility_label") or one["text"]["text"] for one in buttons]
    assert len(set(spoken)) == len(spoken)


@settings(max_examples=60, deadline=None)
@given(seen_teams())
def test_slack_takes_a_teams_page_and_it_names_nobody(seen: TeamSeen) -> None:
    page = hometab.team_page(LIBRARY, seen)
    assert not refusals("views.open", {"trigger_id": "1.1.a", "view": pages.page(page).to_dict()})
    assert "<@" not in "\n".join(marked_up([block.to_dict() for block in page.blocks]))


@settings(max_examples=30, deadline=None)
@given(NAMES, st.booleans(), st.booleans())
def test_slack_takes_a_newcomers_home(name: str, invited: bool, programme: bool) -> None:
    blocks = hometab.newcomer(Invited(Team("t2", "T1", name, "C2", LEAD), LEAD) if invited else None, programme)
    taken(blocks)
    assert [one.get("style") for one in elements(blocks)].count("primary") == 1


def test_a_newcomer_reads_what_this_is_what_it_keeps_and_where_to_begin() -> None:
    blocks = hometab.newcomer(None)
    assert {ids.NEW_TEAM, ids.EXAMPLE, ids.STORED} == {one["action_id"] for one in elements(blocks)}
    assert "Where does your team stand" in told(blocks)
    assert "your answers and notes" in told(blocks)
    assert "Type `/mlops` in its channel" in told(blocks)


def test_each_scale_has_a_line_that_names_its_stage() -> None:
    said = home(assessed())
    assert "Microsoft's MLOps maturity model: level 0 of 4, No MLOps\nML Op Shop" in said
    assert "first result of Nov 14, 2026" in said
    for model in LIBRARY.maturity_models.values():
        assert model.name in said


def test_a_stage_that_moved_says_from_where_and_since_when() -> None:
    up = assessed(placements=EVERYTHING, before=NOTHING, before_reached=AUGUST)
    assert "Full MLOps (automated retraining)  ·  up from level 0 in August" in home(up)
    down = assessed(placements=NOTHING, before=EVERYTHING, before_reached=date(2025, 8, 14))
    assert "No MLOps  ·  down from level 4 in August 2025" in home(down)
    assert "category 2 of 3, First models  ·  down from category 3 in August 2025" in home(down)


def test_a_stage_that_did_not_move_says_since_when() -> None:
    same = home(assessed(before=NOTHING, before_reached=AUGUST))
    assert same.count("unchanged since August") == len(LIBRARY.maturity_models)


def test_a_scale_without_an_order_of_numbers_says_what_it_said_before() -> None:
    said = home(assessed(placements=NOTHING, before=EVERYTHING, before_reached=AUGUST))
    assert "Foundational  ·  was “Mature” in August" in said


def test_an_open_range_is_told_as_one_and_neither_up_nor_down_if_it_only_widened() -> None:
    known = dict.fromkeys(LIBRARY.capabilities, Value.HELD)
    widened = placed(known | {"metrics_trigger_retraining": Value.UNKNOWN, "data_pipeline": Value.UNKNOWN})
    middle = placed(known | {"metrics_trigger_retraining": Value.NOT_HELD})
    said = home(assessed(placements=widened, before=middle, before_reached=AUGUST))
    assert "level 0 to 4 of 4  ·  was level 3 in August" in said


def test_a_scale_that_did_not_apply_says_so() -> None:
    nothing = placed(only())
    began = home(assessed(placements=NOTHING, before=nothing, before_reached=AUGUST))
    assert "did not apply in August" in began
    still = home(assessed(placements=nothing, before=nothing, before_reached=AUGUST))
    assert "does not apply yet, as there is no ML model  ·  unchanged since August" in still


def test_the_profile_tells_every_dimension_with_its_number_beside_the_bar() -> None:
    said = home(assessed(placements=EVERYTHING))
    for dimension in LIBRARY.maturity_models["azure"].dimensions:
        (line,) = [one for one in said.replace("```", "\n").splitlines() if one.startswith(dimension.name)]
        assert line.count("■") == 5
        assert line.endswith("  level 4")


def test_it_says_how_many_answered_how_many_have_not_and_when_to_ask_again() -> None:
    said = home(assessed(respondents=3, waiting=2))
    assert "3 people answered · 2 of those asked have not answered yet · first result of Nov 14, 2026" in said
    assert "worth repeating about Feb 14, 2027" in said
    assert "1 person answered · result of" in home(assessed(before=NOTHING, before_reached=AUGUST))


def test_disagreements_are_counted_for_all_and_are_the_one_thing_for_the_lead() -> None:
    disputed = assessed(disputed=3)
    member = hometab.member(LIBRARY, disputed, ALONE, (TEAM,), False)
    assert "*Your team sees 3 things differently.*" in told(member)
    lead = hometab.member(LIBRARY, disputed, Mine(LEAD), (TEAM,), False)
    for blocks in (member, lead):
        (spread,) = [one for one in elements(blocks) if one["action_id"] == ids.SPREAD]
        assert spread["value"] == "result01"
    assert spread["style"] == "primary"


def test_five_open_actions_are_shown_with_owner_and_due_date_and_the_rest_is_counted() -> None:
    several = tuple(action(f"Step {number}", due="2026-11-20") for number in range(7))
    said = home(assessed(actions=(*several, action("Last", due=""))))
    assert "*Open actions (8)*" in said
    assert f"•  Step 4 (<@{ME}>, overdue since Nov 20, 2026)" in said
    assert "Step 5" not in said
    assert "and 3 more" in said
    assert "(nobody yet, no date, started)" in home(assessed(actions=(action(owner="", state="started"),)))


def test_the_target_says_whether_it_is_reached_or_its_day_has_passed() -> None:
    target = Target(TEAM.id, "T1", "azure", 2, "2027-06-30", ME, "")
    ahead = home(assessed(target=target))
    assert "*Target:* level 2 of 4, Automated training, on Microsoft's MLOps maturity model, by Jun 30, 2027." in ahead
    assert "reached" not in ahead
    assert "It is reached." in home(assessed(target=target, placements=EVERYTHING))
    assert "The day has passed." in home(assessed(target=replace(target, due="2026-11-20")))
    assert "no longer has" in home(assessed(target=replace(target, maturity_model="gone")))


def test_a_member_of_several_teams_can_switch_and_of_one_sees_no_menu() -> None:
    other = Team("team0002", "T1", "Search", "C2", LEAD)
    (menu,) = [
        one for one in elements(hometab.member(LIBRARY, assessed(), ALONE, (other, TEAM), False)) if "options" in one
    ]
    assert menu["initial_option"]["value"] == TEAM.id
    assert {option["value"] for option in menu["options"]} == {TEAM.id, other.id}
    assert not [one for one in elements(hometab.member(LIBRARY, assessed(), ALONE, (TEAM,), False)) if "options" in one]


def test_a_member_of_more_teams_than_a_menu_takes_reads_how_many_are_left_out() -> None:
    many = [Team(f"t{number}", "T1", "🧮" * 300, "C2", LEAD) for number in range(130)]
    blocks = hometab.member(LIBRARY, replace(assessed(), team=many[120]), ALONE, many, True)
    taken(blocks)
    assert "30 more of your teams" in told(blocks)


def test_only_a_programme_lead_sees_the_switch_to_all_teams() -> None:
    without, as_lead = (
        [one["action_id"] for one in elements(hometab.member(LIBRARY, assessed(), ALONE, (TEAM,), leads))]
        for leads in (False, True)
    )
    assert ids.HOME_SCOPE not in without
    assert ids.HOME_SCOPE in as_lead


def test_every_way_on_carries_the_team_and_none_repeats_the_button_on_top() -> None:
    found = elements(hometab.member(LIBRARY, assessed(), ALONE, (TEAM,), False))
    named = [one["action_id"] for one in found]
    ways = {ids.STAGE, ids.STEPS, ids.ACTIONS, ids.HISTORY, ids.CHECKIN, ids.TEAM, ids.EXPORT, ids.HELP}
    assert sorted(named) == sorted(ways)
    assert {one["value"] for one in found} == {TEAM.id}
    unplaced = [
        one["action_id"] for one in elements(hometab.member(LIBRARY, TeamSeen(TEAM, TODAY), ALONE, (TEAM,), False))
    ]
    assert sorted(unplaced) == sorted([ids.ASSESS, ids.ACTIONS, ids.TEAM, ids.HELP])


def test_who_has_not_begun_where_others_answer_may_give_their_view() -> None:
    found = elements(hometab.member(LIBRARY, assessed(), Mine(ME, joins=True), (TEAM,), False))
    (view,) = [one for one in found if one["action_id"] == ids.ASSESS]
    assert view["text"]["text"] == "Give your view"


def test_a_programme_lead_reads_of_another_team_its_stages_actions_and_no_names() -> None:
    seen = assessed(actions=(action("Track runs", due="2026-11-20"),), waiting=1, disputed=2, respondents=2)
    said = told(hometab.team_page(LIBRARY, seen).blocks)
    assert "level 0 of 4, No MLOps" in said
    assert "•  Track runs (overdue since Nov 20, 2026)" in said
    assert "answered ·" not in said
    assert "differently" not in said
    assert "No result yet." in told(hometab.team_page(LIBRARY, TeamSeen(TEAM, TODAY)).blocks)


def test_what_a_team_typed_is_never_markup() -> None:
    mine = Mine(ME, invited=Invited(replace(TEAM, name="<!here>"), LEAD))
    said = home(assessed(actions=(action("<!channel> <@U1>"),)), mine)
    assert "&lt;!channel&gt; &lt;@U1&gt;" in said
    assert "*&lt;!here&gt;*" in said
