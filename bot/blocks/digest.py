"""A digest -> its message and its picture: the finding first, then who moved, what blocks most, and who could help whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from slack_sdk.models.blocks import Block

from bot import days, ids
from bot.blocks import digest_teams
from bot.blocks.digest_teams import between
from bot.blocks.kit import Message, button, context, image, section
from bot.blocks.steps import cited
from bot.digesting import Digest, Moved, Pair
from bot.ids import PairRef
from bot.making import HERE
from bot.pictures.heatmap import Heatmap
from bot.pictures.wording import levels_of, one_line, short
from bot.store.standings import ShownTeam
from bot.text import cut, escape, listed, lowered
from knowledge.library import Library, MaturityModel

NAMED, DID, ALSO_BLOCKING = 6, 2, 3
"""How many are named: teams in a line, what each of them did, what blocks most after the first."""
LONGEST_NAME, LONGEST_SPOKEN, LONGEST_MOVES = 30, 18, 2000
"""Characters of a team's name, of one that a screen reader says, of all that moved."""
_QUARTERS = ("first", "second", "third", "fourth")
_One = TypeVar("_One")


def message(library: Library, digest: Digest, picture: bool) -> Message:
    """The digest. With `picture` an image block holds the place of the file that shows `picture(library, digest)`."""
    title, shows = headline(digest), digest.wanted.shows
    drawn = _drawn(library, digest) if picture else None
    blocks: list[Block] = [section(f"*{title}*")]
    blocks += [image(HERE, drawn.alt, cut(drawn.title, 200))] if drawn else []
    each = digest_teams.in_words(library, digest) if "stages" in shows and digest.placed else []
    if digest.placed:
        blocks += [section(_stages(digest)), *([] if drawn else each)] if "stages" in shows else []
        blocks += _moves(library, digest) if "moves" in shows else []
        blocks += _blocking(library, digest) if "blockers" in shows else []
        blocks += _pairs(library, digest) if "help" in shows else []
    counts = " ".join(_counts(digest))
    blocks += [section(counts)] if counts else []
    blocks += each if drawn else []
    return Message(title, (*blocks, context(_about(digest))), "Digest")


def nothing_new(digest: Digest) -> Message:
    """The one line for a channel that wants to hear that nothing is new."""
    many = digest.open_actions
    still = f"{_teams(len(digest.teams))} shown, as last time; {many} action{'' if many == 1 else 's'} open."
    text = f"Machine learning{_period(digest)}: nothing new. {still}"
    return Message(text, (section(text),), "Digest")


def picture(library: Library, digest: Digest) -> Heatmap | None:
    """The teams by the dimensions of the scale; None where these are not to be shown, or there are none."""
    return _drawn(library, digest)


def _drawn(library: Library, digest: Digest) -> Heatmap | None:
    if "stages" not in digest.wanted.shows or not digest.model.dimensions or not digest.placed:
        return None
    return digest_teams.drawn(library, digest, headline(digest), _finding(digest))


def headline(digest: Digest) -> str:
    """The finding: "Machine learning, fourth quarter: 12 teams, 3 moved up"."""
    about = f"Machine learning{_period(digest)}"
    if not digest.teams:
        return f"{about}: no team is shown yet"
    return f"{about}: {_finding(digest)}"


def _period(digest: Digest) -> str:
    """What a digest reaches over: a quarter or a month by its name if it is one, else since when."""
    wanted = digest.wanted
    today = days.of(wanted.now)
    if not wanted.since:
        return f" as of {days.told(today)}"
    since = days.of(wanted.since)
    over = today - since
    if 80 <= over.days <= 100:
        return f", {_QUARTERS[((since + over / 2).month - 1) // 3]} quarter"
    return f", {since + over / 2:%B}" if 25 <= over.days <= 35 else f" since {days.told(since)}"


def _finding(digest: Digest) -> str:
    """How many teams, and how many of them moved; of a channel's first digest, where most stand."""
    teams = _teams(len(digest.teams))
    if not digest.placed:
        return f"{teams}, none with a result on {digest.model.short_name} yet"
    if not digest.wanted.since:
        level, many = max(digest.levels.items(), key=lambda item: (item[1], -item[0]))
        most = "" if len(digest.teams) == 1 else f"{many} of them "
        return f"{teams}, {most}at {_named(digest.model, level)}"
    whole = [one for one in digest.moved if not one.dimension]
    up, down = (sum(one.up is way for one in whole) for way in (True, False))
    ways = [(up, "moved up"), (down, "moved down")] if digest.model.dimensions else [(up + down, "moved")]
    told = [f"{many} {what}" for many, what in (*ways, (len(digest.started), "started")) if many]
    return ", ".join([teams, *(told or ["none moved"])])


def _teams(many: int) -> str:
    return f"{many} team{'' if many == 1 else 's'}"


def _named(model: MaturityModel, number: int) -> str:
    """ "level 1, DevOps but no MLOps"; the name alone where numbers would tell no order."""
    name = model.level(number).name
    return f"{model.level_word} {number}, {name}" if model.dimensions else f"“{name}”"


def _stages(digest: Digest) -> str:
    """How many teams stand at which stage."""
    model, levels = digest.model, digest.levels
    told = [f"{levels[one.number]} at {_named(model, one.number)}" for one in model.levels if levels[one.number]]
    apart = sum(1 for team in digest.teams if team.now and not team.now.applicable)
    without = sum(1 for team in digest.teams if not team.now)
    told += [f"{apart} without an ML model, so that it does not apply"] if apart else []
    told += [f"{without} without a result yet"] if without else []
    open_ones = sum(1 for team in digest.placed if team.now and not team.now.overall.determinate)
    higher = f" {open_ones} may stand higher: an answer is open." if open_ones and model.dimensions else ""
    scale = f", {levels_of(model)}" if model.dimensions else ""
    return f"*On {model.name}{scale}:* {'; '.join(told)}.{higher}"


def _moves(library: Library, digest: Digest) -> list[Block]:
    model = digest.model
    whole = [one for one in digest.moved if not one.dimension]
    ranked = bool(model.dimensions)
    lines = [
        _line("Moved up" if ranked else "Moved", [one for one in whole if one.up or not ranked], _move(library, model)),
        _line("Started", digest.started, lambda team: f"{_name(team)} at {_now(model, team)}"),
        _line("Moved down", [one for one in whole if ranked and not one.up], _move(library, model)),
        _line(
            f"Up within their {model.level_word}", [one for one in digest.moved if one.dimension], _move(library, model)
        ),
        _line("Shown for the first time", digest.newly_shown, _name),
    ]
    text = "\n".join(line for line in lines if line)
    return [section(cut(text, LONGEST_MOVES))] if text else []


def _line(what: str, those: Sequence[_One], told: Callable[[_One], str]) -> str:
    """What was with whom, the first few by name; empty where it was with nobody."""
    if not those:
        return ""
    more = f"; and {len(those) - NAMED} more" if len(those) > NAMED else ""
    return f"*{what}:* {'; '.join(told(one) for one in those[:NAMED])}{more}."


def _name(team: ShownTeam) -> str:
    return escape(cut(one_line(team.name), LONGEST_NAME)) or "(no name)"


def _now(model: MaturityModel, team: ShownTeam) -> str:
    return between(model, team.now.overall) if team.now else ""


def _move(library: Library, model: MaturityModel) -> Callable[[Moved], str]:
    """ "Pricing, level 1 to 2 (tracked experiments)"; of a dimension "Ads in model release, level 1 to 2"."""

    def told(moved: Moved) -> str:
        before, now, where = moved.before.overall, moved.now.overall, ""
        if moved.dimension:
            at = [one.id for one in model.dimensions].index(moved.dimension)
            before, now = moved.before.profile[at], moved.now.profile[at]
            where = f" in {lowered(model.dimensions[at].name)}"
        to = short(now) if model.dimensions else between(model, now)
        did = listed([library.capabilities[one].short for one in moved.did[:DID]])
        return f"{_name(moved.team)}{where}, {between(model, before)} to {to}" + (f" ({did})" if did else "")

    return told


def _blocking(library: Library, digest: Digest) -> list[Block]:
    """What keeps most teams from their next level, and the step for it."""
    if not digest.blockers:
        return []
    first, *others = digest.blockers
    of = len(digest.placed)
    text = f"*What blocks most:* {library.capabilities[first.capability].short}, not in place or not sure in"
    lines = [f"{text} {first.teams} of {_teams(of)}."]
    step = library.step_for.get(first.capability)
    if step:
        lines += [f"_What_  {step.what}", f"_Begin_  {step.begin}", f"_Source_  {cited(library, step.sources)}"]
    also = [f"{library.capabilities[one.capability].short}, {one.teams} of {of}" for one in others[:ALSO_BLOCKING]]
    return [section("\n".join([*lines, *([f"_Then_  {'; '.join(also)}"] if also else [])]))]


def _pairs(library: Library, digest: Digest) -> list[Block]:
    word = digest.model.level_word
    return [_pair(library, word, place, pair) for place, pair in enumerate(digest.pairs)]


def _pair(library: Library, word: str, place: int, pair: Pair) -> Block:
    """Two teams that could help each other, with the button that introduces them; `word` is the scale's for its levels."""
    helper, learner = _name(pair.helper), _name(pair.learner)
    short_name = library.capabilities[pair.capability].short
    since = days.told(days.of(pair.since))
    text = f"{helper} has had {short_name} in place at least since {since}; {learner} needs that for its next {word}."
    spoken = [cut(one_line(team.name), LONGEST_SPOKEN) for team in (pair.helper, pair.learner)]
    introduce = button(
        "Introduce us",
        ids.INTRODUCE,
        str(PairRef(pair.helper.id, pair.learner.id, pair.capability)),
        says=f"Introduce {spoken[0]} and {spoken[1]}: {short_name}",
        primary=not place,
    )
    return section(text if place else f"*Could help each other*\n{text}", introduce)


def _counts(digest: Digest) -> Iterator[str]:
    """Actions, and who was not heard from: as numbers."""
    wanted = digest.wanted
    if "actions" in wanted.shows and (digest.open_actions or digest.finished):
        finished = f", {digest.finished} finished since {days.told(days.of(wanted.since))}" if wanted.since else ""
        yield f"*Actions:* {digest.open_actions} open{finished}."
    if "quiet" in wanted.shows and digest.quiet:
        yield f"*Not heard from since {days.told(days.of(wanted.quiet_since))}:* {_teams(digest.quiet)}."


def _about(digest: Digest) -> str:
    hidden = digest.not_shown
    whose = "its lead has" if hidden == 1 else "their leads have"
    more = (
        f"{hidden} more {'team is' if hidden == 1 else 'teams are'} not shown, as {whose} not agreed. "
        if hidden
        else ""
    )
    return (
        f"{more}The lead of every team in here agreed to that. Who answered, and what anyone said, is never shown. "
        "`/mlops digest` changes or stops this."
    )
