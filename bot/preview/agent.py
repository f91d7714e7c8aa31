"""What an app set on its agent surface: suggested prompts, and the status shown while it thinks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

STATUS_SECONDS = 120.0

Thread = tuple[str, str]
"""A channel's id and the ts of the message that began the thread."""


@dataclass(frozen=True)
class Prompt:
    """A suggestion: what stands on it, and the message that choosing it writes."""

    title: str
    message: str


@dataclass(frozen=True)
class Suggested:
    """The prompts at the top of a Messages tab, with the title over them."""

    prompts: tuple[Prompt, ...]
    title: str = ""


class Statuses(Mapping[Thread, str]):
    """The statuses that show now, by thread; as in Slack one vanishes after two minutes."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._set: dict[Thread, tuple[str, float]] = {}

    def __getitem__(self, thread: Thread) -> str:
        return self._now()[thread]

    def __iter__(self) -> Iterator[Thread]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    def set(self, thread: Thread, status: str) -> None:
        """Show this status; an empty one takes the old one away."""
        self._set[thread] = status, self._clock()

    def clear(self, thread: Thread) -> None:
        """Show none, as after a reply of the app."""
        self._set.pop(thread, None)

    def _now(self) -> dict[Thread, str]:
        oldest = self._clock() - STATUS_SECONDS
        return {thread: status for thread, (status, since) in list(self._set.items()) if status and since > oldest}
