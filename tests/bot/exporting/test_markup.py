"""Safe by its making: text is text, addresses lead to web pages or nowhere, tables say what their cells are."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bot.exporting.markup import Group, Markup, escaped, link, table, tag


class Read(HTMLParser):
    """What a browser's parser makes of it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text())
def test_any_text_stays_text_in_an_element_and_in_an_attribute(text: str) -> None:
    read = Read(tag("p", text, title=text, class_="a"))
    assert [name for name, _ in read.tags] == ["p"]
    assert set(read.tags[0][1]) == {"title", "class"}
    shown = Read(escaped(text)).text
    assert read.text == shown
    assert (read.tags[0][1]["title"] or "") == shown
    assert shown.replace(" ", "") in text or any(not one.isprintable() or one.isspace() for one in text)


@given(
    st.one_of(
        st.text(),
        st.text().map(lambda rest: f"https://example.com/{rest}"),
        st.text().map(lambda rest: f"javascript:{rest}"),
    )
)
def test_a_link_leads_to_a_web_page_and_tells_it_nothing(address: str) -> None:
    for name, attributes in Read(link(address, address)).tags:
        assert name == "a"
        assert (attributes["href"] or "").startswith(("http://", "https://"))
        assert attributes["rel"] == "noopener noreferrer"


def test_what_is_no_web_address_is_shown_as_text() -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", "//example.com", "https://", "ftp://a.b", "https://a b"):
        assert link(address, address) == escaped(address)


def test_a_link_that_is_long_or_has_marks_in_it_stays_one() -> None:
    address = 'https://example.com/a?b=1&c="x"<y>'
    (anchor,) = Read(link("page", address)).tags
    assert anchor[1]["href"] == address


def test_a_tables_cells_name_their_columns_and_its_headings_say_of_what() -> None:
    read = Read(table("What", ["A", "B"], Group([["one", "<two>"], [Markup("<b>x</b>"), ""]], "Both")))
    headings = [attributes["scope"] for name, attributes in read.tags if name == "th"]
    assert headings == ["col", "col", "rowgroup", "row", "row"]
    assert [attributes["data-label"] for name, attributes in read.tags if name == "td"] == ["B", "B"]
    assert "<two>" in read.text
    assert [name for name, _ in read.tags].count("b") == 1


def test_what_turns_the_direction_of_text_is_left_out() -> None:
    assert escaped("a\u202eb\x00c") == "abc"
