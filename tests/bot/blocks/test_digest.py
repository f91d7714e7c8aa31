"""A digest as Slack takes it and as a channel reads it: the finding first, every team in words, nobody's answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import ids
from bot.blocks import digest as blocks
from bot.blocks.digest_teams import FEW
from bot.digesting import PARTS, Blocking, Digest, Moved, Pair, Part, Wanted
from bot.ids import PairRef
from bot.preview.limits import refusals
from bot.store.standings import ShownTeam, Standing
from knowledge.library import MaturityModel
from knowledge.placements import Range
from tests.bot.company import AUTUMN, LAST, LEAD, LIBRARY, NOW, SPRING, TRACKED, Company, up_to
from tests.bot.pictures.samples import knowing, made

AZURE = LIBRARY.maturity_models["azure"]
SCALES = st.sampled_from(list(LIBRARY.maturity_models.values()))
FORGED = ("<!channel>", "<@U1>")
NAMES = st.one_of(
    st.text(min_size=1, max_size=80), st.sampled_from([f"{' & '.join(FORGED)} `x` *y*", "&" * 200, " ", "🧮" * 99])
)
COUNTS = st.sampled_from([0, 1, 3, FEW, FEW + 1, 24, 60, 98, 99, 100, 250])


def standing(low: int, high: int | None = None, model: MaturityModel = AZURE, reached: str = AUTUMN) -> Standing:
    found = Range(low, low if high is None else high)
    return Standing(True, found, tuple(found for _ in model.dimensions), (TRACKED,), reached)


def team(name: str, now: Standing | None = None, before: Standing | None = None, **more: Any) -> ShownTeam:
    known: dict[str, Any] = {"shown_at": SPRING, "heard": True, "open_actions": 0, "finished": 0} | more
    return ShownTeam(id=f"id-{name}"[:16], name=name, now=now, before=before, **known)


def digest(*teams: ShownTeam, model: MaturityModel = AZURE, since: str = LAST, **more: Any) -> Digest:
    wanted = Wanted("T1", (), model.id, since, NOW, frozenset(more.pop("shows", PARTS)))
    known: dict[str, Any] = {"moved": (), "started": (), "blockers": (), "pairs": (), "not_shown": 0} | more
    return Digest(wanted, model, teams, **known)


def up(of: ShownTeam, **more: Any) -> Moved:
    assert of.before
    assert of.now
    return Moved(of, of.before, of.now, **({"up": True, "levels": 1} | more))


@st.composite
def digests(draw: st.DrawFn) -> Digest:
    """Any number of teams with any names on any scale, many of them moving, with all that can be said of them."""
    model, few = draw(SCALES), draw(st.lists(NAMES, min_size=1, max_size=12))
    levels = [one.number for one in model.levels]
    ranges = st.builds(lambda a, b: standing(min(a, b), max(a, b), model), *[st.sampled_from(levels)] * 2)
    stands = draw(st.lists(st.one_of(st.none(), ranges, ranges), min_size=1, max_size=12))
    agreed = draw(st.sampled_from([SPRING, NOW]))
    teams = [
        replace(
            team(few[at % len(few)], stands[at % len(stands)], stands[at // 2 % len(stands)], shown_at=agreed),
            id=f"{at:016x}", heard=bool(at % 3), open_actions=at, finished=at % 5,
        )
        for at in range(draw(COUNTS))
    ]  # fmt: skip
    movers = [one for one in teams if one.now and one.before]
    inner = ["", *(one.id for one in model.dimensions)]
    did = tuple(sorted(LIBRARY.capabilities, key=lambda one: -len(LIBRARY.capabilities[one].short)))
    moved = [up(one, up=at % 2 == 0, dimension=inner[at % len(inner)], did=did) for at, one in enumerate(movers)]
    return digest(
        *teams,
        model=model,
        since=draw(st.sampled_from(["", LAST, SPRING])),
        shows=draw(st.sets(st.sampled_from(PARTS))),
        moved=tuple(moved),
        started=tuple(teams[::2]),
        blockers=tuple(Blocking(one, 3) for one in did[: draw(st.integers(0, 9))]),
        pairs=tuple(Pair(one, one, did[0], SPRING) for one in teams[:3]),
        not_shown=draw(st.integers(0, 2)),
    )


def payload(found: Digest, picture: bool = False) -> dict[str, Any]:
    return blocks.message(LIBRARY, found, picture).payload()


def said(found: Digest, picture: bool = False) -> str:
    """Everything but the table and the picture."""
    parts = (block for block in payload(found, picture)["blocks"] if block["type"] not in ("table", "image"))
    return "\n".join(text for block in parts for text in _texts(block))


def _texts(item: object) -> Iterator[str]:
    if isinstance(item, Mapping):
        if isinstance(item.get("text"), str):
            yield item["text"]
        for inner in item.values():
            yield from _texts(inner)
    elif isinstance(item, Sequence) and not isinstance(item, str):
        for inner in item:
            yield from _texts(inner)


def table(found: Digest) -> list[list[str]]:
    (block,) = [block for block in payload(found)["blocks"] if block["type"] == "table"]
    return [[cell["text"] for cell in row] for row in block["rows"]]


# --- whatever is said ---


@settings(max_examples=150, deadline=None)
@given(found=digests(), picture=st.booleans())
def test_slack_takes_every_digest_and_no_name_makes_a_mention(found: Digest, picture: bool) -> None:
    for sent in (payload(found, picture), blocks.nothing_new(found).payload()):
        assert not refusals("chat.postMessage", sent)
        marked = [text for block in sent["blocks"] for text in _texts(block) if block["type"] in ("section", "context")]
        assert not [forged for forged in FORGED for text in (sent["text"], *marked) if forged in text]
    drawn = blocks.picture(LIBRARY, found)
    assert (drawn is None) == (not found.placed or not found.model.dimensions or "stages" not in found.wanted.shows)
    shown = [block for block in payload(found, True)["blocks"] if block["type"] == "image"]
    assert [block["alt_text"] for block in shown] == ([drawn.alt] if drawn else [])


@settings(max_examples=60, deadline=None)
@given(found=digests())
def test_every_button_says_what_it_does_and_one_at_most_is_primary(found: Digest) -> None:
    buttons = [block["accessory"] for block in payload(found)["blocks"] if "accessory" in block]
    for button, pair in zip(buttons, found.pairs, strict=False):
        assert button["action_id"] == ids.INTRODUCE
        assert PairRef.parse(button["value"]) == PairRef(pair.helper.id, pair.learner.id, pair.capability)
        assert "Introduce" in button["accessibility_label"]
    assert sum("style" in button for button in buttons) == bool(buttons)


def test_who_answered_what_people_typed_and_who_refuses_is_nowhere(tmp_path: Path) -> None:
    company = Company(tmp_path)
    helper, learner, refuses = (company.team(name, agreed) for name, agreed in (
        ("Search", "yes"), ("Churn", "yes"), ("Secretive", "no"),
    ))  # fmt: skip
    for one, level in ((helper, 4), (learner, 0), (refuses, 1)):
        company.reach(one, SPRING, up_to(level))
    company.reach(learner, AUTUMN, up_to(4) - {TRACKED})
    for one in (helper, learner, refuses):
        company.act(one, TRACKED, "done", AUTUMN, title="Ask Ana how she does it")
    found = company.read()
    everything = json.dumps([payload(found, True), payload(found)])
    assert found.moved
    assert found.pairs
    assert "Churn" in everything
    for secret in (LEAD, "Ana", "words", "Secretive", refuses.id):
        assert secret not in everything
    assert "1 more team is not shown, as its lead has not agreed." in everything


# --- what is read first ---


@pytest.mark.parametrize(
    ("since", "title"),
    [
        ("", "Machine learning as of Nov 21, 2026: 2 teams, 2 of them at level 1, DevOps but no MLOps"),
        ("2026-08-21", "Machine learning, fourth quarter: 2 teams, none moved"),
        ("2026-10-20", "Machine learning, November: 2 teams, none moved"),
        ("2026-11-07", "Machine learning since Nov 7, 2026: 2 teams, none moved"),
        ("2025-11-21", "Machine learning since Nov 21, 2025: 2 teams, none moved"),
    ],
)
def test_the_first_line_says_over_which_time_and_what_was_found(since: str, title: str) -> None:
    teams = (team("Churn", standing(1)), team("Ads", standing(1)))
    found = digest(*teams, since=since and f"{since}T10:00:00.000000+00:00")
    made = payload(found)
    assert blocks.headline(found) == title
    assert made["blocks"][0]["text"]["text"] == f"*{blocks.headline(found)}*"
    assert made["text"] == blocks.headline(found)


def test_the_first_line_about_a_single_team_says_where_it_stands() -> None:
    assert blocks.headline(digest(team("Churn", standing(1)), since="")).endswith(
        ": 1 team, at level 1, DevOps but no MLOps"
    )


def test_the_first_line_counts_who_moved_up_and_down_and_started() -> None:
    rose, fell = team("A", standing(2), standing(1)), team("B", standing(1), standing(2))
    inner = team("C", standing(1), standing(1))
    moved = (up(rose), up(fell, up=False), up(inner, dimension="people"))
    found = digest(rose, fell, inner, team("D", standing(1)), moved=moved, started=(inner,))
    assert blocks.headline(found).endswith("4 teams, 1 moved up, 1 moved down, 1 started")


@pytest.mark.parametrize(
    ("teams", "finding"),
    [
        ((), "no team is shown yet"),
        ((team("A"),), "1 team, none with a result on Microsoft's model yet"),
    ],
)
def test_without_anything_to_show_the_first_line_says_so(teams: tuple[ShownTeam, ...], finding: str) -> None:
    found = digest(*teams, not_shown=2)
    text = said(found)
    assert blocks.headline(found).endswith(finding)
    assert "2 more teams are not shown, as their leads have not agreed." in text
    assert len(payload(found)["blocks"]) == 2


def test_nothing_new_is_one_line() -> None:
    found = digest(team("Churn", standing(1), standing(1), open_actions=3))
    made = blocks.nothing_new(found)
    assert made.text == "Machine learning, fourth quarter: nothing new. 1 team shown, as last time; 3 actions open."
    assert len(made.blocks) == 1


# --- its parts ---


def full(**more: Any) -> Digest:
    rose = team("Pricing", standing(2), standing(1), open_actions=2, finished=1)
    low = team("Churn", standing(1), heard=False, open_actions=1)
    other = team("Reports", replace(standing(0), applicable=False))
    return digest(
        *(rose, low, other, team("Idle"), team("Open", standing(1, 2))),
        moved=(up(rose, did=(TRACKED, "ml_models_versioned", "data_pipeline")),),
        started=(low,),
        blockers=(Blocking(TRACKED, 2), Blocking("data_pipeline", 1)),
        pairs=(Pair(rose, low, TRACKED, SPRING),),
        **more,
    )


def test_a_digest_says_where_teams_stand_who_moved_what_blocks_and_who_could_help() -> None:
    text = said(full())
    step = LIBRARY.step_for[TRACKED]
    for part in (
        "*On Microsoft's MLOps maturity model, levels 0 to 4:* 2 at level 1, DevOps but no MLOps; 1 at level 2, Automated "
        "training; 1 without an ML model, so that it does not apply; 1 without a result yet. 1 may stand higher: an answer "
        "is open.",
        "*Moved up:* Pricing, level 1 to 2 (tracked experiments and versioned ML models).",
        "*Started:* Churn at level 1.",
        "*What blocks most:* tracked experiments, not in place or not sure in 2 of 3 teams.",
        *(step.what, step.begin, "_Source_  Machine Learning Operations Maturity Model"),
        "_Then_  automatic collection of training data, 1 of 3",
        "Pricing has had tracked experiments in place at least since Apr 6, 2026; Churn needs that for its next level.",
        "*Actions:* 3 open, 1 finished since Aug 21, 2026.",
        "*Not heard from since Aug 21, 2026:* 1 team.",
    ):
        assert part in text
    assert "held" not in text
    assert "placement" not in text


MARKS: dict[Part, str] = {
    "stages": "*On Microsoft's",
    "moves": "*Moved up:*",
    "blockers": "*What blocks most:*",
    "actions": "*Actions:*",
    "help": "*Could help each other*",
    "quiet": "*Not heard from",
}


@pytest.mark.parametrize("part", PARTS)
def test_a_channel_reads_only_the_parts_it_wants(part: Part) -> None:
    text = said(full(shows={part}))
    assert {name for name, mark in MARKS.items() if mark in text} == {part}
    assert (blocks.picture(LIBRARY, full(shows={part})) is not None) == (part == "stages")


def test_a_first_digest_says_of_no_action_that_it_was_finished_since() -> None:
    assert "*Actions:* 3 open." in said(full(since=""))


def test_of_many_that_moved_the_first_are_named_and_the_rest_counted() -> None:
    teams = [team(f"Team {number}", standing(2), standing(1)) for number in range(20)]
    text = said(digest(*teams, moved=tuple(map(up, teams))))
    assert "Team 5, level 1 to 2; and 14 more." in text
    assert "Team 6, " not in text.split("```")[0]


def test_on_a_scale_without_numbers_moves_are_told_by_name() -> None:
    kinds = LIBRARY.maturity_models["microsoft_ai"]
    low, high = kinds.levels[0], kinds.levels[1]
    rose = team("Pricing", standing(high.number, model=kinds), standing(low.number, model=kinds))
    found = digest(rose, model=kinds, moved=(up(rose),))
    text = said(found)
    assert blocks.headline(found).endswith("1 team, 1 moved")
    assert f"*Moved:* Pricing, “{low.name}” to “{high.name}”." in text
    assert f"1 at “{high.name}”." in text
    assert f"Pricing  “{high.name}” (was “{low.name}”)" in text


# --- every team in words ---


def test_few_teams_are_told_in_aligned_lines_with_or_without_the_picture() -> None:
    found = full()
    lines = said(found).split("```")[1].split("\n")
    assert [line.split()[0] for line in lines[-5:]] == ["Pricing", "Churn", "Reports", "Idle", "Open"]
    assert lines[-1].split() == ["Open", "1-2", "1-2", "1-2", "1-2"]
    assert said(found, picture=True).split("```")[1].split("\n") == lines


def test_more_teams_are_told_in_a_table_those_that_moved_first() -> None:
    rose = team("Pricing", standing(2), standing(1))
    others = [team(f"Team {number:02}", standing(1)) for number in range(FEW)]
    found = digest(
        rose, *others, team("Idle"), team("Reports", replace(standing(0), applicable=False)), moved=(up(rose),)
    )
    rows = table(found)
    assert rows[0] == ["Team", "Level", *(one.name for one in AZURE.dimensions)]
    assert rows[1] == ["Pricing", "2 (was 1)", "2", "2", "2", "2"]
    assert rows[-2:] == [["Idle", "no result yet", *"----"], ["Reports", "does not apply", *"----"]]
    assert len(rows) == len(found.teams) + 1


def test_of_more_teams_than_a_table_takes_it_counts_how_many_are_at_which_level() -> None:
    teams = [team(f"Team {number}", standing(number % 2 + 1)) for number in range(150)]
    found = digest(*teams)
    rows = table(found)
    drawn = blocks.picture(LIBRARY, found)
    assert drawn is not None
    assert rows[0] == ["Teams at", "Overall", *(one.name for one in AZURE.dimensions)]
    assert [row[1:] for row in rows[1:]] == [["0"] * 5, ["0"] * 5, ["75"] * 5, ["75"] * 5, ["0"] * 5]
    assert (drawn.title, drawn.note) == ("150 teams, none moved; 24 shown", "")


def test_a_scale_of_many_dimensions_leaves_a_table_less_room_and_the_message_the_rest() -> None:
    model = made(8)
    teams = [team("A long name of a team " * 3, standing(2, 4, model)) for _ in range(99)]
    message = blocks.message(knowing(model), digest(*teams, model=model), picture=False).payload()
    assert not refusals("chat.postMessage", message)
    assert message["blocks"][2]["rows"][0][0]["text"] == "Teams at"


def test_a_profile_of_a_scale_whose_dimensions_were_others_then_is_not_shown_as_one_of_today() -> None:
    found = digest(team("Old", replace(standing(1), profile=(Range(1, 1),))))
    assert said(found).split("```")[1].split("\n")[-1].split() == ["Old", "-", "-", "-", "-"]
    assert "1 at level 1" in said(found)
