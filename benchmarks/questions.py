"""How many questions a conversation takes, and what staying with a topic costs. Run: python benchmarks/questions.py"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Mapping
from itertools import pairwise

from conversations import asking, engine, flow
from knowledge.answers import NOT_SURE, joined
from knowledge.library import Library, Question, Value
from knowledge.loading import shipped

TEAMS = 300
LEVELS = (-1, 0, 0, 1, 1, 1, 2, 2, 3, 4)
"""Around which level of Microsoft's model realistic teams stand; -1: no ML model yet."""
STRAY = 0.2
"""How often a realistic team has something in place that it has no need of yet."""

Replies = Callable[[Question], str | Mapping[str, Value]]
"""How a team answers: a choice, or values capability by capability."""


def asked(library: Library, replies: Replies) -> list[str]:
    """The questions that a team is asked up to its result, in order."""
    assessment = flow.shipped()["assessment"]
    session, _ = engine.start(library, assessment)
    found = []
    while session.status != "finished":
        question = library.questions.get(session.question)
        if question:
            found.append(question.id)
        reply = replies(question) if question else Value.UNKNOWN.value if session.capability else "team"
        session, _ = engine.advance(library, assessment, session, event(session.turn, reply))
    return found


def event(turn: int, reply: str | Mapping[str, Value]) -> engine.Event:
    """What a reply is to the engine."""
    return engine.Pressed(turn, reply) if isinstance(reply, str) else engine.Detailed(turn, reply)


def always_unsure(question: Question) -> str:
    """A team that knows nothing."""
    return NOT_SURE


def at_random(rng: random.Random) -> Replies:
    """A team that ticks and presses anything, and contradicts itself at times."""

    def reply(question: Question) -> str:
        if question.several:
            return joined(question, [option.id for option in question.options if rng.random() < 0.5])
        return rng.choice(engine.offered(question))

    return reply


def truthful(values: Mapping[str, Value]) -> Replies:
    """A team that says of every capability what is so; what is left out is not in place."""

    def reply(question: Question) -> Mapping[str, Value]:
        return {id: values.get(id, Value.NOT_HELD) for id in question.capabilities}

    return reply


def realistic(library: Library, rng: random.Random) -> dict[str, Value]:
    """A team as there are many: near one level of each scale, with a little more here and a little less there."""
    level = rng.choice(LEVELS)
    stage = max(0, min(5, level + rng.choice([1, 2, 2, 3])))
    held = _gates_near(library, rng, "azure", level) | _gates_near(library, rng, "ml_op_shop", stage)
    held |= _traits_near(library, rng, rng.choice([1, 2, 3, 4]))
    held -= {"first_ml_use_cases"}
    held |= {"ml_model_exists", "first_ml_use_cases"} if level >= 0 else set()
    held |= {"several_ml_models_managed"} if level >= 2 else set()
    held |= {"retrained_and_redeployed_often"} if level >= 3 else set()
    held.add(rng.choice(["ad_hoc_work_only", "self_retraining_models_wanted", "ai_wanted_in_key_systems"]))
    return {id: Value.HELD if id in held else Value.NOT_HELD for id in library.capabilities}


def _gates_near(library: Library, rng: random.Random, scale: str, level: int) -> set[str]:
    held: set[str] = set()
    for dimension in library.maturity_models[scale].dimensions:
        reached = max(0, level + rng.choice([-1, 0, 0, 0, 1]))
        for cell in dimension.cells:
            held.update(item for item in cell.gate if cell.level <= reached or rng.random() < STRAY)
    return held


def _traits_near(library: Library, rng: random.Random, kind: int) -> set[str]:
    held: set[str] = set()
    for traits in library.maturity_models["microsoft_ai"].traits:
        likely = 0.75 if traits.level == kind or (kind == 4 and traits.level > 1) else 0.25
        held.update(item for item in traits.capabilities if rng.random() < likely)
    return held


def changes_of_topic(library: Library, walk: list[str]) -> int:
    """How often a conversation goes on to another topic."""
    topics = [library.questions[id].topic for id in walk]
    return sum(here != after for here, after in pairwise(topics))


def main() -> None:
    """Print a small table: median and most, with and without staying with a topic."""
    library = shipped()
    print(f"Questions to a settled result, {TEAMS} teams of each kind: median, most")
    print("staying worth   random answers   realistic teams   always unsure   changes of topic (realistic, mean)")
    for worth in (0.0, 0.75, asking.WORTH_STAYING):
        asking.WORTH_STAYING = worth
        asking._next.cache_clear()
        random_ones = [asked(library, at_random(random.Random(seed))) for seed in range(TEAMS)]
        teams = [realistic(library, random.Random(seed)) for seed in range(TEAMS)]
        real_ones = [asked(library, truthful(team)) for team in teams]
        row = [f"{worth:13}"]
        for walks in (random_ones, real_ones):
            lengths = [len(walk) for walk in walks]
            row.append(f"{statistics.median(lengths):10.1f} {max(lengths):5}")
        row.append(f"{len(asked(library, always_unsure)):14}")
        row.append(f"{statistics.mean(changes_of_topic(library, walk) for walk in real_ones):8.1f}")
        print("  ".join(row))


if __name__ == "__main__":
    main()
