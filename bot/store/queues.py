"""What the outbox's messages wait for: each waits in one queue, and only the first of a queue is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.database import Connection


@dataclass(frozen=True)
class Queue:
    """Messages that wait for the same turn: of a `key` (see `bot.pace`) in a workspace, the patient beside the others.

    What nobody refused a turn yet is, if patient, in the queue of its method, else in `AT_ONCE`, of all workspaces.
    """

    patient: bool
    workspace: str
    key: str

    @property
    def name(self) -> str:
        """As a row keeps it; what is patient sorts last."""
        return f"{int(self.patient)} {self.workspace} {self.key}" if self.key else ""

    @classmethod
    def named(cls, name: str) -> Queue:
        """The queue of a name."""
        if not name:
            return AT_ONCE
        patient, workspace, key = name.split(" ", 2)
        return cls(patient == "1", workspace, key)


AT_ONCE = Queue(False, "", "")


def occupied(db: Connection) -> tuple[Queue, ...]:
    """The queues in which anything waits. Steps from one to the next in the index, however long each is."""
    rows = db.execute(
        "WITH RECURSIVE names (name) AS (SELECT min(queue) FROM outbox WHERE state = 'waiting' UNION ALL"
        " SELECT (SELECT min(queue) FROM outbox WHERE state = 'waiting' AND queue > names.name) FROM names"
        " WHERE names.name IS NOT NULL) SELECT name FROM names WHERE name IS NOT NULL"
    )
    return tuple(Queue.named(row[0]) for row in rows.fetchall())


def move(db: Connection, id: int, queue: Queue) -> None:
    """Let a message wait in another queue, in the place that is due to it there."""
    db.execute("UPDATE outbox SET queue = ? WHERE id = ?", (queue.name, id))
