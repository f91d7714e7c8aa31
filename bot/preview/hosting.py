"""The bot itself, as `serve` runs it, in a process of its own, pointed at the local Slack."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from bot.preview.slack import LocalSlack, Workspace

START_SECONDS = 30.0
SETTLE_SECONDS = 20.0
LOOK_SECONDS = 0.01


class DidNotStart(RuntimeError):
    """The process ended, or did not answer in time."""


class Hosted:
    """`mlops-advisor serve`, or another program, on a free local port. `kill` is SIGKILL; `start` after it uses the same
    port and database."""

    def __init__(
        self,
        slack: LocalSlack,
        workspace: Workspace,
        database: Path,
        log: Path,
        with_clock: bool = False,
        module: Sequence[str] = (),
    ) -> None:
        self._slack, self._workspace, self._database, self._log = slack, workspace, database, log
        self._module = module or ("bot", "serve", *(["--with-clock"] if with_clock else []))
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._out: IO[bytes] | None = None

    @property
    def url(self) -> str:
        """Where deliveries go, without the path."""
        return f"http://127.0.0.1:{self._port}"

    def start(self, extra: Mapping[str, str] | None = None) -> None:
        """Start and wait until it answers. Raises `DidNotStart`."""
        self._out = self._log.open("ab")
        command = [sys.executable, "-m", *self._module]
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            command, env=self._environment(extra or {}), stdout=self._out, stderr=self._out, start_new_session=True
        )
        end = time.monotonic() + START_SECONDS
        while self._health() is None:
            if self._process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise DidNotStart(f"the bot did not start; its log is {self._log}:\n{self._log.read_text()[-2000:]}")
            time.sleep(LOOK_SECONDS)

    def settle(self, seconds: float = SETTLE_SECONDS) -> None:
        """Wait until the bot has nothing left to send, or the time is up."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            health = self._health()
            if health is not None and health["pending"] == 0:
                return
            time.sleep(LOOK_SECONDS)
        raise TimeoutError(f"the bot still had messages to send after {seconds} seconds: {self._health()}")

    def stop(self) -> int:
        """Ask it to end (SIGTERM) and wait; returns its exit status."""
        if self._process is None:
            return 0
        self._process.terminate()
        try:
            status = self._process.wait(30)
        finally:
            self.kill()
        return status

    def kill(self) -> None:
        """End it and its workers at once (SIGKILL)."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
        if self._out is not None:
            self._out.close()
            self._out = None

    def _health(self) -> Mapping[str, Any] | None:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:  # noqa: S310 - our own address
                health: Mapping[str, Any] = json.load(answer)
                return health
        except (OSError, ValueError):
            return None

    def _environment(self, extra: Mapping[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
        root = str(Path(__file__).resolve().parents[2])
        return {
            **kept,
            "PYTHONPATH": os.pathsep.join(filter(None, (root, kept.get("PYTHONPATH", "")))),
            "SLACK_BOT_TOKEN": self._workspace.bot_token,
            "SLACK_SIGNING_SECRET": self._slack.signing_secret,
            "SLACK_API_URL": self._slack.api_url,
            "DATABASE_URL": f"sqlite:///{self._database}",
            "HOST": "127.0.0.1",
            "PORT": str(self._port),
            **extra,
        }


def new_database(folder: Path) -> Path:
    """A database that does not exist yet: each try begins anew, and keeps what it stored."""
    number = 1
    while (folder / f"try-{number}.db").exists():
        number += 1
    return folder / f"try-{number}.db"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
