"""Commands that run: the bot on Slack, its clock, and both without Slack."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from bot.commands.telling import Sentence, at_option, slack, told


@click.command("try")
@click.option("--open/--no-open", "opens", default=True, help="Open the page in a browser.", show_default=True)
@click.option("--terminal", is_flag=True, help="Talk in this terminal instead of on a page.")
@click.option(
    "--script",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Play answers from a file, in the terminal.",
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".try"),
    show_default=True,
    help="Where the database of this try is kept.",
)
def try_command(opens: bool, terminal: bool, script: Path | None, folder: Path) -> None:
    """Use the bot on a page that looks like Slack, on this machine alone: no account, no token."""
    from bot.preview.trying import CannotTry, converse, show

    try:
        if terminal or script:
            converse(folder, script)
        else:
            show(folder, opens)
    except CannotTry as error:
        raise Sentence(str(error)) from error


@click.command()
@click.option("--with-clock", is_flag=True, help="Run the clock in this process, too.")
def serve(with_clock: bool) -> None:
    """Take Slack's deliveries: HTTP on PORT, or Socket Mode when SLACK_APP_TOKEN is set."""
    from bot import logs

    found = slack()
    from bot.serve import serve as run

    logs.configure()
    with told(found.database_url):
        run(found, os.environ.get("HOST", "0.0.0.0"), with_clock)  # noqa: S104 - Slack must reach it


@click.command()
@click.option("--once", is_flag=True, help="Send what is due, then end; status 1 if something still waits.")
@at_option
def clock(once: bool, at: datetime | None) -> None:
    """Send check-ins, digests and reminders when they are due. Any number of clocks may run."""
    from bot import logs

    if at and not once:
        raise Sentence("--at goes with --once: a clock that goes on runs by the time of day")
    found = slack(takes_deliveries=False)
    from bot import clocking

    logs.configure()
    with told(found.database_url):
        if not once:
            clocking.forever(found)
            return
        ended = clocking.once(found, at)
    click.echo(f"{ended.sent} sent, {ended.given_up} given up, {ended.waiting} waiting")
    if ended.waiting:
        raise click.exceptions.Exit(1)


@click.command()
@click.option(
    "--url", default="https://YOUR-ADDRESS/slack/events", show_default=True, help="Where deliveries shall arrive."
)
@click.option("--socket-mode", is_flag=True, help="For Socket Mode: no address needed.")
def manifest(url: str, socket_mode: bool) -> None:
    """Print the Slack app's manifest."""
    from bot.manifest import as_yaml

    click.echo(as_yaml(url, socket_mode), nl=False)
