"""How many questions a conversation takes, and what staying with a topic costs. Run: python benchmarks/questions.py"""

from __future__ import annotations

import random
import statistics

from conversations import asking, engine, flow
from knowledge.library import Library
from knowledge.loading import shipped

TEAMS = 300


def length(library: Library, seed: int) -> int:
    """The number of questions that a team with random answers is asked."""
    rng = random.Random(seed)
    assessment = flow.shipped()["assessment"]
    session, _ = engine.start(library, assessment)
    asked = 0
    while session.status != "finished":
        question = library.questions.get(session.question)
        asked += question is not None
        button = rng.choice(engine.offered(question)) if question else "unknown" if session.capability else "team"
        session, _ = engine.advance(library, assessment, session, engine.Pressed(session.turn, button))
    return asked


def main() -> None:
    """Print a small table."""
    library = shipped()
    print("staying worth   median   most   (questions to a settled result, random answers)")
    for worth in (0.0, 0.75, asking.WORTH_STAYING):
        asking.WORTH_STAYING = worth
        asking._next.cache_clear()
        lengths = [length(library, seed) for seed in range(TEAMS)]
        print(f"{worth:13}   {statistics.median(lengths):6}   {max(lengths):4}")


if __name__ == "__main__":
    main()
