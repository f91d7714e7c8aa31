"""The command line: thin. Each command imports what it needs when it runs, so that none waits for another's libraries."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import click


class Sentence(click.ClickException):
    """A problem told in one clear sentence (or one line each), without a trace; exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print it on standard error."""
        click.echo(self.message, err=True)


@contextmanager
def _told(url: str) -> Iterator[None]:
    """A database that cannot be used (no database, read-only, locked) is told in a sentence."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise Sentence(f"DATABASE_URL is {url!r}, which cannot be used: {error}") from error


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mlops-advisor")
def main() -> None:
    """A Slack bot that finds a machine-learning team's maturity stage by conversation, with cited next steps."""


@main.command("try")
@click.option(
    "--script", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Play answers from a file."
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".try"),
    show_default=True,
    help="Where the database of this try is kept.",
)
def try_command(script: Path | None, folder: Path) -> None:
    """Hold the conversation here, with a local stand-in for Slack: no account, no token."""
    from bot.preview.trying import CannotTry, converse

    try:
        converse(folder, script)
    except CannotTry as error:
        raise Sentence(str(error)) from error


@main.command()
def serve() -> None:
    """Take Slack's deliveries: HTTP on PORT, or Socket Mode when SLACK_APP_TOKEN is set."""
    from bot import logs
    from bot.config import BadSettings, settings

    try:
        found = settings(os.environ)
    except BadSettings as error:
        raise Sentence(str(error)) from error
    from bot.serve import serve as run

    logs.configure()
    with _told(found.database_url):
        run(found, os.environ.get("HOST", "0.0.0.0"))  # noqa: S104 - Slack must reach it


@main.command()
def migrate() -> None:
    """Bring the database (DATABASE_URL) up to date; `serve` does so by itself."""
    from bot.config import BadSettings, database_url
    from bot.store.database import Store

    try:
        url = database_url(os.environ)
    except BadSettings as error:
        raise Sentence(str(error)) from error
    with _told(url):
        applied = Store(url).migrate()
    click.echo(f"applied: {', '.join(applied)}" if applied else "already up to date")


@main.command()
@click.argument("workspace")
@click.argument("person", default="")
@click.confirmation_option(prompt="This cannot be undone. Delete it?")
def forget(workspace: str, person: str) -> None:
    """Delete all that is kept of PERSON, or of the whole WORKSPACE (Slack ids, T… and U…)."""
    from bot.clock import stamp, system_clock
    from bot.config import BadSettings, database_url
    from bot.store.database import Store
    from bot.store.forgetting import forget as run

    try:
        store = Store(database_url(os.environ))
    except BadSettings as error:
        raise Sentence(str(error)) from error
    store.migrate()
    with store.transaction() as db:
        rows = run(db, workspace, person, stamp(system_clock()))
    click.echo(f"{rows} row{'' if rows == 1 else 's'} deleted")


@main.command()
@click.argument("team")
@click.option("--format", "as_format", type=click.Choice(["csv", "json", "html"]), required=True, help="What to write.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Where to write it; - is standard output, the default for csv and json.",
)
@click.option("--workspace", default="", metavar="T…", help="Which workspace, if teams in several have this name.")
def export(team: str, as_format: Literal["csv", "json", "html"], out: Path | None, workspace: str) -> None:
    """Write the data of TEAM (its name or id) as a table (csv), whole (json), or as a report with pictures (html)."""
    from bot import export as exporting
    from bot.clock import system_clock
    from bot.config import BadSettings, database_url
    from bot.store.database import Store, path_of
    from knowledge.loading import shipped

    try:
        url = database_url(os.environ)
        if not path_of(url).exists():
            raise Sentence(f"DATABASE_URL is {url!r}, and there is no such file")
        with _told(url):
            store, now = Store(url), system_clock()
            store.migrate()
            found = exporting.team_named(store, team, workspace)
            content = exporting.whole(store, shipped(), found, as_format, now)
    except (BadSettings, exporting.NoSuchTeam) as error:
        raise Sentence(str(error)) from error
    if out is None and as_format == "html":
        out = Path(exporting.file_name(found, as_format, now))
    _write(content, out)


def _write(content: bytes, out: Path | None) -> None:
    if out is None or str(out) == "-":
        click.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise Sentence(f"{out} cannot be written: {error.strerror}") from error
    click.echo(f"written: {out}")


@main.command()
def check() -> None:
    """Check the knowledge base and the flows: every problem, with file and line."""
    from bot.checking import problems

    found = problems()
    for problem in found:
        click.echo(str(problem))
    if found:
        raise Sentence(f"{len(found)} problem{'' if len(found) == 1 else 's'} found")
    click.echo("knowledge and flows: no problems")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--if", "supposed", multiple=True, metavar="CAPABILITY", help="A dry run: what would move if it were held."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
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


@main.command()
@click.argument("question")
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
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


@main.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def ask(text: str, as_json: bool) -> None:
    """Answer the question TEXT from the documents, with sources, or say that they do not cover it."""
    from bot import answering
    from knowledge.loading import shipped

    shown = answering.answer if as_json else answering.answer_as_text
    found = shown(shipped(), text)
    click.echo(json.dumps(found, indent=2) if as_json else found, nl=as_json)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
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


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def feedback(as_json: bool) -> None:
    """Show which answers people found helpful and which not, over all workspaces; nobody is named."""
    from dataclasses import asdict

    from bot.config import BadSettings, database_url
    from bot.store.database import Store
    from bot.store.feedback import tallies

    try:
        url = database_url(os.environ)
    except BadSettings as error:
        raise Sentence(str(error)) from error
    with _told(url):
        store = Store(url)
        store.migrate()
        found = tallies(store.reading())
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=2))
        return
    click.echo(f"{'good':>5} {'bad':>5}  {'last':10}  about" if found else "nobody has judged an answer yet")
    for one in found:
        about = "".join(letter if letter.isprintable() else " " for letter in one.about)
        click.echo(f"{one.good:>5} {one.bad:>5}  {one.last[:10]}  {about}")


@main.command()
@click.argument("workspace")
@click.argument("person")
@click.option("--remove", is_flag=True, help="End it.")
def programme(workspace: str, person: str, remove: bool) -> None:
    """Make PERSON a programme lead of WORKSPACE (Slack ids, U… and T…): somebody who sees the stages, profiles and open
    actions of all its teams."""
    from bot.clock import stamp, system_clock
    from bot.config import BadSettings, database_url
    from bot.store import programme as leads
    from bot.store.database import Store

    if not (workspace.startswith(("T", "E")) and person.startswith(("U", "W"))):
        raise Sentence("Give the workspace's id (T…) and then the person's (U…), as Slack shows them in a profile.")
    try:
        url = database_url(os.environ)
    except BadSettings as error:
        raise Sentence(str(error)) from error
    with _told(url):
        store = Store(url)
        store.migrate()
        with store.transaction() as db:
            now = stamp(system_clock())
            did = leads.remove_lead(db, workspace, person) if remove else leads.add_lead(db, workspace, person, now)
    leads_now = "no programme lead" if remove else "a programme lead"
    click.echo(f"{person} is {leads_now} of {workspace} {'now' if did else 'already'}")


@main.command()
@click.option(
    "--url", default="https://YOUR-ADDRESS/slack/events", show_default=True, help="Where deliveries shall arrive."
)
@click.option("--socket-mode", is_flag=True, help="For Socket Mode: no address needed.")
def manifest(url: str, socket_mode: bool) -> None:
    """Print the Slack app's manifest."""
    from bot.manifest import as_yaml

    click.echo(as_yaml(url, socket_mode), nl=False)
