"""Teams that answer by themselves, for tests of conversations: random ones, the best, the lowest."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from conversations import engine, flow
from conversations.engine import Detailed, Event, Pressed, Typed
from conversations.session import Passed, Session, said
from conversations.turns import Asked, Offered, Turn, Weighed
from knowledge import loading
from knowledge.answers import DETAIL, NONE, NOT_SURE, PARTLY, Answer, established, findings, joined
from knowledge.library import Library, Question, Value
from knowledge.scoring import Range, place

LIBRARY = loading.shipped()
FLOW = flow.shipped()["assessment"]

Reply = str | Mapping[str, Value]
"""What a team says to one question: a choice, or values capability by capability."""
Team = Mapping[str, Reply]
"""What a team says to each question, by question id."""
Standing = tuple[str, Range, dict[str, Range]] | tuple[str]


def offered(session: Session, library: Library = LIBRARY) -> list[str]:
    """The ids that may be chosen at the open prompt; none where words are awaited."""
    if session.capability:
        return ["held", "not_held", "unknown"]
    if session.question:
        return engine.offered(library.questions[session.question])
    state = FLOW.state(session.state)
    return [choice.id for choice in state.choices] if state else []


def start(library: Library = LIBRARY) -> Session:
    """A conversation about the team as a rule, at its first question."""
    session, _ = engine.start(library, FLOW)
    return press(session, "team", library)


def press(session: Session, button: str, library: Library = LIBRARY) -> Session:
    """The session after a button of the open prompt."""
    return hear(session, Pressed(session.turn, button), library)[0]


def answer(session: Session, reply: Reply, library: Library = LIBRARY) -> Session:
    """The session after a reply to the open question, pressed or given in detail."""
    if isinstance(reply, str):
        return press(session, reply, library)
    return hear(session, Detailed(session.turn, reply, "for a reason"), library)[0]


def hear(session: Session, event: Event, library: Library = LIBRARY) -> tuple[Session, tuple[Turn, ...]]:
    """One event on the shipped flow."""
    return engine.advance(library, FLOW, session, event)


def typed(session: Session, text: str) -> tuple[Session, Turn]:
    """The session after typed words, and the last thing said."""
    after, turns = hear(session, Typed(text))
    return after, turns[-1]


def finish(session: Session, team: Team, library: Library = LIBRARY) -> tuple[Session, list[str]]:
    """Answer as the team does up to the result; also the questions that were asked on the way, in order."""
    asked = []
    while session.status != "finished":
        if session.question:
            asked.append(session.question)
            after = answer(session, team[session.question], library)
        else:
            after = press(session, offered(session, library)[-1], library)
        assert after.turn > session.turn, f"{session} does not go on"
        session = after
    return session, asked


def at(question: str, team: Team) -> Session:
    """The team's conversation, stopped where this question is open."""
    session = start()
    while session.question != question:
        assert session.status == "active", f"{question} was never asked"
        session = answer(session, team[session.question])
    return session


def prompt(turns: Iterable[Turn]) -> Asked | Offered | Weighed:
    """The one prompt among what was said."""
    (found,) = [turn for turn in turns if isinstance(turn, Asked | Offered | Weighed)]
    return found


def all_answers(team: Team) -> list[Answer]:
    """Every question answered."""
    return [
        Answer(question, reply) if isinstance(reply, str) else Answer(question, DETAIL, reply)
        for question, reply in team.items()
    ]


def standings(values: Mapping[str, Value], library: Library = LIBRARY) -> list[Standing]:
    """Every placement; where a scale does not apply its ranges say nothing and are left out."""
    return [
        (found.maturity_model, found.overall, dict(found.dimensions)) if found.applicable else (found.maturity_model,)
        for found in place(library, values)
    ]


def overall(scale: str, values: Mapping[str, Value]) -> Range:
    """Where a scale sees a team."""
    (found,) = [one for one in place(LIBRARY, values) if one.maturity_model == scale]
    return found.overall


def from_session(session: Session, library: Library = LIBRARY) -> list[Standing]:
    """The placements that a conversation comes to."""
    return standings(said(library, session.trail).values, library)


def from_everything(team: Team, library: Library = LIBRARY) -> list[Standing]:
    """The placements from an answer to every question."""
    return standings(findings(library, all_answers(team)).values, library)


# Random teams


def a_team(seed: int) -> dict[str, Reply]:
    """A random team without contradictions: in random order, any reply that clashes with none before."""
    chance = random.Random(seed)
    unsure, lean = chance.choice([0.0, 0.1, 0.5]), chance.choice([0.2, 0.5, 0.9])
    questions = list(LIBRARY.questions.values())
    chance.shuffle(questions)
    team: dict[str, Reply] = {}
    for question in questions:
        tries = [NOT_SURE] if chance.random() < unsure else [a_reply(chance, question, lean) for _ in range(9)]
        team[question.id] = next((reply for reply in tries if agrees(team, question, reply)), NOT_SURE)
    return team


def a_reply(chance: random.Random, question: Question, lean: float) -> Reply:
    """Any reply: a choice, any boxes of a checklist, or something of each capability. `lean` of them say "in place"."""
    if chance.random() < 0.2:
        known = [id for id in sorted(question.capabilities) if chance.random() < 0.9]
        values = {id: Value.HELD if chance.random() < lean else chance.choice(list(Value)) for id in known}
        return values or NOT_SURE
    if question.several:
        return joined(question, [option.id for option in question.options if chance.random() < lean])
    if chance.random() < lean:
        return max((option.id for option in question.options), key=partial(_held, question))
    return chance.choice([*(option.id for option in question.options), *([PARTLY] if question.yes_no else [])])


def meaning(question: Question, reply: Reply) -> Mapping[str, Value]:
    """What a reply says about the question's capabilities."""
    return established(LIBRARY, question, reply) if isinstance(reply, str) else reply


def agrees(team: Team, question: Question, reply: Reply) -> bool:
    """Whether a reply says the same as the rest of the team's, wherever both say something."""
    says = _telling(question, reply)
    others = [_telling(LIBRARY.questions[id], its) for id, its in team.items() if id != question.id]
    return all(said[id] is says[id] for said in others for id in said.keys() & says.keys())


def _telling(question: Question, reply: Reply) -> dict[str, Value]:
    return {id: value for id, value in meaning(question, reply).items() if value is not Value.UNKNOWN}


def _held(question: Question, choice: str) -> int:
    return sum(value is Value.HELD for value in meaning(question, choice).values())


# Teams at the ends

OUTGROWN = {"learning_basics", "instinct"}
"""Boxes that are true of beginners."""


def _leaning(most: bool) -> dict[str, str]:
    pick = max if most else min
    return {
        question.id: joined(question, {option.id for option in question.options if most} - OUTGROWN)
        if question.several
        else pick((option.id for option in question.options), key=partial(_held, question))
        for question in LIBRARY.questions.values()
    }


BEST: dict[str, str] = _leaning(True) | {
    "ml_situation": "several_in_use",
    "plans": "self_retraining",
    "who_releases": "pipeline_alone",
}
"""Everything in place."""
LOWEST: dict[str, str] = _leaning(False) | {"ml_situation": "no_ml", "plans": "ad_hoc_work", "how_you_decide": NONE}
"""Nothing in place, not one ML model."""
BEGINNING: dict[str, str] = LOWEST | {"ml_situation": "building", "plans": "ml_models"}
"""Nothing in place but a first ML model under construction."""
CLASHING: dict[str, str] = BEST | {"use_cases": "yes", "ml_situation": "no_ml"}
"""Everything in place, but two answers disagree on whether there is a use case."""
CLASH = "first_ml_use_cases"


# Sessions and releases


def values(session: Session) -> dict[str, Value]:
    """What a conversation says about the team's capabilities."""
    return dict(said(LIBRARY, session.trail).values)


def opening() -> Session:
    """A conversation at its very first prompt."""
    return engine.start(LIBRARY, FLOW)[0]


def out_of_order(reply: Reply = "yes") -> Session:
    """A conversation that was asked about use cases first, as one that an earlier release began may have been.

    In the order of this release no two answers can disagree: what is known is not asked about.
    """
    return answer(replace(start(), question="use_cases"), reply)


def weighing() -> Session:
    """A conversation that asks which of two answers is right."""
    session = press(out_of_order(), CLASHING["ml_situation"])
    assert session.capability == CLASH
    return session


def without(*questions: str, library: Library = LIBRARY) -> Library:
    """A release that no longer asks these questions."""
    kept = {id: question for id, question in library.questions.items() if id not in questions}
    return replace(library, version="next", questions=kept)


def without_option(question: str, option: str) -> Library:
    """A release in which a question lost an option."""
    old = LIBRARY.questions[question]
    new = replace(old, options=tuple(kept for kept in old.options if kept.id != option))
    return replace(LIBRARY, version="next", questions={**LIBRARY.questions, question: new})


def saying(session: Session, state: str) -> Passed | None:
    """What was said to a state's own prompt, if anything."""
    return next((entry for entry in session.trail if entry.state == state and not entry.question), None)
