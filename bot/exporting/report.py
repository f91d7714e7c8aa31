"""A team's report as one HTML file: pictures and style are in it, and it asks nothing of any other machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib import resources

from bot import days
from bot.exporting import basis, doing, plans, standing
from bot.exporting.gathering import Export, Record
from bot.exporting.markup import Markup, items, tag
from bot.exporting.wording import paragraph
from knowledge.library import Library

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The browser loads nothing from anywhere, whatever the page says."""
Part = Callable[[Library, Export, Record], Markup]
PARTS: tuple[tuple[str, str, Part], ...] = (
    ("stages", "Stages", standing.stages),
    ("profile", "Profile", standing.profiles),
    ("holding", "Gaps", doing.holding),
    ("steps", "Next steps", doing.steps),
    ("actions", "Actions", plans.actions),
    ("target", "Target", plans.target),
    ("history", "Results", standing.over_time),
    ("scored", "Scoring", basis.scored),
    ("answers", "Answers", basis.answers),
    ("evidence", "Evidence", basis.evidence),
    ("sources", "Sources", basis.sources),
)
"""The report's parts in order: the id of each one's heading, its name in the list at the top, and what makes it; one that
has nothing to say is left out."""


def html_bytes(library: Library, export: Export) -> bytes:
    """The report as the bytes of a file, in UTF-8. Draws up to three pictures: a matter of seconds."""
    newest = export.newest
    parts = [(id, name, make(library, export, newest)) for id, name, make in PARTS] if newest else []
    said = standing.finding(library, newest) if newest else "no result yet"
    contents = [tag("a", name, href=f"#{id}") for id, name, part in parts if part]
    body = tag(
        "body",
        tag("a", "Skip to the report", href="#report", class_="skip"),
        tag("header", *_opening(library, export, said)),
        *([tag("nav", items(contents), aria_label="Contents")] if contents else []),
        tag("main", *(part for _, _, part in parts), id="report"),
        tag("footer", *_closing(library, export)),
    )
    return f"<!DOCTYPE html>\n{tag('html', _head(f'{export.team.name}: {said}'), body, lang='en')}\n".encode()


def _head(title: str) -> Markup:
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("link", rel="icon", href="data:,"),
        tag("title", title),
        tag("style", Markup(style())),
    )


@lru_cache(maxsize=1)
def style() -> str:
    """The page's style sheet."""
    return (resources.files(__package__) / "report.css").read_text(encoding="utf-8")


def _opening(library: Library, export: Export, said: str) -> Iterator[Markup]:
    yield paragraph("Maturity report", class_="kind")
    yield tag("h1", tag("bdi", export.team.name), f": {said}")
    if export.newest is None:
        yield paragraph("Nobody has finished an assessment yet. It takes about six minutes: type /mlops in Slack.")
        return
    yield paragraph(standing.about(library, export.newest), class_="about")
    yield paragraph(standing.since(library, export, export.newest), class_="since")


def _closing(library: Library, export: Export) -> Iterator[Markup]:
    members = f"{export.members} member{'' if export.members == 1 else 's'}"
    yield paragraph(
        f"Made on {days.told(export.made_at.date())} by mlops-advisor from the team's own answers, with version"
        f" {library.version} of what it knows. The team has {members}; its channel in Slack is {export.team.channel}",
        f", its lead {export.team.lead}." if export.team.lead else ".",
    )
    yield paragraph(
        "Nobody who answered is named. Once three or more people answered, notes and links are shown only to those who"
        " gave them."
    )
