"""Answering in detail: one value for each capability, in a modal; what is not applicable needs a reason."""

from __future__ import annotations

import json

import pytest

from bot import ids
from bot.preview.people import Person
from bot.preview.slack import Fault, Message
from knowledge.answers import DETAIL
from knowledge.library import Question
from tests.bot.walking import Bench, Walker, boxes, latest, now, question_of, text_of, turn_of, until


def asks_for_versions(bench: Bench) -> object:
    return lambda message: boxes(message) and "training_code_versioned" in question_of(bench, message).capabilities


def opened(bench: Bench) -> tuple[Person, Message, Question]:
    """Someone with the modal of the question about versions before them."""
    ana = bench.person("ana")
    bench.team("churn", ana)
    shown = until(bench, ana, asks_for_versions(bench))  # type: ignore[arg-type]
    bench.settled(ana.click(shown, ids.DETAIL))
    return ana, shown, question_of(bench, shown)


def said(**values: str) -> dict[str, object]:
    return {f"{ids.DETAIL_INPUT}:{id}": value for id, value in values.items()}


def stored(bench: Bench) -> list[tuple[str, dict[str, str], str]]:
    rows = bench.rows("SELECT choice, detail, words FROM answers WHERE choice = ?", DETAIL)
    return [(choice, json.loads(detail), words) for choice, detail, words in rows]


def finished(bench: Bench, person: Person) -> Message:
    Walker(person, lambda found: found[0]).walk()
    bench.host.settle()
    return latest(person)


def test_partly_and_planned_are_kept_as_they_were_said_and_count_as_not_in_place(bench: Bench) -> None:
    ana, shown, question = opened(bench)
    values = {"training_code_versioned": "held", "ml_models_versioned": "planned", "training_data_versioned": "partly"}
    bench.settled(ana.submit(ana.view, said(**values)))
    assert (ana.view, ana.errors) == (None, {})
    assert stored(bench) == [(DETAIL, values, "")]
    closed = text_of(now(ana, shown))
    capabilities = bench.host.running.desk.library.capabilities
    for value, id in (("In place", "training_code_versioned"), ("partly", "training_data_versioned")):
        assert f"{value}: {capabilities[id].short}" in closed
    assert f"planned: {capabilities['ml_models_versioned'].short}" in closed
    assert turn_of(latest(ana)) == turn_of(shown) + 1
    result = finished(bench, ana)
    bench.settled(ana.click(result, ids.SCORED))
    scored = text_of(ana.view)
    assert f"*Planned* · {capabilities['ml_models_versioned'].statement} (answer: “Planned”, in detail)" in scored
    assert question.options[0].label not in text_of(now(ana, shown))
    assert bench.refused() == []


def test_not_applicable_without_a_reason_is_refused_in_the_modal_and_taken_with_one(bench: Bench) -> None:
    ana, shown, _ = opened(bench)
    for reason in ("", "   "):
        bench.settled(ana.submit(ana.view, said(training_code_versioned="not_applicable") | {ids.REASON_INPUT: reason}))
        assert list(ana.errors) == [ids.REASON_INPUT]
        assert ana.view is not None
    assert stored(bench) == []
    assert turn_of(latest(ana)) == turn_of(shown)
    bench.settled(ana.submit(ana.view, {ids.REASON_INPUT: "<!here> bought as a service"}))
    assert (ana.view, ana.errors) == (None, {})
    reason = "<!here> bought as a service"
    assert stored(bench) == [(DETAIL, {"training_code_versioned": "not_applicable"}, reason)]
    assert "&lt;!here&gt; bought as a service" in text_of(now(ana, shown))
    assert bench.refused() == []


def test_the_result_names_what_was_not_applicable_and_how_it_was_scored_the_reason(bench: Bench) -> None:
    ana, _, _ = opened(bench)
    reason = {ids.REASON_INPUT: "<!here> bought as a service"}
    bench.settled(ana.submit(ana.view, said(training_code_versioned="not_applicable") | reason))
    result = finished(bench, ana)
    short = bench.host.running.desk.library.capabilities["training_code_versioned"].short
    assert f"Set aside as not applicable: {short}" in text_of(result)
    bench.settled(ana.click(result, ids.SCORED))
    assert "because: &lt;!here&gt; bought as a service" in text_of(ana.view)
    assert "<!here>" not in text_of(ana.view)
    assert bench.refused() == []


def test_nothing_chosen_is_refused_in_the_modal_and_answers_nothing(bench: Bench) -> None:
    ana, shown, _ = opened(bench)
    bench.settled(ana.submit(ana.view, {ids.REASON_INPUT: "no idea"}))
    assert list(ana.errors) == [ids.REASON_INPUT]
    assert ana.view is not None
    assert stored(bench) == []
    assert turn_of(latest(ana)) == turn_of(shown)
    assert bench.refused() == []


def test_closing_the_modal_leaves_the_question_open(bench: Bench) -> None:
    ana, shown, _ = opened(bench)
    ana.close_view()
    bench.host.settle()
    assert stored(bench) == []
    assert latest(ana) == shown


def test_what_was_left_out_stays_open_and_may_still_be_asked_for(bench: Bench) -> None:
    ana, _, question = opened(bench)
    bench.settled(ana.submit(ana.view, said(training_code_versioned="held")))
    ((_, values, _),) = stored(bench)
    assert set(values) < question.capabilities


def test_details_for_a_question_that_was_answered_meanwhile_are_not_taken_and_say_so(bench: Bench) -> None:
    ana, shown, _ = opened(bench)
    view = ana.view
    bench.settled(ana.click(shown, f"{ids.ANSWER}:{ids.DONE}"))
    before = bench.rows("SELECT session FROM conversations")
    bench.settled(ana.submit(view, said(training_code_versioned="held")))
    assert bench.rows("SELECT session FROM conversations") == before
    assert "no longer counts" in text_of(ana.view)
    ana.close_view()
    bench.settled(ana.click(shown, ids.DETAIL))
    assert ana.view is None
    assert "no longer counts" in ana.messages()[-1].text
    assert bench.refused() == []


def test_an_answer_in_detail_can_be_changed_into_ticks(bench: Bench) -> None:
    ana, shown, question = opened(bench)
    bench.settled(ana.submit(ana.view, said(training_code_versioned="planned")))
    closed = now(ana, shown)
    change = next(
        one["value"] for one in closed.find(ids.ANSWERED).raw["options"] if one["value"].startswith(ids.CHANGE)
    )
    bench.settled(ana.click(closed, ids.ANSWERED, option=change))
    again = latest(ana)
    bench.settled(ana.click(again, ids.TICKS, option=[question.options[0].id]))
    bench.settled(ana.click(again, f"{ids.ANSWER}:{ids.DONE}"))
    rows = bench.rows("SELECT kind, choice FROM answers WHERE question = ?", question.id)
    assert sorted(rows) == sorted([("given", DETAIL), ("withdrawn", DETAIL), ("given", question.options[0].id)])
    assert bench.refused() == []


@pytest.mark.parametrize("fault", [Fault.drop(), Fault.server_error()])
def test_where_the_modal_could_not_be_opened_its_button_is_offered_again(bench: Bench, fault: Fault) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    shown = until(bench, ana, boxes)
    bench.slack.fault = lambda call: fault if call.method == "views.open" else None
    bench.settled(ana.click(shown, ids.DETAIL))
    bench.slack.fault = lambda call: None
    bench.settled(ana.click(ana.messages()[-1], ids.DETAIL))
    assert ana.view is not None
    assert ana.view.callback_id == ids.DETAIL_VIEW
    assert bench.refused() == []
