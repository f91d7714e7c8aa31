"""When Home tabs are published: at once for who looks or acts, for others who looked lately once a minute at most."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import watching
from bot.clock import later, stamp
from bot.people import Person
from bot.store import homes, outbox, programme
from tests.bot.several import ANA, BO, CY, FIRST, Several
from tests.bot.walking import Bench

STRANGER, TWIN = Person("T1", "UEVE"), Person("T2", BO.id)


class Watched(Several):
    """A team whose people look at their Home tabs."""

    def look(self, *people: Person) -> None:
        with self.store.transaction() as db:
            for person in people:
                homes.look(db, person.workspace, person.id, stamp(self.clock()))

    def change(self) -> None:
        with self.store.transaction() as db:
            watching.changed(db, "T1", self.team.id, self.clock())

    def planned(self) -> dict[str, float]:
        """Who gets their Home tab anew, and in how many seconds."""
        rows = self.rows("SELECT address, due_at FROM outbox WHERE method = 'views.publish' AND state = 'waiting'")
        return {who: next(s for s in range(4000) if later(self.clock(), s) >= due) for who, due in rows}

    def publish(self) -> list[str]:
        """Send what is due, as the sender does, and note it; returns whose."""
        now = stamp(self.clock())
        with self.store.transaction() as db:
            found = [one for one in outbox.claim(db, now, later(self.clock(), 20), 50) if one.draft.make]
            for one in found:
                outbox.sent(db, one.id, now)
                homes.published(db, one.draft.workspace, one.draft.address, now)
        return sorted(one.draft.address for one in found)


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path, ANA, BO, CY)


def test_a_change_reaches_members_who_looked_within_the_hour_and_nobody_else(watched: Watched) -> None:
    watched.look(CY)
    watched.clock.forward(3601)
    watched.look(ANA, BO, STRANGER, TWIN)
    watched.change()
    assert watched.publish() == [ANA.id, BO.id]


def test_programme_leads_see_every_teams_changes(watched: Watched) -> None:
    with watched.store.transaction() as db:
        programme.add_lead(db, "T1", STRANGER.id, stamp(watched.clock()))
    watched.look(STRANGER)
    watched.change()
    assert watched.publish() == [STRANGER.id]


def test_many_changes_are_one_publication_a_minute_and_the_last_one_is_not_lost(watched: Watched) -> None:
    watched.look(BO)
    published = []
    for second in range(200):
        if second % 7 == 0 and second < 140:
            watched.change()
        if watched.publish():
            published.append(second)
        watched.clock.forward(1)
    assert published == [0, 60, 120, 180]
    assert watched.planned() == {}


def test_a_change_after_the_last_publication_waits_for_the_minute_to_be_over(watched: Watched) -> None:
    watched.look(BO)
    watched.change()
    assert watched.publish() == [BO.id]
    watched.clock.forward(20)
    watched.change()
    assert watched.planned() == {BO.id: 40}
    watched.clock.forward(40)
    assert watched.publish() == [BO.id]
    watched.clock.forward(61)
    watched.change()
    assert watched.planned() == {BO.id: 0}


def test_ones_own_action_is_shown_at_once_though_it_was_published_a_second_ago(watched: Watched) -> None:
    watched.look(BO)
    watched.change()
    watched.publish()
    watched.clock.forward(1)
    watched.change()
    with watched.store.transaction() as db:
        watching.acted(db, BO, watched.clock())
    assert watched.planned() == {BO.id: 0}


@pytest.mark.parametrize(("looked_before", "shown"), [(None, False), (3599.0, True), (3601.0, False)])
def test_who_acts_has_it_published_only_if_they_looked_within_the_hour(
    watched: Watched, looked_before: float | None, shown: bool
) -> None:
    if looked_before is not None:
        watched.look(BO)
        watched.clock.forward(looked_before)
    with watched.store.transaction() as db:
        watching.acted(db, BO, watched.clock())
    assert bool(watched.planned()) == shown


def test_a_new_result_of_the_team_is_a_change(watched: Watched) -> None:
    watched.look(CY)
    watched.answer(ANA, FIRST)
    assert CY.id in watched.planned()


def test_a_result_reached_by_one_changes_the_home_tab_of_another_who_looks(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    bench.team("churn", ana, bo)
    bench.settled(bo.open_home())
    assert bo.home is not None
    before = bo.home
    bench.result(ana)
    planned = bench.rows("SELECT count(*) FROM outbox WHERE method = 'views.publish' AND address = ?", bo.id)
    assert planned == [(1,)] or bo.home.hash != before.hash
    assert ana.home is None
    assert bench.refused() == []
