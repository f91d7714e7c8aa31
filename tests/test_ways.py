"""Finding one's way: whatever can be shown has somebody who answers it, nothing is a dead end, and nothing is far."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import bot
from bot import ids, listeners
from bot.blocks.kit import Message
from bot.clock import stamp, system_clock
from bot.listeners import actions, subcommands, views
from bot.listeners.subcommands import SUBCOMMANDS
from bot.preview.elements import Element
from bot.preview.slack import LocalSlack
from bot.preview.slack import Message as Shown
from bot.preview.views import View
from bot.store import programme
from tests.bot.walking import WITH_ML, Bench, InProcess
from tests.ways import TOLD, Explorer, Place

FILES = [
    file
    for file in sorted(Path(bot.__file__).parent.rglob("*.py"))
    if "preview" not in file.parts and file.name not in ("__init__.py", "__main__.py")
]
ROOT = Path(bot.__file__).parent.parent
TREES = {".".join(file.relative_to(ROOT).with_suffix("").parts): ast.parse(file.read_text()) for file in FILES}
LISTENERS = [importlib.import_module(f"bot.listeners.{one.name}") for one in pkgutil.iter_modules(listeners.__path__)]
MOST_CLICKS = 3
ACTION, CALLBACK, MAKE = ("action", "action_id"), ("callback", "callback_id"), ("make",)


def parameters(*names: str) -> dict[str, int]:
    """The functions of the bot that take a parameter of one of these names, and where (self not counted)."""
    functions = [node for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    taken = [(node.name, [one.arg for one in node.args.args if one.arg != "self"]) for node in functions]
    return {function: at for function, args in taken for at, one in enumerate(args) if one in names}


def given(*names: str) -> set[str]:
    """Every id or name, as text, that is given to one of these parameters anywhere in the bot."""
    places, found = parameters(*names), set[str]()
    for name, tree in TREES.items():
        module = importlib.import_module(name)
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            at = places.get(getattr(call.func, "attr", getattr(call.func, "id", "")), len(call.args))
            texts = [*call.args[at : at + 1], *(one.value for one in call.keywords if one.arg in names)]
            found |= {text.partition(":")[0] for node in texts for text in said(module, node)}
    return found - {""}


def said(module: ModuleType, node: ast.expr) -> Iterator[str]:
    """The texts that an expression may stand for: of an f-string its beginning; none where it is not known here."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Attribute(value=ast.Name(id=owner), attr=attr) if isinstance(getattr(module, owner, None), ModuleType):
            yield str(getattr(getattr(module, owner), attr))
        case ast.Name(id=id) if isinstance(getattr(module, id, None), str):
            yield str(getattr(module, id))
        case ast.JoinedStr(values=[ast.FormattedValue(value=first), *_]) | ast.JoinedStr(values=[first, *_]):
            yield from said(module, first)
        case ast.IfExp(body=one, orelse=other):
            yield from (*said(module, one), *said(module, other))


def named_outside(*rooms: str) -> set[str]:
    """The constants of bot/ids.py, by name, that modules of these rooms speak of."""
    return {
        node.attr
        for name, tree in TREES.items()
        if name != "bot.ids" and name.startswith(rooms)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "ids"
    }


def constants() -> dict[str, str]:
    """The ids, by the name of their constant."""
    return {name: value for name, value in vars(ids).items() if name.isupper() and isinstance(value, str)}


def test_each_id_is_named_once_and_used() -> None:
    (tree,) = [tree for name, tree in TREES.items() if name == "bot.ids"]
    targets = [node.targets[0] for node in tree.body if isinstance(node, ast.Assign)]
    names = [one.id for one in targets if isinstance(one, ast.Name)]
    assert sorted(names) == sorted(set(names))
    assert set(names) - named_outside("bot") == set()


def test_every_button_that_can_be_made_has_a_handler() -> None:
    shown = given(*ACTION) - {ids.VALUE}
    assert {ids.ANSWER, ids.SCORED, ids.NEW_TEAM} <= shown, "the search itself has lost its way"
    assert shown - actions.HANDLERS.keys() == set()


def test_every_modal_that_can_be_opened_has_a_handler() -> None:
    shown = given(*CALLBACK)
    assert {ids.NOTE_VIEW, ids.READING_VIEW} <= shown, "the search itself has lost its way"
    assert shown - views.HANDLERS.keys() == set()


def test_no_handler_waits_for_a_button_or_a_modal_that_is_never_shown() -> None:
    in_blocks = {constants()[name] for name in named_outside("bot.blocks") if name in constants()}
    assert actions.HANDLERS.keys() - given(*ACTION) - in_blocks - SUBCOMMANDS.keys() == set()
    assert views.HANDLERS.keys() - given(*CALLBACK) == set()


@pytest.mark.parametrize(("table", "merged"), [("CLICKS", actions.HANDLERS), ("SUBMITS", views.HANDLERS)])
def test_every_table_of_the_listeners_is_part_of_the_one_that_dispatches(table: str, merged: dict[str, Any]) -> None:
    tables = [getattr(module, table, {}) for module in LISTENERS]
    for one in tables:
        assert {name: merged.get(name) for name in one} == one, "a name stands in two tables, or in none that counts"


def test_every_subcommand_is_offered_to_who_mistypes_it() -> None:
    for word, entry in SUBCOMMANDS.items():
        assert (entry.about is None) != (entry.alone is None)
        if entry.word:
            assert word in {element.action_id for element in buttons(subcommands.nearest(f"{word}x"))}


def buttons(message: Message) -> list[Any]:
    rows = [block for block in message.blocks if block.type == "actions"]
    return [element for row in rows for element in row.elements]  # type: ignore[attr-defined]


def test_the_help_fits_one_screen_and_has_a_line_for_every_subcommand() -> None:
    message = subcommands.help_page(None, None)  # type: ignore[arg-type]
    texts = [str(one["text"]["text"]) for one in message.payload()["blocks"] if "text" in one]
    small = [
        str(part["text"])
        for one in message.payload()["blocks"]
        for part in one.get("elements", ())
        if part["type"] == "mrkdwn"
    ]
    lines = [line for text in [*texts, *small] for line in text.splitlines()]
    assert len(lines) <= 16
    assert sum(map(len, lines)) <= 2000
    for entry in SUBCOMMANDS.values():
        start = f"`{' '.join(filter(None, (ids.COMMAND, entry.word, entry.takes)))}`"
        assert [entry.help in line for line in lines if line.startswith(start)] == [True]


@dataclass(frozen=True)
class Walked:
    """What people of one workspace reached: the lead of an assessed team by the command, and by the Home tab too; a
    member who has not answered, a newcomer, and a programme lead."""

    bench: Bench
    from_command: list[Place]
    others: list[Place]

    @property
    def all(self) -> list[Place]:
        """Every place."""
        return [*self.from_command, *self.others]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """A team that was assessed twice and took a step on, and all that people in and around it can reach."""
    with LocalSlack(rates=False) as slack:
        workspace, database = slack.workspace("Acme"), tmp_path_factory.mktemp("ways") / "bot.db"
        host = InProcess(slack, workspace, database)
        host.start()
        try:
            bench = Bench(slack, workspace, host, database)
            ana, bo, cy, di = (bench.person(name) for name in ("ana", "bo", "cy", "di"))
            bench.team("churn", ana, bo, with_bot=True)
            for _ in range(2):
                bench.result(ana, WITH_ML)
            bench.settled(ana.command(ids.STEPS))
            bench.settled(ana.click_element(*first(ana.messages()[-1], ids.TAKE_ON)))
            bench.settled(ana.submit(ana.view))
            with host.running.desk.store.transaction() as db:
                programme.add_lead(db, workspace.team_id, di.id, stamp(system_clock()))
            nearest = Explorer(bench, ana, MOST_CLICKS).from_command()
            commands = [place for one in (bo, cy) for place in Explorer(bench, one, 2).from_command()]
            homes = [place for one in (ana, cy, di) for place in Explorer(bench, one, 2).from_home()]
            yield Walked(bench, nearest, [*commands, *homes])
        finally:
            host.stop()


def first(message: Shown, name: str) -> tuple[Shown, Element]:
    """A message and its first element of a name."""
    return message, next(one for one in message.elements() if one.action_id.partition(":")[0] == name)


def test_slack_refuses_nothing_on_any_of_these_ways(walked: Walked) -> None:
    assert len(walked.from_command) > 25
    assert walked.bench.refused() == []


def test_nothing_on_these_ways_goes_wrong(walked: Walked) -> None:
    assert [str(place) for place in walked.all if "Something went wrong" in place.text] == []


def test_nothing_that_can_be_reached_is_a_dead_end(walked: Walked) -> None:
    ends = [place for place in walked.all if not place.goes_on]
    assert [str(place) for place in ends if not any(one in place.text for one in TOLD)] == []


def test_all_that_is_shown_has_a_handler(walked: Walked) -> None:
    shown = {name: str(place) for place in walked.all for name in place.names}
    assert {name: where for name, where in shown.items() if name not in actions.HANDLERS} == {}
    views_shown = [place.thing for place in walked.all if isinstance(place.thing, View)]
    assert {one.callback_id for one in views_shown if one.type == "modal"} - views.HANDLERS.keys() == set()


WANTED = {
    "start or resume an assessment": ids.ASSESS,
    "the last result": ids.STAGE,
    "the next steps": ids.STEPS,
    "take a step on": "take_on",
    "the team's actions": "actions",
    "set a target": "set_target",
    "the history": "history",
    "compare two results": "compare",
    "the team": ids.TEAM,
    "invite members": "invite",
    "when the check-ins come": ids.CHECKIN,
    "answer the check-in": ids.CHECKIN_NOW,
    "change how often": ids.RHYTHM,
    "whether digests show the team": ids.SHOW_TEAM,
    "export a report": "export_file",
    "the role check": ids.ROLES,
    "the help": ids.HELP,
    "how it was scored": ids.SCORED,
    "change an answer": ids.CHANGE_ANSWER,
    "share a result": ids.SHARE,
    "what is stored": ids.STORED,
}


@pytest.mark.parametrize(("wanted", "name"), WANTED.items(), ids=WANTED)
def test_what_one_wants_is_at_most_three_clicks_away(walked: Walked, wanted: str, name: str) -> None:
    clicks = [place.clicks + 1 for place in walked.from_command if name in place.names]
    assert clicks, f"{wanted} cannot be reached by clicking"
    assert min(clicks) <= MOST_CLICKS


def test_the_way_to_ask_is_told_where_help_is(walked: Walked) -> None:
    assert min(place.clicks for place in walked.from_command if f"{ids.COMMAND} {ids.ASK}" in place.text) <= 1


def drafts_made() -> set[str]:
    """The names of makers: what drafts are given, and the constants that stand for such a name."""
    modules = [importlib.import_module(name) for name in TREES]
    named = {text for one in modules for name, text in vars(one).items() if name.startswith("MAKE_")}
    return named | given(*MAKE)


def test_every_maker_that_a_draft_names_is_there_and_none_waits_in_vain(walked: Walked) -> None:
    makers = walked.bench.host.running.sender._makers
    assert drafts_made() == set(makers)
