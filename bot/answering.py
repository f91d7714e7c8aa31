"""`read` and `ask` from the command line: what typed words are taken for, and what the documents say to a question."""

from __future__ import annotations

from typing import Any

from bot.placing import source
from knowledge.library import Library, Question
from knowledge.reading import read
from knowledge.searching import Entry, ask


class NoSuchQuestion(LookupError):
    """There is no question with this id; the message lists those there are."""


def question(library: Library, id: str) -> Question:
    """The question with this id. Raises `NoSuchQuestion`."""
    if id not in library.questions:
        raise NoSuchQuestion(f'there is no question "{id}"; there are {", ".join(library.questions)}')
    return library.questions[id]


def reading(library: Library, id: str, text: str) -> dict[str, Any]:
    """What words typed in answer to a question are taken for, as plain data. Raises `NoSuchQuestion`."""
    found = read(library, question(library, id), text)
    return {
        "capabilities": {capability: value.value for capability, value in found.values.items()},
        "option": found.option or None,
        "score": round(found.score, 1),
        "decision": found.decision,
    }


def answer(library: Library, text: str) -> dict[str, Any]:
    """What the documents say to a question, as plain data; `suggestions` are titles of what stands nearby."""
    found = ask(library, text)
    return {
        "covered": found.covered,
        "answers": [_entry(library, hit.entry) | {"score": hit.score} for hit in found.hits],
        "suggestions": [entry.title for entry in found.nearby],
    }


def _entry(library: Library, entry: Entry) -> dict[str, Any]:
    shown = {"id": entry.id, "title": entry.title, "text": entry.text, "caveat": entry.caveat, "as_of": entry.as_of}
    return shown | {"sources": [source(library, citation) for citation in entry.sources]}


def reading_as_text(library: Library, id: str, text: str) -> str:
    """The same for people to read in a terminal."""
    found = read(library, question(library, id), text)
    said = [
        f"  {value.value.replace('_', ' ')}: {library.capabilities[item].statement}"
        for item, value in found.values.items()
    ]
    does = {
        "accept": "taken at once",
        "confirm": "read back first",
        "ask": "not understood: the choices are shown again",
    }
    return "\n".join([f"{does[found.decision]} (fit {found.score:.0f} of 100)", *said]) + "\n"


def answer_as_text(library: Library, text: str) -> str:
    """The same for people to read in a terminal."""
    found = ask(library, text)
    if not found.covered:
        near = "; ".join(entry.title for entry in found.nearby)
        return f"My sources do not cover that.{f' Nearest: {near}.' if near else ''}\n"
    lines: list[str] = []
    for hit in found.hits:
        sources = "; ".join(f"{library.sources[one.source].title}, {one.section}" for one in hit.entry.sources)
        lines += [hit.entry.title, f"  {hit.entry.text}", f"  Source: {sources}", ""]
    return "\n".join(lines)
