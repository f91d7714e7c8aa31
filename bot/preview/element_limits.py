"""The elements of Slack's Block Kit and the objects they are made of: keys, limits, surfaces."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.preview.shapes import (
    EVERYWHERE,
    Choice,
    Flag,
    Form,
    Items,
    Number,
    OneOf,
    Problem,
    Record,
    Rule,
    Shape,
    String,
    Surface,
    any_of,
    in_order,
    listed,
    one_of,
)

MESSAGES: frozenset[Surface] = frozenset({"message"})
MODALS: frozenset[Surface] = frozenset({"modal"})

WEB = Form(r"https?://\S+", "an http or https address")
ANY_URL = Form(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", "an address with its scheme")
SECURE = Form(r"https://\S+", "an https address")
DATE = Form(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a date like 2026-11-20")
CLOCK = Form(r"([01]\d|2[0-3]):[0-5]\d", "a time like 09:30")
NUMERAL = Form(r"-?\d+(\.\d+)?", "a number written as a string")

ID = String(255)
FREE = String()
STYLE = Choice(("primary", "danger"))


def plain(most: float) -> OneOf:
    """A text object that may only be plain text."""
    return OneOf({"plain_text": Record({"text": String(most)}, {"emoji": Flag()})})


def words(most: float) -> OneOf:
    """A text object, plain or with Slack's markup."""
    marked = Record({"text": String(most)}, {"verbatim": Flag()})
    return OneOf({**plain(most).records, "mrkdwn": marked})


# --- composition objects ---

CONFIRM = Record({"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)}, {"style": STYLE})
OPTION = Record({"text": plain(75), "value": String(150)}, {"description": plain(75)})
MARKED_OPTION = Record({"text": words(75), "value": String(150)}, {"description": words(75)})
LINKED_OPTION = Record(OPTION.required, {**OPTION.optional, "url": String(3000, form=ANY_URL)})
OPTION_GROUP = Record({"label": plain(75), "options": Items(OPTION, 100)})
SLACK_FILE = Record({}, {"id": FREE, "url": String(3000, form=WEB)}, (one_of("id", "url"),))
DISPATCH = Record({}, {"trigger_actions_on": Items(Choice(("on_enter_pressed", "on_character_entered")))})
FILTER = Record(
    {},
    {
        "include": Items(Choice(("im", "mpim", "private", "public"))),
        "exclude_bot_users": Flag(),
        "exclude_external_shared_channels": Flag(),
    },
    (any_of("include", "exclude_bot_users", "exclude_external_shared_channels"),),
)
WORKFLOW = Record(
    {
        "trigger": Record(
            {"url": String(3000, form=WEB)},
            {"customizable_input_parameters": Items(Record({"name": FREE, "value": FREE}))},
        )
    }
)
FEEDBACK = Record({"text": plain(75), "value": String(2000)}, {"accessibility_label": String(75)})

# --- rich text ---

_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
INK = Record({}, dict.fromkeys(_STYLES, Flag()))


def _inline(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Record:
    return Record(required, {"style": INK, **(optional or {})})


INLINE = OneOf(
    {
        "text": _inline({"text": FREE}),
        "link": _inline({"url": FREE}, {"text": FREE, "unsafe": Flag()}),
        "emoji": _inline({"name": FREE}, {"skin_tone": Number(1, 6), "unicode": FREE}),
        "user": _inline({"user_id": FREE}),
        "usergroup": _inline({"usergroup_id": FREE}),
        "channel": _inline({"channel_id": FREE}),
        "team": _inline({"team_id": FREE}),
        "broadcast": _inline({"range": Choice(("here", "channel", "everyone"))}),
        "date": _inline({"timestamp": Number(), "format": FREE}, {"url": FREE, "fallback": FREE}),
        "color": _inline({"value": FREE}),
    }
)
RUN = {"elements": Items(INLINE, least=0)}
RICH_SECTION = Record(RUN)
RICH_PARTS = OneOf(
    {
        "rich_text_section": RICH_SECTION,
        "rich_text_list": Record(
            {
                "elements": Items(OneOf({"rich_text_section": RICH_SECTION})),
                "style": Choice(("bullet", "ordered")),
            },
            {"indent": Number(0), "offset": Number(0), "border": Number(0, 1)},
        ),
        "rich_text_preformatted": Record(RUN, {"border": Number(0, 1), "language": FREE}),
        "rich_text_quote": Record(RUN, {"border": Number(0, 1)}),
    }
)
RICH_TEXT = Record({"elements": Items(RICH_PARTS)}, {"block_id": ID})
RICH = OneOf({"rich_text": RICH_TEXT})

# --- elements ---


def _offered(element: Mapping[str, Any]) -> list[Any]:
    groups = [group for group in listed(element.get("option_groups")) if isinstance(group, Mapping)]
    return [
        *listed(element.get("options")),
        *(each for group in groups for each in listed(group.get("options"))),
    ]


def _initial_option(element: Mapping[str, Any], at: str) -> Iterator[Problem]:
    if "initial_option" in element and element["initial_option"] not in _offered(element):
        yield Problem(f"{at}/initial_option", "must equal one of the options")


def _initial_options(element: Mapping[str, Any], at: str) -> Iterator[Problem]:
    offered = _offered(element)
    for index, option in enumerate(listed(element.get("initial_options"))):
        if option not in offered:
            yield Problem(f"{at}/initial_options/{index}", "must equal one of the options")


_FOCUS: Mapping[str, Shape] = {"focus_on_load": Flag()}
_PICK: Mapping[str, Shape] = {"confirm": CONFIRM, **_FOCUS}
_MENU: Mapping[str, Shape] = {"placeholder": plain(150), **_PICK}
_TYPED: Mapping[str, Shape] = {"placeholder": plain(150), "dispatch_action_config": DISPATCH, **_FOCUS}
_SEVERAL: Mapping[str, Shape] = {**_MENU, "max_selected_items": Number(1)}
_LIST: Mapping[str, Shape] = {"options": Items(OPTION, 100), "option_groups": Items(OPTION_GROUP, 100)}
_ONE_LIST = one_of("options", "option_groups")
_BUTTON: Mapping[str, Shape] = {"accessibility_label": String(75), "style": STYLE}
_ICON: Mapping[str, Shape] = {"accessibility_label": String(75), "value": String(2000), "confirm": CONFIRM}
_PEOPLE: Mapping[str, Shape] = {"visible_to_user_ids": Items(FREE, 10)}
_FILTERED: Mapping[str, Shape] = {"default_to_current_conversation": Flag(), "filter": FILTER}


def _element(
    required: Mapping[str, Shape],
    optional: Mapping[str, Shape],
    *rules: Rule,
    surfaces: frozenset[Surface] = EVERYWHERE,
) -> Record:
    """An interactive element: each may carry an action_id."""
    return Record(required, {"action_id": ID, **optional}, rules, surfaces)


IMAGE_SOURCE: Mapping[str, Shape] = {"image_url": String(3000, form=WEB), "slack_file": SLACK_FILE}
ELEMENTS: Mapping[str, Record] = {
    "button": _element(
        {"text": plain(75)},
        {
            **_BUTTON,
            **_PEOPLE,
            "value": String(2000),
            "url": String(3000, form=ANY_URL),
            "confirm": CONFIRM,
            "agent_prompt": String(4000),
            "agent_prompt_display": FREE,
        },
    ),
    "workflow_button": _element({"text": plain(75), "workflow": WORKFLOW}, _BUTTON, surfaces=MESSAGES),
    "icon_button": _element({"icon": FREE, "text": plain(75)}, {**_ICON, **_PEOPLE}),
    "feedback_buttons": _element({"positive_button": FEEDBACK, "negative_button": FEEDBACK}, {}),
    "overflow": _element({"options": Items(LINKED_OPTION, 5)}, {"confirm": CONFIRM}),
    "checkboxes": _element(
        {"options": Items(MARKED_OPTION, 10)},
        {**_PICK, "initial_options": Items(MARKED_OPTION, 10)},
        _initial_options,
    ),
    "radio_buttons": _element(
        {"options": Items(MARKED_OPTION, 10)}, {**_PICK, "initial_option": MARKED_OPTION}, _initial_option
    ),
    "datepicker": _element({}, {**_MENU, "initial_date": String(form=DATE)}),
    "timepicker": _element({}, {**_MENU, "initial_time": String(form=CLOCK), "timezone": FREE}),
    "datetimepicker": _element(
        {}, {**_PICK, "initial_date_time": Number(0, 9_999_999_999)}, surfaces=MESSAGES | MODALS
    ),
    "static_select": _element({}, {**_MENU, **_LIST, "initial_option": OPTION}, _ONE_LIST, _initial_option),
    "multi_static_select": _element(
        {}, {**_SEVERAL, **_LIST, "initial_options": Items(OPTION, 100)}, _ONE_LIST, _initial_options
    ),
    "external_select": _element({}, {**_MENU, "initial_option": OPTION, "min_query_length": Number(0)}),
    "multi_external_select": _element(
        {}, {**_SEVERAL, "initial_options": Items(OPTION, 100), "min_query_length": Number(0)}
    ),
    "users_select": _element({}, {**_MENU, "initial_user": FREE}),
    "multi_users_select": _element({}, {**_SEVERAL, "initial_users": Items(FREE)}),
    "channels_select": _element({}, {**_MENU, "initial_channel": FREE, "response_url_enabled": Flag()}),
    "multi_channels_select": _element({}, {**_SEVERAL, "initial_channels": Items(FREE)}),
    "conversations_select": _element(
        {}, {**_MENU, **_FILTERED, "initial_conversation": FREE, "response_url_enabled": Flag()}
    ),
    "multi_conversations_select": _element({}, {**_SEVERAL, **_FILTERED, "initial_conversations": Items(FREE)}),
    "plain_text_input": _element(
        {},
        {
            **_TYPED,
            "initial_value": String(3000, least=0),
            "multiline": Flag(),
            "min_length": Number(0, 3000),
            "max_length": Number(1, 3000),
        },
        in_order("min_length", "max_length"),
    ),
    "rich_text_input": _element(
        {},
        {**_TYPED, "initial_value": RICH, "min_lines": Number(1), "max_lines": Number(1)},
        in_order("min_lines", "max_lines"),
        surfaces=EVERYWHERE - MESSAGES,
    ),
    "email_text_input": _element({}, {**_TYPED, "initial_value": String(least=0)}, surfaces=MODALS),
    "url_text_input": _element({}, {**_TYPED, "initial_value": String(least=0)}, surfaces=MODALS),
    "number_input": _element(
        {"is_decimal_allowed": Flag()},
        {**_TYPED, **dict.fromkeys(("initial_value", "min_value", "max_value"), String(form=NUMERAL))},
        in_order("min_value", "max_value"),
        surfaces=MODALS,
    ),
    "file_input": _element({}, {"filetypes": Items(FREE), "max_files": Number(1, 10)}, surfaces=MODALS),
    "image": Record({"alt_text": String(2000)}, IMAGE_SOURCE, (one_of("image_url", "slack_file"),)),
}


def elements(*names: str) -> OneOf:
    """One of these elements."""
    return OneOf({name: ELEMENTS[name] for name in names})


_MENUS = [name for name in ELEMENTS if name.endswith("_select")]
_CHOICES = ("checkboxes", "radio_buttons", "datepicker", "timepicker", *_MENUS)
ACTIONS = elements("button", "workflow_button", "overflow", "datetimepicker", *_CHOICES)
ACCESSORIES = elements("button", "workflow_button", "overflow", "image", *_CHOICES)
INPUTS = elements("datetimepicker", *_CHOICES, *(name for name in ELEMENTS if name.endswith("_input")))
IMAGE = elements("image")
