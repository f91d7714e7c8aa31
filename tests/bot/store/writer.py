"""A process of its own that writes turns until it is killed: what the tests of the store look at afterwards.

`writer.py DATABASE SEED` walks for ever, printing each committed moment. `writer.py FOLDER turn|naive` writes one turn on
copies of a database, killed before the turn's first statement, then before its second, and so on.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import shutil
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot import ids
from bot.assessments import Assessments
from bot.clock import stamp
from bot.ids import PromptRef
from bot.people import Click, Person
from bot.store import assessments, conversations
from bot.store.conversations import Conversation
from bot.store.database import Store
from bot.store.teams import Team
from bot.teams import Teams
from conversations import flow
from conversations.engine import offered
from conversations.session import Session
from knowledge import loading
from knowledge.answers import NONE, NOT_SURE
from knowledge.library import Value

PERSON = Person("T1", "U1")
CLICK = Click("http://127.0.0.1/response/1", "D1", "1.1")
START = datetime(2026, 11, 21, tzinfo=UTC)


class Walker:
    """One person who presses buttons over a store; the clock moves by a second a press, and only then."""

    def __init__(self, database: Path, seed: int = 0, person: Person = PERSON) -> None:
        self.store = Store(f"sqlite:///{database}")
        self.store.migrate()
        self.person = person
        self.moments = itertools.count(1)
        self.now = START
        self.random = random.Random(seed)
        self.assessments = Assessments(self.store, loading.shipped(), flow.shipped(), lambda: self.now)
        self.team = self._team()

    def _team(self) -> Team:
        teams = Teams(self.store, lambda: self.now)
        if not teams.of_person(self.person):
            teams.set_up(self.person, f"Team {self.person.id}", f"C{self.person.id}", self.person.id)
        return teams.of_person(self.person)[0]

    def conversation(self) -> Conversation | None:
        """Where the person is in the team's assessment; None before it, and once they have answered to the end."""
        db, workspace = self.store.reading(), self.person.workspace
        open_now = assessments.current(db, workspace, self.team.id)
        own = conversations.of_person(db, workspace, open_now.id, self.person.id) if open_now else None
        return own if own and own.session.status != "finished" else None

    def step(self) -> str:
        """One press (or a start, or a resumption), as one transaction. Returns its moment."""
        self.now = START + timedelta(seconds=next(self.moments))
        where = self.conversation()
        if where is None or where.session.status == "paused":
            self.assessments.assess(self.person, self.team)
        elif self.assessments.wants_words(self.person):
            self.assessments.type(self.person, "The forecast", "", stamp(self.now))
        else:
            self._answer(where, self.random.choice(self.buttons(where.session)))
        return stamp(self.now)

    def _answer(self, where: Conversation, button: str) -> None:
        """Press a button; where it is Done, tick some boxes first; where it is In detail, say something of each."""
        ref = PromptRef(where.id, where.session.turn, button)
        question = loading.shipped().questions.get(where.session.question)
        if question and button == ids.DETAIL:
            values = {id: self.random.choice(list(Value)) for id in sorted(question.capabilities)}
            self.assessments.detail(self.person, ref, values, "no cars here")
            return
        boxes = [option.id for option in question.options] if question and button == ids.DONE else []
        ticked = tuple(id for id in boxes if self.random.random() < 0.5)
        self.assessments.press(self.person, ref, replace(CLICK, ticked=ticked))

    def buttons(self, session: Session) -> list[str]:
        """What the open prompt offers, apart from what changes nothing; Back only where it leads anywhere."""
        question = loading.shipped().questions.get(session.question)
        if session.capability:
            ways = ["held", "not_held", "unknown"]
        elif question:
            own = [ids.DONE, NONE, NOT_SURE] if question.several else offered(question)
            ways = [*own, ids.DETAIL, "skip", "pause"]
        else:
            state = self.assessments.flows[session.flow].state(session.state)
            ways = [choice.id for choice in state.choices] if state else []
        return [*ways, "back"] if session.trail else ways


def for_ever(database: Path, seed: int) -> None:
    """Walk until somebody kills this process."""
    walker = Walker(database, seed)
    while True:
        print(walker.step(), flush=True)


def naive_turn(walker: Walker) -> None:
    """The same turn as sqlite-utils' own calls would write it: each commits by itself."""
    where = walker.conversation()
    assert where is not None
    walker.now = START + timedelta(seconds=next(walker.moments))
    now = stamp(walker.now)
    database = Database(walker.store.path)
    watch(database.conn)
    answer: dict[str, Any] = {"workspace": "T1", "conversation": where.id, "person": "U1", "turn": where.session.turn}
    answer |= {"kind": "given", "state": "opening", "question": "", "capability": "", "choice": "team", "words": ""}
    row: dict[str, Any] = {"workspace": "T1", "lane": where.id, "method": "chat.postMessage", "address": "U1"}
    database["answers"].insert(answer | {"answered_at": now})
    database["conversations"].update(where.id, {"revision": where.session.revision + 1, "touched_at": now})
    database["outbox"].insert(row | {"key": now, "payload": "{}", "state": "waiting", "due_at": now, "created_at": now})


def watch(connection: Any) -> None:
    """Kill this process before its n-th statement from here on."""
    left = itertools.count(int(os.environ["DIE_BEFORE"]), -1)

    def before(statement: str) -> None:
        if next(left) == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    connection.set_trace_callback(before)


def statement_by_statement(folder: Path, kind: str) -> None:
    """Write one turn on copies of a database, killed before each statement in turn; stop once a turn came through."""
    prepared = Walker(folder / "prepared.db")
    prepared.step()
    prepared.store.close()
    for number in itertools.count(1):
        copy = folder / f"{number:03}.db"
        shutil.copy(folder / "prepared.db", copy)
        child = os.fork()
        if child == 0:
            os.environ["DIE_BEFORE"] = str(number)
            walker = Walker(copy)
            walker.moments = itertools.count(100)
            if kind == "naive":
                naive_turn(walker)
            else:
                watch(walker.store.reading())
                walker.step()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            print(number if os.WEXITSTATUS(status) == 0 else "failed")
            return


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        if sys.argv[2].isdecimal():
            for_ever(Path(sys.argv[1]), int(sys.argv[2]))
        else:
            statement_by_statement(Path(sys.argv[1]), sys.argv[2])
