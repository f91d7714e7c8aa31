"""One SQLite file, shared by threads and processes: WAL, synchronous=FULL, one BEGIN IMMEDIATE transaction a turn.

Why not sqlite-utils' own calls for writing: they commit one by one, so that a kill between two leaves half a turn.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from bot.store.migrations import migrations

SCHEME = "sqlite:///"
BUSY_SECONDS = 10.0

Connection = sqlite3.Connection


class BadDatabaseUrl(ValueError):
    """DATABASE_URL names something that this release cannot open."""


def path_of(url: str) -> Path:
    """The file that a DATABASE_URL names. Raises `BadDatabaseUrl` for anything but sqlite:///PATH."""
    if not url.startswith(SCHEME) or len(url) == len(SCHEME):
        raise BadDatabaseUrl(f"DATABASE_URL is {url!r}; write sqlite:///file.db, or sqlite:////full/path/file.db")
    return Path(url.removeprefix(SCHEME))


def _use_wal(connection: Connection) -> None:
    """Switch to WAL. SQLite does not wait here as it does elsewhere when another process is switching too, so we do."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.01)


class Store:
    """An open database. Each thread has a connection of its own; writers of one process queue on a lock.

    `on_commit` is called after every committed transaction, to wake whoever sends what was enqueued.
    """

    def __init__(self, url: str, on_commit: Callable[[], None] = lambda: None) -> None:
        self.path = path_of(url)
        self.on_commit = on_commit
        self._threads = threading.local()
        self._writing = threading.RLock()

    def migrate(self) -> list[str]:
        """Bring the schema up to date under the writers' lock; two processes may do so at once. Returns what was applied."""
        connection = self._connection()
        _use_wal(connection)
        database = Database(connection)
        with self._writing:
            connection.execute("BEGIN IMMEDIATE")
            try:
                pending = [migration.name for migration in migrations.pending(database)]
                migrations.apply(database)
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
        return pending

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Everything inside is committed at once on leaving, or not at all if an exception leaves; then `on_commit`."""
        with self.quiet_transaction() as connection:
            yield connection
        self.on_commit()

    @contextmanager
    def quiet_transaction(self) -> Iterator[Connection]:
        """The same without `on_commit`: for the outbox's own bookkeeping, which gives nobody anything to send."""
        connection = self._connection()
        with self._writing:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise

    def reading(self) -> Connection:
        """A connection to read with; what it reads in one statement is consistent."""
        return self._connection()

    def close(self) -> None:
        """Close this thread's connection."""
        connection: Connection | None = getattr(self._threads, "connection", None)
        if connection is not None:
            connection.close()
            del self._threads.connection

    def _connection(self) -> Connection:
        found: Connection | None = getattr(self._threads, "connection", None)
        if found is None:
            found = self._threads.connection = self._open()
        return found

    def _open(self) -> Connection:
        found = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        found.row_factory = sqlite3.Row
        found.execute("PRAGMA synchronous=FULL")
        found.execute("PRAGMA foreign_keys=ON")
        return found
