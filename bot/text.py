"""Text for Slack: typed words as plain data, cut to a limit, joined into a sentence."""

from __future__ import annotations

from collections.abc import Sequence


def escape(text: str) -> str:
    """Text typed by a person, as plain data: it can make no mention, no link and no formatting across lines."""
    return " ".join(_data(text).split())


def escape_lines(text: str) -> str:
    """The same for text of several lines, as it stands between code marks."""
    return "\n".join(_data(line).replace("`", "'") for line in text.split("\n"))


def _data(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, limit: int) -> str:
    """Text no longer than Slack's limit, with an ellipsis where something is left out; never inside an entity."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    if "&" in kept[-5:] and ";" not in kept[kept.rindex("&") :]:
        kept = kept[: kept.rindex("&")]
    return kept.rstrip() + "…"


def lowered(text: str) -> str:
    """Text as it goes on in the middle of a sentence; a name or an abbreviation at its beginning keeps its capitals."""
    first = text.partition(" ")[0][1:]
    return text if first != first.lower() else text[:1].lower() + text[1:]


def listed(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part) if parts else ""
