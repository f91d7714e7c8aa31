"""Bot tokens: one for each workspace that this process serves. Whose a token is, Slack tells when it is first asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence


class Tokens:
    """The token of each workspace. A single token is used for whatever workspace calls; of several, `whose` tells the
    workspace of each (auth.test), once. `whose` raises if Slack cannot be asked now, and gives "" for a token that Slack
    does not take."""

    def __init__(self, tokens: Sequence[str], whose: Callable[[str], str]) -> None:
        self._tokens, self._whose = tuple(tokens), whose
        self._known: dict[str, str] = {}
        self._asked: set[str] = set()
        self._lock = threading.Lock()

    def of(self, workspace: str) -> str | None:
        """The workspace's token; None if none of ours is."""
        if len(self._tokens) == 1:
            return self._tokens[0]
        with self._lock:
            for token in self._tokens:
                if workspace not in self._known and token not in self._asked:
                    self._known[self._whose(token)] = token
                    self._asked.add(token)
            return self._known.get(workspace)
