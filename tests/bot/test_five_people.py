"""Five people of two teams in two workspaces use all of it; nothing is refused, and nothing crosses the wall."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot import ids, outbox
from bot.preview.elements import Element
from bot.preview.people import Delivery, Person
from bot.preview.slack import LocalSlack, Message, Workspace
from bot.preview.views import View
from bot.store.teams import Team
from tests.bot.walking import Choose, InProcess, Walker, bot_person, is_result, ok, through

MARKS = {"Acme": "zebra-7f3a", "Globex": "walrus-91c2"}
"""Words that only people of one workspace type."""
TRACKS = through("team", "several_in_use", "self_retraining")


@dataclass
class Company:
    """One workspace, its people, and their team's channel."""

    workspace: Workspace
    people: dict[str, Person]
    mark: str

    def __getattr__(self, name: str) -> Person:
        return self.people[name]


class World:
    """Both companies on one bot, which holds both tokens."""

    def __init__(self, slack: LocalSlack, folder: Path) -> None:
        self.slack = slack
        workspaces = [slack.workspace(name) for name in MARKS]
        tokens = SimpleNamespace(bot_token=",".join(one.bot_token for one in workspaces))
        self.host = InProcess(slack, tokens, folder / "bot.db")  # type: ignore[arg-type]
        self.host.start()
        self.acme = self._company(workspaces[0], ("ana", "bo", "cy"))
        self.globex = self._company(workspaces[1], ("dee", "eve"))

    def _company(self, workspace: Workspace, names: tuple[str, ...]) -> Company:
        people = {name: Person(self.slack, workspace, workspace.add_user(name), self.host.url) for name in names}
        workspace.add_channel("team", members=[one.user for one in people.values()], with_bot=True)
        return Company(workspace, people, MARKS[workspace.name])

    def do(self, delivery: Delivery) -> Delivery:
        """Check that it was taken, and wait until all is said."""
        ok(delivery)
        self.host.settle()
        return delivery

    def command(self, person: Person, text: str = "") -> Message:
        """A slash command in the direct messages, and its answer."""
        before = {one.ts for one in person.messages()}
        self.do(person.command(text))
        return next(one for one in person.messages() if one.ts not in before)

    def newest(self, person: Person, said: str) -> Message:
        """The newest message to a person that says this."""
        return next(one for one in reversed(person.messages()) if said in text_of(one))

    def click(self, person: Person, message: Message, action: str, value: str | None = None) -> None:
        """Press a button of a message by the name of its action."""
        found = button(message.elements(), action, value)
        self.do(person.click_element(message, found))

    def tap(self, person: Person, view: View | None, action: str, value: str | None = None) -> None:
        """Press a button in a modal or the Home tab."""
        assert view is not None
        found = button(view.elements(), action, value)
        self.do(person.click_in_view(view, found.action_id, value=found.value))

    def tap_back(self, person: Person) -> None:
        """Close every modal."""
        while person.view:
            person.close_view()

    def team_of(self, person: Person) -> Team:
        """The person's team, as the bot knows it."""
        return self.host.running.desk.teams.of_person(bot_person(person))[0]

    def submit(self, person: Person, **inputs: object) -> None:
        """Fill in the open modal and submit it."""
        self.do(person.submit(person.view, inputs))
        assert person.errors == {}

    def answer(self, person: Person, choose: Choose) -> Message:
        """Answer every open question, to the result."""
        Walker(person, choose).walk()
        self.host.settle()
        return next(one for one in reversed(person.messages()) if is_result(one))


def button(elements: Iterator[Element], action: str, value: str | None = None) -> Element:
    """The first element of this name."""
    named = list(elements)
    for one in named:
        if one.action_id.partition(":")[0] == action and value in (None, one.value):
            return one
    raise AssertionError(f"no {action} among {[(one.action_id, one.value) for one in named]}")


def text_of(thing: Message | View) -> str:
    """All that a message or view says."""
    return json.dumps([thing.blocks, getattr(thing, "text", "")], ensure_ascii=False)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Both companies, the bot, and Slack without its rates, so that the walk is quick."""
    monkeypatch.setattr(outbox, "_backoff", lambda tries: 0.01)
    with LocalSlack(rates=False) as slack:
        world = World(slack, tmp_path)
        try:
            yield world
        finally:
            world.host.stop()


def nothing_in_place(found: Any) -> Any:
    """Somebody who runs ML models, and of every checklist ticks no box."""
    wanted = TRACKS(found)
    return next((way for way in found if way.action_id.endswith(f":{ids.DONE}") and not way.ticked), wanted)


def set_up(world: World, company: Company, lead: Person) -> None:
    """From the Home tab of somebody new to the first question."""
    world.do(lead.open_home())
    assert lead.home is not None
    assert "Where does your team stand" in text_of(lead.home)
    world.tap(lead, lead.home, ids.EXAMPLE)
    assert lead.view is not None
    assert "example" in text_of(lead.view).lower()
    lead.close_view()
    world.tap(lead, lead.home, ids.NEW_TEAM)
    channel = next(one for one in company.workspace.channels.values() if one.name == "team")
    world.submit(lead, name=f"Team {company.mark}", channel=channel.id, lead=lead.id)


def back_up(world: World, person: Person, mark: str) -> None:
    """A note, a link and a day until which they hold, on the first answered question."""
    answered = next(one for one in person.messages() if any(e.action_id == ids.ANSWERED for e in one.elements()))
    menu = next(one for one in answered.elements() if one.action_id == ids.ANSWERED)
    option = next(one["value"] for one in menu.options() if one["value"].startswith(ids.NOTE))
    world.do(person.click_element(answered, menu, option))
    world.submit(
        person,
        note_text=f"note {mark}",
        link=f"https://wiki.example/{mark}",
        dated="2026-11-01",
        valid_until="2027-11-01",
    )


def test_five_people_of_two_teams_in_two_workspaces_use_all_of_it(world: World) -> None:
    acme, globex = world.acme, world.globex
    for company, lead in ((acme, acme.ana), (globex, globex.dee)):
        set_up(world, company, lead)
        world.answer(lead, TRACKS)
        back_up(world, lead, company.mark)
    _several_voices(world, acme)
    _acting(world, acme.ana, acme.bo)
    _looking_back(world, acme.ana)
    _taking_away(world, acme.bo)
    _handing_over(world, acme)
    _a_pair(world, globex)
    assert [(one.method, one.error, one.detail) for one in world.slack.refused] == []
    for company, other in ((acme, globex), (globex, acme)):
        assert other.mark not in _all_that_was_said(world, company.workspace)


def _several_voices(world: World, acme: Company) -> None:
    """Two more are invited, one later; the third sees spreads alone; the lead records what they agree on."""
    ana, bo, cy = acme.ana, acme.bo, acme.cy
    world.click(ana, world.command(ana), ids.TEAM)
    world.click(ana, world.newest(ana, "Members:"), ids.INVITE)
    world.submit(ana, people=[bo.id, cy.id])
    world.click(bo, world.newest(bo, "Answer now"), ids.ANSWER_NOW)
    assert "Your team will see these answers" in text_of(world.newest(bo, "your view"))
    world.answer(bo, TRACKS)
    world.click(cy, world.newest(cy, "Answer now"), ids.ANSWER_LATER)
    world.do(cy.open_home())
    world.tap(cy, cy.home, ids.ASSESS)
    assert "others see only how the answers spread" in text_of(world.newest(cy, "your view"))
    result = world.answer(cy, nothing_in_place)
    assert "3 people answered" in text_of(result)
    assert "see them differently" in text_of(result)
    shown = [text_of(one) for one in cy.messages() if is_result(one)]
    world.click(cy, result, ids.SCORED)
    shown.append(text_of(cy.view))
    world.tap_back(cy)
    world.click(cy, result, ids.SPREAD)
    shown.append(text_of(cy.view))
    world.tap_back(cy)
    assert acme.mark not in "".join(one.replace(f"Team {acme.mark}", "") for one in shown)
    told = world.newest(ana, "All 3 have answered")
    world.click(ana, told, ids.STAGE)
    before = world.newest(ana, "see them differently")
    world.click(ana, before, ids.CONSENSUS)
    world.submit(ana, agreed_value="held", reason="we looked at it together")
    assert "Recorded" in text_of(ana.view)
    world.tap_back(ana)


def _acting(world: World, ana: Person, bo: Person) -> None:
    """A step becomes somebody's action and is finished; the placement follows. A target shows its path."""
    world.click(ana, world.command(ana, "steps"), ids.TAKE_ON)
    world.submit(ana, owner=bo.id, due="2027-03-01")
    if ana.view:
        world.tap_back(ana)
    world.click(bo, world.newest(bo, "named you"), ids.ACTION_ACCEPT)
    results = world.command(bo, "history").text, world.host.running.desk.history
    count = results[1].pages(world.team_of(bo)).count
    world.click(bo, world.command(bo, "actions"), ids.ACTION_DONE)
    world.submit(bo, ending="held")
    assert results[1].pages(world.team_of(bo)).count == count + 1
    if bo.view:
        world.tap_back(bo)
    world.click(ana, world.command(ana, "target"), ids.SET_TARGET)
    assert ana.view is not None
    level = ana.view.find(block_id=ids.LEVEL_INPUT).options()[0]["value"]
    world.submit(ana, level=level, due="2027-06-30")
    if ana.view:
        world.tap_back(ana)
    assert "2027" in text_of(world.command(ana, "target"))


def _looking_back(world: World, ana: Person) -> None:
    """History, two results compared, stages over time, and the picture of a profile."""
    page = world.command(ana, "history")
    world.click(ana, page, ids.COMPARE)
    world.do(ana.submit(ana.view))
    assert "What changed" in (ana.view.title if ana.view else "")
    world.tap_back(ana)
    world.click(ana, world.command(ana, "stage"), ids.PICTURE)
    picture = next(one for one in reversed(ana.messages()) if any(block["type"] == "image" for block in one.blocks))
    assert any(block.get("alt_text") for block in picture.blocks)


def _taking_away(world: World, bo: Person) -> None:
    """The team's data as files."""
    for action in ("csv", "json", "html"):
        page = world.command(bo, "export")
        found = next(one for one in page.elements() if action in f"{one.action_id} {one.value}".lower())
        world.do(bo.click_element(page, found))
    names = {world.acme.workspace.files[id].name.rpartition(".")[2] for one in bo.messages() for id in one.files}
    assert names >= {"csv", "json", "html"}


def _handing_over(world: World, acme: Company) -> None:
    """The lead leaves the company; a member takes over."""
    world.do(acme.ana.leave_company())
    world.click(acme.bo, world.newest(acme.bo, "no longer leads"), ids.TAKE_LEAD)
    assert world.team_of(acme.bo).lead == acme.bo.id


def _a_pair(world: World, globex: Company) -> None:
    """Two people answer for their team and see each other's answers, having been told so; one is a programme lead."""
    dee, eve = globex.dee, globex.eve
    channel = next(one for one in globex.workspace.channels.values() if one.name == "team")
    world.do(eve.command("assess", channel))
    world.click(eve, eve.messages(channel)[-1], ids.JOIN)
    world.answer(eve, nothing_in_place)
    world.click(eve, world.newest(eve, "2 people answered"), ids.SCORED)
    assert f"note {globex.mark}" in text_of(eve.view)
    world.tap_back(eve)
    world.do(dee.open_home())
    assert "2 people answered" in text_of(dee.home)


def _all_that_was_said(world: World, workspace: Workspace) -> str:
    calls = [one.payload for one in world.slack.calls if one.workspace == workspace.team_id]
    files = b"".join(file.content for file in workspace.files.values() if not file.name.endswith("png"))
    return json.dumps(calls, ensure_ascii=False) + files.decode()
