"""What a check-in begins with: the answers that are carried over, and which of them are worth asking about again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from conversations.engine import TYPED
from conversations.flow import Flow
from conversations.session import Passed, said, still_stands
from knowledge.answers import DETAIL, established
from knowledge.library import Library, MaturityModel, Value, Values
from knowledge.paths import path
from knowledge.scoring import effective, place_on, undecided

USUAL = 5
"""How many questions a check-in asks as a rule; what is merely old, disputed or out of evidence waits if there are more."""
MOST_GATES = 4


@dataclass(frozen=True)
class Reasons:
    """Why answers may no longer be true. `today` is a day (YYYY-MM-DD).

    `done` names the capabilities of actions that are said to be done, `disputed` those that people saw differently,
    what matters most first; `stale` the questions whose evidence ran out; `target` the maturity model aimed at, if any.
    """

    today: str
    done: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    target: str = ""


def carried(library: Library, flow: Flow, trail: Iterable[Passed], decided: Values, given: str) -> tuple[Passed, ...]:
    """The answers of an earlier conversation, made ready to begin a check-in with, numbered from 1.

    What was decided since (capability by capability), or when two answers disagreed, stands in the answers themselves:
    one that said otherwise becomes an answer in detail. `given` is the day (YYYY-MM-DD) of the earlier conversation.
    Answers to what this release no longer asks are left out.
    """
    earlier = tuple(trail)
    settled = {entry.capability: Value(entry.choice) for entry in earlier if entry.capability}
    counts = {id: value for id, value in {**settled, **decided}.items() if id in library.capabilities}
    kept = [
        replace(entry, state=flow.check_in, since=entry.since or given) if entry.question else entry
        for entry in earlier
        if not entry.capability
    ]
    kept = [_corrected(library, entry, counts) for entry in kept if still_stands(library, flow, entry)]
    for id, value in counts.items():
        if value not in (Value.UNKNOWN, said(library, kept).values.get(id)):
            kept = _told(library, flow, kept, id, value, given)
    return tuple(replace(entry, turn=number) for number, entry in enumerate(kept, start=1))


def from_values(library: Library, flow: Flow, values: Values, given: str, subject: str = "") -> tuple[Passed, ...]:
    """The same for somebody who has not answered before: what the team agrees on, question by question.

    `subject` is the ML product that it is about; empty: the team as a rule.
    """
    open_items = undecided(library, values)
    first = [id for state in flow.states for id in state.first]
    questions = sorted(library.questions.values(), key=lambda question: question.id not in first)
    # What is known is told by questions that have nothing left to ask; by others only where no such question does.
    questions.sort(key=lambda question: not question.capabilities.isdisjoint(open_items))
    told: set[str] = set()
    entries = list(_opening(flow, subject))
    for question in questions:
        known = {
            id: values[id].value for id in question.capabilities if values.get(id, Value.UNKNOWN) is not Value.UNKNOWN
        }
        if not known.keys() <= told:
            told |= known.keys()
            entries.append(Passed(0, flow.check_in, DETAIL, question.id, values=known, since=given))
    return tuple(replace(entry, turn=number) for number, entry in enumerate(entries, start=1))


def worth_asking_again(
    library: Library, trail: Sequence[Passed], values: Values, reasons: Reasons, changed: bool
) -> tuple[str, ...]:
    """The questions to ask anew of answers that are carried over, in order.

    What is said to be done is always asked about; if something `changed`, what `values` (the team's) lack for the next
    level, too; of what is disputed, out of evidence or more than a year old as much as the usual number leaves room for.
    """
    done = [*dict.fromkeys(_questions(library, trail, reasons.done))]
    lacking = _next_gates(library, values, reasons.target) if changed else []
    gates = [id for id in dict.fromkeys(_questions(library, trail, lacking)) if id not in done][:MOST_GATES]
    doubtful = [*_questions(library, trail, reasons.disputed), *reasons.stale, *_old(trail, reasons.today)]
    doubtful = [id for id in dict.fromkeys(doubtful) if id in library.questions and id not in (*done, *gates)]
    return (*done, *doubtful[: max(USUAL - len(done) - len(gates), 1)], *gates)


def _said(library: Library, entry: Passed) -> dict[str, Value]:
    """What one answer says, capability by capability."""
    if entry.values:
        return {id: Value(value) for id, value in entry.values.items()}
    question = library.questions.get(entry.question)
    return dict(established(library, question, entry.choice)) if question else {}


def _corrected(library: Library, entry: Passed, counts: Values) -> Passed:
    """The answer as it is, or in detail if something else counts now than what it says."""
    own = _said(library, entry)
    other = {id: counts[id] for id, value in own.items() if counts.get(id, value) is not value}
    return _in_detail(entry, {**own, **other}) if other else entry


def _in_detail(entry: Passed, values: Values) -> Passed:
    words = entry.words if entry.choice == DETAIL else ""  # what was typed spoke of another answer
    return replace(entry, choice=DETAIL, words=words, values={id: value.value for id, value in values.items()})


def _told(library: Library, flow: Flow, entries: Sequence[Passed], id: str, value: Value, given: str) -> list[Passed]:
    """The answers with a value that none of them tells: put into one that left it open, or beside them."""
    question = _question_for(library, entries, id)
    if not question:
        return [*entries]
    at = next((at for at, entry in enumerate(entries) if entry.question == question), None)
    if at is None:
        return [*entries, Passed(0, flow.check_in, DETAIL, question, values={id: value.value}, since=given)]
    told = _in_detail(entries[at], {**_said(library, entries[at]), id: value})
    return [*entries[:at], told, *entries[at + 1 :]]


def _opening(flow: Flow, subject: str) -> Iterator[Passed]:
    """What is said first of all: which work it is about."""
    start = flow.state(flow.start)
    for choice in start.choices if start else ():
        to = flow.state(choice.to)
        if (to is not None and to.kind == "words") == bool(subject):
            yield Passed(0, flow.start, choice.id)
            if subject:
                yield Passed(0, choice.to, TYPED, words=subject)
            return


def _questions(library: Library, trail: Sequence[Passed], capabilities: Iterable[str]) -> Iterator[str]:
    """The question to ask about each capability, where there is one."""
    found = (_question_for(library, trail, id) for id in capabilities)
    return (id for id in found if id)


def _question_for(library: Library, trail: Sequence[Passed], capability: str) -> str:
    """The question whose answer tells of a capability, else the one that asks least besides; empty if none does."""
    asking = [question for question in library.questions.values() if capability in question.capabilities]
    if not asking:
        return ""
    ids = {question.id for question in asking}
    telling = [one for one in trail if one.question in ids and _tells(library, one, capability)]
    return telling[-1].question if telling else min(asking, key=lambda question: len(question.capabilities)).id


def _tells(library: Library, entry: Passed, capability: str) -> bool:
    return _said(library, entry).get(capability, Value.UNKNOWN) is not Value.UNKNOWN


def _old(trail: Iterable[Passed], today: str) -> list[str]:
    """The questions that were answered more than a year ago, longest ago first."""
    year_ago = f"{int(today[:4]) - 1:04}{today[4:]}"
    old = [entry for entry in trail if entry.question and "" < entry.since < year_ago]
    return [entry.question for entry in sorted(old, key=lambda entry: entry.since)]


def _next_gates(library: Library, values: Values, target: str) -> Iterator[str]:
    """What gates the next level, in the order to take it: of the scale aimed at, then of the first one that applies and
    goes on, with what would make those before it apply. At the top of them all: what holds the team on the first."""
    known = effective(library, values)
    scales = sorted((one for one in library.maturity_models.values() if one.dimensions), key=lambda one: one.order)
    goes_on = [one for one in scales if _next_level(one, known) <= one.top]
    first = next((at for at, one in enumerate(goes_on) if place_on(one, known).applicable), len(goes_on))
    aimed_at = [one for one in goes_on if one.id == target]
    for model in dict.fromkeys(one.id for one in (*aimed_at, *goes_on[: first + 1])):
        levels = path(library, values, model, _next_level(library.maturity_models[model], known))
        yield from (step.capability for level in levels for step in level.steps)
    if not goes_on:
        yield from (item for dimension in scales[0].dimensions for item in dimension.cells[-1].gate)


def _next_level(model: MaturityModel, known: Values) -> int:
    """The level after the one that the team is sure of; the lowest where the scale does not apply yet."""
    placement = place_on(model, known)
    return placement.overall.low + 1 if placement.applicable else model.levels[0].number
