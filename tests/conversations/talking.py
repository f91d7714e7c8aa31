"""Teams that answer by themselves, for tests of conversations: random ones, the best, the lowest."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from conversations import engine, flow
from conversations.engine import Event, Pressed, Typed
from conversations.session import Passed, Session, said
from conversations.turns import Asked, Offered, Turn, Weighed
from knowledge import loading
from knowledge.answers import NOT_SURE, Answer, established, findings
from knowledge.library import Library, Question, Value
from knowledge.scoring import Range, place

LIBRARY = loading.shipped()
FLOW = flow.shipped()["assessment"]

Team = Mapping[str, str]
"""The option that a team gives to each question, by question id."""
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
            session = press(session, team[session.question], library)
        else:
            session = press(session, offered(session, library)[-1], library)
    return session, asked


def at(question: str, team: Team) -> Session:
    """The team's conversation, stopped where this question is open."""
    session = start()
    while session.question != question:
        assert session.status == "active", f"{question} was never asked"
        session = press(session, team[session.question])
    return session


def prompt(turns: Iterable[Turn]) -> Asked | Offered | Weighed:
    """The one prompt among what was said."""
    (found,) = [turn for turn in turns if isinstance(turn, Asked | Offered | Weighed)]
    return found


def all_answers(team: Team) -> list[Answer]:
    """Every question answered."""
    return [Answer(question, choice) for question, choice in team.items()]


def standings(values: Mapping[str, Value], library: Library = LIBRARY) -> list[Standing]:
    """Every placement; where a scale does not apply its ranges say nothing and are left out."""
    return [
        (found.maturity_model, found.overall, dict(found.dimensions)) if found.applicable else (found.maturity_model,)
        for found in place(library, values)
    ]


def from_session(session: Session, library: Library = LIBRARY) -> list[Standing]:
    """The placements that a conversation comes to."""
    return standings(said(library, session.trail).values, library)


def from_everything(team: Team, library: Library = LIBRARY) -> list[Standing]:
    """The placements from an answer to every question."""
    return standings(findings(library, all_answers(team)).values, library)


def a_team(seed: int) -> dict[str, str]:
    """A random team without contradictions: in random order, any option that clashes with none before."""
    chance = random.Random(seed)
    unsure = chance.choice([0.0, 0.1, 0.5])
    questions = list(LIBRARY.questions.values())
    chance.shuffle(questions)
    team: dict[str, str] = {}
    while questions:
        question = questions.pop()
        fitting = [id for id in engine.offered(question) if id != NOT_SURE and agrees(team, question, id)]
        team[question.id] = NOT_SURE if not fitting or chance.random() < unsure else chance.choice(fitting)
    return team


def agrees(team: Team, question: Question, choice: str) -> bool:
    """Whether an option contradicts nothing that the team says elsewhere."""
    others = [answer for answer in all_answers(team) if answer.question != question.id]
    return not findings(LIBRARY, [*others, Answer(question.id, choice)]).contradictions


def _leaning(most: bool) -> dict[str, str]:
    def held(question: Question, choice: str) -> int:
        return sum(value is Value.HELD for value in established(question, choice).values())

    pick = max if most else min
    return {
        question.id: pick((option.id for option in question.options), key=partial(held, question))
        for question in LIBRARY.questions.values()
    }


BEST: dict[str, str] = _leaning(True) | {"who_releases": "pipeline_alone"}
"""Everything in place."""
LOWEST: dict[str, str] = _leaning(False)
"""Nothing in place, not one ML model."""
BEGINNING: dict[str, str] = LOWEST | {"ml_situation": "building"}
"""Nothing in place but a first ML model under construction."""


CLASHING: dict[str, str] = BEST | {"retraining": "metrics_start", "monitoring": "nobody_looks"}
"""Everything in place, but two answers disagree on whether metrics trigger retraining."""


def values(session: Session) -> dict[str, Value]:
    """What a conversation says about the team's capabilities."""
    return dict(said(LIBRARY, session.trail).values)


def opening() -> Session:
    """A conversation at its very first prompt."""
    return engine.start(LIBRARY, FLOW)[0]


def weighing() -> Session:
    """A conversation that asks which of two answers is right."""
    session = start()
    while not session.capability:
        session = press(session, CLASHING[session.question])
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
