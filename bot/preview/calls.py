"""What the app asked of Slack, what Slack refused, and the faults a test can inject."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


class Refused(Exception):
    """Slack says no, with its own error code and details for the developer."""

    def __init__(self, error: str, *details: str) -> None:
        super().__init__(error, *details)
        self.error = error
        self.details = details


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request of the app; `workspace` is the team id, None where no token fits."""

    method: str
    payload: Mapping[str, Any]
    time: float
    workspace: str | None
    rate_limited: bool = False


@dataclass(frozen=True)
class RefusedCall:
    """One request, or one answer of the app to a delivery, that Slack would have refused."""

    method: str
    error: str
    detail: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong between the app and Slack, through no fault of the app."""

    kind: Literal["rate_limited", "server_error", "slow", "drop", "lose"]
    retry_after: int = 0
    until: threading.Event | None = None

    @classmethod
    def rate_limited(cls, retry_after: int) -> "Fault":
        """HTTP 429; nothing is carried out."""
        return cls("rate_limited", retry_after=retry_after)

    @classmethod
    def server_error(cls) -> "Fault":
        """HTTP 500; nothing is carried out."""
        return cls("server_error")

    @classmethod
    def slow(cls, until: threading.Event) -> "Fault":
        """The call waits for the event and is then carried out."""
        return cls("slow", until=until)

    @classmethod
    def drop(cls) -> "Fault":
        """The connection breaks; nothing is carried out."""
        return cls("drop")

    @classmethod
    def lose(cls) -> "Fault":
        """The call is carried out and the connection breaks before the answer."""
        return cls("lose")
