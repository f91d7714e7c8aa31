"""How often a team is asked: set up by the clock, changed by who may, and right whatever zones and clocks do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest

from bot import checkin_reminders, ids, schedule
from bot.blocks.checkin_page import CheckInPage
from bot.blocks.rhythm import Preview
from bot.clock import stamp
from bot.making import Later
from bot.membership import NotInTeam, NotTheLead
from bot.often import SIX_WEEKS, Wrong
from bot.outbox import Sender
from bot.people import Person
from bot.rhythms import GONE_BY, TOO_LATE, TOO_SOON, Rhythms
from bot.slack_calls import Failed
from bot.store import assessments, checkins, invitations, outbox, results, rhythms, teams
from bot.store.checkins import CheckIn
from bot.store.database import Connection, Store
from bot.store.ids import new_id
from bot.store.outbox import Draft
from bot.store.results import Respondent, Result
from bot.store.rhythms import Kept
from bot.store.teams import Team
from bot.ticking import Ticker
from tests.bot.circle import ANA, BO, CY, DI, WORKSPACE, Circle, actions
from tests.bot.walking import Unhurried

BERLIN: Mapping[str, object] = {"id": "UANA", "team_id": WORKSPACE, "tz": "Europe/Berlin"}
JANUARY, APRIL, JULY, OCTOBER = date(2027, 1, 4), date(2027, 4, 5), date(2027, 7, 5), date(2027, 10, 4)
MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Asked(Circle):
    """The circle, with the door of check-ins' dates, and a clock that ticks by hand. It is Monday noon."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.clock.now = MONDAY_NOON
        self.users["UANA"] = BERLIN
        self.rhythms = Rhythms(self.store, self.clock, self._look_up)
        self.sender = Sender(self.store, self.calls, self.clock, Unhurried(), self._dropped, self.rhythms.makers())

    def _dropped(self, db: Connection, draft: Draft, reason: str) -> None:
        self.leading.could_not_reach(db, draft, reason)
        self.rhythms.could_not_tell(db, draft, reason)

    def with_result(self, team: Team | None = None) -> None:
        """A team gets a result."""
        found, now = team or self.team, stamp(self.clock())
        with self.store.transaction() as db:
            opened = assessments.begin(db, found.workspace, found.id, "UANA", now)
            what = (
                new_id(),
                found.workspace,
                found.id,
                opened.id,
                "UANA",
                "",
                "1",
                "answers",
                (Respondent("", "", ()),),
            )
            results.add(db, Result(*what, (), "[]", now))  # type: ignore[arg-type]

    def agrees(self, *people: Person) -> None:
        """People are members, and agreed to be asked."""
        self.join(*people)
        with self.store.transaction() as db:
            for person in people:
                invitations.set_consent(db, person.workspace, person.id, True, stamp(self.clock()))

    def tick(self) -> None:
        """The clock comes by, and all that is due is sent."""
        while self.rhythms.set_up_new(self.clock()):
            pass
        self.drain()

    def set_up(self) -> None:
        """The team has its first result, and its dates with it; Ana was told."""
        self.agrees(ANA)
        self.with_result()
        self.tick()

    def kept(self) -> Kept:
        found = rhythms.find(self.store.reading(), WORKSPACE, "checkin", self.team.id)
        assert found is not None
        return found

    def page(self, person: Person = ANA) -> CheckInPage:
        return self.rhythms.page(person, self.team.id)

    def dates(self, person: Person = ANA) -> list[date]:
        """The days of what comes."""
        return [one.day for one in self.page(person).coming]

    def comes_due(self, at: datetime) -> tuple[date, ...]:
        """The clock at a moment: the days whose check-ins are sent then, as the clock's step does it."""
        self.clock.now = at
        sent = []
        for kept in rhythms.due(self.store.reading(), "checkin", stamp(at), 9):
            found = schedule.due(kept.rhythm, date.fromisoformat(kept.next_day), at)
            assert found is not None
            with self.store.transaction() as db:
                assert rhythms.handled(db, kept, found.occurrence.day, found.next, stamp(at))
            sent.append(found.occurrence.day)
        return tuple(sent)

    def waits_for(self, person: Person) -> None:
        """January's check-in was sent to a person, and a reminder is planned."""
        day, now = JANUARY.isoformat(), stamp(self.clock())
        one = CheckIn(WORKSPACE, self.team.id, day, person.id, "asked", now, 0, 0, "", now, now)
        with self.store.transaction() as db:
            checkins.save(db, one)
            checkin_reminders.plan(db, one, self.kept().rhythm, self.clock())

    def changes(self, **entered: str) -> Wrong | None:
        """Ana saves the form with these changes."""
        present = self.rhythms.entered(ANA, self.team.id)
        return self.rhythms.set(ANA, self.team.id, replace(present, **entered))


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(tmp_path)


def at(text: str) -> datetime:
    """A moment in Berlin's winter."""
    return datetime.fromisoformat(f"{text}+01:00")


def test_a_team_with_its_first_result_is_asked_each_quarter_in_the_zone_of_its_lead(asked: Asked) -> None:
    asked.set_up()
    rhythm = asked.kept().rhythm
    assert (rhythm.zone, rhythm.country) == ("Europe/Berlin", "DE")
    assert asked.dates() == [JANUARY, APRIL, JULY, OCTOBER]
    assert asked.page().coming[0].at == at("2027-01-04T10:00")
    (told,) = asked.told(ANA)
    assert "Mon, Jan 4, 2027, 10:00" in told["text"]
    assert {ids.RHYTHM, ids.CHECKIN_STOP, ids.CHECKIN_NOT_ME} < set(actions(told))
    asked.tick()
    assert len(asked.told(ANA)) == 1


def test_the_lead_is_told_though_others_were_there_before(asked: Asked) -> None:
    asked.agrees(ANA)
    asked.clock.forward(1)
    asked.agrees(BO)
    with asked.store.transaction() as db:
        teams.set_lead(db, asked.team, "UBO", stamp(asked.clock()))
    asked.with_result()
    asked.tick()
    assert asked.looked_up == ["UBO"]


def test_teams_without_a_result_are_left_alone_and_others_are_set_up_once(asked: Asked) -> None:
    asked.agrees(ANA)
    asked.new_team("Search", ANA)
    asked.tick()
    assert asked.told(ANA) == []
    asked.with_result()
    two = [Rhythms(Store(f"sqlite:///{asked.store.path}"), asked.clock, asked._look_up) for _ in range(2)]
    assert not any(clock.set_up_new(asked.clock()) for clock in two)
    asked.drain()
    assert len(asked.told(ANA)) == 1


def test_a_batch_at_a_time_is_set_up_until_none_is_left(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.rhythms.BATCH", 2)
    for name in "ABC":
        asked.with_result(asked.new_team(name, ANA))
    assert [asked.rhythms.set_up_new(asked.clock()) for _ in range(3)] == [True, False, False]


def test_who_has_not_agreed_is_not_told_and_the_first_who_has_is(asked: Asked) -> None:
    asked.agrees(BO)
    asked.clock.forward(1)
    asked.agrees(CY)
    asked.users["UBO"] = {"tz": "Asia/Jerusalem"}
    asked.with_result()
    asked.tick()
    assert (asked.told(ANA), asked.told(CY)) == ([], [])
    (told,) = asked.told(BO)
    assert ids.RHYTHM not in actions(told)
    assert ids.CHECKIN_NOT_ME in actions(told)
    assert (asked.kept().rhythm.zone, asked.kept().rhythm.country) == ("Asia/Jerusalem", "IL")


def test_where_nobody_agreed_nobody_is_told_and_it_is_planned_all_the_same(asked: Asked) -> None:
    asked.with_result()
    asked.tick()
    assert asked.calls.made == []
    assert asked.looked_up == []
    assert (asked.kept().rhythm.zone, asked.dates()) == ("UTC", [JANUARY, APRIL, JULY, OCTOBER])


def test_who_takes_their_consent_back_before_they_are_told_is_not_and_another_is(asked: Asked) -> None:
    asked.agrees(ANA, BO)
    asked.with_result()
    asked.rhythms.set_up_new(asked.clock())
    asked.invitations.decline(ANA, asked.team.id)
    asked.drain()
    assert asked.told(ANA) == []
    assert len(asked.told(BO)) == 1


@pytest.mark.parametrize("refusal", [Failed("user_not_found", passing=False), {"tz": "Mars/Base"}, {"tz": None}, {}])
def test_a_zone_that_slack_never_tells_is_utc_and_the_lead_is_told_so(
    asked: Asked, refusal: Mapping[str, object] | Failed
) -> None:
    asked.users["UANA"] = refusal
    asked.set_up()
    assert (asked.kept().rhythm.zone, asked.kept().rhythm.country) == ("UTC", "")
    assert "UTC" in str(asked.told(ANA))


def test_a_zone_that_slack_cannot_tell_now_is_asked_for_again(asked: Asked) -> None:
    asked.users["UANA"] = Failed("internal_error", passing=True)
    asked.set_up()
    assert asked.dates() == []
    asked.users["UANA"] = BERLIN
    asked.clock.forward(60)
    asked.drain()
    assert asked.kept().rhythm.zone == "Europe/Berlin"
    assert len(asked.told(ANA)) == 1


@pytest.mark.parametrize("how", ["told by Slack", "found out by the message"])
def test_when_the_lead_is_gone_another_is_told_and_their_zone_counts(asked: Asked, how: str) -> None:
    asked.agrees(ANA, BO)
    asked.with_result()
    if how == "told by Slack":
        asked.users["UANA"] = {**BERLIN, "deleted": True}
        asked.users["UBO"] = {"tz": "Europe/Paris"}
    asked.gone.add("UANA")
    asked.tick()
    assert "UANA" not in asked.members()
    assert any("first check-in" in told["text"] for told in asked.told(BO))
    assert asked.kept().rhythm.zone == ("Europe/Paris" if how == "told by Slack" else "Europe/Berlin")


def test_when_nobody_can_be_reached_it_is_planned_and_each_was_tried_once(asked: Asked) -> None:
    asked.agrees(ANA, BO)
    asked.calls.fault = lambda method, payload: Failed("account_inactive", passing=False)
    asked.users = {"UANA": Failed("account_inactive", passing=False), "UBO": Failed("account_inactive", passing=False)}
    asked.with_result()
    asked.tick()
    assert asked.kept().next_day == JANUARY.isoformat()
    assert len(asked.calls.tried("conversations.open")) == 2


def test_the_first_word_waits_for_working_hours_and_the_dates_do_not(asked: Asked) -> None:
    asked.agrees(ANA)
    asked.clock.now = at("2026-11-21T23:00")
    asked.with_result()
    asked.rhythms.set_up_new(asked.clock())
    with asked.store.transaction() as db:
        (waiting,) = outbox.claim(db, stamp(asked.clock()), "9", 9)
    made = asked.rhythms.first_told(waiting.draft)
    assert isinstance(made, Later)
    assert made.due == stamp(at("2026-11-23T09:00"))
    assert asked.dates()[0] == JANUARY


def test_who_has_set_or_stopped_it_already_is_not_told_how_to(asked: Asked) -> None:
    asked.agrees(ANA)
    asked.with_result()
    asked.rhythms.set_up_new(asked.clock())
    assert asked.changes(zone="Europe/Paris") is None
    asked.drain()
    assert asked.told(ANA) == []
    assert asked.kept().rhythm.zone == "Europe/Paris"


def test_the_lead_sets_it_and_sees_the_dates_before_anything_is_saved(asked: Asked) -> None:
    asked.set_up()
    entered = replace(asked.rhythms.entered(ANA, asked.team.id), at="09:30", days_off="2027-01-01 to 2027-01-06")
    shown = asked.rhythms.preview(ANA, asked.team.id, entered)
    assert isinstance(shown, Preview)
    assert [one.at for one in shown.coming[:2]] == [at("2027-01-07T09:30"), at("2027-04-05T08:30")]
    assert asked.page().coming[0].at == at("2027-01-04T10:00")
    assert asked.rhythms.set(ANA, asked.team.id, entered) is None
    assert asked.page().coming == shown.coming
    assert asked.rhythms.entered(ANA, asked.team.id) == entered


def test_what_cannot_be_is_told_by_input_and_changes_nothing(asked: Asked) -> None:
    asked.set_up()
    before = asked.kept()
    wrong = asked.changes(zone="Nowhere", days_off="soon")
    assert isinstance(wrong, Wrong)
    assert all((wrong.zone, wrong.days_off))
    assert not wrong.at
    assert asked.kept() == before


def everything_for_the_team(asked: Asked, person: Person) -> list[Callable[[], object]]:
    """All that changes when a whole team is asked."""
    team, door = asked.team.id, asked.rhythms
    entered = door.entered(ANA, team)
    return [
        lambda: door.entered(person, team),
        lambda: door.preview(person, team, entered),
        lambda: door.set(person, team, entered),
        lambda: door.skip_next(person, team, JANUARY),
        lambda: door.postpone(person, team, JANUARY, date(2027, 1, 11)),
        lambda: door.stop(person, team),
        lambda: door.restart(person, team),
    ]


def test_only_the_lead_changes_it_for_the_team_and_any_member_while_nobody_leads(asked: Asked) -> None:
    asked.set_up()
    asked.agrees(BO)
    before = asked.kept()
    for attempt in everything_for_the_team(asked, BO):
        with pytest.raises(NotTheLead):
            attempt()
    assert asked.kept() == before
    change = everything_for_the_team(asked, BO)
    asked.leading.leave(ANA, asked.team.id)
    for attempt in change:
        attempt()


def test_nobody_of_another_workspace_or_team_sees_or_changes_anything(asked: Asked) -> None:
    asked.set_up()
    before = asked.kept()
    for stranger in (Person("T2", "UANA"), DI):
        own = (asked.rhythms.page, asked.rhythms.not_me, asked.rhythms.me_again)
        for attempt in (
            *everything_for_the_team(asked, stranger),
            *(partial(one, stranger, asked.team.id) for one in own),
        ):
            with pytest.raises(NotInTeam):
                attempt()
    assert asked.kept() == before
    assert checkins.willing(asked.store.reading(), WORKSPACE, asked.team.id) == ("UANA",)


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata"])
def test_another_zone_or_hour_never_asks_twice_for_the_same_quarter(asked: Asked, zone: str) -> None:
    asked.set_up()
    assert asked.comes_due(at("2027-01-04T10:00")) == (JANUARY,)
    assert asked.changes(zone=zone, at="16:00") is None
    assert asked.dates()[0] == APRIL
    assert asked.comes_due(at("2027-03-31T00:00")) == ()


def test_what_is_overdue_is_not_lost_when_the_hour_changes_meanwhile(asked: Asked) -> None:
    asked.set_up()
    asked.clock.now = at("2027-01-04T10:30")
    assert asked.changes(at="09:00") is None
    assert asked.comes_due(at("2027-01-04T10:31")) == (JANUARY,)
    assert asked.dates()[0] == APRIL


def test_six_weeks_count_on_when_only_the_hour_changes(asked: Asked) -> None:
    asked.set_up()
    assert asked.changes(often=SIX_WEEKS) is None
    dates = asked.dates()
    asked.clock.forward(15 * 86_400)
    assert asked.changes(at="11:00") is None
    assert asked.dates() == dates


def test_a_skipped_one_is_not_sent_a_second_click_skips_nothing_more_and_no_change_brings_it_back(asked: Asked) -> None:
    asked.set_up()
    assert [asked.rhythms.skip_next(ANA, asked.team.id, JANUARY) for _ in range(2)] == [True, False]
    assert asked.dates()[0] == APRIL
    assert asked.changes(at="11:00") is None
    asked.rhythms.stop(ANA, asked.team.id)
    asked.rhythms.restart(ANA, asked.team.id)
    assert asked.dates()[0] == APRIL
    assert asked.comes_due(at("2027-01-04T12:00")) == ()


def test_a_check_in_put_off_comes_on_that_day_once_at_its_hour_and_changes_of_the_hour_keep_the_day(
    asked: Asked,
) -> None:
    asked.set_up()
    put_off = partial(asked.rhythms.postpone, ANA, asked.team.id, JANUARY)
    assert put_off(date(2027, 1, 16)) == ""
    assert (asked.page().coming[0].day, asked.page().coming[0].at) == (JANUARY, at("2027-01-18T10:00"))
    assert asked.changes(at="11:00") is None
    assert asked.page().coming[0].at == at("2027-01-18T11:00")
    assert asked.comes_due(at("2027-01-18T10:59")) == ()
    assert asked.comes_due(at("2027-01-18T11:00")) == (JANUARY,)
    assert asked.dates()[0] == APRIL
    assert put_off(date(2027, 2, 1)) == GONE_BY


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (date(2027, 1, 4), TOO_SOON),
        (date(2026, 11, 20), TOO_SOON),
        (date(2027, 4, 5), TOO_LATE),
        (date(2027, 4, 4), TOO_LATE),
    ],
)
def test_a_check_in_is_put_off_to_a_day_between_its_own_and_the_next_one(asked: Asked, until: date, said: str) -> None:
    asked.set_up()
    assert asked.rhythms.postpone(ANA, asked.team.id, JANUARY, until) == said
    assert asked.page().coming[0].at == at("2027-01-04T10:00")


def test_stopped_check_ins_do_not_come_and_start_again_with_what_is_next_then(asked: Asked) -> None:
    asked.set_up()
    asked.rhythms.stop(ANA, asked.team.id)
    assert (asked.page().stopped, asked.dates()) == (True, [])
    assert asked.comes_due(at("2027-01-05T10:00")) == ()
    asked.tick()
    assert asked.page().stopped
    asked.rhythms.restart(ANA, asked.team.id)
    assert (asked.page().stopped, asked.dates()[0]) == (False, APRIL)


def test_check_ins_stopped_before_any_zone_was_known_start_again(asked: Asked) -> None:
    asked.agrees(ANA)
    asked.with_result()
    asked.rhythms.set_up_new(asked.clock())
    asked.rhythms.stop(ANA, asked.team.id)
    asked.drain()
    assert asked.told(ANA) == []
    asked.rhythms.restart(ANA, asked.team.id)
    assert (asked.kept().rhythm.zone, asked.dates()[0]) == ("UTC", JANUARY)


def test_who_stops_for_themselves_is_not_asked_until_they_say_so_and_the_others_are(asked: Asked) -> None:
    asked.set_up()
    asked.agrees(BO)
    asked.rhythms.not_me(BO, asked.team.id)
    assert (asked.page(BO).asks_viewer, asked.page(BO).people) == ("stopped", ("UANA",))
    assert asked.page(ANA).asks_viewer == "asked"
    asked.rhythms.me_again(BO, asked.team.id)
    assert (asked.page(BO).asks_viewer, asked.page(BO).people) == ("asked", ("UANA", "UBO"))


@pytest.mark.parametrize(("how", "left"), [("not me", {"UANA"}), ("stop", set())])
def test_who_stops_hears_nothing_more_of_a_check_in_that_was_sent(asked: Asked, how: str, left: set[str]) -> None:
    asked.set_up()
    asked.agrees(BO)
    for person in (ANA, BO):
        asked.waits_for(person)
    if how == "stop":
        asked.rhythms.stop(ANA, asked.team.id)
    else:
        asked.rhythms.not_me(BO, asked.team.id)
    waiting = asked.store.reading().execute("SELECT address FROM outbox WHERE state = 'waiting'").fetchall()
    assert {row[0] for row in waiting} == left
    assert {person.id for person in (ANA, BO) if asked.page(person).open_since} == left


def test_a_member_who_never_agreed_may_ask_to_be_asked_but_a_refusal_for_all_teams_stands(asked: Asked) -> None:
    asked.set_up()
    asked.join(BO, CY)
    asked.invitations.decline(CY, asked.team.id)
    for person, before, after in ((BO, "new", "asked"), (CY, "unwilling", "unwilling")):
        assert asked.page(person).asks_viewer == before
        asked.rhythms.me_again(person, asked.team.id)
        assert asked.page(person).asks_viewer == after


def test_a_clock_that_was_a_year_ahead_loses_nothing_once_it_is_back(asked: Asked) -> None:
    asked.set_up()
    assert asked.comes_due(at("2027-12-01T12:00")) == (OCTOBER,)
    asked.clock.now = MONDAY_NOON
    asked.rhythms.heal()
    assert asked.dates()[0] == JANUARY
    healed = asked.kept()
    assert healed.last_day == "2026-10-05"
    asked.rhythms.heal()
    assert asked.kept() == healed
    assert asked.comes_due(at("2027-01-04T10:00")) == (JANUARY,)


def test_a_clock_a_little_ahead_does_not_ask_again_for_what_it_sent(asked: Asked) -> None:
    asked.set_up()
    assert asked.comes_due(at("2027-01-04T10:05")) == (JANUARY,)
    asked.clock.now = at("2027-01-04T09:55")
    asked.rhythms.heal()
    assert (asked.kept().last_day, asked.dates()[0]) == (JANUARY.isoformat(), APRIL)


def test_what_was_sent_while_a_clock_waited_to_look_back_is_not_planned_anew(asked: Asked) -> None:
    asked.set_up()
    assert asked.comes_due(at("2027-01-04T10:05")) == (JANUARY,)
    sent, times = asked.kept(), iter((MONDAY_NOON, at("2027-01-04T10:06")))
    Rhythms(asked.store, lambda: next(times), asked._look_up).heal()
    assert asked.kept() == sent


def test_what_was_started_by_a_clock_that_was_ahead_is_planned_from_now_too(asked: Asked) -> None:
    asked.set_up()
    asked.clock.now = at("2028-03-01T12:00")
    asked.rhythms.stop(ANA, asked.team.id)
    asked.rhythms.restart(ANA, asked.team.id)
    assert asked.dates()[0] == date(2028, 4, 3)
    asked.clock.now = MONDAY_NOON
    asked.rhythms.heal()
    assert asked.dates()[0] == JANUARY


def test_what_was_stopped_by_a_clock_that_was_ahead_starts_again_with_what_is_next(asked: Asked) -> None:
    asked.set_up()
    assert asked.comes_due(at("2027-12-01T12:00")) == (OCTOBER,)
    asked.rhythms.stop(ANA, asked.team.id)
    asked.clock.now = MONDAY_NOON
    asked.rhythms.heal()
    assert asked.dates() == []
    asked.rhythms.restart(ANA, asked.team.id)
    assert asked.dates()[0] == JANUARY


def test_a_clock_that_goes_back_heals_before_it_does_anything_else(asked: Asked) -> None:
    asked.set_up()
    ticker = Ticker(asked.store, asked.clock, (), asked.rhythms.heal)
    ticker.tick()
    assert asked.comes_due(at("2027-12-01T12:00")) == (OCTOBER,)
    ticker.tick()
    asked.clock.now = MONDAY_NOON
    ticker.tick()
    assert asked.dates()[0] == JANUARY


def test_a_check_in_that_waits_for_somebody_is_on_their_page_alone(asked: Asked) -> None:
    asked.set_up()
    asked.agrees(BO)
    asked.waits_for(BO)
    assert (asked.page(BO).open_since, asked.page(ANA).open_since) == ("2027-01-04", "")
