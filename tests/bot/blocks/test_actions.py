"""Actions as Slack takes them and as people read them, whatever was typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import ids
from bot.blocks import action_forms, action_notes, actions, finished, pages, steps
from bot.blocks.kit import Message
from bot.outcomes import Outcome
from bot.preview.limits import refusals
from bot.store.actions import Action
from knowledge.library import Value
from tests.bot.outcomes import FORGED, LIBRARY, TEAM, outcome, outcomes
from tests.bot.outcomes import teams as values_of_teams

TODAY = date(2026, 11, 21)
TYPED = st.text(max_size=60) | st.sampled_from(["<!channel> & <@U1>", "&" * 150, "*_~`" * 30, "long " * 30])
STATES = st.sampled_from(["open", "started", "done", "dropped"])
DUE = st.sampled_from(["", "2026-11-20", "2026-11-21", "2026-11-22", "2027-06-01"])


def action(**more: Any) -> Action:
    """Somebody's open action, unless told otherwise."""
    told = {
        "id": "a1", "workspace": "T1", "team": "t1", "step": "record_every_experiment", "capability": "experiments_tracked",
        "title": "Track them", "words": "Log ten runs", "owner": "U9", "due": "", "state": "open", "reason": "",
        "created_by": "U8", "created_at": "2026-11-01", "changed_at": "2026-11-02T10:00:00+00:00",
    }  # fmt: skip
    return Action(**{**told, **more})


def any_action() -> st.SearchStrategy[Action]:
    """Actions of every kind, with whatever was typed into them."""
    return st.builds(
        action,
        id=st.integers(0, 10**9).map(lambda number: f"{number:016x}"),
        title=TYPED.map(lambda text: text[:150] or "x"),
        words=st.sampled_from(["", "<!here> & co " * 80]) | TYPED,
        owner=st.sampled_from(["", "U9"]),
        asked_by=st.sampled_from(["", "U8"]),
        due=DUE,
        state=STATES,
        reason=TYPED,
        capability=st.sampled_from([*LIBRARY.capabilities, "retired"]),
        step=st.sampled_from([*LIBRARY.steps, "retired"]),
    )


ANY = any_action()


def accepted(message: Message) -> str:
    """What a message says, once it is known that Slack takes it, as a page in a modal too."""
    payload = message.payload()
    assert not refusals("chat.postMessage", payload | {"channel": "C0000000001"})
    assert not refusals("views.open", {"trigger_id": "1.1.a", "view": pages.page(message).to_dict()})
    said = re.sub(r"'accessibility_label': (?:'[^']*'|\"[^\"]*\")", "", str(payload))  # plain text: it makes no mention
    assert not any(mention in said for mention in FORGED)
    return said


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY, max_size=30), st.integers(0, 200), st.integers(-1, 9))
def test_slack_takes_every_page_of_every_list(found: list[Action], closed: int, page: int) -> None:
    accepted(actions.open_page(TEAM, found, closed, TODAY, page, ["Saved."], "Target: level 2"))
    accepted(actions.closed_page(TEAM, found[: actions.PAGE], closed, TODAY, max(1, page), ["Saved."]))


@settings(max_examples=60, deadline=None)
@given(ANY, st.sampled_from([*action_notes._REMINDED]), st.sampled_from(list(Value)))
def test_slack_takes_every_note_and_form(one: Action, why: str, known: Value) -> None:
    accepted(actions.one(one, TODAY, [action_notes.reminded(one, why)]))
    accepted(action_notes.asked(one, "<!channel>" * 6))
    accepted(action_notes.handed_back(one, "U7"))
    accepted(action_notes.reminder(one, TODAY, "U7"))
    for view in (
        action_forms.edit_view(one, "a\nb\nc"),
        action_forms.drop_view(one, "a\nb\nc"),
        action_forms.finish_view(LIBRARY, one, known, "a\nb\nc"),
    ):
        assert not refusals("views.open", {"trigger_id": "1.1.a", "view": view.to_dict()})


@pytest.mark.parametrize("kind", ["do", "find_out"])
def test_slack_takes_the_form_of_every_step(kind: Any) -> None:
    for step in LIBRARY.steps.values():
        view = action_forms.take_on_view(LIBRARY, step, kind, TEAM, "U9", "t1 s1\nsteps\nhttps://example.org")
        assert not refusals("views.open", {"trigger_id": "1.1.a", "view": view.to_dict()})


@settings(max_examples=40, deadline=None)
@given(outcomes(), ANY, values_of_teams())
def test_slack_takes_what_a_finished_action_brought(found: Outcome, one: Action, before: dict[str, Value]) -> None:
    said = finished.counted(LIBRARY, one, outcome(before).placements, found)
    accepted(finished.message(one, said, assessed=True))
    accepted(finished.message(one, finished.no_assessment(one), assessed=False))


@settings(max_examples=40, deadline=None)
@given(outcomes(), st.data())
def test_steps_stay_within_slacks_limits_and_each_is_taken_on_once(found: Outcome, data: st.DataObject) -> None:
    everything = [*found.all_steps, *found.advice_only]
    open_on = data.draw(
        st.sets(st.sampled_from([one.step.capability for one in everything])) if everything else st.just(set())
    )
    taken = {capability: action(capability=capability, title="x" * 150) for capability in open_on}
    accepted(steps.steps_page(LIBRARY, found, taken, target=True))
    view = pages.page(Message("Steps", steps.steps_blocks(LIBRARY, found, taken))).to_dict()
    assert not refusals("views.open", {"trigger_id": "1.1.a", "view": view})
    offered = [block["accessory"]["value"] for block in view["blocks"] if "accessory" in block]
    assert offered == [f"{TEAM.id} {one.step.id}" for one in everything if one.step.capability not in open_on]
    assert str(view).count("_Taken on_") == len(open_on)


def buttons(message: Message) -> list[str]:
    """The action ids on a message, without the page they name."""
    rows: Sequence[dict[str, Any]] = [block for block in message.payload()["blocks"] if block["type"] == "actions"]
    return [element["action_id"].partition(":")[0] for row in rows for element in row["elements"]]


def test_a_page_holds_eight_actions_and_leads_to_the_others() -> None:
    found = [action(id=f"{number:016x}", title=f"Title {number}.") for number in range(20)]
    first, last = (actions.open_page(TEAM, found, 0, TODAY, page) for page in (1, 3))
    assert [f"Title {number}." in accepted(first) for number in (0, 7, 8)] == [True, True, False]
    assert [f"Title {number}." in accepted(last) for number in (15, 16, 19)] == [False, True, True]
    turning = [f"{ids.ACTION_PAGE}:{actions.OPEN} {page}" for page in (1, 2)]
    assert [one in accepted(first) for one in turning] == [False, True]
    assert [one in accepted(last) for one in turning] == [False, True]


def test_an_overdue_day_is_said_in_words() -> None:
    assert "overdue since Nov 20, 2026" in actions.facts(action(due="2026-11-20"), TODAY)
    assert "overdue" not in actions.facts(action(due="2026-11-20", state="done"), TODAY)


def test_an_empty_list_says_how_to_get_an_action_and_leads_to_the_steps() -> None:
    empty = actions.open_page(TEAM, [], 0, TODAY)
    assert "Take on one of your next steps" in accepted(empty)
    assert buttons(empty) == [ids.STEPS, ids.SET_TARGET]


def test_closed_actions_can_be_reopened_and_edited_and_nothing_else() -> None:
    closed = actions.closed_page(TEAM, [action(state="dropped", reason="no time")], 1, TODAY)
    assert buttons(closed) == [ids.ACTION_REOPEN, ids.ACTION_EDIT, ids.ACTIONS]
    assert "Dropped on Nov 2, 2026: no time" in accepted(closed)


def test_what_is_under_way_cannot_be_started_again() -> None:
    assert ids.ACTION_START in buttons(actions.one(action(), TODAY))
    assert ids.ACTION_START not in buttons(actions.one(action(state="started"), TODAY))


def test_an_owner_who_was_named_is_said_to_have_yet_to_answer() -> None:
    assert "asked by <@U8>, has yet to say" in actions.facts(action(asked_by="U8"), TODAY)
    assert "nobody yet" in actions.facts(action(owner=""), TODAY)


def test_what_is_asked_when_an_action_is_done_depends_on_what_was_known() -> None:
    known, unknown = (action_forms.ask_ending(LIBRARY, action(), value) for value in (Value.PARTLY, Value.UNKNOWN))
    assert known[0] == "Is it now in place, as a rule?"
    assert [one.value for one in known[1]] == [Value.HELD, None]
    assert [one.value for one in unknown[1]] == [Value.HELD, Value.NOT_HELD, None]


def test_of_what_a_team_grows_out_of_it_is_asked_whether_it_is_still_true() -> None:
    (step, *_) = [one for one in LIBRARY.steps.values() if one.when == "held"]
    question, endings = action_forms.ask_ending(LIBRARY, action(step=step.id), Value.HELD)
    assert "still true" in question
    assert [one.value for one in endings] == [None, Value.NOT_HELD]


def test_no_move_is_followed_by_what_is_missing_for_the_next_level() -> None:
    values = dict.fromkeys(LIBRARY.capabilities, Value.NOT_HELD) | {"ml_model_exists": Value.HELD}
    found = outcome(values)
    said = "\n".join(finished.counted(LIBRARY, action(state="done"), found.placements, found))
    assert "No stage moved." in said
    assert "*The shortest way to level 1" in said


def test_what_moved_is_said_from_where_to_where() -> None:
    values = dict.fromkeys(LIBRARY.capabilities, Value.NOT_HELD) | {"ml_model_exists": Value.HELD}
    above = values | dict.fromkeys(outcome(values).shortest["azure"], Value.HELD)
    said = "\n".join(finished.counted(LIBRARY, action(state="done"), outcome(values).placements, outcome(above)))
    assert "level 0 → *level 1*" in said
    assert "No stage moved" not in said
