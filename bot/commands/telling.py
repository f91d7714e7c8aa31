"""What commands share: a problem told in a sentence, the database that is set, moments and days as people write them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.store.database import Store

LAST_YEAR = 2099
"""What comes due is counted one by one up to a moment: much later than this that takes minutes."""


class Sentence(click.ClickException):
    """A problem told in one clear sentence (or one line each), without a trace; exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print it on standard error."""
        click.echo(self.message, err=True)


@contextmanager
def told(url: str) -> Iterator[None]:
    """A database that cannot be used (no database, read-only, locked) is told in a sentence."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise Sentence(f"DATABASE_URL is {url!r}, which cannot be used: {error}") from error


def database() -> str:
    """DATABASE_URL. Raises `Sentence` if it is no good."""
    from bot.config import BadSettings, database_url

    try:
        return database_url(os.environ)
    except BadSettings as error:
        raise Sentence(str(error)) from error


def slack(takes_deliveries: bool = True) -> Settings:
    """All that a process needs that talks to Slack. Raises `Sentence`."""
    from bot.config import BadSettings, settings

    try:
        return settings(os.environ, takes_deliveries)
    except BadSettings as error:
        raise Sentence(str(error)) from error


def existing(url: str) -> Store:
    """The database of a URL, brought up to date. Raises `Sentence` where there is none yet."""
    from bot.store.database import Store

    store = Store(url)
    if not store.path.exists():
        raise Sentence(f"DATABASE_URL is {url!r}, and there is no such file")
    store.migrate()
    return store


def _moment(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    """A moment in ISO 8601; UTC unless it says otherwise."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        written = "write it as 2027-01-04T09:00 (UTC) or 2027-01-04T10:00+01:00"
        raise click.BadParameter(f"{value!r} is no moment; {written}") from error
    if found.year > LAST_YEAR:
        raise click.BadParameter(f"{value!r} is too far ahead; give a moment before the end of {LAST_YEAR}")
    return found


def _day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """A day in ISO 8601."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no day; write it as 2027-01-04") from error


as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
at_option = click.option(
    "--at", callback=_moment, metavar="TIME", help="As of this moment: ISO 8601, UTC unless it says otherwise."
)
end_option = click.option(
    "--end", callback=_day, metavar="DAY", help="The day on which the history ends; by default today."
)
workspace_option = click.option(
    "--workspace", default="", metavar="T…", help="Which workspace, if several have this name."
)
