"""Whole conversations against the strict local Slack: many people, double clicks, old buttons, faults and kills."""

from __future__ import annotations

import importlib
import os
import pkgutil
import random
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot import ids, listeners
from bot.listeners import actions, views
from bot.listeners.subcommands import SUBCOMMANDS
from bot.preview.elements import Element
from bot.preview.hosting import Hosted
from bot.preview.people import Person
from bot.preview.slack import Channel, Fault, LocalSlack
from tests.bot.walking import Bench, Choose, Faults, Posted, Walker, Way, boxes, is_result, latest, ok, text_of, until

SEEDS = range(2 * int(os.environ.get("SOAK", "1")))


def first(found: Sequence[Way]) -> Way:
    return found[0]


def last(found: Sequence[Way]) -> Way:
    return found[-1]


def some(seed: int) -> Choose:
    return random.Random(seed).choice


def given(bench: Bench, person: Person) -> set[tuple[int, str]]:
    return set(bench.rows("SELECT turn, choice FROM answers WHERE person = ? AND kind = 'given'", person.id))


def assert_nothing_repeated(posted: Posted, walker: Walker) -> None:
    questions = Counter(text for _, _, text in posted.prompts(walker.person))
    assert [text for text, times in questions.items() if times > 1 and "disagree" not in text] == []


def assert_walked(bench: Bench, walker: Walker) -> None:
    """Every acknowledged answer is stored and one result came out; what Slack would wait for too long fails on the way."""
    assert set(walker.acked) <= given(bench, walker.person)
    assert bench.rows("SELECT count(*) FROM results WHERE person = ?", walker.person.id) == [(1,)]


@pytest.mark.parametrize("choose", [first, last, some(1), some(2)], ids=["first", "last", "random", "random again"])
def test_a_walk_with_every_button_clicked_twice_repeats_no_question_and_ends_in_one_result(
    bench: Bench, choose: Choose
) -> None:
    posted = Posted(bench.workspace)
    ana = bench.person("ana")
    bench.team("churn", ana)
    bench.start(ana)
    walker = Walker(ana, choose, twice=True)
    walker.walk()
    bench.host.settle()
    assert_walked(bench, walker)
    assert_nothing_repeated(posted, walker)
    assert len(posted.results(ana)) == 1
    assert bench.refused() == []


@pytest.mark.parametrize("seed", SEEDS)
def test_several_people_at_once_with_faults_double_clicks_and_old_buttons(bench: Bench, seed: int) -> None:
    posted = Posted(bench.workspace)
    rng = random.Random(seed)
    people = [bench.person(name) for name in ("ana", "bo", "cy", "di")]
    bench.team("churn", *people)
    home = bench.channel("churn")
    faults = Faults(random.Random(seed), kinds=("429", "500", "drop"))
    bench.slack.fault = faults
    choosing: list[Choose] = [first, last, some(seed), some(seed + 100)]
    walkers = [Walker(one, how, True, random.Random(rng.random())) for one, how in zip(people, choosing, strict=True)]

    def walk(walker: Walker, at: int) -> None:
        ok(walker.person.command("assess", home if at % 2 else None))
        bench.slack.wait_until(
            lambda: [one for one in walker.person.messages() if one.elements() and "answer:" in text_of(one)], 30
        )
        walker.walk()

    with ThreadPoolExecutor(len(walkers)) as pool:
        list(pool.map(walk, walkers, range(len(walkers))))
    bench.host.settle()
    for walker in walkers:
        assert_walked(bench, walker)
        assert_nothing_repeated(posted, walker)
        assert len(posted.results(walker.person)) == 1
    assert faults.injected > 10
    assert bench.refused() == []


@pytest.mark.parametrize("seed", SEEDS)
def test_lost_replies_may_repeat_a_message_but_lose_no_answer(bench: Bench, seed: int) -> None:
    posted = Posted(bench.workspace)
    ana = bench.person("ana")
    bench.team("churn", ana)
    faults = Faults(random.Random(seed), share=0.3, kinds=("lose",))
    bench.slack.fault = faults
    bench.start(ana)
    walker = Walker(ana, some(seed), twice=True, old_buttons=random.Random(seed))
    walker.walk()
    bench.host.settle()
    assert_walked(bench, walker)
    turns = Counter((conversation, turn) for conversation, turn, _ in posted.prompts(ana))
    assert sum(times - 1 for times in turns.values()) <= faults.lost
    assert faults.lost > 0
    assert bench.refused() == []


def test_two_clicks_at_the_same_moment_count_once(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    shown = bench.start(ana)
    while not is_result(shown):
        options = [one for one in shown.elements() if one.action_id.startswith("answer:")][:2]
        at_once = threading.Barrier(2)

        def click(element: Element, shown: object = shown, at_once: threading.Barrier = at_once) -> None:
            at_once.wait()
            ok(ana.click_element(shown, element))  # type: ignore[arg-type]

        if len(options) < 2 or options[1].action_id == "answer:pause":
            ok(ana.type("Churn"))
        else:
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(click, [options[0], options[0]]))
        bench.host.settle()
        shown = latest(ana)
    turns = [turn for (turn,) in bench.rows("SELECT turn FROM answers WHERE kind = 'given'")]
    assert len(turns) == len(set(turns))
    assert bench.count("results") == 1
    assert bench.refused() == []


def of_other_subjects(table: str) -> set[str]:
    """The ids that subjects with a module of their own bring: tests/test_ways.py sees to those."""
    modules = (importlib.import_module(f"bot.listeners.{one.name}") for one in pkgutil.iter_modules(listeners.__path__))
    return {id for module in modules for id in getattr(module, table, {})}


def test_every_id_around_a_conversation_has_a_handler_and_every_handler_is_shown_somewhere(bench: Bench) -> None:
    posted = Posted(bench.workspace)
    ana, bo = bench.person("ana"), bench.person("bo")
    home = bench.workspace.add_channel("churn", members=[ana.user], with_bot=True)
    modals: set[str] = set()
    taken = {(ids.LEAVE_TEAM, "button")}  # that would end the walk

    def use_all(person: Person, where: Channel | None = None) -> None:
        """Use everything in the newest message that was not used in such a message before, and every modal it opens."""
        message = person.messages(where)[-1]
        for element in message.elements():
            kind = (element.action_id, element.type)
            if kind not in taken and not element.raw.get("url"):
                taken.add(kind)
                option = element.options()[0] if element.options() else None
                bench.settled(person.click_element(message, element, option))
                if person.view is not None:
                    modals.add(person.view.callback_id)
                    person.close_view()

    bench.settled(ana.command("", home))
    use_all(ana, home)
    bench.settled(ana.command("", home))
    bench.settled(ana.click(ana.messages(home)[-1], ids.NEW_TEAM))
    bench.settled(ana.submit(ana.view, {ids.NAME_INPUT: "churn"}))
    home.invite(bo.user)
    bench.settled(bo.command("", home))
    use_all(bo, home)
    asked = until(bench, ana, boxes)
    bench.settled(ana.click(asked, ids.DETAIL))
    assert ana.view is not None
    modals.add(ana.view.callback_id)
    bench.slack.fault = lambda call: Fault.server_error() if call.method == "views.open" else None
    closed = next(one for one in ana.messages() if any(menu.type == "overflow" for menu in one.elements()))
    note = closed.find(ids.ANSWERED).options()[1]
    bench.settled(ana.click(closed, ids.ANSWERED, option=note))
    bench.slack.fault = lambda call: None
    use_all(ana)
    bench.settled(ana.click(asked, "answer:pause"))
    bench.settled(ana.click(next(one for one in ana.messages() if ids.RESUME in text_of(one)), ids.RESUME))
    Walker(ana, lambda found: found[-1]).walk()
    bench.host.settle()
    use_all(ana)
    for word in (
        *SUBCOMMANDS,
        "stagee",
        "rolse",
        "aks",
        "ask what is MLOps",
        "ask which vendor sells drift monitoring of models",
    ):
        bench.settled(ana.command(word if word != ids.HOME else "", home))
        use_all(ana, home)
    for number in range(6):
        bench.team(f"more {number}", ana)
        bench.settled(ana.command("team"))
        use_all(ana)
    bench.settled(ana.mention("what is MLOps?", home))
    use_all(ana, home)

    shown = {element.action_id.partition(":")[0] for message in posted.shown for element in message.elements()}
    assert shown - actions.HANDLERS.keys() == set()
    assert actions.HANDLERS.keys() - of_other_subjects("CLICKS") - shown == set()
    assert modals - views.HANDLERS.keys() == set()
    assert views.HANDLERS.keys() - of_other_subjects("SUBMITS") - modals == set()
    assert SUBCOMMANDS.keys() <= actions.HANDLERS.keys()
    assert bench.refused() == []


def test_killed_and_restarted_midway_with_slacks_rates_loses_no_answer(tmp_path: Path) -> None:
    with LocalSlack() as slack:
        workspace = slack.workspace("Acme")
        users = [workspace.add_user("ana"), workspace.add_user("bo")]
        home = workspace.add_channel("churn", members=users)
        host = Hosted(slack, workspace, tmp_path / "bot.db", tmp_path / "bot.log")
        bench = Bench(slack, workspace, host, tmp_path / "bot.db")
        posted = Posted(workspace)
        host.start()
        try:
            ana, bo = (Person(slack, workspace, user, host.url) for user in users)
            bench.settled(ana.command("", home))
            bench.settled(ana.click(ana.messages(home)[-1], ids.NEW_TEAM))
            bench.settled(ana.submit(ana.view, {"name": "Churn"}))
            bench.settled(bo.command("assess", home))
            bench.settled(bo.click(bo.messages(home)[-1], f"{ids.JOIN}:assess"))
            again = threading.Lock()

            def restarted() -> None:
                with again:
                    pass

            def dying() -> None:
                for acked in (3, 6):
                    slack.wait_until(lambda acked=acked: len(walkers[0].acked) >= acked, 60)
                    with again:
                        host.kill()
                        host.start()

            walkers = [
                Walker(ana, some(5), True, restarted=restarted, timeout=60.0),
                Walker(bo, last, True, restarted=restarted, timeout=60.0),
            ]
            with ThreadPoolExecutor(3) as pool:
                jobs = [pool.submit(dying), *(pool.submit(walker.walk) for walker in walkers)]
                for job in jobs:
                    job.result()
            host.settle(60)
            for walker in walkers:
                assert_walked(bench, walker)
                again_shown = Counter((conversation, turn) for conversation, turn, _ in posted.prompts(walker.person))
                assert sum(times - 1 for times in again_shown.values()) <= 2
            assert bench.refused() == []
            assert host.stop() == 0
        finally:
            host.kill()
