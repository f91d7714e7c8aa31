"""`sample`: a database of plausible teams and what they said and did, quarter by quarter; the same for the same seed.

Conversations are walked by the engine and results reached as those of real teams are; nothing is enqueued.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import get_args

from bot import schedule
from bot.blocks.digest_forms import EACH_QUARTER
from bot.clock import stamp
from bot.digesting import Part
from bot.sample import companies
from bot.sample.companies import Company
from bot.sample.growth import Walks
from bot.sample.teams import Histories, Made
from bot.schedule import Rhythm
from bot.store import digests, ids, operating, programme, rhythms, showings, targets
from bot.store import results as result_store
from bot.store.database import Connection, Store
from bot.store.digests import Subscription
from bot.store.placements import load_placements
from bot.store.targets import Target
from bot.store.teams import Team
from conversations.flow import Flow
from knowledge.library import Library

BATCH = 25
"""So many teams in one transaction."""
TEAMS_A_DIGEST = 8
_MONTHLY = "FREQ=MONTHLY;BYDAY=1TU"


class HoldsTeams(RuntimeError):
    """The database has teams already, and it was not said that more shall be added."""


@dataclass(frozen=True)
class Sample:
    """What is asked for: how many teams with how many quarters behind them, in which workspace, as of the beginning
    (UTC) of which day."""

    teams: int
    quarters: int
    seed: int
    workspace: str
    end: date


def fill(store: Store, library: Library, flow: Flow, sample: Sample, add: bool = False) -> Made:
    """Make the teams. Raises `HoldsTeams` where there are some already, unless they shall be added to."""
    start = operating.teams_kept(store.reading())
    if start and not add:
        raise HoldsTeams
    taken = [row.team.name for row in programme.all_teams(store.reading(), sample.workspace)]
    rng = Random(f"{sample.seed} {start}")
    planned = companies.teams(rng, sample.teams, start, taken)
    end = datetime.combine(sample.end, time(0), UTC)
    asked = _mondays(sample.end, sample.quarters)
    histories = Histories(library, Walks(library, flow, sample.seed), sample.workspace, asked, end)
    with ids.repeatable(Random(f"ids {sample.seed} {start}")):
        while batch := list(islice(planned, BATCH)):
            with store.quiet_transaction() as db:
                _make(db, histories, batch, rng)
    return histories.made


def _make(db: Connection, histories: Histories, batch: list[Company], rng: Random) -> None:
    """Some teams with all that belongs to them; of so many of them, the first one's channel gets a digest about them."""
    group: list[Team] = []
    for number, company in enumerate(batch):
        team = histories.tell(db, company, rng)
        _how_often(db, team, company, histories)
        _aim(db, team, histories, rng)
        said = rng.random()
        if said < 0.88:
            showings.say(db, team, said < 0.7, team.lead, _last_asked(histories))
        group.append(team)
        if len(group) == TEAMS_A_DIGEST or number == len(batch) - 1:
            _subscribe(db, group, batch[number - len(group) + 1], histories, rng)
            group = []
    programme.add_lead(db, histories.workspace, batch[0].people[0], stamp(histories.end))


def _how_often(db: Connection, team: Team, company: Company, histories: Histories) -> None:
    rhythm = _rhythm(company.rule, company, histories)
    now, upcoming = stamp(histories.end - timedelta(days=1)), schedule.first(rhythm, histories.end)
    rhythms.put(db, team.workspace, "checkin", team.id, rhythm, upcoming, team.lead, now)


def _rhythm(rule: str, company: Company, histories: Histories) -> Rhythm:
    """A rule at ten where the team sits, counted from the first Monday in weeks, or from that month in months."""
    monday = histories.days[0]
    anchor = monday if "WEEKLY" in rule else monday.replace(day=1)
    return Rhythm(rule, anchor, time(10), company.city.zone, company.city.country)


def _aim(db: Connection, team: Team, histories: Histories, rng: Random) -> None:
    """Some teams have a target: the next level of the first scale that has dimensions, within a year."""
    newest = result_store.latest(db, team.workspace, team.id)
    model = next(one for one in histories.library.maturity_models.values() if one.dimensions)
    if newest is None or rng.random() < 0.7:
        return
    placed = {one.maturity_model: one for one in load_placements(histories.library, newest.placements)}[model.id]
    if placed.applicable and placed.overall.low < model.top:
        due = (histories.end + timedelta(days=rng.randint(90, 360))).date().isoformat()
        level, now = placed.overall.low + 1, stamp(histories.end - timedelta(days=1))
        targets.put(db, Target(team.id, team.workspace, model.id, level, due, team.lead, now))


def _subscribe(db: Connection, group: list[Team], company: Company, histories: Histories, rng: Random) -> None:
    """A channel's digest: about these teams, or about all."""
    model = next(one.id for one in histories.library.maturity_models.values() if one.dimensions)
    about = tuple(team.id for team in group) if rng.random() < 0.7 else ()
    now = stamp(histories.end - timedelta(days=1))
    where = (histories.workspace, company.channel)
    wanted = Subscription(*where, about, model, get_args(Part), rng.choice(("nothing", "line")), company.people[0], now)
    digests.put(db, wanted)
    digests.made(db, histories.workspace, company.channel, _last_asked(histories))
    rhythm = _rhythm(rng.choice((EACH_QUARTER, _MONTHLY)), company, histories)
    upcoming = schedule.first(rhythm, histories.end)
    rhythms.put(db, histories.workspace, "digest", company.channel, rhythm, upcoming, company.people[0], now)
    histories.made.digests += 1


def _last_asked(histories: Histories) -> str:
    """When the newest quarter began."""
    return stamp(datetime.combine(histories.days[-1], time(9), UTC))


def _mondays(end: date, quarters: int) -> list[date]:
    """The first Mondays of the last so many quarters that were over a day ago or more, oldest first."""
    found: list[date] = []
    year, month = end.year, 3 * ((end.month - 1) // 3) + 1
    while len(found) < quarters:
        first = date(year, month, 1)
        monday = first + timedelta(days=-first.weekday() % 7)
        if monday + timedelta(days=2) <= end:
            found.insert(0, monday)
        year, month = (year, month - 3) if month > 3 else (year - 1, 10)
    return found
