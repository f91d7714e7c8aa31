"""How made-up teams of `sample` grow, and what they say of it: a few ways that many teams go, walked by the engine. Pure.

Teams share ways because a conversation takes the engine some hundredths of a second: each is walked once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from random import Random

from conversations import engine
from conversations.engine import TYPED
from conversations.flow import Flow
from conversations.session import Session
from knowledge.advice import next_steps
from knowledge.answers import NOT_SURE, PARTLY, joined
from knowledge.library import Library, MaturityModel, Option, Question, Value, Values

LENGTH = 10
"""How many points a way has: about what a team passes in two years."""
WAYS = 12
"""How many ways there are."""
EYES = 3
"""How many ways there are to see one team: as it is, unsure of some things, and mistaken about a few as well."""
_LEVELS = (-1, 0, 0, 0, 1, 1, 1, 2, 2, 3)
"""Around which level of Microsoft's model a team begins; -1: no ML model yet."""
_UNSURE, _MISTAKEN, _STRAY = 0.1, 0.06, 0.15
_PRODUCT = "a product"


@dataclass(frozen=True)
class Point:
    """What is true of a team at one time, and the capabilities that came into place since the point before."""

    values: Values
    gained: tuple[str, ...] = ()


@dataclass(frozen=True)
class Walked:
    """One conversation, as it began and as it ended."""

    begun: Session
    ended: Session

    def about(self, product: str) -> Walked:
        """The same conversation about another ML product."""
        return Walked(_about(self.begun, product), _about(self.ended, product))


def _about(session: Session, product: str) -> Session:
    trail = (replace(entry, words=product) if entry.choice == TYPED else entry for entry in session.trail)
    return replace(session, trail=tuple(trail))


def way(library: Library, rng: Random) -> tuple[Point, ...]:
    """A team's way from where it begins, each time by one or two of the steps that are advised at that point."""
    points = [Point(_beginning(library, rng))]
    while len(points) < LENGTH:
        values, gained = dict(points[-1].values), list[str]()
        for _ in range(rng.choice((1, 1, 2))):
            steps = next_steps(library, values)
            if steps:
                gained.append(rng.choice((steps[0], *steps)).step.capability)
                values[gained[-1]] = Value.HELD
        points.append(Point(values, tuple(gained)))
    return tuple(points)


def _beginning(library: Library, rng: Random) -> dict[str, Value]:
    """Near one level of each scale, with a little more here and a little less there, as real teams are."""
    level = rng.choice(_LEVELS)
    near = {"azure": level, "ml_op_shop": level + rng.choice((1, 2, 2, 3)), "makinen": level}
    held: set[str] = set()
    for model, _, cell in library.cells():
        reached = near.get(model.id, level) + rng.choice((-1, 0, 0, 0, 1))
        held.update(item for item in cell.gate if cell.level <= reached or rng.random() < _STRAY)
    for model in library.maturity_models.values():
        kind = rng.choice((1, 2, 2, 3, 3, 4))
        likely = {traits.level: 0.8 if traits.level == kind else 0.2 for traits in model.traits}
        held.update(
            item for traits in model.traits for item in traits.capabilities if rng.random() < likely[traits.level]
        )
        if model.applies_if:
            (held.add if level >= 0 else held.discard)(model.applies_if)
    lacking = (Value.NOT_HELD, Value.NOT_HELD, Value.NOT_HELD, Value.NOT_HELD, Value.PARTLY, Value.PLANNED)
    values = {id: Value.HELD if id in held else rng.choice(lacking) for id in library.capabilities}
    for model in library.maturity_models.values():
        values.update(_inputs(model, rng, level))
    return values


def _inputs(model: MaturityModel, rng: Random, level: int) -> dict[str, Value]:
    """What decides a scale of one decision: a single input, and seldom the lowest answer's once there is an ML model."""
    rules = sorted((rule for rule in model.decision if rule.any), key=lambda rule: rule.level)
    if not rules:
        return {}
    chosen = rng.choice((rules[0] if level < 0 or rng.random() < 0.15 else rules[-1]).any)
    return {item: Value.HELD if item == chosen else Value.NOT_HELD for rule in rules for item in rule.any}


@dataclass(frozen=True)
class Walks:
    """What people of the sample say. On every other way they speak of one ML product, on the others of the team."""

    library: Library
    flow: Flow
    seed: int
    _known: dict[tuple[int, int, int], tuple[Walked, Walked]] = field(default_factory=dict)

    @cached_property
    def ways(self) -> tuple[tuple[Point, ...], ...]:
        """The ways that teams go."""
        return tuple(way(self.library, Random(f"{self.seed} {number}")) for number in range(WAYS))

    def walked(self, at: tuple[int, int], eye: int, joins: bool, product: str) -> Walked:
        """The conversation of somebody who sees a point of a way (`at`) with one of the eyes, first or joining others."""
        if (*at, eye) not in self._known:
            values = self._seen(self.ways[at[0]][at[1]].values, Random(f"{self.seed} {at} {eye}"), eye)
            named = at[0] % 2 == 0
            # both at once, while the engine still knows what it worked out for the other one
            self._known[*at, eye] = self._walk(values, False, named), self._walk(values, True, named)
        return self._known[*at, eye][joins].about(product)

    def _seen(self, values: Values, rng: Random, eye: int) -> dict[str, Value]:
        seen = dict(values)
        for id, value in values.items():
            chance = rng.random()
            if eye and chance < _UNSURE:
                seen[id] = Value.UNKNOWN
            elif eye == EYES - 1 and chance < _UNSURE + _MISTAKEN:
                seen[id] = Value.NOT_HELD if value is Value.HELD else Value.HELD
        return seen

    def _walk(self, values: Values, joins: bool, product: bool) -> Walked:
        session, _ = engine.start(self.library, self.flow)
        opening = 2 if product else 1
        begun = session
        while session.status != "finished":
            session, _ = engine.advance(self.library, self.flow, session, self._reply(session, values, product))
            if joins and len(session.trail) == opening and not session.inherited:
                session, _ = engine.join(self.library, self.flow, session)
                begun = session
        return Walked(begun, session)

    def _reply(self, session: Session, values: Values, product: bool) -> engine.Event:
        question = self.library.questions.get(session.question)
        if question:
            return reply(question, session.turn, values)
        if session.capability:
            return engine.Pressed(session.turn, values[session.capability].value)
        state = self.flow.state(session.state)
        if state is not None and state.kind == "words":
            return engine.Typed(_PRODUCT)
        return engine.Pressed(session.turn, "product" if product else "team")


def reply(question: Question, turn: int, values: Values) -> engine.Event:
    """How somebody who sees these values answers: by the choices, and in detail where a checklist does not do."""
    asked = {id: values.get(id, Value.UNKNOWN) for id in sorted(question.capabilities)}
    if all(value is Value.UNKNOWN for value in asked.values()):
        return engine.Pressed(turn, NOT_SURE)
    if question.several:
        if Value.UNKNOWN in asked.values() or Value.PLANNED in asked.values():
            return engine.Detailed(turn, asked)
        ticked = [one.id for one in question.options if all(values.get(id) is Value.HELD for id in one.establishes)]
        return engine.Pressed(turn, joined(question, ticked))
    if question.yes_no and Value.PARTLY in asked.values():
        return engine.Pressed(turn, PARTLY)
    return engine.Pressed(turn, max(question.options, key=lambda one: _fit(one, values)).id)


def _fit(option: Option, values: Values) -> int:
    """How well an option describes what is so: what it says rightly less, twice, what it says wrongly."""
    found = 0
    for id, value in option.establishes.items():
        seen = values.get(id, Value.UNKNOWN)
        found += 0 if seen is Value.UNKNOWN else 1 if (seen is Value.HELD) == (value is Value.HELD) else -2
    return found
