"""Several people who answer for one team, without Slack: a real store, a clock that is moved, and the doors of the bot."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.assessments import Assessments
from bot.consensus import Consensus
from bot.history import History
from bot.ids import PromptRef
from bot.outcomes import Outcome
from bot.people import Person
from bot.sharing import Results
from bot.store import conversations, results
from bot.store.conversations import Conversation
from bot.store.database import Store
from bot.store.evidence import Evidence
from bot.store.results import Result
from bot.store.teams import Team
from bot.teams import Teams
from conversations import engine, flow
from knowledge import loading
from knowledge.library import Library, Value
from tests.bot.moving import Moving

LIBRARY = loading.shipped()
FLOWS = flow.shipped()
ANA, BO, CY, DEE = (Person("T1", name) for name in ("UANA", "UBO", "UCY", "UDEE"))
DAY = 86_400.0

Choose = Callable[[str, Sequence[str]], str]
"""A question's id (empty where a state asks by itself) and what may be pressed -> what is pressed."""


def saying(replies: Mapping[str, str], otherwise: int = 0) -> Choose:
    """Give these replies by question, else the choice at this place."""

    def choose(question: str, offered: Sequence[str]) -> str:
        if not question:
            return "team" if "team" in offered else offered[0]
        return replies.get(question) or offered[min(otherwise, len(offered) - 1)]

    return choose


ALIKE = {"ml_situation": "several_in_use", "plans": "ml_models"}
"""What everybody says of the team's work, so that the same scales apply."""
FIRST, SECOND = saying(ALIKE), saying(ALIKE, otherwise=1)


def at_random(seed: int) -> Choose:
    """Any choice, the same ones for the same seed."""
    rng = random.Random(seed)
    return lambda question, offered: rng.choice(list(offered)) if question else "team"


class Several:
    """A team of these people, the first of whom leads it."""

    def __init__(self, folder: Path, *people: Person, library: Library = LIBRARY) -> None:
        self.store = Store(f"sqlite:///{folder / 'bot.db'}")
        self.store.migrate()
        self.clock = Moving()
        self.use(library)
        self.teams = Teams(self.store, self.clock)
        self.team = self.team_of("Churn", "C1", *people)

    def use(self, library: Library) -> None:
        """Go on with this knowledge, as a new release would."""
        self.library = library
        self.assessments = Assessments(self.store, library, FLOWS, self.clock)
        self.results = Results(self.store, library, FLOWS, self.clock)
        self.consensus = Consensus(self.store, library, FLOWS, self.clock)
        self.history = History(self.store, library, self.clock)

    def team_of(self, name: str, channel: str, *people: Person) -> Team:
        """One more team."""
        made = self.teams.set_up(people[0], name, channel, people[0].id)
        assert isinstance(made, Team)
        for person in people[1:]:
            self.teams.join(person, made.id)
        return made

    def conversation(self, person: Person) -> Conversation:
        """The person's conversation that was begun last."""
        (id,) = self.rows(
            "SELECT id FROM conversations WHERE workspace = ? AND person = ? ORDER BY rowid DESC LIMIT 1",
            *(person.workspace, person.id),
        )[0]
        found = conversations.find(self.store.reading(), person.workspace, id)
        assert found is not None
        return found

    def press(self, person: Person, button: str) -> None:
        """Press a button of the open prompt, a moment later."""
        self.clock.forward(1)
        where = self.conversation(person)
        self.assessments.press(person, PromptRef(where.id, where.session.turn, button), None)

    def finish(self, person: Person, choose: Choose = FIRST) -> Conversation:
        """Answer up to the result."""
        while (where := self.conversation(person)).session.status != "finished":
            self.press(person, choose(where.session.question, self.offered(where)))
        return where

    def answer(self, person: Person, choose: Choose = FIRST, anew: bool = False, team: Team | None = None) -> Result:
        """Start and answer up to the result; returns what the team's assessment came to."""
        self.clock.forward(1)
        assert self.assessments.assess(person, team or self.team, anew=anew) == "started"
        where = self.finish(person, choose)
        found = results.of_assessment(self.store.reading(), person.workspace, where.assessment)
        assert found is not None
        return found

    def offered(self, where: Conversation) -> list[str]:
        """What may be pressed at the open prompt."""
        session = where.session
        if session.capability:
            return [value.value for value in (Value.HELD, Value.NOT_HELD, Value.UNKNOWN)]
        if session.question:
            return engine.offered(self.library.questions[session.question])
        state = FLOWS["assessment"].state(session.state)
        return [choice.id for choice in state.choices] if state else []

    def turn_of(self, person: Person, question: str) -> PromptRef:
        """Where the person answered a question."""
        where = self.conversation(person)
        return PromptRef(where.id, next(one.turn for one in where.session.trail if one.question == question))

    def turn_open(self, person: Person) -> PromptRef:
        """The open prompt of the person's."""
        where = self.conversation(person)
        return PromptRef(where.id, where.session.turn)

    def give_anew(self, person: Person, question: str, choice: str) -> None:
        """Change an answer, up to the result."""
        self.assessments.change(person, self.turn_of(person, question))
        self.press(person, choice)
        self.finish(person)

    def back_up(self, person: Person, question: str, **evidence: str) -> None:
        """Keep evidence for an answer."""
        self.assessments.back_up(person, self.turn_of(person, question), Evidence(**evidence))

    def seen(self, person: Person) -> Outcome:
        """The team's newest result as this person sees it."""
        found = self.results.latest(person, self.team)
        assert found is not None
        return found

    def scored(self, person: Person, result: str = "") -> str:
        """All that "how this was scored" tells the person of a result, by default of the newest."""
        blocks = self.results.scored(person, result or self.seen(person).result)
        return json.dumps([block.to_dict() for block in blocks], ensure_ascii=False)

    def said_to(self, person: Person) -> list[str]:
        """What waits to be said to a person now, as JSON, oldest first."""
        rows = self.rows("SELECT address, lane, payload FROM outbox ORDER BY id")
        own = {id for (id,) in self.rows("SELECT id FROM conversations WHERE person = ?", person.id)}
        to_them = [json.loads(body)["payload"] for address, lane, body in rows if address == person.id or lane in own]
        return [json.dumps(payload, ensure_ascii=False) for payload in to_them if "text" in payload]

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database holds."""
        return [tuple(row) for row in self.store.reading().execute(sql, values).fetchall()]

    def everything(self, *left_out: str) -> Iterator[tuple[str, str]]:
        """Every cell of every table, as (table, text)."""
        for (table,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
            if table not in left_out:
                for row in self.rows(f"SELECT * FROM {table}"):
                    yield from ((table, str(cell)) for cell in row)


def renewed(library: Library, version: str = "later") -> Library:
    """The library as a later release might have it: what gates level 1 of Microsoft's model gates no more."""
    model = library.maturity_models["azure"]
    dimensions = tuple(
        replace(one, cells=tuple(cell for cell in one.cells if cell.level != 1)) for one in model.dimensions
    )
    models = {**library.maturity_models, "azure": replace(model, dimensions=dimensions)}
    return replace(library, version=version, maturity_models=models)
