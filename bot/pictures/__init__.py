"""Pictures as PNG bytes, each with alt text and a text equivalent: a radar, a line over time, a heatmap of teams."""

from bot.pictures.heatmap import Heatmap
from bot.pictures.line import Line
from bot.pictures.radar import Radar

Picture = Radar | Line | Heatmap


def draw(picture: Picture) -> bytes:
    """A picture as PNG. The first takes a second, as matplotlib is loaded for it: never on the way of a request."""
    return picture.draw()
