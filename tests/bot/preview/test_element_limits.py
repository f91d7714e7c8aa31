"""Each element on its own: its keys, its limits, and the blocks and surfaces that take it."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.preview.limits import Refusal
from tests.bot.preview.block_samples import (
    CONFIRM,
    ELEMENTS,
    EVERYWHERE,
    HOLDERS,
    JUNK,
    KEYS,
    MARKED_OPTIONS,
    SECTION,
    SEND,
    TRIGGER,
    Json,
    act,
    button,
    element,
    open_modal,
    option,
    options,
    plain,
    post,
    resized,
    stays_within,
    web,
    words,
)

# element, path in it -> the most there may be
ELEMENT_LIMITS = {
    ("button", "action_id"): 255,
    ("button", "text.text"): 75,
    ("button", "value"): 2000,
    ("button", "url"): 3000,
    ("button", "accessibility_label"): 75,
    ("button", "agent_prompt"): 4000,
    ("button", "visible_to_user_ids"): 10,
    ("button", "confirm.title.text"): 100,
    ("button", "confirm.text.text"): 300,
    ("button", "confirm.confirm.text"): 30,
    ("button", "confirm.deny.text"): 30,
    ("icon_button", "text.text"): 75,
    ("icon_button", "value"): 2000,
    ("icon_button", "accessibility_label"): 75,
    ("feedback_buttons", "positive_button.text.text"): 75,
    ("feedback_buttons", "negative_button.value"): 2000,
    ("feedback_buttons", "negative_button.accessibility_label"): 75,
    ("workflow_button", "text.text"): 75,
    ("workflow_button", "workflow.trigger.url"): 3000,
    ("static_select", "options"): 100,
    ("static_select", "options.0.text.text"): 75,
    ("static_select", "options.0.description.text"): 75,
    ("static_select", "options.0.value"): 150,
    ("static_select", "placeholder.text"): 150,
    ("multi_static_select", "options"): 100,
    ("multi_static_select", "initial_options"): 100,
    ("multi_external_select", "initial_options"): 100,
    ("external_select", "initial_option.text.text"): 75,
    ("overflow", "options"): 5,
    ("overflow", "options.0.url"): 3000,
    ("checkboxes", "options"): 10,
    ("checkboxes", "initial_options"): 10,
    ("radio_buttons", "options"): 10,
    ("radio_buttons", "options.0.text.text"): 75,
    ("radio_buttons", "options.0.description.text"): 75,
    ("radio_buttons", "options.0.value"): 150,
    ("users_select", "placeholder.text"): 150,
    ("datepicker", "placeholder.text"): 150,
    ("plain_text_input", "placeholder.text"): 150,
    ("plain_text_input", "max_length"): 3000,
    ("datetimepicker", "initial_date_time"): 9_999_999_999,
    ("plain_text_input", "initial_value"): 3000,
    ("email_text_input", "placeholder.text"): 150,
    ("file_input", "max_files"): 10,
    ("image", "image_url"): 3000,
    ("image", "alt_text"): 2000,
}


def ask(name: str, without: str, **more: Any) -> tuple[Refusal, ...]:
    """An input element that lacks one key of its sample."""
    item = {key: value for key, value in element(name, **more).items() if key != without}
    return open_modal(HOLDERS["input"](item))


def grouped(count: int = 1, choices: int = 1, label: int = 5, **more: Any) -> tuple[Refusal, ...]:
    group = {"label": plain(label), "options": options(choices)}
    item = {"type": "static_select", "option_groups": [group] * count, **more}
    return post({"type": "actions", "elements": [item]})


# what else is counted -> (the most there may be, send so many)
OTHER_LIMITS: dict[str, tuple[int, Callable[[int], tuple[Refusal, ...]]]] = {
    "least length": (3000, lambda n: ask("plain_text_input", "max_length", min_length=n)),
    "select groups": (100, lambda n: grouped(count=n)),
    "select group options": (100, lambda n: grouped(choices=n)),
    "select group label": (75, lambda n: grouped(label=n)),
}


@pytest.mark.parametrize(("name", "path"), ELEMENT_LIMITS)
def test_an_element_is_accepted_at_its_limit_and_refused_above_it(name: str, path: str) -> None:
    stays_within(ELEMENT_LIMITS[name, path], lambda size: act(name, **resized(element(name), path, size)))


@pytest.mark.parametrize("counted", OTHER_LIMITS)
def test_at_a_limit_a_payload_is_accepted_and_above_it_refused(counted: str) -> None:
    stays_within(*OTHER_LIMITS[counted])


def test_a_button_label_of_76_characters_is_refused_at_its_place() -> None:
    wrong = {"type": "actions", "elements": [button(), button(text=plain(76))]}
    assert post(SECTION, wrong) == (
        Refusal("invalid_blocks", "/blocks/1/elements/1/text/text may have at most 75 characters, and has 76."),
    )


@pytest.mark.parametrize("confirm", ["Sure?", ["Sure?"], 1])
def test_what_is_no_object_where_one_belongs_is_refused(confirm: object) -> None:
    (refusal,) = act("button", confirm=confirm)
    assert refusal.detail.endswith("/elements/0/confirm must be an object.")


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize("name", ELEMENTS)
def test_an_element_is_taken_only_by_its_blocks(name: str, holder: str) -> None:
    _, _, holders, surfaces = ELEMENTS[name]
    surface = "message" if holder == "context_actions" else max(surfaces)
    assert (SEND[surface](HOLDERS[holder](element(name))) == ()) == (holder in holders)


@pytest.mark.parametrize("surface", sorted(EVERYWHERE))
@pytest.mark.parametrize("name", ELEMENTS)
def test_an_element_is_taken_only_by_its_surfaces(name: str, surface: str) -> None:
    _, _, holders, surfaces = ELEMENTS[name]
    sent = SEND[surface](HOLDERS[max(holders)](element(name)))
    assert (sent == ()) == (surface in surfaces)


@pytest.mark.parametrize("name", ELEMENTS)
def test_an_element_lacking_a_key_or_with_an_unknown_one_is_refused(name: str) -> None:
    _, needed, holders, surfaces = ELEMENTS[name]
    hold, send = HOLDERS[max(holders)], SEND[max(surfaces)]
    assert send(hold(element(name, colour="red")))
    for key in needed:
        assert send(hold({part: value for part, value in element(name).items() if part != key}))


@pytest.mark.parametrize("key", ["title", "text", "confirm", "deny"])
def test_a_confirm_dialog_lacking_a_part_is_refused(key: str) -> None:
    assert act("button", confirm={part: value for part, value in CONFIRM.items() if part != key})


def test_a_button_is_primary_or_danger_or_has_no_style() -> None:
    assert act("button", style="primary") == ()
    assert act("button", style="default")
    assert act("button", confirm={**CONFIRM, "style": "default"})


def test_a_button_leads_to_an_address_with_its_scheme() -> None:
    assert act("button", url="slack://open") == ()
    assert act("button", url="example.com")


def test_only_the_options_of_an_overflow_menu_have_an_address() -> None:
    assert act("static_select", options=[{**option(), "url": web()}])
    assert act("overflow", options=[{**option(), "url": "example.com"}])


def test_a_select_has_options_or_groups_and_not_both() -> None:
    assert grouped() == ()
    assert grouped(options=options(1))
    assert post({"type": "actions", "elements": [{"type": "static_select"}]})


@pytest.mark.parametrize("name", ["static_select", "radio_buttons"])
def test_the_initial_option_must_equal_one_of_the_options(name: str) -> None:
    chosen = options(2)[1]
    assert act(name, options=options(2), initial_option=chosen) == ()
    assert act(name, options=options(2), initial_option={**chosen, "text": plain(9)})


def test_the_initial_option_may_stand_in_a_group() -> None:
    assert grouped(initial_option=options(1)[0]) == ()
    assert grouped(initial_option=option("other"))


@pytest.mark.parametrize("name", ["multi_static_select", "checkboxes"])
def test_every_initial_option_must_equal_one_of_the_options(name: str) -> None:
    assert act(name, options=options(3), initial_options=options(2)) == ()
    assert act(name, options=options(3), initial_options=[*options(2), option("other")])
    assert act(name, options=options(3), initial_options=[])


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("datepicker", {"initial_date": "20.11.2026"}),
        ("timepicker", {"initial_time": "9:30"}),
        ("datetimepicker", {"initial_date_time": "1763600000"}),
        ("datetimepicker", {"initial_date_time": -1}),
        ("number_input", {"min_value": "9.5", "max_value": "9"}),
        ("number_input", {"initial_value": "many"}),
        ("number_input", {"min_value": "few"}),
        ("number_input", {"max_value": ["9"]}),
        ("plain_text_input", {"min_length": 5, "max_length": 4}),
        ("plain_text_input", {"min_length": -1}),
        ("plain_text_input", {"min_length": 0, "max_length": 0}),
        ("plain_text_input", {"multiline": "yes"}),
        ("plain_text_input", {"max_length": True}),
        ("plain_text_input", {"dispatch_action_config": {"trigger_actions_on": ["on_leave"]}}),
        ("rich_text_input", {"min_lines": 0}),
        ("rich_text_input", {"min_lines": 0, "max_lines": 0}),
        ("rich_text_input", {"min_lines": 3, "max_lines": 2}),
        ("file_input", {"max_files": 0}),
        ("file_input", {"max_files": 1.5}),
        ("conversations_select", {"filter": {}}),
        ("conversations_select", {"filter": {"include": ["everything"]}}),
        ("external_select", {"min_query_length": -1}),
        ("multi_external_select", {"min_query_length": -1}),
        ("multi_users_select", {"max_selected_items": 0}),
        ("workflow_button", {"workflow": {"trigger": {**TRIGGER, "customizable_input_parameters": [{}]}}}),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_at_its_place(name: str, more: Json) -> None:
    _, _, holders, surfaces = ELEMENTS[name]
    found = SEND["modal" if "modal" in surfaces else "message"](
        HOLDERS[max(holders - {"section"})](element(name, **more))
    )
    assert found
    assert all(any(f"/{key} " in refusal.detail or f"/{key}/" in refusal.detail for key in more) for refusal in found)


def test_a_rich_text_input_has_at_least_one_line() -> None:
    assert ask("rich_text_input", "min_lines", max_lines=1) == ()
    assert ask("rich_text_input", "min_lines", max_lines=0)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("datetimepicker", {"initial_date_time": 0}),
        ("plain_text_input", {"min_length": 1, "max_length": 1}),
        ("conversations_select", {"filter": {"include": ["im"]}}),
        ("conversations_select", {"filter": {"exclude_bot_users": True}}),
        ("conversations_select", {"filter": {"exclude_external_shared_channels": True}}),
        ("checkboxes", {"options": MARKED_OPTIONS, "initial_options": MARKED_OPTIONS}),
        ("button", {"text": {**plain(), "emoji": True}}),
        ("button", {"confirm": {**CONFIRM, "text": {**words(), "verbatim": True}}}),
    ],
)
def test_a_setting_at_the_edge_of_sense_is_accepted(name: str, more: Json) -> None:
    assert act(name, **more) == ()


@given(name=st.sampled_from(sorted(ELEMENTS)), key=st.sampled_from(KEYS), value=JUNK)
def test_no_nonsense_in_an_element_makes_the_rules_themselves_fail(name: str, key: str, value: Any) -> None:
    found = open_modal(*[hold(element(name, **{key: value})) for hold in HOLDERS.values()])
    assert {refusal.error for refusal in found} == {"invalid_arguments"}
