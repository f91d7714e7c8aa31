"""What the teams of `sample` said and did: each team's history from its first assessment, through the store's functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot import endings, results
from bot.clock import stamp
from bot.sample.companies import Company, direct_channel
from bot.sample.growth import EYES, LENGTH, WAYS, Walks
from bot.store import actions, assessments, conversations, deliveries, invitations, teams
from bot.store.actions import Action, Event, State, What
from bot.store.database import Connection
from bot.store.ids import new_id
from bot.store.results import MANY
from bot.store.teams import Team
from knowledge.advice import next_steps
from knowledge.library import Library, Value

_RESPONDENTS = (1, 1, 2, 2, 3, 4)
_DAYS_LATER = (0, 0, 0, 1, 1, 2, 3, 7, 8)
"""How many days after it was asked a team answers: never on a weekend, as it is asked on a Monday."""
_WHY_DROPPED = ("Other work came first.", "The budget goes elsewhere this year.", "The platform team does it instead.")


@dataclass
class Made:
    """How much was made."""

    teams: int = 0
    people: int = 0
    conversations: int = 0
    actions: int = 0
    digests: int = 0


@dataclass
class _Story:
    """One team while its history is told: which way it goes, who answers, and what it has taken on."""

    team: Team
    company: Company
    way: int
    answering: Sequence[str]
    open: dict[str, Action] = field(default_factory=dict)


@dataclass(frozen=True)
class Histories:
    """Tells teams' histories up to a moment (`end`); `days` are the Mondays on which they were asked, oldest first."""

    library: Library
    walks: Walks
    workspace: str
    days: Sequence[date]
    end: datetime
    made: Made = field(default_factory=Made)

    def tell(self, db: Connection, company: Company, rng: Random) -> Team:
        """One team, from its first assessment on."""
        since = _started(rng, len(self.days))
        moments = [self._moment(day, company, rng) for day in self.days[since:]]
        story = self._set_up(db, company, moments[0] - timedelta(hours=1), rng)
        points = _points(rng, len(moments))
        for number, (moment, point) in enumerate(zip(moments, points, strict=True)):
            last = number == len(moments) - 1
            if number and not last and rng.random() < 0.08:
                continue  # not heard from in this quarter
            self._assess(db, story, moment, point, rng)
            until = self.end if last else moments[number + 1]
            self._act(db, story, (moment, until), (point, point if last else points[number + 1]), rng)
        return story.team

    def _moment(self, day: date, company: Company, rng: Random) -> datetime:
        """When a team that is asked on a day answers, in its own office hours."""
        asked = datetime.combine(day, time(10), ZoneInfo(company.city.zone)).astimezone(UTC)
        answered = asked + timedelta(days=rng.choice(_DAYS_LATER), minutes=rng.randint(0, 180))
        return answered if answered < self.end - timedelta(hours=8) else asked

    def _set_up(self, db: Connection, company: Company, at: datetime, rng: Random) -> _Story:
        now, lead = stamp(at), company.people[0]
        team = teams.create(db, self.workspace, company.name, company.channel, lead, lead, now)
        answering = []
        for person in company.people:
            teams.join(db, team, person, now)
            says = rng.random()
            if says < 0.75 or person == lead:
                answering.append(person)
                deliveries.keep_direct_channel(db, self.workspace, person, direct_channel(person))
            if says < 0.85 or person == lead:
                invitations.set_consent(db, self.workspace, person, person in answering, now)
        self.made.teams += 1
        self.made.people += len(company.people)
        return _Story(team, company, rng.randrange(WAYS), answering)

    def _assess(self, db: Connection, story: _Story, moment: datetime, point: int, rng: Random) -> None:
        """One assessment: some answer, one after the other, and a result comes of it."""
        people = rng.sample(story.answering, min(len(story.answering), rng.choice(_RESPONDENTS)))
        opened = assessments.begin(db, self.workspace, story.team.id, people[0], stamp(moment))
        for number, person in enumerate(people):
            walked = self.walks.walked((story.way, point), rng.randrange(EYES), number > 0, story.company.product)
            began = moment + timedelta(minutes=40 * number)
            spreads = number + 1 >= MANY
            where = conversations.begin(db, opened, person, "", walked.begun, stamp(began), spreads)
            moment_done = stamp(began + timedelta(minutes=rng.randint(3, 9)))
            conversations.save(db, where, walked.ended, "", moment_done)
        results.reach(db, self.library, opened, people[-1], "answers", moment_done)
        self.made.conversations += len(people)

    def _act(
        self, db: Connection, story: _Story, span: tuple[datetime, datetime], points: tuple[int, int], rng: Random
    ) -> None:
        """What a team takes on between two moments: mostly what is in place at the end, and something beside it."""
        way = self.walks.ways[story.way]
        gained = [item for point in way[points[0] + 1 : points[1] + 1] for item in point.gained]
        for capability in dict.fromkeys(gained):
            if rng.random() < 0.8:
                action = story.open.pop(capability, None) or self._take_on(db, story, capability, span[0], rng)
                self._finish(db, action, span, rng)
        beside = [step.step.capability for step in next_steps(self.library, way[points[1]].values)]
        for capability in beside[: rng.choice((0, 1, 1, 2))]:
            if capability not in story.open:
                action = self._take_on(db, story, capability, span[0], rng)
                story.open[capability] = self._go_on(db, action, span, rng)
        for capability, action in list(story.open.items()):
            if rng.random() < 0.2:
                self._change(db, action, "dropped", "dropped", _within(span, rng), rng.choice(_WHY_DROPPED))
                del story.open[capability]

    def _take_on(self, db: Connection, story: _Story, capability: str, after: datetime, rng: Random) -> Action:
        step, at = self.library.step_for[capability], after + timedelta(hours=rng.randint(3, 6))
        due = (at + timedelta(days=rng.randint(20, 80))).date().isoformat() if rng.random() < 0.8 else ""
        owner, now = rng.choice(story.answering), stamp(at)
        about = (new_id(), self.workspace, story.team.id, step.id, capability, step.title, "", owner, due)
        action = Action(*about, "open", "", owner, now, now)
        actions.save(db, action)
        actions.note(db, action, Event(owner, "taken on", "", now))
        self.made.actions += 1
        return action

    def _go_on(self, db: Connection, action: Action, span: tuple[datetime, datetime], rng: Random) -> Action:
        if rng.random() < 0.5:
            return action
        return self._change(db, action, "started", "started", _within(span, rng))

    def _finish(self, db: Connection, action: Action, span: tuple[datetime, datetime], rng: Random) -> None:
        """An action is done; as often as not its owner says at once that the capability is in place now."""
        at, counts = _within(span, rng), rng.random() < 0.5
        done = self._change(db, action, "done", "done", at, words=Value.HELD.value if counts else "")
        if counts:
            endings.decide(db, self.library, action.owner, done, Value.HELD, stamp(at))

    def _change(
        self, db: Connection, action: Action, state: State, what: What, at: datetime, reason: str = "", words: str = ""
    ) -> Action:
        changed = replace(action, state=state, reason=reason, changed_at=stamp(at))
        actions.save(db, changed)
        actions.note(db, changed, Event(action.owner, what, words or reason, stamp(at)))
        return changed


def _started(rng: Random, quarters: int) -> int:
    """In which quarter a team began: most of them in the first."""
    return rng.randrange(quarters) if rng.random() < 0.25 else 0


def _points(rng: Random, count: int) -> list[int]:
    """Where on its way a team stands each quarter: mostly further on; some are stuck, and some fall back."""
    stuck = rng.random() < 0.2
    found = [rng.choice((0, 0, 1, 2))]
    while len(found) < count:
        moved = rng.choice((0, 0, 0, 0, 1)) if stuck else rng.choice((0, 1, 1, 1, 1, 2, 2, -1))
        found.append(max(0, min(LENGTH - 1, found[-1] + moved)))
    return found


def _within(span: tuple[datetime, datetime], rng: Random) -> datetime:
    """Some moment between two, neither right after the first nor right before the second."""
    return span[0] + (span[1] - span[0]) * rng.uniform(0.3, 0.9)
