"""Two years of many teams in 12 zones: whatever fails on the way, each check-in and digest is sent, once, at a good hour.

Two clock processes work on one database and are killed at random; Slack answers 429 and 500, breaks connections and loses
replies; people answer or do not, put off, hand over and leave; channels are archived; the machine sleeps for a week.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from dateutil.rrule import rrulestr

from bot.preview.slack import Call, Message
from bot.store import checkins
from tests.bot.company_of_teams import BEGIN, CompanyOfTeams, Silence, checkin_of, said

SOAK = int(os.environ.get("SOAK", "0"))
TEAMS, DIGESTS = (300, 12) if SOAK else (16, 3)
END = datetime.combine(BEGIN, time(), UTC) + timedelta(days=2 * 365)
LAST = END.date() - timedelta(days=14)
"""What was due so late may not have come: a good moment may be days after."""
SENT = ("asked", "snoozed", "under_way", "answered", "skipped", "handed_over", "replaced")


@pytest.fixture(scope="module", params=range(7, 8 + SOAK // 10))
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CompanyOfTeams]:
    made = CompanyOfTeams(tmp_path_factory.mktemp("two years"), request.param, TEAMS, DIGESTS)
    try:
        made.live(END)
        yield made
    finally:
        made.stop()


def days_of(company: CompanyOfTeams, kind: str) -> dict[str, list[date]]:
    """By team or channel, the days that its rule names in these two years."""
    rules = company.rows("SELECT subject, rule, anchor FROM rhythms WHERE kind = ?", kind)
    begin, end = datetime.combine(BEGIN, time()), END.replace(tzinfo=None)
    return {
        subject: [day.date() for day in rrulestr(rule, dtstart=datetime.fromisoformat(anchor)).between(begin, end)]
        for subject, rule, anchor in rules
    }


def there(company: CompanyOfTeams, kind: str, subject: str, message: Message) -> datetime:
    """The time on the clocks of a team, or of a digest's zone, when a message was posted."""
    ((zone,),) = company.rows("SELECT zone FROM rhythms WHERE kind = ? AND subject = ?", kind, subject)
    return datetime.fromtimestamp(float(message.ts), UTC).astimezone(ZoneInfo(zone))


def to(company: CompanyOfTeams, message: Message) -> str:
    """The person that a direct message is for."""
    return company.workspace.partner(company.workspace.channels[message.channel]).id


def excused(company: CompanyOfTeams, message: Message) -> bool:
    """Whether a message may have been sent twice: its reply was lost, or it was on its way when a clock was killed."""
    channel = company.workspace.channels[message.channel]
    address = to(company, message) if channel.kind == "im" else message.channel
    return address in company.on_the_way or said(message.channel, message.text, message.blocks) in company.trouble.lost


def test_it_was_hard_enough(company: CompanyOfTeams) -> None:
    assert company.slept
    assert len(company.kills) > 3
    assert company.gone
    assert sum(company.trouble.lost.values()) > TEAMS / 4
    assert len({zone for (zone,) in company.rows("SELECT DISTINCT zone FROM rhythms")}) >= 10


def test_each_check_in_is_sent_once_but_where_the_reply_was_lost_or_the_clock_killed(company: CompanyOfTeams) -> None:
    found: dict[tuple[str, str, str], list[Message]] = {}
    for one in company.posted():
        if ref := checkin_of(one):
            found.setdefault((ref.team, ref.day, to(company, one)), []).append(one)
    assert len(found) > TEAMS * 12
    put_off = {row[:3]: row[3] for row in company.rows("SELECT team, day, person, round FROM checkins")}
    repeated = {key: sent for key, sent in found.items() if len(sent) > 1 + put_off[key]}
    assert [key for key, sent in repeated.items() if not any(excused(company, one) for one in sent)] == []


def test_no_occurrence_of_a_check_in_is_left_out(company: CompanyOfTeams) -> None:
    asked = Counter(company.rows("SELECT team, day FROM checkins"))
    teams = [team for (team,) in company.rows("SELECT DISTINCT team FROM checkins")]
    # a team whose last willing member has left is not asked any more
    willing = {one for one in teams if checkins.willing(company.store.reading(), company.workspace.team_id, one)}
    days = days_of(company, "checkin")
    slept_over = {day for team in willing for day in days[team] if day.year == 2028 and day.month == 1}
    left_out = [(team, day) for team in willing for day in days[team] if (team, day.isoformat()) not in asked]
    assert [one for one in left_out if one[1] not in slept_over and one[1] < LAST] == []


def test_whoever_was_asked_got_the_message(company: CompanyOfTeams) -> None:
    got = {(ref.team, ref.day, to(company, one)) for one in company.posted() if (ref := checkin_of(one))}
    rows = company.rows("SELECT team, day, person, state, conversation FROM checkins")
    missing = [row for row in rows if row[:3] not in got and row[3] in SENT and row[2] not in company.gone]
    assert missing == []


def test_each_digest_is_posted_once_for_each_of_its_days(company: CompanyOfTeams) -> None:
    for channel, days in days_of(company, "digest").items():
        posted = [one for one in company.posted() if one.channel == channel and one.text.startswith("Machine learning")]
        counted: dict[date, list[Message]] = {day: [] for day in days}
        for one in posted:
            at = bisect_right(days, there(company, "digest", channel, one).date()) - 1
            counted[days[at]].append(one)
        until = min(company.archived.get(channel, END).date() - timedelta(days=1), LAST)
        assert [day for day, sent in counted.items() if not sent and day < until] == []
        twice = [sent for sent in counted.values() if len(sent) > 1]
        assert [sent[0].text for sent in twice if not any(excused(company, one) for one in sent)] == []


def test_nothing_that_was_due_still_waits(company: CompanyOfTeams) -> None:
    now = company.time().isoformat(timespec="microseconds")
    assert company.rows("SELECT key, reason FROM outbox WHERE state = 'waiting' AND due_at <= ?", now) == []


def test_what_was_given_up_has_a_reason_that_is_true(company: CompanyOfTeams) -> None:
    away = company.gone | company.archived.keys()
    refused = company.rows(
        "SELECT address, reason FROM outbox WHERE state = 'dropped' AND reason IN ('user_disabled', 'is_archived',"
        " 'channel_not_found', 'user_not_found', 'not_in_channel')"
    )
    assert [one for one in refused if one[0] not in away] == []
    others = company.rows("SELECT DISTINCT reason FROM outbox WHERE state = 'dropped'")
    assert {one for (one,) in others if one.startswith(("HTTP", "Connection", "Timeout"))} == set()


def test_nobody_is_written_to_at_a_bad_hour(company: CompanyOfTeams) -> None:
    rows = company.rows("SELECT subject, country FROM rhythms WHERE kind = 'checkin'")
    free = {team: holidays.country_holidays(country.partition("-")[0]) for team, country in rows}
    sent = [(ref, one) for one in company.posted() if (ref := checkin_of(one))]
    for ref, message in sent:
        at = there(company, "checkin", ref.team, message)
        assert time(9) <= at.time() < time(17), (ref, at)
        assert free[ref.team].is_working_day(at.date()), (ref, at)


def test_slacks_rates_are_kept(company: CompanyOfTeams) -> None:
    """A call that was on its way when another got a 429 arrives at the same moment. Of a 429 that reached only a clock which
    was killed that moment nobody knows; and what a killed clock had sent may arrive after it."""

    def asked(call: Call) -> list[Silence]:
        return [
            one for one in company.trouble.silences if one.method == call.method and one.asked <= call.time < one.until
        ]

    def killed_at(moment: float) -> bool:
        return any(killed <= moment <= killed + 2 for killed in company.kills)

    def unheard(call: Call) -> bool:
        return any(one.asked == call.time or killed_at(one.asked) for one in asked(call))

    limited = [one for one in company.slack.calls if one.rate_limited]
    too_fast = [one for one in limited if not (unheard(one) or killed_at(one.time))]
    assert [(one.method, one.time, one.payload.get("channel"), asked(one)) for one in too_fast] == []


def test_slack_refused_nothing_else_than_who_and_what_is_gone(company: CompanyOfTeams) -> None:
    refused = Counter(one.error for one in company.slack.refused)
    assert refused.keys() <= {"ratelimited_again", "user_disabled", "is_archived", "user_not_found"}
