"""Commands about the knowledge: check it, place a team with it, read and answer with it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot.commands.telling import Sentence, as_json_option


@click.command()
def check() -> None:
    """Check the knowledge base and the flows: every problem, with file and line."""
    from bot.checking import problems

    found = problems()
    for problem in found:
        click.echo(str(problem))
    if found:
        raise Sentence(f"{len(found)} problem{'' if len(found) == 1 else 's'} found")
    click.echo("knowledge and flows: no problems")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--if", "supposed", multiple=True, metavar="CAPABILITY", help="A dry run: what would move if it were held."
)
@as_json_option
def place(file: Path, supposed: tuple[str, ...], as_json: bool) -> None:
    """Place a team described in FILE: YAML or JSON with {capabilities: {id: held | not_held | unknown | ...}}."""
    from bot import placing
    from knowledge.loading import shipped
    from knowledge.strict_yaml import ProblemsFound

    try:
        values = placing.read_values(shipped(), file)
        shown = placing.report if as_json else placing.as_text
        report = shown(shipped(), values, supposed)
    except ProblemsFound as error:
        raise Sentence(str(error)) from error
    click.echo(json.dumps(report, indent=2) if as_json else report, nl=as_json)


@click.command()
@click.argument("question")
@click.argument("text")
@as_json_option
def read(question: str, text: str, as_json: bool) -> None:
    """Show what TEXT, typed in answer to QUESTION (an id), is taken for."""
    from bot import answering
    from knowledge.loading import shipped

    try:
        shown = answering.reading if as_json else answering.reading_as_text
        found = shown(shipped(), question, text)
    except answering.NoSuchQuestion as error:
        raise Sentence(str(error)) from error
    click.echo(json.dumps(found, indent=2) if as_json else found, nl=as_json)


@click.command()
@click.argument("text")
@as_json_option
def ask(text: str, as_json: bool) -> None:
    """Answer the question TEXT from the documents, with sources, or say that they do not cover it."""
    from bot import answering
    from knowledge.loading import shipped

    shown = answering.answer if as_json else answering.answer_as_text
    found = shown(shipped(), text)
    click.echo(json.dumps(found, indent=2) if as_json else found, nl=as_json)


@click.command()
@as_json_option
def capabilities(as_json: bool) -> None:
    """List every capability: id, statement, where it counts, and its sources."""
    from bot import placing
    from knowledge.loading import shipped

    rows = placing.capabilities(shipped())
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        used = row["maturity_models"][0]["counts_as"] if row["maturity_models"] else "informational"
        click.echo(f"{row['id']:34} {'gate' if row['gate'] else used:13}  {row['statement']}")
