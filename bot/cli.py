"""The command line: thin. Each command imports what it needs when it runs, so that none waits for another's libraries."""

from __future__ import annotations

import click

from bot.commands import data, knowing, operating, processes


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mlops-advisor")
def main() -> None:
    """A Slack bot that finds a machine-learning team's maturity stage by conversation, with cited next steps."""


for command in (
    *(processes.try_command, processes.serve, processes.clock, processes.manifest),
    *(operating.due, operating.preview, operating.outbox),
    *(knowing.check, knowing.place, knowing.read, knowing.ask, knowing.capabilities),
    *(data.migrate, data.export, data.programme, data.feedback, data.forget, data.sample),
):
    main.add_command(command)
