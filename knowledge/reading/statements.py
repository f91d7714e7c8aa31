"""What typed words state about a question with one answer: yes or no, or one of several options."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.library import Option, Question, Value
from knowledge.reading.clauses import Clause
from knowledge.reading.lexicon import DENYING, Kind
from knowledge.reading.mentions import Mention
from knowledge.reading.phrasebook import SHORT
from knowledge.reading.spoken import (
    ALL_TOLD,
    MAY_MEET,
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

MARGIN = 0.25
"""By which part of its weight the best option must stand before the next with other values."""
BESIDE = 0.35
"""Up to which part of the best one's weight another option is taken to be named by chance."""


def yes_or_no(question: Question, spoken: Spoken) -> Found:
    """The value for a question that yes or no answers."""
    if only_unsure(spoken):
        return unknown(question, spoken)
    (capability,) = question.capabilities
    first = spoken.speech.clauses[0]
    led = first.bare and bool(first.marks & (DENYING | {Kind.YES}))
    found = Found(doubtful=not led and shaky(spoken))
    for mention in spoken.mentions:
        affirms = option_named(question, mention.choice).establishes[capability] is Value.HELD
        value = value_of(mention, turned=not affirms)
        only = spoken.marked(mention, Kind.ONLY) and not mention.complete
        found.doubtful |= only or (mention.denied and not affirms and not mention.lacks)
        found.add(capability, Value.PARTLY if only and value is Value.HELD else value)
    like = list(spoken.book.like(spoken.speech))
    if len(like) == 1 and not led:
        found.values.update(option_named(question, like[0]).establishes)
        found.doubtful |= any(map(doubtful, spoken.speech.clauses))
        return found
    for clause in spoken.without_mention():
        _answer(spoken, clause, capability, found)
    return found


def _answer(spoken: Spoken, clause: Clause, capability: str, found: Found) -> None:
    """Take in a clause that says yes, no, partly or later in no words of the question's own."""
    telling = clause.marks & {Kind.YES, Kind.ALL} or clause.denies or clause.modes
    known = spoken.book.knows(clause)
    before, value = found.values.get(capability), value_said(clause)
    found.broken |= Kind.YES in clause.marks and clause.denies
    if telling and known:
        found.add(capability, value)
        found.doubtful |= doubtful(clause) or (clause.wordy and clause.denies)
        found.settled |= clause.bare
    elif clause.modes:
        found.add(capability, value)
        found.doubtful |= before is None or (before is not value and {before, value} not in MAY_MEET)
        found.settled = True
    elif Kind.ONLY in clause.marks and Kind.YES in spoken.speech.marks:
        found.add(capability, Value.PARTLY)
        found.doubtful = True
    elif clause.denies or clause.joint is Kind.CONTRAST:
        found.doubtful |= before is Value.HELD
    elif known and Kind.AUXILIARY in clause.marks:
        found.add(capability, Value.HELD)
        found.doubtful = True


def one_of(question: Question, spoken: Spoken) -> Found:
    """Values for a question of which exactly one option is true."""
    if only_unsure(spoken):
        return unknown(question, spoken)
    found = Found(doubtful=shaky(spoken))
    if not spoken.mentions:
        _say_without_words(question, spoken, found)
    elif len(question.capabilities) == 1:
        _weigh(question, spoken, found)
    else:
        _choose(question, spoken, found)
    _question_the_rest(spoken, found)
    return found


def _question_the_rest(spoken: Spoken, found: Found) -> None:
    """Doubt what was found where other clauses deny, contrast or except; drop it if it is denied as well."""
    affirmed = {mention.choice for mention in spoken.mentions if not mention.denied}
    found.broken |= any(mention.denied and mention.choice in affirmed for mention in spoken.mentions)
    rest = spoken.without_mention()
    found.doubtful |= any(clause.tangled or (clause.joint is Kind.CONTRAST and not clause.modes) for clause in rest)
    found.doubtful |= any(clause.excepted for clause in spoken.speech.clauses)
    if spoken.mentions:
        refused = any(clause.denies and not clause.words for clause in rest)
        found.doubtful |= refused and Value.HELD in found.values.values()
        denials = [clause for clause in rest if clause.denies and not clause.bare]
        found.doubtful |= not all(found.option and spoken.book.is_of_others(clause, found.option) for clause in denials)


# Where all options speak of one capability


def _weigh(question: Question, spoken: Spoken, found: Found) -> None:
    """The value that most was said for."""
    (capability,) = question.capabilities
    weights: dict[Value, float] = {}
    certain: set[Value] = set()
    for mention in spoken.mentions:
        value, sure = _sole_value(question, spoken, mention)
        if value in weights or sure:
            certain.add(value)
        weights[value] = weights.get(value, 0.0) + mention.weight * mention.fit
        if not mention.denied and not found.option:
            found.option = mention.choice
    best, *others = _together(sorted(weights, key=lambda value: -weights[value]), spoken)
    for other in others[:1]:
        found.doubtful |= weights[other] > BESIDE * weights[best]
        found.broken |= weights[other] > (1 - MARGIN) * weights[best]
    found.doubtful |= best not in certain
    found.values[capability] = best


def _together(ranked: list[Value], spoken: Spoken) -> list[Value]:
    """What values said in one breath come to: "by hand now, a pipeline is planned", "A for some, B for the rest"."""
    if set(ranked) == {Value.NOT_HELD, Value.PLANNED}:
        return [Value.PLANNED]
    if {Value.HELD, Value.NOT_HELD} <= set(ranked) and spoken.speech.marks & {Kind.REST, Kind.AND}:
        return [Value.PARTLY]
    return ranked


def _sole_value(question: Question, spoken: Spoken, mention: Mention) -> tuple[Value, bool]:
    """What a mention says of the only capability in question, and whether it says so beyond doubt."""
    option = option_named(question, mention.choice)
    (state,) = option.establishes.values()
    if state is Value.PARTLY:
        return (value_of(mention) if mention.modes else state), not mention.denied
    lacking = state is Value.NOT_HELD
    value = value_of(mention, turned=lacking)
    if not lacking:
        words = sum(len(clause.words) for clause in spoken.clauses(mention))
        return value, words <= SHORT or not spoken.marked(mention, Kind.ONLY)
    if not mention.denied:
        return value, not mention.modes & {Kind.PLAN, Kind.PARTLY}
    lone = sum(other.establishes == option.establishes for other in question.options) == 1
    return value, (lone or bool(mention.modes)) and mention.lacks and spoken.explained >= ALL_TOLD


# Where options speak of several capabilities


def _choose(question: Question, spoken: Spoken, found: Found) -> None:
    """The option that most was said for, and what softens it."""
    plain = frozenset({Kind.PLAN}) if spoken.book.asks_for_plans else frozenset[Kind]()
    affirmed = [mention for mention in spoken.mentions if not mention.denied and not mention.modes - plain]
    chosen = _best(question, affirmed, found)
    if chosen:
        found.option = chosen.id
        found.values.update(chosen.establishes)
    for mention in spoken.mentions:
        found.doubtful |= Kind.PARTLY in mention.modes or mention.lacks
        found.doubtful |= not mention.denied and spoken.marked(mention, Kind.ENDED)
        if mention.modes - plain:
            _soften(option_named(question, mention.choice), value_of(mention), found)
    if not found.values:
        _turn_down(question, spoken.mentions, found)


def _best(question: Question, affirmed: Sequence[Mention], found: Found) -> Option | None:
    """The option that most was said for; in doubt or broken if others with other values stand beside it."""
    weights: dict[str, float] = {}
    for mention in affirmed:
        weights[mention.choice] = weights.get(mention.choice, 0.0) + mention.weight * mention.fit
    if not weights:
        return None
    best = option_named(question, max(weights, key=weights.__getitem__))
    places = {at for mention in affirmed if mention.choice == best.id for at in mention.clauses}
    for mention in affirmed:
        if option_named(question, mention.choice).establishes != best.establishes:
            apart = mention.complete and places.isdisjoint(mention.clauses)
            found.doubtful |= apart or weights[mention.choice] > BESIDE * weights[best.id]
            found.broken |= weights[mention.choice] > (1 - MARGIN) * weights[best.id]
    return best


def _soften(option: Option, value: Value, found: Found) -> None:
    """What is planned, partly so or unsure counts for what the option says is in place."""
    for capability, state in option.establishes.items():
        if state is Value.HELD and found.values.get(capability) is not Value.HELD:
            found.values[capability] = value
        elif state is Value.PARTLY and value is Value.PARTLY:
            found.values.setdefault(capability, value)
    found.doubtful |= Value.HELD not in option.establishes.values()


def _turn_down(question: Question, mentions: Iterable[Mention], found: Found) -> None:
    """Only denials: what the denied options say is in place is not."""
    found.doubtful = True
    for mention in mentions:
        states = option_named(question, mention.choice).establishes
        found.fill([capability for capability, state in states.items() if state is Value.HELD], Value.NOT_HELD)


# Where no option is spoken of


def _say_without_words(question: Question, spoken: Spoken, found: Found) -> None:
    """Words that name no option: "half", "planned", "no"."""
    marks = spoken.speech.marks
    like = list(spoken.book.like(spoken.speech))
    if len(like) == 1:
        found.option = like[0]
        found.doubtful |= any(map(doubtful, spoken.speech.clauses))
        found.values.update(option_named(question, like[0]).establishes)
    elif Kind.PLAN in marks and len(question.capabilities) == 1:
        found.fill(question.capabilities, Value.PLANNED)
        found.doubtful |= any(clause.denies and not clause.bare for clause in spoken.speech.clauses)
    elif Kind.PARTLY in marks:
        _take_the_only(question, Value.PARTLY, found)
    elif marks & DENYING and not marks & {Kind.YES, Kind.ALL}:
        _take_the_only(question, Value.NOT_HELD, found)
        found.doubtful |= not spoken.book.asks_yes_or_no or Kind.PLAN in marks


def _take_the_only(question: Question, value: Value, found: Found) -> None:
    """Take the one option that says only this, if there is just one."""
    fitting = [option for option in question.options if set(option.establishes.values()) == {value}]
    if len(fitting) == 1:
        found.values.update(fitting[0].establishes)
