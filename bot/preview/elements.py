"""The interactive elements of a message or view: finding them, and what a choice in one tells the app."""

import copy
import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Payload = dict[str, Any]

_LEFT_OUT_OF_ACTIONS = frozenset(
    {
        "options",
        "option_groups",
        "positive_button",
        "negative_button",
        "accessibility_label",
        "dispatch_action_config",
        "focus_on_load",
        "filter",
    }
)


class NotPossible(Exception):
    """What a person tried is something their Slack client would not let them do."""


@dataclass(frozen=True)
class Element:
    """One interactive element together with the block that holds it, both as plain decoded JSON."""

    block: Payload
    raw: Payload

    @property
    def type(self) -> str:
        """The kind of element: button, static_select, plain_text_input and so on."""
        return str(self.raw.get("type", ""))

    @property
    def action_id(self) -> str:
        """The id under which the app hears of it."""
        return str(self.raw.get("action_id", ""))

    @property
    def block_id(self) -> str:
        """The id of the block that holds it."""
        return str(self.block.get("block_id", ""))

    @property
    def value(self) -> str | None:
        """The value a button carries, if it carries one."""
        value = self.raw.get("value")
        return value if isinstance(value, str) else None

    @property
    def label(self) -> str:
        """What a person reads on it: an input's label, a button's text or a menu's placeholder."""
        shown = self.block.get("label") or self.raw.get("text") or self.raw.get("placeholder") or {}
        return str(shown.get("text", ""))

    @property
    def is_input(self) -> bool:
        """Whether it stands in an input block."""
        return self.block.get("type") == "input"

    @property
    def is_required(self) -> bool:
        """Whether the client refuses to submit while it is empty."""
        return self.is_input and not self.block.get("optional", False)

    @property
    def is_sent_at_once(self) -> bool:
        """Whether using it tells the app at once; an input block waits unless `dispatch_action` is set."""
        return not self.is_input or bool(self.block.get("dispatch_action", False))

    @property
    def keeps_state(self) -> bool:
        """Whether its selection appears in `state.values`; buttons and overflow menus have none."""
        return self.type in _KINDS

    def options(self) -> list[Payload]:
        """What can be chosen: the options of a menu over all its groups, or the two feedback buttons."""
        if self.type == "feedback_buttons":
            return [self.raw["positive_button"], self.raw["negative_button"]]
        groups = self.raw.get("option_groups") or [{"options": self.raw.get("options") or []}]
        return [option for group in groups for option in group["options"]]

    def option(self, wanted: object) -> Payload:
        """The one option with this value or text, or this option itself."""
        for option in self.options():
            if wanted in (option.get("value"), option["text"]["text"]) or wanted == option:
                return option
        offered = ", ".join(repr(option["text"]["text"]) for option in self.options())
        raise NotPossible(f"{self.type} {self.action_id!r} has no option {wanted!r}; it offers {offered or 'none'}")

    def initial(self) -> object:
        """The selection it starts with."""
        kind = _KINDS[self.type]
        return self.raw.get(kind.initial, [] if kind.many else None)

    def selection(self, choice: object) -> object:
        """A person's choice in Slack's words, or `NotPossible` where the client would not accept it."""
        kind = _KINDS[self.type]
        if not kind.many:
            return None if choice is None or choice == "" else kind.read(self, choice)
        several = [] if choice is None else choice
        if isinstance(several, str) or not isinstance(several, Sequence):
            several = [several]
        most = self.raw.get("max_selected_items")
        if most is not None and len(several) > most:
            raise NotPossible(f"{self.type} {self.action_id!r} takes at most {most} items, got {len(several)}")
        return [kind.read(self, one) for one in several]

    def state(self, selection: object) -> Payload:
        """Its entry in `state.values`."""
        return {"type": self.type, _KINDS[self.type].key: selection}

    def chosen(self, state: Payload | None) -> object:
        """What is chosen, as `selection` takes it, from its entry in `state.values`: text, an option's value, an id, or
        a list of these."""
        found = (state or {}).get(_KINDS[self.type].key)
        several = found if isinstance(found, list) else [found]
        plain = [one.get("value") if isinstance(one, Mapping) else one for one in several]
        return plain if _KINDS[self.type].many else plain[0]

    def action(self, choice: object, action_ts: str) -> Payload:
        """Its entry in `actions` when a person used it with this choice."""
        action = {key: value for key, value in self.raw.items() if key not in _LEFT_OUT_OF_ACTIONS}
        action |= {"block_id": self.block_id, "action_ts": action_ts}
        if self.type == "overflow":
            return action | {"selected_option": self.option(choice)}
        if self.type == "feedback_buttons":
            button = self.option(choice)
            return action | {"text": button["text"], "value": button.get("value")}
        if self.keeps_state:
            return action | {_KINDS[self.type].key: self.selection(choice)}
        return action


def elements(blocks: Iterable[Payload]) -> Iterator[Element]:
    """Every interactive element of these blocks in reading order, also those inside cards and containers."""
    for block in blocks:
        if block["type"] in ("actions", "context_actions"):
            inside = list(block["elements"])
        elif block["type"] == "card":
            inside = list(block.get("actions") or [])
        else:
            inside = [part for part in (block.get("accessory"), block.get("element")) if part]
        yield from (Element(block, raw) for raw in inside if raw["type"] in _INTERACTIVE)
        yield from elements(_blocks_inside(block))


def find(among: Iterable[Element], option: object = None, **wanted: str | None) -> Element:
    """The one element whose action_id, block_id, value and label are as wanted and that offers the option."""
    everything = list(among)
    asked = {name: value for name, value in wanted.items() if value is not None}
    fitting = [one for one in everything if all(getattr(one, name) == value for name, value in asked.items())]
    if option is not None and len(fitting) > 1:
        fitting = [one for one in fitting if _offers(one, option)]
    if len(fitting) == 1:
        return fitting[0]
    there = ", ".join(f"{one.type} {one.action_id!r} {one.label!r}" for one in fitting or everything)
    raise NotPossible(f"{len(fitting)} elements fit {asked or 'anything'}; there are: {there or 'none'}")


def with_ids(blocks: Iterable[Mapping[str, Any]], new_id: Callable[[], str]) -> tuple[Payload, ...]:
    """A copy of the blocks in which, as in Slack, every block and every element has an id."""
    copied = copy.deepcopy([dict(block) for block in blocks])
    _give_block_ids(copied, new_id)
    for element in elements(copied):
        element.raw.setdefault("action_id", new_id())
    return tuple(copied)


def starting_values(blocks: Iterable[Payload]) -> dict[str, Payload]:
    """`state.values` of blocks that nobody has touched."""
    values: dict[str, Payload] = {}
    for element in elements(blocks):
        if element.keeps_state:
            values.setdefault(element.block_id, {})[element.action_id] = element.state(element.initial())
    return values


def rich_text(text: str) -> Payload:
    """The rich_text block that Slack's editor makes of plain typing."""
    typed = [{"type": "text", "text": text}] if text else []
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": typed}]}


def _blocks_inside(block: Payload) -> list[Payload]:
    if block["type"] == "carousel":
        return list(block["elements"])
    return list(block.get("child_blocks") or []) if block["type"] == "container" else []


def _give_block_ids(blocks: Iterable[Payload], new_id: Callable[[], str]) -> None:
    for block in blocks:
        block.setdefault("block_id", new_id())
        _give_block_ids(_blocks_inside(block), new_id)


def _offers(element: Element, option: object) -> bool:
    return any(option in (one.get("value"), one["text"]["text"]) or option == one for one in element.options())


def _read_text(element: Element, choice: object) -> object:
    text = str(choice)
    shortest, longest = element.raw.get("min_length", 0), element.raw.get("max_length", 3000)
    if not shortest <= len(text) <= longest:
        raise NotPossible(f"{element.label!r} takes {shortest} to {longest} characters, got {len(text)}")
    if "\n" in text and not element.raw.get("multiline", False):
        raise NotPossible(f"{element.label!r} takes one line")
    return text


def _read_number(element: Element, choice: object) -> object:
    text = str(choice)
    if not re.fullmatch(r"-?\d+(\.\d+)?" if element.raw.get("is_decimal_allowed") else r"-?\d+", text):
        raise NotPossible(f"{element.label!r} does not take the number {text!r}")
    lowest, highest = (float(element.raw.get(key, text)) for key in ("min_value", "max_value"))
    if not lowest <= float(text) <= highest:
        raise NotPossible(f"{element.label!r} takes {lowest:g} to {highest:g}, got {text}")
    return text


def _read_matching(pattern: str, what: str) -> "Callable[[Element, object], object]":
    def read(element: Element, choice: object) -> object:
        if not re.fullmatch(pattern, str(choice)):
            raise NotPossible(f"{element.label!r} takes {what}, got {choice!r}")
        return str(choice)

    return read


def _read_date(element: Element, choice: object) -> object:
    try:
        return datetime.date.fromisoformat(str(choice)).isoformat()
    except ValueError as error:
        raise NotPossible(f"{element.label!r} takes a date, got {choice!r}") from error


def _read_moment(element: Element, choice: object) -> object:
    if not isinstance(choice, int):
        raise NotPossible(f"{element.label!r} takes seconds since 1970, got {choice!r}")
    return choice


def _read_rich_text(_: Element, choice: object) -> object:
    return rich_text(str(choice))


def _read_id(_: Element, choice: object) -> object:
    return str(getattr(choice, "id", choice))


@dataclass(frozen=True)
class _Kind:
    """How one type of element keeps its selection."""

    key: str
    initial: str
    read: Callable[[Element, object], object]
    many: bool = False


_KINDS: Mapping[str, _Kind] = {
    "plain_text_input": _Kind("value", "initial_value", _read_text),
    "number_input": _Kind("value", "initial_value", _read_number),
    "email_text_input": _Kind("value", "initial_value", _read_matching(r"[^@\s]+@[^@\s]+", "an e-mail address")),
    "url_text_input": _Kind("value", "initial_value", _read_matching(r"[a-z][a-z0-9+.-]*://\S+", "a URL")),
    "rich_text_input": _Kind("rich_text_value", "initial_value", _read_rich_text),
    "static_select": _Kind("selected_option", "initial_option", Element.option),
    "radio_buttons": _Kind("selected_option", "initial_option", Element.option),
    "checkboxes": _Kind("selected_options", "initial_options", Element.option, many=True),
    "multi_static_select": _Kind("selected_options", "initial_options", Element.option, many=True),
    "users_select": _Kind("selected_user", "initial_user", _read_id),
    "multi_users_select": _Kind("selected_users", "initial_users", _read_id, many=True),
    "channels_select": _Kind("selected_channel", "initial_channel", _read_id),
    "multi_channels_select": _Kind("selected_channels", "initial_channels", _read_id, many=True),
    "conversations_select": _Kind("selected_conversation", "initial_conversation", _read_id),
    "multi_conversations_select": _Kind("selected_conversations", "initial_conversations", _read_id, many=True),
    "datepicker": _Kind("selected_date", "initial_date", _read_date),
    "timepicker": _Kind("selected_time", "initial_time", _read_matching(r"([01]\d|2[0-3]):[0-5]\d", "a time, HH:MM")),
    "datetimepicker": _Kind("selected_date_time", "initial_date_time", _read_moment),
}
_INTERACTIVE = frozenset({"button", "overflow", "feedback_buttons", "icon_button", *_KINDS})
