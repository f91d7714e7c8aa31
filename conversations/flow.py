"""Flows: the states of a conversation and the ways between them, read from YAML and checked as a whole graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from knowledge.answers import EXTRA_OPTIONS
from knowledge.library import Library
from knowledge.strict_yaml import Problem, ProblemsFound, Reader

Kind = Literal["choice", "words", "questions", "result"]
AS_BEFORE = "as_before"
RESERVED = frozenset({"back", "skip", "pause", "more", "done", "right", "wrong", AS_BEFORE, *EXTRA_OPTIONS})
"""Button ids that the engine gives a meaning of its own; no choice of a flow and no option of a question may use them."""


@dataclass(frozen=True)
class Transition:
    """A button in a state: what it says, and the state it leads to."""

    id: str
    label: str
    to: str


@dataclass(frozen=True)
class State:
    """One place in a conversation.

    `choice` shows text and waits for one of `choices`; `words` waits for typed words; `questions` asks what
    `asking.py` chooses (`ask: placing` settles placements, `ask: advice` sharpens advice), beginning with `first`, or
    what a check-in asks anew (`ask: again`); `result` ends a round and may offer `choices` to go on.
    """

    id: str
    kind: Kind
    text: str = ""
    choices: tuple[Transition, ...] = ()
    next: str = ""
    ask: Literal["placing", "advice", "again", ""] = ""
    first: tuple[str, ...] = ()

    def choice(self, id: str) -> Transition | None:
        """The choice with this id, or None."""
        return next((choice for choice in self.choices if choice.id == id), None)

    @property
    def targets(self) -> tuple[str, ...]:
        """Every state that this one can lead to."""
        return tuple(choice.to for choice in self.choices) + ((self.next,) if self.next else ())


@dataclass(frozen=True)
class Flow:
    """A conversation's states; `version` is raised by hand when stored sessions need another look on resuming.

    `check_in` names the state in which a check-in begins; empty: the flow has none.
    """

    id: str
    version: int
    start: str
    states: tuple[State, ...]
    check_in: str = ""

    @property
    def ways_in(self) -> tuple[str, ...]:
        """The states in which a conversation may begin."""
        return (self.start, self.check_in) if self.check_in else (self.start,)

    def state(self, id: str) -> State | None:
        """The state with this id, or None: a stored session may come from an older release."""
        return self._by_id.get(id)

    @cached_property
    def _by_id(self) -> Mapping[str, State]:
        return {state.id: state for state in self.states}


@cache
def shipped() -> Mapping[str, Flow]:
    """The flows that ship with the package, by id. Raises `ProblemsFound` if a file is broken."""
    return load(files("conversations") / "flows")


def load(folder: Traversable) -> Mapping[str, Flow]:
    """Read every flow of a folder. Raises `ProblemsFound` with all problems of form."""
    found: dict[str, Flow] = {}
    problems_found: list[Problem] = []
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            reader = Reader(f"conversations/flows/{file.name}")
            node = reader.compose(file.read_text(encoding="utf-8"))
            flow: Flow | None = reader.build(Flow, node) if node is not None else None
            problems_found += reader.problems
            if flow is not None:
                found[flow.id] = flow
    if problems_found:
        raise ProblemsFound(problems_found)
    return found


def problems(flow: Flow, library: Library) -> list[Problem]:
    """What is wrong with a flow as a graph: each problem names flow, state and remedy."""
    found = [*_graph_problems(flow)]
    for state in flow.states:
        found += [(state.id, text) for text in _state_problems(state, library)]
    return [Problem(f"conversations/flows/{flow.id}.yaml", f"flow {flow.id}, state {id}: {text}") for id, text in found]


def _graph_problems(flow: Flow) -> list[tuple[str, str]]:
    ids = [state.id for state in flow.states]
    found = [(id, "this id is used twice; rename one") for id in sorted({id for id in ids if ids.count(id) > 1})]
    nowhere = [id for id in flow.ways_in if id not in ids]
    if nowhere:
        text = f"the flow starts here but has no such state; use one of {', '.join(ids)}"
        return [*found, *((id, text) for id in nowhere)]
    for state in flow.states:
        found += [(state.id, f'leads to "{to}", which does not exist') for to in state.targets if to not in ids]
    reached = {way: _reachable(flow, way) for way in flow.ways_in}
    lost = [id for id in ids if not any(id in some for some in reached.values())]
    found += [(id, "cannot be reached from the start; lead to it or remove it") for id in lost]
    results = {state.id for state in flow.states if state.kind == "result"}
    endless = [way for way, some in reached.items() if some.isdisjoint(results)]
    found += [(way, "no result can be reached from here; let some path end in one") for way in endless[:1]]
    return found


def _reachable(flow: Flow, start: str) -> set[str]:
    reached, waiting = set(), [start]
    while waiting:
        id = waiting.pop()
        state = flow.state(id)
        if state is not None and id not in reached:
            reached.add(id)
            waiting += state.targets
    return reached


def _state_problems(state: State, library: Library) -> list[str]:
    found = []
    if state.kind in ("words", "questions") and not state.next:
        found.append('needs "next": where to go when it is done')
    if state.kind == "choice" and len(state.choices) < 2:
        found.append("a choice needs two choices or more")
    if state.kind in ("choice", "words") and not state.text:
        found.append('needs "text": what to say')
    if (state.kind == "questions") != bool(state.ask):
        found.append('"ask" (placing, advice or again) belongs to states of kind questions, and only there')
    found += [f'the question "{id}" does not exist' for id in state.first if id not in library.questions]
    found += [f'the choice id "{choice.id}" is reserved' for choice in state.choices if choice.id in RESERVED]
    return found
