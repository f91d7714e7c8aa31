"""Commands about what is stored: bring it up to date, write it out, delete it, make some up, say who leads."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Literal

import click

from bot.commands.telling import Sentence, as_json_option, database, end_option, existing, told, workspace_option


@click.command()
def migrate() -> None:
    """Bring the database (DATABASE_URL) up to date; `serve` does so by itself."""
    from bot.store.database import Store

    url = database()
    with told(url):
        applied = Store(url).migrate()
    click.echo(f"applied: {', '.join(applied)}" if applied else "already up to date")


@click.command()
@click.argument("workspace")
@click.argument("person", default="")
@click.confirmation_option(prompt="This cannot be undone. Delete it?")
def forget(workspace: str, person: str) -> None:
    """Delete all that is kept of PERSON, or of the whole WORKSPACE (Slack ids, T… and U…)."""
    from bot.clock import stamp, system_clock
    from bot.store.database import Store
    from bot.store.forgetting import forget as run

    store = Store(database())
    store.migrate()
    with store.transaction() as db:
        rows = run(db, workspace, person, stamp(system_clock()))
    click.echo(f"{rows} row{'' if rows == 1 else 's'} deleted")


@click.command()
@click.argument("team")
@click.option("--format", "as_format", type=click.Choice(["csv", "json", "html"]), required=True, help="What to write.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Where to write it; - is standard output, the default for csv and json.",
)
@workspace_option
def export(team: str, as_format: Literal["csv", "json", "html"], out: Path | None, workspace: str) -> None:
    """Write the data of TEAM (its name or id) as a table (csv), whole (json), or as a report with pictures (html)."""
    from bot import export as exporting
    from bot.clock import system_clock
    from knowledge.loading import shipped

    url = database()
    with told(url):
        store, now = existing(url), system_clock()
        try:
            found = exporting.team_named(store, team, workspace)
        except exporting.NoSuchTeam as error:
            raise Sentence(str(error)) from error
        content = exporting.whole(store, shipped(), found, as_format, now)
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


@click.command()
@as_json_option
def feedback(as_json: bool) -> None:
    """Show which answers people found helpful and which not, over all workspaces; nobody is named."""
    from dataclasses import asdict

    from bot.store.database import Store
    from bot.store.feedback import tallies

    url = database()
    with told(url):
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


@click.command()
@click.argument("workspace")
@click.argument("person")
@click.option("--remove", is_flag=True, help="End it.")
def programme(workspace: str, person: str, remove: bool) -> None:
    """Make PERSON a programme lead of WORKSPACE (Slack ids, U… and T…): somebody who sees the stages, profiles and open
    actions of all its teams."""
    from bot.clock import stamp, system_clock
    from bot.store import programme as leads
    from bot.store.database import Store

    if not (workspace.startswith(("T", "E")) and person.startswith(("U", "W"))):
        raise Sentence("Give the workspace's id (T…) and then the person's (U…), as Slack shows them in a profile.")
    url = database()
    with told(url):
        store = Store(url)
        store.migrate()
        with store.transaction() as db:
            now = stamp(system_clock())
            did = leads.remove_lead(db, workspace, person) if remove else leads.add_lead(db, workspace, person, now)
    leads_now = "no programme lead" if remove else "a programme lead"
    click.echo(f"{person} is {leads_now} of {workspace} {'now' if did else 'already'}")


@click.command()
@click.option("--teams", type=click.IntRange(1), default=12, show_default=True, help="How many teams.")
@click.option("--quarters", type=click.IntRange(1, 40), default=4, show_default=True, help="How long their history is.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same teams.")
@click.option("--workspace", default="T0SAMPLE", show_default=True, metavar="T…", help="Whose teams they are.")
@end_option
@click.option("--add", is_flag=True, help="Add them to the teams that there are.")
def sample(teams: int, quarters: int, seed: int, workspace: str, end: date | None, add: bool) -> None:
    """Fill an empty database (DATABASE_URL) with plausible teams, histories, channels and digests."""
    from bot.clock import system_clock
    from bot.sample import sampling
    from bot.store.database import Store
    from conversations import flow
    from knowledge.loading import shipped

    url = database()
    wanted = sampling.Sample(teams, quarters, seed, workspace, end or system_clock().date())
    with told(url):
        store = Store(url)
        store.migrate()
        try:
            made = sampling.fill(store, shipped(), flow.shipped()["assessment"], wanted, add)
        except sampling.HoldsTeams as error:
            raise Sentence(f"DATABASE_URL is {url!r}, which holds teams already; give --add to add to them") from error
    click.echo(
        f"made in {workspace}: {made.teams} teams of {made.people} people, {made.conversations} conversations,"
        f" {made.actions} actions, {made.digests} digests"
    )
