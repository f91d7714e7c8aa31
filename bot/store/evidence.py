"""Evidence for answers: a note, a link, its date, and until when it may be relied on. The newest on an answer counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.store.conversations import Conversation
from bot.store.database import Connection


@dataclass(frozen=True)
class Evidence:
    """What stands behind an answer. `dated` and `valid_until` are days (YYYY-MM-DD); what is empty was not given."""

    note: str = ""
    link: str = ""
    dated: str = ""
    valid_until: str = ""

    def stale(self, today: str) -> bool:
        """Whether it ran out before this day."""
        return bool(self.valid_until) and self.valid_until < today


NOTHING = Evidence()


def add(db: Connection, where: Conversation, turn: int, evidence: Evidence, now: str) -> None:
    """Keep evidence for the answer of a turn; what was kept before is replaced, by nothing if that is all there is."""
    db.execute(
        "INSERT INTO notes (workspace, conversation, person, turn, note, link, dated, valid_until, written_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(where.workspace, where.id, where.person, turn),
            *(evidence.note, evidence.link, evidence.dated, evidence.valid_until, now),
        ),
    )


def of_conversation(db: Connection, workspace: str, conversation: str) -> Mapping[int, Evidence]:
    """The evidence that counts, by turn."""
    rows = db.execute(
        "SELECT turn, note, link, dated, valid_until FROM notes WHERE workspace = ? AND conversation = ? ORDER BY id",
        (workspace, conversation),
    )
    found = {turn: Evidence(*rest) for turn, *rest in rows.fetchall()}
    return {turn: evidence for turn, evidence in found.items() if evidence != NOTHING}
