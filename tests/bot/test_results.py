"""What a person reads at the end: the stage on five scales, why they differ, and what a team hears that can wait."""

from __future__ import annotations

import pytest

from bot import ids
from bot.preview.people import Person
from bot.preview.slack import Message
from knowledge.answers import NONE, NOT_SURE
from knowledge.library import MaturityModel
from tests.bot.walking import NO_ML, Bench, Walker, is_result, latest, question_of, text_of, through


def member(bench: Bench) -> Person:
    ana = bench.person("ana")
    bench.team("churn", ana, with_bot=True)
    return ana


def scale(bench: Bench, id: str) -> MaturityModel:
    found: MaturityModel = bench.host.running.desk.library.maturity_models[id]
    return found


def walk(bench: Bench, ana: Person, **answers: tuple[str, ...]) -> tuple[list[str], Message]:
    """Answer these questions so (boxes or an option), every other with None of these or the first option; returns the
    questions that were asked and the result."""
    asked: list[str] = []
    shown = bench.start(ana)
    while not is_result(shown):
        question = question_of(bench, shown).id if turn_has_question(shown) else ""
        asked += [question] if question else []
        chosen = answers.get(question, ())
        boxes = [one for one in shown.elements() if one.action_id == ids.TICKS]
        if chosen and boxes:
            bench.settled(ana.click_element(shown, boxes[0], list(chosen)))
            bench.settled(ana.click(shown, f"{ids.ANSWER}:{ids.DONE}"))
        else:
            Walker(ana, through("team", *chosen, NONE)).answer(shown)
            bench.host.settle()
        shown = latest(ana)
    return asked, shown


def turn_has_question(message: Message) -> bool:
    return any(one.action_id == "answer:skip" for one in message.elements())


FIRST_USE_CASES = {
    "ml_situation": ("one_in_use",),
    "plans": ("ml_models",),
    "people_and_data": (
        *("champion", "bi", "data_engineers", "domain_data_scientist"),
        *("shared", "products", "looked_after", "automated"),
    ),
    "versions": ("python_or_r", "git"),
}


def test_the_result_names_the_team_on_all_five_scales(bench: Bench) -> None:
    ana = member(bench)
    _, result = walk(bench, ana, **FIRST_USE_CASES)
    text = text_of(result)
    for model in bench.host.running.desk.library.maturity_models.values():
        assert model.name in text
    assert "level 0 of 4, No MLOps" in text
    assert "stage 3 of 5, Early Machine Learning" in text
    assert "category 2 of 3, First models" in text
    assert "Foundational" in text
    assert "Do you need MLOps? The source does not decide" in text
    assert bench.refused() == []


def test_the_result_says_why_the_scales_differ_and_what_holds_the_team_on_each(bench: Bench) -> None:
    ana = member(bench)
    _, result = walk(bench, ana, **FIRST_USE_CASES)
    text = text_of(result)
    higher, lower = scale(bench, "ml_op_shop"), scale(bench, "azure")
    assert f"{higher.short_name} sees stage 3 of 5, because you have" in text
    assert f"{lower.short_name} holds you at level 0 of 4, for want of" in text
    assert "What holds you at level 0" in text
    assert "What holds you at stage 3" in text
    assert "Next: " in text


def test_a_team_without_ml_is_asked_nothing_about_ml_models_and_hears_that_mlops_can_wait(bench: Bench) -> None:
    ana = member(bench)
    asked, result = walk(
        bench, ana, ml_situation=("ad_hoc",), plans=("ad_hoc_work",), people_and_data=("champion", "shared")
    )
    library = bench.host.running.desk.library
    azure = {item for model, _, cell in library.cells() if model.id == "azure" for item in cell.gate}
    others = {item for model, _, cell in library.cells() if model.id != "azure" for item in cell.gate}
    for question in asked:
        assert library.questions[question].capabilities - (azure - others), question
    assert len(asked) <= 8
    text = text_of(result)
    assert result.text.endswith("Do you need MLOps? Not yet")
    assert "stage 1 of 5, Early Analytics" in text
    assert f"{scale(bench, 'azure').name}: does not apply yet" in text
    assert not any(level.name in text for level in scale(bench, "azure").levels)
    assert text.index("Not yet") < text.index("Early Analytics") < text.index("does not apply yet")
    assert bench.refused() == []


def test_the_next_step_of_a_team_without_ml_is_one_of_analytics(bench: Bench) -> None:
    ana = member(bench)
    _, result = walk(
        bench, ana, ml_situation=("ad_hoc",), plans=("ad_hoc_work",), people_and_data=("champion", "shared")
    )
    desk = bench.host.running.desk
    from tests.bot.walking import bot_person

    outcome = desk.results.find(bot_person(ana), str(result.find(ids.SCORED).value))
    (first, *_) = outcome.steps
    assert {unlock.maturity_model for unlock in first.unlocks} == {"ml_op_shop"}
    assert "Next: " in text_of(result)


def test_the_home_base_and_the_shared_result_of_a_team_without_ml_begin_with_the_same(bench: Bench) -> None:
    ana = member(bench)
    result = bench.result(ana, NO_ML)
    bench.settled(ana.command())
    home = text_of(ana.messages()[-1])
    assert home.index("Not yet") < home.index("ML Op Shop") < home.index("does not apply yet")
    bench.settled(ana.click(result, ids.SHARE))
    posted = [one for one in bench.workspace.messages(bench.channel("churn")) if one.bot][-1]
    assert posted.text == result.text
    assert bench.refused() == []


def test_plans_alone_are_taken_seriously_by_the_scale_that_asks_for_them_and_by_no_other(bench: Bench) -> None:
    ana = member(bench)
    _, result = walk(bench, ana, ml_situation=("no_ml",), plans=("key_systems",))
    text = text_of(result)
    assert "Do you need MLOps? Take it very seriously" in text
    assert "stage 0 of 5" in text


def test_a_team_that_is_unsure_of_everything_gets_ranges_and_what_would_tell_most(bench: Bench) -> None:
    ana = member(bench)
    bench.start(ana)
    Walker(ana, through("team", "one_in_use", "ml_models", NOT_SURE)).walk()
    bench.host.settle()
    text = text_of(latest(ana))
    assert "level 0 to 4 of 4" in text
    assert "Still open" in text
    assert "The answer that would tell most" in text
    assert bench.refused() == []


@pytest.mark.parametrize("word", ["", "stage", "steps", "roles"])
def test_every_page_after_a_result_is_taken_by_slack_for_a_team_with_and_one_without_ml(
    bench: Bench, word: str
) -> None:
    for name, choose in (("ana", NO_ML), ("bo", through("team", "several_in_use", "self_retraining"))):
        person = bench.person(name)
        bench.team(name, person)
        bench.result(person, choose)
        bench.settled(person.command(word))
        assert person.messages()[-1].text
    assert bench.refused() == []
