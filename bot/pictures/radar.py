"""A team's profile over the dimensions of one maturity model, now against last time."""

from __future__ import annotations

from dataclasses import dataclass

from bot.blocks.placements import headline, number
from bot.pictures import pairs, web
from bot.pictures.canvas import SQUARE, WIDE, Canvas, Size, drawn
from bot.pictures.marks import Profile
from bot.pictures.wording import Change, aligned, alt_text, applying, finding, levels_of, one_line, short
from bot.text import lowered
from knowledge.library import Library, MaturityModel
from knowledge.placements import Placement, Range

ROUND = range(3, 8)
"""How many dimensions make a radar. Fewer have no shape, more no room: they are drawn as rows."""


@dataclass(frozen=True)
class Radar:
    """A team's profile on one maturity model, what it finds, and the overall level in words."""

    team: str
    finding: str
    overall: str
    profile: Profile

    @property
    def title(self) -> str:
        """The team and the finding."""
        return f"{self.team}: {self.finding}"

    @property
    def alt(self) -> str:
        """The picture in sentences: the finding, then every dimension with its level, and what it was."""
        profile, model = self.profile, self.profile.model
        then = f", before ({profile.before_label})" if profile.before else ""
        values = "; ".join(f"{one.name} {profile.value(index)}" for index, one in enumerate(model.dimensions))
        scale = f"{model.name}, which has {levels_of(model)}"
        return alt_text(
            f"{self.title}. {self.overall.capitalize()} on {scale}. Profile now ({profile.now_label}){then}: {values}."
        )

    @property
    def as_text(self) -> str:
        """The profile as aligned text, for a font of even width. Names are as typed: escape them where they are shown."""
        profile, model = self.profile, self.profile.model
        names = ["", *(one.name for one in model.dimensions)]
        columns = [names, [f"now, {profile.now_label}", *(_said(model, found) for found in profile.now)]]
        if profile.before:
            columns.append([f"before, {profile.before_label}", *(_said(model, found) for found in profile.before)])
        table = aligned(list(zip(*columns, strict=True)))
        return "\n".join([self.title, f"{model.name}: {self.overall}", *table])

    @property
    def size(self) -> Size:
        """Square for a radar, wide for rows; in pixels."""
        return SQUARE if len(self.profile.now) in ROUND else WIDE

    def paint(self, canvas: Canvas) -> None:
        """Paint it on a canvas of its size."""
        shape = web.paint if len(self.profile.now) in ROUND else pairs.paint
        about = f"{self.profile.model.name} · {self.overall if self.profile.before else self.profile.now_label}"
        shape(canvas, self.profile, canvas.heading(self.team, self.finding, about))

    def draw(self) -> bytes:
        """The picture as PNG."""
        return drawn(self.size, self.paint)


def _said(model: MaturityModel, found: Range) -> str:
    return f"{model.level_word} {short(found)}"


def radar(
    library: Library,
    team_name: str,
    maturity_model_id: str,
    now: Placement,
    before: Placement | None,
    now_label: str,
    before_label: str,
) -> Radar:
    """The profile of a team now, against an earlier result if there is one to which the scale applied.

    Raises `ValueError` where there is no profile: on a scale without dimensions, or one that does not apply now.
    """
    model = library.maturity_models[maturity_model_id]
    if not model.dimensions:
        raise ValueError(f"{model.name} has no dimensions, so that there is no profile to draw")
    if not now.applicable:
        raise ValueError(f"{model.name} does not apply to this team now, so that there is no profile to draw")
    earlier = applying(before)
    profile = Profile(
        model,
        tuple(now.dimensions[dimension.id] for dimension in model.dimensions),
        tuple(earlier.dimensions[dimension.id] for dimension in model.dimensions) if earlier else (),
        one_line(now_label),
        one_line(before_label) if earlier else "",
    )
    return Radar(
        one_line(team_name) or "This team",
        _finding(profile, now),
        f"{number(model, now.overall)} of {model.top}",
        profile,
    )


def _finding(profile: Profile, now: Placement) -> str:
    model = profile.model
    if not profile.before:
        return headline(model, now)
    changes = [
        Change(lowered(dimension.name), model.level_word, before, found)
        for dimension, before, found in zip(model.dimensions, profile.before, profile.now, strict=True)
    ]
    unchanged = f"unchanged since {profile.before_label}, {number(model, now.overall)} of {model.top}"
    return finding(changes, "in", "dimensions") or unchanged
