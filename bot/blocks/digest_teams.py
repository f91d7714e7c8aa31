"""Every team of a digest on its scale: as a heatmap, as aligned lines, as a table; of too many, how many are where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from slack_sdk.models.blocks import Block, RawTextObject, TableBlock

from bot.blocks.kit import section
from bot.digesting import Digest
from bot.pictures.heatmap import FEWER_TEAMS, MOST_COLUMNS, MOST_TEAMS, Heatmap, heatmap
from bot.pictures.wording import aligned, one_line, short
from bot.store.standings import ShownTeam, Standing
from bot.text import cut, escape_lines
from knowledge.library import Library, MaturityModel
from knowledge.placements import Placement, Range

FEW = 10
"""Up to so many teams are told in aligned lines, more in a table."""
MOST_ROWS, MOST_CELLS, TABLE_ROOM = 100, 20, 5500
"""What a table may take: rows, and cells in each (Slack's limits), and characters, so that the message stays readable."""
LONGEST_NAME = 30


def drawn(library: Library, digest: Digest, title: str, finding: str = "") -> Heatmap:
    """The heatmap, titled with the finding alone where it has to say that it leaves teams out. Raises `ValueError` on a
    scale without dimensions."""
    teams = digest.teams
    if len(teams) > FEW and _rows(digest) is None:
        # the picture refers to the table for the teams it has no room for, but this table has none of them
        teams = teams[: MOST_TEAMS if len(digest.model.dimensions) <= MOST_COLUMNS else FEWER_TEAMS]
        title = f"{finding}; {len(teams)} shown"
    rows = [(team.name, _placement(digest.model, team.now)) for team in teams]
    return heatmap(library, title, digest.model.id, rows)


def in_words(library: Library, digest: Digest) -> list[Block]:
    """Every team: of few as aligned lines, of more as a table; of too many for that, how many are at which level."""
    if len(digest.teams) > FEW:
        return [_table(_rows(digest) or _level_rows(digest))]
    if digest.model.dimensions:
        text = drawn(library, digest, "").as_text.strip("\n")
    else:
        text = "\n".join(aligned([[_name(team), _overall(digest.model, team)] for team in digest.teams]))
    return [section(f"```{escape_lines(text)}```")]


def between(model: MaturityModel, found: Range) -> str:
    """ "level 1-2"; by name where numbers would tell no order."""
    if model.dimensions:
        return f"{model.level_word} {short(found)}"
    return " to ".join(dict.fromkeys(f"“{model.level(one).name}”" for one in (found.low, found.high)))


def _placement(model: MaturityModel, standing: Standing | None) -> Placement | None:
    """A standing as pictures take it; None of a scale whose dimensions were others then."""
    if standing is None or len(standing.profile) != len(model.dimensions):
        return None
    dimensions = {one.id: found for one, found in zip(model.dimensions, standing.profile, strict=True)}
    return Placement(model.id, standing.applicable, standing.overall, dimensions)


def _rows(digest: Digest) -> list[list[str]] | None:
    """A row for each team; None if there are more than a table has room for."""
    if len(digest.teams) >= MOST_ROWS:
        return None
    dimensions = digest.model.dimensions[: MOST_CELLS - 2]
    rows = [["Team", digest.model.level_word.capitalize(), *(one.name for one in dimensions)]]
    for team in digest.teams:
        found = _placement(digest.model, team.now)
        ranges = [short(found.dimensions[one.id]) if found and found.applicable else "-" for one in dimensions]
        rows.append([_name(team), _overall(digest.model, team), *ranges])
    return rows if sum(len(cell) for row in rows for cell in row) <= TABLE_ROOM else None


def _name(team: ShownTeam) -> str:
    return cut(one_line(team.name), LONGEST_NAME)


def _overall(model: MaturityModel, team: ShownTeam) -> str:
    """ "2 (was 1)"."""
    if team.now is None or not team.now.applicable:
        return "does not apply" if team.now else "no result yet"
    told = short if model.dimensions else lambda found: between(model, found)
    before = team.before.overall if team.before and team.before.applicable else team.now.overall
    return told(team.now.overall) + (f" (was {told(before)})" if before != team.now.overall else "")


def _level_rows(digest: Digest) -> list[list[str]]:
    """A row for each level: how many teams are there, overall and in each dimension; of ranges the low end counts."""
    model = digest.model
    dimensions = model.dimensions[: MOST_CELLS - 2]
    found = [placement for team in digest.placed if (placement := _placement(model, team.now))]
    counts = [Counter(one.dimensions[dimension.id].low for one in found) for dimension in dimensions]
    rows = [["Teams at", "Overall", *(one.name for one in dimensions)]]
    for level in reversed(model.levels):
        name = f"{model.level_word} {level.number}, {level.name}" if model.dimensions else level.name
        rows.append([name, *(str(one[level.number]) for one in (digest.levels, *counts))])
    return rows


def _table(rows: Iterable[Sequence[str]]) -> TableBlock:
    """Slack's own table; a cell may not be empty."""
    return TableBlock(rows=[[RawTextObject(text=cell or "-") for cell in row] for row in rows])
