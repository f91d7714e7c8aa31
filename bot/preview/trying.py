"""`try`: the real bot in a process of its own, a local Slack beside it, and a person at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import click

from bot import ids
from bot.preview.elements import Element, NotPossible
from bot.preview.hosting import DidNotStart, Hosted, new_database
from bot.preview.page import running
from bot.preview.people import Person
from bot.preview.slack import LocalSlack
from bot.preview.state import Message
from bot.preview.terminal import Press, blocks_as_lines, drawn, files_of, plain, presses
from bot.preview.views import View

HOW = (
    "A local stand-in for Slack: you are @you, in #my-team and in direct messages with the bot.\n"
    "A number presses a button; several numbers, such as 1 3, tick boxes and press Done; words are typed to the bot.\n"
    "/mlops … is the slash command; q leaves.\n"
)
LEAVE = ("q", "quit", "exit")


class CannotTry(RuntimeError):
    """The try could not begin, or its script asks for something that is not there."""


class Ask(Protocol):
    """Where lines of input come from; raises `EOFError` when there are no more."""

    def __call__(self, prompt: str) -> str: ...


def show(folder: Path, opens: bool) -> None:
    """Serve the page until it is ended, opened in a browser if wanted. Raises `CannotTry`."""
    try:
        running.run(folder, opens)
    except DidNotStart as error:
        raise CannotTry(str(error)) from error


def converse(folder: Path, script: Path | None = None) -> None:
    """Hold the conversation until the person leaves or the script ends. Raises `CannotTry`."""
    folder.mkdir(parents=True, exist_ok=True)
    database = new_database(folder)
    ask = _played(script) if script else _typed
    at_a_terminal = script is None and sys.stdin.isatty()  # prepared answers count on nothing coming in between
    with LocalSlack() as slack:
        workspace = slack.workspace("Your company")
        you = workspace.add_user("you")
        workspace.add_channel("my-team", members=[you], with_bot=True)
        log = folder.absolute() / "bot.log"
        bot = Hosted(slack, workspace, database.absolute(), log, with_clock=at_a_terminal)
        try:
            bot.start()
            Desk(Person(slack, workspace, you, bot.url), bot, ask, folder / "files").run()
        except DidNotStart as error:
            raise CannotTry(str(error)) from error
        finally:
            bot.stop()
        if slack.refused:
            refused = slack.refused[0]
            raise CannotTry(f"Slack would have refused {refused.method}: {refused.error}, {refused.detail}")
    if not script:
        click.echo(f"The answers of this try are in {database}.")


def _typed(prompt: str) -> str:
    return input(f"{prompt}> ")


def _played(script: Path) -> Ask:
    lines: Iterator[str] = iter(
        line.split("  #")[0].strip()
        for line in script.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    )

    def ask(prompt: str) -> str:
        try:
            line = next(lines)
        except StopIteration:
            raise EOFError from None
        click.echo(f"{prompt}> {line}")
        return "" if line == "-" else line

    return ask


class Desk:
    """One person's terminal: shows what is new, takes a line, does what it says."""

    def __init__(self, person: Person, bot: Hosted, ask: Ask, files: Path) -> None:
        self._person, self._bot, self._ask, self._files = person, bot, ask, files
        self._shown: dict[tuple[str, str], object] = {}
        self._presses: list[Press] = []
        self._channel = next(c for c in person.workspace.channels.values() if c.name == "my-team")

    def run(self) -> None:
        """Until the person leaves or the input ends."""
        click.echo(HOW)
        click.echo(f"#my-team> {ids.COMMAND}")
        self._do(lambda: self._person.command("", self._channel))
        while True:
            try:
                line = self._ask("").strip()
            except (EOFError, KeyboardInterrupt):
                return
            if line.lower() in LEAVE:
                return
            self._take(line)

    def _take(self, line: str) -> None:
        if line.startswith(ids.COMMAND):
            self._do(lambda: self._person.command(line.removeprefix(ids.COMMAND).strip(), self._channel))
        elif boxes := self._boxes(line):
            self._tick(boxes)
        elif line.isdigit() and 1 <= int(line) <= len(self._presses):
            self._press(self._presses[int(line) - 1])
        elif line:
            self._do(lambda: self._person.type(line))

    def _press(self, press: Press) -> None:
        if press.question:
            click.echo(press.question)
            if self._ask("yes or no").strip().lower() not in ("y", "yes"):
                return
        option = press.option["value"] if press.option else None
        self._do(lambda: self._person.click_element(press.message, press.element, option))

    def _boxes(self, line: str) -> list[Press]:
        """The boxes that a line of numbers names; none if it says anything else."""
        numbers = line.replace(",", " ").split()
        if not all(number.isdigit() and 1 <= int(number) <= len(self._presses) for number in numbers):
            return []
        named = [self._presses[int(number) - 1] for number in numbers]
        return named if all(press.element.type == "checkboxes" for press in named) else []

    def _tick(self, boxes: list[Press]) -> None:
        """Tick boxes and press Done, in one go."""
        message, element = boxes[0].message, boxes[0].element
        self._do(
            lambda: self._person.click_element(message, element, [box.option["value"] for box in boxes if box.option])
        )
        done = [press for press in presses(message) if press.label == "Done"]
        self._do(lambda: self._person.click_element(message, done[0].element))

    def _do(self, act: Callable[[], object]) -> None:
        try:
            act()
        except NotPossible as error:
            click.echo(f"That cannot be done: {error}")
        self._bot.settle()
        self._news()
        while self._person.view is not None:
            self._modal(self._person.view)

    def _news(self) -> None:
        """Show messages that are new or have changed; number what can be pressed, the newest message's first."""
        news = [one for one in self._all() if self._shown.get((one.channel, one.ts)) != one.blocks]
        if not news:
            return
        order = [news[-1], *news[:-1]]
        self._presses = [press for message in order for press in presses(message)]
        starts, at = {}, 1
        for message in order:
            starts[message.ts] = at
            at += len(presses(message))
        for message in news:
            self._show(message, starts[message.ts])

    def _all(self) -> list[Message]:
        return [*self._person.messages(self._channel), *self._person.messages()]

    def _show(self, message: Message, start: int) -> None:
        where = "#my-team" if message.channel == self._channel.id else "direct message"
        if message.ephemeral_to:
            where += ", only you see this"
        if (message.channel, message.ts) in self._shown:
            where += ", updated"
        if message.user != self._person.id:
            click.echo(f"\n--- mlops-advisor ({where})")
            lines = [*drawn(self._person.workspace, message, start), *self._saved(message)]
            click.echo("\n".join(f"  {line}" for line in lines))
        self._shown[message.channel, message.ts] = message.blocks

    def _saved(self, message: Message) -> Iterator[str]:
        """The text that stands beside a message's files, and where each file is kept, to be opened from there."""
        if not message.blocks:
            yield from plain(self._person.workspace, message.text).splitlines()
        for id in files_of(message):
            file = self._person.workspace.files[id]
            self._files.mkdir(parents=True, exist_ok=True)
            path = self._files / file.name
            path.write_bytes(file.content or b"")
            yield f"[file] {path}"

    def _modal(self, view: View) -> None:
        click.echo(f"\n=== {view.title}")
        inputs = [element for element in view.elements() if element.is_input]
        text = [block for block in view.blocks if block["type"] != "input"]
        click.echo("\n".join(f"  {line}" for line in blocks_as_lines(self._person.workspace, text)))
        if not inputs:
            self._read(view)
            return
        try:
            values = {element.block_id: self._input(view, element) for element in inputs}
        except EOFError:
            self._person.close_view()
            return
        self._do_submit(view, {name: value for name, value in values.items() if value is not None})

    def _read(self, view: View) -> None:
        """A modal to read in: press one of its buttons, or close it."""
        buttons = [one for one in view.elements() if one.type == "button" and "url" not in one.raw]
        for number, button in enumerate(buttons, 1):
            click.echo(f"  [{number}] {button.raw.get('accessibility_label') or button.label}")
        try:
            line = self._ask("a number, or Enter to close").strip() if buttons else ""
        except EOFError:
            line = ""
        if line.isdigit() and 1 <= int(line) <= len(buttons):
            chosen = buttons[int(line) - 1]
            self._person.click_in_view(view, chosen.action_id, value=chosen.value, block_id=chosen.block_id)
            self._bot.settle()
            if self._person.view is not view:
                return
        self._person.close_view()

    def _do_submit(self, view: View, values: dict[str, object]) -> None:
        try:
            self._person.submit(view, values)
        except NotPossible as error:
            click.echo(f"That cannot be done: {error}")
        for block, wrong in self._person.errors.items():
            click.echo(f"  {block}: {wrong}")
        self._bot.settle()
        self._news()

    def _input(self, view: View, element: Element) -> object:
        """What the person enters; None leaves it as it is."""
        workspace = self._person.workspace
        options = [(option["text"]["text"], option["value"]) for option in element.options()]
        if element.type in ("users_select", "multi_users_select"):
            options = [(f"@{user.name}", user.id) for user in workspace.users.values() if not user.is_bot]
        if element.type == "conversations_select":
            options = [
                (f"#{channel.name}", channel.id) for channel in workspace.channels.values() if channel.kind != "im"
            ]
        named = {value: label for label, value in options}
        for number, (label, _) in enumerate(options, 1):
            click.echo(f"  [{number}] {plain(workspace, label)}")
        initial = [named.get(value, value) for value in _values(element.initial())]
        keep = f" (Enter: {'; '.join(initial)})" if initial else ""
        line = self._ask(f"{element.label}{keep}").strip()
        numbers = line.replace(",", " ").split()
        if options and numbers and all(one.isdigit() and 1 <= int(one) <= len(options) for one in numbers):
            chosen = [options[int(one) - 1][1] for one in numbers]
            return chosen if element.type in ("checkboxes", "multi_static_select", "multi_users_select") else chosen[0]
        return line or None


def _values(initial: object) -> list[str]:
    """What an input starts with: text, an id, an option, or several options."""
    several = initial if isinstance(initial, list) else [initial] if initial else []
    return [str(one["value"]) if isinstance(one, dict) else str(one) for one in several]
