"""Every shipped question, and every answer to it, as Slack takes it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import ids
from bot.blocks import evidence, home, prompts
from bot.blocks.kit import Message
from bot.blocks.prompts import Voice
from bot.given import label
from bot.preview.limits import refusals
from bot.store.evidence import Evidence
from conversations import flow
from conversations.session import SKIPPED, Heard, Passed
from conversations.turns import Asked, Offered, ReadBack, Weighed
from knowledge import loading
from knowledge.answers import DETAIL, NONE, NOT_SURE, PARTLY, Answer, Contradiction, joined, options_of
from knowledge.library import Question, Value

LIBRARY = loading.shipped()
FLOW = flow.shipped()["assessment"]
VOICE = Voice(LIBRARY, FLOW, "0123456789abcdef", "<!channel> & co")


def each(*wanted: bool) -> pytest.MarkDecorator:
    """Every question that is, or is not, a checklist."""
    found = [question for question in LIBRARY.questions.values() if question.several in wanted]
    return pytest.mark.parametrize("question", found, ids=lambda question: question.id)


SOME = settings(max_examples=20, deadline=None)
QUESTIONS, ONE_OF, SEVERAL = each(True, False), each(False), each(True)


def taken(message: Message) -> dict[str, object]:
    payload = message.payload()
    assert not refusals("chat.postMessage", payload | {"channel": "D0000000001"})
    return payload


def actions(message: Message) -> list[dict[str, object]]:
    blocks = [block.to_dict() for block in message.blocks]
    return [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


def names(message: Message) -> list[str]:
    """What each button is called in the code, in order."""
    return [str(one["action_id"]).removeprefix("answer:") for one in actions(message) if one["type"] == "button"]


def ways(explained: bool) -> list[str]:
    return ["back", "skip", "pause"] + ([] if explained else ["more"]) + ["detail"]


def shown(payload: object) -> str:
    return str(payload).replace("\\'", "'")


@ONE_OF
@pytest.mark.parametrize("explained", [False, True])
def test_a_question_spells_its_options_out_with_one_button_each(question: Question, explained: bool) -> None:
    message = prompts.asked(VOICE, Asked(7, question.id, 4, 11, True), explained)
    text = shown(taken(message))
    assert all(option.text in text for option in question.options)
    bots = ([PARTLY] if question.yes_no else []) + [NOT_SURE]
    assert names(message) == [option.id for option in question.options] + bots + ways(explained)
    assert "4 of about 11" in text
    assert (question.more.split()[-1] in text) is explained
    assert len({(one["action_id"], str(one["value"])) for one in actions(message)}) == len(actions(message))


@SEVERAL
@pytest.mark.parametrize("explained", [False, True])
def test_a_checklist_has_a_numbered_box_for_each_option_and_says_what_to_do(
    question: Question, explained: bool
) -> None:
    message = prompts.asked(VOICE, Asked(7, question.id, 4, 11, True), explained)
    text = shown(taken(message))
    (boxes,) = [one for one in actions(message) if one["type"] == "checkboxes"]
    labels = [one["text"]["text"] for one in boxes["options"]]  # type: ignore[index,attr-defined]
    assert labels == [f"{number} {option.label}" for number, option in enumerate(question.options, 1)]
    assert "initial_options" not in boxes
    assert names(message) == [ids.DONE, NONE, NOT_SURE, *ways(explained)]
    assert "Tick all that is true" in text
    assert all((option.text in text) or option.text == option.label for option in question.options) is explained


@SEVERAL
@SOME
@given(st.data())
def test_a_checklist_shown_again_keeps_exactly_the_boxes_that_were_ticked(
    question: Question, data: st.DataObject
) -> None:
    some = data.draw(st.sets(st.sampled_from([*(option.id for option in question.options), "retired"])))
    message = prompts.asked(VOICE, Asked(7, question.id, 4, 11, True), explained=True, ticked=tuple(some))
    taken(message)
    (boxes,) = [one for one in actions(message) if one["type"] == "checkboxes"]
    kept = [one["value"] for one in boxes.get("initial_options", [])]  # type: ignore[attr-defined]
    assert kept == [option.id for option in question.options if option.id in some]


@st.composite
def given_to(draw: st.DrawFn, question: Question) -> Passed:
    """Any answer that can be given to a question, with words that must stay data."""
    options = [option.id for option in question.options]
    words = draw(st.sampled_from(["", "<@U1> " * 40, "<!here> & co"]))
    if draw(st.booleans()):
        items = st.sampled_from(sorted(question.capabilities))
        values = draw(st.dictionaries(items, st.sampled_from([value.value for value in Value]), min_size=1))
        return Passed(7, "questions", DETAIL, question.id, words=words, values=values)
    some = joined(question, draw(st.sets(st.sampled_from(options), min_size=1)))
    own = [some, NONE] if question.several else options
    choice = draw(st.sampled_from([*own, NOT_SURE, PARTLY, SKIPPED]))
    return Passed(7, "questions", choice, question.id, words=words)


@QUESTIONS
@pytest.mark.parametrize("explained", [False, True])
@SOME
@given(st.data())
def test_a_question_that_is_asked_again_shows_what_was_said_last_time_with_one_first_button_for_it(
    question: Question, explained: bool, data: st.DataObject
) -> None:
    entry = replace(data.draw(given_to(question).filter(lambda entry: entry.choice != SKIPPED)), since="2026-10-05")
    turn = Asked(7, question.id, 1, 4, True, exactly=True, last_time=entry)
    message = prompts.asked(VOICE, turn, explained)
    text = shown(taken(message))
    assert "Question 1 of 4 " in text
    assert "Last time (Oct 5, 2026): *" in text
    assert label(LIBRARY, question, entry.choice, entry.values)[:250] in text
    assert not any(mark in text for mark in ("<@U1>", "<!here>"))
    buttons = [one for one in actions(message) if one["type"] == "button"]
    assert (names(message)[0], shown(buttons[0]["text"]).count("Still so")) == ("as_before", 1)
    assert [one["action_id"] for one in buttons if one.get("style") == "primary"] == ["answer:as_before"]


@QUESTIONS
def test_skip_says_that_the_answer_of_last_time_goes_on_counting_where_there_is_one(question: Question) -> None:
    def skip(last_time: Passed | None) -> str:
        message = prompts.asked(VOICE, Asked(7, question.id, 1, 4, True, last_time=last_time))
        (found,) = [one for one in actions(message) if one["action_id"] == "answer:skip"]
        return shown(found["text"])

    assert "Skip, keep last time's" in skip(Passed(3, "again", NOT_SURE, question.id))
    assert "last time" not in skip(None)


def ticked(message: Message) -> list[str]:
    (boxes,) = [one for one in actions(message) if one["type"] == "checkboxes"]
    return [one["value"] for one in boxes.get("initial_options", [])]  # type: ignore[attr-defined]


@SEVERAL
def test_a_checklist_that_is_asked_again_has_the_boxes_of_last_time_ticked_until_they_are_touched(
    question: Question,
) -> None:
    ids_of = [option.id for option in question.options]
    some = Passed(3, "again", joined(question, ids_of[:2]), question.id)
    again = Asked(7, question.id, 1, 4, True, last_time=some)
    assert ticked(prompts.asked(VOICE, again)) == ids_of[:2]
    assert ticked(prompts.asked(VOICE, again, explained=True, ticked=())) == []
    values = {id: "held" if id in question.options[0].establishes else "partly" for id in question.capabilities}
    detail = replace(some, choice=DETAIL, values=values)
    assert ticked(prompts.asked(VOICE, replace(again, last_time=detail))) == ids_of[:1]
    assert ticked(prompts.asked(VOICE, replace(again, last_time=replace(some, choice=NOT_SURE)))) == []


@QUESTIONS
@SOME
@given(st.data())
def test_what_was_finished_since_is_ticked_too_and_last_time_is_no_button_any_more(
    question: Question, data: st.DataObject
) -> None:
    entry = data.draw(given_to(question).filter(lambda entry: entry.choice != SKIPPED))
    done = data.draw(st.sampled_from(sorted(question.capabilities)))
    turn = Asked(7, question.id, 1, 4, True, last_time=entry, done=(done,))
    message, before = prompts.asked(VOICE, turn), prompts.asked(VOICE, replace(turn, done=()))
    taken(message)
    assert "as_before" not in names(message)
    assert "Last time" in shown(taken(message))
    if question.several:
        since = {one.id for one in question.options if one.establishes.get(done) is Value.HELD}
        assert set(ticked(message)) == {*ticked(before), *since}
        assert prompts.TICKED_SINCE in shown(taken(message))


def test_an_answer_that_was_left_as_last_time_says_so() -> None:
    entry = Passed(7, "again", "managed", "compute", since="2026-10-05")
    assert "as last time" in shown(taken(prompts.closed(VOICE, 7, entry)))
    assert "as last time" not in shown(taken(prompts.closed(VOICE, 7, replace(entry, since=""))))


@QUESTIONS
@SOME
@given(st.data())
def test_an_answered_question_shrinks_to_question_and_answer_with_its_menu(
    question: Question, data: st.DataObject
) -> None:
    entry = data.draw(given_to(question))
    backed = Evidence("<!here>" * 80, "https://example.org/?a=1&b=<@U1>|x", "2026-11-01", "2026-12-01")
    message = prompts.closed(VOICE, 7, entry, backed)
    text = shown(taken(message))
    ticked = len(options_of(question, entry.choice)) if question.several else 0
    many = f"{ticked} of {len(question.options)} ticked"
    assert (many if ticked > prompts.MOST_NAMED else label(LIBRARY, question, entry.choice, entry.values)) in text
    assert not any(mark in text for mark in ("<@U1>", "<!here>"))
    assert all(said in text for said in ("|example.org>", "as of 2026-11-01", "valid until 2026-12-01"))
    assert not actions(message)


@QUESTIONS
@SOME
@given(st.data())
def test_an_answer_is_named_in_words_of_the_question_and_never_by_an_id(
    question: Question, data: st.DataObject
) -> None:
    entry = data.draw(given_to(question))
    named = label(LIBRARY, question, entry.choice, entry.values)
    assert named
    assert "_" not in named
    assert "+" not in named
    for option in options_of(question, entry.choice):
        assert option.label.lower() in named.lower()


@QUESTIONS
@SOME
@given(st.data())
def test_a_read_back_names_what_was_heard_and_asks(question: Question, data: st.DataObject) -> None:
    entry = data.draw(given_to(question).filter(lambda entry: entry.choice != SKIPPED))
    heard = Heard(entry.choice, "words", entry.values)
    message = prompts.read_back(VOICE, ReadBack(7, question.id, "questions", heard))
    text = shown(taken(message))
    assert "Right?" in text
    said = text.lower()
    assert all(one.label.lower() in said or one.text.lower() in said for one in options_of(question, entry.choice))
    assert names(message) == ["right", "wrong"]


@pytest.mark.parametrize("clash", LIBRARY.capabilities)
def test_two_answers_that_disagree_are_both_quoted(clash: str) -> None:
    asking = [one for one in LIBRARY.questions.values() if clash in one.capabilities]
    answers = [Answer(one.id, DETAIL, {clash: value}) for one in asking for value in (Value.HELD, Value.PARTLY)]
    message = prompts.weighed(VOICE, Weighed(7, Contradiction(clash, answers[0], answers[-1])))
    text = shown(taken(message))
    assert asking[0].text in text
    assert asking[-1].text in text
    assert names(message) == ["held", "not_held", "unknown", "back", "pause"]


@pytest.mark.parametrize("state", [state for state in FLOW.states if state.text], ids=lambda state: state.id)
def test_a_states_own_prompt_shows_the_teams_name_as_data(state: flow.State) -> None:
    text = shown(taken(prompts.offered(VOICE, Offered(1, state.id))))
    assert "&lt;!channel&gt; &amp; co" in text
    assert "<!channel>" not in text


@pytest.mark.parametrize(
    ("only_spreads", "seen"), [(False, "Your team will see these answers."), (True, "never who said what")]
)
def test_who_joins_others_is_told_what_it_is_about_and_who_will_see_what(only_spreads: bool, seen: str) -> None:
    text = shown(taken(prompts.joining(VOICE, "<!here> & churn", only_spreads)))
    assert seen in text
    assert "about &lt;!here&gt; &amp; churn" in text
    assert "&lt;!channel&gt; &amp; co" in text
    assert "about the team as a rule" in shown(taken(prompts.joining(VOICE, "", only_spreads)))


def test_a_modal_over_every_question_is_one_that_slack_opens() -> None:
    answers = [(turn, one.text, one.options[0].label) for turn, one in enumerate(LIBRARY.questions.values())]
    views = [home.change_view("0123456789abcdef", answers)]
    most = Evidence("n" * 500, f"https://{'l' * 992}", "2026-11-01", "2026-12-01")
    views += [evidence.view("0123456789abcdef 1", text, label, most) for _, text, label in answers]
    for view in views:
        assert not refusals("views.open", {"trigger_id": "1.1.a", "view": view.to_dict()})
