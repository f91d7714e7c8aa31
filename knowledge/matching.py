"""Scales without gates: the best match of traits, and decisions by the first rule that fits.

The conventions are told in docs/scoring.md; numbers in comments are its sections.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from knowledge.library import MaturityModel, Rule, Traits, Value, Values
from knowledge.placements import Match, Placement, Range


def match(model: MaturityModel, known: Values) -> Placement:
    """The level whose traits fit best (convention 12). The range spans every way the unknowns may turn out."""
    matches = tuple(_match(traits, known) for traits in model.traits)
    whole = {traits.level for traits in model.traits if traits.all_needed}
    possible = [*_possible(matches, whole)]
    unknown = tuple(
        item
        for traits in model.traits
        for item in traits.capabilities
        if len(possible) > 1 and traits.level in possible and known[item] is Value.UNKNOWN
    )
    items = (item for traits in model.traits for item in traits.capabilities)
    return Placement(
        model.id,
        True,
        Range(min(possible), max(possible)),
        set_aside=_set_aside(items, known),
        matches=tuple(sorted(matches, key=lambda found: found.level)),
        tied=_tied(matches, whole) if len(possible) == 1 and possible[0] not in whole else (),
        open_items=unknown,
    )


def decide(model: MaturityModel, known: Values) -> Placement:
    """The level of the first rule that fits; what is not known to be so does not fit (convention 13)."""
    unknown: list[str] = []
    level = model.levels[0].number
    for rule in model.decision:
        level = rule.level
        if not rule.any or any(_counts(known[item], rule) for item in rule.any):
            break
        unknown += [item for item in rule.any if known[item] is Value.UNKNOWN]
    items = (item for rule in model.decision for item in rule.any)
    return Placement(model.id, True, Range(level, level), set_aside=_set_aside(items, known), open_items=tuple(unknown))


def _counts(value: Value, rule: Rule) -> bool:
    return value is Value.HELD or (rule.plans_count and value is Value.PLANNED)


def _match(traits: Traits, known: Values) -> Match:
    values = [known[item] for item in traits.capabilities if known[item] is not Value.NOT_APPLICABLE]
    return Match(traits.level, values.count(Value.HELD), values.count(Value.UNKNOWN), len(values))


def _possible(matches: Iterable[Match], whole: set[int]) -> Iterable[int]:
    """The levels that may come out, depending on the unknowns."""
    ranked = [found for found in sorted(matches, key=lambda found: found.level) if found.level not in whole]
    for found in matches:
        if found.level in whole and found.of and found.held + found.unknown == found.of:
            yield found.level
            if not found.unknown:
                return
    for found in ranked:
        best = _share(found.held + found.unknown, found.of)
        if all(_loses_to(other, found, best) for other in ranked if other is not found):
            yield found.level


def _loses_to(other: Match, found: Match, best: Fraction) -> bool:
    """Whether the other level, with none of its unknowns true, leaves this one the place: ties go to the earlier."""
    share = _share(other.held, other.of)
    return share < best if other.level < found.level else share <= best


def _tied(matches: Iterable[Match], whole: set[int]) -> tuple[int, ...]:
    shares = {found.level: _share(found.held, found.of) for found in matches if found.level not in whole}
    best = max(shares.values(), default=Fraction(0))
    levels = tuple(sorted(level for level, share in shares.items() if share == best))
    return levels if best and len(levels) > 1 else ()


def _share(held: int, of: int) -> Fraction:
    return Fraction(held, of) if of else Fraction(0)


def _set_aside(items: Iterable[str], known: Values) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for item in items if known[item] is Value.NOT_APPLICABLE))
