"""The role check in Slack: before and after an assessment, and as a dry run over ticked roles."""

from __future__ import annotations

from bot import ids
from bot.listeners import views
from bot.listeners.handling import submitted
from bot.preview.people import Person
from tests.bot.walking import NO_ML, Bench, Walker, bot_person, boxes, latest, question_of, text_of, until

TABLES = ("conversations", "answers", "results")


def member(bench: Bench) -> Person:
    ana = bench.person("ana")
    bench.team("churn", ana, with_bot=True)
    return ana


def opened(bench: Bench, ana: Person) -> None:
    """The modal of the role check."""
    bench.settled(ana.command("roles"))
    bench.settled(ana.click(ana.messages()[-1], ids.CHECK_ROLES))
    assert ana.view is not None


def line(text: str, heading: str) -> str:
    return text.partition(f"*{heading}:*")[2].partition("\\n")[0]


def stored(bench: Bench) -> list[list[tuple[object, ...]]]:
    return [bench.rows(f"SELECT * FROM {table}") for table in TABLES]


def test_before_an_assessment_every_role_is_open_and_can_be_checked(bench: Bench) -> None:
    ana = member(bench)
    bench.settled(ana.command("roles"))
    page = text_of(ana.messages()[-1])
    library = bench.host.running.desk.library
    assert all(role.name in line(page, "Not asked yet") for role in library.roles.values())
    assert "Nobody yet" not in page
    bench.settled(ana.click(ana.messages()[-1], ids.CHECK_ROLES))
    assert ana.view is not None
    assert "initial_options" not in ana.view.find(ids.VALUE).raw
    assert bench.refused() == []


def test_the_check_names_who_is_there_who_is_not_and_the_duties_that_nobody_holds(bench: Bench) -> None:
    ana = member(bench)
    opened(bench, ana)
    library = bench.host.running.desk.library
    bench.settled(ana.submit(ana.view, {ids.ROLES_INPUT: ["data_scientist"]}))
    text = text_of(ana.view)
    assert library.roles["data_scientist"].name in line(text, "Filled")
    assert library.roles["devops_engineer"].name in line(text, "Nobody yet")
    assert "Duties that nobody holds" in text
    assert "Called for first" in text
    assert bench.refused() == []


def test_no_role_ticked_is_an_answer_too(bench: Bench) -> None:
    ana = member(bench)
    opened(bench, ana)
    bench.settled(ana.submit(ana.view))
    assert "Filled:" not in text_of(ana.view)
    assert "Duties that nobody holds" in text_of(ana.view)


def test_the_check_is_a_dry_run_that_stores_nothing(bench: Bench) -> None:
    ana = member(bench)
    bench.result(ana)
    before = stored(bench)
    opened(bench, ana)
    bench.settled(ana.submit(ana.view, {ids.ROLES_INPUT: ["data_scientist", "ml_engineer"]}))
    assert stored(bench) == before


def test_after_an_assessment_the_page_knows_the_roles_that_were_answered_and_the_modal_begins_with_them(
    bench: Bench,
) -> None:
    ana = member(bench)
    until(bench, ana, boxes)
    Walker(ana, lambda found: found[0]).walk()
    bench.host.settle()
    while any(one.action_id == "answer:further" for one in latest(ana).elements()):
        bench.settled(ana.click(latest(ana), "answer:further"))
        Walker(ana, lambda found: found[0]).walk()
        bench.host.settle()
    bench.settled(ana.command("roles"))
    page = text_of(ana.messages()[-1])
    library = bench.host.running.desk.library
    assert all(role.name in line(page, "Filled") for role in library.roles.values())
    bench.settled(ana.click(ana.messages()[-1], ids.CHECK_ROLES))
    assert ana.view is not None
    assert len(ana.view.find(ids.VALUE).raw["initial_options"]) == len(library.roles)
    assert bench.refused() == []


def test_the_question_about_roles_is_asked_for_advice_alone_and_fills_the_page(bench: Bench) -> None:
    ana = member(bench)
    result = bench.result(ana, NO_ML)
    bench.settled(ana.click(result, "answer:further"))
    while question_of(bench, latest(ana)).id != "roles_there":
        Walker(ana, NO_ML).answer(latest(ana))
        bench.host.settle()
    bench.settled(ana.click(latest(ana), ids.TICKS, option=["architect"]))
    bench.settled(ana.click(latest(ana), "answer:done"))
    Walker(ana, NO_ML).walk()
    bench.host.settle()
    bench.settled(ana.command("roles"))
    page = text_of(ana.messages()[-1])
    library = bench.host.running.desk.library
    assert library.roles["solution_architect"].name in line(page, "Filled")
    assert library.roles["business_stakeholder"].name in line(page, "Nobody yet")


def test_someone_who_left_the_team_cannot_check_it(bench: Bench) -> None:
    ana, eve = member(bench), bench.person("eve")
    opened(bench, ana)
    view = ana.view
    assert view is not None
    form = submitted(bot_person(eve), bench.workspace.views.as_slack(view))
    answer = views.handle(bench.host.running.desk, form)
    assert "not one of yours" in str(answer.to_dict())  # type: ignore[union-attr]
