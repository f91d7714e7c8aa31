"""Which letters the pictures can write on this machine: matplotlib's own DejaVu Sans, helped by what is installed."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.pictures.wording import one_line

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

FIRST = "DejaVu Sans"
HELPERS = (
    *("Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans CJK KR", "WenQuanYi Zen Hei", "PingFang SC", "Hiragino Sans"),
    *("Apple SD Gothic Neo", "Noto Sans Devanagari", "Noto Sans Bengali", "Noto Sans Tamil", "Noto Sans Thai"),
    *("Arial Unicode MS", "Noto Emoji", "Symbola"),
)
"""Fonts for scripts that DejaVu Sans lacks, used where they are installed; none has colored glyphs, which Agg refuses."""
LEFT_TO_RIGHT = "\u200e"
"""Begins a line whose direction is that of English, whatever script its first word has."""
MOST_MARKS = 2


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """The fonts to look for a letter in, in order."""
    from matplotlib.font_manager import fontManager

    installed = {font.name for font in fontManager.ttflist}
    return (FIRST, *(name for name in HELPERS if name in installed))


@lru_cache(maxsize=64)
def font(pixels: float, dpi: int, bold: bool) -> FontProperties:
    """The font at a size in pixels, whatever a matplotlibrc on this machine says."""
    from matplotlib.font_manager import FontProperties

    weight = "bold" if bold else "normal"
    return FontProperties(family=list(families()), style="normal", weight=weight, size=pixels * 72 / dpi)


@lru_cache(maxsize=2)
def _letters(bold: bool) -> frozenset[int]:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    weight = "bold" if bold else "normal"
    found = (findfont(FontProperties(family=name, weight=weight)) for name in families())
    return frozenset(code for path in found for code in get_font(path).get_charmap())


def writable(text: str, bold: bool = False, otherwise: str = "") -> str:
    """The text as these fonts can write it: emoji and signs that they lack are left out.

    A text of which letters or digits would be lost is not worth reading: `otherwise` stands in its place. More than
    two marks on one letter are left out, as they would reach into the next line.
    """
    kept: list[str] = []
    marks = 0
    for one in unicodedata.normalize("NFC", one_line(text)):
        kind = unicodedata.category(one)
        marks = marks + 1 if kind[0] == "M" else 0
        if kind[0] == "C" or marks > MOST_MARKS or one == "\ufe0f":
            continue
        if ord(one) in _letters(bold):
            kept.append(one)
        elif kind[0] in "LNM":
            return otherwise
    return " ".join("".join(kept).split()) or otherwise
