"""What stays private: with three or more respondents nobody sees another's single answers, notes, links or words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import ids
from bot.blocks import history as history_blocks
from bot.blocks import placements, steps, whatif
from bot.people import Person as Ours
from bot.preview.people import Person
from knowledge.library import Value
from tests.bot.several import ALIKE, ANA, BO, CY, DEE, FIRST, LIBRARY, SECOND, Several, at_random
from tests.bot.walking import Bench, Walker, answers, through
from tests.ways import Explorer

EVERYBODY = (ANA, BO, CY, DEE)


@pytest.fixture
def several(tmp_path: Path) -> Several:
    return Several(tmp_path, *EVERYBODY)


def marked(several: Several, person: Ours, seed: int) -> list[str]:
    """Let somebody answer, with a marker in each place where words may be typed; returns the markers."""
    mine = f"of{person.id.lower()}"
    several.clock.forward(1)
    several.assessments.assess(person, several.team)
    choose = at_random(seed)
    detailed = False
    while (where := several.conversation(person)).session.status != "finished":
        question = LIBRARY.questions.get(where.session.question)
        if question and not detailed and question.id not in ALIKE:
            values = dict.fromkeys(question.capabilities, Value.NOT_APPLICABLE)
            several.assessments.detail(person, several.turn_open(person), values, f"why{mine}")
            detailed = True
        else:
            several.press(person, choose(where.session.question, several.offered(where)))
    for entry in several.conversation(person).session.trail:
        if entry.question:
            several.back_up(person, entry.question, note=f"note{mine}", link=f"https://link{mine}.example/page")
    return [f"{kind}{mine}" for kind in ("why", "note", "link")]


def pages(several: Several, viewer: Ours) -> Iterator[str]:
    """Everything about the team's results that somebody may look at."""
    for past in several.history.newest(several.team):
        outcome = several.results.find(viewer, past.id)
        yield json.dumps(placements.result(LIBRARY, outcome).payload())
        yield json.dumps(placements.shared(LIBRARY, outcome, viewer.id).payload())
        yield several.scored(viewer, past.id)
        yield json.dumps([block.to_dict() for block in several.results.spread(viewer, past.id)])
        yield json.dumps([block.to_dict() for block in steps.steps_blocks(LIBRARY, outcome)])
        yield json.dumps(whatif.view(LIBRARY, outcome).to_dict())
        for other in several.history.newest(several.team):
            if other.id != past.id:
                compared = several.history.compare(viewer, past.id, other.id)
                yield json.dumps(history_blocks.compared_view(LIBRARY, compared).to_dict())
    yield json.dumps(history_blocks.history_page(LIBRARY, several.history.pages(several.team)).payload())


@settings(max_examples=8, deadline=None)
@given(seeds=st.lists(st.integers(0, 2**32), min_size=3, max_size=4), viewer=st.integers(0, 3))
def test_from_three_on_nobody_sees_anothers_note_link_words_or_who_said_what_on_any_page(
    seeds: list[int], viewer: int
) -> None:
    people = (ANA, BO, CY, DEE)[: len(seeds)]
    looks = (ANA, BO, CY, DEE)[viewer]
    with TemporaryDirectory() as folder:
        several = Several(Path(folder), ANA, BO, CY, DEE)
        markers = {person: marked(several, person, seed) for person, seed in zip(people, seeds, strict=True)}
        seen = "".join(pages(several, looks))
        for person in people:
            if person != looks:
                assert not [one for one in (*markers[person], person.id) if one in seen]
        if looks in people:
            assert [one for one in markers[looks] if one in seen] == markers[looks]


@settings(max_examples=8, deadline=None)
@given(seeds=st.lists(st.integers(0, 2**32), min_size=1, max_size=2))
def test_answers_of_one_or_two_are_shown_to_the_team_with_their_notes_and_links(seeds: list[int]) -> None:
    with TemporaryDirectory() as folder:
        several = Several(Path(folder), ANA, BO, CY, DEE)
        markers = [
            one
            for person, seed in zip((ANA, BO), seeds, strict=False)
            for one in marked(several, person, seed)
            if not one.startswith("why")
        ]
        for looks in (ANA, BO, CY):
            shown = several.scored(looks)
            assert [one for one in markers if one not in shown] == []


def test_an_early_result_shows_no_more_than_the_last_one_of_its_assessment(several: Several) -> None:
    first = several.answer(ANA, FIRST)
    several.back_up(ANA, "data_for_training", note="seen by the team")
    assert "seen by the team" in several.scored(BO, first.id)
    several.answer(BO, SECOND)
    several.answer(CY, SECOND)
    several.back_up(ANA, "data_for_training", note="written later")
    for result in (first.id, several.seen(BO).result):
        assert "written later" not in several.scored(BO, result)
        assert "written later" in several.scored(ANA, result)


class Heard:
    """Everything that somebody's Slack got while they walked: what was sent to it, and answers to what they did."""

    def __init__(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        self._bench, self._bodies = bench, list[str]()
        self._calls, self._files = 0, frozenset[str]()
        settled = bench.settled

        def listening(delivery: object) -> object:
            done = settled(delivery)  # type: ignore[arg-type]
            self._bodies.append(done.body)
            return done

        monkeypatch.setattr(bench, "settled", listening)

    def begin(self) -> None:
        """Forget what was heard so far."""
        self._bodies.clear()
        self._calls, self._files = len(self._bench.slack.calls), frozenset(self._bench.workspace.files)

    def text(self) -> str:
        """All of it."""
        payloads = [json.dumps(call.payload, default=str) for call in self._bench.slack.calls[self._calls :]]
        new = [one for id, one in self._bench.workspace.files.items() if id not in self._files and not one.is_picture]
        files = [(one.content or b"").decode() for one in new]
        return "\n".join([*self._bodies, *payloads, *files])


def back_up(bench: Bench, person: Person) -> None:
    """Give a note and a link for every answer, in Slack."""
    for message in list(person.messages()):
        menu = next((one for one in message.elements() if one.action_id == ids.ANSWERED), None)
        if menu and not answers(message):
            option = next(one["value"] for one in menu.options() if one["value"].startswith(ids.NOTE))
            bench.settled(person.click_element(message, menu, option))
            marker = f"of{person.user.name}"
            entered = {ids.NOTE_INPUT: f"note{marker}", ids.LINK_INPUT: f"https://link{marker}.example/"}
            bench.settled(person.submit(person.view, entered))
            assert person.errors == {}


def look_at_the_result(bench: Bench, person: Person) -> None:
    """See how it was scored and how the answers spread: a check-in that is answered meanwhile begins a result of one."""
    bench.settled(person.command("stage"))
    spreads = [one for one in person.messages() if ids.SPREAD in {element.action_id for element in one.elements()}]
    result = spreads[-1]
    for action in (ids.SCORED, ids.SPREAD):
        bench.settled(person.click(result, action))
    while person.view is not None:
        person.close_view()


def look_around(bench: Bench, person: Person) -> None:
    """Click everything within three clicks, compare the oldest with the newest, and take the data away."""
    look_at_the_result(bench, person)
    explorer = Explorer(bench, person, deepest=3)
    explorer.from_command()
    explorer.from_home()
    while person.view is not None:
        person.close_view()
    bench.settled(person.command("history"))
    bench.settled(person.click(person.messages()[-1], ids.COMPARE))
    view = person.view
    assert view is not None
    oldest = view.find(block_id=ids.BEFORE_INPUT).options()[-1]["value"]
    bench.settled(person.submit(view, {ids.BEFORE_INPUT: oldest}))
    assert person.view is not None
    assert person.view.title == "What changed"


def test_on_a_walk_through_slack_nothing_of_another_person_arrives(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = {name: bench.person(name) for name in ("ana", "bo", "cy", "dee")}
    bench.team("churn", *people.values(), with_bot=True)
    for name in ("ana", "bo", "cy"):
        bench.start(people[name])
        Walker(people[name], through("team", "several_in_use")).walk()
        bench.host.settle()
        back_up(bench, people[name])
    heard = Heard(bench, monkeypatch)
    for looks, others in (("dee", "ana bo cy"), ("bo", "ana cy")):
        heard.begin()
        look_around(bench, people[looks])
        text = heard.text()
        assert not [name for name in others.split() if f"of{name}" in text]
        assert (f"noteof{looks}" in text) == (looks != "dee")
    assert bench.refused() == []
