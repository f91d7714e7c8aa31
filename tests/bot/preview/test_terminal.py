"""Messages as lines in a terminal: text in its order, and a number for everything that can be pressed, where it stands."""

from typing import Any

import pytest

from bot.preview.slack import LocalSlack, Message, Workspace
from bot.preview.terminal import drawn, presses

Json = dict[str, Any]
MENU = [{"text": {"type": "plain_text", "text": name}, "value": name.lower()} for name in ("Red", "2 Blue")]


@pytest.fixture
def acme() -> Workspace:
    return LocalSlack().workspace("Acme")


def section(text: str, **more: Json) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def button(text: str) -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": text}, "action_id": text}


def boxes(*ticked: Json) -> Json:
    found: Json = {"type": "checkboxes", "action_id": "ticks", "options": MENU}
    return found | ({"initial_options": list(ticked)} if ticked else {})


def posted(acme: Workspace, *blocks: Json) -> Message:
    ana = acme.add_user("ana")
    return acme.post(acme.dm(ana).id, acme.bot_user_id, {"text": "", "blocks": list(blocks)})


def test_what_can_be_pressed_is_numbered_where_it_stands_and_text_stays_in_its_order(acme: Workspace) -> None:
    message = posted(acme, section("*One*"), actions(button("A"), button("B")), section("Two"), actions(button("C")))
    assert drawn(acme, message) == ["One", "[1] A   [2] B", "Two", "[3] C"]
    assert [press.label for press in presses(message)] == ["A", "B", "C"]


def test_boxes_stand_one_a_line_and_show_what_is_ticked_to_begin_with(acme: Workspace) -> None:
    message = posted(acme, actions(boxes(MENU[1])), section("below"), actions(button("Done")))
    assert drawn(acme, message) == ["[1] ☐ Red", "[2] ☑ Blue", "below", "[3] Done"]
    assert [press.name for press in presses(message)] == ["Red", "Blue", "Done"]


def test_numbers_go_on_where_another_message_stopped(acme: Workspace) -> None:
    assert drawn(acme, posted(acme, actions(button("A"))), start=8) == ["[8] A"]


def test_a_menu_beside_a_paragraph_is_numbered_below_it(acme: Workspace) -> None:
    menu = {"type": "overflow", "action_id": "menu", "options": MENU}
    assert drawn(acme, posted(acme, section("One", accessory=menu), section("Two"))) == [
        "One",
        "[1] Red   [2] Blue",
        "Two",
    ]


def test_a_table_is_drawn_with_its_columns_below_each_other(acme: Workspace) -> None:
    cells = [
        [{"type": "raw_text", "text": text} for text in row] for row in (("Team", "Level"), ("Recommendations", "2"))
    ]
    assert drawn(acme, posted(acme, {"type": "table", "rows": cells})) == [
        "Team             Level",
        "Recommendations  2",
    ]
