"""Checklists in Slack: boxes are ticked, Done is pressed, and what is ticked is in place."""

from __future__ import annotations

import pytest

from bot import ids
from bot.preview.people import Person
from bot.preview.slack import Message
from knowledge.answers import NONE, NOT_SURE
from knowledge.library import Question
from tests.bot.walking import Bench, Walker, boxes, latest, now, question_of, text_of, turn_of, until

DONE = f"{ids.ANSWER}:{ids.DONE}"


def at_checklist(bench: Bench) -> tuple[Person, Message, Question]:
    ana = bench.person("ana")
    bench.team("churn", ana)
    shown = until(bench, ana, boxes)
    return ana, shown, question_of(bench, shown)


def given(bench: Bench, question: Question) -> list[str]:
    """What was answered to a question, as stored, taken back or not."""
    return [
        choice for (choice,) in bench.rows("SELECT choice FROM answers WHERE question = ? ORDER BY id", question.id)
    ]


def tick(bench: Bench, person: Person, message: Message, *options: str) -> None:
    bench.settled(person.click(message, ids.TICKS, option=list(options)))


def ticked(message: Message) -> list[str]:
    found = boxes(message)
    assert found is not None
    return [one["value"] for one in found.raw.get("initial_options", [])]


def test_what_is_ticked_is_taken_with_done_and_named_in_the_answered_question(bench: Bench) -> None:
    ana, shown, question = at_checklist(bench)
    one, two, *others = (option.id for option in question.options)
    tick(bench, ana, shown, two, one)
    bench.settled(ana.click(shown, DONE))
    assert given(bench, question) == [f"{one}+{two}"]
    closed = text_of(now(ana, shown)).lower()
    for option in question.options:
        assert (option.label.lower() in closed) is (option.id not in others)
    assert turn_of(latest(ana)) == turn_of(shown) + 1
    assert bench.refused() == []


def test_ticking_alone_answers_nothing_and_what_is_unticked_again_does_not_count(bench: Bench) -> None:
    ana, shown, question = at_checklist(bench)
    one, two = (option.id for option in question.options[:2])
    tick(bench, ana, shown, one, two)
    tick(bench, ana, shown, two)
    assert given(bench, question) == []
    assert latest(ana) == shown
    bench.settled(ana.click(shown, DONE))
    assert given(bench, question) == [two]


@pytest.mark.parametrize("button", [ids.DONE, NONE])
def test_done_with_nothing_ticked_says_none_of_these_as_its_button_does(bench: Bench, button: str) -> None:
    ana, shown, question = at_checklist(bench)
    bench.settled(ana.click(shown, f"{ids.ANSWER}:{button}"))
    assert given(bench, question) == [NONE]
    assert "None of these" in text_of(now(ana, shown))
    assert bench.refused() == []


def test_a_box_that_a_newer_release_no_longer_has_is_not_taken_for_none_of_these(bench: Bench) -> None:
    ana, shown, question = at_checklist(bench)
    found = boxes(shown)
    assert found is not None
    found.raw["options"].append({"text": {"type": "plain_text", "text": "An older box"}, "value": "retired"})
    tick(bench, ana, shown, "retired")
    bench.settled(ana.click(shown, DONE))
    assert given(bench, question) == []
    assert boxes(latest(ana))
    assert turn_of(latest(ana)) == turn_of(shown)


def test_not_sure_leaves_all_of_it_open_whatever_is_ticked(bench: Bench) -> None:
    ana, shown, question = at_checklist(bench)
    tick(bench, ana, shown, question.options[0].id)
    bench.settled(ana.click(shown, f"{ids.ANSWER}:{NOT_SURE}"))
    assert given(bench, question) == [NOT_SURE]
    assert "Not sure" in text_of(now(ana, shown))


def test_more_explains_every_option_and_keeps_the_ticks(bench: Bench) -> None:
    ana, shown, question = at_checklist(bench)
    one, two, three = (option.id for option in question.options[:3])
    tick(bench, ana, shown, one, three)
    bench.settled(ana.click(shown, "answer:more"))
    explained = now(ana, shown)
    assert ticked(explained) == [one, three]
    assert all(option.text in text_of(explained) for option in question.options)
    tick(bench, ana, explained, two, three)
    bench.settled(ana.click(explained, DONE))
    assert given(bench, question) == [f"{two}+{three}"]
    assert bench.refused() == []


def test_ticks_that_more_kept_count_without_ticking_again(bench: Bench) -> None:
    ana, shown, question = at_checklist(bench)
    tick(bench, ana, shown, question.options[1].id)
    bench.settled(ana.click(shown, "answer:more"))
    bench.settled(ana.click(now(ana, shown), DONE))
    assert given(bench, question) == [question.options[1].id]


def test_done_pressed_twice_answers_once(bench: Bench) -> None:
    ana, shown, question = at_checklist(bench)
    one, two = question.options[:2]
    tick(bench, ana, shown, two.id, one.id)
    for _ in range(2):
        bench.settled(ana.click(shown, DONE))
    assert given(bench, question) == [f"{one.id}+{two.id}"]
    assert turn_of(latest(ana)) == turn_of(shown) + 1
    assert one.label in text_of(now(ana, shown))
    assert "the open question is below" not in text_of(now(ana, shown))
    assert bench.refused() == []


def test_a_checklist_that_was_answered_is_stale_whatever_is_ticked_in_it_now(bench: Bench) -> None:
    ana, shown, question = at_checklist(bench)
    tick(bench, ana, shown, question.options[0].id)
    bench.settled(ana.click(shown, DONE))
    before = bench.rows("SELECT session FROM conversations")
    tick(bench, ana, shown, question.options[1].id)
    bench.settled(ana.click(shown, DONE))
    assert bench.rows("SELECT session FROM conversations") == before
    assert given(bench, question) == [question.options[0].id]
    assert "the open question is below" in text_of(now(ana, shown))
    assert bench.refused() == []


@pytest.mark.parametrize("typed", ["1 3", "1, 3", "3 and 1", "1 & 3"])
def test_several_numbers_tick_several_boxes(bench: Bench, typed: str) -> None:
    ana, _, question = at_checklist(bench)
    bench.settled(ana.type(typed))
    assert given(bench, question) == [f"{question.options[0].id}+{question.options[2].id}"]
    assert bench.refused() == []


def test_a_number_that_no_box_has_is_asked_about_and_never_guessed(bench: Bench) -> None:
    ana, shown, question = at_checklist(bench)
    bench.settled(ana.type("1 99"))
    assert given(bench, question) == []
    assert "could not match" in latest(ana).text
    assert boxes(latest(ana))
    assert turn_of(latest(ana)) == turn_of(shown)


def test_a_changed_checklist_counts_as_it_was_ticked_anew(bench: Bench) -> None:
    ana, shown, question = at_checklist(bench)
    one, two = (option.id for option in question.options[:2])
    tick(bench, ana, shown, one)
    bench.settled(ana.click(shown, DONE))
    closed = now(ana, shown)
    change = next(
        one["value"] for one in closed.find(ids.ANSWERED).raw["options"] if one["value"].startswith(ids.CHANGE)
    )
    bench.settled(ana.click(closed, ids.ANSWERED, option=change))
    again = latest(ana)
    assert "earlier answer counts" in again.text
    tick(bench, ana, again, two)
    bench.settled(ana.click(again, DONE))
    kinds = bench.rows("SELECT kind, choice FROM answers WHERE question = ? ORDER BY id", question.id)
    assert sorted(kinds) == sorted([("given", one), ("given", two), ("withdrawn", one)])
    assert question.options[0].label not in text_of(now(ana, shown))
    assert bench.refused() == []


def test_how_it_was_scored_quotes_the_box_alone_with_what_was_done_to_it(bench: Bench) -> None:
    ana, shown, question = at_checklist(bench)
    one, two = question.options[:2]
    tick(bench, ana, shown, one.id)
    bench.settled(ana.click(shown, DONE))
    Walker(ana, lambda found: found[-1]).walk()
    bench.host.settle()
    bench.settled(ana.click(latest(ana), ids.SCORED))
    scored = text_of(ana.view)
    assert f"“{one.label}” ticked" in scored
    assert f"“{two.label}” not ticked" in scored
    assert bench.refused() == []
