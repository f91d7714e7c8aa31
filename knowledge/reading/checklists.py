"""What typed words state about a checklist: which of its options are true, and whether they name them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.library import Library, Question, Value
from knowledge.reading.clauses import Clause
from knowledge.reading.lexicon import DENYING, Kind
from knowledge.reading.mentions import Mention
from knowledge.reading.spoken import (
    Found,
    Spoken,
    doubtful,
    only_unsure,
    option_named,
    shaky,
    unknown,
    value_of,
    value_said,
)

LISTED = 0.85
"""Which part of the typed words must be accounted for to take them for a whole list, as if boxes were ticked."""

_SWEEPING = frozenset({Kind.ALL, Kind.EVERY, Kind.BOTH, Kind.REST}) | DENYING


@dataclass(frozen=True)
class _Sweep:
    """What is said at once of many options: of all that nothing else was said of, or of those in `options`."""

    value: Value
    options: frozenset[str] = frozenset()

    @property
    def whole(self) -> bool:
        return not self.options


def checklist(library: Library, question: Question, spoken: Spoken) -> Found:
    """Values for a question of which any number of options may be true."""
    if only_unsure(spoken):
        return unknown(question, spoken)
    found = Found(doubtful=shaky(spoken))
    sweeps = _sweeps(question, spoken, found)
    for mention in spoken.mentions:
        for capability in option_named(question, mention.choice).establishes:
            found.add(capability, _listed(spoken, mention, sweeps))
    excepted = {mention.choice for mention in spoken.mentions if spoken.excepted(mention)}
    for sweep in sweeps:
        for id in sweep.options - excepted:
            for capability in option_named(question, id).establishes:
                found.add(capability, sweep.value)
    _question_closely(spoken, found)
    _complete(library, question, found, _rest(spoken, found, sweeps))
    return found


def _sweeps(question: Question, spoken: Spoken, found: Found) -> list[_Sweep]:
    """What is said of many options at once: "all", "none of it", "everything else no", "no version control"."""
    sweeps = [sweep for clause in spoken.without_mention() for sweep in _sweep(question, spoken, clause, found)]
    if not sweeps and not spoken.mentions and spoken.speech.marks & {Kind.NOBODY, Kind.ALL}:
        sweeps.append(_Sweep(value_said(spoken.speech.clauses[0])))
        found.doubtful = found.settled = True
    found.broken |= len({sweep.value for sweep in sweeps if sweep.whole}) > 1
    return sweeps


def _sweep(question: Question, spoken: Spoken, clause: Clause, found: Found) -> Iterator[_Sweep]:
    """What one clause that names no option says of many of them."""
    if clause.excepted or (Kind.BOTH in clause.marks and len(question.options) != 2):
        found.broken = True
    elif not clause.marks & _SWEEPING:
        found.doubtful |= bool(clause.modes) and not found.settled
    elif spoken.book.knows(clause):
        found.doubtful |= doubtful(clause) or clause.wordy
        found.settled |= clause.bare
        found.broken |= clause.denies and Kind.YES in clause.marks
        yield _Sweep(value_said(clause))
    else:
        named = spoken.book.users(clause, by_name=True)
        users = named if len(named) > 1 else spoken.book.users(clause)
        if len(users) > 1:
            most = 2 * len(named) > len(question.options)
            found.doubtful |= doubtful(clause) or users != named or not most
            found.settled = True
            yield _Sweep(value_said(clause), users)
        else:
            found.doubtful |= not found.settled


def _listed(spoken: Spoken, mention: Mention, sweeps: list[_Sweep]) -> Value:
    """What a list says of one thing in it."""
    if not spoken.excepted(mention):
        return value_of(mention, turned=not mention.denied and spoken.denied_beside(mention))
    swept = sweeps[0].value if sweeps else Value.HELD
    return Value.HELD if swept is Value.NOT_HELD else Value.NOT_HELD


def _question_closely(spoken: Spoken, found: Found) -> None:
    """Doubt a list with words that nothing accounts for, or that denies all and yet names something."""
    rest = spoken.without_mention()
    found.doubtful |= not found.settled and any(not spoken.book.knows(clause) for clause in rest)
    found.doubtful |= any(spoken.marked(mention, Kind.ALL) for mention in spoken.mentions)
    if Value.HELD in found.values.values() and not any(clause.excepted for clause in spoken.speech.clauses):
        found.doubtful |= any(clause.bare and clause.denies and Kind.REST not in clause.marks for clause in rest)


def _rest(spoken: Spoken, found: Found, sweeps: list[_Sweep]) -> Value | None:
    """What a list says of the things that it does not name: not in place, if it is a whole list or says "only"."""
    if any(sweep.whole for sweep in sweeps):
        return next(sweep.value for sweep in sweeps if sweep.whole)
    only = any(value_of(one) is Value.HELD and spoken.marked(one, Kind.ONLY) for one in spoken.mentions)
    plain = all(value is Value.HELD for value in found.values.values()) and not sweeps
    if not found.values or not (plain or only):
        return None
    if spoken.explained < LISTED and not only:
        return None  # a sentence about some of them; the others stay open
    return Value.NOT_HELD


def _complete(library: Library, question: Question, found: Found, rest: Value | None) -> None:
    """Add what is implied and what is said of the rest; doubt what is implied and yet denied."""
    for round in range(2):
        held = [capability for capability, value in found.values.items() if value is Value.HELD]
        implied = {weaker for capability in held for weaker in library.weaker[capability]} & question.capabilities
        found.fill(sorted(implied), Value.HELD)
        if rest and not round:
            found.fill(sorted(question.capabilities), rest)
        found.doubtful |= any(found.values[capability] is not Value.HELD for capability in implied)
