"""HTML that is safe by its making: whatever is not markup already is escaped on its way in. A few shapes, no more."""

from __future__ import annotations

import base64
import html
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.given import is_web_address

VOID = frozenset({"img", "link", "meta"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Content = str
"""Plain text, which is escaped, or `Markup`, which is not."""


def escaped(content: Content) -> Markup:
    """Content as HTML. Control characters and such as turn the direction of the text around them are left out."""
    if isinstance(content, Markup):
        return content
    kept = "".join(" " if one.isspace() else one for one in content if one.isspace() or not _unwanted(one))
    return Markup(html.escape(kept))


def _unwanted(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Cc", "Cs")
        or character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def tag(name: str, /, *content: Content, **attributes: str) -> Markup:
    """An element. Attributes are named as in Python: `class_`, `aria_label`; one whose value is empty stands bare."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + (f'="{escaped(value)}"' if value else "")
        for key, value in attributes.items()
    )
    start = f"<{name}{written}>"
    return Markup(start if name in VOID else f"{start}{together(content)}</{name}>")


def together(parts: Iterable[Content]) -> Markup:
    """Several pieces as one."""
    return Markup("".join(escaped(part) for part in parts))


def lines(parts: Iterable[Content]) -> Markup:
    """Pieces with a line break between them."""
    return Markup("<br>".join(escaped(part) for part in parts))


def section(id: str, title: str, *content: Content) -> Markup:
    """A part of the page under a heading of the second rank, which names it."""
    return tag("section", tag("h2", title, id=id), *content, aria_labelledby=id)


def items(texts: Iterable[Content]) -> Markup:
    """A list."""
    return tag("ul", *(tag("li", text) for text in texts))


def link(text: str, address: str) -> Markup:
    """A link, if the address leads to a web page; else its text."""
    if not (is_web_address(address) and address.isprintable()):
        return escaped(text)
    return tag("a", text, href=address, rel="noopener noreferrer")


@dataclass(frozen=True)
class Group:
    """Rows of a table under a heading of their own; an empty title stands for none. A row's first cell is its heading."""

    rows: Sequence[Sequence[Content]]
    title: Content = ""


def table(caption: Content, columns: Sequence[str], *groups: Group, class_: str = "") -> Markup:
    """A table with its caption. On a narrow screen its rows become cards, so that the roles are written out, as that
    would make them a screen reader's guess, and each cell carries its column's name."""
    head = tag("tr", *(tag("th", name, scope="col", role="columnheader") for name in columns), role="row")
    body = (tag("tbody", *_rows(columns, group), role="rowgroup") for group in groups)
    inner = (tag("caption", caption), tag("thead", head, role="rowgroup"), *body)
    return tag("table", *inner, role="table", **({"class_": class_} if class_ else {}))


def _rows(columns: Sequence[str], group: Group) -> Iterable[Markup]:
    if group.title:
        heading = tag("th", group.title, scope="rowgroup", role="rowheader", colspan=str(len(columns)), class_="group")
        yield tag("tr", heading, role="row")
    for first, *rest in group.rows:
        cells = (
            tag("td", tag("div", one), role="cell", data_label=name)
            for name, one in zip(columns[1:], rest, strict=True)
        )
        yield tag("tr", tag("th", first, scope="row", role="rowheader"), *cells, role="row")


def picture(png: bytes, alt: str, size: tuple[int, int]) -> Markup:
    """A picture within the page."""
    address = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    return tag("img", src=address, alt=alt, width=str(size[0]), height=str(size[1]))
