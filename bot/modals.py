"""Opens modals: at once, off the request path, once. Their trigger lives three seconds, so they are never retried."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_sdk.models.views import View

from bot.slack_calls import Failed, SlackCalls

log = logging.getLogger(__name__)


class Modals:
    """Opens views in the background; `under_way` counts those not yet answered by Slack."""

    def __init__(self, calls: SlackCalls) -> None:
        self._calls = calls
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="modal")
        self._lock = threading.Lock()
        self.under_way = 0

    def open(self, workspace: str, trigger: str, view: View, on_failure: Callable[[], None]) -> None:
        """Open a view; `on_failure` says a sentence with the button again."""
        self._submit(workspace, "views.open", {"trigger_id": trigger, "view": view.to_dict()}, on_failure)

    def push(self, workspace: str, trigger: str, view: View, on_failure: Callable[[], None]) -> None:
        """Lay a view on the one that was clicked in."""
        self._submit(workspace, "views.push", {"trigger_id": trigger, "view": view.to_dict()}, on_failure)

    def update(self, workspace: str, view_id: str, view: View, on_failure: Callable[[], None]) -> None:
        """Put a view in the place of an open one."""
        self._submit(workspace, "views.update", {"view_id": view_id, "view": view.to_dict()}, on_failure)

    def _submit(self, workspace: str, method: str, payload: Mapping[str, Any], on_failure: Callable[[], None]) -> None:
        with self._lock:
            self.under_way += 1
        self._pool.submit(self._call, workspace, method, payload, on_failure)

    def stop(self) -> None:
        """Wait for what is being opened."""
        self._pool.shutdown(wait=True)

    def _call(self, workspace: str, method: str, payload: Mapping[str, Any], on_failure: Callable[[], None]) -> None:
        try:
            self._calls.call(workspace, method, payload)
        except Failed as failure:
            log.warning("a modal could not be opened: %s", failure.reason)
            on_failure()
        except Exception:
            log.exception("a modal could not be sent")
            on_failure()
        finally:
            with self._lock:
                self.under_way -= 1
