"""What all pictures share: a light card with its margin, fonts, colors, wrapping, and the way to PNG. Units are pixels."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from bot.pictures.fonts import LEFT_TO_RIGHT, font, writable

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.patches import Patch

Size = tuple[int, int]
Point = tuple[float, float]
WIDE: Size = (1600, 900)
SQUARE: Size = (1200, 1200)
DPI = 100
SMALL, BODY, LARGE, TITLE = 26, 30, 34, 46
"""Sizes of text. The smallest is the least that a phone still shows legibly."""
LINE = 1.3
EDGE = 60
"""From the picture's edge to what is on the card."""

BLUE, VERMILION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, YELLOW, BLACK = "#E69F00", "#56B4E9", "#F0E442", "#000000"
OKABE_ITO = (BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILION, PURPLE)
"""Colors that people with any color vision tell apart (Okabe and Ito, Color Universal Design, 2008)."""
INK, MUTED, GRID, HATCHED, CARD, MARGIN = "#1F2933", "#52606D", "#D3DAE0", "#A9B4BD", "#FFFFFF", "#E4E9ED"

Across = Literal["left", "center", "right"]
Dashes = Literal["solid"] | tuple[int, tuple[float, ...]]
_DRAWING = threading.Lock()
"""Fonts are shared between figures, and matplotlib promises nothing to threads: one picture at a time."""


def drawn(size: Size, paint: Callable[[Canvas], None]) -> bytes:
    """The PNG of what `paint` paints; the same bytes whenever it paints the same, whatever a matplotlibrc here says."""
    from matplotlib import style

    with _DRAWING, style.context("default"):
        canvas = Canvas(size)
        paint(canvas)
        return canvas.png()


class Canvas:
    """A card to paint on: (0, 0) is the picture's upper left corner. Text stands with its middle on the y it is given."""

    def __init__(self, size: Size) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.width, self.height = size
        figure = Figure(figsize=(self.width / DPI, self.height / DPI), dpi=DPI, facecolor=MARGIN)
        self._agg = FigureCanvasAgg(figure)
        self.renderer: RendererAgg = self._agg.get_renderer()  # type: ignore[no-untyped-call]
        self.axes = figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set(xlim=(0, self.width), ylim=(self.height, 0), autoscale_on=False)
        self.box(16, 16, self.width - 32, self.height - 32, CARD, rounded=20)

    @property
    def right(self) -> int:
        """Where what is on the card ends on the right."""
        return self.width - EDGE

    @property
    def bottom(self) -> int:
        """Where what is on the card ends at the bottom."""
        return self.height - EDGE

    def png(self) -> bytes:
        """The picture as PNG, without the version of what made it."""
        with io.BytesIO() as file:
            self._agg.print_png(file, metadata={"Software": None})  # type: ignore[no-untyped-call]
            return file.getvalue()

    # Text

    def text(
        self,
        x: float,
        y: float,
        text: str,
        pixels: float = SMALL,
        *,
        color: str = INK,
        bold: bool = False,
        across: Across = "left",
        halo: bool = False,
        upward: bool = False,
    ) -> None:
        """A line of text as it is, never read as math. `halo` keeps it legible on lines; `upward` turns it."""
        from matplotlib.patheffects import withStroke

        # The middle of a capital letter, not of the box: so that numbers sit in the middle of their marks.
        fall = 0.365 * pixels
        made = self.axes.text(
            *((x + fall, y) if upward else (x, y + fall)),
            text,
            fontproperties=font(pixels, DPI, bold),
            color=color,
            ha=across,
            va="baseline",
            rotation=90 if upward else 0,
            rotation_mode="anchor",
            parse_math=False,
            usetex=False,
            zorder=9,
        )
        if halo:
            made.set_path_effects([withStroke(linewidth=5, foreground=CARD)])

    def lines(
        self, x: float, top: float, lines: Sequence[str], pixels: float = SMALL, *, color: str = INK,
        bold: bool = False, across: Across = "left",
    ) -> float:  # fmt: skip
        """Lines of text below each other; says where they end."""
        for index, one in enumerate(lines):
            middle = top + (index + 0.5) * LINE * pixels
            self.text(x, middle, one, pixels, color=color, bold=bold, across=across)
        return top + len(lines) * LINE * pixels

    def measure(self, text: str, pixels: float, bold: bool = False) -> float:
        """How wide a line of text is."""
        width, _, _ = self.renderer.get_text_width_height_descent(text, font(pixels, DPI, bold), False)  # type: ignore[no-untyped-call]
        return float(width)

    def shortened(self, text: str, width: float, pixels: float = SMALL, bold: bool = False) -> str:
        """A text no wider than this, with an ellipsis where something is left out."""
        if self.measure(text, pixels, bold) <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            fits = self.measure(f"{text[:middle].rstrip()}…", pixels, bold) <= width
            low, high = (middle, high) if fits else (low, middle - 1)
        return f"{text[:low].rstrip()}…"

    def wrapped(
        self, text: str, width: float, most: int, pixels: float = SMALL, bold: bool = False, otherwise: str = ""
    ) -> list[str]:
        """A text as these fonts can write it, on at most so many lines of this width; `otherwise` if they cannot."""
        lines: list[str] = []
        for word in writable(text, bold, otherwise).split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and (self.measure(longer, pixels, bold) <= width or len(lines) == most):
                lines[-1] = longer
            else:
                lines.append(word)
        return [self.shortened(line, width, pixels, bold) for line in lines]

    def heading(self, team: str, finding: str, about: str) -> float:
        """The title, which is the finding, on at most two lines, and what the picture is about; says where they end.

        A long name is shortened before anything of the finding is."""
        width = self.right - EDGE
        name = writable(team, bold=True, otherwise="This team" if team else "")
        for most in (60, 40, 28, 18, 10):
            kept = name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
            whole = f"{kept}: {finding}" if kept else finding
            title = self.wrapped(whole, width, 2, TITLE, bold=True, otherwise=about)
            if " ".join(title) == whole:
                break
        top = self.lines(EDGE, EDGE - 14, [f"{LEFT_TO_RIGHT}{line}" for line in title], TITLE, bold=True)
        return self.lines(EDGE, top + 4, self.wrapped(about, width, 1, BODY), BODY, color=MUTED)

    # Shapes

    def path(
        self, points: Sequence[Point], color: str, width: float, dashes: Dashes = "solid", opacity: float = 1.0
    ) -> None:
        """A line through points, `width` pixels thick."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        self.axes.plot(
            *(xs, ys),
            color=color,
            linewidth=width * 72 / DPI,
            linestyle=dashes,
            alpha=opacity,
            marker="",
            solid_capstyle="round",
            zorder=3,
        )

    def mark(self, at: Point, shape: str, color: str, size: float, *, hollow: bool = False, over: float = 5) -> None:
        """A mark of one of matplotlib's shapes, `size` pixels across; `over` what has a lower number."""
        self.axes.plot(
            *([at[0]], [at[1]]),
            linestyle="none",
            marker=shape,
            markersize=size * 72 / DPI,
            markerfacecolor=CARD if hollow else color,
            markeredgecolor=color if hollow else CARD,
            markeredgewidth=2.5,
            zorder=over,
        )

    def area(self, points: Sequence[Point], color: str, opacity: float) -> None:
        """A filled area."""
        from matplotlib.patches import Polygon

        self._add(Polygon(list(points), closed=True, facecolor=color, edgecolor="none", alpha=opacity, zorder=2))

    def ring(self, center: Point, radius: float) -> None:
        """A thin circle of the grid."""
        from matplotlib.patches import Circle

        self._add(Circle(center, radius, fill=False, edgecolor=GRID, linewidth=1.5, zorder=1))

    def box(
        self, x: float, y: float, width: float, height: float, color: str, *, rounded: float = 0, hatch: str = "",
        over: float = 0,
    ) -> None:  # fmt: skip
        """A filled box from its upper left corner, with round corners, or hatched; `over` what has a lower number."""
        from matplotlib.patches import FancyBboxPatch, Rectangle

        made: Patch
        if rounded:
            shape = f"round,pad=0,rounding_size={rounded}"
            made = FancyBboxPatch((x, y), width, height, boxstyle=shape, facecolor=color, linewidth=0, zorder=over)
        else:
            made = Rectangle((x, y), width, height, facecolor=color, linewidth=0, zorder=over)
        if hatch:
            made.set_hatch(hatch)
            made.set_edgecolor(HATCHED)
        self._add(made)

    def _add(self, patch: Patch) -> None:
        self.axes.add_patch(patch)
