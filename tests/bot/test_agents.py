"""The agent surface's door: which prompts fit where, when they are set again, how a plan without agents is left alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot import ids
from bot.agents import PROMPTS, Agents, Situation, Spoken, situation
from bot.people import Person
from bot.store import assessments, conversations, feedback, teams
from bot.store.database import Store
from bot.store.outbox import Draft
from conversations import flow
from conversations.session import Session
from tests.bot.moving import Moving

ANA, BO, NAMESAKE = Person("T1", "UANA"), Person("T1", "UBO"), Person("T2", "UANA")
SPOKEN = Spoken("D1", "1.000100", "Ev1")
FLOWS = flow.shipped()
WORDS = next(state.id for state in FLOWS["assessment"].states if state.kind == "words")
NOW = "2026-11-21T09:00:00.000000+00:00"


@pytest.fixture
def clock() -> Moving:
    return Moving()


@pytest.fixture
def agents(tmp_path: Path, clock: Moving) -> Agents:
    store = Store(f"sqlite:///{tmp_path / 'agents.db'}")
    store.migrate()
    return Agents(store, FLOWS, clock)


def with_team(agents: Agents, person: Person = ANA) -> teams.Team:
    with agents.store.transaction() as db:
        return teams.create(db, person.workspace, "Churn", "C1", person.id, person.id, NOW)


def talking(agents: Agents, session: Session, person: Person = ANA) -> conversations.Conversation:
    """A team, and a conversation of its lead that has come so far."""
    team = with_team(agents, person)
    with agents.store.transaction() as db:
        assessment = assessments.begin(db, team.workspace, team.id, person.id, NOW)
        return conversations.begin(db, assessment, person.id, "", session, NOW)


def at(state: str = "", question: str = "", status: str = "active") -> Session:
    found = FLOWS["assessment"]
    return Session(found.id, found.version, state or found.start, question=question, status=status)  # type: ignore[arg-type]


def enqueued(agents: Agents) -> list[tuple[str, str, dict[str, object]]]:
    """Method, address and payload of what waits to be sent, in order."""
    rows = agents.store.reading().execute("SELECT method, address, payload FROM outbox ORDER BY id").fetchall()
    return [(method, address, json.loads(body)["payload"]) for method, address, body in rows]


def titles(agents: Agents) -> list[list[str]]:
    """The titles of the prompts that were set, each time."""
    return [[one["title"] for one in payload["prompts"]] for *_, payload in enqueued(agents)]  # type: ignore[attr-defined]


def shown(where: Situation) -> list[str]:
    return [prompt.title for prompt in PROMPTS[where]]


def where(agents: Agents, person: Person = ANA) -> Situation:
    return situation(agents.store.reading(), agents.flows, person)


def test_there_are_one_to_four_prompts_for_every_situation_and_no_two_alike() -> None:
    assert set(PROMPTS) == set(Situation)
    for prompts in PROMPTS.values():
        assert 1 <= len(prompts) <= 4
        assert len({prompt.title for prompt in prompts}) == len({prompt.message for prompt in prompts}) == len(prompts)


def test_someone_without_a_team_is_a_newcomer_whatever_their_namesake_elsewhere_did(agents: Agents) -> None:
    talking(agents, at(), NAMESAKE)
    assert where(agents) is Situation.NEWCOMER


def test_a_team_without_a_result_is_ready(agents: Agents) -> None:
    with_team(agents)
    assert where(agents) is Situation.READY


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        (at(), Situation.RESTING),
        (at(question="data_collection"), Situation.ASKED),
        (at(WORDS), Situation.NAMING),
        (at(status="paused"), Situation.RESTING),
        (at(question="data_collection", status="paused"), Situation.RESTING),
        (at(status="finished"), Situation.READY),
    ],
)
def test_a_conversation_is_told_by_what_it_waits_for(agents: Agents, session: Session, expected: Situation) -> None:
    talking(agents, session)
    assert where(agents) is expected


def test_another_members_conversation_is_not_ones_own(agents: Agents) -> None:
    begun = talking(agents, at(question="data_collection"), BO)
    with agents.store.transaction() as db:
        team = teams.find(db, "T1", begun.team)
        assert team is not None
        teams.join(db, team, ANA.id, NOW)
    assert where(agents) is Situation.READY


def test_the_messages_tab_suggests_what_fits_and_not_again_while_that_stands(agents: Agents, clock: Moving) -> None:
    agents.opened(ANA)
    clock.forward(3000)
    agents.opened(ANA)
    (method, address, payload) = enqueued(agents)[0]
    assert (method, address) == ("assistant.threads.setSuggestedPrompts", ANA.id)
    assert set(payload) == {"prompts", "title"}
    assert titles(agents) == [shown(Situation.NEWCOMER)]


def test_prompts_that_may_have_moved_out_of_sight_are_set_again(agents: Agents, clock: Moving) -> None:
    agents.opened(ANA)
    clock.forward(3700)
    agents.opened(ANA)
    assert titles(agents) == [shown(Situation.NEWCOMER)] * 2


def test_prompts_change_when_the_situation_does(agents: Agents) -> None:
    agents.opened(ANA)
    agents.acted(ANA)
    with_team(agents)
    agents.acted(ANA)
    agents.acted(ANA)
    assert titles(agents) == [shown(Situation.NEWCOMER), shown(Situation.READY)]


def test_nothing_is_suggested_to_who_never_looked_at_the_messages_tab(agents: Agents) -> None:
    agents.acted(ANA)
    agents.opened(BO)
    agents.acted(ANA)
    assert [address for _, address, _ in enqueued(agents)] == [BO.id]


def test_a_question_shows_a_status_until_it_is_answered_once_however_often_it_is_delivered(agents: Agents) -> None:
    for _ in range(2):
        with agents.thinking(ANA, SPOKEN, "is looking"):
            before = len(enqueued(agents))
    assert before == 2
    made = [agents.status(draft) for draft in drafts(agents)]
    assert made == [{"thread_ts": SPOKEN.thread, "status": "is looking"}, {"thread_ts": SPOKEN.thread, "status": ""}]
    assert {(method, address) for method, address, _ in enqueued(agents)} == {("assistant.threads.setStatus", "D1")}


def drafts(agents: Agents) -> list[Draft]:
    """The drafts that wait, as the sender hands them to their maker."""
    rows = agents.store.reading().execute("SELECT key, workspace, lane, address, payload FROM outbox ORDER BY id")
    method = "assistant.threads.setStatus"
    return [
        Draft(row[0], row[1], row[2], method, row[3], json.loads(row[4])["payload"])  # type: ignore[arg-type]
        for row in rows.fetchall()
    ]


def test_a_status_is_taken_away_also_if_the_answer_fails(agents: Agents) -> None:
    with pytest.raises(ZeroDivisionError), agents.thinking(ANA, SPOKEN, "is looking"):
        raise ZeroDivisionError
    assert [payload["status"] for *_, payload in enqueued(agents)] == ["is looking", ""]


def test_what_is_no_question_shows_no_status(agents: Agents) -> None:
    with agents.thinking(ANA, SPOKEN, ""):
        pass
    assert enqueued(agents) == []


def test_a_status_that_comes_too_late_to_be_true_is_not_shown_but_still_taken_away(
    agents: Agents, clock: Moving
) -> None:
    with agents.thinking(ANA, SPOKEN, "is looking"):
        pass
    clock.forward(30)
    assert [agents.status(draft) for draft in drafts(agents)] == [None, {"thread_ts": SPOKEN.thread, "status": ""}]


def refused(agents: Agents, reason: str, person: Person = ANA) -> None:
    """The sender tells that prompts were given up."""
    draft = Draft("k", person.workspace, "l", "assistant.threads.setSuggestedPrompts", person.id, {})
    with agents.store.transaction() as db:
        agents.dropped(db, draft, reason)


def test_a_workspace_without_agents_is_left_alone_for_a_day_and_logged_once(
    agents: Agents, clock: Moving, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.agents")
    agents.opened(ANA)
    for _ in range(2):
        refused(agents, "not_agent_app")
    agents.opened(ANA)
    agents.opened(BO)
    with agents.thinking(ANA, SPOKEN, "is looking"):
        pass
    assert len(enqueued(agents)) == 1
    assert len(caplog.records) == 1
    agents.opened(NAMESAKE)
    assert len(enqueued(agents)) == 2
    clock.forward(86_401)
    agents.opened(ANA)
    assert len(enqueued(agents)) == 3


def test_a_status_that_waits_while_the_workspace_refuses_is_not_tried_any_more(agents: Agents) -> None:
    with agents.thinking(ANA, SPOKEN, "is looking"):
        pass
    refused(agents, "not_agent_app")
    assert [agents.status(draft) for draft in drafts(agents)] == [None, None]


@pytest.mark.parametrize("reason", ["internal_error", "no answer: TimeoutError", "channel_not_found", "user_not_found"])
def test_what_went_wrong_once_or_in_one_place_is_no_refusal_of_the_workspace(agents: Agents, reason: str) -> None:
    agents.opened(ANA)
    refused(agents, reason)
    agents.opened(ANA)
    assert len(enqueued(agents)) == 2


def test_an_ordinary_message_that_was_given_up_says_nothing_of_agents(agents: Agents) -> None:
    draft = Draft("k", "T1", "l", "chat.postMessage", "C1", {})
    with agents.store.transaction() as db:
        agents.dropped(db, draft, "not_in_channel")
        agents.dropped(db, replace(draft, method="views.publish"), "invalid_arguments")
    assert agents.has_agents("T1")


def test_only_the_first_verdict_of_a_person_on_a_thing_is_thanked_for(agents: Agents) -> None:
    assert agents.judge(ANA, "concept_drift", "bad")
    assert not agents.judge(ANA, "concept_drift", "good")
    assert agents.judge(BO, "concept_drift", "good")
    (tally,) = feedback.tallies(agents.store.reading())
    assert (tally.good, tally.bad) == (2, 0)


def test_no_prompt_writes_a_word_of_the_command_while_words_of_ones_own_are_awaited() -> None:
    commands = {ids.ASSESS, ids.STAGE, ids.STEPS, ids.HELP, ids.HOME, ids.ROLES}
    assert not commands & {prompt.message for prompt in PROMPTS[Situation.NAMING]}
