"""A team's results over time: every one kept as it was, any two compared, and scored again only beside the original."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import history as subject
from bot import ids, results
from bot.blocks import history as blocks
from bot.clock import stamp
from bot.history import A_PAGE, History
from bot.membership import NotAMember
from bot.people import Person as Ours
from bot.preview.limits import refusals
from bot.store import assessments, decisions
from bot.store import results as store
from bot.store.decisions import Decision
from bot.store.ids import new_id
from bot.store.results import Result
from bot.voices import agreement
from knowledge.library import Value
from knowledge.scoring import place
from tests.bot.several import ALIKE, ANA, BO, CY, DAY, FIRST, LIBRARY, SECOND, Several, renewed, saying
from tests.bot.walking import Bench, Walker, now, text_of, through

EVE, TWIN = Ours("T1", "UEVE"), Ours("T2", ANA.id)


@pytest.fixture
def several(tmp_path: Path) -> Several:
    return Several(tmp_path, ANA, BO, CY)


def many(several: Several, count: int) -> list[str]:
    """So many results, a day apart, three to an assessment; returns their ids, oldest first."""
    first = several.answer(ANA, FIRST)
    found = [first.id]
    with several.store.transaction() as db:
        opened = assessments.find(db, "T1", first.assessment)
        for number in range(1, count):
            several.clock.forward(DAY)
            at = stamp(several.clock())
            if number % 3 == 0:
                opened = assessments.begin(db, "T1", several.team.id, ANA.id, at)
            assert opened is not None
            store.add(db, replace(first, id=new_id(), assessment=opened.id, reached_at=at))
            found.append(store.all_of(db, "T1", several.team.id, 1)[0].id)
    return found


def stored(several: Several) -> list[tuple[object, ...]]:
    return several.rows("SELECT * FROM results ORDER BY rowid")


def test_a_hundred_and_twenty_results_stand_newest_first_on_pages_that_leave_none_out(several: Several) -> None:
    ids_ = many(several, 120)
    pages = [several.history.pages(several.team, number) for number in range(15)]
    assert [past.id for page in pages for past in page.results] == ids_[::-1]
    assert {len(page.results) for page in pages} == {A_PAGE}
    assert [(page.page, page.last, page.count) for page in pages] == [(number, 14, 120) for number in range(15)]


@pytest.mark.parametrize(("wanted", "got"), [(-1, 0), (99, 2), (2, 2)])
def test_a_page_that_does_not_exist_is_the_nearest_one_that_does(several: Several, wanted: int, got: int) -> None:
    many(several, 17)
    page = several.history.pages(several.team, wanted)
    assert page.page == got
    assert page.results


def test_a_team_without_results_has_one_empty_page(several: Several) -> None:
    page = several.history.pages(several.team, 3)
    assert (page.page, page.last, page.count, page.results) == (0, 0, 0, ())


def test_a_page_reads_no_more_results_than_it_shows(several: Several, monkeypatch: pytest.MonkeyPatch) -> None:
    many(several, 60)
    read: list[str] = []
    past = History._past

    def noting(self: History, result: Result) -> subject.Past:
        read.append(result.id)
        return past(self, result)

    monkeypatch.setattr(History, "_past", noting)
    several.history.pages(several.team, 4)
    assert len(read) == A_PAGE


def test_every_result_says_which_knowledge_made_it_and_what_brought_it(several: Several) -> None:
    result = several.answer(ANA, FIRST)
    with several.store.transaction() as db:
        at = stamp(several.clock())
        decision = Decision("data_pipeline", Value.HELD, "action", "done", ANA.id, at)
        decisions.add(db, "T1", result.assessment, decision)
        opened = assessments.find(db, "T1", result.assessment)
        assert opened is not None
        results.reach(db, LIBRARY, opened, ANA.id, "action", at)
    newest, oldest = several.history.newest(several.team)
    assert (newest.cause, oldest.cause) == ("action", "answers")
    assert {newest.knowledge_version, oldest.knowledge_version} == {LIBRARY.version}


def test_rounds_are_what_each_assessment_came_to_in_the_end(several: Several) -> None:
    found = many(several, 9)
    assert [past.id for past in several.history.rounds(several.team)] == [found[2], found[5], found[8]]


def test_a_comparison_tells_what_moved_and_which_answers_moved_it_in_either_order(several: Several) -> None:
    old = several.answer(ANA, saying({**ALIKE, "data_for_training": "by_itself"}))
    several.back_up(ANA, "data_for_training", note="nightly")
    new = several.answer(ANA, saying({**ALIKE, "data_for_training": "by_hand"}))
    compared = several.history.compare(BO, old.id, new.id)
    assert compared == several.history.compare(BO, new.id, old.id)
    assert (compared.before.id, compared.after.id) == (old.id, new.id)
    (shift,) = compared.movement.shifts
    assert (shift.capability, shift.before, shift.after) == ("data_pipeline", Value.HELD, Value.NOT_HELD)
    assert "azure" in shift.moved
    assert ("azure", "model_creation") in {(one.maturity_model, one.dimension) for one in compared.movement.moves}
    was, is_now = compared.rests_on["data_pipeline"]
    assert "“By itself”, note: nightly" in was
    assert "“By hand”" in is_now


def test_two_results_with_the_same_answers_show_that_nothing_changed(several: Several) -> None:
    one, other = several.answer(ANA, FIRST), several.answer(ANA, FIRST)
    compared = several.history.compare(ANA, one.id, other.id)
    assert (compared.movement.moves, compared.movement.shifts) == ((), ())
    assert "No answer changed" in text_of(Seen(blocks.compared_view(LIBRARY, compared).to_dict()["blocks"]))


@pytest.mark.parametrize("who", [EVE, TWIN])
def test_results_of_a_team_one_is_not_in_are_refused(several: Several, who: Ours) -> None:
    one, other = several.answer(ANA, FIRST), several.answer(ANA, SECOND)
    with pytest.raises(NotAMember):
        several.history.compare(who, one.id, other.id)


def test_a_result_of_another_team_is_never_compared_with_ones_own(several: Several) -> None:
    own = several.answer(ANA, FIRST)
    second = several.team_of("Pricing", "C2", ANA, EVE)
    theirs = several.answer(EVE, FIRST, team=second)
    for pair in ((own.id, theirs.id), (theirs.id, own.id), (own.id, "gone"), ("gone", "gone")):
        for who in (ANA, EVE, BO):
            with pytest.raises(NotAMember):
                several.history.compare(who, *pair)


# Knowledge that changes


def test_old_answers_are_scored_again_beside_the_original_and_no_row_is_touched(several: Several) -> None:
    old = several.answer(ANA, FIRST)
    before = stored(several)
    later = renewed(LIBRARY)
    several.use(later)
    (past,) = several.history.newest(several.team)
    assert past.knowledge_version == LIBRARY.version
    values = agreement(LIBRARY, old).values
    assert past.placements == place(LIBRARY, values)
    (again,) = past.rescored
    assert again == next(one for one in place(later, values) if one.maturity_model == "azure")
    assert again.overall != past.placements[0].overall
    shown = text_of(Seen(blocks.history_page(later, several.history.pages(several.team)).payload()["blocks"]))
    assert "level 0 of 4, No MLOps" in shown
    assert "Scored again with today's knowledge, beside it: Microsoft" in shown
    assert stored(several) == before


def test_comparing_across_a_change_of_knowledge_names_both_and_today(several: Several) -> None:
    old = several.answer(ANA, FIRST)
    before = stored(several)
    several.use(renewed(LIBRARY, "of 2027"))
    new = several.answer(ANA, FIRST)
    compared = several.history.compare(ANA, old.id, new.id)
    assert compared.before.rescored
    assert compared.after.rescored == ()
    shown = text_of(Seen(blocks.compared_view(several.library, compared).to_dict()["blocks"]))
    assert f"Scored with knowledge {LIBRARY.version} and of 2027; today's is of 2027." in shown
    assert "scored again with today's, beside the original" in shown
    assert stored(several)[: len(before)] == before


def test_a_new_version_that_scores_alike_shows_nothing_beside(several: Several) -> None:
    several.answer(ANA, FIRST)
    several.use(replace(LIBRARY, version="later"))
    (past,) = several.history.newest(several.team)
    assert past.rescored == ()


def test_a_scale_that_is_gone_is_left_out_and_the_rest_still_shows(several: Several) -> None:
    several.answer(ANA, FIRST)
    models = {id: model for id, model in LIBRARY.maturity_models.items() if id != "makinen"}
    several.use(replace(LIBRARY, version="later", maturity_models=models))
    (past,) = several.history.newest(several.team)
    assert [one.maturity_model for one in past.placements] == list(models)


# In Slack


class Seen:
    """Blocks as `text_of` reads them."""

    def __init__(self, found: object) -> None:
        self.blocks = found


def walk(bench: Bench, person: object, *wanted: str) -> None:
    bench.start(person)  # type: ignore[arg-type]
    Walker(person, through("team", "several_in_use", *wanted)).walk()  # type: ignore[arg-type]
    bench.host.settle()


def labels(message: object) -> Iterator[str]:
    return (one.action_id for one in message.elements())  # type: ignore[attr-defined]


def test_in_slack_pages_go_forward_and_back_and_two_results_are_compared(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    walk(bench, ana, "by_itself")
    walk(bench, ana, "by_hand")
    (row,) = bench.rows("SELECT team FROM results LIMIT 1")
    with bench.host.running.desk.store.transaction() as db:
        newest = store.latest(db, ana.workspace.team_id, row[0])
        assert newest is not None
        for number in range(A_PAGE):
            store.add(db, replace(newest, id=f"older{number}", reached_at=f"2020-01-0{number + 1}T00:00:00+00:00"))
    bench.settled(ana.command("history"))
    page = ana.messages()[-1]
    assert "10 results" in text_of(page)
    assert f"{ids.HISTORY}:newer" not in labels(page)
    bench.settled(ana.click(page, f"{ids.HISTORY}:older"))
    second = now(ana, page)
    assert "Jan 1, 2020" in text_of(second)
    assert f"{ids.HISTORY}:older" not in labels(second)
    bench.settled(ana.click(second, f"{ids.HISTORY}:newer"))
    assert "Jan 1, 2020" not in text_of(now(ana, page))
    bench.settled(ana.click(now(ana, page), ids.COMPARE))
    view = ana.view
    assert view is not None
    picked = [
        view.values[block][ids.VALUE]["selected_option"]["value"] for block in (ids.BEFORE_INPUT, ids.AFTER_INPUT)
    ]
    assert len(set(picked)) == 2
    same = view.find(block_id=ids.AFTER_INPUT).options()[0]["value"]
    bench.settled(ana.submit(view, {ids.BEFORE_INPUT: same}))
    assert list(ana.errors) == [ids.AFTER_INPUT]
    oldest = view.find(block_id=ids.BEFORE_INPUT).options()[-1]["value"]
    bench.settled(ana.submit(ana.view, {ids.BEFORE_INPUT: oldest}))
    assert ana.view is not None
    assert ana.view.title == "What changed"
    assert bench.refused() == []


def test_a_comparison_that_somebody_else_forges_is_refused_with_a_sentence(bench: Bench) -> None:
    ana, eve = bench.person("ana"), bench.person("eve")
    bench.team("churn", ana)
    bench.team("other", eve)
    walk(bench, ana, "by_itself")
    walk(bench, ana, "by_hand")
    bench.settled(ana.command("history"))
    bench.settled(ana.click(ana.messages()[-1], ids.COMPARE))
    assert ana.view is not None
    assert bench.workspace.views.open(eve.id, ana.view.content)
    bench.settled(eve.submit(eve.view))
    assert "a team you are not in" in text_of(eve.view)
    assert "By itself" not in text_of(eve.view)
    assert bench.refused() == []


def test_slack_takes_the_forms_of_a_team_with_very_many_results(several: Several) -> None:
    many(several, 120)
    found = several.history.newest(several.team)
    form = blocks.compare_view(several.team.id, found, LIBRARY).to_dict()
    assert refusals("views.open", {"trigger_id": "1.1", "view": form}) == ()
    for number in (0, 7, 14):
        page = blocks.history_page(LIBRARY, several.history.pages(several.team, number)).payload()
        assert refusals("chat.postMessage", {"channel": "C1", **page}) == ()
