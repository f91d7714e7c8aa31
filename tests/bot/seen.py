"""What tests of the Home tab share: a team as it is seen there, of any stages, with actions and people of any names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from hypothesis import strategies as st

from bot.attention import Invited, Mine, TeamSeen
from bot.store.actions import Action, State
from bot.store.targets import Target
from bot.store.teams import Team
from knowledge.library import Value
from knowledge.scoring import Placement, place
from tests.knowledge.teams import LIBRARY
from tests.knowledge.teams import teams as values_of_teams

TODAY = date(2026, 11, 21)
ME, LEAD = "U0000000001", "U0000000002"
TEAM = Team("team0001", "T1", "Churn", "C0000000001", LEAD)
ODD = "<!channel> <@U1> & co `x` *y* 🧮"
NAMES = st.one_of(st.text(min_size=1, max_size=300), st.just(ODD * 20), st.just("🧮" * 300), st.just("   "))


def placed(values: Mapping[str, Value]) -> tuple[Placement, ...]:
    """The placements of these values."""
    return place(LIBRARY, values)


NOTHING = placed(dict.fromkeys(LIBRARY.capabilities, Value.NOT_HELD) | {"ml_model_exists": Value.HELD})
EVERYTHING = placed(dict.fromkeys(LIBRARY.capabilities, Value.HELD))


def action(title: str = "Record every experiment", owner: str = ME, due: str = "", state: State = "open") -> Action:
    """An action of the team's."""
    return Action("a1", "T1", TEAM.id, "step", "capability", title, "words", owner, due, state, "", ME, "2026", "2026")


def assessed(**more: object) -> TeamSeen:
    """A team with a result of last week and a step taken on, so that nothing presses."""
    known: dict[str, object] = {
        "result": "result01",
        "reached": TODAY - timedelta(days=7),
        "placements": NOTHING,
        "respondents": 1,
        "actions": (action(owner=LEAD),),
    }
    return TeamSeen(TEAM, TODAY, **(known | more))  # type: ignore[arg-type]


@st.composite
def seen_teams(draw: st.DrawFn) -> TeamSeen:
    """Teams of any name, with or without results, actions and a target."""
    team = Team(TEAM.id, "T1", draw(NAMES), TEAM.channel, draw(st.sampled_from([ME, LEAD, ""])))
    due = st.sampled_from(["", "2026-01-31", "2026-11-21", "2026-11-22", "2027-03-01"])
    some = st.builds(action, NAMES, st.sampled_from([ME, LEAD, ""]), due, st.sampled_from(["open", "started"]))
    scale, level = draw(st.sampled_from(["azure", "ml_op_shop", "gone"])), draw(st.integers(0, 9))
    target = Target(team.id, "T1", scale, level, draw(st.sampled_from(["2027-06-30", "2026-01-01"])), ME, "")
    known: dict[str, object] = {
        "actions": tuple(draw(st.lists(some, max_size=12))),
        "target": draw(st.sampled_from([None, target])),
    }
    if draw(st.booleans()):
        before = draw(st.one_of(st.just(()), values_of_teams().map(placed)))
        known |= {
            "result": "result01",
            "reached": draw(st.dates(date(2025, 1, 1), TODAY)),
            "placements": placed(draw(values_of_teams())),
            "before": before,
            "before_reached": draw(st.dates(date(2024, 1, 1), TODAY)) if before else None,
            "respondents": draw(st.integers(1, 40)),
            "waiting": draw(st.integers(0, 40)),
            "disputed": draw(st.integers(0, 30)),
        }
    return TeamSeen(team, TODAY, **known)  # type: ignore[arg-type]


@st.composite
def viewers(draw: st.DrawFn) -> Mine:
    """Who looks, with anything or nothing that waits for them."""
    invited = Invited(Team("team0002", "T1", draw(NAMES), "C2", LEAD), LEAD)
    return Mine(
        draw(st.sampled_from([ME, LEAD])),
        under_way=draw(st.sampled_from([None, 0, 5])),
        invited=draw(st.sampled_from([None, invited])),
        stale=draw(st.integers(0, 3)),
        joins=draw(st.booleans()),
    )
