"""The house's arrows: bot -> conversations -> knowledge, and only bot touches Slack, SQL, the environment or a clock."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = {room: sorted((ROOT / room).rglob("*.py")) for room in ("knowledge", "conversations", "bot")}
PURE = [*FILES["knowledge"], *FILES["conversations"]]
OUTSIDE = {
    *("asyncio", "click", "dotenv", "glob", "gunicorn", "http", "io", "logging", "multiprocessing", "os", "random"),
    *("requests", "secrets", "shutil", "slack_bolt", "slack_sdk", "socket", "sqlite3", "sqlite_utils", "subprocess"),
    *("sys", "tempfile", "threading", "time", "datetime", "urllib", "uuid"),
}
"""What a pure room has no business with; a resource of its own package it reads through importlib.resources."""
_SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|BEGIN|COMMIT|ROLLBACK)\b[\s;]*(\w|$)")


def _label(file: Path) -> str:
    return str(file.relative_to(ROOT))


def _imported(file: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_label(file)}:{node.lineno}: write the import in full"
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def _rooms(file: Path) -> set[str]:
    return {module.split(".")[0] for module in _imported(file)}


def _texts(file: Path) -> Iterator[tuple[int, str]]:
    """Every piece of text in a file with its line, f-strings' parts included; docstrings are not left out."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def test_there_is_something_to_look_at() -> None:
    assert all(len(files) >= 5 for files in FILES.values())


@pytest.mark.parametrize("file", FILES["knowledge"], ids=_label)
def test_knowledge_knows_no_other_room(file: Path) -> None:
    assert _rooms(file).isdisjoint({"conversations", "bot"})


@pytest.mark.parametrize("file", FILES["conversations"], ids=_label)
def test_conversations_do_not_know_the_bot(file: Path) -> None:
    assert "bot" not in _rooms(file)


@pytest.mark.parametrize("file", PURE, ids=_label)
def test_a_pure_room_touches_nothing_outside(file: Path) -> None:
    assert _rooms(file).isdisjoint(OUTSIDE)


@pytest.mark.parametrize("file", PURE, ids=_label)
def test_a_pure_room_opens_no_file_and_prints_nothing(file: Path) -> None:
    names = {node.id for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)}
    assert names.isdisjoint({"open", "print", "input", "Path", "__import__"})


@pytest.mark.parametrize("file", [one for files in FILES.values() for one in files], ids=_label)
def test_sql_stands_in_the_store_alone(file: Path) -> None:
    if not file.is_relative_to(ROOT / "bot" / "store"):
        assert [(line, text) for line, text in _texts(file) if _SQL.match(text)] == []


def test_the_store_is_where_sql_is_found() -> None:
    store = [file for file in FILES["bot"] if file.is_relative_to(ROOT / "bot" / "store")]
    assert any(_SQL.match(text) for file in store for _, text in _texts(file))


@pytest.mark.parametrize("file", FILES["bot"], ids=_label)
def test_only_the_store_speaks_to_the_database(file: Path) -> None:
    telling = ROOT / "bot" / "commands" / "telling.py"  # it tells its errors
    allowed = file.is_relative_to(ROOT / "bot" / "store") or file == telling
    assert allowed or _rooms(file).isdisjoint({"sqlite3", "sqlite_utils"})


KNOW_THE_PREVIEW = {"commands/processes.py": {"bot.preview.trying"}, "operating.py": {"bot.preview"}}
"""Of the command line: `try`, and what shows a message before it is sent, as the terminal does."""


@pytest.mark.parametrize("file", FILES["bot"], ids=_label)
def test_nothing_that_serves_knows_the_preview(file: Path) -> None:
    if not file.is_relative_to(ROOT / "bot" / "preview"):
        found = {module for module in _imported(file) if module.split(".")[:2] == ["bot", "preview"]}
        allowed = KNOW_THE_PREVIEW.get(file.relative_to(ROOT / "bot").as_posix(), set())
        assert {module for module in found if not any(module.startswith(one) for one in allowed)} == set()


def test_the_command_line_knows_the_preview_only_inside_try() -> None:
    tree = ast.parse((ROOT / "bot" / "commands" / "processes.py").read_text(encoding="utf-8"))
    places = {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bot.preview")
    }
    assert places == {"try_command"}
    assert not any(isinstance(node, ast.ImportFrom) and "preview" in (node.module or "") for node in tree.body)


def _is_a_class_of_time(node: ast.expr) -> bool:
    """Whether this is `datetime` or `date`, imported or reached through a module."""
    return (node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")) in ("datetime", "date")


@pytest.mark.parametrize("file", FILES["bot"], ids=_label)
def test_only_the_clock_asks_what_time_it_is(file: Path) -> None:
    if file.name in ("clock.py", "logs.py") or file.is_relative_to(ROOT / "bot" / "preview"):
        return
    asked = [
        node.attr
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in ("now", "utcnow", "today")
        and _is_a_class_of_time(node.value)
    ]
    assert asked == []
