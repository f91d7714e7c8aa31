"""What a person sees of an error: wherever they clicked or typed, one page or message with what to do about it."""

from __future__ import annotations

from typing import Any

import pytest

from bot import ids
from bot.assessments import NotYours
from bot.listeners import actions, views
from bot.preview.people import Person
from bot.preview.views import View
from tests.bot.walking import Bench, text_of

BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Help"}, "action_id": ids.HELP}
BLOCKS = [{"type": "actions", "elements": [BUTTON]}]
INPUT = {"type": "plain_text_input", "action_id": ids.VALUE}
NAME = {"type": "input", "block_id": ids.NAME_INPUT, "label": {"type": "plain_text", "text": "Name"}, "element": INPUT}


@pytest.fixture
def ana(bench: Bench) -> Person:
    return bench.person("ana")


def broken(*_: object) -> None:
    raise RuntimeError("a defect")


def not_theirs(*_: object) -> None:
    raise NotYours("1")


def home(bench: Bench, ana: Person) -> View:
    return bench.workspace.views.publish(ana.id, {"type": "home", "blocks": BLOCKS}, None)


def modal(bench: Bench, ana: Person, blocks: list[dict[str, Any]] = BLOCKS, **more: object) -> View:
    title = {"type": "plain_text", "text": "Some modal"}
    content = {"type": "modal", "callback_id": ids.NOTE_VIEW, "title": title, "blocks": blocks, **more}
    return bench.workspace.views.open(ana.id, content)


def reference(text: str, caplog: pytest.LogCaptureFixture) -> str:
    """The reference that a text gives, which must be in the log too."""
    assert "Something went wrong on my side, and nothing was changed" in text
    found = text.partition("Reference: ")[2].split(".")[0]
    assert len(found) == 8
    assert f"reference {found}" in "\n".join(record.getMessage() for record in caplog.records)
    return found


@pytest.mark.parametrize("surface", [home, modal])
def test_an_unexpected_error_on_a_home_tab_or_in_a_modal_gives_a_page_with_the_reference(
    bench: Bench, ana: Person, surface: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shown = surface(bench, ana)
    monkeypatch.setitem(actions.HANDLERS, ids.HELP, broken)
    bench.settled(ana.click_in_view(shown, ids.HELP))
    page = ana.view
    assert page is not None
    assert page.id != shown.id
    reference(text_of(page), caplog)
    assert page.content["close"]
    assert ana.messages() == []
    assert bench.refused() == []


def test_on_the_third_modal_the_page_takes_its_place_as_slack_stacks_no_fourth(
    bench: Bench, ana: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    third = modal(bench, ana)
    for _ in range(2):
        third = bench.workspace.views.push(ana.id, third.content, third.id)
    monkeypatch.setitem(actions.HANDLERS, ids.HELP, broken)
    bench.settled(ana.click_in_view(third, ids.HELP))
    assert ana.view is not None
    assert ana.view.id == third.id
    reference(text_of(ana.view), caplog)
    assert bench.refused() == []


@pytest.mark.parametrize("surface", [home, modal])
def test_an_error_after_the_click_was_used_up_is_told_by_message(
    bench: Bench, ana: Person, surface: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def half(desk: object, call: Any, click: object) -> None:
        bench.workspace.exchange(call.trigger)
        raise RuntimeError("a defect")

    shown = surface(bench, ana)
    monkeypatch.setitem(actions.HANDLERS, ids.HELP, half)
    bench.settled(ana.click_in_view(shown, ids.HELP))
    reference(ana.messages()[-1].text, caplog)


def test_a_known_error_on_a_home_tab_says_what_to_do_and_gives_no_reference(
    bench: Bench, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(actions.HANDLERS, ids.HELP, not_theirs)
    bench.settled(ana.click_in_view(home(bench, ana), ids.HELP))
    assert ana.view is not None
    assert "belongs to another conversation" in text_of(ana.view)
    assert "Reference" not in text_of(ana.view)


def test_an_unexpected_error_on_a_submitted_modal_takes_the_modals_place(
    bench: Bench, ana: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    submit = {"type": "plain_text", "text": "Save"}
    shown = modal(bench, ana, [NAME], submit=submit)
    monkeypatch.setitem(views.HANDLERS, ids.NOTE_VIEW, broken)
    bench.settled(ana.submit(shown, {ids.NAME_INPUT: "x"}))
    assert ana.view is not None
    reference(text_of(ana.view), caplog)
    assert bench.refused() == []


def test_two_errors_have_two_references(
    bench: Bench, ana: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(actions.HANDLERS, ids.HELP, broken)
    found = set()
    for _ in range(2):
        bench.settled(ana.click_in_view(home(bench, ana), ids.HELP))
        assert ana.view is not None
        found.add(reference(text_of(ana.view), caplog))
    assert len(found) == 2


def test_an_error_on_an_event_about_a_person_is_logged_and_told_to_nobody(
    bench: Bench, ana: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(type(bench.host.running.desk.leading), "departed", broken)
    bench.settled(ana.leave_company())
    assert "a defect" in caplog.text
    assert bench.count("outbox") == 0
