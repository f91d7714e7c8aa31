"""Pictures for tests: random ones over made-up maturity models, and a look at what was painted."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import settings
from hypothesis import strategies as st

from bot.pictures import Picture
from bot.pictures.canvas import Canvas
from bot.pictures.heatmap import Heatmap, heatmap
from bot.pictures.line import Line, line
from bot.pictures.radar import Radar, radar
from knowledge.library import Dimension, Level, Library, MaturityModel
from knowledge.loading import shipped
from knowledge.placements import Placement, Range

LIBRARY = shipped()
FEW = settings(max_examples=12, deadline=None)
"""For tests that paint: each picture takes a tenth of a second."""
PIXELS_PER_POINT = 100 / 72
LEAST = 26
"""Pixels of text below which a picture cannot be read on a phone."""
HARD_NAMES = (
    "Churn",
    "$x$ & $\\frac{1}{2}$ <!channel> *bold* \\alpha",
    "The recommendations for the home page and weekly newsletters",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauteam",
    "データ基盤チーム",
    "فريق البيانات",
    "Команда прогнозов",
    "🚀🚀🚀",
    "\u202eback to front\u202c",
    "one\nper\tline",
    " ",
)
NAMES = st.sampled_from(HARD_NAMES) | st.text(max_size=60)
LABELS = st.sampled_from(["Nov 20, 2026", "Q4 2026", "last time", "2026-11-20"])


def ranges(model: MaturityModel) -> st.SearchStrategy[Range]:
    """Any range on a scale, most of them determinate."""
    levels = st.integers(model.levels[0].number, model.top)
    return st.builds(
        lambda a, b, same: Range(min(a, b), min(a, b) if same else max(a, b)), levels, levels, st.booleans()
    )


def on(model: MaturityModel, *found: Range | int, applicable: bool = True) -> Placement:
    """A result on a scale from the ranges of its dimensions."""
    own = [one if isinstance(one, Range) else Range(one, one) for one in found]
    overall = Range(min(one.low for one in own), min(one.high for one in own))
    dimensions = {dimension.id: one for dimension, one in zip(model.dimensions, own, strict=True)}
    return Placement(model.id, applicable, overall, dimensions)


def made(count: int, levels: int = 6, id: str = "made", name: str = "A scale made up") -> MaturityModel:
    """A maturity model with so many dimensions and levels."""
    words = (
        "People",
        "Data and features",
        "Model creation",
        "Application integration",
        "Governance",
        "Platforms",
        "Risk",
        "Monitoring",
    )
    return replace(
        LIBRARY.maturity_models["azure"],
        id=id,
        name=name,
        short_name=name,
        dimensions=tuple(Dimension(f"d{index}", words[index], ()) for index in range(count)),
        levels=tuple(Level(index, f"How it is at level {index}", "") for index in range(levels)),
    )


def knowing(*models: MaturityModel) -> Library:
    """A library of these maturity models only."""
    return replace(LIBRARY, maturity_models={model.id: model for model in models})


@st.composite
def models(draw: st.DrawFn, most: int) -> MaturityModel:
    """A maturity model of two dimensions or more, some of them with names that are hard to draw."""
    model = made(draw(st.integers(2, most)), draw(st.integers(3, 6)))
    renamed = draw(st.lists(NAMES, max_size=2))
    own = list(model.dimensions)
    for index, name in enumerate(renamed):
        own[index] = replace(own[index], name=name)
    return replace(model, dimensions=tuple(own))


@st.composite
def placed(draw: st.DrawFn, model: MaturityModel) -> Placement:
    """Any result on a scale."""
    return on(model, *(draw(ranges(model)) for _ in model.dimensions))


@st.composite
def radars(draw: st.DrawFn) -> Radar:
    """Any profile, with and without an earlier one."""
    model = draw(models(7))
    before = draw(st.none() | placed(model))
    return radar(knowing(model), draw(NAMES), model.id, draw(placed(model)), before, draw(LABELS), draw(LABELS))


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Any history on one to seven scales, with times at which some did not apply."""
    scales = [
        made(2, draw(st.integers(3, 6)), f"s{index}", f"Scale {index}") for index in range(draw(st.integers(1, 7)))
    ]
    results = [
        (label, [replace(draw(placed(scale)), applicable=draw(st.integers(0, 5)) > 0) for scale in scales])
        for label in draw(st.lists(LABELS, min_size=1, max_size=24))
    ]
    return line(knowing(*scales), draw(NAMES), results)


@st.composite
def heatmaps(draw: st.DrawFn) -> Heatmap:
    """Any number of teams, some without a result, some to which the scale does not apply."""
    model = draw(models(8))
    one = placed(model)
    results = st.none() | one | one | one.map(lambda found: replace(found, applicable=False))
    rows = draw(st.lists(st.tuples(NAMES, results), min_size=1, max_size=30))
    return heatmap(knowing(model), draw(NAMES.filter(str.strip)), model.id, rows)


def painted(picture: Picture) -> Canvas:
    """What a picture paints."""
    canvas = Canvas(picture.size)
    picture.paint(canvas)
    return canvas


def texts(picture: Picture) -> list[str]:
    """Every line of text in a picture."""
    return [text.get_text() for text in painted(picture).axes.texts]


def unreadable(picture: Picture) -> list[str]:
    """What keeps a picture from being read: text too small, read as math, off the card, or on other text."""
    canvas = painted(picture)
    found, boxes = [], []
    for text in canvas.axes.texts:
        box = text.get_window_extent(canvas.renderer)
        boxes.append((text.get_text(), box))
        if float(text.get_fontsize()) * PIXELS_PER_POINT < LEAST - 0.01:
            found.append(f"too small: {text.get_text()}")
        if text.get_parse_math() or text.get_usetex():
            found.append(f"read as math: {text.get_text()}")
        if box.x0 < 16 or box.y0 < 16 or box.x1 > canvas.width - 16 or box.y1 > canvas.height - 16:
            found.append(f"off the card: {text.get_text()} {box}")
    for (one, box), (other, far) in combinations(boxes, 2):
        across, up = min(box.x1, far.x1) - max(box.x0, far.x0), min(box.y1, far.y1) - max(box.y0, far.y0)
        if across > -3 and up > 1:  # closer than this, two numbers side by side read as one
            found.append(f"on each other: {one!r} and {other!r}, by {across:.0f} x {up:.0f}")
    return found
