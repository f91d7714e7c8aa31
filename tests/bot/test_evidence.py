"""What backs an answer up: a note, a link, its date, until when it may be relied on; and being asked again after that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import app, ids, outbox
from bot.assessments import NotYours
from bot.blocks.evidence import problems, view
from bot.given import given_evidence, linked
from bot.ids import PromptRef
from bot.preview.limits import refusals
from bot.preview.people import Person
from bot.preview.slack import LocalSlack
from bot.store.evidence import NOTHING, Evidence
from tests.bot.several import ALIKE, ANA, BO, DAY, FIRST, Several, saying
from tests.bot.walking import Bench, InProcess, Walker, answers, choices, latest, now, text_of, through

QUESTION = "data_for_training"
TODAY = "2026-11-21"
ODD = st.text(max_size=600) | st.text("<>|@!#&;`*_~ \n\t", max_size=80) | st.sampled_from([
    "<!channel>", "<@U1>", "<https://x.example|y>", "&lt;!here&gt;", "https://a.example/>x<!channel>",
])  # fmt: skip
ADDRESSES = ODD | st.builds("{}://{}/{}".format, st.sampled_from(["https", "HTTP", "ftp", "javascript"]), ODD, ODD)
_TAG = re.compile(r"<[^>]*>?")


@pytest.fixture
def several(tmp_path: Path) -> Several:
    found = Several(tmp_path, ANA, BO)
    found.answer(ANA, saying({**ALIKE, QUESTION: "by_itself"}))
    return found


def test_note_link_and_dates_are_shown_where_a_result_is_explained(several: Several) -> None:
    several.back_up(
        ANA, QUESTION, note=" nightly ", link="https://wiki.example/jobs?a=1&b=2", dated="2026-11-01", valid_until=TODAY
    )
    for person in (ANA, BO):
        shown = several.scored(person)
        assert "“By itself”, note: nightly · <https://wiki.example/jobs?a=1&amp;b=2|wiki.example>" in shown
        assert f"as of 2026-11-01 · valid until {TODAY}" in shown


def test_the_newest_evidence_counts_and_empty_evidence_takes_it_away(several: Several) -> None:
    several.back_up(ANA, QUESTION, note="older")
    several.back_up(ANA, QUESTION, note="newer")
    assert "note: newer" in several.scored(ANA)
    assert "older" not in several.scored(ANA)
    several.back_up(ANA, QUESTION)
    assert "note:" not in several.scored(ANA)


def test_nobody_backs_up_somebody_elses_answer(several: Several) -> None:
    with pytest.raises(NotYours):
        several.assessments.back_up(BO, several.turn_of(ANA, QUESTION), Evidence("mine"))
    assert several.rows("SELECT count(*) FROM notes") == [(0,)]


@settings(max_examples=300, deadline=None)
@example("", "https://a|b.example/c|d")
@example("x" * 199 + "&" * 5, "https://e.example/" + "&" * 900)
@given(note=ODD, link=ADDRESSES)
def test_nothing_in_a_note_or_a_link_makes_a_mention_or_leads_elsewhere(note: str, link: str) -> None:
    shown = given_evidence(Evidence(note, link), TODAY)
    tags = _TAG.findall(shown)
    assert len(tags) <= 1
    for tag in tags:
        assert tag == linked(link)
        assert re.fullmatch(r"<https?://[^<>|]+\|[^<>|]+>", tag, re.IGNORECASE)
    assert not note or tags == _TAG.findall(linked(link))
    assert "\n" not in given_evidence(Evidence(note), TODAY)


@settings(max_examples=100, deadline=None)
@given(note=st.text(max_size=500), answer=st.text(max_size=200))
def test_slack_takes_the_modal_whatever_was_noted_before(note: str, answer: str) -> None:
    form = view(str(PromptRef("0123456789abcdef", 12)), "How?", answer, Evidence(note, "https://a.example", TODAY))
    assert refusals("views.open", {"trigger_id": "1.1", "view": form.to_dict()}) == ()


@pytest.mark.parametrize(("valid_until", "stale"), [("", False), (TODAY, False), ("2026-11-20", True)])
def test_evidence_runs_out_after_the_day_it_is_valid_until(valid_until: str, stale: bool) -> None:
    shown = given_evidence(Evidence("n", valid_until=valid_until), TODAY)
    assert ("ran out" in shown) == stale
    assert ("valid until" in shown) == (bool(valid_until) and not stale)
    assert given_evidence(NOTHING, TODAY) == ""


def test_what_ran_out_is_named_and_asked_about_until_it_is_answered_anew(several: Several) -> None:
    several.back_up(ANA, QUESTION, note="nightly", valid_until="2026-11-22")
    several.clock.forward(DAY)
    assert several.assessments.stale(ANA, several.team) == ()
    several.clock.forward(DAY)
    ref = several.turn_of(ANA, QUESTION)
    assert several.assessments.stale(ANA, several.team) == (ref,)
    assert several.assessments.stale(BO, several.team) == ()
    assert "*ran out 2026-11-22*" in several.scored(ANA)
    assert several.assessments.standing(ANA, several.team).stale == 1
    assert several.assessments.standing(BO, several.team).stale == 0
    several.give_anew(ANA, QUESTION, "by_itself")
    assert several.assessments.stale(ANA, several.team) == ()
    assert several.assessments.standing(ANA, several.team).stale == 0


def test_evidence_that_is_renewed_is_not_asked_about(several: Several) -> None:
    several.back_up(ANA, QUESTION, note="nightly", valid_until="2026-11-22")
    several.clock.forward(3 * DAY)
    several.back_up(ANA, QUESTION, note="nightly", valid_until="2026-12-22")
    assert several.assessments.stale(ANA, several.team) == ()


def test_evidence_of_an_answer_that_was_taken_back_is_not_asked_about(several: Several) -> None:
    several.answer(ANA, FIRST)
    assert several.assessments.stale(ANA, several.team) == ()


# In Slack


class Shifted:
    """The clock on the wall, some time later."""

    def __init__(self) -> None:
        self.by = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.by


@pytest.fixture
def clock() -> Shifted:
    return Shifted()


@pytest.fixture
def later_bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Shifted) -> Iterator[Bench]:
    """The bench, with a clock that can be moved."""
    monkeypatch.setattr(outbox, "_backoff", lambda tries: 0.01)
    monkeypatch.setattr(app, "build", partial(app.build, clock=clock))
    with LocalSlack(rates=False) as slack:
        workspace = slack.workspace("Acme")
        host = InProcess(slack, workspace, tmp_path / "bot.db")
        host.start()
        try:
            yield Bench(slack, workspace, host, tmp_path / "bot.db")
        finally:
            host.stop()


def answered(bench: Bench, *others: Person) -> Person:
    """Somebody who has answered."""
    ana = bench.person("ana")
    bench.team("churn", ana, *others)
    bench.start(ana)
    Walker(ana, through("team", "several_in_use", "by_itself")).walk()
    bench.host.settle()
    return ana


def open_form(bench: Bench, person: Person, text: str) -> None:
    """Open the form for the evidence of an answer, from the message of its question."""
    message = next(one for one in person.messages() if text in one.text and not answers(one))
    menu = message.find(ids.ANSWERED)
    value = next(one["value"] for one in menu.options() if one["value"].startswith(ids.NOTE))
    bench.settled(person.click_element(message, menu, value))


DATA = "How does the data for training reach you?"


@pytest.mark.parametrize("link", ["https://", "https://a b.example", "javascript:alert(1)", "wiki", "https://[x"])
def test_what_no_browser_would_open_is_no_web_address(link: str) -> None:
    assert list(problems(Evidence(link=link))) == [ids.LINK_INPUT]


@pytest.mark.parametrize("link", ["ftp://files.example/x", "https://" + "x" * 1000])
def test_a_link_that_is_no_web_address_is_refused_at_its_input_and_can_be_mended(bench: Bench, link: str) -> None:
    ana = answered(bench)
    open_form(bench, ana, DATA)
    bench.settled(ana.submit(ana.view, {ids.LINK_INPUT: link}))
    assert list(ana.errors) == [ids.LINK_INPUT]
    assert bench.count("notes") == 0
    bench.settled(ana.submit(ana.view, {ids.LINK_INPUT: "https://wiki.example/data"}))
    assert (ana.errors, ana.view) == ({}, None)
    assert bench.rows("SELECT link FROM notes") == [("https://wiki.example/data",)]
    assert bench.refused() == []


def test_a_day_before_the_one_it_is_dated_is_refused_at_its_input(bench: Bench) -> None:
    ana = answered(bench)
    open_form(bench, ana, DATA)
    bench.settled(ana.submit(ana.view, {ids.DATED_INPUT: TODAY, ids.VALID_INPUT: "2026-11-20"}))
    assert list(ana.errors) == [ids.VALID_INPUT]
    assert bench.refused() == []


def test_evidence_that_ran_out_brings_its_question_again_and_then_rests(later_bench: Bench, clock: Shifted) -> None:
    bench, bo = later_bench, later_bench.person("bo")
    ana = answered(bench, bo)
    open_form(bench, ana, DATA)
    until = f"{clock() + timedelta(days=2):%Y-%m-%d}"
    bench.settled(ana.submit(ana.view, {ids.NOTE_INPUT: "nightly", ids.VALID_INPUT: until}))
    bench.settled(ana.command())
    assert ids.RECHECK not in {one.action_id for one in ana.messages()[-1].elements()}
    clock.by = timedelta(days=4)
    bench.settled(bo.command())
    assert ids.RECHECK not in {one.action_id for one in bo.messages()[-1].elements()}
    bench.settled(ana.command())
    home = ana.messages()[-1]
    assert home.find(ids.RECHECK).label == "Check an answer again"
    bench.settled(ana.click(home, ids.RECHECK))
    asked = latest(ana)
    assert DATA in asked.text
    bench.settled(ana.click_element(asked, next(one for one in choices(asked) if one.action_id.endswith(":by_hand"))))
    Walker(ana, through("team", "several_in_use")).walk()
    bench.host.settle()
    bench.settled(ana.click(home, ids.RECHECK))
    assert "Nothing is left to check" in now(ana, home).text
    bench.settled(ana.command("stage"))
    bench.settled(ana.click(ana.messages()[-1], ids.SCORED))
    assert "“By hand”" in text_of(ana.view)
    assert "nightly" not in text_of(ana.view)
    assert bench.refused() == []
