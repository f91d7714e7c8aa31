"""Commands that look after what is sent: what is due, what it would say, what waits or was given up. None sends."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

import click

from bot.commands.telling import Sentence, as_json_option, at_option, database, existing, told, workspace_option


@click.command()
@at_option
@as_json_option
def due(at: datetime | None, as_json: bool) -> None:
    """Show what is due now, or at a moment, without sending it."""
    from bot import operating
    from bot.clock import system_clock
    from bot.store.operating import NotToLookAt, ReadOnly

    url = database()
    try:
        with told(url):
            found = operating.due(ReadOnly(url).reading(), at or system_clock())
    except NotToLookAt as error:
        raise Sentence(str(error)) from error
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=2))
        return
    click.echo("\n".join(operating.due_as_lines(found)) if found else "nothing is due")


@click.command()
@click.argument("what", type=click.Choice(["checkin", "digest"]))
@click.argument("subject", metavar="TEAM|CHANNEL")
@workspace_option
@as_json_option
def preview(what: str, subject: str, workspace: str, as_json: bool) -> None:
    """Show the check-in of TEAM (its name or id), or the digest of CHANNEL (its id, or the name or id of the team that
    lives there), as it would be sent now. With --json: its blocks as Slack gets them."""
    from bot import operating
    from bot.clock import system_clock
    from bot.export import NoSuchTeam
    from bot.store.operating import NotToLookAt, ReadOnly
    from knowledge.loading import shipped

    url = database()
    shown = operating.checkin if what == "checkin" else operating.digest
    try:
        with told(url):
            payload = shown(ReadOnly(url), shipped(), system_clock, subject, workspace)
    except (NotToLookAt, NoSuchTeam, operating.NothingToShow) as error:
        raise Sentence(str(error)) from error
    click.echo(json.dumps(payload, indent=2, ensure_ascii=False) if as_json else operating.as_text(payload))


@click.group(invoke_without_command=True)
@as_json_option
@click.pass_context
def outbox(context: click.Context, as_json: bool) -> None:
    """Show which messages wait or were given up, and why."""
    if context.invoked_subcommand:
        return
    from bot.pictures.wording import aligned
    from bot.store import outbox as store
    from bot.store.operating import NotToLookAt, ReadOnly

    url = database()
    try:
        with told(url):
            found = store.listed(ReadOnly(url).reading())
    except NotToLookAt as error:
        raise Sentence(str(error)) from error
    if as_json:
        rows = [{"key": one.key, "state": one.state, "tries": one.tries, "reason": one.reason} for one in found]
        click.echo(json.dumps(rows, indent=2))
        return
    lines = [[one.state, str(one.tries), one.due_at[:16], one.key, one.reason] for one in found]
    told_lines = aligned([["state", "tries", "due (UTC)", "key", "reason"], *lines])
    click.echo("\n".join(told_lines) if found else "nothing waits, and nothing was given up")


@outbox.command()
@click.argument("key")
def retry(key: str) -> None:
    """Send the message KEY anew, which was given up or put off; whatever sends next sends it."""
    from bot.clock import stamp, system_clock
    from bot.store import outbox as store

    url = database()
    with told(url), existing(url).quiet_transaction() as db:
        done = store.retry(db, key, stamp(system_clock()))
    if not done:
        raise Sentence(
            f"{key!r} was not given up or put off, or what it said is no longer kept; `outbox` lists what is"
        )
    click.echo(f"{key} is due now")


@outbox.command()
@click.argument("key")
def drop(key: str) -> None:
    """Give the message KEY up, which waits."""
    from bot.clock import stamp, system_clock
    from bot.store import outbox as store

    url = database()
    with told(url), existing(url).quiet_transaction() as db:
        done = store.drop(db, key, "dropped by the operator", stamp(system_clock()))
    if not done:
        raise Sentence(f"{key!r} does not wait, or is being sent now; `outbox` lists what waits")
    click.echo(f"{key} is dropped")
